//! Who may leave, who is loyal, and stages of life, as an assessment tells them: they are those of the rules, with the
//! predictions of the models fitted to the same purchases.

use std::collections::BTreeMap;

use crm_kit::chrono::{DateTime, Utc};
use crm_kit::clv::{BgNbd, Horizon, PurchaseModel};
use crm_kit::model::{
    Classification, Customer, CustomerCode, CustomerId, Direction, Happening, Interaction, Missing, Noticed,
    Outcome, Purchase, Records, Scale, SurveyAnswer, Table, TableName, TicketEvent, TicketId, TicketRecord,
};
use crm_kit::segmentation::{Probability, Stage};
use crm_kit::{Assessment, Dataset, Policy, Preset, assess, assess_customer};
use proptest::prelude::*;

use crate::clauses::retention::company;
use crate::lifetime_value::{customer, orders, summed_up};

/// The morning of 20 January 2026 in Shanghai.
const AS_OF: &str = "2026-01-20T00:00:00Z";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn complaint(number: u32, day: &str) -> TicketRecord {
    let kind = Classification { kind: "complaint".parse().ok(), urgency: None, complexity: None };
    let events = [Happening::Opened, Happening::Classified(kind)]
        .map(|what| TicketEvent::at(at(&format!("{day}T04:00:00Z")), what));
    let mut record = TicketRecord::new(TicketId::new(format!("T-{number}")).unwrap(), events.into());
    record.customer = Some(customer(number));
    record
}

fn contact(number: u32, day: &str) -> Interaction {
    Interaction {
        at: at(&format!("{day}T04:00:00Z")),
        customer: Some(customer(number)),
        direction: Direction::Outbound,
        outcome: Outcome::Reached,
        channel: None,
        purpose: None,
        person: None,
        department: None,
        recorded_at: None,
    }
}

fn answer(number: u32, score: i64) -> SurveyAnswer {
    SurveyAnswer {
        survey: "satisfaction".parse().unwrap(),
        topic: "recommend".parse().unwrap(),
        customer: Some(customer(number)),
        invited_at: None,
        answered_at: Some(at("2026-01-02T04:00:00Z")),
        score: Scale::ZERO_TO_TEN.score(score).ok(),
        delivery: None,
    }
}

/// Returns 120 customers who bought and two who did not; every third complained, every fourth was called less often than
/// before, and every second answered.
fn records() -> Records {
    let every = |step: usize| (0..120).step_by(step);
    let calls = ["2025-08-01", "2025-08-02", "2025-09-01", "2025-10-01", "2025-12-01"];
    Records {
        customers: Table::complete([500, 501].map(|number| Customer::new(customer(number))).into()),
        purchases: Table::complete(orders()),
        tickets: Table::complete(every(3).map(|number| complaint(number, "2025-12-24")).collect()),
        interactions: Table::complete(
            every(4).flat_map(|number| calls.map(|day| contact(number, day))).collect(),
        ),
        answers: Table::complete(every(2).map(|number| answer(number, i64::from(number % 11))).collect()),
        ..Records::default()
    }
}

/// Returns the probability that each customer buys in the year ahead, by the model fitted directly to the columns.
fn probabilities(dataset: &Dataset, policy: &Policy) -> BTreeMap<CustomerCode, Probability> {
    let summaries = summed_up(&orders(), "2026-01-20");
    let model = BgNbd::fit(&summaries.cells()).unwrap().model;
    let terms = policy.latest().lifetime_value().unwrap().terms();
    let ahead = Horizon::new(f64::from(terms.periods) * terms.period).unwrap();
    let one = |(number, summary): (&i64, crm_kit::clv::Summary)| {
        let code = dataset.code_of(&customer(u32::try_from(*number).unwrap())).unwrap();
        let buys = 1.0 - model.probability_of_purchases(0, &summary.history(), ahead);
        (code, Probability::new(buys).unwrap())
    };
    summaries.customers().iter().zip(summaries.summaries()).map(one).collect()
}

fn counts<T: Ord>(all: impl Iterator<Item = T>) -> BTreeMap<T, u64> {
    let mut counts = BTreeMap::new();
    all.for_each(|one| *counts.entry(one).or_default() += 1);
    counts
}

#[test]
fn warnings_are_those_of_the_rule_with_the_predictions_of_the_model() {
    let (policy, (dataset, _)) = (Policy::preset(Preset::Handbook), Dataset::new(records()));
    let rule = policy.latest().churn().unwrap();
    let likely = probabilities(&dataset, &policy);
    let expected = rule.assess(&dataset, at(AS_OF), |code| likely.get(&code).copied());
    let assessment = assess(&dataset, &policy, at(AS_OF));
    assert_eq!(assessment.customers.len(), 122);
    for one in &assessment.customers {
        let Some(warning) = expected.of(dataset.code_of(&one.customer).unwrap()) else {
            assert_eq!(one.churn, None, "{} has never bought", one.customer);
            continue;
        };
        let told = one.churn.as_ref().unwrap();
        assert_eq!(told.warning, *warning);
        assert_eq!(told.grade.as_ref(), rule.grade(warning).map(|grade| &grade.name));
        assert_eq!(told.assigned.as_ref(), rule.assigned(warning));
        assert_eq!(told.why, (warning.grade() != Some(0)).then(|| rule.why(warning).to_string()));
    }
    let table = assessment.churn.unwrap();
    assert_eq!((table.undetermined, table.never_bought), (0, 2));
    let lines: Vec<u64> = table.lines.iter().map(|line| line.customers).collect();
    assert_eq!(lines, (0..4).map(|place| expected.count(place)).collect::<Vec<_>>());
    // All grades occur, so that none of this is idle.
    assert!(lines.iter().all(|customers| *customers > 0) && lines.iter().sum::<u64>() == 120, "{lines:?}");
    assert!(table.lines.iter().all(|line| line.at_least == 0));

    let loyalty = policy.latest().loyalty().unwrap().assess(&dataset, at(AS_OF));
    let told = assessment.loyalty.unwrap();
    assert_eq!((told.loyal, told.undetermined), (loyalty.loyal(), loyalty.undetermined()));
    assert_eq!(told.loyal + told.others + told.undetermined, 122);
    assert_eq!(assessment.stages, None, "the handbook has no stages");
}

#[test]
fn stages_rest_on_the_same_warnings_and_loyalty() {
    let (policy, (dataset, _)) = (Policy::preset(Preset::Lifecycle), Dataset::new(records()));
    let rule = policy.latest().lifecycle().unwrap();
    let likely = probabilities(&dataset, &policy);
    let expected = rule.assess(&dataset, at(AS_OF), |code| likely.get(&code).copied());
    let assessment = assess(&dataset, &policy, at(AS_OF));
    for one in &assessment.customers {
        let of_rule = expected.of(dataset.code_of(&one.customer).unwrap()).unwrap();
        assert_eq!(one.stage.as_ref(), Some(&of_rule.stage));
        assert_eq!(one.loyalty.as_ref(), Some(&of_rule.loyalty));
        assert_eq!(one.churn.as_ref().map(|churn| &churn.warning), of_rule.warning.as_ref());
    }
    let table = assessment.stages.unwrap();
    assert_eq!((table.rule.as_str(), table.clause.as_str()), ("lifecycle", "L-LIFE-1"));
    assert_eq!(table.lines.iter().map(|line| line.stage).collect::<Vec<_>>(), Stage::ALL);
    for line in &table.lines {
        assert_eq!(line.customers, expected.count(line.stage), "{}", line.stage);
        assert_eq!(line.focus, rule.stage(line.stage).focus);
    }
    assert_eq!(table.undetermined, expected.undetermined());
    let staged: u64 = table.lines.iter().map(|line| line.customers).sum();
    assert_eq!(staged + table.undetermined, 122);
    assert_eq!(table.lines[0].customers, 2, "prospects");
    assert!(table.lines.iter().filter(|line| line.customers > 0).count() >= 5, "{table:?}");
}

/// Without a prediction the unhappy customer has 60 to 85 points and the quiet one 30 to 55: see `h_churn_1_...`.
#[test]
fn what_every_possible_grade_assigns_is_owed_though_the_grade_is_not_known() {
    let text = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'handbook'\n[lifetime-value]\noff = true";
    let policy = Policy::parse(text, "ours.toml").unwrap();
    let (dataset, as_of) = (company(), at("2026-03-02T04:00:00Z"));
    let assessment = assess(&dataset, &policy, as_of);
    let told: Vec<_> = assessment
        .customers
        .iter()
        .map(|one| {
            let churn = one.churn.as_ref();
            let assigned = churn.and_then(|churn| churn.assigned.as_ref()).map(ToString::to_string);
            let points = churn.map(|churn| (churn.warning.least, churn.warning.most));
            (one.customer.as_str(), churn.map(|churn| churn.grade.is_some()), assigned, points)
        })
        .collect();
    assert_eq!(
        told,
        [
            ("prospect", None, None, None),
            ("quiet", Some(false), None, Some((30, 55))),
            ("unhappy", Some(false), Some("specialist".to_owned()), Some((60, 85))),
        ]
    );
    let why = assessment.customers[2].churn.as_ref().unwrap().why.as_ref().unwrap();
    assert!(why.starts_with("undetermined, warning to urgent, 60 to 85 of 100 points: "), "{why}");

    let table = assessment.churn.as_ref().unwrap();
    let lines: Vec<_> =
        table.lines.iter().map(|line| (line.grade.as_str(), line.customers, line.at_least)).collect();
    assert_eq!(lines, [("none", 0, 0), ("watch", 0, 1), ("warning", 0, 1), ("urgent", 0, 0)]);
    assert_eq!((table.undetermined, table.never_bought), (2, 1));
    assert_eq!(lacking(&assessment, "churn-warning"), [("H-CHURN-1".to_owned(), Missing::Prediction, 2)]);
    for one in &assessment.customers {
        let alone = assess_customer(&dataset, &policy, &one.customer, as_of).unwrap();
        assert_eq!(alone.customers, std::slice::from_ref(one));
    }
}

/// Returns what the findings say is missing for a matter, with clause and number of customers.
fn lacking(assessment: &Assessment, wanted: &str) -> Vec<(String, Missing, u64)> {
    let of_matter = |noticed: &Noticed| match noticed {
        Noticed::CustomersUndetermined { clause, matter, missing, customers }
            if matter.as_str() == wanted =>
        {
            Some((clause.to_string(), missing.clone(), *customers))
        }
        _ => None,
    };
    assessment.findings.iter().filter_map(|finding| of_matter(&finding.noticed)).collect()
}

#[test]
fn one_customer_alone_stands_as_among_all() {
    let (dataset, _) = Dataset::new(records());
    for preset in [Preset::Handbook, Preset::Lifecycle] {
        let policy = Policy::preset(preset);
        let all = assess(&dataset, &policy, at(AS_OF)).customers;
        for number in [0, 7, 500] {
            let alone = assess_customer(&dataset, &policy, &customer(number), at(AS_OF)).unwrap().customers;
            let among: Vec<_> = all.iter().filter(|one| one.customer == customer(number)).cloned().collect();
            assert_eq!(alone, among, "{preset}");
        }
    }
}

/// Each customer counts once for each thing that is missing, and for nothing that is there.
#[test]
fn findings_count_every_customer_without_an_answer() {
    let (tickets, answers) = (Table::default(), Table::default());
    let (dataset, _) = Dataset::new(Records { tickets, answers, ..records() });
    let assessment = assess(&dataset, &Policy::preset(Preset::Lifecycle), at(AS_OF));
    let (churn, loyalty) = (assessment.churn.as_ref().unwrap(), assessment.loyalty.as_ref().unwrap());
    let stages = assessment.stages.as_ref().unwrap();
    assert!(churn.undetermined > 0 && loyalty.undetermined > 0 && stages.undetermined > 0);
    let clause = |clause: &str| clause.to_owned();
    let tickets = Missing::Table(TableName::Tickets);
    let answers = Missing::Table(TableName::Answers);
    assert_eq!(lacking(&assessment, "churn-warning"), [(clause("L-LIFE-1"), tickets, churn.undetermined)]);
    assert_eq!(lacking(&assessment, "loyalty"), [(clause("L-LOY-3"), answers, loyalty.undetermined)]);
    let of_stages = counts(
        assessment
            .customers
            .iter()
            .filter_map(|one| one.stage.as_ref().filter(|stage| stage.stage().is_none()))
            .flat_map(|stage| stage.missing.clone()),
    );
    let told: BTreeMap<_, _> = lacking(&assessment, "lifecycle-stage")
        .into_iter()
        .map(|(_, missing, customers)| (missing, customers))
        .collect();
    assert_eq!(told, of_stages);
    assert_eq!(churn.lines.iter().map(|line| line.at_least).sum::<u64>(), churn.undetermined);
}

#[test]
fn without_purchases_nothing_pretends() {
    let (dataset, _) = Dataset::new(Records { purchases: Table::default(), ..records() });
    let assessment = assess(&dataset, &Policy::preset(Preset::Lifecycle), at(AS_OF));
    let everybody = assessment.customers.len() as u64;
    let churn = assessment.churn.as_ref().unwrap();
    // Nobody knows whether they ever bought, so nobody "never bought".
    assert_eq!((churn.never_bought, churn.undetermined), (0, everybody));
    let stages = assessment.stages.as_ref().unwrap();
    assert_eq!(stages.undetermined, everybody);
    assert!(stages.lines.iter().all(|line| line.customers == 0));
    assert_eq!(assessment.loyalty.as_ref().unwrap().loyal, 0);
    let purchases = || Missing::Table(TableName::Purchases);
    assert_eq!(lacking(&assessment, "lifecycle-stage"), [("L-LIFE-1".to_owned(), purchases(), everybody)]);
    let of_churn = lacking(&assessment, "churn-warning");
    assert!(of_churn.contains(&("L-LIFE-1".to_owned(), purchases(), everybody)), "{of_churn:?}");
    assert!(of_churn.contains(&("L-LIFE-1".to_owned(), Missing::Prediction, everybody)), "{of_churn:?}");
    for one in &assessment.customers {
        let told = one.churn.as_ref().unwrap();
        assert_eq!(told.grade, None, "{told:?}");
    }
}

/// What is bought later tells nothing of today, in whatever currency it is.
#[test]
fn later_purchases_change_nothing() {
    let policy = Policy::preset(Preset::Lifecycle);
    let (dataset, _) = Dataset::new(records());
    let (before, mut rows) = (assess(&dataset, &policy, at(AS_OF)), orders());
    rows.extend((0..120).map(|number| Purchase {
        at: at("2026-01-20T00:00:00.000001Z"),
        customer: Some(customer(number)),
        amount: "7 EUR".parse().unwrap(),
        ..orders()[0].clone()
    }));
    let (dataset, _) = Dataset::new(Records { purchases: Table::complete(rows), ..records() });
    let after = assess(&dataset, &policy, at(AS_OF));
    assert_eq!((after.churn, after.stages, after.loyalty), (before.churn, before.stages, before.loyalty));
    let lives = |all: Vec<crm_kit::CustomerStanding>| -> Vec<_> {
        all.into_iter().map(|one| (one.customer, one.stage, one.churn, one.loyalty)).collect()
    };
    assert_eq!(lives(after.customers), lives(before.customers));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, ..ProptestConfig::default() })]

    #[test]
    fn prop_the_order_of_rows_makes_no_difference(seed in any::<u64>()) {
        fn shuffle<T>(table: &mut Table<T>, seed: u64) {
            let Table::Supplied { rows, .. } = table else { return };
            let mut keyed: Vec<(u64, T)> = Vec::new();
            for (place, row) in rows.drain(..).enumerate() {
                keyed.push(((place as u64 + 1).wrapping_mul(seed | 1) >> 9, row));
            }
            keyed.sort_by_key(|(key, _)| *key);
            rows.extend(keyed.into_iter().map(|(_, row)| row));
        }
        let policy = Policy::preset(Preset::Lifecycle);
        let (dataset, _) = Dataset::new(records());
        let mut shuffled = records();
        shuffle(&mut shuffled.purchases, seed);
        shuffle(&mut shuffled.tickets, seed);
        shuffle(&mut shuffled.interactions, seed);
        shuffle(&mut shuffled.answers, seed);
        let (other, _) = Dataset::new(shuffled);
        prop_assert_eq!(assess(&other, &policy, at(AS_OF)), assess(&dataset, &policy, at(AS_OF)));
    }
}

#[test]
fn a_customer_of_no_table_stands_nowhere() {
    let (dataset, _) = Dataset::new(records());
    let nobody = CustomerId::new("nobody").unwrap();
    assert!(assess_customer(&dataset, &Policy::preset(Preset::Lifecycle), &nobody, at(AS_OF)).is_none());
}

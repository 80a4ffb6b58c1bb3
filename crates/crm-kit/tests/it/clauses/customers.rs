//! Indicators of customers, money and campaigns: records judged by the preset that holds the clause, worked out by hand.

use crm_kit::kpi::analysis::{Analysis, Figures};
use crm_kit::kpi::{Line, Value};
use crm_kit::model::{
    Customer, CustomerFile, CustomerGoal, CustomerId, DatedTier, Direction, Interaction, Membership, Origin,
    Outcome, Purchase, PurchaseKind, Ratio, Records, Scale, Spend, SpendAim, SurveyAnswer, Table,
};
use crm_kit::{Dataset, assess};

use super::*;

/// The first midnight of a day in Shanghai, written `2026-03-02`.
fn day(text: &str) -> DateTime<Utc> {
    format!("{text}T00:00:00+08:00").parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn id(name: &str) -> CustomerId {
    CustomerId::new(name).unwrap()
}

fn member(name: &str, from: &str, until: Option<&str>) -> Customer {
    let mut customer = Customer::new(id(name));
    customer.memberships = vec![Membership { from: day(from), until: until.map(day) }];
    customer
}

fn order(customer: &str, when: &str, amount: &str) -> Purchase {
    let (what, customer) = (PurchaseKind::Order, Some(id(customer)));
    Purchase { at: day(when), order: None, what, amount: amount.parse().unwrap(), customer }
}

fn contact(customer: &str, when: &str, purpose: &str, outcome: Outcome) -> Interaction {
    Interaction {
        at: day(when),
        customer: Some(id(customer)),
        direction: Direction::Outbound,
        outcome,
        channel: None,
        purpose: purpose.parse().ok(),
        person: None,
        department: None,
        recorded_at: None,
    }
}

fn spent(when: &str, amount: &str, aim: SpendAim) -> Spend {
    let amount = amount.parse().unwrap();
    Spend { at: day(when), amount, aim, department: None, activity: None, customer: None }
}

fn line(records: Records, preset: Preset, name: &str, as_of: &str) -> Line {
    let assessment = assess(&Dataset::new(records).0, of_preset(preset), day(as_of));
    let name = format!("indicator.{name}");
    assessment.scorecard.into_iter().find(|line| line.indicator.as_str() == name).unwrap()
}

#[test]
fn h_cost_5_both_costs_of_a_year_stand_side_by_side() {
    let records = || Records {
        customers: Table::complete(vec![
            member("kept", "2024-01-01", None),
            member("kept-too", "2024-01-01", None),
            member("lost", "2024-01-01", Some("2025-06-01")),
            member("won", "2025-06-01", None),
            member("of-this-year", "2026-01-01", None),
        ]),
        spend: Table::complete(vec![
            spent("2025-03-01", "500 CNY", SpendAim::Acquisition),
            spent("2025-12-31", "200 CNY", SpendAim::Maintenance),
            spent("2026-01-01", "900 CNY", SpendAim::Maintenance),
        ]),
        ..Records::default()
    };
    let of = |name| line(records(), Preset::Handbook, name, "2026-02-01");
    let win = of("cost-to-win");
    assert_eq!((win.clause.as_str(), win.period.to_string().as_str()), ("H-COST-5", "2025"));
    assert_eq!(win.value.to_string(), "500.00 CNY"); // one joined in the year
    assert_eq!(of("cost-to-keep").value.to_string(), "100.00 CNY"); // 200 for two who stayed
    assert_eq!(of("win-to-keep").value.to_string(), "5.0"); // five to one
}

#[test]
fn h_kpi_16_offers_of_a_quarter_are_closed_within_ninety_days() {
    let records = Records {
        interactions: Table::complete(vec![
            contact("bought", "2026-01-05", "offer", Outcome::Reached),
            contact("late", "2026-01-05", "offer", Outcome::Reached),
            contact("open", "2026-03-31", "offer", Outcome::Reached),
            contact("not-reached", "2026-01-05", "offer", Outcome::NotReached),
            contact("greeted", "2026-01-05", "greeting", Outcome::Reached),
        ]),
        purchases: Table::complete(vec![
            order("bought", "2026-04-05", "1 CNY"), // 90 days after
            order("late", "2026-04-06", "1 CNY"),
            order("greeted", "2026-01-06", "1 CNY"),
        ]),
        ..Records::default()
    };
    let line = line(records, Preset::Handbook, "close-rate", "2026-05-01");
    assert_eq!((line.clause.as_str(), line.period.to_string().as_str()), ("H-KPI-16", "2026-Q1"));
    assert_eq!(line.value.to_string(), "50.0%");
}

/// Gold customers on the first day of the goal; the goals of 2025, net of refunds.
#[test]
fn h_kpi_16_goals_of_big_customers_are_attained_by_what_they_buy_in_the_year() {
    let of_tier = |name: &str, tiers: &[(&str, &str)]| {
        let dated =
            |(from, tier): &(&str, &str)| DatedTier { from: Some(day(from)), tier: tier.parse().unwrap() };
        Customer { tiers: tiers.iter().map(dated).collect(), ..Customer::new(id(name)) }
    };
    let goal = |name: &str, year: i32, amount: &str| CustomerGoal {
        customer: id(name),
        from: format!("{year}-01-01").parse().unwrap(),
        until: format!("{year}-12-31").parse().unwrap(),
        amount: amount.parse().unwrap(),
    };
    let gold = [("2024-06-01", "gold")];
    let records = Records {
        customers: Table::complete(vec![
            of_tier("reached", &gold),
            of_tier("gave-back", &gold),
            of_tier("fell", &[("2024-06-01", "gold"), ("2025-09-01", "bronze")]),
            of_tier("small", &[("2024-06-01", "silver")]),
        ]),
        customer_goals: Table::complete(vec![
            goal("reached", 2025, "1000 CNY"),
            goal("gave-back", 2025, "1000 CNY"),
            goal("fell", 2025, "1000 CNY"), // missed, and no longer gold: counted all the same
            goal("small", 2025, "1000 CNY"),
            goal("reached", 2026, "9000 CNY"), // of the year that runs
        ]),
        purchases: Table::complete(vec![
            order("reached", "2025-01-01", "400 CNY"),
            order("reached", "2025-12-31", "600 CNY"),
            order("gave-back", "2025-05-01", "1100 CNY"),
            Purchase {
                what: PurchaseKind::Refund { of: None },
                ..order("gave-back", "2025-05-09", "200 CNY")
            },
            order("fell", "2025-05-01", "999 CNY"),
            order("small", "2025-05-01", "5000 CNY"),
        ]),
        ..Records::default()
    };
    let line = line(records, Preset::Handbook, "customer-goals", "2026-02-01");
    assert_eq!((line.clause.as_str(), line.period.to_string().as_str()), ("H-KPI-16", "2025"));
    assert_eq!(line.value, Value::Share(Ratio::new(1, 3).unwrap()));
}

fn analysis(records: Records, preset: Preset, name: &str, as_of: &str) -> Analysis {
    let assessment = assess(&Dataset::new(records).0, of_preset(preset), day(as_of));
    let name = format!("analysis.{name}");
    assessment.analyses.into_iter().find(|one| one.analysis.as_str() == name).unwrap()
}

fn recommends(customer: &str, when: &str, score: i64) -> SurveyAnswer {
    SurveyAnswer {
        survey: "s".parse().unwrap(),
        topic: "recommend".parse().unwrap(),
        customer: Some(id(customer)),
        invited_at: None,
        answered_at: Some(day(when)),
        score: Scale::ZERO_TO_TEN.score(score).ok(),
        delivery: None,
    }
}

/// Two came to an event and one did not; of the two one ordered in time, and answers went from 6 to 9.
#[test]
fn d_kpi_9_an_event_is_set_beside_those_who_stayed_away() {
    let records = Records {
        interactions: Table::complete(vec![
            contact("came", "2026-02-05", "customer-event", Outcome::Reached),
            contact("came-too", "2026-02-05", "customer-event", Outcome::Reached),
            contact("away", "2026-02-05", "customer-event", Outcome::NotReached),
        ]),
        purchases: Table::complete(vec![order("came", "2026-03-05", "1 CNY")]),
        answers: Table::complete(vec![
            recommends("came", "2026-01-05", 6),
            recommends("came", "2026-03-01", 9),
        ]),
        ..Records::default()
    };
    let found = analysis(records, Preset::Detailed, "campaigns", "2026-06-10");
    assert_eq!((found.clause.as_str(), found.period.to_string().as_str()), ("D-KPI-9", "2026-Q1"));
    let Ok(Figures::Campaigns(effects)) = found.figures else { panic!("{found:?}") };
    let event = effects.forms.iter().find(|form| form.purpose.as_str() == "customer-event").unwrap();
    let (came, away) = (event.tally.took_part, event.tally.stayed_away);
    assert_eq!(event.tally.attendance().share(), Ratio::new(2, 3));
    assert_eq!((came.conversion.share(), away.conversion.share()), (Ratio::new(1, 2), Ratio::new(0, 1)));
    assert_eq!((came.gave_feedback, came.change.mean()), (1, Ratio::new(3, 1))); // 6 and then 9, within 30 days
    assert_eq!(came.change.nps(), Ratio::new(200, 1)); // from detractor to promoter
    assert_eq!((event.must_be_adjusted, effects.orders_unknown), (None, None));
}

#[test]
fn p_form_1_each_form_says_whether_it_must_be_adjusted() {
    let trial = |number: u32, outcome| contact(&format!("C-{number}"), "2026-02-05", "trial", outcome);
    let day_of = |number: u32| contact(&format!("C-{number}"), "2026-02-09", "member-day", Outcome::Reached);
    let reached = |number| if number == 0 { Outcome::Reached } else { Outcome::NotReached };
    let records = Records {
        interactions: Table::complete(
            (0..6).map(|one| trial(one, reached(one))).chain([day_of(0)]).collect(),
        ),
        purchases: Table::complete(vec![order("C-0", "2026-03-07", "1 CNY")]), // thirty days after the trial
        ..Records::default()
    };
    let found = analysis(records, Preset::SixPlans, "campaigns", "2026-05-01");
    assert_eq!((found.clause.as_str(), found.period.to_string().as_str()), ("P-FORM-1", "2026-Q1"));
    let Ok(Figures::Campaigns(effects)) = found.figures else { panic!("{found:?}") };
    let form = |name: &str| effects.forms.iter().find(|form| form.purpose.as_str() == name).unwrap();
    assert_eq!(form("trial").must_be_adjusted, Some(true)); // one in six
    assert_eq!(form("member-day").must_be_adjusted, Some(false));
    assert_eq!(form("birthday").must_be_adjusted, None); // nobody was approached
    assert_eq!(form("trial").tally.took_part.conversion.share(), Ratio::new(1, 1));
}

/// The sales of 2024 and 2025: up by half with two points more, down by half with two less, and level.
#[test]
fn h_kpi_17_sales_are_set_against_satisfaction_on_own_data() {
    let both = |name: &str, amounts: [&str; 2], scores: [i64; 2]| {
        let years = ["2024-05-05", "2025-05-05"];
        let orders = years.iter().zip(amounts).map(|(when, amount)| order(name, when, amount));
        let answers = years.iter().zip(scores).map(|(when, score)| recommends(name, when, score));
        (orders.collect::<Vec<_>>(), answers.collect::<Vec<_>>())
    };
    let rows = [
        both("up", ["100 CNY", "150 CNY"], [7, 9]),
        both("down", ["100 CNY", "50 CNY"], [8, 6]),
        both("level", ["100 CNY", "100 CNY"], [8, 8]),
    ];
    let (purchases, answers): (Vec<_>, Vec<_>) = rows.into_iter().unzip();
    let records = Records {
        purchases: Table::complete(purchases.concat()),
        answers: Table::complete(answers.concat()),
        ..Records::default()
    };
    let found = analysis(records, Preset::Handbook, "sales-and-satisfaction", "2026-02-01");
    assert_eq!((found.clause.as_str(), found.period.to_string().as_str()), ("H-KPI-17", "2025"));
    let Ok(Figures::SalesAndSatisfaction(table)) = found.figures else { panic!("{found:?}") };
    assert_eq!((table.pairs, table.left_out), (3, 0));
    let sales: Vec<_> =
        table.directions.iter().map(|line| [line.sales_up, line.sales_level, line.sales_down]).collect();
    assert_eq!(sales, [[1, 0, 0], [0, 1, 0], [0, 0, 1]]);
    // .5 0 -.5 and 2 0 -2 lie on a line; three such pairs have no interval.
    assert!(table.correlations.iter().all(|one| (one.coefficient.get() - 1.0).abs() < 1e-12));
    assert!(table.correlations.iter().all(|one| one.interval.is_none()));
}

#[test]
fn p_form_1_a_form_below_a_fifth_misses_its_target() {
    let approach =
        |number: u32, outcome| contact(&format!("C-{number}"), "2026-02-05", "member-day", outcome);
    let company = |took_part: u32| {
        let reached = (0..took_part).map(|number| approach(number, Outcome::Reached));
        let others = (took_part..10).map(|number| approach(number, Outcome::NotReached));
        Records {
            interactions: Table::complete(reached.chain(others).collect()),
            purchases: Table::complete(vec![order("C-0", "2026-03-07", "1 CNY")]), // the thirtieth day
            ..Records::default()
        }
    };
    let of = |took_part, name| line(company(took_part), Preset::SixPlans, name, "2026-05-01");
    let met = of(2, "form-attendance");
    assert_eq!((met.value.to_string().as_str(), met.verdict.as_str()), ("20.0%", "met"));
    assert_eq!(of(1, "form-attendance").verdict.as_str(), "missed"); // to be adjusted
    assert_eq!(of(2, "form-conversion").value.to_string(), "50.0%");
}

#[test]
fn d_kpi_15_recommendations_of_a_quarter_become_customers() {
    let recommended = |name: &str, entered: &str| {
        let mut customer = Customer::new(id(name));
        let (origin, entered_at) = (Some(Origin::Recommendation(Some(id("by")))), Some(day(entered)));
        customer.file = Some(Box::new(CustomerFile { origin, entered_at, ..CustomerFile::default() }));
        customer
    };
    let records = Records {
        customers: Table::complete(vec![
            recommended("bought", "2026-02-01"),
            recommended("silent", "2026-02-01"),
            recommended("silent-too", "2026-03-31"),
            recommended("of-last-year", "2025-12-31"),
        ]),
        purchases: Table::complete(
            ["bought", "of-last-year"].map(|who| order(who, "2026-04-01", "1 CNY")).into(),
        ),
        ..Records::default()
    };
    let line = line(records, Preset::Detailed, "recommendation-conversion", "2026-05-01");
    assert_eq!((line.clause.as_str(), line.value.to_string().as_str()), ("D-KPI-15", "33.3%"));
}

#[test]
fn d_cov_3_respondents_are_of_the_classes_that_there_are() {
    let answer = |who: &str| SurveyAnswer {
        survey: "satisfaction".parse().unwrap(),
        topic: "recommend".parse().unwrap(),
        customer: Some(id(who)),
        invited_at: None,
        answered_at: Some(day("2025-06-01")),
        score: Scale::ZERO_TO_TEN.score(9).ok(),
        delivery: None,
    };
    let names = ["great", "middling", "small", "tiny"];
    // Of 1000 yuan in all: 800, 150, 40 and 10, so that some are of class A and others are not.
    let amounts = ["800 CNY", "150 CNY", "40 CNY", "10 CNY"];
    let records = Records {
        customers: Table::complete(names.map(|name| member(name, "2024-01-01", None)).into()),
        purchases: Table::complete(
            names.iter().zip(amounts).map(|(name, amount)| order(name, "2025-05-01", amount)).collect(),
        ),
        answers: Table::complete(vec![answer("great")]),
        ..Records::default()
    };
    let line = line(records, Preset::Detailed, "representativeness", "2026-02-01");
    assert_eq!((line.clause.as_str(), line.strength.as_str()), ("D-COV-3", "derived"));
    // The only answer is of class A, the other three are not: it stands for one in four.
    let notes: Vec<String> = line.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        (line.value.to_string().as_str(), notes),
        ("75.0%", vec!["only 1 case, fewer than 30".to_owned()])
    );
}

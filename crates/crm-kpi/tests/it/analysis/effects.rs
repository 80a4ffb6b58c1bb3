//! The effect of campaigns, and sales against satisfaction.

use crm_kpi::analysis::{
    CampaignEffects, CampaignsRule, DirectionLine, SatisfactionRule, SatisfactionTable, Way,
};
use crm_kpi::relation::{PairsBy, RelationRule};
use crm_kpi::{CampaignRule, NpsBounds};
use crm_model::{Interaction, Scale};

use super::*;
use crate::support::{answer, order, question};

fn campaigns(adjust_below: Option<&str>) -> CampaignsRule {
    let campaigns = CampaignRule {
        purposes: ["trial", "live-stream"].map(|purpose| purpose.parse().unwrap()).into(),
        feedback_within: ElapsedTime::from_hours(7 * 24),
        order_within: ElapsedTime::from_hours(14 * 24),
        question: Some(question(Counts::Last)),
        bounds: NpsBounds::new(6, 9).ok(),
    };
    CampaignsRule { campaigns, adjust_below: adjust_below.map(|share| share.parse().unwrap()) }
}

fn invited(who: &str, outcome: Outcome) -> Interaction {
    Interaction { purpose: "live-stream".parse().ok(), ..contact(who, "2026-03-10", outcome) }
}

fn streamed() -> Records {
    let guests = [("a", Outcome::Reached), ("b", Outcome::NotReached), ("c", Outcome::NotReached)];
    let ten = |who: &str, when: &str, score| answer(Some(who), when, Some(score), Scale::ZERO_TO_TEN);
    Records {
        interactions: Table::complete(guests.map(|(who, outcome)| invited(who, outcome)).into()),
        purchases: Table::complete(vec![order("a", "2026-03-12", "1 CNY")]),
        answers: Table::complete(vec![ten("a", "2026-03-01", 7), ten("a", "2026-03-15", 9)]),
        ..Records::default()
    }
}

fn effects(records: Records, adjust_below: Option<&str>) -> CampaignEffects {
    let found = march(AnalysisRule::Campaigns(campaigns(adjust_below)), &dataset(records));
    let Ok(Figures::Campaigns(effects)) = found.figures else { panic!("{found:?}") };
    *effects
}

#[test]
fn p_form_1_forms_stand_by_name_with_whether_they_must_be_adjusted() {
    let found = effects(streamed(), Some("34%"));
    let lines: Vec<_> =
        found.forms.iter().map(|form| (form.purpose.as_str(), form.must_be_adjusted)).collect();
    // A third took part; nobody was asked for a trial, of which therefore nothing is known.
    assert_eq!(lines, [("live-stream", Some(true)), ("trial", None)]);
    let exact = effects(streamed(), Some("33.3333%"));
    assert_eq!(exact.forms[0].must_be_adjusted, Some(false));
    assert_eq!(effects(streamed(), None).forms[0].must_be_adjusted, None);
    let took_part = found.forms[0].tally.took_part;
    assert_eq!(took_part.conversion.share().unwrap().to_string(), "1/1");
    assert_eq!(took_part.feedback().unwrap().to_string(), "1/1"); // the answer of 15 March
    assert_eq!(took_part.change.mean().unwrap().to_string(), "2/1");
    assert_eq!((found.feedback_unknown, found.orders_unknown, found.change_unknown), (None, None, None));
}

#[test]
fn k1_what_tables_do_not_tell_of_is_said_and_is_no_zero() {
    let found = effects(Records { purchases: Table::NotSupplied, ..streamed() }, None);
    assert_eq!(found.orders_unknown, Some(Reason::NotSupplied(TableName::Purchases)));
    let found = effects(Records { answers: Table::NotSupplied, ..streamed() }, None);
    let no_answers = Some(Reason::NotSupplied(TableName::Answers));
    assert_eq!((&found.feedback_unknown, &found.change_unknown), (&no_answers, &no_answers));
    // Orders of the last contacts may come until 14 April; the instant of the evaluation is before that.
    let until = |until: &str| {
        let rows = vec![order("a", "2026-03-12", "1 CNY")];
        let purchases = Table::Supplied { from: None, until: Some(at(until)), rows };
        effects(Records { purchases, ..streamed() }, None).orders_unknown
    };
    assert_eq!([until("2026-04-01"), until(APRIL)], [Some(Reason::NotCovered), None]);

    let nobody = dataset(Records { interactions: Table::complete(vec![]), ..streamed() });
    assert_eq!(march(AnalysisRule::Campaigns(campaigns(None)), &nobody).figures, Err(Reason::Empty));
    let without = dataset(Records { interactions: Table::NotSupplied, ..streamed() });
    let missing = Err(Reason::NotSupplied(TableName::Interactions));
    assert_eq!(march(AnalysisRule::Campaigns(campaigns(None)), &without).figures, missing);
}

#[test]
fn k3_a_purpose_that_is_named_twice_is_one() {
    let mut twice = campaigns(None);
    twice.campaigns.purposes.push("live-stream".parse().unwrap());
    let of = |rule| march(AnalysisRule::Campaigns(rule), &dataset(streamed())).figures;
    assert_eq!(of(twice), of(campaigns(None)));
}

/// While there is time left, nobody has failed to answer or to order.
#[test]
fn k24_who_still_may_give_feedback_or_order_is_told() {
    let tally = |as_of: &str| {
        let analyses =
            Analyses::new(vec![spec("analysis.x", AnalysisRule::Campaigns(campaigns(None)))], &scorecard());
        let data = dataset(streamed());
        let day = "2026-03-10".parse().unwrap();
        let found =
            analyses.unwrap().evaluate_period(&scorecard(), &Facts::new(&data), at(as_of), day).remove(0);
        let Ok(Figures::Campaigns(effects)) = found.figures else { panic!("{found:?}") };
        effects.forms[0].tally
    };
    let open = |as_of: &str| {
        let tally = tally(as_of);
        [tally.took_part, tally.stayed_away].map(|side| (side.feedback_open, side.conversion.open))
    };
    // All were approached on 10 March; `a` orders on the 12th and answers on the 15th.
    assert_eq!(open("2026-03-11"), [(1, 1), (2, 2)]);
    // Who did is decided no earlier than who did not, or the shares would be too high.
    assert_eq!(open("2026-03-16"), [(1, 1), (2, 2)]);
    assert_eq!(open("2026-03-17"), [(1, 1), (2, 2)]); // the last instant for feedback
    assert_eq!(open("2026-03-17T00:00:01Z"), [(0, 1), (0, 2)]);
    assert_eq!(open("2026-03-24T00:00:01Z"), [(0, 0), (0, 0)]);
    let shares = |as_of: &str| {
        let side = tally(as_of).took_part;
        [side.feedback(), side.conversion.share()].map(|share| share.map(|share| share.to_string()))
    };
    assert_eq!(shares("2026-03-17"), [None, None]);
    assert_eq!(shares("2026-03-17T00:00:01Z"), [Some("1/1".to_owned()), None]);
    assert_eq!(shares("2026-03-24T00:00:01Z"), [Some("1/1".to_owned()), Some("1/1".to_owned())]);
}

/// Whoever comes to the next stream, or to another form of the rule, gave no feedback by that.
#[test]
fn d_kpi_9_taking_part_is_no_feedback() {
    let feedback = |purpose: Option<&str>| {
        let mut records = Records { answers: Table::complete(vec![]), ..streamed() };
        let Table::Supplied { rows, .. } = &mut records.interactions else { panic!() };
        let purpose = purpose.map(|purpose| purpose.parse().unwrap());
        let direction = crm_model::Direction::Inbound;
        rows.push(Interaction { purpose, direction, ..contact("a", "2026-03-12", Outcome::Reached) });
        effects(records, None).forms[0].tally.took_part.gave_feedback
    };
    assert_eq!([Some("live-stream"), Some("trial")].map(feedback), [0, 0]);
    assert_eq!([Some("complaint"), None].map(feedback), [1, 1]);
}

#[test]
fn rules_that_measure_nothing_are_refused() {
    let refused = |rule: AnalysisRule| {
        let error = Analyses::new(vec![spec("analysis.x", rule)], &scorecard()).unwrap_err();
        (error.key, error.problem)
    };
    let of = |change: fn(&mut CampaignRule)| {
        let mut rule = campaigns(None);
        change(&mut rule.campaigns);
        refused(AnalysisRule::Campaigns(rule))
    };
    assert_eq!(of(|rule| rule.purposes.clear()), ("purposes", AnalysisProblem::NoPurposes));
    assert_eq!(of(|rule| rule.question = None), ("detractors-to", AnalysisProblem::NoQuestion));
    let scale = Scale::new(1, 5).unwrap();
    let stars: fn(&mut CampaignRule) = |rule| {
        rule.question.iter_mut().for_each(|question| question.scale = Scale::new(1, 5).unwrap());
    };
    assert_eq!(of(stars), ("scale", AnalysisProblem::NotZeroToTen { scale }));
    for confidence in ["0%", "100%"] {
        let rule =
            SatisfactionRule { confidence: confidence.parse().unwrap(), ..together(PairsBy::Customer) };
        let problem = refused(AnalysisRule::SalesAndSatisfaction(rule));
        assert_eq!(problem, ("confidence", AnalysisProblem::Confidence));
    }
}

fn together(by: PairsBy) -> SatisfactionRule {
    let relation = RelationRule { question: question(Counts::Mean), currency: None, by };
    SatisfactionRule { relation, confidence: "95%".parse().unwrap() }
}

/// Revenue and answers of February and of March.
fn changed(customers: &[(&str, [u32; 2], [i64; 2])]) -> Records {
    let (mut purchases, mut answers) = (vec![], vec![]);
    for (name, revenue, scores) in customers {
        for ((day, revenue), score) in ["2026-02-05", "2026-03-05"].iter().zip(revenue).zip(scores) {
            purchases.push(order(name, day, &format!("{revenue} CNY")));
            answers.push(answer(Some(name), day, Some(*score), Scale::ZERO_TO_TEN));
        }
    }
    let (purchases, answers) = (Table::complete(purchases), Table::complete(answers));
    Records { purchases, answers, ..Records::default() }
}

const FIVE: [(&str, [u32; 2], [i64; 2]); 5] = [
    ("a", [100, 110], [7, 8]),
    ("b", [100, 90], [8, 6]),
    ("c", [200, 300], [5, 9]),
    ("d", [100, 120], [6, 4]),
    ("new", [0, 50], [6, 6]), // no revenue before
];

fn found(records: Records, by: PairsBy) -> Result<SatisfactionTable, Reason> {
    let found = march(AnalysisRule::SalesAndSatisfaction(together(by)), &dataset(records));
    match found.figures {
        Ok(Figures::SalesAndSatisfaction(table)) => Ok(table),
        Ok(other) => panic!("{other:?}"),
        Err(reason) => Err(reason),
    }
}

#[test]
fn h_kpi_17_directions_and_correlations_come_from_the_pairs() {
    let table = found(changed(&FIVE), PairsBy::Customer).unwrap();
    assert_eq!((table.pairs, table.left_out), (4, 1));
    let line = |satisfaction, pairs, [sales_up, sales_level, sales_down]: [u64; 3]| DirectionLine {
        satisfaction,
        pairs,
        sales_up,
        sales_level,
        sales_down,
    };
    let expected =
        [line(Way::Up, 2, [2, 0, 0]), line(Way::Level, 0, [0, 0, 0]), line(Way::Down, 2, [1, 0, 1])];
    assert_eq!(table.directions, expected);
    // Sales .1 -.1 .5 .2 and satisfaction 1 -2 4 -2: sales rank 2 1 4 3, satisfaction 3 1.5 4 1.5.
    let [values, ranks] = table.correlations.as_slice() else { panic!("{table:?}") };
    // Deviations of ranks: -.5 -1.5 1.5 .5 and .5 -1 1.5 -1: 3 / sqrt(5 x 4.5).
    assert!((ranks.coefficient.get() - 3.0 / 22.5_f64.sqrt()).abs() < 1e-12, "{ranks:?}");
    // Deviations from .175 and .25: 1.725 / sqrt(.1875 x 24.75).
    assert!((values.coefficient.get() - 1.725 / (0.187_5_f64 * 24.75).sqrt()).abs() < 1e-12, "{values:?}");
    let (low, high) = values.interval.unwrap();
    assert!(low < values.coefficient && values.coefficient < high);
}

#[test]
fn k1_too_few_pairs_have_no_correlation_and_none_have_no_table() {
    let table = found(changed(&FIVE[..2]), PairsBy::Customer).unwrap();
    assert_eq!((table.pairs, table.correlations.as_slice()), (2, [].as_slice()));
    assert_eq!(found(changed(&FIVE[4..]), PairsBy::Customer), Err(Reason::Empty));
    assert_eq!(found(changed(&[]), PairsBy::Customer), Err(Reason::Empty));
    let without = Records { answers: Table::NotSupplied, ..changed(&FIVE) };
    assert_eq!(found(without, PairsBy::Customer), Err(Reason::NotSupplied(TableName::Answers)));
}

#[test]
fn k15_two_currencies_are_the_reason_and_not_no_cases() {
    let records = || {
        let mut records = changed(&FIVE);
        let Table::Supplied { rows, .. } = &mut records.purchases else { panic!() };
        rows.push(order("a", "2026-03-06", "1 USD"));
        records
    };
    for by in [PairsBy::Customer, PairsBy::Period] {
        assert_eq!(found(records(), by), Err(Reason::TwoCurrencies), "{by:?}");
    }
}

/// Half of a month before would look like growth.
#[test]
fn k24_periods_that_are_not_covered_make_no_pair() {
    let since = |from: &str| {
        let mut records = changed(&FIVE);
        let Table::Supplied { rows, .. } = records.purchases else { panic!() };
        records.purchases = Table::Supplied { from: Some(at(from)), until: None, rows };
        records
    };
    assert_eq!(found(since("2026-02-02"), PairsBy::Customer), Err(Reason::NotCovered));
    assert!(found(since("2026-02-01"), PairsBy::Customer).is_ok());
    assert_eq!(found(since("2026-02-02"), PairsBy::Period), Err(Reason::Empty));
    assert_eq!(found(since("2026-02-01"), PairsBy::Period).unwrap().pairs, 1);
    let rule = AnalysisRule::SalesAndSatisfaction(together(PairsBy::Customer));
    let analyses = Analyses::new(vec![spec("analysis.x", rule)], &scorecard()).unwrap();
    let data = dataset(changed(&FIVE));
    let running = analyses.evaluate_running(&scorecard(), &Facts::new(&data), at("2026-03-20"));
    assert_eq!(running[0].figures, Err(Reason::NotCovered));
}

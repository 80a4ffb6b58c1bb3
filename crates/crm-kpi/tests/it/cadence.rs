//! Reviews of cadences: worked by hand.

mod diagnosis;
mod orders;

use crm_calendar::Zone;
use crm_kpi::cadence::{
    AnomalyRule, Cadence, CadenceProblem, Cadences, NoHistory, OwnPeriods, Process, Review, TargetRule,
    Tendency, TrendRule,
};
use crm_kpi::chart::{Advice, AnomalyChoices, ChartKind, Rule, Sigmas};
use crm_kpi::process::OrderRule;
use crm_kpi::trend::{Confidence, Steps};
use crm_kpi::what_it_takes::{Lever, Needed};
use crm_kpi::{Dimension, Facts, Formula, IndicatorSpec, Member, Per, Scorecard, Verdict};
use crm_model::{Dataset, EventKind, Happening, Ratio, Strength, TicketRecord};

use self::orders::check;
use crate::support::{APRIL, at, complaint_rate, complaints, spec, ticket, tickets};

const MONTHS: [&str; 12] = [
    "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12",
    "2026-01", "2026-02", "2026-03",
];

fn cadence(per: Per) -> Cadence {
    Cadence {
        name: "cadence.test".parse().unwrap(),
        clause: "D-CYCLE-1".parse().unwrap(),
        strength: Strength::Must,
        per,
        indicators: vec![],
        anomalies: None,
        trends: None,
        targets: None,
        processes: vec![],
        orders: vec![],
        diagnosis: false,
    }
}

fn looking(per: Per) -> Cadence {
    let confidence = Confidence::new(0.95).unwrap();
    let choices = AnomalyChoices {
        sigmas: Sigmas::THREE,
        laney_from: None,
        rules: vec![Rule::OutOfLimits],
        trend: confidence,
        without: [].into(),
    };
    Cadence {
        anomalies: Some(AnomalyRule { by: Per::Month, choices, at_least: 6 }),
        trends: Some(TrendRule { by: Per::Month, confidence }),
        ..cadence(per)
    }
}

fn review(cadence: Cadence, indicator: IndicatorSpec, facts: &Facts<'_>, as_of: &str) -> Review {
    let scorecard = Scorecard::new(vec![indicator], Zone::utc()).unwrap();
    let cadences = Cadences::new(vec![cadence], &scorecard).unwrap();
    cadences.review(&scorecard, facts, at(as_of)).remove(0)
}

fn rates(percents: [usize; 12]) -> Dataset {
    complaints(&MONTHS.iter().zip(percents).map(|(month, rate)| (*month, rate, 100)).collect::<Vec<_>>())
}

fn rate() -> IndicatorSpec {
    spec(complaint_rate(), Per::Month, None)
}

#[test]
fn d_cycle_1_a_month_stands_out() {
    let data = rates([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 40]);
    let review = review(looking(Per::Month), rate(), &Facts::new(&data), APRIL);
    assert_eq!((review.period.to_string(), review.running.to_string()), ("2026-03".into(), "2026-04".into()));
    let charted = review.lines[0].anomalies.as_ref().unwrap().as_ref().unwrap();
    // 150 of 1,200; one standard deviation is the root of 0.125 / 100.
    assert_eq!((charted.kind, charted.center.get()), (ChartKind::Rates, 0.125));
    assert_eq!((charted.values, charted.advice), (12, Advice::LookForCauses));
    let [march] = charted.anomalies.as_slice() else { panic!("{charted:?}") };
    assert_eq!((march.period.to_string(), march.is_out), ("2026-03".into(), true));
    assert!((march.upper.get() - (0.125 + 3.0 * 0.00125_f64.sqrt())).abs() < 1e-12);
}

#[test]
fn d_cycle_1_a_trend_is_looked_at_before_single_months() {
    let data = rates([45, 42, 39, 36, 33, 30, 27, 24, 21, 18, 15, 12]);
    let review = review(looking(Per::Quarter), rate(), &Facts::new(&data), APRIL);
    let line = &review.lines[0];
    // The line is that of the quarter, its history that of months.
    assert_eq!(
        (line.line.period.to_string(), line.line.value.number()),
        ("2026-Q1".into(), Ratio::new(45, 300))
    );
    let trend = line.trend.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((trend.by, trend.tendency), (Per::Month, Tendency::Falls));
    assert_eq!(trend.steps, Steps { down: 11, flat: 0, up: 0 });
    // All of 12 values fall: two orders of 12! are as clear.
    assert!((trend.p.unwrap().get() - 2.0 / 479_001_600.0).abs() < 1e-15);
    assert!((trend.slope.unwrap().get() + 0.03).abs() < 1e-12);
    // Around 28.5 % the limits are 12.5 % and 44.5 %: the ends of the trend stand out.
    let charted = line.anomalies.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((charted.anomalies.len(), charted.advice), (2, Advice::CheckTheTrendFirst));
}

#[test]
fn k24_the_month_that_runs_makes_no_anomaly_and_no_trend() {
    let data = rates([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 40]);
    let review = review(looking(Per::Month), rate(), &Facts::new(&data), "2026-03-20");
    assert_eq!((review.period.to_string(), review.running.to_string()), ("2026-02".into(), "2026-03".into()));
    let line = &review.lines[0];
    let charted = line.anomalies.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((charted.values, charted.anomalies.len(), charted.advice), (11, 0, Advice::Nothing));
    assert_eq!(line.trend.as_ref().unwrap().as_ref().unwrap().tendency, Tendency::Neither);
}

#[test]
fn k25_a_month_without_contacts_is_a_gap_and_no_zero() {
    let months: Vec<(&str, usize, usize)> =
        MONTHS.iter().filter(|month| **month != "2025-10").map(|month| (*month, 10, 100)).collect();
    let review = review(looking(Per::Month), rate(), &Facts::new(&complaints(&months)), APRIL);
    let charted = review.lines[0].anomalies.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((charted.values, charted.gaps, charted.anomalies.len()), (11, 1, 0));
    let trend = review.lines[0].trend.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((trend.values, trend.gaps, trend.tendency), (11, 1, Tendency::Neither));
}

#[test]
fn d_cycle_1_few_months_show_neither_anomaly_nor_trend() {
    let months = [("2026-01", 30, 100), ("2026-02", 20, 100), ("2026-03", 10, 100)];
    let review = review(looking(Per::Month), rate(), &Facts::new(&complaints(&months)), APRIL);
    let line = &review.lines[0];
    assert_eq!(line.anomalies, Some(Err(NoHistory::TooFew { values: 3, at_least: 6 })));
    let trend = line.trend.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(trend.tendency, Tendency::TooFew { needed: 5 });
}

#[test]
fn d_cycle_1_targets_are_judged_over_their_own_periods() {
    let data = complaints(&[("2026-01", 10, 100), ("2026-02", 40, 100), ("2026-03", 10, 100)]);
    let monthly = spec(complaint_rate(), Per::Month, Some("<= 20%"));
    let asked = |per| Cadence { targets: Some(TargetRule::default()), ..cadence(per) };
    let quarter = review(asked(Per::Quarter), monthly.clone(), &Facts::new(&data), APRIL);
    let line = &quarter.lines[0];
    // 60 of 300 would meet it; the target is one of months, of which two of three do.
    assert_eq!((line.line.value.number(), &line.line.verdict), (Ratio::new(60, 300), &Verdict::NoTarget));
    assert_eq!(line.own, Some(OwnPeriods { per: Per::Month, met: 2, missed: 1, not_judged: 0 }));

    let yearly = IndicatorSpec { per: Per::Year, ..monthly.clone() };
    let month = review(asked(Per::Month), yearly, &Facts::new(&data), APRIL);
    let line = &month.lines[0];
    assert_eq!((line.line.value.number(), &line.line.verdict), (Ratio::new(10, 100), &Verdict::NoTarget));
    assert_eq!((line.own, &line.shortfall), (None, &None));

    let own = review(asked(Per::Month), monthly, &Facts::new(&data), APRIL);
    assert_eq!((own.lines[0].own, &own.lines[0].line.verdict), (None, &Verdict::Met));
}

#[test]
fn d_cycle_1_a_missed_target_says_what_it_takes_and_who_lacks_most() {
    let row = |name: &str, channel: &str, is_solved: bool| {
        let mut events = vec![("2026-03-02", Happening::Opened)];
        events.extend(is_solved.then_some(("2026-03-03", Happening::Solved)));
        TicketRecord { channel: channel.parse().ok(), ..ticket(name, None, events) }
    };
    let data =
        tickets(vec![row("T-1", "phone", true), row("T-2", "phone", true), row("T-3", "e-mail", false)]);
    let solved = spec(Formula::Resolution { kinds: vec![] }, Per::Month, Some(">= 95%"));
    let targets = Some(TargetRule { by: Some(Dimension::Channel) });
    let review = review(Cadence { targets, ..cadence(Per::Month) }, solved, &Facts::new(&data), APRIL);
    let shortfall = review.lines[0].shortfall.as_ref().unwrap();
    assert_eq!((shortfall.steps[0].lever, shortfall.steps[0].needed), (Lever::More, Needed::AtLeast(1)));
    let most = shortfall.most.as_ref().unwrap();
    assert_eq!(
        (most.by, &most.lack.segment),
        (Dimension::Channel, &Member::Channel("e-mail".parse().unwrap()))
    );
}

#[test]
fn the_scorecard_and_the_reviews_are_the_same_in_one_pass() {
    let data = rates([45, 42, 39, 36, 33, 30, 27, 24, 21, 18, 15, 12]);
    let named = |name: &str, per, target| IndicatorSpec {
        name: name.parse().unwrap(),
        ..spec(complaint_rate(), per, target)
    };
    let indicators = vec![
        named("indicator.monthly", Per::Month, Some("<= 20%")),
        named("indicator.quarterly", Per::Quarter, Some("falls")),
        named("indicator.rolling", "rolling 30 days".parse().unwrap(), Some("<= 20%")),
    ];
    let scorecard = Scorecard::new(indicators, Zone::utc()).unwrap();
    let looks = [Per::Month, Per::Quarter].map(|per| Cadence {
        name: format!("cadence.{per}").parse().unwrap(),
        targets: Some(TargetRule { by: Some(Dimension::Channel) }),
        ..looking(per)
    });
    let cadences = Cadences::new(looks.to_vec(), &scorecard).unwrap();
    let (lines, reviews) = cadences.evaluate(&scorecard, &Facts::new(&data), at(APRIL));
    assert_eq!(lines.len(), 3);
    assert_eq!(lines, scorecard.evaluate(&Facts::new(&data), at(APRIL)));
    assert_eq!(reviews, cadences.review(&scorecard, &Facts::new(&data), at(APRIL)));
    let (alone, none) = Cadences::default().evaluate(&scorecard, &Facts::new(&data), at(APRIL));
    assert_eq!((alone, none), (lines, vec![]));
}

#[track_caller]
fn refused(cadences: Vec<Cadence>, key: &str, problem: &CadenceProblem) {
    let scorecard = Scorecard::new(vec![rate()], Zone::utc()).unwrap();
    let error = Cadences::new(cadences, &scorecard).unwrap_err();
    assert_eq!((error.key, &error.problem), (key, problem));
}

#[test]
fn cadences_that_do_not_hold_are_refused() {
    refused(vec![cadence(Per::Month), cadence(Per::Quarter)], "", &CadenceProblem::Twice);
    refused(vec![cadence("rolling 30 days".parse().unwrap())], "per", &CadenceProblem::Rolling);
    let name: crm_model::RuleName = "indicator.other".parse().unwrap();
    let other = Cadence { indicators: vec![name.clone()], ..cadence(Per::Month) };
    refused(vec![other], "indicators", &CadenceProblem::NoIndicator(name));
    let confidence = Confidence::new(0.95).unwrap();
    let long = Cadence { trends: Some(TrendRule { by: Per::Year, confidence }), ..cadence(Per::Month) };
    refused(vec![long], "trends", &CadenceProblem::LongerHistory);
    let idle = Process { name: "file".into(), rules: vec![] };
    let idle = Cadence { processes: vec![idle], ..cadence(Per::Month) };
    refused(vec![idle], "processes", &CadenceProblem::NoRules("file".into()));
    let rule =
        check("one", &[], OrderRule::NeverAfter { first: EventKind::Closed, never: EventKind::Solved });
    let twice = Cadence { orders: vec![rule.clone(), rule], ..cadence(Per::Month) };
    refused(vec![twice], "order", &CadenceProblem::OrderTwice("one".into()));
    let (first, then) = (EventKind::Solved, EventKind::Solved);
    for rule in [OrderRule::Precedes { first, then }, OrderRule::Follows { first, then, within: None }] {
        let alone = Cadence { orders: vec![check("one", &[], rule)], ..cadence(Per::Month) };
        let problem = CadenceProblem::OrderOfOne { name: "one".into(), event: EventKind::Solved };
        refused(vec![alone], "order", &problem);
    }
}

//! Inputs that break naive engines, by the number of their case.

mod accuracy;
mod approached;
mod causes;
mod customers;
mod goals;
mod intervals;
mod money;
mod outcomes;
mod periods;
mod quality;
mod recording;
mod returning;
mod returns;
mod reviews;
mod samples;
mod surveys;
mod tickets;
mod times;
mod values;

use crm_calendar::Zone;
use crm_kpi::{
    Base, Bound, Completeness, Counts, CustomersBy, Facts, Formula, IndicatorProblem, Judging, Note, Per,
    Reason, RetentionForm, Scorecard, TrendJudging, TrendReading, Value, Verdict, Volume,
};
use crm_model::{Dataset, Happening, Records, Scale, Table, TableName};

use crate::support::{
    APRIL, answers, complaint_rate, complaints, members, not_measured, responses, ticket, tickets,
};
use crate::support::{
    answer, at, customers, dataset, id, line_of, member, month, nps, order, question, retention, spec, text,
};

#[test]
fn k1_an_empty_period_has_no_ratio_and_counts_nothing() {
    let everything = dataset(Records {
        customers: Table::complete(vec![]),
        tickets: Table::complete(vec![]),
        purchases: Table::complete(vec![]),
        interactions: Table::complete(vec![]),
        answers: Table::complete(vec![]),
        spend: Table::complete(vec![]),
        file_updates: Table::complete(vec![]),
        ..Records::default()
    });
    for (formula, target) in [
        (retention(RetentionForm::AsWorded, CustomersBy::Purchases), ">= 80%"),
        (nps(Counts::Last), ">= 50"),
        (
            Formula::Participation {
                survey: None,
                topic: None,
                response: crm_kpi::Response::Any,
                invitations: crm_kpi::Invitations::Sent,
            },
            ">= 20%",
        ),
        (Formula::Resolution { kinds: vec![] }, ">= 100%"),
        (responses(), "<= 8h"),
        (Formula::RecordingLag { channels: vec![] }, "<= 8h"),
        (Formula::CostShare { currency: None }, "<= 5%"),
    ] {
        let line = month(formula, &everything, Some(target), APRIL);
        assert_eq!(line.value, Value::Undefined(Reason::Empty), "{line}");
        assert_eq!(line.verdict, not_measured(Reason::Empty));
        assert!(line.history().is_empty() && line.attainment.is_none());
    }
    assert_eq!(month(Formula::Volume(Volume::Opened), &everything, None, APRIL).value, Value::Count(0));
}

#[test]
fn k23_late_data_restate_a_month_and_nothing_after_the_instant_counts() {
    let bought = |days: &[&str]| {
        let purchases = days.iter().map(|day| order("a", day, "1 CNY")).collect();
        dataset(Records { purchases: Table::complete(purchases), ..Records::default() })
    };
    let kept = |data: &Dataset| {
        text(&month(retention(RetentionForm::Identity, CustomersBy::Purchases), data, None, APRIL).value)
    };
    assert_eq!(kept(&bought(&["2026-02-03", "2026-04-20"])), "0/1");
    assert_eq!(kept(&bought(&["2026-02-03", "2026-03-31T23:59:59Z"])), "1/1");
}

#[test]
fn k24_a_running_month_is_marked_and_gets_no_verdict() {
    let data = tickets(vec![ticket("1", None, vec![("2026-04-02", Happening::Opened)])]);
    let spec = spec(Formula::Resolution { kinds: vec![] }, Per::Month, Some(">= 100%"));
    let scorecard = Scorecard::new(vec![spec], Zone::utc()).unwrap();
    let line = scorecard.evaluate_running(&Facts::new(&data), at(APRIL)).remove(0);
    assert_eq!((line.period.to_string().as_str(), line.completeness), ("2026-04", Completeness::Running));
    assert_eq!((text(&line.value).as_str(), &line.verdict), ("0/1", &Verdict::IncompletePeriod));
    assert_eq!((line.history().len(), line.attainment), (0, None));
    // Asked about a month that has not begun, the one that runs is not over either: it is no past.
    let june =
        scorecard.evaluate_period(&Facts::new(&data), at(APRIL), "2026-06-01".parse().unwrap()).remove(0);
    assert_eq!(june.completeness, Completeness::Running);
    let running = june.past.iter().rev().take(2).map(|past| past.value.clone()).collect::<Vec<_>>();
    assert_eq!(running, [Value::Undefined(Reason::NotOver), Value::Undefined(Reason::NotOver)]);
    assert_eq!(
        june.past.iter().rev().nth(2).unwrap().value,
        Value::Undefined(Reason::Empty),
        "March is over"
    );
}

#[test]
fn a_month_that_the_data_do_not_hold_gets_no_verdict() {
    let tickets = Table::Supplied {
        from: Some(at("2026-03-02")),
        until: None,
        rows: vec![ticket("1", None, vec![("2026-03-05", Happening::Opened)])],
    };
    let data = dataset(Records { tickets, ..Records::default() });
    let line = month(Formula::Resolution { kinds: vec![] }, &data, Some(">= 100%"), APRIL);
    assert_eq!((line.completeness, line.verdict), (Completeness::NotCovered, Verdict::IncompletePeriod));
}

#[test]
fn k25_a_month_without_interactions_is_a_gap_in_a_trend() {
    let data = complaints(&[("2025-12", 5, 10), ("2026-01", 1, 0), ("2026-02", 4, 10), ("2026-03", 3, 10)]);
    let line = month(complaint_rate(), &data, Some("falls"), APRIL);
    assert_eq!((text(&line.value).as_str(), &line.verdict), ("3/10", &Verdict::Met));
    assert_eq!(line.notes, [Note::Gaps { periods: 1 }]);
    assert_eq!(line.history().len(), 3);
    assert_eq!(line.history()[1].value, Value::Undefined(Reason::Empty));

    let up = complaints(&[("2026-01", 2, 10), ("2026-02", 4, 10), ("2026-03", 3, 10)]);
    assert_eq!(month(complaint_rate(), &up, Some("falls"), APRIL).verdict, Verdict::Missed);
    assert_eq!(month(complaint_rate(), &up, Some("falls over 2 periods"), APRIL).verdict, Verdict::Met);
    let longer = month(complaint_rate(), &up, Some("falls over 4 periods"), APRIL);
    assert_eq!(longer.verdict, not_measured(Reason::TooFewPeriods), "three months are known");
    // Two points are no trend, unless the policy says so.
    let two = complaints(&[("2026-02", 4, 10), ("2026-03", 3, 10)]);
    let judged = |target: &str, data: &Dataset, trend: TrendJudging| {
        let mut spec = spec(complaint_rate(), Per::Month, Some(target));
        spec.judging = Judging { trend, confidence: "95%".parse().ok(), ..Judging::default() };
        line_of(spec, &Facts::new(data), APRIL).verdict
    };
    let every = |at_least| TrendJudging { at_least, ..TrendJudging::default() };
    assert_eq!(judged("falls", &two, TrendJudging::default()), not_measured(Reason::TooFewPeriods));
    assert_eq!(judged("falls", &two, every(2)), Verdict::Met);
    assert_eq!(judged("falls over 2 periods", &two, every(6)), Verdict::Met, "the target says how many");
    let gap = complaints(&[("2026-01", 4, 10), ("2026-02", 0, 0), ("2026-03", 3, 10)]);
    assert_eq!(judged("falls over 3 periods", &gap, every(3)), not_measured(Reason::TooFewPeriods));
    assert_eq!(judged("falls over 3 periods", &gap, every(2)), Verdict::Met);
    // 5 4 4 3: a level step is no fall, and no step back.
    let level = complaints(&[("2025-12", 5, 10), ("2026-01", 4, 10), ("2026-02", 4, 10), ("2026-03", 3, 10)]);
    let read = |reading| TrendJudging { reading, at_least: 3 };
    assert_eq!(judged("falls", &level, read(TrendReading::EveryStep)), Verdict::Missed);
    assert_eq!(judged("falls", &level, read(TrendReading::NoStepBack)), Verdict::Met);
    // One of the two orders of twelve that fall as much: 1/12 one-sided is not 5 %; all different, 1/24 is.
    assert_eq!(judged("falls", &level, read(TrendReading::Significant)), Verdict::Missed);
    let falling =
        complaints(&[("2025-12", 5, 10), ("2026-01", 4, 10), ("2026-02", 3, 10), ("2026-03", 2, 10)]);
    assert_eq!(judged("falls", &falling, read(TrendReading::Significant)), Verdict::Met);
    assert_eq!(judged("rises", &falling, read(TrendReading::Significant)), Verdict::Missed);
    assert_eq!(judged("falls", &two, read(TrendReading::Significant)), not_measured(Reason::TooFewPeriods));
    let alone = complaints(&[("2026-03", 3, 10)]);
    assert_eq!(
        month(complaint_rate(), &alone, Some("falls"), APRIL).verdict,
        not_measured(Reason::TooFewPeriods)
    );
}

#[test]
fn k30_k31_a_change_needs_a_baseline_and_may_be_beyond_reach() {
    let data = customers(vec![member("a", &["2025-01-01.."])]);
    let mut change = spec(members(RetentionForm::Identity), Per::Month, Some("+45%"));
    let line = |spec| line_of(spec, &Facts::new(&data), APRIL);
    assert_eq!(line(change.clone()).verdict, not_measured(Reason::NoBaseline));
    change.baseline = Some(Bound::Share(600_000)); // wanted: 0.87
    let reached = line(change.clone());
    assert_eq!((reached.verdict, reached.notes.len()), (Verdict::Met, 0));
    change.baseline = Some(Bound::Share(750_000)); // wanted: 1.0875
    let beyond = line(change);
    assert_eq!((beyond.verdict, beyond.notes), (Verdict::Unreachable, vec![]));
    let mut from_nothing = spec(members(RetentionForm::Identity), Per::Month, Some("+45%"));
    from_nothing.baseline = Some(Bound::Share(0)); // any value at all would be "at least 0"
    assert_eq!(line(from_nothing).verdict, not_measured(Reason::BaselineNotAboveZero));
}

#[test]
fn k31_a_target_beyond_the_best_value_is_marked() {
    let rows = vec![answer(Some("a"), "2026-03-02", Some(10), Scale::ZERO_TO_TEN)];
    let data = answers(rows);
    let marked =
        |formula, target: &str| month(formula, &data, Some(target), APRIL).verdict == Verdict::Unreachable;
    let mean = || Formula::MeanSatisfaction { question: question(Counts::Last) };
    let would = || Formula::WouldRecommend { question: question(Counts::Last), at_least: 8 };
    assert!(marked(nps(Counts::Last), ">= 101") && !marked(nps(Counts::Last), ">= 100"));
    assert!(marked(mean(), "> 10") && !marked(mean(), ">= 10") && marked(mean(), "< 0"));
    assert!(marked(would(), "> 100%") && !marked(would(), ">= 100%") && marked(would(), "<= -1%"));
}

#[test]
fn a_table_that_was_not_supplied_is_named() {
    let line = month(nps(Counts::Last), &dataset(Records::default()), Some(">= 50"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NotSupplied(TableName::Answers)));
    assert_eq!(
        line.to_string(),
        "TEST-KPI-1: indicator.test 2026-03: not measured: no survey answers were supplied, target >= 50: not-measured"
    );
    let nobody = customers(vec![crm_model::Customer::new(id("a"))]);
    let line = month(members(RetentionForm::Identity), &nobody, None, APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoMemberships));
}

#[test]
fn what_does_not_fit_is_refused_with_its_key() {
    let refused = |spec| {
        let error = Scorecard::new(vec![spec], Zone::utc()).unwrap_err();
        (error.key, error.to_string())
    };
    let (key, words) = refused(spec(nps(Counts::Last), Per::Year, Some(">= 50%")));
    assert_eq!(key, "target");
    assert_eq!(
        words,
        "indicator.test: what is measured is compared with a number such as `50`, not with a percentage such as `80%`"
    );
    let off = Formula::Satisfaction { question: question(Counts::Last), at_least: 11 };
    assert_eq!(refused(spec(off, Per::Year, None)).0, "at-least");
    let mut baseline = spec(nps(Counts::Last), Per::Year, None);
    baseline.baseline = Some(Bound::Number(300_000));
    assert_eq!(refused(baseline).0, "baseline");
    let no_kinds = Formula::ComplaintRate { kinds: vec![], base: Base::Interactions };
    assert_eq!(refused(spec(no_kinds, Per::Year, None)).0, "kinds");
    assert_eq!(refused(spec(complaint_rate(), Per::Year, Some("falls over 14 periods"))).0, "target");
    let trend = |reading, at_least| {
        let mut spec = spec(complaint_rate(), Per::Year, Some("falls"));
        spec.judging.trend = TrendJudging { reading, at_least };
        refused(spec).0
    };
    assert_eq!(trend(TrendReading::EveryStep, 1), "trend-at-least");
    assert_eq!(trend(TrendReading::EveryStep, 14), "trend-at-least", "no line shows so many periods");
    assert_eq!(trend(TrendReading::Significant, 3), "trend-reading", "without a confidence");
    let twice = vec![spec(nps(Counts::Last), Per::Year, None), spec(complaint_rate(), Per::Year, None)];
    assert_eq!(Scorecard::new(twice, Zone::utc()).unwrap_err().problem, IndicatorProblem::Twice);
}

#[test]
fn any_order_of_rows_gives_the_same_lines() {
    let rows = vec![
        answer(Some("a"), "2026-03-02", Some(0), Scale::ZERO_TO_TEN),
        answer(Some("a"), "2026-03-02", Some(10), Scale::ZERO_TO_TEN),
        answer(Some("b"), "2026-03-02", Some(7), Scale::ZERO_TO_TEN),
    ];
    let reversed: Vec<_> = rows.iter().rev().cloned().collect();
    let line = |rows| month(nps(Counts::Last), &answers(rows), None, APRIL);
    assert_eq!(line(rows.clone()), line(reversed));
    assert_eq!(text(&line(rows).value), "-100/2"); // of two answers of one instant the lower counts
}

#[test]
fn k26_the_ends_of_time_are_no_panic() {
    let data = customers(vec![member("a", &["2025-01-01.."])]);
    for as_of in [chrono::DateTime::<chrono::Utc>::MIN_UTC, chrono::DateTime::<chrono::Utc>::MAX_UTC] {
        for per in [Per::Month, Per::Quarter, Per::Year] {
            let spec = spec(members(RetentionForm::Identity), per, None);
            let scorecard = Scorecard::new(vec![spec], Zone::fixed(8 * 3_600).unwrap()).unwrap();
            assert_eq!(scorecard.evaluate(&Facts::new(&data), as_of).len(), 1);
            assert_eq!(scorecard.evaluate_running(&Facts::new(&data), as_of).len(), 1);
        }
    }
}

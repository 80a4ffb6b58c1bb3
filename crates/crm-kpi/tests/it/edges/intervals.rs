//! Between which values the true one lies: by the method that fits, from what stands behind the value.

use crm_kpi::{
    Attitude, Base, Counts, CustomersBy, Evidence, Facts, Formula, IntervalMethod, JudgedBy, Judging, Limits,
    Note, NpsTally, Per, Quantity, Reason, RetentionForm, Spread, Uncertainty, Value, Verdict,
};
use crm_model::{Dataset, Ratio, Scale};

use crate::support::{
    APRIL, answer, answers, complaint_rate, complaints, customers, line_of, member, members, not_measured,
    nps, spec,
};

fn judging(method: Option<IntervalMethod>) -> Judging {
    Judging { confidence: "95%".parse().ok(), method, ..Judging::default() }
}

/// The ends of an interval with so many decimals.
fn ends(evidence: &Evidence, method: Option<IntervalMethod>, limits: Limits, decimals: u8) -> Option<String> {
    let Uncertainty { low, high, .. } = Uncertainty::of(evidence, &judging(method), limits)?;
    Some(format!("{} to {}", low.to_decimal_string(decimals), high.to_decimal_string(decimals)))
}

fn share() -> Limits {
    Limits { lowest: Ratio::new(0, 1), highest: Ratio::new(1, 1) }
}

fn points() -> Limits {
    Limits { lowest: Ratio::new(-100, 1), highest: Ratio::new(100, 1) }
}

/// Answers of so many detractors, passives and promoters.
fn survey(detractors: usize, passives: usize, promoters: usize) -> Dataset {
    let scores = std::iter::repeat_n(3, detractors)
        .chain(std::iter::repeat_n(7, passives))
        .chain(std::iter::repeat_n(10, promoters));
    let names = scores.enumerate().map(|(number, score)| (format!("c{number}"), score));
    answers(
        names
            .map(|(name, score)| answer(Some(&name), "2026-03-02", Some(score), Scale::ZERO_TO_TEN))
            .collect(),
    )
}

#[test]
fn g3_shares_have_the_interval_that_the_policy_names() {
    use IntervalMethod as By;
    let evidence = Evidence::trials(81, 263);
    let of = |method| ends(&evidence, method, share(), 9);
    assert_eq!(of(None), Some("0.255288520 to 0.366209577".into()));
    assert_eq!(of(Some(By::Wilson)), of(None));
    assert_eq!(of(Some(By::ClopperPearson)), Some("0.252736746 to 0.367621923".into()));
    assert_eq!(of(Some(By::AgrestiCoull)), Some("0.255220665 to 0.366277432".into()));
    assert_eq!(of(Some(By::Jeffreys)), Some("0.254521935 to 0.365647499".into()));
    assert_eq!(of(Some(By::StudentT)), None, "a share is no mean of amounts");
    // The ends of what is possible are reached exactly.
    let none = Uncertainty::of(&Evidence::trials(0, 20), &judging(None), share()).unwrap();
    assert_eq!(
        (none.low, none.high.to_decimal_string(9).as_str()),
        (Ratio::new(0, 1).unwrap(), "0.161125158")
    );
    assert_eq!(of(None), ends(&Evidence::trials(81, 263), None, Limits::default(), 9));
}

#[test]
fn g1_k13_three_promoters_prove_little() {
    use IntervalMethod as By;
    let evidence = Evidence::attitudes([Attitude::Promoter; 3].into_iter().collect::<NpsTally>());
    assert_eq!(evidence.value().to_string(), "100.0");
    // Down to -12 by the score interval, to -7 by adjusted Wald, which is kept on the scale.
    assert_eq!(ends(&evidence, None, points(), 0), Some("-7 to 100".into()));
    assert_eq!(ends(&evidence, Some(By::Score), points(), 0), Some("-12 to 100".into()));
    assert_eq!(ends(&evidence, Some(By::Wald), points(), 6), None); // 100 to 100 would be certain
}

#[test]
fn g1_a_target_may_be_met_by_the_value_and_not_by_the_interval() {
    let data = survey(2, 11, 18); // 1600/31 points, adjusted Wald from 25.512334 to 68.605313
    let line = |target: &str, by| {
        let mut spec = spec(nps(Counts::Last), Per::Month, Some(target));
        spec.judging = Judging { by, ..judging(None) };
        line_of(spec, &Facts::new(&data), APRIL)
    };
    let by_value = line(">= 50", JudgedBy::Value);
    let interval = by_value.interval.unwrap();
    assert_eq!(interval.low.to_decimal_string(6), "25.512334");
    assert_eq!(interval.high.to_decimal_string(6), "68.605313");
    assert_eq!(
        (interval.method, interval.confidence),
        (IntervalMethod::AdjustedWald, "95%".parse().unwrap())
    );
    assert_eq!(
        (by_value.cases(), &by_value.verdict, by_value.assured),
        (Some(31), &Verdict::Met, Some(false))
    );
    let by_interval = line(">= 50", JudgedBy::Interval);
    assert_eq!((by_interval.verdict, by_interval.assured), (Verdict::Missed, Some(false)));
    assert!(by_interval.attainment.unwrap().met, "the value itself meets it");
    let lower = line(">= 25", JudgedBy::Interval);
    assert_eq!((lower.verdict, lower.assured), (Verdict::Met, Some(true)));
    // Where lower is better the upper end is the nearer one to missing.
    assert_eq!(line("<= 60", JudgedBy::Value).assured, Some(false));
    assert_eq!(line("<= 69", JudgedBy::Value).assured, Some(true));
    assert_eq!(line("falls", JudgedBy::Value).assured, None);
}

#[test]
fn k13_a_target_is_not_judged_by_an_interval_that_there_is_not() {
    let data = survey(0, 0, 0);
    let mut empty = spec(nps(Counts::Last), Per::Month, Some(">= 50"));
    empty.judging = Judging { by: JudgedBy::Interval, ..judging(None) };
    let line = line_of(empty, &Facts::new(&data), APRIL);
    assert_eq!((line.verdict, line.interval), (not_measured(Reason::Empty), None));
    // One answer has a mean and no spread.
    let question = crate::support::question(Counts::Last);
    let mut alone = spec(Formula::MeanSatisfaction { question }, Per::Month, Some(">= 5"));
    alone.judging = Judging { by: JudgedBy::Interval, ..judging(None) };
    let line = line_of(alone, &Facts::new(&survey(0, 0, 1)), APRIL);
    assert_eq!((line.value.to_string().as_str(), line.interval), ("10.0", None));
    assert_eq!(line.verdict, not_measured(Reason::NoInterval));
}

#[test]
fn means_and_rates_have_intervals_too() {
    // 2 4 4 4 5 5 7 9: mean 5, 32/7 as variance, t(7) = 2.364624: 5 -+ 2.364624 x sqrt(32/7/8) = 1.787488.
    let hours = Evidence::mean(Quantity::Number, 40, Some(232), 8);
    assert_eq!(ends(&hours, None, Limits::default(), 5), Some("3.21251 to 6.78749".into()));
    let at_most_six = Limits { lowest: None, highest: Ratio::new(6, 1) };
    assert_eq!(ends(&hours, None, at_most_six, 5), Some("3.21251 to 6.00000".into()));
    // Seven complaints in 100 contacts: Garwood's interval of 7, over 100.
    let rate = Evidence::events(7, 100);
    assert_eq!(ends(&rate, None, Limits::default(), 9), Some("0.028143631 to 0.144226754".into()));
    assert_eq!(ends(&Evidence::events(7, 0), None, Limits::default(), 9), None);
}

#[test]
fn d_kpi_3_complaints_among_their_base_are_a_share_and_others_are_events() {
    let data = complaints(&[("2026-03", 3, 7)]);
    let line = |base| {
        let kinds = vec!["complaint".parse().unwrap()];
        let mut spec = spec(Formula::ComplaintRate { kinds, base }, Per::Month, Some("<= 100%"));
        spec.judging = judging(None);
        line_of(spec, &Facts::new(&data), APRIL)
    };
    // Three of ten contacts and tickets: Wilson's interval of 3 of 10.
    let share = line(Base::InteractionsAndTickets);
    assert_eq!((share.value.number(), share.evidence.spread()), (Ratio::new(3, 10), &Spread::Trials));
    let Uncertainty { method, low, high, .. } = share.interval.unwrap();
    let wilson = ends(&Evidence::trials(3, 10), None, Limits::default(), 9);
    assert_eq!(Some(format!("{} to {}", low.to_decimal_string(9), high.to_decimal_string(9))), wilson);
    assert_eq!((method, share.limits), (IntervalMethod::Wilson, self::share()));
    // Three complaints against seven contacts: any number may come, so that 100 % is no end.
    let events = line(Base::Interactions);
    assert_eq!((events.value.number(), events.evidence.spread()), (Ratio::new(3, 7), &Spread::Events));
    let Uncertainty { method, high, .. } = events.interval.unwrap();
    assert_eq!((method, high > Ratio::new(1, 1).unwrap()), (IntervalMethod::Garwood, true)); // 8.767/7
    assert_eq!(events.limits.highest, None);
}

/// Three fives prove no five, as three promoters prove no score of 100.
#[test]
fn k13_cases_that_are_all_alike_have_no_interval_without_a_width() {
    let alike = Evidence::mean(Quantity::Number, 15, Some(75), 3);
    assert_eq!(ends(&alike, None, Limits::default(), 5), None);
    let all = survey(0, 0, 3);
    let line = |method| {
        let mut spec = spec(nps(Counts::Last), Per::Month, Some(">= 50"));
        spec.judging = Judging { by: JudgedBy::Interval, ..judging(Some(method)) };
        line_of(spec, &Facts::new(&all), APRIL)
    };
    for flat in [IntervalMethod::Wald, IntervalMethod::TrinomialMean, IntervalMethod::Bootstrap] {
        let line = line(flat);
        assert_eq!((line.interval, line.notes), (None, vec![Note::AllAlike { cases: 3 }]), "{flat:?}");
        assert_eq!(line.verdict, not_measured(Reason::NoInterval), "{flat:?}");
    }
    let line = line(IntervalMethod::Score);
    assert!(line.interval.is_some_and(|interval| interval.low < interval.high));
    assert_eq!(line.notes, []);
    assert_eq!(Note::AllAlike { cases: 3 }.to_string(), "all 3 cases alike, so no interval is told");
}

#[test]
fn what_is_no_sample_of_cases_has_no_interval() {
    let money = Evidence::ratio(Quantity::ShareOfRevenue, 5, 100, 12);
    assert_eq!(*money.spread(), Spread::Unknown);
    assert_eq!(ends(&money, None, Limits::default(), 9), None);
    assert_eq!(ends(&Evidence::count(7), None, Limits::default(), 9), None);
    let data = customers(vec![member("a", &["2025-01-01.."])]);
    let interval = |form, confidence: Option<&str>| {
        let mut spec = spec(members(form), Per::Month, None);
        spec.judging.confidence = confidence.map(|confidence| confidence.parse().unwrap());
        line_of(spec, &Facts::new(&data), APRIL).interval
    };
    assert!(interval(RetentionForm::Identity, Some("90%")).is_some());
    assert_eq!(interval(RetentionForm::Identity, None), None);
    assert_eq!(interval(RetentionForm::AsWorded, Some("90%")), None);
}

#[test]
fn the_sample_that_a_formula_names_is_the_one_that_stands_behind_its_lines() {
    let data = customers(vec![member("a", &["2025-01-01.."])]);
    for (formula, supplied) in [
        (members(RetentionForm::Identity), true),
        (members(RetentionForm::AsWorded), true),
        (members(RetentionForm::ChurnEvents), true),
        (Formula::Recommended { customers: CustomersBy::Memberships }, true),
        (complaint_rate(), false),
    ] {
        let sample = formula.sample();
        let line = line_of(spec(formula, Per::Month, None), &Facts::new(&data), APRIL);
        let is_supplied = !matches!(line.value, Value::Undefined(Reason::NotSupplied(_)));
        assert_eq!(is_supplied, supplied);
        assert!(!supplied || line.evidence.spread().sample() == sample, "{}", line.definition);
    }
}

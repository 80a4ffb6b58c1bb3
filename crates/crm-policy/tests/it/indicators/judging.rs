//! How indicators are judged and shown, and over which periods.

use crm_kpi::{IntervalMethod, JudgedBy, Judging, Per, Rounding, SmallSample, TrendJudging, TrendReading};
use crm_model::Halves;

use super::{HEADER, ONE, indicators, read, refused};
use crate::{SMALL, parse_extending};

#[test]
fn how_indicators_are_judged_holds_for_all_and_is_overridden_by_one() {
    let all = "[indicators]\nsmall-sample = 30\nconfidence = '95%'\ndecimals = 2\ntrend-at-least = 4\n";
    let one = format!("[indicator.a]\n{ONE}formula = 'resolution'\ntarget = '>= 80%'\n");
    let other = format!("[indicator.b]\n{ONE}formula = 'resolution'\ntarget = '>= 80%'\n");
    let own = "small-sample = 50\njudge-small-samples = false\nconfidence = '90%'\ninterval = 'clopper-pearson'\n\
               judged-by = 'interval'\ndecimals = 0\nhalves = 'away-from-zero'\ntrend-reading = 'significant'\n";
    let specs = indicators(&format!("{all}{one}{own}{other}"));
    let [a, b] = specs.as_slice() else { panic!("two are written") };
    assert_eq!(b.judging.small_sample, Some(SmallSample { below: 30, is_judged: true }));
    assert_eq!(b.judging.confidence, Some("95%".parse().unwrap()));
    assert_eq!((b.judging.method, b.judging.by), (None, JudgedBy::Value));
    assert_eq!(b.judging.rounding, Rounding { decimals: 2, halves: Halves::ToEven });
    assert_eq!(b.judging.trend, TrendJudging { reading: TrendReading::EveryStep, at_least: 4 });
    assert_eq!(a.judging.trend, TrendJudging { reading: TrendReading::Significant, at_least: 4 });
    assert_eq!(a.judging.small_sample, Some(SmallSample { below: 50, is_judged: false }));
    assert_eq!(a.judging.confidence, Some("90%".parse().unwrap()));
    assert_eq!((a.judging.method, a.judging.by), (Some(IntervalMethod::ClopperPearson), JudgedBy::Interval));
    assert_eq!(a.judging.rounding, Rounding { decimals: 0, halves: Halves::AwayFromZero });

    let base = format!("{SMALL}\n{all}{one}");
    let extended = parse_extending(&format!("{HEADER}[indicators]\nsmall-sample = 5\n"), &[("small", &base)]);
    let policy = extended.unwrap();
    let judging = policy.latest().scorecard().indicators()[0].judging;
    assert_eq!(judging.small_sample.map(|rule| rule.below), Some(5));
    assert_eq!(judging.confidence, Some("95%".parse().unwrap()));
    assert_eq!(indicators(&one)[0].judging, Judging::default());
}

#[test]
fn what_is_wrong_with_how_indicators_are_judged_is_shown_at_its_key() {
    let resolution = "formula = 'resolution'\ntarget = '>= 80%'\n";
    let of_one = |lines: &str, key: &str, needle: &str| {
        refused(&format!("{resolution}{lines}"), &format!("indicator.x.{key}"), needle);
    };
    of_one("confidence = '100%'", "confidence", "above 0% and below 100%");
    of_one("confidence = '0%'", "confidence", "above 0% and below 100%");
    of_one("interval = 'wilson'", "interval", "needs a `confidence`");
    of_one("judged-by = 'interval'", "judged-by", "needs a `confidence`");
    of_one("confidence = '95%'\ninterval = 'student-t'", "interval", "a share of cases");
    of_one("confidence = '95%'\ninterval = 'wilsen'", "interval", "did you mean `wilson`?");
    of_one("small-sample = 0", "small-sample", "leave the key out");
    of_one("judge-small-samples = false", "judge-small-samples", "add `small-sample = 30`");
    of_one("decimals = 10", "decimals", "more than 9");
    of_one("halves = 'up'", "halves", "`to-even`");
    of_one("trend-reading = 'significant'", "trend-reading", "needs a `confidence`");
    of_one("trend-reading = 'every step'", "trend-reading", "`no-step-back`");
    of_one("trend-at-least = 1", "trend-at-least", "two values at least");
    let long = "formula = 'resolution'\ntarget = 'falls'\ntrend-at-least = 14";
    refused(long, "indicator.x.trend-at-least", "longer than the 13 that are known");
    let tested = |periods: u8| {
        format!(
            "formula = 'resolution'\ntarget = 'falls over {periods} periods'\nconfidence = '95%'\ntrend-reading = 'significant'\n"
        )
    };
    // Three values fall in one of six orders, four in one of 24.
    refused(
        &tested(3),
        "indicator.x.target",
        "over 3 periods cannot be shown by a test with this `confidence`: it takes 4",
    );
    assert_eq!(indicators(&format!("[indicator.x]\n{ONE}{}", tested(4))).len(), 1);
    let trend = "formula = 'resolution'\ntarget = 'falls'\nconfidence = '95%'\njudged-by = 'interval'";
    refused(trend, "indicator.x.judged-by", "not a trend");
    let money = "formula = 'cost-share'\ntarget = '<= 5%'\nconfidence = '95%'\njudged-by = 'interval'";
    refused(money, "indicator.x.judged-by", "no interval of what is measured");

    let path_of = |text: &str| read(text).unwrap_err().problems()[0].path.clone();
    assert_eq!(path_of("[indicators]\nconfidence = '100%'\n"), "indicators.confidence");
    assert_eq!(path_of("[indicators]\ninterval = 'wilson'\n"), "indicators.interval");
    assert_eq!(path_of("[indicators]\nsmall-sample = 'few'\n"), "indicators.small-sample");
}

#[test]
fn periods_follow_the_calendar_or_roll() {
    let per = |per: &str| {
        let lines = format!("clause = 'ACME-KPI-1'\nper = '{per}'\nformula = 'resolution'\n");
        read(&format!("[indicator.x]\n{lines}"))
    };
    let of = |text: &str| per(text).unwrap().latest().scorecard().indicators()[0].per;
    assert_eq!(of("quarter"), Per::Quarter);
    assert_eq!(of("rolling 30 days").to_string(), "rolling 30 days");
    assert_eq!(of("rolling 12 months").to_string(), "rolling 12 months");
    for wrong in ["rolling 0 days", "rolling month", "rolling +3 days", "rolling 70000 days"] {
        let error = per(wrong).unwrap_err();
        assert_eq!(error.problems()[0].path, "indicator.x.per");
        assert!(error.to_string().contains("`rolling 30 days`"), "{error}");
    }
}

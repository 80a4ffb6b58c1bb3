//! Survival: published and precise figures, laws, a slow plain model, and what no table is made of.

#![expect(clippy::float_cmp, reason = "figures that are exact are compared to the last bit")]

mod laws;

use crm_clv::{
    Confidence, LogRank, LogRankError, SurvivalCurve, SurvivalError, SurvivalEstimate, SurvivalObservation,
    SurvivalRow, SurvivalTable,
};

const TREATED: &str = "6,6,6,6+,7,9+,10,10+,11+,13,16,17+,19+,20+,22,23,25+,32+,32+,34+,35+";

const PLACEBO: &str = "1,1,2,2,3,4,4,5,5,8,8,8,8,11,11,12,12,15,17,22,23";

fn observations(times: &str) -> Vec<SurvivalObservation> {
    let one = |text: &str| {
        text.strip_suffix('+').map_or_else(
            || SurvivalObservation::event(text.parse().unwrap()),
            |text| SurvivalObservation::censored(text.parse().unwrap()),
        )
    };
    times.split(',').map(one).collect()
}

fn table(times: &str) -> SurvivalTable {
    SurvivalTable::from_observations(observations(times)).unwrap()
}

/// As in `tests/golden/survival.py`.
fn mixed() -> SurvivalTable {
    let event = |duration, weight| SurvivalObservation::event(duration).weighing(weight);
    let censored = |duration, weight| SurvivalObservation::censored(duration).weighing(weight);
    SurvivalTable::from_observations([
        event(3.0, 2.0),
        censored(3.0, 5.0),
        event(4.0, 3.0).entering(1.0),
        event(6.0, 1.0).entering(3.0),
        censored(6.0, 2.0).entering(4.0),
        event(9.0, 4.0).entering(5.0),
        censored(9.0, 1.0),
        event(12.0, 2.0).entering(6.0),
        censored(12.0, 3.0).entering(2.0),
        censored(15.0, 2.0).entering(14.0),
    ])
    .unwrap()
}

fn sure() -> Confidence {
    Confidence::new(0.95).unwrap()
}

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    assert!((found - expected).abs() <= within * expected.abs().max(1e-300), "{found}, not {expected}");
}

#[track_caller]
fn same(found: Option<f64>, expected: &str) {
    match found {
        None => assert_eq!(expected, ""),
        Some(found) => near(found, expected.parse().unwrap(), 1e-13),
    }
}

fn golden(set: &str) -> impl Iterator<Item = (&'static str, f64, &'static str)> {
    let lines = include_str!("../golden/survival.csv").lines();
    lines.filter_map(move |line| {
        let fields: Vec<&str> = line.split(',').collect();
        (fields[0] == set).then(|| (fields[1], fields[2].parse().unwrap(), fields[3]))
    })
}

#[test]
fn curves_are_as_in_exact_fractions() {
    for (set, table) in [("treated", table(TREATED)), ("placebo", table(PLACEBO)), ("mixed", mixed())] {
        let (curve, hazards) = (table.kaplan_meier(sure()), table.nelson_aalen(sure()));
        let mut seen = 0;
        for (what, time, expected) in golden(set) {
            let survival = curve.at(time).unwrap();
            let hazard = hazards.at(time).unwrap();
            let found = match what {
                "at risk" => table.rows().iter().find(|row| row.time >= time).map(|row| row.at_risk),
                "survival" => Some(survival.value),
                "error" => survival.standard_error,
                "low" => survival.lower,
                "high" => survival.upper,
                "hazard" => Some(hazard.value),
                "hazard error" => hazard.standard_error,
                "hazard low" => hazard.lower,
                "hazard high" => hazard.upper,
                "mean" => curve.restricted_mean(time).map(|mean| mean.value),
                "mean error" => curve.restricted_mean(time).unwrap().standard_error,
                _ => panic!("{what}"),
            };
            same(found, expected);
            seen += 1;
        }
        assert_eq!(seen, 9 * curve.steps().len() + if set == "placebo" { 4 } else { 2 });
    }
}

#[test]
fn trial_of_mercaptopurine_is_as_published() {
    let curve = table(TREATED).kaplan_meier(sure());
    // DIFFERENCE: the upper limit at 22 is found printed as 0.7467907167; exact fractions say 0.7467907176.
    let published = [
        (6.0, 21.0, 0.857_142_857_1, 0.076_360_354_8, 0.619_717_955_3, 0.951_551_747_6),
        (7.0, 17.0, 0.806_722_689_1, 0.086_935_285_2, 0.563_146_564_6, 0.922_809_019_2),
        (10.0, 15.0, 0.752_941_176_5, 0.096_349_653_0, 0.503_199_510_8, 0.889_361_835_2),
        (13.0, 12.0, 0.690_196_078_4, 0.106_814_707_8, 0.431_610_222_5, 0.849_065_963_3),
        (16.0, 11.0, 0.627_450_980_4, 0.114_053_865_3, 0.367_510_856_0, 0.804_912_189_5),
        (22.0, 7.0, 0.537_815_126_1, 0.128_233_751_7, 0.267_778_936_8, 0.746_790_717_6),
        (23.0, 6.0, 0.448_179_271_7, 0.134_591_456_8, 0.188_052_006_0, 0.680_142_628_5),
    ];
    assert_eq!(curve.steps().len(), published.len());
    for (step, (time, at_risk, survival, error, lower, upper)) in curve.steps().iter().zip(published) {
        assert_eq!((step.time, step.at_risk), (time, at_risk));
        let SurvivalEstimate { value, standard_error, lower: low, upper: high } = step.survival;
        let figures = [
            (value, survival),
            (standard_error.unwrap(), error),
            (low.unwrap(), lower),
            (high.unwrap(), upper),
        ];
        for (found, published) in figures {
            assert!((found - published).abs() <= 5.1e-11, "{found}, not {published}");
        }
    }
    assert_eq!(curve.median(), Some(23.0));
    assert_eq!(table(PLACEBO).kaplan_meier(sure()).median(), Some(8.0));
    assert!((curve.restricted_mean(35.0).unwrap().value - 23.287_39).abs() < 5.1e-6);

    let hazards = table(TREATED).nelson_aalen(sure());
    let published = [
        0.142_857_142_9,
        0.201_680_672_3,
        0.268_347_338_9,
        0.351_680_672_3,
        0.442_589_763_2,
        0.585_446_906_0,
        0.752_113_572_7,
    ];
    for (step, published) in hazards.steps().iter().zip(published) {
        assert!((step.hazard.value - published).abs() <= 5.1e-11);
    }
}

#[test]
fn log_rank_is_as_published_and_as_in_exact_fractions() {
    let (treated, placebo, mixed) = (table(TREATED), table(PLACEBO), mixed());
    let two = LogRank::new([&treated, &placebo]).unwrap();
    assert!((two.chi_square - 16.792_940_99).abs() < 5.1e-9);
    assert!((two.p_value - 4.168_809e-5).abs() < 5.1e-12);
    assert_eq!((two.groups[0].observed, two.groups[1].observed), (9.0, 21.0));
    let expected = [&two.groups[0], &two.groups[1]].map(|group| format!("{:.6}", group.expected));
    assert_eq!(expected, ["19.250501", "10.749499"]);
    let three = LogRank::new([&treated, &placebo, &mixed]).unwrap();
    for (set, test) in [("two", two), ("three", three)] {
        for (what, place, expected) in golden(set) {
            let expected: f64 = expected.parse().unwrap();
            match what {
                "chi-square" => {
                    near(test.chi_square, expected, 1e-12);
                    assert_eq!(f64::from(test.degrees_of_freedom), place - 1.0);
                }
                "p" => near(test.p_value, expected, 1e-11),
                _ => near(
                    test.groups
                        .iter()
                        .zip(0_u32..)
                        .find(|(_, at)| f64::from(*at) == place)
                        .unwrap()
                        .0
                        .expected,
                    expected,
                    1e-13,
                ),
            }
        }
    }
}

#[test]
fn groups_that_are_never_at_risk_together_are_not_compared() {
    let early = table("1,2");
    let late = SurvivalTable::from_observations([SurvivalObservation::event(9.0).entering(5.0)]).unwrap();
    assert_eq!(LogRank::new([&early, &late]), Err(LogRankError::NeverTogether));
    assert_eq!(LogRank::new([&early]), Err(LogRankError::TooFew { groups: 1 }));
    assert_eq!(LogRank::new([]), Err(LogRankError::TooFew { groups: 0 }));
    assert_eq!(LogRank::new([&table("3+,4+"), &table("5+")]), Err(LogRankError::NeverTogether)); // no event

    // A group that leaves before any event takes no part.
    let test = LogRank::new([&table(TREATED), &table(PLACEBO), &table("0.5+")]).unwrap();
    assert_eq!(test.degrees_of_freedom, 1);
    near(test.chi_square, 16.792_940_989_216_533, 1e-12);
}

#[test]
fn nothing_is_said_where_nobody_was_followed() {
    let curve = table("1,2,4+").kaplan_meier(sure());
    assert_eq!(curve.at(4.0).unwrap().value, 1.0 / 3.0);
    assert_eq!(curve.at(4.000_1), None);
    assert_eq!(curve.at(f64::NAN), None);
    assert_eq!(curve.at(f64::INFINITY), None);
    assert_eq!(curve.restricted_mean(4.1), None);
    assert_eq!(curve.conditional(3.0, 2.0), None);
    assert_eq!(curve.quantile(0.3).unwrap().time, None);
    for (level, horizon) in [(0.0, 0.0), (1.0, -1.0), (f64::NAN, f64::NAN)] {
        assert_eq!((curve.quantile(level), curve.restricted_mean(horizon)), (None, None));
    }

    // Where all have left, survival stays 0, and nobody can be given.
    let curve = table("1,2").kaplan_meier(sure());
    let none = SurvivalEstimate { value: 0.0, standard_error: None, lower: None, upper: None };
    assert_eq!(curve.at(100.0), Some(none));
    assert_eq!(curve.conditional(2.0, 1.0), None);
    assert_eq!(curve.restricted_mean(100.0).unwrap().value, 1.5);
    assert_eq!(table("1,2").nelson_aalen(sure()).at(2.5), None);
}

#[test]
fn limits_are_undefined_where_all_or_none_are_left() {
    let curve = table("2,3").kaplan_meier(sure());
    let all = SurvivalEstimate { value: 1.0, standard_error: Some(0.0), lower: None, upper: None };
    assert_eq!(curve.at(1.9), Some(all));
    assert_eq!(curve.at(0.0), Some(all));
    assert!(curve.at(2.0).unwrap().lower.is_some());
    assert_eq!(curve.at(3.0).unwrap().upper, None);
    let hazard = table("2,3").nelson_aalen(sure()).at(1.0).unwrap();
    assert_eq!((hazard.value, hazard.standard_error, hazard.lower), (0.0, Some(0.0), None));
}

#[test]
fn quantile_is_reached_in_spite_of_rounding() {
    // 9/10 × 8/9 × 5/8 after one is censored: 0.5 in fractions, however the products are rounded.
    let rows = "1,2,3+,3+,3+,4,4,4";
    let times: Vec<String> = rows.split(',').map(str::to_owned).collect();
    let curve = table(&times.join(",")).kaplan_meier(sure());
    let found: Vec<f64> = curve.steps().iter().map(|step| step.survival.value).collect();
    assert_eq!(found, [0.875, 0.75, 0.0]);
    for leavers in 1..60_u32 {
        // One of three is censored first, so that nothing cancels; then half of those left go, one by one.
        let early = SurvivalObservation::event(0.5).weighing(f64::from(leavers));
        let lost = SurvivalObservation::censored(0.6).weighing(f64::from(leavers));
        let gone = (1..=2 * leavers).map(|place| SurvivalObservation::event(f64::from(place)));
        let staying = SurvivalObservation::censored(1e3).weighing(f64::from(4 * leavers));
        let all = [early, lost, staying].into_iter().chain(gone);
        let curve = SurvivalTable::from_observations(all).unwrap().kaplan_meier(sure());
        // 7/8 left at first, of which 4/6 stay: 7/12.
        let level = 7.0 / 12.0;
        assert_eq!(curve.quantile(level).unwrap().time, Some(f64::from(2 * leavers)), "{leavers}");
    }
}

#[test]
fn limits_of_the_median_are_where_the_limits_of_the_curve_cross_it() {
    let curve = table(TREATED).kaplan_meier(sure());
    let quantile = curve.quantile(0.5).unwrap();
    assert_eq!((quantile.time, quantile.lower, quantile.upper), (Some(23.0), Some(13.0), None));
    let quantile = curve.quantile(0.8).unwrap();
    assert_eq!((quantile.time, quantile.lower), (Some(10.0), Some(6.0)));
}

#[test]
fn events_come_before_censorings_at_a_tie() {
    let tied = table("5,5+,5+,7");
    assert_eq!(tied.rows()[0].at_risk, 4.0);
    assert_eq!(tied.kaplan_meier(sure()).at(5.0).unwrap().value, 0.75);
}

#[test]
fn bad_rows_are_named() {
    type E = SurvivalError;
    let of = |rows: Vec<SurvivalObservation>| SurvivalTable::from_observations(rows).unwrap_err();
    let good = SurvivalObservation::event(1.0);
    assert_eq!(of(vec![]), E::Empty);
    assert_eq!(SurvivalTable::from_times(&[], &[]), Err(E::Empty));
    assert_eq!(SurvivalTable::from_integer_times(&[], &[]), Err(E::Empty));
    assert_eq!(SurvivalTable::from_times(&[1.0], &[]), Err(E::Lengths { times: 1, events: 0 }));
    assert_eq!(SurvivalTable::from_integer_times(&[], &[true]), Err(E::Lengths { times: 0, events: 1 }));
    for duration in [-1.0, f64::INFINITY] {
        assert_eq!(of(vec![good, SurvivalObservation::event(duration)]), E::Duration { row: 1, duration });
        assert_eq!(
            SurvivalTable::from_times(&[0.0, duration], &[true; 2]),
            Err(E::Duration { row: 1, duration })
        );
    }
    assert!(matches!(SurvivalTable::from_times(&[f64::NAN], &[true]), Err(E::Duration { row: 0, .. })));
    let error = of(vec![SurvivalObservation::censored(-0.5)]).to_string();
    assert_eq!(error, "row 0: duration -0.5 is not a finite number of at least 0, in order");
    for weight in [0.0, -1.0, f64::INFINITY] {
        assert_eq!(of(vec![good.weighing(weight)]), E::Weight { row: 0, weight });
    }
    assert!(matches!(of(vec![good, good.weighing(f64::NAN)]), E::Weight { row: 1, .. }));
    for entry in [1.0, 2.0, -1.0] {
        assert_eq!(of(vec![good.entering(entry)]), E::Entry { row: 0, entry, duration: 1.0 });
    }
    assert_eq!(of(vec![good.weighing(9.1e15)]), E::TooLarge);
    let large = SurvivalTable::from_observations([good.weighing(5e15)]).unwrap();
    assert_eq!(large.merge(&large), Err(E::TooLarge));
}

#[test]
fn zero_is_a_duration_and_has_no_sign() {
    let table = SurvivalTable::from_times(&[0.0, -0.0, 1.0], &[true, false, true]).unwrap();
    let row = SurvivalRow { time: 0.0, at_risk: 3.0, events: 1.0, censored: 1.0, entered: 0.0 };
    assert_eq!(table.rows()[0], row);
    assert!(table.rows()[0].time.is_sign_positive());
    assert_eq!(table.kaplan_meier(sure()).at(0.0).unwrap().value, 2.0 / 3.0);
}

#[test]
fn tiny_weights_make_no_figure_that_is_no_number() {
    let rows = [1.0, 2.0, 3.0].map(|time| SurvivalObservation::event(time).weighing(5e-324));
    let table = SurvivalTable::from_observations(rows).unwrap();
    check_figures(&table.kaplan_meier(sure()));
    assert!(table.nelson_aalen(sure()).steps().iter().all(|step| step.hazard.value.is_finite()));
}

#[track_caller]
fn check_figures(curve: &SurvivalCurve) {
    let mut before = 1.0;
    for step in curve.steps() {
        let SurvivalEstimate { value, standard_error, lower, upper } = step.survival;
        assert!((0.0..=before).contains(&value), "{step:?}");
        assert!(standard_error.is_none_or(|error| error.is_finite() && error >= 0.0), "{step:?}");
        assert!(lower.is_none_or(|lower| (0.0..=value).contains(&lower)), "{step:?}");
        assert!(upper.is_none_or(|upper| (value..=1.0).contains(&upper)), "{step:?}");
        before = value;
    }
}

#[cfg(feature = "serde")]
#[test]
fn table_is_data_that_is_checked_when_read() {
    let table = mixed();
    let text = serde_json::to_string(&table).unwrap();
    assert_eq!(serde_json::from_str::<SurvivalTable>(&text).unwrap(), table);
    let row = |time: f64, at_risk: f64, events: f64| {
        format!(
            r#"{{"time":{time:?},"at_risk":{at_risk:?},"events":{events:?},"censored":0.0,"entered":0.0}}"#
        )
    };
    let read = |rows: &[String]| serde_json::from_str::<SurvivalTable>(&format!("[{}]", rows.join(",")));
    assert!(read(&[row(1.0, 3.0, 1.0), row(2.0, 2.0, 2.0)]).is_ok());
    for wrong in [
        vec![],
        vec![row(1.0, 4.0, 1.0), row(2.0, 2.0, 2.0)],
        vec![row(2.0, 3.0, 1.0), row(2.0, 2.0, 2.0)],
        vec![row(-1.0, 1.0, 1.0)],
        vec![row(1.0, 0.0, 0.0)],
        vec![row(1.0, -1.0, -1.0)],
        vec![row(1.0, 1.0, 1.0).replace(r#""entered":0.0"#, r#""entered":2.0"#)],
    ] {
        assert!(read(&wrong).is_err(), "{wrong:?}");
    }
    assert!(serde_json::from_str::<Confidence>("1.5").is_err());
}

//! Trends: figures of textbooks, edge cases, and slow models beside the quick ones.

use std::collections::BTreeSet;

use crm_calendar::Zone;
use crm_kpi::chart::{
    Advice, Anomalies, AnomalyChoices, Chart, ChartError, ChartKind, Limits, Moves, Point, Rule, Sigmas,
    Signal, Stands,
};
use crm_kpi::staffing::{ErlangA, ErlangC, Offered, Roster, ServiceGoal, StaffingError};
use crm_kpi::trend::{
    Confidence, ConfidenceError, Finite, Followed, MannKendall, Method, Reading, SenSlope, Series,
    SeriesError, Sides, Significance, Slopes, SlopesError, Steps, TrendVerdict, judge,
};
use crm_kpi::{CivilPeriod, Completeness, CustomersBy, Per, Reason, RetentionForm, Trend, Value};
use crm_model::Ratio;
use proptest::prelude::*;

use crate::support::{customers, member, month, retention};

const FALLING: [f64; 12] = [4.1, 3.9, 4.0, 3.6, 3.7, 3.5, 3.1, 3.3, 3.0, 2.9, 2.9, 2.6];
const LEVEL: [f64; 12] = [3.1, 2.9, 3.3, 2.8, 3.2, 3.0, 3.1, 2.9, 3.3, 3.0, 3.2, 2.8];

fn series(values: &[f64]) -> Series<Finite> {
    Series::new(values.iter().map(|value| Finite::new(*value)))
}

fn whole(values: &[i32]) -> Series<Ratio> {
    Series::new(values.iter().map(|value| Ratio::new(i128::from(*value), 1)))
}

fn confidence(level: f64) -> Confidence {
    Confidence::new(level).unwrap()
}

#[track_caller]
fn close(found: f64, wanted: f64, half_a_unit: f64) {
    assert!((found - wanted).abs() <= half_a_unit, "{found} instead of {wanted}");
}

/// A row of the table: S, variance, z, p two-sided, p of a fall, slope, every step down, none up.
struct Row(&'static [f64], i64, f64, f64, f64, f64, f64, bool, bool);

#[test]
fn g6_trends_are_those_of_the_table() {
    let rows = [
        Row(
            &FALLING,
            -59,
            211.666_667,
            -3.986_591_700,
            6.702_922_85e-5,
            3.351_461_42e-5,
            -0.133_333_333,
            false,
            false,
        ),
        Row(
            &[23., 24., 29., 6., 29., 24., 24., 29., 23.],
            3,
            83.666_667,
            0.218_652_155,
            0.826_921_022,
            0.586_539_489,
            0.0,
            false,
            false,
        ),
        Row(
            &[5.0, 4.5, 4.0, 3.5],
            -6,
            8.666_667,
            -1.698_415_551,
            0.089_429_359,
            0.044_714_679_5,
            -0.5,
            true,
            true,
        ),
        Row(&LEVEL, -4, 206.666_667, -0.208_682_503, 0.834_696_1, 0.417_348_05, 0.0, false, false),
        Row(&[2.0; 5], 0, 0.0, 0.0, 1.0, 0.5, 0.0, false, true),
        Row(&[5.0, 4.0], -1, 1.0, 0.0, 1.0, 0.5, -1.0, true, true),
    ];
    for Row(values, s, variance, z, two_sided, decline, slope, strict, not_up) in rows {
        let series = series(values);
        let test = MannKendall::of(&series).unwrap();
        assert_eq!(test.s(), s, "{values:?}");
        close(test.variance().unwrap().as_f64(), variance, 5e-7);
        close(test.z(), z, 5e-10);
        let normal = test.normal();
        assert_eq!(normal.method, Method::Normal);
        close(normal.two_sided, two_sided, two_sided * 1e-9);
        close(normal.decline, decline, decline * 1e-8);
        close(normal.decline + normal.rise, 1.0, 1e-15);
        close(Slopes::of(&series).unwrap().median(), slope, 5e-10);
        let steps = Steps::of(&series);
        assert_eq!((steps.all_down(), steps.none_up()), (Some(strict), Some(not_up)), "{values:?}");
    }
}

#[test]
fn g6_exact_p_of_an_all_down_series() {
    for (length, wanted) in [(2, 1.0), (3, 1.0 / 3.0), (4, 1.0 / 12.0), (5, 1.0 / 60.0), (6, 1.0 / 360.0)] {
        let values: Vec<i32> = (0..length).rev().collect();
        let exact = MannKendall::of(&whole(&values)).unwrap().exact().unwrap();
        close(exact.two_sided, wanted, 1e-15);
        close(exact.decline, wanted / 2.0, 1e-15);
        close(exact.rise, 1.0, 1e-15);
        assert_eq!(exact.method, Method::Exact);
    }
}

#[test]
fn g6_falls_continuously_has_two_readings_and_the_verdict_names_its_own() {
    let rates = series(&FALLING);
    let strict = judge(&rates, Trend::Falls, Reading::EveryStep, 2);
    let tested = judge(
        &rates,
        Trend::Falls,
        Reading::Significant { confidence: confidence(0.95), sides: Sides::Two },
        2,
    );
    assert_eq!(strict.to_string(), "falls (every step): no, 12 values");
    let single = judge(&whole(&[1]), Trend::Falls, Reading::EveryStep, 2);
    assert_eq!(single.to_string(), "falls (every step): too few values, 2 are needed, 1 value");
    assert_eq!(tested.to_string(), "falls (significant at confidence 0.95, two-sided): yes, 12 values");
    let rises = judge(
        &rates,
        Trend::Rises,
        Reading::Significant { confidence: confidence(0.95), sides: Sides::Two },
        2,
    );
    assert_eq!(rises.followed, Followed::No);
    assert_eq!(judge(&rates, Trend::Rises, Reading::NoStepBack, 2).followed, Followed::No);
}

#[test]
fn g6_four_quarters_show_a_trend_one_sided_only() {
    let quarters = series(&[5.0, 4.5, 4.0, 3.5]);
    let at = |sides| {
        judge(&quarters, Trend::Falls, Reading::Significant { confidence: confidence(0.95), sides }, 2)
            .followed
    };
    assert_eq!(at(Sides::One), Followed::Yes); // 1/24
    assert_eq!(at(Sides::Two), Followed::TooFew { needed: 5 }); // 1/12
    let two = judge(&series(&[5.0, 4.0]), Trend::Falls, Reading::EveryStep, 2);
    assert_eq!(two.followed, Followed::Yes);
    let three = judge(&series(&[5.0, 4.0]), Trend::Falls, Reading::EveryStep, 3);
    assert_eq!(
        three.followed,
        Followed::TooFew { needed: 3 },
        "two points are no trend where the policy says so"
    );
    let one = judge(&series(&[5.0]), Trend::Falls, Reading::EveryStep, 2);
    assert_eq!(one.followed, Followed::TooFew { needed: 2 });
}

#[test]
fn k14_a_p_of_exactly_one_tenth_is_significant_at_nine_tenths() {
    // Two of one value and three of another have ten orders.
    let verdict = judge(
        &whole(&[2, 2, 2, 1, 1]),
        Trend::Falls,
        Reading::Significant { confidence: confidence(0.9), sides: Sides::One },
        2,
    );
    assert_eq!((verdict.followed, verdict.p), (Followed::Yes, Some(0.1)));
}

#[test]
fn k24_a_running_month_is_no_fall_and_k25_a_month_without_cases_is_a_gap() {
    let zone = Zone::fixed(8 * 3_600).unwrap();
    let month = |month: u32| {
        CivilPeriod::containing(Per::Month, chrono::NaiveDate::from_ymd_opt(2026, month, 1).unwrap(), &zone)
    };
    let rate = |part| Value::Share(Ratio::new(part, 100).unwrap());
    let history = [
        (month(1), rate(5)),
        (month(2), rate(6)),
        (month(3), Value::Undefined(Reason::Empty)),
        (month(5), rate(7)), // April is not even listed
        (month(6), rate(0)), // runs
    ];
    let pairs = || history.iter().map(|(period, value)| (period, value));
    let rates = Series::of_history(pairs(), "2026-06-15T00:00:00Z".parse().unwrap()).unwrap();
    assert_eq!((rates.len(), rates.gaps(), rates.running()), (3, 2, 1));
    assert_eq!(rates.points().map(|(place, _)| place).collect::<Vec<_>>(), [0, 1, 4]);
    let verdict = judge(&rates, Trend::Rises, Reading::EveryStep, 2);
    assert_eq!(
        verdict.to_string(),
        "rises (every step): yes, 3 values, 2 periods without one left out, 1 that were not over left out"
    );
    // Slopes 1 over a month, 2/4 and 1/3 a hundredth: time goes on in a gap.
    close(Slopes::of(&rates).unwrap().median(), 0.005, 1e-15);
    // The month ends at 2026-06-30T16:00Z; at that instant it is over.
    let closed = Series::of_history(pairs(), "2026-06-30T16:00:00Z".parse().unwrap()).unwrap();
    assert_eq!((closed.len(), closed.running()), (4, 0));
    // A last month without cases is said, too; before the end of May, nothing of it is known.
    let until_march = Series::of_history(pairs(), "2026-04-01T00:00:00+08:00".parse().unwrap()).unwrap();
    assert_eq!((until_march.len(), until_march.gaps(), until_march.running()), (2, 1, 2));
    assert_eq!(Series::<Ratio>::new([None, None]).gaps(), 2);
    let backwards = Series::of_history(pairs().rev(), "2026-07-15T00:00:00Z".parse().unwrap());
    assert_eq!(backwards.unwrap_err(), SeriesError::NotInOrder { period: 1 });
    let quarter = CivilPeriod::containing(Per::Quarter, month(6).first(), &zone);
    let mixed = [(month(1), rate(5)), (quarter, rate(5))];
    let mixed = Series::of_history(mixed.iter().map(|(period, value)| (period, value)), month(1).end());
    assert_eq!(mixed.unwrap_err(), SeriesError::OtherLength { period: 1 });
}

#[test]
fn a_line_of_a_scorecard_is_a_series_without_the_month_that_runs() {
    let dataset = customers(vec![member("a", &["2025-01-01.."]), member("b", &["2025-01-01..2026-02-10"])]);
    let formula = retention(RetentionForm::Identity, CustomersBy::Memberships);
    let mut line = month(formula, &dataset, None, "2026-04-10");
    let series = Series::of_line(&line).unwrap();
    assert_eq!((series.len(), series.running()), (line.history().len() + 1, 0));
    let values: Vec<Ratio> = series.points().map(|(_, value)| value).collect();
    assert_eq!(values.iter().filter(|value| **value == Ratio::new(1, 2).unwrap()).count(), 1);
    line.completeness = Completeness::Running;
    let series = Series::of_line(&line).unwrap();
    assert_eq!((series.len(), series.running()), (line.history().len(), 1));
}

#[test]
fn every_type_can_be_sent_shared_cloned_and_shown() {
    fn is_fit<T: Send + Sync + Clone + std::fmt::Debug + PartialEq>() {}
    is_fit::<(Confidence, ConfidenceError, Finite, Followed, MannKendall, Method, Reading, SenSlope)>();
    is_fit::<(Series<Ratio>, Series<Finite>, SeriesError, Sides, Significance, Slopes, SlopesError, Steps)>();
    is_fit::<TrendVerdict>();
    is_fit::<(Advice, Anomalies, AnomalyChoices, Chart, ChartError, ChartKind, Limits, Moves, Point, Rule)>();
    is_fit::<(Sigmas, Signal, Stands)>();
    is_fit::<(ErlangA, ErlangC, Offered, Roster, ServiceGoal, StaffingError)>();
}

#[test]
fn k33_equal_values_have_p_one_and_slope_zero() {
    // One third in three spellings, which no floating-point number holds.
    let third = Series::new([Ratio::new(1, 3), Ratio::new(2, 6), Ratio::new(7, 21)]);
    let test = MannKendall::of(&third).unwrap();
    assert_eq!((test.s(), test.z().to_bits()), (0, 0));
    assert_eq!(test.exact().unwrap().two_sided.to_bits(), 1.0_f64.to_bits());
    assert_eq!(test.normal().two_sided.to_bits(), 1.0_f64.to_bits());
    let sen = Slopes::of(&third).unwrap().sen(confidence(0.95));
    assert_eq!((sen.slope.to_bits(), sen.limits), (0, None));
    for sides in [Sides::One, Sides::Two] {
        let equal = judge(
            &whole(&[2; 8]),
            Trend::Falls,
            Reading::Significant { confidence: confidence(0.95), sides },
            2,
        );
        assert_eq!((equal.followed, equal.p), (Followed::No, Some(1.0)));
    }
}

#[test]
fn sens_slope_of_the_falling_rates_has_limits() {
    // DIFFERENCE: others round ranks or interpolate; these limits cover at least as often as is said.
    let sen = Slopes::of(&series(&FALLING)).unwrap().sen(confidence(0.95));
    let (low, high) = sen.limits.unwrap();
    assert!(low < sen.slope && sen.slope < high && high < 0.0, "{sen:?}");
    assert_eq!(Slopes::of(&series(&[5.0, 4.0, 3.0])).unwrap().sen(confidence(0.95)).limits, None);
}

#[test]
fn slopes_that_cannot_be_told_are_errors() {
    assert_eq!(Slopes::of(&series(&[])).unwrap_err(), SlopesError::TooFew { values: 0 });
    assert_eq!(Slopes::of(&series(&[f64::MAX, -f64::MAX])).unwrap_err(), SlopesError::TooLarge);
    let many: Vec<i32> = (0..2_049).collect();
    assert_eq!(Slopes::of(&whole(&many)).unwrap_err(), SlopesError::TooMany { values: 2_049 });
    assert_eq!(
        Slopes::of(&series(&[1.0])).unwrap_err().to_string(),
        "a slope needs two values, and there is 1"
    );
    assert_eq!(
        Slopes::of(&series(&[])).unwrap_err().to_string(),
        "a slope needs two values, and there are none"
    );
    assert!(MannKendall::of(&series(&[1.0])).is_none());
}

/// Counts pairs one by one.
fn slow_s(values: &[i32]) -> i64 {
    let pairs = (0..values.len()).flat_map(|later| (0..later).map(move |earlier| (earlier, later)));
    pairs.map(|(earlier, later)| i64::from((values[later] - values[earlier]).signum())).sum()
}

/// All orders of the values, equal ones not told apart.
fn orders(values: &[i32]) -> BTreeSet<Vec<i32>> {
    let mut all = BTreeSet::from([Vec::new()]);
    for value in values {
        all = all
            .iter()
            .flat_map(|order| {
                (0..=order.len()).map(move |place| {
                    let mut longer = order.clone();
                    longer.insert(place, *value);
                    longer
                })
            })
            .collect();
    }
    all
}

proptest! {
    #[test]
    fn prop_s_is_that_of_all_pairs(values in prop::collection::vec(-9..9_i32, 2..60)) {
        let test = MannKendall::of(&whole(&values)).unwrap();
        prop_assert_eq!(test.s(), slow_s(&values));
    }

    #[test]
    fn prop_exact_p_is_the_share_of_orders(values in prop::collection::vec(0..4_i32, 2..8)) {
        let test = MannKendall::of(&whole(&values)).unwrap();
        let all: Vec<i64> = orders(&values).iter().map(|order| slow_s(order)).collect();
        let share = |is: &dyn Fn(i64) -> bool| {
            f64::from(u32::try_from(all.iter().filter(|s| is(**s)).count()).unwrap()) / f64::from(u32::try_from(all.len()).unwrap())
        };
        let exact = test.exact().unwrap();
        prop_assert!((exact.decline - share(&|s| s <= test.s())).abs() < 1e-14);
        prop_assert!((exact.rise - share(&|s| s >= test.s())).abs() < 1e-14);
        prop_assert!((exact.two_sided - share(&|s| s.abs() >= test.s().abs())).abs() < 1e-14);
    }

    #[test]
    fn prop_a_series_backwards_has_the_opposite_trend(values in prop::collection::vec(-9..9_i32, 2..50)) {
        let backwards: Vec<i32> = values.iter().rev().copied().collect();
        let (one, other) = (MannKendall::of(&whole(&values)).unwrap(), MannKendall::of(&whole(&backwards)).unwrap());
        prop_assert_eq!(one.s(), -other.s());
        prop_assert_eq!(one.significance().decline.to_bits(), other.significance().rise.to_bits());
        let (one, other) = (Slopes::of(&whole(&values)).unwrap(), Slopes::of(&whole(&backwards)).unwrap());
        prop_assert_eq!(one.median().to_bits(), (0.0 - other.median()).to_bits());
        let (one, other) = (one.sen(confidence(0.9)).limits, other.sen(confidence(0.9)).limits);
        prop_assert_eq!(one, other.map(|(low, high)| (0.0 - high, 0.0 - low)));
    }

    /// Limits hold exactly those slopes that, taken out of the series, leave no significant trend.
    #[test]
    fn prop_limits_of_the_slope_are_those_of_the_test(
        steps in prop::collection::vec(1..1_000_000_000_i64, 6..14),
        level in prop::sample::select(vec![0.8, 0.9, 0.95]),
    ) {
        let values: Vec<f64> = steps.iter().map(|step| f64::from(i32::try_from(*step).unwrap())).collect();
        let limits = Slopes::of(&series(&values)).unwrap().sen(confidence(level)).limits;
        let two_sided = |slope: f64| {
            let left: Vec<f64> = (0_u32..).zip(&values).map(|(place, value)| value - slope * f64::from(place)).collect();
            MannKendall::of(&series(&left)).unwrap().exact().unwrap().two_sided
        };
        let (low, high) = limits.unwrap();
        let little = (high - low).abs().max(1.0) * 1e-9;
        for inside in [low + little, high - little] {
            prop_assert!(two_sided(inside) > 1.0 - level, "{inside} in {low} to {high}");
        }
        for outside in [low - little, high + little] {
            prop_assert!(two_sided(outside) <= 1.0 - level + 1e-12, "{outside} out of {low} to {high}");
        }
    }
}

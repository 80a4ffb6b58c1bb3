//! Control charts: figures of textbooks, edge cases and laws.

use crm_kpi::chart::{
    Advice, Anomalies, AnomalyChoices, Chart, ChartError, ChartKind, D2, Limits, NELSON, Rule, Sigmas,
    Stands, WESTERN_ELECTRIC,
};
use crm_kpi::trend::{Confidence, MannKendall, Series, Slopes};
use crm_kpi::{Base, CustomersBy, Formula, RetentionForm, Stretch, TicketTime};
use crm_model::{FileField, Ratio};
use proptest::prelude::*;

/// Orange juice cans that leak, of samples of 50.
const CANS: [i128; 30] = [
    12, 15, 8, 10, 4, 7, 16, 9, 14, 10, 5, 6, 17, 12, 22, 8, 10, 5, 13, 11, 20, 18, 24, 15, 9, 12, 7, 13, 9,
    6,
];

/// Purchase orders with a fault, and orders.
const FAULTS: [i128; 25] =
    [12, 8, 6, 9, 10, 12, 11, 16, 10, 6, 20, 15, 9, 8, 6, 8, 10, 7, 5, 8, 5, 8, 10, 6, 9];
const ORDERS: [i128; 25] = [
    100, 80, 80, 100, 110, 110, 100, 100, 90, 90, 110, 120, 120, 120, 110, 80, 80, 80, 90, 100, 100, 100,
    100, 90, 90,
];

const TENTHS: [i128; 12] = [41, 39, 40, 36, 37, 35, 31, 33, 30, 29, 29, 26];

fn of(parts: &[i128], wholes: &[i128]) -> Series<Ratio> {
    Series::new(parts.iter().zip(wholes).map(|(part, whole)| Ratio::new(*part, *whole)))
}

fn cans() -> Series<Ratio> {
    of(&CANS, &[50; 30])
}

fn orders() -> Series<Ratio> {
    of(&FAULTS, &ORDERS)
}

fn three() -> Limits {
    Limits::at(Sigmas::THREE)
}

fn choices() -> AnomalyChoices {
    AnomalyChoices {
        sigmas: Sigmas::THREE,
        laney_from: Some(1_000),
        rules: vec![Rule::OutOfLimits],
        trend: Confidence::new(0.95).unwrap(),
        without: [].into(),
    }
}

/// Samples out of the limits, counted from 1 as the book does.
fn out(chart: &Chart) -> Vec<u64> {
    chart.out().map(|point| point.place + 1).collect()
}

#[track_caller]
fn close(found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 5e-10, "{found} instead of {wanted}");
}

#[test]
fn g7_shares_of_orange_juice_cans() {
    let chart = Chart::of(ChartKind::Shares, &cans(), &three()).unwrap();
    close(chart.center(), 0.231_333_333_3);
    close(chart.points()[0].lower, 0.052_427_548);
    close(chart.points()[0].upper, 0.410_239_119);
    assert_eq!(out(&chart), [15, 23]);

    let second = Chart::of(ChartKind::Shares, &cans(), &three().without([14, 22])).unwrap();
    close(second.center(), 0.215);
    close(second.points()[0].lower, 0.040_702_840);
    close(second.points()[0].upper, 0.389_297_160);
    assert_eq!(out(&second), [15, 21, 23]); // named points are judged, too
    let counting: Vec<u64> =
        second.points().iter().filter(|point| !point.counts).map(|point| point.place).collect();
    assert_eq!(counting, [14, 22]);
}

#[test]
fn g7_shares_of_unequal_samples_of_orders() {
    let chart = Chart::of(ChartKind::Shares, &orders(), &three()).unwrap();
    close(chart.center(), 0.095_510_204_1);
    for (place, lower, upper) in
        [(0, 0.007_334_695, 0.183_685_713), (1, 0.0, 0.194_093_421), (4, 0.011_438_155, 0.179_582_254)]
    {
        close(chart.points()[place].lower, lower);
        close(chart.points()[place].upper, upper);
        assert_eq!(chart.points()[place].lower_is_clamped, place == 1);
        assert!(!chart.points()[place].upper_is_clamped);
    }
    assert_eq!(out(&chart), [11]);
    assert_eq!(chart.laney(), None);
}

#[test]
fn g7_shares_with_the_spread_that_they_have() {
    let chart = Chart::of(ChartKind::Shares, &orders(), &three().with_laney()).unwrap();
    close(chart.laney().unwrap(), 0.965_674_025);
    close(chart.points()[0].lower, 0.010_361_405);
    close(chart.points()[0].upper, 0.180_659_003);
}

#[test]
fn g7_individual_values_and_their_moves() {
    let series = of(&TENTHS, &[10; 12]);
    let chart = Chart::of(ChartKind::Individuals, &series, &three()).unwrap();
    close(chart.center(), 3.383_333_333_3);
    let moves = chart.moves().unwrap();
    close(moves.mean, 0.209_090_909_1);
    close(moves.upper, 0.683_1);
    assert_eq!(moves.out().count(), 0);
    close(chart.points()[0].lower, 2.827_240_490);
    close(chart.points()[0].upper, 3.939_426_177);
    let out: Vec<(u64, Stands)> = chart.out().map(|point| (point.place, point.stands)).collect();
    assert_eq!(out, [(0, Stands::Above), (2, Stands::Above), (11, Stands::Below)]);

    // A trend looks like anomalies.
    let anomalies = Anomalies::of(ChartKind::Individuals, &series, &choices()).unwrap();
    assert_eq!(anomalies.signals.len(), 3);
    assert_eq!(anomalies.advice.to_string(), "check the trend first");
    assert_eq!(Anomalies::of(ChartKind::Shares, &cans(), &choices()).unwrap().advice, Advice::LookForCauses);
}

#[test]
fn no_limit_lies_beyond_what_can_be_and_the_point_says_so() {
    // Mean 5, mean move 4: limits at 5 -+ 3 x 4 / 1.128 = -5.638 and 15.638.
    let hours = of(&[3, 7, 3, 7], &[1; 4]);
    let free = Chart::of(ChartKind::Individuals, &hours, &three()).unwrap();
    close(free.points()[0].lower, 5.0 - 12.0 / 1.128);
    assert!(!free.points()[0].lower_is_clamped);
    let times = Formula::TicketTime(TicketTime::mean(Stretch::FirstResponse));
    let chart = Chart::of(ChartKind::Individuals, &hours, &three().within(times.limits())).unwrap();
    for point in chart.points() {
        assert_eq!((point.lower, point.lower_is_clamped, point.upper_is_clamped), (0.0, true, false));
        close(point.upper, 5.0 + 12.0 / 1.128);
    }
    // Shares of money have a chart of individual values, and end at 0 % and at 100 %.
    let shares = of(&[20, 80, 20, 80], &[100; 4]);
    let spent = Formula::TierSpendShare { tier: "high".parse().unwrap(), currency: None };
    let found = Anomalies::of_indicator(&spent, &shares, &choices()).unwrap();
    let point = found.chart.points()[0];
    assert_eq!((point.lower, point.lower_is_clamped), (0.0, true));
    assert_eq!((point.upper, point.upper_is_clamped), (1.0, true));
    // A value at the end itself is within limits that end there, whatever lies beyond.
    let at_end = of(&[0, 0, 100, 0], &[100; 4]);
    let found = Anomalies::of_indicator(&spent, &at_end, &choices()).unwrap();
    assert_eq!(out(&found.chart), [0_u64; 0]);
    // Nothing bounds retention as worded.
    let worded =
        Formula::Retention { form: RetentionForm::AsWorded, customers: CustomersBy::Memberships, tier: None };
    let found = Anomalies::of_indicator(&worded, &shares, &choices()).unwrap();
    assert!(found.chart.points().iter().all(|point| point.lower < 0.0 && point.upper > 1.0));
}

/// How many of the 7,846 customers of January 1997 bought in each of the 17 months after it, by the log of CDNOW.
#[test]
fn g11_a_cohort_that_falls_away_is_no_heap_of_anomalies() {
    let bought = [1157, 964, 810, 679, 736, 720, 582, 559, 594, 673, 634, 528, 511, 664, 472, 497, 498];
    let series = of(&bought, &[7_846; 17]);
    let plain =
        Anomalies::of(ChartKind::Shares, &series, &AnomalyChoices { laney_from: None, ..choices() }).unwrap();
    assert_eq!(out(&plain.chart), [1, 2, 3, 7, 8, 12, 13, 15, 16, 17]); // ten months of seventeen
    assert_eq!(plain.advice, Advice::CheckTheTrendFirst);
    let laney = Anomalies::of(ChartKind::Shares, &series, &choices()).unwrap();
    assert!((laney.chart.laney().unwrap() - 3.055_501_188_4).abs() < 1e-10);
    assert_eq!(out(&laney.chart), [1, 2]);
    let test = MannKendall::of(&series).unwrap();
    assert_eq!((test.s(), test.variance().unwrap()), (-98, Ratio::new(1_768, 3).unwrap()));
    // The two in the middle of 136 slopes are -313/13 and -23 customers a month.
    close(Slopes::of(&series).unwrap().median(), -306.0 / 13.0 / 7_846.0);
}

#[test]
fn rates_are_set_against_what_they_came_of() {
    // 8 events of 4 units: mean 2; at one unit 3 x sqrt(2), at four 3 x sqrt(1/2).
    let series = of(&[2, 8, 0], &[1, 4, 1]);
    let chart = Chart::of(ChartKind::Rates, &series, &three()).unwrap();
    close(chart.center(), 10.0 / 6.0);
    close(chart.points()[0].upper, 10.0 / 6.0 + 3.0 * (10.0_f64 / 6.0).sqrt());
    close(chart.points()[1].upper, 10.0 / 6.0 + 3.0 * (10.0_f64 / 24.0).sqrt());
    assert!(chart.points().iter().all(|point| point.lower_is_clamped && point.lower.abs() < 1e-300));
    // A rate may pass 1, a share may not; neither is below zero.
    assert_eq!(
        Chart::of(ChartKind::Shares, &series, &three()).unwrap_err(),
        ChartError::NotAShare { place: 0 }
    );
    let below = of(&[1, -1], &[1, 1]);
    assert_eq!(
        Chart::of(ChartKind::Rates, &below, &three()).unwrap_err(),
        ChartError::BelowZero { place: 1 }
    );
    // Laney's: z are 0.2582, 0.5164, -1.2910; moves 0.2582 and 1.8074, mean 1.0328 over 1.128.
    let laney = Chart::of(ChartKind::Rates, &series, &three().with_laney()).unwrap().laney().unwrap();
    assert!((laney - f64::midpoint(0.258_199, 1.807_392) / D2).abs() < 1e-5, "{laney}");
}

#[test]
fn k24_k25_no_move_and_no_run_goes_across_a_gap() {
    let value = |value| Ratio::new(value, 1);
    let gapped = Series::new([value(1), value(2), None, value(9), value(8)]);
    let chart = Chart::of(ChartKind::Individuals, &gapped, &three()).unwrap();
    assert_eq!((chart.gaps(), chart.running()), (1, 0));
    let moves = chart.moves().unwrap();
    assert_eq!(moves.sizes, [(1, 1.0), (4, 1.0)]);
    assert!((moves.mean - 1.0).abs() < 1e-15);
    assert_eq!(chart.signals(&[Rule::OneSide { points: 2 }]).len(), 2); // 1 2 below and 9 8 above
    assert_eq!(chart.signals(&[Rule::OneWay { points: 3 }]), []); // not 1 2 9
    let apart = Series::new([value(1), None, value(2)]);
    assert_eq!(Chart::of(ChartKind::Individuals, &apart, &three()).unwrap_err(), ChartError::TooFew);
}

#[test]
fn k33_equal_values_have_limits_that_equal_the_mean() {
    let tenth = Series::new([1, 2, 3, 10].map(|times| Ratio::new(times, 10 * times))); // 1/10 in four spellings
    let chart = Chart::of(ChartKind::Individuals, &tenth, &three()).unwrap();
    for point in chart.points() {
        assert_eq!([point.lower, point.value, point.upper].map(f64::to_bits), [0.1_f64.to_bits(); 3]);
    }
    assert_eq!(chart.signals(&NELSON), []);
    for (kind, value) in [(ChartKind::Shares, 0), (ChartKind::Shares, 7), (ChartKind::Rates, 0)] {
        for limits in [three(), three().with_laney()] {
            let chart = Chart::of(kind, &of(&[value; 9], &[7; 9]), &limits).unwrap();
            let center = chart.center().to_bits();
            assert!(
                chart.points().iter().all(|at| at.lower.to_bits() == center && at.upper.to_bits() == center)
            );
            assert_eq!(chart.signals(&NELSON), [], "{kind:?} {value}");
        }
    }
    // Equal shares of unequal wholes, corrected: no spread.
    let laney = Chart::of(ChartKind::Shares, &tenth, &three().with_laney()).unwrap();
    assert_eq!(laney.laney(), Some(0.0));
    assert_eq!(laney.out().count(), 0);
    let anomalies = Anomalies::of(ChartKind::Shares, &tenth, &choices()).unwrap();
    assert_eq!(
        (anomalies.advice, anomalies.trend.unwrap().two_sided.to_bits()),
        (Advice::Nothing, 1.0_f64.to_bits())
    );
}

#[test]
fn k35_sums_beyond_128_bits_are_errors() {
    let huge = of(&[i128::MAX, i128::MAX], &[i128::MAX, i128::MAX]);
    assert_eq!(Chart::of(ChartKind::Shares, &huge, &three()).unwrap_err(), ChartError::TooLarge);
}

#[test]
fn rules_speak_where_their_authors_say() {
    // Limits from the first eight points alone: mean 0, mean move 1.128, so that sigma is 1.
    let chart_of = |later: &[i128]| {
        let first = [564, -564, 564, -564, 564, -564, 564, -564];
        let all: Vec<i128> = first.into_iter().chain(later.iter().copied()).collect();
        let places = 8..8 + later.len() as u64;
        let series = of(&all, &vec![1_000; all.len()]);
        Chart::of(ChartKind::Individuals, &series, &three().without(places)).unwrap()
    };
    let speaks = |rule: Rule, later: &[i128]| {
        let signals = chart_of(later).signals(&[rule]);
        signals.iter().filter(|signal| signal.at >= 8).map(|signal| signal.at - 8).collect::<Vec<_>>()
    };
    assert!((chart_of(&[]).points()[0].sigma - 1.0).abs() < 1e-12);
    assert_eq!(speaks(Rule::OutOfLimits, &[2_999, 3_001, -3_001]), [1, 2]);
    let [_, two_of_three, four_of_five, eight] = WESTERN_ELECTRIC;
    assert_eq!(speaks(two_of_three, &[2_100, 100, 2_100, 0, 0, -2_100, 2_100]), [2]);
    assert_eq!(speaks(four_of_five, &[1_100, 1_100, 100, 1_100, 1_100, 1_100]), [4, 5]);
    assert_eq!(speaks(eight, &[1, 1, 1, 1, 1, 1, 1, 1, 0, 1]), [7]);
    assert_eq!(speaks(Rule::OneWay { points: 3 }, &[1, 2, 3, 3, 2, 1]), [1, 2, 5]); // -564, 1, 2 rise as well
    assert_eq!(speaks(Rule::InTurn { points: 14 }, &[1, -1, 1, -1, 1, -1, -1]), [5]);
    assert_eq!(speaks(Rule::FarEitherSide { points: 2, sigmas: Sigmas::ONE }, &[1_001, -1_001, 999]), [1]);
    assert_eq!(speaks(Rule::Near { points: 9, sigmas: Sigmas::ONE }, &[999, 1_001, 1]), [0]);
    assert!(speaks(Rule::OneSide { points: 0 }, &[1]).is_empty());
}

#[test]
fn the_chart_follows_what_is_counted() {
    let complaints = |base| Formula::ComplaintRate { kinds: Vec::new(), base };
    let retention = |form| Formula::Retention { form, customers: CustomersBy::Memberships, tier: None };
    let kinds = [
        (complaints(Base::Interactions), ChartKind::Rates),
        (complaints(Base::Buyers), ChartKind::Rates),
        (complaints(Base::InteractionsAndTickets), ChartKind::Shares),
        (retention(RetentionForm::ChurnEvents), ChartKind::Rates),
        // Contacts come in groups, and fields are filled in together: neither varies as cases of their own do.
        (Formula::ContactFrequency { customers: CustomersBy::Memberships }, ChartKind::Individuals),
        (Formula::FileCompleteness { fields: vec![FileField::Name] }, ChartKind::Individuals),
        (Formula::Resolution { kinds: Vec::new() }, ChartKind::Shares),
        (Formula::TicketTime(TicketTime::mean(Stretch::FirstResponse)), ChartKind::Individuals),
        (Formula::CostShare { currency: None }, ChartKind::Individuals),
        (retention(RetentionForm::Identity), ChartKind::Shares),
        (retention(RetentionForm::AsWorded), ChartKind::Individuals), // may pass 1
    ];
    for (formula, kind) in kinds {
        assert_eq!(ChartKind::of(&formula), kind, "{formula:?}");
    }
}

#[test]
fn laneys_correction_is_taken_from_so_many_cases_on() {
    let laney_from = |cases| {
        let choices = AnomalyChoices { laney_from: cases, ..choices() };
        Anomalies::of(ChartKind::Shares, &orders(), &choices).unwrap().chart.laney().is_some()
    };
    assert_eq!([Some(98), Some(99), None].map(laney_from), [true, false, false]); // 2450 orders in 25 weeks
}

#[test]
fn k33_values_on_the_mean_are_on_neither_side_of_it() {
    for mean in 1..40 {
        // the sums of such tenths miss their mean by a rounding, to one side or the other
        let parts = [mean - 1, mean, mean + 1, mean, mean, mean, mean, mean];
        let chart = Chart::of(ChartKind::Individuals, &of(&parts, &[10; 8]), &three()).unwrap();
        assert_eq!(chart.signals(&[Rule::OneSide { points: 2 }]), [], "{mean}");
        let low = [mean, mean - 1, mean - 1, mean + 2];
        let chart = Chart::of(ChartKind::Individuals, &of(&low, &[10; 4]), &three()).unwrap();
        assert_eq!(chart.signals(&[Rule::OneSide { points: 2 }]).len(), 1, "{mean}");
    }
}

#[test]
fn limits_beyond_numbers_are_errors() {
    let most = Sigmas::new(f64::MAX).unwrap();
    for kind in [ChartKind::Shares, ChartKind::Rates, ChartKind::Individuals] {
        for limits in [Limits::at(most), Limits::at(most).with_laney()] {
            let rates = of(&[1, 20, 3, 40], &[50; 4]);
            match Chart::of(kind, &rates, &limits) {
                Ok(chart) => assert!(chart.points().iter().all(|point| point.upper.is_finite())),
                Err(error) => assert_eq!(error, ChartError::TooLarge),
            }
        }
    }
    let wide = of(&[10, 20, 30], &[1; 3]);
    assert_eq!(Chart::of(ChartKind::Rates, &wide, &Limits::at(most)), Err(ChartError::TooLarge));
}

proptest! {
    #[test]
    fn prop_limits_hold_the_mean_and_are_finite(
        parts in prop::collection::vec((0..50_i128, 50..90_i128), 2..40),
        laney in any::<bool>(),
    ) {
        let series = Series::new(parts.iter().map(|(part, whole)| Ratio::new(*part, *whole)));
        for kind in [ChartKind::Shares, ChartKind::Rates, ChartKind::Individuals] {
            let chart = Chart::of(kind, &series, &Limits { laney, ..three() }).unwrap();
            for point in chart.points() {
                prop_assert!(point.lower <= chart.center() && chart.center() <= point.upper, "{kind:?} {point:?}");
                prop_assert!([point.lower, point.upper, point.sigma].iter().all(|number| number.is_finite()));
            }
        }
    }

    #[test]
    fn prop_wider_limits_leave_fewer_points_out(parts in prop::collection::vec(0..50_i128, 2..40), sigmas in 0.5..3.0_f64) {
        let series = of(&parts, &vec![50; parts.len()]);
        for kind in [ChartKind::Shares, ChartKind::Rates, ChartKind::Individuals] {
            let out = |sigmas| Chart::of(kind, &series, &Limits::at(Sigmas::new(sigmas).unwrap())).unwrap().out().count();
            prop_assert!(out(sigmas) >= out(sigmas * 1.5));
        }
    }
}

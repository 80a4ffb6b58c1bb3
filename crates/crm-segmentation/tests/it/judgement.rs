//! Warnings judged on what customers did: areas, gains, calibration, thresholds.

use std::cmp::Reverse;

use crm_model::{Ratio, Share};
use crm_segmentation::{ChurnJudgement, OutcomeTally, Probability};
use proptest::prelude::*;

use crate::support::percent;

fn judged<S: Ord + Copy>(customers: &[(S, bool)]) -> ChurnJudgement<S> {
    customers.iter().copied().collect()
}

fn probability(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

fn tally(customers: u64, churned: u64) -> OutcomeTally {
    OutcomeTally { customers, churned }
}

#[test]
fn nothing_is_judged_without_both_outcomes() {
    let empty = ChurnJudgement::<u64>::default();
    assert_eq!((empty.area_under_curve(), empty.gain(Share::ONE)), (None, None));
    assert!(empty.thresholds().is_empty() && empty.all().rate().is_none());
    assert!(ChurnJudgement::<Probability>::default().calibration(10.try_into().unwrap()).is_empty());
    let stayed = judged(&[(1, false), (2, false)]);
    assert_eq!((stayed.area_under_curve(), stayed.gain(percent(50))), (None, None));
    assert_eq!(stayed.thresholds()[0].recall(), None);
    let churned = judged(&[(1, true), (2, true)]);
    assert_eq!(churned.area_under_curve(), None);
    assert_eq!(churned.gain(percent(50)).unwrap().lift, Ratio::new(1, 1).unwrap());
    assert_eq!(churned.gain(Share::ZERO), None, "a share of nothing warns of nobody");
}

#[test]
fn perfect_constant_and_inverted_scores() {
    let perfect = judged(&[(0, false), (0, false), (0, false), (1, true)]);
    assert_eq!(perfect.area_under_curve(), Ratio::new(1, 1));
    let gain = perfect.gain(percent(25)).unwrap();
    assert_eq!(
        [gain.captured, gain.precision, gain.lift].map(|one| one.to_decimal_string(2)),
        ["1.00", "1.00", "4.00"]
    );
    let inverted = judged(&[(1, false), (1, false), (1, false), (0, true)]);
    assert_eq!(inverted.area_under_curve(), Ratio::new(0, 1));
    assert_eq!(inverted.gain(percent(75)).unwrap().captured, Ratio::new(0, 1).unwrap());
    let constant = judged(&[(7, false), (7, true), (7, false), (7, false)]);
    assert_eq!(constant.area_under_curve(), Ratio::new(1, 2));
    for share in [1, 10, 33, 100] {
        assert_eq!(constant.gain(percent(share)).unwrap().lift, Ratio::new(1, 1).unwrap(), "{share} %");
    }
}

#[test]
fn thresholds_tell_precision_and_recall() {
    // Grades 0, 1 and 2: 10 customers of whom 1 churned, 6 of whom 2, 4 of whom 3.
    let mut judgement = ChurnJudgement::default();
    for (grade, customers, churned) in [(0, 10, 1), (1, 6, 2), (2, 4, 3)] {
        judgement.extend((0..customers).map(|customer| (grade, customer < churned)));
    }
    let lines = judgement.thresholds();
    assert_eq!([0, 1, 2].map(|place: usize| lines[place].here), [tally(10, 1), tally(6, 2), tally(4, 3)]);
    assert_eq!(
        [0, 1, 2].map(|place: usize| lines[place].from_here),
        [tally(20, 6), tally(10, 5), tally(4, 3)]
    );
    let precision = lines.iter().map(|line| line.precision().unwrap().percent(0)).collect::<Vec<_>>();
    let recall = lines.iter().map(|line| line.recall().unwrap().percent(1)).collect::<Vec<_>>();
    assert_eq!(precision, ["30%", "50%", "75%"]);
    assert_eq!(recall, ["100.0%", "83.3%", "50.0%"]);
    // Churned above stayed: 3 × (9 + 4) + 2 × 9 = 57; as many: 3 × 1 + 2 × 4 + 1 × 9 = 20; of 6 × 14 pairs.
    assert_eq!(judgement.area_under_curve(), Ratio::new(2 * 57 + 20, 2 * 6 * 14));
}

#[test]
fn calibration_never_splits_equal_predictions() {
    let customers = [0.1, 0.2, 0.2, 0.2, 0.2, 0.9].map(|value| (probability(value), value > 0.15));
    let bins = judged(&customers).calibration(3.try_into().unwrap());
    // 0 before 0.1 and 1 before 0.2, both of the first third; 5 before 0.9, of the last.
    let found: Vec<(f64, f64, OutcomeTally)> =
        bins.iter().map(|bin| (bin.lowest.value(), bin.highest.value(), bin.observed)).collect();
    assert_eq!(found, [(0.1, 0.2, tally(5, 4)), (0.9, 0.9, tally(1, 1))]);
    assert!((bins[0].mean_predicted - 0.18).abs() < 1e-15);
    assert_eq!(Probability::new(bins[1].mean_predicted), Probability::new(0.9));
}

#[test]
fn customers_without_a_score_are_counted_apart() {
    let mut one = judged(&[(1, true)]);
    one.record_without_score(true);
    one.record_without_score(false);
    let both = one.clone().merge(one);
    assert_eq!((both.all(), both.without_score()), (tally(2, 2), tally(4, 2)));
}

#[test]
fn wilson_limits_are_those_of_tables() {
    // R. G. Newcombe, Statistics in Medicine 17 (1998), table I, the score method.
    for (churned, customers, published) in [
        (81, 263, [0.2553, 0.3662]),
        (15, 148, [0.0624, 0.1605]),
        (0, 20, [0.0, 0.1611]),
        (1, 29, [0.0061, 0.1718]),
    ] {
        let limits = tally(customers, churned).wilson(1.959_963_984_540_054).unwrap();
        let agrees = limits.iter().zip(published).all(|(one, other)| (one - other).abs() < 5e-5);
        assert!(agrees, "{churned} of {customers}: {limits:?}");
    }
    let [low, high] = tally(5, 5).wilson(1.96).unwrap();
    assert!((low - 0.565_5).abs() < 1e-4 && high >= 1.0);
    for z in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(tally(5, 5).wilson(z), None);
    }
    assert_eq!(tally(0, 0).wilson(1.96), None);
    let [low, high] = tally(u64::MAX, 1).wilson(1e200).unwrap();
    assert_eq!((low, high), (0.0, 1.0));
}

#[test]
fn counts_of_billions_stay_exact() {
    let mut judgement = judged(&[(0, false), (1, true)]);
    for _ in 0..30 {
        judgement = judgement.clone().merge(judgement);
    }
    judgement.record(2, true);
    let half = 1_u64 << 30;
    assert_eq!(judgement.all(), tally(2 * half + 1, half + 1));
    assert_eq!(judgement.area_under_curve(), Ratio::new(1, 1));
    let gain = judgement.gain(percent(50)).unwrap();
    // Room for half + 1/2 customers: the one with 2 and half − 1/2 of those with 1.
    assert_eq!(gain.captured, Ratio::new(2 * i128::from(half) + 1, 2 * i128::from(half) + 2).unwrap());
}

/// The area by looking at every pair.
fn area_of_pairs(customers: &[(u8, bool)]) -> Option<Ratio> {
    let (mut halves, mut pairs) = (0, 0);
    for (churned, _) in customers.iter().filter(|one| one.1) {
        for (stayed, _) in customers.iter().filter(|one| !one.1) {
            pairs += 1;
            halves += match churned.cmp(stayed) {
                std::cmp::Ordering::Greater => 2,
                std::cmp::Ordering::Equal => 1,
                std::cmp::Ordering::Less => 0,
            };
        }
    }
    Ratio::new(halves, 2 * pairs)
}

/// Counts of small tests as numbers.
fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap())
}

/// The captured share with every customer cut into parts: of each as many parts are warned of as have room.
fn captured_by_parts(customers: &[(u8, bool)], share: u8) -> Option<f64> {
    let churned = customers.iter().filter(|one| one.1).count();
    let mut scores: Vec<u8> = customers.iter().map(|one| one.0).collect();
    scores.sort_unstable();
    scores.dedup();
    let mut room = f64::from(share) / 100.0 * number(customers.len());
    let mut found = 0.0;
    for score in scores.into_iter().rev() {
        let same: Vec<bool> = customers.iter().filter(|one| one.0 == score).map(|one| one.1).collect();
        let part = (room / number(same.len())).clamp(0.0, 1.0);
        found += part * number(same.iter().filter(|churned| **churned).count());
        room -= number(same.len());
    }
    (churned > 0).then(|| found / number(churned))
}

fn customers() -> impl Strategy<Value = Vec<(u8, bool)>> {
    proptest::collection::vec((0..6_u8, any::<bool>()), 0..30)
}

proptest! {
    #[test]
    fn prop_area_is_that_of_all_pairs(customers in customers()) {
        prop_assert_eq!(judged(&customers).area_under_curve(), area_of_pairs(&customers));
    }

    #[test]
    fn prop_turning_the_scores_round_turns_the_area_round(customers in customers()) {
        let turned: Vec<(Reverse<u8>, bool)> = customers.iter().map(|(score, churned)| (Reverse(*score), *churned)).collect();
        if let (Some(area), Some(other)) = (judged(&customers).area_under_curve(), judged(&turned).area_under_curve()) {
            let (part, whole) = area.parts();
            prop_assert_eq!(other, Ratio::new(whole - part, whole).unwrap());
        }
    }

    #[test]
    fn prop_gain_cuts_equal_scores_fairly(customers in customers(), share in 1..=100_u8) {
        let gain = judged(&customers).gain(percent(share));
        let expected = captured_by_parts(&customers, share);
        prop_assert_eq!(gain.is_some(), expected.is_some());
        if let (Some(gain), Some(expected)) = (gain, expected) {
            prop_assert!((gain.captured.as_f64() - expected).abs() < 1e-12);
            let rate = judged(&customers).all().rate().unwrap().as_f64();
            prop_assert!((gain.precision.as_f64() / rate - gain.lift.as_f64()).abs() < 1e-9);
            prop_assert!((gain.captured.as_f64() * 100.0 / f64::from(share) - gain.lift.as_f64()).abs() < 1e-9);
        }
    }

    #[test]
    fn prop_order_and_parts_change_nothing(mut customers in customers(), cut in 0..30_usize) {
        let whole = judged(&customers);
        let (one, other) = customers.split_at(cut.min(customers.len()));
        prop_assert_eq!(&judged(one).merge(judged(other)), &whole);
        customers.reverse();
        prop_assert_eq!(judged(&customers), whole);
    }

    #[test]
    fn prop_bins_hold_everybody_once_and_their_means_lie_within(
        values in proptest::collection::vec((0..20_u8, any::<bool>()), 0..40), groups in 1..12_u32,
    ) {
        let customers: Vec<_> = values.iter().map(|(value, churned)| (probability(f64::from(*value) / 19.0), *churned)).collect();
        let judgement = judged(&customers);
        let bins = judgement.calibration(groups.try_into().unwrap());
        prop_assert!(bins.len() <= groups as usize);
        let all = bins.iter().fold(OutcomeTally::default(), |sum, bin| sum.merge(bin.observed));
        prop_assert_eq!(all, judgement.all());
        for pair in bins.windows(2) {
            prop_assert!(pair[0].highest < pair[1].lowest);
        }
        for bin in &bins {
            prop_assert!(bin.lowest.value() <= bin.mean_predicted && bin.mean_predicted <= bin.highest.value());
        }
    }

    #[test]
    fn prop_wilson_limits_hold_the_rate(customers in 1..1_000_u32, part in 0..=100_u32, z in 0.01..5.0_f64) {
        let churned = customers * part / 100;
        let [low, high] = tally(customers.into(), churned.into()).wilson(z).unwrap();
        let rate = f64::from(churned) / f64::from(customers);
        prop_assert!(0.0 <= low && low <= rate && rate <= high && high <= 1.0);
    }
}

//! What holds of every sample.

use crm_kpi::Attitude;
use crm_kpi::statistics::{
    Audit, AuditVerdict, Confidence, Interval, Moments, NpsChange, NpsInterval, PercentileType, Proportion,
    ProportionChange, ProportionInterval, RateChange, Sorted, Weight, WeightedInterval, WeightedNpsTally,
    WeightedShareTally, count_interval, margin_of_error, nps_change, nps_interval, percentile_by_selection,
    required_sample,
};
use crm_model::Share;
use proptest::prelude::*;

use super::{nps, sure};

const INTERVALS: [ProportionInterval; 5] = [
    ProportionInterval::Wilson,
    ProportionInterval::WilsonCorrected,
    ProportionInterval::ClopperPearson,
    ProportionInterval::AgrestiCoull,
    ProportionInterval::Jeffreys,
];

/// Samples of all sizes up to a million million.
fn proportion() -> impl Strategy<Value = Proportion> {
    (0_u32..40).prop_flat_map(|bits| (0..=(1_u64 << bits), 0..=(1_u64 << bits))).prop_map(|(part, rest)| {
        Proportion::new(part, part + rest).unwrap_or_else(|| Proportion::new(0, 1).unwrap())
    })
}

fn confidence() -> impl Strategy<Value = Confidence> {
    (0.01..0.9999).prop_map(sure)
}

fn share() -> impl Strategy<Value = Share> {
    (0_u32..=1_000_000).prop_map(|parts| Share::from_parts_per_million(parts).unwrap())
}

fn weighted() -> impl Strategy<Value = Vec<(Weight, Attitude)>> {
    let attitude = prop_oneof![Just(Attitude::Detractor), Just(Attitude::Passive), Just(Attitude::Promoter)];
    proptest::collection::vec(
        ((0.0..1e6_f64).prop_map(|weight| Weight::new(weight).unwrap()), attitude),
        0..30,
    )
}

proptest! {
    #[test]
    fn prop_intervals_hold_the_share_and_lie_on_the_scale(proportion in proportion(), confidence in confidence()) {
        for kind in INTERVALS {
            let interval = proportion.interval(kind, confidence);
            prop_assert!(interval.contains(proportion.share()), "{kind:?} {interval:?}");
            prop_assert!(interval.low >= 0.0 && interval.high <= 1.0, "{kind:?} {interval:?}");
            if proportion.part() == 0 {
                prop_assert!(interval.low <= 0.0);
            }
            if proportion.part() == proportion.whole() {
                prop_assert!(interval.high >= 1.0);
            }
        }
    }

    #[test]
    fn prop_intervals_of_the_rest_are_turned_about(proportion in proportion(), confidence in confidence()) {
        let rest = Proportion::new(proportion.whole() - proportion.part(), proportion.whole()).unwrap();
        for kind in INTERVALS {
            let (one, other) = (proportion.interval(kind, confidence), rest.interval(kind, confidence));
            prop_assert!((one.low + other.high - 1.0).abs() < 1e-15, "{kind:?} {one:?} {other:?}");
            prop_assert!((one.high + other.low - 1.0).abs() < 1e-15, "{kind:?} {one:?} {other:?}");
        }
    }

    #[test]
    fn prop_intervals_rise_with_the_part(whole in 1_u64..2_000, share in 0.0..1.0, confidence in confidence()) {
        let part = (0..whole).take_while(|part| Proportion::new(*part, whole).unwrap().share() <= share).last().unwrap_or(0);
        let [less, more] = [part, part + 1].map(|part| Proportion::new(part, whole).unwrap());
        for kind in INTERVALS {
            let (less, more) = (less.interval(kind, confidence), more.interval(kind, confidence));
            prop_assert!(less.low <= more.low + 1e-15 && less.high <= more.high + 1e-15, "{kind:?} {less:?} {more:?}");
        }
    }

    #[test]
    fn prop_more_of_the_same_tells_more(part in 0_u64..1_000, rest in 1_u64..1_000, times in 2_u64..50, confidence in confidence()) {
        let few = Proportion::new(part, part + rest).unwrap();
        let many = Proportion::new(part * times, (part + rest) * times).unwrap();
        for kind in INTERVALS {
            let (few, many) = (few.interval(kind, confidence), many.interval(kind, confidence));
            prop_assert!(many.width() <= few.width() + 1e-15, "{kind:?} {few:?} {many:?}");
        }
    }

    #[test]
    fn prop_to_be_surer_takes_a_wider_interval(proportion in proportion(), level in 0.01..0.99, more in 0.0..1.0) {
        let surer = sure(level + more * (0.999 - level));
        for kind in INTERVALS {
            let (narrow, wide) = (proportion.interval(kind, sure(level)), proportion.interval(kind, surer));
            prop_assert!(wide.low <= narrow.low + 1e-14 && narrow.high <= wide.high + 1e-14, "{kind:?} {narrow:?} {wide:?}");
        }
    }

    #[test]
    fn prop_changes_turn_about_with_their_sides(before in proportion(), after in proportion(), confidence in confidence()) {
        let (there, back) = (ProportionChange { before, after }, ProportionChange { before: after, after: before });
        prop_assert!((there.change() + back.change()).abs() <= 0.0);
        prop_assert!((there.interval(confidence).low + back.interval(confidence).high).abs() < 1e-15);
        prop_assert!((there.pooled_test().z + back.pooled_test().z).abs() <= 1e-9 * there.pooled_test().z.abs());
        prop_assert!(there.interval(confidence).contains(there.change()));
        let (p, q) = (there.fisher_exact().unwrap(), back.fisher_exact().unwrap());
        prop_assert!((0.0..=1.0).contains(&p) && (p - q).abs() <= 1e-5 * p + 1e-12, "{p} {q}");
    }

    #[test]
    fn prop_scores_have_their_intervals(
        detractors in 0_u64..200, passives in 0_u64..200, promoters in 0_u64..200, confidence in confidence(),
    ) {
        let tally = nps(detractors, passives, promoters);
        prop_assume!(tally.answers() > Some(1));
        let score = tally.score().unwrap().as_f64();
        let mirrored = nps(promoters, passives, detractors);
        for kind in [NpsInterval::Wald, NpsInterval::AdjustedWald, NpsInterval::Score, NpsInterval::TrinomialMean] {
            let interval = nps_interval(&tally, kind, confidence).unwrap();
            let other = nps_interval(&mirrored, kind, confidence).unwrap();
            prop_assert!((interval.low + other.high).abs() < 1e-9 * (1.0 + interval.low.abs()), "{kind:?} {interval:?} {other:?}");
            if kind != NpsInterval::AdjustedWald {
                prop_assert!(interval.low <= score + 1e-9 && score <= interval.high + 1e-9, "{kind:?} {interval:?} {score}");
            }
        }
        for kind in [NpsInterval::Score, NpsInterval::Bootstrap] {
            let interval = nps_interval(&tally, kind, confidence).unwrap();
            prop_assert!(interval.low >= -100.0 && interval.low <= interval.high && interval.high <= 100.0, "{kind:?} {interval:?}");
        }
    }

    #[test]
    fn prop_a_change_of_scores_turns_about(old in [0_u64..99, 0_u64..99, 0_u64..99], new in [0_u64..99, 0_u64..99, 0_u64..99]) {
        let [old, new] = [old, new].map(|[detractors, passives, promoters]| nps(detractors, passives, promoters));
        let (there, back) = (
            nps_change(&old, &new, NpsChange::AdjustedWald, sure(0.95)),
            nps_change(&new, &old, NpsChange::AdjustedWald, sure(0.95)),
        );
        prop_assert_eq!(there.is_some(), old.answers() > Some(0) && new.answers() > Some(0));
        if let (Some(there), Some(back)) = (there, back) {
            prop_assert!((there.change + back.change).abs() <= 0.0 && (there.significance.p - back.significance.p).abs() <= 0.0);
        }
    }

    #[test]
    fn prop_rates_turn_about(before in (0_u64..500, 1_u64..5_000), after in (0_u64..500, 1_u64..5_000)) {
        let (there, back) = (RateChange::new(before, after).unwrap(), RateChange::new(after, before).unwrap());
        prop_assert!((there.change() + back.change()).abs() <= 0.0);
        prop_assert!((there.exact_test() - back.exact_test()).abs() < 1e-9);
        prop_assert!((there.score_test().z + back.score_test().z).abs() < 1e-9);
    }

    #[test]
    fn prop_counts_lie_within_their_intervals(events in 0_u64..1_000_000_000, confidence in confidence()) {
        let interval = count_interval(events, confidence);
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let number = events as f64;
        prop_assert!(interval.low <= number && number <= interval.high && interval.low >= 0.0);
        let more = count_interval(events + 1, confidence);
        prop_assert!(interval.low < more.low && interval.high < more.high);
    }

    #[test]
    fn prop_a_required_sample_keeps_its_margin(margin in 1_000_u32..500_000, expected in share(), population in 2_u64..1_000_000, is_finite: bool) {
        prop_assume!(expected != Share::ZERO && expected != Share::ONE);
        let margin_share = Share::from_parts_per_million(margin).unwrap();
        let population = is_finite.then_some(population);
        let sample = required_sample(margin_share, expected, population, sure(0.95)).unwrap();
        prop_assert!(sample.answers > 0);
        let margin_kept = margin_of_error(expected, sample.answers, population, sure(0.95)).unwrap();
        prop_assert!(margin_kept <= f64::from(margin) / 1e6 * (1.0 + 1e-9), "{margin_kept}");
        prop_assert!(population.is_none_or(|population| sample.answers <= population));
    }

    #[test]
    fn prop_more_errors_never_make_a_better_verdict(population in 1_u64..5_000, sample in 1_u64..500, errors in 0_u64..30, limit in share()) {
        prop_assume!(sample <= population && errors < sample);
        let of = |errors| Audit::new(population, sample, errors).unwrap().verdict(limit, sure(0.95));
        let place = |verdict| match verdict {
            AuditVerdict::Proven => 0,
            AuditVerdict::PointMet => 1,
            AuditVerdict::PointMissed => 2,
            AuditVerdict::Refuted => 3,
        };
        prop_assert!(place(of(errors)) <= place(of(errors + 1)));
    }

    #[test]
    fn prop_percentiles_rise_and_do_not_mind_the_order(
        mut values in proptest::collection::vec(-1e6..1e6_f64, 1..60), low in share(), high in share(), turn in 0_usize..60,
    ) {
        let (low, high) = (low.min(high), low.max(high));
        let mut turned = values.clone();
        turned.rotate_left(turn % values.len());
        let sorted = Sorted::sort(&mut values).unwrap();
        for (kind, _) in PercentileType::ALL {
            let [less, more] = [low, high].map(|share| sorted.percentile(share, kind).unwrap());
            prop_assert!(less.value <= more.value, "{kind:?}");
            prop_assert_eq!(percentile_by_selection(&mut turned, low, kind), Ok(Some(less)));
        }
        let ends = [Share::ZERO, Share::ONE].map(|share| PercentileType::ALL.map(|(kind, _)| sorted.percentile(share, kind).unwrap()));
        prop_assert!(ends.iter().flatten().all(|end| end.is_at_end));
    }

    #[test]
    fn prop_moments_merge(values in proptest::collection::vec(any::<i64>(), 0..40), cut in 0_usize..40) {
        let (left, right) = values.split_at(cut.min(values.len()));
        let [left, right, all]: [Moments; 3] = [left, right, &values].map(|part| part.iter().copied().collect());
        prop_assert_eq!(left.merge(right), all);
        prop_assert_eq!(right.merge(left), all);
        prop_assert_eq!(all.merge(Moments::default()), all);
    }

    #[test]
    fn prop_moments_are_those_of_two_passes(values in proptest::collection::vec(-1_000_000_i32..1_000_000, 2..60), far in -1_000_000_000_i64..1_000_000_000) {
        let moments: Moments = values.iter().map(|value| i64::from(*value) + far).collect();
        let n = f64::from(u32::try_from(values.len()).unwrap());
        let mean = values.iter().map(|value| f64::from(*value)).sum::<f64>() / n;
        let squares: f64 = values.iter().map(|value| (f64::from(*value) - mean).powi(2)).sum();
        let variance = moments.variance().unwrap();
        prop_assert!((variance - squares / (n - 1.0)).abs() <= 1e-9 * (1.0 + variance), "{variance}");
    }

    #[test]
    fn prop_weighted_answers_merge_in_any_order(answers in weighted(), cut in 0_usize..30) {
        let of = |answers: &[(Weight, Attitude)]| {
            let mut tally = WeightedNpsTally::default();
            for (weight, attitude) in answers {
                tally.record(*weight, *attitude);
            }
            tally
        };
        let (left, right) = answers.split_at(cut.min(answers.len()));
        prop_assert_eq!(of(left).merge(of(right)), of(&answers));
        prop_assert_eq!(of(right).merge(of(left)), of(&answers));
        let score = of(&answers).score();
        prop_assert!(score.is_none_or(|score| (-100.0..=100.0).contains(&score.as_f64())));
        let effective = of(&answers).effective_answers();
        prop_assert!(effective.is_none_or(|effective| effective <= f64::from(u32::try_from(answers.len()).unwrap()) * (1.0 + 1e-12)));
    }

    #[test]
    fn prop_equal_weights_change_nothing(detractors in 0_u64..50, passives in 0_u64..50, promoters in 0_u64..50, weight in 1e-6..1e6_f64) {
        let weight = Weight::new(weight).unwrap();
        let (mut score, mut share) = (WeightedNpsTally::default(), WeightedShareTally::default());
        for (times, attitude) in [(detractors, Attitude::Detractor), (passives, Attitude::Passive), (promoters, Attitude::Promoter)] {
            for _ in 0..times {
                score.record(weight, attitude);
                share.record(weight, attitude == Attitude::Promoter);
            }
        }
        let tally = nps(detractors, passives, promoters);
        let close = |one: Option<f64>, other: Option<f64>| match (one, other) {
            (Some(one), Some(other)) => (one - other).abs() < 1e-9,
            (one, other) => one.is_none() && other.is_none(),
        };
        prop_assert_eq!(score.score(), tally.score());
        let answers = tally.answers().unwrap();
        prop_assert_eq!(share.share(), crm_model::Ratio::new(promoters.into(), answers.into()));
        let same = |one: Option<Interval>, other: Option<Interval>| {
            close(one.map(|own| own.low), other.map(|own| own.low)) && close(one.map(|own| own.high), other.map(|own| own.high))
        };
        for (kind, unweighted) in
            [(WeightedInterval::Adjusted, NpsInterval::AdjustedWald), (WeightedInterval::Linearised, NpsInterval::TrinomialMean)]
        {
            let (own, other) = (score.interval(kind, sure(0.9)), nps_interval(&tally, unweighted, sure(0.9)));
            prop_assert!(same(own, other), "{kind:?}: {own:?} is not {other:?}");
        }
        let agresti = Proportion::new(promoters, answers).map(|share| share.interval(ProportionInterval::AgrestiCoull, sure(0.9)));
        let own = share.interval(WeightedInterval::Adjusted, sure(0.9)).map(|own| own.clamped(0.0, 1.0));
        prop_assert!(same(own, agresti), "{own:?} is not {agresti:?}");
        #[expect(clippy::cast_precision_loss, reason = "below 2^53")]
        let expected = (answers > 0).then_some(answers as f64);
        prop_assert!(close(share.effective_answers(), expected));
    }
}

proptest! {
    #[test]
    fn prop_weighted_intervals_are_those_of_the_answers_one_by_one(answers in weighted(), other in weighted(), level in 0.5..0.99) {
        let [old, new] = [&answers, &other].map(|answers| {
            let mut tally = WeightedNpsTally::default();
            for (weight, attitude) in answers {
                tally.record(*weight, *attitude);
            }
            tally
        });
        for kind in [WeightedInterval::Adjusted, WeightedInterval::Linearised] {
            let known = plainly(&answers, kind);
            let found = old.interval(kind, sure(level));
            prop_assert_eq!(found.is_some(), known.is_some(), "{:?}", found);
            if let (Some(found), Some((mean, _))) = (found, known) {
                prop_assert!((0.5 * (found.low + found.high) - mean).abs() < 1e-6, "{found:?} is not around {mean}");
                prop_assert!(found.width() >= 0.0 && (kind == WeightedInterval::Linearised || found.width() > 0.0));
            }
            let change = new.change_from(&old, kind, sure(level));
            if let (Some(change), Some((before, first)), Some((after, second))) = (change, known, plainly(&other, kind)) {
                prop_assert!((change.change - (after - before)).abs() < 1e-6);
                prop_assert!((change.standard_error - (first + second).sqrt()).abs() < 1e-6 * (1.0 + change.standard_error));
                // The interval leaves out nothing exactly where the test shows a change.
                let risk = sure(level).risk();
                prop_assume!((change.significance.p - risk).abs() > 1e-9);
                prop_assert_eq!(change.interval.contains(0.0), change.significance.p > risk, "{:?}", change);
            }
            let back = old.change_from(&new, kind, sure(level));
            // Nothing less the change: of none both are the same zero.
            prop_assert_eq!(back.map(|back| (0.0 - back.change).to_bits()), change.map(|change| change.change.to_bits()));
        }
    }
}

/// The mean and its variance in points, by going over the answers.
fn plainly(answers: &[(Weight, Attitude)], kind: WeightedInterval) -> Option<(f64, f64)> {
    let value = |attitude: Attitude| match attitude {
        Attitude::Promoter => 100.0,
        Attitude::Passive => 0.0,
        Attitude::Detractor => -100.0,
    };
    // How often each stands there, its weight and its value.
    let mut all: Vec<(f64, f64, f64)> =
        answers.iter().map(|(weight, attitude)| (1.0, weight.to_f64(), value(*attitude))).collect();
    all.retain(|(_, weight, _)| *weight > 0.0);
    let sum = |all: &[(f64, f64, f64)], of: &dyn Fn(f64, f64) -> f64| -> f64 {
        all.iter().map(|(times, weight, value)| times * of(*weight, *value)).sum()
    };
    let mut factor = 1.0;
    if kind == WeightedInterval::Adjusted {
        let typical = sum(&all, &|weight, _| weight * weight) / sum(&all, &|weight, _| weight);
        all.extend([(0.75, typical, -100.0), (1.5, typical, 0.0), (0.75, typical, 100.0)]);
        if all.len() == 3 {
            return None;
        }
    } else {
        let n = f64::from(u32::try_from(all.len()).unwrap());
        if n < 2.0 {
            return None;
        }
        factor = n / (n - 1.0);
    }
    let whole = sum(&all, &|weight, _| weight);
    let mean = sum(&all, &|weight, value| weight * value) / whole;
    let squares = sum(&all, &|weight, value| (weight * (value - mean)).powi(2));
    Some((mean, factor * squares / whole / whole))
}

#[cfg(feature = "sketch")]
mod sketch {
    use crm_kpi::statistics::{PercentileType, QuantileSketch, Sorted};
    use crm_model::Share;
    use proptest::prelude::*;

    fn sketch(error: Share, values: &[f64]) -> QuantileSketch {
        let mut sketch = QuantileSketch::new(error).unwrap();
        for value in values {
            sketch.record(*value).unwrap();
        }
        sketch
    }

    proptest! {
        #[test]
        fn prop_percentiles_are_within_the_promised_error(
            mut values in proptest::collection::vec((-18.0..41.0_f64).prop_map(f64::exp), 1..300),
            error in 1_000_u32..100_000, parts in 0_u32..=1_000_000,
        ) {
            let [error, share] = [error, parts].map(|parts| Share::from_parts_per_million(parts).unwrap());
            let sketch = sketch(error, &values);
            let exact = Sorted::sort(&mut values).unwrap().percentile(share, PercentileType::NearestRank).unwrap().value;
            let found = sketch.percentile(share).unwrap();
            let promised = f64::from(error.parts_per_million()) / 1e6 * (1.0 + 1e-6);
            prop_assert!((found / exact - 1.0).abs() <= promised, "{found} {exact}");
        }

        #[test]
        fn prop_merges_do_not_mind_the_order(
            values in proptest::collection::vec(0.0..1e5_f64, 0..200), cuts in [0_usize..200, 0_usize..200],
        ) {
            let error = Share::from_percent(1).unwrap();
            let cuts = cuts.map(|cut| cut.min(values.len()));
            let (first, last) = (cuts[0].min(cuts[1]), cuts[0].max(cuts[1]));
            let parts = [&values[..first], &values[first..last], &values[last..]].map(|part| sketch(error, part));
            let merged = |order: [usize; 3]| {
                let mut all = QuantileSketch::new(error).unwrap();
                for part in order {
                    all.merge(&parts[part]).unwrap();
                }
                all
            };
            let whole = sketch(error, &values);
            for order in [[0, 1, 2], [2, 0, 1], [1, 2, 0], [2, 1, 0]] {
                let merged = merged(order);
                prop_assert_eq!(merged.n(), whole.n());
                for parts in (0..=20).map(|twentieth| twentieth * 50_000) {
                    let share = Share::from_parts_per_million(parts).unwrap();
                    prop_assert_eq!(merged.percentile(share), whole.percentile(share));
                }
            }
        }
    }
}

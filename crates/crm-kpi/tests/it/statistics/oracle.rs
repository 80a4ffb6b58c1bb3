//! The same answers found slowly, by definition.

use crm_kpi::statistics::{
    Audit, AuditPlan, NpsInterval, PercentileType, ProportionChange, ProportionInterval, RateChange, Sorted,
    nps_interval,
};
use crm_model::Share;
use proptest::prelude::*;

use super::{nps, of, sure};

/// The number of ways to choose k of n.
fn ways(n: u64, k: u64) -> u128 {
    (0..k).fold(1, |ways, i| ways * u128::from(n - i) / u128::from(i + 1))
}

#[expect(clippy::cast_precision_loss, reason = "ratios to a dozen digits")]
fn ratio(part: u128, whole: u128) -> f64 {
    part as f64 / whole as f64
}

/// The probability of each number of successes.
fn binomial(trials: u64, share: f64) -> Vec<f64> {
    let power = |base: f64, times: u64| base.powi(i32::try_from(times).unwrap());
    (0..=trials)
        .map(|k| ratio(ways(trials, k), 1) * power(share, k) * power(1.0 - share, trials - k))
        .collect()
}

/// The numbers of ways to draw each number of marked ones.
fn draws(population: u64, marked: u64, drawn: u64) -> Vec<(u64, u128)> {
    let least = drawn.saturating_sub(population - marked);
    (least..=marked.min(drawn)).map(|k| (k, ways(marked, k) * ways(population - marked, drawn - k))).collect()
}

/// The distribution of promoters less detractors plus answers, when as many answers are drawn anew.
fn sums(cells: [u64; 3]) -> Vec<f64> {
    let answers: u64 = cells.iter().sum();
    let shares = cells.map(|cell| ratio(cell.into(), answers.into()));
    let mut sums = vec![1.0];
    for _ in 0..answers {
        let mut next = vec![0.0; sums.len() + 2];
        for (place, probability) in sums.iter().enumerate() {
            for (step, share) in shares.iter().enumerate() {
                next[place + step] += probability * share;
            }
        }
        sums = next;
    }
    sums
}

fn part_of(whole: u64, share: f64) -> u64 {
    (0..=whole).take_while(|part| ratio((*part).into(), u128::from(whole) + 1) <= share).last().unwrap_or(0)
}

proptest! {
    #[test]
    fn prop_clopper_and_pearson_leave_half_the_risk_on_each_side(whole in 1_u64..50, share in 0.0..1.0, level in 0.5..0.999) {
        let part = part_of(whole, share);
        let interval = of(part, whole).interval(ProportionInterval::ClopperPearson, sure(level));
        let half = 0.5 * (1.0 - level);
        let place = usize::try_from(part).unwrap();
        if part > 0 {
            let as_many: f64 = binomial(whole, interval.low)[place..].iter().sum();
            prop_assert!((as_many - half).abs() < 1e-10, "{as_many} {half}");
        }
        if part < whole {
            let as_few: f64 = binomial(whole, interval.high)[..=place].iter().sum();
            prop_assert!((as_few - half).abs() < 1e-10, "{as_few} {half}");
        }
    }

    #[test]
    fn prop_clopper_and_pearson_hold_the_truth_as_often_as_promised(whole in 1_u64..40, truth in 0.0..1.0, level in 0.5..0.999) {
        let chances = binomial(whole, truth);
        let holds = |part: u64| of(part, whole).interval(ProportionInterval::ClopperPearson, sure(level)).contains(truth);
        let held: f64 = (0..=whole).zip(&chances).filter(|(part, _)| holds(*part)).map(|(_, chance)| chance).sum();
        prop_assert!(held >= level - 1e-9, "{held}");
    }

    #[test]
    fn prop_fishers_test_counts_tables(whole in 1_u64..25, other in 1_u64..25, share in 0.0..1.0, second in 0.0..1.0) {
        let (part, other_part) = (part_of(whole, share), part_of(other, second));
        let change = ProportionChange { before: of(part, whole), after: of(other_part, other) };
        let tables = draws(whole + other, part + other_part, whole);
        let own = tables.iter().find(|(k, _)| *k == part).unwrap().1;
        let all: u128 = tables.iter().map(|(_, ways)| ways).sum();
        let as_rare: u128 = tables.iter().map(|(_, ways)| *ways).filter(|ways| *ways <= own).sum();
        prop_assert!((change.fisher_exact().unwrap() - ratio(as_rare, all)).abs() < 1e-11);
    }

    #[test]
    fn prop_rates_are_compared_by_counting(before in 0_u64..30, after in 0_u64..30, first in 1_u64..50, second in 1_u64..50) {
        let change = RateChange::new((before, first), (after, second)).unwrap();
        let chances = binomial(before + after, ratio(second.into(), u128::from(first + second)));
        let own = chances[usize::try_from(after).unwrap()] * (1.0 + 1e-7);
        let as_rare: f64 = chances.iter().filter(|chance| **chance <= own).sum();
        prop_assert!((change.exact_test() - as_rare).abs() < 1e-9, "{} {as_rare}", change.exact_test());
    }

    #[test]
    fn prop_bootstrap_is_the_exact_distribution(cells in [0_u64..25, 0_u64..25, 0_u64..25], level in 0.5..0.999) {
        let [detractors, passives, promoters] = cells;
        let answers = detractors + passives + promoters;
        prop_assume!(answers > 0);
        let sums = sums(cells);
        let half = 0.5 * (1.0 - level);
        let quantile = |bound: f64| {
            let mut sum = 0.0;
            let place = sums.iter().position(|chance| {
                sum += chance;
                sum >= bound
            });
            (place.unwrap_or(sums.len() - 1), sum)
        };
        // Bounds that a sum reaches but for roundings are for either side.
        let is_near = |bound: f64| {
            let mut sum = 0.0;
            sums.iter().any(|chance| {
                sum += chance;
                (sum - bound).abs() < 1e-11
            })
        };
        prop_assume!(!is_near(half) && !is_near(1.0 - half));
        let expected = [half, 1.0 - half].map(|bound| {
            let place = u128::try_from(quantile(bound).0).unwrap();
            100.0 * (ratio(place, answers.into()) - 1.0)
        });
        let interval = nps_interval(&nps(detractors, passives, promoters), NpsInterval::Bootstrap, sure(level)).unwrap();
        prop_assert!((interval.low - expected[0]).abs() < 1e-9 && (interval.high - expected[1]).abs() < 1e-9, "{interval:?} {expected:?}");
    }

    #[test]
    fn prop_audits_are_scanned(population in 1_u64..60, sampled in 0.0..1.0, wrong in 0.0..1.0, percent in 0_u8..=100, level in 0.5..0.999_f64) {
        let sample = part_of(population, sampled).max(1);
        let errors = part_of(sample, wrong);
        let audit = Audit::new(population, sample, errors).unwrap();
        let risk: f64 = 1.0 - level;
        let as_few = |wrong: u64| -> f64 {
            let ways = draws(population, wrong, sample);
            let all: u128 = ways.iter().map(|(_, ways)| ways).sum();
            ratio(ways.iter().filter(|(k, _)| *k <= errors).map(|(_, ways)| ways).sum(), all)
        };
        // Chances that are the risk but for roundings are for either side.
        prop_assume!((0..=population).all(|wrong| (as_few(wrong) - risk).abs() > 1e-10));
        let possible = |wrong: &u64| *wrong >= errors && as_few(*wrong) > risk;
        prop_assert_eq!(audit.most_errors(sure(level)), (0..=population).filter(possible).max().unwrap());

        let limit = Share::from_percent(percent).unwrap();
        let plan = AuditPlan { limit, confidence: sure(level) };
        let is_proven = limit.is_reached_by(population - audit.most_errors(sure(level)), population);
        let proven = plan.most_errors(population, sample);
        prop_assert_eq!(proven.is_some_and(|most| errors <= most), is_proven);
        let smallest = plan.smallest_sample(Some(population), errors);
        prop_assert!(!is_proven || smallest.is_some_and(|smallest| smallest <= sample));
        if let Some(smallest) = smallest {
            let found = Audit::new(population, smallest, errors).unwrap();
            let is_proven = |audit: &Audit| {
                let (right, population) = audit.accuracy_at_least(sure(level));
                limit.is_reached_by(right, population)
            };
            prop_assert!(is_proven(&found));
            let smaller = Audit::new(population, smallest - 1, errors);
            prop_assert!(smaller.is_none_or(|smaller| !is_proven(&smaller)));
        }
    }

    #[test]
    fn prop_nearest_ranks_turn_the_distribution_about(
        mut values in proptest::collection::vec(-50_i32..50, 1..40), parts in 0_u32..=1_000_000,
    ) {
        values.sort_unstable();
        let share = Share::from_parts_per_million(parts).unwrap();
        let numbers: Vec<f64> = values.iter().map(|value| f64::from(*value)).collect();
        let sorted = Sorted::new(&numbers).unwrap();
        // the smallest value of which at least the share is no larger
        let reaches = |value: &&f64| {
            let no_larger = numbers.iter().filter(|other| *other <= *value).count() as u64;
            share.is_reached_by(no_larger, numbers.len() as u64)
        };
        let expected = numbers.iter().find(reaches).unwrap();
        let nearest = sorted.percentile(share, PercentileType::NearestRank).unwrap().value;
        prop_assert_eq!(nearest.to_bits(), expected.to_bits());
    }

    #[test]
    fn prop_ranks_between_values_are_as_defined(n in 1_u64..2_000, parts in 0_u32..=1_000_000) {
        let share = Share::from_parts_per_million(parts).unwrap();
        let (p, count) = (f64::from(parts) / 1e6, ratio(n.into(), 1));
        for (kind, rank) in [
            (PercentileType::Weibull, (count + 1.0) * p),
            (PercentileType::Linear, (count - 1.0) * p + 1.0),
            (PercentileType::MedianUnbiased, (count + 1.0 / 3.0) * p + 1.0 / 3.0),
        ] {
            let found = kind.rank(share, n).unwrap();
            let expected = rank.clamp(1.0, count);
            let found = ratio(found.index.into(), 1) + found.fraction + 1.0;
            prop_assert!((found - expected).abs() < 1e-9, "{kind:?} {found} {expected}");
        }
    }
}

#[test]
fn the_bootstrap_of_many_answers_tends_to_walds_interval() {
    for tally in
        [nps(150_000, 250_000, 600_000), nps(10, 20, 999_970), nps(999_000, 999, 1), nps(333_333, 1, 666_666)]
    {
        let [bootstrap, wald] = [NpsInterval::Bootstrap, NpsInterval::Wald]
            .map(|kind| nps_interval(&tally, kind, sure(0.95)).unwrap());
        assert!((bootstrap.low - wald.low).abs() < 1e-3, "{bootstrap:?} {wald:?}");
        assert!((bootstrap.high - wald.high).abs() < 1e-3, "{bootstrap:?} {wald:?}");
    }
}

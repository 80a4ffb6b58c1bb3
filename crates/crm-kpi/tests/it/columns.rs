//! Figures of columns: what they count row by row, in parts, in any order and on any number of cores, and what they refuse.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    reason = "made-up columns are cut to size, and ranks of them are small"
)]

use crm_calendar::ElapsedTime;
use crm_kpi::columns::{
    Activity, CodeColumn, Codes, ColumnError, Counted, OrderStatistics, Refused, ScoreCounts, durations, nps,
    scores_by,
};
use crm_kpi::statistics::{PercentileType, Sorted};
use crm_kpi::{Attained, AttainmentTally, DurationTally, NpsBounds, NpsTally, Presence, RetentionTally};
use crm_model::{Scale, Share};
use proptest::collection::vec;
use proptest::prelude::*;

fn bounds() -> NpsBounds {
    NpsBounds::new(6, 9).unwrap()
}

/// The net promoter score row by row, as from records.
fn nps_by_row(scores: &[u8], bounds: NpsBounds, no_answer: Option<u8>) -> Counted<NpsTally> {
    let mut counted = Counted::<NpsTally>::default();
    for (row, score) in scores.iter().enumerate() {
        match Scale::ZERO_TO_TEN.score(i64::from(*score)).ok() {
            Some(score) => counted.tally.record(bounds.attitude(score).unwrap()),
            None if Some(*score) == no_answer => counted.without += 1,
            None => counted.refused = counted.refused.merge(Refused { rows: 1, first: Some(row) }, 0),
        }
    }
    counted
}

/// Scores most of which are some, with no answers and what is none.
fn score() -> impl Strategy<Value = u8> {
    prop_oneof![8 => 0..=10_u8, 1 => Just(99), 1 => any::<u8>()]
}

fn any_bounds() -> impl Strategy<Value = NpsBounds> {
    (0..10_i8)
        .prop_flat_map(|low| (Just(low), low + 1..=10))
        .prop_map(|(low, high)| NpsBounds::new(low, high).unwrap())
}

fn presence(months: &[bool], month: usize) -> Presence {
    let (at_start, at_end) = (months[month - 1], months[month]);
    let joined = at_end && !months[..month].contains(&true);
    Presence {
        at_start,
        at_end,
        lost: u32::from(at_start && !at_end),
        joined,
        returned: u32::from(at_end && !at_start && !joined),
    }
}

/// Retention customer by customer, as from records.
fn retention_by_customer(rows: &[(u32, u8)], customers: usize, months: usize) -> Vec<RetentionTally> {
    let mut active = vec![vec![false; months]; customers];
    for (customer, month) in rows {
        if let Some(active) =
            active.get_mut(*customer as usize).and_then(|of| of.get_mut(usize::from(*month)))
        {
            *active = true;
        }
    }
    (1..months).map(|month| active.iter().map(|active| presence(active, month)).collect()).collect()
}

fn activity(rows: &[(u32, u8)], customers: usize, months: usize) -> Activity {
    let (codes, periods): (Vec<u32>, Vec<u8>) = rows.iter().copied().unzip();
    let mut activity = Activity::new(customers, months).unwrap();
    activity.record_columns(&codes, &periods).unwrap();
    activity
}

proptest! {
    #[test]
    fn prop_nps_is_what_rows_give(
        scores in vec(score(), 0..700), bounds in any_bounds(), code in prop::option::of(11..=255_u8),
    ) {
        prop_assert_eq!(nps(&scores, bounds, code).unwrap(), nps_by_row(&scores, bounds, code));
    }

    #[test]
    fn prop_nps_of_parts_is_that_of_the_whole(scores in vec(score(), 0..300), cut in 0..300_usize) {
        let (one, other) = scores.split_at(cut.min(scores.len()));
        let of = |scores: &[u8]| nps(scores, bounds(), Some(99)).unwrap();
        let (first, second, whole) = (of(one), of(other), of(&scores));
        prop_assert_eq!(first.tally.merge(second.tally), whole.tally);
        prop_assert_eq!(first.without + second.without, whole.without);
        prop_assert_eq!(first.refused.merge(second.refused, one.len()), whole.refused);
    }

    #[test]
    fn prop_scores_by_is_what_rows_give(
        rows in vec((score(), 0..5_u8, 0..4_u8), 0..300), cut in 0..300_usize,
        segments in 0..5_usize, months in 0..4_usize,
    ) {
        let table = |rows: &[(u8, u8, u8)]| {
            let scores: Vec<u8> = rows.iter().map(|row| row.0).collect();
            let (codes, periods): (Vec<u8>, Vec<u8>) = rows.iter().map(|row| (row.1, row.2)).unzip();
            let segments = CodeColumn { codes: &codes, count: segments };
            scores_by(&scores, segments, CodeColumn { codes: &periods, count: months }, Some(99)).unwrap()
        };
        let whole = table(&rows);
        let mut counted = 0;
        for segment in 0..segments {
            for month in 0..months {
                let is_here = |row: &&(u8, u8, u8)| (usize::from(row.1), usize::from(row.2)) == (segment, month);
                let scores: Vec<u8> = rows.iter().filter(is_here).map(|row| row.0).collect();
                let expected = nps_by_row(&scores, bounds(), Some(99));
                let cell = whole.get(segment, month).unwrap();
                prop_assert_eq!(cell.nps(bounds()), expected.tally);
                prop_assert_eq!(cell.without, expected.without);
                counted += cell.given.iter().sum::<u64>() + cell.without;
            }
        }
        let refused = [whole.refused_scores, whole.refused_segments, whole.refused_periods];
        prop_assert_eq!(counted + refused.iter().map(|refused| refused.rows).sum::<u64>(), rows.len() as u64);
        let is_score = |row: &(u8, u8, u8)| row.0 <= 10 || row.0 == 99;
        prop_assert_eq!(refused[0].first, rows.iter().position(|row| !is_score(row)));
        let is_segment = |row: &(u8, u8, u8)| usize::from(row.1) < segments;
        prop_assert_eq!(refused[1].first, rows.iter().position(|row| is_score(row) && !is_segment(row)));
        let is_month = |row: &(u8, u8, u8)| usize::from(row.2) < months;
        let only_month = |row: &(u8, u8, u8)| is_score(row) && is_segment(row) && !is_month(row);
        prop_assert_eq!(refused[2].first, rows.iter().position(only_month));
        let (one, other) = rows.split_at(cut.min(rows.len()));
        prop_assert_eq!(table(one).merge(&table(other)).unwrap(), whole.clone());
        let by_segment = (0..segments).map(|segment| whole.of_segment(segment));
        prop_assert_eq!(by_segment.fold(ScoreCounts::default(), ScoreCounts::merge), whole.total());
        let by_month = (0..months).map(|month| whole.of_period(month));
        prop_assert_eq!(by_month.fold(ScoreCounts::default(), ScoreCounts::merge), whole.total());
    }

    #[test]
    fn prop_durations_are_what_rows_give(
        // short ones alone, and long ones among them
        seconds in prop_oneof![
            vec(prop_oneof![0..200_u32, Just(u32::MAX), 0..1_u32 << 26], 0..200),
            vec(prop_oneof![0..200_u32, Just(u32::MAX), any::<u32>()], 0..200),
        ],
        code in prop::option::of(prop_oneof![Just(u32::MAX), 0..200_u32]),
        within in prop_oneof![0..200_u32, any::<u32>()],
    ) {
        let known: Vec<u32> = seconds.iter().copied().filter(|value| Some(*value) != code).collect();
        let time = |value: &u32| ElapsedTime::from_micros(i64::from(*value) * 1_000_000);
        let times: DurationTally = known.iter().map(time).collect();
        let judged = known.iter().map(|value| if *value <= within { Attained::InTime } else { Attained::Late });
        let counted = durations(&seconds, code, within);
        prop_assert_eq!(counted.tally.times, times);
        prop_assert_eq!(counted.tally.attained, judged.collect::<AttainmentTally>());
        prop_assert_eq!(counted.without, (seconds.len() - known.len()) as u64);
        prop_assert_eq!(counted.refused, Refused::default());
    }

    #[test]
    fn prop_ranks_are_those_of_the_sorted_column(
        mut values in vec(prop_oneof![0..50_i64, any::<i64>(), any::<i32>().prop_map(i64::from)], 1..200),
        ranks in vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let ordered = OrderStatistics::new(&values, None);
        let ranks: Vec<u64> = ranks.iter().map(|index| index.index(values.len()) as u64 + 1).collect();
        let selected = ordered.select(&ranks).unwrap();
        let ends = (ordered.lowest(), ordered.highest());
        values.sort_unstable();
        prop_assert_eq!(selected, ranks.iter().map(|rank| values[*rank as usize - 1]).collect::<Vec<_>>());
        prop_assert_eq!(ends, (values.first().copied(), values.last().copied()));
    }

    #[test]
    fn k27_prop_percentiles_are_those_of_the_sorted_values(
        values in vec(-1_000..1_000_i64, 0..40), shares in vec(0..=1_000_000_u32, 0..5),
    ) {
        let shares: Vec<Share> = shares.into_iter().map(|p| Share::from_parts_per_million(p).unwrap()).collect();
        let mut numbers: Vec<f64> = values.iter().map(|value| *value as f64).collect();
        let sorted = Sorted::sort(&mut numbers).unwrap();
        for (kind, _) in PercentileType::ALL {
            let found = OrderStatistics::new(&values, None).percentiles(&shares, kind);
            let expected: Option<Vec<_>> = shares.iter().map(|share| sorted.percentile(*share, kind)).collect();
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn prop_ranks_of_floating_point_numbers_leave_out_what_is_none(
        values in vec(
            prop_oneof![any::<f64>(), -1.0..1.0_f64, Just(f64::NAN), Just(f64::INFINITY), Just(-0.0)], 0..200,
        ),
    ) {
        let mut finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
        finite.sort_by(f64::total_cmp);
        let ordered = OrderStatistics::new(&values, Some(f64::NAN));
        prop_assert_eq!(ordered.values(), finite.len() as u64);
        prop_assert_eq!(ordered.without(), values.iter().filter(|value| value.is_nan()).count() as u64);
        prop_assert_eq!(ordered.refused().first, values.iter().position(|value| value.is_infinite()));
        let ranks: Vec<u64> = (1..=ordered.values()).collect();
        prop_assert_eq!(ordered.select(&ranks).unwrap(), finite);
    }

    #[test]
    fn prop_retention_is_what_customers_give(
        rows in vec((0..9_u32, 0..140_u8), 0..250), months in 0..135_usize, cut in 0..250_usize,
    ) {
        let whole = activity(&rows, 7, months);
        prop_assert_eq!(whole.retention(), retention_by_customer(&rows, 7, months));
        let is_refused = |(customer, month): &(u32, u8)| *customer >= 7 || usize::from(*month) >= months;
        prop_assert_eq!(whole.refused().first, rows.iter().position(is_refused));
        prop_assert_eq!(whole.refused().rows, rows.iter().filter(|row| is_refused(row)).count() as u64);
        let (one, other) = rows.split_at(cut.min(rows.len()));
        prop_assert_eq!(activity(one, 7, months).merge(&activity(other, 7, months)).unwrap(), whole.clone());
        let backwards: Vec<_> = rows.iter().rev().copied().collect();
        prop_assert_eq!(activity(&backwards, 7, months).retention(), whole.retention());
    }

    #[test]
    fn prop_codes_are_places_among_ids_in_order(ids in vec(any::<u64>().prop_map(|id| id % 97), 0..300)) {
        let codes = Codes::new(&ids).unwrap();
        let mut ordered = ids.clone();
        ordered.sort_unstable();
        ordered.dedup();
        prop_assert_eq!(codes.ids(), &ordered);
        for (id, code) in ids.iter().zip(codes.codes()) {
            prop_assert_eq!(codes.ids()[*code as usize], *id);
            prop_assert_eq!(codes.code_of(id), Some(*code));
        }
        prop_assert_eq!(codes.code_of(&97), None);
    }
}

/// Numbers in no order, the same each time.
fn numbers(many: usize) -> impl Iterator<Item = u64> {
    let next = |state: &u64| {
        let next = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Some(next)
    };
    std::iter::successors(Some(8), next).map(|state| state >> 33).take(many)
}

/// More rows than a core takes at once.
const MANY: usize = 1_200_000;

#[test]
fn many_rows_give_what_they_give_one_by_one() {
    let scores: Vec<u8> = numbers(MANY).map(|number| (number % 13) as u8).collect();
    let counted = nps(&scores, bounds(), Some(11)).unwrap();
    assert_eq!(counted, nps_by_row(&scores, bounds(), Some(11)));
    assert_eq!(counted.refused.first, scores.iter().position(|score| *score == 12));

    let codes: Vec<u8> = numbers(MANY).map(|number| (number / 13 % 5) as u8).collect();
    let [segments, months] = [4, 5].map(|count| CodeColumn { codes: &codes, count });
    let table = scores_by(&scores, segments, months, Some(11)).unwrap();
    let of_three: Vec<u8> =
        scores.iter().zip(&codes).filter(|(_, code)| **code == 3).map(|(score, _)| *score).collect();
    assert_eq!(table.get(3, 3).unwrap().nps(bounds()), nps_by_row(&of_three, bounds(), Some(11)).tally);

    let seconds: Vec<u32> = numbers(MANY).map(|number| number as u32).collect();
    let counted = durations(&seconds, None, 1 << 30);
    let sum: i128 = seconds.iter().map(|value| i128::from(*value) * 1_000_000).sum();
    assert_eq!((counted.tally.times.micros, counted.tally.times.cases), (sum, MANY as u64));
    assert_eq!(
        counted.tally.attained.in_time,
        seconds.iter().filter(|value| **value <= 1 << 30).count() as u64
    );

    let rows: Vec<(u32, u8)> =
        numbers(MANY).map(|number| ((number / 24 % 50_000) as u32, (number % 24) as u8)).collect();
    assert_eq!(activity(&rows, 50_000, 24).retention(), retention_by_customer(&rows, 50_000, 24));
}

#[test]
fn ranks_are_exact_whatever_the_distribution() {
    let far_off =
        numbers(40_000).map(|number| if number % 10_000 == 0 { i64::MAX } else { (number % 1_000) as i64 });
    let two_crowds = numbers(40_000).map(|number| (number % 2) as i64 * (1 << 50) + (number % 30_000) as i64);
    let one_value = (0..40_000).map(|_| -7);
    let wide = numbers(40_000).map(|number| (number as i64 - (1 << 30)) * 4_000_000_007);
    let columns: [Box<dyn Iterator<Item = i64>>; 4] =
        [Box::new(far_off), Box::new(two_crowds), Box::new(one_value), Box::new(wide)];
    for column in columns {
        let mut values: Vec<i64> = column.collect();
        let ranks = [1, 2, 20_000, 20_001, 36_000, 39_999, 40_000];
        let selected = OrderStatistics::new(&values, None).select(&ranks).unwrap();
        values.sort_unstable();
        assert_eq!(selected, ranks.map(|rank| values[rank as usize - 1]));
    }
}

/// An id that hashes as every other one does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Alike(u64);

impl std::hash::Hash for Alike {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

#[test]
fn ids_that_crowd_one_place_have_codes_all_the_same() {
    let ids: Vec<Alike> = numbers(20_000).map(|number| Alike(number % 5_003)).collect();
    let codes = Codes::new(&ids).unwrap();
    let plain = Codes::new(&ids.iter().map(|id| id.0).collect::<Vec<_>>()).unwrap();
    assert_eq!(codes.codes(), plain.codes());
    assert!(codes.ids().iter().map(|id| id.0).eq(plain.ids().iter().copied()));
}

#[test]
fn codes_of_words_are_places_in_their_order() {
    let ids: Vec<String> = numbers(30_000).map(|number| format!("C-{:04}", number % 4_001)).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let codes = Codes::new(&ids).unwrap();
    let sorted: std::collections::BTreeSet<&str> = ids.iter().copied().collect();
    assert!(codes.ids().iter().eq(&sorted));
    assert!(ids.iter().zip(codes.codes()).all(|(id, code)| codes.ids()[*code as usize] == *id));
}

#[cfg(feature = "rayon")]
#[test]
fn any_number_of_cores_gives_the_same() {
    let scores: Vec<u8> = numbers(MANY).map(|number| (number % 14) as u8).collect();
    let codes: Vec<u8> = numbers(MANY).map(|number| (number / 14 % 7) as u8).collect();
    let seconds: Vec<u32> = numbers(MANY).map(|number| number as u32).collect();
    let customers: Vec<u32> = seconds.iter().map(|number| number % 10_007).collect();
    let all = |cores: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(cores).build().unwrap();
        pool.install(|| {
            let column = |count| CodeColumn { codes: &codes, count };
            let mut activity = Activity::new(10_000, 6).unwrap();
            activity.record_columns(&customers, &codes).unwrap();
            (
                nps(&scores, bounds(), Some(11)).unwrap(),
                scores_by(&scores, column(5), column(6), Some(12)).unwrap(),
                durations(&seconds, Some(7), 1 << 29),
                OrderStatistics::new(&seconds, None).select(&[1, 600_000, 1_080_000, 1_188_000]).unwrap(),
                activity,
            )
        })
    };
    let alone = all(1);
    assert_eq!(all(2), alone);
    assert_eq!(all(3), alone);
}

#[test]
fn k1_an_empty_column_has_no_figure() {
    assert_eq!(nps(&[], bounds(), None).unwrap().tally.score(), None);
    let counted = durations(&[], None, 60);
    assert_eq!((counted.tally.times.mean(), counted.tally.attained.share()), (None, None));
    let ordered = OrderStatistics::<u32>::new(&[], None);
    assert_eq!((ordered.values(), ordered.lowest(), ordered.highest()), (0, None, None));
    assert!(ordered.select(&[]).unwrap().is_empty());
    assert_eq!(ordered.select(&[1]), Err(ColumnError::Rank { rank: 1, values: 0 }));
    assert_eq!(Activity::new(5, 0).unwrap().retention(), []);
    assert!(Activity::new(0, 3).unwrap().retention().iter().all(|tally| tally.identity().is_none()));
    assert!(Codes::<u64>::new(&[]).unwrap().ids().is_empty());
}

#[test]
fn k9_a_column_without_answers_has_no_score() {
    let counted = nps(&[255; 1_000], bounds(), Some(255)).unwrap();
    assert_eq!((counted.tally.score(), counted.without), (None, 1_000));
}

#[test]
fn k10_what_is_no_score_is_refused_with_its_row() {
    let scores = [10, 9, 255, 11, 3, 200];
    let counted = nps(&scores, bounds(), Some(255)).unwrap();
    assert_eq!(counted.tally, NpsTally { detractors: 1, passives: 0, promoters: 2 });
    assert_eq!(counted.refused, Refused { rows: 2, first: Some(3) });
    let error = counted.strict().unwrap_err();
    assert_eq!(error.to_string(), "row 3, counted from 0, is the first of 2 whose value is none");
    // Without a code for no answer, 255 is none either.
    assert_eq!(nps(&scores, bounds(), None).unwrap().refused, Refused { rows: 3, first: Some(2) });
    assert_eq!(nps(&scores, bounds(), Some(10)), Err(ColumnError::NoAnswer { code: 10 }));

    let seconds = [1.5, f64::NAN, 0.5, f64::NEG_INFINITY];
    let ordered = OrderStatistics::new(&seconds, None);
    assert_eq!((ordered.values(), ordered.refused()), (2, Refused { rows: 2, first: Some(1) }));
    assert_eq!(ordered.select(&[1, 2]).unwrap(), [0.5, 1.5]);
}

#[test]
fn k14_what_takes_exactly_the_limit_is_within_it() {
    let attained = durations(&[59, 60, 61], None, 60).tally.attained;
    assert_eq!((attained.in_time, attained.late), (2, 1));
    // The longest whose squares are added as they are, and one second more; blocks of them.
    for length in [(1 << 26) - 1, 1_u32 << 26] {
        let many = durations(&vec![length; 10_000], Some(7), length).tally;
        let square = (u128::from(length) * 1_000_000).pow(2);
        assert_eq!((many.times.squares, many.attained.in_time), (10_000 * square, 10_000));
    }
    let longest = durations(&[u32::MAX], None, u32::MAX).tally;
    assert_eq!((longest.attained.in_time, longest.times.micros), (1, 4_294_967_295_000_000));
}

#[test]
fn columns_of_other_lengths_and_too_many_codes_are_refused() {
    let codes = |codes, count| CodeColumn { codes, count };
    let by = |segments, months| scores_by(&[1, 2], segments, months, None);
    assert_eq!(by(codes(&[0], 1), codes(&[0, 0], 1)), Err(ColumnError::Lengths { one: 2, other: 1 }));
    assert_eq!(by(codes(&[0, 0], 1), codes(&[0; 3], 1)), Err(ColumnError::Lengths { one: 2, other: 3 }));
    assert_eq!(by(codes(&[0, 0], 257), codes(&[0, 0], 1)), Err(ColumnError::TooManyCodes { count: 257 }));
    let largest = by(codes(&[0, 255], 256), codes(&[0, 255], 256)).unwrap().strict().unwrap();
    assert_eq!(largest.get(255, 255).unwrap().given[2], 1);
    assert_eq!((largest.get(256, 0), largest.get(0, 256), largest.get(usize::MAX, 1)), (None, None, None));
    assert!(largest.merge(&by(codes(&[0, 0], 1), codes(&[0, 0], 1)).unwrap()).is_err());

    let mut activity = Activity::new(2, 2).unwrap();
    assert_eq!(activity.record_columns(&[0], &[]), Err(ColumnError::Lengths { one: 1, other: 0 }));
    assert_eq!(Activity::new(1, 257), Err(ColumnError::TooManyCodes { count: 257 }));
    assert_eq!(Activity::new(usize::MAX, 200), Err(ColumnError::TooLarge));
    assert_eq!(activity.merge(&Activity::new(3, 2).unwrap()), Err(ColumnError::Different));
}

#[test]
fn a_row_with_several_wrong_codes_is_refused_once() {
    let table = scores_by(
        &[12, 5],
        CodeColumn { codes: &[9, 9], count: 1 },
        CodeColumn { codes: &[9, 9], count: 1 },
        None,
    );
    let table = table.unwrap();
    assert_eq!(table.refused_scores, Refused { rows: 1, first: Some(0) });
    assert_eq!(table.refused_segments, Refused { rows: 1, first: Some(1) });
    assert_eq!(table.refused_periods, Refused::default());
}

#[test]
fn who_comes_back_after_a_month_has_returned_and_not_joined() {
    // Customer 0 in months 0 and 2, customer 1 in month 63 and 64: across the words of 64 months.
    let rows = [(0, 0), (0, 2), (1, 63), (1, 64)];
    let retention = activity(&rows, 2, 70).retention();
    assert_eq!((retention[0].lost, retention[1].returned, retention[1].joined), (1, 1, 0));
    assert_eq!((retention[62].joined, retention[63].kept, retention[64].lost), (1, 1, 1));
}

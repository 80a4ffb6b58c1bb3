//! The order of rows says nothing, and the parts of a log, cut between cases, make the whole.

use crm_kpi::process::{Conformance, OrderRule, ProcessClock, ProcessTally, Repeats};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{Columns, DONE, IN, NOBODY, Row, TAKEN, instant, rules};

pub(super) fn row() -> impl Strategy<Value = Row> {
    let holder = || prop_oneof![4 => 0..3_u32, 1 => Just(NOBODY)];
    let length = proptest::option::weighted(0.3, 0..4_i64);
    (
        prop_oneof![8 => 0..5_u32, 1 => Just(4_000_000_000_u32)],
        0..4_u32,
        holder(),
        holder(),
        0..60_i64,
        length,
    )
        .prop_map(|(case, activity, resource, department, at, length)| {
            (case, activity, resource, department, at, length.map(|length| at + length))
        })
}

fn tally(rows: &[Row], repeats: Repeats) -> ProcessTally {
    let clock = ProcessClock::until(instant("2026-03-04T00:00:00Z"));
    ProcessTally::of(&Columns::of(rows).log(repeats), &rules(), &clock)
}

proptest! {
    #[test]
    fn prop_the_order_of_rows_says_nothing(
        (rows, turned) in vec(row(), 0..60).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        for repeats in [Repeats::Once, Repeats::Kept] {
            prop_assert_eq!(Columns::of(&rows).log(repeats), Columns::of(&turned).log(repeats));
        }
    }

    #[test]
    fn prop_parts_of_a_log_make_the_whole(rows in vec(row(), 0..80), parts in vec(0..3_usize, 5)) {
        let part = |wanted: usize| -> Vec<Row> {
            let of = |case: u32| usize::try_from(case).ok().and_then(|case| parts.get(case)).copied().unwrap_or(2);
            rows.iter().copied().filter(|row| of(row.0) == wanted).collect()
        };
        let [a, b, c] = [0, 1, 2].map(|wanted| tally(&part(wanted), Repeats::Once));
        let whole = tally(&rows, Repeats::Once);
        prop_assert_eq!(&a.clone().merge(b.clone()).merge(c.clone()), &whole);
        prop_assert_eq!(&c.clone().merge(b.clone().merge(a.clone())), &whole);
        prop_assert_eq!(a.clone().merge(ProcessTally::default()), a.clone());
        prop_assert_eq!(ProcessTally::default().merge(a.clone()), a);
    }

    #[test]
    fn prop_rules_of_order_merge(rows in vec(row(), 0..80)) {
        let order = [
            OrderRule::Precedes { first: IN, then: DONE },
            OrderRule::Follows { first: IN, then: DONE, within: Some(crm_calendar::ElapsedTime::from_hours(5)) },
            OrderRule::NeverAfter { first: DONE, never: TAKEN },
        ];
        let clock = ProcessClock::until(instant("2026-03-04T00:00:00Z"));
        let of = |rows: &[Row]| -> Vec<_> {
            let found = Conformance::of(&Columns::of(rows).log(Repeats::Once), &order, &clock);
            found.rules().map(|(_, tally)| tally.clone()).collect()
        };
        let (few, rest): (Vec<Row>, Vec<Row>) = rows.iter().partition(|row| row.0 < 2);
        let merged: Vec<_> = of(&few).into_iter().zip(of(&rest)).map(|(one, other)| one.merge(other)).collect();
        prop_assert_eq!(merged, of(&rows));
    }

    #[test]
    fn prop_counts_agree_with_one_another(rows in vec(row(), 0..80)) {
        let tally = tally(&rows, Repeats::Once);
        let edges: u64 = tally.edges.values().map(|edge| edge.times).sum();
        prop_assert_eq!(edges, tally.events - tally.cases);
        prop_assert_eq!(tally.starts.values().sum::<u64>(), tally.cases);
        prop_assert_eq!(tally.ends.values().sum::<u64>(), tally.cases);
        prop_assert_eq!(tally.variants.values().sum::<u64>(), tally.cases);
        prop_assert_eq!(tally.activities.values().map(|one| one.events).sum::<u64>(), tally.events);
        for edge in tally.edges.values() {
            prop_assert_eq!(edge.wait.clock.count() + edge.overlaps, edge.times);
            prop_assert!(edge.cases <= edge.times);
        }
        // Of waits and handling, each is in exactly one of the three.
        let spent = tally.spent();
        let waits: i128 = tally.edges.values().map(|edge| edge.wait.clock.sum()).sum();
        let handling: i128 = tally.activities.values().map(|one| one.handling.clock.sum()).sum();
        prop_assert_eq!(spent.working.clock + spent.waiting.clock + spent.unsaid.clock, waits + handling);
        let shares: Vec<_> = tally.bottlenecks_by_clock().map(|one| one.share).collect();
        prop_assert!(shares.is_sorted_by(|one, other| one >= other));
        let last = tally.paths().last().map(|path| path.cumulative.parts());
        prop_assert_eq!(last, (tally.cases > 0).then(|| (i128::from(tally.cases), i128::from(tally.cases))));
    }
}

//! The same figures by plain code that looks at every pair of rows.

use std::collections::{BTreeMap, BTreeSet};

use crm_kpi::process::{NOBODY, ProcessClock, ProcessTally, Repeats};
use proptest::collection::vec;
use proptest::prelude::*;

use super::laws::row;
use super::{Columns, HOUR, Row, instant, rules};

/// Returns the rows of each case, sorted as the log says.
fn histories(rows: &[Row]) -> BTreeMap<u32, Vec<Row>> {
    let mut all: BTreeMap<u32, BTreeSet<(i64, Row)>> = BTreeMap::new();
    for row in rows {
        let (case, activity, resource, department, at, finished) = *row;
        // `None` sorts before any end, as the mark of what is unfinished does.
        all.entry(case).or_default().insert((at, (activity, resource, department, 0, 0, finished)));
    }
    let flat = |(case, rows): (u32, BTreeSet<(i64, Row)>)| {
        let rows = rows.into_iter().map(|(at, (activity, resource, department, _, _, finished))| {
            (case, activity, resource, department, at, finished)
        });
        (case, rows.collect())
    };
    all.into_iter().map(flat).collect()
}

proptest! {
    #[test]
    fn prop_plain_code_counts_the_same(rows in vec(row(), 0..60)) {
        // All rows are over by then: the longest ends 63 hours after the start.
        let clock = ProcessClock::until(instant("2026-03-05T00:00:00Z"));
        let tally = ProcessTally::of(&Columns::of(&rows).log(Repeats::Once), &rules(), &clock);
        let all = histories(&rows);
        prop_assert_eq!(tally.cases, all.len() as u64);
        prop_assert_eq!(tally.events + tally.repeats, rows.len() as u64);

        for from in 0..4 {
            for to in 0..4 {
                let pairs = || all.values().flat_map(|rows| rows.windows(2)).filter(|two| two[0].1 == from && two[1].1 == to);
                let waits = || pairs().map(|two| two[1].4 - two[0].5.unwrap_or(two[0].4));
                let mut long: Vec<i64> = waits().filter(|wait| *wait >= 0).map(|wait| wait * HOUR).collect();
                long.sort_unstable();
                match tally.edges.get(&(from, to)) {
                    None => prop_assert_eq!(pairs().count(), 0),
                    Some(edge) => {
                        prop_assert_eq!(edge.times, pairs().count() as u64);
                        prop_assert_eq!(edge.wait.clock.iter().collect::<Vec<_>>(), long.clone());
                        prop_assert_eq!(edge.overlaps, waits().filter(|wait| *wait < 0).count() as u64);
                        let cases = all.values().filter(|rows| rows.windows(2).any(|two| two[0].1 == from && two[1].1 == to));
                        prop_assert_eq!(edge.cases, cases.count() as u64);
                        // Nearest rank: the smallest value that at least that share does not exceed.
                        for percent in [0, 1, 25, 50, 90, 99, 100_u8] {
                            let reached = |value: &&i64| {
                                let below = long.iter().filter(|other| *other <= *value).count();
                                below * 100 >= usize::from(percent) * long.len()
                            };
                            let share = crm_model::Share::from_percent(percent).unwrap();
                            prop_assert_eq!(edge.wait.clock.percentile(share), long.iter().find(reached).copied());
                        }
                        let half = crm_model::Share::from_percent(50).unwrap();
                        prop_assert_eq!(edge.wait.clock.median(), edge.wait.clock.percentile(half));
                    }
                }
            }
        }

        let again = |rows: &Vec<Row>| rows.iter().map(|row| row.1).collect::<BTreeSet<_>>().len() < rows.len();
        prop_assert_eq!(tally.cases_with_rework, all.values().filter(|rows| again(rows)).count() as u64);

        // Holders of each case, each change once.
        let holders = |rows: &Vec<Row>| {
            let mut known: Vec<u32> = rows.iter().map(|row| row.3).filter(|holder| *holder != NOBODY).collect();
            known.dedup();
            known
        };
        let moves: usize = all.values().map(|rows| holders(rows).len().saturating_sub(1)).sum();
        prop_assert_eq!(tally.departments.times(), moves as u64);
        let back = |rows: &&Vec<Row>| holders(rows).windows(3).any(|three| three[0] == three[2]);
        prop_assert_eq!(tally.departments.cases_returned, all.values().filter(back).count() as u64);
        let open = |rows: &&Vec<Row>| rows.last().is_some_and(|last| last.1 != super::DONE);
        prop_assert_eq!(tally.cases_open, all.values().filter(open).count() as u64);
        let end = |rows: &Vec<Row>| rows.last().map_or(0, |last| last.5.unwrap_or(last.4));
        let stopped = all.values().filter(open).filter(|rows| 72 - end(rows) > 24);
        prop_assert_eq!(tally.stopped.values().map(|one| one.cases).sum::<u64>(), stopped.count() as u64);
    }
}

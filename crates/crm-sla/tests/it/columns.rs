//! Many clocks at once, as columns.

use crm_calendar::{ElapsedTime, Ends};
use crm_sla::{Columns, End, Ending, Pause, Target, Times, sweep};
use proptest::prelude::*;

use crate::laws::HORIZON;
use crate::support::{minute, office};

proptest! {
    #[test]
    fn prop_a_sweep_gives_the_verdicts_one_by_one(
        rows in prop::collection::vec(
            (0..4_u32, 0..HORIZON, prop::option::of((0..HORIZON, any::<bool>())), prop::collection::btree_set(0..HORIZON, 0..6)),
            0..20,
        ),
        as_of in 0..HORIZON,
    ) {
        let target = |within: &str| {
            Target::new(within.parse().unwrap(), Ends::Closing, ElapsedTime::ZERO, office(), vec![]).unwrap()
        };
        let targets = [target("4bh"), target("24h"), target("2bd"), target("2cd")];
        let micros = |minutes: i64| minute(minutes).timestamp_micros();
        let mut pauses = Vec::new();
        let mut offsets = vec![0];
        for (.., bounds) in &rows {
            let bounds: Vec<i64> = bounds.iter().copied().collect();
            pauses.extend(bounds.chunks_exact(2).map(|pair| Pause { start: micros(pair[0]), end: micros(pair[1]) }));
            offsets.push(u32::try_from(pauses.len()).unwrap());
        }
        let end = |ended: Option<(i64, bool)>| {
            ended.map(|(at, met)| End::exactly(micros(at), if met { Ending::Met } else { Ending::Cancelled }))
        };
        let ends: Vec<Option<End>> = rows.iter().map(|(_, start, ended, _)| end(ended.map(|(at, met)| (at.max(*start), met)))).collect();
        let target_column: Vec<u32> = rows.iter().map(|row| row.0).collect();
        let start_column: Vec<i64> = rows.iter().map(|row| micros(row.1)).collect();
        let columns = Columns {
            target: &target_column,
            start: &start_column,
            end: &ends,
            pause_offsets: &offsets,
            pauses: &pauses,
        };
        let verdicts = sweep(&targets, &columns, micros(as_of)).unwrap();
        prop_assert_eq!(verdicts.len(), rows.len());
        for (row, verdict) in verdicts.iter().enumerate() {
            let own = &pauses[offsets[row] as usize..offsets[row + 1] as usize];
            let times = Times { start: start_column[row], end: ends[row], pauses: own };
            prop_assert_eq!(*verdict, targets[target_column[row] as usize].judge(&times, micros(as_of)));
        }
    }
}

#[test]
fn columns_that_do_not_fit_are_refused() {
    let target =
        Target::new("4bh".parse().unwrap(), Ends::Closing, ElapsedTime::ZERO, office(), vec![]).unwrap();
    let good = Columns { target: &[0], start: &[0], end: &[None], pause_offsets: &[0, 0], pauses: &[] };
    let targets = [target];
    assert!(sweep(&targets, &good, 0).is_ok());
    let message = |columns: Columns<'_>| sweep(&targets, &columns, 0).unwrap_err().to_string();
    assert_eq!(message(Columns { target: &[1], ..good }), "row 0 names target 1, but there are 1");
    assert_eq!(message(Columns { end: &[], ..good }), "column `end` has 0 rows where 1 were expected");
    assert_eq!(
        message(Columns { pause_offsets: &[0, 2], ..good }),
        "the pauses of all rows are 0..2, but the column holds 0..0"
    );
    let pauses = [Pause { start: 5, end: 9 }, Pause { start: 8, end: 12 }];
    let overlapping = Columns { pause_offsets: &[0, 2], pauses: &pauses, ..good };
    assert_eq!(message(overlapping), "row 0: its pauses are not sorted and disjoint");
    let crossed = Columns {
        target: &[0, 0],
        start: &[0, 0],
        end: &[None, None],
        pause_offsets: &[0, 3, 2],
        pauses: &pauses,
    };
    assert_eq!(message(crossed), "row 0: its pauses 0..3 are not within the 2 pauses");
}

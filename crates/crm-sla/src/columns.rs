//! Many clocks at once: the kernel of [`Target`] swept over columns.

use alloc::vec::Vec;

use thiserror::Error;

use crate::target::Target;
use crate::times::{End, Pause, Times};
use crate::verdict::Verdict;

/// Clocks as columns. Row `i` of each column is one clock; instants are microseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy)]
pub struct Columns<'a> {
    /// Which target judges the clock: an index into the list given to [`sweep`].
    pub target: &'a [u32],
    /// When the clock started.
    pub start: &'a [i64],
    /// When and how it ended, if it did.
    pub end: &'a [Option<End>],
    /// Where the pauses of each clock begin in `pauses`, with one more entry for the end of the last:
    /// row `i` has `pauses[pause_offsets[i]..pause_offsets[i + 1]]`.
    pub pause_offsets: &'a [u32],
    /// The pauses of all clocks: within a clock sorted and disjoint.
    pub pauses: &'a [Pause],
}

/// Columns that do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ColumnsError {
    /// A column has another length than `start`.
    #[error("column `{column}` has {found} rows where {expected} were expected")]
    Length {
        /// The column.
        column: &'static str,
        /// Its length.
        found: usize,
        /// The length it should have.
        expected: usize,
    },
    /// A row names a target that is not in the list.
    #[error("row {row} names target {target}, but there are {targets}")]
    NoSuchTarget {
        /// The row, from 0.
        row: usize,
        /// The index it names.
        target: u32,
        /// How many targets there are.
        targets: usize,
    },
    /// The offsets do not begin at the first pause or do not end after the last.
    #[error("the pauses of all rows are {from}..{until}, but the column holds 0..{pauses}")]
    PausesLeftOver {
        /// Where the first row's begin.
        from: u32,
        /// Where the last row's end.
        until: u32,
        /// How many pauses there are.
        pauses: usize,
    },
    /// The pauses of a row are not sorted, overlap, or end before they begin.
    #[error("row {row}: its pauses are not sorted and disjoint")]
    PausesOutOfOrder {
        /// The row, from 0.
        row: usize,
    },
    /// The pauses of a row lie outside the column of pauses or run backwards.
    #[error("row {row}: its pauses {from}..{until} are not within the {pauses} pauses")]
    Pauses {
        /// The row, from 0.
        row: usize,
        /// Where they begin.
        from: u32,
        /// Where they end.
        until: u32,
        /// How many pauses there are.
        pauses: usize,
    },
}

/// Returns the verdict on every clock at `as_of`, in order of rows: the same verdicts as [`Target::judge`] one by one.
///
/// # Errors
///
/// When the columns do not fit together.
///
/// # Examples
///
/// ```
/// use crm_calendar::{ElapsedTime, Ends};
/// use crm_sla::{Columns, Standing, Target, sweep};
/// # use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
/// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
/// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027)))?;
///
/// let target = Target::new("60s".parse()?, Ends::SameTime, ElapsedTime::ZERO, office, vec![])?;
/// let second = 1_000_000;
/// let columns = Columns {
///     target: &[0, 0],
///     start: &[0, 50 * second],
///     end: &[None, None],
///     pause_offsets: &[0, 0, 0],
///     pauses: &[],
/// };
/// let verdicts = sweep(&[target], &columns, 90 * second)?;
/// assert_eq!(verdicts[0].standing, Standing::Overdue); // due at 60 s
/// assert_eq!(verdicts[1].standing, Standing::Open); // due at 110 s
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn sweep(targets: &[Target], columns: &Columns<'_>, as_of: i64) -> Result<Vec<Verdict>, ColumnsError> {
    let rows = columns.start.len();
    let length = |column, found, expected| {
        if found == expected { Ok(()) } else { Err(ColumnsError::Length { column, found, expected }) }
    };
    length("target", columns.target.len(), rows)?;
    length("end", columns.end.len(), rows)?;
    length("pause_offsets", columns.pause_offsets.len(), rows.saturating_add(1))?;
    if let [from, .., until] = *columns.pause_offsets
        && (from != 0 || until as usize != columns.pauses.len())
    {
        return Err(ColumnsError::PausesLeftOver { from, until, pauses: columns.pauses.len() });
    }
    let mut verdicts = Vec::with_capacity(rows);
    let bounds = columns.pause_offsets.windows(2);
    let clocks = columns.start.iter().zip(columns.end).zip(columns.target).zip(bounds).enumerate();
    for (row, (((&start, &end), &target), bounds)) in clocks {
        let &[from, until] = bounds else { continue };
        let pauses = columns.pauses.get(from as usize..until as usize).ok_or(ColumnsError::Pauses {
            row,
            from,
            until,
            pauses: columns.pauses.len(),
        })?;
        let judge = targets.get(target as usize).ok_or(ColumnsError::NoSuchTarget {
            row,
            target,
            targets: targets.len(),
        })?;
        if !in_order(pauses) {
            return Err(ColumnsError::PausesOutOfOrder { row });
        }
        verdicts.push(judge.judge(&Times { start, end, pauses }, as_of));
    }
    Ok(verdicts)
}

fn in_order(pauses: &[Pause]) -> bool {
    pauses.iter().all(|pause| pause.start <= pause.end)
        && pauses.is_sorted_by(|one, next| one.end <= next.start)
}

//! [`EventColumns`]: the rows of an event log, column by column.

use thiserror::Error;

/// The code of nobody: who did it, or where, is not known.
pub const NOBODY: u32 = u32::MAX;

/// The instant of what is not finished, or of which nobody knows when it was.
pub const UNFINISHED: i64 = i64::MIN;

/// An event log in columns, one entry a row, in any order. Optional columns may be left out.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventColumns<'a> {
    /// Which case, by a code of the caller's. Codes without gaps, from 0 on, are the fastest.
    pub cases: &'a [u32],
    /// What happened, by a code of the caller's.
    pub activities: &'a [u32],
    /// When it happened or began, in microseconds since 1970-01-01 UTC.
    pub instants: &'a [i64],
    /// Who did it; [`NOBODY`] where that is not known.
    pub resources: Option<&'a [u32]>,
    /// Where it was done; [`NOBODY`] where that is not known.
    pub departments: Option<&'a [u32]>,
    /// When it was finished, in microseconds; [`UNFINISHED`] where that is not known.
    pub finished: Option<&'a [i64]>,
    /// The place in the source's own order, for sources whose clock is coarser than their events.
    pub sequences: Option<&'a [u64]>,
}

/// What is wrong with the columns of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ProcessError {
    /// A column has another length than the cases.
    #[error("the column of {column} has {rows} rows where that of cases has {cases}")]
    Length {
        /// Which column.
        column: &'static str,
        /// Its rows.
        rows: usize,
        /// The rows of the column of cases.
        cases: usize,
    },
    /// There are more names than codes.
    #[error("{names} names are more than there are codes for")]
    TooMany {
        /// How many there are.
        names: usize,
    },
    /// An instant is beyond what a calendar knows.
    #[error("row {row}: the instant {micros} us is beyond the years that can be written")]
    Instant {
        /// Which row, from 0 on.
        row: usize,
        /// The instant in microseconds.
        micros: i64,
    },
    /// Something was finished before it began.
    #[error("row {row}: finished at {finished} us, before its instant {began} us")]
    FinishedEarlier {
        /// Which row, from 0 on.
        row: usize,
        /// When it began.
        began: i64,
        /// When it was finished.
        finished: i64,
    },
}

impl EventColumns<'_> {
    /// Checks the lengths of the columns and the instants in them.
    pub(super) fn check(&self) -> Result<(), ProcessError> {
        let cases = self.cases.len();
        let lengths = [
            ("activities", Some(self.activities.len())),
            ("instants", Some(self.instants.len())),
            ("resources", self.resources.map(<[u32]>::len)),
            ("departments", self.departments.map(<[u32]>::len)),
            ("finished", self.finished.map(<[i64]>::len)),
            ("sequences", self.sequences.map(<[u64]>::len)),
        ];
        for (column, rows) in lengths {
            if let Some(rows) = rows.filter(|rows| *rows != cases) {
                return Err(ProcessError::Length { column, rows, cases });
            }
        }
        for (row, micros) in self.instants.iter().copied().enumerate() {
            check_instant(row, micros)?;
        }
        let both = self.instants.iter().copied().zip(self.finished.unwrap_or_default().iter().copied());
        for (row, (began, finished)) in both.enumerate().filter(|(_, (_, finished))| *finished != UNFINISHED)
        {
            check_instant(row, finished)?;
            if finished < began {
                return Err(ProcessError::FinishedEarlier { row, began, finished });
            }
        }
        Ok(())
    }
}

fn check_instant(row: usize, micros: i64) -> Result<(), ProcessError> {
    use chrono::{DateTime, Utc};

    let (first, last) =
        (DateTime::<Utc>::MIN_UTC.timestamp_micros(), DateTime::<Utc>::MAX_UTC.timestamp_micros());
    if (first..=last).contains(&micros) { Ok(()) } else { Err(ProcessError::Instant { row, micros }) }
}

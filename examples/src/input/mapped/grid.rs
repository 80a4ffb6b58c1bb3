//! The rows of a log, kept small: mapped columns only, eight bytes a cell.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::column::{Column, Dictionary, NOTHING};
use super::plan::{At, Plan};
use crate::input::ReadError;
use crate::input::table::{TableFile, Tally};

/// All good rows of a log.
pub(super) struct Grid<'a> {
    columns: Vec<Column<'a>>,
    // INVARIANT: as many cells a row as there are columns.
    cells: Vec<i64>,
    // INVARIANT: in groups of one ticket each, groups in order of the ticket's text, rows in order of time.
    rows: Vec<RowId>,
}

/// A row of a grid.
#[derive(Clone, Copy)]
pub(super) struct RowId {
    start: usize,
    pub(super) line: u64,
    fingerprint: u64,
}

impl<'a> Grid<'a> {
    /// Reads a file and puts its rows in order.
    pub(super) fn read(
        file: TableFile,
        columns: Vec<Column<'a>>,
        plan: &Plan<'_>,
        tally: &mut Tally<'_>,
    ) -> Result<Self, ReadError> {
        let mut grid = Self { columns, cells: Vec::new(), rows: Vec::new() };
        file.each_row(tally, |row| {
            let start = grid.cells.len();
            for column in &mut grid.columns {
                match column.cell(row) {
                    Ok(cell) => grid.cells.push(cell),
                    Err(refusal) => {
                        grid.cells.truncate(start);
                        return Err(refusal);
                    }
                }
            }
            grid.rows.push(RowId { start, line: row.line, fingerprint: row.fingerprint() });
            Ok(())
        })?;
        let mut rows = std::mem::take(&mut grid.rows);
        rows.sort_unstable_by(|one, other| grid.compare(*one, *other, plan));
        grid.rows = rows;
        Ok(grid)
    }

    /// Leaves out the rows that begin on some lines.
    pub(super) fn leave_out(&mut self, lines: &BTreeSet<u64>) {
        if !lines.is_empty() {
            self.rows.retain(|row| !lines.contains(&row.line));
        }
    }

    /// Yields the rows of one ticket after another.
    pub(super) fn tickets(&self, plan: &Plan<'_>) -> impl Iterator<Item = &[RowId]> {
        let ticket = plan.ticket;
        self.rows.chunk_by(move |one, next| self.cell(*one, ticket) == self.cell(*next, ticket))
    }

    /// Returns how many of these rows repeat the one before in all columns of the file.
    pub(super) fn repeats(&self, rows: &[RowId]) -> u64 {
        let same = |pair: &&[RowId]| match pair {
            [one, next] => one.fingerprint == next.fingerprint && self.cells_of(*one) == self.cells_of(*next),
            _ => false,
        };
        rows.windows(2).filter(same).count() as u64
    }

    /// Returns the cell of a row, [`NOTHING`] where it says nothing.
    pub(super) fn cell(&self, row: RowId, at: At) -> i64 {
        self.cells.get(row.start + at.0).copied().unwrap_or(NOTHING)
    }

    /// Returns the cell of a row unless it says nothing.
    pub(super) fn filled(&self, row: RowId, at: At) -> Option<i64> {
        Some(self.cell(row, at)).filter(|cell| *cell != NOTHING)
    }

    /// Returns the text of a row's cell in a column of texts.
    pub(super) fn text(&self, row: RowId, at: At) -> Option<&str> {
        let cell = self.filled(row, at)?;
        self.dictionary(at).map(|dictionary| dictionary.text(cell))
    }

    /// Returns the instant in a row's cell.
    pub(super) fn instant(&self, row: RowId, at: At) -> Option<DateTime<Utc>> {
        self.filled(row, at).and_then(DateTime::from_timestamp_micros)
    }

    /// Returns the latest instant of a column.
    pub(super) fn latest(&self, at: At) -> Option<DateTime<Utc>> {
        self.rows.iter().filter_map(|row| self.instant(*row, at)).max()
    }

    pub(super) fn dictionary(&self, at: At) -> Option<&Dictionary> {
        self.columns.get(at.0).and_then(Column::dictionary)
    }

    /// Returns how many times the clock skipped, and how many it showed twice.
    pub(super) fn unclear_times(&self) -> (u64, u64) {
        (self.columns.iter().map(|column| column.skipped).sum(), self.columns.iter().map(|c| c.twice).sum())
    }

    pub(super) fn rows(&self) -> &[RowId] {
        &self.rows
    }

    fn cells_of(&self, row: RowId) -> &[i64] {
        self.cells.get(row.start..row.start + self.columns.len()).unwrap_or_default()
    }

    /// Compares by ticket, time, the source's order, all mapped cells, and at last all columns of the file.
    fn compare(&self, one: RowId, other: RowId, plan: &Plan<'_>) -> Ordering {
        let by_number =
            |at: Option<At>| at.map_or(Ordering::Equal, |at| self.cell(one, at).cmp(&self.cell(other, at)));
        self.compare_cells(one, other, plan.ticket)
            .then_with(|| by_number(plan.time))
            .then_with(|| by_number(plan.order))
            .then_with(|| {
                let mut columns = (0..self.columns.len()).map(At);
                let differ = |at| Some(self.compare_cells(one, other, at)).filter(|order| order.is_ne());
                columns.find_map(differ).unwrap_or(Ordering::Equal)
            })
            .then_with(|| one.fingerprint.cmp(&other.fingerprint))
    }

    /// Compares two cells of a column by what they stand for: codes depend on the order of rows, texts do not.
    fn compare_cells(&self, one: RowId, other: RowId, at: At) -> Ordering {
        let (one, other) = (self.cell(one, at), self.cell(other, at));
        if one == other {
            return Ordering::Equal;
        }
        match self.dictionary(at) {
            Some(dictionary) if one != NOTHING && other != NOTHING => {
                dictionary.text(one).cmp(dictionary.text(other))
            }
            _ => one.cmp(&other),
        }
    }
}

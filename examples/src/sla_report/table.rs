//! `sla.csv`: one row a group of obligations, over all time and by month.

use std::io::Write;

use super::{Figures, Group, Lengths, Levels, MonthRow, Slice};
use crate::report::Tally;
use crate::report::cell::seconds;
use crate::report::tables::Table;

const COLUMNS: [&str; 32] = [
    "measure",
    "by",
    "scope",
    "value",
    "month",
    "month_complete",
    "owed",
    "met",
    "met_late",
    "missed",
    "overdue",
    "open",
    "paused",
    "waiting",
    "blocked",
    "waived",
    "superseded",
    "cancelled",
    "undetermined",
    "attainment_part",
    "attainment_whole",
    "few",
    "open_count",
    "open_median_seconds",
    "open_ninetieth_seconds",
    "elapsed_count",
    "elapsed_median_seconds",
    "elapsed_ninetieth_seconds",
    "stood_still_count",
    "stood_still_median_seconds",
    "stood_still_ninetieth_seconds",
    "zone",
];

/// Writes the groups over all time, each of them followed by its months.
pub(super) fn write(levels: &Levels, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = Table::new(out, &COLUMNS)?;
    for Group { measure, slice, figures } in &levels.groups {
        let months = || levels.months.iter().filter(|row| row.measure == *measure && row.slice == *slice);
        head(&mut table, levels, measure.as_str(), slice, None)?;
        counts(&mut table, levels, &figures.tally)?;
        let Figures { open, elapsed, paused, .. } = figures;
        for figures in [open, elapsed, paused] {
            lengths(&mut table, *figures)?;
        }
        table.text(levels.zone.name())?.end_row()?;
        for row in months() {
            head(&mut table, levels, measure.as_str(), slice, Some(row))?;
            counts(&mut table, levels, &row.tally)?;
            for _ in 0..3 {
                lengths(&mut table, None)?;
            }
            table.text(levels.zone.name())?.end_row()?;
        }
    }
    table.end()
}

fn head(
    table: &mut Table<'_>,
    levels: &Levels,
    measure: &str,
    slice: &Slice,
    month: Option<&MonthRow>,
) -> csv::Result<()> {
    let (scope, value) = match slice {
        Slice::All => ("all", ""),
        Slice::Of(value) => ("value", value.as_str()),
        Slice::Unknown => ("not-known", ""),
    };
    table.text(measure)?.text(levels.choices.by.as_str())?.text(scope)?.text(value)?;
    table.number(month.map(|row| row.month))?.number(month.map(|row| row.is_complete))?;
    Ok(())
}

fn counts(table: &mut Table<'_>, levels: &Levels, tally: &Tally) -> csv::Result<()> {
    let states = [
        tally.owed(),
        tally.met,
        tally.met_late,
        tally.missed,
        tally.overdue,
        tally.open,
        tally.paused,
        tally.waiting,
        tally.blocked,
        tally.waived,
        tally.superseded,
        tally.cancelled,
        tally.undetermined,
    ];
    for count in states {
        table.number(Some(count))?;
    }
    let share = tally.attainment();
    table.number(share.map(|share| share.part))?.number(share.map(|share| share.whole))?;
    table.number(share.map(|share| levels.is_few(share.whole)))?;
    Ok(())
}

fn lengths(table: &mut Table<'_>, lengths: Option<Lengths>) -> csv::Result<()> {
    table.number(lengths.map(|lengths| lengths.count))?;
    table.number(lengths.map(|lengths| seconds(lengths.median)))?;
    table.number(lengths.map(|lengths| seconds(lengths.ninetieth)))?;
    Ok(())
}

//! `scorecard.csv`: the indicators of each period.

use std::io::Write;

use crm_kit::kpi::{CivilPeriod, Line, Past, Value};

use super::super::Report;
use super::super::scorecard::{Figure, Told, completeness, note, told};
use super::Table;

/// Writes one row an indicator and period, the periods before the one that is judged first.
pub(in crate::report) fn write_scorecard(report: &Report, out: &mut dyn Write) -> csv::Result<()> {
    let columns = [
        "indicator",
        "clause",
        "strength",
        "period",
        "from",
        "until",
        "complete",
        "part",
        "whole",
        "value",
        "unit",
        "target",
        "verdict",
        "reason",
        "notes",
    ];
    let mut table = Table::new(out, &columns)?;
    for line in &report.assessment.scorecard {
        for Past { period, value, .. } in line.history() {
            begin(&mut table, line, period, value)?;
            table.text("")?.text("")?.maybe(told(value, None).reason.as_deref())?.text("")?.end_row()?;
        }
        begin(&mut table, line, &line.period, &line.value)?;
        table.number(line.target)?.text(line.verdict.as_str())?;
        table.maybe(told(&line.value, Some(&line.verdict)).reason.as_deref())?;
        let notes: Vec<String> = line.notes.iter().map(note).collect();
        table.text(&notes.join("; "))?.end_row()?;
    }
    table.end()
}

/// Writes the cells that all periods have.
fn begin(table: &mut Table<'_>, line: &Line, period: &CivilPeriod, value: &Value) -> csv::Result<()> {
    let Told { figure, .. } = told(value, None);
    let is_last = *period == line.period;
    table.text(line.indicator.as_str())?.text(line.clause.as_str())?.text(line.strength.as_str())?;
    table.number(Some(period))?.number(Some(period.first()))?.number(Some(period.next()))?;
    table.text(completeness(value, is_last.then_some(line.completeness)))?;
    table.number(figure.as_ref().map(|figure| figure.part))?;
    table.number(figure.as_ref().map(|figure| figure.whole))?;
    table.number(figure.as_ref().map(|figure| figure.number.as_str()))?;
    table.text(figure.as_ref().map_or("", |Figure { unit, .. }| unit))?;
    Ok(())
}

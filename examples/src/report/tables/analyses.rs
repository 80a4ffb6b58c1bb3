//! `analyses.csv`: the tables that the policy asks for, one figure a row, since each has columns of its own.

use std::io::Write;

use crm_kit::kpi::Value;
use crm_kit::kpi::analysis::Analysis;

use super::super::Report;
use super::super::analyses::{Cell, kind, told, told_cell};
use super::super::scorecard::completeness;
use super::Table;

/// Writes one row a figure; one without a table for what could not be made.
pub(in crate::report) fn write_analyses(report: &Report, out: &mut dyn Write) -> csv::Result<()> {
    let columns = [
        "analysis", "clause", "strength", "of", "period", "from", "until", "complete", "table", "row",
        "name", "figure", "value", "unit", "part", "whole", "reason",
    ];
    let mut csv = Table::new(out, &columns)?;
    for analysis in &report.assessment.analyses {
        if let Err(reason) = &analysis.figures {
            begin(&mut csv, analysis)?;
            for _ in 0..8 {
                csv.text("")?;
            }
            csv.text(&reason.to_string())?.end_row()?;
        }
        for table in told(analysis, report.privacy).in_files() {
            for (place, row) in table.rows.iter().enumerate() {
                let name = row.first().map(Cell::shown).unwrap_or_default();
                for (column, cell) in table.columns.iter().zip(row).skip(1) {
                    begin(&mut csv, analysis)?;
                    csv.text(&table.name)?.number(Some(place + 1))?.text(&name)?.text(column.key)?;
                    write_cell(&mut csv, cell)?;
                }
            }
        }
    }
    csv.end()
}

/// Writes the cells that all rows of an analysis have.
fn begin(csv: &mut Table<'_>, analysis: &Analysis) -> csv::Result<()> {
    let Analysis { period, .. } = analysis;
    csv.text(analysis.analysis.as_str())?.text(analysis.clause.as_str())?;
    csv.text(analysis.strength.as_str())?.maybe(analysis.figures.as_ref().ok().map(kind))?;
    csv.number(Some(period))?.number(Some(period.first()))?.number(Some(period.next()))?;
    csv.text(completeness(&Value::Count(0), Some(analysis.completeness)))?;
    Ok(())
}

fn write_cell(csv: &mut Table<'_>, cell: &Cell) -> csv::Result<()> {
    let told = told_cell(cell);
    match (&cell.words(), &told.figure) {
        (Some((words, unit)), _) => csv.text(words)?.text(unit)?.text("")?.text("")?,
        (None, None) => csv.text("")?.text("")?.text("")?.text("")?,
        (None, Some(figure)) => {
            let csv = csv.number(Some(&figure.number))?.text(&figure.unit)?;
            csv.number(Some(figure.part))?.number(Some(figure.whole))?
        }
    };
    csv.maybe(told.reason.as_deref())?.end_row()
}

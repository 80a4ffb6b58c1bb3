//! The analyses of the policy in JSON files.

use std::borrow::Cow;

use crm_kit::kpi::Value;
use crm_kit::kpi::analysis::Analysis;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::report::Privacy;
use crate::report::analyses::{Cell, Column, Table, kind, told, told_cell};
use crate::report::scorecard::{Figure, completeness};

#[derive(Serialize)]
pub(crate) struct AnalysisRow<'a> {
    analysis: &'a str,
    clause: &'a str,
    strength: &'static str,
    of: Option<&'static str>,
    period: String,
    from: String,
    until: String,
    complete: &'static str,
    reason: Option<String>,
    notes: Vec<String>,
    tables: Vec<TableRow>,
}

impl<'a> AnalysisRow<'a> {
    pub(crate) fn new(analysis: &'a Analysis, privacy: Privacy) -> Self {
        let Analysis { period, figures, .. } = analysis;
        let told = told(analysis, privacy);
        Self {
            analysis: analysis.analysis.as_str(),
            clause: analysis.clause.as_str(),
            strength: analysis.strength.as_str(),
            of: figures.as_ref().ok().map(kind),
            period: period.to_string(),
            from: period.first().to_string(),
            until: period.next().to_string(),
            complete: completeness(&Value::Count(0), Some(analysis.completeness)),
            reason: figures.as_ref().err().map(ToString::to_string),
            tables: told.in_files().cloned().map(TableRow::new).collect(),
            notes: told.notes,
        }
    }
}

#[derive(Serialize)]
struct TableRow {
    table: Cow<'static, str>,
    caption: String,
    rows: Vec<Row>,
}

impl TableRow {
    fn new(table: Table) -> Self {
        let columns = table.columns;
        let row = |cells: Vec<Cell>| Row(columns.iter().copied().zip(cells).collect());
        Self { table: table.name, caption: table.caption, rows: table.rows.into_iter().map(row).collect() }
    }
}

/// A row as an object, in the order of its columns.
struct Row(Vec<(Column, Cell)>);

impl Serialize for Row {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (column, cell) in &self.0 {
            match cell.words() {
                Some((words, _)) => map.serialize_entry(column.key, &words)?,
                None => map.serialize_entry(column.key, &FigureRow::of(cell))?,
            }
        }
        map.end()
    }
}

#[derive(Serialize)]
struct FigureRow {
    value: Option<Figure>,
    reason: Option<String>,
}

impl FigureRow {
    fn of(cell: &Cell) -> Self {
        let told = told_cell(cell);
        Self { value: told.figure, reason: told.reason }
    }
}

//! The tables that the policy asks for besides single figures.

use super::Clause;

/// The analyses.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnalysesView {
    /// The analyses, sorted by name.
    pub analyses: Vec<AnalysisView>,
}

/// One analysis.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnalysisView {
    /// Which one, over which period.
    pub head: String,
    /// The clause behind it.
    pub clause: Clause,
    /// Its tables; none where nothing was found.
    pub tables: Vec<AnalysisTable>,
    /// A picture of it as SVG, and what it shows in words; of most kinds none.
    pub picture: Option<(String, String)>,
    /// What a reader should know besides: why there is no table, and what is in none.
    pub notes: Vec<String>,
}

/// One table of an analysis.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnalysisTable {
    /// What stands above it.
    pub caption: String,
    /// The names of the columns, each with whether it holds figures.
    pub columns: Vec<(String, bool)>,
    /// The rows, as long as the columns.
    pub rows: Vec<Vec<String>>,
    /// How many rows are in the files alone; empty for none.
    pub more: String,
}

impl AnalysisTable {
    /// Yields the cells of a row, each with its column.
    pub(crate) fn cells<'a>(
        &'a self,
        row: &'a [String],
    ) -> impl Iterator<Item = (&'a String, &'a String, bool)> {
        row.iter().zip(&self.columns).map(|(cell, (column, is_figure))| (cell, column, *is_figure))
    }
}

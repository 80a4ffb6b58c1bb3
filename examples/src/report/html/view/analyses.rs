//! The tables that the policy asks for besides single figures.

use askama::Template;

use super::Clause;
use crate::draw::{Bar, Bars, Dot, Dots, Scale};

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
    /// A map of it as SVG, and what it shows in words; of most kinds none.
    pub map: Option<(String, String)>,
    /// What a reader should know besides: why there is no table, and what is in none.
    pub notes: Vec<String>,
    /// Pictures of it.
    pub pictures: Vec<AnalysisPicture>,
}

/// Figures one below another, as bars or as dots.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AnalysisPicture {
    /// What they are.
    pub caption: String,
    /// Whether bars show them, from zero; else dots do.
    pub are_bars: bool,
    /// Whether they are parts of one.
    pub of_shares: bool,
    /// The figures.
    pub rows: Vec<PictureRow>,
}

/// A figure in a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PictureRow {
    /// Of what.
    pub name: String,
    /// The figure.
    pub figure: f64,
    /// The figure in words.
    pub text: String,
}

impl AnalysisPicture {
    /// Returns the picture, to be set as it is.
    pub(crate) fn drawn(&self) -> Result<String, askama::Error> {
        let scale = if self.of_shares {
            Scale::of_shares()
        } else {
            Scale::from_zero(self.rows.iter().map(|row| row.figure))
        };
        let said = |row: &PictureRow| format!("{}: {}", row.name, row.text);
        let texts: Vec<String> = self.rows.iter().map(said).collect();
        let label = format!("{}: {}", self.caption, texts.join("; "));
        if self.are_bars {
            let bar = |row: &PictureRow| Bar { name: row.name.clone(), figure: row.figure, text: said(row) };
            let bars: Vec<Bar> = self.rows.iter().map(bar).collect();
            return Bars::of(&label, &scale, &bars).render();
        }
        let dot = |row: &PictureRow| Dot {
            name: row.name.clone(),
            figure: Some(row.figure),
            limits: None,
            is_weak: false,
            text: said(row),
        };
        let dots: Vec<Dot> = self.rows.iter().map(dot).collect();
        Dots::of(&label, &scale, &dots, None).render()
    }
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

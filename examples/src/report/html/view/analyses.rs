//! The tables that the policy asks for besides single figures.

use askama::Template;

use super::Clause;
use crate::draw::{Bar, Dot, Rows, Scale};

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
    /// What they are figures of.
    pub axis: PictureAxis,
    /// The figures.
    pub rows: Vec<PictureRow>,
}

/// What the figures of a picture are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PictureAxis {
    /// Numbers from zero.
    #[default]
    Numbers,
    /// Parts of one: bars are drawn up to 100 %, dots on as much of that as they need.
    Shares,
    /// Numbers from −1 to 1.
    Coefficients,
}

/// A figure in a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PictureRow {
    /// Of what.
    pub name: String,
    /// The figure.
    pub figure: f64,
    /// Between which limits a dot lies.
    pub limits: Option<(f64, f64)>,
    /// The part of a bar that is told from the rest.
    pub part: Option<f64>,
    /// The figure in words.
    pub text: String,
}

impl AnalysisPicture {
    /// Returns the picture, to be set as it is.
    pub(crate) fn drawn(&self) -> Result<String, askama::Error> {
        let said = |row: &PictureRow| format!("{}: {}", row.name, row.text);
        let texts: Vec<String> = self.rows.iter().map(said).collect();
        let label = format!("{}: {}", self.caption, texts.join("; "));
        if self.are_bars {
            let bar = |row: &PictureRow| Bar {
                name: row.name.clone(),
                figure: row.figure,
                part: row.part,
                text: said(row),
            };
            let bars: Vec<Bar> = self.rows.iter().map(bar).collect();
            return Rows::of_bars(&label, &self.scale(), &bars).render();
        }
        let dot = |row: &PictureRow| Dot {
            name: row.name.clone(),
            figure: Some(row.figure),
            limits: row.limits,
            is_weak: false,
            text: said(row),
        };
        let dots: Vec<Dot> = self.rows.iter().map(dot).collect();
        Rows::of_dots(&label, &self.scale(), &dots, None).render()
    }

    fn scale(&self) -> Scale {
        let figures = self.rows.iter().map(|row| row.figure);
        let limits = self.rows.iter().filter_map(|row| row.limits);
        match self.axis {
            PictureAxis::Numbers => Scale::from_zero(figures),
            PictureAxis::Shares if self.are_bars => Scale::of_shares(),
            PictureAxis::Shares => {
                Scale::of_near_shares(figures.chain(limits.flat_map(|(low, high)| [low, high])))
            }
            PictureAxis::Coefficients => {
                let marks = [-1.0, 0.0, 1.0].map(|mark| (mark, format!("{mark}")));
                Scale::between(-1.0, 1.0, marks.into())
            }
        }
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

//! Charts and tables for pages about customers: curves, pairs of columns, directed graphs, and tables of figures, inside the page.
//!
//! Like the charts of [`report`](crate::report) they name no colour: lines and areas have classes of the style sheet, so they
//! follow the reader's choice of light or dark and print well. Each has a text that says what it shows.

mod columns;
mod counts;
mod curves;
mod figures;
mod graph;
mod heat;
mod rows;
mod scale;

pub(crate) use self::columns::{Columns, Pair};
pub(crate) use self::counts::{Count, Counts};
pub(crate) use self::curves::{Curves, Mark, Series, Style};
pub(crate) use self::figures::Figures;
pub(crate) use self::graph::{Arrow, Graph, Node};
pub(crate) use self::heat::{Heat, HeatCell};
pub(crate) use self::rows::{Bar, Dot, Rows};
pub(crate) use self::scale::Scale;

/// Returns a coordinate with at most one decimal.
fn decimal(number: f64) -> String {
    let text = format!("{number:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_owned() } else { text.to_owned() }
}

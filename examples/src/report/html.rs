//! The report as one HTML file, to send to somebody who decides.
//!
//! The file stands alone: no script, and nothing that is loaded from elsewhere. It follows the reader's choice of light
//! or dark, fits a telephone, and can be printed.
//!
//! Three steps, each of its own: [`View::of`] decides what is said, the charts turn numbers into lines and bars,
//! and the templates below `examples/templates/` set it. The templates escape every text; only our own charts, which
//! are templates themselves, pass as they are.

pub(crate) mod chart;
pub(crate) mod clauses;
mod fill;
mod view;

use std::borrow::Borrow;
use std::io::{self, Write};

use askama::Template;

pub use self::view::{
    AnalysesView, AnalysisPicture, AnalysisTable, AnalysisView, ChurnView, Clause, Duties, DutyRow,
    EscalationRow, EscalationsView, Fact, FileRow, FindingRow, Head, LackingRow, LifeRow, LifetimeRow,
    LifetimeView, OwnerRow, PictureAxis, PictureRow, Point, PromiseRow, PromiseTrend, Quality, QuarterRow,
    ReasonRow, ReviewView, ReviewsView, Scale, ScorecardRow, ScorecardView, SegmentRow, SegmentsView,
    ServiceLevels, ShareView, StagesView, TierRow, TiersView, Tile, Tone, Trend, TriggerRow, UnclearRow,
    UnmeasuredIndicator, UnmeasuredRow, Verdict, View, WarnedRow,
};

use self::clauses::ClauseRow;
pub(crate) use self::fill::of_scorecard;
use super::Report;
use super::cell;

/// The page with what its templates need.
#[derive(Template)]
#[template(path = "report/page.html", whitespace = "minimize")]
struct Page<'a> {
    view: &'a View,
    clauses: Vec<ClauseRow>,
}

impl View {
    /// Writes the page.
    ///
    /// # Errors
    ///
    /// When `out` cannot be written to.
    pub fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        Page { view: self, clauses: clauses::named(self) }.write_into(&mut { out })
    }
}

/// Returns a count with its thousands set apart; templates hand numbers over in either way.
fn count(number: impl Borrow<u64>) -> String {
    cell::count(*number.borrow())
}

/// Returns a count with its noun.
fn counted(number: impl Borrow<u64>, noun: &str) -> String {
    cell::counted(*number.borrow(), noun)
}

/// Writes the page of a report.
pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    View::of(report).write(out)
}

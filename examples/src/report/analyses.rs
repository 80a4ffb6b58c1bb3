//! The analyses of the policy as tables of cells, which every page and file sets in its own way.
//!
//! Each kind has a file here that makes its [`Table`]s; nothing else of a report knows the kinds.

mod campaigns;
mod channel_deliveries;
mod channels;
mod complaint_causes;
mod performance;
mod process;
mod sales_and_satisfaction;

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use crm_kit::kpi::analysis::{Analysis, Figures};
use crm_kit::kpi::{Completeness, Reason, Value};
use crm_model::Ratio;

use super::Privacy;
use super::cell::{counted, instant, minute, points};
use super::html::AnalysisPicture;
use super::scorecard::{Figure, told as told_value, value, why};

/// What is said of an analysis.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Told {
    /// Its tables; none where nothing was found.
    pub(crate) tables: Vec<Table>,
    /// What a reader should know besides: why there is no table, and what is in none.
    pub(crate) notes: Vec<String>,
    /// What pages can draw of it.
    pub(crate) pictures: Vec<AnalysisPicture>,
}

/// One table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// What files call it.
    pub(crate) name: Cow<'static, str>,
    /// What stands above it.
    pub(crate) caption: String,
    /// Its columns; the first one names the rows.
    pub(crate) columns: Vec<Column>,
    /// The rows, as long as the columns.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// How many rows pages show; files hold them all. `None` for every one.
    pub(crate) most: Option<usize>,
    /// Where it is shown.
    pub(crate) shown_in: Shown,
}

/// Where a table is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Shown {
    /// On pages and in files.
    #[default]
    Everywhere,
    /// On pages alone: an extract of what files hold whole.
    OnPages,
    /// In files alone: more than a page has room for.
    InFiles,
}

/// A column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Column {
    /// What files call it.
    pub(crate) key: &'static str,
    /// What stands above it on pages.
    pub(crate) head: &'static str,
    /// Whether it holds words, not figures.
    pub(crate) is_text: bool,
}

/// What stands in a row and a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cell {
    /// Words.
    Text(String),
    /// An instant, shown to the minute in UTC.
    Instant(DateTime<Utc>),
    /// A figure, or why there is none.
    Figure(Value),
    /// How far shares lie apart: 1 is a hundred percentage points.
    Points(Ratio),
    /// A number from −1 to 1, of which pages show two decimals.
    Coefficient(Ratio),
    /// Nothing that there could be a figure of.
    Nothing,
}

impl Table {
    /// Returns a table without rows; columns whose key begins with a `*` hold words.
    pub(crate) fn new(
        name: impl Into<Cow<'static, str>>,
        caption: impl Into<String>,
        columns: &[(&'static str, &'static str)],
    ) -> Self {
        let column = |(key, head): &(&'static str, &'static str)| {
            let bare = key.strip_prefix('*');
            Column { key: bare.unwrap_or(key), head, is_text: bare.is_some() }
        };
        let columns = columns.iter().map(column).collect();
        Self {
            name: name.into(),
            caption: caption.into(),
            columns,
            rows: Vec::new(),
            most: None,
            shown_in: Shown::Everywhere,
        }
    }

    /// Returns the rows that pages show, as texts.
    pub(crate) fn shown(&self) -> impl Iterator<Item = Vec<String>> {
        let most = self.most.unwrap_or(usize::MAX);
        self.rows.iter().take(most).map(|row| row.iter().map(Cell::shown).collect())
    }

    /// Returns how many rows pages leave to the files, in words.
    pub(crate) fn untold(&self) -> Option<String> {
        let more = self.rows.len().saturating_sub(self.most.unwrap_or(usize::MAX));
        (more > 0).then(|| format!("{} more in the files", counted(more as u64, "row")))
    }
}

impl Cell {
    /// Returns a text.
    pub(crate) fn text(text: &(impl ToString + ?Sized)) -> Self {
        Self::Text(text.to_string())
    }

    /// Returns a count.
    pub(crate) const fn count(number: u64) -> Self {
        Self::Figure(Value::Count(number))
    }

    /// Returns a figure, or why there is none.
    pub(crate) fn figure(figure: Result<Value, Reason>) -> Self {
        Self::Figure(figure.unwrap_or_else(Value::Undefined))
    }

    /// Returns the words or the instant for files; `None` for figures.
    pub(crate) fn words(&self) -> Option<(String, &'static str)> {
        match self {
            Self::Text(text) => Some((text.clone(), "text")),
            Self::Instant(at) => Some((instant(*at), "instant")),
            Self::Figure(_) | Self::Points(_) | Self::Coefficient(_) | Self::Nothing => None,
        }
    }

    /// Returns the cell as pages show it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Instant(at) => minute(*at),
            Self::Figure(figure) => value(figure).unwrap_or_else(|| "-".to_owned()),
            Self::Points(apart) => points(*apart),
            Self::Coefficient(number) => number.to_decimal_string(2),
            Self::Nothing => "-".to_owned(),
        }
    }
}

impl Told {
    /// Yields the tables of pages.
    pub(crate) fn on_pages(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|table| table.shown_in != Shown::InFiles)
    }

    /// Yields the tables of files.
    pub(crate) fn in_files(&self) -> impl Iterator<Item = &Table> {
        self.tables.iter().filter(|table| table.shown_in != Shown::OnPages)
    }
}

/// Returns what is said of an analysis.
pub(crate) fn told(analysis: &Analysis, privacy: Privacy) -> Told {
    let mut told = match &analysis.figures {
        Err(reason) => Told { notes: vec![format!("Not measured: {}.", why(reason))], ..Told::default() },
        Ok(figures) => of_kind(figures, privacy),
    };
    let unfinished = match analysis.completeness {
        Completeness::Complete => None,
        Completeness::Running => Some("The period still runs.".to_owned()),
        Completeness::NotCovered => Some("The data do not cover the whole period.".to_owned()),
    };
    told.notes.extend(unfinished);
    told
}

fn of_kind(figures: &Figures, privacy: Privacy) -> Told {
    match figures {
        Figures::ComplaintCauses(table) => complaint_causes::told(table),
        Figures::Channels(table) => channels::told(table),
        Figures::ChannelDeliveries(table) => channel_deliveries::told(table),
        Figures::Campaigns(table) => campaigns::told(table),
        Figures::SalesAndSatisfaction(table) => sales_and_satisfaction::told(table),
        Figures::Performance(found) => performance::told(found, privacy),
        Figures::Process(process) => process::told(process),
    }
}

/// Returns a map of what was found and what it shows in words, of kinds that have one.
pub(crate) fn map(analysis: &Analysis) -> Option<(String, String)> {
    match analysis.figures.as_ref().ok()? {
        Figures::Process(process) => Some(process::map(process)),
        Figures::ComplaintCauses(_)
        | Figures::Channels(_)
        | Figures::ChannelDeliveries(_)
        | Figures::Campaigns(_)
        | Figures::SalesAndSatisfaction(_)
        | Figures::Performance(_) => None,
    }
}

/// Returns the word of the kind of what was found.
pub(crate) const fn kind(figures: &Figures) -> &'static str {
    match figures {
        Figures::ComplaintCauses(_) => "complaint-causes",
        Figures::Channels(_) => "channels",
        Figures::ChannelDeliveries(_) => "channel-deliveries",
        Figures::Campaigns(_) => "campaigns",
        Figures::SalesAndSatisfaction(_) => "sales-and-satisfaction",
        Figures::Performance(_) => "performance",
        Figures::Process(_) => "process",
    }
}

/// Returns why the others have no figures, each reason once with those that it keeps from them.
pub(crate) fn unmade(analyses: &[Analysis]) -> Vec<(&Reason, Vec<&Analysis>)> {
    let mut reasons: Vec<(&Reason, Vec<&Analysis>)> = Vec::new();
    for analysis in analyses {
        let Err(reason) = &analysis.figures else { continue };
        match reasons.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, analyses)) => analyses.push(analysis),
            None => reasons.push((reason, vec![analysis])),
        }
    }
    reasons
}

/// Returns the name in words, and the period: `complaint causes: 2026-03`.
pub(crate) fn head(analysis: &Analysis) -> String {
    let name = analysis.analysis.as_str();
    let name = name.strip_prefix("analysis.").unwrap_or(name).replace('-', " ");
    format!("{name}: {}", analysis.period)
}

/// Returns what a source does not tell of, as a note.
fn unknown(reasons: &[Reason]) -> Option<String> {
    let reasons: Vec<String> = reasons.iter().map(why).collect();
    (!reasons.is_empty()).then(|| format!("Not told: {}.", reasons.join("; ")))
}

/// Returns a figure for programs with why there is none; for words, the words.
pub(crate) fn told_cell(cell: &Cell) -> super::scorecard::Told {
    match cell {
        Cell::Text(_) | Cell::Instant(_) | Cell::Nothing => {
            super::scorecard::Told { figure: None, reason: None }
        }
        Cell::Figure(figure) => told_value(figure, None),
        Cell::Points(apart) => {
            let told = told_value(&Value::Share(*apart), None);
            let figure = told.figure.map(|figure| Figure { unit: "points".into(), ..figure });
            super::scorecard::Told { figure, ..told }
        }
        Cell::Coefficient(number) => told_value(&Value::Number(*number), None),
    }
}

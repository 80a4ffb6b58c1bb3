//! The analyses of the policy as tables of cells, which every page and file sets in its own way.
//!
//! Each kind has a file here that makes its [`Table`]s; nothing else of a report knows the kinds.

mod campaigns;
mod channel_deliveries;
mod channels;
mod complaint_causes;
mod sales_and_satisfaction;

use crm_kit::kpi::analysis::{Analysis, Figures};
use crm_kit::kpi::{Completeness, Reason, Value};

use super::Privacy;
use super::cell::counted;
use super::scorecard::{told as told_value, value, why};

/// What is said of an analysis.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Told {
    /// Its tables; none where nothing was found.
    pub(crate) tables: Vec<Table>,
    /// What a reader should know besides: why there is no table, and what is in none.
    pub(crate) notes: Vec<String>,
}

/// One table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// What files call it.
    pub(crate) name: &'static str,
    /// What stands above it.
    pub(crate) caption: String,
    /// Its columns; the first one names the rows.
    pub(crate) columns: Vec<Column>,
    /// The rows, as long as the columns.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// How many rows pages show; files hold them all. `None` for every one.
    pub(crate) most: Option<usize>,
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
    /// A figure, or why there is none.
    Figure(Value),
}

impl Table {
    /// Returns a table without rows; columns whose key begins with a `*` hold words.
    pub(crate) fn new(
        name: &'static str,
        caption: impl Into<String>,
        columns: &[(&'static str, &'static str)],
    ) -> Self {
        let column = |(key, head): &(&'static str, &'static str)| {
            let bare = key.strip_prefix('*');
            Column { key: bare.unwrap_or(key), head, is_text: bare.is_some() }
        };
        let columns = columns.iter().map(column).collect();
        Self { name, caption: caption.into(), columns, rows: Vec::new(), most: None }
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

    /// Returns the cell as pages show it.
    pub(crate) fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Figure(figure) => value(figure).unwrap_or_else(|| "-".to_owned()),
        }
    }
}

/// Returns what is said of an analysis.
pub(crate) fn told(analysis: &Analysis, privacy: Privacy) -> Told {
    let mut told = match &analysis.figures {
        Err(reason) => Told { tables: Vec::new(), notes: vec![format!("Not measured: {}.", why(reason))] },
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

fn of_kind(figures: &Figures, _privacy: Privacy) -> Told {
    match figures {
        Figures::ComplaintCauses(table) => complaint_causes::told(table),
        Figures::Channels(table) => channels::told(table),
        Figures::ChannelDeliveries(table) => channel_deliveries::told(table),
        Figures::Campaigns(table) => campaigns::told(table),
        Figures::SalesAndSatisfaction(table) => sales_and_satisfaction::told(table),
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
    }
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
        Cell::Text(_) => super::scorecard::Told { figure: None, reason: None },
        Cell::Figure(figure) => told_value(figure, None),
    }
}

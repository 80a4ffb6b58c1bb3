//! What the command line says of a purchase log.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::ValueEnum;
use crm_calendar::Zone;
use crm_kit::clv::Refunds;

use crate::input::instant;

/// Which log to read, and how.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct LogArgs {
    /// File with one row a purchase: CSV, plain or as .gz [default: a made-up shop]
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,

    /// Column of who bought; empty cells mean that nobody knows
    #[arg(long, value_name = "COLUMN", default_value = "customer", requires = "data")]
    pub(crate) customer: String,

    /// Column of when
    #[arg(long, value_name = "COLUMN", default_value = "at", requires = "data")]
    pub(crate) date: String,

    /// Column of what was paid; below zero where money went back
    #[arg(long, value_name = "COLUMN", default_value = "amount", requires = "data")]
    pub(crate) amount: String,

    /// Column of the order: rows of one order and customer are added up to one purchase,
    /// on the day of the first of them
    #[arg(long, value_name = "COLUMN", requires = "data", verbatim_doc_comment)]
    pub(crate) order: Option<String>,

    /// Column of the currency; two of them are refused
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(crate) currency: Option<String>,

    /// How dates are written, such as %d/%m/%Y or '%Y-%m-%d %H:%M' [default: as 2026-03-31,
    /// 2026-03-31T18:00:00 or 2026-03-31T18:00:00+08:00]
    #[arg(long, value_name = "FORMAT", requires = "data", verbatim_doc_comment)]
    pub(crate) date_format: Option<String>,

    /// Zone whose days count, for instants with an offset [default: the day as it is written]
    #[arg(long, value_name = "ZONE", value_parser = parse_zone, requires = "data")]
    pub(crate) zone: Option<Zone>,

    /// Cells are set apart by blanks and there is no header: columns are numbers from 1, as
    /// in the text files of CDNOW
    #[arg(long, requires = "data", verbatim_doc_comment)]
    pub(crate) blanks: bool,

    /// Last day to observe, such as 2026-03-31; later rows are left out and counted
    /// [default: the last day of the log]
    #[arg(long, value_name = "DATE", value_parser = parse_date, verbatim_doc_comment)]
    pub(crate) end: Option<NaiveDate>,

    /// What becomes of amounts below zero
    #[arg(long, value_enum, default_value_t = RefundRule::Apart)]
    pub(crate) refunds: RefundRule,

    /// Go on without the rows that cannot be read, instead of stopping
    #[arg(long)]
    pub(crate) keep_going: bool,

    /// Show values of bad cells that may be personal
    #[arg(long)]
    pub(crate) show_values: bool,
}

/// What becomes of amounts below zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RefundRule {
    /// They touch no purchase: they are counted and summed apart
    Apart,
    /// They are netted against the purchases of the same customer and day
    NetOfTheDay,
    /// There should be none: a row with one cannot be read
    Refused,
}

impl RefundRule {
    /// Returns the rule as the models of customer value know it.
    pub(crate) const fn rule(self) -> Refunds {
        match self {
            Self::Apart => Refunds::Apart,
            Self::NetOfTheDay => Refunds::NetOfTheDay,
            Self::Refused => Refunds::Refused,
        }
    }
}

/// Reads a zone of the command line.
pub(crate) fn parse_zone(text: &str) -> Result<Zone, String> {
    Zone::named(text).map_err(|error| error.to_string())
}

/// Reads a date of the command line.
pub(crate) fn parse_date(text: &str) -> Result<NaiveDate, String> {
    instant::date(text).map_err(|rule| format!("`{text}` {rule}"))
}

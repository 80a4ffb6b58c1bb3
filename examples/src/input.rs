//! Reading records from CSV files, plain or compressed with gzip, and, with the features `xlsx` and `parquet`, from
//! workbooks and Parquet files.
//!
//! There are two ways in. [`read_folder`] reads the format of this package, one file a table, with fixed column
//! names. [`read_mapped`] reads somebody else's table, one file, which a [`Mapping`] explains. Both end in
//! [`Records`], and both follow one rule about rows that cannot be read: all of them are reported, none is dropped
//! in silence, and the good ones are used only when the caller asks for it with [`Options::keep_going`].
//!
//! Neither way reads a clock or guesses a time zone.

mod bad_rows;
mod error;
pub(crate) mod instant;
mod last_cells;
mod mapped;
mod mapping;
mod names;
mod own;
#[cfg(feature = "parquet")]
mod parquet;
pub(crate) mod row_error;
pub(crate) mod rows;
pub(crate) mod source;
pub(crate) mod table;
#[cfg(feature = "xlsx")]
mod xlsx;

use std::fmt;

use crm_kit::kpi::QualitySheet;
use crm_model::{Records, VocabularyMap};

pub(crate) use self::last_cells::last_cells;
pub(crate) use self::mapped::personal_columns;
pub(crate) use self::mapping::{MappedTable, TicketLog};
pub(crate) use self::row_error::Refusal;
pub use self::{
    bad_rows::{LeftOut, MOST_SHOWN},
    error::ReadError,
    mapped::read_mapped,
    mapping::{Mapping, MappingError},
    own::{read_folder, write_folder},
    row_error::{RowError, Shown},
};

/// How to read.
#[derive(Clone, Copy, Default)]
pub struct Options<'a> {
    /// Uses the good rows where some are bad, instead of failing.
    pub keep_going: bool,
    /// Shows the value of a bad cell even where it may be personal.
    pub show_values: bool,
    /// Is told now and then how many rows have been read so far, over all files.
    pub progress: Option<&'a dyn Fn(u64)>,
    /// How words of other vocabularies read in the policy's own (clause D-RESP-9): tables in their own format may use
    /// them. A word that is declared reads as itself; one that two maps read differently is no word.
    pub maps: &'a [VocabularyMap],
    /// The sheets on which tickets are scored, of every version of the policy; without any, sheets and criteria are taken as
    /// they are.
    pub sheets: &'a [QualitySheet],
}

impl fmt::Debug for Options<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Options")
            .field("keep_going", &self.keep_going)
            .field("show_values", &self.show_values)
            .field("progress", &self.progress.is_some())
            .field("maps", &self.maps)
            .field("sheets", &self.sheets)
            .finish()
    }
}

/// What was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The records.
    pub records: Records,
    /// How many rows were read, bad ones included, headers not.
    pub rows: u64,
    /// The rows that could not be used.
    pub left_out: LeftOut,
    /// What a reader of the results should know about the files, one sentence each.
    pub notes: Vec<String>,
    /// The files, in the order in which they were read.
    pub files: Vec<FileRead>,
}

/// A file and its size.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRead {
    /// The name of the file, without its folder.
    pub name: String,
    /// How many rows it has, bad ones included, the header not.
    pub rows: u64,
}

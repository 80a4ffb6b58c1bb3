//! Why nothing could be read.

use std::io;

use thiserror::Error;

use super::{MappingError, RowError};

/// Why files could not be read. Each message says which file, and what to do next.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file is not there, neither plain nor compressed.
    #[error("`{file}` is missing from `{folder}`: put it there, plain or as `{file}.gz`")]
    Missing {
        /// The name of the file, without `.gz`.
        file: String,
        /// Where it was looked for.
        folder: String,
    },
    /// The file is there twice, plain and compressed, and they may differ.
    #[error("both `{file}` and `{file}.gz` are in `{folder}`: remove one of them")]
    Twice {
        /// The name of the file, without `.gz`.
        file: String,
        /// The folder.
        folder: String,
    },
    /// The file cannot be opened.
    #[error("`{file}` cannot be opened ({source}): check that it exists and may be read")]
    Closed {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// The file breaks off or is not what its ending says.
    #[error("`{file}` is damaged ({source}): fetch it again, or unpack it and use the plain file")]
    Damaged {
        /// The file.
        file: String,
        /// What went wrong.
        source: io::Error,
    },
    /// The file has not even a header.
    #[error("`{file}` is empty: its first line has to name the columns")]
    Empty {
        /// The file.
        file: String,
    },
    /// The header is not text.
    #[error("the header of `{file}` is not UTF-8 text: save the file as CSV with UTF-8 encoding")]
    NotText {
        /// The file.
        file: String,
    },
    /// Two columns have one name.
    #[error("`{file}` has two columns named `{column}`: rename or remove one")]
    ColumnTwice {
        /// The file.
        file: String,
        /// The name.
        column: String,
    },
    /// A column is missing.
    #[error("`{file}` has no column `{column}`; its columns are {found}: {advice}")]
    NoColumn {
        /// The file.
        file: String,
        /// The column that is needed.
        column: String,
        /// The columns that are there, joined.
        found: String,
        /// What to do.
        advice: &'static str,
    },
    /// A column has a name that the format does not know.
    #[error("`{file}` has a column `{column}`, which is none of {known}: rename or remove it")]
    UnknownColumn {
        /// The file.
        file: String,
        /// The name.
        column: String,
        /// The names that there may be, joined.
        known: String,
    },
    /// The mapping uses a word that the policy does not declare.
    #[error(transparent)]
    Mapping(#[from] MappingError),
    /// Some rows cannot be read, and the caller did not ask to go on without them.
    #[error(
        "{count} {} cannot be read{}: correct them, or keep going without them",
        if *.count == 1 { "row" } else { "rows" },
        .first.first().map(|error| format!("; the first is {error}")).unwrap_or_default()
    )]
    BadRows {
        /// The first hundred, in order of file and row.
        first: Vec<RowError>,
        /// How many there are in all.
        count: u64,
    },
}

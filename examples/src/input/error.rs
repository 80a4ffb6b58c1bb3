//! Why nothing could be read.

use std::collections::BTreeMap;
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
    /// The folder holds no table at all.
    #[error(
        "`{folder}` holds none of the tables {}: put at least one of them there, plain or with `.gz` after its name",
        .tables.iter().map(|table| format!("`{table}.csv`")).collect::<Vec<_>>().join(", ")
    )]
    NoTables {
        /// Where they were looked for.
        folder: String,
        /// The names of the tables, without an ending.
        tables: &'static [&'static str],
    },
    /// There is no folder to look for files in.
    #[error("there is no folder `{folder}`, which should hold {wanted}: correct its name")]
    NoFolder {
        /// The folder.
        folder: String,
        /// What was looked for.
        wanted: String,
    },
    /// A file stands where a folder should.
    #[error("`{path}` is a file: name the folder that holds {wanted}")]
    NotAFolder {
        /// The path.
        path: String,
        /// What was looked for.
        wanted: String,
    },
    /// A table is there twice, such as plain and compressed, and the two may differ.
    #[error("both `{one}` and `{other}` are in `{folder}`: remove one of them")]
    Twice {
        /// The name of one file.
        one: String,
        /// The name of another one.
        other: String,
        /// The folder.
        folder: String,
    },
    /// The file is of a kind that this build of the program does not read.
    #[error(
        "`{file}` is {kind}, which this build does not read: build with the feature `{feature}`, or save it as CSV"
    )]
    NotBuilt {
        /// The file.
        file: String,
        /// What it is.
        kind: &'static str,
        /// The feature with which it would be read.
        feature: &'static str,
    },
    /// A workbook holds several sheets, and none of them is named like the table.
    #[error("`{file}` has several sheets: name the one to read `{sheet}`, or remove the others")]
    Sheets {
        /// The file.
        file: String,
        /// The name by which a sheet would be chosen.
        sheet: String,
    },
    /// A column of a table has values that are no single texts.
    #[error(
        "`{file}` has a column `{column}` of nested values ({kind}): leave it out, or write plain values"
    )]
    Nested {
        /// The file.
        file: String,
        /// The column.
        column: String,
        /// Its type.
        kind: String,
    },
    /// The file cannot be opened.
    #[error("`{file}` cannot be opened ({source}): check that it exists and may be read")]
    Closed {
        /// The file.
        file: String,
        /// What the system said.
        source: io::Error,
    },
    /// A folder stands where a file should.
    #[error("`{file}` is a folder: name a file")]
    Folder {
        /// Its name.
        file: String,
    },
    /// The file breaks off or is not what its ending says.
    #[error("`{file}` is damaged ({source}): fetch it again, or unpack it and use the plain file")]
    Damaged {
        /// The file.
        file: String,
        /// What went wrong.
        source: io::Error,
    },
    /// A quote opens a cell that no other quote closes, so that the rest of the file would be one cell.
    #[error(
        "`{file}` breaks off in a cell: the quote opened on line {line} is never closed; close it or remove it"
    )]
    UnclosedQuote {
        /// The file.
        file: String,
        /// The line on which the quote stands, from 1.
        line: u64,
    },
    /// The file is compressed, but its name does not say so.
    #[error("`{file}` is compressed with gzip: let its name end in `.gz`, or unpack it")]
    Packed {
        /// The file.
        file: String,
    },
    /// The file is text of two bytes a character.
    #[error("`{file}` is UTF-16 text: save the file as CSV with UTF-8 encoding")]
    Utf16 {
        /// The file.
        file: String,
    },
    /// The cells of the file are not separated by commas alone.
    #[error("`{file}` has {found}: save it with commas between its cells, and its header in the first line")]
    Separator {
        /// The file.
        file: String,
        /// What it has instead.
        found: &'static str,
    },
    /// The first line holds data instead of names.
    #[error("the first line of `{file}` does not look like a header: let it name the columns")]
    NoHeader {
        /// The file.
        file: String,
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
        /// The first hundred, in the order in which files are read, and then of rows.
        first: Vec<RowError>,
        /// How many there are in all.
        count: u64,
        /// How many there are in each file that has any.
        by_file: BTreeMap<String, u64>,
    },
}

//! The format of this package: one folder, one file a table, fixed column names.
//!
//! Every table may be missing; then nothing is known of what it would tell. Columns may stand in any order, and only
//! some of each list are required; a column of any other name is refused, since a misspelt column would otherwise be
//! lost without a word.

mod cells;
mod customer_goals;
mod customers;
mod event;
mod file_updates;
mod interactions;
mod organisation;
mod purchases;
mod quality_reviews;
mod rates;
mod spend;
mod surveys;
mod tickets;
mod write;

use std::path::Path;

use crm_model::{EventKinds, Records, Table, Vocabulary};

pub(super) use self::cells::{amount, currency};
use self::quality_reviews::Tickets;
pub(super) use self::surveys::{off, whole_number};
pub use self::write::write_folder;
use super::names::Words;
use super::table::{TableFile, Tally, check_folder};
use super::{Options, ReadError, Reading};

/// The tables in the order in which they are read.
pub(super) const TABLES: [&str; 12] = [
    "customers",
    "tickets",
    "events",
    "purchases",
    "interactions",
    "surveys",
    "spend",
    "file_updates",
    "customer_goals",
    "quality_reviews",
    "assignments",
    "rates",
];

/// Reads the tables that a folder holds, each plain or as `.csv.gz`, or as `.xlsx` or `.parquet` where the features of
/// these names are on.
///
/// The tables are `customers.csv`, `tickets.csv` with `events.csv`, `purchases.csv`, `interactions.csv`,
/// `surveys.csv`, `spend.csv`, `file_updates.csv`, `customer_goals.csv`, `quality_reviews.csv`, `assignments.csv` and `rates.csv`; any may be
/// missing, but not all, and neither of tickets and events without the other. Those that are there count as complete at all times, and the source as able to
/// tell of every kind of event. Channels, kinds, urgencies, complexities, tiers, departments, roles, wait reasons and tags
/// have to be declared in `vocabulary`, sheets and their criteria in [`Options::sheets`]; other words are free.
///
/// # Errors
///
/// When there is no table at all, when a file is damaged or its header is wrong, and when any row cannot be read unless
/// [`Options::keep_going`] is set.
pub fn read_folder(
    folder: &Path,
    vocabulary: &Vocabulary,
    options: &Options<'_>,
) -> Result<Reading, ReadError> {
    check_folder(folder, "tables such as `tickets.csv`")?;
    let words = Words::new(vocabulary).translating(options.maps);
    let mut reader = Reader { words: &words, tally: Tally::new(options) };
    let find = |table: &str| TableFile::find(folder, &format!("{table}.csv"), options);
    let mut records = Records { event_kinds: EventKinds::ALL, ..Records::default() };
    if let Some(file) = find("customers")? {
        records.customers = Table::complete(reader.customers(file)?);
    }
    let mut places = None;
    match (find("tickets")?, find("events")?) {
        (None, None) => {}
        (None, Some(_)) => return Err(missing("tickets.csv", folder)),
        (Some(_), None) => return Err(missing("events.csv", folder)),
        (Some(tickets), Some(events)) => {
            let words = reader.words;
            let (mut rows, of_tickets) = tickets::read_tickets(tickets, words, &mut reader.tally)?;
            tickets::read_events(events, words, &of_tickets, &mut rows, &mut reader.tally)?;
            records.tickets = Table::complete(rows);
            places = Some(of_tickets);
        }
    }
    if let Some(file) = find("purchases")? {
        records.purchases = Table::complete(reader.purchases(file)?);
    }
    if let Some(file) = find("interactions")? {
        records.interactions = Table::complete(reader.interactions(file)?);
    }
    if let Some(file) = find("surveys")? {
        records.answers = Table::complete(reader.surveys(file)?);
    }
    if let Some(file) = find("spend")? {
        records.spend = Table::complete(reader.spend(file)?);
    }
    if let Some(file) = find("file_updates")? {
        records.file_updates = Table::complete(reader.file_updates(file)?);
    }
    if let Some(file) = find("customer_goals")? {
        records.customer_goals = Table::complete(reader.customer_goals(file)?);
    }
    if let Some(file) = find("quality_reviews")? {
        let tickets = match (&places, &records.tickets) {
            (Some(places), Table::Supplied { rows, .. }) => Some(Tickets { places, rows }),
            _ => None,
        };
        records.quality_reviews = Table::complete(reader.quality_reviews(file, tickets)?);
    }
    if let Some(file) = find("assignments")? {
        records.organisation = Some(reader.assignments(file)?);
    }
    if let Some(file) = find("rates")? {
        records.rates = reader.rates(file)?;
    }
    let Tally { rows, left_out, files, .. } = reader.tally;
    if files.is_empty() {
        return Err(ReadError::NoTables { folder: folder.display().to_string(), tables: &TABLES });
    }
    let left_out = left_out.settle(options)?;
    Ok(Reading { records, rows, left_out, notes: words.notes(), files })
}

/// What the readers of all tables share.
struct Reader<'a> {
    words: &'a Words<'a>,
    tally: Tally<'a>,
}

fn missing(file: &str, folder: &Path) -> ReadError {
    ReadError::Missing { file: file.to_owned(), folder: folder.display().to_string() }
}

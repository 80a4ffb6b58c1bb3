//! The CSV format of this package: one folder, one file a table, fixed column names.
//!
//! `tickets.csv` and `events.csv` have to be there, `customers.csv` may be. Columns may stand in any order, and
//! only the first ones of each list below are required; a column of any other name is refused, since a misspelt
//! column would otherwise be lost without a word.

mod event;
mod write;

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use crm_model::{
    Customer, CustomerId, DatedTier, EventKinds, Records, Table, Tag, TicketId, TicketRecord, Vocabulary,
};

use self::event::EventColumns;
pub use self::write::write_folder;
use super::names::{Names, Words};
use super::row_error::Refusal;
use super::table::{Row, TableFile, Tally};
use super::{Options, ReadError, Reading};

const ADVICE: &str = "add the column to the header";

/// Columns of `tickets.csv`; the first is required.
const TICKET_COLUMNS: [&str; 4] = ["ticket", "customer", "channel", "tags"];
/// Columns of `customers.csv`; the first is required.
const CUSTOMER_COLUMNS: [&str; 3] = ["customer", "tier", "tier_from"];

/// Reads `tickets.csv`, `events.csv` and, if it is there, `customers.csv` from a folder, each plain or as `.csv.gz`.
///
/// The tables count as complete at all times, and the source as able to tell of every kind of event. Words of open
/// vocabularies have to be declared in `vocabulary`.
///
/// # Errors
///
/// When a file is missing or damaged, when its header is wrong, and when any row cannot be read unless
/// [`Options::keep_going`] is set.
pub fn read_folder(
    folder: &Path,
    vocabulary: &Vocabulary,
    options: &Options<'_>,
) -> Result<Reading, ReadError> {
    let words = Words::new(vocabulary);
    let mut names = SharedNames { customers: Names::new() };
    let mut tally = Tally::new(options);
    let customers = match TableFile::find(folder, "customers.csv")? {
        Some(file) => Table::complete(read_customers(file, &words, &mut names, &mut tally)?),
        None => Table::NotSupplied,
    };
    let file = TableFile::need(folder, "tickets.csv")?;
    let (mut tickets, places) = read_tickets(file, &words, &mut names, &mut tally)?;
    let file = TableFile::need(folder, "events.csv")?;
    read_events(file, &words, &places, &mut tickets, &mut tally)?;
    let left_out = tally.left_out.settle(options)?;
    let records = Records { customers, tickets: Table::complete(tickets), event_kinds: EventKinds::ALL };
    Ok(Reading { records, rows: tally.rows, left_out, notes: Vec::new(), files: tally.files })
}

struct SharedNames {
    customers: Names<CustomerId>,
}

fn read_customers(
    file: TableFile,
    words: &Words<'_>,
    names: &mut SharedNames,
    tally: &mut Tally<'_>,
) -> Result<Vec<Customer>, ReadError> {
    file.only_columns(&CUSTOMER_COLUMNS)?;
    let id = file.need_column("customer", ADVICE)?;
    let (tier, from) = (file.column("tier"), file.column("tier_from"));
    let mut customers: Vec<Customer> = Vec::new();
    let mut places: HashMap<CustomerId, usize> = HashMap::new();
    file.each_row(tally, |row| {
        let customer =
            names.customers.get(row.cell(id)?).map_err(|error| row.refusal(id, true, error.to_string()))?;
        let tier = word(row, tier, |text| words.tiers.get(text))?;
        let from = instant(row, from)?;
        if tier.is_none() && from.is_some() {
            return Err(Refusal::of_row("has a tier_from but no tier"));
        }
        let place = *places.entry(customer).or_insert_with_key(|id| {
            customers.push(Customer { id: id.clone(), tiers: Vec::new() });
            customers.len() - 1
        });
        if let (Some(customer), Some(tier)) = (customers.get_mut(place), tier) {
            customer.tiers.push(DatedTier { from, tier });
        }
        Ok(())
    })?;
    Ok(customers)
}

type Places = HashMap<Box<str>, usize>;

fn read_tickets(
    file: TableFile,
    words: &Words<'_>,
    names: &mut SharedNames,
    tally: &mut Tally<'_>,
) -> Result<(Vec<TicketRecord>, Places), ReadError> {
    file.only_columns(&TICKET_COLUMNS)?;
    let id = file.need_column("ticket", ADVICE)?;
    let (customer, channel, tags) = (file.column("customer"), file.column("channel"), file.column("tags"));
    let (mut tickets, mut places) = (Vec::new(), Places::new());
    file.each_row(tally, |row| {
        let text = row.cell(id)?;
        let ticket = TicketId::new(text).map_err(|error| row.refusal(id, false, error.to_string()))?;
        let place = tickets.len();
        places.entry(text.into()).or_insert(place);
        tickets.push(TicketRecord::new(ticket, Vec::new()));
        let filled = fill_ticket(row, [customer, channel, tags], words, names);
        if let (Ok(filled), Some(ticket)) = (&filled, tickets.last_mut()) {
            filled.clone().put_into(ticket);
        }
        filled.map(|_| ())
    })?;
    Ok((tickets, places))
}

/// What a row of `tickets.csv` says besides the id.
#[derive(Clone)]
struct TicketCells {
    customer: Option<CustomerId>,
    channel: Option<crm_model::Channel>,
    tags: Vec<Tag>,
}

impl TicketCells {
    fn put_into(self, ticket: &mut TicketRecord) {
        (ticket.customer, ticket.channel, ticket.tags) = (self.customer, self.channel, self.tags);
    }
}

fn fill_ticket(
    row: &Row<'_>,
    [customer, channel, tags]: [Option<usize>; 3],
    words: &Words<'_>,
    names: &mut SharedNames,
) -> Result<TicketCells, Refusal> {
    let mut cells = TicketCells { customer: None, channel: None, tags: Vec::new() };
    if let (Some(column), Some(text)) = (customer, row.filled(customer)?) {
        let name = names.customers.get(text).map_err(|error| row.refusal(column, true, error.to_string()))?;
        cells.customer = Some(name);
    }
    cells.channel = word(row, channel, |text| words.channels.get(text))?;
    if let (Some(column), Some(text)) = (tags, row.filled(tags)?) {
        for tag in text.split(';') {
            let tag = words.tags.get(tag).map_err(|_| {
                row.refusal(column, false, format!("names {tag:?}, which is not a declared tag"))
            })?;
            cells.tags.push(tag);
        }
    }
    Ok(cells)
}

fn read_events(
    file: TableFile,
    words: &Words<'_>,
    places: &Places,
    tickets: &mut [TicketRecord],
    tally: &mut Tally<'_>,
) -> Result<(), ReadError> {
    let columns = EventColumns::find(&file)?;
    let mut people = Names::new();
    file.each_row(tally, |row| {
        let id = row.cell(columns.ticket)?;
        let unknown = || row.refusal(columns.ticket, false, "is no ticket of tickets.csv");
        let place = places.get(id).ok_or_else(unknown)?;
        let event = columns.event(row, words, &mut people)?;
        tickets.get_mut(*place).ok_or_else(unknown)?.events.push(event);
        Ok(())
    })
}

/// Reads a declared word from an optional cell.
fn word<T>(
    row: &Row<'_>,
    column: Option<usize>,
    find: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Refusal> {
    let (Some(column), Some(text)) = (column, row.filled(column)?) else { return Ok(None) };
    find(text).map(Some).map_err(|rule| row.refusal(column, false, rule))
}

/// Reads an instant from an optional cell.
fn instant(row: &Row<'_>, column: Option<usize>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let (Some(column), Some(text)) = (column, row.filled(column)?) else { return Ok(None) };
    let refused = |_| row.refusal(column, false, "is not an instant such as 2026-03-02T09:00:00+08:00");
    DateTime::parse_from_rfc3339(text).map(|instant| Some(instant.to_utc())).map_err(refused)
}

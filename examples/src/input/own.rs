//! The CSV format of this package: one folder, one file a table, fixed column names.
//!
//! `tickets.csv` and `events.csv` have to be there, `customers.csv` may be. Columns may stand in any order, and
//! only the first ones of each list below are required; a column of any other name is refused, since a misspelt
//! column would otherwise be lost without a word.

mod event;
mod write;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use crm_model::{
    Customer, CustomerId, DatedTier, EventKinds, Records, Table, Tag, TicketId, TicketRecord, Vocabulary,
};

use self::event::EventColumns;
pub use self::write::write_folder;
use super::instant::settled;
use super::names::{Names, WordSet, Words};
use super::row_error::{Refusal, Showing};
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
    let customers = match TableFile::find(folder, "customers.csv", options)? {
        Some(file) => Table::complete(read_customers(file, &words, &mut names, &mut tally)?),
        None => Table::NotSupplied,
    };
    let file = TableFile::need(folder, "tickets.csv", options)?;
    let (mut tickets, places) = read_tickets(file, &words, &mut names, &mut tally)?;
    let file = TableFile::need(folder, "events.csv", options)?;
    read_events(file, &words, &places, &mut tickets, &mut tally)?;
    let left_out = tally.left_out.settle(options)?;
    let records = Records {
        customers,
        tickets: Table::complete(tickets),
        event_kinds: EventKinds::ALL,
        ..Records::default()
    };
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
        let customer = names.customers.get(row.cell(id)?);
        let customer = customer.map_err(|error| row.refusal(id, Showing::Personal, error.to_string()))?;
        // A customer is known by the id, whatever the other cells are.
        let place = *places.entry(customer).or_insert_with_key(|id| {
            customers.push(Customer::new(id.clone()));
            customers.len() - 1
        });
        let tier = declared(row, tier, &words.tiers)?;
        let from = instant(row, from)?;
        if tier.is_none() && from.is_some() {
            return Err(Refusal::of_row("has a tier_from but no tier"));
        }
        if let (Some(customer), Some(tier)) = (customers.get_mut(place), tier) {
            customer.tiers.push(DatedTier { from, tier });
        }
        Ok(())
    })?;
    Ok(customers)
}

/// The ids of `tickets.csv`.
#[derive(Default)]
struct Places {
    tickets: HashMap<Box<str>, usize>,
    /// Those whose row cannot be used at all.
    refused: HashSet<Box<str>>,
}

fn read_tickets(
    file: TableFile,
    words: &Words<'_>,
    names: &mut SharedNames,
    tally: &mut Tally<'_>,
) -> Result<(Vec<TicketRecord>, Places), ReadError> {
    file.only_columns(&TICKET_COLUMNS)?;
    let id = file.need_column("ticket", ADVICE)?;
    let (customer, channel, tags) = (file.column("customer"), file.column("channel"), file.column("tags"));
    let (mut tickets, mut places) = (Vec::new(), Places::default());
    file.each_raw_row(tally, |row| {
        let text = row.cell(id)?;
        let ticket = row.check_cells().and_then(|()| {
            TicketId::new(text).map_err(|error| row.refusal(id, Showing::Ids, error.to_string()))
        });
        let ticket = ticket.inspect_err(|_| {
            if !text.is_empty() {
                places.refused.insert(text.into());
            }
        })?;
        places.tickets.entry(text.into()).or_insert(tickets.len());
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
        let name = names.customers.get(text);
        let name = name.map_err(|error| row.refusal(column, Showing::Personal, error.to_string()))?;
        cells.customer = Some(name);
    }
    cells.channel = declared(row, channel, &words.channels)?;
    if let (Some(column), Some(text)) = (tags, row.filled(tags)?) {
        for (place, tag) in (1_u64..).zip(text.split(';')) {
            let rule = || format!("names an undeclared tag (the {})", ordinal(place));
            let tag = words.tags.get(tag).map_err(|_| row.refusal(column, words.tags.showing(), rule()))?;
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
    let file_name = file.name().to_owned();
    // The first event of tickets whose rows are refused, and how many there are.
    let mut orphans: Option<(u64, u64)> = None;
    file.each_row(tally, |row| {
        let id = row.cell(columns.ticket)?;
        let unknown = || row.refusal(columns.ticket, Showing::Ids, "is no ticket of tickets.csv");
        let Some(place) = places.tickets.get(id) else {
            if !places.refused.contains(id) {
                return Err(unknown());
            }
            orphans.get_or_insert((row.line, 0)).1 += 1;
            return Ok(());
        };
        let event = columns.event(row, words, &mut people)?;
        tickets.get_mut(*place).ok_or_else(unknown)?.events.push(event);
        Ok(())
    })?;
    if let Some((line, rows)) = orphans {
        let rule = match rows {
            1 => "belongs to a ticket whose row in tickets.csv cannot be used".to_owned(),
            2 => "and 1 later row belong to tickets whose rows in tickets.csv cannot be used".to_owned(),
            _ => {
                let later = rows - 1;
                format!("and {later} later rows belong to tickets whose rows in tickets.csv cannot be used")
            }
        };
        tally.left_out.add_rows(Refusal::of_row(rule).at(&file_name, line), rows);
    }
    Ok(())
}

/// Reads a declared word from an optional cell.
fn declared<T: Clone>(
    row: &Row<'_>,
    column: Option<usize>,
    words: &WordSet<'_, T>,
) -> Result<Option<T>, Refusal> {
    word(row, column, words.showing(), |text| words.get(text))
}

/// Reads a word from an optional cell.
fn word<T>(
    row: &Row<'_>,
    column: Option<usize>,
    showing: Showing,
    find: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, Refusal> {
    let (Some(column), Some(text)) = (column, row.filled(column)?) else { return Ok(None) };
    find(text).map(Some).map_err(|rule| row.refusal(column, showing, rule))
}

/// Reads an instant from an optional cell.
fn instant(row: &Row<'_>, column: Option<usize>) -> Result<Option<DateTime<Utc>>, Refusal> {
    let (Some(column), Some(text)) = (column, row.filled(column)?) else { return Ok(None) };
    let at = DateTime::parse_from_rfc3339(text)
        .map_err(|_| "is not an instant such as 2026-03-02T09:00:00+08:00".to_owned());
    let at = at.and_then(|at| settled(at.to_utc()));
    at.map(Some).map_err(|rule| row.refusal(column, Showing::Instants, rule))
}

/// Returns a place in a list in words such as `2nd`.
fn ordinal(place: u64) -> String {
    let ending = match (place % 10, place % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{place}{ending}")
}

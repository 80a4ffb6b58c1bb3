//! `tickets.csv` and `events.csv`.

use std::collections::{HashMap, HashSet};

use crm_model::{CustomerId, Tag, TicketId, TicketRecord};

use super::cells::{ADVICE, CLOSED_WORDS, declared, declared_list, name, word, yes_or_no};
use super::event::EventColumns;
use crate::input::ReadError;
use crate::input::names::Words;
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::{Row, TableFile, Tally};

/// Columns of `tickets.csv`; the first is required. Whether a ticket is described, `described` says in a word, or
/// `description` by not being blank; its text is not kept.
pub(super) const COLUMNS: [&str; 6] = ["ticket", "customer", "channel", "tags", "described", "description"];

/// The ids of `tickets.csv`.
#[derive(Default)]
pub(super) struct Places {
    tickets: HashMap<Box<str>, usize>,
    /// Those whose row cannot be used at all.
    refused: HashSet<Box<str>>,
}

impl Places {
    /// Returns where a ticket is among those that were read.
    pub(super) fn of(&self, ticket: &str) -> Option<usize> {
        self.tickets.get(ticket).copied()
    }

    /// Returns whether the row of a ticket cannot be used at all.
    pub(super) fn is_refused(&self, ticket: &str) -> bool {
        self.refused.contains(ticket)
    }
}

/// Room for the events of most tickets, so that their lists are not moved as they grow.
const USUAL_EVENTS: usize = 6;

/// Reads the tickets, and where each of them is.
pub(super) fn read_tickets(
    file: TableFile,
    words: &Words<'_>,
    tally: &mut Tally<'_>,
) -> Result<(Vec<TicketRecord>, Places), ReadError> {
    file.only_columns(&COLUMNS)?;
    let id = file.need_column("ticket", ADVICE)?;
    let (customer, channel, tags) = (file.column("customer"), file.column("channel"), file.column("tags"));
    let (described, description) = (file.column("described"), file.column("description"));
    let columns = Columns { customer, channel, tags, described, description };
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
        let filled = fill_ticket(row, &columns, words);
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
    described: Option<bool>,
}

impl TicketCells {
    fn put_into(self, ticket: &mut TicketRecord) {
        (ticket.customer, ticket.channel, ticket.tags) = (self.customer, self.channel, self.tags);
        ticket.described = self.described;
    }
}

/// The places of the columns besides the id.
struct Columns {
    customer: Option<usize>,
    channel: Option<usize>,
    tags: Option<usize>,
    described: Option<usize>,
    description: Option<usize>,
}

fn fill_ticket(row: &Row<'_>, columns: &Columns, words: &Words<'_>) -> Result<TicketCells, Refusal> {
    let said = word(row, columns.described, CLOSED_WORDS, yes_or_no)?;
    let written = match columns.description {
        Some(column) => Some(!row.cell(column)?.trim().is_empty()),
        None => None,
    };
    Ok(TicketCells {
        customer: name(row, columns.customer, Showing::Personal)?,
        channel: declared(row, columns.channel, &words.channels)?,
        tags: declared_list(row, columns.tags, &words.tags)?,
        described: said.max(written),
    })
}

/// Reads the events into their tickets.
pub(super) fn read_events(
    file: TableFile,
    words: &Words<'_>,
    places: &Places,
    tickets: &mut [TicketRecord],
    tally: &mut Tally<'_>,
) -> Result<(), ReadError> {
    let columns = EventColumns::find(&file)?;
    let file_name = file.name().to_owned();
    // The first event of tickets whose rows are refused, and how many there are.
    let mut orphans: Option<(u64, u64)> = None;
    // Exports list the events of a ticket one after the other, so the ticket before is looked at first.
    let mut before: Option<usize> = None;
    file.each_row(tally, |row| {
        let id = row.cell(columns.ticket)?;
        let unknown = || row.refusal(columns.ticket, Showing::Ids, "is no ticket of tickets.csv");
        let same = before.filter(|place| tickets.get(*place).is_some_and(|ticket| ticket.id.as_str() == id));
        let Some(place) = same.or_else(|| places.of(id)) else {
            if !places.is_refused(id) {
                return Err(unknown());
            }
            orphans.get_or_insert((row.line, 0)).1 += 1;
            return Ok(());
        };
        let event = columns.event(row, words)?;
        before = Some(place);
        let events = &mut tickets.get_mut(place).ok_or_else(unknown)?.events;
        if events.is_empty() {
            events.reserve_exact(USUAL_EVENTS);
        }
        events.push(event);
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

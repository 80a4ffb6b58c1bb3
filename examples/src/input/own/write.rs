//! Writing the CSV format of this package.

use std::io;
use std::path::Path;

use chrono::{DateTime, SecondsFormat, Utc};
use crm_model::{
    Classification, Customer, Happening, Holder, Precision, Records, Table, Tag, TicketEvent, TicketRecord,
};

/// Writes records as files that [`read_folder`](super::read_folder) reads back: `tickets.csv`, `events.csv`, and
/// `customers.csv` where there is a table of customers.
///
/// What the tables say of their completeness, and which kinds of event the source tells of, is not written.
///
/// # Errors
///
/// When a file cannot be written, or a tag holds a semicolon, which separates tags.
pub fn write_folder(records: &Records, folder: &Path) -> io::Result<()> {
    if let Table::Supplied { rows, .. } = &records.customers {
        write_customers(rows, &folder.join("customers.csv"))?;
    }
    let tickets = match &records.tickets {
        Table::Supplied { rows, .. } => rows.as_slice(),
        Table::NotSupplied => &[],
    };
    write_tickets(tickets, &folder.join("tickets.csv"))?;
    write_events(tickets, &folder.join("events.csv"))
}

fn write_customers(customers: &[Customer], path: &Path) -> io::Result<()> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(super::CUSTOMER_COLUMNS)?;
    for customer in customers {
        if customer.tiers.is_empty() {
            file.write_record([customer.id.as_str(), "", ""])?;
        }
        for dated in &customer.tiers {
            let from = dated.from.map(written).unwrap_or_default();
            file.write_record([customer.id.as_str(), dated.tier.as_str(), &from])?;
        }
    }
    file.flush()
}

fn write_tickets(tickets: &[TicketRecord], path: &Path) -> io::Result<()> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(super::TICKET_COLUMNS)?;
    for ticket in tickets {
        if let Some(tag) = ticket.tags.iter().find(|tag| tag.as_str().contains(';')) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("tag {:?} holds a semicolon, which separates tags", tag.as_str()),
            ));
        }
        let customer = ticket.customer.as_ref().map_or("", |customer| customer.as_str());
        let channel = ticket.channel.as_ref().map_or("", |channel| channel.as_str());
        let tags: Vec<&str> = ticket.tags.iter().map(Tag::as_str).collect();
        file.write_record([ticket.id.as_str(), customer, channel, &tags.join(";")])?;
    }
    file.flush()
}

fn write_events(tickets: &[TicketRecord], path: &Path) -> io::Result<()> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(super::event::COLUMNS)?;
    for ticket in tickets {
        for event in &ticket.events {
            write_event(&mut file, ticket.id.as_str(), event)?;
        }
    }
    file.flush()
}

fn write_event<W: io::Write>(file: &mut csv::Writer<W>, ticket: &str, event: &TicketEvent) -> io::Result<()> {
    let (occurred_at, recorded_at) =
        (written(event.occurred_at), event.recorded_at.map(written).unwrap_or_default());
    let precision = match event.precision {
        Precision::Exact => "",
        Precision::NotAfter => "not-after",
    };
    let sequence = event.sequence.map(|sequence| sequence.to_string()).unwrap_or_default();
    let actor = event.actor.as_ref().map_or("", |actor| actor.as_str());
    let start = [ticket, event.kind().as_str(), &occurred_at, precision, &recorded_at, &sequence, actor];
    for cell in start.into_iter().chain(details(&event.happening)) {
        file.write_field(cell)?;
    }
    Ok(file.write_record(None::<&[u8]>)?)
}

/// Returns the cells `kind`, `urgency`, `complexity`, `department`, `person`, `reason`, `satisfied` and `into`.
fn details(happening: &Happening) -> [&str; 8] {
    let mut cells = [""; 8];
    let [kind, urgency, complexity, department, person, reason, satisfied, into] = &mut cells;
    match happening {
        Happening::Classified(Classification { kind: k, urgency: u, complexity: c }) => {
            *kind = k.as_ref().map_or("", |word| word.as_str());
            *urgency = u.as_ref().map_or("", |word| word.as_str());
            *complexity = c.as_ref().map_or("", |word| word.as_str());
        }
        Happening::Assigned(holder) | Happening::Transferred(holder) => {
            let Holder { department: unit, person: one } = holder;
            *department = unit.as_ref().map_or("", |word| word.as_str());
            *person = one.as_ref().map_or("", |word| word.as_str());
        }
        Happening::Waiting(why) | Happening::Back(Some(why)) => *reason = why.as_str(),
        Happening::Revisited(Some(answer)) => *satisfied = if *answer { "yes" } else { "no" },
        Happening::Merged(ticket) => *into = ticket.as_str(),
        _ => {}
    }
    cells
}

fn written(instant: DateTime<Utc>) -> String {
    instant.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

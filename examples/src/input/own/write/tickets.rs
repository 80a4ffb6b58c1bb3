//! Writing `tickets.csv` and `events.csv`.

use std::io;
use std::path::Path;

use crm_model::{Classification, Happening, Holder, Precision, Tag, TicketEvent, TicketRecord};

use super::{instant, list, optional, table, yes_or_no};
use crate::input::own::event;

/// Columns of `tickets.csv` that are written: descriptions are not held.
const TICKETS: [&str; 5] = ["ticket", "customer", "channel", "tags", "described"];

pub(super) fn write_tickets(rows: &[TicketRecord], folder: &Path) -> io::Result<()> {
    let mut file = table(folder, "tickets", &TICKETS)?;
    for ticket in rows {
        let customer = ticket.customer.as_ref().map_or("", |customer| customer.as_str());
        let channel = ticket.channel.as_ref().map_or("", |channel| channel.as_str());
        let tags = list("a tag", ticket.tags.iter().map(Tag::as_str))?;
        let described = ticket.described.map_or("", yes_or_no);
        file.write_record([ticket.id.as_str(), customer, channel, &tags, described])?;
    }
    file.flush()
}

pub(super) fn write_events(tickets: &[TicketRecord], folder: &Path) -> io::Result<()> {
    let mut file = table(folder, "events", &event::COLUMNS)?;
    for ticket in tickets {
        for event in &ticket.events {
            write_event(&mut file, ticket.id.as_str(), event)?;
        }
    }
    file.flush()
}

fn write_event<W: io::Write>(file: &mut csv::Writer<W>, ticket: &str, event: &TicketEvent) -> io::Result<()> {
    let (occurred_at, recorded_at) = (instant(event.occurred_at), optional(event.recorded_at, instant));
    let precision = match event.precision {
        Precision::Exact => "",
        Precision::NotAfter => "not-after",
    };
    let sequence = event.sequence.map(|sequence| sequence.to_string()).unwrap_or_default();
    let actor = event.actor.as_ref().map_or("", |actor| actor.as_str());
    let start = [ticket, event.kind().as_str(), &occurred_at, precision, &recorded_at, &sequence, actor];
    let agreed = match &event.happening {
        Happening::Agreed(agreement) => agreement.to_string(),
        _ => String::new(),
    };
    let details = details(&event.happening).into_iter().chain([agreed.as_str()]);
    Ok(file.write_record(start.into_iter().chain(details))?)
}

/// Returns the cells `kind`, `urgency`, `complexity`, `department`, `person`, `reason`, `satisfied`, `into`, `role` and
/// `remedy`.
fn details(happening: &Happening) -> [&str; 10] {
    let mut cells = [""; 10];
    let [kind, urgency, complexity, department, person, reason, satisfied, into, role, remedy] = &mut cells;
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
        Happening::Escalated(to) => *role = to.as_str(),
        Happening::Remedy(kind_of_solution) => *remedy = kind_of_solution.as_str(),
        _ => {}
    }
    cells
}

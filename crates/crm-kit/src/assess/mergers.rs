//! Which tickets were merged into a ticket, directly or by way of others (edge case T35).

use alloc::vec::Vec;

use crm_model::{Dataset, EventKind, Happening, Ticket};
use crm_sla::Absorbed;

/// Returns the tickets of a data set that were merged into `ticket`, for [`Case::absorbed`](crate::Case::absorbed). Mergers
/// that go round in a circle end where they began.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{Happening, Table, TicketEvent, TicketId, TicketRecord};
/// use crm_kit::{Dataset, Records, absorbed};
///
/// let (first, second) = (TicketId::new("T-1")?, TicketId::new("T-2")?);
/// let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened);
/// let merged = TicketEvent::at("2026-03-02T10:00:00Z".parse()?, Happening::Merged(second.clone()));
/// let tickets = vec![
///     TicketRecord::new(first.clone(), vec![opened.clone(), merged]),
///     TicketRecord::new(second.clone(), vec![opened]),
/// ];
/// let (dataset, _) = Dataset::new(Records { tickets: Table::complete(tickets), ..Records::default() });
/// let absorbed = absorbed(&dataset, dataset.ticket(&second).unwrap());
/// assert_eq!(absorbed[0].ticket(), &first);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn absorbed(dataset: &Dataset, ticket: &Ticket) -> Vec<Absorbed> {
    let mut found: Vec<Absorbed> = Vec::new();
    // Each with what carries it on; the ticket itself with nothing.
    let mut links: Vec<(&Ticket, Option<Absorbed>)> = Vec::from([(ticket, None)]);
    while let Some((last, carried)) = links.pop() {
        for merged in dataset.merged_into(last.id()) {
            if merged.id() == ticket.id() || !is_first_merged_into(merged, last) {
                continue;
            }
            let absorbed = match &carried {
                None => Absorbed::new(merged, last),
                Some(carried) => carried.joined_by(merged),
            };
            links.extend(absorbed.clone().map(|absorbed| (merged, Some(absorbed))));
            found.extend(absorbed);
        }
    }
    found
}

/// Returns whether a ticket ended with its merger into another: what it is said to have been merged into later, it brings
/// nothing.
fn is_first_merged_into(merged: &Ticket, into: &Ticket) -> bool {
    let first = merged.first(EventKind::Merged).map(|event| &event.happening);
    matches!(first, Some(Happening::Merged(id)) if id == into.id())
}

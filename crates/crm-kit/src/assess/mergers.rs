//! Which tickets were merged into a ticket, directly or by way of others (edge case T35).

use alloc::vec::Vec;

use crm_model::{Dataset, Ticket};
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
    let mut links: Vec<&Ticket> = Vec::from([ticket]);
    collect(dataset, &mut links, &mut found);
    found
}

/// Adds what was merged into the last of `links`, and goes on from there; the first is the ticket that carries on.
fn collect<'a>(dataset: &'a Dataset, links: &mut Vec<&'a Ticket>, found: &mut Vec<Absorbed>) {
    let Some(last) = links.last().copied() else { return };
    for merged in dataset.merged_into(last.id()) {
        if links.iter().any(|link| link.id() == merged.id()) {
            continue;
        }
        let mut absorbed = Absorbed::new(merged, last);
        for link in links.iter().rev().skip(1) {
            absorbed = absorbed.and_then(|absorbed| absorbed.carried_on(link));
        }
        found.extend(absorbed);
        links.push(merged);
        collect(dataset, links, found);
        links.pop();
    }
}

//! Which tickets were merged into a ticket, directly or by way of others (edge case T35).

use alloc::vec::Vec;

use crm_model::{Dataset, Ticket};
use crm_sla::Absorbed;

/// Returns the tickets that were merged into `ticket`; mergers that go round in a circle end where they began.
pub(super) fn absorbed(dataset: &Dataset, ticket: &Ticket) -> Vec<Absorbed> {
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
            absorbed = absorbed.and_then(|absorbed| Absorbed::new(absorbed.history(), link));
        }
        found.extend(absorbed);
        links.push(merged);
        collect(dataset, links, found);
        links.pop();
    }
}

//! The tickets of a data set: whose they are, which were merged into which, and whose records disagree.

use alloc::vec;
use alloc::vec::Vec;

use super::by_customer::ByCustomer;
use super::{CustomerCode, Dataset};
use crate::{Contradiction, Finding, Happening, Noticed, Subject, Ticket, TicketId};

impl Dataset {
    /// Returns the tickets, sorted by id.
    pub fn tickets(&self) -> &[Ticket] {
        &self.tickets
    }

    /// Returns a ticket by its id.
    pub fn ticket(&self, id: &TicketId) -> Option<&Ticket> {
        let place = self.tickets.binary_search_by(|ticket| ticket.id().cmp(id)).ok()?;
        self.tickets.get(place)
    }

    /// Yields the tickets of a customer, sorted by id.
    pub fn tickets_of(&self, code: CustomerCode) -> impl Iterator<Item = &Ticket> {
        self.tickets_of.of(code).iter().filter_map(|place| self.tickets.get(*place))
    }

    /// Returns for each of the [`tickets`](Self::tickets) the code of its customer, `None` where nobody knows it.
    pub fn customers_of_tickets(&self) -> &[Option<CustomerCode>] {
        &self.customers_of_tickets
    }

    /// Yields the tickets that were merged into the one of this id, sorted by id.
    pub fn merged_into(&self, id: &TicketId) -> impl Iterator<Item = &Ticket> {
        let target = self.tickets.binary_search_by(|ticket| ticket.id().cmp(id)).ok();
        let range = target.filter(|_| !self.mergers.is_empty()).map(|target| {
            let first = self.mergers.partition_point(|(into, _)| *into < target);
            let last = self.mergers.partition_point(|(into, _)| *into <= target);
            first..last
        });
        let mergers = range.and_then(|range| self.mergers.get(range)).unwrap_or_default();
        mergers.iter().filter_map(|(_, merged)| self.tickets.get(*merged))
    }

    /// Returns whether records of one ticket disagree about whose it is or by which channel it came (clause D-CHAN-4).
    pub fn records_disagree(&self, ticket: &TicketId) -> bool {
        self.disagreeing.binary_search(ticket).is_ok()
    }
}

/// Returns the customer of each ticket, by the places of tickets by customer.
pub(super) fn customers_of(tickets: &ByCustomer<usize>, number: usize) -> Vec<Option<CustomerCode>> {
    let mut customers = vec![None; number];
    for (_, code, places) in tickets.groups() {
        for place in places {
            if let Some(customer) = customers.get_mut(*place) {
                *customer = code;
            }
        }
    }
    customers
}

/// Returns the places of each ticket into which another was merged, and of that other; reports mergers into tickets that
/// are not there. `tickets` are sorted by id.
pub(super) fn mergers(tickets: &[Ticket], findings: &mut Vec<Finding>) -> Vec<(usize, usize)> {
    let mut mergers = Vec::new();
    for (place, ticket) in tickets.iter().enumerate() {
        for event in ticket.events() {
            let Happening::Merged(into) = &event.happening else { continue };
            match tickets.binary_search_by(|other| other.id().cmp(into)) {
                Ok(target) if target != place => mergers.push((target, place)),
                _ => {
                    let noticed = Noticed::MergedIntoUnknown(into.clone());
                    findings.push(Finding { subject: Subject::Ticket(ticket.id().clone()), noticed });
                }
            }
        }
    }
    mergers.sort_unstable();
    mergers.dedup();
    mergers
}

/// Returns the tickets of which a finding says that their records disagree about a field, sorted.
pub(super) fn disagreeing(findings: &[Finding]) -> Vec<TicketId> {
    let disagrees = |finding: &Finding| match (&finding.subject, &finding.noticed) {
        (Subject::Ticket(id), Noticed::Contradiction(Contradiction::FieldDisagrees { .. })) => {
            Some(id.clone())
        }
        _ => None,
    };
    let mut tickets: Vec<TicketId> = findings.iter().filter_map(disagrees).collect();
    tickets.sort_unstable();
    tickets.dedup();
    tickets
}

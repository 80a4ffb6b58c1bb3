//! The records of a company, joined, sorted and checked once.

use alloc::vec::Vec;
use core::mem;

use chrono::{DateTime, Utc};

use crate::{
    Contradiction, Customer, CustomerId, EventKinds, Fact, Field, Finding, Happening, Noticed, Subject,
    Ticket, TicketId, TicketRecord,
};

/// Everything that a caller supplies, in any order.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Records {
    /// The customers.
    pub customers: Table<Customer>,
    /// The tickets with their events.
    pub tickets: Table<TicketRecord>,
    /// The kinds of event that the source can tell of. A clock that only other kinds could stop is undetermined,
    /// not overdue.
    pub event_kinds: EventKinds,
}

/// A table that may be absent: nothing known is something else than nothing there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Table<T> {
    /// The caller has no such table.
    #[default]
    NotSupplied,
    /// The rows, complete for a stretch of time.
    Supplied {
        /// The first instant for which the table is complete; `None` for "from the beginning".
        from: Option<DateTime<Utc>>,
        /// The last instant for which the table is complete; `None` for "up to any instant of assessment".
        until: Option<DateTime<Utc>>,
        /// The rows, in any order.
        rows: Vec<T>,
    },
}

impl<T> Table<T> {
    /// Returns a table that is complete at all times.
    pub fn complete(rows: Vec<T>) -> Self {
        Self::Supplied { from: None, until: None, rows }
    }
}

/// What [`Dataset::new`] noticed about the records: findings in their total order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Integrity {
    /// The findings, sorted.
    pub findings: Vec<Finding>,
}

/// Records in one canonical form: tickets and customers sorted by id, each ticket's events sorted, repeats gone.
///
/// Two data sets of the same records are equal, whatever order the records came in.
///
/// # Examples
///
/// ```
/// use crm_model::chrono::DateTime;
/// use crm_model::{Dataset, EventKinds, Happening, Records, Table, TicketEvent, TicketId, TicketRecord};
///
/// let noon = "2026-03-02T12:00:00Z".parse::<DateTime<_>>()?;
/// let opened = |id: &str| -> Result<_, crm_model::NameError> {
///     Ok(TicketRecord::new(TicketId::new(id)?, vec![TicketEvent::at(noon, Happening::Opened)]))
/// };
/// let (dataset, integrity) = Dataset::new(Records {
///     customers: Table::NotSupplied,
///     tickets: Table::complete(vec![opened("T-2")?, opened("T-1")?]),
///     event_kinds: EventKinds::ALL,
/// });
/// assert_eq!(dataset.tickets().iter().map(|t| t.id().as_str()).collect::<Vec<_>>(), ["T-1", "T-2"]);
/// assert!(integrity.findings.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    // INVARIANT: sorted by id, ids distinct.
    tickets: Vec<Ticket>,
    // INVARIANT: sorted by id, ids distinct; `None` where no table was supplied.
    customers: Option<Vec<Customer>>,
    event_kinds: EventKinds,
    facts: Vec<Fact>,
    has_tickets: bool,
    from: Option<DateTime<Utc>>,
    until: Option<DateTime<Utc>>,
}

impl Dataset {
    /// Returns the records in canonical form, and what was noticed about them.
    ///
    /// Records of one ticket or one customer are joined: events and tiers are united; a field on which they
    /// disagree counts as unknown and is a finding.
    pub fn new(records: Records) -> (Self, Integrity) {
        let mut findings = Vec::new();
        let customers = match records.customers {
            Table::NotSupplied => None,
            Table::Supplied { rows, .. } => Some(join_customers(rows, &mut findings)),
        };
        let has_tickets = records.tickets != Table::NotSupplied;
        let (rows, from, until) = match records.tickets {
            Table::NotSupplied => (Vec::new(), None, None),
            Table::Supplied { rows, from, until } => (rows, from, until),
        };
        let tickets = join_tickets(rows, &mut findings);
        report_mergers(&tickets, &mut findings);
        let event_kinds = records.event_kinds;
        let mut dataset =
            Self { tickets, customers, event_kinds, facts: Vec::new(), has_tickets, from, until };
        dataset.facts = dataset.find_facts();
        dataset.inspect(&mut findings);
        findings.sort_unstable();
        (dataset, Integrity { findings })
    }

    /// Returns the tickets, sorted by id.
    pub fn tickets(&self) -> &[Ticket] {
        &self.tickets
    }

    /// Returns a ticket by its id.
    pub fn ticket(&self, id: &TicketId) -> Option<&Ticket> {
        let place = self.tickets.binary_search_by(|ticket| ticket.id().cmp(id)).ok()?;
        self.tickets.get(place)
    }

    /// Returns the customers, sorted by id, or `None` where no table was supplied.
    pub fn customers(&self) -> Option<&[Customer]> {
        self.customers.as_deref()
    }

    /// Returns a customer by id, or `None` where the customer or the whole table is missing.
    pub fn customer(&self, id: &CustomerId) -> Option<&Customer> {
        let customers = self.customers()?;
        let place = customers.binary_search_by(|customer| customer.id.cmp(id)).ok()?;
        customers.get(place)
    }

    /// Returns the kinds of event that the source can tell of.
    pub fn event_kinds(&self) -> EventKinds {
        self.event_kinds
    }

    /// Returns whether any record at all tells of this fact: a property of the source, not of an instant.
    pub fn tells_of(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }

    /// Returns whether tickets were supplied at all; an empty table counts as supplied.
    pub fn has_tickets(&self) -> bool {
        self.has_tickets
    }

    /// Returns the first instant for which the tickets are complete; `None` for "from the beginning".
    pub fn from(&self) -> Option<DateTime<Utc>> {
        self.from
    }

    /// Returns the last instant for which the tickets are complete; `None` for any instant.
    pub fn until(&self) -> Option<DateTime<Utc>> {
        self.until
    }

    /// Returns the instant of the last usable event, or `None` without any.
    pub fn last_event_at(&self) -> Option<DateTime<Utc>> {
        self.tickets.iter().filter_map(|ticket| ticket.events().last()).map(|event| event.occurred_at).max()
    }

    fn find_facts(&self) -> Vec<Fact> {
        let judged = |told: fn(&crate::Classification) -> bool| {
            self.tickets
                .iter()
                .flat_map(Ticket::events)
                .any(|event| matches!(&event.happening, Happening::Classified(judgement) if told(judgement)))
        };
        let told = |fact: Fact| match fact {
            Fact::Channel => self.tickets.iter().any(|ticket| ticket.channel().is_some()),
            Fact::Kind => judged(|judgement| judgement.kind.is_some()),
            Fact::Urgency => judged(|judgement| judgement.urgency.is_some()),
            Fact::Complexity => judged(|judgement| judgement.complexity.is_some()),
            Fact::Tier => self.customers().is_some_and(|all| all.iter().any(|one| !one.tiers.is_empty())),
        };
        Fact::ALL.into_iter().filter(|fact| told(*fact)).collect()
    }

    fn inspect(&self, findings: &mut Vec<Finding>) {
        for ticket in &self.tickets {
            let subject = || Subject::Ticket(ticket.id().clone());
            for contradiction in ticket.contradictions() {
                let noticed = Noticed::Contradiction(contradiction.clone());
                findings.push(Finding { subject: subject(), noticed });
            }
            if ticket.repeats() > 0 {
                let noticed = Noticed::Repeats { events: ticket.repeats() as u64 };
                findings.push(Finding { subject: subject(), noticed });
            }
            let unknown = |id: &&CustomerId| self.customers.is_some() && self.customer(id).is_none();
            if let Some(id) = ticket.customer().filter(unknown) {
                let noticed = Noticed::UnknownCustomer(id.clone());
                findings.push(Finding { subject: subject(), noticed });
            }
        }
    }
}

fn join_customers(mut rows: Vec<Customer>, findings: &mut Vec<Finding>) -> Vec<Customer> {
    rows.sort_unstable();
    let mut joined: Vec<Customer> = Vec::with_capacity(rows.len());
    for group in rows.chunk_by_mut(|one, next| one.id == next.id) {
        let records = group.len() as u64;
        let Some((first, others)) = group.split_first_mut() else { continue };
        let mut customer = Customer { id: first.id.clone(), tiers: mem::take(&mut first.tiers) };
        for other in others {
            customer.tiers.append(&mut other.tiers);
        }
        customer.tiers.sort_unstable();
        customer.tiers.dedup();
        if records > 1 {
            let subject = Subject::Customer(customer.id.clone());
            findings.push(Finding { subject, noticed: Noticed::CustomerTwice { records } });
        }
        if customer.tiers_disagree() {
            let subject = Subject::Customer(customer.id.clone());
            let noticed = Noticed::Contradiction(Contradiction::FieldDisagrees { field: Field::Tier });
            findings.push(Finding { subject, noticed });
        }
        joined.push(customer);
    }
    joined
}

fn join_tickets(mut rows: Vec<TicketRecord>, findings: &mut Vec<Finding>) -> Vec<Ticket> {
    rows.sort_by(|one, next| one.id.cmp(&next.id));
    let mut joined: Vec<Ticket> = Vec::with_capacity(rows.len());
    let mut rows = rows.into_iter().peekable();
    while let Some(mut record) = rows.next() {
        let mut records = 1;
        let mut disagreement = Disagreement::default();
        while let Some(mut other) = rows.next_if(|next| next.id == record.id) {
            records += 1;
            disagreement.customer |= unite(&mut record.customer, other.customer);
            disagreement.channel |= unite(&mut record.channel, other.channel);
            record.tags.append(&mut other.tags);
            record.events.append(&mut other.events);
        }
        let subject = Subject::Ticket(record.id.clone());
        disagreement.settle(&mut record, &subject, findings);
        if records > 1 {
            findings.push(Finding { subject, noticed: Noticed::TicketTwice { records } });
        }
        joined.push(Ticket::new(record));
    }
    joined
}

/// Reports mergers into tickets that are not there. `tickets` are sorted by id.
fn report_mergers(tickets: &[Ticket], findings: &mut Vec<Finding>) {
    for ticket in tickets {
        for event in ticket.events() {
            let Happening::Merged(into) = &event.happening else { continue };
            if tickets.binary_search_by(|other| other.id().cmp(into)).is_err() || into == ticket.id() {
                let noticed = Noticed::MergedIntoUnknown(into.clone());
                findings.push(Finding { subject: Subject::Ticket(ticket.id().clone()), noticed });
            }
        }
    }
}

/// Which fields the records of one ticket disagree about.
#[derive(Default)]
struct Disagreement {
    customer: bool,
    channel: bool,
}

impl Disagreement {
    fn settle(&self, record: &mut TicketRecord, subject: &Subject, findings: &mut Vec<Finding>) {
        let mut report = |field| {
            let noticed = Noticed::Contradiction(Contradiction::FieldDisagrees { field });
            findings.push(Finding { subject: subject.clone(), noticed });
        };
        if self.customer {
            record.customer = None;
            report(Field::Customer);
        }
        if self.channel {
            record.channel = None;
            report(Field::Channel);
        }
    }
}

/// Fills `known` from `other` and returns whether the two disagree.
fn unite<T: PartialEq>(known: &mut Option<T>, other: Option<T>) -> bool {
    match (&known, other) {
        (Some(one), Some(two)) => *one != two,
        (None, Some(two)) => {
            *known = Some(two);
            false
        }
        (_, None) => false,
    }
}

#[cfg(test)]
mod tests;

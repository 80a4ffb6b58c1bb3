//! Joining what several records say of one customer or one ticket.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::mem;

use crate::file::unite;
use crate::{Contradiction, Customer, CustomerFile, Field, Finding, Noticed, Subject, Ticket, TicketRecord};

/// Returns the customers sorted by id, each once. What the first `own` records say of a customer goes before what the others
/// say, which were another customer's before a merger.
pub(super) fn customers(mut rows: Vec<Customer>, own: usize, findings: &mut Vec<Finding>) -> Vec<Customer> {
    match rows.split_at_mut_checked(own) {
        None | Some((_, [])) => rows.sort_unstable(),
        Some((own, of_merged)) => {
            own.sort_unstable();
            of_merged.sort_unstable();
            rows.sort_by(|one, other| one.id.cmp(&other.id));
        }
    }
    let mut joined: Vec<Customer> = Vec::with_capacity(rows.len());
    for group in rows.chunk_by_mut(|one, next| one.id == next.id) {
        let records = group.len() as u64;
        let Some((first, others)) = group.split_first_mut() else { continue };
        let mut customer = mem::replace(first, Customer::new(first.id.clone()));
        let mut report = |noticed| {
            findings.push(Finding { subject: Subject::Customer(customer.id.clone()), noticed });
        };
        if records > 1 {
            report(Noticed::CustomerTwice { records });
        }
        for other in others {
            customer.tiers.append(&mut other.tiers);
            customer.memberships.append(&mut other.memberships);
            customer.agreements.append(&mut other.agreements);
            for field in join_files(&mut customer.file, other.file.take()) {
                let field = Field::File(field);
                report(Noticed::Contradiction(Contradiction::FieldDisagrees { field }));
            }
        }
        customer.tiers.sort_unstable();
        customer.tiers.dedup();
        customer.memberships.sort_unstable();
        customer.memberships.dedup();
        customer.agreements.sort_unstable();
        customer.agreements.dedup();
        if customer.tiers_disagree() {
            report(Noticed::Contradiction(Contradiction::FieldDisagrees { field: Field::Tier }));
        }
        joined.push(customer);
    }
    joined
}

fn join_files(
    known: &mut Option<Box<CustomerFile>>,
    other: Option<Box<CustomerFile>>,
) -> Vec<crate::FileField> {
    match (known.as_mut(), other) {
        (Some(known), Some(other)) => known.join(*other),
        (None, other) => {
            *known = other;
            Vec::new()
        }
        (Some(_), None) => Vec::new(),
    }
}

/// Returns the tickets sorted by id, each once.
pub(super) fn tickets(mut rows: Vec<TicketRecord>, findings: &mut Vec<Finding>) -> Vec<Ticket> {
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
            // What one record has, the ticket has.
            record.described = record.described.max(other.described);
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

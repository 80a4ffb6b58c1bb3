//! One pass over the facts for all indicators together.
//!
//! Each indicator is a [`Gather`]: it is shown every ticket, every customer with its rows, every expense, every
//! review and every obligation once, puts what concerns it into the tally of the right period, and says a [`Value`] for each.

use alloc::boxed::Box;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{
    AuditedField, Customer, CustomerClass, CustomerCode, Dataset, EventKind, Fact, Happening, Interaction,
    Kind, Obligation, Purchase, QualityReview, Spend, SurveyAnswer, TableName, Ticket, ValueTier,
};

use crate::period::{Series, Windows};
use crate::{Evidence, LifetimeValues, Note, RepresentationTally, Value};

/// The facts that a scorecard reads.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The records.
    pub dataset: &'a Dataset,
    /// The obligations as they stand at the instant of the evaluation; `None` where nobody assessed them.
    pub obligations: Option<&'a [Obligation]>,
    /// The coverage class of each customer in the order of [`CustomerCode`]; `None` where nobody classified them.
    pub classes: Option<&'a [Option<CustomerClass>]>,
    /// The value tier of each customer in the order of [`CustomerCode`]; `None` to take the tiers of the customers'
    /// records, those in force at the start of each period.
    pub tiers: Option<&'a [Option<ValueTier>]>,
    /// The lifetime value of each customer at the ends of periods; `None` where nobody reckoned them.
    pub lifetime_values: Option<&'a LifetimeValues>,
}

impl<'a> Facts<'a> {
    /// Returns facts that are the records alone.
    pub const fn new(dataset: &'a Dataset) -> Self {
        Self { dataset, obligations: None, classes: None, tiers: None, lifetime_values: None }
    }

    /// Returns up to when a table tells what happened: a row that is not there by then may still have come.
    pub(crate) fn known_until(&self, table: TableName, as_of: DateTime<Utc>) -> DateTime<Utc> {
        let until = self.dataset.extent(table).and_then(|extent| extent.until);
        until.map_or(as_of, |until| until.min(as_of))
    }

    /// Returns whether any customer's tier is known.
    pub(crate) fn has_tiers(&self) -> bool {
        self.tiers.is_some() || self.dataset.tells_of(Fact::Tier)
    }

    pub(crate) fn class_of(&self, code: CustomerCode) -> Option<&'a CustomerClass> {
        self.classes?.get(code.index())?.as_ref()
    }

    /// Returns the tier of a customer in the period at a place.
    pub(crate) fn tier_of(
        &self,
        code: CustomerCode,
        customer: Option<&'a Customer>,
        windows: &Windows,
        place: usize,
    ) -> Option<&'a ValueTier> {
        self.tier_at(code, customer, windows.get(place)?.start())
    }

    /// Returns the tier of a customer at an instant.
    pub(crate) fn tier_at(
        &self,
        code: CustomerCode,
        customer: Option<&'a Customer>,
        instant: DateTime<Utc>,
    ) -> Option<&'a ValueTier> {
        match self.tiers {
            Some(tiers) => tiers.get(code.index())?.as_ref(),
            None => customer?.tier_at(instant),
        }
    }
}

/// What is handed from customer to customer: one customer with its rows, or the rows of nobody knows whom.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Person<'a> {
    /// `None` for the rows of nobody knows whom.
    pub(crate) code: Option<CustomerCode>,
    pub(crate) customer: Option<&'a Customer>,
    pub(crate) purchases: &'a [Purchase],
    pub(crate) interactions: &'a [Interaction],
    pub(crate) answers: &'a [SurveyAnswer],
    pub(crate) audits: &'a [AuditedField],
}

/// An indicator at work.
pub(crate) trait Gather<'a>: Send {
    fn ticket(&mut self, _ticket: &'a Ticket) {}
    fn person(&mut self, _person: &Person<'a>) {}
    fn expense(&mut self, _expense: &'a Spend) {}
    fn obligation(&mut self, _obligation: &'a Obligation) {}
    fn review(&mut self, _review: &'a QualityReview) {}
    /// Comes after everything was shown.
    fn finish(&mut self) {}
    /// Returns what was measured in the period at a place. Who says the evidence need not say the value.
    fn value(&self, place: usize) -> Value {
        self.evidence(place).value()
    }
    /// Returns what stands behind the value in the period at a place.
    ///
    /// The default fits shares of cases only, each of which is in the part or not; and such lines do not merge. Whoever
    /// measures anything else, or wants totals of segments, says the evidence instead of the value.
    fn evidence(&self, place: usize) -> Evidence {
        Evidence::of_value(&self.value(place))
    }
    fn notes(&self, _place: usize) -> Vec<Note> {
        Vec::new()
    }
    /// Returns the counts by segment, for an indicator that has them.
    fn representation(&self, _place: usize) -> Option<RepresentationTally> {
        None
    }
    /// Returns the tables that the facts came from, besides those of the formula.
    fn tables(&self) -> Vec<TableName> {
        Vec::new()
    }
}

/// Shows all facts to all indicators, each table once.
pub(crate) fn show<'a>(facts: &Facts<'a>, gatherers: &mut [Box<dyn Gather<'a> + '_>]) {
    let dataset = facts.dataset;
    for ticket in dataset.tickets() {
        for one in gatherers.iter_mut() {
            one.ticket(ticket);
        }
    }
    let mut customers = dataset.customers().unwrap_or_default().iter().peekable();
    for (code, id) in dataset.codes() {
        let customer = customers.next_if(|customer| customer.id == *id);
        let person = Person {
            code: Some(code),
            customer,
            purchases: dataset.purchases_of(code),
            interactions: dataset.interactions_of(code),
            answers: dataset.answers_of(code),
            audits: dataset.audits_of(code),
        };
        for one in gatherers.iter_mut() {
            one.person(&person);
        }
    }
    let nobody = Person {
        code: None,
        customer: None,
        purchases: dataset.purchases_without_customer(),
        interactions: tail(dataset.interactions(), |row| row.customer.is_some()),
        answers: tail(dataset.answers(), |row| row.customer.is_some()),
        audits: &[],
    };
    for one in gatherers.iter_mut() {
        one.person(&nobody);
    }
    for expense in dataset.spend() {
        for one in gatherers.iter_mut() {
            one.expense(expense);
        }
    }
    for review in dataset.quality_reviews() {
        for one in gatherers.iter_mut() {
            one.review(review);
        }
    }
    for obligation in facts.obligations.unwrap_or_default() {
        for one in gatherers.iter_mut() {
            one.obligation(obligation);
        }
    }
    for one in gatherers.iter_mut() {
        one.finish();
    }
}

fn tail<T>(rows: &[T], has_customer: impl Fn(&T) -> bool) -> &[T] {
    rows.get(rows.partition_point(has_customer)..).unwrap_or_default()
}

/// Counts purchases of nobody knows whom by their period.
pub(crate) fn count_purchases(purchases: &[Purchase], windows: &Windows, counts: &mut Series<u64>) {
    for purchase in purchases {
        counts.update(windows.place_of(purchase.at), |count| *count = count.saturating_add(1));
    }
}

/// Returns a note on cases that are in neither part, if there are any.
pub(crate) fn apart(cases: crate::Apart, count: u64) -> Option<Note> {
    (count > 0).then_some(Note::Apart { cases, count })
}

/// Whether a ticket is of one of the kinds asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindMatch {
    Yes,
    No,
    Unknown,
}

/// Returns whether the last word on a ticket's kind is one of `kinds`; no kinds at all stand for every ticket.
pub(crate) fn is_of_kind(ticket: &Ticket, kinds: &[Kind], windows: &Windows) -> KindMatch {
    kind_of(ticket, kinds, windows.as_of)
}

/// Returns whether the last word on a ticket's kind by `as_of` is one of `kinds`; no kinds at all stand for every ticket.
pub(crate) fn kind_of(ticket: &Ticket, kinds: &[Kind], as_of: DateTime<Utc>) -> KindMatch {
    if kinds.is_empty() {
        return KindMatch::Yes;
    }
    let judged = ticket.events_until(as_of).iter().rev().find_map(|event| match &event.happening {
        Happening::Classified(judged) => judged.kind.as_ref(),
        _ => None,
    });
    match judged {
        None => KindMatch::Unknown,
        Some(kind) if kinds.contains(kind) => KindMatch::Yes,
        Some(_) => KindMatch::No,
    }
}

/// Returns whether a ticket lives on in another one.
pub(crate) fn is_merged(ticket: &Ticket, windows: &Windows) -> bool {
    is_merged_at(ticket, windows.as_of)
}

/// Returns whether a ticket lives on in another one by `as_of`.
pub(crate) fn is_merged_at(ticket: &Ticket, as_of: DateTime<Utc>) -> bool {
    ticket.events_until(as_of).iter().any(|event| event.kind() == EventKind::Merged)
}

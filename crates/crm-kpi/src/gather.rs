//! One pass over the facts for all indicators together.
//!
//! Each indicator is a [`Gather`]: it is shown every ticket, every customer with its rows, every expense, every
//! review and every obligation once, puts what concerns it into the tally of the right period, and says for each period what stands
//! behind its [`Value`].

mod amounts;
mod buyers;
mod facts;
mod holders;
mod kinds;

use alloc::boxed::Box;
use alloc::vec::Vec;

use crm_model::{
    AuditedField, Customer, CustomerCode, Interaction, Obligation, Purchase, QualityReview, Spend,
    SurveyAnswer, TableName, Ticket,
};

pub(crate) use self::amounts::{Conversion, only};
pub(crate) use self::buyers::{UnknownBuyers, count_purchases};
pub use self::facts::Facts;
pub(crate) use self::holders::{Deciding, department_of, holder, worker};
pub(crate) use self::kinds::{KindMatch, is_merged, is_merged_at, is_of_kind, kind_of};
use crate::{Apart, Evidence, Note, RepresentationTally, Value};

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

/// Returns a note on cases that are in neither part, if there are any.
pub(crate) fn apart(cases: Apart, count: u64) -> Option<Note> {
    (count > 0).then_some(Note::Apart { cases, count })
}

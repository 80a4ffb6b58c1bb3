//! [`Case`]: a ticket with what its own record does not tell.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Agreement, DatedAgreement, EventKinds, Knowledge, Ticket, ValueTier};

use crate::Measure;
use crate::absorbed::Absorbed;
use crate::history::History;
use crate::replay::Round;
use crate::rule::Rule;
use crate::terms::Terms;

/// One ticket with what its own record does not tell.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// The value tier of its customer when it opened, if known.
    pub tier: Option<&'a ValueTier>,
    /// The kinds of event that its source can tell of.
    pub event_kinds: EventKinds,
    /// Limits agreed with its customer for all tickets, and when each began to hold.
    pub agreements: &'a [DatedAgreement],
    /// The tickets that were merged into it, directly or by way of others, in any order.
    pub absorbed: &'a [Absorbed],
    /// Which of the facts on record count.
    pub knowledge: Knowledge,
}

impl<'a> Case<'a> {
    /// Returns a ticket of a customer of unknown tier, from a source that can tell of every kind of event.
    pub fn new(ticket: &'a Ticket) -> Self {
        Self {
            ticket,
            tier: None,
            event_kinds: EventKinds::ALL,
            agreements: &[],
            absorbed: &[],
            knowledge: Knowledge::Hindsight,
        }
    }

    /// Returns the ticket as far as its record counts at `as_of`.
    pub(crate) fn known<'t>(&self, ticket: &'t Ticket, as_of: DateTime<Utc>) -> Cow<'t, Ticket> {
        match self.knowledge {
            Knowledge::Hindsight => Cow::Borrowed(ticket),
            Knowledge::AsKnown => ticket.known_at(as_of),
        }
    }

    /// Returns by what a round of a rule's clock is judged.
    pub(crate) fn terms<'r>(
        &self,
        rule: &'r Rule,
        round: &'r Round,
        history: &History<'_>,
        as_of: DateTime<Utc>,
    ) -> Terms<'r> {
        let measure = rule.measure();
        let opened = self.ticket.opened_at().unwrap_or(round.start.occurred_at);
        let standing = standing_agreement(self.agreements, measure, opened);
        Terms::of(rule, round, standing, history.agreed_on(measure), as_of)
    }

    /// Returns what was merged into the ticket by `as_of` and, if only what was known counts, as it was on record: in order
    /// of time, each ticket once.
    pub(crate) fn absorbed_by(&self, as_of: DateTime<Utc>) -> Vec<Cow<'a, Absorbed>> {
        let known = |absorbed: &'a Absorbed| match self.knowledge {
            Knowledge::Hindsight => Some(Cow::Borrowed(absorbed)),
            Knowledge::AsKnown => absorbed.known_at(as_of),
        };
        let mut absorbed: Vec<Cow<'a, Absorbed>> =
            self.absorbed.iter().filter_map(known).filter(|absorbed| absorbed.at() <= as_of).collect();
        absorbed.sort_by(|one, other| (one.at(), one.ticket()).cmp(&(other.at(), other.ticket())));
        absorbed.dedup();
        absorbed
    }

    /// Returns the case of a ticket that was merged into this one: another customer's tier and agreements are not its own.
    pub(crate) fn of_absorbed<'t>(&self, history: &'t Ticket) -> Case<'t>
    where
        'a: 't,
    {
        let is_same = history.customer() == self.ticket.customer();
        Case {
            ticket: history,
            absorbed: &[],
            tier: self.tier.filter(|_| is_same),
            agreements: if is_same { self.agreements } else { &[] },
            ..*self
        }
    }
}

/// Returns what is agreed with a customer on a measure for a ticket opened then: the agreement that began last.
fn standing_agreement(
    agreements: &[DatedAgreement],
    measure: Measure,
    opened: DateTime<Utc>,
) -> Option<&Agreement> {
    let holds = |dated: &&DatedAgreement| {
        dated.agreement.measure.as_str() == measure.as_str() && dated.from.is_none_or(|from| from <= opened)
    };
    let last = agreements.iter().filter(holds).map(|dated| dated.from).max()?;
    let began = agreements.iter().filter(holds).filter(|dated| dated.from == last);
    began.map(|dated| &dated.agreement).min()
}

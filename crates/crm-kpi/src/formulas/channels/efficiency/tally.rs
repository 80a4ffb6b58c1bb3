//! [`ChannelTally`]: what one channel cost and did.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Happening, MoneySum, Ticket, Total};

use crate::formulas::tickets::ticket_time::End;
use crate::gather::{is_merged_at, only};
use crate::value::Amount;
use crate::{Counts, DurationTally, Reason, ResolutionTally, Resolved, RevisitAnswer, RevisitTally, Stretch};

/// What a channel cost and did in a period.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChannelTally {
    /// What was spent on it.
    pub cost: MoneySum,
    /// Contacts that came about.
    pub contacts: u64,
    /// Those that are feedback.
    pub feedback: u64,
    /// Tickets opened, by whether they were solved and not reopened since; those that live on in another one do not count.
    pub solutions: ResolutionTally,
    /// Tickets opened of which nobody can say whether they were solved, since the solution contradicts the record.
    pub undetermined: u64,
    /// The time from the opening of a ticket to the first answer of a person.
    pub responses: DurationTally,
    /// Tickets without such an answer, or of which the time is not known.
    pub unanswered: u64,
    /// What customers said about solutions, in the period.
    pub satisfaction: RevisitTally,
}

impl ChannelTally {
    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            cost: self.cost.merge(other.cost),
            contacts: self.contacts.saturating_add(other.contacts),
            feedback: self.feedback.saturating_add(other.feedback),
            solutions: self.solutions.merge(other.solutions),
            undetermined: self.undetermined.saturating_add(other.undetermined),
            responses: self.responses.merge(other.responses),
            unanswered: self.unanswered.saturating_add(other.unanswered),
            satisfaction: self.satisfaction.merge(other.satisfaction),
        }
    }

    /// Returns what was spent.
    ///
    /// # Errors
    ///
    /// When nothing was spent, corrections outweigh spend, or the sum is in several currencies.
    pub fn spent(&self) -> Result<Amount, Reason> {
        self.cost_per(1)
    }

    /// Returns what was spent for each feedback.
    ///
    /// # Errors
    ///
    /// When there was no feedback or nothing spent, corrections outweigh spend, or the sum is in several currencies.
    pub fn cost_per_feedback(&self) -> Result<Amount, Reason> {
        self.cost_per(self.feedback)
    }

    /// Returns what was spent for each problem solved.
    ///
    /// # Errors
    ///
    /// As for [`cost_per_feedback`](Self::cost_per_feedback).
    pub fn cost_per_solution(&self) -> Result<Amount, Reason> {
        self.cost_per(self.solutions.solved)
    }

    /// Returns what was spent for each contact that came about.
    ///
    /// # Errors
    ///
    /// As for [`cost_per_feedback`](Self::cost_per_feedback).
    pub fn cost_per_contact(&self) -> Result<Amount, Reason> {
        self.cost_per(self.contacts)
    }

    fn cost_per(&self, cases: u64) -> Result<Amount, Reason> {
        let spend: Total = only(&self.cost)?.ok_or(Reason::Empty)?;
        if spend.ten_thousandths < 0 {
            return Err(Reason::NegativeSpend { spend });
        }
        if cases == u64::MAX {
            return Err(Reason::TooLarge);
        }
        Amount::of(spend, cases).ok_or(Reason::Empty)
    }
}

/// Returns what a ticket adds to its channel.
pub(super) fn of_ticket(
    ticket: &Ticket,
    counts: Counts,
    as_of: DateTime<Utc>,
    is_there: &impl Fn(DateTime<Utc>) -> bool,
) -> ChannelTally {
    let events = ticket.events_until(as_of);
    let mut tally = ChannelTally::default();
    let opened = ticket.opened_at().filter(|at| is_there(*at) && !is_merged_at(ticket, as_of));
    if opened.is_some() {
        match Resolved::of(ticket, as_of) {
            Some(resolved) => tally.solutions.record(resolved),
            None => tally.undetermined = 1,
        }
        // The first stretch is that from the opening.
        match Stretch::FirstResponse.of(ticket, as_of).first().map(|lasted| lasted.end) {
            Some(End::After(time)) => tally.responses.record(time),
            _ => tally.unanswered = 1,
        }
    }
    let said = events.iter().filter_map(|event| match event.happening {
        Happening::Revisited(Some(is_satisfied)) => Some((event.occurred_at, is_satisfied)),
        _ => None,
    });
    let said: Vec<(DateTime<Utc>, bool)> = said.collect();
    let counted = match counts {
        Counts::First => said.get(..1),
        Counts::Last => said.len().checked_sub(1).and_then(|last| said.get(last..)),
        Counts::All | Counts::Mean => Some(said.as_slice()),
    };
    for (_, is_satisfied) in counted.unwrap_or_default().iter().filter(|(at, _)| is_there(*at)) {
        tally.satisfaction.record(if *is_satisfied {
            RevisitAnswer::Satisfied
        } else {
            RevisitAnswer::Dissatisfied
        });
    }
    tally
}

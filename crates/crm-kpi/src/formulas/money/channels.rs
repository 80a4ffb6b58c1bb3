//! Channel efficiency (clause D-KPI-8) and the spread among channels (clause L-CHAN-5): per channel its cost, the feedback
//! obtained, problems solved, responses and satisfaction.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{ElapsedTime, Zone};
use crm_model::{
    Activity, Channel, Currency, Direction, EventKind, Happening, MoneySum, Outcome, Precision, Purpose,
    Ratio, SpendAim, TableName, Ticket, Total,
};

use crate::formulas::money::conversion::Conversion;
use crate::formulas::money::cost_share::only;
use crate::gather::Facts;
use crate::value::Amount;
use crate::{
    Apart, CivilPeriod, Counts, DurationTally, Note, Reason, ResolutionTally, Resolved, RevisitAnswer,
    RevisitTally,
};

/// What belongs to a channel, where the documents leave it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelRule {
    /// The channel on which an expense for an activity was spent. Expenses for other activities are the cost of no channel.
    pub activities: BTreeMap<Activity, Channel>,
    /// What those expenses are for; `None` for both.
    pub aim: Option<SpendAim>,
    /// The purposes of contact that are feedback; empty for every contact that a customer began.
    pub feedback: Vec<Purpose>,
    /// Which word of a customer on a solution counts; a mean of yes and no there is not, so that all count for it.
    pub counts: Counts,
    /// The currency in which costs are reported; `None` where all amounts are in one.
    pub currency: Option<Currency>,
}

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

/// One channel in the table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChannelEfficiency {
    /// The channel; `None` for what is known to have come by no channel or by nobody knows which.
    pub channel: Option<Channel>,
    /// What it cost and did.
    pub tally: ChannelTally,
    /// The first thing that made its cost impossible to add up, such as a rate that is missing; the cost is then too low.
    pub cost_problem: Option<Reason>,
}

/// How far channels lie apart in one respect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelSpread<'a> {
    /// The channel with the lowest value; of several the first by name.
    pub lowest: (&'a Channel, Ratio),
    /// The channel with the highest value; of several the first by name.
    pub highest: (&'a Channel, Ratio),
    /// The highest less the lowest; `None` beyond 128 bits.
    pub difference: Option<Ratio>,
}

/// Channels side by side in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChannelTable {
    /// The period.
    pub period: CivilPeriod,
    /// The channels by name; that of nobody knows which comes first, where there is any of it.
    pub channels: Vec<ChannelEfficiency>,
    /// What the source does not tell of, so that the counts of it say nothing.
    pub unknown: Vec<Reason>,
    /// What is in no channel.
    pub notes: Vec<Note>,
}

impl ChannelTable {
    /// Returns what every channel cost and did in a period, by the facts as they stood at `as_of`.
    ///
    /// A ticket belongs to the period in which it was opened, a contact, an expense and a word on a solution to that in which
    /// they were.
    pub fn new(
        facts: &Facts<'_>,
        rule: &ChannelRule,
        period: CivilPeriod,
        as_of: DateTime<Utc>,
        zone: &Zone,
    ) -> Self {
        let dataset = facts.dataset;
        let mut rows: BTreeMap<Option<&Channel>, (ChannelTally, Option<Reason>)> = BTreeMap::new();
        let is_there = |at: DateTime<Utc>| period.contains(at) && at <= as_of;
        for contact in dataset.interactions().iter().filter(|row| is_there(row.at)) {
            if contact.outcome != Outcome::Reached {
                continue;
            }
            let is_feedback = match rule.feedback.as_slice() {
                [] => contact.direction == Direction::Inbound,
                purposes => contact.purpose.as_ref().is_some_and(|purpose| purposes.contains(purpose)),
            };
            let (tally, _) = rows.entry(contact.channel.as_ref()).or_default();
            tally.contacts = tally.contacts.saturating_add(1);
            tally.feedback = tally.feedback.saturating_add(u64::from(is_feedback));
        }
        for ticket in dataset.tickets() {
            let of_ticket = of_ticket(ticket, rule.counts, as_of, &is_there);
            if of_ticket != ChannelTally::default() {
                let (tally, _) = rows.entry(ticket.channel()).or_default();
                *tally = core::mem::take(tally).merge(of_ticket);
            }
        }
        let conversion = Conversion { rates: dataset.rates(), zone, to: rule.currency };
        let mut for_no_channel: u64 = 0;
        for expense in dataset.spend().iter().filter(|row| is_there(row.at)) {
            if rule.aim.is_some_and(|aim| aim != expense.aim) {
                continue;
            }
            let channel = expense.activity.as_ref().and_then(|activity| rule.activities.get(activity));
            let Some(channel) = channel else {
                for_no_channel = for_no_channel.saturating_add(1);
                continue;
            };
            let (tally, problem) = rows.entry(Some(channel)).or_default();
            match conversion.of(expense.amount, expense.at) {
                Ok(money) => tally.cost.record(money),
                Err(reason) => {
                    problem.get_or_insert(reason);
                }
            }
        }
        let channels = rows.into_iter().map(|(channel, (tally, cost_problem))| ChannelEfficiency {
            channel: channel.cloned(),
            tally,
            cost_problem,
        });
        let notes = crate::gather::apart(Apart::ForNoChannel, for_no_channel);
        Self {
            period,
            channels: channels.collect(),
            unknown: unknown(facts),
            notes: notes.into_iter().collect(),
        }
    }

    /// Returns all channels together: the merged tally, never a sum of shown figures.
    pub fn total(&self) -> ChannelTally {
        self.channels.iter().fold(ChannelTally::default(), |all, one| all.merge(one.tally.clone()))
    }

    /// Returns how far the channels lie apart in the mean time to the first answer; `None` for fewer than two channels with one.
    pub fn response_spread(&self) -> Option<ChannelSpread<'_>> {
        self.spread(|tally| tally.responses.mean())
    }

    /// Returns how far the channels lie apart in the share of tickets solved; `None` for fewer than two channels with
    /// one, and where the source does not tell of solutions.
    pub fn solution_spread(&self) -> Option<ChannelSpread<'_>> {
        let is_told = !self.unknown.contains(&Reason::NoEvents(EventKind::Solved));
        self.spread(|tally| tally.solutions.share().filter(|_| is_told))
    }

    /// Returns how far the channels lie apart in the share of the satisfied; `None` for fewer than two channels with one.
    pub fn satisfaction_spread(&self) -> Option<ChannelSpread<'_>> {
        self.spread(|tally| tally.satisfaction.share())
    }

    fn spread(&self, figure: impl Fn(&ChannelTally) -> Option<Ratio>) -> Option<ChannelSpread<'_>> {
        let known = self.channels.iter().filter_map(|row| Some((row.channel.as_ref()?, figure(&row.tally)?)));
        let known: Vec<(&Channel, Ratio)> = known.collect();
        // Of equal values the first by name is taken at either end.
        let lowest = known.iter().copied().min_by_key(|(_, value)| *value)?;
        let highest = known.iter().copied().rev().max_by_key(|(_, value)| *value)?;
        let ((low, low_whole), (high, high_whole)) = (lowest.1.parts(), highest.1.parts());
        let difference = || {
            let part = high.checked_mul(low_whole)?.checked_sub(low.checked_mul(high_whole)?)?;
            Ratio::new(part, high_whole.checked_mul(low_whole)?)
        };
        (known.len() > 1).then(|| ChannelSpread { lowest, highest, difference: difference() })
    }
}

/// Returns what the source does not tell of.
fn unknown(facts: &Facts<'_>) -> Vec<Reason> {
    let tables = [TableName::Interactions, TableName::Tickets, TableName::Spend];
    let tables = tables.into_iter().filter(|table| facts.dataset.extent(*table).is_none());
    let told = facts.dataset.event_kinds();
    let events = [EventKind::FirstResponse, EventKind::Solved, EventKind::Revisited];
    let events = events.into_iter().filter(|kind| !told.contains(*kind));
    tables.map(Reason::NotSupplied).chain(events.map(Reason::NoEvents)).collect()
}

fn of_ticket(
    ticket: &Ticket,
    counts: Counts,
    as_of: DateTime<Utc>,
    is_there: &impl Fn(DateTime<Utc>) -> bool,
) -> ChannelTally {
    let events = ticket.events_until(as_of);
    let mut tally = ChannelTally::default();
    let is_merged = events.iter().any(|event| event.kind() == EventKind::Merged);
    let opened = events.iter().find(|event| event.kind() == EventKind::Opened);
    if let Some(opened) = opened.filter(|opened| is_there(opened.occurred_at) && !is_merged) {
        let mut ends = events.iter().rev().map(crm_model::TicketEvent::kind);
        let last = ends.find(|kind| matches!(kind, EventKind::Solved | EventKind::Reopened));
        let is_solved = last == Some(EventKind::Solved);
        tally.solutions.record(if is_solved { Resolved::Yes } else { Resolved::No });
        let is_answer = |kind| matches!(kind, EventKind::FirstResponse | EventKind::MessageOut);
        let answer = events.iter().find(|event| is_answer(event.kind()));
        let took = answer.and_then(|answer| {
            let exact = [answer.precision, opened.precision].iter().all(|one| *one == Precision::Exact);
            let end = answer.occurred_at.timestamp_micros();
            let micros = end.checked_sub(opened.occurred_at.timestamp_micros())?;
            (exact && micros >= 0).then(|| ElapsedTime::from_micros(micros))
        });
        match took {
            Some(time) => tally.responses.record(time),
            None => tally.unanswered = 1,
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

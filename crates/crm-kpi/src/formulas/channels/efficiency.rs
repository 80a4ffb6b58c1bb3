//! Channel efficiency (clause D-KPI-8) and the spread among channels (clause L-CHAN-5): per channel its cost, the feedback
//! obtained, problems solved, responses and satisfaction.

mod tally;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{
    Activity, Channel, Currency, Direction, EventKind, Outcome, Purpose, Ratio, SpendAim, TableName,
};

pub use self::tally::ChannelTally;
use self::tally::of_ticket;
use crate::gather::{Conversion, Facts, apart};
use crate::{Apart, CivilPeriod, Counts, Note, Reason};

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
    /// The channel with the highest value; of several the first by name, but where all are equal the last.
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
    /// What is in no channel, and tickets of which nobody can say whether they were solved.
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
        let undetermined =
            rows.values().fold(0_u64, |sum, (tally, _)| sum.saturating_add(tally.undetermined));
        let channels = rows.into_iter().map(|(channel, (tally, cost_problem))| ChannelEfficiency {
            channel: channel.cloned(),
            tally,
            cost_problem,
        });
        let counts = [(Apart::ForNoChannel, for_no_channel), (Apart::Undetermined, undetermined)];
        let notes = counts.into_iter().filter_map(|(cases, count)| apart(cases, count));
        Self { period, channels: channels.collect(), unknown: unknown(facts), notes: notes.collect() }
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
        // Where all are equal, so that no channel stands beside itself.
        let highest = if highest.0 == lowest.0 { *known.last()? } else { highest };
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

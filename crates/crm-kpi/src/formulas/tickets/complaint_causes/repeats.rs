//! Whether a complaint repeats a cause that was solved before it.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{CustomerId, Department, EventKind, EventKinds, Ticket, TicketId};

use super::{Cause, CauseRule, Repeat, RepeatTally, department};
use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_merged, is_merged_at, is_of_kind};
use crate::period::{Series, Windows};
use crate::{Apart, Evidence, Note, Quantity, Reading};

/// A complaint of a known cause. Of those that were opened at one instant, that whose id comes later is the later one.
#[derive(Debug)]
pub(super) struct Complaint<'a> {
    pub(super) id: &'a TicketId,
    pub(super) customer: Option<&'a CustomerId>,
    pub(super) cause: Cause,
    pub(super) opened: DateTime<Utc>,
    pub(super) department: Option<&'a Department>,
    /// Whether it lives on in another ticket: it is no complaint besides that one, though it may have been solved.
    pub(super) is_merged: bool,
    solved: Vec<DateTime<Utc>>,
}

impl<'a> Complaint<'a> {
    /// Returns what is known of a complaint at `as_of`; `None` for one that was never opened.
    pub(super) fn of(ticket: &'a Ticket, cause: Cause, as_of: DateTime<Utc>) -> Option<Self> {
        let opened = ticket.opened_at().filter(|at| *at <= as_of)?;
        let events = ticket.events_until(as_of).iter();
        let solved = events.filter(|event| event.kind() == EventKind::Solved);
        Some(Self {
            id: ticket.id(),
            customer: ticket.customer(),
            cause,
            opened,
            department: department(ticket, as_of),
            is_merged: is_merged_at(ticket, as_of),
            solved: solved.map(|event| event.occurred_at).collect(),
        })
    }
}

/// When a complaint was solved, when it was opened, and which it is.
type Solved<'a> = Vec<(DateTime<Utc>, DateTime<Utc>, &'a TicketId)>;

/// When each cause was solved, in order of time: for anyone, and for each customer.
#[derive(Debug)]
pub(super) struct Solutions<'a> {
    of_anyone: BTreeMap<&'a Cause, Solved<'a>>,
    of_customer: BTreeMap<(&'a Cause, &'a CustomerId), Solved<'a>>,
}

impl<'a> Solutions<'a> {
    pub(super) fn of(complaints: &'a [Complaint<'a>]) -> Self {
        let mut all = Self { of_anyone: BTreeMap::new(), of_customer: BTreeMap::new() };
        for complaint in complaints {
            let solved = || complaint.solved.iter().map(|at| (*at, complaint.opened, complaint.id));
            all.of_anyone.entry(&complaint.cause).or_default().extend(solved());
            if let Some(customer) = complaint.customer {
                all.of_customer.entry((&complaint.cause, customer)).or_default().extend(solved());
            }
        }
        all.of_anyone
            .values_mut()
            .chain(all.of_customer.values_mut())
            .for_each(|solved| solved.sort_unstable());
        all
    }

    pub(super) fn repeat(&self, complaint: &Complaint<'_>, within: Option<ElapsedTime>) -> Repeat {
        let is_repeat = |solved: Option<&Solved<'_>>| {
            let solved = solved.map(Vec::as_slice).unwrap_or_default();
            let before = solved.partition_point(|(at, ..)| *at <= complaint.opened);
            let mut others = solved.get(..before).unwrap_or_default().iter().rev();
            // Its own solution is no earlier one, though it may be as early as its opening; and no two repeat each other.
            let last = others.find(|(_, opened, id)| (*opened, *id) < (complaint.opened, complaint.id));
            last.is_some_and(|(at, ..)| {
                let since = complaint.opened.timestamp_micros().saturating_sub(at.timestamp_micros());
                within.is_none_or(|within| since <= within.as_micros())
            })
        };
        let of_customer =
            complaint.customer.and_then(|customer| self.of_customer.get(&(&complaint.cause, customer)));
        if is_repeat(of_customer) {
            Repeat::SameCustomer
        } else if is_repeat(self.of_anyone.get(&complaint.cause)) {
            Repeat::AnotherCustomer
        } else {
            Repeat::New
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    tally: RepeatTally,
    cause_unknown: u64,
    kind_known: bool,
    kind_unknown: u64,
}

/// Repeats at work: complaints in the period in which they were opened, with whatever was solved before. Where of none of a period
/// the kind, or the cause, is known, nobody can say how many repeat one.
#[derive(Debug)]
pub(crate) struct Repeating<'a> {
    rule: &'a CauseRule,
    windows: &'a Windows,
    told: EventKinds,
    complaints: Vec<Complaint<'a>>,
    counted: Series<Counted>,
}

impl<'a> Repeating<'a> {
    pub(crate) fn new(rule: &'a CauseRule, told: EventKinds, windows: &'a Windows) -> Self {
        Self { rule, windows, told, complaints: Vec::new(), counted: Series::default() }
    }
}

impl<'a> Gather<'a> for Repeating<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let as_of = self.windows.as_of;
        let opened = ticket.opened_at().filter(|_| !is_merged(ticket, self.windows));
        let place = opened.and_then(|at| self.windows.place_of(at));
        let kind = is_of_kind(ticket, &self.rule.kinds, self.windows);
        self.counted.update(place, |counted| counted.kind_known |= kind != KindMatch::Unknown);
        match (kind, self.rule.cause(ticket, as_of)) {
            (KindMatch::No, _) => {}
            (KindMatch::Yes, Some(cause)) => self.complaints.extend(Complaint::of(ticket, cause, as_of)),
            (KindMatch::Yes, None) => self.counted.update(place, |counted| {
                counted.cause_unknown = counted.cause_unknown.saturating_add(1);
            }),
            (KindMatch::Unknown, _) => self.counted.update(place, |counted| {
                counted.kind_unknown = counted.kind_unknown.saturating_add(1);
            }),
        }
    }

    fn finish(&mut self) {
        let solutions = Solutions::of(&self.complaints);
        for complaint in self.complaints.iter().filter(|one| !one.is_merged) {
            let place = self.windows.place_of(complaint.opened);
            let repeat = solutions.repeat(complaint, self.rule.within);
            self.counted.update(place, |counted| counted.tally.record(repeat));
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Counted { tally, cause_unknown, kind_known, kind_unknown } = self.counted.get(place);
        let RepeatTally { same_customer, another_customer, .. } = tally;
        let complaints = tally.complaints();
        // What was solved in one part is repeated in another, which neither of them knows.
        let evidence = Evidence::trials(same_customer.saturating_add(another_customer), complaints);
        // Where no complaint names a customer, nobody knows whose it repeats.
        let evidence = if self.complaints.iter().any(|one| one.customer.is_some()) {
            let (same, all) = (same_customer.into(), complaints.into());
            evidence.with_beside(Reading::SameCustomer, Quantity::Share, same, all)
        } else {
            evidence
        };
        evidence
            .with_lack(Lack::Events(EventKind::Solved), Some(self.told.contains(EventKind::Solved)))
            .with_lack(Lack::KindKnown, (kind_known || kind_unknown > 0).then_some(kind_known))
            .with_lack(Lack::CauseKnown, (complaints > 0 || cause_unknown > 0).then_some(complaints > 0))
            .alone()
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Counted { cause_unknown, kind_unknown, .. } = self.counted.get(place);
        let counts = [(Apart::CauseUnknown, cause_unknown), (Apart::KindUnknown, kind_unknown)];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}

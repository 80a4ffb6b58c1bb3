//! [`ServiceProcess`]: the process that the tickets of a period went through (clause L-PROC-1).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, ElapsedTime, Zone};
use crm_model::{
    Channel, Department, EventKind, EventKinds, Kind, PersonId, Precision, TableName, Ticket, TicketEvent,
};
use thiserror::Error;

use super::rules::{ProcessClock, ProcessRules, Spending};
use super::tally::ProcessTally;
use super::tickets::TicketLog;
use crate::gather::{KindMatch, kind_of};
use crate::{CivilPeriod, Facts, Reason};

/// What a policy says of the process of tickets. Nothing is said by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ServiceRule {
    /// The kinds of ticket whose process it is; all where it names none.
    pub kinds: Vec<Kind>,
    /// The events with which a ticket may end. Without any, every ticket counts as ended, and no link as broken.
    pub finals: EventKinds,
    /// How long a ticket that has not ended may be silent (exclusive) before its link counts as broken.
    pub gap: Option<ElapsedTime>,
    /// The events after which somebody works on the ticket.
    pub working: EventKinds,
    /// The events after which the ticket waits.
    pub waiting: EventKinds,
    /// The events that are contacts with the customer.
    pub contacts: EventKinds,
    /// The events that are approvals.
    pub approvals: EventKinds,
}

/// Why what a policy says of the process of tickets does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ServiceRuleError {
    /// After one event somebody works on the ticket and it waits.
    #[error("after `{0}` a ticket cannot both wait and be worked on")]
    WaitingAndWorking(EventKind),
    /// A gap without an end: every ticket would stand on a broken link.
    #[error("a gap needs the events with which a ticket may end")]
    GapWithoutFinals,
}

impl ServiceRule {
    /// Checks that no two of its words contradict each other.
    ///
    /// # Errors
    ///
    /// When an event is both working and waiting, or there is a gap and no final event.
    pub fn check(&self) -> Result<(), ServiceRuleError> {
        if let Some(both) = self.working.iter().find(|kind| self.waiting.contains(*kind)) {
            return Err(ServiceRuleError::WaitingAndWorking(both));
        }
        if self.gap.is_some() && self.finals.is_empty() {
            return Err(ServiceRuleError::GapWithoutFinals);
        }
        Ok(())
    }

    /// Returns the same by codes.
    fn coded(&self) -> ProcessRules {
        let codes = |kinds: EventKinds| kinds.iter().map(TicketLog::code);
        let spent = |kinds, spending| codes(kinds).map(move |code| (code, spending));
        let working = spent(self.working, Spending::Working);
        ProcessRules {
            finals: codes(self.finals).collect(),
            gap: self.gap,
            spending: spent(self.waiting, Spending::Waiting).chain(working).collect(),
            contacts: codes(self.contacts).collect(),
            approvals: codes(self.approvals).collect(),
        }
    }
}

/// The process of the tickets that were opened in a period, by what had happened until an instant.
///
/// Activities are kinds of events, in the [codes](TicketLog::activity) of [`TicketLog`]; who holds a ticket does its steps.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ServiceProcess {
    /// In which period tickets were opened.
    pub period: CivilPeriod,
    /// Until when events count.
    pub as_of: DateTime<Utc>,
    /// What the policy says of it.
    pub rule: ServiceRule,
    /// Everything that is counted.
    pub tally: ProcessTally,
    /// The departments by their codes.
    pub departments: Vec<Department>,
    /// The persons by their codes.
    pub persons: Vec<PersonId>,
    /// Contacts with customers by event and channel, in that order, an unknown channel first. Empty where the rule names no contacts.
    pub touchpoints: Vec<Touchpoint>,
    /// How many events happened at an unknown instant before the one recorded, which is taken for theirs.
    pub bounded: u64,
    /// How many events cannot have happened as they were recorded, and are in no figure.
    pub set_aside: u64,
    /// How many tickets of the period are of an unknown kind, where the rule asks for some. They are in no figure.
    pub kind_unknown: u64,
    /// The kinds of event of the rule that the source does not tell of, so that nothing of them means nothing.
    pub untold: EventKinds,
}

/// One sort of contact with customers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Touchpoint {
    /// What happened.
    pub event: EventKind,
    /// By which channel the ticket came; `None` where that is not known.
    pub channel: Option<Channel>,
    /// How often.
    pub times: u64,
    /// On how many tickets.
    pub tickets: u64,
}

impl ServiceProcess {
    /// Counts the process of the tickets opened in a period. Months are those of the zone; with a calendar, waits are told in its open
    /// time as well.
    ///
    /// # Errors
    ///
    /// When no tickets were supplied, or there are more than can be counted.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_kpi::process::{ServiceProcess, ServiceRule};
    /// use crm_kpi::{CivilPeriod, Facts, Per};
    /// use crm_model::{Dataset, EventKind, Happening, Records, Table, TicketEvent, TicketId, TicketRecord};
    ///
    /// let event = |at: &str, what| Ok::<_, Box<dyn std::error::Error>>(TicketEvent::at(at.parse()?, what));
    /// let events = vec![event("2026-03-02T09:00:00Z", Happening::Opened)?, event("2026-03-02T12:00:00Z", Happening::Solved)?];
    /// let tickets = Table::complete(vec![TicketRecord::new(TicketId::new("T-1")?, events)]);
    /// let (dataset, _) = Dataset::new(Records { tickets, ..Records::default() });
    /// let as_of = "2026-04-10T00:00:00Z".parse()?;
    /// let march = CivilPeriod::last_complete(Per::Month, as_of, &Zone::utc());
    /// let waits = ServiceRule { waiting: [EventKind::Opened].into_iter().collect(), ..ServiceRule::default() };
    /// let process = ServiceProcess::of(&waits, &Facts::new(&dataset), &march, as_of, &Zone::utc(), None).expect("tickets");
    /// assert_eq!((process.tally.cases, process.tally.spent().waiting.clock), (1, 3 * 3_600_000_000));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(
        rule: &ServiceRule,
        facts: &Facts<'_>,
        period: &CivilPeriod,
        as_of: DateTime<Utc>,
        zone: &Zone,
        calendar: Option<&Calendar>,
    ) -> Result<Self, Reason> {
        if facts.dataset.extent(TableName::Tickets).is_none() {
            return Err(Reason::NotSupplied(TableName::Tickets));
        }
        let (mut tickets, mut kind_unknown) = (Vec::new(), 0_u64);
        let (mut set_aside, mut bounded) = (0, 0);
        // Of a period that runs, what has not happened yet is of no kind.
        let is_there = |at: DateTime<Utc>| period.contains(at) && at <= as_of;
        let opened = |ticket: &&Ticket| ticket.opened_at().is_some_and(is_there);
        for ticket in facts.dataset.tickets().iter().filter(opened) {
            match kind_of(ticket, &rule.kinds, as_of) {
                KindMatch::No => {}
                KindMatch::Unknown => kind_unknown = kind_unknown.saturating_add(1),
                KindMatch::Yes => {
                    let is_bound = |event: &&TicketEvent| event.precision == Precision::NotAfter;
                    bounded += ticket.events_until(as_of).iter().filter(is_bound).count();
                    set_aside += ticket.set_aside().iter().filter(|event| event.occurred_at <= as_of).count();
                    tickets.push(ticket);
                }
            }
        }
        let log = TicketLog::new(tickets.iter().copied()).map_err(|_| Reason::TooLarge)?;
        let clock = ProcessClock { as_of, zone: zone.clone(), calendar };
        let named = [rule.finals, rule.working, rule.waiting, rule.contacts, rule.approvals];
        let told = facts.dataset.event_kinds();
        Ok(Self {
            period: *period,
            as_of,
            rule: rule.clone(),
            tally: ProcessTally::of(log.log(), &rule.coded(), &clock),
            departments: log.departments().to_vec(),
            persons: log.persons().to_vec(),
            touchpoints: touchpoints(&tickets, rule.contacts, as_of),
            bounded: bounded as u64,
            set_aside: set_aside as u64,
            kind_unknown,
            untold: named
                .into_iter()
                .flat_map(EventKinds::iter)
                .filter(|kind| !told.contains(*kind))
                .collect(),
        })
    }

    /// Returns the department that a code means.
    pub fn department(&self, code: u32) -> Option<&Department> {
        self.departments.get(usize::try_from(code).ok()?)
    }

    /// Returns the person that a code means.
    pub fn person(&self, code: u32) -> Option<&PersonId> {
        self.persons.get(usize::try_from(code).ok()?)
    }
}

fn touchpoints(tickets: &[&Ticket], contacts: EventKinds, as_of: DateTime<Utc>) -> Vec<Touchpoint> {
    let mut counted: BTreeMap<(EventKind, Option<&Channel>), (u64, u64)> = BTreeMap::new();
    for ticket in tickets {
        for event in contacts.iter() {
            let events = ticket.events_until(as_of).iter();
            let times = events.filter(|one| one.kind() == event).count() as u64;
            if times > 0 {
                let (all, tickets) = counted.entry((event, ticket.channel())).or_default();
                *all = all.saturating_add(times);
                *tickets = tickets.saturating_add(1);
            }
        }
    }
    let point = |((event, channel), (times, tickets)): ((EventKind, Option<&Channel>), (u64, u64))| {
        Touchpoint { event, channel: channel.cloned(), times, tickets }
    };
    counted.into_iter().map(point).collect()
}

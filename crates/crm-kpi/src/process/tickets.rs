//! [`TicketLog`]: the histories of tickets as the events of a process.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crm_model::{
    Department, EventKind, Happening, Holder, PersonId, Precision, Ticket, TicketEvent, TicketId,
};

use super::columns::{EventColumns, NOBODY, ProcessError};
use super::log::ProcessLog;
use super::rules::Repeats;

/// Tickets as the cases of a process: an activity is the kind of an event, a resource and a department are who holds the ticket
/// once it has happened; a part of the holder that an event does not name stays as it was. Events of one instant keep the order that they have in the ticket.
///
/// Codes of cases, departments and persons are places in the order of their names; those of activities are
/// [places in `EventKind::ALL`](EventKind::ALL).
#[derive(Debug, Clone)]
pub struct TicketLog {
    log: ProcessLog,
    tickets: Vec<TicketId>,
    departments: Vec<Department>,
    persons: Vec<PersonId>,
    bounded: u64,
}

impl TicketLog {
    /// Takes the usable events of tickets. Each ticket has to be there once.
    ///
    /// # Errors
    ///
    /// When there are more tickets or holders than codes: 2³² − 1.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::process::TicketLog;
    /// use crm_model::{EventKind, Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    ///
    /// let event = |at: &str, what| Ok::<_, Box<dyn std::error::Error>>(TicketEvent::at(at.parse()?, what));
    /// let events = vec![event("2026-03-02T09:00:00Z", Happening::Opened)?, event("2026-03-02T12:00:00Z", Happening::Solved)?];
    /// let log = TicketLog::new(&[Ticket::new(TicketRecord::new(TicketId::new("T-1")?, events))])?;
    /// let case = log.log().cases().next().unwrap();
    /// assert_eq!(log.ticket(case.case).unwrap().as_str(), "T-1");
    /// let kinds: Vec<_> = case.steps.iter().filter_map(|step| TicketLog::activity(step.activity())).collect();
    /// assert_eq!(kinds, [EventKind::Opened, EventKind::Solved]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new<'a>(
        tickets: impl IntoIterator<Item = &'a Ticket, IntoIter: Clone>,
    ) -> Result<Self, ProcessError> {
        let tickets = tickets.into_iter();
        let ids = sorted(tickets.clone().map(Ticket::id));
        let holders = || tickets.clone().flat_map(Ticket::events).filter_map(holder_of);
        let persons = sorted(holders().filter_map(|holder| holder.person.as_ref()));
        let departments = sorted(holders().filter_map(|holder| holder.department.as_ref()));
        let (mut rows, mut bounded) = (Rows::default(), 0);
        for ticket in tickets.clone() {
            let case = code(&ids, ticket.id())?;
            let (mut person, mut department) = (NOBODY, NOBODY);
            for (event, sequence) in ticket.events().iter().zip(0_u64..) {
                if let Some(holder) = holder_of(event) {
                    person = holder.person.as_ref().map_or(Ok(person), |one| code(&persons, one))?;
                    department =
                        holder.department.as_ref().map_or(Ok(department), |one| code(&departments, one))?;
                }
                bounded += u64::from(event.precision == Precision::NotAfter);
                rows.cases.push(case);
                rows.activities.push(Self::code(event.kind()));
                rows.instants.push(event.occurred_at.timestamp_micros());
                rows.sequences.push(sequence);
                rows.resources.push(person);
                rows.departments.push(department);
            }
        }
        let columns = EventColumns {
            cases: &rows.cases,
            activities: &rows.activities,
            instants: &rows.instants,
            resources: Some(&rows.resources),
            departments: Some(&rows.departments),
            finished: None,
            sequences: Some(&rows.sequences),
        };
        // Tickets hold no repeats: what looks the same here differs in what a map of the process does not show.
        let log = ProcessLog::new(columns, Repeats::Kept)?;
        let (tickets, persons, departments) = (owned(&ids), owned(&persons), owned(&departments));
        Ok(Self { log, tickets, departments, persons, bounded })
    }

    /// Returns the log, to be counted.
    pub const fn log(&self) -> &ProcessLog {
        &self.log
    }

    /// Returns the code of a kind of event.
    pub fn code(kind: EventKind) -> u32 {
        (0..).zip(EventKind::ALL).find(|(_, one)| **one == kind).map_or(NOBODY, |(code, _)| code)
    }

    /// Returns the kind of event that a code means.
    pub fn activity(code: u32) -> Option<EventKind> {
        EventKind::ALL.get(usize::try_from(code).ok()?).copied()
    }

    /// Returns the ticket that a code means.
    pub fn ticket(&self, code: u32) -> Option<&TicketId> {
        self.tickets.get(usize::try_from(code).ok()?)
    }

    /// Returns the department that a code means.
    pub fn department(&self, code: u32) -> Option<&Department> {
        self.departments.get(usize::try_from(code).ok()?)
    }

    /// Returns the person that a code means.
    pub fn person(&self, code: u32) -> Option<&PersonId> {
        self.persons.get(usize::try_from(code).ok()?)
    }

    /// Returns the departments, in the order of their codes.
    pub fn departments(&self) -> &[Department] {
        &self.departments
    }

    /// Returns the persons, in the order of their codes.
    pub fn persons(&self) -> &[PersonId] {
        &self.persons
    }

    /// Returns how many events happened at an unknown instant before the one recorded, which is taken for theirs.
    pub const fn bounded(&self) -> u64 {
        self.bounded
    }
}

/// Returns who holds a ticket after an event that says so.
const fn holder_of(event: &TicketEvent) -> Option<&Holder> {
    match &event.happening {
        Happening::Assigned(holder) | Happening::Transferred(holder) => Some(holder),
        _ => None,
    }
}

fn sorted<'a, T: Ord>(names: impl Iterator<Item = &'a T>) -> Vec<&'a T> {
    let all: BTreeSet<&T> = names.collect();
    all.into_iter().collect()
}

fn owned<T: Clone>(names: &[&T]) -> Vec<T> {
    names.iter().map(|name| (*name).clone()).collect()
}

/// Returns the place of a name; the last code is nobody's.
fn code<T: Ord>(names: &[&T], name: &T) -> Result<u32, ProcessError> {
    let place = names.binary_search(&name).unwrap_or(usize::MAX);
    u32::try_from(place)
        .ok()
        .filter(|code| *code != NOBODY)
        .ok_or(ProcessError::TooMany { names: names.len() })
}

/// Columns as they gather.
#[derive(Debug, Default)]
struct Rows {
    cases: Vec<u32>,
    activities: Vec<u32>,
    instants: Vec<i64>,
    sequences: Vec<u64>,
    resources: Vec<u32>,
    departments: Vec<u32>,
}

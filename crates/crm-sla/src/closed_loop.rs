//! The closed loop of a ticket: accepted, assigned, solved, revisited, each with an owner and a time (clause P-RESP-3).

use core::fmt;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, Happening, Holder, Owner, Precision, Ticket, TicketEvent};

/// How far a ticket has come round the closed loop.
///
/// A reopening takes the solution and the revisit away: the loop is not closed until there are new ones. What was
/// accepted and assigned stays so.
///
/// # Examples
///
/// ```
/// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
/// use crm_sla::{ClosedLoop, LoopStep};
///
/// let (nine, ten) = ("2026-03-02T09:00:00Z".parse()?, "2026-03-02T10:00:00Z".parse()?);
/// let mut entered = TicketEvent::at(nine, Happening::Recorded);
/// entered.actor = Some("agent-7".parse()?);
/// let events = vec![TicketEvent::at(nine, Happening::Opened), entered, TicketEvent::at(ten, Happening::Solved)];
/// let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1")?, events));
/// let of_ten = ClosedLoop::of(&ticket, ten);
/// assert!(of_ten.missing().eq([LoopStep::Assigned, LoopStep::Revisited]));
/// assert!(of_ten.without_owner().eq([LoopStep::Solved])); // nobody knows who solved it
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClosedLoop {
    /// When it was entered in the system.
    pub accepted: Option<Step>,
    /// When it was first given to somebody.
    pub assigned: Option<Step>,
    /// When it was solved, first since the last reopening.
    pub solved: Option<Step>,
    /// When the customer was asked about that solution for the first time.
    pub revisited: Option<Step>,
}

/// One step of the loop that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Step {
    /// When.
    pub at: DateTime<Utc>,
    /// Whether `at` is that instant, or only one by which it had happened.
    pub precision: Precision,
    /// Who took it: the person on record for it, with the department if that person held the ticket; or else whoever held
    /// the ticket. For the assignment, to whom it was given. `None` where nobody is known.
    pub by: Option<Owner>,
}

/// The steps of the loop, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum LoopStep {
    /// The ticket is entered in the system.
    Accepted,
    /// It is given to somebody.
    Assigned,
    /// It is solved.
    Solved,
    /// The customer is asked about the solution.
    Revisited,
}

impl LoopStep {
    /// Every step, in order.
    pub const ALL: [Self; 4] = [Self::Accepted, Self::Assigned, Self::Solved, Self::Revisited];

    /// Returns the step's word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Assigned => "assigned",
            Self::Solved => "solved",
            Self::Revisited => "revisited",
        }
    }
}

impl fmt::Display for LoopStep {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl ClosedLoop {
    /// Returns how far `ticket` had come by `as_of`, from events up to that instant (inclusive).
    pub fn of(ticket: &Ticket, as_of: DateTime<Utc>) -> Self {
        let mut steps = Self::default();
        let mut holder = Holder::default();
        for event in ticket.events_until(as_of) {
            let given = match &event.happening {
                Happening::Assigned(to) | Happening::Transferred(to) => Some(to),
                _ => None,
            };
            if let Some(to) = given {
                holder.department = to.department.clone().or(holder.department);
                holder.person = to.person.clone().or(holder.person);
            }
            let taken = match event.kind() {
                EventKind::Recorded => &mut steps.accepted,
                EventKind::Assigned | EventKind::Transferred => &mut steps.assigned,
                EventKind::Solved => &mut steps.solved,
                EventKind::Revisited if steps.solved.is_some() => &mut steps.revisited,
                EventKind::Reopened => {
                    (steps.solved, steps.revisited) = (None, None);
                    continue;
                }
                _ => continue,
            };
            if taken.is_none() {
                let by = match given {
                    Some(to) => owner(to.clone()),
                    None => owner(hands(event, &holder)),
                };
                *taken = Some(Step { at: event.occurred_at, precision: event.precision, by });
            }
        }
        steps
    }

    /// Returns a step, if it was taken.
    pub fn step(&self, step: LoopStep) -> Option<&Step> {
        match step {
            LoopStep::Accepted => self.accepted.as_ref(),
            LoopStep::Assigned => self.assigned.as_ref(),
            LoopStep::Solved => self.solved.as_ref(),
            LoopStep::Revisited => self.revisited.as_ref(),
        }
    }

    /// Returns whether every step was taken by somebody who is known.
    pub fn is_closed(&self) -> bool {
        LoopStep::ALL.into_iter().all(|step| self.step(step).is_some_and(|step| step.by.is_some()))
    }

    /// Yields the steps that were not taken, in order.
    pub fn missing(&self) -> impl Iterator<Item = LoopStep> {
        LoopStep::ALL.into_iter().filter(|step| self.step(*step).is_none())
    }

    /// Yields the steps that were taken by nobody knows whom, in order.
    pub fn without_owner(&self) -> impl Iterator<Item = LoopStep> {
        LoopStep::ALL.into_iter().filter(|step| self.step(*step).is_some_and(|step| step.by.is_none()))
    }
}

/// Returns in whose hands a ticket was with an event, while `holder` held it.
fn hands(event: &TicketEvent, holder: &Holder) -> Holder {
    let Some(actor) = &event.actor else { return holder.clone() };
    let holds_it = holder.person.as_ref().is_none_or(|person| person == actor);
    Holder { department: holder.department.clone().filter(|_| holds_it), person: Some(actor.clone()) }
}

fn owner(Holder { department, person }: Holder) -> Option<Owner> {
    (department.is_some() || person.is_some()).then_some(Owner { department, person })
}

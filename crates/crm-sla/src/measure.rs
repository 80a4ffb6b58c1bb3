//! What is measured on a ticket: each measure with the events that stop its clock. A new measure goes here.

use core::fmt;

use crm_model::{EventKind, Happening, MeasureName};
use thiserror::Error;

use crate::Stops;

/// A promise about one ticket that a clock can measure.
///
/// The table below is the whole definition: the word of policies and reports, the events that stop the clock
/// unless a rule names others, whether every ticket is owed it, whether it is done once and for all, and how it repeats.
/// Which event *starts* a clock, every rule states.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Measure {
    /// The ticket is entered in the system (clauses D-RESP-6, P-COMP-1).
    Recorded,
    /// A person answers the customer: first response time (B-RESP-1, D-RESP-1, D-RESP-8).
    FirstResponse,
    /// Nature and responsible department are both settled (B-RESP-2).
    Triage,
    /// The ticket is given to the department that is responsible for it (P-COMP-1, P-RESP-3).
    Assignment,
    /// The ticket is handed to those who can solve it (D-RESP-3).
    Transfer,
    /// A person answers what the customer wrote after the first response, round after round. A round begins with the
    /// oldest message that is not answered; what came before the first response, the clock of that has. Word of how
    /// things stand is an answer, and so is a solution; a machine's message is none.
    NextResponse,
    /// The customer hears of the ticket again and again until there is a solution, which is the last word (D-RESP-5).
    PeriodicUpdate,
    /// A solution, or at least word of how things stand (B-RESP-3).
    Progress,
    /// Whoever has the authority agrees to the kind of solution that was offered, where that is needed (D-RESP-7).
    Approval,
    /// A solution: time to resolution (D-RESP-2, P-RESP-1).
    Resolution,
    /// A solution, by the time for which the customer waited: a rule says which waits are not the company's.
    RequesterWait,
    /// A solution, by the time for which the company worked: a rule says which waits are no work.
    AgentWork,
    /// The customer confirms the solution (D-RESP-5). A dispute takes its place, unless the limit is an event: then
    /// it stays open until that event, since a disputed solution is not confirmed either.
    Confirmation,
    /// The customer is asked whether he or she is satisfied with the solution (P-RESP-4).
    Revisit,
    /// A customer who is not satisfied, or disputes the solution, is asked once more, until he or she accepts (P-RESP-4).
    FollowUp,
}

/// How a measure comes round again on one ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Repeats {
    /// It does not: only a reopening makes another round, or for a clock that follows a solution the next one.
    Never,
    /// Each event that starts it begins a round while none runs.
    AtStart,
    /// Each round begins the moment the last one was stopped, until the ticket is solved or closed.
    AtStop,
}

/// What answers a customer for the first time, unless a rule says otherwise.
pub(crate) const FIRST_ANSWERS: &[EventKind] = &[EventKind::FirstResponse, EventKind::MessageOut];

/// One row of the table of measures.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table; each column is a question of its own")]
pub(crate) struct Definition {
    name: &'static str,
    /// Groups of events: the clock stops when one event of each group has happened.
    stops: &'static [&'static [EventKind]],
    owed_to_every_ticket: bool,
    /// Whether it is done once and for all, so that what was done before the clock started counts.
    pub(crate) done_once: bool,
    pub(crate) repeats: Repeats,
    /// The only event with which a rule may start it, where another would mean something else or nothing at all.
    pub(crate) starts_only_with: Option<EventKind>,
    /// Events that start it besides the one that a rule names.
    pub(crate) also_starts: &'static [EventKind],
    /// Events that take its place.
    pub(crate) superseded_by: &'static [EventKind],
    /// Whether it starts after the first response only.
    pub(crate) after_first_response: bool,
    /// Whether it can start on a solved or closed ticket, which then does not end it either.
    pub(crate) at_rest: bool,
    /// Whether it means nothing without waits that do not count.
    pub(crate) must_pause: bool,
    /// Whether a rule has to say after how many rounds it gives up.
    pub(crate) must_be_bounded: bool,
}

/// A row of which nothing special is said.
const PLAIN: Definition = Definition {
    name: "",
    stops: &[],
    owed_to_every_ticket: false,
    done_once: false,
    repeats: Repeats::Never,
    starts_only_with: None,
    also_starts: &[],
    superseded_by: &[],
    after_first_response: false,
    at_rest: false,
    must_pause: false,
    must_be_bounded: false,
};

/// A row of what every ticket is owed.
const OWED: Definition = Definition { owed_to_every_ticket: true, ..PLAIN };

/// A row of what every ticket is owed and what is done once and for all.
const OWED_ONCE: Definition = Definition { done_once: true, ..OWED };

impl Measure {
    /// Every measure, in the order of a ticket's life.
    pub const ALL: [Self; 15] = [
        Self::Recorded,
        Self::FirstResponse,
        Self::Triage,
        Self::Assignment,
        Self::Transfer,
        Self::NextResponse,
        Self::PeriodicUpdate,
        Self::Progress,
        Self::Approval,
        Self::Resolution,
        Self::RequesterWait,
        Self::AgentWork,
        Self::Confirmation,
        Self::Revisit,
        Self::FollowUp,
    ];

    #[rustfmt::skip] // a table
    pub(crate) const fn definition(self) -> Definition {
        use EventKind as E;
        use Repeats::{AtStart, AtStop};
        const ANSWERS: &[EventKind] = &[E::FirstResponse, E::MessageOut, E::Explained, E::Solved];
        match self {
            Self::Recorded => Definition { name: "recorded", stops: &[&[E::Recorded]], ..OWED_ONCE },
            Self::FirstResponse => Definition { name: "first-response", stops: &[FIRST_ANSWERS], ..OWED_ONCE },
            Self::Triage => Definition {
                name: "triage", stops: &[&[E::Classified], &[E::Assigned, E::Transferred]], ..OWED_ONCE
            },
            Self::Assignment => Definition {
                name: "assignment", stops: &[&[E::Assigned, E::Transferred]], ..PLAIN
            },
            Self::Transfer => Definition { name: "transfer", stops: &[&[E::Transferred, E::Assigned]], ..PLAIN },
            Self::NextResponse => Definition {
                name: "next-response", stops: &[ANSWERS], repeats: AtStart, after_first_response: true,
                starts_only_with: Some(E::MessageIn), ..PLAIN
            },
            Self::PeriodicUpdate => Definition {
                name: "periodic-update", stops: &[ANSWERS], repeats: AtStop, ..PLAIN
            },
            Self::Progress => Definition { name: "progress", stops: &[&[E::Explained, E::Solved]], ..OWED },
            Self::Approval => Definition {
                name: "approval", stops: &[&[E::Approved]], repeats: AtStart, at_rest: true, ..PLAIN
            },
            Self::Resolution => Definition { name: "resolution", stops: &[&[E::Solved]], ..OWED },
            Self::RequesterWait => Definition { name: "requester-wait", stops: &[&[E::Solved]], ..PLAIN },
            Self::AgentWork => Definition {
                name: "agent-work", stops: &[&[E::Solved]], must_pause: true, ..PLAIN
            },
            Self::Confirmation => Definition {
                name: "confirmation", stops: &[&[E::Confirmed]], superseded_by: &[E::Disputed], ..PLAIN
            },
            Self::Revisit => Definition { name: "revisit", stops: &[&[E::Revisited]], ..PLAIN },
            Self::FollowUp => Definition {
                name: "follow-up", stops: &[&[E::Revisited, E::Confirmed]], repeats: AtStart,
                starts_only_with: Some(E::Revisited), also_starts: &[E::Disputed], at_rest: true, must_be_bounded: true, ..PLAIN
            },
        }
    }

    /// Returns the word that policies and reports use, such as `first-response`.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_sla::Measure;
    ///
    /// assert_eq!(Measure::FirstResponse.as_str(), "first-response");
    /// assert_eq!("first-response".parse(), Ok(Measure::FirstResponse));
    /// ```
    pub const fn as_str(self) -> &'static str {
        self.definition().name
    }

    /// Returns the events that stop the clock unless a rule names others.
    pub fn default_stops(self) -> Stops {
        self.definition().stops.iter().map(|group| group.iter().copied().collect()).collect()
    }

    /// Returns whether every ticket is owed this, so that a ticket without a matching rule is undetermined and not
    /// simply free of it.
    pub const fn is_owed_to_every_ticket(self) -> bool {
        self.definition().owed_to_every_ticket
    }

    /// Returns whether this is done once and for all: then what was done before a clock started (a call answered before
    /// it is recorded, where the clock runs from the recording) counts as done at its start.
    pub const fn is_done_once(self) -> bool {
        self.definition().done_once
    }

    /// Returns how it comes round again on one ticket.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_sla::{Measure, Repeats};
    ///
    /// assert_eq!(Measure::NextResponse.repeats(), Repeats::AtStart);
    /// assert_eq!(Measure::PeriodicUpdate.repeats(), Repeats::AtStop);
    /// assert_eq!(Measure::Resolution.repeats(), Repeats::Never);
    /// ```
    pub const fn repeats(self) -> Repeats {
        self.definition().repeats
    }

    /// Returns whether an event says what this measure asks for: triage needs a kind, and a department.
    pub(crate) fn counts(self, happening: &Happening) -> bool {
        match (self, happening) {
            (Self::Triage, Happening::Classified(judged)) => judged.kind.is_some(),
            (
                Self::Triage | Self::Assignment | Self::Transfer,
                Happening::Assigned(to) | Happening::Transferred(to),
            ) => to.department.is_some(),
            _ => true,
        }
    }

    /// Returns whether an event of a kind that starts this measure says what it needs: a follow-up needs a customer who
    /// is not satisfied.
    pub(crate) const fn is_called_for(self, happening: &Happening) -> bool {
        match (self, happening) {
            (Self::FollowUp, Happening::Revisited(satisfied)) => matches!(satisfied, Some(false)),
            _ => true,
        }
    }

    /// Returns whether with this event the matter is settled, so that rounds count from the first again.
    pub(crate) const fn is_settled_by(self, happening: &Happening) -> bool {
        matches!((self, happening), (Self::FollowUp, Happening::Confirmed | Happening::Revisited(Some(true))))
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A text that names no measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error(
    "is no measure: expected recorded, first-response, triage, assignment, transfer, next-response, \
     periodic-update, progress, approval, resolution, requester-wait, agent-work, confirmation, revisit or follow-up"
)]
pub struct MeasureError;

impl core::str::FromStr for Measure {
    type Err = MeasureError;

    fn from_str(text: &str) -> Result<Self, MeasureError> {
        Self::ALL.into_iter().find(|measure| measure.as_str() == text).ok_or(MeasureError)
    }
}

impl From<Measure> for MeasureName {
    fn from(measure: Measure) -> Self {
        #[expect(clippy::expect_used, reason = "the words of the table above are well-formed names")]
        MeasureName::new(measure.as_str()).expect("a measure's word is a name")
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn every_measure_is_read_back_and_listed_in_the_error() {
        for measure in Measure::ALL {
            assert_eq!(measure.as_str().parse(), Ok(measure));
            assert_eq!(MeasureName::from(measure).as_str(), measure.as_str());
            assert!(MeasureError.to_string().contains(measure.as_str()));
        }
    }
}

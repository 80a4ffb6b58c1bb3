//! What is measured on a ticket: each measure with the events that stop its clock. A new measure goes here.

use core::fmt;

use crm_model::{EventKind, Happening, MeasureName};
use thiserror::Error;

use crate::Stops;

/// A promise about one ticket that a clock can measure.
///
/// The table below is the whole definition: the word of policies and reports, the events that stop the clock
/// unless a rule names others, whether every ticket is owed it, and whether it is done once and for all. Which event *starts* a clock, every rule states.
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
    /// The ticket is handed to those who can solve it (D-RESP-3).
    Transfer,
    /// A solution, or at least word of how things stand (B-RESP-3).
    Progress,
    /// A solution: time to resolution (D-RESP-2, P-RESP-1).
    Resolution,
    /// The customer is asked whether he or she is satisfied with the solution (P-RESP-4).
    Revisit,
}

/// One row of the table of measures.
struct Definition {
    name: &'static str,
    /// Groups of events: the clock stops when one event of each group has happened.
    stops: &'static [&'static [EventKind]],
    owed_to_every_ticket: bool,
    /// Whether it is done once and for all, so that what was done before the clock started counts.
    done_once: bool,
}

impl Measure {
    /// Every measure, in the order of a ticket's life.
    pub const ALL: [Self; 7] = [
        Self::Recorded,
        Self::FirstResponse,
        Self::Triage,
        Self::Transfer,
        Self::Progress,
        Self::Resolution,
        Self::Revisit,
    ];

    const fn definition(self) -> Definition {
        use EventKind as E;
        let (name, stops, owed_to_every_ticket, done_once): (_, &[&[EventKind]], _, _) = match self {
            Self::Recorded => ("recorded", &[&[E::Recorded]], true, true),
            Self::FirstResponse => ("first-response", &[&[E::FirstResponse, E::MessageOut]], true, true),
            Self::Triage => ("triage", &[&[E::Classified], &[E::Assigned, E::Transferred]], true, true),
            Self::Transfer => ("transfer", &[&[E::Transferred, E::Assigned]], false, false),
            Self::Progress => ("progress", &[&[E::Explained, E::Solved]], true, false),
            Self::Resolution => ("resolution", &[&[E::Solved]], true, false),
            Self::Revisit => ("revisit", &[&[E::Revisited]], false, false),
        };
        Definition { name, stops, owed_to_every_ticket, done_once }
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

    /// Returns whether an event says what this measure asks for: triage needs a kind, and a department.
    pub(crate) fn counts(self, happening: &Happening) -> bool {
        match (self, happening) {
            (Self::Triage, Happening::Classified(judged)) => judged.kind.is_some(),
            (Self::Triage | Self::Transfer, Happening::Assigned(to) | Happening::Transferred(to)) => {
                to.department.is_some()
            }
            _ => true,
        }
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
    "is no measure: expected recorded, first-response, triage, transfer, progress, resolution or revisit"
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

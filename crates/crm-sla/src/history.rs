//! What was known of a ticket at an instant: its nature and its holder, by look-up.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Classification, Complexity, Department, Happening, Kind, Owner, PersonId, Ticket, Urgency};

/// The judgements and hand-overs of a ticket up to the instant of assessment. Nothing is copied: there are millions of
/// tickets, and few of their words are asked for.
#[derive(Debug)]
pub(crate) struct History<'a> {
    /// What had been judged from each instant on.
    judged: Vec<(DateTime<Utc>, Nature<'a>)>,
    /// What was judged first on each axis, at any time: the word that counts where none had been spoken.
    first_words: Nature<'a>,
    /// Who held the ticket from each instant on.
    held: Vec<(DateTime<Utc>, Holding<'a>)>,
}

/// What is known of a ticket's nature.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Nature<'a> {
    pub(crate) kind: Option<&'a Kind>,
    pub(crate) urgency: Option<&'a Urgency>,
    pub(crate) complexity: Option<&'a Complexity>,
}

/// Who holds a ticket, as far as that is known.
#[derive(Debug, Clone, Copy, Default)]
struct Holding<'a> {
    department: Option<&'a Department>,
    person: Option<&'a PersonId>,
}

impl Nature<'_> {
    /// Returns on each axis its own word, or else the other's.
    fn or(self, other: Self) -> Self {
        Self {
            kind: self.kind.or(other.kind),
            urgency: self.urgency.or(other.urgency),
            complexity: self.complexity.or(other.complexity),
        }
    }
}

impl<'a> From<&'a Classification> for Nature<'a> {
    fn from(judged: &'a Classification) -> Self {
        Self {
            kind: judged.kind.as_ref(),
            urgency: judged.urgency.as_ref(),
            complexity: judged.complexity.as_ref(),
        }
    }
}

impl<'a> History<'a> {
    pub(crate) fn new(ticket: &'a Ticket, as_of: DateTime<Utc>) -> Self {
        let mut history = Self { judged: Vec::new(), first_words: Nature::default(), held: Vec::new() };
        let (mut known, mut holding) = (Nature::default(), Holding::default());
        for event in ticket.events_until(as_of) {
            match &event.happening {
                Happening::Classified(judged) => {
                    known = Nature::from(judged).or(known);
                    history.judged.push((event.occurred_at, known));
                    history.first_words = history.first_words.or(judged.into());
                }
                Happening::Assigned(to) | Happening::Transferred(to) => {
                    holding.department = to.department.as_ref().or(holding.department);
                    holding.person = to.person.as_ref().or(holding.person);
                    history.held.push((event.occurred_at, holding));
                }
                _ => {}
            }
        }
        history
    }

    /// Returns what is known of the ticket's nature for a clock that ran `until`: on each axis the last word by then,
    /// or else the first word after it, since a nature that is named late was there before.
    pub(crate) fn nature(&self, until: DateTime<Utc>) -> Nature<'a> {
        at(&self.judged, until).copied().unwrap_or_default().or(self.first_words)
    }

    /// Returns who held the ticket at `until` (inclusive), if anybody is known.
    pub(crate) fn owner(&self, until: DateTime<Utc>) -> Option<Owner> {
        let Holding { department, person } = *at(&self.held, until)?;
        let owner = Owner { department: department.cloned(), person: person.cloned() };
        (department.is_some() || person.is_some()).then_some(owner)
    }
}

/// Returns the value that held at `instant`, from a list sorted by the instants from which values hold.
fn at<T>(values: &[(DateTime<Utc>, T)], instant: DateTime<Utc>) -> Option<&T> {
    let place = values.partition_point(|(from, _)| *from <= instant).checked_sub(1)?;
    values.get(place).map(|(_, value)| value)
}

//! What was known of a ticket at an instant: its nature and its holder, by look-up.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Classification, Happening, Holder, Owner, Ticket};

/// The judgements and hand-overs of a ticket up to the instant of assessment.
#[derive(Debug)]
pub(crate) struct History {
    /// What had been judged from each instant on.
    judged: Vec<(DateTime<Utc>, Classification)>,
    /// What was judged first on each axis, at any time: the word that counts where none had been spoken.
    first_words: Classification,
    /// Who held the ticket from each instant on.
    held: Vec<(DateTime<Utc>, Holder)>,
}

impl History {
    pub(crate) fn new(ticket: &Ticket, as_of: DateTime<Utc>) -> Self {
        let mut history =
            Self { judged: Vec::new(), first_words: Classification::default(), held: Vec::new() };
        let (mut known, mut holder) = (Classification::default(), Holder::default());
        for event in ticket.events_until(as_of) {
            match &event.happening {
                Happening::Classified(judged) => {
                    known.learn(event);
                    history.judged.push((event.occurred_at, known.clone()));
                    history.first_words.fill_gaps(judged);
                }
                Happening::Assigned(to) | Happening::Transferred(to) => {
                    holder.department = to.department.clone().or(holder.department);
                    holder.person = to.person.clone().or(holder.person);
                    history.held.push((event.occurred_at, holder.clone()));
                }
                _ => {}
            }
        }
        history
    }

    /// Returns what is known of the ticket's nature for a clock that ran `until`: on each axis the last word by then,
    /// or else the first word after it, since a nature that is named late was there before.
    pub(crate) fn nature(&self, until: DateTime<Utc>) -> Classification {
        let mut known = at(&self.judged, until).cloned().unwrap_or_default();
        known.fill_gaps(&self.first_words);
        known
    }

    /// Returns who held the ticket at `until` (inclusive), if anybody is known.
    pub(crate) fn owner(&self, until: DateTime<Utc>) -> Option<Owner> {
        let Holder { department, person } = at(&self.held, until)?.clone();
        (department.is_some() || person.is_some()).then_some(Owner { department, person })
    }
}

/// Returns the value that held at `instant`, from a list sorted by the instants from which values hold.
fn at<T>(values: &[(DateTime<Utc>, T)], instant: DateTime<Utc>) -> Option<&T> {
    let place = values.partition_point(|(from, _)| *from <= instant).checked_sub(1)?;
    values.get(place).map(|(_, value)| value)
}

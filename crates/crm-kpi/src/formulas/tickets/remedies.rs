//! What followed (clause L-FB-1): tickets that led to one of some remedies, such as a change of process / tickets.

use alloc::vec::Vec;

use crm_model::{EventKind, EventKinds, Happening, Kind, Ratio, Remedy, Ticket};

use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_merged, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

tally! {
    /// Whether a ticket led to a remedy.
    RemedyCase,
    /// Counts of tickets by whether they led to a remedy.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::RemedyTally;
    ///
    /// let tally = RemedyTally { followed: 1, without: 4 };
    /// assert_eq!(tally.share().unwrap().percent(0), "20%");
    /// ```
    RemedyTally {
        /// One followed.
        Yes => followed,
        /// None has so far.
        No => without,
    }
}

impl RemedyTally {
    /// Returns those with a remedy / all, or `None` without tickets.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.followed, self.followed.saturating_add(self.without))
    }
}

/// Remedies at work, in the period in which the ticket was opened. Tickets that live on in another one do not count.
#[derive(Debug)]
pub(crate) struct Remedied<'a> {
    remedies: &'a [Remedy],
    kinds: &'a [Kind],
    windows: &'a Windows,
    told: EventKinds,
    tallies: Series<(RemedyTally, u64)>,
}

impl<'a> Remedied<'a> {
    pub(crate) fn new(
        remedies: &'a [Remedy],
        kinds: &'a [Kind],
        told: EventKinds,
        windows: &'a Windows,
    ) -> Self {
        Self { remedies, kinds, windows, told, tallies: Series::default() }
    }
}

impl<'a> Gather<'a> for Remedied<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let place = ticket.opened_at().and_then(|at| self.windows.place_of(at));
        if place.is_none() || is_merged(ticket, self.windows) {
            return;
        }
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        let is_asked = |happening: &Happening| match happening {
            Happening::Remedy(remedy) => self.remedies.is_empty() || self.remedies.contains(remedy),
            _ => false,
        };
        let events = ticket.events_until(self.windows.as_of);
        let followed = if events.iter().any(|event| is_asked(&event.happening)) {
            RemedyCase::Yes
        } else {
            RemedyCase::No
        };
        self.tallies.update(place, |(tally, unknown)| match kind {
            KindMatch::Yes => tally.record(followed),
            KindMatch::Unknown => *unknown = unknown.saturating_add(1),
            KindMatch::No => {}
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let RemedyTally { followed, without } = self.tallies.get(place).0;
        Evidence::trials(followed, followed.saturating_add(without))
            .with_lack(Lack::Events(EventKind::Remedy), Some(self.told.contains(EventKind::Remedy)))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        apart(Apart::KindUnknown, self.tallies.get(place).1).into_iter().collect()
    }
}

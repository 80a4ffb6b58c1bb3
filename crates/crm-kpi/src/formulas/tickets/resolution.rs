//! Problem resolution (clauses B-KPI-13, D-KPI-13, D-COMP-3): tickets solved / tickets opened in the period.

use alloc::vec::Vec;

use crm_model::{EventKind, EventKinds, Kind, Ratio, Ticket};

use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_merged, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

tally! {
    /// How a ticket stands.
    Resolved,
    /// Counts of tickets by whether they are solved.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::ResolutionTally;
    ///
    /// let tally = ResolutionTally { solved: 3, unsolved: 1 };
    /// assert_eq!(tally.share().unwrap().to_string(), "3/4");
    /// ```
    ResolutionTally {
        /// Solved, and not reopened since.
        Yes => solved,
        /// Not solved, or reopened since. A ticket closed without a solution is not solved.
        No => unsolved,
    }
}

impl ResolutionTally {
    /// Returns the solved / all, or `None` without tickets.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.solved, self.solved.saturating_add(self.unsolved))
    }
}

/// Resolution at work. Tickets that live on in another one do not count.
#[derive(Debug)]
pub(crate) struct Solved<'a> {
    kinds: &'a [Kind],
    windows: &'a Windows,
    told: EventKinds,
    tallies: Series<(ResolutionTally, u64)>,
}

impl<'a> Solved<'a> {
    pub(crate) fn new(kinds: &'a [Kind], told: EventKinds, windows: &'a Windows) -> Self {
        Self { kinds, windows, told, tallies: Series::default() }
    }
}

impl<'a> Gather<'a> for Solved<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let place = ticket.opened_at().and_then(|at| self.windows.place_of(at));
        if place.is_none() || is_merged(ticket, self.windows) {
            return;
        }
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        let last = ticket.events_until(self.windows.as_of).iter().rev().map(crm_model::TicketEvent::kind);
        let is_solved = last.into_iter().find(|kind| matches!(kind, EventKind::Solved | EventKind::Reopened))
            == Some(EventKind::Solved);
        self.tallies.update(place, |(tally, unknown)| match kind {
            KindMatch::Yes => tally.record(if is_solved { Resolved::Yes } else { Resolved::No }),
            KindMatch::Unknown => *unknown = unknown.saturating_add(1),
            KindMatch::No => {}
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let ResolutionTally { solved, unsolved } = self.tallies.get(place).0;
        Evidence::trials(solved, solved.saturating_add(unsolved))
            .with_lack(Lack::Events(EventKind::Solved), Some(self.told.contains(EventKind::Solved)))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        apart(Apart::KindUnknown, self.tallies.get(place).1).into_iter().collect()
    }
}

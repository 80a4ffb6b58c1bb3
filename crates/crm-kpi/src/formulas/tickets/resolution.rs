//! Problem resolution (clauses B-KPI-13, D-KPI-13, D-COMP-3): tickets solved / tickets opened in the period.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, EventKinds, Kind, Ratio, Ticket, TicketEvent};

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

impl Resolved {
    /// Returns whether a ticket is solved at `as_of`, and not reopened since; `None` where a solution that contradicts the record
    /// (case K19) may be what solved it.
    pub(crate) fn of(ticket: &Ticket, as_of: DateTime<Utc>) -> Option<Self> {
        let mut kinds = ticket.events_until(as_of).iter().rev().map(TicketEvent::kind);
        match kinds.find(|kind| matches!(kind, EventKind::Solved | EventKind::Reopened)) {
            Some(EventKind::Solved) => Some(Self::Yes),
            None if ticket.kinds_set_aside_until(as_of).contains(EventKind::Solved) => None,
            // Whatever was said before a reopening, it is open again.
            _ => Some(Self::No),
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    tally: ResolutionTally,
    undetermined: u64,
    kind_unknown: u64,
}

/// Resolution at work. Tickets that live on in another one do not count.
#[derive(Debug)]
pub(crate) struct Solved<'a> {
    kinds: &'a [Kind],
    windows: &'a Windows,
    told: EventKinds,
    counted: Series<Counted>,
}

impl<'a> Solved<'a> {
    pub(crate) fn new(kinds: &'a [Kind], told: EventKinds, windows: &'a Windows) -> Self {
        Self { kinds, windows, told, counted: Series::default() }
    }
}

impl<'a> Gather<'a> for Solved<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let place = ticket.opened_at().and_then(|at| self.windows.place_of(at));
        if place.is_none() || is_merged(ticket, self.windows) {
            return;
        }
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        let resolved = Resolved::of(ticket, self.windows.as_of);
        self.counted.update(place, |Counted { tally, undetermined, kind_unknown }| match (kind, resolved) {
            (KindMatch::Yes, Some(resolved)) => tally.record(resolved),
            (KindMatch::Yes, None) => *undetermined = undetermined.saturating_add(1),
            (KindMatch::Unknown, _) => *kind_unknown = kind_unknown.saturating_add(1),
            (KindMatch::No, _) => {}
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let ResolutionTally { solved, unsolved } = self.counted.get(place).tally;
        Evidence::trials(solved, solved.saturating_add(unsolved))
            .with_lack(Lack::Events(EventKind::Solved), Some(self.told.contains(EventKind::Solved)))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Counted { undetermined, kind_unknown, .. } = self.counted.get(place);
        let counts = [(Apart::Undetermined, undetermined), (Apart::KindUnknown, kind_unknown)];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}

//! Reopening: solutions after which the ticket was reopened / solutions.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{EventKind, EventKinds, Kind, Ratio, Ticket};

use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_merged, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

tally! {
    /// What became of a solution.
    SolutionFate,
    /// Counts of solutions by what became of them.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::ReopeningTally;
    ///
    /// let tally = ReopeningTally { reopened: 1, lasting: 19, open: 4 };
    /// assert_eq!(tally.share().unwrap().percent(0), "5%");
    /// ```
    ReopeningTally {
        /// The ticket was reopened.
        Reopened => reopened,
        /// It was not, or only after the time was over.
        Lasting => lasting,
        /// It was not, and the time runs.
        Open => open,
    }
}

impl ReopeningTally {
    /// Returns the reopened / the reopened and the lasting, or `None` without any.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.reopened, self.reopened.saturating_add(self.lasting))
    }
}

/// Reopening at work: of each first solution after an opening or reopening, in the period of that solution. Tickets that live
/// on in another one do not count.
#[derive(Debug)]
pub(crate) struct Lasting<'a> {
    kinds: &'a [Kind],
    within: Option<ElapsedTime>,
    windows: &'a Windows,
    told: EventKinds,
    tallies: Series<(ReopeningTally, u64)>,
}

impl<'a> Lasting<'a> {
    pub(crate) fn new(
        kinds: &'a [Kind],
        within: Option<ElapsedTime>,
        told: EventKinds,
        windows: &'a Windows,
    ) -> Self {
        Self { kinds, within, windows, told, tallies: Series::default() }
    }

    fn fate(&self, solved: DateTime<Utc>, reopened: Option<DateTime<Utc>>) -> SolutionFate {
        let is_soon = |at: DateTime<Utc>, within: ElapsedTime| {
            at.timestamp_micros().saturating_sub(solved.timestamp_micros()) <= within.as_micros()
        };
        match (reopened, self.within) {
            (Some(at), Some(within)) if !is_soon(at, within) => SolutionFate::Lasting,
            (Some(_), _) => SolutionFate::Reopened,
            // At the last instant it may still come.
            (None, Some(within)) if is_soon(self.windows.as_of, within) => SolutionFate::Open,
            (None, _) => SolutionFate::Lasting,
        }
    }

    fn record(&mut self, kind: KindMatch, solved: DateTime<Utc>, reopened: Option<DateTime<Utc>>) {
        let fate = self.fate(solved, reopened);
        self.tallies.update(self.windows.place_of(solved), |(tally, unknown)| match kind {
            KindMatch::Unknown => *unknown = unknown.saturating_add(1),
            _ => tally.record(fate),
        });
    }
}

impl<'a> Gather<'a> for Lasting<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        if kind == KindMatch::No || is_merged(ticket, self.windows) {
            return;
        }
        let mut solved = None;
        for event in ticket.events_until(self.windows.as_of) {
            match event.kind() {
                EventKind::Solved => solved = solved.or(Some(event.occurred_at)),
                EventKind::Reopened => {
                    if let Some(solved) = solved.take() {
                        self.record(kind, solved, Some(event.occurred_at));
                    }
                }
                _ => {}
            }
        }
        if let Some(solved) = solved {
            self.record(kind, solved, None);
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let ReopeningTally { reopened, lasting, .. } = self.tallies.get(place).0;
        let evidence = Evidence::trials(reopened, reopened.saturating_add(lasting));
        [EventKind::Solved, EventKind::Reopened].into_iter().fold(evidence, |evidence, kind| {
            evidence.with_lack(Lack::Events(kind), Some(self.told.contains(kind)))
        })
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let (tally, unknown) = self.tallies.get(place);
        let counts = [(Apart::Open, tally.open), (Apart::KindUnknown, unknown)];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}

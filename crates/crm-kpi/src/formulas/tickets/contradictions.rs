//! Contradictions (clauses D-CHAN-4, L-ACC-2): tickets whose records say what cannot be true together / tickets.

use alloc::vec::Vec;

use crm_model::{Dataset, Kind, Ratio, Ticket};

use crate::gather::{Gather, KindMatch, apart, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

tally! {
    /// Whether the records of a ticket agree.
    Consistency,
    /// Counts of tickets by whether their records agree.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::ContradictionTally;
    ///
    /// let tally = ContradictionTally { contradictory: 1, consistent: 99 };
    /// assert_eq!(tally.share().unwrap().percent(0), "1%");
    /// ```
    ContradictionTally {
        /// They contradict one another, or what must have been: see `crm_model::Contradiction`.
        Contradictory => contradictory,
        /// They do not.
        Consistent => consistent,
    }
}

impl ContradictionTally {
    /// Returns the contradictory / all, or `None` without tickets.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.contradictory, self.contradictory.saturating_add(self.consistent))
    }
}

/// Contradictions at work, in the period in which the ticket was opened; one that never was counts from its first event.
/// Tickets that live on in another one count as well.
#[derive(Debug)]
pub(crate) struct Contradicted<'a> {
    dataset: &'a Dataset,
    kinds: &'a [Kind],
    windows: &'a Windows,
    tallies: Series<(ContradictionTally, u64)>,
}

impl<'a> Contradicted<'a> {
    pub(crate) fn new(dataset: &'a Dataset, kinds: &'a [Kind], windows: &'a Windows) -> Self {
        Self { dataset, kinds, windows, tallies: Series::default() }
    }
}

impl<'a> Gather<'a> for Contradicted<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let first = || {
            let events = ticket.events().iter().chain(ticket.set_aside());
            events.map(|event| event.occurred_at).min()
        };
        let place = ticket.opened_at().or_else(first).and_then(|at| self.windows.place_of(at));
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        let agrees = ticket.contradictions().is_empty() && !self.dataset.records_disagree(ticket.id());
        let consistency = if agrees { Consistency::Consistent } else { Consistency::Contradictory };
        self.tallies.update(place, |(tally, unknown)| match kind {
            KindMatch::Yes => tally.record(consistency),
            KindMatch::Unknown => *unknown = unknown.saturating_add(1),
            KindMatch::No => {}
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let ContradictionTally { contradictory, consistent } = self.tallies.get(place).0;
        Evidence::trials(contradictory, contradictory.saturating_add(consistent))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        apart(Apart::KindUnknown, self.tallies.get(place).1).into_iter().collect()
    }
}

//! Recovery (clause L-COMP-6): dissatisfied customers who end satisfied / dissatisfied customers.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{CustomerId, EventKind, EventKinds, Happening, Kind, Ratio, Ticket};

use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

tally! {
    /// How a dissatisfied customer ends.
    Recovered,
    /// Counts of dissatisfied customers by how they end.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::RecoveryTally;
    ///
    /// let tally = RecoveryTally { recovered: 6, dissatisfied: 2 };
    /// assert_eq!(tally.share().unwrap().to_string(), "6/8");
    /// ```
    RecoveryTally {
        /// Satisfied, by the last word on each matter.
        Yes => recovered,
        /// Still dissatisfied with one matter at least, or silent about it since.
        No => dissatisfied,
    }
}

impl RecoveryTally {
    /// Returns those who end satisfied / all who were dissatisfied, or `None` where nobody was.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.recovered, self.recovered.saturating_add(self.dissatisfied))
    }
}

/// Recovery at work: a customer belongs to each period with a word of dissatisfaction: a solution disputed, or dissatisfaction
/// said at a revisit. What counts is the last word on each of these tickets by the instant of the evaluation.
#[derive(Debug)]
pub(crate) struct WonBack<'a> {
    kinds: &'a [Kind],
    windows: &'a Windows,
    told: EventKinds,
    // Of each dissatisfied customer of a period, whether all of the tickets ended well.
    customers: Series<BTreeMap<&'a CustomerId, bool>>,
    kind_unknown: Series<u64>,
    without_customer: Series<u64>,
}

impl<'a> WonBack<'a> {
    pub(crate) fn new(kinds: &'a [Kind], told: EventKinds, windows: &'a Windows) -> Self {
        Self {
            kinds,
            windows,
            told,
            customers: Series::default(),
            kind_unknown: Series::default(),
            without_customer: Series::default(),
        }
    }
}

/// Returns what a customer said about a solution.
const fn word(happening: &Happening) -> Option<bool> {
    match happening {
        Happening::Revisited(satisfied) => *satisfied,
        Happening::Confirmed => Some(true),
        Happening::Disputed => Some(false),
        _ => None,
    }
}

impl<'a> Gather<'a> for WonBack<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let words: Vec<(DateTime<Utc>, bool)> = ticket
            .events_until(self.windows.as_of)
            .iter()
            .filter_map(|event| Some((event.occurred_at, word(&event.happening)?)))
            .collect();
        let Some((_, ends_well)) = words.last().copied() else { return };
        let complaints = words.iter().filter(|(_, satisfied)| !satisfied);
        let mut places: Vec<usize> = complaints.filter_map(|(at, _)| self.windows.place_of(*at)).collect();
        places.dedup(); // words come in order of time
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        for place in places {
            match (kind, ticket.customer()) {
                (KindMatch::No, _) => {}
                (KindMatch::Unknown, _) => {
                    self.kind_unknown.update(Some(place), |count| *count = count.saturating_add(1));
                }
                (KindMatch::Yes, None) => {
                    self.without_customer.update(Some(place), |count| *count = count.saturating_add(1));
                }
                (KindMatch::Yes, Some(customer)) => {
                    self.customers.update(Some(place), |customers| {
                        *customers.entry(customer).or_insert(true) &= ends_well;
                    });
                }
            }
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let customers = self.customers.get(place);
        let ends = customers.values().map(|well| if *well { Recovered::Yes } else { Recovered::No });
        let RecoveryTally { recovered, dissatisfied } = ends.collect();
        let is_told = self.told.contains(EventKind::Revisited) || self.told.contains(EventKind::Disputed);
        Evidence::trials(recovered, recovered.saturating_add(dissatisfied))
            .with_lack(Lack::Events(EventKind::Revisited), Some(is_told))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let counts = [
            (Apart::TicketsWithoutCustomer, self.without_customer.get(place)),
            (Apart::KindUnknown, self.kind_unknown.get(place)),
        ];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}

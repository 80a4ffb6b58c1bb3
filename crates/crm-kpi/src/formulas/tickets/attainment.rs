//! Attainment: how many obligations were met in time, of those that could be judged.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{ClauseId, MeasureName, Missing, Obligation, Ratio, State, Subject, TableName};

use crate::evidence::Lack;
use crate::gather::{Gather, apart};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

tally! {
    /// How an obligation counts.
    Attained,
    /// Counts of obligations by how they stand. One that is open past its limit is late now.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::AttainmentTally;
    ///
    /// let tally = AttainmentTally { in_time: 19, late: 1, open: 4, undetermined: 2, released: 0 };
    /// assert_eq!(tally.share().unwrap().to_string(), "19/20"); // what is open or undetermined is in neither part
    /// ```
    AttainmentTally {
        /// Met in time.
        InTime => in_time,
        /// Met late, missed, or open past its limit.
        Late => late,
        /// Not met and not late.
        Open => open,
        /// A fact is missing.
        Undetermined => undetermined,
        /// Waived, replaced, cancelled, or blocked by a prohibition.
        Released => released,
    }
}

impl From<&State> for Attained {
    fn from(state: &State) -> Self {
        match state {
            State::Met => Self::InTime,
            State::MetLate | State::Overdue | State::Missed => Self::Late,
            State::Waiting | State::Open | State::Paused { .. } => Self::Open,
            State::Undetermined { .. } => Self::Undetermined,
            State::Blocked { .. } | State::Waived | State::Superseded | State::Cancelled => Self::Released,
        }
    }
}

impl AttainmentTally {
    /// Returns those met in time / those met in time or late, or `None` where none could be judged.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.in_time, self.in_time.saturating_add(self.late))
    }
}

/// Returns the instant by which an obligation belongs to a period: when it falls due, so that the figure of a closed period is
/// settled; without that, when it arose.
pub(crate) fn counted_at(obligation: &Obligation) -> Option<DateTime<Utc>> {
    obligation.window.due.or(obligation.opened_at)
}

/// Attainment at work. An obligation belongs to the period of [`counted_at`]; one without is told of beside every period.
#[derive(Debug)]
pub(crate) struct Met<'a> {
    measure: Option<&'a MeasureName>,
    clauses: &'a [ClauseId],
    windows: &'a Windows,
    tallies: Series<AttainmentTally>,
    undated: u64,
    // The table for lack of which obligations are undetermined as a whole, if there are no others.
    not_supplied: Option<TableName>,
    has_others: bool,
    // Whether any is about customers and not about tickets.
    is_about_customers: bool,
}

impl<'a> Met<'a> {
    pub(crate) fn new(
        measure: Option<&'a MeasureName>,
        clauses: &'a [ClauseId],
        windows: &'a Windows,
    ) -> Self {
        Self {
            measure,
            clauses,
            windows,
            tallies: Series::default(),
            undated: 0,
            not_supplied: None,
            has_others: false,
            is_about_customers: false,
        }
    }
}

impl<'a> Gather<'a> for Met<'a> {
    fn obligation(&mut self, obligation: &'a Obligation) {
        let id = &obligation.id;
        let is_asked = self.measure.is_none_or(|measure| *measure == id.measure)
            && (self.clauses.is_empty() || id.clause.as_ref().is_some_and(|own| self.clauses.contains(own)));
        if is_asked {
            if let State::Undetermined { missing: Missing::Table(table) } = &obligation.state {
                self.not_supplied = Some(self.not_supplied.map_or(*table, |known| known.min(*table)));
            } else {
                self.has_others = true;
                self.is_about_customers |= matches!(id.subject, Subject::Customer(_));
            }
            let Some(at) = counted_at(obligation) else {
                self.undated = self.undated.saturating_add(1);
                return;
            };
            let place = self.windows.place_of(at);
            self.tallies.update(place, |tally| tally.record(Attained::from(&obligation.state)));
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let AttainmentTally { in_time, late, .. } = self.tallies.get(place);
        let evidence = Evidence::trials(in_time, in_time.saturating_add(late));
        // Other obligations tell enough, whatever table those lack.
        let told = TableName::ALL.into_iter().filter(|_| self.has_others).map(|table| (table, true));
        let lacks = self.not_supplied.filter(|_| !self.has_others).map(|table| (table, false));
        told.chain(lacks).fold(evidence, |evidence, (table, is_told)| {
            evidence.with_lack(Lack::Supply(table), Some(is_told))
        })
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let tally = self.tallies.get(place);
        let counts = [
            (Apart::Open, tally.open),
            (Apart::Undetermined, tally.undetermined),
            (Apart::Released, tally.released),
            (Apart::Undated, self.undated),
        ];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }

    /// What is owed about tickets comes from them; what is owed about customers, from contacts and updates of files.
    fn tables(&self) -> Vec<TableName> {
        let of_customers = [TableName::Interactions, TableName::FileUpdates];
        let of_customers = of_customers.into_iter().filter(|_| self.is_about_customers);
        core::iter::once(TableName::Tickets).chain(of_customers).collect()
    }
}

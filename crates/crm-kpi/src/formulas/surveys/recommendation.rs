//! Recommendation (clause B-KPI-2): customers who recommended the company / customers.
//!
//! The other reading, respondents who would recommend / respondents, is a top box: see [`TopBoxTally`](crate::TopBoxTally).

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Customer, CustomerId, Origin, Ratio};

use crate::evidence::Lack;
use crate::formulas::customers::presence::{CustomersBy, first_joined};
use crate::gather::{Facts, Gather, Person, apart};
use crate::period::{PLACES, Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

tally! {
    /// What one customer did about recommending.
    Recommending,
    /// Counts of customers by whether they recommended the company to somebody who became a customer.
    RecommendationTally {
        /// Recommended.
        Recommended => recommended,
        /// Did not.
        Silent => silent,
    }
}

impl RecommendationTally {
    /// Returns the customers who recommended / customers, or `None` without customers.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::RecommendationTally;
    ///
    /// let tally = RecommendationTally { recommended: 3, silent: 17 };
    /// assert_eq!(tally.share().unwrap().percent(0), "15%");
    /// ```
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.recommended, self.recommended.saturating_add(self.silent))
    }
}

/// Recommendation at work. A recommendation belongs to the period in which the recommended customer came: its first
/// membership, else the entry of its file.
#[derive(Debug)]
pub(crate) struct Recommended<'a> {
    facts: Facts<'a>,
    by: CustomersBy,
    windows: &'a Windows,
    /// For each customer code the places in which it was a customer, a bit each.
    population: Vec<u16>,
    /// Who recommended, also where no other table names it, with the places.
    recommenders: BTreeSet<(&'a CustomerId, usize)>,
    unattributed: u64,
    members: u64,
    origins: u64,
    tallies: Series<(RecommendationTally, u64)>,
}

impl<'a> Recommended<'a> {
    pub(crate) fn new(facts: Facts<'a>, by: CustomersBy, windows: &'a Windows) -> Self {
        Self {
            facts,
            by,
            windows,
            population: Vec::with_capacity(facts.dataset.customer_ids().len()),
            recommenders: BTreeSet::new(),
            unattributed: 0,
            members: 0,
            origins: 0,
            tallies: Series::default(),
        }
    }
}

impl<'a> Gather<'a> for Recommended<'a> {
    fn person(&mut self, person: &Person<'a>) {
        if person.code.is_none() {
            return;
        }
        let places = self.by.places(person, self.windows);
        self.population
            .push(places.iter().filter(|(_, there)| **there).fold(0, |bits, (place, _)| bits | 1 << place));
        let Some(customer) = person.customer else { return };
        self.members += u64::from(!customer.memberships.is_empty());
        let origin = customer.file.as_ref().and_then(|file| file.origin.as_ref());
        self.origins += u64::from(origin.is_some());
        let Some(Origin::Recommendation(by)) = origin else { return };
        match (by, came_at(customer, self.windows.as_of)) {
            (Some(by), Some(at)) => {
                self.recommenders.extend(self.windows.place_of(at).map(|place| (by, place)));
            }
            _ => self.unattributed += 1,
        }
    }

    fn finish(&mut self) {
        let mut there = [0_u64; PLACES];
        for bits in &self.population {
            for (place, count) in there.iter_mut().enumerate() {
                *count += u64::from(bits >> place & 1);
            }
        }
        for (who, place) in &self.recommenders {
            let code = self.facts.dataset.code_of(who);
            let bits = code.and_then(|code| self.population.get(code.index()));
            let is_there = bits.is_some_and(|bits| bits >> place & 1 == 1);
            self.tallies.update(Some(*place), |(tally, outside)| {
                if is_there { tally.record(Recommending::Recommended) } else { *outside += 1 }
            });
        }
        for (place, count) in there.iter().enumerate() {
            self.tallies
                .update(Some(place), |(tally, _)| tally.silent = count.saturating_sub(tally.recommended));
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let RecommendationTally { recommended, silent } = self.tallies.get(place).0;
        let customers = recommended.saturating_add(silent);
        let has_origins = (self.origins > 0 || customers > 0).then_some(self.origins > 0);
        let by_members = self.by == CustomersBy::Memberships;
        Evidence::trials(recommended, customers)
            .with_lack(Lack::Memberships, by_members.then_some(self.members > 0))
            .with_lack(Lack::Origins, has_origins)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let outside = apart(Apart::OutsidePopulation, self.tallies.get(place).1);
        outside.into_iter().chain(apart(Apart::Unattributed, self.unattributed)).collect()
    }
}

fn came_at(customer: &Customer, as_of: DateTime<Utc>) -> Option<DateTime<Utc>> {
    first_joined(customer, as_of).or_else(|| customer.file.as_ref()?.entered_at)
}

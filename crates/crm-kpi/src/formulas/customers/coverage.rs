//! Coverage (clause D-COV-2): customers of a class who were contacted in the period / customers of the class.

use crm_model::{CustomerClass, Outcome, Ratio};

use crate::gather::{Facts, Gather, Person};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Evidence, Presence};

tally! {
    /// Whether a customer was contacted.
    Contacted,
    /// Counts of customers by whether they were contacted.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::CoverageTally;
    ///
    /// let tally = CoverageTally { contacted: 4, not_contacted: 1 };
    /// assert_eq!(tally.share().unwrap().to_string(), "4/5");
    /// ```
    CoverageTally {
        /// At least one contact came about.
        Yes => contacted,
        /// None did; an attempt is no contact.
        No => not_contacted,
    }
}

impl CoverageTally {
    /// Returns the contacted / all, or `None` without customers.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.contacted, self.contacted.saturating_add(self.not_contacted))
    }
}

/// Coverage at work. Existing customers are those there at the start of the period; where nobody recorded a membership,
/// a customer of the class counts.
#[derive(Debug)]
pub(crate) struct Covered<'a> {
    facts: Facts<'a>,
    class: &'a CustomerClass,
    windows: &'a Windows,
    tallies: Series<CoverageTally>,
}

impl<'a> Covered<'a> {
    pub(crate) fn new(facts: Facts<'a>, class: &'a CustomerClass, windows: &'a Windows) -> Self {
        Self { facts, class, windows, tallies: Series::default() }
    }
}

impl<'a> Gather<'a> for Covered<'a> {
    fn person(&mut self, person: &Person<'a>) {
        if person.code.and_then(|code| self.facts.class_of(code)) != Some(self.class) {
            return;
        }
        let mut contacted: Series<bool> = Series::default();
        for contact in person.interactions.iter().filter(|row| row.outcome == Outcome::Reached) {
            contacted.update(self.windows.place_of(contact.at), |contacted| *contacted = true);
        }
        for (place, period) in self.windows.iter() {
            let presence = person.customer.and_then(|customer| Presence::of_member(customer, period));
            if presence.is_none_or(|presence| presence.at_start) {
                let case = if contacted.get(place) { Contacted::Yes } else { Contacted::No };
                self.tallies.update(Some(place), |tally| tally.record(case));
            }
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let CoverageTally { contacted, not_contacted } = self.tallies.get(place);
        Evidence::trials(contacted, contacted.saturating_add(not_contacted))
    }
}

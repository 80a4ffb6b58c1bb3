//! Repurchase: customers who ordered again / customers who ordered.

use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{PurchaseKind, Ratio, TableName};

use crate::gather::{Facts, Gather, Person, UnknownBuyers, apart};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

/// Whose second order is looked for, and until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Repurchase {
    /// Who is the base.
    pub buyers: Buyers,
    /// How long there is from the first order of the period, in time by the clock, the last instant included; `None` for
    /// the rest of the period.
    pub within: Option<ElapsedTime>,
}

/// Which customers are the base of repurchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Buyers {
    /// All who ordered in the period.
    All,
    /// Those whose first order of all is in the period.
    New,
}

impl Buyers {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::All, "all"), (Self::New, "new")];
}

tally! {
    /// Whether a buyer ordered again.
    OrderedAgain,
    /// Counts of buyers by whether they ordered again.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::RepurchaseTally;
    ///
    /// let tally = RepurchaseTally { again: 6, once: 14, open: 5 };
    /// assert_eq!(tally.share().unwrap().to_string(), "6/20"); // whose time is not over is in neither part
    /// ```
    RepurchaseTally {
        /// Ordered again in time, and the time is over.
        Yes => again,
        /// Did not, and the time is over.
        No => once,
        /// There is time left, whether they did already or not: counted at once, those who do would make the share too high.
        Open => open,
    }
}

impl RepurchaseTally {
    /// Returns those who ordered again / those who did and those who did not, or `None` where none could be judged.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.again, self.again.saturating_add(self.once))
    }
}

/// Repurchase at work. A buyer belongs to the period of its first order there, also where the second comes later. Two
/// orders of one instant are two.
#[derive(Debug)]
pub(crate) struct Rebought<'a> {
    facts: Facts<'a>,
    rule: Repurchase,
    windows: &'a Windows,
    tallies: Series<RepurchaseTally>,
    unknown: UnknownBuyers,
}

impl<'a> Rebought<'a> {
    pub(crate) fn new(facts: Facts<'a>, rule: Repurchase, windows: &'a Windows) -> Self {
        let (tallies, unknown) = (Series::default(), UnknownBuyers::default());
        Self { facts, rule, windows, tallies, unknown }
    }

    fn judge(&self, place: usize, first: DateTime<Utc>, next: Option<DateTime<Utc>>) -> OrderedAgain {
        let as_of = self.windows.as_of;
        let next = next.filter(|next| *next <= as_of);
        let Some(within) = self.rule.within else {
            let is_there = next.and_then(|next| self.windows.place_of(next)) == Some(place);
            return if is_there { OrderedAgain::Yes } else { OrderedAgain::No };
        };
        let end = first.checked_add_signed(TimeDelta::microseconds(within.as_micros()));
        match end.filter(|end| *end < self.facts.known_until(TableName::Purchases, as_of)) {
            None => OrderedAgain::Open,
            Some(end) if next.is_some_and(|next| next <= end) => OrderedAgain::Yes,
            Some(_) => OrderedAgain::No,
        }
    }
}

impl<'a> Gather<'a> for Rebought<'a> {
    fn person(&mut self, person: &Person<'a>) {
        // An order that was set aside may be the first or the second.
        if !self.unknown.knows(person, self.facts.dataset, self.windows) {
            return;
        }
        let orders = || person.purchases.iter().filter(|row| row.what == PurchaseKind::Order);
        let orders = || orders().map(|row| row.at);
        let nexts = orders().skip(1).map(Some).chain([None]);
        let mut seen = None;
        for (number, (at, next)) in orders().zip(nexts).enumerate() {
            let place = self.windows.place_of(at);
            if place == seen && number > 0 {
                continue;
            }
            seen = place;
            let is_counted = self.rule.buyers == Buyers::All || number == 0;
            if let Some(place) = place.filter(|_| is_counted) {
                let case = self.judge(place, at, next);
                self.tallies.update(Some(place), |tally| tally.record(case));
            }
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let RepurchaseTally { again, once, .. } = self.tallies.get(place);
        Evidence::trials(again, again.saturating_add(once))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let open = apart(Apart::Open, self.tallies.get(place).open);
        open.into_iter().chain(self.unknown.notes(place)).collect()
    }
}

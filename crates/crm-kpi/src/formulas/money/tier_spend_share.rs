//! How maintenance spend is shared among tiers (clause P-CARE-5).

use alloc::vec::Vec;

use crm_model::{Spend, SpendAim, ValueTier};

use crate::evidence::Lack;
use crate::formulas::money::cost_share::Costs;
use crate::gather::{Conversion, Facts, Gather, apart};
use crate::period::{Series, Windows};
use crate::{Apart, Entry, Evidence, Note, Quantity};

/// The share of one tier in the maintenance spend on customers of any tier, at work. A sum of spend stands where cost
/// share has spend, the sum of all tiers where it has revenue.
#[derive(Debug)]
pub(crate) struct SpentOnTier<'a> {
    facts: Facts<'a>,
    tier: &'a ValueTier,
    conversion: Conversion<'a>,
    windows: &'a Windows,
    costs: Series<(Costs, u64)>,
}

impl<'a> SpentOnTier<'a> {
    pub(crate) fn new(
        facts: Facts<'a>,
        tier: &'a ValueTier,
        conversion: Conversion<'a>,
        windows: &'a Windows,
    ) -> Self {
        Self { facts, tier, conversion, windows, costs: Series::default() }
    }
}

impl<'a> Gather<'a> for SpentOnTier<'a> {
    fn expense(&mut self, expense: &'a Spend) {
        let Some(place) = self.windows.place_of(expense.at) else { return };
        if expense.aim != SpendAim::Maintenance {
            return;
        }
        let dataset = self.facts.dataset;
        let tier = expense.customer.as_ref().and_then(|id| {
            self.facts.tier_of(dataset.code_of(id)?, dataset.customer(id), self.windows, place)
        });
        let money = self.conversion.of(expense.amount, expense.at);
        self.costs.update(Some(place), |(costs, without)| match tier {
            None => *without = without.saturating_add(1),
            Some(tier) => {
                if tier == self.tier {
                    costs.add(money.clone().map(Entry::Spent));
                }
                costs.record(money.map(Entry::Earned));
            }
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        self.costs
            .get(place)
            .0
            .evidence(Quantity::ShareOfSpend)
            .with_lack(Lack::Tiers, Some(self.facts.has_tiers()))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let supplied = self.facts.tiers.map(|_| Note::TiersAsSupplied);
        supplied.into_iter().chain(apart(Apart::WithoutTier, self.costs.get(place).1)).collect()
    }
}

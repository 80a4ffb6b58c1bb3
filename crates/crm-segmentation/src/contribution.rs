//! What a customer leaves over: net spend less what it cost, where that is known.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::cmp::Reverse;

use crm_model::{Currency, CustomerCode, Ratio, Total};
use thiserror::Error;

use crate::Summaries;
use crate::position::Ranking;

/// What a customer brought in a window and what it cost, in ten-thousandths of one currency (clause P-TIER-1, which names
/// contribution without a threshold: it is measured and decides nothing).
///
/// # Examples
///
/// ```
/// use crm_segmentation::Contribution;
///
/// let contribution = Contribution { net: 2_000_000, cost: 1_500_000 }; // 200 and 150
/// assert_eq!(contribution.amount(), Some(500_000));
/// assert_eq!(contribution.margin().unwrap().percent(0), "25%");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Contribution {
    /// Net spend: what was paid less what was given back.
    pub net: i128,
    /// What it cost; below zero where more came back from suppliers than was paid.
    pub cost: i128,
}

impl Contribution {
    /// Returns net spend less cost; `None` beyond 128 bits.
    pub const fn amount(self) -> Option<i128> {
        self.net.checked_sub(self.cost)
    }

    /// Returns the contribution as part of net spend; below zero where the cost is larger. `None` unless net spend is above
    /// zero.
    pub fn margin(self) -> Option<Ratio> {
        Ratio::new(self.amount()?, self.net)
    }
}

/// One customer's contribution among all that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeasuredContribution {
    /// What it brought and what it cost.
    pub contribution: Contribution,
    /// The difference of the two.
    pub amount: i128,
    /// The rank by the difference, from 1, among the customers whose cost is known; equal customers share the best.
    pub rank: u64,
}

/// The contributions of a group of customers together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ContributionSum {
    /// How many customers.
    pub customers: u64,
    /// What they brought and what they cost.
    pub contribution: Contribution,
}

/// The contributions of a population. Made by [`Summaries::contributions`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contributions {
    currency: Option<Currency>,
    // INVARIANT: sorted by code; all sums of its parts fit.
    known: Vec<(CustomerCode, MeasuredContribution)>,
    unknown: Vec<CustomerCode>,
    total: ContributionSum,
    costs_outside: u64,
}

/// Why there are no contributions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ContributionError {
    /// A cost in another currency than the spend, or than another cost.
    #[error("a cost in {found} cannot be set against amounts in {expected}")]
    OtherCurrency {
        /// The currency of the spend.
        expected: Currency,
        /// That of the cost.
        found: Currency,
    },
    /// A sum of amounts is beyond 128 bits.
    #[error("the amounts are too large to be added up")]
    TooLarge,
}

impl Summaries {
    /// Returns what every customer of the population left over, given what each cost in the same window.
    ///
    /// Several costs of one customer are added up. A customer without a cost is unknown, not free: give a cost of zero for
    /// one that cost nothing. Costs of customers outside the population are counted and left out.
    ///
    /// # Errors
    ///
    /// When a cost is in another currency, or a sum is beyond 128 bits.
    pub fn contributions(
        &self,
        costs: impl IntoIterator<Item = (CustomerCode, Total)>,
    ) -> Result<Contributions, ContributionError> {
        let mut currency = self.currency();
        let mut by_customer: BTreeMap<CustomerCode, i128> = BTreeMap::new();
        let mut costs_outside = 0_u64;
        for (code, cost) in costs {
            let expected = *currency.get_or_insert(cost.currency);
            if cost.currency != expected {
                return Err(ContributionError::OtherCurrency { expected, found: cost.currency });
            }
            if self.place_of(code).is_none() {
                costs_outside = costs_outside.saturating_add(1);
                continue;
            }
            let sum = by_customer.entry(code).or_default();
            *sum = sum.checked_add(cost.ten_thousandths).ok_or(ContributionError::TooLarge)?;
        }
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for (code, summary) in self.customers().iter().zip(self.summaries()) {
            match by_customer.get(code) {
                None => unknown.push(*code),
                Some(cost) => {
                    let contribution = Contribution { net: summary.net, cost: *cost };
                    let amount = contribution.amount().ok_or(ContributionError::TooLarge)?;
                    known.push((*code, MeasuredContribution { contribution, amount, rank: 0 }));
                }
            }
        }
        rank(&mut known);
        check_sums(&known)?;
        let mut total = ContributionSum::default();
        for (_, measured) in &known {
            total.record(measured);
        }
        Ok(Contributions { currency, known, unknown, total, costs_outside })
    }
}

impl ContributionSum {
    /// Adds a customer. All sums of parts were found to fit.
    fn record(&mut self, measured: &MeasuredContribution) {
        let Self { customers, contribution } = self;
        *customers = customers.saturating_add(1);
        contribution.net = contribution.net.saturating_add(measured.contribution.net);
        contribution.cost = contribution.cost.saturating_add(measured.contribution.cost);
    }
}

fn rank(known: &mut [(CustomerCode, MeasuredContribution)]) {
    let ranking = Ranking::new(known.iter().map(|(_, measured)| measured.amount));
    for (rank, group) in ranking.groups() {
        for (Reverse(_), place) in group {
            if let Some((_, measured)) = known.get_mut(*place) {
                measured.rank = rank;
            }
        }
    }
}

/// Refuses amounts of which a part, whatever part, could have a sum that does not fit.
fn check_sums(known: &[(CustomerCode, MeasuredContribution)]) -> Result<(), ContributionError> {
    let limit = i128::MAX.unsigned_abs() / 2; // so that net less cost fits as well
    let magnitudes = known.iter().try_fold(0_u128, |sum, (_, measured)| {
        let Contribution { net, cost } = measured.contribution;
        sum.checked_add(net.unsigned_abs())?.checked_add(cost.unsigned_abs())
    });
    magnitudes.filter(|sum| *sum <= limit).map(|_| ()).ok_or(ContributionError::TooLarge)
}

impl Contributions {
    /// Returns the currency of all amounts, or `None` where there is none.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Returns the customers whose cost is known, in order.
    pub fn known(&self) -> &[(CustomerCode, MeasuredContribution)] {
        &self.known
    }

    /// Returns the customers of the population whose cost is not known, in order.
    pub fn unknown(&self) -> &[CustomerCode] {
        &self.unknown
    }

    /// Returns how many costs are those of customers outside the population.
    pub fn costs_outside(&self) -> u64 {
        self.costs_outside
    }

    /// Returns a customer's contribution, or `None` if its cost is not known or it is no part of the population.
    pub fn of(&self, code: CustomerCode) -> Option<MeasuredContribution> {
        let place = self.known.binary_search_by_key(&code, |(other, _)| *other).ok()?;
        self.known.get(place).map(|(_, measured)| *measured)
    }

    /// Returns the contributions of all whose cost is known together.
    pub fn total(&self) -> ContributionSum {
        self.total
    }

    /// Returns a customer's part of the contribution of all that are known; `None` unless that is above zero.
    pub fn share(&self, code: CustomerCode) -> Option<Ratio> {
        Ratio::new(self.of(code)?.amount, self.total().contribution.amount()?)
    }

    /// Returns the contributions of groups of customers, such as levels or segments; who has no group is left out.
    ///
    /// # Examples
    ///
    /// ```
    /// # use crm_model::{CustomerId, Dataset, Purchase, PurchaseKind, Records, Table, Total};
    /// # use crm_segmentation::{Basis, Population};
    /// # let order = |id: &str, amount: &str| -> Result<Purchase, Box<dyn std::error::Error>> {
    /// #     Ok(Purchase { at: "2026-01-05T10:00:00Z".parse()?, order: None, what: PurchaseKind::Order,
    /// #         amount: amount.parse()?, customer: Some(CustomerId::new(id)?) })
    /// # };
    /// # let purchases = Table::complete(vec![order("C-1", "100 CNY")?, order("C-2", "50 CNY")?, order("C-3", "9 CNY")?]);
    /// # let (dataset, _) = Dataset::new(Records { purchases, ..Records::default() });
    /// # let basis = Basis { window: "12 months".parse()?, zone: crm_calendar::Zone::utc(),
    /// #     population: Population::WithPurchases, currency: None };
    /// # let code = |id: &str| dataset.code_of(&CustomerId::new(id).unwrap()).unwrap();
    /// // C-1 spent 100, C-2 50 and C-3 9; what C-3 cost is not known.
    /// let summaries = basis.summarise(&dataset, "2026-03-31T12:00:00Z".parse()?)?;
    /// let cost = |whole: i128| Total { ten_thousandths: whole * 10_000, currency: summaries.currency().unwrap() };
    /// let contributions = summaries.contributions([(code("C-1"), cost(80)), (code("C-2"), cost(20))])?;
    /// assert_eq!(contributions.of(code("C-2")).unwrap().rank, 1); // 30 against 20
    /// assert_eq!(contributions.share(code("C-1")).unwrap().percent(0), "40%");
    /// assert_eq!(contributions.unknown(), [code("C-3")]);
    ///
    /// let spent_much = |code| summaries.of(code).map(|summary| summary.net >= 1_000_000);
    /// let groups = contributions.by_group(spent_much);
    /// assert_eq!(groups[&true].contribution.margin().unwrap().percent(0), "20%");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn by_group<L: Ord>(
        &self,
        group: impl Fn(CustomerCode) -> Option<L>,
    ) -> BTreeMap<L, ContributionSum> {
        let mut groups: BTreeMap<L, ContributionSum> = BTreeMap::new();
        for (code, measured) in &self.known {
            let Some(group) = group(*code) else { continue };
            groups.entry(group).or_default().record(measured);
        }
        groups
    }
}

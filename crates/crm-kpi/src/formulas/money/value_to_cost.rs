//! Lifetime value of customers beside what was spent on them (clause B-CLV-1).

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::TimeDelta;
use crm_model::{CustomerCode, Money, MoneySum, Ratio, Spend, SpendAim, Total};

use crate::evidence::note;
use crate::formulas::money::lifetime_values::instant_of;
use crate::gather::{Conversion, Facts, Gather, apart, only};
use crate::period::{Series, Windows};
use crate::tally::collects;
use crate::{Apart, Evidence, Note, Quantity, Reason};

/// The lifetime value of customers, or money that was spent on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Worth {
    /// What a customer, or a group of them, is worth.
    Value(Money),
    /// What was spent on it.
    Cost(Money),
}

/// Sums of lifetime value and of cost, per currency and exact.
///
/// # Examples
///
/// ```
/// use crm_kpi::{ValueCostTally, Worth};
///
/// let tally: ValueCostTally =
///     [Worth::Value("900 CNY".parse()?), Worth::Cost("300 CNY".parse()?)].into_iter().collect();
/// assert_eq!(tally.ratio().unwrap().to_decimal_string(1), "3.0");
/// # Ok::<(), crm_model::MoneyError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ValueCostTally {
    /// What the customers are worth.
    pub value: MoneySum,
    /// What was spent on them.
    pub cost: MoneySum,
}

impl ValueCostTally {
    /// Adds one amount.
    pub fn record(&mut self, worth: Worth) {
        match worth {
            Worth::Value(money) => self.value.record(money),
            Worth::Cost(money) => self.cost.record(money),
        }
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self { value: self.value.merge(other.value), cost: self.cost.merge(other.cost) }
    }

    /// Returns value / cost.
    ///
    /// # Errors
    ///
    /// When nothing was spent (the value is in the reason), corrections outweigh spend, amounts are in several currencies, or
    /// a sum is too large.
    pub fn ratio(&self) -> Result<Ratio, Reason> {
        let (value, cost) = (only(&self.value)?, only(&self.cost)?);
        let cost = match (value, cost) {
            (None, None) => return Err(Reason::Empty),
            (gain, None | Some(Total { ten_thousandths: 0, .. })) => return Err(Reason::NoCost { gain }),
            (_, Some(spend)) if spend.ten_thousandths < 0 => return Err(Reason::NegativeSpend { spend }),
            (Some(value), Some(cost)) if value.currency != cost.currency => {
                return Err(Reason::TwoCurrencies);
            }
            (_, Some(cost)) => cost,
        };
        let value = value.map_or(0, |value| value.ten_thousandths);
        Ratio::new(value, cost.ten_thousandths).ok_or(Reason::Empty)
    }
}

collects!(ValueCostTally of Worth);

/// Lifetime value to cost at work: of the customers on whom something was spent in the period and whose value is known.
#[derive(Debug)]
pub(crate) struct Valued<'a> {
    facts: Facts<'a>,
    aim: Option<SpendAim>,
    conversion: Conversion<'a>,
    windows: &'a Windows,
    costs: BTreeMap<(usize, CustomerCode), MoneySum>,
    sums: Series<Sums>,
}

#[derive(Debug, Clone, Default)]
struct Sums {
    tally: ValueCostTally,
    customers: u64,
    problem: Option<Reason>,
    for_nobody: u64,
    not_valued: u64,
}

impl<'a> Valued<'a> {
    pub(crate) fn new(
        facts: Facts<'a>,
        aim: Option<SpendAim>,
        conversion: Conversion<'a>,
        windows: &'a Windows,
    ) -> Self {
        Self { facts, aim, conversion, windows, costs: BTreeMap::new(), sums: Series::default() }
    }
}

impl Valued<'_> {
    /// Returns what a customer was worth at the end of the period at a place, by the rate of its last instant.
    fn value(&self, place: usize, code: CustomerCode) -> Result<Option<Money>, Reason> {
        let end = instant_of(self.windows, place).ok_or(Reason::NoLifetimeValues)?;
        let values = self.facts.lifetime_values.and_then(|values| values.at(end));
        let values = values.ok_or(Reason::NoLifetimeValues)?;
        let values = values.map_err(|missing| Reason::NotValued(missing.clone()))?;
        let last = end.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(end);
        let value = values.get(code.index()).copied().flatten();
        value.map(|value| self.conversion.of(value, last)).transpose()
    }
}

impl<'a> Gather<'a> for Valued<'a> {
    fn expense(&mut self, expense: &'a Spend) {
        let Some(place) = self.windows.place_of(expense.at) else { return };
        if self.aim.is_some_and(|aim| aim != expense.aim) {
            return;
        }
        let code = expense.customer.as_ref().and_then(|id| self.facts.dataset.code_of(id));
        match (code, self.conversion.of(expense.amount, expense.at)) {
            (None, _) => self.sums.update(Some(place), |sums| {
                sums.for_nobody = sums.for_nobody.saturating_add(1);
            }),
            (Some(code), Ok(money)) => self.costs.entry((place, code)).or_default().record(money),
            (Some(_), Err(reason)) => self.sums.update(Some(place), |sums| {
                note(&mut sums.problem, reason);
            }),
        }
    }

    fn finish(&mut self) {
        for ((place, code), cost) in core::mem::take(&mut self.costs) {
            let value = self.value(place, code).transpose();
            self.sums.update(Some(place), |sums| match value {
                None => sums.not_valued = sums.not_valued.saturating_add(1),
                Some(Err(reason)) => note(&mut sums.problem, reason),
                Some(Ok(value)) => {
                    sums.customers = sums.customers.saturating_add(1);
                    sums.tally.value.record(value);
                    sums.tally.cost = core::mem::take(&mut sums.tally.cost).merge(cost);
                }
            });
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Sums { tally, problem, customers, .. } = self.sums.get(place);
        Evidence::of_result(Quantity::Number, tally.ratio(), customers).with_problem(problem)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let sums = self.sums.get(place);
        let counts = [(Apart::ForNobody, sums.for_nobody), (Apart::WithoutLifetimeValue, sums.not_valued)];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}

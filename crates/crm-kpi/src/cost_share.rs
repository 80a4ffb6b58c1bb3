//! Cost (clauses D-KPI-5, P-CARE-5): maintenance spend / revenue, and how the spend is shared among tiers.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{
    ConversionError, Currency, Money, MoneyError, MoneySum, Purchase, PurchaseKind, RateTable, Ratio, Spend,
    SpendAim, Total, ValueTier,
};

use crate::gather::{Facts, Gather, Person, apart};
use crate::period::{PLACES, Series, Windows};
use crate::tally::collects;
use crate::{Apart, Note, Reason, Revenue, RevenueTally, Value};

/// Money that was spent, earned or given back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Entry {
    /// Spent on keeping customers.
    Spent(Money),
    /// Paid by a customer.
    Earned(Money),
    /// Given back to a customer.
    GivenBack(Money),
}

/// Sums of spend, of revenue and of refunds, per currency and exact.
///
/// # Examples
///
/// ```
/// use crm_kpi::{CostTally, Entry};
///
/// let tally: CostTally =
///     [Entry::Spent("12345.67 CNY".parse()?), Entry::Earned("246913.40 CNY".parse()?)].into_iter().collect();
/// assert_eq!(tally.share().unwrap().percent(4), "5.0000%"); // exactly a twentieth
/// # Ok::<(), crm_model::MoneyError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CostTally {
    /// What was spent on keeping customers.
    pub spent: MoneySum,
    /// What customers paid.
    pub earned: MoneySum,
    /// What was given back.
    pub given_back: MoneySum,
}

impl CostTally {
    /// Adds one entry.
    pub fn record(&mut self, entry: Entry) {
        match entry {
            Entry::Spent(money) => self.spent.record(money),
            Entry::Earned(money) => self.earned.record(money),
            Entry::GivenBack(money) => self.given_back.record(money),
        }
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        Self {
            spent: self.spent.merge(other.spent),
            earned: self.earned.merge(other.earned),
            given_back: self.given_back.merge(other.given_back),
        }
    }

    /// Returns spend / (revenue − refunds).
    ///
    /// # Errors
    ///
    /// When revenue net of refunds is zero or below (the amounts are in the reason), or amounts are in several
    /// currencies, or a sum is too large.
    pub fn share(&self) -> Result<Ratio, Reason> {
        let (spent, earned, given_back) = (only(&self.spent)?, only(&self.earned)?, only(&self.given_back)?);
        let mut currencies = [spent, earned, given_back].into_iter().flatten().map(|total| total.currency);
        let Some(currency) = currencies.next() else { return Err(Reason::Empty) };
        if currencies.any(|other| other != currency) {
            return Err(Reason::TwoCurrencies);
        }
        let amount = |total: Option<Total>| total.map_or(0, |total| total.ten_thousandths);
        let revenue = amount(earned).checked_sub(amount(given_back)).ok_or(Reason::TooLarge)?;
        if revenue < 0 {
            let revenue = Total { ten_thousandths: revenue, currency };
            return Err(Reason::NegativeRevenue { spend: spent, revenue });
        }
        Ratio::new(amount(spent), revenue).ok_or(Reason::Empty)
    }
}

collects!(CostTally of Entry);

fn only(sum: &MoneySum) -> Result<Option<Total>, Reason> {
    sum.only().map_err(|error| match error {
        MoneyError::CurrenciesDiffer { .. } => Reason::TwoCurrencies,
        _ => Reason::TooLarge,
    })
}

/// Brings amounts into the currency of the report.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Conversion<'a> {
    pub(crate) rates: &'a RateTable,
    pub(crate) zone: &'a Zone,
    /// `None` to leave amounts as they are.
    pub(crate) to: Option<Currency>,
}

impl Conversion<'_> {
    /// Returns an amount as it is reported, by the rate of its civil date.
    fn of(&self, money: Money, at: DateTime<Utc>) -> Result<Money, Reason> {
        match self.to {
            Some(to) if to != money.currency() => {
                self.rates.convert(money, to, self.zone.date(at)).map_err(|error| match error {
                    ConversionError::NoRate(missing) => Reason::NoRate(missing),
                    _ => Reason::TooLarge,
                })
            }
            _ => Ok(money),
        }
    }
}

/// A tally, and the first thing that made its sums impossible.
#[derive(Debug, Clone, Default)]
struct Costs {
    tally: CostTally,
    problem: Option<Reason>,
}

impl Costs {
    fn record(&mut self, entry: Result<Entry, Reason>) {
        match entry {
            Ok(entry) => self.tally.record(entry),
            Err(reason) => {
                self.problem.get_or_insert(reason);
            }
        }
    }
}

/// Cost share at work.
#[derive(Debug)]
pub(crate) struct Spent<'a> {
    facts: Facts<'a>,
    conversion: Conversion<'a>,
    windows: &'a Windows,
    costs: Series<Costs>,
    doubtful: u64,
}

impl<'a> Spent<'a> {
    pub(crate) fn new(facts: Facts<'a>, conversion: Conversion<'a>, windows: &'a Windows) -> Self {
        Self { facts, conversion, windows, costs: Series::default(), doubtful: 0 }
    }
}

impl<'a> Gather<'a> for Spent<'a> {
    fn person(&mut self, person: &Person<'a>) {
        self.doubtful +=
            u64::from(person.code.is_some_and(|code| self.facts.dataset.has_doubtful_order(code)));
        for Purchase { at, what, amount, .. } in person.purchases {
            let make = if *what == PurchaseKind::Order { Entry::Earned } else { Entry::GivenBack };
            let conversion = self.conversion;
            self.costs.update(self.windows.place_of(*at), |costs| {
                costs.record(conversion.of(*amount, *at).map(make));
            });
        }
    }

    fn expense(&mut self, expense: &'a Spend) {
        if expense.aim == SpendAim::Maintenance {
            let conversion = self.conversion;
            self.costs.update(self.windows.place_of(expense.at), |costs| {
                costs.record(conversion.of(expense.amount, expense.at).map(Entry::Spent));
            });
        }
    }

    fn value(&self, place: usize) -> Value {
        let Costs { tally, problem } = self.costs.get(place);
        problem.map_or_else(|| tally.share(), Err).map_or_else(Value::Undefined, Value::Share)
    }

    fn notes(&self, _place: usize) -> Vec<Note> {
        apart(Apart::DoubtfulOrders, self.doubtful).into_iter().collect()
    }
}

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
                    costs.record(money.clone().map(Entry::Spent));
                }
                costs.record(money.map(Entry::Earned));
            }
        });
    }

    fn value(&self, place: usize) -> Value {
        let (Costs { tally, problem }, _) = self.costs.get(place);
        problem.map_or_else(|| tally.share(), Err).map_or_else(Value::Undefined, Value::Share)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        apart(Apart::WithoutTier, self.costs.get(place).1).into_iter().collect()
    }
}

/// Retention of customers with revenue, or of their revenue, at work.
#[derive(Debug)]
pub(crate) struct RevenueKept<'a> {
    facts: Facts<'a>,
    conversion: Conversion<'a>,
    form: fn(&RevenueTally) -> Option<Ratio>,
    windows: &'a Windows,
    currency: Option<Currency>,
    problem: Option<Reason>,
    tallies: Series<RevenueTally>,
    doubtful: u64,
}

impl<'a> RevenueKept<'a> {
    pub(crate) fn new(
        facts: Facts<'a>,
        conversion: Conversion<'a>,
        form: fn(&RevenueTally) -> Option<Ratio>,
        windows: &'a Windows,
    ) -> Self {
        let tallies = Series::default();
        Self { facts, conversion, form, windows, currency: None, problem: None, tallies, doubtful: 0 }
    }
}

impl<'a> Gather<'a> for RevenueKept<'a> {
    fn person(&mut self, person: &Person<'a>) {
        let Some(code) = person.code else { return };
        if self.facts.dataset.has_doubtful_order(code) {
            self.doubtful += 1;
            return;
        }
        let mut net: Series<i128> = Series::default();
        for Purchase { at, what, amount, .. } in person.purchases {
            let Some(place) = self.windows.place_of(*at) else { continue };
            match self.conversion.of(*amount, *at) {
                Err(reason) => {
                    self.problem.get_or_insert(reason);
                }
                Ok(money) if *self.currency.get_or_insert(money.currency()) != money.currency() => {
                    self.problem.get_or_insert(Reason::TwoCurrencies);
                }
                Ok(money) => {
                    let amount = i128::from(money.ten_thousandths());
                    let signed = if *what == PurchaseKind::Order { amount } else { amount.saturating_neg() };
                    net.update(Some(place), |net| *net = net.saturating_add(signed));
                }
            }
        }
        for place in 1..PLACES {
            let revenue = Revenue { start: net.get(place - 1), end: net.get(place) };
            self.tallies.update(Some(place), |tally| tally.record(revenue));
        }
    }

    fn value(&self, place: usize) -> Value {
        match &self.problem {
            Some(reason) => Value::Undefined(reason.clone()),
            None => Value::of((self.form)(&self.tallies.get(place)), Value::Share),
        }
    }

    fn notes(&self, _place: usize) -> Vec<Note> {
        apart(Apart::DoubtfulOrders, self.doubtful).into_iter().collect()
    }
}

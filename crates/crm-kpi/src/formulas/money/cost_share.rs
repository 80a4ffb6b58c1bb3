//! Cost (clause D-KPI-5): maintenance spend / revenue net of refunds.

use alloc::vec::Vec;

use crm_model::{Currency, Money, MoneySum, Purchase, PurchaseKind, Ratio, Share, Spend, SpendAim, Total};

use crate::evidence::graver;
use crate::gather::{Conversion, Facts, Gather, Person, apart, only};
use crate::period::{Series, Windows};
use crate::tally::collects;
use crate::{Apart, Evidence, Note, Quantity, Reason, Value};

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

    /// Returns (gain − spend) / spend, where the gain is a margin of revenue net of refunds: the return on what was spent.
    ///
    /// # Errors
    ///
    /// When nothing was spent (the gain is in the reason), revenue net of refunds is below zero, corrections outweigh spend,
    /// amounts are in several currencies, or a sum is too large.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::{CostTally, Entry};
    /// use crm_model::Share;
    ///
    /// let tally: CostTally =
    ///     [Entry::Spent("120.00 CNY".parse()?), Entry::Earned("150.00 CNY".parse()?)].into_iter().collect();
    /// assert_eq!(tally.return_at(Share::ONE).unwrap().percent(0), "25%");
    /// assert_eq!(tally.return_at("80%".parse()?).unwrap().percent(0), "0%");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn return_at(&self, margin: Share) -> Result<Ratio, Reason> {
        match self.returned(margin, 0).value() {
            Value::Share(share) => Ok(share),
            Value::Undefined(reason) => Err(reason),
            _ => Err(Reason::Empty),
        }
    }

    /// Returns what stands behind the return, with how many entries there were.
    pub(crate) fn returned(&self, margin: Share, entries: u64) -> Evidence {
        let quantity = Quantity::Return { margin };
        match self.amounts() {
            Ok((spent, net, currency)) => {
                Evidence::ratio(quantity, net, spent, entries).with_currency(currency)
            }
            Err(reason) => Evidence::ratio(quantity, 0, 0, entries).with_problem(Some(reason)),
        }
    }

    /// Returns spend / (revenue − refunds).
    ///
    /// # Errors
    ///
    /// When revenue net of refunds is zero or below (the amounts are in the reason), or amounts are in several
    /// currencies, or a sum is too large.
    pub fn share(&self) -> Result<Ratio, Reason> {
        match self.evidence(Quantity::ShareOfRevenue, 0).value() {
            Value::Share(share) => Ok(share),
            Value::Undefined(reason) => Err(reason),
            _ => Err(Reason::Empty),
        }
    }

    /// Returns what stands behind the share, with how many entries there were. Amounts are no sample of cases.
    pub(crate) fn evidence(&self, quantity: Quantity, entries: u64) -> Evidence {
        match self.amounts() {
            Ok((spent, net, currency)) => {
                Evidence::ratio(quantity, spent, net, entries).with_currency(currency)
            }
            Err(reason) => Evidence::ratio(quantity, 0, 0, entries).with_problem(Some(reason)),
        }
    }

    /// Returns spend, revenue net of refunds, and their currency; none where nothing was recorded.
    fn amounts(&self) -> Result<(i128, i128, Option<Currency>), Reason> {
        let (spent, earned, given_back) = (only(&self.spent)?, only(&self.earned)?, only(&self.given_back)?);
        let mut currencies = [spent, earned, given_back].into_iter().flatten().map(|total| total.currency);
        let currency = currencies.next();
        if currencies.any(|other| Some(other) != currency) {
            return Err(Reason::TwoCurrencies);
        }
        let amount = |total: Option<Total>| total.map_or(0, |total| total.ten_thousandths);
        let revenue = amount(earned).checked_sub(amount(given_back)).ok_or(Reason::TooLarge)?;
        Ok((amount(spent), revenue, currency))
    }
}

collects!(CostTally of Entry);

/// A tally with how many entries it has, and what made its sums impossible.
#[derive(Debug, Clone, Default)]
pub(crate) struct Costs {
    tally: CostTally,
    entries: u64,
    problem: Option<Reason>,
}

impl Costs {
    pub(crate) fn record(&mut self, entry: Result<Entry, Reason>) {
        self.entries = self.entries.saturating_add(1);
        self.add(entry);
    }

    /// Adds what another entry stands for as well.
    pub(crate) fn add(&mut self, entry: Result<Entry, Reason>) {
        match entry {
            Ok(entry) => self.tally.record(entry),
            Err(reason) => {
                self.problem = Some(match self.problem.take() {
                    Some(known) => graver(known, reason),
                    None => reason,
                });
            }
        }
    }

    pub(crate) fn evidence(&self, quantity: Quantity) -> Evidence {
        self.tally.evidence(quantity, self.entries).with_problem(self.problem.clone())
    }

    pub(crate) fn returned(&self, margin: Share) -> Evidence {
        self.tally.returned(margin, self.entries).with_problem(self.problem.clone())
    }
}

/// Cost share at work.
#[derive(Debug)]
pub(crate) struct Spent<'a> {
    facts: Facts<'a>,
    conversion: Conversion<'a>,
    windows: &'a Windows,
    aim: Option<SpendAim>,
    /// The margin of revenue that is a gain; `None` for spend as a share of revenue.
    margin: Option<Share>,
    costs: Series<Costs>,
    doubtful: u64,
}

impl<'a> Spent<'a> {
    pub(crate) fn new(facts: Facts<'a>, conversion: Conversion<'a>, windows: &'a Windows) -> Self {
        let aim = Some(SpendAim::Maintenance);
        Self { facts, conversion, windows, aim, margin: None, costs: Series::default(), doubtful: 0 }
    }

    /// Returns the return on what was spent with an aim, or on all that was spent.
    pub(crate) fn returned(
        facts: Facts<'a>,
        conversion: Conversion<'a>,
        (aim, margin): (Option<SpendAim>, Share),
        windows: &'a Windows,
    ) -> Self {
        Self { aim, margin: Some(margin), ..Self::new(facts, conversion, windows) }
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
        if self.aim.is_none_or(|aim| aim == expense.aim) {
            let conversion = self.conversion;
            self.costs.update(self.windows.place_of(expense.at), |costs| {
                costs.record(conversion.of(expense.amount, expense.at).map(Entry::Spent));
            });
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let costs = self.costs.get(place);
        match self.margin {
            None => costs.evidence(Quantity::ShareOfRevenue),
            Some(margin) => costs.returned(margin),
        }
    }

    fn notes(&self, _place: usize) -> Vec<Note> {
        apart(Apart::DoubtfulOrders, self.doubtful).into_iter().collect()
    }
}

//! Retention of customers and of their revenue, over a closed group: those with revenue at the start.
//!
//! # Source
//!
//! The definitions of the `SaaS` Metrics Standards Board for net and gross revenue retention and logo retention; newcomers
//! are in neither part.

use alloc::vec::Vec;

use crm_model::{Currency, Purchase, PurchaseKind, Ratio};

use crate::evidence::note;
use crate::gather::{Conversion, Facts, Gather, Person, UnknownBuyers};
use crate::period::{PLACES, Series, Windows};
use crate::tally::{collects, ratio};
use crate::{Evidence, Note, Quantity, Reason};

/// A form of retention by revenue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum RevenueForm {
    /// Customers who still have revenue / customers who had.
    Logo,
    /// Their revenue, growth included.
    Net,
    /// Their revenue, growth left out.
    Gross,
}

/// One customer's revenue in the period before and in the period, in one unit of money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Revenue {
    /// In the period before, net of refunds.
    pub start: i128,
    /// In the period, net of refunds.
    pub end: i128,
}

/// Sums of revenue of those who had any at the start. Money is held in 128 bits and stays at their bound.
///
/// # Examples
///
/// ```
/// use crm_kpi::{Revenue, RevenueTally};
///
/// let revenue = [(100, 120), (50, 0), (80, 60), (0, 40)].map(|(start, end)| Revenue { start, end });
/// let tally: RevenueTally = revenue.into_iter().collect();
/// assert_eq!(tally.logo().unwrap().to_string(), "2/3"); // the newcomer's 40 is in neither part
/// assert_eq!(tally.net().unwrap().to_string(), "180/230");
/// assert_eq!(tally.gross().unwrap().to_string(), "160/230");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RevenueTally {
    /// Customers with revenue above zero at the start.
    pub customers: u64,
    /// Those of them with revenue above zero at the end.
    pub kept: u64,
    /// Their revenue at the start.
    pub start: i128,
    /// Their revenue at the end.
    pub end: i128,
    /// Their revenue at the end, of each no more than at the start.
    pub not_grown: i128,
}

impl RevenueTally {
    /// Adds one customer.
    pub fn record(&mut self, revenue: Revenue) {
        let Revenue { start, end } = revenue;
        if start > 0 {
            let kept = u64::from(end > 0);
            // A balance of refunds is no revenue; so parts never fall below zero.
            let end = end.max(0);
            *self = self.merge(Self { customers: 1, kept, start, end, not_grown: end.min(start) });
        }
    }

    /// Returns the tally of both groups of customers together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            customers: self.customers.saturating_add(other.customers),
            kept: self.kept.saturating_add(other.kept),
            start: self.start.saturating_add(other.start),
            end: self.end.saturating_add(other.end),
            not_grown: self.not_grown.saturating_add(other.not_grown),
        }
    }

    /// Returns the customers who still have revenue / those who had; `None` where none had.
    pub fn logo(&self) -> Option<Ratio> {
        ratio(self.kept, self.customers)
    }

    /// Returns their revenue at the end / at the start, growth included; `None` where there was none.
    pub fn net(&self) -> Option<Ratio> {
        money_ratio(self.end, self.start)
    }

    /// Returns their revenue at the end / at the start, growth left out; `None` where there was none.
    pub fn gross(&self) -> Option<Ratio> {
        money_ratio(self.not_grown, self.start)
    }
}

collects!(RevenueTally of Revenue);

impl RevenueTally {
    /// Returns what stands behind a form. Revenue is no sample of cases; its customers stand behind it.
    pub fn evidence(&self, form: RevenueForm) -> Evidence {
        let of_money = |part| Evidence::ratio(Quantity::ShareOfSpend, part, self.start, self.customers);
        match form {
            RevenueForm::Logo => Evidence::trials(self.kept, self.customers),
            RevenueForm::Net => of_money(self.end),
            RevenueForm::Gross => of_money(self.not_grown),
        }
    }
}

/// Returns a ratio of sums; `None` for an empty whole, or where a sum is at the bound.
pub(crate) fn money_ratio(part: i128, whole: i128) -> Option<Ratio> {
    let counted = part < i128::MAX && whole < i128::MAX;
    counted.then(|| Ratio::new(part, whole)).flatten()
}

/// Revenue net of refunds of one customer after another, in ten-thousandths of one currency.
#[derive(Debug)]
pub(crate) struct Nets<'a> {
    conversion: Conversion<'a>,
    currencies: Series<Option<Currency>>,
    problems: Series<Option<Reason>>,
}

impl<'a> Nets<'a> {
    pub(crate) fn new(conversion: Conversion<'a>) -> Self {
        Self { conversion, currencies: Series::default(), problems: Series::default() }
    }

    /// Returns a customer's revenue in each period; what cannot be added up is remembered.
    pub(crate) fn of(&mut self, purchases: &[Purchase], windows: &Windows) -> Series<i128> {
        let mut net: Series<i128> = Series::default();
        for Purchase { at, what, amount, .. } in purchases {
            let Some(place) = windows.place_of(*at) else { continue };
            let money = self.conversion.of(*amount, *at).and_then(|money| {
                let mut differs = false;
                self.currencies.update(Some(place), |known| {
                    differs = *known.get_or_insert(money.currency()) != money.currency();
                });
                if differs { Err(Reason::TwoCurrencies) } else { Ok(money) }
            });
            match money {
                Err(reason) => self.problems.update(Some(place), |problem| note(problem, reason)),
                Ok(money) => {
                    let amount = i128::from(money.ten_thousandths());
                    let signed = if *what == PurchaseKind::Order { amount } else { amount.saturating_neg() };
                    net.update(Some(place), |net| *net = net.saturating_add(signed));
                }
            }
        }
        net
    }

    /// Returns why the period at a place cannot be compared with the one before.
    pub(crate) fn problem(&self, place: usize) -> Option<Reason> {
        let before = place.checked_sub(1);
        let earlier = before.and_then(|before| self.currencies.get(before));
        let differs = earlier.zip(self.currencies.get(place)).is_some_and(|(before, now)| before != now);
        let mut problem = before.and_then(|before| self.problems.get(before));
        let others = self.problems.get(place).into_iter().chain(differs.then_some(Reason::TwoCurrencies));
        others.for_each(|reason| note(&mut problem, reason));
        problem
    }

    /// Returns the same with the currency, and with why the period at a place cannot be compared with the one before.
    pub(crate) fn complete(&self, evidence: Evidence, place: usize) -> Evidence {
        let earlier = place.checked_sub(1).and_then(|before| self.currencies.get(before));
        evidence.with_currency(earlier.or(self.currencies.get(place))).with_problem(self.problem(place))
    }
}

/// Retention of customers with revenue, or of their revenue, at work.
#[derive(Debug)]
pub(crate) struct RevenueKept<'a> {
    facts: Facts<'a>,
    nets: Nets<'a>,
    form: RevenueForm,
    windows: &'a Windows,
    tallies: Series<RevenueTally>,
    unknown: UnknownBuyers,
}

impl<'a> RevenueKept<'a> {
    pub(crate) fn new(
        facts: Facts<'a>,
        conversion: Conversion<'a>,
        form: RevenueForm,
        windows: &'a Windows,
    ) -> Self {
        let (nets, tallies, unknown) = (Nets::new(conversion), Series::default(), UnknownBuyers::default());
        Self { facts, nets, form, windows, tallies, unknown }
    }
}

impl<'a> Gather<'a> for RevenueKept<'a> {
    fn person(&mut self, person: &Person<'a>) {
        if !self.unknown.knows(person, self.facts.dataset, self.windows) {
            return;
        }
        let net = self.nets.of(person.purchases, self.windows);
        for place in 1..PLACES {
            let revenue = Revenue { start: net.get(place - 1), end: net.get(place) };
            self.tallies.update(Some(place), |tally| tally.record(revenue));
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        self.nets.complete(self.tallies.get(place).evidence(self.form), place)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        self.unknown.notes(place).collect()
    }
}

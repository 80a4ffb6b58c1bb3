//! Earned growth: how much of a company's growth its customers earned for it, by coming back and by bringing others.
//!
//! # Source
//!
//! F. Reichheld, D. Darnell, M. Burns, "Net Promoter 3.0", Harvard Business Review, November 2021: the earned growth rate is net
//! revenue retention and the revenue of earned new customers, both of the revenue of the period before, less one.

use alloc::vec::Vec;

use crm_model::{Origin, PurchaseKind, Ratio};

use crate::evidence::Lack;
use crate::formulas::money::revenue_retention::{Nets, money_ratio};
use crate::gather::{Facts, Gather, Person, UnknownBuyers, apart};
use crate::period::{PLACES, Series, Windows};
use crate::tally::collects;
use crate::{Apart, Evidence, Note, Quantity, Reason};

/// Which figure of earned growth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum EarnedForm {
    /// (Revenue of those who had some before + of recommended new customers) / revenue before − 1.
    Growth,
    /// Revenue of recommended new customers / of new customers whose origin is known.
    NewShare,
}

/// Whose revenue it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Arrival {
    /// Of one who had revenue in the period before.
    Existing,
    /// Of a new customer whom another recommended.
    Recommended,
    /// Of a new customer who came in another way.
    Bought,
    /// Of a new customer, and nobody knows how it came.
    Unknown,
    /// Of a former customer who came back: neither existing nor new.
    Returned,
}

/// One customer's revenue in the period before and in the period, in one unit of money, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EarnedRevenue {
    /// In the period before, net of refunds.
    pub start: i128,
    /// In the period, net of refunds.
    pub end: i128,
    /// Whose it is.
    pub arrival: Arrival,
}

/// Sums of revenue by whose it is. Money is held in 128 bits and stays at their bound.
///
/// # Examples
///
/// ```
/// use crm_kpi::{Arrival, EarnedGrowthTally, EarnedRevenue};
///
/// let revenue = |start, end, arrival| EarnedRevenue { start, end, arrival };
/// let tally: EarnedGrowthTally = [
///     revenue(100, 85, Arrival::Existing),
///     revenue(0, 25, Arrival::Recommended),
///     revenue(0, 20, Arrival::Bought),
/// ]
/// .into_iter()
/// .collect();
/// // The company grew by 30 %, of which it earned 10 %: 85 % + 25 % − 1.
/// assert_eq!(tally.growth().unwrap().percent(0), "10%");
/// assert_eq!(tally.new_share().unwrap().to_string(), "25/45");
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct EarnedGrowthTally {
    /// Revenue at the start, of those who had some.
    pub start: i128,
    /// Their revenue at the end.
    pub existing: i128,
    /// Revenue of recommended new customers.
    pub recommended: i128,
    /// Revenue of new customers who came in another way.
    pub bought: i128,
    /// Revenue of new customers of nobody knows what origin.
    pub unknown: i128,
    /// Revenue of former customers who came back.
    pub returned: i128,
    /// Customers who had revenue at the start.
    pub customers_before: u64,
    /// Recommended new customers and those who came in another way.
    pub new_known: u64,
    /// New customers of nobody knows what origin.
    pub new_unknown: u64,
    /// Former customers who came back.
    pub customers_returned: u64,
}

impl EarnedGrowthTally {
    /// Adds one customer. A balance of refunds is no revenue.
    pub fn record(&mut self, revenue: EarnedRevenue) {
        let (start, end) = (revenue.start.max(0), revenue.end.max(0));
        let has_come = u64::from(end > 0);
        let one = match revenue.arrival {
            Arrival::Existing => {
                let customers_before = u64::from(start > 0);
                Self { start, existing: end, customers_before, ..Self::default() }
            }
            Arrival::Recommended => Self { recommended: end, new_known: has_come, ..Self::default() },
            Arrival::Bought => Self { bought: end, new_known: has_come, ..Self::default() },
            Arrival::Unknown => Self { unknown: end, new_unknown: has_come, ..Self::default() },
            Arrival::Returned => Self { returned: end, customers_returned: has_come, ..Self::default() },
        };
        *self = self.merge(one);
    }

    /// Returns the tally of both groups of customers together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            start: self.start.saturating_add(other.start),
            existing: self.existing.saturating_add(other.existing),
            recommended: self.recommended.saturating_add(other.recommended),
            bought: self.bought.saturating_add(other.bought),
            unknown: self.unknown.saturating_add(other.unknown),
            returned: self.returned.saturating_add(other.returned),
            customers_before: self.customers_before.saturating_add(other.customers_before),
            new_known: self.new_known.saturating_add(other.new_known),
            new_unknown: self.new_unknown.saturating_add(other.new_unknown),
            customers_returned: self.customers_returned.saturating_add(other.customers_returned),
        }
    }

    /// Returns the earned growth rate: (existing + recommended) / start − 1, which is −1 at the least; `None` without revenue
    /// at the start. Revenue of unknown origin is not earned, so with any of it this is the least that it can be.
    pub fn growth(&self) -> Option<Ratio> {
        let earned = self.existing.checked_add(self.recommended)?;
        let counted = self.existing < i128::MAX && self.recommended < i128::MAX;
        money_ratio(earned.checked_sub(self.start)?, self.start).filter(|_| counted)
    }

    /// Returns what stands behind a form: sums of amounts, which are no sample of cases.
    pub(crate) fn evidence(&self, form: EarnedForm) -> Evidence {
        let of = |quantity, part: Option<i128>, whole: Option<i128>, customers| {
            // A sum at the bound is one that was not counted to its end.
            let parts = part.zip(whole).filter(|(part, whole)| *part < i128::MAX && *whole < i128::MAX);
            let (part, whole) = parts.unwrap_or_default();
            let problem = parts.is_none().then_some(Reason::TooLarge);
            Evidence::ratio(quantity, part, whole, customers).with_problem(problem)
        };
        let counted = |sum: i128| (sum < i128::MAX).then_some(sum);
        match form {
            EarnedForm::Growth => {
                let earned = counted(self.existing)
                    .zip(counted(self.recommended))
                    .and_then(|(existing, recommended)| existing.checked_add(recommended));
                let growth = earned.and_then(|earned| earned.checked_sub(self.start));
                of(Quantity::Change, growth, Some(self.start), self.customers_before)
            }
            EarnedForm::NewShare => {
                let new = self.recommended.checked_add(self.bought);
                of(Quantity::ShareOfSpend, Some(self.recommended), new, self.new_known)
            }
        }
    }

    /// Returns the revenue of recommended new customers / of new customers of known origin; `None` without any of it.
    pub fn new_share(&self) -> Option<Ratio> {
        money_ratio(self.recommended, self.recommended.checked_add(self.bought)?)
    }
}

collects!(EarnedGrowthTally of EarnedRevenue);

/// Earned growth at work.
#[derive(Debug)]
pub(crate) struct Earned<'a> {
    facts: Facts<'a>,
    form: EarnedForm,
    windows: &'a Windows,
    nets: Nets<'a>,
    tallies: Series<EarnedGrowthTally>,
    unknown: UnknownBuyers,
}

impl<'a> Earned<'a> {
    pub(crate) fn new(facts: Facts<'a>, form: EarnedForm, nets: Nets<'a>, windows: &'a Windows) -> Self {
        let (tallies, unknown) = (Series::default(), UnknownBuyers::default());
        Self { facts, form, windows, nets, tallies, unknown }
    }
}

impl<'a> Gather<'a> for Earned<'a> {
    fn person(&mut self, person: &Person<'a>) {
        if !self.unknown.knows(person, self.facts.dataset, self.windows) {
            return;
        }
        let net = self.nets.of(person.purchases, self.windows);
        let mut orders = person.purchases.iter().filter(|row| row.what == PurchaseKind::Order);
        let Some(first) = orders.next().map(|row| row.at) else { return };
        let origin = person.customer.and_then(|customer| customer.file.as_ref()?.origin.as_ref());
        for place in 1..PLACES {
            let (start, end) = (net.get(place - 1), net.get(place));
            let is_new = self.windows.get(place).is_some_and(|period| period.contains(first));
            let arrival = match (start > 0, is_new, origin) {
                (true, ..) => Arrival::Existing,
                (false, false, _) => Arrival::Returned,
                (false, true, None) => Arrival::Unknown,
                (false, true, Some(Origin::Recommendation(_))) => Arrival::Recommended,
                (false, true, Some(_)) => Arrival::Bought,
            };
            self.tallies.update(Some(place), |tally| tally.record(EarnedRevenue { start, end, arrival }));
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let tally = self.tallies.get(place);
        let tells_origins = (tally.new_known > 0 || tally.new_unknown > 0).then_some(tally.new_known > 0);
        let evidence = tally.evidence(self.form).with_lack(Lack::Origins, tells_origins);
        self.nets.complete(evidence, place)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let tally = self.tallies.get(place);
        let counts = [(Apart::OriginUnknown, tally.new_unknown), (Apart::CameBack, tally.customers_returned)];
        let counted = counts.into_iter().filter_map(|(cases, count)| apart(cases, count));
        counted.chain(self.unknown.notes(place)).collect()
    }
}

//! Whether frequent buyers come back more often than ordinary ones, and by how much (clause H-SEG-2).

mod comparison;
mod limits;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use crm_calendar::{Period, Zone};
use crm_model::{ClauseId, Dataset, Purchase, RuleName, Strength, TableName};

pub use self::comparison::{Repurchase, RepurchaseComparison};
pub use self::limits::RateRatioLimits;
use crate::summary::{check_extent, orders_known};
use crate::{AssessmentError, Counting, DateRange, RuleError, RuleProblem, TrailingWindow};

/// Who is a frequent buyer and how long one waits for the next purchase, as a policy states it.
/// [`FrequentBuyersRule::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrequentBuyersSpec {
    /// Its name in the policy, such as `frequent-buyers`.
    pub name: RuleName,
    /// The clause that asks for the comparison.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The window in which buyers show how often they buy.
    pub before: TrailingWindow,
    /// The window after it in which they come back or do not.
    pub after: TrailingWindow,
    /// The zone whose civil dates are meant.
    pub zone: Zone,
    /// How many orders in the first window make a frequent buyer, at the least; 2 or more. Who has fewer, but one, is an
    /// ordinary one.
    pub orders: u64,
    /// What counts as one order.
    pub counting: Counting,
}

/// How often one customer ordered in the two windows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct BuyerOrders {
    /// In the first window.
    pub before: u64,
    /// In the second.
    pub after: u64,
}

/// A checked rule that sets frequent buyers against ordinary ones (clause H-SEG-2, whose figure of 37 % more is an example:
/// the real one is measured on one's own data).
///
/// Who is frequent is told by one window, and who comes back by the next, which has no day in common with it. Measured in one
/// window the answer would be given with the question: who ordered often did order again.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_model::{Ratio, Strength};
/// use crm_segmentation::{BuyerOrders, Counting, FrequentBuyersRule, FrequentBuyersSpec};
///
/// let rule = FrequentBuyersRule::new(FrequentBuyersSpec {
///     name: "frequent-buyers".parse()?,
///     clause: "H-SEG-2".parse()?,
///     strength: Strength::Example,
///     before: "12 months".parse()?,
///     after: "6 months".parse()?,
///     zone: Zone::utc(),
///     orders: 3,
///     counting: Counting::Orders,
/// })?;
/// let customers = [(3, 1), (5, 2), (4, 0), (2, 0), (1, 1), (1, 0), (0, 1)]; // orders before and after
/// let comparison = rule.compare(customers.map(|(before, after)| BuyerOrders { before, after }));
/// assert_eq!(comparison.frequent.rate().unwrap().to_string(), "2/3");
/// assert_eq!(comparison.ordinary.rate().unwrap().to_string(), "1/3");
/// assert_eq!(comparison.rate_ratio(), Ratio::new(2, 1));
/// assert_eq!(comparison.excess().unwrap().percent(0), "100%"); // 100 % more
/// assert_eq!(comparison.outside, 1); // bought nothing before
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrequentBuyersRule {
    spec: FrequentBuyersSpec,
}

/// A comparison over a data set, with the dates that it looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RepurchaseAssessment {
    /// The dates in which buyers show how often they buy.
    pub before: DateRange,
    /// The dates in which they come back or do not.
    pub after: DateRange,
    /// Frequent and ordinary buyers.
    pub comparison: RepurchaseComparison,
    /// Customers whose orders contradict each other; they are in neither group.
    pub undetermined: u64,
}

impl FrequentBuyersRule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When the number of orders is below 2, so that there would be no ordinary buyer.
    pub fn new(spec: FrequentBuyersSpec) -> Result<Self, RuleError> {
        if spec.orders < 2 {
            return Err(RuleError::new(&spec.name, "orders", RuleProblem::EveryBuyer));
        }
        Ok(Self { spec })
    }

    /// Returns what the rule says.
    pub fn spec(&self) -> &FrequentBuyersSpec {
        &self.spec
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that asks for the comparison.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns how binding the clause is.
    pub fn strength(&self) -> Strength {
        self.spec.strength
    }

    /// Returns the comparison of customers whose orders are counted already.
    pub fn compare(&self, customers: impl IntoIterator<Item = BuyerOrders>) -> RepurchaseComparison {
        let mut comparison = RepurchaseComparison::default();
        for customer in customers {
            self.record(&mut comparison, customer);
        }
        comparison
    }

    /// Returns the comparison of a data set's customers: the second window ends with the date of `as_of`, the first where
    /// the second begins.
    ///
    /// An order that was given back as a whole does not count. In the first window that is as it was known when the window
    /// ended, so that nothing that happened later decides who is frequent.
    ///
    /// # Errors
    ///
    /// When no purchases were supplied, or not for both windows; or when a window leaves the range of dates.
    pub fn assess(
        &self,
        dataset: &Dataset,
        as_of: DateTime<Utc>,
    ) -> Result<RepurchaseAssessment, AssessmentError> {
        let extent = dataset.extent(TableName::Purchases).ok_or(AssessmentError::NotSupplied)?;
        let (after, until) = self.window(self.spec.after, self.spec.zone.date(as_of))?;
        let (before, split) = self.window(self.spec.before, after.after)?;
        check_extent(extent, split, as_of)?;
        // A period ends after it begins, so there is an instant before its end.
        let known = split.end().checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(split.start());
        let mut assessment = RepurchaseAssessment {
            before,
            after,
            comparison: RepurchaseComparison::default(),
            undetermined: 0,
        };
        for (code, _) in dataset.codes() {
            if dataset.has_doubtful_order(code) {
                assessment.undetermined = assessment.undetermined.saturating_add(1);
                continue;
            }
            let rows = dataset.purchases_of(code);
            let customer =
                BuyerOrders { before: self.count(rows, split, known), after: self.count(rows, until, as_of) };
            self.record(&mut assessment.comparison, customer);
        }
        Ok(assessment)
    }

    /// Returns the dates of a window and their instants.
    fn window(
        &self,
        window: TrailingWindow,
        last: NaiveDate,
    ) -> Result<(DateRange, Period), AssessmentError> {
        let dates = window.ending(last);
        let instants = dates.and_then(|dates| dates.instants(&self.spec.zone));
        dates.zip(instants).ok_or(AssessmentError::OutOfRange { window, last })
    }

    /// Counts the orders in a window as far as was known at an instant.
    fn count(&self, rows: &[Purchase], window: Period, as_of: DateTime<Utc>) -> u64 {
        let orders = orders_known(rows, as_of).filter(|row| window.contains(row.at));
        match self.spec.counting {
            Counting::Orders => orders.count() as u64,
            Counting::PurchaseDays => {
                let mut days: alloc::vec::Vec<NaiveDate> =
                    orders.map(|row| self.spec.zone.date(row.at)).collect();
                days.sort_unstable();
                days.dedup();
                days.len() as u64
            }
        }
    }

    fn record(&self, comparison: &mut RepurchaseComparison, customer: BuyerOrders) {
        match customer.before {
            0 => comparison.outside = comparison.outside.saturating_add(1),
            orders if orders >= self.spec.orders => comparison.frequent.record(customer.after > 0),
            _ => comparison.ordinary.record(customer.after > 0),
        }
    }
}

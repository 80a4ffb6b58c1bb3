//! [`RepurchaseComparison`]: two groups of buyers and how many of each came back.

use crm_model::{Ratio, Share};

use super::RateRatioLimits;

/// How many of a group of buyers came back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Repurchase {
    /// How many buyers.
    pub customers: u64,
    /// How many of them ordered again.
    pub came_back: u64,
}

impl Repurchase {
    /// Returns the repurchase rate, or `None` for a group of nobody.
    pub fn rate(self) -> Option<Ratio> {
        Ratio::new(self.came_back.into(), self.customers.into())
    }

    /// Returns both groups as one.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            customers: self.customers.saturating_add(other.customers),
            came_back: self.came_back.saturating_add(other.came_back),
        }
    }

    pub(super) fn record(&mut self, came_back: bool) {
        *self = self.merge(Self { customers: 1, came_back: came_back.into() });
    }
}

/// Frequent buyers against ordinary ones. The default is nobody at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RepurchaseComparison {
    /// Those with as many orders in the first window as the rule asks for, or more.
    pub frequent: Repurchase,
    /// Those with fewer, but one.
    pub ordinary: Repurchase,
    /// Customers with no order in the first window, who are no buyers yet and are in neither group.
    pub outside: u64,
}

impl RepurchaseComparison {
    /// Returns how many times as high the rate of frequent buyers is: exact.
    ///
    /// `None` where a group is empty or no ordinary buyer came back.
    pub fn rate_ratio(&self) -> Option<Ratio> {
        let (frequent, ordinary) = self.crossed()?;
        Ratio::new(frequent, ordinary)
    }

    /// Returns by how much the rate of frequent buyers is higher, as part of that of ordinary ones: 37 % more, or below zero
    /// where it is lower. Exact.
    ///
    /// `None` where a group is empty or no ordinary buyer came back.
    pub fn excess(&self) -> Option<Ratio> {
        let (frequent, ordinary) = self.crossed()?;
        Ratio::new(frequent.checked_sub(ordinary)?, ordinary)
    }

    /// Returns limits between which the ratio of the rates lies if the data are a sample of many, by the number of standard
    /// errors on each side of its logarithm: 1.96 for 95 %.
    ///
    /// The standard error is √(1/a − 1/m + 1/b − 1/n), where a of m frequent buyers and b of n ordinary ones came back.
    ///
    /// `None` where nobody of a group came back, since its rate has no logarithm; where everybody of both did, since nothing
    /// varies from which an error could be told; and unless `z` is a finite number above zero.
    ///
    /// # Source
    ///
    /// Katz, Baptista, Azen, Pike (1978), Obtaining confidence intervals for the risk ratio in cohort studies, Biometrics 34.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_segmentation::{Repurchase, RepurchaseComparison};
    ///
    /// let comparison = RepurchaseComparison {
    ///     frequent: Repurchase { customers: 100, came_back: 50 },
    ///     ordinary: Repurchase { customers: 100, came_back: 25 },
    ///     outside: 0,
    /// };
    /// // √(0.02 − 0.01 + 0.04 − 0.01) is 0.2, so e^0.2 = 1.2214 to each side of 2.
    /// let limits = comparison.limits(1.0).unwrap();
    /// assert!((limits.low - 2.0 / 1.2214).abs() < 1e-4 && (limits.high - 2.0 * 1.2214).abs() < 1e-4);
    /// ```
    pub fn limits(&self, z: f64) -> Option<RateRatioLimits> {
        RateRatioLimits::new(self.frequent, self.ordinary, z)
    }

    /// Returns the limits that hold the ratio in so large a share of samples, such as 95 %.
    ///
    /// `None` as for [`limits`](Self::limits), and for 0 % and 100 %, for which there are none.
    pub fn limits_at(&self, level: Share) -> Option<RateRatioLimits> {
        self.limits(super::limits::standard_errors(level)?)
    }

    /// Returns the comparison of both populations as one. Both were made by the same rule.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            frequent: self.frequent.merge(other.frequent),
            ordinary: self.ordinary.merge(other.ordinary),
            outside: self.outside.saturating_add(other.outside),
        }
    }

    /// Returns a × n and b × m, whose quotient is that of the rates a/m and b/n.
    fn crossed(&self) -> Option<(i128, i128)> {
        let product = |one: u64, other: u64| i128::from(one).checked_mul(other.into());
        let frequent = product(self.frequent.came_back, self.ordinary.customers)?;
        let ordinary = product(self.ordinary.came_back, self.frequent.customers)?;
        Some((frequent, ordinary))
    }
}

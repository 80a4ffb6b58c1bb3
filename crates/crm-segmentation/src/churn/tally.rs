//! [`OutcomeTally`]: how many customers churned.

use crm_model::Ratio;

/// How many customers there are, and how many of them churned.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OutcomeTally {
    /// Customers.
    pub customers: u64,
    /// Those who churned.
    pub churned: u64,
}

impl OutcomeTally {
    /// Returns the tally of one customer.
    pub const fn of(has_churned: bool) -> Self {
        Self { customers: 1, churned: if has_churned { 1 } else { 0 } }
    }

    /// Returns the tally of both groups together. Counts stop at their largest value.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            customers: self.customers.saturating_add(other.customers),
            churned: self.churned.saturating_add(other.churned),
        }
    }

    /// Returns those who churned / customers, or `None` without customers.
    pub fn rate(self) -> Option<Ratio> {
        Ratio::new(self.churned.into(), self.customers.into())
    }

    /// Returns Wilson's limits of the rate, from 0 to 1, for so many standard deviations, such as 1.96 for 95 %.
    ///
    /// `None` without customers, or unless `z` is a finite number above zero.
    ///
    /// # Source
    ///
    /// E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the American
    /// Statistical Association 22 (1927); without a correction for continuity.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_segmentation::OutcomeTally;
    ///
    /// let [low, high] = OutcomeTally { customers: 10, churned: 5 }.wilson(1.96).unwrap();
    /// assert!((low - 0.2366).abs() < 1e-4 && (high - 0.7634).abs() < 1e-4);
    /// let [low, _] = OutcomeTally { customers: 10, churned: 0 }.wilson(1.96).unwrap();
    /// assert_eq!(low, 0.0);
    /// ```
    #[expect(clippy::cast_precision_loss, reason = "limits are statistics, made last")]
    pub fn wilson(self, z: f64) -> Option<[f64; 2]> {
        if self.customers == 0 || !z.is_finite() || z <= 0.0 {
            return None;
        }
        let (n, churned) = (self.customers as f64, self.churned as f64);
        let stayed = self.customers.saturating_sub(self.churned) as f64;
        let square = z * z;
        if !square.is_finite() {
            return Some([0.0, 1.0]);
        }
        let middle = churned + square / 2.0;
        let width = z * libm::sqrt(churned * stayed / n + square / 4.0);
        let low = if self.churned == 0 { 0.0 } else { (middle - width) / (n + square) };
        let high = if stayed == 0.0 { 1.0 } else { (middle + width) / (n + square) };
        Some([low.clamp(0.0, 1.0), high.clamp(0.0, 1.0)])
    }
}

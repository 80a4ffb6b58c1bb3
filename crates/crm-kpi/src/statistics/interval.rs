//! [`Interval`]: two limits.

/// The limits between which a figure lies with some confidence; both are finite, the lower one first.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Interval {
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl Interval {
    /// Returns the interval as far as it lies on a scale, for display; an interval outside the scale shrinks to its end.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::statistics::Interval;
    ///
    /// let reaching_out = Interval { low: 47.5, high: 106.3 };
    /// assert_eq!(reaching_out.clamped(-100.0, 100.0), Interval { low: 47.5, high: 100.0 });
    /// ```
    #[must_use]
    pub fn clamped(self, lowest: f64, highest: f64) -> Self {
        let on_scale = |limit: f64| limit.max(lowest).min(highest);
        Self { low: on_scale(self.low), high: on_scale(self.high) }
    }

    /// Returns whether a value lies between the limits or on one.
    pub fn contains(&self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    /// Returns the distance of the limits.
    pub fn width(&self) -> f64 {
        self.high - self.low
    }

    /// Returns the interval around a centre.
    pub(super) fn around(centre: f64, reach: f64) -> Self {
        Self { low: centre - reach, high: centre + reach }
    }

    /// Returns the interval in units of one so many times smaller.
    pub(super) fn times(self, factor: f64) -> Self {
        Self { low: self.low * factor, high: self.high * factor }
    }
}

//! A log split into calibration, to which a model is fitted, and holdout, on which it is judged.

use alloc::vec::Vec;

use crate::summary::totals::Totals;
use crate::summary::{Log, Observation, Summaries, SummaryError};
use crate::unit::TimeUnit;

/// What a customer of the calibration did in the holdout.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Holdout {
    /// Purchase occasions x*: all of them, as the first occasion lies in the calibration.
    pub purchases: u64,
    /// The spend of these occasions, in minor units.
    pub spend: i128,
    /// Refunds that stand apart.
    pub refunds: u64,
    /// What was given back by them, in minor units, zero or more.
    pub refunded: i128,
}

impl Holdout {
    /// Returns what the totals of the holdout tell.
    pub(super) const fn of(totals: &Totals) -> Self {
        let Totals { occasions, spend, refunds, refunded, .. } = *totals;
        Self { purchases: occasions, spend, refunds, refunded }
    }
}

/// Summaries to the end of calibration, and what the same customers did after it.
///
/// Customers who first bought in the holdout are left out and counted.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Split<K> {
    pub(super) calibration: Summaries<K>,
    // INVARIANT: as many as customers of the calibration.
    pub(super) holdout: Vec<Holdout>,
    // INVARIANT: at least one unit of time after the end of calibration.
    pub(super) holdout_end: i32,
    pub(super) holdout_rows: u64,
    pub(super) after_holdout: u64,
    pub(super) first_bought_in_holdout: u64,
}

impl<K> Split<K> {
    /// Returns the split of a log of the calibration and one of the holdout.
    ///
    /// # Errors
    ///
    /// When the rules differ, the first log reaches beyond the end of calibration or has no purchase, the second has days
    /// that are not in the holdout, or the holdout is shorter than one unit of time.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::{Grain, Log, Observation, OccasionRule, Purchase, Refunds, Split, SpendUnit, TimeUnit};
    ///
    /// let rule = OccasionRule::new(Grain::Day, Refunds::Apart)?;
    /// let (mut first, mut second) = (Log::new(rule), Log::new(rule));
    /// first.extend([Purchase::new("al", 2, 700)])?;
    /// second.extend([Purchase::new("al", 9, 300), Purchase::new("bo", 10, 300)])?;
    /// let end = Observation { end: 7, unit: TimeUnit::WEEK, spend_unit: SpendUnit::MINOR };
    /// let split = Split::of_logs(&first, &second, end, 14)?;
    /// assert_eq!(split.get(&"al").unwrap().purchases, 1);
    /// assert_eq!(split.first_bought_in_holdout(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_logs(
        calibration: &Log<K>,
        holdout: &Log<K>,
        observation: Observation,
        holdout_end: i32,
    ) -> Result<Self, SummaryError>
    where
        K: Ord + Clone,
    {
        let Observation { end, unit, .. } = observation;
        Self::check_length(end, holdout_end, unit)?;
        if calibration.rule() != holdout.rule() {
            return Err(SummaryError::OtherRule);
        }
        if let Some((first, _)) = holdout.span().filter(|(first, _)| *first <= end) {
            return Err(SummaryError::HoldoutBegins { first, calibration_end: end });
        }
        let calibration = calibration.finish(observation)?;
        let mut after = Vec::with_capacity(calibration.len());
        for customer in calibration.customers() {
            let totals = holdout.get(customer).map(|tally| tally.totals(holdout_end)).transpose()?;
            after.push(totals.as_ref().map(Holdout::of).unwrap_or_default());
        }
        let mut first_bought_in_holdout = 0;
        for (customer, tally) in holdout.iter() {
            let bought = tally.totals(holdout_end)?.occasions > 0;
            first_bought_in_holdout +=
                u64::from(bought && calibration.customers().binary_search(customer).is_err());
        }
        Ok(Self {
            calibration,
            holdout: after,
            holdout_end,
            holdout_rows: holdout.report().rows,
            after_holdout: 0,
            first_bought_in_holdout,
        })
    }

    /// Returns the summaries to the end of calibration. In their report, rows after the end are those of the holdout and
    /// later.
    pub const fn calibration(&self) -> &Summaries<K> {
        &self.calibration
    }

    /// Returns what each customer of the calibration did in the holdout, in the same order.
    pub fn holdout(&self) -> &[Holdout] {
        &self.holdout
    }

    /// Returns what a customer of the calibration did in the holdout, or `None` for others.
    pub fn get(&self, customer: &K) -> Option<&Holdout>
    where
        K: Ord,
    {
        self.holdout.get(self.calibration.customers().binary_search(customer).ok()?)
    }

    /// Returns the last day of the holdout, inclusive.
    pub const fn holdout_end(&self) -> i32 {
        self.holdout_end
    }

    /// Returns the length of the holdout in days: from the day after the end of calibration to the last, inclusive.
    pub const fn holdout_days(&self) -> u32 {
        self.holdout_end.abs_diff(self.calibration.observation().end)
    }

    /// Returns the length of the holdout in the unit of time: one at least.
    pub fn holdout_length(&self) -> f64 {
        self.calibration.observation().unit.from_days(self.holdout_days())
    }

    /// Returns how many rows lie in the holdout.
    pub const fn holdout_rows(&self) -> u64 {
        self.holdout_rows
    }

    /// Returns how many rows are left out since they are after the holdout.
    pub const fn after_holdout(&self) -> u64 {
        self.after_holdout
    }

    /// Returns how many customers are left out since their first occasion lies in the holdout.
    pub const fn first_bought_in_holdout(&self) -> u64 {
        self.first_bought_in_holdout
    }

    pub(super) fn check_length(
        calibration_end: i32,
        holdout_end: i32,
        unit: TimeUnit,
    ) -> Result<(), SummaryError> {
        if holdout_end <= calibration_end {
            return Err(SummaryError::NoHoldout { calibration_end, holdout_end });
        }
        let days = holdout_end.abs_diff(calibration_end);
        if unit.from_days(days) < 1.0 {
            return Err(SummaryError::HoldoutTooShort { days, unit });
        }
        Ok(())
    }
}

//! Counts of rare events and their rates: complaints by interactions.

use crm_numerics::{Binomial, Share, gamma_quantile, gamma_upper_quantile};

use super::change::{Better, ChangeVerdict, Significance};
use super::confidence::Confidence;
use super::interval::Interval;
use super::number::count;

/// Returns the exact limits of the number of events that is expected where so many happened (Garwood 1936).
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Confidence, count_interval};
///
/// let interval = count_interval(0, Confidence::new(0.95)?);
/// assert_eq!(format!("{} to {:.3}", interval.low, interval.high), "0 to 3.689"); // -ln 0.025
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
pub fn count_interval(events: u64, confidence: Confidence) -> Interval {
    let half = 0.5 * confidence.risk();
    let number = count(events);
    let low = if events == 0 { Some(0.0) } else { gamma_quantile(number, half) };
    // INVARIANT: counts and confidences are within the domain; 0 and the largest number would be true of any count
    Interval { low: low.unwrap_or(0.0), high: gamma_upper_quantile(number + 1.0, half).unwrap_or(f64::MAX) }
}

/// Events by exposure in two periods: complaints by interactions, before and after. Changes are the second less the first.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Better, ChangeVerdict, Confidence, RateChange};
///
/// let complaints = RateChange::new((48, 1_200), (30, 1_250)).unwrap();
/// assert_eq!(format!("{:.3}", complaints.change()), "-0.016"); // 0.024 - 0.04
/// assert_eq!(complaints.verdict(Better::Lower, Confidence::new(0.95)?), ChangeVerdict::Better);
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RateChange {
    // INVARIANT: both exposures are positive; neither their sum nor that of the events is beyond 64 bits.
    before: (u64, u64),
    after: (u64, u64),
}

impl RateChange {
    /// Returns events and exposure before and after; `None` where an exposure is nothing, or a sum is beyond 64 bits.
    pub const fn new(before: (u64, u64), after: (u64, u64)) -> Option<Self> {
        let sums = (before.0.checked_add(after.0), before.1.checked_add(after.1));
        match sums {
            (Some(_), Some(_)) if before.1 > 0 && after.1 > 0 => Some(Self { before, after }),
            _ => None,
        }
    }

    /// Returns the second rate less the first.
    pub fn change(&self) -> f64 {
        let rate = |(events, exposure): (u64, u64)| count(events) / count(exposure);
        rate(self.after) - rate(self.before)
    }

    /// Returns the p of the exact test: given how many events there were in both, those of the second are binomial.
    ///
    /// Two-sided: the probability of all divisions that are no more probable than this one, as R's `poisson.test`. Without events it is 1.
    pub fn exact_test(&self) -> f64 {
        let share = self.share_of_after();
        // INVARIANT: both parts of the share are positive, unless one exposure is 10^16 times the other
        Binomial::new(self.events(), share).map_or(1.0, |events| events.two_sided(self.after.0))
    }

    /// Returns the score test of the same question, by a normal distribution; without events p is 1.
    pub fn score_test(&self) -> Significance {
        let share = self.share_of_after();
        let events = count(self.events());
        let more = count(self.after.0) - events * share.of;
        let error = libm::sqrt(events * share.of * share.rest);
        Significance::of(more, error).unwrap_or(Significance { z: 0.0, p: 1.0 })
    }

    /// Returns what the two periods show, by the exact test.
    pub fn verdict(&self, better: Better, confidence: Confidence) -> ChangeVerdict {
        ChangeVerdict::of(self.change(), self.exact_test(), better, confidence)
    }

    const fn events(&self) -> u64 {
        self.before.0 + self.after.0
    }

    /// Returns the share of the events that belongs to the second period if the rates are equal.
    fn share_of_after(&self) -> Share {
        let whole = count(self.before.1 + self.after.1);
        Share { of: count(self.after.1) / whole, rest: count(self.before.1) / whole }
    }
}

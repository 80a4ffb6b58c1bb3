//! [`Interval`]: an estimate with its limits.

use alloc::vec::Vec;

use libm::sqrt;

use crate::{Confidence, Fitted, ParametricModel, number::count};

/// An estimate with the limits between which the truth lies with some confidence, as far as the model holds.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Interval {
    /// The estimate.
    pub estimate: f64,
    /// The lower limit.
    pub low: f64,
    /// The upper limit.
    pub high: f64,
}

impl<M: ParametricModel> Fitted<M> {
    /// Returns the limits of each parameter, in order; `None` if the fit does not pin every parameter down: its report says why.
    ///
    /// They lie as many standard errors on both sides of the estimate on the scale of its logarithm, so no positive parameter
    /// has a negative limit: times and by exp(z × standard error / estimate), z = 1.96 for 95 %.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::{Cells, Confidence, History, Nbd, TimeUnit};
    ///
    /// let customers = [0, 0, 0, 1, 2, 7].map(|x| History::new(x, x as f64, 12.0)).into_iter().cycle().take(60);
    /// let fitted = Nbd::fit(&Cells::new(customers.collect::<Result<Vec<_>, _>>()?, TimeUnit::WEEK))?;
    /// let limits = fitted.parameter_intervals(Confidence::new(0.95)?).ok_or("not pinned down")?;
    /// let r = limits[0];
    /// assert!(0.0 < r.low && r.low < r.estimate && r.estimate < r.high);
    /// assert!((r.low * r.high / (r.estimate * r.estimate) - 1.0).abs() < 1e-12); // as far away by factors
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn parameter_intervals(&self, confidence: Confidence) -> Option<Vec<Interval>> {
        let covariance = self.covariance.as_ref()?;
        let centre = self.model.coordinates();
        let beside = |errors: f64| {
            let coordinates = centre.iter().enumerate();
            let moved = coordinates.map(|(row, centre)| centre + errors * sqrt(covariance.get(row, row)));
            self.model.with_coordinates(&moved.collect::<Vec<_>>()).map(|model| model.parameter_values())
        };
        let errors = confidence.standard_errors();
        let (low, high) = (beside(-errors)?, beside(errors)?);
        let limits = self.model.parameter_values().into_iter().zip(low).zip(high);
        Some(limits.map(|((estimate, low), high)| Interval { estimate, low, high }).collect())
    }
}

/// Returns the quantile of numbers that rise, interpolated linearly between neighbours: the first at 0, the last at 1; `None`
/// of no numbers.
pub(crate) fn quantile(rising: &[f64], share: f64) -> Option<f64> {
    let last = rising.len().checked_sub(1)?;
    let place = share * count(u64::try_from(last).ok()?);
    // The neighbours, without a conversion from a floating-point number: the last place not beyond.
    let (mut below, mut above) = (0, last);
    while below < above {
        let middle = (below + above).div_ceil(2);
        if count(u64::try_from(middle).ok()?) <= place {
            below = middle;
        } else {
            above = middle - 1;
        }
    }
    let low = *rising.get(below)?;
    let next = rising.get(below + 1).copied().unwrap_or(low);
    let part = place - count(u64::try_from(below).ok()?);
    Some(low + part * (next - low))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantile_lies_between_its_neighbours() {
        let rising = [1.0, 2.0, 4.0, 8.0, 16.0];
        let at = |share| quantile(&rising, share).unwrap();
        let found = [0.0, 0.25, 0.375, 0.5, 0.9, 1.0].map(at);
        for (found, expected) in found.into_iter().zip([1.0, 2.0, 3.0, 4.0, 12.8, 16.0]) {
            assert!((found - expected).abs() < 1e-12, "{found} is not {expected}");
        }
        assert_eq!((quantile(&[], 0.5), quantile(&[3.0], 0.975)), (None, Some(3.0)));
    }
}

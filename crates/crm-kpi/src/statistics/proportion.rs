//! [`Proportion`]: a part of a whole, and how well a sample of this size tells it.

use crm_numerics::beta_quantile;

use super::confidence::Confidence;
use super::interval::Interval;
use super::number::count;

/// So many of so many: respondents who are satisfied, promises kept, customers who stayed.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Confidence, Proportion, ProportionInterval};
///
/// let satisfied = Proportion::new(81, 263).unwrap();
/// let confidence = Confidence::new(0.95)?;
/// let interval = satisfied.interval(ProportionInterval::Wilson, confidence);
/// assert_eq!(format!("{:.4} to {:.4}", interval.low, interval.high), "0.2553 to 0.3662"); // as Newcombe (1998) prints it
///
/// // Of nobody there is no share, and no interval of one.
/// assert_eq!(Proportion::new(0, 0), None);
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Proportion {
    // INVARIANT: whole > 0, part <= whole.
    part: u64,
    whole: u64,
}

/// How an interval of a proportion is made. All of them lie within 0 and 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ProportionInterval {
    /// The score interval of Wilson (1927): for reports. Its coverage is about the confidence, on average.
    Wilson,
    /// Wilson's with a continuity correction (Newcombe 1998, method 4; R's `prop.test`): seldom below the confidence.
    WilsonCorrected,
    /// The exact interval of Clopper and Pearson (1934): never below the confidence; for guarantees.
    ClopperPearson,
    /// Agresti and Coull (1998): `z²/2` successes and failures are added; for a table that is checked by hand.
    AgrestiCoull,
    /// Quantiles of Beta(part + 1/2, rest + 1/2), after Jeffreys (Brown, Cai, `DasGupta` 2001).
    Jeffreys,
}

impl Proportion {
    /// Returns so many of so many; `None` of nothing, and where the part is larger than the whole.
    pub const fn new(part: u64, whole: u64) -> Option<Self> {
        if whole == 0 || part > whole { None } else { Some(Self { part, whole }) }
    }

    /// Returns the part.
    pub const fn part(self) -> u64 {
        self.part
    }

    /// Returns the whole.
    pub const fn whole(self) -> u64 {
        self.whole
    }

    /// Returns the share, from 0 to 1.
    pub fn share(self) -> f64 {
        count(self.part) / count(self.whole)
    }

    /// Returns the limits of the share behind the sample, within 0 and 1; all methods but Agresti and Coull's, which is clipped, begin
    /// at exactly 0 for a part of nothing and end at exactly 1 for the whole.
    pub fn interval(self, kind: ProportionInterval, confidence: Confidence) -> Interval {
        let low_of = |proportion: Self| match kind {
            ProportionInterval::Wilson => proportion.wilson_low(confidence),
            ProportionInterval::WilsonCorrected => proportion.corrected_low(confidence),
            ProportionInterval::ClopperPearson => proportion.beta_low(0.0, 1.0, confidence),
            ProportionInterval::AgrestiCoull => proportion.agresti_low(confidence),
            ProportionInterval::Jeffreys => proportion.beta_low(0.5, 0.5, confidence),
        };
        // The upper limit leaves as much of 1 as the lower one of the rest is.
        let low = low_of(self).clamp(0.0, self.share());
        let rest_low = low_of(self.of_rest()).clamp(0.0, 1.0);
        Interval { low, high: (1.0 - rest_low).max(self.share()) }
    }

    /// Returns the share of all others.
    const fn of_rest(self) -> Self {
        Self { part: self.whole - self.part, whole: self.whole }
    }

    /// Returns the smaller root of `(p - x/n)² = z² p (1 - p) / n`, from the larger one, so that nothing cancels.
    fn wilson_low(self, confidence: Confidence) -> f64 {
        let (x, n, z) = (count(self.part), count(self.whole), confidence.z());
        let square = z * z;
        let spread = z * libm::sqrt(square + 4.0 * x * (count(self.whole - self.part) / n));
        let twice_high = 2.0 * x + square + spread;
        if self.part == 0 { 0.0 } else { 2.0 * x * (x / n) / twice_high }
    }

    fn corrected_low(self, confidence: Confidence) -> f64 {
        if self.part == 0 {
            return 0.0;
        }
        let (x, n, z) = (count(self.part), count(self.whole), confidence.z());
        let square = z * z;
        let rest = count(self.whole - self.part);
        let under_root = square - 2.0 - 1.0 / n + 4.0 * (x / n) * (rest + 1.0);
        (2.0 * x + square - 1.0 - z * libm::sqrt(under_root.max(0.0))) / (2.0 * (n + square))
    }

    fn agresti_low(self, confidence: Confidence) -> f64 {
        let (x, n, z) = (count(self.part), count(self.whole), confidence.z());
        let square = z * z;
        let more = n + square;
        let centre = (x + 0.5 * square) / more;
        centre - z * libm::sqrt(centre * (1.0 - centre) / more)
    }

    /// Returns the quantile of Beta(part + a, rest + b) with half the risk below it.
    fn beta_low(self, a: f64, b: f64, confidence: Confidence) -> f64 {
        if self.part == 0 {
            return 0.0;
        }
        let rest = count(self.whole - self.part);
        let quantile = beta_quantile(count(self.part) + a, rest + b, 0.5 * confidence.risk());
        // INVARIANT: counts and confidences are within the domain; 0 would be true of any sample
        quantile.map_or(0.0, |share| share.of)
    }
}

//! [`ProportionChange`]: two shares, of two periods or of two variants of an experiment.

use crm_numerics::Hypergeometric;

use super::change::{Better, ChangeVerdict, Significance};
use super::confidence::Confidence;
use super::interval::Interval;
use super::number::count;
use super::proportion::{Proportion, ProportionInterval};

/// A share before and after, or of control and variant; changes are the second less the first, with their sign.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Better, ChangeVerdict, Confidence, Proportion, ProportionChange};
///
/// let before = Proportion::new(48, 80).unwrap();
/// let after = Proportion::new(56, 70).unwrap();
/// let change = ProportionChange { before, after };
/// let confidence = Confidence::new(0.95)?;
/// let interval = change.interval(confidence);
/// // Newcombe (1998), his case a
/// assert_eq!(format!("{:.1}: {:.4} to {:.4}", change.change(), interval.low, interval.high), "0.2: 0.0524 to 0.3339");
/// assert_eq!(change.verdict(Better::Higher, confidence), ChangeVerdict::Better);
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProportionChange {
    /// The share that is compared with.
    pub before: Proportion,
    /// The share that is compared.
    pub after: Proportion,
}

impl ProportionChange {
    /// Returns the second share less the first, from -1 to 1.
    pub fn change(&self) -> f64 {
        self.after.share() - self.before.share()
    }

    /// Returns the limits of the change, from Wilson's intervals of both.
    ///
    /// # Source
    ///
    /// R. G. Newcombe (1998), Interval Estimation for the Difference between Independent Proportions, Statistics in Medicine 17:873,
    /// method 10.
    pub fn interval(&self, confidence: Confidence) -> Interval {
        let [before, after] =
            [self.before, self.after].map(|share| share.interval(ProportionInterval::Wilson, confidence));
        let (from, to) = (self.before.share(), self.after.share());
        Interval {
            low: self.change() - libm::hypot(to - after.low, before.high - from),
            high: self.change() + libm::hypot(after.high - to, from - before.low),
        }
    }

    /// Returns the test by the pooled share, without a continuity correction; with all or none in both, p is 1.
    pub fn pooled_test(&self) -> Significance {
        let (n, m) = (count(self.before.whole()), count(self.after.whole()));
        let part = count(self.before.part()) + count(self.after.part());
        let pooled = part / (n + m);
        let rest =
            count(self.before.whole() - self.before.part()) + count(self.after.whole() - self.after.part());
        let variance = pooled * (rest / (n + m)) * (1.0 / n + 1.0 / m);
        // INVARIANT: where nothing varies, both shares are 0 or both are 1
        Significance::of(self.change(), libm::sqrt(variance)).unwrap_or(Significance { z: 0.0, p: 1.0 })
    }

    /// Returns the p of Fisher's exact test, two-sided: the probability of all tables that are no more probable than this one.
    ///
    /// It takes no longer for large counts. `None` where both samples together are more than 64 bits hold.
    ///
    /// # Source
    ///
    /// As R's `fisher.test`.
    pub fn fisher_exact(&self) -> Option<f64> {
        let population = self.before.whole().checked_add(self.after.whole())?;
        let marked = self.before.part().checked_add(self.after.part())?;
        let table = Hypergeometric::new(population, marked, self.before.whole())?;
        Some(table.two_sided(self.before.part()))
    }

    /// Returns what the two show, by Fisher's exact test, or the pooled one where both samples are together more than 64 bits hold.
    pub fn verdict(&self, better: Better, confidence: Confidence) -> ChangeVerdict {
        let p = self.fisher_exact().unwrap_or(self.pooled_test().p);
        ChangeVerdict::of(self.change(), p, better, confidence)
    }
}

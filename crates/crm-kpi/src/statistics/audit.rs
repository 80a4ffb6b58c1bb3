//! [`Audit`]: what a sample of files proves of all of them.

use crm_model::Share;
use crm_numerics::{Binomial, Hypergeometric};

use super::confidence::Confidence;
use super::number::count;

/// A sample drawn from a population without putting back, with how many of it were found wrong (clauses D-ACC-1, H-QUAL-1).
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Audit, AuditVerdict, Confidence};
///
/// let confidence = Confidence::new(0.95)?;
/// let limit = "98%".parse().unwrap();
/// // Four wrong of 200: 98 % of the sample are right, but more of the population may be wrong.
/// let audit = Audit::new(2_000, 200, 4).unwrap();
/// assert_eq!(audit.most_errors(confidence), 87);
/// assert_eq!(audit.accuracy_at_least(confidence), (1_913, 2_000));
/// assert_eq!(audit.verdict(limit, confidence), AuditVerdict::PointMet);
/// // None wrong of 200 proves it.
/// assert_eq!(Audit::new(2_000, 200, 0).unwrap().verdict(limit, confidence), AuditVerdict::Proven);
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Audit {
    // INVARIANT: errors <= sample <= population, sample > 0.
    population: u64,
    sample: u64,
    errors: u64,
}

/// What an audit says of a demand "at least so many are right".
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum AuditVerdict {
    /// The demand is met: with one more wrong than it allows, a sample as good as this would be no likelier than the risk.
    Proven,
    /// Enough of the sample are right, but chance alone may have made it so.
    PointMet,
    /// Too few of the sample are right, but chance alone may have made it so.
    PointMissed,
    /// The demand is missed: with as many wrong as it allows, a sample as bad as this would be no likelier than the risk.
    Refuted,
}

impl Audit {
    /// Returns an audit; `None` of an empty sample, and where there are more errors than files or more files than there are.
    pub const fn new(population: u64, sample: u64, errors: u64) -> Option<Self> {
        if sample == 0 || sample > population || errors > sample {
            return None;
        }
        Some(Self { population, sample, errors })
    }

    /// Returns how many are right of the sample.
    pub const fn right(&self) -> (u64, u64) {
        (self.sample - self.errors, self.sample)
    }

    /// Returns how many of the population are wrong at most, with this confidence: the largest number with which a sample as good as
    /// this is likelier than the risk. Where all were audited it is the number found.
    pub fn most_errors(&self, confidence: Confidence) -> u64 {
        // With the errors found the sample is certain; with all that were not seen wrong, too, it is as unlikely as can be.
        let most = self.population - (self.sample - self.errors);
        largest(self.errors, most, |wrong| !confidence.is_reached_by(self.chance_of_as_few(wrong)))
    }

    /// Returns how many of the population are right at least, with this confidence, and the population.
    pub fn accuracy_at_least(&self, confidence: Confidence) -> (u64, u64) {
        (self.population - self.most_errors(confidence), self.population)
    }

    /// Returns how many of the population are wrong at least, with this confidence: the smallest number with which a sample as bad as
    /// this is likelier than the risk. Where all were audited it is the number found.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::statistics::{Audit, Confidence};
    ///
    /// let confidence = Confidence::new(0.95)?;
    /// // With 40 wrong of 2,000, as many as 98 % allows, six or more wrong of 200 are no surprise; eight are.
    /// assert!(Audit::new(2_000, 200, 6).unwrap().fewest_errors(confidence) <= 40);
    /// assert!(Audit::new(2_000, 200, 8).unwrap().fewest_errors(confidence) > 40);
    /// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
    /// ```
    pub fn fewest_errors(&self, confidence: Confidence) -> u64 {
        let most = self.population - (self.sample - self.errors);
        let is_surprise = |wrong| confidence.is_reached_by(self.chance_of_as_many(wrong));
        if is_surprise(self.errors) {
            // With all that may be wrong the sample is certain, so it is no surprise.
            largest(self.errors, most, is_surprise).saturating_add(1).min(most)
        } else {
            self.errors
        }
    }

    /// Returns how many of the population are right at most, with this confidence, and the population.
    pub fn accuracy_at_most(&self, confidence: Confidence) -> (u64, u64) {
        (self.population - self.fewest_errors(confidence), self.population)
    }

    /// Returns what the audit says of the demand that at least this share is right. An audit of all is exact: met or refuted.
    pub fn verdict(&self, limit: Share, confidence: Confidence) -> AuditVerdict {
        let (right, sample) = self.right();
        let (surely, population) = self.accuracy_at_least(confidence);
        if limit.is_reached_by(surely, population) {
            AuditVerdict::Proven
        } else if limit.is_reached_by(right, sample) {
            AuditVerdict::PointMet
        } else if confidence.is_reached_by(self.chance_of_as_many(allowed(self.population, limit))) {
            AuditVerdict::Refuted
        } else {
            AuditVerdict::PointMissed
        }
    }

    /// Returns the probability of so few errors in the sample, if so many of the population are wrong: how far the audit is from proof.
    ///
    /// 0 for more than there are.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::statistics::Audit;
    ///
    /// // With one file more wrong than 98 % allows, 1 % of samples would still be without an error.
    /// let chance = Audit::new(2_000, 200, 0).unwrap().chance_of_as_few(41);
    /// assert_eq!(format!("{chance:.6}"), "0.012702");
    /// ```
    pub fn chance_of_as_few(&self, wrong: u64) -> f64 {
        self.drawn(wrong).map_or(0.0, |drawn| drawn.lower_tail(self.errors))
    }

    /// Returns the probability of so many errors in the sample, or more, if so many of the population are wrong; 1 for more than there are.
    pub fn chance_of_as_many(&self, wrong: u64) -> f64 {
        self.drawn(wrong).map_or(1.0, |drawn| drawn.upper_tail(self.errors))
    }

    fn drawn(&self, wrong: u64) -> Option<Hypergeometric> {
        Hypergeometric::new(self.population, wrong, self.sample)
    }
}

/// Returns the largest number of a range that is so, where the first is, and none above one that is not.
fn largest(first: u64, last: u64, is_so: impl Fn(u64) -> bool) -> u64 {
    let (mut low, mut high) = (first, last);
    while low < high {
        let middle = high - (high - low) / 2;
        if is_so(middle) { low = middle } else { high = middle - 1 }
    }
    low
}

/// Returns how many of a population may be wrong where at least this share must be right.
fn allowed(population: u64, limit: Share) -> u64 {
    let wrong = 1_000_000 - u128::from(limit.parts_per_million());
    let allowed = u128::from(population) * wrong / 1_000_000;
    u64::try_from(allowed).unwrap_or(population) // INVARIANT: a part of the population
}

/// A demand "at least this share is right" that an audit shall prove: how large the sample, how many errors.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{AuditPlan, Confidence};
///
/// let plan = AuditPlan { limit: "98%".parse().unwrap(), confidence: Confidence::new(0.95)? };
/// assert_eq!(plan.most_errors(2_000, 200), Some(0)); // one more, and 98 % is not proven
/// assert_eq!(plan.most_errors(1_000, 100), None); // not even a sample without errors proves it
/// assert_eq!(plan.smallest_sample(Some(1_000), 0), Some(132));
/// assert_eq!(plan.smallest_sample(None, 0), Some(149)); // ln 0.05 / ln 0.98 = 148.3
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AuditPlan {
    /// The share that must be right at least.
    pub limit: Share,
    /// How sure it must be.
    pub confidence: Confidence,
}

impl AuditPlan {
    /// Returns the most errors in a sample that still prove the demand; `None` where no sample of this size does.
    pub fn most_errors(&self, population: u64, sample: u64) -> Option<u64> {
        self.proves(population, sample, 0)?.then_some(())?;
        Some(largest(0, sample, |errors| self.proves(population, sample, errors) == Some(true)))
    }

    /// Returns the smallest sample that proves the demand if it holds so many errors; `None` where not even an audit of all does.
    ///
    /// Without a population, drawn from one without end.
    pub fn smallest_sample(&self, population: Option<u64>, errors: u64) -> Option<u64> {
        let is_enough = |sample: u64| match population {
            Some(population) => self.proves(population, sample, errors) == Some(true),
            None => self.proves_without_end(sample, errors),
        };
        let mut enough = match population {
            Some(population) => population,
            None => doubled_until(errors, is_enough)?,
        };
        if !is_enough(enough) {
            return None;
        }
        let mut too_small = errors.saturating_sub(1); // which cannot hold them
        while enough - too_small > 1 {
            let middle = too_small + (enough - too_small) / 2;
            if is_enough(middle) { enough = middle } else { too_small = middle }
        }
        Some(enough)
    }

    fn proves(&self, population: u64, sample: u64, errors: u64) -> Option<bool> {
        let audit = Audit::new(population, sample, errors)?;
        let allowed = allowed(population, self.limit);
        if allowed == population {
            return Some(true); // nothing is asked for
        }
        let one_too_many = allowed + 1;
        let possible = population - (sample - errors);
        // As many wrong as that are too many for the files seen, or make a sample as good as this no likelier than the risk.
        let is_refuted =
            one_too_many > possible || self.confidence.is_reached_by(audit.chance_of_as_few(one_too_many));
        Some(errors < one_too_many && is_refuted)
    }

    fn proves_without_end(&self, sample: u64, errors: u64) -> bool {
        let limit = count(u64::from(self.limit.parts_per_million()));
        let wrong = crm_numerics::Share { of: (1e6 - limit) / 1e6, rest: limit / 1e6 };
        match Binomial::new(sample, wrong) {
            Some(drawn) => self.confidence.is_reached_by(drawn.lower_tail(errors)),
            None => self.limit == Share::ZERO, // 0 % is proven by nothing at all, 100 % by no sample
        }
    }
}

/// Returns a sample that is large enough, from doubling.
fn doubled_until(errors: u64, is_enough: impl Fn(u64) -> bool) -> Option<u64> {
    let mut sample = errors.checked_add(1)?;
    while !is_enough(sample) {
        sample = sample.checked_mul(2)?;
    }
    Some(sample)
}

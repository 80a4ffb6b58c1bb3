//! [`ChurnJudgement`]: how good warnings were, from what customers did in a time that was held back.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::num::NonZeroU32;

use crm_model::{Ratio, Share};

use super::OutcomeTally;
use crate::Probability;

/// Scores of customers and whether they churned, judged together. The higher score is the graver warning.
///
/// A score is anything that has an order: the place of a grade, points, a probability to churn
/// ([`Probability::complement`] of being alive). Only counts by score are kept, so the order of customers cannot matter,
/// and parts merge exactly.
///
/// # Examples
///
/// ```
/// use crm_segmentation::ChurnJudgement;
///
/// // Points of five customers, and whether each churned.
/// let judgement: ChurnJudgement<u64> =
///     [(10, false), (30, true), (30, false), (70, true), (0, false)].into_iter().collect();
/// // Of 2 × 3 pairs, who churned had more points in five, and as many in one.
/// assert_eq!(judgement.area_under_curve().unwrap().to_string(), "11/12");
/// // Two of five: the one with 70 points, and half of each with 30. So 1.5 of the 2 who churned are among them.
/// let gain = judgement.gain("40%".parse()?).unwrap();
/// assert_eq!(gain.captured.percent(0), "75%");
/// assert_eq!(gain.lift.to_decimal_string(3), "1.875"); // 75 % of those who churned in 40 % of customers
/// # Ok::<(), crm_model::ShareError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChurnJudgement<S> {
    // INVARIANT: no tally is empty.
    by_score: BTreeMap<S, OutcomeTally>,
    without_score: OutcomeTally,
}

/// What warning of a share of customers gains, the gravest scores first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Gain {
    /// The share of customers who are warned of.
    pub warned: Share,
    /// Of those who churned, the share that is among them (recall).
    pub captured: Ratio,
    /// Of those who are warned of, the share that churned (precision).
    pub precision: Ratio,
    /// How many times the rate of all customers that is.
    pub lift: Ratio,
}

/// One score, alone and with all graver ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ThresholdLine<S> {
    /// The score.
    pub score: S,
    /// The customers with this very score.
    pub here: OutcomeTally,
    /// The customers with this score or a graver one: those who are warned of if warnings begin here.
    pub from_here: OutcomeTally,
    /// All customers with a score.
    pub all: OutcomeTally,
}

impl<S> ThresholdLine<S> {
    /// Returns the share of those warned of who churned, if warnings begin here.
    pub fn precision(&self) -> Option<Ratio> {
        self.from_here.rate()
    }

    /// Returns the share of those who churned who were warned of, if warnings begin here; `None` if nobody churned.
    pub fn recall(&self) -> Option<Ratio> {
        Ratio::new(self.from_here.churned.into(), self.all.churned.into())
    }
}

/// A group of customers with neighbouring predictions.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CalibrationBin {
    /// The lowest prediction of the group.
    pub lowest: Probability,
    /// The highest.
    pub highest: Probability,
    /// The mean of the predictions.
    pub mean_predicted: f64,
    /// What the customers did.
    pub observed: OutcomeTally,
}

impl<S: Ord + Copy> ChurnJudgement<S> {
    /// Counts a customer.
    pub fn record(&mut self, score: S, has_churned: bool) {
        let tally = self.by_score.entry(score).or_default();
        *tally = tally.merge(OutcomeTally::of(has_churned));
    }

    /// Counts a customer without a score, such as one whose warning is undetermined. It is judged by nothing else here.
    pub fn record_without_score(&mut self, has_churned: bool) {
        self.without_score = self.without_score.merge(OutcomeTally::of(has_churned));
    }

    /// Returns the judgement of both groups of customers together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (score, more) in other.by_score {
            let tally = self.by_score.entry(score).or_default();
            *tally = tally.merge(more);
        }
        self.without_score = self.without_score.merge(other.without_score);
        self
    }

    /// Returns all customers with a score.
    pub fn all(&self) -> OutcomeTally {
        self.by_score.values().copied().fold(OutcomeTally::default(), OutcomeTally::merge)
    }

    /// Returns the customers without a score.
    pub fn without_score(&self) -> OutcomeTally {
        self.without_score
    }

    /// Yields every score with its customers, the mildest first.
    pub fn by_score(&self) -> impl DoubleEndedIterator<Item = (S, OutcomeTally)> {
        self.by_score.iter().map(|(score, tally)| (*score, *tally))
    }

    /// Returns a line for every score, the mildest first: who has it, and what warning from there on would find.
    pub fn thresholds(&self) -> Vec<ThresholdLine<S>> {
        let all = self.all();
        let mut from_here = OutcomeTally::default();
        let mut lines: Vec<ThresholdLine<S>> = Vec::with_capacity(self.by_score.len());
        for (score, here) in self.by_score().rev() {
            from_here = from_here.merge(here);
            lines.push(ThresholdLine { score, here, from_here, all });
        }
        lines.reverse();
        lines
    }

    /// Returns the area under the receiver operating characteristic: the share of pairs of one customer who churned and
    /// one who stayed in which the first had the higher score; pairs with equal scores count half.
    ///
    /// Exact. `None` unless some churned and some stayed, or where there are more than 2⁶² of either.
    pub fn area_under_curve(&self) -> Option<Ratio> {
        let all = self.all();
        let stayed_of = |tally: OutcomeTally| i128::from(tally.customers.saturating_sub(tally.churned));
        let (mut half_pairs, mut stayed_below) = (0_i128, 0_i128);
        for (_, tally) in self.by_score() {
            let (churned, stayed) = (i128::from(tally.churned), stayed_of(tally));
            let below = stayed_below.checked_mul(2)?.checked_add(stayed)?;
            half_pairs = half_pairs.checked_add(churned.checked_mul(below)?)?;
            stayed_below = stayed_below.checked_add(stayed)?;
        }
        let pairs = i128::from(all.churned).checked_mul(stayed_of(all))?;
        Ratio::new(half_pairs, pairs.checked_mul(2)?)
    }

    /// Returns what is gained if a share of all customers is warned of, the gravest scores first.
    ///
    /// Where only a part of the customers of one score has room, each of them counts for that part: the order of input
    /// decides nothing, and parts of a customer are exact.
    ///
    /// `None` for a share of nothing, where nobody churned, or beyond some 10¹⁶ customers.
    pub fn gain(&self, warned: Share) -> Option<Gain> {
        let all = self.all();
        let (customers, churned) = (i128::from(all.customers), i128::from(all.churned));
        let parts = i128::from(warned.parts_per_million());
        // In millionths of a customer.
        let room = customers.checked_mul(parts)?;
        let (mut left, mut whole, mut part, mut of) = (room, 0_i128, 0_i128, 1_i128);
        for (_, tally) in self.by_score().rev() {
            let size = i128::from(tally.customers).checked_mul(MILLION)?;
            let found = i128::from(tally.churned);
            if size > left {
                // Of this score so many millionths of a customer have room: found × left / customers of the score.
                (part, of) = (found.checked_mul(left)?, tally.customers.into());
                break;
            }
            left = left.checked_sub(size)?;
            whole = whole.checked_add(found.checked_mul(MILLION)?)?;
        }
        // Who churned among those warned of, in millionths of `1 / of` of a customer.
        let found = whole.checked_mul(of)?.checked_add(part)?;
        Some(Gain {
            warned,
            captured: Ratio::new(found, churned.checked_mul(MILLION)?.checked_mul(of)?)?,
            precision: Ratio::new(found, room.checked_mul(of)?)?,
            lift: Ratio::new(found, parts.checked_mul(churned)?.checked_mul(of)?)?,
        })
    }
}

impl ChurnJudgement<Probability> {
    /// Returns predicted probabilities to churn against what happened, in groups of about as many customers each.
    ///
    /// A customer's group is (customers with a lower prediction) × groups / customers, rounded down, so that equal
    /// predictions stand in one group; a group that nobody falls into is left out. Without customers there is none.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_segmentation::{ChurnJudgement, Probability};
    ///
    /// let customers = [(0.1, false), (0.1, false), (0.2, true), (0.6, false), (0.8, true), (0.8, true)];
    /// let judgement: ChurnJudgement<Probability> =
    ///     customers.map(|(predicted, churned)| (Probability::new(predicted).unwrap(), churned)).into_iter().collect();
    /// let bins = judgement.calibration(2.try_into()?);
    /// assert_eq!((bins[0].observed.customers, bins[0].observed.churned), (3, 1));
    /// assert!((bins[0].mean_predicted - 0.4 / 3.0).abs() < 1e-15);
    /// assert!((bins[1].mean_predicted - 2.2 / 3.0).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[expect(clippy::cast_precision_loss, reason = "a mean is a statistic, made last")]
    pub fn calibration(&self, groups: NonZeroU32) -> Vec<CalibrationBin> {
        let customers = u128::from(self.all().customers).max(1);
        let mut bins: Vec<(u128, CalibrationBin, f64)> = Vec::new();
        let mut before = 0_u64;
        for (predicted, tally) in self.by_score() {
            let group = u128::from(before).saturating_mul(groups.get().into()) / customers;
            before = before.saturating_add(tally.customers);
            let sum = predicted.value() * tally.customers as f64;
            match bins.last_mut() {
                Some((last, bin, predicted_sum)) if *last == group => {
                    bin.highest = predicted;
                    bin.observed = bin.observed.merge(tally);
                    *predicted_sum += sum;
                }
                _ => {
                    let (lowest, highest) = (predicted, predicted);
                    let bin = CalibrationBin { lowest, highest, mean_predicted: 0.0, observed: tally };
                    bins.push((group, bin, sum));
                }
            }
        }
        let mean = |(_, bin, sum): (u128, CalibrationBin, f64)| {
            // Of equal predictions the mean is that prediction, whatever rounding does.
            let mean = sum / bin.observed.customers as f64;
            CalibrationBin { mean_predicted: mean.clamp(bin.lowest.value(), bin.highest.value()), ..bin }
        };
        bins.into_iter().map(mean).collect()
    }
}

impl<S> Default for ChurnJudgement<S> {
    fn default() -> Self {
        Self { by_score: BTreeMap::new(), without_score: OutcomeTally::default() }
    }
}

impl<S: Ord + Copy> Extend<(S, bool)> for ChurnJudgement<S> {
    fn extend<I: IntoIterator<Item = (S, bool)>>(&mut self, customers: I) {
        for (score, has_churned) in customers {
            self.record(score, has_churned);
        }
    }
}

impl<S: Ord + Copy> FromIterator<(S, bool)> for ChurnJudgement<S> {
    fn from_iter<I: IntoIterator<Item = (S, bool)>>(customers: I) -> Self {
        let mut judgement = Self::default();
        judgement.extend(customers);
        judgement
    }
}

/// Parts of a customer that are counted.
const MILLION: i128 = 1_000_000;

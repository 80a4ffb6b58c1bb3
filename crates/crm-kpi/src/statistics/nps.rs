//! How sure a net promoter score is.

use crm_numerics::student_t_quantile;

use super::change::Change;
use super::confidence::Confidence;
use super::interval::Interval;
use super::number::count;
use super::{tango, trinomial};
use crate::NpsTally;

/// How an interval of a net promoter score is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum NpsInterval {
    /// By the standard error as counted: too narrow for few answers, and without any width where all are alike.
    Wald,
    /// With 3/4 detractors, 3/2 passives and 3/4 promoters added (Rocks 2016, "AW(3, T)"): for reports. Its centre is not the score, and it
    /// may leave the scale.
    AdjustedWald,
    /// The score interval of a difference of two shares of one sample (Tango 1998): never leaves the scale.
    Score,
    /// The mean of -1, 0 and +1 with Student's t; of one answer there is none.
    TrinomialMean,
    /// What a percentile bootstrap tends to with more and more draws: quantiles of the exact distribution of a sum of as many
    /// draws. With more than [`LARGEST_BOOTSTRAP`] answers, Wald's interval, from which it then differs by less than a thousandth of a point.
    Bootstrap,
}

/// The most answers for which [`NpsInterval::Bootstrap`] works out the distribution of the sum.
pub const LARGEST_BOOTSTRAP: u64 = 1_000_000;

/// How a change of a net promoter score is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum NpsChange {
    /// By the standard errors as counted.
    Wald,
    /// With 3/4 detractors, 3/2 passives and 3/4 promoters added to both.
    AdjustedWald,
}

/// Shares of one survey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Shares {
    pub(super) answers: f64,
    pub(super) detractors: f64,
    pub(super) promoters: f64,
}

impl Shares {
    fn of(tally: &NpsTally, added: f64) -> Option<Self> {
        let answers = tally.answers().filter(|answers| *answers > 0)?;
        let answers = count(answers) + 4.0 * added;
        let share = |part: u64| (count(part) + added) / answers;
        Some(Self { answers, detractors: share(tally.detractors), promoters: share(tally.promoters) })
    }

    fn score(self) -> f64 {
        self.promoters - self.detractors
    }

    /// Returns the population variance of -1, 0 and +1, without a subtraction that loses digits near the ends of the scale.
    fn variance(self) -> f64 {
        let Self { detractors: d, promoters: p, .. } = self;
        let passives = (1.0 - p - d).max(0.0);
        (p * passives + d * passives + 4.0 * p * d).max(0.0)
    }
}

/// A quarter of the answers that the adjusted interval adds.
const ADDED: f64 = 0.75;

/// Returns the limits of a net promoter score, in points; they may leave the scale, and [`Interval::clamped`] shows what lies on it.
///
/// `None` without an answer, beyond 64 bits of them, and for [`NpsInterval::TrinomialMean`] of one.
///
/// # Examples
///
/// ```
/// use crm_kpi::NpsTally;
/// use crm_kpi::statistics::{Confidence, NpsInterval, nps_interval};
///
/// let ten_promoters = NpsTally { detractors: 0, passives: 0, promoters: 10 };
/// let confidence = Confidence::new(0.95)?;
/// let of = |kind| nps_interval(&ten_promoters, kind, confidence).unwrap();
/// assert_eq!(of(NpsInterval::Wald).width(), 0.0); // as if ten answers proved all
/// let adjusted = of(NpsInterval::AdjustedWald);
/// assert_eq!(format!("{:.1} to {:.1}", adjusted.low, adjusted.high), "47.5 to 106.3");
/// let score = of(NpsInterval::Score);
/// assert_eq!(format!("{:.1} to {:.1}", score.low, score.high), "44.5 to 100.0");
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
pub fn nps_interval(tally: &NpsTally, kind: NpsInterval, confidence: Confidence) -> Option<Interval> {
    let shares = Shares::of(tally, 0.0)?;
    let interval = match kind {
        NpsInterval::Wald => wald(shares, confidence),
        NpsInterval::AdjustedWald => wald(Shares::of(tally, ADDED)?, confidence),
        NpsInterval::Score => tango::interval(shares, confidence),
        NpsInterval::TrinomialMean => trinomial_mean(shares, confidence)?,
        NpsInterval::Bootstrap if tally.answers()? > LARGEST_BOOTSTRAP => wald(shares, confidence),
        NpsInterval::Bootstrap => trinomial::bootstrap(tally, confidence)?,
    };
    Some(interval.times(100.0))
}

fn wald(shares: Shares, confidence: Confidence) -> Interval {
    Interval::around(shares.score(), confidence.z() * libm::sqrt(shares.variance() / shares.answers))
}

fn trinomial_mean(shares: Shares, confidence: Confidence) -> Option<Interval> {
    let degrees = shares.answers - 1.0;
    if degrees < 1.0 {
        return None;
    }
    let t = -student_t_quantile(0.5 * confidence.risk(), degrees)?;
    Some(Interval::around(shares.score(), t * libm::sqrt(shares.variance() / degrees)))
}

/// Returns the change of a net promoter score, new less old, in points with its sign.
///
/// `None` without an answer in either survey, and by [`NpsChange::Wald`] where all answers of each are alike and the scores still differ:
/// [`NpsChange::AdjustedWald`] judges that.
///
/// # Examples
///
/// ```
/// use crm_kpi::NpsTally;
/// use crm_kpi::statistics::{Better, ChangeVerdict, Confidence, NpsChange, nps_change};
///
/// let old = NpsTally { detractors: 50, passives: 70, promoters: 80 };
/// let new = NpsTally { detractors: 36, passives: 60, promoters: 104 };
/// let confidence = Confidence::new(0.95)?;
/// let fall = nps_change(&new, &old, NpsChange::Wald, confidence).unwrap();
/// assert_eq!(format!("{:.1} points, p {:.4}", fall.change, fall.significance.p), "-19.0 points, p 0.0147");
/// assert_eq!(fall.verdict(Better::Higher, confidence), ChangeVerdict::Worse);
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
pub fn nps_change(old: &NpsTally, new: &NpsTally, kind: NpsChange, confidence: Confidence) -> Option<Change> {
    let added = match kind {
        NpsChange::Wald => 0.0,
        NpsChange::AdjustedWald => ADDED,
    };
    let (old, new) = (Shares::of(old, added)?, Shares::of(new, added)?);
    let variance = old.variance() / old.answers + new.variance() / new.answers;
    Change::by_error(100.0 * (new.score() - old.score()), 100.0 * libm::sqrt(variance), confidence)
}

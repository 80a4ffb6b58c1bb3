//! [`Uncertainty`]: the interval of a value, from what stands behind it.

use crm_model::{Ratio, Share};

use crate::statistics::{
    Audit, Confidence, Interval, Moments, NpsInterval, Proportion, ProportionInterval, count_interval,
    nps_interval, ratio_interval,
};
use crate::{Evidence, IntervalMethod, Judging, Limits, NpsTally, Spread};

/// Between which values the true one lies, with a confidence, if the cases are a sample of all that there might have been.
///
/// The ends are in the unit of the value, within what is possible at all, rounded to nine decimals; those of a share of what was
/// drawn from a population are exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Uncertainty {
    /// The confidence: that of the policy, but for a share of what was drawn from a population. There each end by itself has that
    /// of the policy, and both together have this one: 90 % where the policy says 95 %.
    pub confidence: Share,
    /// How it was found.
    pub method: IntervalMethod,
    /// The lower end: a fraction for shares, microseconds for lengths of time.
    pub low: Ratio,
    /// The upper end.
    pub high: Ratio,
}

impl Uncertainty {
    /// Returns the interval of a value by the rules of a policy; `None` where they ask for none, where there is no value,
    /// where the cases are no sample for the method, and where they are too few for it, as one case is for a mean. Where all
    /// cases are alike and the method makes an interval without a width of that, there is none either: it would say that the
    /// value is certain.
    pub fn of(evidence: &Evidence, judging: &Judging, limits: Limits) -> Option<Self> {
        let confidence = judging.confidence?;
        if let Spread::Drawn { population } = *evidence.spread() {
            evidence.value().number()?;
            return drawn(evidence, population, Confidence::of_share(confidence).ok()?, confidence);
        }
        let (method, Interval { low, high }) = sampled(evidence, judging)?;
        if low >= high {
            return None;
        }
        let lowest = limits.lowest.map_or(f64::NEG_INFINITY, Ratio::as_f64);
        let highest = limits.highest.map_or(f64::INFINITY, Ratio::as_f64);
        let within = |end: f64| rounded(end.max(lowest).min(highest));
        Some(Self { confidence, method, low: within(low)?, high: within(high)? })
    }

    /// Returns whether there is no interval because all cases are alike.
    pub(crate) fn lacks_spread(evidence: &Evidence, judging: &Judging) -> bool {
        sampled(evidence, judging).is_some_and(|(_, Interval { low, high })| low >= high)
    }
}

/// Returns the interval of a sample from a population without an end, with the method behind it.
fn sampled(evidence: &Evidence, judging: &Judging) -> Option<(IntervalMethod, Interval)> {
    evidence.value().number()?;
    let method = judging.method.or_else(|| default_of(evidence.spread()))?;
    let level = Confidence::of_share(judging.confidence?).ok()?;
    Some((method, interval(evidence, method, level)?))
}

/// Returns between which shares of a population that of the right lies, each end with the confidence of the policy.
fn drawn(evidence: &Evidence, population: u64, level: Confidence, confidence: Share) -> Option<Uncertainty> {
    let audit = audit(evidence, population)?;
    let both = confidence.parts_per_million().checked_mul(2)?.checked_sub(1_000_000)?;
    let share = |(right, of): (u64, u64)| Ratio::new(right.into(), of.into());
    Some(Uncertainty {
        confidence: Share::from_parts_per_million(both)?,
        method: IntervalMethod::Hypergeometric,
        low: share(audit.accuracy_at_least(level))?,
        high: share(audit.accuracy_at_most(level))?,
    })
}

/// Returns the audit that stands behind a share of what was drawn from a population.
pub(super) fn audit(evidence: &Evidence, population: u64) -> Option<Audit> {
    let (right, sample) = evidence.parts()?;
    let wrong = u64::try_from(sample.checked_sub(right)?).ok()?;
    Audit::new(population, u64::try_from(sample).ok()?, wrong)
}

const fn default_of(spread: &Spread) -> Option<IntervalMethod> {
    match spread {
        Spread::Trials => Some(IntervalMethod::Wilson),
        Spread::Drawn { .. } => Some(IntervalMethod::Hypergeometric),
        Spread::Events => Some(IntervalMethod::Garwood),
        Spread::Attitudes { .. } => Some(IntervalMethod::AdjustedWald),
        Spread::Quantities { .. } | Spread::Shares { .. } => Some(IntervalMethod::StudentT),
        Spread::Unknown => None,
    }
}

fn interval(evidence: &Evidence, method: IntervalMethod, level: Confidence) -> Option<Interval> {
    use IntervalMethod as By;
    let (part, whole) = evidence.parts()?;
    match *evidence.spread() {
        Spread::Trials => {
            let kind = match method {
                By::Wilson => ProportionInterval::Wilson,
                By::WilsonCorrected => ProportionInterval::WilsonCorrected,
                By::AgrestiCoull => ProportionInterval::AgrestiCoull,
                By::ClopperPearson => ProportionInterval::ClopperPearson,
                By::Jeffreys => ProportionInterval::Jeffreys,
                _ => return None,
            };
            let trials = Proportion::new(u64::try_from(part).ok()?, u64::try_from(whole).ok()?)?;
            Some(trials.interval(kind, level))
        }
        Spread::Events if method == By::Garwood => {
            let Interval { low, high } = count_interval(u64::try_from(part).ok()?, level);
            let base = Ratio::new(whole, 1).filter(|base| base.parts().0 > 0)?.as_f64();
            Some(Interval { low: low / base, high: high / base })
        }
        Spread::Attitudes { detractors, passives, promoters } => {
            let kind = match method {
                By::AdjustedWald => NpsInterval::AdjustedWald,
                By::Wald => NpsInterval::Wald,
                By::Score => NpsInterval::Score,
                By::TrinomialMean => NpsInterval::TrinomialMean,
                By::Bootstrap => NpsInterval::Bootstrap,
                _ => return None,
            };
            nps_interval(&NpsTally { detractors, passives, promoters }, kind, level)
        }
        Spread::Quantities { squares: Some(squares) } if method == By::StudentT => {
            Moments::of_sums(evidence.cases()?, part, squares)?.mean_interval(level)
        }
        Spread::Shares { squares: Some(squares) } if method == By::StudentT => {
            ratio_interval(evidence.cases()?, (part, whole), &squares, level)
        }
        _ => None,
    }
}

/// Returns a number to nine decimals.
fn rounded(number: f64) -> Option<Ratio> {
    const DECIMALS: i128 = 1_000_000_000;
    // Whole numbers from here on lose decimals, and those of a sum are microseconds or counts.
    const LARGEST: f64 = 1e24;
    (number.abs() < LARGEST).then(|| {
        #[expect(clippy::cast_possible_truncation, reason = "below 10^33")]
        let billionths = libm::round(number * 1e9) as i128;
        Ratio::new(billionths, DECIMALS)
    })?
}

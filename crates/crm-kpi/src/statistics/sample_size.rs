//! How many answers a survey needs, and how far off those that it has may be.

use crm_model::Share;

use super::confidence::Confidence;
use super::number::{count, share};

/// How many answers are needed, as computed and as whole answers.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RequiredSample {
    /// The number as computed.
    pub exact: f64,
    /// The number rounded up: with one fewer the margin is missed.
    pub answers: u64,
}

/// Returns how many answers a share needs so that it is known to a margin; `None` for a margin of nothing, and where none or all
/// are expected: then the formula would ask for no answers.
///
/// `expected` is the share that is expected, one half where nothing is known, which asks for the most. With a finite population fewer are
/// needed: `n / (1 + (n - 1) / population)`, at most all of it.
///
/// # Source
///
/// W. G. Cochran (1977), Sampling Techniques, 4.4. R. V. Krejcie and D. W. Morgan (1970) round to the nearest number, and so have 217 of
/// 500 where 218 are needed.
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Confidence, required_sample};
///
/// let confidence = Confidence::new(0.95)?;
/// let of = |population| required_sample("5%".parse().unwrap(), "50%".parse().unwrap(), population, confidence).unwrap().answers;
/// assert_eq!(of(None), 385);
/// assert_eq!(of(Some(1_000)), 278);
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
pub fn required_sample(
    margin: Share,
    expected: Share,
    population: Option<u64>,
    confidence: Confidence,
) -> Option<RequiredSample> {
    if margin == Share::ZERO || population == Some(0) || !can_vary(expected) {
        return None;
    }
    let (z, p, e) = (confidence.z(), share(expected), share(margin));
    let unlimited = z * z * p * (1.0 - p) / (e * e);
    let exact = match population {
        Some(population) => unlimited / (1.0 + (unlimited - 1.0) / count(population)),
        None => unlimited,
    };
    // INVARIANT: at most z² / (4 × 10^-12) with z below 9, far below 2^53
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a bounded number of 0 or more"
    )]
    let rounded = libm::ceil(exact.max(0.0)) as u64;
    Some(RequiredSample { exact, answers: rounded.min(population.unwrap_or(u64::MAX)) })
}

/// Returns whether answers can differ where this share is expected.
fn can_vary(expected: Share) -> bool {
    expected != Share::ZERO && expected != Share::ONE
}

/// Returns how far a share of so many answers may lie from that of the population, to each side: `z √(p (1 - p) / n)`, times
/// `√((N - n) / (N - 1))` in a finite population of N, so that asking all leaves a margin of exactly 0.
///
/// `None` without answers, where there are more answers than people, and where none or all are expected of a part of them: the formula
/// would say that such a share is certain. For a share that was found, take the interval of a [`Proportion`](super::Proportion).
///
/// # Examples
///
/// ```
/// use crm_kpi::statistics::{Confidence, margin_of_error};
///
/// // a fifth of 1,000 customers: ±6.2 points, not ±5
/// let margin = margin_of_error("50%".parse().unwrap(), 200, Some(1_000), Confidence::new(0.95)?);
/// assert_eq!(format!("{:.4}", margin.unwrap()), "0.0620");
/// # Ok::<(), crm_kpi::statistics::ConfidenceError>(())
/// ```
pub fn margin_of_error(
    expected: Share,
    answers: u64,
    population: Option<u64>,
    confidence: Confidence,
) -> Option<f64> {
    if answers == 0 {
        return None;
    }
    let left = match population {
        None => 1.0,
        Some(population) => {
            let left = population.checked_sub(answers)?;
            if left == 0 {
                return Some(0.0);
            }
            count(left) / count(population - 1)
        }
    };
    if !can_vary(expected) {
        return None;
    }
    let p = share(expected);
    Some(confidence.z() * libm::sqrt(p * (1.0 - p) / count(answers) * left))
}

//! Tango's score interval of the difference of two shares of one sample.

use super::confidence::Confidence;
use super::interval::Interval;
use super::nps::Shares;

/// Halvings of an interval of length 2 down to the last digit.
const HALVINGS: u32 = 64;

/// Returns the limits of promoters less detractors: the differences that a score test would not refuse.
///
/// # Source
///
/// T. Tango (1998), Equivalence Test and Confidence Interval for the Difference in Proportions for the Paired-Sample Design, Statistics in
/// Medicine 17:891, solved here by halving.
pub(super) fn interval(shares: Shares, confidence: Confidence) -> Interval {
    let Shares { answers, detractors, promoters } = shares;
    let reach = confidence.z() / libm::sqrt(answers);
    // The upper limit is the lower one of the other side, turned about.
    Interval { low: lower(promoters, detractors, reach), high: -lower(detractors, promoters, reach) }
}

/// Returns the least difference that the test does not refuse; at the end of the scale exactly that.
fn lower(up: f64, down: f64, reach: f64) -> f64 {
    let difference = up - down;
    if up <= 0.0 && down >= 1.0 {
        return -1.0;
    }
    let (mut low, mut high) = (-1.0, difference);
    for _ in 0..HALVINGS {
        let middle = f64::midpoint(low, high);
        if difference - middle > reach * libm::sqrt(variance(up, down, middle)) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// Returns the variance of one answer if the difference were so, with the most likely share of those who count down.
fn variance(up: f64, down: f64, difference: f64) -> f64 {
    let half = 0.5 * ((2.0 - up + down) * difference - up - down);
    let product = 2.0 * down * difference * (1.0 - difference);
    let root = libm::sqrt((half * half + product).max(0.0));
    let share = if half > 0.0 { 0.5 * product / (half + root) } else { 0.5 * (root - half) };
    (2.0 * share + difference * (1.0 - difference)).max(0.0)
}

//! Tails of counts: sums of probabilities that rise to one mode and fall beyond it.

use crate::line::half_line_integral;

/// Probabilities a ratio of 1 + 1e-7 apart count as equal: two counts that are as probable as each other are so but for roundings.
///
/// # Source
///
/// R's `fisher.test` and `binom.test`.
const AS_PROBABLE: f64 = 1e-7;

/// Tails of distributions wider than this are integrated,
const WIDE: f64 = 3e4;
/// where they fall by no more than this, in logarithm, from count to count; else few terms are left.
const FLAT: f64 = 1e-3;

/// More terms than a sum of a distribution that is not wide can have before they are negligible.
const MOST_TERMS: u64 = 2_000_000;

/// A distribution of counts whose logarithm is concave.
pub(crate) trait Counts {
    /// The least count that is possible.
    fn least(&self) -> u64;
    /// The largest one.
    fn most(&self) -> u64;
    /// A most probable count.
    fn mode(&self) -> u64;
    /// The standard deviation.
    fn deviation(&self) -> f64;
    /// The logarithm of the probability of a possible count.
    fn ln_probability(&self, count: u64) -> f64;
    /// The logarithm of the probability at a point between `by` below (or above, if `by` is negative) a possible count, continued
    /// smoothly between the counts.
    fn ln_between(&self, count: u64, by: f64) -> f64;
    /// The probability of the count next below a possible one, in units of that.
    fn ratio_below(&self, count: u64) -> f64;
}

/// Returns the chance of at most so many.
pub(crate) fn lower_tail<C: Counts>(counts: &C, count: u64) -> f64 {
    if count < counts.least() {
        0.0
    } else if count >= counts.most() {
        1.0
    } else if count < counts.mode() {
        sum_down(counts, count)
    } else {
        1.0 - sum_up(counts, count + 1)
    }
}

/// Returns the chance of at least so many.
pub(crate) fn upper_tail<C: Counts>(counts: &C, count: u64) -> f64 {
    if count > counts.most() {
        0.0
    } else if count <= counts.least() {
        1.0
    } else if count > counts.mode() {
        sum_up(counts, count)
    } else {
        1.0 - sum_down(counts, count - 1)
    }
}

/// Returns the chance of a count that is no more probable than this one.
pub(crate) fn two_sided<C: Counts>(counts: &C, count: u64) -> f64 {
    let (least, mode, most) = (counts.least(), counts.mode(), counts.most());
    if count < least || count > most {
        return 0.0;
    }
    let bound = counts.ln_probability(count) + AS_PROBABLE;
    if counts.ln_probability(mode) <= bound {
        return 1.0;
    }
    let is_counted = |other: u64| counts.ln_probability(other) <= bound;
    let both = if count < mode {
        // the least count above the mode that is no more probable
        let (mut low, mut high) = (mode, most);
        if !is_counted(most) {
            return lower_tail(counts, count);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if is_counted(middle) { high = middle } else { low = middle }
        }
        lower_tail(counts, count) + upper_tail(counts, high)
    } else {
        let (mut low, mut high) = (least, mode);
        if !is_counted(least) {
            return upper_tail(counts, count);
        }
        while high - low > 1 {
            let middle = low + (high - low) / 2;
            if is_counted(middle) { low = middle } else { high = middle }
        }
        lower_tail(counts, low) + upper_tail(counts, count)
    };
    both.min(1.0)
}

/// Returns the sum of the probabilities from a count below the mode downwards.
fn sum_down<C: Counts>(counts: &C, from: u64) -> f64 {
    let first = counts.ln_probability(from);
    if from > counts.least() && counts.deviation() > WIDE {
        let steepness = -libm::log(counts.ratio_below(from));
        if steepness < FLAT {
            return integrated(counts, from, first, steepness, 1.0, from - counts.least());
        }
    }
    let (mut term, mut sum, mut count) = (1.0, 1.0, from);
    let least = counts.least();
    for _ in 0..MOST_TERMS {
        if count <= least {
            break;
        }
        let ratio = counts.ratio_below(count);
        term *= ratio;
        sum += term;
        count -= 1;
        if ratio < 1.0 && term * ratio <= 1e-17 * sum * (1.0 - ratio) {
            break;
        }
    }
    (libm::exp(first + libm::log(sum))).min(1.0)
}

/// Returns the sum of the probabilities from a count above the mode upwards.
fn sum_up<C: Counts>(counts: &C, from: u64) -> f64 {
    let first = counts.ln_probability(from);
    let most = counts.most();
    if counts.deviation() > WIDE && from < most {
        let steepness = libm::log(counts.ratio_below(from + 1));
        if steepness < FLAT {
            return integrated(counts, from, first, steepness, -1.0, most - from);
        }
    }
    let (mut term, mut sum, mut count) = (1.0, 1.0, from);
    for _ in 0..MOST_TERMS {
        if count >= most {
            break;
        }
        count += 1;
        let ratio = 1.0 / counts.ratio_below(count);
        term *= ratio;
        sum += term;
        if ratio < 1.0 && term * ratio <= 1e-17 * sum * (1.0 - ratio) {
            break;
        }
    }
    (libm::exp(first + libm::log(sum))).min(1.0)
}

/// Returns a tail of a wide distribution by the formula of Euler and Maclaurin: the integral, half the first term, and a twelfth of its
/// fall. What follows is smaller by the third power of the steepness.
fn integrated<C: Counts>(counts: &C, from: u64, first: f64, steepness: f64, side: f64, room: u64) -> f64 {
    let room = crate::number::count(room);
    let ln_f = |v: f64| {
        if v > room { f64::NEG_INFINITY } else { (counts.ln_between(from, side * v) - first).min(0.0) }
    };
    let steepness = steepness.max(0.0);
    let scale = (1.0 / steepness).min(counts.deviation());
    let sum = half_line_integral(ln_f, scale) + 0.5 + steepness / 12.0;
    libm::exp(first + libm::log(sum)).min(1.0)
}

//! The exact distribution of the sum of as many draws as there are answers.

use alloc::vec::Vec;

use crm_numerics::{Binomial, Share};

use super::confidence::Confidence;
use super::interval::Interval;
use super::number::count;
use crate::NpsTally;

/// Returns the quantiles of the mean of -1, 0 and +1 drawn anew from the answers: the smallest sums with at least half the risk, and
/// all but half the risk, at or below them.
pub(super) fn bootstrap(tally: &NpsTally, confidence: Confidence) -> Option<Interval> {
    let answers = tally.answers().filter(|answers| *answers > 0)?;
    let risk = 0.5 * confidence.risk();
    let cells = [(tally.detractors, -1.0), (tally.passives, 0.0), (tally.promoters, 1.0)];
    let mut present = cells.into_iter().filter(|(cell, _)| *cell > 0);
    let (low, high) = match (present.next(), present.next(), present.next()) {
        (Some((_, value)), None, _) => return Some(Interval { low: value, high: value }),
        (Some((below, low)), Some((above, high)), None) => {
            let [first, last] = of_two(below, above, risk)?;
            let mean = |times: u64| low + (high - low) * (count(times) / count(answers));
            return Some(Interval { low: mean(first), high: mean(last) });
        }
        _ => of_three(tally, risk),
    };
    let whole = count(answers);
    Some(Interval { low: (count(low) - whole) / whole, high: (count(high) - whole) / whole })
}

/// Returns the quantiles of how often the second of two values is drawn.
fn of_two(below: u64, above: u64, risk: f64) -> Option<[u64; 2]> {
    let whole = below + above;
    let share = Share { of: count(above) / count(whole), rest: count(below) / count(whole) };
    let drawn = Binomial::new(whole, share)?;
    let first_with = |is_reached: &dyn Fn(u64) -> bool| {
        let (mut low, mut high) = (0, whole);
        while low < high {
            let middle = low + (high - low) / 2;
            if is_reached(middle) { high = middle } else { low = middle + 1 }
        }
        low
    };
    let first = first_with(&|times| drawn.lower_tail(times) >= risk * (1.0 - ROUNDING));
    let last = first_with(&|times| drawn.upper_tail(times.saturating_add(1)) <= risk * (1.0 + ROUNDING));
    Some([first, last])
}

/// Probabilities that differ by so much count as equal.
const ROUNDING: f64 = 1e-12;

/// Returns the quantiles of the sum plus the number of answers: the power to which a draw's generating function
/// `detractors + passives x + promoters x²` is multiplied out.
fn of_three(tally: &NpsTally, risk: f64) -> (u64, u64) {
    let answers = tally.detractors + tally.passives + tally.promoters;
    let [down, level, up] = [tally.detractors, tally.passives, tally.promoters].map(count);
    let below = Half::new(answers, [down, level, up]);
    let above = Half::new(answers, [up, level, down]);
    // Each half is brought to parts of 1 by the term in the middle, which both have.
    let to_parts =
        |half: &Half, other: &Half| 1.0 / (half.sum + half.last * ((other.sum / other.last) - 1.0));
    let (parts_below, parts_above) = (to_parts(&below, &above), to_parts(&above, &below));
    let first = match below.first_above(risk * (1.0 - ROUNDING) / parts_below) {
        Some(place) => place,
        None => 2 * answers - above.first_above((1.0 - risk) / parts_above).unwrap_or(answers),
    };
    let last = match above.first_above(risk * (1.0 + ROUNDING) / parts_above) {
        Some(place) => 2 * answers - place,
        None => below.first_above((1.0 - risk) / parts_below).unwrap_or(answers),
    };
    (first, last)
}

/// The terms of `(a + b x + c x²)^n` from the power 0 to n, in units of their own; those too small to count are left out.
#[derive(Debug)]
struct Half {
    /// The power of the first term that counts.
    from: u64,
    terms: Vec<f64>,
    sum: f64,
    last: f64,
}

/// A term this large brings all of them down by it.
const LARGE: f64 = 1e250;
/// A term this small beside one of 1 does not count.
const NEGLIGIBLE: f64 = 1e-200;

impl Half {
    /// Multiplies out by the recurrence of J. C. P. Miller (D. E. Knuth, The Art of Computer Programming, volume 2, 4.7), all of whose terms
    /// are positive up to the power n.
    #[expect(clippy::many_single_char_names, reason = "the names of the field")]
    fn new(answers: u64, [a, b, c]: [f64; 3]) -> Self {
        let n = count(answers);
        let mut terms: Vec<f64> = Vec::new();
        let mut skipped = 0;
        let (mut before, mut term) = (0.0, 1.0);
        terms.push(term);
        for power in 1..=answers {
            let k = count(power);
            let next = ((n - k + 1.0) * b * term + (2.0 * n - k + 2.0) * c * before) / (k * a);
            (before, term) = (term, next);
            terms.push(term);
            if term > LARGE {
                (before, term) = (before / LARGE, term / LARGE);
                let mut gone = 0;
                for (place, term) in terms.iter_mut().enumerate().rev() {
                    *term /= LARGE;
                    if *term <= NEGLIGIBLE {
                        gone = place + 1;
                        break;
                    }
                }
                terms.drain(..gone);
                skipped += gone as u64;
            }
        }
        let sum = terms.iter().sum();
        Self { from: skipped, terms, sum, last: term }
    }

    /// Returns the power of the first term with which the sum is at least so large.
    fn first_above(&self, bound: f64) -> Option<u64> {
        let mut sum = 0.0;
        let place = self.terms.iter().position(|term| {
            sum += term;
            sum >= bound
        })?;
        Some(self.from + place as u64)
    }
}

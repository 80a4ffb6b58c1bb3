//! The log-likelihood of many customers under BG/NBD or MBG/NBD, with its gradient.
//!
//! What depends on a frequency, a recency or an age alone is worked out once for each of them; a cell then costs one
//! exponential.

use alloc::{borrow::Cow, vec::Vec};

use libm::{exp, fabs, log, log1p};

use crate::{
    estimation::Likelihood,
    layout::Layout,
    number::count,
    special::{LogProduct, digamma_difference, ln_beta_ratio_with_gradient, ln_pochhammer},
};

/// The log-likelihood of many customers.
#[derive(Debug)]
pub(crate) struct BetaGeometricLikelihood<const MODIFIED: bool> {
    pub(crate) cells: Layout,
}

impl<const MODIFIED: bool> Likelihood for BetaGeometricLikelihood<MODIFIED> {
    const MODEL: &'static str = if MODIFIED { "MBG/NBD" } else { "BG/NBD" };

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["r", "alpha", "a", "b"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.cells.customers
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[r, alpha, a, b] = parameters else { return f64::NAN };
        let shift = if MODIFIED { 1.0 } else { 0.0 };
        let cells = &self.cells;
        let by_frequency: Vec<ByFrequency> =
            cells.frequencies.iter().map(|x| ByFrequency::new(r, a, b, *x, *x + shift)).collect();
        let by_time =
            |times: &[f64]| -> Vec<ByTime> { times.iter().map(|time| ByTime::new(alpha, *time)).collect() };
        let (by_recency, by_age) = (by_time(&cells.recencies), by_time(&cells.ages));
        let (mut total, mut more, mut sums) = (0.0, LogProduct::new(), [0.0; 4]);
        for cell in &cells.cells {
            let places =
                (by_frequency.get(cell.frequency), by_recency.get(cell.recency), by_age.get(cell.age));
            let (Some(x), Some(recency), Some(age)) = places else { return f64::NAN };
            let purchases = r + x.frequency;
            let (stopped, odds) = if x.chances > 0.0 {
                let ln_odds = x.ln_hazard + purchases * (age.ln_relative - recency.ln_relative);
                // One exponential for both the probability and the logarithm of 1 + odds.
                let small = exp(-fabs(ln_odds));
                more.add(cell.weight, small);
                let probability = if ln_odds > 0.0 { 1.0 } else { small } / (1.0 + small);
                (probability, ln_odds.max(0.0))
            } else {
                (0.0, 0.0)
            };
            total += cell.weight * (x.ln_constant - purchases * age.ln_relative + odds);
            let alive = 1.0 - stopped;
            let ln_time = alive * age.ln_relative + stopped * recency.ln_relative;
            let time = alive * age.reciprocal + stopped * recency.reciprocal;
            let slopes = [
                x.in_r - ln_time,
                -purchases * time,
                x.in_a + stopped / a,
                x.in_b - if stopped > 0.0 { stopped / (b + (x.chances - 1.0)) } else { 0.0 },
            ];
            for (sum, slope) in sums.iter_mut().zip(slopes) {
                *sum += cell.weight * slope;
            }
        }
        // What is the same for all: the logarithms above are relative to alpha.
        let (customers, repeats) = (count(cells.customers), cells.repeat_purchases);
        total += more.value() - repeats * log(alpha);
        let [in_r, in_alpha, in_a, in_b] = sums;
        gradient.copy_from_slice(&[in_r, in_alpha + customers * r / alpha, in_a, in_b]);
        total
    }
}

/// What depends on a frequency alone.
pub(super) struct ByFrequency {
    pub(super) frequency: f64,
    pub(super) chances: f64,
    pub(super) ln_constant: f64,
    pub(super) ln_hazard: f64,
    pub(super) in_r: f64,
    pub(super) in_a: f64,
    pub(super) in_b: f64,
}

impl ByFrequency {
    pub(super) fn new(r: f64, a: f64, b: f64, frequency: f64, chances: f64) -> Self {
        let stays = ln_beta_ratio_with_gradient(a, b, chances);
        Self {
            frequency,
            chances,
            ln_constant: ln_pochhammer(r, frequency) + stays.ln,
            ln_hazard: if chances > 0.0 { log(a / (b + (chances - 1.0))) } else { f64::NEG_INFINITY },
            in_r: digamma_difference(r, frequency),
            in_a: stays.by_a,
            in_b: stays.by_b,
        }
    }
}

/// What depends on a time alone.
pub(super) struct ByTime {
    /// ln ((alpha + t) / alpha).
    pub(super) ln_relative: f64,
    /// 1 / (alpha + t).
    pub(super) reciprocal: f64,
}

impl ByTime {
    pub(super) fn new(alpha: f64, time: f64) -> Self {
        Self { ln_relative: log1p(time / alpha), reciprocal: 1.0 / (alpha + time) }
    }
}

//! The log-likelihood of many customers under Pareto/NBD, with its gradient.
//!
//! The two integrals of a history depend on the frequency and the last purchase, and on the frequency and the age. Each such
//! pair is worked out once; a cell then costs one exponential.

use alloc::{borrow::Cow, vec::Vec};

use libm::{exp, fabs, log, log1p};

use super::stopped::{Stopped, stopped};
use crate::{
    estimation::Likelihood,
    layout::Layout,
    special::{LogProduct, digamma_difference, ln_pochhammer},
    summary::parallel,
};

/// From so many pairs on, all cores share the work.
const MANY: usize = 500;

/// The log-likelihood of many customers.
#[derive(Debug)]
pub(crate) struct ParetoNbdLikelihood {
    cells: Layout,
    /// Places of a frequency and a recency, distinct.
    last_purchases: Pairs,
    /// Places of a frequency and an age, distinct.
    ends: Pairs,
}

/// Distinct pairs of places, and for each cell the place of its pair.
#[derive(Debug)]
struct Pairs {
    distinct: Vec<(usize, usize)>,
    of_cell: Vec<usize>,
}

impl Pairs {
    fn new(pairs: impl Iterator<Item = (usize, usize)> + Clone) -> Self {
        let mut distinct: Vec<(usize, usize)> = pairs.clone().collect();
        distinct.sort_unstable();
        distinct.dedup();
        let of_cell = pairs.map(|pair| distinct.partition_point(|other| *other < pair)).collect();
        Self { distinct, of_cell }
    }
}

impl ParetoNbdLikelihood {
    pub(crate) fn new(cells: Layout) -> Self {
        let last_purchases = Pairs::new(cells.cells.iter().map(|cell| (cell.frequency, cell.recency)));
        let ends = Pairs::new(cells.cells.iter().map(|cell| (cell.frequency, cell.age)));
        Self { cells, last_purchases, ends }
    }
}

impl Likelihood for ParetoNbdLikelihood {
    const MODEL: &'static str = "Pareto/NBD";

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["r", "alpha", "s", "beta"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.cells.customers
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[r, alpha, s, beta] = parameters else { return f64::NAN };
        let cells = &self.cells;
        let part = |pairs: &Pairs, times: &[f64], of: fn([f64; 4], f64, f64) -> Part| -> Option<Vec<Part>> {
            let part = |(x, time): &(usize, usize)| {
                Some(of([r, alpha, s, beta], *cells.frequencies.get(*x)?, *times.get(*time)?))
            };
            if pairs.distinct.len() < MANY {
                return pairs.distinct.iter().map(part).collect();
            }
            parallel::map(&pairs.distinct, || (), |(), pair| part(pair)).into_iter().collect()
        };
        let parts = part(&self.last_purchases, &cells.recencies, Part::of_stopped).zip(part(
            &self.ends,
            &cells.ages,
            Part::of_staying,
        ));
        let Some((stopped, staying)) = parts else { return f64::NAN };
        let frequencies = cells.frequencies.iter().map(|x| (ln_pochhammer(r, *x), digamma_difference(r, *x)));
        let frequencies: Vec<(f64, f64)> = frequencies.collect();

        let (mut total, mut more, mut sums) = (0.0, LogProduct::new(), [0.0; 4]);
        let places = self.last_purchases.of_cell.iter().zip(&self.ends.of_cell);
        for (cell, (last_purchase, end)) in cells.cells.iter().zip(places) {
            let parts = (stopped.get(*last_purchase), staying.get(*end), frequencies.get(cell.frequency));
            let (Some(stopped), Some(staying), Some((constant, in_r))) = parts else { return f64::NAN };
            let difference = stopped.ln - staying.ln;
            let small = exp(-fabs(difference));
            let has_stopped = if difference > 0.0 { 1.0 } else { small } / (1.0 + small);
            total += cell.weight * (constant + stopped.ln.max(staying.ln));
            more.add(cell.weight, small);
            let slopes = stopped.slopes.iter().zip(&staying.slopes);
            let slopes =
                slopes.map(|(stopped, staying)| has_stopped * stopped + (1.0 - has_stopped) * staying);
            for (sum, slope) in sums.iter_mut().zip(slopes) {
                *sum += cell.weight * slope;
            }
            if let Some(sum) = sums.first_mut() {
                *sum += cell.weight * in_r;
            }
        }
        gradient.copy_from_slice(&sums);
        // The logarithms of the parts are relative to alpha and beta.
        total + more.value() - cells.repeat_purchases * log(alpha)
    }
}

/// One of the two parts of a likelihood: its logarithm, relative to alpha^-m beta^-s, and what changes it, with what alpha^r beta^s
/// brings.
struct Part {
    ln: f64,
    slopes: [f64; 4],
}

impl Part {
    /// Of having stopped at any time after the last purchase.
    fn of_stopped([r, alpha, s, beta]: [f64; 4], frequency: f64, recency: f64) -> Self {
        let m = r + frequency;
        let part = stopped(m, s, alpha, beta, recency);
        let Stopped { value, in_m, in_s, in_alpha, in_beta } = part;
        let slopes = [in_m / value, in_alpha / value, in_s / value + 1.0 / s, in_beta / value];
        Self::with_power([r, alpha, s, beta], frequency, recency, log(s * value), slopes)
    }

    /// Of all later times at the end of the observation: the same integral with the two rates in one another's place.
    fn of_staying([r, alpha, s, beta]: [f64; 4], frequency: f64, age: f64) -> Self {
        let m = r + frequency;
        let part = stopped(s, m, beta, alpha, age);
        let Stopped { value, in_m, in_s, in_alpha, in_beta } = part;
        let slopes = [in_s / value + 1.0 / m, in_beta / value, in_m / value, in_alpha / value];
        Self::with_power([r, alpha, s, beta], frequency, age, log(m * value), slopes)
    }

    /// Adds the logarithm of (alpha + t)^-m (beta + t)^-s, relative to alpha^-m beta^-s.
    ///
    /// What that and alpha^r beta^s bring to a slope is one small number, where r or s is large.
    fn with_power(
        [r, alpha, s, beta]: [f64; 4],
        frequency: f64,
        time: f64,
        ln: f64,
        slopes: [f64; 4],
    ) -> Self {
        let (of_buying, of_stopping) = (log1p(time / alpha), log1p(time / beta));
        let [in_r, in_alpha, in_s, in_beta] = slopes;
        Self {
            ln: ln - (r + frequency) * of_buying - s * of_stopping,
            slopes: [
                in_r - of_buying,
                in_alpha + (r * (time / alpha) - frequency) / (alpha + time),
                in_s - of_stopping,
                in_beta + s * (time / beta) / (beta + time),
            ],
        }
    }
}

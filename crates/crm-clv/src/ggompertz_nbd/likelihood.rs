//! The log-likelihood of many customers under GGompertz/NBD, with its gradient.

use alloc::{borrow::Cow, vec::Vec};

use libm::{exp, expm1, fabs, log, log1p};

use super::life::{Life, stopped};
use crate::{
    estimation::Likelihood,
    layout::Layout,
    number::count,
    special::{digamma_difference, ln_pochhammer},
};

/// The log-likelihood of many customers.
#[derive(Debug)]
pub(super) struct GGompertzNbdLikelihood {
    pub(super) cells: Layout,
}

impl Likelihood for GGompertzNbdLikelihood {
    const MODEL: &'static str = "GGompertz/NBD";

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["r", "alpha", "b", "s", "beta"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.cells.customers
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[r, alpha, b, s, beta] = parameters else { return f64::NAN };
        let life = Life { b, s, beta };
        let cells = &self.cells;
        let frequencies =
            cells.frequencies.iter().map(|x| (*x, ln_pochhammer(r, *x), digamma_difference(r, *x)));
        let frequencies: Vec<_> = frequencies.collect();
        let ages: Vec<_> = cells.ages.iter().map(|age| ByTime::new(alpha, life, *age)).collect();
        let recencies: Vec<_> = cells.recencies.iter().map(|time| ByTime::new(alpha, life, *time)).collect();
        let (mut total, mut sums) = (0.0, [0.0; 5]);
        for cell in &cells.cells {
            let places = (frequencies.get(cell.frequency), recencies.get(cell.recency), ages.get(cell.age));
            let (Some((x, constant, in_r)), Some(last), Some(end)) = places else { return f64::NAN };
            let shape = r + x;
            let part = stopped(shape, alpha, life, last.time, end.time);
            let small = exp(-fabs(part.ln));
            let has_stopped = if part.ln > 0.0 { 1.0 } else { small } / (1.0 + small);
            let alive = 1.0 - has_stopped;
            total += cell.weight
                * (constant - shape * end.ln_relative - s * end.ln_growth + part.ln.max(0.0) + log1p(small));
            // Of those who have stopped, beside the integral: beta / D(t) and ln D(t) / beta at the time of stopping.
            let ln_growth = last.ln_growth + part.growth;
            let per_growth = exp(-last.ln_growth) * part.per_growth;
            let slopes = [
                in_r - alive * end.ln_relative - has_stopped * (last.ln_relative + part.ln_time),
                -shape * (alive / (alpha + end.time) + has_stopped * part.per_time),
                has_stopped * (1.0 / b + part.time - (s + 1.0) * part.time_by_hazard)
                    - alive * s * end.time * end.hazard,
                has_stopped * (1.0 / s - ln_growth) - alive * end.ln_growth,
                (has_stopped * (s - (s + 1.0) * per_growth) - alive * s * expm1(-end.ln_growth)) / beta,
            ];
            for (sum, slope) in sums.iter_mut().zip(slopes) {
                *sum += cell.weight * slope;
            }
        }
        // What is the same for all: the logarithms above are relative to alpha.
        let [in_r, in_alpha, in_b, in_s, in_beta] = sums;
        let in_alpha = in_alpha + count(cells.customers) * r / alpha;
        gradient.copy_from_slice(&[in_r, in_alpha, in_b, in_s, in_beta]);
        total - cells.repeat_purchases * log(alpha)
    }
}

/// The same log-likelihood as a function of r, alpha, b, s and beta / b: near Pareto/NBD, b then has no part in it, and a search
/// need not follow a ridge.
#[derive(Debug)]
pub(super) struct ByRatio<'a>(pub(super) &'a GGompertzNbdLikelihood);

impl Likelihood for ByRatio<'_> {
    const MODEL: &'static str = GGompertzNbdLikelihood::MODEL;

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["r", "alpha", "b", "s", "beta / b"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.0.customers()
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[r, alpha, b, s, ratio] = parameters else { return f64::NAN };
        let value = self.0.evaluate(&[r, alpha, b, s, b * ratio], gradient);
        if let [_, _, in_b, _, last] = gradient {
            *in_b += ratio * *last;
            *last *= b;
        }
        value
    }
}

/// What depends on a time alone.
struct ByTime {
    time: f64,
    /// ln ((alpha + t) / alpha).
    ln_relative: f64,
    /// ln (D(t) / beta).
    ln_growth: f64,
    /// e^(b t) / D(t).
    hazard: f64,
}

impl ByTime {
    fn new(alpha: f64, life: Life, time: f64) -> Self {
        Self {
            time,
            ln_relative: log1p(time / alpha),
            ln_growth: life.ln_growth(time),
            hazard: 1.0 / life.after(time).beta,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Cells, History, TimeUnit, estimation::check_gradient};

    #[test]
    fn the_gradient_is_that_of_the_likelihood() {
        let histories =
            [(2, 30.43, 38.86), (0, 0.0, 38.86), (7, 5.0, 38.86), (26, 30.857, 31.0), (1, 3.0, 3.0)];
        let histories = histories.map(|(x, recency, age)| History::new(x, recency, age).unwrap());
        let likelihood =
            GGompertzNbdLikelihood { cells: Layout::new(&Cells::new(histories, TimeUnit::WEEK)) };
        for parameters in
            [[0.55, 10.6, 0.05, 0.6, 0.5], [1.5, 3.0, 1e-3, 0.2, 1e-2], [0.3, 40.0, 0.3, 5.0, 200.0]]
        {
            check_gradient(&likelihood, &parameters);
            check_gradient(&ByRatio(&likelihood), &parameters);
        }
    }
}

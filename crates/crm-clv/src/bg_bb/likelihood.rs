//! The log-likelihood of many customers under BG/BB, with its gradient.

use alloc::{borrow::Cow, vec::Vec};

use libm::exp;

use super::{BgBb, Opportunities, Way};
use crate::{
    estimation::{Likelihood, estimate},
    number::count,
    special::{digamma_difference, ln_pochhammer},
};

/// The log-likelihood of many customers.
pub(super) struct BgBbLikelihood {
    /// Distinct, in order, with how many customers there are.
    pub(super) cells: Vec<(Opportunities, u64)>,
}

impl BgBbLikelihood {
    pub(super) fn new(customers: impl IntoIterator<Item = (Opportunities, u64)>) -> Self {
        let mut cells: Vec<(Opportunities, u64)> =
            customers.into_iter().filter(|(_, number)| *number > 0).collect();
        cells.sort_unstable();
        cells.dedup_by(|(next, more), (kept, number)| {
            let is_same = next == kept;
            if is_same {
                *number = number.saturating_add(*more);
            }
            is_same
        });
        Self { cells }
    }

    /// Returns the largest log-likelihood if nobody ever stops.
    pub(super) fn without_dropout(&self) -> f64 {
        estimate(&NobodyStops(self), &[1.0, 1.0]).report.log_likelihood
    }
}

/// The log-likelihood of the same customers if nobody ever stops, as a function of alpha and beta.
struct NobodyStops<'a>(&'a BgBbLikelihood);

impl Likelihood for NobodyStops<'_> {
    const MODEL: &'static str = BgBb::NAME;

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["alpha", "beta"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.0.customers()
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[alpha, beta] = parameters else { return f64::NAN };
        let mut total = 0.0;
        for (customer, number) in &self.0.cells {
            let weight = count(*number);
            let Way { taken, declined, .. } = Way::alive(customer);
            total += weight
                * (ln_pochhammer(alpha, taken) + ln_pochhammer(beta, declined)
                    - ln_pochhammer(alpha + beta, taken + declined));
            let offered = digamma_difference(alpha + beta, taken + declined);
            let slopes =
                [digamma_difference(alpha, taken) - offered, digamma_difference(beta, declined) - offered];
            for (sum, slope) in gradient.iter_mut().zip(slopes) {
                *sum += weight * slope;
            }
        }
        total
    }
}

impl Likelihood for BgBbLikelihood {
    const MODEL: &'static str = BgBb::NAME;

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["alpha", "beta", "gamma", "delta"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.cells.iter().map(|(_, number)| *number).fold(0, u64::saturating_add)
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[alpha, beta, gamma, delta] = parameters else { return f64::NAN };
        let model = BgBb { alpha, beta, gamma, delta };
        let mut total = 0.0;
        for (customer, number) in &self.cells {
            let weight = count(*number);
            let whole = model.log_likelihood(customer);
            total += weight * whole;
            for way in BgBb::ways(customer) {
                let share = weight * exp(way.ln_probability(&model) - whole);
                for (sum, slope) in gradient.iter_mut().zip(way.slopes(&model)) {
                    *sum += share * slope;
                }
            }
        }
        total
    }
}

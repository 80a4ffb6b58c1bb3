//! What somebody alive does from now on, under Pareto/NBD.

use libm::{exp, expm1, log, log1p};

use crate::{Horizon, negative_binomial::NegativeBinomial, special::Powers};

/// Somebody alive: buys and stops at gamma distributed rates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alive {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) s: f64,
    pub(super) beta: f64,
}

impl Alive {
    /// Returns the expected purchases: r / alpha times the expected time before stopping, within the horizon.
    pub(super) fn purchases(&self, horizon: Horizon) -> f64 {
        let ln_longer = log1p(horizon.value() / self.beta);
        let power = self.s - 1.0;
        let lasting = if power == 0.0 { ln_longer } else { -expm1(-power * ln_longer) / power };
        self.r / self.alpha * self.beta * lasting
    }

    /// Returns the probability of not having stopped at the horizon.
    pub(super) fn stays(&self, horizon: Horizon) -> f64 {
        exp(-self.s * log1p(horizon.value() / self.beta))
    }

    /// Returns the probability of so many purchases: made by somebody who stays, or before stopping at some time.
    pub(super) fn counts(&self, purchases: u32, horizon: Horizon) -> f64 {
        let time = horizon.value();
        if time == 0.0 {
            return if purchases == 0 { 1.0 } else { 0.0 };
        }
        let all_the_time = NegativeBinomial::new(self.r, self.alpha, time).ln_probability(purchases);
        let stays = exp(all_the_time) * self.stays(horizon);
        (stays + self.counts_before_stopping(purchases, time)).min(1.0)
    }

    /// Returns the probability of stopping within a time after so many purchases: an integral over the share of the time that
    /// has passed by then.
    fn counts_before_stopping(&self, purchases: u32, time: f64) -> f64 {
        let Self { r, alpha, s, beta } = *self;
        let n = f64::from(purchases);
        let factors = [(r + n, time / alpha), (s + 1.0, time / beta)];
        let at = Powers { rise: n + 1.0, fall: 1.0, factors }.peak();
        let passed = time * at.share;
        let bought = NegativeBinomial::new(r, alpha, passed).ln_probability(purchases);
        let stopped = log(s) + log(passed / beta) - (s + 1.0) * log1p(passed / beta);
        exp(bought + stopped + log(at.rest) + at.ln_width)
    }
}

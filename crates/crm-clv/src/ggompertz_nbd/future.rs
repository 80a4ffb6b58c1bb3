//! What somebody alive does from now on, under GGompertz/NBD.

use libm::{exp, log, log1p};

use super::life::Life;
use crate::{
    Horizon,
    negative_binomial::NegativeBinomial,
    special::{integral_by_panels, ln_add, ln_gamma, ln_pochhammer},
};

/// Somebody alive: buys at a gamma distributed rate, for the life still to come.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alive {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) life: Life,
}

impl Alive {
    /// Returns the expected purchases: r / alpha times the expected time before stopping, within the horizon.
    pub(super) fn purchases(&self, horizon: Horizon) -> f64 {
        self.r / self.alpha * self.life.lasting(horizon.value())
    }

    /// Returns the probability of so many purchases: made by somebody who stays, or before stopping at some time.
    pub(super) fn counts(&self, purchases: u32, horizon: Horizon) -> f64 {
        let time = horizon.value();
        if time == 0.0 {
            return if purchases == 0 { 1.0 } else { 0.0 };
        }
        let all_the_time = NegativeBinomial::new(self.r, self.alpha, time).ln_probability(purchases);
        let stays = exp(all_the_time) * self.life.stays(time);
        (stays + self.counts_before_stopping(purchases, time)).min(1.0)
    }

    /// Returns the probability of stopping within a time after so many purchases: an integral over the logarithm of the time that
    /// has passed by then.
    fn counts_before_stopping(&self, purchases: u32, time: f64) -> f64 {
        let Life { b, s, beta } = self.life;
        let n = f64::from(purchases);
        let constant = ln_pochhammer(self.r, n) - ln_gamma(n + 1.0);
        let ln_hazard = log(s) + log(b) - log(beta);
        let ln_integrand = |ln_passed: f64| {
            let passed = exp(ln_passed);
            let bought = if purchases > MANY {
                NegativeBinomial::new(self.r, self.alpha, passed).ln_probability(purchases)
            } else {
                let ln_alpha = log1p(passed / self.alpha);
                constant + n * (ln_passed - log(self.alpha) - ln_alpha) - self.r * ln_alpha
            };
            // Beyond e^300, e^(b t) cancels against a part of the growth.
            let stopped = if b * passed > 300.0 {
                -s * self.life.ln_growth(passed) - ln_add(0.0, log(beta) - b * passed) + log(beta)
            } else {
                b * passed - (s + 1.0) * self.life.ln_growth(passed)
            };
            ln_passed + ln_hazard + bought + stopped
        };
        // Below, nothing has changed from the start: neither the hazard, nor how likely a purchase is, but for the power of time.
        let soonest = time.min(beta / (s + 1.0) / b).min(1.0 / b).min(self.alpha / (self.r + n));
        let from = log(soonest) - 20.0 / (n + 1.0);
        let start = exp(ln_integrand(from)) / (n + 1.0);
        start + integral_by_panels(ln_integrand, from, log(time))
    }
}

/// Beyond so many purchases, powers and factorials are set off against each other before they are added up.
const MANY: u32 = 500;

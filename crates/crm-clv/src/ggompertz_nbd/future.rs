//! What somebody alive does from now on, under GGompertz/NBD.

use libm::{exp, log, log1p};

use super::life::Life;
use crate::{
    Horizon,
    negative_binomial::NegativeBinomial,
    special::{line::ln_integral, ln_add, ln_gamma, ln_pochhammer},
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
        self.r / self.alpha * self.life.lasting(horizon.value()).unwrap_or(f64::NAN)
    }

    /// Returns the probability of so many purchases: made by somebody who stays, or before stopping at some time.
    pub(super) fn counts(&self, purchases: u32, horizon: Horizon) -> f64 {
        let time = horizon.value();
        if time == 0.0 {
            return if purchases == 0 { 1.0 } else { 0.0 };
        }
        let all_the_time = NegativeBinomial::new(self.r, self.alpha, time).ln_probability(purchases);
        let stays = exp(all_the_time) * self.life.stays(time);
        (stays + self.counts_before_stopping(f64::from(purchases), time)).min(1.0)
    }

    /// Returns the probability of stopping within a time after so many purchases: an integral over the share of the time that
    /// has passed by then, as 1 / (1 + e^-y).
    fn counts_before_stopping(&self, n: f64, time: f64) -> f64 {
        let Life { b, s, beta } = self.life;
        let constant = ln_pochhammer(self.r, n) - ln_gamma(n + 1.0) + log(s) + log(b) - log(beta);
        let ln_integrand = |y: f64| {
            let (ln_share, ln_rest) = (-ln_add(0.0, -y), -ln_add(0.0, y));
            let passed = time * exp(ln_share);
            let ln_alpha = log1p(passed / self.alpha);
            let bought = n * (log(time / self.alpha) + ln_share - ln_alpha) - self.r * ln_alpha;
            let stopped = b * passed - (s + 1.0) * self.life.ln_growth(passed);
            log(time) + ln_share + ln_rest + bought + stopped
        };
        // The peak is looked for from about where it is: where the customer has likely stopped.
        let growth = log1p(beta / b / time).max(0.0);
        ln_integral(ln_integrand, -growth).map_or(f64::NAN, |integral| exp(constant + integral.ln))
    }
}

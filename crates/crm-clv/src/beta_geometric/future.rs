//! What somebody alive does from now on, under BG/NBD or MBG/NBD.

use libm::exp;

use crate::{
    Horizon,
    negative_binomial::NegativeBinomial,
    special::{ln_beta_ratio, ln_mean_power, purchases_before_dropout},
};

/// Somebody alive: buys at a gamma distributed rate, stops after each purchase with a beta distributed probability.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alive {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
}

/// The most terms of a sum; where it would need more, an integral is quicker.
const MOST_TERMS: u32 = 1_000;

impl Alive {
    fn future(&self, horizon: Horizon) -> NegativeBinomial {
        NegativeBinomial::new(self.r, self.alpha, horizon.value())
    }

    /// Returns the probabilities of not stopping at any of 0, 1, 2, ... purchases: (b)_j / (a + b)_j.
    fn survival(&self) -> impl Iterator<Item = f64> {
        let Self { a, b, .. } = *self;
        let (mut stays, mut j) = (1.0, 0.0);
        core::iter::from_fn(move || {
            let now = stays;
            stays *= (b + j) / (a + b + j);
            j += 1.0;
            Some(now)
        })
    }

    /// Returns the expected purchases.
    pub(super) fn purchases(&self, horizon: Horizon) -> f64 {
        purchases_before_dropout(self.r, self.a, self.b, horizon.value() / self.alpha)
    }

    /// Returns the probability of not having stopped at the horizon: a sum over purchases, or an integral over the probability
    /// of stopping, whose mean of (1 + p t / alpha)^-r it is.
    pub(super) fn stays(&self, horizon: Horizon) -> f64 {
        let of_purchases = self.future(horizon).expectation_of_falling(self.survival(), MOST_TERMS);
        let time = horizon.value() / self.alpha;
        of_purchases.unwrap_or_else(|| exp(ln_mean_power(self.a, self.b, self.r, time))).min(1.0)
    }

    /// Returns the probability of so many purchases.
    pub(super) fn counts(&self, purchases: u32, horizon: Horizon) -> f64 {
        let future = self.future(horizon);
        if horizon.value() == 0.0 {
            return if purchases == 0 { 1.0 } else { 0.0 };
        }
        let n = f64::from(purchases);
        let goes_on = exp(ln_beta_ratio(self.a, self.b, n) + future.ln_probability(purchases));
        if purchases == 0 {
            return goes_on;
        }
        let before = n - 1.0;
        let stops_there =
            exp(ln_beta_ratio(self.a, self.b, before)) * (self.a / (self.a + (self.b + before)));
        (goes_on + stops_there * future.tail(purchases)).min(1.0)
    }
}

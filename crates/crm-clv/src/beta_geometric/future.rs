//! What somebody alive does from now on, under BG/NBD or MBG/NBD.

use libm::exp;

use crate::{
    Horizon,
    negative_binomial::NegativeBinomial,
    special::{line::ln_integral, ln_add, ln_beta, ln_beta_ratio, purchases_before_dropout},
};

/// Somebody alive: buys at a gamma distributed rate, stops after each purchase with a beta distributed probability.
#[derive(Debug, Clone, Copy)]
pub(super) struct Alive {
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
}

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
        purchases_before_dropout(self.r, self.a, self.b, horizon.value() / self.alpha).unwrap_or(f64::NAN)
    }

    /// Returns the probability of not having stopped at the horizon.
    pub(super) fn stays(&self, horizon: Horizon) -> f64 {
        self.future(horizon).expectation(self.survival()).unwrap_or_else(|| self.stays_far_ahead(horizon))
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
        let stops_there = exp(ln_beta_ratio(self.a, self.b, n - 1.0)) * self.a / (self.a + self.b + n - 1.0);
        goes_on + stops_there * future.tail(purchases)
    }

    /// Returns the probability of not having stopped where the sum has too many terms.
    fn stays_far_ahead(&self, horizon: Horizon) -> f64 {
        let time = horizon.value() / self.alpha;
        self.over_dropout(|ln_p| -self.r * libm::log1p(exp(ln_p) * time))
    }

    /// Returns the expectation over the beta distribution of p of a function given by its logarithm, of ln p.
    fn over_dropout(&self, ln_function: impl Fn(f64) -> f64) -> f64 {
        let Self { a, b, .. } = *self;
        let ln_integrand = |logit: f64| {
            let (ln_p, ln_rest) = (-ln_add(0.0, -logit), -ln_add(0.0, logit));
            a * ln_p + b * ln_rest + ln_function(ln_p)
        };
        let integral = ln_integral(ln_integrand, libm::log(a / b));
        integral.map_or(f64::NAN, |integral| exp(integral.ln - ln_beta(a, b)))
    }
}

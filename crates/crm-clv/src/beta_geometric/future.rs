//! What somebody alive does from now on, under BG/NBD or MBG/NBD.

use libm::exp;

use crate::{
    Horizon,
    negative_binomial::NegativeBinomial,
    special::{line::ln_integral, ln_add, ln_beta, ln_beta_ratio},
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
    ///
    /// The (j + 1)-th purchase is made if there is time for it and the customer does not stop after any of j others: the sum
    /// over j of P(NBD > j) (b)_j / (a + b)_j. All terms are positive, so that nothing is special about a = 1, where the
    /// closed form of the paper divides zero by zero.
    pub(super) fn purchases(&self, horizon: Horizon) -> f64 {
        let mut made = 0.0;
        let expected = self.survival().map(move |stays| {
            let before = made;
            made += stays;
            before
        });
        self.future(horizon).expectation(expected).unwrap_or_else(|| self.purchases_far_ahead(horizon))
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

    /// Returns the expected purchases where the sum has too many terms, as an integral over the probability p of stopping:
    /// somebody who stops with p makes (1 - (1 + p t / alpha)^-r) / p purchases.
    fn purchases_far_ahead(&self, horizon: Horizon) -> f64 {
        let time = horizon.value() / self.alpha;
        self.over_dropout(|ln_p| {
            let exponent = -self.r * libm::log1p(exp(ln_p) * time);
            libm::log(-libm::expm1(exponent)) - ln_p
        })
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

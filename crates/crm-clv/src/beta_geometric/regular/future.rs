//! What somebody alive does from now on, under BG/CNBD-k or MBG/CNBD-k.

use alloc::vec::Vec;

use libm::exp;

use super::super::future::Alive as AliveAtRandom;
use crate::{Horizon, negative_binomial::NegativeBinomial, special::ln_beta_ratio};

/// Somebody alive: k events make a purchase; the rate of events is gamma distributed, and after each purchase the customer
/// stops with a beta distributed probability.
#[derive(Debug, Clone)]
pub(super) struct Alive {
    pub(super) k: u8,
    /// The probabilities that 0, 1, ... events have come since the last purchase; each adds 1 to r.
    pub(super) waits: Vec<f64>,
    pub(super) r: f64,
    pub(super) alpha: f64,
    pub(super) a: f64,
    pub(super) b: f64,
}

/// The most events that a sum goes through; each takes some nanoseconds.
const MOST_TERMS: u32 = 50_000;

impl Alive {
    /// Returns the number of events to come, for each number that have come since the last purchase, with its probability.
    fn futures(&self, horizon: Horizon) -> impl Iterator<Item = (u8, f64, NegativeBinomial)> + '_ {
        (0..self.k).zip(&self.waits).map(move |(come, probability)| {
            let future = NegativeBinomial::new(self.r + f64::from(come), self.alpha, horizon.value());
            (come, *probability, future)
        })
    }

    /// Returns, for 0, 1, 2, ... events to come, what is expected to be bought until the customer stops, and the probability
    /// of not stopping.
    fn course(&self, come: u8) -> impl Iterator<Item = (f64, f64)> {
        let Self { k, a, b, .. } = *self;
        let (mut made, mut stays, mut purchases) = (0.0, 1.0, 0.0);
        let mut waited = come;
        core::iter::from_fn(move || {
            let now = (made, stays);
            waited += 1;
            if waited >= k {
                waited = 0;
                made += stays;
                stays *= (b + purchases) / (a + b + purchases);
                purchases += 1.0;
            }
            Some(now)
        })
    }

    /// Returns the customer who buys at random at the same mean rate.
    fn at_random(&self, come: u8) -> AliveAtRandom {
        let events = f64::from(self.k);
        AliveAtRandom { r: self.r + f64::from(come), alpha: self.alpha * events, a: self.a, b: self.b }
    }

    /// Returns the expected purchases.
    pub(super) fn purchases(&self, horizon: Horizon) -> f64 {
        let purchases = self.futures(horizon).map(|(come, probability, future)| {
            let of_events = || future.expectation(self.course(come).map(|(made, _)| made), MOST_TERMS);
            let expected = if self.k == 1 { None } else { of_events() };
            probability * expected.unwrap_or_else(|| self.at_random(come).purchases(horizon))
        });
        purchases.sum()
    }

    /// Returns the probability of not having stopped at the horizon.
    pub(super) fn stays(&self, horizon: Horizon) -> f64 {
        let stays = self.futures(horizon).map(|(come, probability, future)| {
            let of_events =
                || future.expectation_of_falling(self.course(come).map(|(_, stays)| stays), MOST_TERMS);
            let expected = if self.k == 1 { None } else { of_events() };
            probability * expected.unwrap_or_else(|| self.at_random(come).stays(horizon))
        });
        stays.sum::<f64>().min(1.0)
    }

    /// Returns the probability of so many purchases.
    pub(super) fn counts(&self, purchases: u32, horizon: Horizon) -> f64 {
        if horizon.value() == 0.0 {
            return if purchases == 0 { 1.0 } else { 0.0 };
        }
        let k = u32::from(self.k);
        let n = f64::from(purchases);
        let stays = exp(ln_beta_ratio(self.a, self.b, n));
        let stops = if purchases == 0 {
            0.0
        } else {
            exp(ln_beta_ratio(self.a, self.b, n - 1.0)) * (self.a / (self.a + (self.b + (n - 1.0))))
        };
        let counts = self.futures(horizon).map(|(come, probability, future)| {
            // That many events make that many purchases; so many are beyond what anybody buys where it is no number.
            let from = purchases.checked_mul(k).map(|events| events.saturating_sub(u32::from(come)));
            let to = purchases.checked_add(1).and_then(|next| next.checked_mul(k));
            let (Some(from), Some(to)) = (from, to) else { return 0.0 };
            let exactly = exp(future.ln_probability_of_any(from, to - u32::from(come) - from));
            let at_least = if stops > 0.0 { future.tail(from) } else { 0.0 };
            probability * (stays * exactly + stops * at_least)
        });
        counts.sum::<f64>().min(1.0)
    }
}

//! [`BgCnbd`] and [`MbgCnbd`]: as BG/NBD and MBG/NBD, of customers who buy at regular times.

mod fit;
mod future;
mod likelihood;

use core::num::NonZeroU8;

use libm::{exp, log, log1p};

pub use self::fit::RegularFits;
use self::future::Alive;
use crate::{
    History, Horizon, ParameterError, PurchaseModel, RegularHistory,
    negative_binomial::NegativeBinomial,
    purchase_model::sealed::Sealed,
    special::{ln_add, ln_beta_ratio, ln_gamma, ln_pochhammer, ln_sum},
};

/// The BG/CNBD-k model: as [`BgNbd`](crate::BgNbd), but the time between two purchases is the time of `k` random events, so
/// that the larger `k` is, the more alike are a customer's times. With `k = 1` it is BG/NBD.
///
/// Rates of these events are gamma distributed with shape `r` and rate `alpha`: a customer at the rate λ buys every k / λ units
/// of time on average.
///
/// [`log_likelihood`](PurchaseModel::log_likelihood) leaves out the times between purchases, to the power k - 1, which the
/// history does not tell; [`log_likelihood_of`](BetaGeometricCnbd::log_likelihood_of) and reports of fits have them.
///
/// # Accuracy
///
/// Predictions are exact, by series of positive terms over the numbers of events to come. Where more than 50,000 events count,
/// expected purchases and P(alive) at a horizon are those of random purchases at the same mean rate: less than one purchase
/// off.
///
/// # Source
///
/// Platzer, Reutterer (2016), Ticking Away the Moments: Timing Regularity Helps to Better Predict Customer Activity,
/// Marketing Science 35(5); Reutterer, Platzer, Schröder (2021), Leveraging purchase regularity for predicting customer
/// behavior the easy way, International Journal of Research in Marketing 38(1).
///
/// # Examples
///
/// ```
/// use core::num::NonZeroU8;
/// use crm_clv::{BgCnbd, BgNbd, History, PurchaseModel};
///
/// // Somebody who bought about every two weeks, and not for six weeks.
/// let customer = History::new(10, 20.0, 26.0)?;
/// let random = BgNbd::new(1.0, 2.0, 0.8, 2.5)?;
/// let regular = BgCnbd::new(NonZeroU8::new(3).ok_or("k")?, 1.0, 2.0 / 3.0, 0.8, 2.5)?;
/// assert_eq!(format!("{:.2}", random.p_alive(&customer)), "0.50");
/// assert_eq!(format!("{:.2}", regular.p_alive(&customer)), "0.15"); // for one so regular, six weeks are long
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type BgCnbd = BetaGeometricCnbd<false>;

/// The MBG/CNBD-k model: as [`BgCnbd`], but a customer may stop right after the first purchase as well. With `k = 1` it is
/// [`MbgNbd`](crate::MbgNbd).
///
/// # Examples
///
/// ```
/// use core::num::NonZeroU8;
/// use crm_clv::{Horizon, MbgCnbd, PurchaseModel};
///
/// // Rates that hardly differ, of 2 events a week, two of them a purchase; a half stops at once, and nobody later.
/// let model = MbgCnbd::new(NonZeroU8::new(2).ok_or("k")?, 2e6, 1e6, 1e-9, 1e-9)?;
/// let none = model.probability_of_purchases_of_new(0, Horizon::new(1.0)?);
/// assert!((none - (0.5 + 0.5 * 3.0 * (-2.0_f64).exp())).abs() < 1e-5); // 0.5 + 0.5 (1 + 2) e^-2
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type MbgCnbd = BetaGeometricCnbd<true>;

/// [`BgCnbd`], or [`MbgCnbd`] if `MODIFIED`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BetaGeometricCnbd<const MODIFIED: bool> {
    k: NonZeroU8,
    // INVARIANT: each from 1e-12 to 1e12.
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
}

impl<const MODIFIED: bool> BetaGeometricCnbd<MODIFIED> {
    const NAME: &'static str = if MODIFIED { "MBG/CNBD-k" } else { "BG/CNBD-k" };

    /// Returns the model with these parameters.
    ///
    /// # Errors
    ///
    /// When one is not a number from 1e-12 to 1e12.
    pub fn new(k: NonZeroU8, r: f64, alpha: f64, a: f64, b: f64) -> Result<Self, ParameterError> {
        let named = [("r", r), ("alpha", alpha), ("a", a), ("b", b)];
        let [r, alpha, a, b] = ParameterError::check(Self::NAME, named)?;
        Ok(Self { k, r, alpha, a, b })
    }

    /// Returns k: 1 if purchases come at random, more if they are regular.
    #[must_use]
    pub const fn k(&self) -> NonZeroU8 {
        self.k
    }

    /// Returns r, the shape of the distribution of rates.
    #[must_use]
    pub const fn r(&self) -> f64 {
        self.r
    }

    /// Returns alpha, the rate of the distribution of rates (of events, k of which make a purchase), in the unit of time of
    /// the histories.
    #[must_use]
    pub const fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Returns a, the first parameter of the distribution of dropout probabilities; their mean is a / (a + b).
    #[must_use]
    pub const fn a(&self) -> f64 {
        self.a
    }

    /// Returns b, the second parameter of the distribution of dropout probabilities.
    #[must_use]
    pub const fn b(&self) -> f64 {
        self.b
    }

    /// Returns the logarithm of the full likelihood of a history, which can be compared between models with different k.
    #[must_use]
    pub fn log_likelihood_of(&self, history: &RegularHistory) -> f64 {
        self.log_likelihood(history.history()) + (self.events() - 1.0) * history.sum_of_ln_times()
    }

    fn events(&self) -> f64 {
        f64::from(self.k.get())
    }

    /// Returns the shape of the distribution of the rate of somebody with such a history, before the current wait.
    fn shape(&self, history: &History) -> f64 {
        self.r + self.events() * history.repeats()
    }

    /// Returns the logarithm of how likely 0, 1, ... k - 1 events since the last purchase are, each relative to none.
    fn ln_waits(&self, history: &History) -> impl Iterator<Item = f64> + use<MODIFIED> {
        let shape = self.shape(history);
        let ln_share = log((history.age() - history.recency()) / (self.alpha + history.age()));
        let mut ln_wait = 0.0;
        (0..self.k.get()).map(f64::from).map(move |events| {
            let now = ln_wait;
            ln_wait += log((shape + events) / (events + 1.0)) + ln_share;
            now
        })
    }

    /// Returns ln [L(stopped at `t_x`) / L(alive at T)]; `None` if there was no chance to stop.
    fn ln_odds_of_stopped(&self, history: &History) -> Option<f64> {
        let chances = super::BetaGeometricNbd::<MODIFIED>::chances(history.repeats());
        if chances == 0.0 {
            return None;
        }
        let since = (history.age() - history.recency()) / (self.alpha + history.recency());
        // Alive, there were fewer than k events since.
        let ln_fewer =
            NegativeBinomial::new(self.shape(history), 1.0, since).ln_fewer_than(self.k.get().into());
        Some(log(self.a / (self.b + (chances - 1.0))) - ln_fewer)
    }

    /// Returns the probabilities that the customer is alive at the end, and that it is not: each to full relative precision.
    fn alive_or_not(&self, history: &History) -> (f64, f64) {
        self.ln_odds_of_stopped(history)
            .map_or((1.0, 0.0), |ln_odds| (1.0 / (1.0 + exp(ln_odds)), 1.0 / (1.0 + exp(-ln_odds))))
    }

    /// Returns what somebody with such a history does who is alive.
    fn alive(&self, history: &History) -> Alive {
        let repeats = history.repeats();
        let total = ln_sum(self.ln_waits(history));
        Alive {
            k: self.k.get(),
            waits: self.ln_waits(history).map(|ln_wait| exp(ln_wait - total)).collect(),
            r: self.shape(history),
            alpha: self.alpha + history.age(),
            a: self.a,
            b: self.b + super::BetaGeometricNbd::<MODIFIED>::chances(repeats),
        }
    }

    /// Returns what a new customer does who is alive after the first purchase, and the probability of being so.
    fn new_customer(&self) -> (Alive, f64) {
        let Self { k, r, alpha, a, b } = *self;
        let chances = super::BetaGeometricNbd::<MODIFIED>::chances(0.0);
        let alive = Alive { k: k.get(), waits: alloc::vec![1.0], r, alpha, a, b: b + chances };
        (alive, if MODIFIED { b / (a + b) } else { 1.0 })
    }
}

impl<const MODIFIED: bool> Sealed for BetaGeometricCnbd<MODIFIED> {}

impl<const MODIFIED: bool> PurchaseModel for BetaGeometricCnbd<MODIFIED> {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn log_likelihood(&self, history: &History) -> f64 {
        let repeats = history.repeats();
        let events = self.events() * repeats;
        let alive = ln_pochhammer(self.r, events)
            - self.r * log1p(history.age() / self.alpha)
            - events * log(self.alpha + history.age())
            - repeats * ln_gamma(self.events())
            + ln_beta_ratio(self.a, self.b, super::BetaGeometricNbd::<MODIFIED>::chances(repeats))
            + ln_sum(self.ln_waits(history));
        alive + self.ln_odds_of_stopped(history).map_or(0.0, |ln_odds| ln_add(0.0, ln_odds))
    }

    fn p_alive(&self, history: &History) -> f64 {
        self.alive_or_not(history).0
    }

    fn p_alive_in(&self, history: &History, horizon: Horizon) -> f64 {
        self.p_alive(history) * self.alive(history).stays(horizon)
    }

    fn expected_purchases(&self, history: &History, horizon: Horizon) -> f64 {
        self.p_alive(history) * self.alive(history).purchases(horizon)
    }

    fn expected_purchases_of_new(&self, horizon: Horizon) -> f64 {
        let (customer, is_alive) = self.new_customer();
        is_alive * customer.purchases(horizon)
    }

    fn probability_of_purchases(&self, purchases: u32, history: &History, horizon: Horizon) -> f64 {
        let (is_alive, is_not) = self.alive_or_not(history);
        let stopped = if purchases == 0 { is_not } else { 0.0 };
        (stopped + is_alive * self.alive(history).counts(purchases, horizon)).min(1.0)
    }

    fn probability_of_purchases_of_new(&self, purchases: u32, horizon: Horizon) -> f64 {
        let (customer, is_alive) = self.new_customer();
        let stopped = if MODIFIED && purchases == 0 { self.a / (self.a + self.b) } else { 0.0 };
        (stopped + is_alive * customer.counts(purchases, horizon)).min(1.0)
    }
}

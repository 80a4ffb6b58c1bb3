//! [`BgNbd`] and [`MbgNbd`]: customers buy at rates of their own until they stop after one of their purchases.

mod covariates;
mod future;
pub(crate) mod likelihood;
mod regular;

use libm::{exp, log, log1p};

pub use self::regular::{BetaGeometricCnbd, BgCnbd, MbgCnbd, RegularFits};
use self::{future::Alive, likelihood::BetaGeometricLikelihood};
use crate::{
    Cells, FitError, Fitted, History, Horizon, Nbd, ParameterError, PurchaseModel,
    estimation::{Estimation, Pair, check_limits, estimate},
    layout::Layout,
    purchase_model::sealed::Sealed,
    special::{ln_add, ln_beta_ratio, ln_pochhammer},
};

/// The BG/NBD model: each customer buys at random times at a rate of its own, and stops for good right after each repeat
/// purchase with a probability of its own. Rates are gamma distributed with shape `r` and rate `alpha`, probabilities beta
/// distributed with `a` and `b`.
///
/// A customer without a repeat purchase had no chance to stop, so [P(alive)](PurchaseModel::p_alive) is 1 by construction;
/// in [`MbgNbd`] the first purchase is such a chance, too.
///
/// # Source
///
/// Fader, Hardie, Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2).
///
/// # Examples
///
/// ```
/// use crm_clv::{BgNbd, History, Horizon, PurchaseModel};
///
/// let model = BgNbd::new(0.243, 4.414, 0.793, 2.426)?; // the estimates of the paper, in weeks
/// let customer = History::new(2, 30.43, 38.86)?;
/// let expected = model.expected_purchases(&customer, Horizon::new(39.0)?);
/// assert_eq!(format!("{expected:.3}"), "1.226"); // as in the paper
/// assert_eq!(format!("{:.4}", model.p_alive(&customer)), "0.7266");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type BgNbd = BetaGeometricNbd<false>;

/// The MBG/NBD model: as [`BgNbd`], but a customer may stop right after the first purchase as well.
///
/// # Source
///
/// Batislam, Denizel, Filiztekin (2007), Empirical validation and comparison of models for customer base analysis,
/// International Journal of Research in Marketing 24(3).
///
/// # Examples
///
/// ```
/// use crm_clv::{History, MbgNbd, PurchaseModel};
///
/// let model = MbgNbd::new(0.525, 6.183, 0.891, 1.614)?;
/// let once = History::new(0, 0.0, 38.86)?;
/// assert_eq!(format!("{:.4}", model.p_alive(&once)), "0.3897"); // not 1: many never come back
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type MbgNbd = BetaGeometricNbd<true>;

/// With a and b of this size, customers stop alike: however often they bought, (b)_x / (a + b)_x is a power.
const STOP_ALIKE: Pair = Pair { place: 2, size: 1e9 };

/// [`BgNbd`], or [`MbgNbd`] if `MODIFIED`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct BetaGeometricNbd<const MODIFIED: bool> {
    // INVARIANT: each from 1e-12 to 1e12.
    r: f64,
    alpha: f64,
    a: f64,
    b: f64,
}

impl<const MODIFIED: bool> BetaGeometricNbd<MODIFIED> {
    const NAME: &'static str = if MODIFIED { "MBG/NBD" } else { "BG/NBD" };

    /// Returns the model with these parameters.
    ///
    /// # Errors
    ///
    /// When one is not a number from 1e-12 to 1e12.
    pub fn new(r: f64, alpha: f64, a: f64, b: f64) -> Result<Self, ParameterError> {
        let named = [("r", r), ("alpha", alpha), ("a", a), ("b", b)];
        let [r, alpha, a, b] = ParameterError::check(Self::NAME, named)?;
        Ok(Self { r, alpha, a, b })
    }

    /// Returns r, the shape of the distribution of rates.
    #[must_use]
    pub const fn r(&self) -> f64 {
        self.r
    }

    /// Returns alpha, the rate of the distribution of rates, in the unit of time of the histories.
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

    /// Fits the model by maximum likelihood.
    ///
    /// # Errors
    ///
    /// When there are no customers, no repeat purchases, or nobody was observed for any time.
    pub fn fit(cells: &Cells) -> Result<Fitted<Self>, FitError> {
        FitError::check(cells)?;
        let (without_dropout, cells) = Nbd::fit_to(Layout::new(cells))?;
        let nbd = without_dropout.model;
        let likelihood = BetaGeometricLikelihood::<MODIFIED> { cells };
        let [r, alpha] = nbd.start();
        let mut found = estimate(&likelihood, &[r, alpha, 1.0, 4.0]);
        let purchasing = Pair::of_rates(0, likelihood.cells.longest());
        check_limits(&likelihood, &mut found, without_dropout.report.log_likelihood, purchasing, STOP_ALIKE);
        let Estimation { values, report, covariance } = found;
        let failed = |ending| FitError::Failed { model: Self::NAME, ending };
        let &[r, alpha, a, b] = values.as_slice() else { return Err(failed(report.ending)) };
        let model = Self::new(r, alpha, a, b).map_err(|_| failed(report.ending))?;
        Ok(Fitted { model, report, covariance })
    }

    /// Returns how often a customer with so many repeat purchases could have stopped.
    fn chances(repeats: f64) -> f64 {
        repeats + if MODIFIED { 1.0 } else { 0.0 }
    }

    /// Returns ln [L(stopped at `t_x`) / L(alive at T)]; `None` if there was no chance to stop.
    fn ln_odds_of_stopped(&self, history: &History) -> Option<f64> {
        let repeats = history.repeats();
        let chances = Self::chances(repeats);
        if chances == 0.0 {
            return None;
        }
        let since = (history.age() - history.recency()) / (self.alpha + history.recency());
        Some(log(self.a / (self.b + (chances - 1.0))) + (self.r + repeats) * log1p(since))
    }

    /// Returns the probabilities that the customer is alive at the end, and that it is not: each to full relative precision.
    fn alive_or_not(&self, history: &History) -> (f64, f64) {
        self.ln_odds_of_stopped(history)
            .map_or((1.0, 0.0), |ln_odds| (1.0 / (1.0 + exp(ln_odds)), 1.0 / (1.0 + exp(-ln_odds))))
    }

    /// Returns what somebody with such a history does who is alive.
    fn alive(&self, history: &History) -> Alive {
        let repeats = history.repeats();
        let (r, alpha) = (self.r + repeats, self.alpha + history.age());
        Alive { r, alpha, a: self.a, b: self.b + Self::chances(repeats) }
    }

    /// Returns what a new customer does who is alive after the first purchase, and the probability of being so.
    fn new_customer(&self) -> (Alive, f64) {
        let Self { r, alpha, a, b } = *self;
        let alive = Alive { r, alpha, a, b: b + Self::chances(0.0) };
        (alive, if MODIFIED { b / (a + b) } else { 1.0 })
    }
}

impl<const MODIFIED: bool> Sealed for BetaGeometricNbd<MODIFIED> {
    fn purchases_if_alive(&self, history: &History, horizon: Horizon) -> Option<f64> {
        Some(self.alive(history).purchases(horizon))
    }
}

impl<const MODIFIED: bool> PurchaseModel for BetaGeometricNbd<MODIFIED> {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn log_likelihood(&self, history: &History) -> f64 {
        let repeats = history.repeats();
        let alive = ln_pochhammer(self.r, repeats)
            - self.r * log1p(history.age() / self.alpha)
            - repeats * log(self.alpha + history.age())
            + ln_beta_ratio(self.a, self.b, Self::chances(repeats));
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

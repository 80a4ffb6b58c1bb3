//! [`ParetoNbd`]: customers buy at rates of their own until they stop at a time of their own.

mod covariates;
mod future;
pub(crate) mod likelihood;
mod stopped;

use libm::{exp, log, log1p};

use self::{
    future::Alive,
    likelihood::ParetoNbdLikelihood,
    stopped::{alive_or_not, ln_alive_and_stopped},
};
use crate::{
    Cells, FitError, Fitted, History, Horizon, Nbd, ParameterError, PurchaseModel, RateError,
    estimation::{Estimation, Pair, check_limits, estimate},
    layout::Layout,
    purchase_model::sealed::Sealed,
    special::{ln_add, ln_pochhammer, ln_tricomi_u},
};

/// The Pareto/NBD model: each customer buys at random times at a rate of its own, and stops for good at a random time, at
/// another rate of its own. Rates of buying are gamma distributed with shape `r` and rate `alpha`, rates of stopping with
/// shape `s` and rate `beta`.
///
/// # Source
///
/// Schmittlein, Morrison, Colombo (1987), Counting Your Customers: Who Are They and What Will They Do Next?, Management
/// Science 33(1).
///
/// # Examples
///
/// ```
/// use crm_clv::{History, Horizon, ParetoNbd, PurchaseModel};
///
/// let model = ParetoNbd::new(0.553, 10.578, 0.606, 11.669)?; // estimates of Fader, Hardie, Lee (2005), in weeks
/// let customer = History::new(2, 30.43, 38.86)?;
/// assert_eq!(format!("{:.4}", model.p_alive(&customer)), "0.8692");
/// let expected = model.expected_purchases(&customer, Horizon::new(39.0)?);
/// assert_eq!(format!("{expected:.3}"), "1.455");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ParetoNbd {
    // INVARIANT: each from 1e-12 to 1e12.
    r: f64,
    alpha: f64,
    s: f64,
    beta: f64,
}

impl ParetoNbd {
    const NAME: &'static str = "Pareto/NBD";

    /// Returns the model with these parameters.
    ///
    /// # Errors
    ///
    /// When one is not a number from 1e-12 to 1e12.
    pub fn new(r: f64, alpha: f64, s: f64, beta: f64) -> Result<Self, ParameterError> {
        let named = [("r", r), ("alpha", alpha), ("s", s), ("beta", beta)];
        let [r, alpha, s, beta] = ParameterError::check(Self::NAME, named)?;
        Ok(Self { r, alpha, s, beta })
    }

    /// Returns r, the shape of the distribution of rates of buying.
    #[must_use]
    pub const fn r(&self) -> f64 {
        self.r
    }

    /// Returns alpha, the rate of the distribution of rates of buying, in the unit of time of the histories.
    #[must_use]
    pub const fn alpha(&self) -> f64 {
        self.alpha
    }

    /// Returns s, the shape of the distribution of rates of stopping.
    #[must_use]
    pub const fn s(&self) -> f64 {
        self.s
    }

    /// Returns beta, the rate of the distribution of rates of stopping, in the unit of time of the histories.
    #[must_use]
    pub const fn beta(&self) -> f64 {
        self.beta
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
        let purchasing = Pair::of_rates(0, cells.longest());
        let dropout = Pair::of_rates(2, cells.longest().max(nbd.alpha()));
        let likelihood = ParetoNbdLikelihood::new(cells);
        let [r, alpha] = nbd.start();
        let start = [r, alpha, 0.5, alpha];
        let mut found = estimate(&likelihood, &start);
        check_limits(&likelihood, &mut found, without_dropout.report.log_likelihood, purchasing, dropout);
        let Estimation { values, report, covariance } = found;
        let failed = |ending| FitError::Failed { model: Self::NAME, ending };
        let &[r, alpha, s, beta] = values.as_slice() else { return Err(failed(report.ending)) };
        let model = Self::new(r, alpha, s, beta).map_err(|_| failed(report.ending))?;
        Ok(Fitted { model, report, covariance })
    }

    /// Returns the expected number of all purchases that are still to come, each discounted at a continuous `rate` per unit of
    /// time (DERT: discounted expected residual transactions).
    ///
    /// # Errors
    ///
    /// When the rate is not a number from 1e-100 to 1e100: without discounting there is no bound for those who never stop.
    ///
    /// # Source
    ///
    /// Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of Marketing
    /// Research 42(4).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::{History, ParetoNbd};
    ///
    /// let model = ParetoNbd::new(0.55, 10.56, 0.61, 11.64)?;
    /// let weekly = 0.0027; // 15 % a year
    /// let to_come = model.discounted_residual_purchases(&History::new(7, 35.0, 39.0)?, weekly)?;
    /// assert_eq!(format!("{to_come:.4}"), "20.4345");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn discounted_residual_purchases(&self, history: &History, rate: f64) -> Result<f64, RateError> {
        let rate = RateError::check(rate)?;
        let (shape, scale) = (self.r + history.repeats(), self.alpha + history.age());
        let lifetime = self.beta + history.age();
        // ∫ e^(-rate t) (lifetime / (lifetime + t))^s dt; the paper's U(s, s, z) by Kummer's transformation.
        let ln_lasting = ln_tricomi_u(1.0, 2.0 - self.s, rate * lifetime).ok_or(RateError { rate })?;
        Ok(self.p_alive(history) * shape / scale * lifetime * exp(ln_lasting))
    }

    fn alive(&self, history: &History) -> Alive {
        Alive {
            r: self.r + history.repeats(),
            alpha: self.alpha + history.age(),
            s: self.s,
            beta: self.beta + history.age(),
        }
    }

    fn new_customer(&self) -> Alive {
        let Self { r, alpha, s, beta } = *self;
        Alive { r, alpha, s, beta }
    }
}

impl Sealed for ParetoNbd {
    fn purchases_if_alive(&self, history: &History, horizon: Horizon) -> Option<f64> {
        Some(self.alive(history).purchases(horizon))
    }
}

impl PurchaseModel for ParetoNbd {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn log_likelihood(&self, history: &History) -> f64 {
        let (ln_alive, ln_stopped) = ln_alive_and_stopped(self, history);
        let repeats = history.repeats();
        let of_rates = self.r * log1p(history.age() / self.alpha) + self.s * log1p(history.age() / self.beta);
        ln_pochhammer(self.r, repeats) - of_rates - repeats * log(self.alpha + history.age())
            + ln_add(ln_alive, ln_stopped)
    }

    fn p_alive(&self, history: &History) -> f64 {
        let (ln_alive, ln_stopped) = ln_alive_and_stopped(self, history);
        exp(-ln_add(ln_alive, ln_stopped)).min(1.0)
    }

    fn p_alive_in(&self, history: &History, horizon: Horizon) -> f64 {
        self.p_alive(history) * self.alive(history).stays(horizon)
    }

    fn expected_purchases(&self, history: &History, horizon: Horizon) -> f64 {
        self.p_alive(history) * self.alive(history).purchases(horizon)
    }

    fn expected_purchases_of_new(&self, horizon: Horizon) -> f64 {
        self.new_customer().purchases(horizon)
    }

    fn probability_of_purchases(&self, purchases: u32, history: &History, horizon: Horizon) -> f64 {
        let (is_alive, is_not) = alive_or_not(self, history);
        let stopped = if purchases == 0 { is_not } else { 0.0 };
        (stopped + is_alive * self.alive(history).counts(purchases, horizon)).min(1.0)
    }

    fn probability_of_purchases_of_new(&self, purchases: u32, horizon: Horizon) -> f64 {
        self.new_customer().counts(purchases, horizon)
    }
}

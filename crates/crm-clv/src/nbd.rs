//! [`Nbd`]: customers buy at rates of their own for ever.

use alloc::{borrow::Cow, vec, vec::Vec};

use libm::{exp, log, log1p};

use crate::{
    Boundary, Cells, FitError, Fitted, History, Horizon, ParameterError, PurchaseModel,
    estimation::{Estimation, Likelihood, estimate},
    layout::Layout,
    negative_binomial::NegativeBinomial,
    number::count,
    purchase_model::sealed::Sealed,
    special::{digamma_difference, ln_pochhammer},
};

/// The NBD model: each customer buys at random times at a rate of its own, for ever; rates are gamma distributed with
/// shape `r` and rate `alpha`.
///
/// It is what models with dropout come to when nobody ever stops: [P(alive)](PurchaseModel::p_alive) is 1 for all.
///
/// # Source
///
/// Ehrenberg (1959), The Pattern of Consumer Purchases, Applied Statistics 8(1).
///
/// # Examples
///
/// ```
/// use crm_clv::{Horizon, Nbd, PurchaseModel};
///
/// let model = Nbd::new(0.5, 10.0)?;
/// let expected = model.expected_purchases_of_new(Horizon::new(40.0)?);
/// assert!((expected - 2.0).abs() < 1e-12); // 40 x 0.5 / 10
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Nbd {
    // INVARIANT: both from 1e-12 to 1e12.
    r: f64,
    alpha: f64,
}

impl Nbd {
    /// Returns the model with these parameters.
    ///
    /// # Errors
    ///
    /// When one is not a number from 1e-12 to 1e12.
    pub fn new(r: f64, alpha: f64) -> Result<Self, ParameterError> {
        let [r, alpha] = ParameterError::check("NBD", [("r", r), ("alpha", alpha)])?;
        Ok(Self { r, alpha })
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

    /// Fits the model by maximum likelihood.
    ///
    /// # Errors
    ///
    /// When there are no customers, no repeat purchases, or nobody was observed for any time.
    pub fn fit(cells: &Cells) -> Result<Fitted<Self>, FitError> {
        FitError::check(cells)?;
        Self::fit_to(Layout::new(cells)).map(|(fitted, _)| fitted)
    }

    pub(crate) fn fit_to(cells: Layout) -> Result<(Fitted<Self>, Layout), FitError> {
        let likelihood = NbdLikelihood { cells };
        let mut found = estimate(&likelihood, &likelihood.moments());
        if found.report.log_likelihood - likelihood.poisson() < Boundary::LEAST_GAIN {
            found.push_alike(0, Boundary::HomogeneousPurchasing);
        }
        let Estimation { values, report, covariance } = found;
        let &[r, alpha] = values.as_slice() else { return Err(FitError::NoCustomers) };
        let model =
            Self::new(r, alpha).map_err(|_| FitError::Failed { model: "NBD", ending: report.ending })?;
        Ok((Fitted { model, report, covariance }, likelihood.cells))
    }

    /// Returns a shape and a rate from which a search for customers who stop sets out: where all buy alike if nobody stops, no search
    /// finds those who do not.
    pub(crate) fn start(&self) -> [f64; 2] {
        if self.r > 10.0 { [1.0, self.alpha / self.r] } else { [self.r, self.alpha] }
    }

    fn future(&self, history: &History, horizon: Horizon) -> NegativeBinomial {
        let shape = self.r + history.repeats();
        NegativeBinomial::new(shape, self.alpha + history.age(), horizon.value())
    }
}

impl Sealed for Nbd {
    fn purchases_if_alive(&self, history: &History, horizon: Horizon) -> Option<f64> {
        Some(self.expected_purchases(history, horizon))
    }
}

impl PurchaseModel for Nbd {
    fn name(&self) -> &'static str {
        "NBD"
    }

    fn log_likelihood(&self, history: &History) -> f64 {
        let repeats = history.repeats();
        ln_pochhammer(self.r, repeats)
            - self.r * log1p(history.age() / self.alpha)
            - repeats * log(self.alpha + history.age())
    }

    fn p_alive(&self, _: &History) -> f64 {
        1.0
    }

    fn p_alive_in(&self, _: &History, _: Horizon) -> f64 {
        1.0
    }

    fn expected_purchases(&self, history: &History, horizon: Horizon) -> f64 {
        (self.r + history.repeats()) / (self.alpha + history.age()) * horizon.value()
    }

    fn expected_purchases_of_new(&self, horizon: Horizon) -> f64 {
        self.r / self.alpha * horizon.value()
    }

    fn probability_of_purchases(&self, purchases: u32, history: &History, horizon: Horizon) -> f64 {
        exp(self.future(history, horizon).ln_probability(purchases))
    }

    fn probability_of_purchases_of_new(&self, purchases: u32, horizon: Horizon) -> f64 {
        exp(NegativeBinomial::new(self.r, self.alpha, horizon.value()).ln_probability(purchases))
    }
}

/// The log-likelihood of many customers.
#[derive(Debug)]
pub(crate) struct NbdLikelihood {
    pub(crate) cells: Layout,
}

impl NbdLikelihood {
    /// Returns r and alpha under which the mean and the variance of rates are those of the data, as good as these allow.
    pub(crate) fn moments(&self) -> Vec<f64> {
        let cells = &self.cells;
        let exposure = cells.exposure();
        let rate = cells.repeat_purchases / exposure;
        // Var x = E x + Var(rate) T^2, summed over customers.
        let (mut excess, mut squares) = (0.0, 0.0);
        for cell in &cells.cells {
            let places = (cells.frequencies.get(cell.frequency), cells.ages.get(cell.age));
            let (Some(x), Some(age)) = places else { continue };
            let expected = rate * age;
            excess += cell.weight * ((x - expected) * (x - expected) - expected);
            squares += cell.weight * age * age;
        }
        let variance = (excess / squares).max(1e-3 * rate * rate);
        let alpha = (rate / variance).clamp(1e-6 / rate, 1e6 / rate);
        vec![rate * alpha, alpha]
    }

    /// Returns the log-likelihood if all customers buy at one rate.
    fn poisson(&self) -> f64 {
        let rate = self.cells.repeat_purchases / self.cells.exposure();
        self.cells.repeat_purchases * (log(rate) - 1.0)
    }
}

impl Likelihood for NbdLikelihood {
    const MODEL: &'static str = "NBD";

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["r", "alpha"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.cells.customers
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[r, alpha] = parameters else { return f64::NAN };
        let cells = &self.cells;
        let frequencies =
            cells.frequencies.iter().map(|x| (*x, ln_pochhammer(r, *x), digamma_difference(r, *x)));
        let ages = cells.ages.iter().map(|age| (log1p(age / alpha), 1.0 / (alpha + age)));
        let (frequencies, ages): (Vec<_>, Vec<_>) = (frequencies.collect(), ages.collect());
        let customers = count(cells.customers);
        let mut total = -cells.repeat_purchases * log(alpha);
        let (mut in_r, mut in_alpha) = (0.0, customers * r / alpha);
        for cell in &cells.cells {
            let places = (frequencies.get(cell.frequency), ages.get(cell.age));
            let (Some((x, constant, slope)), Some((ln_relative, reciprocal))) = places else {
                return f64::NAN;
            };
            total += cell.weight * (constant - (r + x) * ln_relative);
            in_r += cell.weight * (slope - ln_relative);
            in_alpha -= cell.weight * (r + x) * reciprocal;
        }
        gradient.copy_from_slice(&[in_r, in_alpha]);
        total
    }
}

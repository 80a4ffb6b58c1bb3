//! [`GGompertzNbd`]: customers buy at rates of their own until they stop, the more likely the longer they have been customers.

mod future;
mod life;
mod likelihood;

use libm::{exp, log, log1p};

use self::{
    future::Alive,
    life::{Life, stopped},
    likelihood::{ByRatio, GGompertzNbdLikelihood},
};
use crate::{
    Boundary, Cells, FitError, FitReport, Fitted, History, Horizon, Nbd, ParameterError, ParetoNbd,
    PurchaseModel, StandardError,
    estimation::{Estimation, Pair, check_limits, estimate},
    layout::Layout,
    purchase_model::sealed::Sealed,
    special::{ln_add, ln_pochhammer},
};

/// The `GGompertz/NBD` model: each customer buys at random times at a rate of its own, and stops for good with a hazard of its
/// own that grows as e^(b t). Rates of buying are gamma distributed with shape `r` and rate `alpha`; a customer stops after t
/// with a probability of 1 - (beta / (beta - 1 + e^(b t)))^s.
///
/// Where `b` and `beta` both vanish, this is [`ParetoNbd`] with the rate beta / b; fits say whether the data tell the two apart
/// ([`Boundary::ParetoLimit`]).
///
/// # Source
///
/// Bemmaor, Glady (2012), Modeling Purchasing Behavior with Sudden "Death": A Flexible Customer Lifetime Model, Management
/// Science 58(5).
///
/// # Examples
///
/// ```
/// use crm_clv::{GGompertzNbd, History, Horizon, PurchaseModel};
///
/// let model = GGompertzNbd::new(0.553, 10.578, 0.0002, 0.603, 0.0026)?; // the estimates of the paper, in weeks
/// let customer = History::new(2, 30.43, 38.86)?;
/// assert_eq!(format!("{:.2}", model.p_alive(&customer)), "0.87"); // as by Pareto/NBD
/// assert!((model.expected_purchases(&customer, Horizon::new(39.0)?) - 1.46).abs() < 0.02);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct GGompertzNbd {
    // INVARIANT: each from 1e-12 to 1e12.
    r: f64,
    alpha: f64,
    life: Life,
}

/// With s and beta of this size, customers stop alike, unless hazards grow by more than a part of it.
const STOP_ALIKE: Pair = Pair { place: 3, size: 1e9 };

/// From this shape on, hazards differ by less than a third.
const LARGE_SHAPE: f64 = 10.0;

impl GGompertzNbd {
    const NAME: &'static str = "GGompertz/NBD";

    /// Returns the model with these parameters.
    ///
    /// # Errors
    ///
    /// When one is not a number from 1e-12 to 1e12.
    pub fn new(r: f64, alpha: f64, b: f64, s: f64, beta: f64) -> Result<Self, ParameterError> {
        let named = [("r", r), ("alpha", alpha), ("b", b), ("s", s), ("beta", beta)];
        let [r, alpha, b, s, beta] = ParameterError::check(Self::NAME, named)?;
        Ok(Self { r, alpha, life: Life { b, s, beta } })
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

    /// Returns b, how fast the hazard of stopping grows, per unit of time of the histories.
    #[must_use]
    pub const fn b(&self) -> f64 {
        self.life.b
    }

    /// Returns s, the shape of the distribution of hazards.
    #[must_use]
    pub const fn s(&self) -> f64 {
        self.life.s
    }

    /// Returns beta, the rate of the distribution of hazards.
    #[must_use]
    pub const fn beta(&self) -> f64 {
        self.life.beta
    }

    /// Fits the model by maximum likelihood, beside Pareto/NBD, from where the search sets out.
    ///
    /// # Errors
    ///
    /// When there are no customers, no repeat purchases, or nobody was observed for any time.
    pub fn fit(cells: &Cells) -> Result<Fitted<Self>, FitError> {
        let pareto = ParetoNbd::fit(cells)?;
        let (without_dropout, cells) = Nbd::fit_to(Layout::new(cells))?;
        let mean_age = cells.exposure() / crate::number::count(cells.customers.max(1));
        let likelihood = GGompertzNbdLikelihood { cells };
        let limit = pareto.report.log_likelihood;
        // From hazards that grow by a factor of e within the mean age.
        let mut searched = search(&likelihood, &pareto.model, 1.0 / mean_age);
        let keep_better = |searched: &mut ([f64; 5], FitReport), other: ([f64; 5], FitReport)| {
            if other.1.log_likelihood > searched.1.log_likelihood {
                *searched = other;
            }
        };
        // Pareto/NBD takes hazards that grow for customers who are alike: from there, no search finds those who are not.
        if pareto.model.s() > LARGE_SHAPE
            && let Ok(unlike) = ParetoNbd::new(
                pareto.model.r(),
                pareto.model.alpha(),
                1.0,
                pareto.model.beta() / pareto.model.s(),
            )
        {
            keep_better(&mut searched, search(&likelihood, &unlike, 1.0 / mean_age));
        }
        // Where all that leads below the limit, from hazards that hardly grow.
        if searched.1.log_likelihood < limit {
            keep_better(&mut searched, search(&likelihood, &pareto.model, 1e-2 / mean_age));
        }
        let (start, search) = searched;
        let mut found = estimate(&likelihood, &start);
        let purchasing = Pair::of_rates(0, likelihood.cells.longest());
        check_limits(&likelihood, &mut found, without_dropout.report.log_likelihood, purchasing, STOP_ALIKE);
        let Estimation { values, mut report, covariance } = found;
        report.steps += search.steps;
        report.evaluations += search.evaluations;
        let failed = |ending| FitError::Failed { model: Self::NAME, ending };
        let &[r, alpha, b, s, beta] = values.as_slice() else { return Err(failed(report.ending)) };
        let model = Self::new(r, alpha, b, s, beta).map_err(|_| failed(report.ending))?;
        if report.log_likelihood - limit < Boundary::LEAST_GAIN {
            report.boundaries.push(Boundary::ParetoLimit);
        }
        if let [_, _, in_b, _, in_beta] = report.estimates.as_mut_slice()
            && in_b.standard_error == StandardError::AtLimit
        {
            in_beta.standard_error = StandardError::AtLimit; // it went there with b
        }
        Ok(Fitted { model, report, covariance })
    }

    /// Returns ln [L(stopped between `t_x` and T) / L(alive at T)].
    fn ln_odds_of_stopped(&self, history: &History) -> f64 {
        let shape = self.r + history.repeats();
        stopped(shape, self.alpha, self.life, history.recency(), history.age()).ln
    }

    fn alive(&self, history: &History) -> Alive {
        Alive {
            r: self.r + history.repeats(),
            alpha: self.alpha + history.age(),
            life: self.life.after(history.age()),
        }
    }

    fn new_customer(&self) -> Alive {
        let Self { r, alpha, life } = *self;
        Alive { r, alpha, life }
    }
}

/// Returns where a search from near Pareto/NBD leads, with hazards that grow at the rate `b` at first, and how.
fn search(likelihood: &GGompertzNbdLikelihood, from: &ParetoNbd, b: f64) -> ([f64; 5], FitReport) {
    let start = [from.r(), from.alpha(), b, from.s(), from.beta()];
    let found = estimate(&ByRatio(likelihood), &start);
    let [r, alpha, b, s, ratio] = found.values.try_into().unwrap_or(start);
    ([r, alpha, b, s, b * ratio], found.report)
}

impl Sealed for GGompertzNbd {}

impl PurchaseModel for GGompertzNbd {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn log_likelihood(&self, history: &History) -> f64 {
        let repeats = history.repeats();
        ln_pochhammer(self.r, repeats)
            - self.r * log1p(history.age() / self.alpha)
            - repeats * log(self.alpha + history.age())
            - self.life.s * self.life.ln_growth(history.age())
            + ln_add(0.0, self.ln_odds_of_stopped(history))
    }

    fn p_alive(&self, history: &History) -> f64 {
        1.0 / (1.0 + exp(self.ln_odds_of_stopped(history)))
    }

    fn p_alive_in(&self, history: &History, horizon: Horizon) -> f64 {
        self.p_alive(history) * self.alive(history).life.stays(horizon.value())
    }

    fn expected_purchases(&self, history: &History, horizon: Horizon) -> f64 {
        self.p_alive(history) * self.alive(history).purchases(horizon)
    }

    fn expected_purchases_of_new(&self, horizon: Horizon) -> f64 {
        self.new_customer().purchases(horizon)
    }

    fn probability_of_purchases(&self, purchases: u32, history: &History, horizon: Horizon) -> f64 {
        let ln_odds = self.ln_odds_of_stopped(history);
        let (is_alive, is_not) = (1.0 / (1.0 + exp(ln_odds)), 1.0 / (1.0 + exp(-ln_odds)));
        let stopped = if purchases == 0 { is_not } else { 0.0 };
        (stopped + is_alive * self.alive(history).counts(purchases, horizon)).min(1.0)
    }

    fn probability_of_purchases_of_new(&self, purchases: u32, horizon: Horizon) -> f64 {
        self.new_customer().counts(purchases, horizon)
    }
}

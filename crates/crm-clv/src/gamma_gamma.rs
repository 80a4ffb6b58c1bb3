//! [`GammaGamma`]: what a customer spends on a purchase.

use alloc::{borrow::Cow, vec, vec::Vec};

use libm::log;

use crate::{
    Boundary, Fitted, ParameterError, SpendCell, SpendCells, SpendHistory,
    estimation::{Ending, Estimation, Likelihood, Pair, check_alike, estimate},
    number::count,
    special::{digamma_difference, ln_beta},
};
use thiserror::Error;

/// The Gamma-Gamma model of spend: what a customer spends on a purchase is gamma distributed with shape `p` about a mean of
/// its own; means differ among customers as 1 / gamma distributed numbers of shape `q` and rate `v` do.
///
/// It supposes that how often somebody buys says nothing of how much: see [`SpendCells::correlation`].
///
/// # Source
///
/// Fader, Hardie (2013), The Gamma-Gamma Model of Monetary Value, note 025.
///
/// # Examples
///
/// ```
/// use crm_clv::{GammaGamma, SpendHistory};
///
/// let model = GammaGamma::new(6.25, 3.74, 15.44)?;
/// // p (v + x m) / (p x + q - 1) = 6.25 x (15.44 + 30) / (6.25 + 2.74) = 31.59
/// let expected = model.expected_spend(&SpendHistory::new(1, 30.0)?);
/// assert_eq!(expected.map(|spend| format!("{spend:.2}")).as_deref(), Some("31.59"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct GammaGamma {
    // INVARIANT: each from 1e-12 to 1e12.
    p: f64,
    q: f64,
    v: f64,
}

impl GammaGamma {
    const NAME: &'static str = "Gamma-Gamma";

    /// Returns the model with these parameters.
    ///
    /// # Errors
    ///
    /// When one is not a number from 1e-12 to 1e12.
    pub fn new(p: f64, q: f64, v: f64) -> Result<Self, ParameterError> {
        let [p, q, v] = ParameterError::check(Self::NAME, [("p", p), ("q", q), ("v", v)])?;
        Ok(Self { p, q, v })
    }

    /// Returns p, the shape of the distribution of one customer's purchases.
    #[must_use]
    pub const fn p(&self) -> f64 {
        self.p
    }

    /// Returns q, the shape of the distribution among customers; there is no mean of it unless q is above 1.
    #[must_use]
    pub const fn q(&self) -> f64 {
        self.q
    }

    /// Returns v, the rate of the distribution among customers, in units of money. The papers also call it gamma.
    #[must_use]
    pub const fn v(&self) -> f64 {
        self.v
    }

    /// Fits the model by maximum likelihood to those who came back and spent anything then; the report counts the others
    /// as left out.
    ///
    /// # Errors
    ///
    /// When there are none, or the likelihood is not a number for what they spent.
    pub fn fit(spend: &SpendCells) -> Result<Fitted<Self>, SpendFitError> {
        let likelihood = GammaGammaLikelihood::new(spend);
        if likelihood.cells.is_empty() {
            return Err(SpendFitError::NoRepeatSpend { customers: spend.left_out() });
        }
        let mut found = estimate(&likelihood, &likelihood.start());
        if likelihood.is_the_same_for_all() {
            found.push_alike(1, Boundary::HomogeneousSpend);
        } else {
            check_alike(&likelihood, &mut found, likelihood.spend_alike(), Boundary::HomogeneousSpend);
        }
        let Estimation { values, mut report, covariance } = found;
        report.left_out = spend.left_out();
        let failed = |ending| SpendFitError::Failed { ending };
        let &[p, q, v] = values.as_slice() else { return Err(failed(report.ending)) };
        let model = Self::new(p, q, v).map_err(|_| failed(report.ending))?;
        if q <= 1.0 {
            report.boundaries.push(Boundary::NoMeanSpend);
        }
        Ok(Fitted { model, report, covariance })
    }

    /// Returns the expected spend on a purchase of a customer with such a history; `None` if it has none, which only happens
    /// without repeat purchases, or with few of them and a small p, if q is 1 or less.
    #[must_use]
    pub fn expected_spend(&self, history: &SpendHistory) -> Option<f64> {
        let divisor = self.p * history.repeats() + self.q - 1.0;
        let spend = self.p * (self.v + history.total()) / divisor;
        (divisor > 0.0 && spend.is_finite()).then_some(spend)
    }

    /// Returns the expected spend on a purchase of a customer of whom nothing is known; `None` if q is 1 or less.
    #[must_use]
    pub fn expected_spend_of_new(&self) -> Option<f64> {
        let spend = self.p * self.v / (self.q - 1.0);
        (self.q > 1.0 && spend.is_finite()).then_some(spend)
    }

    /// Returns the logarithm of the likelihood of a mean spend; `None` for a customer who never came back or spent nothing then.
    #[must_use]
    pub fn log_likelihood(&self, history: &SpendHistory) -> Option<f64> {
        let total = history.total();
        if total <= 0.0 {
            return None;
        }
        let shape = self.p * history.repeats();
        let ln_all = log(total + self.v);
        let weighed = shape * (log(total) - ln_all) + self.q * (log(self.v) - ln_all);
        Some(weighed - log(history.mean_spend()?) - ln_beta(shape, self.q))
    }
}

/// Why the model cannot be fitted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SpendFitError {
    /// Nobody came back and spent anything then.
    #[error(
        "none of {customers} customers came back and spent anything: there is no repeat spend to fit a model to"
    )]
    NoRepeatSpend {
        /// How many customers there are.
        customers: u64,
    },
    /// The likelihood is not a number where the search would start.
    #[error("the model of spend cannot be fitted: {ending}")]
    Failed {
        /// How the search ended.
        ending: Ending,
    },
}

/// The log-likelihood of many customers.
struct GammaGammaLikelihood {
    /// Distinct frequencies, rising.
    frequencies: Vec<f64>,
    /// Place of the frequency, total spend, its logarithm, and how many customers.
    cells: Vec<(usize, f64, f64, f64)>,
    customers: u64,
    /// The sum of ln m.
    ln_means: f64,
}

impl GammaGammaLikelihood {
    fn new(spend: &SpendCells) -> Self {
        let mut frequencies: Vec<f64> = Vec::new();
        let (mut cells, mut ln_means) = (Vec::new(), 0.0);
        for SpendCell { history, customers } in spend.cells() {
            let (frequency, weight) = (history.repeats(), count(*customers));
            if frequencies.last().is_none_or(|last| *last < frequency) {
                frequencies.push(frequency);
            }
            let total = history.total();
            cells.push((frequencies.len() - 1, total, log(total), weight));
            ln_means += weight * history.mean_spend().map_or(0.0, log);
        }
        Self { frequencies, cells, customers: spend.customers(), ln_means }
    }

    /// Returns whether mean spend does not vary, to twelve digits: the more p and q grow, the likelier is that.
    fn is_the_same_for_all(&self) -> bool {
        let means = || {
            let mean =
                |(place, total, ..): &(usize, f64, f64, f64)| Some(total / self.frequencies.get(*place)?);
            self.cells.iter().filter_map(mean)
        };
        let (least, most) = (means().fold(f64::INFINITY, f64::min), means().fold(0.0, f64::max));
        most - least <= 1e-12 * most
    }

    /// Returns where customers spend alike: where v is a million times as much as anybody spent.
    fn spend_alike(&self) -> Pair {
        Pair::of_rates(1, self.cells.iter().fold(0.0, |most, (_, total, ..)| total.max(most)))
    }

    /// Returns values from which the search finds its way: middling shapes, and the mean spend of the data.
    fn start(&self) -> Vec<f64> {
        let (mut spent, mut purchases) = (0.0, 0.0);
        for (place, total, _, weight) in &self.cells {
            spent += weight * total;
            purchases += weight * self.frequencies.get(*place).copied().unwrap_or_default();
        }
        let (p, q) = (4.0, 4.0);
        vec![p, q, spent / purchases * (q - 1.0) / p]
    }
}

impl Likelihood for GammaGammaLikelihood {
    const MODEL: &'static str = GammaGamma::NAME;

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["p", "q", "v"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.customers
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[p, q, v] = parameters else { return f64::NAN };
        let by_frequency = |x: &f64| {
            let shape = p * x;
            (*x, shape, -ln_beta(shape, q), digamma_difference(shape, q), digamma_difference(q, shape))
        };
        let table: Vec<_> = self.frequencies.iter().map(by_frequency).collect();
        let ln_rate = log(v);
        let (mut total, mut in_p, mut in_q, mut in_v) = (0.0, 0.0, 0.0, 0.0);
        for (place, spent, ln_spent, weight) in &self.cells {
            let Some((x, shape, constant, slope_p, slope_q)) = table.get(*place) else { return f64::NAN };
            let ln_all = log(spent + v);
            let (of_spend, of_rate) = (ln_spent - ln_all, ln_rate - ln_all);
            total += weight * (constant + shape * of_spend + q * of_rate);
            in_p += weight * x * (slope_p + of_spend);
            in_q += weight * (slope_q + of_rate);
            in_v -= weight * (shape + q) / (spent + v);
        }
        gradient.copy_from_slice(&[in_p, in_q, in_v + q / v * count(self.customers())]);
        total - self.ln_means
    }
}

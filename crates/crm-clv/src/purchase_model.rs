//! [`PurchaseModel`]: what every model of purchase times answers, and [`Fitted`], a model with the report of its fit.

use core::fmt;

use thiserror::Error;

use crate::{Cells, Ending, FitReport, History, Horizon, estimation::SymmetricMatrix};

/// A model of when customers buy and when they stop, with its parameters.
///
/// All probabilities are of 0 to 1, all times in the unit of the histories that the parameters belong to. A customer is
/// *alive* who has not stopped for good.
///
/// The trait is sealed: what works on any of these models takes `impl PurchaseModel`.
pub trait PurchaseModel: fmt::Debug + sealed::Sealed {
    /// Returns the model's name, such as `BG/NBD`.
    fn name(&self) -> &'static str;

    /// Returns the logarithm of the likelihood of a history, but for a factor that depends on neither parameters nor data.
    fn log_likelihood(&self, history: &History) -> f64;

    /// Returns the probability that the customer is alive at the end of the observation.
    fn p_alive(&self, history: &History) -> f64;

    /// Returns the probability that the customer is alive so long after the end of the observation.
    fn p_alive_in(&self, history: &History, horizon: Horizon) -> f64;

    /// Returns the expected number of purchases from the end of the observation to the horizon.
    fn expected_purchases(&self, history: &History, horizon: Horizon) -> f64;

    /// Returns the expected number of repeat purchases of a new customer from the first purchase to the horizon.
    fn expected_purchases_of_new(&self, horizon: Horizon) -> f64;

    /// Returns the probability of so many purchases from the end of the observation to the horizon.
    fn probability_of_purchases(&self, purchases: u32, history: &History, horizon: Horizon) -> f64;

    /// Returns the probability of so many repeat purchases of a new customer from the first purchase to the horizon.
    fn probability_of_purchases_of_new(&self, purchases: u32, horizon: Horizon) -> f64;
}

pub(crate) mod sealed {
    use crate::{History, Horizon};

    /// Keeps models of other crates out, so that questions can be added.
    pub trait Sealed {
        /// Returns the expected purchases of a customer who is alive at the end of the observation, if they depend on
        /// frequency and age alone.
        fn purchases_if_alive(&self, _: &History, _: Horizon) -> Option<f64> {
            None
        }
    }
}

/// A model with the report of the fit that its parameters come from.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted<M> {
    /// The model at the estimates.
    pub model: M,
    /// What the fit found and cannot tell.
    pub report: FitReport,
    /// The covariance of the parameters on the scales on which they were looked for.
    pub(crate) covariance: Option<SymmetricMatrix>,
}

/// Why a model cannot be fitted at all.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FitError {
    /// There are no customers.
    #[error("no model can be fitted to the histories of no customers")]
    NoCustomers,
    /// Nobody bought twice.
    #[error(
        "none of {customers} customers bought more than once: there are no times between purchases to fit a model to"
    )]
    NoRepeatPurchases {
        /// How many customers there are.
        customers: u64,
    },
    /// Nobody was observed for any time after the first purchase.
    #[error("none of {customers} customers was observed for any time after the first purchase")]
    NoTime {
        /// How many customers there are.
        customers: u64,
    },
    /// The likelihood is not a number where the search would start.
    #[error("{model} cannot be fitted: {ending}")]
    Failed {
        /// The model's name.
        model: &'static str,
        /// How the search ended.
        ending: Ending,
    },
}

impl FitError {
    /// Checks that there is anything to fit.
    pub(crate) fn check(cells: &Cells) -> Result<(), Self> {
        let customers = cells.customers();
        if customers == 0 {
            Err(Self::NoCustomers)
        } else if cells.repeat_purchases() == 0 {
            Err(Self::NoRepeatPurchases { customers })
        } else if cells.cells().iter().all(|cell| cell.history.age() == 0.0) {
            Err(Self::NoTime { customers })
        } else {
            Ok(())
        }
    }
}

/// A number is no parameter of a model: it has to lie from 1e-12 to 1e12, where every answer is right.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("{name} of {value} is no parameter of {model}: it must be a number from 1e-12 to 1e12")]
pub struct ParameterError {
    /// The model's name.
    pub model: &'static str,
    /// The parameter's name.
    pub name: &'static str,
    /// The number given.
    pub value: f64,
}

/// A number is no rate of discount.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[error("a discount rate of {rate} cannot be used here: it must be a number from 1e-100 to 1e100")]
pub struct RateError {
    /// The number given.
    pub rate: f64,
}

impl RateError {
    /// Checks that a rate lies from 1e-100 to 1e100.
    pub(crate) fn check(rate: f64) -> Result<f64, Self> {
        if (1e-100..=1e100).contains(&rate) { Ok(rate) } else { Err(Self { rate }) }
    }
}

impl ParameterError {
    /// Checks that all parameters lie from 1e-12 to 1e12.
    pub(crate) fn check<const N: usize>(
        model: &'static str,
        parameters: [(&'static str, f64); N],
    ) -> Result<[f64; N], Self> {
        for (name, value) in parameters {
            if !(1e-12..=1e12).contains(&value) {
                return Err(Self { model, name, value });
            }
        }
        Ok(parameters.map(|(_, value)| value))
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Converged => "converged",
            Self::NoProgress => "no step raised the likelihood any more before its gradient vanished",
            Self::StepLimit => "all steps were used up before the gradient vanished",
            Self::NoStart => "the likelihood is not a number at the starting values",
        })
    }
}

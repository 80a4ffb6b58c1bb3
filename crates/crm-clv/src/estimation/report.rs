//! [`FitReport`]: what a fit found, how sure it is, and what it cannot tell.

use alloc::{borrow::Cow, vec::Vec};
use core::fmt;

use libm::log;

use super::maximise::Ending;
use crate::number::count;

/// What a fit found, how sure it is, and what it cannot tell.
///
/// The parameters are those of the model, in the order of its paper.
///
/// # Units
///
/// Likelihoods are natural logarithms, summed over customers, with every factor that depends on parameters or data but
/// for constants that a model names.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct FitReport {
    /// The model's name, such as `BG/NBD`.
    pub model: &'static str,
    /// The parameters with their uncertainty.
    pub estimates: Vec<Estimate>,
    /// The log-likelihood at the estimates.
    pub log_likelihood: f64,
    /// How many customers it sums over.
    pub customers: u64,
    /// How many customers the model cannot learn from, and so are not among these.
    pub left_out: u64,
    /// How the search ended.
    pub ending: Ending,
    /// The largest component of the gradient at the end, per customer, by the logarithms of positive parameters; parameters
    /// at their limits are left out.
    pub gradient: f64,
    /// The steps of the search, 200 at most for each of its stages: one, or two for `GGompertz/NBD`.
    pub steps: u32,
    /// How often the likelihood was evaluated.
    pub evaluations: u32,
    /// Combinations of parameters that the data do not pin down.
    pub flat_directions: Vec<FlatDirection>,
    /// Simpler models that the data cannot tell this one from, and what else makes numbers of the model meaningless.
    pub boundaries: Vec<Boundary>,
}

/// A parameter with its uncertainty.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Estimate {
    /// Its name, such as `alpha`.
    pub name: Cow<'static, str>,
    /// The estimate.
    pub value: f64,
    /// Its standard error, or why there is none.
    pub standard_error: StandardError,
}

/// The standard error of an estimate, by the observed information and the delta method, or why there is none.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum StandardError {
    /// The standard error.
    Known(f64),
    /// The estimate lies at the limit of what a search tries, and would go beyond.
    AtLimit,
    /// The parameter has a part in a [`FlatDirection`], or is so large that customers do not differ in what it is about.
    Flat,
    /// The search did not converge, or the surface does not bend downwards at its end.
    NotAtMaximum,
}

impl StandardError {
    /// Returns the standard error, if there is one.
    #[must_use]
    pub const fn value(self) -> Option<f64> {
        match self {
            Self::Known(value) => Some(value),
            Self::AtLimit | Self::Flat | Self::NotAtMaximum => None,
        }
    }
}

impl fmt::Display for StandardError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(value) => write!(formatter, "{value}"),
            Self::AtLimit => formatter.write_str("none: the estimate is at a limit"),
            Self::Flat => formatter.write_str("none: the data do not pin it down"),
            Self::NotAtMaximum => formatter.write_str("none: not at a maximum"),
        }
    }
}

/// A combination of parameters along which the likelihood hardly changes: only what stays the same along it is known.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct FlatDirection {
    /// For each parameter in order, how much its logarithm (or a coefficient itself) changes along a step of length 1.
    pub direction: Vec<f64>,
    /// The standard deviation along the direction; `None` if the likelihood does not fall at all.
    pub standard_deviation: Option<f64>,
}

/// What makes some or all numbers of a fitted model meaningless.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Boundary {
    /// The NBD model, in which nobody ever stops buying, explains the data as well: P(alive) is not known from these data.
    NoDropout,
    /// One probability or rate of stopping for all customers explains the data as well: how much customers differ in that
    /// is not known.
    HomogeneousDropout,
    /// Nobody left at any renewal that was watched: that somebody ever will is not known.
    NobodyLeaves,
    /// Nobody renewed: that somebody ever will is not known.
    EverybodyLeaves,
    /// One rate of buying for all customers, in periods one chance, explains the data as well: how much customers differ in that
    /// is not known.
    HomogeneousPurchasing,
    /// One mean spend for all customers explains the data as well, which then vary by chance alone, or do not vary at all: how much
    /// customers differ in that is not known.
    HomogeneousSpend,
    /// Pareto/NBD, in which hazards of stopping do not grow, explains the data as well: of `GGompertz/NBD`, only s, r, alpha
    /// and beta / b are known.
    ParetoLimit,
    /// The distribution of mean spend has no mean (`q <= 1`): expected spend is not defined.
    NoMeanSpend,
}

impl Boundary {
    /// A simpler model explains the data as well if this one's log-likelihood is not higher by so much.
    pub(crate) const LEAST_GAIN: f64 = 0.5;
}

impl fmt::Display for Boundary {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoDropout => {
                "no dropout is identified: a model in which nobody stops buying fits as well, so P(alive) says nothing"
            }
            Self::HomogeneousDropout => "dropout is the same for all: one chance or rate of stopping fits as well",
            Self::NobodyLeaves => "nobody left: that somebody ever will is not known",
            Self::EverybodyLeaves => "nobody renewed: that somebody ever will is not known",
            Self::HomogeneousPurchasing => "all buy alike: one rate of buying fits as well",
            Self::HomogeneousSpend => "all spend alike: one mean spend for all fits as well",
            Self::ParetoLimit => {
                "hazards of stopping do not grow: Pareto/NBD fits as well, and only beta / b is known of beta and b"
            }
            Self::NoMeanSpend => "mean spend has no mean (q <= 1): expected spend is not defined",
        })
    }
}

impl FitReport {
    /// Returns how many parameters were estimated.
    #[must_use]
    pub const fn dimension(&self) -> usize {
        self.estimates.len()
    }

    /// Returns Akaike's information criterion, `2 k - 2 ln L`: of two models of the same data, the lower one predicts better.
    #[must_use]
    pub fn aic(&self) -> f64 {
        2.0 * self.parameters() - 2.0 * self.log_likelihood
    }

    /// Returns the Bayesian information criterion, `k ln n - 2 ln L` with `n` customers.
    #[must_use]
    pub fn bic(&self) -> f64 {
        self.parameters() * log(count(self.customers)) - 2.0 * self.log_likelihood
    }

    /// Returns whether the search converged to a maximum that nothing is wrong with: no flat direction, no boundary, a
    /// standard error for each parameter.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let has_error = |estimate: &Estimate| estimate.standard_error.value().is_some();
        self.ending == Ending::Converged
            && self.boundaries.is_empty()
            && self.flat_directions.is_empty()
            && self.estimates.iter().all(has_error)
    }

    fn parameters(&self) -> f64 {
        count(u64::try_from(self.dimension()).unwrap_or(u64::MAX))
    }
}

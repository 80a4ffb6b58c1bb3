//! Whether covariates explain anything: each coefficient by its standard error, all together by the likelihoods.

use alloc::{string::String, vec::Vec};

use super::{CovariateEffect, CovariateFit, CovariateModel};
use crate::{Ending, StandardError, number::count, special::chi_square_upper_tail};

/// A coefficient with its uncertainty.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Coefficient {
    /// What it is of.
    pub effect: CovariateEffect,
    /// The covariate.
    pub covariate: String,
    /// The estimate, for 1 more of the covariate.
    pub estimate: f64,
    /// Its standard error, or why there is none.
    pub standard_error: StandardError,
    /// How many standard errors the estimate is from 0 (Wald's test), if there is one.
    pub z: Option<f64>,
    /// The probability of an estimate at least so far from 0 if the true coefficient is 0 and there are many customers.
    pub p_value: Option<f64>,
}

/// Whether covariates explain more than chance would: the test of the likelihood ratio.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct LikelihoodRatio {
    /// Twice the difference of the log-likelihoods, with and without covariates.
    pub statistic: f64,
    /// How many coefficients there are.
    pub degrees: u64,
    /// The probability of at least such a difference if all coefficients are 0 and there are many customers; 0 where it is below
    /// the smallest number, at a difference of about 740.
    pub p_value: f64,
}

impl<M: CovariateModel> CovariateFit<M> {
    /// Returns the coefficients, in the order of the report.
    #[must_use]
    pub fn coefficients(&self) -> Vec<Coefficient> {
        let estimates = self.fitted.report.estimates.iter().skip(M::PARAMETERS.len());
        let coefficients = self.fitted.model.coefficients().zip(estimates);
        let coefficient = |((effect, covariate, estimate), found): ((_, &str, f64), &crate::Estimate)| {
            let z = found.standard_error.value().map(|error| estimate / error).filter(|z| z.is_finite());
            Coefficient {
                effect,
                covariate: covariate.into(),
                estimate,
                standard_error: found.standard_error,
                z,
                p_value: z.and_then(|z| chi_square_upper_tail(z * z, 1.0)),
            }
        };
        coefficients.map(coefficient).collect()
    }

    /// Returns the test of all coefficients together; `None` if there are none, or one of the two fits did not converge.
    ///
    /// Where a report has a boundary, or a coefficient no standard error, the test counts parameters that the data do not pin down, and
    /// its p-value is too large.
    #[must_use]
    pub fn likelihood_ratio(&self) -> Option<LikelihoodRatio> {
        let (with, without) = (&self.fitted.report, &self.without.report);
        let degrees = u64::try_from(with.dimension().checked_sub(without.dimension())?).ok()?;
        if degrees == 0 || [with, without].iter().any(|report| report.ending != Ending::Converged) {
            return None;
        }
        let statistic = (2.0 * (with.log_likelihood - without.log_likelihood)).max(0.0);
        let p_value = chi_square_upper_tail(statistic, count(degrees))?;
        Some(LikelihoodRatio { statistic, degrees, p_value })
    }
}

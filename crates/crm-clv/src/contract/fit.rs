//! The fit of the shifted beta-geometric model.

use alloc::{borrow::Cow, vec::Vec};

use libm::{exp, log};
use thiserror::Error;

use super::{RenewalTally, Renewals, ShiftedBetaGeometric};
use crate::{
    Boundary, Ending, Fitted, ParametricModel,
    estimation::{Estimation, Likelihood, estimate},
    number::count,
};

/// Why the model of contracts cannot be fitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ContractFitError {
    /// No contract came to the end of a period.
    #[error("no renewal was due yet: there is nothing to fit a model to")]
    NoRenewals,
    /// The search found no parameters.
    #[error("the shifted beta-geometric model cannot be fitted: {ending}")]
    Failed {
        /// How the search ended.
        ending: Ending,
    },
}

impl ShiftedBetaGeometric {
    /// Fits the model by maximum likelihood to renewals of one or many cohorts, whatever their ages.
    ///
    /// The report counts the contracts whose renewal was due at least once. It has a boundary where one retention rate for all
    /// explains the renewals as well ([`Boundary::HomogeneousDropout`]), as it does wherever only one period was watched, and
    /// where nobody left ([`Boundary::NobodyLeaves`]) or nobody renewed ([`Boundary::EverybodyLeaves`]).
    ///
    /// # Errors
    ///
    /// When no renewal was due yet.
    ///
    /// # Source
    ///
    /// Fader, Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::{RenewalTally, ShiftedBetaGeometric};
    ///
    /// let mut tally = RenewalTally::default();
    /// tally.record_cohort(&[1_000, 869, 743, 653, 593, 551, 517, 491])?; // the `Highend` customers of the paper
    /// let fitted = ShiftedBetaGeometric::fit(&tally)?;
    /// assert_eq!(format!("{:.3} {:.3}", fitted.model.alpha(), fitted.model.beta()), "0.668 3.806"); // as in the paper
    /// assert!(fitted.report.is_sound());
    /// assert_eq!(format!("{:.2}", fitted.model.survival(12)), "0.38"); // 39.4 % were left after five more renewals
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit(renewals: &RenewalTally) -> Result<Fitted<Self>, ContractFitError> {
        let likelihood = RenewalLikelihood::new(renewals);
        if likelihood.customers == 0 {
            return Err(ContractFitError::NoRenewals);
        }
        let Estimation { values, mut report, covariance } = estimate(&likelihood, &likelihood.start());
        let failed = ContractFitError::Failed { ending: report.ending };
        let &[alpha, beta] = values.as_slice() else { return Err(failed) };
        let model = Self::new(alpha, beta).map_err(|_| failed)?;
        if !report.log_likelihood.is_finite() {
            return Err(failed);
        }
        report.boundaries.extend(likelihood.boundary(report.log_likelihood));
        Ok(Fitted { model, report, covariance })
    }
}

impl crate::parametric::sealed::Sealed for ShiftedBetaGeometric {}

impl ParametricModel for ShiftedBetaGeometric {
    fn parameter_values(&self) -> Vec<f64> {
        [self.alpha, self.beta].into()
    }

    fn with_coordinates(&self, coordinates: &[f64]) -> Option<Self> {
        let &[alpha, beta] = coordinates else { return None };
        Self::new(exp(alpha), exp(beta)).ok()
    }
}

/// The log-likelihood of renewals.
struct RenewalLikelihood<'a> {
    renewals: &'a RenewalTally,
    kept: f64,
    lost: f64,
    customers: u64,
}

impl<'a> RenewalLikelihood<'a> {
    fn new(renewals: &'a RenewalTally) -> Self {
        let sum =
            |of: fn(&Renewals) -> u64| renewals.by_period().iter().map(|period| count(of(period))).sum();
        // All contracts come to the end of their first period first.
        let due = renewals.by_period().iter().map(|Renewals { kept, lost }| kept.saturating_add(*lost));
        Self {
            renewals,
            kept: sum(|period| period.kept),
            lost: sum(|period| period.lost),
            customers: due.max().unwrap_or(0),
        }
    }

    /// Returns parameters with the mean retention of the data, and customers who differ.
    fn start(&self) -> [f64; 2] {
        let left = (self.lost / (self.kept + self.lost)).clamp(1e-3, 1.0 - 1e-3);
        [2.0 * left, 2.0 * (1.0 - left)]
    }

    /// Returns the simpler model that explains the renewals as well, if there is one.
    fn boundary(&self, log_likelihood: f64) -> Option<Boundary> {
        if self.lost <= 0.0 {
            return Some(Boundary::NobodyLeaves);
        }
        if self.kept <= 0.0 {
            return Some(Boundary::EverybodyLeaves);
        }
        let all = self.kept + self.lost;
        let of_one_rate = self.kept * log(self.kept / all) + self.lost * log(self.lost / all);
        (log_likelihood - of_one_rate < Boundary::LEAST_GAIN).then_some(Boundary::HomogeneousDropout)
    }
}

impl Likelihood for RenewalLikelihood<'_> {
    const MODEL: &'static str = "shifted beta-geometric";

    fn parameters(&self) -> Vec<Cow<'static, str>> {
        ["alpha", "beta"].map(Cow::Borrowed).into()
    }

    fn customers(&self) -> u64 {
        self.customers
    }

    fn evaluate(&self, parameters: &[f64], gradient: &mut [f64]) -> f64 {
        let &[alpha, beta] = parameters else { return f64::NAN };
        let Ok(model) = ShiftedBetaGeometric::new(alpha, beta) else { return f64::NAN };
        let sum = model.log_likelihood(self.renewals);
        gradient.copy_from_slice(&[sum.by_alpha, sum.by_beta]);
        sum.value
    }
}

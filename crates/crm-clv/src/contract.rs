//! Contracts: customers who renew or leave at the end of each period, seen to do so.
//!
//! [`ShiftedBetaGeometric`] says how many stay how long, and what a contract is worth in discounted periods; [`RenewalTally`] counts
//! what was observed, from which its parameters are estimated.

mod discounted;
mod fit;
mod renewals;

pub use fit::ContractFitError;
pub use renewals::{RenewalTally, Renewals};

use thiserror::Error;

use crate::number;

/// Up to so many periods survival is a plain product; beyond, a sum by Euler and Maclaurin.
const PLAIN: u64 = 4_096;

/// The shifted beta-geometric model of contracts.
///
/// A customer leaves at each renewal with a probability of the customer's own, and that probability is spread among customers by a
/// beta distribution (alpha, beta). Whoever is likely to leave does so early, and so the retention rate of a cohort rises with its age,
/// though nobody's own rate changes. A contract's lifetime T is at least one period.
///
/// # Source
///
/// Fader, Hardie (2007), How to Project Customer Retention, Journal of Interactive Marketing 21(1).
///
/// # Examples
///
/// ```
/// use crm_clv::ShiftedBetaGeometric;
///
/// let model = ShiftedBetaGeometric::new(1.0, 2.0)?;
/// assert_eq!(model.retention(1), Some(2.0 / 3.0)); // beta of alpha + beta
/// assert_eq!(model.retention(2), Some(3.0 / 4.0));
/// assert!((model.survival(2) - 0.5).abs() < 1e-15); // 2/3 × 3/4
/// assert!((model.leaving(3) - 0.1).abs() < 1e-15); // 1/2 × 1/5
/// # Ok::<(), crm_clv::ContractError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "[f64; 2]", into = "[f64; 2]"))]
pub struct ShiftedBetaGeometric {
    // INVARIANT: both are in the range of parameters.
    alpha: f64,
    beta: f64,
}

/// Why a question about contracts has no answer.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum ContractError {
    /// A parameter is out of range.
    #[error("alpha {alpha} and beta {beta} are not both within 1e-100 and 1e100")]
    Parameters {
        /// The first parameter.
        alpha: f64,
        /// The second one.
        beta: f64,
    },
    /// A discount rate is out of range.
    #[error("discount {discount} a period is neither 0 nor a finite number of at least 1e-9")]
    Discount {
        /// The rate.
        discount: f64,
    },
    /// Without discount the expected lifetime has no end.
    #[error("the lifetime has no finite mean unless alpha, {alpha}, is above 1: a discount is needed")]
    Endless {
        /// The first parameter.
        alpha: f64,
    },
    /// A contract that runs is in its first period at least.
    #[error("periods are counted from 1")]
    PeriodZero,
    /// More customers are left than were before.
    #[error("{after} customers are left in period {period}, after {before}")]
    Rising {
        /// The period.
        period: usize,
        /// The number before it.
        before: u64,
        /// The number in it.
        after: u64,
    },
    /// A count leaves its range.
    #[error("there are too many renewals to count")]
    TooLarge,
}

/// A log-likelihood, with how it changes with each parameter.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ContractLikelihood {
    /// The natural logarithm of the likelihood.
    pub value: f64,
    /// Its derivative by alpha.
    pub by_alpha: f64,
    /// Its derivative by beta.
    pub by_beta: f64,
}

impl ShiftedBetaGeometric {
    /// Returns the model with its parameters: alpha counts for leaving, beta for staying.
    ///
    /// # Errors
    ///
    /// When one is not within 1e-100 and 1e100.
    pub fn new(alpha: f64, beta: f64) -> Result<Self, ContractError> {
        let range = 1e-100..=1e100;
        if range.contains(&alpha) && range.contains(&beta) {
            Ok(Self { alpha, beta })
        } else {
            Err(ContractError::Parameters { alpha, beta })
        }
    }

    /// Returns the parameter of leaving.
    pub const fn alpha(self) -> f64 {
        self.alpha
    }

    /// Returns the parameter of staying.
    pub const fn beta(self) -> f64 {
        self.beta
    }

    /// Returns r(t), the share of those in their `period`-th period who renew at its end; `None` for period 0.
    pub fn retention(self, period: u64) -> Option<f64> {
        let stayed = self.beta + number::count(period.checked_sub(1)?);
        Some(stayed / (self.alpha + stayed))
    }

    /// Returns S(t), the share of customers who renew at least `periods` times; 1 for none.
    pub fn survival(self, periods: u64) -> f64 {
        libm::exp(self.ln_survival(periods))
    }

    /// Returns P(T = t), the share of customers who leave at the end of their `period`-th period; 0 for period 0.
    pub fn leaving(self, period: u64) -> f64 {
        let Some(renewed) = period.checked_sub(1) else { return 0.0 };
        self.survival(renewed) * (self.alpha / (self.alpha + (self.beta + number::count(renewed))))
    }

    /// Returns ln S(t) = -Σ ln(1 + alpha / (beta + i)) over i below t: all terms have one sign.
    fn ln_survival(self, periods: u64) -> f64 {
        let Self { alpha, beta } = self;
        let term = |stayed: f64| libm::log1p(alpha / stayed);
        let sum: f64 = (0..periods.min(PLAIN)).map(|renewed| term(beta + number::count(renewed))).sum();
        if periods <= PLAIN {
            return -sum;
        }
        let (from, to) = (beta + number::count(PLAIN), beta + number::count(periods));
        let integral = to * term(to) - from * term(from) + alpha * libm::log1p((to - from) / (from + alpha));
        let ends = (term(from) - term(to)) / 2.0;
        let slope = |stayed: f64| -alpha / stayed / (stayed + alpha);
        -(sum + integral + ends + (slope(to) - slope(from)) / 12.0)
    }

    /// Returns the mean of T in periods, the first one with them: (alpha + beta - 1) / (alpha - 1).
    ///
    /// It is `None` for an alpha of at most 1, at which some stay so long that there is no mean.
    pub fn expected_lifetime(self) -> Option<f64> {
        (self.alpha > 1.0).then(|| 1.0 + self.beta / (self.alpha - 1.0))
    }

    /// Returns the discounted expected lifetime (DEL) of a new customer: Σ S(t) / (1 + d)^t over t from 0.
    ///
    /// It is what a contract that brings 1 at the beginning of each period is worth at the start of the first.
    ///
    /// # Units
    ///
    /// `discount` is a fraction a period, not percent and not a year's. The result is in periods.
    ///
    /// # Errors
    ///
    /// When the discount is neither 0 nor a finite number of at least 1e-9; or it is 0, and alpha is not above 1.
    ///
    /// # Source
    ///
    /// Fader, Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science 29(1): ₂F₁(1, beta; alpha + beta;
    /// 1 / (1 + d)), here by Gauss's continued fraction as a sum of positive terms.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::{ContractError, ShiftedBetaGeometric};
    ///
    /// let model = ShiftedBetaGeometric::new(3.0, 2.0)?;
    /// assert_eq!(model.discounted_lifetime(0.0)?, 2.0); // (3 + 2 - 1) / (3 - 1)
    /// assert!(model.discounted_lifetime(0.1)? < 2.0);
    /// let endless = ShiftedBetaGeometric::new(1.0, 2.0)?;
    /// assert_eq!(endless.discounted_lifetime(0.0), Err(ContractError::Endless { alpha: 1.0 }));
    /// # Ok::<(), ContractError>(())
    /// ```
    pub fn discounted_lifetime(self, discount: f64) -> Result<f64, ContractError> {
        if discount.abs() <= 0.0 {
            return self.expected_lifetime().ok_or(ContractError::Endless { alpha: self.alpha });
        }
        if !(discount >= 1e-9 && discount.is_finite()) {
            return Err(ContractError::Discount { discount });
        }
        Ok(discounted::lifetime(self.alpha, self.beta, discount))
    }

    /// Returns the discounted expected residual lifetime (DERL) of a customer in the `period`-th period, just before its renewal:
    /// Σ S(t) / S(period - 1) / (1 + d)^(t - period) over t from `period`.
    ///
    /// The payment for the running period is past and not counted; the one that a renewal brings at once is not discounted.
    ///
    /// # Errors
    ///
    /// When the period is 0, and as [`discounted_lifetime`](Self::discounted_lifetime).
    ///
    /// # Source
    ///
    /// Fader, Hardie (2010), Customer-Base Valuation in a Contractual Setting, Marketing Science 29(1).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::ShiftedBetaGeometric;
    ///
    /// let model = ShiftedBetaGeometric::new(3.0, 2.0)?;
    /// // 2/5 renew, and are then like new customers of (3, 3), who stay (3 + 3 - 1) / (3 - 1) periods.
    /// assert_eq!(model.discounted_residual_lifetime(1, 0.0)?, 0.4 * 2.5);
    /// # Ok::<(), crm_clv::ContractError>(())
    /// ```
    pub fn discounted_residual_lifetime(self, period: u64, discount: f64) -> Result<f64, ContractError> {
        let renews = self.retention(period).ok_or(ContractError::PeriodZero)?;
        let later = Self { beta: self.beta + number::count(period), ..self };
        Ok(renews * later.discounted_lifetime(discount)?)
    }

    /// Returns how likely the renewals are, with the derivatives that an estimate needs.
    ///
    /// It is Σ kept ln r(t) + lost ln(1 - r(t)): the likelihood of a cohort's survivors without its multinomial coefficient.
    pub fn log_likelihood(self, renewals: &RenewalTally) -> ContractLikelihood {
        let Self { alpha, beta } = self;
        let mut sum = ContractLikelihood { value: 0.0, by_alpha: 0.0, by_beta: 0.0 };
        for (renewed, Renewals { kept, lost }) in (0_u64..).zip(renewals.by_period()) {
            let (kept, lost, stayed) =
                (number::count(*kept), number::count(*lost), beta + number::count(renewed));
            let all = alpha + stayed;
            sum.value -= kept * libm::log1p(alpha / stayed) + lost * libm::log1p(stayed / alpha);
            sum.by_alpha += lost * (stayed / alpha / all) - kept / all;
            sum.by_beta += kept * (alpha / stayed / all) - lost / all;
        }
        sum
    }
}

impl TryFrom<[f64; 2]> for ShiftedBetaGeometric {
    type Error = ContractError;

    fn try_from([alpha, beta]: [f64; 2]) -> Result<Self, ContractError> {
        Self::new(alpha, beta)
    }
}

impl From<ShiftedBetaGeometric> for [f64; 2] {
    fn from(model: ShiftedBetaGeometric) -> Self {
        [model.alpha, model.beta]
    }
}

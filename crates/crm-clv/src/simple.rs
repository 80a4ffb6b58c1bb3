//! Customer lifetime value without a model of behaviour: what a customer has brought, and the formula with one retention rate.
//!
//! They are here because they are asked for, and because their assumptions ought to be named where the figure is printed.
//! [`SimpleClv`] lists those of the formula.

use thiserror::Error;

/// The lifetime value of a customer with one margin, one retention rate and one discount rate for ever:
/// margin × retention / (1 + discount - retention), and its two variants.
///
/// # Assumptions
///
/// - The margin is the same in every period, for ever. It is a margin, and not revenue.
/// - Each customer stays from period to period with the same probability, whoever it is and however long it has stayed. Where
///   customers differ, those likely to leave do so first: the formula then undervalues customers who have stayed, and a rate taken
///   from mixed cohorts is wrong for new ones. [`ShiftedBetaGeometric`](crate::ShiftedBetaGeometric) takes account of it.
/// - Leaving is seen when it happens, and is for ever, as with a contract. Of customers without one a retention rate is not
///   observed.
/// - When the first margin comes is as [`FirstMargin`] says; the variants differ by a period and by the first renewal, so much more
///   than the last decimal.
/// - What it cost to acquire the customer is not subtracted.
///
/// # Units
///
/// Rates are fractions a period, all of the same length. The value is in the unit of the margin.
///
/// # Source
///
/// Gupta, Lehmann (2003), Customers as Assets, Journal of Interactive Marketing 17(1); Berger, Nasr (1998), Customer Lifetime Value:
/// Marketing Models and Applications, ibid. 12(1).
///
/// # Examples
///
/// ```
/// use crm_clv::{FirstMargin, SimpleClv};
///
/// let mut clv = SimpleClv {
///     margin: 100.0,
///     retention: 0.8,
///     discount: 0.2,
///     first_margin: FirstMargin::AfterFirstRenewal,
/// };
/// assert!((clv.value()? - 200.0).abs() < 1e-12); // 100 × 0.8 / 0.4
/// clv.first_margin = FirstMargin::Now;
/// assert!((clv.value()? - 300.0).abs() < 1e-12); // and 100 at once
/// clv.first_margin = FirstMargin::EndOfFirstPeriod;
/// assert!((clv.value()? - 250.0).abs() < 1e-12); // 300 a period later: 300 / 1.2
/// # Ok::<(), crm_clv::SimpleClvError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct SimpleClv {
    /// What a customer brings a period, less what the customer costs; negative where serving costs more.
    pub margin: f64,
    /// The share of customers who stay from one period to the next, 0 to 1.
    pub retention: f64,
    /// The rate at which money loses value a period, 0 or more.
    pub discount: f64,
    /// When the first margin comes.
    pub first_margin: FirstMargin,
}

/// When the first margin of a customer comes, and whether it is sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum FirstMargin {
    /// At once, as with a contract paid in advance: margin × (1 + discount) / (1 + discount - retention).
    Now,
    /// At the end of the first period, whether or not the customer then leaves: margin / (1 + discount - retention).
    EndOfFirstPeriod,
    /// At the end of the first period, from those who renew then: margin × retention / (1 + discount - retention). It is the value of
    /// an existing customer just after a payment.
    AfterFirstRenewal,
}

/// Why a simple figure has no value.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum SimpleClvError {
    /// A margin is no number.
    #[error("margin {margin} is not a finite number")]
    Margin {
        /// The margin.
        margin: f64,
    },
    /// A retention rate is out of range.
    #[error("retention {retention} is not within 0 and 1")]
    Retention {
        /// The rate.
        retention: f64,
    },
    /// A discount rate is out of range.
    #[error("discount {discount} is not a finite number of at least 0")]
    Discount {
        /// The rate.
        discount: f64,
    },
    /// Margins do not lose value as fast as customers stay.
    #[error("retention {retention} is not below 1 + discount {discount}: the value has no end")]
    Endless {
        /// The retention rate.
        retention: f64,
        /// The discount rate.
        discount: f64,
    },
    /// A value is beyond the range of numbers.
    #[error("the value is too large")]
    TooLarge,
}

impl SimpleClv {
    /// Returns the value.
    ///
    /// # Errors
    ///
    /// When the margin is no finite number, the retention is not within 0 and 1, the discount is not a finite number of at least 0, the
    /// retention is not below 1 + discount (1 without discount), or the value is too large for a number.
    pub fn value(&self) -> Result<f64, SimpleClvError> {
        let Self { margin, retention, discount, first_margin } = *self;
        if !margin.is_finite() {
            return Err(SimpleClvError::Margin { margin });
        }
        check_retention(retention)?;
        check_discount(discount)?;
        let loss = (1.0 - retention) + discount; // in this order, a retention close to 1 is not rounded away
        if loss <= 0.0 {
            return Err(SimpleClvError::Endless { retention, discount });
        }
        let weight = match first_margin {
            FirstMargin::Now => 1.0 + retention / loss,
            FirstMargin::EndOfFirstPeriod => 1.0 / loss,
            FirstMargin::AfterFirstRenewal => retention / loss,
        };
        finite(margin * weight)
    }
}

/// Returns the mean number of periods that a customer stays, the first one with them: 1 / (1 - retention). `None` for a retention of
/// 1, which has no end.
///
/// It has the assumptions of [`SimpleClv`] on retention.
///
/// # Errors
///
/// When the retention is not within 0 and 1.
///
/// # Examples
///
/// ```
/// assert_eq!(crm_clv::expected_lifetime(0.75)?, Some(4.0));
/// assert_eq!(crm_clv::expected_lifetime(1.0)?, None);
/// # Ok::<(), crm_clv::SimpleClvError>(())
/// ```
pub fn expected_lifetime(retention: f64) -> Result<Option<f64>, SimpleClvError> {
    check_retention(retention)?;
    Ok((retention < 1.0).then(|| 1.0 / (1.0 - retention)))
}

/// Returns what a customer has brought: the sum of margins, in minor units, exactly. `None` if there are none.
///
/// It says nothing of the future: a customer who has left counts as much as one who stays.
///
/// # Examples
///
/// ```
/// assert_eq!(crm_clv::historic_clv([1_500, 2_000, -300]), Some(3_200)); // a refund of 3.00
/// assert_eq!(crm_clv::historic_clv([]), None);
/// ```
pub fn historic_clv(margins: impl IntoIterator<Item = i64>) -> Option<i128> {
    margins.into_iter().map(i128::from).reduce(i128::saturating_add) // 2^64 margins do not reach the bound
}

/// Returns what a customer has brought, discounted to the first period: Σ margin(t) / (1 + discount)^t. `None` if there are none.
///
/// `margins` are those of period 0, 1, 2 .. after the customer came, a 0 where there was none.
///
/// # Errors
///
/// When a margin is no finite number, the discount is not a finite number of at least 0, or the value is too large for a number.
///
/// # Examples
///
/// ```
/// assert_eq!(crm_clv::discounted_historic_clv(&[100.0, 0.0, 60.5], 0.1)?, Some(150.0)); // 60.5 / 1.21 = 50
/// # Ok::<(), crm_clv::SimpleClvError>(())
/// ```
pub fn discounted_historic_clv(margins: &[f64], discount: f64) -> Result<Option<f64>, SimpleClvError> {
    check_discount(discount)?;
    if let Some(margin) = margins.iter().copied().find(|margin| !margin.is_finite()) {
        return Err(SimpleClvError::Margin { margin });
    }
    let value = margins.iter().rev().copied().reduce(|later, margin| margin + later / (1.0 + discount));
    value.map(finite).transpose()
}

fn check_retention(retention: f64) -> Result<(), SimpleClvError> {
    if (0.0..=1.0).contains(&retention) { Ok(()) } else { Err(SimpleClvError::Retention { retention }) }
}

fn check_discount(discount: f64) -> Result<(), SimpleClvError> {
    if discount >= 0.0 && discount.is_finite() { Ok(()) } else { Err(SimpleClvError::Discount { discount }) }
}

fn finite(value: f64) -> Result<f64, SimpleClvError> {
    if value.is_finite() { Ok(value) } else { Err(SimpleClvError::TooLarge) }
}

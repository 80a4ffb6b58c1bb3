//! [`LifetimeValue`]: what customers will still bring, from a model of purchases and one of spend.

mod table;

use alloc::vec::Vec;

use libm::{exp, log1p};
use thiserror::Error;

use crate::{GammaGamma, History, Horizon, PurchaseModel, SpendHistory};

/// Over how many periods a value is summed up, and how money to come counts now.
///
/// # Examples
///
/// ```
/// use crm_clv::ClvTerms;
///
/// // A year of months, for a model in weeks: 1 % a month, and 30 % of the spend is left after costs.
/// let terms = ClvTerms { periods: 12, period: 30.4375 / 7.0, discount: 0.01, margin: 0.3 };
/// assert!(terms.check().is_ok());
/// assert!(ClvTerms { margin: 30.0, ..terms }.check().is_err()); // a share, not percent
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct ClvTerms {
    /// How many periods ahead, from 1 to 10,000.
    pub periods: u32,
    /// How long a period is, in the unit of the histories.
    pub period: f64,
    /// The rate at which money loses value a period, 0 or more; 0.01 is 1 %. Purchases count as at the end of their period.
    pub discount: f64,
    /// The share of the spend that is left after what was bought has been paid for, 1 at most; negative where purchases are at
    /// a loss.
    pub margin: f64,
}

impl ClvTerms {
    /// More periods than anybody plans for; each costs some time.
    const MOST_PERIODS: u32 = 10_000;

    /// Checks that a value can be worked out on these terms.
    ///
    /// # Errors
    ///
    /// When a number is out of the range that its field names.
    pub fn check(&self) -> Result<(), ClvTermsError> {
        let Self { periods, period, discount, margin } = *self;
        if !(1..=Self::MOST_PERIODS).contains(&periods) {
            return Err(ClvTermsError::Periods { periods });
        }
        if !(period > 0.0 && period * f64::from(periods) <= History::LONGEST) {
            return Err(ClvTermsError::Period { period });
        }
        if !(discount >= 0.0 && discount.is_finite()) {
            return Err(ClvTermsError::Discount { discount });
        }
        if !(margin <= 1.0 && margin.is_finite()) {
            return Err(ClvTermsError::Margin { margin });
        }
        Ok(())
    }
}

/// Why no value can be worked out on some terms.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum ClvTermsError {
    /// There are no periods, or too many.
    #[error("{periods} periods are not within 1 and 10000")]
    Periods {
        /// The periods given.
        periods: u32,
    },
    /// A period has no length.
    #[error(
        "a period of {period} is not a length of time: it must be above 0, and all periods 1e100 at most"
    )]
    Period {
        /// The length given.
        period: f64,
    },
    /// The discount rate is out of range.
    #[error("discount {discount} is not a finite number of at least 0")]
    Discount {
        /// The rate given.
        discount: f64,
    },
    /// The margin is out of range.
    #[error("margin {margin} is not a share of the spend: it must be a finite number of at most 1")]
    Margin {
        /// The margin given.
        margin: f64,
    },
}

/// What a customer will still bring, and what it is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CustomerValue {
    /// The probability that the customer is alive now.
    pub p_alive: f64,
    /// The expected purchases within the periods, each discounted.
    pub discounted_purchases: f64,
    /// The expected spend on each of them; `None` if the model of spend has no mean for this customer.
    pub expected_spend: Option<f64>,
    /// Margin times spend times discounted purchases; `None` without an expected spend.
    pub value: Option<f64>,
}

/// The discounted value of the purchases that are still to come within some periods: margin × expected spend on a purchase ×
/// Σ (purchases expected in period k) / (1 + discount)^k.
///
/// What a customer has brought before is not in it; for new customers, the first purchase is not. It supposes what the models
/// suppose: [`GammaGamma`] that how often somebody buys says nothing of how much.
///
/// # Source
///
/// Fader, Hardie, Lee (2005), RFM and CLV: Using Iso-Value Curves for Customer Base Analysis, Journal of Marketing Research
/// 42(4); in discrete periods as packages of the field have it.
///
/// # Examples
///
/// ```
/// use crm_clv::{BgNbd, ClvTerms, GammaGamma, History, LifetimeValue, SpendHistory};
///
/// let purchases = BgNbd::new(0.243, 4.414, 0.793, 2.426)?; // in weeks
/// let spend = GammaGamma::new(6.25, 3.74, 15.44)?;
/// let terms = ClvTerms { periods: 12, period: 4.345, discount: 0.01, margin: 1.0 };
/// let values = LifetimeValue::new(&purchases, &spend, terms)?;
///
/// let customer = values.of(&History::new(2, 30.43, 38.86)?, &SpendHistory::new(2, 22.35)?);
/// assert_eq!(customer.value.map(|value| format!("{value:.2}")).as_deref(), Some("36.29"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct LifetimeValue<'a, M> {
    purchases: &'a M,
    spend: &'a GammaGamma,
    margin: f64,
    // INVARIANT: rise by horizon, one at least.
    periods: Vec<Period>,
}

/// A period, by its end.
#[derive(Debug, Clone, Copy)]
struct Period {
    end: Horizon,
    /// How much a purchase before the end of this period, but after that of the one before, brings more than one a period
    /// later does; in the last period, what it brings.
    weight: f64,
}

impl<'a, M: PurchaseModel> LifetimeValue<'a, M> {
    /// Returns the value of customers by a model of purchases, one of spend, and terms.
    ///
    /// # Errors
    ///
    /// When a number of the terms is out of range.
    pub fn new(purchases: &'a M, spend: &'a GammaGamma, terms: ClvTerms) -> Result<Self, ClvTermsError> {
        terms.check()?;
        let ClvTerms { periods, period, discount, margin } = terms;
        // Σ v^k (C_k - C_(k-1)) = v^n C_n + Σ (v^k - v^(k+1)) C_k, k below n: nothing is subtracted that is nearly equal.
        let rate = log1p(discount);
        let of_period = |k: u32| {
            let kept = exp(-f64::from(k) * rate);
            let weight = if k == periods { kept } else { kept * discount / (1.0 + discount) };
            let end = Horizon::new(f64::from(k) * period).map_err(|_| ClvTermsError::Period { period })?;
            Ok(Period { end, weight })
        };
        // Without discounting only the end of the last period counts.
        let counts = |period: &Result<Period, ClvTermsError>| {
            period.as_ref().map_or(true, |period| period.weight > 0.0)
        };
        let periods = (1..=periods).map(of_period).filter(counts).collect::<Result<_, _>>()?;
        Ok(Self { purchases, spend, margin, periods })
    }

    /// Returns the value of one customer.
    pub fn of(&self, history: &History, spend: &SpendHistory) -> CustomerValue {
        self.of_known(history, spend, self.if_alive(history))
    }

    /// Returns the value of a new customer after the first purchase.
    pub fn of_new(&self) -> CustomerValue {
        let purchases = self.discounted(|end| self.purchases.expected_purchases_of_new(end));
        let alive = self.purchases.p_alive(&History::of_checked(0, 0.0, 0.0));
        self.valued(alive, purchases, self.spend.expected_spend_of_new())
    }

    /// Returns the sum over the periods of what is expected in each, discounted, from what is expected until the end of each.
    fn discounted(&self, expected_until: impl Fn(Horizon) -> f64) -> f64 {
        self.periods.iter().map(|period| period.weight * expected_until(period.end)).sum()
    }

    /// Returns the discounted purchases of a customer who is alive, where they depend on frequency and age alone.
    fn if_alive(&self, history: &History) -> Option<f64> {
        let of_period =
            |period: &Period| Some(period.weight * self.purchases.purchases_if_alive(history, period.end)?);
        self.periods.iter().map(of_period).sum()
    }

    /// Returns the value of a customer whose discounted purchases are known if they depend on frequency and age alone.
    fn of_known(&self, history: &History, spend: &SpendHistory, if_alive: Option<f64>) -> CustomerValue {
        let p_alive = self.purchases.p_alive(history);
        let purchases = if_alive.map_or_else(
            || self.discounted(|end| self.purchases.expected_purchases(history, end)),
            |purchases| p_alive * purchases,
        );
        self.valued(p_alive, purchases, self.spend.expected_spend(spend))
    }

    fn valued(&self, p_alive: f64, discounted_purchases: f64, expected_spend: Option<f64>) -> CustomerValue {
        let value = expected_spend.map(|spend| self.margin * spend * discounted_purchases);
        let value = value.filter(|value| value.is_finite());
        CustomerValue { p_alive, discounted_purchases, expected_spend, value }
    }
}

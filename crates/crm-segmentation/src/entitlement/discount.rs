//! [`Discount`]: so much off from so much.

use crm_model::{Currency, Money};
use thiserror::Error;

/// An amount off an order from a minimum on, such as 50 off from 200 (clause P-TIER-6).
///
/// It is taken off once, however often the minimum fits into the order.
///
/// # Examples
///
/// ```
/// use crm_model::Money;
/// use crm_segmentation::Discount;
///
/// let money = |text: &str| text.parse::<Money>();
/// let discount = Discount::new(money("50 CNY")?, money("200 CNY")?)?;
/// assert_eq!(discount.applies(money("200 CNY")?)?, Some(money("50 CNY")?)); // the minimum itself is enough
/// assert_eq!(discount.applies(money("199.9999 CNY")?)?, None);
/// assert!(discount.applies(money("200 EUR")?).is_err()); // nobody knows whether that is enough
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Discount {
    // INVARIANT: above zero, no more than `from`, in the same currency.
    off: Money,
    from: Money,
}

/// Why there is no discount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DiscountError {
    /// Two amounts in different currencies, which have no order.
    #[error("{found} cannot be compared with amounts in {expected}")]
    OtherCurrency {
        /// The currency of the minimum.
        expected: Currency,
        /// The other one.
        found: Currency,
    },
    /// Nothing is taken off, or something is put on.
    #[error("{off} is nothing to take off")]
    Nothing {
        /// The amount.
        off: Money,
    },
    /// More is taken off than the least order costs.
    #[error("{off} off is more than the {from} from which it is given")]
    MoreThanTheOrder {
        /// The amount that is taken off.
        off: Money,
        /// The least order.
        from: Money,
    },
}

impl Discount {
    /// Returns the discount of `off` on orders of `from` or more.
    ///
    /// # Errors
    ///
    /// When the amounts are in two currencies, nothing is taken off, or more than the least order costs.
    pub fn new(off: Money, from: Money) -> Result<Self, DiscountError> {
        if off.currency() != from.currency() {
            return Err(DiscountError::OtherCurrency { expected: from.currency(), found: off.currency() });
        }
        if off.ten_thousandths() <= 0 {
            return Err(DiscountError::Nothing { off });
        }
        if off.ten_thousandths() > from.ten_thousandths() {
            return Err(DiscountError::MoreThanTheOrder { off, from });
        }
        Ok(Self { off, from })
    }

    /// Returns what is taken off.
    pub const fn off(self) -> Money {
        self.off
    }

    /// Returns the least order that it is taken off.
    pub const fn from(self) -> Money {
        self.from
    }

    /// Returns what is taken off an order of so much; `None` for an order that is too small. The least order is enough.
    ///
    /// # Errors
    ///
    /// When the order is in another currency.
    pub fn applies(self, order: Money) -> Result<Option<Money>, DiscountError> {
        if order.currency() != self.from.currency() {
            let (expected, found) = (self.from.currency(), order.currency());
            return Err(DiscountError::OtherCurrency { expected, found });
        }
        Ok((order.ten_thousandths() >= self.from.ten_thousandths()).then_some(self.off))
    }
}

//! Purchases and refunds.

use chrono::{DateTime, Utc};

use crate::{CustomerId, Money, OrderId};

/// Something bought, or money given back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Purchase {
    /// When.
    pub at: DateTime<Utc>,
    /// Which order it is; `None` where the source gives no numbers. Two rows of one number are one order, two rows
    /// without a number are two.
    pub order: Option<OrderId>,
    /// Order or refund.
    pub what: PurchaseKind,
    /// How much: of an order what was paid, of a refund what was given back. Never negative.
    pub amount: Money,
    /// Who bought; `None` where nobody knows.
    pub customer: Option<CustomerId>,
}

/// Whether money came in or went back.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum PurchaseKind {
    /// The customer bought.
    Order,
    /// Money went back.
    Refund {
        /// For which order, if that is known.
        of: Option<OrderId>,
    },
}

//! [`Quantity`]: what the parts of a value make.

use crm_model::Share;

/// What the parts make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Quantity {
    /// A part of a whole.
    Share,
    /// A score or a mean.
    Number,
    /// A mean length of time: microseconds / cases.
    Duration,
    /// A count; it has no whole.
    Count,
    /// Spend / revenue net of refunds, in ten-thousandths of a currency.
    ShareOfRevenue,
    /// Spend / spend, in ten-thousandths of a currency.
    ShareOfSpend,
    /// By which part of a whole it changed, such as growth or a return on spend: anything, so that none is a part of a whole.
    Change,
    /// (Margin × revenue net of refunds − spend) / spend; the parts are revenue and spend, in ten-thousandths of a currency.
    Return {
        /// The part of revenue that is a gain.
        margin: Share,
    },
    /// A mean amount of money: ten-thousandths of a currency / cases.
    Amount,
}

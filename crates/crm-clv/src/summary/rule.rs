//! What counts as a purchase occasion, and where observation ends.

use thiserror::Error;

use crate::unit::{SpendUnit, TimeUnit};

/// What one purchase occasion is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Grain {
    /// A day on which a customer bought, however often: what the papers on CDNOW count.
    Day,
    /// Each row of the log that is a purchase, so an order should be one row.
    ///
    /// Nothing tells which of several orders on a customer's first day came first, so their mean stands for it where the
    /// first occasion is left out of the mean spend.
    Order,
}

/// What becomes of rows with an amount below zero. A row of amount zero is a purchase.
///
/// What is "apart" is counted and summed beside the purchases, so spend less refunds is always the sum of all amounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Refunds {
    /// They are no occasions and touch no purchase: they stand apart.
    Apart,
    /// They are netted against the purchases of the same customer on the same day. A day with a refund whose net is zero
    /// or less is no occasion; what is below zero stands apart.
    NetOfTheDay,
    /// There should be none: one is an error.
    Refused,
}

/// What counts as an occasion and what becomes of refunds.
///
/// # Examples
///
/// ```
/// use crm_clv::{Grain, OccasionRule, Refunds};
///
/// assert!(OccasionRule::new(Grain::Day, Refunds::NetOfTheDay).is_ok());
/// assert!(OccasionRule::new(Grain::Order, Refunds::NetOfTheDay).is_err()); // which of the day's orders?
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawRule", into = "RawRule"))]
pub struct OccasionRule {
    // INVARIANT: refunds are not netted by the day where orders count.
    grain: Grain,
    refunds: Refunds,
}

impl OccasionRule {
    /// Returns the rule of a grain and a treatment of refunds.
    ///
    /// # Errors
    ///
    /// When orders count and refunds are to be netted by the day: a refund does not say which order it takes back.
    pub const fn new(grain: Grain, refunds: Refunds) -> Result<Self, RuleError> {
        match (grain, refunds) {
            (Grain::Order, Refunds::NetOfTheDay) => Err(RuleError::OrdersNettedByTheDay),
            _ => Ok(Self { grain, refunds }),
        }
    }

    /// Returns what one occasion is.
    pub const fn grain(self) -> Grain {
        self.grain
    }

    /// Returns what becomes of refunds.
    pub const fn refunds(self) -> Refunds {
        self.refunds
    }

    /// Returns whether a row of this amount is an error.
    pub(super) const fn refuses(self, amount: i64) -> bool {
        amount < 0 && matches!(self.refunds, Refunds::Refused)
    }
}

/// Why a rule cannot be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RuleError {
    /// Orders count, and refunds would be netted by the day.
    #[error(
        "refunds are netted by the day, but occasions are orders: net each order first and keep other refunds apart"
    )]
    OrdersNettedByTheDay,
}

/// The last day of observation and the units that results are given in.
///
/// Days are whole numbers from any epoch; all days of a log share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Observation {
    /// The last day that is observed, inclusive.
    pub end: i32,
    /// The unit of recency and age.
    pub unit: TimeUnit,
    /// The unit of mean spend.
    pub spend_unit: SpendUnit,
}

/// What becomes of rows after the end of observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
pub enum AfterEnd {
    /// They are left out and counted.
    LeaveOut,
    /// There should be none: one is an error.
    Refuse,
}

/// How columns of purchases are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ColumnOptions<K> {
    /// What counts as an occasion and what becomes of refunds.
    pub rule: OccasionRule,
    /// The end of observation and the units.
    pub observation: Observation,
    /// What becomes of rows after the end.
    pub after_end: AfterEnd,
    /// The key that stands for "customer unknown", where there is one: such rows are left out and counted.
    pub no_customer: Option<K>,
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    grain: Grain,
    refunds: Refunds,
}

#[cfg(feature = "serde")]
impl TryFrom<RawRule> for OccasionRule {
    type Error = RuleError;

    fn try_from(raw: RawRule) -> Result<Self, RuleError> {
        Self::new(raw.grain, raw.refunds)
    }
}

#[cfg(feature = "serde")]
impl From<OccasionRule> for RawRule {
    fn from(rule: OccasionRule) -> Self {
        Self { grain: rule.grain, refunds: rule.refunds }
    }
}

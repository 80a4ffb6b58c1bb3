//! What should be bought by a customer by when (clause H-KPI-16).

use chrono::NaiveDate;

use crate::{CustomerId, Money};

/// A business goal for a customer: purchases of so much, net of refunds, from the first to the last day.
///
/// Whoever measures goals sets aside those that are none: of nothing or less, ending before they begin, or for the same days of one
/// customer with two amounts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CustomerGoal {
    /// Whose goal.
    pub customer: CustomerId,
    /// The first day on which purchases count, in the zone of the policy.
    pub from: NaiveDate,
    /// The last day, by whose end the goal is due.
    pub until: NaiveDate,
    /// How much should be bought.
    pub amount: Money,
}

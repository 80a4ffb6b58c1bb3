//! Formulas about money: what was earned, kept, won and spent.

pub(crate) mod budget;
pub(crate) mod close_rate;
pub(crate) mod cost_share;
pub(crate) mod earned_growth;
pub(crate) mod lifetime_values;
pub(crate) mod revenue_retention;
pub(crate) mod tier_spend_share;
pub(crate) mod value_to_cost;
pub(crate) mod win_keep;

pub use budget::{Budget, BudgetTally};
pub use close_rate::{AttendanceTally, ConversionTally, Converting, TakingPart};
pub use cost_share::{CostTally, Entry};
pub use earned_growth::{Arrival, EarnedForm, EarnedGrowthTally, EarnedRevenue};
pub use lifetime_values::{LifetimeMissing, LifetimeValues};
pub use revenue_retention::{Revenue, RevenueForm, RevenueTally};
pub use value_to_cost::{ValueCostTally, Worth};
pub use win_keep::{CostForm, WinKeep, WinKeepTally};

//! Money that the company spends on its customers (clauses D-COST-3, D-KPI-5).

use chrono::{DateTime, Utc};

use crate::{Activity, CustomerId, Department, Money};

/// An expense.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Spend {
    /// When.
    pub at: DateTime<Utc>,
    /// How much.
    pub amount: Money,
    /// What it is for.
    pub aim: SpendAim,
    /// The department that spent it, if known.
    pub department: Option<Department>,
    /// The activity on which it was spent, if known.
    pub activity: Option<Activity>,
    /// The customer for whom it was spent, if it was for one.
    pub customer: Option<CustomerId>,
}

/// What an expense is for (clause H-COST-5 sets the two side by side).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum SpendAim {
    /// Keeping customers.
    Maintenance,
    /// Winning customers.
    Acquisition,
}

impl SpendAim {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Maintenance, "maintenance"), (Self::Acquisition, "acquisition")];
}

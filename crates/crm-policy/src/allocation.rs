//! [`Allocation`]: a split of something over value tiers that a clause demands.

use crm_model::{ClauseId, Shares, Strength};

/// How a clause splits something over value tiers, such as the resources for maintenance (clause P-CARE-5).
///
/// # Examples
///
/// ```
/// use crm_policy::{Policy, Preset};
///
/// let policy = Policy::preset(Preset::SixPlans);
/// let resources = &policy.latest().shares()["maintenance-resources"];
/// assert_eq!(resources.clause().as_str(), "P-CARE-5");
/// assert_eq!(resources.shares().of(&"high".parse().unwrap()).unwrap().to_string(), "60%");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allocation {
    pub(crate) clause: ClauseId,
    pub(crate) strength: Strength,
    pub(crate) shares: Shares,
}

impl Allocation {
    /// Returns the clause that demands it.
    pub fn clause(&self) -> &ClauseId {
        &self.clause
    }

    /// Returns how binding the clause is.
    pub fn strength(&self) -> Strength {
        self.strength
    }

    /// Returns the share of each tier, 100 % together.
    pub fn shares(&self) -> &Shares {
        &self.shares
    }
}

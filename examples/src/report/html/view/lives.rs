//! Who may leave, who is loyal, and the stages of customers' lives.

use super::{Clause, ShareView};

/// Who may leave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ChurnView {
    /// The clause behind the warnings.
    pub clause: Clause,
    /// The grades, the mildest first.
    pub rows: Vec<LifeRow>,
    /// The customers with the most points.
    pub warned: Vec<WarnedRow>,
    /// What stands below, one sentence each.
    pub notes: Vec<String>,
}

/// The stages of customers' lives.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct StagesView {
    /// The clause behind the stages; empty where the policy has none.
    pub clause: Clause,
    /// The stages, in the order of a life.
    pub rows: Vec<LifeRow>,
    /// What stands below, one sentence each.
    pub notes: Vec<String>,
    /// The clause behind loyalty; empty where the policy does not say who is loyal.
    pub loyalty_clause: Clause,
    /// Who is loyal, as a sentence.
    pub loyalty: String,
}

/// A grade or a stage.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LifeRow {
    /// Its name.
    pub name: String,
    /// How many customers are in it.
    pub customers: u64,
    /// How many besides have this or more, where that is not certain; `None` where that cannot be.
    pub at_least: Option<u64>,
    /// Their share of those that have one; `None` where nobody has.
    pub share: Option<ShareView>,
    /// Who is given to them, or what the company attends to; empty where the policy names nothing.
    pub means: String,
}

/// A customer who may leave.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WarnedRow {
    /// Who it is, or that this is hidden.
    pub customer: String,
    /// Its value tier; empty without one.
    pub tier: String,
    /// The grade.
    pub grade: String,
    /// The points, such as `70 of 100`.
    pub points: String,
    /// Each factor with its points.
    pub factors: Vec<String>,
}

//! The reviews of the policy's cadences.

use super::Clause;

/// The reviews, and where goals stand.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewsView {
    /// The reviews, the shortest cadence first.
    pub reviews: Vec<ReviewView>,
    /// Where goals stand; `None` where the policy has none.
    pub goals: Option<String>,
}

/// One review.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReviewView {
    /// Which cadence, which period, and which one still runs.
    pub head: String,
    /// The clause behind it.
    pub clause: Clause,
    /// What was found, in items under labels.
    pub found: Vec<(&'static str, Vec<String>)>,
    /// Signs for a diagnosis, in items by dimension.
    pub diagnosis: Vec<(&'static str, Vec<String>)>,
}

//! Formulas about customers: who came, stayed, left and came back, who was visited, and what is in their files.

pub(crate) mod coverage;
pub(crate) mod customer_goals;
pub(crate) mod file_accuracy;
pub(crate) mod file_audit;
pub(crate) mod file_completeness;
pub(crate) mod follow_up;
pub(crate) mod presence;
pub(crate) mod reactivation;
pub(crate) mod repurchase;
pub(crate) mod retention;

pub use coverage::{Contacted, CoverageTally};
pub use customer_goals::{CustomerGoalTally, GoalState, GoalsOf};
pub use file_accuracy::{AccuracyOf, FileAccuracy};
pub use file_audit::{Accuracy, AccuracyTally, FileAudit};
pub use file_completeness::{CompletenessTally, FieldCase};
pub use follow_up::{FollowUp, FollowUpTally, FollowedUp, NewSince};
pub use presence::CustomersBy;
pub use reactivation::{Reactivated, ReactivationTally};
pub use repurchase::{Buyers, OrderedAgain, Repurchase, RepurchaseTally};
pub use retention::{Presence, RetentionForm, RetentionTally};

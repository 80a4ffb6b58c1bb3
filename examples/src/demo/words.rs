//! The words of the demo.

use crm_kit::{Policy, Preset};
use crm_model::{Tag, Vocabulary};

use super::dice::name;

/// The labels in customers' files.
pub(super) const TAGS: [&str; 5] =
    ["newsletter", "key-account", "price-sensitive", "event-guest", "wholesale"];

/// The labels of complaints.
pub(super) const CAUSES: [&str; 4] = ["late-delivery", "faulty-goods", "wrong-invoice", "unfriendly-answer"];

/// Departments that owe customers something.
pub(super) const DEPARTMENTS: [&str; 6] =
    ["sales", "customer-service", "marketing", "technical-support", "product", "finance"];

/// What contacts are for.
pub(super) const FOLLOW_UP: &str = "follow-up";
pub(super) const CARE: &str = "care";
pub(super) const SURVEY: &str = "survey";
pub(super) const GUIDANCE: &str = "guidance";
pub(super) const VALUE_REVIEW: &str = "value-review";

/// Returns the words that the shipped presets declare, the demo's labels, and who is given to customers who may leave.
pub(super) fn vocabulary() -> Vocabulary {
    let mut words = Policy::preset(Preset::Detailed).vocabulary();
    words.tags = TAGS.iter().chain(&CAUSES).map(|tag| name::<Tag>(tag)).collect();
    words.roles.insert(name("specialist"));
    words
}

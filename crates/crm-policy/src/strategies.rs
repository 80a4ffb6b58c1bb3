//! Strategies for `proptest`: whole policies to check code against that must work with any of them (feature
//! `proptest`).
//!
//! # Examples
//!
//! Whatever the policy, nothing falls due before it starts (or at all, where a calendar ends before the limit does):
//!
//! ```
//! use crm_policy::{chrono::{TimeZone, Utc}, strategies::any_policy};
//! use proptest::test_runner::{Config, TestRunner};
//!
//! let monday = Utc.with_ymd_and_hms(2026, 3, 2, 1, 0, 0).unwrap();
//! let mut runner = TestRunner::new(Config { cases: 8, failure_persistence: None, ..Config::default() });
//! runner.run(&any_policy(), |(text, policy)| {
//!     assert!(text.starts_with("schema"));
//!     for target in policy.sla().rules().iter().filter_map(|rule| rule.target()) {
//!         assert!(target.due(monday).is_none_or(|due| due >= monday));
//!     }
//!     Ok(())
//! })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod calendars;
mod rules;
mod segmentation;

use proptest::{prelude::*, strategy::Union};

use crate::{Policy, Preset};

/// What errors call a text that was drawn.
const SOURCE_NAME: &str = "any.toml";

/// Draws a valid policy with its text: see [`any_policy_text`]. The text is what a failure shows first, and can be kept
/// as a file.
pub fn any_policy() -> impl Strategy<Value = (String, Policy)> {
    any_policy_text().prop_filter_map("a valid policy", |text| {
        let policy = Policy::parse(&text, SOURCE_NAME).ok()?;
        Some((text, policy))
    })
}

/// Draws the text of a valid policy: one of the presets, extended.
///
/// Any of its rules may have a limit that is longer or shorter, or counted in another time; warnings; another answer
/// to a reopening; or be off. Any of its calendars may have other hours, with nights and several windows a day, in
/// another zone. Tiers may decide otherwise where the criteria differ, and be stable between reviews; segments may be others. All calendars are narrowed to the years 2024 to 2028, so that drawing stays quick. Vocabulary, clauses,
/// conditions, and limits that are `at-once` stay those of the preset.
///
/// Failures shrink towards the preset as it ships.
pub fn any_policy_text() -> impl Strategy<Value = String> {
    Union::new(Preset::ALL.iter().map(|preset| extended(*preset)))
}

fn extended(preset: Preset) -> BoxedStrategy<String> {
    let policy = Policy::preset(preset);
    let mut tables = vec![Just(header(preset)).boxed()];
    tables.extend(policy.latest().calendars().keys().map(|name| calendars::changed(name)));
    tables.extend(policy.sla().rules().iter().map(rules::changed));
    tables.extend(policy.latest().tier_rules().iter().map(segmentation::tiers));
    let named = policy.latest().segments().map(crm_segmentation::SegmentRule::scores);
    tables.extend(named.map(segmentation::segments));
    tables.prop_map(|tables| tables.concat()).boxed()
}

fn header(preset: Preset) -> String {
    format!("schema = \"crm-policy/1\"\nname = \"any-policy\"\nextends = \"{preset}\"\n")
}

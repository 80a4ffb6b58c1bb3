//! The text of tiers and segments that differ from those of a preset.

use crm_segmentation::{Disagree, DowngradeTo, RfmRule, ValueTierRule};
use proptest::prelude::*;

use super::rules::word_of;

/// Draws the table of a rule for tiers: often none, else one with another answer where the criteria differ, with
/// stability, or both.
pub(super) fn tiers(rule: &ValueTierRule) -> BoxedStrategy<String> {
    let name = rule.name().as_str().trim_start_matches("tiers.").to_owned();
    let disagree = prop_oneof![
        1 => Just(String::new()),
        1 => word_of(&Disagree::ALL).prop_map(|word| format!("disagree = \"{word}\"\n")),
    ];
    let stability = prop_oneof![
        1 => Just(String::new()),
        1 => Just("stability = { downgrade = \"at-once\" }\n".to_owned()),
        3 => at_review(),
    ];
    (disagree, stability)
        .prop_map(move |(disagree, stability)| match disagree + &stability {
            keys if keys.is_empty() => keys,
            keys => format!("\n[tiers.\"{name}\"]\n{keys}"),
        })
        .boxed()
}

fn at_review() -> impl Strategy<Value = String> {
    // Every month has a day 28; later days are drawn too, for the months that lack them.
    let first = (2024..=2026, 1..=12_u32, prop_oneof![3 => 1..=28_u32, 1 => Just(31)]);
    (first, 1..=12_u32, 1..=3_u32, word_of(&DowngradeTo::ALL)).prop_map(
        |((year, month, day), every, failing, to)| {
            let day = if day == 31 && matches!(month, 2 | 4 | 6 | 9 | 11) { 28 } else { day };
            let months = if every == 1 { "1 month".to_owned() } else { format!("{every} months") };
            format!(
                "stability = {{ downgrade = \"at-review\", first = {year}-{month:02}-{day:02}, every = \"{months}\", \
                 failing = {failing}, to = \"{to}\" }}\n"
            )
        },
    )
}

/// Draws a map of segments that parts all scores of the preset's rule by recency, frequency or spend; often none.
pub(super) fn segments(scores: &RfmRule) -> BoxedStrategy<String> {
    let best = scores.spec().scores;
    let by = prop::sample::select(&["recency", "frequency", "monetary"][..]);
    let parted = (by, 1..best).prop_map(move |(by, last)| {
        let next = last.saturating_add(1);
        format!(
            "\n[segments]\nmap = [{{ name = \"lower\", {by} = \"1-{last}\" }}, {{ name = \"upper\", {by} = \"{next}-{best}\" }}]\n"
        )
    });
    prop_oneof![1 => Just(String::new()), 1 => parted].boxed()
}

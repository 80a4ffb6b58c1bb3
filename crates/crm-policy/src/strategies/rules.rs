//! The text of rules that differ from those of a preset.

use crm_calendar::Span;
use crm_sla::{AtClosing, Limit, Reopen, Rule};
use proptest::{prelude::*, strategy::Union};

/// Draws the table of a rule: often none, so that the rule stays as it is, else one with another limit, another answer
/// to a reopening, or both; now and then one that switches the rule off.
pub(super) fn changed(rule: &Rule) -> BoxedStrategy<String> {
    let name = rule.name().as_str().trim_start_matches("sla.");
    let header = format!("\n[sla.\"{name}\"]\n");
    let reopen = word_of(&Reopen::ALL).prop_map(|word| format!("reopen = \"{word}\"\n"));
    let keys = (limit(rule.limit()), prop_oneof![2 => Just(String::new()), 1 => reopen]);
    let other = prop_oneof![
        9 => keys.prop_map(|(limit, reopen)| limit + &reopen),
        1 => Just(String::from("off = true\n")),
    ];
    prop::option::weighted(0.6, other)
        .prop_map(move |keys| match keys {
            Some(keys) if !keys.is_empty() => header.clone() + &keys,
            _ => String::new(),
        })
        .boxed()
}

/// Draws the keys that say another limit and when to warn of it.
///
/// What a preset says besides must still fit, and no key can be taken away: `ends` stays with limits in days,
/// `at-closing` with limits in open time, and `tolerance` with `at-once`, which therefore stays as it is.
fn limit(preset: Limit) -> BoxedStrategy<String> {
    let kinds = match preset {
        Limit::Within(Span::AtOnce) | Limit::Before(_) => return Just(String::new()).boxed(),
        Limit::Within(Span::CalendarDays(_)) => vec![calendar_days(), business_days()],
        Limit::Within(Span::BusinessDays(_)) => vec![business_days()],
        Limit::Within(Span::Open(_)) => vec![open_time(), business_days()],
        Limit::Within(Span::Elapsed(_)) | Limit::AsAgreed | Limit::NotStated => {
            vec![by_the_clock(), open_time(), calendar_days(), business_days()]
        }
    };
    Union::new(kinds).boxed()
}

fn by_the_clock() -> BoxedStrategy<String> {
    let within = prop_oneof![
        (1..=90_u32).prop_map(|number| format!("{number}min")),
        (1..=96_u32).prop_map(|number| format!("{number}h")),
        (10..=90_u32).prop_map(|number| format!("{number}s")),
        (1..=30_u32).prop_map(|number| format!("{number}d")),
    ];
    (within, warnings("h")).prop_map(|(within, warn)| format!("within = \"{within}\"\n{warn}")).boxed()
}

fn open_time() -> BoxedStrategy<String> {
    let within = prop_oneof![
        (1..=80_u32).prop_map(|number| format!("{number}bh")),
        (1..=90_u32).prop_map(|number| format!("{number}bmin")),
    ];
    (within, at_closing(), warnings("bh"))
        .prop_map(|(within, at_closing, warn)| format!("within = \"{within}\"\n{at_closing}{warn}"))
        .boxed()
}

fn calendar_days() -> BoxedStrategy<String> {
    let ends = prop::sample::select(&["same-time", "closing"][..]);
    (1..=30_u32, ends, warnings("h"))
        .prop_map(|(days, ends, warn)| format!("within = \"{days}cd\"\nends = \"{ends}\"\n{warn}"))
        .boxed()
}

fn business_days() -> BoxedStrategy<String> {
    let ends = prop::sample::select(&["same-time", "closing"][..]);
    (1..=10_u32, ends, at_closing(), warnings("bh"))
        .prop_map(|(days, ends, at_closing, warn)| {
            format!("within = \"{days}bd\"\nends = \"{ends}\"\n{at_closing}{warn}")
        })
        .boxed()
}

fn at_closing() -> impl Strategy<Value = String> {
    let said = word_of(&AtClosing::ALL).prop_map(|word| format!("at-closing = \"{word}\"\n"));
    prop_oneof![2 => Just(String::new()), 1 => said]
}

/// Draws up to two warnings, by the part used or by what is left, which is counted in `unit`.
fn warnings(unit: &'static str) -> impl Strategy<Value = String> {
    let warning = prop_oneof![
        (1..=99_u32).prop_map(|percent| format!("\"{percent}%\"")),
        (1..=8_u32).prop_map(move |left| format!("\"{left}{unit}\"")),
    ];
    prop::collection::vec(warning, 0..=2).prop_map(|warn| format!("warn = [{}]\n", warn.join(", ")))
}

pub(super) fn word_of<T>(options: &[(T, &'static str)]) -> impl Strategy<Value = &'static str> + use<T> {
    let words: Vec<&str> = options.iter().map(|(_, word)| *word).collect();
    prop::sample::select(words)
}

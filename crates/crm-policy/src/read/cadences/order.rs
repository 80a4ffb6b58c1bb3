//! `[cadence.NAME.order]`: in which order the steps of tickets should come.

use crm_calendar::ElapsedTime;
use crm_kpi::cadence::OrderCheck;
use crm_kpi::process::OrderRule;
use crm_model::{EventKind, Kind, Vocabulary};

use super::super::lists;
use super::super::named::optional;
use super::super::rules::event;
use super::super::spans;
use super::super::vocabulary::declared_words;
use crate::section::{Item, Section};

const KEYS: [&str; 6] = ["before", "after", "comes", "never", "within", "kinds"];

/// Returns rules of order with their names, in the order of the document.
pub(super) fn orders(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<Vec<OrderCheck>> {
    let items = item.section()?.items();
    if items.is_empty() {
        return item.refuse("a table without rules of order; leave the key out", None);
    }
    let checks: Vec<Option<OrderCheck>> = items
        .into_iter()
        .map(|(name, _, item)| {
            let table = item.section()?;
            let keys_are_known = table.check_keys(&[], &KEYS);
            let kinds = optional(&table, "kinds", |item| {
                declared_words::<Kind>(lists::filled_if_there(item)?, &vocabulary.kinds)
            });
            let rule = rule(&table);
            keys_are_known.then_some(())?;
            let kinds = kinds.ok()?.unwrap_or_default().into_iter().collect();
            Some(OrderCheck { name: name.to_owned(), kinds, rule: rule? })
        })
        .collect();
    checks.into_iter().collect()
}

fn rule(table: &Section<'_>) -> Option<OrderRule<EventKind>> {
    let kind = |key: &str| optional(table, key, event);
    let (before, after, comes, never) = (kind("before"), kind("after"), kind("comes"), kind("never"));
    let within = optional(table, "within", |item| within(item, table));
    match (before.ok()?, after.ok()?, comes.ok()?, never.ok()?, within.ok()?) {
        (Some(then), None, Some(first), None, None) => Some(OrderRule::Precedes { first, then }),
        (None, Some(first), Some(then), None, within) => Some(OrderRule::Follows { first, then, within }),
        (None, Some(first), None, Some(never), None) => Some(OrderRule::NeverAfter { first, never }),
        _ => {
            let forms =
                "expected `before` and `comes`, `after` and `comes`, or `after` and `never`".to_owned();
            table.refuse("which step has to come, or must not, cannot be told", Some(forms));
            None
        }
    }
}

fn within(item: &Item<'_>, table: &Section<'_>) -> Option<ElapsedTime> {
    if table.get("after").is_none() || table.get("comes").is_none() {
        return item.refuse("only what has to come after something can come too late", None);
    }
    spans::elapsed(item)
}

//! How a document and the one it extends become one.
//!
//! Things with a name (words, channels, holiday lists, calendars, rules, sheets, indicators, maps, shares) merge by name, and within a name by key; the
//! nearer document wins. The value of a key is never mixed: it comes whole from one document or the other.

use crate::tree::{Entry, Table, Value};

/// Keys that say something of one document alone and are not inherited.
const OWN: [&str; 8] = ["schema", "name", "version", "owner", "extends", "valid", "open-tickets", "scope"];

/// Returns `nearer` with what it inherits from `base`.
pub(crate) fn merge(mut base: Table, nearer: Table) -> Table {
    for key in OWN {
        base.remove(key);
    }
    merge_with(base, nearer, |key| match key {
        "vocabulary" => vocabulary,
        "holidays" | "calendar" | "sla" | "recording" | "quality-sheet" | "indicator" | "goal"
        | "cadence" | "analysis" | "maps" | "shares" | "tiers" | "tier-names" | "entitlements" => by_name,
        "customers" | "money" | "indicators" | "classes" | "rfm" | "segments" | "lifetime-value"
        | "churn" | "loyalty" | "lifecycle" | "cross-selling" | "frequent-buyers" => by_key,
        "escalation" => parts,
        _ => replace,
    })
}

/// How the values of one key, inherited and nearer, become one.
type Rule = fn(Value, Value) -> Value;

fn merge_with(mut base: Table, nearer: Table, rule: impl Fn(&str) -> Rule) -> Table {
    for (key, mut entry) in nearer {
        if let Some(inherited) = base.remove(&key) {
            entry.node.value = rule(&key)(inherited.node.value, entry.node.value);
        }
        base.insert(key, entry);
    }
    base
}

fn replace(_: Value, nearer: Value) -> Value {
    nearer
}

/// Tables by name, each merged key by key.
fn by_name(base: Value, nearer: Value) -> Value {
    tables(base, nearer, |_| by_key)
}

/// Parts of the document that hold tables by name.
fn parts(base: Value, nearer: Value) -> Value {
    tables(base, nearer, |_| by_name)
}

fn by_key(base: Value, nearer: Value) -> Value {
    tables(base, nearer, |_| replace)
}

fn vocabulary(base: Value, nearer: Value) -> Value {
    tables(base, nearer, |key| if matches!(key, "channels" | "remedies") { by_name } else { union })
}

fn union(base: Value, nearer: Value) -> Value {
    match (base, nearer) {
        (Value::List(mut words), Value::List(more)) => {
            words.extend(more);
            Value::List(words)
        }
        (_, nearer) => nearer,
    }
}

/// Merges two tables; anything else is replaced, to be refused when it is read.
fn tables(base: Value, nearer: Value, rule: impl Fn(&str) -> Rule) -> Value {
    match (base, nearer) {
        (Value::Table(base), Value::Table(nearer)) => Value::Table(merge_with(base, nearer, rule)),
        (_, nearer) => nearer,
    }
}

/// Returns the entry's text, if it is one.
pub(crate) fn text(entry: &Entry) -> Option<&str> {
    match &entry.node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

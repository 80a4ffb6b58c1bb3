//! Rules in tables with a name, which a nearer document can switch off.

use crm_model::{ClauseId, RuleName, Strength};

use crate::section::{Item, Section};
use crate::suggest::{advice, quote};

/// What a key says is wrong, which has been noted.
pub(super) struct Noted;

/// Returns the tables of the rules below a key that are not switched off, with their names. `keys` are all that a rule
/// can have.
pub(super) fn tables<'a>(rules: &Section<'a>, keys: &[&str]) -> Vec<(&'a str, Section<'a>)> {
    let table = |(name, _, item): (&'a str, _, Item<'a>)| Some((name, table(name, &item, rules, keys)?));
    rules.items().into_iter().filter_map(table).collect()
}

/// Returns the table of a rule, unless it is switched off.
fn table<'a>(name: &str, item: &Item<'a>, rules: &Section<'a>, keys: &[&str]) -> Option<Section<'a>> {
    let section = item.section()?;
    let is_off = section.get("off").map_or(Some(false), |item| item.boolean())?;
    if !is_off {
        return Some(section);
    }
    if section.keys() == ["off"] {
        let others: Vec<&str> = rules
            .items()
            .iter()
            .filter(|(.., other)| other.place() != item.place())
            .map(|(name, ..)| *name)
            .collect();
        section
            .refuse(format!("no extended document has a rule {}", quote(name)), Some(advice(name, &others)));
    }
    section.check_keys(&[], keys);
    None
}

/// Returns the table of a rule that there is only one of, unless it is not there or switched off.
pub(super) fn only_table<'a>(root: &Section<'a>, name: &str, keys: &[&str]) -> Option<Section<'a>> {
    let section = root.section(name)?;
    let is_off = section.get("off").map_or(Some(false), |item| item.boolean())?;
    if !is_off {
        return Some(section);
    }
    if section.keys() == ["off"] {
        section.refuse(format!("no extended document has `[{name}]`"), None);
    }
    section.check_keys(&[], keys);
    None
}

/// Returns what reports call a rule: the key of its group and its own name, such as `sla.solve-complex`.
pub(super) fn rule_name(group: &str, name: &str, table: &Section<'_>) -> Option<RuleName> {
    let checked = RuleName::new(name).and_then(|_| RuleName::new(format!("{group}.{name}")));
    checked.map_err(|error| table.refuse(format!("the rule's name {} {error}", quote(name)), None)).ok()
}

/// Returns what a key says, if it is there.
pub(super) fn optional<'a, T>(
    table: &Section<'a>,
    key: &str,
    read: impl Fn(&Item<'a>) -> Option<T>,
) -> Result<Option<T>, Noted> {
    match table.get(key) {
        None => Ok(None),
        Some(item) => read(&item).map(Some).ok_or(Noted),
    }
}

/// Returns the clause of a rule.
pub(super) fn clause(table: &Section<'_>) -> Option<ClauseId> {
    table.get("clause")?.parsed()
}

/// Returns how binding the clause of a rule is.
pub(super) fn strength(table: &Section<'_>) -> Result<Strength, Noted> {
    let words = Strength::ALL.map(|one| (one, one.as_str()));
    optional(table, "strength", |item| item.choice(&words)).map(Option::unwrap_or_default)
}

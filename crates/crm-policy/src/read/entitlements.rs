//! `[entitlements.NAME]`: what a value tier gives a customer the right to.

use std::collections::BTreeSet;

use crm_model::{Money, ValueTier, Vocabulary};
use crm_segmentation::{Discount, Entitlement, EntitlementCondition, EntitlementKind, EntitlementSpec};

use super::named::{self, optional};
use super::vocabulary::declared_words;
use crate::section::{Item, Section};

const REQUIRED: [&str; 2] = ["clause", "kind"];
const OPTIONAL: [&str; 6] = ["strength", "tier", "without-tier", "condition", "discount", "off"];

/// Returns the entitlements that are not switched off and hold; what is wrong with the others is noted.
pub(super) fn read(root: &Section<'_>, vocabulary: &Vocabulary) -> Vec<Entitlement> {
    let Some(rules) = root.section("entitlements") else { return Vec::new() };
    let keys = [REQUIRED.as_slice(), &OPTIONAL].concat();
    let entitlement = |(name, table): &(&str, Section<'_>)| {
        let rule = Entitlement::new(spec(name, table, vocabulary)?);
        rule.map_err(|error| table.refuse_at(&error.key, error.problem.to_string(), None)).ok()
    };
    named::tables(&rules, &keys).iter().filter_map(entitlement).collect()
}

fn spec(name: &str, table: &Section<'_>, vocabulary: &Vocabulary) -> Option<EntitlementSpec> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = named::rule_name("entitlements", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let kind = table.get("kind").and_then(|item| item.choice(&EntitlementKind::ALL));
    let tiers = optional(table, "tier", |item| declared_words::<ValueTier>(item, &vocabulary.tiers));
    let without_tier = optional(table, "without-tier", Item::boolean);
    let condition = optional(table, "condition", |item| item.choice(&EntitlementCondition::ALL));
    let discount = optional(table, "discount", discount);
    keys_are_known.then_some(())?;
    Some(EntitlementSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        kind: kind?,
        tiers: tiers.ok()?.unwrap_or_else(BTreeSet::new),
        without_tier: without_tier.ok()?.unwrap_or_default(),
        condition: condition.ok()?,
        discount: discount.ok()?,
    })
}

fn discount(item: &Item<'_>) -> Option<Discount> {
    let section = item.section()?;
    let keys_are_known = section.check_keys(&["amount", "from"], &[]);
    let money = |key: &str| section.get(key).and_then(|item| item.parsed::<Money>());
    let (off, from) = (money("amount"), money("from"));
    keys_are_known.then_some(())?;
    Discount::new(off?, from?).map_err(|error| item.refuse::<()>(error.to_string(), None)).ok()
}

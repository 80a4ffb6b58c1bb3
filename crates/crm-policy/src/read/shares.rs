//! `[shares.NAME]`: how something is split over value tiers.

use std::collections::BTreeMap;

use crm_model::{ClauseId, Share, Shares, Strength, ValueTier, Vocabulary};

use super::vocabulary::{declared_key, is_name};
use crate::allocation::Allocation;
use crate::section::{Item, Section};

pub(super) fn read(root: &Section<'_>, vocabulary: &Vocabulary) -> BTreeMap<String, Allocation> {
    let Some(section) = root.section("shares") else { return BTreeMap::new() };
    let read = |(name, _, item): (&str, _, Item<'_>)| {
        is_name("table of shares", name, &item).then_some(())?;
        Some((name.to_owned(), allocation(&item.section()?, vocabulary)?))
    };
    section.items().into_iter().filter_map(read).collect()
}

fn allocation(section: &Section<'_>, vocabulary: &Vocabulary) -> Option<Allocation> {
    section.check_keys(&["clause", "of"], &["strength"]);
    let clause = section.get("clause").and_then(|item| item.parsed::<ClauseId>());
    let strength = section
        .get("strength")
        .map_or(Some(Strength::default()), |item| item.choice(&Strength::ALL.map(|one| (one, one.as_str()))));
    let shares = section.get("of").and_then(|item| shares(&item, vocabulary));
    Some(Allocation { clause: clause?, strength: strength?, shares: shares? })
}

fn shares(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<Shares> {
    let section = item.section()?;
    let read: Vec<Option<(ValueTier, Share)>> = section
        .items()
        .into_iter()
        .map(|(text, key, item)| {
            let tier = declared_key(text, key, &item, &section, &vocabulary.tiers);
            tier.zip(item.parsed::<Share>())
        })
        .collect();
    let by_tier: BTreeMap<ValueTier, Share> = read.into_iter().collect::<Option<_>>()?;
    Shares::new(by_tier).map_err(|error| item.refuse::<()>(error.to_string(), None)).ok()
}

//! `[vocabulary]`: the words that records and rules may use.

use std::collections::{BTreeMap, BTreeSet};
use std::str::FromStr;

use crm_model::{Channel, ChannelAttributes, NameError, Vocabulary};

use crate::section::{Item, Section};
use crate::suggest::quote;

const LISTS: [&str; 9] = [
    "kinds",
    "urgencies",
    "complexities",
    "tiers",
    "departments",
    "roles",
    "wait-reasons",
    "tags",
    "channels",
];

pub(super) fn read(root: &Section<'_>) -> Vocabulary {
    let Some(section) = root.section("vocabulary") else { return Vocabulary::default() };
    section.check_keys(&[], &LISTS);
    Vocabulary {
        kinds: words(&section, "kinds"),
        urgencies: words(&section, "urgencies"),
        complexities: words(&section, "complexities"),
        tiers: words(&section, "tiers"),
        departments: words(&section, "departments"),
        roles: words(&section, "roles"),
        channels: channels(&section),
        wait_reasons: words(&section, "wait-reasons"),
        tags: words(&section, "tags"),
    }
}

fn words<T: Ord + FromStr<Err = NameError>>(section: &Section<'_>, key: &str) -> BTreeSet<T> {
    let items = section.get(key).and_then(|item| item.list()).unwrap_or_default();
    items.iter().filter_map(word).collect()
}

/// Returns the word that an item says.
pub(super) fn word<T: FromStr<Err = NameError>>(item: &Item<'_>) -> Option<T> {
    let text = item.text()?;
    text.parse().map_err(|error: NameError| item.refuse::<T>(format!("{} {error}", quote(text)), None)).ok()
}

fn channels(section: &Section<'_>) -> BTreeMap<Channel, ChannelAttributes> {
    let Some(section) = section.section("channels") else { return BTreeMap::new() };
    section.items().into_iter().filter_map(|(name, _, item)| channel(name, &item)).collect()
}

fn channel(name: &str, item: &Item<'_>) -> Option<(Channel, ChannelAttributes)> {
    let section = item.section()?;
    section.check_keys(&["instant", "written", "public"], &[]);
    let flag = |key: &str| section.get(key)?.boolean();
    let attributes =
        ChannelAttributes { instant: flag("instant")?, written: flag("written")?, public: flag("public")? };
    match Channel::new(name) {
        Ok(channel) => Some((channel, attributes)),
        Err(error) => item.refuse(format!("the channel's name {} {error}", quote(name)), None),
    }
}

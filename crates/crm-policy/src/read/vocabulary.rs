//! `[vocabulary]`: the words that records and rules may use.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use crm_model::{
    Channel, ChannelAttributes, NameError, Remedy, RemedyAttributes, RemedySide, RuleName, Scene, Vocabulary,
};

use crate::section::{Item, Section};
use crate::source::Place;
use crate::suggest::{advice, quote};

const KEYS: [&str; 12] = [
    "kinds",
    "urgencies",
    "complexities",
    "tiers",
    "departments",
    "roles",
    "wait-reasons",
    "tags",
    "industries",
    "scenes",
    "channels",
    "remedies",
];

pub(super) fn read(root: &Section<'_>) -> Vocabulary {
    let Some(section) = root.section("vocabulary") else { return Vocabulary::default() };
    let keys_are_known = section.check_keys(&[], &KEYS);
    let scenes = words(&section, "scenes");
    // Scenes under a misspelt key would only be missed again by every channel that has one.
    let (channels, channel_scenes) = channels(&section, keys_are_known.then_some(&scenes));
    Vocabulary {
        kinds: words(&section, "kinds"),
        urgencies: words(&section, "urgencies"),
        complexities: words(&section, "complexities"),
        tiers: words(&section, "tiers"),
        departments: words(&section, "departments"),
        roles: words(&section, "roles"),
        channels,
        channel_scenes,
        industries: words(&section, "industries"),
        scenes,
        wait_reasons: words(&section, "wait-reasons"),
        remedies: remedies(&section),
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

/// Returns the words that a value says, one or a list, which must be declared.
pub(super) fn declared_words<T>(item: &Item<'_>, declared: &BTreeSet<T>) -> Option<BTreeSet<T>>
where
    T: Ord + Display + FromStr<Err = NameError>,
{
    let read: Vec<Option<T>> = item.one_or_many().iter().map(|item| declared_word(item, declared)).collect();
    read.into_iter().collect()
}

/// Returns the word that an item says, which must be declared.
pub(super) fn declared_word<T>(item: &Item<'_>, declared: &BTreeSet<T>) -> Option<T>
where
    T: Ord + Display + FromStr<Err = NameError>,
{
    let spoken: T = word(item)?;
    if declared.contains(&spoken) {
        return Some(spoken);
    }
    let (message, expected) = undeclared(spoken.to_string().as_str(), declared);
    item.refuse(message, Some(expected))
}

/// Returns the word that the key of an item in a table says, which must be declared.
pub(super) fn declared_key<T>(
    text: &str,
    key: Place,
    item: &Item<'_>,
    table: &Section<'_>,
    declared: &BTreeSet<T>,
) -> Option<T>
where
    T: Ord + Display + FromStr<Err = NameError>,
{
    let found = text.parse().ok().filter(|word| declared.contains(word));
    if found.is_none() {
        let (message, expected) = undeclared(text, declared);
        table.context.note(key, &item.path, message, Some(expected));
    }
    found
}

fn undeclared<T: Display>(word: &str, declared: &BTreeSet<T>) -> (String, String) {
    let known: Vec<String> = declared.iter().map(ToString::to_string).collect();
    let expected =
        if known.is_empty() { "no such word is: declare it there".to_owned() } else { advice(word, &known) };
    (format!("{} is not declared in `[vocabulary]`", quote(word)), expected)
}

/// Returns whether the name of a table can be one, or notes that it cannot.
pub(super) fn is_name(what: &str, name: &str, item: &Item<'_>) -> bool {
    let refused = RuleName::new(name).map_err(|error| {
        item.refuse::<()>(format!("the name {} of a {what} {error}", quote(name)), None);
    });
    refused.is_ok()
}

type Channels = (BTreeMap<Channel, ChannelAttributes>, BTreeMap<Channel, Scene>);

/// Returns the channels with what they are like, and with the scenes of those that have one.
fn channels(section: &Section<'_>, scenes: Option<&BTreeSet<Scene>>) -> Channels {
    let mut channels = Channels::default();
    let Some(section) = section.section("channels") else { return channels };
    for (name, _, item) in section.items() {
        let Some((channel, attributes, scene)) = channel(name, &item, scenes) else { continue };
        channels.1.extend(scene.map(|scene| (channel.clone(), scene)));
        channels.0.insert(channel, attributes);
    }
    channels
}

fn channel(
    name: &str,
    item: &Item<'_>,
    scenes: Option<&BTreeSet<Scene>>,
) -> Option<(Channel, ChannelAttributes, Option<Scene>)> {
    let section = item.section()?;
    section.check_keys(&["instant", "written", "public"], &["scene"]);
    let scene = section.get("scene").zip(scenes).and_then(|(item, scenes)| declared_word(&item, scenes));
    let flag = |key: &str| section.get(key)?.boolean();
    let attributes =
        ChannelAttributes { instant: flag("instant")?, written: flag("written")?, public: flag("public")? };
    match Channel::new(name) {
        Ok(channel) => Some((channel, attributes, scene)),
        Err(error) => item.refuse(format!("the channel's name {} {error}", quote(name)), None),
    }
}

/// Returns the kinds of solution with what they are like.
fn remedies(section: &Section<'_>) -> BTreeMap<Remedy, RemedyAttributes> {
    let items = section.section("remedies").map(|section| section.items()).unwrap_or_default();
    items.into_iter().filter_map(|(name, _, item)| remedy(name, &item)).collect()
}

fn remedy(name: &str, item: &Item<'_>) -> Option<(Remedy, RemedyAttributes)> {
    let section = item.section()?;
    section.check_keys(&["side", "approval"], &[]);
    let side = section.get("side").and_then(|item| item.choice(&RemedySide::ALL));
    let approval = section.get("approval").and_then(|item| item.boolean());
    let attributes = RemedyAttributes { side: side?, approval: approval? };
    match Remedy::new(name) {
        Ok(remedy) => Some((remedy, attributes)),
        Err(error) => item.refuse(format!("the name {} of a kind of solution {error}", quote(name)), None),
    }
}

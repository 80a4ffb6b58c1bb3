//! `[maps.NAME]`: how the words of another vocabulary read in the policy's own.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use crm_model::{NameError, Vocabulary, VocabularyMap};

use super::vocabulary::{declared_word, is_name};
use crate::section::{Item, Section};
use crate::source::Place;
use crate::suggest::quote;

const AXES: [&str; 6] = ["kinds", "urgencies", "complexities", "tiers", "departments", "channels"];

pub(super) fn read(root: &Section<'_>, vocabulary: &Vocabulary) -> BTreeMap<String, VocabularyMap> {
    let Some(section) = root.section("maps") else { return BTreeMap::new() };
    let read = |(name, _, item): (&str, _, Item<'_>)| {
        is_name("map", name, &item).then_some(())?;
        Some((name.to_owned(), map(root, &item.section()?, vocabulary)))
    };
    section.items().into_iter().filter_map(read).collect()
}

fn map(root: &Section<'_>, section: &Section<'_>, vocabulary: &Vocabulary) -> VocabularyMap {
    section.check_keys(&[], &AXES);
    let channels: BTreeSet<_> = vocabulary.channels.keys().cloned().collect();
    VocabularyMap {
        kinds: words(root, section, "kinds", &vocabulary.kinds),
        urgencies: words(root, section, "urgencies", &vocabulary.urgencies),
        complexities: words(root, section, "complexities", &vocabulary.complexities),
        tiers: words(root, section, "tiers", &vocabulary.tiers),
        departments: words(root, section, "departments", &vocabulary.departments),
        channels: words(root, section, "channels", &channels),
    }
}

/// Returns the words of one axis: foreign ones with the declared ones that they read as.
fn words<T>(root: &Section<'_>, section: &Section<'_>, axis: &str, declared: &BTreeSet<T>) -> BTreeMap<T, T>
where
    T: Ord + Display + FromStr<Err = NameError>,
{
    let Some(table) = section.section(axis) else { return BTreeMap::new() };
    let mut words = BTreeMap::new();
    for (text, key, item) in table.items() {
        let meaning = declared_word(&item, declared);
        match text.parse::<T>() {
            Err(error) => {
                table.context.note(key, &item.path, format!("the word {} {error}", quote(text)), None);
            }
            // Whoever declares a word that an inherited map translates means it to be read as it stands.
            Ok(word) if declared.contains(&word) && is_declared_nearer(root, axis, text, key) => {}
            Ok(word) if declared.contains(&word) => {
                let message = format!("{} is declared in `[vocabulary]` and so reads as itself", quote(text));
                let expected = "a map holds words of other vocabularies; leave this one out".into();
                table.context.note(key, &item.path, message, Some(expected));
            }
            Ok(word) => words.extend(meaning.map(|meaning| (word, meaning))),
        }
    }
    words
}

/// Returns whether a word is declared in a document that stands nearer than the one of a place.
fn is_declared_nearer(root: &Section<'_>, axis: &str, text: &str, place: Place) -> bool {
    let Some(item) = root.section("vocabulary").and_then(|vocabulary| vocabulary.get(axis)) else {
        return false;
    };
    let mut declared: Vec<(&str, Place)> = Vec::new();
    if item.is_list() {
        let words = item.list().unwrap_or_default();
        declared.extend(words.iter().filter_map(|word| Some((word.text()?, word.place()))));
    } else if let Some(table) = item.section() {
        declared.extend(table.items().into_iter().map(|(name, key, _)| (name, key)));
    }
    declared.iter().any(|(word, declared)| *word == text && declared.source < place.source)
}

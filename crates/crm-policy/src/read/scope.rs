//! `scope`: the industries and scenes for which a document holds.

use std::collections::BTreeSet;
use std::fmt::Display;
use std::str::FromStr;

use crm_model::{NameError, Vocabulary};

use super::vocabulary::declared_words;
use crate::scope::Scope;
use crate::section::Section;

pub(super) fn read(root: &Section<'_>, vocabulary: &Vocabulary) -> Scope {
    let Some(section) = root.section("scope") else { return Scope::default() };
    section.check_keys(&[], &["industries", "scenes"]);
    Scope {
        industries: words(&section, "industries", &vocabulary.industries),
        scenes: words(&section, "scenes", &vocabulary.scenes),
    }
}

/// Returns the words of a key; `None` if it is not there, or wrong, which has been noted.
fn words<T>(section: &Section<'_>, key: &str, declared: &BTreeSet<T>) -> Option<BTreeSet<T>>
where
    T: Ord + Display + FromStr<Err = NameError>,
{
    let item = section.get(key)?;
    item.list()?;
    let words = declared_words(&item, declared)?;
    if words.is_empty() {
        return item.refuse("the list is empty, so the document would never hold", None);
    }
    Some(words)
}

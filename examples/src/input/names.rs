//! Names made once and shared, and words looked up in a vocabulary.

use std::collections::HashMap;
use std::collections::hash_map::{Entry, RandomState};
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use crm_model::{
    Activity, Channel, Complexity, CustomerClass, CustomerId, Department, Industry, Interest, Kind,
    LifecycleStage, NameError, OrderId, OriginName, PersonId, PersonalText, Product, Purpose, Role,
    SurveyName, Tag, TicketId, Topic, Urgency, ValueTier, Vocabulary, WaitReason,
};

use super::row_error::Showing;

/// A typed name of `crm-model`.
pub(crate) trait Name: Clone {
    fn parse(text: &str) -> Result<Self, NameError>;

    fn text(&self) -> &str;
}

macro_rules! names {
    ($($name:ident)+) => {
        $(impl Name for $name {
            fn parse(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }

            fn text(&self) -> &str {
                self.as_str()
            }
        })+
    };
}

names! {
    Activity CustomerClass CustomerId Industry Interest LifecycleStage OrderId OriginName PersonId PersonalText Product
    Purpose SurveyName TicketId Topic
}

/// Names that have occurred: each text is checked and stored once.
///
/// A known name is found by one look into a table and one at its text. The table is keyed by the hash of the text; the
/// few texts that share a hash with another one are kept apart.
pub(crate) struct Names<T> {
    hasher: RandomState,
    known: HashMap<u64, T, BuildHasherDefault<Hashed>>,
    others: HashMap<Box<str>, T>,
}

impl<T: Name> Names<T> {
    pub(crate) fn new() -> Self {
        Self { hasher: RandomState::new(), known: HashMap::default(), others: HashMap::new() }
    }

    pub(crate) fn get(&mut self, text: &str) -> Result<T, NameError> {
        match self.known.entry(self.hasher.hash_one(text)) {
            Entry::Vacant(place) => Ok(place.insert(T::parse(text)?).clone()),
            Entry::Occupied(place) if place.get().text() == text => Ok(place.get().clone()),
            Entry::Occupied(_) => {
                if let Some(name) = self.others.get(text) {
                    return Ok(name.clone());
                }
                let name = T::parse(text)?;
                self.others.insert(text.into(), name.clone());
                Ok(name)
            }
        }
    }
}

/// Hashes a number that is a hash already: to itself.
#[derive(Default)]
struct Hashed(u64);

impl Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        // Only numbers are hashed; other bytes would make equal hashes, never wrong answers.
        self.0 ^= bytes.len() as u64;
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}

/// The words that a policy declares, by their text.
pub(crate) struct Words<'a> {
    pub(crate) channels: WordSet<'a, Channel>,
    pub(crate) kinds: WordSet<'a, Kind>,
    pub(crate) urgencies: WordSet<'a, Urgency>,
    pub(crate) complexities: WordSet<'a, Complexity>,
    pub(crate) tiers: WordSet<'a, ValueTier>,
    pub(crate) departments: WordSet<'a, Department>,
    pub(crate) roles: WordSet<'a, Role>,
    pub(crate) wait_reasons: WordSet<'a, WaitReason>,
    pub(crate) tags: WordSet<'a, Tag>,
}

impl<'a> Words<'a> {
    pub(crate) fn new(vocabulary: &'a Vocabulary) -> Self {
        Self {
            channels: WordSet::new("channel", vocabulary.channels.keys(), Channel::as_str),
            kinds: WordSet::new("kind", &vocabulary.kinds, Kind::as_str),
            urgencies: WordSet::new("urgency", &vocabulary.urgencies, Urgency::as_str),
            complexities: WordSet::new("complexity", &vocabulary.complexities, Complexity::as_str),
            tiers: WordSet::new("tier", &vocabulary.tiers, ValueTier::as_str),
            departments: WordSet::new("department", &vocabulary.departments, Department::as_str),
            roles: WordSet::new("role", &vocabulary.roles, Role::as_str),
            wait_reasons: WordSet::new("wait reason", &vocabulary.wait_reasons, WaitReason::as_str),
            tags: WordSet::new("tag", &vocabulary.tags, Tag::as_str),
        }
    }
}

/// The declared words of one sort.
pub(crate) struct WordSet<'a, T> {
    sort: &'static str,
    showing: Showing,
    words: HashMap<&'a str, &'a T>,
}

impl<'a, T: Clone> WordSet<'a, T> {
    fn new(sort: &'static str, words: impl IntoIterator<Item = &'a T>, text: fn(&T) -> &str) -> Self {
        let words: HashMap<&str, &T> = words.into_iter().map(|word| (text(word), word)).collect();
        Self { sort, showing: Showing::like(words.keys().copied()), words }
    }

    /// Returns the word, or the rule that its text breaks.
    pub(crate) fn get(&self, text: &str) -> Result<T, String> {
        let word = self.words.get(text).map(|word| (*word).clone());
        word.ok_or_else(|| format!("is not a declared {}", self.sort))
    }

    /// Returns what these words are words for.
    pub(crate) fn sort(&self) -> &'static str {
        self.sort
    }

    /// Returns how values that should be these words may be shown.
    pub(crate) fn showing(&self) -> Showing {
        self.showing
    }

    pub(crate) fn declares(&self, text: &str) -> bool {
        self.words.contains_key(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_that_share_a_hash_stay_two_names() {
        let mut names: Names<CustomerId> = Names::new();
        let Ok(other) = CustomerId::new("C-1") else { unreachable!("a good name") };
        names.known.insert(names.hasher.hash_one("C-2"), other);
        for _ in 0..2 {
            assert_eq!(names.get("C-2").as_ref().map(CustomerId::as_str), Ok("C-2"));
            assert_eq!(names.get("C-1").as_ref().map(CustomerId::as_str), Ok("C-1"));
        }
        assert_eq!(names.get(" "), Err(NameError::Blank));
    }
}

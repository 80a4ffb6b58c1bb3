//! Names of all sorts, and words looked up in a vocabulary.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};

use crm_model::{
    Activity, Channel, Complexity, CriterionName, CustomerClass, CustomerId, Department, Industry, Interest,
    Kind, LifecycleStage, NameError, OrderId, OriginName, PersonId, PersonalText, Product, Purpose, Remedy,
    Role, SheetName, SurveyName, Tag, TicketId, Topic, Urgency, ValueTier, Vocabulary, VocabularyMap,
    WaitReason,
};

use super::row_error::Showing;

/// A typed name of `crm-model`.
pub(crate) trait Name: Clone {
    fn parse(text: &str) -> Result<Self, NameError>;
}

macro_rules! names {
    ($($name:ident)+) => {
        $(impl Name for $name {
            fn parse(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        })+
    };
}

names! {
    Activity CriterionName CustomerClass CustomerId Industry Interest LifecycleStage OrderId OriginName PersonId PersonalText Product
    Purpose SheetName SurveyName TicketId Topic
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
    pub(crate) remedies: WordSet<'a, Remedy>,
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
            remedies: WordSet::new("remedy", vocabulary.remedies.keys(), Remedy::as_str),
            tags: WordSet::new("tag", &vocabulary.tags, Tag::as_str),
        }
    }

    /// Returns the words together with those of other vocabularies that `maps` translate.
    pub(crate) fn translating(mut self, maps: &'a [VocabularyMap]) -> Self {
        for map in maps {
            self.channels.translate(&map.channels, Channel::as_str);
            self.kinds.translate(&map.kinds, Kind::as_str);
            self.urgencies.translate(&map.urgencies, Urgency::as_str);
            self.complexities.translate(&map.complexities, Complexity::as_str);
            self.tiers.translate(&map.tiers, ValueTier::as_str);
            self.departments.translate(&map.departments, Department::as_str);
        }
        self
    }

    /// Returns a sentence for each foreign word that was read, in order.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = self.channels.notes();
        notes.extend(self.kinds.notes());
        notes.extend(self.urgencies.notes());
        notes.extend(self.complexities.notes());
        notes.extend(self.tiers.notes());
        notes.extend(self.departments.notes());
        notes
    }
}

/// The declared words of one sort, and the foreign ones that stand for them.
pub(crate) struct WordSet<'a, T> {
    sort: &'static str,
    showing: Showing,
    words: HashMap<&'a str, &'a T>,
    /// `None` for a word that two maps read differently.
    foreign: HashMap<&'a str, Option<Meaning<'a, T>>>,
    /// The foreign words that were read, with what they were read as and how often.
    read: RefCell<BTreeMap<String, (String, u64)>>,
}

/// A declared word with its text.
type Meaning<'a, T> = (&'a T, &'a str);

impl<'a, T: Clone> WordSet<'a, T> {
    fn new(sort: &'static str, words: impl IntoIterator<Item = &'a T>, text: fn(&T) -> &str) -> Self {
        let words: HashMap<&str, &T> = words.into_iter().map(|word| (text(word), word)).collect();
        let showing = Showing::like(words.keys().copied());
        Self { sort, showing, words, foreign: HashMap::new(), read: RefCell::default() }
    }

    fn translate(&mut self, map: &'a BTreeMap<T, T>, text: fn(&T) -> &str) {
        for (word, means) in map {
            let meaning = (means, text(means));
            let known = self.foreign.entry(text(word)).or_insert(Some(meaning));
            if known.is_some_and(|(_, known)| known != meaning.1) {
                *known = None;
            }
        }
    }

    /// Returns the word, or the rule that its text breaks.
    pub(crate) fn get(&self, text: &str) -> Result<T, String> {
        if let Some(word) = self.words.get(text) {
            return Ok((*word).clone());
        }
        match self.foreign.get_key_value(text) {
            Some((word, Some((means, text)))) => {
                let mut read = self.read.borrow_mut();
                match read.get_mut(*word) {
                    Some((_, times)) => *times += 1,
                    None => drop(read.insert((*word).to_owned(), ((*text).to_owned(), 1))),
                }
                Ok((*means).clone())
            }
            Some((_, None)) => Err(format!("is no declared {}, and two maps read it differently", self.sort)),
            None => Err(format!("is not a declared {}", self.sort)),
        }
    }

    fn notes(&self) -> Vec<String> {
        let note = |(word, (means, times)): (&String, &(String, u64))| {
            format!("the {} `{word}` is read as `{means}`, by a map of the policy: {times} times", self.sort)
        };
        self.read.borrow().iter().map(note).collect()
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

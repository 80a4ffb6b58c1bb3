//! Names of all sorts, and words looked up in a vocabulary.

use std::collections::HashMap;

use crm_model::{
    Activity, Channel, Complexity, CustomerClass, CustomerId, Department, Industry, Interest, Kind,
    LifecycleStage, NameError, OrderId, OriginName, PersonId, PersonalText, Product, Purpose, Role,
    SurveyName, Tag, TicketId, Topic, Urgency, ValueTier, Vocabulary, WaitReason,
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
    Activity CustomerClass CustomerId Industry Interest LifecycleStage OrderId OriginName PersonId PersonalText Product
    Purpose SurveyName TicketId Topic
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

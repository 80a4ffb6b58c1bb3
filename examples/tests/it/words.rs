//! Vocabularies for tests, from plain lists of words.

use crm_model::{
    Channel, ChannelAttributes, Complexity, Department, Kind, Tag, Urgency, ValueTier, Vocabulary, WaitReason,
};

/// Words of one sort each, separated by spaces.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) channels: &'static str,
    pub(crate) kinds: &'static str,
    pub(crate) urgencies: &'static str,
    pub(crate) complexities: &'static str,
    pub(crate) tiers: &'static str,
    pub(crate) departments: &'static str,
    pub(crate) wait_reasons: &'static str,
    pub(crate) tags: &'static str,
}

impl Words {
    /// Returns the vocabulary that declares these words.
    pub(crate) fn vocabulary(&self) -> Vocabulary {
        let channels = self.channels.split_whitespace();
        Vocabulary {
            channels: channels
                .map(|word| (Channel::new(word).unwrap(), ChannelAttributes::default()))
                .collect(),
            kinds: self.kinds.split_whitespace().map(|word| Kind::new(word).unwrap()).collect(),
            urgencies: self.urgencies.split_whitespace().map(|word| Urgency::new(word).unwrap()).collect(),
            complexities: self
                .complexities
                .split_whitespace()
                .map(|word| Complexity::new(word).unwrap())
                .collect(),
            tiers: self.tiers.split_whitespace().map(|word| ValueTier::new(word).unwrap()).collect(),
            departments: self
                .departments
                .split_whitespace()
                .map(|word| Department::new(word).unwrap())
                .collect(),
            wait_reasons: self
                .wait_reasons
                .split_whitespace()
                .map(|word| WaitReason::new(word).unwrap())
                .collect(),
            tags: self.tags.split_whitespace().map(|word| Tag::new(word).unwrap()).collect(),
            ..Vocabulary::default()
        }
    }
}

//! [`VocabularyMap`]: how the words of another vocabulary read in a policy's own (clauses D-RESP-9, D-TIER-5).
//!
//! Documents and systems name the same things differently: `quality` in one is `product-fault` in another, and class
//! `A` is tier `high`. A policy says so once, and whoever reads such records translates word by word.

use alloc::collections::BTreeMap;

use crate::{Channel, Complexity, CustomerClass, Department, Kind, Urgency, ValueTier};

/// How words of another vocabulary read in the policy's own: for each axis, the foreign word and the declared one.
///
/// A policy file that declares such a map is checked: what a word reads as is declared, the foreign word is not. A word
/// that the map does not hold is not translated; whether it is then taken as it stands or refused is the reader's
/// choice.
///
/// # Examples
///
/// ```
/// use crm_model::{CustomerClass, Kind, ValueTier, VocabularyMap};
///
/// let map = VocabularyMap {
///     kinds: [(Kind::new("quality")?, Kind::new("product-fault")?)].into(),
///     tiers: [(ValueTier::new("A")?, ValueTier::new("high")?)].into(),
///     ..VocabularyMap::default()
/// };
/// assert_eq!(map.kind(&Kind::new("quality")?), Some(&Kind::new("product-fault")?));
/// assert_eq!(map.kind(&Kind::new("praise")?), None);
/// assert_eq!(map.tier_of_class(&CustomerClass::new("A")?), Some(&ValueTier::new("high")?));
/// # Ok::<(), crm_model::NameError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default, deny_unknown_fields))]
pub struct VocabularyMap {
    /// Kinds of ticket.
    pub kinds: BTreeMap<Kind, Kind>,
    /// Degrees of urgency.
    pub urgencies: BTreeMap<Urgency, Urgency>,
    /// Degrees of complexity.
    pub complexities: BTreeMap<Complexity, Complexity>,
    /// Value tiers of customers, and the classes and other words that stand for them.
    pub tiers: BTreeMap<ValueTier, ValueTier>,
    /// Departments.
    pub departments: BTreeMap<Department, Department>,
    /// Channels of contact.
    pub channels: BTreeMap<Channel, Channel>,
}

impl VocabularyMap {
    /// Returns the kind that a foreign word reads as, or `None` if the map does not hold it.
    pub fn kind(&self, word: &Kind) -> Option<&Kind> {
        self.kinds.get(word)
    }

    /// Returns the urgency that a foreign word reads as, or `None` if the map does not hold it.
    pub fn urgency(&self, word: &Urgency) -> Option<&Urgency> {
        self.urgencies.get(word)
    }

    /// Returns the complexity that a foreign word reads as, or `None` if the map does not hold it.
    pub fn complexity(&self, word: &Complexity) -> Option<&Complexity> {
        self.complexities.get(word)
    }

    /// Returns the value tier that a foreign word reads as, or `None` if the map does not hold it.
    pub fn tier(&self, word: &ValueTier) -> Option<&ValueTier> {
        self.tiers.get(word)
    }

    /// Returns the value tier that a customer's class stands for, or `None` if the map does not hold it.
    pub fn tier_of_class(&self, class: &CustomerClass) -> Option<&ValueTier> {
        let word = ValueTier::new(class.as_str()).ok()?;
        self.tier(&word)
    }

    /// Returns the department that a foreign word reads as, or `None` if the map does not hold it.
    pub fn department(&self, word: &Department) -> Option<&Department> {
        self.departments.get(word)
    }

    /// Returns the channel that a foreign word reads as, or `None` if the map does not hold it.
    pub fn channel(&self, word: &Channel) -> Option<&Channel> {
        self.channels.get(word)
    }

    /// Returns whether the map holds no word at all.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
            && self.urgencies.is_empty()
            && self.complexities.is_empty()
            && self.tiers.is_empty()
            && self.departments.is_empty()
            && self.channels.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_axis_has_words_of_its_own() {
        let map = VocabularyMap {
            kinds: [(Kind::new("x").unwrap(), Kind::new("inquiry").unwrap())].into(),
            urgencies: [(Urgency::new("x").unwrap(), Urgency::new("urgent").unwrap())].into(),
            complexities: [(Complexity::new("x").unwrap(), Complexity::new("complex").unwrap())].into(),
            tiers: [(ValueTier::new("x").unwrap(), ValueTier::new("high").unwrap())].into(),
            departments: [(Department::new("x").unwrap(), Department::new("finance").unwrap())].into(),
            channels: [(Channel::new("x").unwrap(), Channel::new("phone").unwrap())].into(),
        };
        assert_eq!(map.kind(&Kind::new("x").unwrap()).map(Kind::as_str), Some("inquiry"));
        assert_eq!(map.urgency(&Urgency::new("x").unwrap()).map(Urgency::as_str), Some("urgent"));
        assert_eq!(map.complexity(&Complexity::new("x").unwrap()).map(Complexity::as_str), Some("complex"));
        assert_eq!(map.tier(&ValueTier::new("x").unwrap()).map(ValueTier::as_str), Some("high"));
        assert_eq!(map.department(&Department::new("x").unwrap()).map(Department::as_str), Some("finance"));
        assert_eq!(map.channel(&Channel::new("x").unwrap()).map(Channel::as_str), Some("phone"));
        assert!(!map.is_empty() && VocabularyMap::default().is_empty());
    }

    #[test]
    fn words_that_are_not_mapped_are_not_translated() {
        let map = VocabularyMap::default();
        assert_eq!(map.kind(&Kind::new("inquiry").unwrap()), None);
        assert_eq!(map.tier_of_class(&CustomerClass::new("A").unwrap()), None);
    }
}

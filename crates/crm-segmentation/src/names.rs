//! [`TierNames`]: what another document calls the levels.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crm_model::{ClauseId, RuleName, Strength, ValueTier};

use crate::{Level, RuleError, RuleProblem};

/// A document's words for the levels, as a policy states them. [`TierNames::new`] checks them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierNamesSpec {
    /// Its name in the policy, such as `tier-names.grades`.
    pub name: RuleName,
    /// The clause that uses the words.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The words for the highest level; the first is the one that reports use.
    pub high: Vec<ValueTier>,
    /// The words for the middle level.
    pub middle: Vec<ValueTier>,
    /// The words for the ordinary level.
    pub ordinary: Vec<ValueTier>,
}

/// Another document's words for the levels: gold, silver and bronze (clause H-TIER-2), or key and big customers (clause
/// D-TIER-5). No word stands for two levels; a level may have no word, or several.
///
/// # Examples
///
/// ```
/// use crm_model::{Strength, ValueTier};
/// use crm_segmentation::{Level, TierNames, TierNamesSpec};
///
/// let word = |text: &str| ValueTier::new(text);
/// let grades = TierNames::new(TierNamesSpec {
///     name: "tier-names.grades".parse()?,
///     clause: "H-TIER-2".parse()?,
///     strength: Strength::Must,
///     high: vec![word("gold")?],
///     middle: vec![word("silver")?],
///     ordinary: vec![word("bronze")?],
/// })?;
/// assert_eq!(grades.level_of(&word("silver")?), Some(Level::Middle));
/// assert_eq!(grades.word_for(Level::High), Some(&word("gold")?));
/// assert_eq!(grades.level_of(&word("platinum")?), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierNames {
    spec: TierNamesSpec,
    levels: BTreeMap<ValueTier, Level>,
}

impl TierNames {
    /// Returns the words that a specification lists. A word that is listed twice for one level counts once.
    ///
    /// # Errors
    ///
    /// When a word stands for two levels, or there is none at all.
    pub fn new(spec: TierNamesSpec) -> Result<Self, RuleError> {
        let mut levels = BTreeMap::new();
        for (level, words) in
            [(Level::High, &spec.high), (Level::Middle, &spec.middle), (Level::Ordinary, &spec.ordinary)]
        {
            for word in words {
                let before = levels.insert(word.clone(), level);
                if let Some(one) = before.filter(|before| *before != level) {
                    let problem = RuleProblem::OneWordTwoLevels { word: word.clone(), one, other: level };
                    return Err(RuleError::new(&spec.name, level.as_str(), problem));
                }
            }
        }
        if levels.is_empty() {
            return Err(RuleError::new(&spec.name, Level::High.as_str(), RuleProblem::NoWords));
        }
        Ok(Self { spec, levels })
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that uses the words.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns how binding the clause is.
    pub fn strength(&self) -> Strength {
        self.spec.strength
    }

    /// Returns the level that a word stands for, or `None` for a word that the document does not use.
    pub fn level_of(&self, word: &ValueTier) -> Option<Level> {
        self.levels.get(word).copied()
    }

    /// Returns the words for a level, in the order in which the policy gives them.
    pub fn words_for(&self, level: Level) -> &[ValueTier] {
        match level {
            Level::High => &self.spec.high,
            Level::Middle => &self.spec.middle,
            Level::Ordinary => &self.spec.ordinary,
        }
    }

    /// Returns the word that reports use for a level: the first, or `None` where the document has none.
    pub fn word_for(&self, level: Level) -> Option<&ValueTier> {
        self.words_for(level).first()
    }
}

//! When a rule applies: a conjunction of sets of values.
//!
//! The form is closed on purpose. Whether two rules can both apply is decided exactly, so a policy with an
//! ambiguous choice is refused when it is read and not when a ticket meets it.

use alloc::collections::BTreeSet;

use crm_model::{Channel, Classification, Complexity, Fact, Kind, Urgency, ValueTier};

use crate::history::Nature;

/// The facts about a ticket that rules can depend on; `None` where a fact is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The channel by which it came in.
    pub channel: Option<Channel>,
    /// Kind, urgency and complexity.
    pub classification: Classification,
    /// The value tier of its customer when the ticket opened.
    pub tier: Option<ValueTier>,
}

/// The conditions of a rule. `None` asks nothing of that fact; a set asks that the fact be one of its values.
///
/// # Examples
///
/// ```
/// use crm_model::{Fact, Urgency};
/// use crm_sla::{Conditions, Facts, Match};
///
/// let urgent = Urgency::new("urgent")?;
/// let when = Conditions { urgency: Some([urgent.clone()].into()), ..Conditions::default() };
/// let mut facts = Facts::default();
/// assert_eq!(when.test(&facts), Match::Unknown(Fact::Urgency));
/// facts.classification.urgency = Some(urgent);
/// assert_eq!(when.test(&facts), Match::Yes);
/// # Ok::<(), crm_model::NameError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Conditions {
    /// Channels for which the rule holds.
    pub channel: Option<BTreeSet<Channel>>,
    /// Kinds for which it holds.
    pub kind: Option<BTreeSet<Kind>>,
    /// Degrees of urgency for which it holds.
    pub urgency: Option<BTreeSet<Urgency>>,
    /// Degrees of complexity for which it holds.
    pub complexity: Option<BTreeSet<Complexity>>,
    /// Value tiers for which it holds.
    pub tier: Option<BTreeSet<ValueTier>>,
}

/// Whether conditions hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// They hold.
    Yes,
    /// At least one does not, whatever the unknown facts are.
    No,
    /// It depends on a fact that is not known (the first such fact).
    Unknown(Fact),
}

impl Conditions {
    /// Returns whether the conditions hold for the facts.
    pub fn test(&self, facts: &Facts) -> Match {
        self.test_known(facts.channel.as_ref(), (&facts.classification).into(), facts.tier.as_ref())
    }

    pub(crate) fn test_known(
        &self,
        channel: Option<&Channel>,
        nature: Nature<'_>,
        tier: Option<&ValueTier>,
    ) -> Match {
        let parts = [
            test_one(self.channel.as_ref(), channel, Fact::Channel),
            test_one(self.kind.as_ref(), nature.kind, Fact::Kind),
            test_one(self.urgency.as_ref(), nature.urgency, Fact::Urgency),
            test_one(self.complexity.as_ref(), nature.complexity, Fact::Complexity),
            test_one(self.tier.as_ref(), tier, Fact::Tier),
        ];
        if parts.contains(&Match::No) {
            return Match::No;
        }
        parts.into_iter().find(|part| *part != Match::Yes).unwrap_or(Match::Yes)
    }

    /// Returns whether what was judged about a ticket alone fulfils the conditions on kind, urgency, complexity.
    pub(crate) fn met_by_judgement(&self, judged: &Classification) -> bool {
        [
            test_one(self.kind.as_ref(), judged.kind.as_ref(), Fact::Kind),
            test_one(self.urgency.as_ref(), judged.urgency.as_ref(), Fact::Urgency),
            test_one(self.complexity.as_ref(), judged.complexity.as_ref(), Fact::Complexity),
        ]
        .into_iter()
        .all(|part| part == Match::Yes)
    }

    /// Returns how many facts the conditions ask about, 0 to 5.
    pub fn specificity(&self) -> usize {
        [
            self.channel.is_some(),
            self.kind.is_some(),
            self.urgency.is_some(),
            self.complexity.is_some(),
            self.tier.is_some(),
        ]
        .into_iter()
        .filter(|asked| *asked)
        .count()
    }

    /// Returns whether some ticket can fulfil both.
    pub fn overlaps(&self, other: &Self) -> bool {
        share(self.channel.as_ref(), other.channel.as_ref())
            && share(self.kind.as_ref(), other.kind.as_ref())
            && share(self.urgency.as_ref(), other.urgency.as_ref())
            && share(self.complexity.as_ref(), other.complexity.as_ref())
            && share(self.tier.as_ref(), other.tier.as_ref())
    }

    /// Returns the first fact whose set is empty, so that the rule could never apply.
    pub(crate) fn unreachable(&self) -> Option<Fact> {
        let empty = [
            (Fact::Channel, self.channel.as_ref().is_some_and(BTreeSet::is_empty)),
            (Fact::Kind, self.kind.as_ref().is_some_and(BTreeSet::is_empty)),
            (Fact::Urgency, self.urgency.as_ref().is_some_and(BTreeSet::is_empty)),
            (Fact::Complexity, self.complexity.as_ref().is_some_and(BTreeSet::is_empty)),
            (Fact::Tier, self.tier.as_ref().is_some_and(BTreeSet::is_empty)),
        ];
        empty.into_iter().find(|(_, is_empty)| *is_empty).map(|(fact, _)| fact)
    }
}

fn test_one<T: Ord>(asked: Option<&BTreeSet<T>>, known: Option<&T>, fact: Fact) -> Match {
    match (asked, known) {
        (None, _) => Match::Yes,
        (Some(_), None) => Match::Unknown(fact),
        (Some(allowed), Some(value)) if allowed.contains(value) => Match::Yes,
        _ => Match::No,
    }
}

fn share<T: Ord>(one: Option<&BTreeSet<T>>, other: Option<&BTreeSet<T>>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => !one.is_disjoint(other),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(names: &[&str]) -> BTreeSet<Kind> {
        names.iter().map(|name| Kind::new(name).unwrap()).collect()
    }

    #[test]
    fn a_known_mismatch_outweighs_an_unknown_fact() {
        let when = Conditions {
            kind: Some(kinds(&["complaint"])),
            urgency: Some([Urgency::new("urgent").unwrap()].into()),
            ..Conditions::default()
        };
        let mut facts = Facts::default();
        facts.classification.kind = Some(Kind::new("inquiry").unwrap());
        assert_eq!(when.test(&facts), Match::No);
        facts.classification.kind = Some(Kind::new("complaint").unwrap());
        assert_eq!(when.test(&facts), Match::Unknown(Fact::Urgency));
    }

    #[test]
    fn conditions_overlap_unless_one_fact_keeps_them_apart() {
        let complaints = Conditions { kind: Some(kinds(&["complaint"])), ..Conditions::default() };
        let inquiries = Conditions { kind: Some(kinds(&["inquiry"])), ..Conditions::default() };
        let complex = Conditions {
            complexity: Some([Complexity::new("complex").unwrap()].into()),
            ..Conditions::default()
        };
        assert!(!complaints.overlaps(&inquiries));
        assert!(complaints.overlaps(&complex));
    }
}

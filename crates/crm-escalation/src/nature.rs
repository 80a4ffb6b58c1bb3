//! For which tickets a trigger counts: a closed conjunction about what was judged of them.

use alloc::collections::BTreeSet;

use crm_model::{Classification, Complexity, Fact, Kind, Urgency};

/// Conditions on the nature of a ticket. `None` asks nothing; a set asks that the fact be one of its values.
///
/// # Examples
///
/// ```
/// use crm_escalation::Nature;
/// use crm_model::{Classification, Complexity, Fact, Urgency};
///
/// let when = Nature { urgency: Some([Urgency::new("urgent")?].into()), ..Nature::default() };
/// let mut judged = Classification { complexity: Some(Complexity::new("complex")?), ..Classification::default() };
/// assert_eq!(when.test(&judged), Err(Fact::Urgency)); // nobody has judged the urgency yet
/// judged.urgency = Some(Urgency::new("regular")?);
/// assert_eq!(when.test(&judged), Ok(false));
/// # Ok::<(), crm_model::NameError>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Nature {
    /// Kinds of ticket.
    pub kind: Option<BTreeSet<Kind>>,
    /// Degrees of urgency.
    pub urgency: Option<BTreeSet<Urgency>>,
    /// Degrees of complexity.
    pub complexity: Option<BTreeSet<Complexity>>,
}

impl Nature {
    /// Returns whether the conditions hold for what was judged. One that fails outweighs any that is unknown.
    ///
    /// # Errors
    ///
    /// The first fact on which the answer depends and that is not known.
    pub fn test(&self, judged: &Classification) -> Result<bool, Fact> {
        let parts = [
            test_one(self.kind.as_ref(), judged.kind.as_ref(), Fact::Kind),
            test_one(self.urgency.as_ref(), judged.urgency.as_ref(), Fact::Urgency),
            test_one(self.complexity.as_ref(), judged.complexity.as_ref(), Fact::Complexity),
        ];
        if parts.contains(&Ok(false)) {
            return Ok(false);
        }
        parts.into_iter().find(Result::is_err).unwrap_or(Ok(true))
    }

    /// Returns whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Returns the first fact whose set is empty, so that no ticket can fulfil the conditions.
    pub(crate) fn unreachable(&self) -> Option<Fact> {
        let empty = [
            (Fact::Kind, self.kind.as_ref().is_some_and(BTreeSet::is_empty)),
            (Fact::Urgency, self.urgency.as_ref().is_some_and(BTreeSet::is_empty)),
            (Fact::Complexity, self.complexity.as_ref().is_some_and(BTreeSet::is_empty)),
        ];
        empty.into_iter().find(|(_, is_empty)| *is_empty).map(|(fact, _)| fact)
    }
}

fn test_one<T: Ord>(asked: Option<&BTreeSet<T>>, known: Option<&T>, fact: Fact) -> Result<bool, Fact> {
    match (asked, known) {
        (None, _) => Ok(true),
        (Some(_), None) => Err(fact),
        (Some(allowed), Some(value)) => Ok(allowed.contains(value)),
    }
}

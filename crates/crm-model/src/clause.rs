//! Clause identifiers: the rule of a document behind every verdict.

use alloc::string::{String, ToString};
use alloc::sync::Arc;
use core::cmp::Ordering;
use core::fmt;

use thiserror::Error;

/// A text that is no clause identifier.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("`{text}` is no clause: expected capital letters and a number joined by hyphens, such as `D-RESP-2`")]
pub struct ClauseError {
    /// The text as given.
    pub text: String,
}

/// A clause of a policy document, such as `D-RESP-2`: document, topic, number.
///
/// Clauses sort by document and topic, then by number, so `D-RESP-10` comes after `D-RESP-9`. A company may use
/// clauses of its own (`ACME-SLA-3`) beside those of the shipped documents.
///
/// # Examples
///
/// ```
/// use crm_model::ClauseId;
///
/// let clause: ClauseId = "D-RESP-10".parse()?;
/// assert_eq!(clause.stem(), "D-RESP");
/// assert_eq!(clause.number(), 10);
/// assert!(clause > "D-RESP-9".parse()?);
/// # Ok::<(), crm_model::ClauseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct ClauseId {
    text: Arc<str>,
    // INVARIANT: the number after the last hyphen of `text`.
    number: u32,
}

impl ClauseId {
    /// Returns the clause that `text` spells.
    ///
    /// # Errors
    ///
    /// When the text is not two or more parts of capital letters and digits joined by hyphens, each but the last
    /// starting with a letter and the last a number without leading zeros.
    pub fn new(text: &str) -> Result<Self, ClauseError> {
        let refused = || ClauseError { text: text.to_string() };
        let (stem, number) = text.rsplit_once('-').ok_or_else(refused)?;
        let parsed: u32 = number.parse().map_err(|_| refused())?;
        let parts_are_words = stem.split('-').all(|part| {
            part.starts_with(|c: char| c.is_ascii_uppercase())
                && part.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        });
        if !parts_are_words || parsed.to_string() != number {
            return Err(refused());
        }
        Ok(Self { text: Arc::from(text), number: parsed })
    }

    /// Returns the whole identifier.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Returns document and topic: all but the number.
    pub fn stem(&self) -> &str {
        self.text.rsplit_once('-').map_or("", |(stem, _)| stem)
    }

    /// Returns the number of the clause within its topic.
    pub fn number(&self) -> u32 {
        self.number
    }
}

impl Ord for ClauseId {
    fn cmp(&self, other: &Self) -> Ordering {
        self.stem().cmp(other.stem()).then(self.number.cmp(&other.number))
    }
}

impl PartialOrd for ClauseId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for ClauseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.text)
    }
}

impl fmt::Debug for ClauseId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ClauseId({})", self.text)
    }
}

impl core::str::FromStr for ClauseId {
    type Err = ClauseError;

    fn from_str(text: &str) -> Result<Self, ClauseError> {
        Self::new(text)
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for ClauseId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for ClauseId {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

/// How binding a clause is. Reports show it beside every verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Strength {
    /// The document demands it.
    #[default]
    Must,
    /// The document gives the value as an example.
    Example,
    /// The document allows it.
    May,
    /// Only a heading of the document names the matter.
    Heading,
    /// A reading of ours that makes the rule computable.
    Derived,
}

impl Strength {
    /// Every strength, the most binding first.
    pub const ALL: [Self; 5] = [Self::Must, Self::Example, Self::May, Self::Heading, Self::Derived];

    /// Returns the word that policy files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Must => "must",
            Self::Example => "example",
            Self::May => "may",
            Self::Heading => "heading",
            Self::Derived => "derived",
        }
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clause_has_a_stem_and_a_number() {
        let clause = ClauseId::new("ACME-SLA2-12").unwrap();
        assert_eq!((clause.stem(), clause.number()), ("ACME-SLA2", 12));
    }

    #[test]
    fn other_texts_are_no_clauses() {
        for text in ["", "D", "D-", "D-RESP", "d-resp-1", "D-RESP-01", "D--1", "D-RESP-x", "-1", "D-1RESP-1"]
        {
            assert_eq!(ClauseId::new(text), Err(ClauseError { text: text.to_string() }), "{text}");
        }
    }
}

//! A word in the portrait of a segment.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use crm_model::Ratio;

use super::WordColumn;
use crate::number;

/// The words of one column in the portrait of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WordPortrait {
    /// What the column is called.
    pub name: String,
    /// Of how many customers of the segment the word is known.
    pub known: u64,
    /// Of how many it is not.
    pub missing: u64,
    /// Every word that any customer has, in order: also those that nobody of the segment has.
    pub shares: Vec<WordShare>,
}

/// How often a word is met in a segment and among all customers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct WordShare {
    /// The word.
    pub word: String,
    /// How many customers of the segment have it.
    pub count: u64,
    /// Of how many of the segment it is known which they have.
    pub known: u64,
    /// How many of all customers have it.
    pub count_of_all: u64,
    /// Of how many of all it is known.
    pub known_of_all: u64,
}

impl WordShare {
    /// Returns the part of the segment that has the word, of those of whom it is known; `None` where it is known of nobody.
    pub fn share(&self) -> Option<Ratio> {
        Ratio::new(self.count.into(), self.known.into())
    }

    /// Returns the part of all customers that has the word, of those of whom it is known.
    pub fn share_of_all(&self) -> Option<Ratio> {
        Ratio::new(self.count_of_all.into(), self.known_of_all.into())
    }

    /// Returns how many times as often the segment has the word as all customers do: exact. `None` where it is known of
    /// nobody of the segment.
    pub fn lift(&self) -> Option<Ratio> {
        let part = i128::from(self.count).checked_mul(self.known_of_all.into())?;
        Ratio::new(part, i128::from(self.known).checked_mul(self.count_of_all.into())?)
    }

    /// Returns by how many standard deviations the share is above that of all other customers, with 1 for who has the word
    /// and 0 for who does not; see [`Portrait::sets_apart`](super::Portrait::sets_apart).
    ///
    /// `None` where it is known of nobody of the segment or nobody else, or everybody has the word.
    pub fn difference(&self) -> Option<f64> {
        let known_of_rest = self.known_of_all.checked_sub(self.known)?;
        let count_of_rest = self.count_of_all.checked_sub(self.count)?;
        let others = self.known_of_all.checked_sub(self.count_of_all)?;
        let product = |one: u64, other: u64| i128::from(one).checked_mul(other.into());
        // Both are exact, so that a word and its opposite differ by the same, and equal shares by nothing.
        let crossed = product(self.count, known_of_rest)?.checked_sub(product(count_of_rest, self.known)?)?;
        let groups = product(self.known, known_of_rest).filter(|groups| *groups > 0)?;
        let spread = product(self.count_of_all, others).filter(|spread| *spread > 0)?;
        let deviation = libm::sqrt(number::sum(spread)) / number::count(self.known_of_all);
        Some(number::sum(crossed) / number::sum(groups) / deviation)
    }
}

/// Returns the portraits of a column in all segments. `places` says for each customer in which segment it is.
pub(super) fn portraits(column: &WordColumn<'_>, places: &[usize], segments: usize) -> Vec<WordPortrait> {
    let mut words: Vec<&str> = column.words.iter().copied().flatten().collect();
    let known_of_all = words.len() as u64;
    words.sort_unstable();
    words.dedup();
    let mut counts = alloc::vec![alloc::vec![0_u64; words.len()]; segments];
    let mut of_all = alloc::vec![0_u64; words.len()];
    let mut missing = alloc::vec![0_u64; segments];
    for (word, place) in column.words.iter().zip(places) {
        let found = word.and_then(|word| words.binary_search(&word).ok());
        let counter = match found {
            Some(found) => counts.get_mut(*place).and_then(|of_segment| of_segment.get_mut(found)),
            None => missing.get_mut(*place),
        };
        let total = found.and_then(|found| of_all.get_mut(found));
        for count in [counter, total].into_iter().flatten() {
            *count += 1;
        }
    }
    let portrait = |(counts, missing): (Vec<u64>, u64)| {
        let known = counts.iter().sum();
        let share = |((word, count), count_of_all): ((&&str, u64), &u64)| WordShare {
            word: (*word).to_string(),
            count,
            known,
            count_of_all: *count_of_all,
            known_of_all,
        };
        let shares = words.iter().zip(counts).zip(&of_all).map(share).collect();
        WordPortrait { name: column.name.to_string(), known, missing, shares }
    };
    counts.into_iter().zip(missing).map(portrait).collect()
}

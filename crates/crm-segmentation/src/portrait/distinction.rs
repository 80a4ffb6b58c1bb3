//! [`Distinction`]: a figure that sets a segment apart.

use alloc::vec::Vec;
use core::fmt;

use super::{NumberPortrait, Portrait, WordShare};

/// A figure that sets a segment apart from all other customers.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Distinction<'a> {
    /// Its mean of a number.
    Number {
        /// The number in its portrait.
        portrait: &'a NumberPortrait,
        /// By how many standard deviations it is above the others, below zero for below.
        difference: f64,
    },
    /// How often it has a word.
    Word {
        /// What the column is called.
        name: &'a str,
        /// The word in its portrait.
        share: &'a WordShare,
        /// By how many standard deviations the share is above that of the others, below zero for below.
        difference: f64,
    },
}

impl<'a> Distinction<'a> {
    /// Returns what the column is called.
    pub fn name(&self) -> &'a str {
        match self {
            Self::Number { portrait, .. } => &portrait.name,
            Self::Word { name, .. } => name,
        }
    }

    /// Returns the word, or `None` for a number.
    pub fn word(&self) -> Option<&'a str> {
        match self {
            Self::Number { .. } => None,
            Self::Word { share, .. } => Some(&share.word),
        }
    }

    /// Returns by how many standard deviations the segment is above the others, below zero for below.
    pub fn difference(&self) -> f64 {
        match self {
            Self::Number { difference, .. } | Self::Word { difference, .. } => *difference,
        }
    }

    /// Returns of how many customers of the segment the figure is known.
    pub fn known(&self) -> u64 {
        match self {
            Self::Number { portrait, .. } => portrait.known,
            Self::Word { share, .. } => share.known,
        }
    }
}

impl fmt::Display for Distinction<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())?;
        if let Some(word) = self.word() {
            write!(formatter, " {word}")?;
        }
        write!(formatter, ": {:+.2}", self.difference())
    }
}

impl<S> Portrait<S> {
    /// Returns the figures that set the segment apart most, so many at the most. A figure that is known of fewer customers
    /// of the segment than `least_known` is left out: what two customers have in common tells little.
    ///
    /// Figures are compared by the standardised difference: the mean of the segment less the mean of all other customers,
    /// divided by the standard deviation of all (the root of the mean squared distance from the mean). A word is the number 1
    /// for who has it and 0 for who does not. So numbers and words stand in one list. The largest difference comes first,
    /// above or below; of equal ones numbers before words, then by the names of the columns, then by the words. What does
    /// not differ, or has no difference, is not there.
    pub fn sets_apart(&self, most: usize, least_known: u64) -> Vec<Distinction<'_>> {
        let numbers = self.numbers.iter().filter_map(|portrait| {
            portrait.difference.map(|difference| Distinction::Number { portrait, difference })
        });
        let words = self.words.iter().flat_map(|portrait| {
            portrait.shares.iter().filter_map(|share| {
                let difference = share.difference()?;
                Some(Distinction::Word { name: &portrait.name, share, difference })
            })
        });
        let tells = |one: &Distinction<'_>| one.known() >= least_known && one.difference() != 0.0;
        let mut all: Vec<Distinction<'_>> = numbers.chain(words).filter(tells).collect();
        all.sort_by(|one, other| {
            let by_size = other.difference().abs().total_cmp(&one.difference().abs());
            let is_word = |one: &Distinction<'_>| one.word().is_some();
            by_size
                .then_with(|| is_word(one).cmp(&is_word(other)))
                .then_with(|| (one.name(), one.word()).cmp(&(other.name(), other.word())))
        });
        all.truncate(most);
        all
    }
}

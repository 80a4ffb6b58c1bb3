//! Who moved from which tier to which.

use chrono::{DateTime, Utc};
use crm_kit::segmentation::Level;
use crm_model::Dataset;

use super::tiers::Tiers;

/// Where a customer is at one of two dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// In a tier.
    In(Level),
    /// Its purchases cannot be summed up.
    Undetermined,
    /// It has no tier: it bought nothing in the window.
    Outside,
}

impl Place {
    /// Every place, the highest level first.
    pub const ALL: [Self; 5] = [
        Self::In(Level::High),
        Self::In(Level::Middle),
        Self::In(Level::Ordinary),
        Self::Undetermined,
        Self::Outside,
    ];

    fn of(tiers: &Tiers, code: crm_model::CustomerCode) -> Self {
        if let Some(level) = tiers.level(code) {
            return Self::In(level);
        }
        let undetermined = tiers.verdicts.summaries().undetermined();
        match undetermined.binary_search_by_key(&code, |(of, _)| *of) {
            Ok(_) => Self::Undetermined,
            Err(_) => Self::Outside,
        }
    }
}

/// Who moved from which tier to which since another instant: by the tiers that customers have, held ones where the policy
/// keeps tiers stable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The other instant.
    pub since: DateTime<Utc>,
    /// How many were where (a row, in the order of [`Place::ALL`]) and are where (a column). Nobody is outside at both.
    pub cells: [[u64; 5]; 5],
}

impl Moved {
    pub(super) fn between(dataset: &Dataset, since: DateTime<Utc>, before: &Tiers, now: &Tiers) -> Self {
        let mut cells = [[0; 5]; 5];
        for (code, _) in dataset.codes() {
            let places = (Place::of(before, code), Place::of(now, code));
            if places == (Place::Outside, Place::Outside) {
                continue;
            }
            let row = Place::ALL.iter().zip(&mut cells).find(|(place, _)| **place == places.0);
            let cell =
                row.and_then(|(_, row)| Place::ALL.iter().zip(row).find(|(place, _)| **place == places.1));
            if let Some((_, cell)) = cell {
                *cell += 1;
            }
        }
        Self { since, cells }
    }

    /// Yields where customers were, where they are, and how many they are.
    pub fn cells(&self) -> impl Iterator<Item = (Place, Place, u64)> {
        let rows = Place::ALL.into_iter().zip(self.cells);
        rows.flat_map(|(from, row)| Place::ALL.into_iter().zip(row).map(move |(to, count)| (from, to, count)))
    }

    /// Returns the places where somebody was or is, in one order.
    pub fn places(&self) -> Vec<Place> {
        let is_empty =
            |place: Place| self.cells().all(|(from, to, count)| count == 0 || (from != place && to != place));
        let always = |place: &Place| matches!(place, Place::In(_));
        Place::ALL.into_iter().filter(|place| always(place) || !is_empty(*place)).collect()
    }

    /// Returns how many were in one place and are in another.
    pub fn count(&self, from: Place, to: Place) -> u64 {
        self.sum(|one, other| (one, other) == (from, to))
    }

    /// Returns how many were in a place.
    pub fn before(&self, place: Place) -> u64 {
        self.sum(|from, _| from == place)
    }

    /// Returns how many have a higher tier than they had.
    pub fn raised(&self) -> u64 {
        self.sum(|from, to| matches!((from, to), (Place::In(from), Place::In(to)) if to > from))
    }

    /// Returns how many have the tier that they had.
    pub fn kept(&self) -> u64 {
        self.sum(|from, to| matches!((from, to), (Place::In(from), Place::In(to)) if to == from))
    }

    /// Returns how many have a lower tier than they had.
    pub fn lowered(&self) -> u64 {
        self.sum(|from, to| matches!((from, to), (Place::In(from), Place::In(to)) if to < from))
    }

    /// Returns how many had no tier before and have one.
    pub fn entered(&self) -> u64 {
        self.sum(|from, to| from == Place::Outside && matches!(to, Place::In(_)))
    }

    /// Returns how many had a tier and have none.
    pub fn left(&self) -> u64 {
        self.sum(|from, to| to == Place::Outside && matches!(from, Place::In(_)))
    }

    fn sum(&self, is_part: impl Fn(Place, Place) -> bool) -> u64 {
        self.cells().filter(|(from, to, _)| is_part(*from, *to)).map(|(_, _, count)| count).sum()
    }
}

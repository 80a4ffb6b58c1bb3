//! What is counted of some answers; counts of parts merge to those of the whole.

use crm_kit::kpi::statistics::{Weight, WeightedNpsTally};
use crm_kit::kpi::{Attitude, NpsTally};

/// How many answers the scale has.
pub(super) const SCORES: usize = 11;

/// Counts of some answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Group {
    /// Whoever counts: customers or answers.
    pub(super) tally: NpsTally,
    pub(super) weighted: WeightedNpsTally,
    /// How often each answer from 0 to 10 was given, of those that count.
    pub(super) scores: [u64; SCORES],
    /// Without an answer.
    pub(super) blank: u64,
    /// Invited, and of them those who answered.
    pub(super) invited: u64,
    pub(super) participated: u64,
    /// Answers of people who were not invited, which do not count.
    pub(super) uninvited: u64,
}

impl Group {
    pub(super) fn record(&mut self, attitude: Attitude, weight: Option<Weight>, scores: &[i8]) {
        self.tally.record(attitude);
        if let Some(weight) = weight {
            self.weighted.record(weight, attitude);
        }
        for score in scores {
            if let Some(count) = usize::try_from(*score).ok().and_then(|place| self.scores.get_mut(place)) {
                *count += 1;
            }
        }
    }

    /// Returns the counts of both together.
    #[must_use]
    pub(super) fn merge(self, other: Self) -> Self {
        let mut scores = self.scores;
        scores.iter_mut().zip(other.scores).for_each(|(count, more)| *count += more);
        Self {
            tally: self.tally.merge(other.tally),
            weighted: self.weighted.merge(other.weighted),
            scores,
            blank: self.blank + other.blank,
            invited: self.invited + other.invited,
            participated: self.participated + other.participated,
            uninvited: self.uninvited + other.uninvited,
        }
    }

    /// Returns how many count.
    pub(super) fn answers(&self) -> u64 {
        self.tally.answers().unwrap_or(u64::MAX)
    }
}

impl<'a> FromIterator<&'a Group> for Group {
    fn from_iter<I: IntoIterator<Item = &'a Group>>(groups: I) -> Self {
        groups.into_iter().fold(Self::default(), |all, group| all.merge(*group))
    }
}

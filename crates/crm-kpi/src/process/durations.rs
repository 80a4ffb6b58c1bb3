//! Lengths of time: [`Durations`] keeps each, [`Total`] their sum; [`Spans`] both by the clock and in open time.

use alloc::vec::Vec;
use core::mem;

use chrono::{DateTime, Utc};
use crm_model::{Ratio, Share};

use super::join::{Join, joins};
use super::rules::ProcessClock;
use crate::statistics::PercentileType;

/// Lengths of time in microseconds, all of them kept, so that percentiles are exact.
///
/// A log has millions, nearly each another one: they are gathered as they come and sorted once. For fewer, which are counted by their
/// length at any time, there is [`TimesTally`](crate::TimesTally).
///
/// # Examples
///
/// ```
/// use crm_kpi::process::Durations;
///
/// let times: Durations = [40, 10, 20, 30].into_iter().collect();
/// assert_eq!((times.count(), times.sum()), (4, 100));
/// assert_eq!(times.percentile("50%".parse()?), Some(20)); // the second of four: by nearest rank
/// assert_eq!(times.merge([50].into_iter().collect()).median(), Some(30));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(from = "Vec<i64>", into = "Vec<i64>"))]
pub struct Durations {
    // INVARIANT: sorted, outside of this module and of tallies in the making.
    micros: Vec<i64>,
}

impl Durations {
    /// Returns how many there are.
    pub fn count(&self) -> u64 {
        self.micros.len() as u64
    }

    /// Returns their sum in microseconds. It cannot overflow.
    pub fn sum(&self) -> i128 {
        self.micros.iter().map(|micros| i128::from(*micros)).sum()
    }

    /// Returns their mean in microseconds, or `None` without any.
    pub fn mean(&self) -> Option<Ratio> {
        Ratio::new(self.sum(), i128::from(self.count()))
    }

    /// Returns the smallest value that a share of all does not exceed: the nearest rank, type 1 of Hyndman and Fan. `None` without
    /// any; the share 0 gives the smallest.
    pub fn percentile(&self, share: Share) -> Option<i64> {
        let rank = PercentileType::NearestRank.rank(share, self.count())?;
        self.micros.get(usize::try_from(rank.index).ok()?).copied()
    }

    /// Returns the middle one, the lower of two: the percentile of a half.
    pub fn median(&self) -> Option<i64> {
        self.micros.get((self.micros.len().checked_sub(1)?) / 2).copied()
    }

    /// Returns the longest.
    pub fn longest(&self) -> Option<i64> {
        self.micros.last().copied()
    }

    /// Yields all, rising.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = i64> + '_ {
        self.micros.iter().copied()
    }

    /// Returns both together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        self.join(other);
        self
    }

    pub(super) fn push(&mut self, micros: i64) {
        self.micros.push(micros);
    }

    pub(super) fn seal(&mut self) {
        self.micros.sort_unstable();
    }
}

impl Join for Durations {
    fn join(&mut self, mut other: Self) {
        if self.micros.len() < other.micros.len() {
            mem::swap(self, &mut other);
        }
        if other.micros.is_empty() {
            return;
        }
        self.micros.append(&mut other.micros);
        // Two sorted runs, which a sort by key finds and merges in one pass.
        self.micros.sort_by_key(|micros| *micros);
    }
}

impl FromIterator<i64> for Durations {
    fn from_iter<I: IntoIterator<Item = i64>>(micros: I) -> Self {
        let mut durations = Self { micros: micros.into_iter().collect() };
        durations.seal();
        durations
    }
}

impl From<Vec<i64>> for Durations {
    fn from(micros: Vec<i64>) -> Self {
        micros.into_iter().collect()
    }
}

impl From<Durations> for Vec<i64> {
    fn from(durations: Durations) -> Self {
        durations.micros
    }
}

/// Lengths of time by the clock, and in open time where a calendar tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Spans {
    /// By the clock.
    pub clock: Durations,
    /// In open time; empty without a calendar.
    pub open: Durations,
    /// How many of those by the clock are beyond what the calendar knows.
    pub beyond: u64,
}

joins!(Spans { clock, open, beyond });

impl Spans {
    pub(super) fn push(&mut self, measured: Measured) {
        self.clock.push(measured.clock);
        match measured.open {
            Open::Known(open) => self.open.push(open),
            Open::Beyond => self.beyond.join(1),
            Open::NotAsked => {}
        }
    }

    pub(super) fn seal(&mut self) {
        self.clock.seal();
        self.open.seal();
    }
}

/// The sum and number of lengths of time, by the clock and in open time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Total {
    /// How many there are.
    pub times: u64,
    /// Their sum by the clock, in microseconds.
    pub clock: i128,
    /// The sum of those whose open time is known, in microseconds; zero without a calendar.
    pub open: i128,
    /// How many are beyond what the calendar knows.
    pub beyond: u64,
}

joins!(Total { times, clock, open, beyond });

impl Join for i128 {
    fn join(&mut self, other: Self) {
        *self = self.saturating_add(other);
    }
}

impl Total {
    pub(super) fn push(&mut self, measured: Measured) {
        let (open, beyond) = match measured.open {
            Open::Known(open) => (i128::from(open), 0),
            Open::Beyond => (0, 1),
            Open::NotAsked => (0, 0),
        };
        self.join(Self { times: 1, clock: i128::from(measured.clock), open, beyond });
    }

    /// Returns the mean by the clock in microseconds, or `None` without any.
    pub fn mean(&self) -> Option<Ratio> {
        Ratio::new(self.clock, i128::from(self.times))
    }
}

/// One length of time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measured {
    clock: i64,
    open: Open,
}

#[derive(Debug, Clone, Copy)]
enum Open {
    NotAsked,
    Known(i64),
    Beyond,
}

impl Measured {
    /// Measures from one instant to another; `None` where the second is earlier, or too far away to count.
    pub(super) fn between(clock: &ProcessClock<'_>, from: i64, until: i64) -> Option<Self> {
        let micros = until.checked_sub(from).filter(|micros| *micros >= 0)?;
        let open = match clock.calendar {
            None => Open::NotAsked,
            Some(calendar) => {
                let instant = DateTime::<Utc>::from_timestamp_micros;
                let open = instant(from).zip(instant(until));
                let open = open.and_then(|(from, until)| calendar.between(from, until).ok());
                open.map_or(Open::Beyond, |open| Open::Known(open.as_micros()))
            }
        };
        Some(Self { clock: micros, open })
    }
}

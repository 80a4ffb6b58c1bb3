//! From columns and rows to counts by distinct time.

use alloc::vec;
use alloc::vec::Vec;

use super::{SurvivalError, SurvivalObservation, SurvivalRow};
use crate::number;

/// Up to so many distinct values times are counted in a table by value, without sorting.
const FEW: usize = 1 << 14;
/// Below so many rows sorting them is quicker than such a table.
const SHORT: usize = 1 << 11;
/// Whole times below this are counted in a table by time, however few rows there are.
const SMALL: usize = 1 << 16;
/// Marks a free slot: no duration has these bits.
const FREE: u64 = u64::MAX;

/// The weights at one time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Exits {
    pub(super) time: f64,
    pub(super) events: f64,
    pub(super) censored: f64,
    pub(super) entered: f64,
}

impl Exits {
    pub(super) const fn of(row: &SurvivalRow) -> Self {
        Self { time: row.time, events: row.events, censored: row.censored, entered: row.entered }
    }

    pub(super) const fn row(&self) -> SurvivalRow {
        let Self { time, events, censored, entered } = *self;
        SurvivalRow { time, at_risk: 0.0, events, censored, entered }
    }

    /// Adds the weights of another at the same time.
    pub(super) fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.censored += other.censored;
        self.entered += other.entered;
    }
}

/// How many rows ended at one time, and how many of them in an event.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    rows: u64,
    events: u64,
}

impl Count {
    const fn record(&mut self, event: bool) {
        self.rows += 1; // cannot overflow: rows lie in memory
        self.events += event as u64;
    }

    const fn exits(self, time: f64) -> Exits {
        let censored = number::count(self.rows - self.events);
        Exits { time, events: number::count(self.events), censored, entered: 0.0 }
    }
}

/// Returns the duration, with no sign on a zero.
pub(super) fn duration(row: usize, duration: f64) -> Result<f64, SurvivalError> {
    if duration >= 0.0 && duration.is_finite() {
        Ok(duration + 0.0)
    } else {
        Err(SurvivalError::Duration { row, duration })
    }
}

/// Counts whole times, by a table of times where those are small.
pub(super) fn integer_times(times: &[u32], events: &[bool]) -> Vec<Exits> {
    let latest = times.iter().copied().max().unwrap_or(0);
    let range = usize::try_from(latest).unwrap_or(usize::MAX).saturating_add(1);
    if range > times.len().saturating_mul(2).max(SMALL) || times.len() < SHORT.min(range) {
        let keys = times.iter().zip(events).map(|(time, event)| (u64::from(*time) << 1) | u64::from(*event));
        return runs(keys.collect()).map(|(time, count)| count.exits(number::count(time))).collect();
    }
    let mut counts = vec![Count::default(); range];
    for (time, event) in times.iter().zip(events) {
        if let Some(count) = usize::try_from(*time).ok().and_then(|time| counts.get_mut(time)) {
            count.record(*event);
        }
    }
    let used = counts.into_iter().zip(0_u64..).filter(|(count, _)| count.rows > 0);
    used.map(|(count, time)| count.exits(number::count(time))).collect()
}

/// Counts times, by a table of values where those are few.
pub(super) fn times(times: &[f64], events: &[bool]) -> Result<Vec<Exits>, SurvivalError> {
    if times.len() < SHORT {
        return many_times(times, events);
    }
    let mut values = Values::new();
    for (row, (time, event)) in times.iter().zip(events).enumerate() {
        let bits = duration(row, *time)?.to_bits();
        if !values.record(bits, *event) {
            return many_times(times, events);
        }
    }
    let mut found: Vec<(u64, Count)> = values.slots.into_iter().filter(|(bits, _)| *bits != FREE).collect();
    found.sort_unstable_by_key(|(bits, _)| *bits); // bits of numbers from 0 up are in order of the numbers
    Ok(found.into_iter().map(|(bits, count)| count.exits(f64::from_bits(bits))).collect())
}

/// Counts times by sorting them.
fn many_times(times: &[f64], events: &[bool]) -> Result<Vec<Exits>, SurvivalError> {
    let keys = times.iter().zip(events).enumerate().map(|(row, (time, event))| {
        duration(row, *time).map(|time| (time.to_bits() << 1) | u64::from(*event))
    });
    let keys = keys.collect::<Result<Vec<u64>, _>>()?;
    Ok(runs(keys).map(|(bits, count)| count.exits(f64::from_bits(bits))).collect())
}

/// Returns the distinct values of keys in order, whose lowest bit says whether the event came.
fn runs(mut keys: Vec<u64>) -> impl Iterator<Item = (u64, Count)> {
    keys.sort_unstable();
    let mut keys = keys.into_iter().peekable();
    core::iter::from_fn(move || {
        let value = *keys.peek()? >> 1;
        let mut count = Count::default();
        while let Some(key) = keys.next_if(|key| key >> 1 == value) {
            count.record(key & 1 == 1);
        }
        Some((value, count))
    })
}

/// Counts by value: slots found by a hash of the bits, then one by one.
struct Values {
    slots: Vec<(u64, Count)>,
    used: usize,
}

impl Values {
    fn new() -> Self {
        Self { slots: vec![(FREE, Count::default()); 4 * FEW], used: 0 }
    }

    /// Counts a row; says no once there are too many values.
    fn record(&mut self, bits: u64, event: bool) -> bool {
        // The multiplier is 2^64 over the golden ratio, which spreads values that lie close together.
        let hash = (bits ^ (bits >> 32)).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - (4 * FEW).ilog2());
        let start = usize::try_from(hash).unwrap_or(0);
        let (before, from) = self.slots.split_at_mut_checked(start).unwrap_or_default();
        for (held, count) in from.iter_mut().chain(before) {
            if *held == bits {
                count.record(event);
                return true;
            }
            if *held == FREE {
                *held = bits;
                count.record(event);
                self.used += 1;
                return self.used <= FEW;
            }
        }
        false
    }
}

/// Counts observations with weights and entries, adding weights in order of all that is known of them.
pub(super) fn observations(
    observations: impl IntoIterator<Item = SurvivalObservation>,
) -> Result<Vec<Exits>, SurvivalError> {
    let mut parts = Vec::new();
    for (row, observation) in observations.into_iter().enumerate() {
        let SurvivalObservation { duration: time, event, weight, entry } = observation;
        let time = duration(row, time)?;
        if !(weight > 0.0 && weight.is_finite()) {
            return Err(SurvivalError::Weight { row, weight });
        }
        parts.push((time.to_bits(), if event { Part::Event } else { Part::Censored }, weight.to_bits()));
        if let Some(entry) = entry {
            if !(entry >= 0.0 && entry < time) {
                return Err(SurvivalError::Entry { row, entry, duration: time });
            }
            parts.push(((entry + 0.0).to_bits(), Part::Entered, weight.to_bits()));
        }
    }
    parts.sort_unstable();
    let mut exits: Vec<Exits> = Vec::new();
    for (time, part, weight) in parts {
        let (time, weight) = (f64::from_bits(time), f64::from_bits(weight));
        let mut now = Exits { time, events: 0.0, censored: 0.0, entered: 0.0 };
        match part {
            Part::Event => now.events = weight,
            Part::Censored => now.censored = weight,
            Part::Entered => now.entered = weight,
        }
        match exits.last_mut() {
            Some(last) if last.time.total_cmp(&time).is_eq() => last.add(&now),
            _ => exits.push(now),
        }
    }
    Ok(exits)
}

/// What a weight counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Event,
    Censored,
    Entered,
}

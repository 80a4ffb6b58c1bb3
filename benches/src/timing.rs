//! Medians of repeated work.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// How long work took, over some runs.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// The middle one of all runs.
    pub median: Duration,
    /// The shortest.
    pub least: Duration,
}

/// Returns how long two pieces of work took, done in turns, the first one first.
///
/// Turns make the ratio of both meaningful on a machine that others use.
pub fn in_turns<A, B>(runs: usize, mut one: impl FnMut() -> A, mut other: impl FnMut() -> B) -> [Times; 2] {
    let mut times = [Vec::with_capacity(runs), Vec::with_capacity(runs)];
    for _ in 0..runs {
        let [of_one, of_other] = &mut times;
        of_one.push(time(&mut one));
        of_other.push(time(&mut other));
    }
    times.map(|mut times| {
        times.sort_unstable();
        let median = times.get(times.len() / 2).copied().unwrap_or_default();
        Times { median, least: times.first().copied().unwrap_or_default() }
    })
}

/// Returns how long work took; dropping what it gives is not counted.
pub fn time<A>(work: &mut impl FnMut() -> A) -> Duration {
    let begun = Instant::now();
    let given = black_box(work());
    let taken = begun.elapsed();
    drop(given);
    taken
}

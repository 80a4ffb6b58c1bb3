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
    /// For how long the process had a core, all threads together, on average; `None` where the system does not tell. What
    /// others take is not in it.
    pub processor: Option<Duration>,
}

/// Returns how long two pieces of work took, done in turns, the first one first.
///
/// Turns make the ratio of both meaningful on a machine that others use.
pub fn in_turns<A, B>(runs: u32, mut one: impl FnMut() -> A, mut other: impl FnMut() -> B) -> [Times; 2] {
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..runs {
        let [of_one, of_other] = &mut times;
        of_one.push(time(&mut one));
        of_other.push(time(&mut other));
    }
    times.map(|mut times| {
        times.sort_unstable_by_key(|(taken, _)| *taken);
        let median = times.get(times.len() / 2).map(|(taken, _)| *taken).unwrap_or_default();
        let least = times.first().map(|(taken, _)| *taken).unwrap_or_default();
        let processor: Option<Duration> = times.iter().map(|(_, processor)| *processor).sum();
        Times { median, least, processor: processor.map(|all| all / runs.max(1)) }
    })
}

/// Returns how long work took, and for how long it had a core; dropping what it gives is not counted.
pub fn time<A>(work: &mut impl FnMut() -> A) -> (Duration, Option<Duration>) {
    let before = processor_time();
    let begun = Instant::now();
    let given = black_box(work());
    let taken = begun.elapsed();
    let processor = processor_time().zip(before).map(|(after, before)| after.saturating_sub(before));
    drop(given);
    (taken, processor)
}

/// Returns for how long this process has had a core, all threads together, to some milliseconds, where the system tells
/// (Linux does).
pub fn processor_time() -> Option<Duration> {
    let of_thread = |entry: std::io::Result<std::fs::DirEntry>| {
        let told = std::fs::read_to_string(entry.ok()?.path().join("schedstat")).ok()?;
        told.split(' ').next()?.parse().ok().map(Duration::from_nanos)
    };
    Some(std::fs::read_dir("/proc/self/task").ok()?.filter_map(of_thread).sum())
}

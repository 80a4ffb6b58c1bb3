//! [`Bottleneck`]: where cases wait the most in all.

use alloc::vec::Vec;

use crm_model::Ratio;

use super::tally::{EdgeTally, ProcessTally};

/// The wait between two activities, as a part of all waits.
#[derive(Debug, Clone, Copy)]
pub struct Bottleneck<'a> {
    /// The activity after which cases wait.
    pub from: u32,
    /// The activity for which they wait.
    pub to: u32,
    /// What was counted of both.
    pub edge: &'a EdgeTally,
    /// The wait, in microseconds, of all waits in the process.
    pub share: Ratio,
}

impl ProcessTally {
    /// Yields the waits between two activities by their sum by the clock, the largest first, then by the codes. None if nothing waits.
    pub fn bottlenecks_by_clock(&self) -> impl Iterator<Item = Bottleneck<'_>> {
        self.bottlenecks(|edge| edge.wait.clock.sum())
    }

    /// Yields the same by their sums of open time: what was measured beyond the calendar is not in it.
    pub fn bottlenecks_by_open_time(&self) -> impl Iterator<Item = Bottleneck<'_>> {
        self.bottlenecks(|edge| edge.wait.open.sum())
    }

    fn bottlenecks(&self, sum: impl Fn(&EdgeTally) -> i128) -> impl Iterator<Item = Bottleneck<'_>> {
        let mut ranked: Vec<_> = self.edges.iter().map(|(pair, edge)| (sum(edge), *pair, edge)).collect();
        ranked.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
        let all = ranked.iter().fold(0_i128, |all, (sum, ..)| all.saturating_add(*sum));
        ranked.into_iter().filter(|(sum, ..)| *sum > 0).filter_map(move |(sum, (from, to), edge)| {
            Some(Bottleneck { from, to, edge, share: Ratio::new(sum, all)? })
        })
    }
}

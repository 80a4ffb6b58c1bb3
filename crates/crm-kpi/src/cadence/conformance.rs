//! [`Kept`]: whether a process was followed (clause D-PROC-2).

use alloc::string::String;
use alloc::vec::Vec;

use crm_model::{Obligation, ObligationId, Ratio};

use super::Process;
use crate::{Attained, AttainmentTally, CivilPeriod};

/// How the obligations of one process were kept in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Kept {
    /// The process; `None` for obligations that no process of the cadence names, or of which no rule could be told.
    pub process: Option<String>,
    /// How those stand that fell due in the period, or rose in it where they have no due instant.
    pub tally: AttainmentTally,
    /// The obligations that were not kept in time, sorted.
    pub broken: Vec<ObligationId>,
}

impl Kept {
    /// Returns the share that was kept in time, of those that can be judged.
    pub fn share(&self) -> Option<Ratio> {
        self.tally.share()
    }
}

/// Returns how each process was kept in a period, in their order, and last what belongs to none, if anything does. An
/// obligation counts for every process that names its rule.
pub(super) fn kept(processes: &[Process], obligations: &[Obligation], period: &CivilPeriod) -> Vec<Kept> {
    let none = |process| Kept { process, tally: AttainmentTally::default(), broken: Vec::new() };
    let mut all: Vec<Kept> = processes.iter().map(|process| none(Some(process.name.clone()))).collect();
    let mut rest = none(None);
    for obligation in obligations {
        let at = obligation.window.due.or(obligation.opened_at);
        if !at.is_some_and(|at| period.contains(at)) {
            continue;
        }
        let mut is_named = false;
        for (process, kept) in processes.iter().zip(&mut all) {
            if obligation.rule.as_ref().is_some_and(|rule| process.has(rule)) {
                is_named = true;
                kept.record(obligation);
            }
        }
        if !is_named {
            rest.record(obligation);
        }
    }
    for kept in all.iter_mut().chain([&mut rest]) {
        kept.broken.sort_unstable();
    }
    let has_rest = rest.tally != AttainmentTally::default();
    all.extend(has_rest.then_some(rest));
    all
}

impl Kept {
    fn record(&mut self, obligation: &Obligation) {
        let attained = Attained::from(&obligation.state);
        self.tally.record(attained);
        if attained == Attained::Late {
            self.broken.push(obligation.id.clone());
        }
    }
}

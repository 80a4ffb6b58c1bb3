//! What was taken up the ladder.

use super::Clause;

/// What was taken up the ladder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EscalationsView {
    /// The rungs of the ladder, the lowest first.
    pub rungs: Vec<String>,
    /// How many are open for each trigger and rung.
    pub triggers: Vec<TriggerRow>,
    /// How many are open in all; one may have several triggers.
    pub total: u64,
    /// The first of them, the highest rung and the longest first.
    pub open: Vec<EscalationRow>,
    /// Some more, folded away.
    pub folded: Vec<EscalationRow>,
}

impl EscalationsView {
    /// Returns how many have no row.
    pub(in crate::report::html) fn untold(&self) -> u64 {
        self.total.saturating_sub((self.open.len() + self.folded.len()) as u64)
    }
}

/// A trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TriggerRow {
    /// What sets it off.
    pub name: String,
    /// The clause behind it.
    pub clause: Clause,
    /// How many stand on each rung, in the order of the rungs.
    pub by_rung: Vec<u64>,
    /// How many in all.
    pub total: u64,
}

/// An open escalation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EscalationRow {
    /// What it is about.
    pub about: String,
    /// The rung on which it stands.
    pub rung: String,
    /// Since when, in UTC.
    pub since: String,
    /// Who has to act.
    pub owner: String,
    /// Every reason for it.
    pub reasons: Vec<String>,
}

//! What was to go up the ladder.

use super::Clause;

/// What was to go up the ladder.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EscalationsView {
    /// What to say where none is open; empty where the summary says it.
    pub nothing: String,
    /// How all of them stand, one sentence each.
    pub summary: Vec<String>,
    /// The roles of the ladder that are wanted, the lowest first.
    pub roles: Vec<String>,
    /// How many are open for each trigger and role.
    pub triggers: Vec<TriggerRow>,
    /// How many are open for each role, each counted once.
    pub by_role: Vec<u64>,
    /// How many are open in all; one may have several triggers.
    pub total: u64,
    /// The first of them, the overdue ones before the others.
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
    /// How many have to reach each role, in the order of the roles.
    pub by_role: Vec<u64>,
    /// How many in all.
    pub total: u64,
}

/// An open escalation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EscalationRow {
    /// What it is about.
    pub about: String,
    /// Its customer; empty where names are hidden.
    pub customer: String,
    /// Whether it is overdue.
    pub is_overdue: bool,
    /// The last instant in time, in UTC; empty where there is none.
    pub due: String,
    /// How far that is, or why there is none.
    pub standing: String,
    /// The role that has to be reached at least.
    pub wanted: String,
    /// The highest role reached so far; empty for none.
    pub reached: String,
    /// To whom it has to go.
    pub to: String,
    /// Every reason for it.
    pub reasons: Vec<ReasonRow>,
    /// What was unusual, a phrase each.
    pub notes: Vec<String>,
}

/// A reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReasonRow {
    /// What it is, such as `over limit: resolution`.
    pub text: String,
    /// Since when, in UTC.
    pub since: String,
    /// The clause behind it.
    pub clause: Clause,
}

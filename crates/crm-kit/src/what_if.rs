//! What-if: the same tickets under two policies, and which verdicts differ.

mod matrix;
mod outcome;
mod pairing;

use alloc::collections::BTreeMap;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{ClauseId, Dataset, Lateness, MeasureName, Obligation, RuleName, State, Subject};
use crm_policy::Policy;

pub use self::matrix::{MatrixCell, OutcomeMatrix};
pub use self::outcome::{Direction, Outcome};

use self::pairing::paired;
use crate::assess::{Case, absorbed, obligations_of, tickets_of};
use crate::parallel::fold_chunks;

/// What is owed on the tickets of a data set under one policy and under another, at one instant.
///
/// Only promises on tickets are compared, escalations included; tiers and the scorecard are not. Every ticket is judged for
/// itself, so what a whole data set lacks counts once for each ticket here.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct WhatIf {
    /// The instant for which it holds.
    pub as_of: DateTime<Utc>,
    /// The name of the policy before the change.
    pub before: String,
    /// The name of the policy after the change.
    pub after: String,
    /// How many tickets have an obligation under either policy.
    pub tickets: u64,
    /// What the change does to each measure, sorted by the measure's name.
    pub measures: Vec<MeasureChange>,
    /// Every obligation whose outcome is another, or that only one policy demands: sorted by ticket, measure, round, slot.
    pub flips: Vec<Flip>,
}

/// What the change does to one measure.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeasureChange {
    /// The measure.
    pub measure: MeasureName,
    /// How many obligations went from which outcome to which.
    pub matrix: OutcomeMatrix,
    /// Of those with the same outcome under both, how many have another due instant.
    pub due_moved: u64,
    /// The same by the clauses that demand them, sorted: the sums of these are those of the measure.
    pub clauses: Vec<ClauseChange>,
}

/// What the change does to the obligations that come from one clause before and from one after.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ClauseChange {
    /// The clause before; `None` where no rule could be chosen, or nothing was owed.
    pub before: Option<ClauseId>,
    /// The clause after; `None` where no rule could be chosen, or nothing is owed.
    pub after: Option<ClauseId>,
    /// How many obligations went from which outcome to which.
    pub matrix: OutcomeMatrix,
    /// Of those with the same outcome under both, how many have another due instant.
    pub due_moved: u64,
}

/// An obligation whose outcome is another after the change.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Flip {
    /// What it is about: a ticket.
    pub subject: Subject,
    /// What is owed.
    pub measure: MeasureName,
    /// Which run of the clock, from 1.
    pub round: u32,
    /// Which of several in one round, from 1.
    pub slot: u32,
    /// How it stands before; `None` where the policy before does not demand it.
    pub before: Option<FlipSide>,
    /// How it stands after; `None` where the policy after does not demand it.
    pub after: Option<FlipSide>,
}

/// One side of a flip.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FlipSide {
    /// The clause; `None` where no rule could be chosen.
    pub clause: Option<ClauseId>,
    /// The rule; `None` where none could be chosen.
    pub rule: Option<RuleName>,
    /// How it stands.
    pub state: State,
    /// When it is or was due; `None` while its clock stands still, or where that is not known.
    pub due: Option<DateTime<Utc>>,
    /// How late it is, in both times; `None` where it is not late.
    pub late_by: Option<Lateness>,
}

impl Flip {
    /// Returns its outcome before and after.
    pub fn outcomes(&self) -> (Outcome, Outcome) {
        let of = |side: &Option<FlipSide>| Outcome::of(side.as_ref().map(|side| &side.state));
        (of(&self.before), of(&self.after))
    }

    /// Returns whether the change makes it late, or keeps it from being late.
    pub fn direction(&self) -> Direction {
        let (before, after) = self.outcomes();
        Direction::between(before, after)
    }
}

impl WhatIf {
    /// Returns what changed for a measure, if anything is owed of it under either policy.
    pub fn measure(&self, name: &str) -> Option<&MeasureChange> {
        self.measures.iter().find(|change| change.measure.as_str() == name)
    }

    /// Returns how many tickets have at least one flip.
    pub fn tickets_flipped(&self) -> u64 {
        self.flips.chunk_by(|one, next| one.subject == next.subject).count() as u64
    }
}

/// Returns what is owed on the tickets of a data set under the policy `before` and under the policy `after`, at `as_of`, and
/// every verdict that differs.
///
/// Both policies look at the same events, up to `as_of` (inclusive). An obligation is the same under both if ticket, measure,
/// round and slot are: it may come from another clause. Counts are exact, and swapping the policies swaps the answer.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{Dataset, Happening, Records, Table, TicketEvent, TicketId, TicketRecord};
/// use crm_kit::{Outcome, Policy, Preset, what_if};
///
/// let opened = TicketEvent::at("2026-03-02T01:00:00Z".parse()?, Happening::Opened);
/// let answered = TicketEvent::at("2026-03-03T00:30:00Z".parse()?, Happening::FirstResponse);
/// let (dataset, _) = Dataset::new(Records {
///     tickets: Table::complete(vec![TicketRecord::new(TicketId::new("T-1")?, vec![opened, answered])]),
///     ..Records::default()
/// });
/// // The answer came after 23 h 30 min. That keeps a limit of 24 h, and breaks one of 12 h.
/// let today = Policy::preset(Preset::Basic);
/// let text = "schema = 'crm-policy/1'\nname = 'faster'\nextends = 'basic'\n[sla.first-response]\nwithin = '12h'";
/// let faster = Policy::parse(text, "faster.toml")?;
/// let change = what_if(&dataset, &today, &faster, "2026-03-04T01:00:00Z".parse()?);
///
/// let answers = &change.measure("first-response").unwrap().matrix;
/// assert_eq!(answers.count(Outcome::Met, Outcome::MetLate), 1);
/// assert_eq!(answers.attainment_before().unwrap().to_string(), "1/1");
/// assert_eq!(answers.attainment_after().unwrap().to_string(), "0/1");
/// let late = change.flips[0].after.as_ref().unwrap().late_by.unwrap();
/// assert_eq!(late.elapsed.to_string(), "11 h 30 min");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn what_if(dataset: &Dataset, before: &Policy, after: &Policy, as_of: DateTime<Utc>) -> WhatIf {
    let mut all = Comparison::default();
    fold_chunks(
        &tickets_of(dataset),
        |tickets| {
            let mut comparison = Comparison::default();
            for (ticket, customer) in tickets {
                let absorbed = absorbed(dataset, ticket);
                let case = Case::of(dataset, ticket, *customer, &absorbed);
                let of = |policy| obligations_of(&case, policy, as_of);
                comparison.add(of(before), of(after));
            }
            comparison
        },
        |part| all.extend(part),
    );
    all.finish(before, after, as_of)
}

/// The clauses before and after within a measure.
type Key = (MeasureName, Option<ClauseId>, Option<ClauseId>);

/// A what-if in the making.
#[derive(Default)]
struct Comparison {
    tickets: u64,
    clauses: BTreeMap<Key, (OutcomeMatrix, u64)>,
    flips: Vec<Flip>,
}

impl Comparison {
    /// Adds the obligations of one ticket under both policies.
    fn add(&mut self, before: Vec<Obligation>, after: Vec<Obligation>) {
        self.tickets += u64::from(!before.is_empty() || !after.is_empty());
        for flip in paired(before, after) {
            let (was, is) = flip.outcomes();
            let clause = |side: &Option<FlipSide>| side.as_ref().and_then(|side| side.clause.clone());
            let due = |side: &Option<FlipSide>| side.as_ref().and_then(|side| side.due);
            let key = (flip.measure.clone(), clause(&flip.before), clause(&flip.after));
            let (matrix, moved) = self.clauses.entry(key).or_default();
            matrix.record(was, is);
            if was != is {
                self.flips.push(flip);
            } else if due(&flip.before) != due(&flip.after) {
                *moved += 1;
            }
        }
    }

    /// Takes in what another holds, whose tickets come after these.
    fn extend(&mut self, mut other: Self) {
        self.tickets += other.tickets;
        for (key, (matrix, moved)) in other.clauses {
            let (all, all_moved) = self.clauses.entry(key).or_default();
            all.merge(&matrix);
            *all_moved += moved;
        }
        self.flips.append(&mut other.flips);
    }

    fn finish(self, before: &Policy, after: &Policy, as_of: DateTime<Utc>) -> WhatIf {
        let mut measures: Vec<MeasureChange> = Vec::new();
        for ((measure, before, after), (matrix, due_moved)) in self.clauses {
            let clause = ClauseChange { before, after, matrix, due_moved };
            match measures.last_mut().filter(|last| last.measure == measure) {
                Some(last) => {
                    last.matrix.merge(&clause.matrix);
                    last.due_moved += due_moved;
                    last.clauses.push(clause);
                }
                None => measures.push(MeasureChange {
                    measure,
                    matrix: clause.matrix.clone(),
                    due_moved,
                    clauses: Vec::from([clause]),
                }),
            }
        }
        WhatIf {
            as_of,
            before: before.name().to_string(),
            after: after.name().to_string(),
            tickets: self.tickets,
            measures,
            flips: self.flips,
        }
    }
}

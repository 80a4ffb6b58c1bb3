//! The answer: every obligation with how it stands, what was noticed besides, and how long that holds.

mod customers;
mod escalations;
mod lives;

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_kpi::Line;
use crm_kpi::analysis::Analysis;
use crm_kpi::cadence::Review;
use crm_kpi::goal::Tracking;
use crm_model::{Finding, MeasureName, Obligation, ObligationId, Owner, State, Subject};

pub use self::customers::{CustomerStanding, SegmentLine, SegmentTable, TierLine, TierTable};
pub use self::escalations::{EscalationReason, TicketEscalation};
pub use self::lives::{ChurnLine, ChurnStanding, ChurnTable, LoyaltyTable, StageLine, StageTable};

/// How a company stands towards its customers at an instant.
///
/// Obligations are sorted by id (subject, measure, clause, round, slot), warnings by obligation and instant, findings by
/// subject and matter: the same records in any order give the same assessment, byte for byte.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Assessment {
    /// The instant for which it holds.
    pub as_of: DateTime<Utc>,
    /// The policy's name.
    pub policy: String,
    /// Every obligation, sorted by id.
    pub obligations: Vec<Obligation>,
    /// The warnings that stand: raised, and their obligation still pending; with the last reminder of each obligation.
    pub warnings: Vec<RaisedWarning>,
    /// What was noticed about policy and data together. What is wrong with the records alone, the
    /// [`Integrity`](crm_model::Integrity) of the data set says.
    pub findings: Vec<Finding>,
    /// The first instant at which a state or the set of warnings changes with no new event, or `None` if never. Tiers,
    /// classes and the scorecard belong to dates and are outside it.
    pub valid_until: Option<DateTime<Utc>>,
    /// The escalations of tickets, in the order of tickets.
    pub escalations: Vec<TicketEscalation>,
    /// How customers stand, sorted by id; empty where the policy has no tiers, classes, segments, warnings of
    /// churn, loyalty or stages, or where none of them could be judged.
    pub customers: Vec<CustomerStanding>,
    /// The value tiers in figures, if the policy has tiers and they could be judged.
    pub tiers: Option<TierTable>,
    /// The segments in figures, if the policy has segments and they could be judged.
    pub segments: Option<SegmentTable>,
    /// The warnings that customers may leave, in figures, if the policy has any.
    pub churn: Option<ChurnTable>,
    /// Loyalty in figures, if the policy says who is loyal.
    pub loyalty: Option<LoyaltyTable>,
    /// The stages of customers' lives in figures, if the policy has stages.
    pub stages: Option<StageTable>,
    /// The indicators of the policy for their last complete periods, sorted by name.
    pub scorecard: Vec<Line>,
    /// What the policy's cadences found in their last complete periods, the shortest first.
    pub reviews: Vec<Review>,
    /// Where the policy's goals stand, sorted by name.
    pub goals: Vec<Tracking>,
    /// The tables that the policy asks for besides single figures, for their last complete periods, sorted by name.
    pub analyses: Vec<Analysis>,
}

/// A warning that an obligation will fall due, or a reminder that it is not done.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RaisedWarning {
    /// The obligation.
    pub obligation: ObligationId,
    /// When the warning was raised.
    pub raised_at: DateTime<Utc>,
    /// When the obligation falls due; `None` while its clock stands still.
    pub due: Option<DateTime<Utc>>,
    /// Whether it warns or reminds.
    pub kind: WarningKind,
    /// Whom it concerns: who holds the ticket now, if anybody is known.
    pub owner: Option<Owner>,
}

/// What a raised warning is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum WarningKind {
    /// The obligation will fall due: raised once for each warning of the rule.
    Overrun,
    /// The obligation is not done yet, late or not: raised again and again, of which the last one stands.
    Reminder,
}

impl WarningKind {
    /// Returns the word that reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Overrun => "overrun",
            Self::Reminder => "reminder",
        }
    }
}

/// What is different between two assessments.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Changes {
    /// Obligations that the earlier assessment did not have.
    pub appeared: Vec<Obligation>,
    /// Obligations whose state, window, owner or clause is another, with what they were; sorted by id.
    pub changed: Vec<Change>,
    /// Obligations that the earlier assessment had and this one has not.
    pub gone: Vec<ObligationId>,
}

/// One obligation before and after. It may have come under another rule, and so under another clause: the id it had
/// tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Change {
    /// Its id in the earlier assessment.
    pub was_id: ObligationId,
    /// Its state in the earlier assessment.
    pub was: State,
    /// Its due instant in the earlier assessment.
    pub was_due: Option<DateTime<Utc>>,
    /// The obligation now.
    pub now: Obligation,
}

impl Assessment {
    /// Yields the obligations that are late and can still be met, the longest overdue first.
    pub fn overdue(&self) -> impl Iterator<Item = &Obligation> {
        self.in_order_of_due(|state| matches!(state, State::Overdue))
    }

    /// Yields the obligations that are not late yet and have a due instant, the next to fall due first.
    pub fn due_next(&self) -> impl Iterator<Item = &Obligation> {
        self.in_order_of_due(|state| matches!(state, State::Open))
    }

    /// Returns an obligation by its id.
    pub fn obligation(&self, id: &ObligationId) -> Option<&Obligation> {
        self.obligations.iter().find(|obligation| obligation.id == *id)
    }

    /// Returns what is different from a `previous` assessment. Times that merely went on, such as lateness, are not.
    ///
    /// An obligation whose clause changed, because its ticket was judged anew, is the same obligation changed.
    ///
    /// # Examples
    ///
    /// An assessment does not differ from itself:
    ///
    /// ```
    /// # use crm_kit::{assess, Policy, Preset};
    /// # use crm_kit::model::{Dataset, Records, Table};
    /// let (dataset, _) = Dataset::new(Records {
    ///     tickets: Table::complete(vec![]),
    ///     ..Records::default()
    /// });
    /// let today = assess(&dataset, &Policy::preset(Preset::Basic), "2026-03-02T09:00:00Z".parse()?);
    /// assert!(today.changes_since(&today).is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn changes_since(&self, previous: &Self) -> Changes {
        let mut before: BTreeMap<Place<'_>, Vec<&Obligation>> = BTreeMap::new();
        for was in &previous.obligations {
            before.entry(place(was)).or_default().push(was);
        }
        let mut changes = Changes { appeared: Vec::new(), changed: Vec::new(), gone: Vec::new() };
        let (mut same, mut others) = (Vec::new(), Vec::new());
        for now in &self.obligations {
            match before.get_mut(&place(now)).and_then(|was| take(was, |was| was.id == now.id)) {
                Some(was) => same.push((was, now)),
                None => others.push(now),
            }
        }
        for now in others {
            match before.get_mut(&place(now)).and_then(|was| take(was, |_| true)) {
                Some(was) => same.push((was, now)),
                None => changes.appeared.push(now.clone()),
            }
        }
        let differing = same.into_iter().filter(|(was, now)| {
            was.id != now.id || was.state != now.state || was.window != now.window || was.owner != now.owner
        });
        changes.changed = differing
            .map(|(was, now)| Change {
                was_id: was.id.clone(),
                was: was.state.clone(),
                was_due: was.window.due,
                now: now.clone(),
            })
            .collect();
        changes.changed.sort_by(|one, other| one.now.id.cmp(&other.now.id));
        changes.gone = before.into_values().flatten().map(|was| was.id.clone()).collect();
        changes.gone.sort_unstable();
        changes
    }

    fn in_order_of_due(&self, wanted: fn(&State) -> bool) -> impl Iterator<Item = &Obligation> {
        let mut chosen: Vec<&Obligation> =
            self.obligations.iter().filter(|obligation| wanted(&obligation.state)).collect();
        chosen.sort_by(|one, other| (one.window.due, &one.id).cmp(&(other.window.due, &other.id)));
        chosen.into_iter()
    }
}

/// What an obligation keeps when its clause changes.
type Place<'a> = (&'a Subject, &'a MeasureName, u32, u32);

fn place(obligation: &Obligation) -> Place<'_> {
    let ObligationId { subject, measure, round, slot, .. } = &obligation.id;
    (subject, measure, *round, *slot)
}

/// Takes the first obligation that is wanted out of a list.
fn take<'a>(list: &mut Vec<&'a Obligation>, wanted: impl Fn(&Obligation) -> bool) -> Option<&'a Obligation> {
    let index = list.iter().position(|obligation| wanted(obligation))?;
    Some(list.remove(index))
}

impl Changes {
    /// Returns whether nothing is different.
    pub fn is_empty(&self) -> bool {
        self.appeared.is_empty() && self.changed.is_empty() && self.gone.is_empty()
    }
}

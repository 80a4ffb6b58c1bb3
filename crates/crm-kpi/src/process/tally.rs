//! [`ProcessTally`]: everything that is counted of a process, in one pass over its cases.

mod count;
mod lines;

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::NaiveDate;
use crm_model::Ratio;

pub use self::lines::{ActivityTally, EdgeTally, PerCase, Seen, Spent, Stopped, Throughput};
use super::durations::Spans;
use super::hand_overs::HandOvers;
use super::join::joins;
use crate::tally::ratio;

/// A process, counted.
///
/// Tallies of different cases merge; a case whose rows are spread over two tallies would be counted as two.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ProcessTally {
    /// How many cases had begun.
    pub cases: u64,
    /// How many cases began only later.
    pub cases_later: u64,
    /// How many steps they have.
    pub events: u64,
    /// How many steps happened only later, and are not counted.
    pub events_later: u64,
    /// How many rows of the whole log were repeats of others, counted or not.
    pub repeats: u64,
    /// What was done.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub activities: BTreeMap<u32, ActivityTally>,
    /// What directly followed what.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub edges: BTreeMap<(u32, u32), EdgeTally>,
    /// With which activities cases began.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub starts: BTreeMap<u32, u64>,
    /// With which activities cases ended, or stand.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub ends: BTreeMap<u32, u64>,
    /// Hand-overs between resources.
    pub resources: HandOvers,
    /// Hand-overs between departments.
    pub departments: HandOvers,
    /// The paths that cases took, as activities in order, and how many took each.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub variants: BTreeMap<Vec<u32>, u64>,
    /// How many cases did some activity again.
    pub cases_with_rework: u64,
    /// How many cases did some activity again with no other in between.
    pub cases_with_self_loop: u64,
    /// Contacts with the customer.
    pub contacts: PerCase,
    /// Approvals.
    pub approvals: PerCase,
    /// Cases with a broken link: by the activity after which they are silent for longer than the gap.
    #[cfg_attr(feature = "serde", serde(with = "super::pairs"))]
    pub stopped: BTreeMap<u32, Stopped>,
    /// How many cases have not ended, broken ones included.
    pub cases_open: u64,
    /// By the first day of the month in which cases began: how many, and how long they took.
    pub months: BTreeMap<NaiveDate, Throughput>,
}

joins!(ProcessTally {
    cases,
    cases_later,
    events,
    events_later,
    repeats,
    activities,
    edges,
    starts,
    ends,
    resources,
    departments,
    variants,
    cases_with_rework,
    cases_with_self_loop,
    contacts,
    approvals,
    stopped,
    cases_open,
    months,
});

impl ProcessTally {
    /// Returns the share of cases in which some activity was done again.
    pub fn rework(&self) -> Option<Ratio> {
        ratio(self.cases_with_rework, self.cases)
    }

    /// Returns the share of cases that stand on a broken link.
    pub fn broken(&self) -> Option<Ratio> {
        let broken = self.stopped.values().fold(0, |sum: u64, stopped| sum.saturating_add(stopped.cases));
        ratio(broken, self.cases)
    }

    /// Returns how long the cases took that have ended, of all months.
    pub fn throughput(&self) -> Spans {
        let months = self.months.values().flat_map(|month| month.time.clock.iter());
        let open = self.months.values().flat_map(|month| month.time.open.iter());
        let beyond = self.months.values().fold(0, |sum: u64, month| sum.saturating_add(month.time.beyond));
        Spans { clock: months.collect(), open: open.collect(), beyond }
    }

    /// Returns how the time of all cases was spent.
    pub fn spent(&self) -> Spent {
        self.activities.values().fold(Spent::default(), |sum, activity| sum.merge(activity.spent))
    }
}

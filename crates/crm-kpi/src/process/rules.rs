//! What a policy says of a process: [`ProcessRules`], and the clock by which it is read.

use alloc::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, ElapsedTime, Zone};

/// What becomes of rows that say the same of the same case at the same instant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Repeats {
    /// They count once: a source that exports a row twice did not see the step twice.
    #[default]
    Once,
    /// Each counts.
    Kept,
}

/// How the time after an activity is spent, until the next event of the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Spending {
    /// Somebody works on the case.
    Working,
    /// The case waits.
    Waiting,
}

/// What a policy says of the activities of a process, by their codes. Nothing is said by default.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProcessRules {
    /// The activities with which a case may end. Without any, every case counts as ended, and no link as broken.
    pub finals: BTreeSet<u32>,
    /// How long a case that has not ended may be silent (exclusive) before its link counts as broken.
    pub gap: Option<ElapsedTime>,
    /// How the time after an activity is spent. After other activities nobody can say.
    pub spending: BTreeMap<u32, Spending>,
    /// The activities that are contacts with the customer.
    pub contacts: BTreeSet<u32>,
    /// The activities that are approvals.
    pub approvals: BTreeSet<u32>,
}

/// Until when a process is read, in whose months, and by which open time.
#[derive(Debug, Clone)]
pub struct ProcessClock<'a> {
    /// What happened later is not counted.
    pub as_of: DateTime<Utc>,
    /// The zone whose months tell when a case began.
    pub zone: Zone,
    /// The calendar that tells open time; without one, times are by the clock alone.
    pub calendar: Option<&'a Calendar>,
}

impl ProcessClock<'_> {
    /// Returns a clock without a calendar, with months in UTC.
    pub fn until(as_of: DateTime<Utc>) -> Self {
        Self { as_of, zone: Zone::utc(), calendar: None }
    }
}

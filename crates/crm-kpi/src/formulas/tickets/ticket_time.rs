//! [`TicketTime`]: a time by the clock between two events of tickets, as a mean, a share in time or a percentile.
//!
//! What has not ended yet is *censored*: it has lasted so long, and nobody knows how long it will. It is in no mean. A share in
//! time counts it as late once it has lasted longer than it may, and leaves it out until then; a [`TimeSample`] keeps both
//! kinds apart, for estimates of survival.

mod sample;
mod stretches;
mod timed;

use alloc::vec::Vec;

use crm_calendar::ElapsedTime;
use crm_model::{EventKind, EventKinds, Kind, Remedy, Role, Share};

use crate::statistics::PercentileType;

pub use self::sample::{TimeSample, TimesTally};
pub(crate) use self::stretches::End;
pub(crate) use self::timed::Timed;

/// A time by the clock between two events of tickets, and what is shown of it.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::{ShownTime, Stretch, TicketTime};
///
/// // The share of requests answered within 60 seconds.
/// let in_time = TicketTime { shown: ShownTime::Within, ..TicketTime::mean(Stretch::FirstResponse) };
/// let in_time = TicketTime { within: ElapsedTime::from_seconds(60), ..in_time };
/// assert!(in_time.kinds.is_empty()); // of every kind
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TicketTime {
    /// From when to when.
    pub stretch: Stretch,
    /// The kinds of ticket; empty for all.
    pub kinds: Vec<Kind>,
    /// What is shown.
    pub shown: ShownTime,
    /// How long it may take; a stretch of exactly that length is in time (case K14). With it, the share in time stands beside
    /// what is shown; without it, there is none.
    pub within: Option<ElapsedTime>,
}

impl TicketTime {
    /// Returns the mean of a stretch over tickets of all kinds.
    pub const fn mean(stretch: Stretch) -> Self {
        Self { stretch, kinds: Vec::new(), shown: ShownTime::Mean, within: None }
    }
}

/// From when to when a time runs.
///
/// An answer is that of a person; a machine's is none (case K20). A stretch belongs to the period in which it began, but for
/// [`Handling`](Self::Handling).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stretch {
    /// From each opening and reopening to the next answer (clause D-KPI-4, case K21).
    FirstResponse,
    /// From each message of a customer after the first answer to the next answer; of several messages without one between
    /// them, from the first. What is written before the first answer waits for that one.
    NextResponse,
    /// From each opening and reopening to the next solution (case K21).
    Cycle,
    /// From the opening to the last solution, of tickets that are solved; one that was reopened since is open. Tickets that
    /// live on in another one do not count.
    Resolution,
    /// From the opening to the last solution, in the period of that solution, whatever came after it (clause L-KPI-12).
    /// Tickets that live on in another one do not count: what solved them there is counted there. What is open has no such
    /// period and is not told of.
    Handling,
    /// From the opening until it is put before the holder of one of the roles (clause L-FB-1).
    Reported {
        /// The roles; empty for any.
        to: Vec<Role>,
    },
    /// From the opening to the first of some remedies, such as a change of process (clause L-FB-1).
    Remedied {
        /// The remedies; empty for any.
        by: Vec<Remedy>,
    },
}

impl Stretch {
    /// Returns the word by which policy files name the formula.
    pub(crate) const fn word(&self) -> &'static str {
        match self {
            Self::FirstResponse => "response-time",
            Self::NextResponse => "next-response-time",
            Self::Cycle => "cycle-time",
            Self::Resolution => "resolution-time",
            Self::Handling => "handling-time",
            Self::Reported { .. } => "reporting-time",
            Self::Remedied { .. } => "remedy-time",
        }
    }

    /// Returns the events with which it ends.
    pub const fn ends(&self) -> EventKinds {
        match self {
            Self::FirstResponse | Self::NextResponse => {
                EventKinds::NONE.with(EventKind::FirstResponse).with(EventKind::MessageOut)
            }
            Self::Cycle | Self::Resolution | Self::Handling => EventKinds::NONE.with(EventKind::Solved),
            Self::Reported { .. } => EventKinds::NONE.with(EventKind::Escalated),
            Self::Remedied { .. } => EventKinds::NONE.with(EventKind::Remedy),
        }
    }

    /// Returns the kind of event of which a source has to tell, or nothing can be timed; `None` if it tells of one.
    pub(crate) fn untold(&self, told: EventKinds) -> Option<EventKind> {
        if *self == Self::NextResponse && !told.contains(EventKind::MessageIn) {
            return Some(EventKind::MessageIn);
        }
        if told.intersects(self.ends()) { None } else { self.ends().iter().next() }
    }
}

/// What is shown of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ShownTime {
    /// The mean of those that ended.
    Mean,
    /// Those that ended in time / those that ended, or are late already. It needs [`TicketTime::within`].
    Within,
    /// A percentile of those that ended, by a named definition: the median, or the time in which nine of ten end. What is open
    /// is not in it: where much is, it is too short.
    Percentile {
        /// The share of times that are no longer.
        share: Share,
        /// By which definition; tools differ.
        kind: PercentileType,
    },
}

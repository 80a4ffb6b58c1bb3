//! The figures of a group of obligations.

use chrono::{DateTime, Utc};
use crm_model::{Obligation, State};

use super::Lengths;
use crate::report::Tally;

/// The figures of a group of obligations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// How they stand.
    pub tally: Tally,
    /// The open time that those took which were met, in time or late; `None` where none was.
    pub open: Option<Lengths>,
    /// The same by the clock.
    pub elapsed: Option<Lengths>,
    /// The time by the clock for which clocks stood still that did so at all; `None` where none did.
    pub paused: Option<Lengths>,
}

/// Figures in the making.
#[derive(Debug, Default)]
pub(super) struct Gathered {
    tally: Tally,
    open: Vec<i64>,
    elapsed: Vec<i64>,
    paused: Vec<i64>,
}

impl Gathered {
    pub(super) fn record(&mut self, obligation: &Obligation, as_of: DateTime<Utc>) {
        self.tally.record(&obligation.state);
        if matches!(obligation.state, State::Met | State::MetLate) {
            self.open.extend(obligation.open.map(crm_calendar::OpenTime::as_micros));
            self.elapsed.extend(obligation.elapsed.map(crm_calendar::ElapsedTime::as_micros));
        }
        self.paused.extend(stood_still(obligation, as_of).filter(|micros| *micros > 0));
    }

    pub(super) fn figures(self) -> Figures {
        Figures {
            tally: self.tally,
            open: Lengths::of(self.open),
            elapsed: Lengths::of(self.elapsed),
            paused: Lengths::of(self.paused),
        }
    }
}

/// Returns how long a clock stood still between its start and its end, or the instant of the assessment, in microseconds:
/// what is left of that time without the time used. `None` where one of them is not known.
pub(super) fn stood_still(obligation: &Obligation, as_of: DateTime<Utc>) -> Option<i64> {
    let (start, until) = (obligation.opened_at?, obligation.stopped_at.unwrap_or(as_of));
    let wall = until.timestamp_micros().checked_sub(start.timestamp_micros())?;
    wall.checked_sub(obligation.elapsed?.as_micros()).filter(|_| wall >= 0)
}

//! Mean times: of first responses (clause D-KPI-4) and of handling (clause L-KPI-12), by the clock.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::ElapsedTime;
use crm_model::{EventKind, EventKinds, Kind, Precision, Ratio, Ticket};

use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_merged, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::collects;
use crate::{Apart, Evidence, Note, Quantity};

/// The sum and number of lengths of time.
///
/// # Examples
///
/// ```
/// use crm_calendar::ElapsedTime;
/// use crm_kpi::DurationTally;
///
/// let tally: DurationTally = [2, 4, 9].map(ElapsedTime::from_hours).into_iter().collect();
/// assert_eq!(tally.mean().unwrap().parts(), (54_000_000_000, 3)); // 15 hours in microseconds, of three
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DurationTally {
    /// The sum in microseconds. 2⁶⁴ lengths of the longest kind just fit.
    pub micros: i128,
    /// The sum of the squares, in square microseconds; at its bound it is not known.
    pub squares: u128,
    /// How many there are.
    pub cases: u64,
}

impl DurationTally {
    /// Adds a length of time.
    pub const fn record(&mut self, time: ElapsedTime) {
        let magnitude = time.as_micros().unsigned_abs() as u128;
        let squares = magnitude * magnitude; // of 63 bits: fits
        *self = self.merge(Self { micros: time.as_micros() as i128, squares, cases: 1 });
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            micros: self.micros.saturating_add(other.micros),
            squares: self.squares.saturating_add(other.squares),
            cases: self.cases.saturating_add(other.cases),
        }
    }

    /// Returns the mean in microseconds, or `None` without any.
    pub fn mean(&self) -> Option<Ratio> {
        (self.cases < u64::MAX).then(|| Ratio::new(self.micros, i128::from(self.cases))).flatten()
    }

    /// Returns what stands behind the mean.
    pub fn evidence(&self) -> Evidence {
        let squares = (self.squares < u128::MAX).then_some(self.squares);
        Evidence::mean(Quantity::Duration, self.micros, squares, self.cases)
    }
}

collects!(DurationTally of ElapsedTime);

/// What is timed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Timing {
    /// From each opening and reopening to the next answer by a person, in the period in which the request was made.
    FirstResponse,
    /// From the opening to the last solution, in the period of that solution. Tickets that live on in another one do not
    /// count: what solved them there is counted there.
    Handling,
}

impl Timing {
    const fn ends(self) -> EventKinds {
        match self {
            Self::FirstResponse => {
                EventKinds::NONE.with(EventKind::FirstResponse).with(EventKind::MessageOut)
            }
            Self::Handling => EventKinds::NONE.with(EventKind::Solved),
        }
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Times {
    tally: DurationTally,
    unanswered: u64,
    undetermined: u64,
    kind_unknown: u64,
}

/// An instant and whether it is more than a bound.
type Known = (DateTime<Utc>, bool);

/// A mean time at work.
#[derive(Debug)]
pub(crate) struct Timed<'a> {
    timing: Timing,
    kinds: &'a [Kind],
    windows: &'a Windows,
    told: EventKinds,
    times: Series<Times>,
}

impl<'a> Timed<'a> {
    pub(crate) fn new(timing: Timing, kinds: &'a [Kind], told: EventKinds, windows: &'a Windows) -> Self {
        Self { timing, kinds, windows, told, times: Series::default() }
    }

    fn record(&mut self, kind: KindMatch, (from, from_exact): Known, (until, until_exact): Known) {
        let at = if self.timing == Timing::Handling { until } else { from };
        self.times.update(self.windows.place_of(at), |times| match kind {
            KindMatch::No => {}
            KindMatch::Unknown => times.kind_unknown += 1,
            KindMatch::Yes => {
                let micros = until.timestamp_micros().checked_sub(from.timestamp_micros());
                match micros.filter(|micros| from_exact && until_exact && *micros >= 0) {
                    Some(micros) => times.tally.record(ElapsedTime::from_micros(micros)),
                    None => times.undetermined += 1,
                }
            }
        });
    }

    fn responses(&mut self, ticket: &Ticket, kind: KindMatch) {
        let mut asked: Option<Known> = None;
        for event in ticket.events_until(self.windows.as_of) {
            let known = (event.occurred_at, event.precision == Precision::Exact);
            match event.kind() {
                EventKind::Opened | EventKind::Reopened => asked = asked.or(Some(known)),
                EventKind::Merged => asked = None,
                answer if self.timing.ends().contains(answer) => {
                    if let Some(asked) = asked.take() {
                        self.record(kind, asked, known);
                    }
                }
                _ => {}
            }
        }
        let Some((at, _)) = asked.filter(|_| kind != KindMatch::No) else { return };
        // An answer that contradicts the record is not counted, but there was one.
        let doubtful = ticket.kinds_set_aside_until(self.windows.as_of).intersects(self.timing.ends());
        self.times.update(self.windows.place_of(at), |times| {
            *(match kind {
                KindMatch::Unknown => &mut times.kind_unknown,
                _ if doubtful => &mut times.undetermined,
                _ => &mut times.unanswered,
            }) += 1;
        });
    }

    fn handling(&mut self, ticket: &Ticket, kind: KindMatch) {
        let events = ticket.events_until(self.windows.as_of);
        let find = |wanted: EventKind| events.iter().rev().find(|event| event.kind() == wanted);
        if let (Some(opened), Some(solved)) = (find(EventKind::Opened), find(EventKind::Solved)) {
            let known =
                |event: &crm_model::TicketEvent| (event.occurred_at, event.precision == Precision::Exact);
            self.record(kind, known(opened), known(solved));
        }
    }
}

impl<'a> Gather<'a> for Timed<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        match self.timing {
            Timing::FirstResponse => self.responses(ticket, kind),
            Timing::Handling if is_merged(ticket, self.windows) => {}
            Timing::Handling => self.handling(ticket, kind),
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let missing = self.timing.ends().iter().next().unwrap_or(EventKind::Solved);
        let is_told = self.told.intersects(self.timing.ends());
        self.times.get(place).tally.evidence().with_lack(Lack::Events(missing), Some(is_told))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let times = self.times.get(place);
        let counts = [
            (Apart::Unanswered, times.unanswered),
            (Apart::Undetermined, times.undetermined),
            (Apart::KindUnknown, times.kind_unknown),
        ];
        counts.into_iter().filter_map(|(cases, count)| apart(cases, count)).collect()
    }
}

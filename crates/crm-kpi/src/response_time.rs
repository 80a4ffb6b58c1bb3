//! Times of tickets by the clock: of responses (clause D-KPI-4), of handling (clause L-KPI-12), until decision makers see it
//! (clause L-FB-1).

use alloc::vec::Vec;

use crm_calendar::ElapsedTime;
use crm_model::{EventKinds, Ratio, Ticket};

use crate::gather::{Gather, KindMatch, apart, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::collects;
use crate::ticket_time::End;
use crate::{
    Apart, Attained, AttainmentTally, Note, Reading, Reason, ShownTime, Stretch, TicketTime, TimesTally,
    Value,
};

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
    /// How many there are.
    pub cases: u64,
}

impl DurationTally {
    /// Adds a length of time.
    pub const fn record(&mut self, time: ElapsedTime) {
        *self = self.merge(Self { micros: time.as_micros() as i128, cases: 1 });
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            micros: self.micros.saturating_add(other.micros),
            cases: self.cases.saturating_add(other.cases),
        }
    }

    /// Returns the mean in microseconds, or `None` without any.
    pub fn mean(&self) -> Option<Ratio> {
        (self.cases < u64::MAX).then(|| Ratio::new(self.micros, i128::from(self.cases))).flatten()
    }
}

collects!(DurationTally of ElapsedTime);

#[derive(Debug, Clone, Default)]
struct Times {
    tally: DurationTally,
    // Only for a percentile.
    lengths: TimesTally,
    // By how long they may take, where the policy says that.
    in_time: AttainmentTally,
    // Those that have not ended, and how many of them are late already.
    open: u64,
    overdue: u64,
    undetermined: u64,
    kind_unknown: u64,
}

impl Times {
    fn record(&mut self, end: End, rule: &TicketTime) {
        let judged = |time: ElapsedTime| rule.within.map(|within| time <= within);
        match end {
            End::After(time) => {
                self.tally.record(time);
                if let ShownTime::Percentile { .. } = rule.shown {
                    self.lengths.record(time);
                }
                if let Some(in_time) = judged(time) {
                    self.in_time.record(if in_time { Attained::InTime } else { Attained::Late });
                }
            }
            // What has lasted longer than it may is late now, whenever it will end (case K18).
            End::Open(Some(time)) if judged(time) == Some(false) => {
                self.open = self.open.saturating_add(1);
                self.overdue = self.overdue.saturating_add(1);
                self.in_time.record(Attained::Late);
            }
            End::Open(_) => self.open = self.open.saturating_add(1),
            End::Undetermined => self.undetermined = self.undetermined.saturating_add(1),
        }
    }
}

/// Times of tickets at work.
#[derive(Debug)]
pub(crate) struct Timed<'a> {
    time: &'a TicketTime,
    windows: &'a Windows,
    told: EventKinds,
    times: Series<Times>,
}

impl<'a> Timed<'a> {
    pub(crate) fn new(time: &'a TicketTime, told: EventKinds, windows: &'a Windows) -> Self {
        Self { time, windows, told, times: Series::default() }
    }
}

impl<'a> Gather<'a> for Timed<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let kind = is_of_kind(ticket, &self.time.kinds, self.windows);
        if kind == KindMatch::No {
            return;
        }
        for lasted in self.time.stretch.of(ticket, self.windows.as_of) {
            self.times.update(self.windows.place_of(lasted.at), |times| match kind {
                KindMatch::Unknown => times.kind_unknown = times.kind_unknown.saturating_add(1),
                _ => times.record(lasted.end, self.time),
            });
        }
    }

    fn value(&self, place: usize) -> Value {
        if let Some(missing) = self.time.stretch.untold(self.told) {
            return Value::Undefined(Reason::NoEvents(missing));
        }
        let Some(times) = self.times.at(place) else { return Value::Undefined(Reason::Empty) };
        match self.time.shown {
            ShownTime::Percentile { share, kind } => {
                Value::of(times.lengths.percentile(share, kind), Value::Duration)
            }
            ShownTime::Mean => Value::of(times.tally.mean(), Value::Duration),
            ShownTime::Within => Value::of(times.in_time.share(), Value::Share),
        }
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Some(times) = self.times.at(place) else { return Vec::new() };
        let shown = self.time.shown;
        let mean = times.tally.mean().filter(|_| shown != ShownTime::Mean);
        let in_time = times.in_time.share().filter(|_| shown != ShownTime::Within);
        let mean = mean.map(|mean| (Reading::MeanTime, Value::Duration(mean)));
        let in_time = in_time.map(|share| (Reading::InTime, Value::Share(share)));
        let beside = mean.into_iter().chain(in_time).map(|(reading, value)| Note::Beside { reading, value });
        let at_end = match shown {
            ShownTime::Percentile { share, kind } => times.lengths.is_at_end(share, kind),
            _ => None,
        };
        let at_end = at_end.filter(|at_end| *at_end);
        let at_end = at_end.map(|_| Note::PercentileAtEnd { cases: times.lengths.cases() });
        let waits_for_answer = matches!(self.time.stretch, Stretch::FirstResponse | Stretch::NextResponse);
        let open = if waits_for_answer { Apart::Unanswered } else { Apart::Open };
        let late = if shown == ShownTime::Within { times.overdue } else { 0 };
        let counts = [
            (open, times.open.saturating_sub(late)),
            (Apart::Undetermined, times.undetermined),
            (Apart::KindUnknown, times.kind_unknown),
        ];
        let counts = counts.into_iter().filter_map(|(cases, count)| apart(cases, count));
        beside.chain(at_end).chain(counts).collect()
    }
}

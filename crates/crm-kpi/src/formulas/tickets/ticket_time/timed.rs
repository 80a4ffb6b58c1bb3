//! [`Timed`]: times of tickets at work.

use alloc::vec::Vec;

use crm_calendar::ElapsedTime;
use crm_model::{EventKinds, Ratio, Share, Ticket};

use super::{End, ShownTime, Stretch, TicketTime, TimesTally};
use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_of_kind};
use crate::period::{Series, Windows};
use crate::statistics::PercentileType;
use crate::{Apart, Attained, AttainmentTally, DurationTally, Evidence, Note, Quantity, Reading, Value};

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

    /// Returns what stands beside a percentile: two other readings, which nothing merges as it does not, and whether it is at
    /// the end.
    fn beside_percentile(&self, share: Share, kind: PercentileType) -> Vec<Note> {
        let mean = self.tally.mean().map(|mean| (Reading::MeanTime, Value::Duration(mean)));
        let in_time = self.in_time.share().map(|share| (Reading::InTime, Value::Share(share)));
        let beside = mean.into_iter().chain(in_time).map(|(reading, value)| Note::Beside { reading, value });
        let at_end = self.lengths.is_at_end(share, kind).filter(|at_end| *at_end);
        let at_end = at_end.map(|_| Note::PercentileAtEnd { cases: self.lengths.cases() });
        beside.chain(at_end).collect()
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

    fn evidence(&self, place: usize) -> Evidence {
        let nothing = Times::default();
        let times = self.times.at(place).unwrap_or(&nothing);
        let AttainmentTally { in_time, late, .. } = times.in_time;
        let judged = in_time.saturating_add(late);
        let evidence = match self.time.shown {
            ShownTime::Mean => times.tally.evidence().with_beside(
                Reading::InTime,
                Quantity::Share,
                in_time.into(),
                judged.into(),
            ),
            ShownTime::Within => Evidence::trials(in_time, judged).with_beside(
                Reading::MeanTime,
                Quantity::Duration,
                times.tally.micros,
                times.tally.cases.into(),
            ),
            ShownTime::Percentile { share, kind } => {
                let (part, whole) = times.lengths.percentile(share, kind).map_or((0, 0), Ratio::parts);
                Evidence::ratio(Quantity::Duration, part, whole, times.lengths.cases()).alone()
            }
        };
        let stretch = &self.time.stretch;
        let told = stretch.ends().iter().next().map(|end| (end, true));
        let told = stretch.untold(self.told).map(|missing| (missing, false)).or(told);
        told.into_iter()
            .fold(evidence, |evidence, (kind, is_told)| evidence.with_lack(Lack::Events(kind), Some(is_told)))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Some(times) = self.times.at(place) else { return Vec::new() };
        let shown = self.time.shown;
        let of_percentile = match shown {
            ShownTime::Percentile { share, kind } => times.beside_percentile(share, kind),
            _ => Vec::new(),
        };
        let waits_for_answer = matches!(self.time.stretch, Stretch::FirstResponse | Stretch::NextResponse);
        let open = if waits_for_answer { Apart::Unanswered } else { Apart::Open };
        let late = if shown == ShownTime::Within { times.overdue } else { 0 };
        let counts = [
            (open, times.open.saturating_sub(late)),
            (Apart::Undetermined, times.undetermined),
            (Apart::KindUnknown, times.kind_unknown),
        ];
        let counts = counts.into_iter().filter_map(|(cases, count)| apart(cases, count));
        of_percentile.into_iter().chain(counts).collect()
    }
}

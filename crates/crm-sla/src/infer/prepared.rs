//! Observations made ready for one candidate event, and the time that each would have needed.

use alloc::vec::Vec;

use crm_calendar::{Calendar, ElapsedTime, Ends, OpenTime, Span};

use super::Observation;
use super::confusion::LeftOut;
use super::search::Waits;
use crate::target::{AtClosing, Target};
use crate::times::{End, Ending, Pause, Times};
use crate::verdict::Standing;

/// The observations for one candidate event: those that can be judged, group by group.
pub(super) struct Prepared<'a> {
    pub(super) groups: Vec<Group<'a>>,
}

/// The observations of one group.
pub(super) struct Group<'a> {
    /// The number that the caller gave it.
    pub(super) id: u32,
    pub(super) rows: Vec<Row<'a>>,
    pub(super) left_out: LeftOut,
    /// How many observations the log calls met and missed, those left out included.
    pub(super) met: u64,
    pub(super) missed: u64,
}

/// One observation that can be judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) pauses: &'a [Pause],
    pub(super) met: bool,
}

impl<'a> Prepared<'a> {
    pub(super) fn new(observations: &[Observation<'a>], event: usize) -> Self {
        let mut sorted = observations.to_vec();
        sorted.sort_unstable();
        let mut groups: Vec<Group<'a>> = Vec::new();
        for Observation { group, start, ends, pauses, met } in sorted {
            if groups.last().is_none_or(|last| last.id != group) {
                let left_out = LeftOut::default();
                groups.push(Group { id: group, rows: Vec::new(), left_out, met: 0, missed: 0 });
            }
            let Some(last) = groups.last_mut() else { continue };
            last.met += u64::from(met);
            last.missed += u64::from(!met);
            match ends.get(event).copied().flatten() {
                None => last.left_out.no_end += 1,
                Some(end) if end < start => last.left_out.end_before_start += 1,
                Some(end) => last.rows.push(Row { start, end, pauses, met }),
            }
        }
        Self { groups }
    }

    /// Returns about `most` of the rows, evenly spread over the sorted ones.
    pub(super) fn sample(&self, most: usize) -> Self {
        let rows: usize = self.groups.iter().map(|group| group.rows.len()).sum();
        let every = rows.div_ceil(most.max(1)).max(1);
        let groups = self
            .groups
            .iter()
            .map(|group| Group { rows: group.rows.iter().step_by(every).copied().collect(), ..*group });
        Self { groups: groups.collect() }
    }
}

/// How time is measured under a hypothesis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock<'a> {
    /// The hours; `None` for time by the clock.
    pub(super) calendar: Option<&'a Calendar>,
    pub(super) waits: Waits,
    pub(super) at_closing: AtClosing,
}

impl Clock<'_> {
    /// Returns the smallest target, in microseconds and at least one, under which the row is met, or `None` beyond the
    /// calendar.
    pub(super) fn needed(&self, row: &Row<'_>) -> Option<i64> {
        let pauses = match self.waits {
            Waits::Run => &[],
            Waits::Pause => row.pauses,
        };
        let used = self.used(row, pauses)?;
        if used < 1 {
            return Some(1);
        }
        let is_due_before = match self.calendar {
            Some(calendar) if !pauses.is_empty() => !self.is_met(calendar, row, pauses, used),
            Some(calendar) => {
                self.at_closing == AtClosing::Closing
                    && calendar.instant_at(calendar.open_before(row.end)?)? < row.end
            }
            // Its last moment fell into a pause: the time was used up before.
            None => pauses.iter().any(|pause| pause.start < row.end && pause.end >= row.end),
        };
        used.checked_add(i64::from(is_due_before))
    }

    /// Returns the time that passed, without pauses.
    fn used(&self, row: &Row<'_>, pauses: &[Pause]) -> Option<i64> {
        let position = |instant| match self.calendar {
            Some(calendar) => calendar.open_before(instant),
            None => Some(instant),
        };
        let mut used = position(row.end)?.checked_sub(position(row.start)?)?;
        for pause in pauses.iter().filter(|pause| pause.end > row.start && pause.start < row.end) {
            let (start, end) = (pause.start.max(row.start), pause.end.min(row.end));
            used = used.checked_sub(position(end)?.checked_sub(position(start)?)?)?;
        }
        Some(used)
    }

    /// Returns whether a target of just the time that passed is met: what an end of hours or a pause at that moment
    /// means is for the kernel to say.
    fn is_met(&self, calendar: &Calendar, row: &Row<'_>, pauses: &[Pause], used: i64) -> bool {
        let (within, none) = (Span::Open(OpenTime::from_micros(used)), ElapsedTime::ZERO);
        let Ok(target) = Target::new(within, Ends::SameTime, none, calendar.clone(), Vec::new()) else {
            return false;
        };
        let end = Some(End::exactly(row.end, Ending::Met));
        let times = Times { start: row.start, end, pauses };
        target.with_at_closing(self.at_closing).judge(&times, row.end).standing == Standing::Met
    }
}

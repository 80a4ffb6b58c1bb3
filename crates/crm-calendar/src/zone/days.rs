//! Civil days of a zone: which dates never were, and when a day ends.

use alloc::vec::Vec;

use chrono::{DateTime, Days, FixedOffset, NaiveDate, NaiveTime, TimeDelta, Utc};

use super::{Change, LocalInstant, Zone};

impl Zone {
    /// Returns the date `days` civil days after `date`; dates that never were in the zone do not count.
    pub(crate) fn date_after(&self, date: NaiveDate, days: u32) -> Option<NaiveDate> {
        let counted = date.checked_add_days(Days::new(days.into()))?;
        let begin = self.table.skipped.partition_point(|&skipped| skipped <= date);
        let skipped = self.table.skipped.get(begin..).unwrap_or_default();
        skipped.iter().try_fold(
            counted,
            |counted, &skipped| {
                if skipped <= counted { counted.succ_opt() } else { Some(counted) }
            },
        )
    }

    /// Returns the first instant after a civil day. Where clocks show the midnight twice, it is the later one if they
    /// still show the day in between.
    pub(crate) fn end_of(&self, date: NaiveDate) -> Option<DateTime<Utc>> {
        let midnight = date.succ_opt()?.and_time(NaiveTime::MIN);
        Some(match self.instants(midnight) {
            LocalInstant::Fold { earlier, later } => {
                let before = later.checked_sub_signed(TimeDelta::microseconds(1))?;
                if self.date(before) == date { later } else { earlier }
            }
            once => once.earliest(),
        })
    }
}

/// Returns the dates that clocks never showed, since they were put forward over a whole day, in order.
pub(super) fn skipped(first: FixedOffset, changes: &[Change]) -> Vec<NaiveDate> {
    let offsets_before = core::iter::once(first).chain(changes.iter().map(|change| change.offset));
    let skipped = offsets_before.zip(changes).filter_map(|(before, change)| {
        let instant = DateTime::from_timestamp(change.at, 0)?.naive_utc();
        let (from, until) = (instant.checked_add_offset(before)?, instant.checked_add_offset(change.offset)?);
        // No change is longer than two days, so no more than one date lies within it.
        let date = if from.time() == NaiveTime::MIN { from.date() } else { from.date().succ_opt()? };
        (date.succ_opt()?.and_time(NaiveTime::MIN) <= until).then_some(date)
    });
    skipped.collect()
}

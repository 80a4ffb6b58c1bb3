//! The open hours that an answer consumes, and why the days between them are closed.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use crm_calendar::{OpenTime, Period};

use super::calendar::Office;
use crate::reason::Reason;

/// One line of a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Open hours.
    Open {
        period: Period,
        length: OpenTime,
        /// All open time up to their end.
        so_far: OpenTime,
        /// Why the date on which they begin has hours.
        reason: Reason,
        /// Whether clocks change within them.
        clocks_change: bool,
    },
    /// Dates in a row that are closed for one reason.
    Closed { from: NaiveDate, to: NaiveDate, reason: Reason },
}

/// Returns the open hours between two instants in order, and the closed dates before, between and after them, as far as
/// the horizon of the calendar reaches.
pub(super) fn between(office: &Office, from: DateTime<Utc>, until: DateTime<Utc>) -> Vec<Step> {
    let (horizon, zone) = (office.calendar.horizon(), office.calendar.zone());
    let (from, until) = (from.max(horizon.start()), until.min(horizon.end()));
    let mut trace = Trace { office, steps: Vec::new(), next: zone.date(from) };
    let mut so_far = OpenTime::ZERO;
    for period in office.calendar.periods(from, until) {
        let (first, last) = (zone.date(period.start()), last_date(office, period.end()));
        trace.close_until(first);
        trace.next = last.succ_opt().unwrap_or(last).max(trace.next);
        let length = OpenTime::from_micros(period.elapsed().as_micros());
        so_far = so_far.checked_add(length).unwrap_or(so_far);
        let reason = office.reason(first, true);
        let clocks_change = zone.offset_at(period.start()) != zone.offset_at(period.end());
        trace.steps.push(Step::Open { period, length, so_far, reason, clocks_change });
    }
    let last = last_date(office, until);
    trace.close_until(last.succ_opt().unwrap_or(last));
    trace.steps
}

/// A trace in the making.
struct Trace<'a> {
    office: &'a Office,
    steps: Vec<Step>,
    /// The first date about which nothing has been said.
    next: NaiveDate,
}

impl Trace<'_> {
    /// Says why the dates before `end` are closed.
    fn close_until(&mut self, end: NaiveDate) {
        while self.next < end {
            let date = self.next;
            let reason = self.office.reason(date, false);
            match self.steps.last_mut() {
                Some(Step::Closed { to, reason: before, .. })
                    if *before == reason && to.succ_opt() == Some(date) =>
                {
                    *to = date;
                }
                _ => self.steps.push(Step::Closed { from: date, to: date, reason }),
            }
            let Some(next) = date.succ_opt() else { return };
            self.next = next;
        }
    }
}

/// Returns the last date that comes before an instant: at midnight it is the day before.
fn last_date(office: &Office, end: DateTime<Utc>) -> NaiveDate {
    let local = office.calendar.zone().local(end);
    let date = local.date();
    if local.time() == NaiveTime::MIN { date.pred_opt().unwrap_or(date) } else { date }
}

#[cfg(test)]
mod tests {
    use crm_calendar::Calendar;
    use crm_calendar::strategies::{any_calendar_spec, any_instant};
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn prop_a_trace_accounts_for_all_open_time_and_every_date(
            spec in any_calendar_spec(),
            from in any_instant(2025, 2026),
            hours in 0_i64..2_000,
        ) {
            let Ok(calendar) = Calendar::new(spec.clone()) else { return Ok(()) };
            let office = Office { calendar: calendar.clone(), spec: Some(spec) };
            let until = from + chrono::TimeDelta::hours(hours);
            let Ok(open) = calendar.between(from, until) else { return Ok(()) };
            let zone = calendar.zone();
            let (mut sum, mut told) = (OpenTime::ZERO, std::collections::BTreeSet::new());
            let mut last = None;
            for step in between(&office, from, until) {
                let (first, end) = match step {
                    Step::Open { period, length, so_far, reason, .. } => {
                        sum = sum.checked_add(length).unwrap_or(sum);
                        prop_assert_eq!(sum, so_far);
                        let is_of_a_closed_date =
                            matches!(reason, Reason::Weekend | Reason::Holiday { .. } | Reason::OwnClosing);
                        prop_assert!(!is_of_a_closed_date, "{:?} on an open date", reason);
                        (zone.date(period.start()), last_date(&office, period.end()))
                    }
                    Step::Closed { from, to, .. } => (from, to),
                };
                prop_assert!(last.is_none_or(|last| first >= last), "dates rise");
                last = Some(end);
                told.extend(first.iter_days().take_while(|date| *date <= end));
            }
            prop_assert_eq!(sum, open);
            let dates = zone.date(from).iter_days().take_while(|date| *date <= last_date(&office, until));
            prop_assert!(dates.eq(told));
        }
    }
}

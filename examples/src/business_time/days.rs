//! Counting business days between instants, as spans such as `2bd` count them.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use crm_calendar::{Calendar, CalendarError, OpenTime};

/// The business days of a calendar, counted from the start of its horizon.
#[derive(Debug)]
pub(super) struct DayCount {
    first: NaiveDate,
    /// How many business days there are up to each date, itself included.
    up_to: Vec<i64>,
}

impl DayCount {
    /// Counts the business days of a calendar.
    pub(super) fn of(calendar: &Calendar) -> Self {
        let (horizon, zone) = (calendar.horizon(), calendar.zone());
        let (first, last) = (zone.date(horizon.start()), zone.date(horizon.end()));
        let dates = first.iter_days().take_while(|date| *date <= last);
        let up_to = dates.scan(0, |count, date| {
            *count += i64::from(calendar.is_business_day(date).unwrap_or(false));
            Some(*count)
        });
        Self { first, up_to: up_to.collect() }
    }

    /// Returns how many business days after that of `from` the one of `until` is; negative where `until` comes first.
    ///
    /// As for spans, a start outside hours belongs to the day that opens next; an end outside hours to the day that closed
    /// last. So `2bd` after some start is two business days from it. Where nothing is open between the two, it is zero. An
    /// end at which one day closes and the next opens belongs to the next.
    pub(super) fn between(
        &self,
        calendar: &Calendar,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
    ) -> Result<i64, CalendarError> {
        if until < from {
            return self.between(calendar, until, from).map(|days| -days);
        }
        if calendar.between(from, until)? == OpenTime::ZERO {
            return Ok(0);
        }
        let last_open = if until < calendar.horizon().end() && calendar.is_open(until)? {
            until
        } else {
            let before = until.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(until);
            if calendar.is_open(before)? { before } else { just_before(calendar.previous_close(before)?) }
        };
        let (first, last) = (calendar.business_day_of(from)?, calendar.business_day_of(last_open)?);
        Ok(self.up_to(last).saturating_sub(self.up_to(first)))
    }

    fn up_to(&self, date: NaiveDate) -> i64 {
        let place = usize::try_from(date.signed_duration_since(self.first).num_days()).unwrap_or(0);
        self.up_to.get(place).or(self.up_to.last()).copied().unwrap_or(0)
    }
}

fn just_before(instant: DateTime<Utc>) -> DateTime<Utc> {
    instant.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(instant)
}

#[cfg(test)]
mod tests {
    use crm_calendar::strategies::{any_calendar_spec, any_instant};
    use crm_calendar::{CalendarSpec, Ends};
    use proptest::prelude::*;

    use super::*;

    /// Returns the calendar if no hours run over midnight: those of two days may overlap, and either day counts then.
    fn calendar_of_days(spec: CalendarSpec) -> Option<Calendar> {
        let weekly = spec.weekly.sets();
        let mut windows =
            weekly.iter().flat_map(|(_, windows)| *windows).chain(spec.overrides.values().flatten());
        if windows.any(|window| window.is_overnight()) { None } else { Calendar::new(spec).ok() }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn prop_a_span_of_business_days_is_as_many_days_long(
            calendar in any_calendar_spec().prop_filter_map("no hours over midnight", calendar_of_days),
            start in any_instant(2025, 2026),
            days in 0_u32..40,
            ends in prop_oneof![Just(Ends::SameTime), Just(Ends::Closing)],
        ) {
            let Ok(due) = calendar.add_business_days(start, days, ends) else { return Ok(()) };
            let counted = DayCount::of(&calendar).between(&calendar, start, due);
            // Where hours run on into those of the next day, a closing is the opening of that day as well.
            let runs_on = ends == Ends::Closing
                && calendar.is_open(due) == Ok(true)
                && calendar.is_open(just_before(due)) == Ok(true);
            let also = i64::from(days) + i64::from(runs_on);
            prop_assert!(counted == Ok(i64::from(days)) || counted == Ok(also), "{counted:?} by {due}");
        }
    }
}

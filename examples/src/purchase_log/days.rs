//! Days as whole numbers.

use chrono::{Datelike, NaiveDate};

/// The day 1970-01-01, counted as [`Datelike::num_days_from_ce`] does.
const EPOCH: i32 = 719_163;

/// Returns the days from 1970-01-01 to a date.
pub(crate) fn day_of(date: NaiveDate) -> i32 {
    date.num_days_from_ce() - EPOCH
}

/// Returns the date so many days from 1970-01-01; the last date there is where that is beyond.
pub(crate) fn date_of(day: i32) -> NaiveDate {
    day.checked_add(EPOCH).and_then(NaiveDate::from_num_days_from_ce_opt).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_count_from_1970() {
        for (date, day) in [("1970-01-01", 0), ("1970-02-01", 31), ("1997-01-01", 9_862), ("1969-12-31", -1)]
        {
            let date: NaiveDate = date.parse().unwrap();
            assert_eq!((day_of(date), date_of(day)), (day, date));
        }
    }
}

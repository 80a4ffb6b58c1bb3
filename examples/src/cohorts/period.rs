//! Months and quarters as whole numbers, one after another.

use chrono::Datelike;
use clap::ValueEnum;

use crate::purchase_log::date_of;

/// How long periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    Month,
    Quarter,
}

impl By {
    const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
        }
    }

    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
        }
    }

    /// Returns the period of a day, counted from the first of year 0.
    pub(super) fn period(self, day: i32) -> i32 {
        let date = date_of(day);
        (date.year() * 12 + date.month0().cast_signed()).div_euclid(self.months())
    }

    /// Returns the name of a period: `1997-03`, `1997-Q1`.
    pub(super) fn name(self, period: i32) -> String {
        let month = period * self.months();
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12));
        match self {
            Self::Month => format!("{year:04}-{:02}", month + 1),
            Self::Quarter => format!("{year:04}-Q{}", month / 3 + 1),
        }
    }

    /// Returns the last period that is over by a day.
    pub(super) fn last_over(self, day: i32) -> i32 {
        let period = self.period(day);
        let is_over = day.checked_add(1).is_none_or(|next| self.period(next) != period);
        if is_over { period } else { period - 1 }
    }

    /// Returns the first day of a period.
    #[cfg(test)]
    fn first_day(self, period: i32) -> Option<chrono::NaiveDate> {
        let month = period * self.months();
        chrono::NaiveDate::from_ymd_opt(month.div_euclid(12), month.rem_euclid(12).cast_unsigned() + 1, 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::purchase_log::day_of;

    fn day(text: &str) -> i32 {
        day_of(text.parse().unwrap())
    }

    #[test]
    fn periods_have_names_and_follow_each_other() {
        for (by, text, name) in [
            (By::Month, "1997-03-31", "1997-03"),
            (By::Month, "2000-12-01", "2000-12"),
            (By::Quarter, "1997-03-31", "1997-Q1"),
            (By::Quarter, "1997-04-01", "1997-Q2"),
            (By::Quarter, "2025-12-31", "2025-Q4"),
        ] {
            let period = by.period(day(text));
            assert_eq!(by.name(period), name);
            let next = day_of(by.first_day(period + 1).unwrap());
            assert_eq!((by.period(next), by.period(next - 1)), (period + 1, period));
        }
    }

    #[test]
    fn a_period_is_over_on_its_last_day() {
        let name = |by: By, text: &str| by.name(by.last_over(day(text)));
        assert_eq!(name(By::Month, "1998-06-30"), "1998-06");
        assert_eq!(name(By::Month, "2011-12-09"), "2011-11");
        assert_eq!(
            (name(By::Quarter, "2011-12-09"), name(By::Quarter, "2011-12-31")),
            ("2011-Q3".into(), "2011-Q4".into())
        );
    }
}

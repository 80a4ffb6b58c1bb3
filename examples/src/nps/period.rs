//! The periods by which answers are compared.

use chrono::{Datelike, NaiveDate};
use clap::ValueEnum;

/// How long the periods of dated answers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    Month,
    Quarter,
    Year,
}

/// A period with its place among others.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Period {
    place: i64,
    pub(super) name: String,
}

impl Period {
    /// Returns the period of all answers, where there are no others.
    pub(super) fn all() -> Self {
        Self { place: 0, name: "all answers".to_owned() }
    }

    /// Returns the period of a name: whole numbers are in their order, and before other names, which are in that of their letters.
    pub(super) fn named(name: &str) -> Self {
        Self { place: name.parse().unwrap_or(i64::MAX), name: name.to_owned() }
    }

    /// Returns whether its place among others is beyond doubt: a number, or a name that begins with a year.
    pub(super) fn is_in_order(&self) -> bool {
        let digits = self.name.bytes().take_while(u8::is_ascii_digit).count();
        self.place < i64::MAX || (digits == 4 && !self.name[4..].contains(' '))
    }
}

impl By {
    const fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    fn index(self, date: NaiveDate) -> i32 {
        (date.year() * 12 + date.month0().cast_signed()).div_euclid(self.months())
    }

    /// Returns the period of a date: `2026-03`, `2026-Q1`, `2026`.
    pub(super) fn of(self, date: NaiveDate) -> Period {
        self.at(self.index(date))
    }

    fn at(self, index: i32) -> Period {
        let month = index * self.months();
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12));
        let name = match self {
            Self::Month => format!("{year:04}-{:02}", month + 1),
            Self::Quarter => format!("{year:04}-Q{}", month / 3 + 1),
            Self::Year => format!("{year:04}"),
        };
        Period { place: index.into(), name }
    }

    /// Returns every period from that of one date to that of another, also those without answers.
    pub(super) fn between(self, first: NaiveDate, last: NaiveDate) -> impl Iterator<Item = Period> {
        (self.index(first)..=self.index(last)).map(move |index| self.at(index))
    }

    /// Returns whether a date is the last of its period.
    pub(super) fn ends_on(self, date: NaiveDate) -> bool {
        date.succ_opt().is_none_or(|next| self.index(next) != self.index(date))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_of_dates_follow_one_another_without_gaps() {
        let names = |by: By, first, last| -> Vec<String> {
            by.between(date(first), date(last)).map(|period| period.name).collect()
        };
        assert_eq!(names(By::Month, "2025-11-30", "2026-01-01"), ["2025-11", "2025-12", "2026-01"]);
        assert_eq!(names(By::Quarter, "2025-12-31", "2026-04-01"), ["2025-Q4", "2026-Q1", "2026-Q2"]);
        assert_eq!(names(By::Year, "2025-01-01", "2025-12-31"), ["2025"]);
        assert!(By::Quarter.ends_on(date("2026-03-31")) && !By::Year.ends_on(date("2026-03-31")));
    }

    #[test]
    fn named_periods_are_in_the_order_of_their_numbers() {
        let mut periods = ["2018", "10", "9", "spring"].map(Period::named);
        periods.sort();
        assert_eq!(periods.map(|period| period.name), ["9", "10", "2018", "spring"]);
        let is_in_order = |name| Period::named(name).is_in_order();
        assert!(is_in_order("2018") && is_in_order("2026-Q1") && is_in_order("2026-W05"));
        assert!(!is_in_order("Q1 2026") && !is_in_order("spring") && !is_in_order("2026 spring"));
    }
}

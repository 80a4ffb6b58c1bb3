//! [`TrailingWindow`]: the months before a date, as civil dates and as instants.

use alloc::string::{String, ToString};
use core::fmt;
use core::num::NonZeroU32;
use core::str::FromStr;

use chrono::{Days, Months, NaiveDate, NaiveTime};
use crm_calendar::{Period, Zone};
use thiserror::Error;

/// So many months before a date (clause P-TIER-1: "the last year"). Written `12 months`.
///
/// # Examples
///
/// ```
/// use crm_segmentation::{TrailingWindow, chrono::NaiveDate};
///
/// let year: TrailingWindow = "12 months".parse()?;
/// let leap_day: NaiveDate = "2024-02-29".parse()?;
/// let dates = year.ending(leap_day).unwrap();
/// assert_eq!(dates.to_string(), "after 2023-02-28 up to 2024-02-29");
/// assert!(!dates.contains("2023-02-28".parse()?) && dates.contains(leap_day));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrailingWindow {
    months: NonZeroU32,
}

impl TrailingWindow {
    /// Returns the window of so many months, or `None` for none.
    pub const fn months(months: u32) -> Option<Self> {
        match NonZeroU32::new(months) {
            Some(months) => Some(Self { months }),
            None => None,
        }
    }

    /// Returns how many months it has.
    pub const fn count(self) -> u32 {
        self.months.get()
    }

    /// Returns the dates of the window that ends with `last`: those after the same day so many months before, up to and
    /// including `last`. Where that month has no such day, its last day is taken.
    ///
    /// `None` beyond the range of dates (some 262,000 years).
    pub fn ending(self, last: NaiveDate) -> Option<DateRange> {
        let after = last.checked_sub_months(Months::new(self.months.get()))?;
        Some(DateRange { after, last })
    }
}

impl fmt::Display for TrailingWindow {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.count() {
            1 => formatter.write_str("1 month"),
            months => write!(formatter, "{months} months"),
        }
    }
}

impl FromStr for TrailingWindow {
    type Err = WindowError;

    fn from_str(text: &str) -> Result<Self, WindowError> {
        let malformed = || WindowError { window: text.to_string() };
        let (number, unit) = text.split_once(' ').ok_or_else(malformed)?;
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit()) && matches!(unit, "month" | "months");
        let months = is_plain.then(|| number.parse().ok()).flatten();
        months.and_then(Self::months).ok_or_else(malformed)
    }
}

/// A text that is no [`TrailingWindow`].
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("window `{window}` is not a number of months, such as `12 months`")]
pub struct WindowError {
    /// The text as given.
    pub window: String,
}

/// Civil dates after one day, up to and including another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DateRange {
    /// The day before the first.
    pub after: NaiveDate,
    /// The last day. Unless it is later than `after`, there is no day in the range.
    pub last: NaiveDate,
}

impl DateRange {
    /// Returns whether `date` is one of the days.
    pub fn contains(self, date: NaiveDate) -> bool {
        self.after < date && date <= self.last
    }

    /// Returns the instants of these days in a zone: from the midnight that begins the first day up to, but not
    /// including, the one that ends the last.
    ///
    /// `None` beyond the range of dates, or where there is no day.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_segmentation::DateRange;
    ///
    /// let new_year = DateRange { after: "2025-12-31".parse()?, last: "2026-01-01".parse()? };
    /// let instants = new_year.instants(&Zone::fixed(8 * 3_600)?).unwrap();
    /// assert_eq!(instants.start().to_string(), "2025-12-31 16:00:00 UTC");
    /// assert_eq!(instants.elapsed().to_string(), "1 d");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn instants(self, zone: &Zone) -> Option<Period> {
        if self.last <= self.after {
            return None;
        }
        let midnight_after = |date: NaiveDate| {
            Some(zone.opening(date.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN)))
        };
        Period::new(midnight_after(self.after)?, midnight_after(self.last)?).ok()
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "after {} up to {}", self.after, self.last)
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn windows_are_read_back_as_written() {
        for text in ["1 month", "12 months", "120 months"] {
            assert_eq!(text.parse::<TrailingWindow>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_number_of_months_is_refused() {
        for text in
            ["", "12", "0 months", "+12 months", "12  months", "1 year", "-1 months", "4294967296 months"]
        {
            assert_eq!(text.parse::<TrailingWindow>(), Err(WindowError { window: text.to_string() }));
        }
    }

    #[test]
    fn window_beyond_all_dates_is_none() {
        let date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        assert_eq!(TrailingWindow::months(u32::MAX).unwrap().ending(date), None);
        assert_eq!(TrailingWindow::months(0), None);
    }

    #[test]
    fn range_without_a_day_has_no_instants() {
        let date = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        assert_eq!(DateRange { after: date, last: date }.instants(&Zone::utc()), None);
        let last = DateRange { after: date, last: NaiveDate::MAX };
        assert_eq!(last.instants(&Zone::utc()), None);
    }
}

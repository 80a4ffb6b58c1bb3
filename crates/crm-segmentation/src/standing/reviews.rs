//! [`Reviews`]: the dates at which standings are reviewed.

use core::num::NonZeroU32;

use chrono::{Datelike, Months, NaiveDate};

/// Dates of review: the first, and every so many months after it.
///
/// Every date is counted from the first, so reviews from 31 January fall on the last day of shorter months and on the
/// 31st of the others. Give every customer a first date of its own for reviews on anniversaries.
///
/// # Examples
///
/// ```
/// use crm_segmentation::Reviews;
///
/// let reviews = Reviews { first: "2026-01-31".parse()?, every_months: 1.try_into()? };
/// assert_eq!(reviews.next_after("2026-01-31".parse()?), Some("2026-02-28".parse()?));
/// assert_eq!(reviews.next_after("2026-02-28".parse()?), Some("2026-03-31".parse()?));
/// assert_eq!(reviews.last_until("2026-03-30".parse()?), Some("2026-02-28".parse()?));
/// assert_eq!(reviews.last_until("2026-01-30".parse()?), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Reviews {
    /// The first review.
    pub first: NaiveDate,
    /// How many months lie between two.
    pub every_months: NonZeroU32,
}

impl Reviews {
    /// Returns the last review on or before a date, or `None` before the first.
    pub fn last_until(self, date: NaiveDate) -> Option<NaiveDate> {
        self.nth(self.last_number(date)?)
    }

    /// Returns the first review after a date, or `None` beyond the range of dates (some 262,000 years).
    pub fn next_after(self, date: NaiveDate) -> Option<NaiveDate> {
        match self.last_number(date) {
            None => Some(self.first),
            Some(number) => self.nth(number.checked_add(1)?),
        }
    }

    /// Returns the number of the last review on or before a date; the first has number 0.
    fn last_number(self, date: NaiveDate) -> Option<u32> {
        let month = |date: NaiveDate| i64::from(date.year()) * 12 + i64::from(date.month0());
        let months = u32::try_from(month(date) - month(self.first)).ok()?;
        let number = months / self.every_months;
        // The one in the month of the date may still be to come.
        if self.nth(number)? <= date { Some(number) } else { number.checked_sub(1) }
    }

    fn nth(self, number: u32) -> Option<NaiveDate> {
        self.first.checked_add_months(Months::new(number.checked_mul(self.every_months.get())?))
    }
}

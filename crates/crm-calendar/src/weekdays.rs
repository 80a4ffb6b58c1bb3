//! [`WeekdaySet`]: the days of the week that a line of opening hours is about.

use alloc::string::String;
use core::{fmt, str::FromStr};

use chrono::Weekday;

use crate::{hours::HoursError, text::serde_as_text};

pub(crate) const WEEK: [Weekday; 7] =
    [Weekday::Mon, Weekday::Tue, Weekday::Wed, Weekday::Thu, Weekday::Fri, Weekday::Sat, Weekday::Sun];

/// Some days of the week, written `mon`, `mon-fri`, `mon,wed` or `fri-mon` (which runs over the weekend).
///
/// Writing gives runs of days from Monday on, so `fri-mon` is written `mon,fri-sun`; it reads as the same set. The
/// empty set is written as an empty text, which is refused when read.
///
/// # Examples
///
/// ```
/// use crm_calendar::{WeekdaySet, chrono::Weekday};
///
/// # fn main() -> Result<(), crm_calendar::HoursError> {
/// let days: WeekdaySet = "fri-mon".parse()?;
/// assert!(days.contains(Weekday::Sun) && !days.contains(Weekday::Tue));
/// assert_eq!(days.to_string(), "mon,fri-sun");
/// assert_eq!("mon-sun".parse::<WeekdaySet>()?, WeekdaySet::ALL);
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WeekdaySet {
    // INVARIANT: only the lowest seven bits; Monday is the lowest.
    days: u8,
}

impl WeekdaySet {
    /// No day.
    pub const EMPTY: Self = Self { days: 0 };
    /// Every day.
    pub const ALL: Self = Self { days: 0b111_1111 };
    /// Monday to Friday.
    pub const MON_TO_FRI: Self = Self { days: 0b001_1111 };

    /// Returns the set with `day` in it.
    #[must_use]
    pub const fn with(self, day: Weekday) -> Self {
        Self { days: self.days | bit(day) }
    }

    /// Returns whether `day` is in the set.
    pub const fn contains(self, day: Weekday) -> bool {
        self.days & bit(day) != 0
    }

    /// Returns whether no day is in the set.
    pub const fn is_empty(self) -> bool {
        self.days == 0
    }

    /// Returns the days in the set, from Monday on.
    pub fn iter(self) -> impl Iterator<Item = Weekday> {
        WEEK.into_iter().filter(move |&day| self.contains(day))
    }
}

impl From<Weekday> for WeekdaySet {
    fn from(day: Weekday) -> Self {
        Self::EMPTY.with(day)
    }
}

impl FromIterator<Weekday> for WeekdaySet {
    fn from_iter<I: IntoIterator<Item = Weekday>>(days: I) -> Self {
        days.into_iter().fold(Self::EMPTY, Self::with)
    }
}

impl FromStr for WeekdaySet {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let unknown = || HoursError::Weekdays { input: String::from(text) };
        let mut set = Self::EMPTY;
        for part in text.split(',') {
            let (first, last) = part.split_once('-').unwrap_or((part, part));
            let (mut day, last) = (named(first).ok_or_else(unknown)?, named(last).ok_or_else(unknown)?);
            set = set.with(day);
            while day != last {
                day = day.succ();
                set = set.with(day);
            }
        }
        Ok(set)
    }
}

impl fmt::Display for WeekdaySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut days = self.iter().peekable();
        let mut separator = "";
        while let Some(first) = days.next() {
            let mut last = first;
            while let Some(next) = days.next_if_eq(&last.succ()) {
                last = next;
            }
            write!(f, "{separator}{}", name(first))?;
            if last != first {
                write!(f, "-{}", name(last))?;
            }
            separator = ",";
        }
        Ok(())
    }
}

serde_as_text!(WeekdaySet);

const fn bit(day: Weekday) -> u8 {
    1 << day as u8
}

pub(crate) const fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "mon",
        Weekday::Tue => "tue",
        Weekday::Wed => "wed",
        Weekday::Thu => "thu",
        Weekday::Fri => "fri",
        Weekday::Sat => "sat",
        Weekday::Sun => "sun",
    }
}

fn named(text: &str) -> Option<Weekday> {
    WEEK.into_iter().find(|&day| name(day) == text)
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::{Weekday, WeekdaySet};

    #[test]
    fn written_sets_read_as_themselves() {
        for days in 1..=0b111_1111 {
            let set = WeekdaySet { days };
            assert_eq!(set.to_string().parse(), Ok(set));
        }
    }

    #[test]
    fn a_range_may_run_over_the_weekend() {
        let days: WeekdaySet = "sat-mon,wed".parse().unwrap();
        assert_eq!(days, [Weekday::Sat, Weekday::Sun, Weekday::Mon, Weekday::Wed].into_iter().collect());
    }

    #[test]
    fn texts_that_name_no_day_are_refused() {
        for text in ["", "monday", "Mon", "mon-", "-fri", "mon,,tue", "mon - fri", "mon-wed-fri"] {
            assert!(text.parse::<WeekdaySet>().is_err(), "{text}");
        }
    }
}

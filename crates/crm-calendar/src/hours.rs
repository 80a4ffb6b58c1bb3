//! Opening hours of a week: [`TimeOfDay`], [`Window`] and [`WeeklyHours`].
//!
//! They are civil times as people write them. What they come to on a day when clocks change is for the zone and the
//! calendar to say.

mod weekly;

#[cfg(test)]
mod tests;

use alloc::string::String;
use core::{fmt, str::FromStr};

use thiserror::Error;

pub use self::weekly::WeeklyHours;
use crate::text::serde_as_text;

/// One stretch of opening hours, written `09:00-12:00`.
///
/// The opening belongs to it, the closing does not. A closing that is not after the opening falls on the next day
/// (`22:00-06:00`), and then the whole window belongs to the day on which it opens. `00:00-24:00` is a whole day;
/// equal times are refused, for they could mean a whole day or none.
///
/// # Examples
///
/// ```
/// use crm_calendar::Window;
///
/// # fn main() -> Result<(), crm_calendar::HoursError> {
/// let night: Window = "22:00-06:00".parse()?;
/// assert!(night.is_overnight());
/// assert_eq!(night.to_string(), "22:00-06:00");
/// assert!("09:00-09:00".parse::<Window>().is_err());
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Window {
    // INVARIANT: opens < 24:00, opens != closes.
    opens: TimeOfDay,
    closes: TimeOfDay,
}

impl Window {
    /// The whole of a civil day, however long it is.
    pub const WHOLE_DAY: Self = Self { opens: TimeOfDay::MIDNIGHT, closes: TimeOfDay::END_OF_DAY };

    /// Returns the window that opens and closes at these times; a closing not after the opening is on the next day.
    ///
    /// # Errors
    ///
    /// When the times are equal, or the opening is 24:00.
    pub fn new(opens: TimeOfDay, closes: TimeOfDay) -> Result<Self, HoursError> {
        if opens == closes {
            return Err(HoursError::EmptyWindow { opens });
        }
        if opens == TimeOfDay::END_OF_DAY {
            return Err(HoursError::OpensAtEndOfDay { closes });
        }
        Ok(Self { opens, closes })
    }

    /// Returns the time of day at which the window opens.
    pub const fn opens(self) -> TimeOfDay {
        self.opens
    }

    /// Returns the time of day at which the window closes, on the same day or, if it is overnight, the next.
    pub const fn closes(self) -> TimeOfDay {
        self.closes
    }

    /// Returns whether the window closes on the day after it opened.
    pub fn is_overnight(self) -> bool {
        self.closes < self.opens
    }

    /// Returns the opening and closing in seconds from the start of the opening day, as clocks show them.
    pub(crate) fn seconds(self) -> (u32, u32) {
        let next_day = if self.is_overnight() { TimeOfDay::DAY } else { 0 };
        (self.opens.seconds, self.closes.seconds + next_day)
    }

    /// Returns whether both, on one opening day, share any time.
    pub fn overlaps(self, other: Self) -> bool {
        let ((opens, closes), (other_opens, other_closes)) = (self.seconds(), other.seconds());
        opens < other_closes && other_opens < closes
    }
}

impl FromStr for Window {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let (opens, closes) =
            text.split_once('-').ok_or_else(|| HoursError::Window { input: text.into() })?;
        Self::new(opens.parse()?, closes.parse()?)
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.opens, self.closes)
    }
}

/// A time of day from 00:00 to 24:00, as a clock shows it, to the second.
///
/// Written `09:00`, with seconds only where there are any (`23:59:30`). `24:00` is the end of the day and comes after
/// every other time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay {
    // INVARIANT: at most DAY.
    seconds: u32,
}

impl TimeOfDay {
    /// 00:00, the start of a day.
    pub const MIDNIGHT: Self = Self { seconds: 0 };
    /// 24:00, the end of a day.
    pub const END_OF_DAY: Self = Self { seconds: Self::DAY };

    pub(crate) const DAY: u32 = 86_400;

    /// Returns the time that a clock shows as `hour:minute`, or `None` when there is no such time. 24:00 exists,
    /// 24:01 does not.
    pub const fn from_hm(hour: u32, minute: u32) -> Option<Self> {
        if hour > 24 || minute > 59 {
            return None;
        }
        Self::from_seconds(hour * 3_600 + minute * 60)
    }

    /// Returns the time that a clock shows `seconds` after 00:00, or `None` beyond 86,400 (24:00).
    pub const fn from_seconds(seconds: u32) -> Option<Self> {
        if seconds > Self::DAY { None } else { Some(Self { seconds }) }
    }

    /// Returns the seconds from 00:00 on the clock, 86,400 for 24:00.
    pub const fn as_seconds(self) -> u32 {
        self.seconds
    }
}

impl FromStr for TimeOfDay {
    type Err = HoursError;

    fn from_str(text: &str) -> Result<Self, HoursError> {
        let bad = || HoursError::TimeOfDay { input: text.into() };
        let number = |part: &str| match part.as_bytes() {
            [tens @ b'0'..=b'9', units @ b'0'..=b'9'] => {
                Some(u32::from(tens - b'0') * 10 + u32::from(units - b'0'))
            }
            _ => None,
        };
        let mut parts = text.split(':');
        let (hour, minute) = (parts.next().and_then(number), parts.next().and_then(number));
        let second = parts.next().map_or(Some(0), number);
        let (Some(hour), Some(minute), Some(second @ 0..60), None) = (hour, minute, second, parts.next())
        else {
            return Err(bad());
        };
        let time = Self::from_hm(hour, minute).ok_or_else(bad)?;
        Self::from_seconds(time.seconds + second).ok_or_else(bad)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seconds } = self;
        write!(f, "{:02}:{:02}", seconds / 3_600, seconds / 60 % 60)?;
        if seconds % 60 != 0 {
            write!(f, ":{:02}", seconds % 60)?;
        }
        Ok(())
    }
}

serde_as_text!(TimeOfDay, Window);

/// Why opening hours or days of the week could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HoursError {
    /// The text is no time of day.
    #[error("`{input}` is not a time of day from 00:00 to 24:00, written like `09:00`")]
    TimeOfDay {
        /// The text as given.
        input: String,
    },
    /// The text is no window.
    #[error("`{input}` is not a pair of times, written like `09:00-12:00`")]
    Window {
        /// The text as given.
        input: String,
    },
    /// The opening and the closing are the same time.
    #[error("hours `{opens}-{opens}` open and close at the same time; a whole day is written `00:00-24:00`")]
    EmptyWindow {
        /// The time given twice.
        opens: TimeOfDay,
    },
    /// The opening is the end of a day.
    #[error("hours `24:00-{closes}` open at the end of a day; write `00:00-{closes}` on the next day")]
    OpensAtEndOfDay {
        /// The closing as given.
        closes: TimeOfDay,
    },
    /// The text names no days of the week.
    #[error("`{input}` does not name days of the week, written like `mon`, `mon-fri` or `mon,wed`")]
    Weekdays {
        /// The text as given.
        input: String,
    },
    /// A day of the week has two lists of hours.
    #[error("`{day}` has hours twice; write all its hours in one list")]
    DayTwice {
        /// The day, written like `mon`.
        day: &'static str,
    },
}

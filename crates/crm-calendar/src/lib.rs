#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;
#[cfg(test)]
extern crate std;

mod calendar;
mod spec;

mod business_days;
mod error;
mod holidays;
mod hours;
mod period;
mod span;
mod text;
mod time;
mod timeline;
mod weekdays;
mod zone;

#[cfg(feature = "proptest")]
pub mod strategies;

pub use chrono;

#[cfg(feature = "icalendar")]
pub use crate::holidays::{HolidayExportError, HolidayImport, HolidayImportError, LeftOut, LeftOutReason};
#[cfg(feature = "tzdb")]
pub use crate::zone::time_zone_database_version;
pub use crate::{
    calendar::{Budget, Calendar, Deadline, Ends, EndsError},
    error::CalendarError,
    holidays::{
        CommonYears, Easter, HolidayDay, HolidayList, HolidayListError, HolidayListSpec, HolidayRule,
        HolidayRuleError, ListedDay, NthWeek, Substitute,
    },
    hours::{HoursError, TimeOfDay, WeeklyHours, Window},
    period::{Period, PeriodError},
    span::{Span, SpanError},
    spec::{Beyond, CalendarSpec, OvernightRule},
    time::{ElapsedTime, OpenTime},
    weekdays::WeekdaySet,
    zone::{LocalInstant, Zone, ZoneError},
};

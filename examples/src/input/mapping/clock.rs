//! How the texts of a log become instants.

use chrono::format::{Item, Parsed, StrftimeItems};
use chrono::{DateTime, FixedOffset, Months, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use crm_calendar::{LocalInstant, Zone};

use crate::input::instant::{rfc3339, settled};

/// The format of a log's times and the zone of its clock.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    format: TimeFormat,
    grain: Grain,
    /// The zone of times that state no offset.
    zone: ClockZone,
}

#[derive(Debug, Clone)]
enum TimeFormat {
    Rfc3339,
    Items(Vec<Item<'static>>),
}

/// How much of time a text names: an instant, or a whole day, month or year, for which its first instant stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Grain {
    Instant,
    Day,
    Month,
    Year,
}

/// Where a log's clock stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ClockZone {
    /// Nobody says; taken as UTC.
    Absent,
    /// Each time states its offset.
    Stated,
    /// In a zone.
    Named(Zone),
}

/// An instant, and whether the clock showed its text not exactly once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Resolved {
    Once(DateTime<Utc>),
    /// The clock skipped the time; the first instant after the gap stands for it.
    Skipped(DateTime<Utc>),
    /// The clock showed the time twice; the earlier instant stands for it.
    Twice(DateTime<Utc>),
}

impl Clock {
    /// Returns the clock, or what is wrong with the format; its times may be as coarse as `coarsest`.
    pub(super) fn new(format: &str, zone: ClockZone, coarsest: Grain) -> Result<Self, String> {
        if format == "rfc3339" {
            return match zone {
                ClockZone::Stated => Ok(Self { format: TimeFormat::Rfc3339, grain: Grain::Instant, zone }),
                _ => Err(STATED.to_owned()),
            };
        }
        let items = StrftimeItems::new(format).parse_to_owned();
        let items =
            items.map_err(|_| format!("`{format}` is no format of times such as `%Y-%m-%d %H:%M`"))?;
        let grain = grain_of(&items).filter(|grain| *grain <= coarsest);
        let clock = Self { format: TimeFormat::Items(items), grain: grain.unwrap_or(Grain::Instant), zone };
        if clock.grain > Grain::Instant {
            return match clock.zone {
                ClockZone::Named(_) => Ok(clock),
                _ => Err(format!("`{format}` names no time of day: `zone` has to say where its days begin")),
            };
        }
        match (clock.states_offset(), &clock.zone) {
            (None, _) if coarsest > Grain::Instant => {
                Err(format!("`{format}` does not name a whole date or year"))
            }
            (None, _) => Err(format!("`{format}` does not name both a whole date and a time of day")),
            (Some(true), ClockZone::Absent | ClockZone::Named(_)) => Err(STATED.to_owned()),
            (Some(false), ClockZone::Stated) => {
                Err(format!("`{format}` has no offset such as `%:z`, so the zone cannot be \"stated\""))
            }
            _ => Ok(clock),
        }
    }

    /// Returns whether the log's zone is unknown.
    pub(crate) fn is_absent(&self) -> bool {
        self.zone == ClockZone::Absent
    }

    /// Returns the zone by name where there is one.
    pub(crate) fn zone_name(&self) -> Option<&str> {
        match &self.zone {
            ClockZone::Named(zone) => Some(zone.name()),
            _ => None,
        }
    }

    /// Returns how much of time each text names.
    pub(crate) fn grain(&self) -> Grain {
        self.grain
    }

    /// Returns the last instant of the day, month or year that begins at `at`; for a clock of instants, `at`.
    pub(crate) fn end_of(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let ClockZone::Named(zone) = &self.zone else { return at };
        let first = zone.date(at);
        let next = match self.grain {
            Grain::Instant => return at,
            Grain::Day => first.succ_opt(),
            Grain::Month => first.checked_add_months(Months::new(1)),
            Grain::Year => first.checked_add_months(Months::new(12)),
        };
        let next = next.map(|next| first_instant(zone, next));
        next.and_then(|next| next.checked_sub_signed(TimeDelta::microseconds(1))).unwrap_or(at)
    }

    /// Returns the instant that `text` names, or the rule that it breaks.
    pub(crate) fn instant(&self, text: &str) -> Result<Resolved, String> {
        let resolved = self.resolved(text);
        match resolved.ok_or_else(|| format!("is not an instant such as {}", self.example()))? {
            Resolved::Once(at) => settled(at).map(Resolved::Once),
            Resolved::Skipped(at) => settled(at).map(Resolved::Skipped),
            Resolved::Twice(at) => settled(at).map(Resolved::Twice),
        }
    }

    fn resolved(&self, text: &str) -> Option<Resolved> {
        let parsed = match &self.format {
            TimeFormat::Rfc3339 => {
                return rfc3339(text).map(Resolved::Once);
            }
            TimeFormat::Items(items) => parsed(text, items)?,
        };
        if let (Grain::Day | Grain::Month | Grain::Year, ClockZone::Named(zone)) = (self.grain, &self.zone) {
            return Some(Resolved::Once(first_instant(zone, first_day(&parsed, self.grain)?)));
        }
        match &self.zone {
            ClockZone::Stated => parsed.to_datetime().ok().map(|at| Resolved::Once(at.to_utc())),
            ClockZone::Absent => {
                let local = parsed.to_naive_datetime_with_offset(0).ok()?;
                Some(Resolved::Once(local.and_utc()))
            }
            ClockZone::Named(zone) => {
                let local = parsed.to_naive_datetime_with_offset(0).ok()?;
                Some(match zone.instants(local) {
                    LocalInstant::Single(instant) => Resolved::Once(instant),
                    LocalInstant::Gap { resumes } => Resolved::Skipped(resumes),
                    LocalInstant::Fold { earlier, .. } => Resolved::Twice(earlier),
                })
            }
        }
    }

    /// Returns an example of a time in the format.
    fn example(&self) -> String {
        match &self.format {
            TimeFormat::Rfc3339 => "2026-03-02T09:00:00+08:00".to_owned(),
            TimeFormat::Items(items) => sample(8).and_then(|at| written(at, items)).unwrap_or_default(),
        }
    }

    /// Returns whether the format states an offset, or `None` where it does not name an instant at all.
    fn states_offset(&self) -> Option<bool> {
        let TimeFormat::Items(items) = &self.format else { return Some(true) };
        let (east, west) = (sample(8)?, sample(-5)?);
        let (east_text, west_text) = (written(east, items)?, written(west, items)?);
        if east_text != west_text {
            return (parsed(&east_text, items)?.to_datetime().ok()? == east).then_some(true);
        }
        let local = parsed(&east_text, items)?.to_naive_datetime_with_offset(0).ok()?;
        (local == east.naive_local()).then_some(false)
    }
}

/// Returns the first instant of a day.
fn first_instant(zone: &Zone, day: NaiveDate) -> DateTime<Utc> {
    match zone.instants(day.and_time(NaiveTime::MIN)) {
        LocalInstant::Single(instant) => instant,
        LocalInstant::Gap { resumes } => resumes,
        LocalInstant::Fold { earlier, .. } => earlier,
    }
}

/// Returns the first day of what was parsed.
fn first_day(parsed: &Parsed, grain: Grain) -> Option<NaiveDate> {
    match grain {
        Grain::Instant | Grain::Day => parsed.to_naive_date().ok(),
        Grain::Month => NaiveDate::from_ymd_opt(parsed.year()?, parsed.month()?, 1),
        Grain::Year => NaiveDate::from_ymd_opt(parsed.year()?, 1, 1),
    }
}

/// Returns how much of time texts of a format name, or `None` where that is neither an instant nor a whole day, month
/// or year.
fn grain_of(items: &[Item<'static>]) -> Option<Grain> {
    let at = sample(8)?;
    let parsed = parsed(&written(at, items)?, items)?;
    if parsed.to_naive_datetime_with_offset(0).is_ok() || parsed.to_datetime().is_ok() {
        return Some(Grain::Instant);
    }
    // A format that names an hour without the rest names no day either.
    if parsed.hour_div_12().is_some() || parsed.hour_mod_12().is_some() || parsed.minute().is_some() {
        return None;
    }
    let names = |grain| first_day(&parsed, grain).is_some();
    if names(Grain::Day) {
        return Some(Grain::Day);
    }
    if parsed.day().is_some() || parsed.ordinal().is_some() || parsed.weekday().is_some() {
        return None;
    }
    [Grain::Month, Grain::Year].into_iter().find(|grain| names(*grain))
}

const STATED: &str = "the times of this format state their offset from UTC, so the zone has to be \"stated\"";

/// Returns nine o'clock of one day at an offset; its second is zero, since a format need not name seconds.
fn sample(hours: i32) -> Option<DateTime<FixedOffset>> {
    FixedOffset::east_opt(hours * 3_600)?.with_ymd_and_hms(2026, 3, 2, 9, 0, 0).single()
}

fn written(at: DateTime<FixedOffset>, items: &[Item<'static>]) -> Option<String> {
    let mut text = String::new();
    std::fmt::write(&mut text, format_args!("{}", at.format_with_items(items.iter()))).ok()?;
    Some(text)
}

fn parsed(text: &str, items: &[Item<'static>]) -> Option<Parsed> {
    let mut parsed = Parsed::new();
    chrono::format::parse(&mut parsed, text, items.iter()).ok()?;
    Some(parsed)
}

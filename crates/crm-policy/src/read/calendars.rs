//! `[calendar.NAME]`: the hours in which business time runs.

mod combined;

use std::collections::BTreeMap;

use chrono::{NaiveDate, Weekday};
use crm_calendar::{
    Beyond, Calendar, CalendarError, CalendarSpec, HolidayList, OvernightRule, WeekdaySet, WeeklyHours,
    Window, Zone,
};

use self::combined::Combined;
use super::Zones;
use super::holidays::Lists;
use crate::section::{Item, Section, parse_date};
use crate::suggest::{advice, quote};

/// Calendars by name; `None` for one that could not be read.
pub(super) type Calendars = BTreeMap<String, Option<Calendar>>;

/// What calendars that state their own hours were made from, by name.
pub(super) type Specs = BTreeMap<String, CalendarSpec>;

const REQUIRED: [&str; 4] = ["zone", "hours", "holidays", "horizon"];
const OPTIONAL: [&str; 4] = ["made-up-hours", "overnight", "beyond", "dates"];

const OVERNIGHT: [(OvernightRule, &str); 2] =
    [(OvernightRule::OpeningDay, "opening-day"), (OvernightRule::CivilDay, "civil-day")];
const BEYOND: [(Beyond, &str); 2] = [(Beyond::WeeklyHours, "weekly-hours"), (Beyond::Error, "error")];

pub(super) fn read(root: &Section<'_>, lists: &Lists, zones: &Zones) -> (Calendars, Specs) {
    let (mut calendars, mut specs, mut combined) = (Calendars::new(), Specs::new(), BTreeMap::new());
    let Some(section) = root.section("calendar") else { return (calendars, specs) };
    for (name, _, item) in section.items() {
        let Some(section) = item.section() else {
            calendars.insert(name.to_owned(), None);
            continue;
        };
        if combined::KEYS.iter().all(|key| section.get(key).is_none()) {
            calendars.insert(name.to_owned(), calendar(name, &section, lists, zones, &mut specs));
        } else if let Some(read) = Combined::read(&section, &[REQUIRED, OPTIONAL].concat()) {
            combined.insert(name.to_owned(), read);
        } else {
            calendars.insert(name.to_owned(), None);
        }
    }
    combined::add(&mut calendars, combined);
    (calendars, specs)
}

fn calendar(
    name: &str,
    section: &Section<'_>,
    lists: &Lists,
    zones: &Zones,
    specs: &mut Specs,
) -> Option<Calendar> {
    section.check_keys(&REQUIRED, &[OPTIONAL.as_slice(), &combined::KEYS].concat());
    let hours = section.section("hours").map(|section| Hours::read(&section));
    let spec = spec(name, section, hours.as_ref(), lists, zones)?;
    specs.insert(name.to_owned(), spec.clone());
    Calendar::new(spec).map_err(|error| refuse(section, hours.as_ref(), &error)).ok()
}

fn spec(
    name: &str,
    section: &Section<'_>,
    hours: Option<&Hours>,
    lists: &Lists,
    zones: &Zones,
) -> Option<CalendarSpec> {
    let zone: Option<Zone> = section.get("zone").and_then(|item| zones.named(&item));
    let holidays = section.get("holidays").and_then(|item| holiday_lists(&item, lists));
    let horizon = section.section("horizon").and_then(|section| years(&section));
    let made_up_hours = section.get("made-up-hours").map(|item| weekday(&item));
    let overnight = section.get("overnight").map(|item| item.choice(&OVERNIGHT));
    let beyond = section.get("beyond").map(|item| item.choice(&BEYOND));
    let dates = section.section("dates").map_or(Some(BTreeMap::new()), |section| dates(&section));

    let weekly = hours.and_then(|hours| hours.weekly.clone());
    let (holidays, weekly, dates) = (holidays?, weekly?, dates?);
    let runs_over_midnight = weekly.sets().iter().flat_map(|(_, windows)| *windows).any(|w| w.is_overnight())
        || dates.values().flatten().any(|window| window.is_overnight());
    let needs = [
        (made_up_hours.is_none() && has_made_up_days(&holidays), "made-up-hours", MADE_UP_HOURS),
        (overnight.is_none() && runs_over_midnight, "overnight", RUNS_OVER_MIDNIGHT),
        (beyond.is_none() && !holidays.is_empty(), "beyond", HOLIDAYS_END),
    ];
    let lacking = needs.iter().filter(|(is_lacking, ..)| *is_lacking);
    if lacking
        .map(|(_, key, reason)| section.refuse(format!("the key `{key}` is missing"), Some((*reason).into())))
        .count()
        > 0
    {
        return None;
    }

    let mut spec = CalendarSpec::weekly(name, zone?, weekly, horizon?);
    // An answer that was not needed and is not there leaves what the specification has.
    spec.made_up_hours = made_up_hours.map_or(Some(None), |weekday| weekday.map(Some))?;
    spec.overnight = overnight.map_or(Some(spec.overnight), |rule| rule)?;
    spec.beyond = beyond.map_or(Some(spec.beyond), |rule| rule)?;
    spec.holidays = holidays;
    spec.overrides = dates;
    Some(spec)
}

const MADE_UP_HOURS: &str = "a holiday list has made-up working days; name the weekday whose hours they take, such as `made-up-hours = \"mon\"`";
const RUNS_OVER_MIDNIGHT: &str = "some hours run over midnight; `overnight = \"opening-day\"` lets them run into a day off, `\"civil-day\"` cuts them at its midnight";
const HOLIDAYS_END: &str = "holiday lists end with the last year published; `beyond = \"weekly-hours\"` goes on without holidays, `\"error\"` gives no answer";

fn has_made_up_days(lists: &[HolidayList]) -> bool {
    lists.iter().any(|list| list.made_up().next().is_some())
}

/// The weekly hours, and which key says those of which days.
struct Hours {
    weekly: Option<WeeklyHours>,
    sets: Vec<(WeekdaySet, String)>,
}

impl Hours {
    fn read(section: &Section<'_>) -> Self {
        let (mut sets, mut lines) = (Vec::new(), Vec::new());
        let mut complete = true;
        let mut taken = WeekdaySet::EMPTY;
        for (key, place, item) in section.items() {
            let days =
                key.parse::<WeekdaySet>().map_err(|error| error.to_string()).and_then(|days| {
                    match days.iter().find(|day| taken.contains(*day)) {
                        Some(day) => Err(format!(
                            "{} has hours twice; write all its hours in one list",
                            quote(&WeekdaySet::from(day).to_string())
                        )),
                        None => Ok(days),
                    }
                });
            let windows = windows(&item);
            match (days, windows) {
                (Ok(days), Some(windows)) => {
                    taken = days.iter().fold(taken, WeekdaySet::with);
                    sets.push((days, key.to_owned()));
                    lines.push((days, windows));
                }
                (Err(message), _) => {
                    section.context.note(place, &item.path, message, None);
                    complete = false;
                }
                (Ok(_), None) => complete = false,
            }
        }
        let weekly = if complete { WeeklyHours::from_sets(lines).ok() } else { None };
        Self { weekly, sets }
    }

    /// Returns the key that says the hours of a day.
    fn key_of(&self, day: &str) -> Option<&str> {
        let day = day.parse::<WeekdaySet>().ok()?.iter().next()?;
        self.sets.iter().find(|(days, _)| days.contains(day)).map(|(_, key)| key.as_str())
    }
}

fn windows(item: &Item<'_>) -> Option<Vec<Window>> {
    let read: Vec<Option<Window>> = item.list()?.iter().map(Item::parsed).collect();
    read.into_iter().collect()
}

fn weekday(item: &Item<'_>) -> Option<Weekday> {
    let days: WeekdaySet = item.parsed()?;
    let mut days = days.iter();
    match (days.next(), days.next()) {
        (Some(day), None) => Some(day),
        _ => item.refuse("this is more than one weekday", Some("expected one, such as `mon`".into())),
    }
}

fn years(section: &Section<'_>) -> Option<(i32, i32)> {
    section.check_keys(&["from", "until"], &[]);
    let year = |key: &str| section.get(key).and_then(|item| item.integer());
    let (from, until) = (year("from"), year("until"));
    Some((from?, until?))
}

fn holiday_lists(item: &Item<'_>, own: &Lists) -> Option<Vec<HolidayList>> {
    let read: Vec<Option<HolidayList>> = item.list()?.iter().map(|item| holiday_list(item, own)).collect();
    read.into_iter().collect()
}

fn holiday_list(item: &Item<'_>, own: &Lists) -> Option<HolidayList> {
    let name = item.text()?;
    if let Some(list) = own.get(name) {
        return list.clone();
    }
    HolidayList::named(name).ok().or_else(|| {
        let known: Vec<&str> =
            HolidayList::CODES.iter().copied().chain(own.keys().map(String::as_str)).collect();
        item.refuse(format!("there is no holiday list {}", quote(name)), Some(advice(name, &known)))
    })
}

fn dates(section: &Section<'_>) -> Option<BTreeMap<NaiveDate, Vec<Window>>> {
    let read: Vec<_> = section
        .items()
        .into_iter()
        .map(|(key, place, item)| {
            let date = parse_date(key);
            if date.is_none() {
                let expected = Some(String::from("expected a date in quotes, such as \"2026-12-24\""));
                section.context.note(place, &item.path, format!("{} is no date", quote(key)), expected);
            }
            let windows = windows(&item);
            Some((date?, windows?))
        })
        .collect();
    read.into_iter().collect()
}

/// Notes what is wrong with a calendar, at the key that says it.
fn refuse(section: &Section<'_>, hours: Option<&Hours>, error: &CalendarError) {
    let path = error.path().unwrap_or("");
    let path = match path.split_once('.') {
        Some(("overrides", rest)) => format!("dates.{rest}"),
        Some(("hours", rest)) => {
            let (day, index) = rest.split_once('[').unwrap_or((rest, ""));
            let key = hours.and_then(|hours| hours.key_of(day)).unwrap_or(day);
            format!("hours.{key}[{index}")
        }
        _ => path.replace('_', "-"),
    };
    section.refuse_at(&path, error.to_string(), None);
}

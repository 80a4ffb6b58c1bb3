//! A slow, plain model beside the fast code, on random calendars around clock changes.
//!
//! The model knows no table and no arithmetic. It reads off what clocks show in every minute of two weeks, marks the
//! minutes that are open, and counts them one by one. It takes its clocks from `jiff` directly.

use crm_calendar::{
    Calendar, CalendarSpec, Ends, HolidayList, OpenTime, OvernightRule, TimeOfDay, WeeklyHours, Window, Zone,
    chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, TimeDelta, Utc},
};
use jiff::{Timestamp, tz::TimeZoneDatabase};
use proptest::prelude::*;

/// Zones with something to trip over, and the day of it.
const TRIPS: [(&str, (i32, u32, u32)); 15] = [
    ("Australia/Lord_Howe", (2024, 4, 7)),
    ("Australia/Lord_Howe", (2024, 10, 6)),
    ("America/Sao_Paulo", (2018, 11, 4)),
    ("America/Sao_Paulo", (2018, 2, 17)),
    ("Pacific/Apia", (2011, 12, 30)),
    ("Africa/Casablanca", (2024, 3, 10)),
    ("Africa/Casablanca", (2024, 4, 14)),
    ("Europe/Dublin", (2024, 3, 31)),
    ("Europe/Dublin", (2024, 10, 27)),
    ("America/New_York", (2024, 3, 10)),
    ("America/New_York", (2024, 11, 3)),
    ("Antarctica/Troll", (2024, 3, 31)),  // two hours at once
    ("America/Havana", (2026, 11, 1)),    // midnight comes twice
    ("America/St_Johns", (2006, 10, 29)), // at 00:01, back into the day before
    ("Asia/Shanghai", (2026, 2, 14)),
];

const MINUTES: usize = 14 * 24 * 60;

/// The minutes asked about: the first three and last three days are left out, so that nothing outside matters.
const ASKED: core::ops::Range<usize> = 3 * 1_440..11 * 1_440;

/// A calendar in plain numbers: windows are minutes from 00:00 of the opening day, up to 2,880.
#[derive(Debug, Clone)]
struct Rules {
    zone: &'static str,
    /// The first day of the two weeks.
    first: NaiveDate,
    weekly: [Vec<(u32, u32)>; 7],
    /// Days off, as days from the first.
    off: Vec<u64>,
    /// Days made up for, as days from the first, and whose hours they take, from 0 for Monday. A day off is none.
    made_up: Vec<u64>,
    made_up_hours: usize,
    /// Days with hours of their own.
    overrides: Vec<(u64, Vec<(u32, u32)>)>,
    cut_at_midnight: bool,
}

/// The windows of a day, and what days off make of nights.
struct OfDay {
    /// From opening to closing, in minutes from 00:00.
    own: Vec<(u32, u32)>,
    /// Whether they end where the next day begins.
    is_cut: bool,
    /// The closings of nights that would have opened on the day before and are open from where the day begins.
    left_over: Vec<u32>,
}

impl Rules {
    fn windows_on(&self, date: NaiveDate) -> OfDay {
        let rule = |date: NaiveDate| {
            let is = |day: u64| self.first + Days::new(day) == date;
            (self.overrides.iter().any(|(day, _)| is(*day)), self.off.iter().any(|&day| is(day)))
        };
        let own = match rule(date) {
            (true, _) => self.override_on(date),
            (false, true) => Vec::new(),
            (false, false) => self.working_on(date).to_vec(),
        };
        let is_cut = self.cut_at_midnight && rule(date + Days::new(1)) != (false, false);
        let eve = date - Days::new(1);
        let eve_is_off = match rule(eve) {
            (true, _) => self.override_on(eve).is_empty(),
            (false, off) => off,
        };
        let mut left_over = Vec::new();
        if self.cut_at_midnight && eve_is_off && rule(date) == (false, false) {
            let nights = self.working_on(eve).iter().filter(|(_, closes)| *closes > 1_440);
            left_over.extend(nights.map(|(_, closes)| closes - 1_440));
        }
        OfDay { own, is_cut, left_over }
    }

    /// The hours of a day if it is not off.
    fn working_on(&self, date: NaiveDate) -> &[(u32, u32)] {
        let is = |day: &&u64| self.first + Days::new(**day) == date;
        let is_made_up = self.made_up.iter().any(|day| is(&day)) && !self.off.iter().any(|day| is(&day));
        let weekday = date.weekday().num_days_from_monday() as usize;
        &self.weekly[if is_made_up { self.made_up_hours } else { weekday }]
    }

    fn override_on(&self, date: NaiveDate) -> Vec<(u32, u32)> {
        let on_date = |entry: &&(u64, Vec<(u32, u32)>)| self.first + Days::new(entry.0) == date;
        self.overrides.iter().rev().find(on_date).expect("an override").1.clone()
    }

    fn compiled(&self) -> Option<Calendar> {
        let windows = |list: &[(u32, u32)]| -> Vec<Window> {
            let time = |minutes| TimeOfDay::from_seconds(minutes * 60).expect("a time");
            let close = |minutes| time(if minutes > 1_440 { minutes - 1_440 } else { minutes });
            list.iter()
                .map(|&(opens, closes)| Window::new(time(opens), close(closes)).expect("a window"))
                .collect()
        };
        let weekday = |day: usize| {
            (self.first.iter_days().map(|date| date.weekday()))
                .find(|weekday| weekday.num_days_from_monday() as usize == day)
                .expect("a weekday")
        };
        let weekly = self.weekly.iter().enumerate().fold(WeeklyHours::closed(), |weekly, (day, list)| {
            weekly.with(weekday(day).into(), &windows(list))
        });
        let year = self.first.year();
        let zone = Zone::named(self.zone).expect("a zone");
        let mut spec = CalendarSpec::weekly("random", zone, weekly, (year - 1, year + 1));
        let off = self.off.iter().map(|&day| self.first + Days::new(day));
        let made_up = self.made_up.iter().filter(|day| !self.off.contains(day));
        let made_up = made_up.map(|&day| self.first + Days::new(day));
        spec.holidays = vec![HolidayList::open_ended("random", off, made_up).expect("a list")];
        spec.made_up_hours = Some(weekday(self.made_up_hours));
        spec.overrides =
            self.overrides.iter().map(|(day, list)| (self.first + Days::new(*day), windows(list))).collect();
        spec.overnight =
            if self.cut_at_midnight { OvernightRule::CivilDay } else { OvernightRule::OpeningDay };
        Calendar::new(spec).ok() // nothing may be open at all
    }
}

/// What clocks show, and what is open, minute by minute.
struct Model {
    start: DateTime<Utc>,
    shown: Vec<NaiveDateTime>,
    open: Vec<bool>,
    /// Business days with the minutes from opening to closing of each window.
    days: Vec<(NaiveDate, Vec<(usize, usize)>)>,
}

impl Model {
    fn new(rules: &Rules) -> Self {
        let zone = TimeZoneDatabase::bundled().get(rules.zone).expect("a zone");
        let start = rules.first.and_hms_opt(0, 0, 0).expect("a time").and_utc();
        let shown: Vec<NaiveDateTime> = (0..MINUTES)
            .map(|minute| {
                let second = start.timestamp() + 60 * i64::try_from(minute).expect("a few");
                let offset = zone.to_offset(Timestamp::from_second(second).expect("this century")).seconds();
                DateTime::from_timestamp(second + i64::from(offset), 0).expect("this century").naive_utc()
            })
            .collect();
        let mut open = vec![false; MINUTES];
        let mut days = Vec::new();
        for date in rules.first.iter_days().skip(1).take(12) {
            let at = |date: NaiveDate, minutes: u32| {
                date.and_hms_opt(0, 0, 0).expect("a time") + TimeDelta::minutes(minutes.into())
            };
            // Open from the first minute that shows the opening or later, until the last that shows the closing, or, if
            // clocks skip it, the first that shows a later time.
            let opening = |time| shown.iter().position(|&shown| shown >= time);
            let closing = |time| {
                let last = shown.iter().rposition(|&shown| shown == time);
                last.or_else(|| shown.iter().position(|&shown| shown > time))
            };
            // A day begins after the last minute that shows the day before.
            let beginning =
                |date| shown.iter().rposition(|&shown| shown < at(date, 0)).map(|minute| minute + 1);
            let windows = rules.windows_on(date);
            let cut = beginning(date + Days::new(1)).filter(|_| windows.is_cut);
            let own = windows.own.iter().map(|&(opens, closes)| {
                let closes =
                    closing(at(date, closes)).map(|closes| cut.map_or(closes, |cut| closes.min(cut)));
                (opening(at(date, opens)), closes)
            });
            let left_over =
                windows.left_over.iter().map(|&closes| (beginning(date), closing(at(date, closes))));
            let bounds = own.chain(left_over).filter_map(|(first, end)| first.zip(end));
            let of_day: Vec<(usize, usize)> = bounds.filter(|(first, end)| first < end).collect();
            for &(first, end) in &of_day {
                open[first..end].fill(true);
            }
            if !of_day.is_empty() {
                days.push((date, of_day));
            }
        }
        Self { start, shown, open, days }
    }

    fn instant(&self, minute: usize) -> DateTime<Utc> {
        self.start + TimeDelta::minutes(i64::try_from(minute).expect("a few"))
    }

    fn next_open(&self, minute: usize) -> Option<usize> {
        (minute..ASKED.end).find(|&minute| self.open[minute])
    }

    fn add(&self, minute: usize, mut length: usize) -> Option<usize> {
        let mut now = minute;
        while length > 0 {
            if now >= ASKED.end {
                return None;
            }
            length -= usize::from(self.open[now]);
            now += 1;
        }
        Some(now)
    }

    fn subtract(&self, minute: usize, mut length: usize) -> Option<usize> {
        let mut now = minute;
        while length > 0 {
            if now <= ASKED.start {
                return None;
            }
            now -= 1;
            length -= usize::from(self.open[now]);
        }
        Some(now)
    }

    fn previous_close(&self, minute: usize) -> Option<usize> {
        (ASKED.start..=minute).rev().find(|&minute| self.open[minute - 1] && !self.open[minute])
    }

    /// The runs of open minutes.
    fn periods(&self, from: usize, until: usize) -> Vec<(usize, usize)> {
        let mut periods: Vec<(usize, usize)> = Vec::new();
        for minute in (from..until).filter(|&minute| self.open[minute]) {
            match periods.last_mut() {
                Some((_, end)) if *end == minute => *end += 1,
                _ => periods.push((minute, minute + 1)),
            }
        }
        periods
    }

    fn between(&self, from: usize, until: usize) -> usize {
        self.open[from..until].iter().filter(|open| **open).count()
    }

    /// The minute `n` business days after an open minute: the same time, and the closing.
    fn business_days(&self, minute: usize, n: usize) -> Option<(NaiveDate, usize, usize)> {
        let holds =
            |windows: &[(usize, usize)]| windows.iter().any(|&(from, until)| (from..until).contains(&minute));
        let index = self.days.iter().rposition(|(_, windows)| holds(windows))?;
        let (day, _) = &self.days[index];
        let (target, windows) = self.days.get(index + n)?;
        let closing = windows.iter().map(|&(_, until)| until).max()?;
        if closing > ASKED.end {
            return None;
        }
        let time = self.shown[minute] + (*target - *day);
        // The first minute that shows the time, or, if clocks skip it, the first that shows a later one.
        let same = self.shown.iter().position(|&shown| shown >= time)?;
        let mut best = None;
        for now in 0..=same {
            if windows.iter().any(|&(from, until)| from <= now && now <= until) {
                best = Some(now);
            }
        }
        let same = best.or_else(|| windows.iter().map(|&(from, _)| from).min())?;
        Some((*day, same.max(minute), closing.max(minute)))
    }
}

/// Up to three windows; every other time in quarters of an hour, so that many touch a change of clocks.
fn any_windows() -> impl Strategy<Value = Vec<(u32, u32)>> {
    let minute = prop_oneof![2 => (0..96_u32).prop_map(|quarter| quarter * 15), 1 => 0..1_440_u32];
    (prop::collection::btree_set(minute, 0..=6), any::<bool>()).prop_map(|(minutes, overnight)| {
        let minutes: Vec<u32> = minutes.into_iter().collect();
        let mut windows: Vec<(u32, u32)> = minutes.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        if let ([first, ..], [.., last], true) = (&minutes[..], &minutes[..], overnight)
            && minutes.len() % 2 == 1
            && minutes.len() > 1
        {
            windows.push((*last, 1_440 + *first));
        }
        if windows.len() == 1 && windows[0].0 == 0 {
            windows = vec![(0, 1_440)];
        }
        windows
    })
}

fn any_rules() -> impl Strategy<Value = Rules> {
    let days = || prop::collection::vec(2..12_u64, 0..4);
    let overrides = prop::collection::vec((2..12_u64, any_windows()), 0..3);
    let weekly = prop::array::uniform7(any_windows());
    let made_up = (days(), 0..7_usize);
    (prop::sample::select(&TRIPS[..]), weekly, days(), made_up, overrides, any::<bool>()).prop_map(
        |((zone, (year, month, day)), weekly, off, (made_up, made_up_hours), overrides, cut_at_midnight)| {
            Rules {
                zone,
                first: NaiveDate::from_ymd_opt(year, month, day).expect("a date") - Days::new(7),
                weekly,
                off,
                made_up,
                made_up_hours,
                overrides,
                cut_at_midnight,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn prop_answers_agree_with_walking_minute_by_minute(
        rules in any_rules(),
        questions in prop::collection::vec((ASKED, ASKED, 0..4_000_usize, 0..4_usize), 24),
    ) {
        let Some(calendar) = rules.compiled() else { return Ok(()) };
        let model = Model::new(&rules);
        for (minute, other, length, days) in questions {
            let start = model.instant(minute);
            prop_assert_eq!(calendar.is_open(start), Ok(model.open[minute]));

            let (from, until) = (minute.min(other), minute.max(other));
            let counted = OpenTime::from_minutes(i32::try_from(model.between(from, until)).unwrap());
            prop_assert_eq!(calendar.between(model.instant(from), model.instant(until)), Ok(counted));

            let open_time = OpenTime::from_minutes(i32::try_from(length).unwrap());
            if let Some(due) = model.add(minute, length) {
                prop_assert_eq!(calendar.add(start, open_time), Ok(model.instant(due)));
                if let Some(rolled) = model.next_open(due) {
                    prop_assert_eq!(calendar.add_rolled(start, open_time), Ok(model.instant(rolled)));
                }
            }
            if let Some(begun) = model.subtract(minute, length) {
                prop_assert_eq!(calendar.subtract(start, open_time), Ok(model.instant(begun)));
            }
            if let Some(closing) = model.previous_close(minute) {
                prop_assert_eq!(calendar.previous_close(start), Ok(model.instant(closing)));
            }
            let periods = calendar.periods(model.instant(from), model.instant(until));
            let periods: Vec<_> = periods.map(|period| (period.start(), period.end())).collect();
            let walked = model.periods(from, until);
            let walked: Vec<_> = walked.iter().map(|&(from, until)| (model.instant(from), model.instant(until))).collect();
            prop_assert_eq!(periods, walked);
            if let Some(open) = model.next_open(minute) {
                prop_assert_eq!(calendar.next_open(start), Ok(model.instant(open)));
                if let Some((day, same, closing)) = model.business_days(open, days) {
                    prop_assert_eq!(calendar.business_day_of(start), Ok(day));
                    let days = u32::try_from(days).unwrap();
                    prop_assert_eq!(calendar.add_business_days(start, days, Ends::SameTime), Ok(model.instant(same)));
                    prop_assert_eq!(calendar.add_business_days(start, days, Ends::Closing), Ok(model.instant(closing)));
                }
            }
        }
    }
}

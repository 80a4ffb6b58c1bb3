//! How a due instant came about: which open time was used on which day, and why other days gave none.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, Utc};
use crm_calendar::{Calendar, Period, Span, Zone};
use crm_kit::sla::{Limit, Reopen, Rule};
use crm_model::{Happening, Obligation, Ticket, WaitReason};

use super::figures::stood_still;

/// How many days a trace tells at most.
const MOST_DAYS: usize = 60;

/// How a due instant came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The limit, as policies write it.
    pub within: String,
    /// The calendar's name.
    pub calendar: String,
    /// The zone of the calendar, whose dates and hours are told.
    pub zone: Zone,
    /// Whether the limit is one of time by the clock, so that hours and days do not matter.
    pub is_by_the_clock: bool,
    /// For how long the clock stood still between its start and its end, in microseconds of time by the clock.
    pub stood_still: i64,
    /// When it stood still, sorted; `None` where the events do not say it exactly.
    pub pauses: Option<Vec<Period>>,
    /// The days from the start to the due instant, at most sixty; none where the limit is by the clock, or where it is not
    /// known when the clock stood still.
    pub days: Vec<Day>,
    /// How many days are left out.
    pub days_untold: usize,
    /// The time used up to the due instant, in microseconds: the budget.
    pub used: Option<i64>,
}

/// A civil day, or several in a row on which nothing was open for the same reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// The first of them.
    pub from: NaiveDate,
    /// The last of them.
    pub until: NaiveDate,
    /// The open periods that were used, pauses left out.
    pub used: Vec<Period>,
    /// What is to be said of it.
    pub why: Why,
}

/// Why a day gave open time, or none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its hours were used.
    Open,
    /// Its hours were used, though the weekday has none otherwise: a made-up working day.
    MadeUp,
    /// The clock stood still in all of its hours.
    Paused,
    /// Its hours lie before the start or after the due instant.
    Outside,
    /// The weekday has no hours.
    NoHours,
    /// The weekday has hours otherwise: a day off.
    DayOff,
}

impl Why {
    /// Returns its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::MadeUp => "made-up",
            Self::Paused => "paused",
            Self::Outside => "outside",
            Self::NoHours => "no-hours",
            Self::DayOff => "day-off",
        }
    }

    /// Returns it in words; nothing where nothing is to be said.
    pub const fn in_words(self) -> &'static str {
        match self {
            Self::Open => "",
            Self::MadeUp => "open, though this weekday has no hours otherwise",
            Self::Paused => "the clock stood still",
            Self::Outside => "its hours lie before the start or after the due instant",
            Self::NoHours => "closed: this weekday has no hours",
            Self::DayOff => "closed: a day off on a weekday with hours",
        }
    }
}

impl Day {
    /// Returns how much open time it gave, in microseconds.
    pub fn micros(&self) -> i64 {
        self.used.iter().map(|period| period.elapsed().as_micros()).fold(0, i64::saturating_add)
    }
}

impl Trace {
    /// Returns how the due instant of an obligation came about by its rule; `None` where it has no start or due instant, or
    /// was done before its clock started.
    pub(super) fn of(
        rule: &Rule,
        obligation: &Obligation,
        ticket: &Ticket,
        as_of: DateTime<Utc>,
    ) -> Option<Self> {
        let Limit::Within(span) = rule.limit() else { return None };
        let (start, due) = (obligation.opened_at?, obligation.window.due?);
        let until = obligation.stopped_at.unwrap_or(as_of);
        let stood_still = stood_still(obligation, as_of)?;
        let calendar = rule.calendar();
        let clock = Period::new(start, until).ok()?;
        let pauses = Some(pauses(rule, ticket, clock, as_of)).filter(|pauses| {
            pauses.iter().map(|pause| pause.elapsed().as_micros()).sum::<i64>() == stood_still
        });
        let is_by_the_clock = matches!(span, Span::Elapsed(_) | Span::AtOnce);
        let running = Period::new(start, due).ok()?;
        let used = pauses.as_ref().map(|pauses| {
            let periods = if is_by_the_clock { vec![running] } else { calendar.trace(start, due) };
            without(periods, pauses)
        });
        let all = used.as_ref().filter(|_| !is_by_the_clock);
        let mut days = all.map(|used| days(calendar, running, used)).unwrap_or_default();
        let days_untold = days.len().saturating_sub(MOST_DAYS);
        days.truncate(MOST_DAYS);
        Some(Self {
            within: span.to_string(),
            calendar: calendar.name().to_owned(),
            zone: calendar.zone().clone(),
            is_by_the_clock,
            stood_still,
            pauses,
            days,
            days_untold,
            used: used.map(|used| used.iter().map(|period| period.elapsed().as_micros()).sum()),
        })
    }
}

/// Returns when the events of a ticket let a rule's clock stand still, within the time of the clock: sorted and disjoint.
fn pauses(rule: &Rule, ticket: &Ticket, clock: Period, as_of: DateTime<Utc>) -> Vec<Period> {
    let mut waits: Vec<(Option<&WaitReason>, DateTime<Utc>)> = Vec::new();
    let mut past: Vec<Period> = Vec::new();
    let mut end = |waits: &mut Vec<(Option<&WaitReason>, DateTime<Utc>)>,
                   at: DateTime<Utc>,
                   ends: &dyn Fn(Option<&WaitReason>) -> bool| {
        let ended = waits.iter().filter(|(reason, _)| ends(*reason));
        past.extend(ended.filter_map(|(_, since)| Period::new(*since, at).ok()));
        waits.retain(|(reason, _)| !ends(*reason));
    };
    for event in ticket.events_until(as_of) {
        let at = event.occurred_at;
        match &event.happening {
            Happening::Waiting(reason) => {
                let waits_already = waits.iter().any(|(open, _)| *open == Some(reason));
                let wait = (Some(reason), at);
                waits.extend((rule.pauses().contains(reason) && !waits_already).then_some(wait));
            }
            Happening::Back(reason) => end(&mut waits, at, &|open| {
                open.is_some_and(|open| reason.as_ref().is_none_or(|reason| reason == open))
            }),
            Happening::Solved | Happening::Closed | Happening::Reopened | Happening::Merged(_) => {
                end(&mut waits, at, &|_| true);
                let solved = matches!(event.happening, Happening::Solved | Happening::Closed);
                if solved && rule.reopen() == Reopen::ContinueWithoutSolvedTime {
                    waits.push((None, at));
                }
            }
            _ => {}
        }
    }
    end(&mut waits, clock.end(), &|_| true);
    let mut within: Vec<Period> = past.into_iter().filter_map(|pause| pause.intersection(clock)).collect();
    within.sort_unstable_by_key(|pause| (pause.start(), pause.end()));
    let mut joined: Vec<Period> = Vec::new();
    for pause in within.into_iter().filter(|pause| !pause.is_empty()) {
        let last = joined.last().copied().filter(|last| pause.start() <= last.end());
        let whole = last.and_then(|last| Period::new(last.start(), last.end().max(pause.end())).ok());
        if whole.is_some() {
            joined.pop();
        }
        joined.push(whole.unwrap_or(pause));
    }
    joined
}

/// Returns what is left of some periods without the pauses, which are sorted and disjoint.
fn without(periods: Vec<Period>, pauses: &[Period]) -> Vec<Period> {
    let mut left = Vec::new();
    for period in periods {
        let mut from = period.start();
        for pause in pauses.iter().filter_map(|pause| pause.intersection(period)) {
            left.extend(Period::new(from, pause.start()));
            from = from.max(pause.end());
        }
        left.extend(Period::new(from, period.end()));
    }
    left.retain(|period| !period.is_empty());
    left
}

/// Returns the civil days of the calendar's zone in a running clock, with what was used on each.
fn days(calendar: &Calendar, running: Period, used: &[Period]) -> Vec<Day> {
    let zone = calendar.zone();
    let (first, last) = (zone.date(running.start()), zone.date(running.end()));
    let mut days: Vec<Day> = Vec::new();
    for date in first.iter_days().take_while(|date| *date <= last) {
        let Some(next) = date.checked_add_days(Days::new(1)) else { break };
        let midnight = |date: NaiveDate| zone.opening(date.and_time(NaiveTime::MIN));
        let Ok(day) = Period::new(midnight(date), midnight(next)) else { continue };
        let within = |period: &Period| period.intersection(day).filter(|part| !part.is_empty());
        let used: Vec<Period> = used.iter().filter_map(within).collect();
        let why = if used.is_empty() { why_not(calendar, running, day, date) } else { why(calendar, date) };
        match days.last_mut() {
            Some(last) if last.why == why && used.is_empty() && last.used.is_empty() => last.until = date,
            _ => days.push(Day { from: date, until: date, used, why }),
        }
    }
    days
}

fn why(calendar: &Calendar, date: NaiveDate) -> Why {
    // Hours that run past midnight may be used on a day that is no business day.
    let is_business_day = calendar.is_business_day(date).unwrap_or(false);
    if is_business_day && !is_open_otherwise(calendar, date) { Why::MadeUp } else { Why::Open }
}

fn why_not(calendar: &Calendar, running: Period, day: Period, date: NaiveDate) -> Why {
    let within = day.intersection(running);
    if within.is_some_and(|within| {
        calendar.trace(within.start(), within.end()).iter().any(|part| !part.is_empty())
    }) {
        Why::Paused
    } else if calendar.is_business_day(date).unwrap_or(true) {
        Why::Outside
    } else if is_open_otherwise(calendar, date) {
        Why::DayOff
    } else {
        Why::NoHours
    }
}

/// Returns whether the weekday of a date is a business day in most of the eight weeks around it.
fn is_open_otherwise(calendar: &Calendar, date: NaiveDate) -> bool {
    let weeks = (1..=4).flat_map(|weeks: u64| {
        let days = Days::new(7 * weeks);
        [date.checked_add_days(days), date.checked_sub_days(days)]
    });
    let known: Vec<bool> = weeks.flatten().filter_map(|date| calendar.is_business_day(date).ok()).collect();
    2 * known.iter().filter(|is_open| **is_open).count() > known.len()
}

impl Day {
    /// Returns the day, or the first and last of several: `Fri 2026-03-06`.
    pub fn name(&self) -> String {
        let name = |date: NaiveDate| date.format("%a %Y-%m-%d").to_string();
        if self.from == self.until {
            name(self.from)
        } else {
            format!("{} to {}", name(self.from), name(self.until))
        }
    }
}

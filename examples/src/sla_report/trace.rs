//! How a due instant came about: which open time was used on which day, and why other days gave none.

use chrono::{DateTime, Days, NaiveDate, Utc};
use crm_calendar::{Budget, Calendar, CalendarSpec, Period, Zone};
use crm_kit::policy::PolicyVersion;
use crm_kit::sla::{CalendarEdits, Choice, Explanation, JudgedLimit};
use crm_kit::{Explained, Policy};

use super::held::{Held, holders};
use crate::reason::{self, Reason, first_instant};

/// How many days a trace tells at most.
const MOST_DAYS: usize = 60;

/// How a due instant came about, and what became of the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// The limit by which it is judged.
    pub limit: JudgedLimit,
    /// The calendar's name.
    pub calendar: String,
    /// The zone of the calendar, whose dates and hours are told.
    pub zone: Zone,
    /// Whether the limit is one of time by the clock, so that hours and days do not matter.
    pub is_by_the_clock: bool,
    /// When the clock stood still between its start and its end, sorted.
    pub pauses: Vec<Period>,
    /// The days from the start to the due instant, at most sixty; none where the limit is by the clock.
    pub days: Vec<Day>,
    /// How many days are left out.
    pub days_untold: usize,
    /// The time used up to the due instant, in microseconds: the budget.
    pub used: i64,
    /// Who held the ticket, in order of time.
    pub held: Vec<Held>,
    /// The choices of the policy that shaped the verdict, in order of time.
    pub choices: Vec<Choice>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Why {
    /// By the rule of the calendar.
    Calendar(Reason),
    /// The clock stood still in all of its hours.
    Paused,
}

impl Why {
    /// Returns its word.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Calendar(reason) => reason.word(),
            Self::Paused => "paused",
        }
    }

    /// Returns it in words; nothing where nothing is to be said.
    pub fn in_words(&self, is_used: bool) -> String {
        match self {
            Self::Paused => "the clock stood still".to_owned(),
            Self::Calendar(Reason::OutsideHours) => {
                "its hours lie before the start or after the due instant".to_owned()
            }
            Self::Calendar(reason) if is_used && reason.is_plain() => String::new(),
            Self::Calendar(reason) if is_used => reason.to_string(),
            Self::Calendar(reason) => format!("closed: {reason}"),
        }
    }
}

impl Day {
    /// Returns how much open time it gave, in microseconds.
    pub fn micros(&self) -> i64 {
        total(&self.used)
    }

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

impl Trace {
    /// Returns how the due instant of an obligation came about; `None` where it has none.
    pub(super) fn of(policy: &Policy, explained: &Explained<'_>) -> Option<Self> {
        let Explained { why: Explanation { limit, calendar, pauses, used, custody, choices, .. }, .. } =
            explained;
        let is_by_the_clock = !matches!(explained.why.budget?, Budget::Open(_));
        let running = Period::new(explained.why.start.occurred_at, explained.why.due?).ok()?;
        let hours = Hours { calendar, specs: specs(policy, explained) };
        let mut days = if is_by_the_clock { Vec::new() } else { hours.days(running, used) };
        let days_untold = days.len().saturating_sub(MOST_DAYS);
        days.truncate(MOST_DAYS);
        Some(Self {
            limit: *limit,
            calendar: calendar.name().to_owned(),
            zone: calendar.zone().clone(),
            is_by_the_clock,
            pauses: pauses.clone(),
            days,
            days_untold,
            used: total(used),
            held: holders(custody),
            choices: choices.clone(),
        })
    }

    /// Returns for how long the clock stood still between its start and its end, in microseconds of time by the clock.
    pub fn stood_still(&self) -> i64 {
        total(&self.pauses)
    }
}

fn total(periods: &[Period]) -> i64 {
    periods.iter().map(|period| period.elapsed().as_micros()).fold(0, i64::saturating_add)
}

/// A calendar, and what it was made from.
struct Hours<'a> {
    calendar: &'a Calendar,
    /// What it was made from at first, where that is known, and what it is made from since an edit.
    specs: Vec<(Option<DateTime<Utc>>, Option<&'a CalendarSpec>)>,
}

/// Returns what the calendar behind a due instant was made from, edits in later versions of the policy included.
fn specs<'a>(
    policy: &'a Policy,
    explained: &Explained<'a>,
) -> Vec<(Option<DateTime<Utc>>, Option<&'a CalendarSpec>)> {
    let Explained { version, why, .. } = explained;
    let name = why.calendar.name();
    let edited = |from: DateTime<Utc>| {
        let of_then =
            |other: &&_| PolicyVersion::valid_from(other) == Some(from) && other.scope() == version.scope();
        policy.versions().iter().find(of_then)?.calendar_spec(name)
    };
    let mut specs = vec![(None, version.calendar_spec(name))];
    for choice in &why.choices {
        match choice {
            Choice::CalendarEdited { at, option: CalendarEdits::Replay } => specs = vec![(None, edited(*at))],
            Choice::CalendarEdited { at, option: CalendarEdits::KeepUsed } => {
                specs.push((Some(*at), edited(*at)));
            }
            _ => {}
        }
    }
    specs
}

impl Hours<'_> {
    /// Returns the civil days of the calendar's zone in a running clock, with what was used on each.
    fn days(&self, running: Period, used: &[Period]) -> Vec<Day> {
        let zone = self.calendar.zone();
        let first = zone.date(running.start());
        let mut days: Vec<Day> = Vec::new();
        // What is due at midnight is due at the end of a day and not on the next one.
        let begins = |date: &NaiveDate| *date == first || first_instant(zone, *date) < running.end();
        for date in first.iter_days().take_while(begins) {
            let Some(next) = date.checked_add_days(Days::new(1)) else { break };
            let Ok(day) = Period::new(first_instant(zone, date), first_instant(zone, next)) else { continue };
            let used: Vec<Period> = used.iter().filter_map(|period| period.intersection(day)).collect();
            let why = self.why(running, day, date, !used.is_empty());
            match days.last_mut() {
                Some(last) if last.why == why && used.is_empty() && last.used.is_empty() => last.until = date,
                _ => days.push(Day { from: date, until: date, used, why }),
            }
        }
        days
    }

    fn why(&self, running: Period, day: Period, date: NaiveDate, is_used: bool) -> Why {
        let reason = |date: NaiveDate, is_open| reason::of(self.calendar, self.spec(date), date, is_open);
        if is_used {
            // Hours that run past midnight may be used on a day that has none of its own.
            let opening = [Some(date), date.pred_opt()].into_iter().flatten();
            let mut reasons = opening.map(|date| reason(date, true)).filter(Reason::has_hours);
            return Why::Calendar(reasons.next().unwrap_or(Reason::Ordinary));
        }
        let is_open = |within: Period| !self.calendar.trace(within.start(), within.end()).is_empty();
        if day.intersection(running).is_some_and(is_open) {
            return Why::Paused;
        }
        Why::Calendar(reason(date, false))
    }

    fn spec(&self, date: NaiveDate) -> Option<&CalendarSpec> {
        let begins = first_instant(self.calendar.zone(), date);
        let holds = |(from, _): &&(Option<DateTime<Utc>>, _)| from.is_none_or(|from| from <= begins);
        self.specs.iter().rfind(holds)?.1
    }
}

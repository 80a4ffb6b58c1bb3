//! One question and its answer, as data: the page and JSON show the same.

use chrono::{DateTime, NaiveDate, Utc};
use crm_calendar::{Calendar, CalendarError, ElapsedTime, Ends, OpenTime, Span};

use super::calendar::{Office, advised};
use super::days::DayCount;
use super::instant::{self, Given, ONLY_THE_FIRST};
use super::spans::{before, closing_before, elapsed, needed_ends, only_for_days};
use super::trace::{self, Step};
use super::{Args, Command};
use crate::input::instant::date;
use crate::run::Failure;

/// One question and its answer.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    pub(super) office: &'a Office,
    pub(super) command: &'static str,
    pub(super) facts: Vec<Fact>,
    /// The years that have no holiday list and were taken to have no holidays.
    pub(super) assumed_years: Vec<i32>,
    /// What a reader should know besides, one sentence each.
    pub(super) notes: Vec<String>,
    pub(super) trace: Option<Vec<Step>>,
}

/// One line of the question or the answer.
#[derive(Debug)]
pub(super) struct Fact {
    /// Its name in JSON.
    pub(super) key: &'static str,
    /// Its name on the page.
    pub(super) label: &'static str,
    pub(super) value: Value,
}

/// What a line says.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Instant(DateTime<Utc>),
    Open(OpenTime),
    Elapsed(ElapsedTime),
    Count(i64),
    Flag(bool),
    Text(String),
    /// There is none, and why.
    Missing(String),
}

impl<'a> Answer<'a> {
    /// Answers the question of a command line.
    pub(super) fn of(args: &'a Args, office: &'a Office) -> Result<Self, Failure> {
        let mut asked = Asked::new(args, office);
        let answered = match &args.command {
            None => {
                asked.about_the_calendar();
                Ok(())
            }
            Some(Command::Add { instant, span, days, .. }) => {
                asked.add(given(instant.as_ref())?, given(span.as_ref())?, days.ends)
            }
            Some(Command::Subtract { instant, span, .. }) => {
                asked.subtract(given(instant.as_ref())?, given(span.as_ref())?)
            }
            Some(Command::Between { from, until, .. }) => {
                asked.between(given(from.as_ref())?, given(until.as_ref())?)
            }
            Some(Command::NextOpen(one)) => asked.next_open(given(one.instant.as_ref())?),
            Some(Command::PreviousClose(one)) => asked.previous_close(given(one.instant.as_ref())?),
            Some(Command::IsOpen(one)) => asked.is_open(given(one.instant.as_ref())?),
            Some(Command::Periods { from, until }) => asked.periods(from, until),
            Some(Command::Hours { from, to }) => asked.hours(from, to.as_deref().unwrap_or(from)),
        };
        answered?;
        Ok(asked.answer)
    }
}

/// An answer in the making.
struct Asked<'a> {
    args: &'a Args,
    answer: Answer<'a>,
}

impl<'a> Asked<'a> {
    fn new(args: &'a Args, office: &'a Office) -> Self {
        let answer = Answer {
            office,
            command: args.command.as_ref().map_or("calendar", Command::name),
            facts: Vec::new(),
            assumed_years: Vec::new(),
            notes: Vec::new(),
            trace: None,
        };
        Self { args, answer }
    }

    fn calendar(&self) -> &'a Calendar {
        &self.answer.office.calendar
    }

    fn say(&mut self, key: &'static str, label: &'static str, value: Value) {
        self.answer.facts.push(Fact { key, label, value });
    }

    /// Says that hours of some years are assumed, and traces the time between two instants if that was asked for.
    fn explain(&mut self, from: DateTime<Utc>, until: DateTime<Utc>, trace: bool) {
        self.assume(from, until);
        let (from, until) = (from.min(until), from.max(until));
        self.answer.trace =
            (trace || self.args.trace).then(|| trace::between(self.answer.office, from, until));
    }

    fn assume(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) {
        let years = self.answer.office.assumed_years(from, until);
        self.answer.assumed_years.extend(years);
        self.answer.assumed_years.sort_unstable();
        self.answer.assumed_years.dedup();
    }

    fn instant(
        &mut self,
        key: &'static str,
        label: &'static str,
        text: &str,
    ) -> Result<DateTime<Utc>, Failure> {
        let read = instant::read(text.trim(), self.calendar().zone(), self.args.repeated);
        let Given { at, note, is_date } = read.map_err(|rule| Failure::new(format!("\"{text}\" {rule}")))?;
        self.say(key, label, Value::Instant(at));
        self.answer.notes.extend(note.map(|note| format!("\"{text}\" {}", note.text())));
        if is_date && matches!(self.args.command, Some(Command::IsOpen(_))) {
            self.answer.notes.push(format!("\"{text}\" {ONLY_THE_FIRST}"));
        }
        Ok(at)
    }

    fn span(&mut self, text: &str) -> Result<Span, Failure> {
        let span: Span = text.trim().parse()?;
        self.say("span", "Span", Value::Text(span.to_string()));
        Ok(span)
    }

    fn add(&mut self, start: &str, span: &str, ends: Option<Ends>) -> Result<(), Failure> {
        let start = self.instant("start", "Start", start)?;
        let span = self.span(span)?;
        only_for_days(span, ends).map_err(Failure::new)?;
        let ends = needed_ends(span, ends).map_err(Failure::new)?;
        if !matches!(span, Span::AtOnce | Span::Elapsed(_) | Span::Open(_)) {
            self.say("ends", "Ends at", Value::Text(ends.to_string()));
        }
        let due = self.calendar().due(start, span, ends).map_err(told)?.due;
        self.say("due", "Due", Value::Instant(due));
        match self.calendar().next_open(due) {
            Ok(rolled) => {
                self.say("rolled", "Rolled", Value::Instant(rolled));
                self.assume(due, rolled);
            }
            Err(error) => self.say("rolled", "Rolled", Value::Missing(advised(&error))),
        }
        self.lengths(start, due);
        self.explain(start, due, false);
        Ok(())
    }

    fn subtract(&mut self, end: &str, span: &str) -> Result<(), Failure> {
        let end = self.instant("end", "End", end)?;
        let span = self.span(span)?;
        let start = before(self.calendar(), end, span).map_err(Failure::new)?;
        self.say("latest_start", "Latest start", Value::Instant(start));
        if let Some(closing) = closing_before(self.calendar(), start) {
            self.say("closing_before", "Same since", Value::Instant(closing));
        }
        self.lengths(start, end);
        self.explain(start, end, false);
        Ok(())
    }

    fn between(&mut self, from: &str, until: &str) -> Result<(), Failure> {
        let from = self.instant("start", "Start", from)?;
        let until = self.instant("end", "End", until)?;
        self.calendar().between(from, until).map_err(told)?;
        self.lengths(from, until);
        let days = DayCount::of(self.calendar()).between(self.calendar(), from, until).map_err(told)?;
        self.say("business_days", "Business days", Value::Count(days));
        self.explain(from, until, false);
        Ok(())
    }

    fn next_open(&mut self, text: &str) -> Result<(), Failure> {
        let at = self.instant("instant", "Instant", text)?;
        let next = self.calendar().next_open(at).map_err(told)?;
        self.say("is_open", "Open", Value::Flag(next == at));
        self.say("next_open", "Next open", Value::Instant(next));
        self.explain(at, next, false);
        Ok(())
    }

    fn previous_close(&mut self, text: &str) -> Result<(), Failure> {
        let at = self.instant("instant", "Instant", text)?;
        let closing = self.calendar().previous_close(at).map_err(told)?;
        self.say("previous_close", "Closed at", Value::Instant(closing));
        self.explain(closing, at, false);
        Ok(())
    }

    fn is_open(&mut self, text: &str) -> Result<(), Failure> {
        let at = self.instant("instant", "Instant", text)?;
        let is_open = self.calendar().is_open(at).map_err(told)?;
        self.say("is_open", "Open", Value::Flag(is_open));
        let date = self.calendar().zone().date(at);
        let (from, until) = self.dates(date, date)?;
        self.explain(from, until, false);
        Ok(())
    }

    fn periods(&mut self, from: &str, until: &str) -> Result<(), Failure> {
        let from = self.instant("start", "Start", from)?;
        let until = self.instant("end", "End", until)?;
        if until < from {
            return Err(Failure::new("the end comes before the start: exchange the two"));
        }
        self.all_open(from, until)
    }

    fn hours(&mut self, from: &str, to: &str) -> Result<(), Failure> {
        let read = |text: &str| date(text.trim()).map_err(|rule| Failure::new(format!("\"{text}\" {rule}")));
        let (first, last) = (read(from)?, read(to)?);
        if last < first {
            return Err(Failure::new(format!("{last} comes before {first}: exchange the two")));
        }
        let (from, until) = self.dates(first, last)?;
        self.say("from", "From", Value::Text(first.to_string()));
        self.say("to", "To", Value::Text(last.to_string()));
        self.all_open(from, until)
    }

    fn all_open(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) -> Result<(), Failure> {
        let open = self.calendar().between(from, until).map_err(told)?;
        self.say("open_seconds", "Open", Value::Open(open));
        self.explain(from, until, true);
        Ok(())
    }

    /// Returns the first instant of a date, and the first one after another.
    fn dates(&self, first: NaiveDate, last: NaiveDate) -> Result<(DateTime<Utc>, DateTime<Utc>), Failure> {
        let after =
            last.succ_opt().ok_or_else(|| Failure::new(format!("{last} is the last date there is")))?;
        let office = self.answer.office;
        Ok((office.first_instant(first), office.first_instant(after)))
    }

    /// Says how much time lies between two instants.
    fn lengths(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) {
        let open = self.calendar().between(from, until);
        self.say(
            "open_seconds",
            "Open",
            open.map_or_else(|error| Value::Missing(advised(&error)), Value::Open),
        );
        self.say("elapsed_seconds", "By the clock", Value::Elapsed(elapsed(from, until)));
    }

    fn about_the_calendar(&mut self) {
        let (office, calendar) = (self.answer.office, self.calendar());
        let zone = calendar.zone();
        let horizon = calendar.horizon();
        let (first, last) = (zone.date(horizon.start()), zone.date(horizon.end()));
        let last = last.pred_opt().unwrap_or(last);
        self.say("answers_from", "Answers from", Value::Text(first.to_string()));
        self.say("answers_to", "Answers until", Value::Text(last.to_string()));
        let Some(spec) = &office.spec else {
            self.answer.notes.push("the calendar is combined from others".to_owned());
            return;
        };
        let joined = |windows: &[crm_calendar::Window]| {
            windows.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
        };
        for (days, windows) in spec.weekly.sets() {
            self.say("hours", "Hours", Value::Text(format!("{days} {}", joined(windows))));
        }
        for list in &spec.holidays {
            let years = list.years().map_or_else(
                || "for all years".to_owned(),
                |years| format!("for the years {} to {}", years.start(), years.end()),
            );
            let (off, made_up) = (list.off().count(), list.made_up().count());
            let text = format!("{} {years}: {off} days off, {made_up} made-up days", list.name());
            self.say("holidays", "Holidays", Value::Text(text));
        }
        for (date, windows) in &spec.overrides {
            let hours = if windows.is_empty() { "closed".to_owned() } else { joined(windows) };
            self.say("date", "On its own", Value::Text(format!("{date} {hours}")));
        }
        self.assume(horizon.start(), horizon.end());
    }
}

/// Returns an argument that the command line was found to have.
fn given(argument: Option<&String>) -> Result<&String, Failure> {
    argument.ok_or_else(|| Failure::new("the question is not complete: see --help"))
}

#[expect(clippy::needless_pass_by_value, reason = "passed to map_err by name")]
fn told(error: CalendarError) -> Failure {
    Failure::new(advised(&error))
}

//! One row: its cells become a question, and the question an answer.

use chrono::{DateTime, Utc};
use crm_calendar::{CalendarError, Span};

use super::Task;
use crate::business_time::answer::Value;
use crate::business_time::calendar::{Office, advised};
use crate::business_time::days::DayCount;
use crate::business_time::instant::{self, ONLY_THE_FIRST, Repeated};
use crate::business_time::spans::{before, elapsed, needed_ends};
use crate::input::row_error::{Refusal, Showing, Shown};

/// What stands in a cell.
#[derive(Debug, Clone, Copy)]
pub(super) enum Cell<'a> {
    Text(&'a str),
    /// There is no such cell, or it is `null`.
    Missing,
    /// The bytes are no text.
    NotText {
        characters: usize,
    },
    /// A value of another kind than a text.
    Other(&'static str),
    /// The row has the name twice.
    Twice,
}

/// A cell and the column it comes from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) column: &'a str,
    pub(super) cell: Cell<'a>,
}

/// The answer of a row.
#[derive(Debug, Default)]
pub(super) struct Reply {
    /// As many as there are columns for answers; none where there is no answer.
    pub(super) values: Vec<Option<Value>>,
    /// Whether a year without a published holiday list had a part in it.
    pub(super) assumed: Option<bool>,
    pub(super) note: Option<String>,
    pub(super) refusal: Option<Refusal>,
}

/// Answers rows.
pub(super) struct Solver<'a> {
    task: Task,
    pub(super) office: &'a Office,
    repeated: Repeated,
    show_values: bool,
    days: Option<DayCount>,
}

impl<'a> Solver<'a> {
    pub(super) fn new(task: Task, office: &'a Office, repeated: Repeated, show_values: bool) -> Self {
        let days = matches!(task, Task::Between).then(|| DayCount::of(&office.calendar));
        Self { task, office, repeated, show_values, days }
    }

    /// Returns how many values an answer has.
    pub(super) const fn width(&self) -> usize {
        self.task.answers().len()
    }

    /// Answers a row with these cells, in the order of the columns that the task reads.
    pub(super) fn solve(&self, cells: &[Asked<'_>], reply: &mut Reply) {
        reply.values.clear();
        (reply.assumed, reply.note, reply.refusal) = (None, None, None);
        reply.refusal = self.answer(cells, reply).err();
        reply.values.resize(self.width(), None);
    }

    fn answer(&self, cells: &[Asked<'_>], reply: &mut Reply) -> Result<(), Refusal> {
        let calendar = &self.office.calendar;
        let mut cells = cells.iter().copied();
        let first = cells.next().ok_or_else(|| Refusal::of_row("has no cells"))?;
        let at = self.instant(first, reply)?;
        let failed =
            |error: CalendarError| self.refusal(first, format!("has no answer: {}", advised(&error)));
        let mut until = at;
        match self.task {
            Task::Add { span, ends } => {
                let asked = cells.next();
                let span = self.span(span, asked)?;
                let ends = needed_ends(span, ends).map_err(|rule| match asked {
                    Some(asked) => Self::bare_refusal(asked, rule),
                    None => Refusal::of_row(rule),
                })?;
                until = calendar.due(at, span, ends).map_err(failed)?.due;
                reply.values.push(Some(Value::Instant(until)));
                let due = until;
                let rolled = calendar.next_open(due);
                until = *rolled.as_ref().unwrap_or(&due);
                reply.values.push(rolled.as_ref().ok().copied().map(Value::Instant));
                let open = calendar.between(at, due);
                reply.values.push(open.as_ref().ok().copied().map(Value::Open));
                reply.values.push(Some(Value::Elapsed(elapsed(at, due))));
                open.map_err(failed)?;
                rolled.map_err(failed)?;
            }
            Task::Subtract { span } => {
                let span = self.span(span, cells.next())?;
                until = before(calendar, at, span)
                    .map_err(|rule| self.refusal(first, format!("has no answer: {rule}")))?;
                reply.values.push(Some(Value::Instant(until)));
                let open = calendar.between(until, at);
                reply.values.push(open.as_ref().ok().copied().map(Value::Open));
                reply.values.push(Some(Value::Elapsed(elapsed(until, at))));
                open.map_err(failed)?;
            }
            Task::Between => {
                let end = cells.next().ok_or_else(|| Refusal::of_row("has no end"))?;
                until = self.instant(end, reply)?;
                // The end may be out of reach where the start is not.
                calendar.between(at, at).map_err(failed)?;
                let failed = |error| self.refusal(end, format!("has no answer: {}", advised(&error)));
                let open = calendar.between(at, until).map_err(failed)?;
                reply.values.extend([Some(Value::Open(open)), Some(Value::Elapsed(elapsed(at, until)))]);
                let days = self.days.as_ref().map(|days| days.between(calendar, at, until));
                reply.values.push(days.transpose().map_err(failed)?.map(Value::Count));
            }
            Task::NextOpen => {
                until = calendar.next_open(at).map_err(failed)?;
                reply.values.push(Some(Value::Instant(until)));
            }
            Task::PreviousClose => {
                until = calendar.previous_close(at).map_err(failed)?;
                reply.values.push(Some(Value::Instant(until)));
            }
            Task::IsOpen => reply.values.push(Some(Value::Flag(calendar.is_open(at).map_err(failed)?))),
        }
        reply.assumed = Some(self.office.is_assumed(at, until));
        Ok(())
    }

    /// Reads an instant, and notes what should be known of how it was read.
    fn instant(&self, asked: Asked<'_>, reply: &mut Reply) -> Result<DateTime<Utc>, Refusal> {
        let text = Self::text(asked)?;
        let given = instant::read(text, self.office.calendar.zone(), self.repeated)
            .map_err(|rule| self.refusal(asked, rule))?;
        if let Some(note) = given.note {
            add_note(&mut reply.note, asked.column, note.text());
        }
        if given.is_date && matches!(self.task, Task::IsOpen) {
            add_note(&mut reply.note, asked.column, ONLY_THE_FIRST);
        }
        Ok(given.at)
    }

    fn span(&self, fixed: Option<Span>, asked: Option<Asked<'_>>) -> Result<Span, Refusal> {
        if let Some(span) = fixed {
            return Ok(span);
        }
        let asked = asked.ok_or_else(|| Refusal::of_row("has no span"))?;
        let text = Self::text(asked)?;
        text.parse().map_err(|error: crm_calendar::SpanError| {
            let shown = self.refusal(asked, "");
            // The message names the text, which may be anything.
            let rule = match shown.value {
                Shown::Text(_) => format!("is no span: {error}"),
                _ => "is no span such as 4bh, 2bd or 24h".to_owned(),
            };
            Refusal { rule, ..shown }
        })
    }

    fn text(asked: Asked<'_>) -> Result<&str, Refusal> {
        match asked.cell {
            Cell::Text(text) if !text.trim().is_empty() => Ok(text.trim()),
            Cell::Text(_) | Cell::Missing => Err(Self::bare_refusal(asked, "is missing")),
            Cell::Other(kind) => Err(Self::bare_refusal(asked, format!("is {kind} and no text"))),
            Cell::Twice => Err(Self::bare_refusal(asked, "is there twice")),
            Cell::NotText { characters } => Err(Refusal {
                value: Shown::Hidden { characters },
                ..Self::bare_refusal(asked, "is not UTF-8 text")
            }),
        }
    }

    fn refusal(&self, asked: Asked<'_>, rule: impl Into<String>) -> Refusal {
        let value = match asked.cell {
            Cell::Text(text) => Shown::of(text.trim(), Showing::Instants, self.show_values),
            _ => Shown::Nothing,
        };
        Refusal { value, ..Self::bare_refusal(asked, rule) }
    }

    fn bare_refusal(asked: Asked<'_>, rule: impl Into<String>) -> Refusal {
        Refusal { field: Some(asked.column.to_owned()), value: Shown::Nothing, rule: rule.into() }
    }
}

/// Adds a note on a column.
fn add_note(notes: &mut Option<String>, column: &str, note: &str) {
    let note = format!("{column} {note}");
    match notes {
        Some(notes) => {
            notes.push_str("; ");
            notes.push_str(&note);
        }
        None => *notes = Some(note),
    }
}

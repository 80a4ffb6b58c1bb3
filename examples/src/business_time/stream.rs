//! Thousands of questions: each row of a table is one, and comes back with its answer in columns of its own.
//!
//! Rows are read, answered and written one after another, so that the table may be longer than memory. A row without an
//! answer stays in its place and says why.

mod csv_rows;
mod json_rows;
mod solver;

use std::io::{self, ErrorKind, Read, Write};
use std::path::Path;

use crm_calendar::{Ends, Span};

use self::solver::Solver;
use super::calendar::Office;
use super::instant::Repeated;
use super::spans::{needed_ends, only_for_days};
use super::{Args, Command, EndRows, Format, SpanRows, StartRows, Table};
use crate::input::row_error::Refusal;
use crate::input::source;
use crate::input::{LeftOut, ReadError};
use crate::run::{BAD_INPUT, FINE, Failure, Progress, Terminal, listed, print};

/// The name of standard input, on the command line and in messages.
const DASH: &str = "-";
const STANDARD_INPUT: &str = "standard input";

/// What every row asks.
#[derive(Debug, Clone, Copy)]
pub(super) enum Task {
    Add { span: Option<Span>, ends: Option<Ends> },
    Subtract { span: Option<Span> },
    Between,
    NextOpen,
    PreviousClose,
    IsOpen,
}

impl Task {
    /// Returns the names of the columns for answers, besides those that all tasks have.
    const fn answers(self) -> &'static [&'static str] {
        match self {
            Self::Add { .. } => &["due", "rolled", "open_seconds", "elapsed_seconds"],
            Self::Subtract { .. } => &["latest_start", "open_seconds", "elapsed_seconds"],
            Self::Between => &["open_seconds", "elapsed_seconds", "business_days"],
            Self::NextOpen => &["next_open"],
            Self::PreviousClose => &["previous_close"],
            Self::IsOpen => &["is_open"],
        }
    }
}

/// The last columns of all answers.
const REMARKS: [&str; 3] = ["assumed", "note", "error"];

/// A table of questions of one kind.
pub(super) struct Job<'a> {
    task: Task,
    table: &'a Table,
    /// The columns to read, and the option that names each.
    columns: Vec<(&'a str, &'static str)>,
}

impl<'a> Job<'a> {
    /// Returns the job of a command line, if it names a table.
    pub(super) fn of(args: &'a Args) -> Result<Option<Self>, Failure> {
        let Some(Asked { table, starts, ends, spans }) = args.command.as_ref().and_then(asked) else {
            return Ok(None);
        };
        if table.input.is_none() {
            return Ok(None);
        }
        let span = spans.and_then(|spans| spans.span.as_deref()).map(str::parse).transpose()?;
        let task = match &args.command {
            Some(Command::Add { days, .. }) => {
                if let Some(span) = span {
                    only_for_days(span, days.ends)
                        .and_then(|()| needed_ends(span, days.ends))
                        .map_err(Failure::new)?;
                }
                Task::Add { span, ends: days.ends }
            }
            Some(Command::Subtract { .. }) => Task::Subtract { span },
            Some(Command::Between { .. }) => Task::Between,
            Some(Command::PreviousClose(_)) => Task::PreviousClose,
            Some(Command::IsOpen(_)) => Task::IsOpen,
            _ => Task::NextOpen,
        };
        let named = |name: &'a Option<String>, default| name.as_deref().unwrap_or(default);
        let starts = starts.map(|starts| (named(&starts.start_column, "start"), "--start-column"));
        let ends = ends.map(|ends| (named(&ends.end_column, "end"), "--end-column"));
        let spans = spans.filter(|_| span.is_none());
        let spans = spans.map(|spans| (named(&spans.span_column, "span"), "--span-column"));
        Ok(Some(Self { task, table, columns: [starts, ends, spans].into_iter().flatten().collect() }))
    }

    /// Answers every row and returns the exit status of the program.
    pub(super) fn run(
        &self,
        office: &Office,
        repeated: Repeated,
        standard_input: Box<dyn Read>,
        out: &mut dyn Write,
        err: &mut dyn Write,
        terminal: Terminal,
    ) -> Result<u8, Failure> {
        let Some(path) = &self.table.input else { return Ok(FINE) };
        let (input, name) = if path.as_os_str() == DASH {
            (source::unmarked(standard_input, STANDARD_INPUT)?, STANDARD_INPUT.to_owned())
        } else {
            let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
            (source::open(path, &name)?, name)
        };
        let format = self.table.format.unwrap_or_else(|| format_of(&name));
        // Answers that go to the screen show the progress themselves.
        let progress = Progress::new(terminal.progress && terminal.columns.is_none());
        progress.next("answering");
        let file = File { name: &name, progress: &progress };
        let solver = Solver::new(self.task, office, repeated, self.table.show_values);
        let answered = match format {
            Format::Csv => csv_rows::answer(self, &file, input, out, &solver),
            Format::JsonLines => json_rows::answer(self, &file, input, out, &solver),
        };
        drop(progress);
        match answered {
            Ok(failed) if failed.count == 0 => Ok(FINE),
            Ok(failed) => Ok(self.say_failed(&failed, err)),
            Err(Stopped::NobodyReads) => Ok(FINE),
            Err(Stopped::Failed(failure)) => Err(failure),
        }
    }

    /// Says which rows have no answer.
    fn say_failed(&self, failed: &LeftOut, err: &mut dyn Write) -> u8 {
        let rows = listed(&failed.first, failed.count, &failed.by_file, "without an answer");
        let (severity, status, advice) = if self.table.keep_going {
            ("warning", FINE, "")
        } else {
            ("error", BAD_INPUT, " --keep-going makes that no failure.")
        };
        let column = self.name_of("error");
        let place = format!("They are in the output all the same, with the reason under `{column}`.{advice}");
        print(err, &format_args!("{severity}: {rows}\n{place}\n"), status)
    }

    /// Returns the names of the appended columns.
    fn appended(&self) -> Vec<String> {
        self.task.answers().iter().chain(&REMARKS).map(|name| self.name_of(name)).collect()
    }

    fn name_of(&self, column: &str) -> String {
        format!("{}{column}", self.table.prefix.as_deref().unwrap_or_default())
    }
}

/// The table that is read.
struct File<'a> {
    name: &'a str,
    progress: &'a Progress,
}

impl File<'_> {
    /// Shows now and then how many rows have been answered.
    fn progress(&self, rows: u64) {
        const ROWS_BETWEEN_CALLS: u64 = 4_096;
        if rows.is_multiple_of(ROWS_BETWEEN_CALLS) {
            self.progress.rows(rows);
        }
    }

    /// Returns why answers cannot be appended under a name.
    fn collision(&self, row: Option<u64>, column: &str) -> Stopped {
        let place = row.map(|row| format!(", row {row},")).unwrap_or_default();
        Stopped::Failed(Failure::new(format!(
            "`{}`{place} has a column `{column}` already: give the new columns other names with --prefix, such as \
             --prefix business_",
            self.name
        )))
    }

    fn refused(&self, row: u64, refusal: Refusal, failed: &mut LeftOut) {
        failed.add(refusal.at(self.name, row));
    }
}

/// Why the answers break off.
enum Stopped {
    /// Whoever reads them has seen enough.
    NobodyReads,
    Failed(Failure),
}

impl From<ReadError> for Stopped {
    fn from(error: ReadError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<io::Error> for Stopped {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            ErrorKind::BrokenPipe => Self::NobodyReads,
            _ => Self::Failed(Failure::new(format!("the answers cannot be written ({error})"))),
        }
    }
}

/// What a command line says of tables.
struct Asked<'a> {
    table: &'a Table,
    starts: Option<&'a StartRows>,
    ends: Option<&'a EndRows>,
    spans: Option<&'a SpanRows>,
}

/// Returns what a command says of tables, if it takes any.
const fn asked(command: &Command) -> Option<Asked<'_>> {
    Some(match command {
        Command::Add { table, starts, spans, .. } => {
            Asked { table, starts: Some(starts), ends: None, spans: Some(spans) }
        }
        Command::Subtract { table, ends, spans, .. } => {
            Asked { table, starts: None, ends: Some(ends), spans: Some(spans) }
        }
        Command::Between { table, starts, ends, .. } => {
            Asked { table, starts: Some(starts), ends: Some(ends), spans: None }
        }
        Command::NextOpen(one) | Command::PreviousClose(one) | Command::IsOpen(one) => {
            Asked { table: &one.table, starts: Some(&one.starts), ends: None, spans: None }
        }
        Command::Periods { .. } | Command::Hours { .. } => return None,
    })
}

/// Returns whether a command line has options about a table and names none.
pub(super) fn lacks_table(args: &Args) -> bool {
    let Some(Asked { table, starts, ends, spans }) = args.command.as_ref().and_then(asked) else {
        return false;
    };
    let Table { input, format, prefix, keep_going, show_values } = table;
    let columns = starts.is_some_and(|starts| starts.start_column.is_some())
        || ends.is_some_and(|ends| ends.end_column.is_some())
        || spans.is_some_and(|spans| spans.span.is_some() || spans.span_column.is_some());
    input.is_none() && (columns || format.is_some() || prefix.is_some() || *keep_going || *show_values)
}

/// Returns what a table of this name is.
fn format_of(name: &str) -> Format {
    let name = Path::new(name);
    let has_ending =
        |name: &Path, ending: &str| name.extension().is_some_and(|own| own.eq_ignore_ascii_case(ending));
    let unpacked =
        if has_ending(name, "gz") { Path::new(name.file_stem().unwrap_or_default()) } else { name };
    if has_ending(unpacked, "jsonl") || has_ending(unpacked, "ndjson") {
        Format::JsonLines
    } else {
        Format::Csv
    }
}

//! The program `business_time`, as a function: when is it due, and why then?
//!
//! One question is answered on a page or as JSON; thousands of them are read from a table and answered row by row.
//! Either way the calendar is that of a policy file, so that the answer is the one that the policy gives.

mod answer;
mod calendar;
mod days;
mod instant;
mod json;
mod page;
mod spans;
mod stream;
mod trace;
mod values;

use std::ffi::OsString;
use std::io::{Read, Write};
use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args as Flags, CommandFactory, Parser, Subcommand, ValueEnum};
use crm_calendar::Ends;

use self::answer::Answer;
pub(crate) use self::calendar::Office;
use self::instant::Repeated;
use crate::run::{self, BAD_INPUT, Failure, Terminal, USAGE, parsed, print};

/// Answers questions about business time: when is it due, how much time was open, and why?
///
/// Without a command, it tells of the calendar. Without --calendar, that is an office in China, Monday to Friday from
/// 09:00 to 12:00 and from 13:00 to 18:00, with public holidays.
///
/// An INSTANT is written 2026-03-06T16:00:00+08:00, or 2026-03-06 16:00 by the clocks of the calendar's zone, or
/// 2026-03-06 for the first instant of that date. A SPAN is 4bh, 30bmin or 2bd in business time, 24h, 90s or 2d by the
/// clock, and 3cd in calendar days.
#[derive(Debug, Parser)]
#[command(name = "business_time", version, after_help = EXAMPLES, disable_help_subcommand = true)]
struct Args {
    /// Where the calendar is: a TOML file with a table `[calendar.NAME]`, or the name of a
    /// preset [default: an office in China]
    #[arg(long, value_name = "PRESET|FILE", global = true, verbatim_doc_comment)]
    calendar: Option<String>,

    /// Name of the calendar, where there are several
    #[arg(long, value_name = "NAME", global = true)]
    name: Option<String>,

    /// Which instant a local time means that clocks show twice
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = Repeated::Earlier, global = true)]
    repeated: Repeated,

    /// List the open hours that the answer consumes, and why the days between are closed
    #[arg(long, global = true)]
    trace: bool,

    /// Answer in JSON
    #[arg(long, global = true)]
    json: bool,

    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// When a span ends that starts at an instant
    #[command(visible_alias = "due")]
    Add {
        /// When the span starts
        #[arg(required_unless_present = "input", conflicts_with = "input", requires = "length")]
        instant: Option<String>,
        /// How long it is
        #[arg(id = "length", value_name = "SPAN")]
        span: Option<String>,
        #[command(flatten)]
        days: DaysEnd,
        #[command(flatten)]
        table: Table,
        #[command(flatten)]
        starts: StartRows,
        #[command(flatten)]
        spans: SpanRows,
    },
    /// The latest start of a span that ends at an instant
    Subtract {
        /// When the span ends
        #[arg(required_unless_present = "input", conflicts_with = "input", requires = "length")]
        instant: Option<String>,
        /// How long it is
        #[arg(id = "length", value_name = "SPAN")]
        span: Option<String>,
        #[command(flatten)]
        table: Table,
        #[command(flatten)]
        ends: EndRows,
        #[command(flatten)]
        spans: SpanRows,
    },
    /// How much time lies between two instants: open, by the clock, and in business days
    Between {
        /// The start
        #[arg(required_unless_present = "input", conflicts_with = "input", requires = "until")]
        from: Option<String>,
        /// The end
        until: Option<String>,
        #[command(flatten)]
        table: Table,
        #[command(flatten)]
        starts: StartRows,
        #[command(flatten)]
        ends: EndRows,
    },
    /// The instant itself if it is open, else the next opening
    NextOpen(One),
    /// The last closing at or before an instant
    PreviousClose(One),
    /// Whether the calendar is open at an instant
    IsOpen(One),
    /// The open periods between two instants, and why the days between are closed
    Periods {
        /// The start
        from: String,
        /// The end
        until: String,
    },
    /// The hours of a date, or of all dates from one to another
    Hours {
        /// The date, or the first one
        from: String,
        /// The last date
        to: Option<String>,
    },
}

impl Command {
    /// Returns its name on the command line.
    const fn name(&self) -> &'static str {
        match self {
            Self::Add { .. } => "add",
            Self::Subtract { .. } => "subtract",
            Self::Between { .. } => "between",
            Self::NextOpen(_) => "next-open",
            Self::PreviousClose(_) => "previous-close",
            Self::IsOpen(_) => "is-open",
            Self::Periods { .. } => "periods",
            Self::Hours { .. } => "hours",
        }
    }
}

/// A question about one instant.
#[derive(Debug, Flags)]
struct One {
    /// The instant
    #[arg(required_unless_present = "input", conflicts_with = "input")]
    instant: Option<String>,
    #[command(flatten)]
    table: Table,
    #[command(flatten)]
    starts: StartRows,
}

#[derive(Debug, Clone, Copy, Flags)]
struct DaysEnd {
    /// Where a span of days (2bd, 3cd) ends in its last day: at the same-time as it starts, or at closing
    #[arg(long, value_name = "WHERE", value_parser = parse_ends, verbatim_doc_comment)]
    ends: Option<Ends>,
}

/// Where the spans of a table come from.
#[derive(Debug, Clone, Flags)]
#[command(next_help_heading = "Tables")]
struct SpanRows {
    /// The span of every row, instead of a column of spans
    #[arg(long, value_name = "SPAN", requires = "input", conflicts_with = "span_column")]
    span: Option<String>,

    /// Column of spans [default: span]
    #[arg(long, value_name = "COLUMN", requires = "input")]
    span_column: Option<String>,
}

/// Where the starts in a table come from.
#[derive(Debug, Clone, Flags)]
#[command(next_help_heading = "Tables")]
struct StartRows {
    /// Column of instants at which something starts, or about which is asked [default: start]
    #[arg(long, value_name = "COLUMN", requires = "input")]
    start_column: Option<String>,
}

/// Where the ends in a table come from.
#[derive(Debug, Clone, Flags)]
#[command(next_help_heading = "Tables")]
struct EndRows {
    /// Column of instants at which something ends [default: end]
    #[arg(long, value_name = "COLUMN", requires = "input")]
    end_column: Option<String>,
}

/// A table of questions.
#[derive(Debug, Clone, Flags)]
#[command(next_help_heading = "Tables")]
struct Table {
    /// Table with a question in each row, or - for standard input; answers are appended as columns
    #[arg(long, value_name = "FILE|-", conflicts_with_all = ["trace", "json"])]
    input: Option<PathBuf>,

    /// What the table is [default: json-lines if its name ends in .jsonl or .ndjson, else csv]
    #[arg(long, value_enum, requires = "input")]
    format: Option<Format>,

    /// What the names of appended columns begin with
    #[arg(long, value_name = "TEXT", requires = "input")]
    prefix: Option<String>,

    /// Succeed even if some rows have no answer
    #[arg(long, requires = "input")]
    keep_going: bool,

    /// Show values of bad cells that may be personal
    #[arg(long, requires = "input")]
    show_values: bool,
}

/// What a table of questions is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Comma-separated values with a header
    Csv,
    /// An object a line
    JsonLines,
}

const EXAMPLES: &str = "\
Examples:
  business_time add '2026-03-06 16:00' 4bh --trace
  business_time add '2026-02-13 16:00' 2bd --ends closing --trace
  business_time between 2026-03-06T08:00:00Z 2026-03-09T04:00:00Z --json
  business_time --calendar our-company.toml --name hotline hours 2026-02-14 2026-02-24
  business_time add --input tickets.csv --start-column opened_at --span 4bh > due.csv

Exit status: 0 if all went well, 1 if an instant, a span, a row or the calendar is at fault, 2 if the command line is.";

/// Runs the program and returns its exit status: [`FINE`](crate::run::FINE), [`BAD_INPUT`] or [`USAGE`].
///
/// `args` begins with the name of the program. Answers go to `out`, everything else to `err`.
pub fn run<I, T>(
    args: I,
    input: Box<dyn Read>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    terminal: Terminal,
) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let args: Args = match parsed(args, out, err) {
        Ok(args) => args,
        Err(status) => return status,
    };
    if stream::lacks_table(&args) {
        let kind = ErrorKind::MissingRequiredArgument;
        let refused = Args::command().error(kind, "options about tables need a table: name it with --input");
        return print(err, &refused.render(), USAGE);
    }
    let status =
        Office::load(args.calendar.as_deref(), args.name.as_deref()).and_then(
            |office| match stream::Job::of(&args)? {
                Some(job) => job.run(&office, args.repeated, input, out, err, terminal),
                None => Ok(match Answer::of(&args, &office)? {
                    answer if args.json => {
                        run::deliver(out, err, &format_args!("{}\n", json::written(&answer)))
                    }
                    answer => run::deliver(out, err, &page::Page(&answer)),
                }),
            },
        );
    status.unwrap_or_else(|failure: Failure| print(err, &format_args!("error: {failure}\n"), BAD_INPUT))
}

fn parse_ends(text: &str) -> Result<Ends, String> {
    text.parse().map_err(|error: crm_calendar::EndsError| error.to_string())
}

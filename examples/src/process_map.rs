//! The program `process_map`, as a function: a log of events goes in; what follows what and after which wait, loops, hand-overs,
//! paths and broken links come out, as a page with a picture, as tables and as data.
//!
//! `Study` holds every figure; the pages and files only write it.

mod choices;
mod dot;
mod html;
mod json;
mod log;
mod page;
mod read;
mod study;
mod table;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Parser;

use self::choices::Choices;
use self::log::{EventLog, LogArgs};
use self::study::Study;
use crate::run::{Failure, Progress, Terminal, page_and_files, parse_as_of, prepare_place, program, warn_of};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 7] = [
    "process-map.json",
    "process-map.dot",
    "process-steps.csv",
    "process-edges.csv",
    "process-hand-overs.csv",
    "process-paths.csv",
    "process-map.html",
];

/// Draws how work really flows, from a log of events: what follows what, after which wait, loops, hand-overs, paths.
///
/// Without --data, the tickets of a made-up company are taken. A summary is printed; the details go to files. What is drawn is
/// the larger part of the log, and the page says how large; the tables hold all of it.
#[derive(Debug, Parser)]
#[command(name = "process_map", version, after_help = EXAMPLES)]
struct Args {
    #[command(flatten)]
    log: LogArgs,

    #[command(flatten)]
    choices: Choices,

    /// What happened later is left out; such as 2026-03-31T18:00:00+08:00, or a date, which means its
    /// first instant in UTC [default: the last beginning or end in the log, or
    /// the demo's own]
    #[arg(long, value_name = "INSTANT|DATE", value_parser = parse_as_of, verbatim_doc_comment)]
    as_of: Option<DateTime<Utc>>,

    /// Measures waits in open time as well: by a TOML file with a table `[calendar.NAME]`, or the name of a
    /// preset
    #[arg(long, value_name = "PRESET|FILE", verbatim_doc_comment)]
    calendar: Option<String>,

    /// Name of the calendar, where there are several
    #[arg(long, value_name = "NAME", requires = "calendar")]
    name: Option<String>,

    /// How many percent of all direct successions are drawn, the most common first
    #[arg(long, value_name = "PERCENT", default_value_t = 90, value_parser = clap::value_parser!(u8).range(1..=100))]
    edges: u8,

    /// Folder for the page, the tables, the JSON and the file for Graphviz
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,

    /// Print the JSON instead of the page
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  process_map
  process_map --data helpdesk.csv.gz --case case_id --time timestamp --resource resource \\
              --final Closed --gap 30 --waiting Wait --precedes 'Resolve ticket' Closed
  process_map --data incidents.csv --case case_id --activity status --time timestamp_utc \\
              --resource user --edges 100

Exit status: 0 if all went well, 1 if the input is at fault, 2 if the command line is.";

/// Runs the program and returns its exit status: [`FINE`](crate::run::FINE), [`BAD_INPUT`](crate::run::BAD_INPUT) or [`USAGE`](crate::run::USAGE).
///
/// `args` begins with the name of the program. Results go to `out`, everything else to `err`.
pub fn run<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write, terminal: Terminal) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let make = |args: &Args, err: &mut dyn Write| make(args, err, terminal);
    program(args, out, err, make, |args, answer| {
        if args.json {
            json::text(answer)
        } else {
            page_and_files(page::of(answer, terminal.columns), &args.out, &FILES)
        }
    })
}

fn make(args: &Args, err: &mut dyn Write, terminal: Terminal) -> Result<Study, Failure> {
    let target = prepare_place(&args.out, args.log.data.as_deref(), &FILES)?;
    let progress = Progress::new(terminal.progress);
    let log = EventLog::load(&args.log, &progress)?;
    warn_of(&log.left_out, &progress, err);
    progress.next("counting");
    let study = Study::of(log, args)?;
    progress.next("writing");
    target.write_by(|name, out| study.write_file(name, out))?;
    Ok(study)
}

impl Study {
    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            "process-map.json" => json::write(self, out),
            "process-map.dot" => dot::write(self, out),
            "process-map.html" => html::write(self, out),
            "process-steps.csv" => table::write_steps(self, out).map_err(io::Error::from),
            "process-edges.csv" => table::write_edges(self, out).map_err(io::Error::from),
            "process-hand-overs.csv" => table::write_hand_overs(self, out).map_err(io::Error::from),
            _ => table::write_paths(self, out).map_err(io::Error::from),
        }
    }
}

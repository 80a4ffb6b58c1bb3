//! The program `staffing`, as a function: calls go in, by the hour or by the times of a day; the fewest agents who answer them as soon as
//! the policy asks come out.
//!
//! The formulas are [`crm_kit::kpi::staffing`]; `Study` holds every figure, and the pages and files only write it.

mod goal;
mod html;
mod intervals;
mod json;
mod page;
mod study;
mod table;
mod values;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;
use crm_calendar::ElapsedTime;
use crm_model::{Channel, Ratio, Share};

use self::goal::Target;
use self::study::Study;
use crate::run::{Failure, Progress, Terminal, page_and_files, prepare_place, program, warn_of};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 3] = ["staffing.json", "staffing.csv", "staffing.html"];

/// Tells how many agents a hotline needs so that calls are answered as soon as the policy asks.
///
/// Without --calls and --data, a made-up day is taken. Without --patience, callers wait as long as it takes (Erlang C); with it they
/// hang up (Erlang A). With --agents, or a column of agents, it tells as well how those will do, and how many calls they can take.
/// A table has columns from (such as 09:30), calls, `handling_seconds` and, where they are planned, agents.
#[derive(Debug, Parser)]
#[command(name = "staffing", version, after_help = EXAMPLES)]
struct Args {
    /// How many calls come in an hour
    #[arg(long, value_name = "NUMBER", value_parser = values::number, requires = "handling", conflicts_with = "data")]
    calls: Option<Ratio>,

    /// How long an agent needs for a call in the mean, work afterwards included, such as 240s or 4min
    #[arg(long, value_name = "SPAN", value_parser = values::span, requires = "calls")]
    handling: Option<ElapsedTime>,

    /// How many agents there are, to tell how they will do
    #[arg(long, value_name = "NUMBER", requires = "calls")]
    agents: Option<u64>,

    /// Table with a row for each interval of a day: CSV, plain or as .gz
    #[arg(long, value_name = "FILE")]
    data: Option<PathBuf>,

    /// How long the intervals of the table are
    #[arg(long, value_name = "SPAN", value_parser = values::span, default_value = "30min", requires = "data")]
    interval: ElapsedTime,

    /// What share of calls should be answered how soon, such as '80% within 60s'; without a
    /// time, as soon as the policy asks. The share is a custom of the trade, the policy's
    /// clause names none
    #[arg(long, value_name = "TARGET", default_value = "80%", verbatim_doc_comment)]
    target: Target,

    /// Policy whose limit for first responses counts: a preset or a TOML file
    #[arg(long, value_name = "PRESET|FILE", default_value = "detailed")]
    policy: String,

    /// Channel whose limit it is
    #[arg(long, value_name = "CHANNEL", default_value = "phone", value_parser = values::channel)]
    channel: Channel,

    /// How long callers wait in the mean before they hang up [default: as long as it takes]
    #[arg(long, value_name = "SPAN", value_parser = values::span)]
    patience: Option<ElapsedTime>,

    /// Share of paid time in which agents are not at the phone: breaks, training, leave, illness
    #[arg(long, value_name = "SHARE", value_parser = values::shrinkage, default_value = "0%")]
    shrinkage: Share,

    /// Go on without the rows that cannot be read, instead of stopping
    #[arg(long, requires = "data")]
    keep_going: bool,

    /// Show values of bad cells that may be personal
    #[arg(long, requires = "data")]
    show_values: bool,

    /// Folder for the page, the table and the JSON file
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,

    /// Print the JSON instead of the page
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  staffing
  staffing --calls 120 --handling 5min
  staffing --calls 120 --handling 5min --agents 14 --patience 3min --shrinkage 30%
  staffing --calls 720 --handling 240s --target '85% within 15s'
  staffing --data half-hours.csv --interval 30min --policy my-policy.toml

Exit status: 0 if all went well, 1 if the input is at fault, 2 if the command line is.";

/// Runs the program and returns its exit status: [`FINE`](crate::run::FINE), [`BAD_INPUT`](crate::run::BAD_INPUT) or [`USAGE`](crate::run::USAGE).
///
/// `args` begins with the name of the program. Results go to `out`, everything else to `err`.
pub fn run<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write, terminal: Terminal) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    program(args, out, err, make, |args: &Args, study| {
        if args.json {
            json::text(study)
        } else {
            page_and_files(page::of(study, terminal.columns), &args.out, &FILES)
        }
    })
}

fn make(args: &Args, err: &mut dyn Write) -> Result<Study, Failure> {
    let target = prepare_place(&args.out, args.data.as_deref(), &FILES)?;
    let goal = args.target.goal(&args.policy, &args.channel)?;
    let day = intervals::of(args)?;
    warn_of(&day.left_out, &Progress::new(false), err);
    let study = Study::of(day, goal, args)?;
    target.write_by(|name, out| study.write_file(name, out))?;
    Ok(study)
}

impl Study {
    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            "staffing.json" => json::write(self, out),
            "staffing.html" => html::write(self, out),
            _ => table::write(self, out).map_err(io::Error::from),
        }
    }
}

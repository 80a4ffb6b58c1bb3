//! The program `kpi_scorecard`, as a function: records and a policy go in; every indicator with what stands behind it, its trend, what
//! stands out in its history, its segments, and what a missed target takes come out.
//!
//! `Study` holds every figure; the pages and files only write it. The table of indicators is that of the program `assess`.

mod choices;
mod html;
mod json;
mod page;
mod previous;
mod study;
mod takes;
mod trend;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;
use crm_kit::kpi::{Dimension, Per};

use self::choices::ChartChoices;
use self::previous::Previous;
use self::study::Study;
use crate::run::{
    DEFAULT_POLICY, Failure, Input, Progress, Terminal, named, page_and_files, policy_of, prepare_place,
    program, ready,
};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 2] = ["kpi-scorecard.json", "kpi-scorecard.html"];

/// Measures the indicators of a policy: values with their parts, intervals and verdicts, trends, control charts, segments, and what
/// a missed target takes.
///
/// Without --data, a made-up company is taken, with its own policy. A summary is printed; the details go to files.
#[derive(Debug, Parser)]
#[command(name = "kpi_scorecard", version, after_help = EXAMPLES)]
struct Args {
    #[command(flatten)]
    input: Input,

    /// Policy with the indicators: the name of a preset (basic, detailed, handbook, six-plans,
    /// lifecycle) or a TOML file; repeated for each version of it
    /// [default: detailed, or the demo's own]
    #[arg(long, value_name = "PRESET|FILE", verbatim_doc_comment)]
    policy: Vec<String>,

    /// Measures everything month by month, or by quarter or year. A target counts for the length of
    /// period that the policy names with it, and is not judged in another
    /// [default: each indicator as often as the policy says]
    #[arg(long, value_name = "month|quarter|year", value_parser = choices::per, verbatim_doc_comment)]
    per: Option<Per>,

    /// By what figures are broken down: department, person, channel, kind, urgency, complexity,
    /// measure, tier, tier-at-event, class or industry; repeated for more
    #[arg(long, value_name = "DIMENSION", value_parser = choices::dimension, default_value = "department", verbatim_doc_comment)]
    by: Vec<Dimension>,

    /// A file kpi-scorecard.json of an earlier day: what late data changed since then is listed
    #[arg(long, value_name = "FILE")]
    previous: Option<PathBuf>,

    #[command(flatten)]
    charts: ChartChoices,

    /// Folder for the page and the JSON file
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,

    /// Print the JSON instead of the page
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  kpi_scorecard
  kpi_scorecard --data my-export --policy my-policy.toml --as-of 2026-03-31 --per month --by person
  kpi_scorecard --data my-export --previous last-month/kpi-scorecard.json

Exit status: 0 if all went well, 1 if the input is at fault, 2 if the command line is.";

/// Runs the program and returns its exit status: [`FINE`](crate::run::FINE), [`BAD_INPUT`](crate::run::BAD_INPUT) or
/// [`USAGE`](crate::run::USAGE).
///
/// `args` begins with the name of the program. Results go to `out`, everything else to `err`.
pub fn run<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write, terminal: Terminal) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let make = |args: &Args, err: &mut dyn Write| make(args, err, terminal);
    program(args, out, err, make, |args, study| {
        if args.json {
            json::text(study)
        } else {
            page_and_files(page::of(study, terminal.columns), &args.out, &FILES)
        }
    })
}

fn make(args: &Args, err: &mut dyn Write, terminal: Terminal) -> Result<Study, Failure> {
    let previous = args.previous.as_deref().map(Previous::read).transpose()?;
    let target = prepare_place(&args.out, args.input.data.as_deref(), &FILES)?;
    let progress = Progress::new(terminal.progress);
    let policy = policy_of(&args.policy, &args.input)?;
    let name = named(&args.policy, DEFAULT_POLICY);
    let ready = ready(&args.input, &[&policy], &name, &progress, err)?;
    progress.next("measuring");
    let (report, dataset) = ready.assessed(&policy, args.input.show_values);
    let study = Study::of(report, &dataset, &policy, args, previous.as_ref())?;
    progress.next("writing");
    target.write_by(|name, out| study.write_file(name, out))?;
    Ok(study)
}

impl Study {
    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            "kpi-scorecard.json" => json::write(self, out),
            _ => html::write(self, out),
        }
    }
}

//! The program `value_tiers`, as a function: a purchase log goes in, and who is worth what comes out.
//!
//! [`Figures`] holds every figure; the page for a terminal, the HTML page, the table and the JSON file only write it.

mod customers;
mod figures;
mod html;
mod json;
mod left_out;
mod moved;
mod page;
mod sizes;
mod table;
mod tiers;
mod way_up;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Parser;
use crm_kit::{Policy, Preset};

use crate::demo;
use crate::report::{AsOfIs, DataSummary, PolicySummary, Privacy};
use crate::run::{
    Failure, Input, Progress, Terminal, load_versions, named, page_and_files, parse_as_of, prepare_place,
    program, ready,
};

pub use self::{
    customers::CustomerRow,
    figures::{ClassSize, Figures, Question, SegmentSize, Size, Stability},
    left_out::LeftOut,
    moved::{Moved, Place},
    way_up::WayUp,
};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 3] = ["value-tiers.json", "value-tiers.csv", "value-tiers.html"];

/// The policy of data for which the command line names none: the shipped one that has value tiers.
const PRESET: Preset = Preset::SixPlans;

/// Tells who is worth what: value tiers, classes and segments from a log of purchases, by a policy.
///
/// How many customers each tier has and which criterion decides, what would lift customers, who moved since another date, what
/// is held between reviews, and which rows were left out and why. Without --data, a made-up company is told of, by its own
/// policy. A summary is printed; the details go to files, one row a customer.
#[derive(Debug, Parser)]
#[command(name = "value_tiers", version, after_help = EXAMPLES)]
struct Args {
    #[command(flatten)]
    input: Input,

    /// Policy with the rules for tiers: the name of a preset or a TOML file; repeated for
    /// each version of it [default: six-plans, or the demo's own]
    #[arg(long, value_name = "PRESET|FILE", verbatim_doc_comment)]
    policy: Vec<String>,

    /// Earlier instant with which to compare: who moved from which tier to which since
    #[arg(long, value_name = "INSTANT|DATE", value_parser = parse_as_of)]
    compare_with: Option<DateTime<Utc>>,

    /// Folder for the page, the table of customers and the JSON file
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  value_tiers
  value_tiers --data my-export --policy my-policy.toml --as-of 2026-03-31 --compare-with 2025-12-31
  value_tiers --data log.csv.gz --mapping examples/mappings/online_retail.toml \\
              --policy examples/policies/online_retail.toml

Exit status: 0 if all went well, 1 if the input is at fault, 2 if the command line is.";

/// Everything that the program tells.
struct Answer {
    data: DataSummary,
    policy: PolicySummary,
    as_of_is: AsOfIs,
    privacy: Privacy,
    figures: Figures,
}

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
    program(args, out, err, make, |args, answer| {
        page_and_files(page::of(answer, terminal.columns), &args.out, &FILES)
    })
}

fn make(args: &Args, err: &mut dyn Write, terminal: Terminal) -> Result<Answer, Failure> {
    let target = prepare_place(&args.out, args.input.data.as_deref(), &FILES)?;
    let progress = Progress::new(terminal.progress);
    let policy = policy_of(args)?;
    let name = named(&args.policy, PRESET.name());
    let ready = ready(&args.input, &[&policy], &name, &progress, err)?;
    progress.next("comparing customers");
    let version = policy.version_at(ready.as_of).ok_or_else(|| {
        Failure::new(format!("no version of `{name}` is in force at the instant: name another with --policy"))
    })?;
    let question = Question { version, as_of: ready.as_of, compare_with: args.compare_with };
    let figures = Figures::of(&ready.dataset, &ready.integrity, &ready.data, &question)?;
    let answer = Answer {
        data: ready.data,
        policy: PolicySummary::from(&policy),
        as_of_is: ready.as_of_is,
        privacy: Privacy::showing(args.input.show_values),
        figures,
    };
    progress.next("writing");
    target.write_by(|name, out| answer.write_file(name, out))?;
    Ok(answer)
}

/// Returns the policy that the command line names; without one, the demo's own for the demo, and else [`PRESET`].
fn policy_of(args: &Args) -> Result<Policy, Failure> {
    match (args.policy.as_slice(), &args.input.data) {
        ([_, ..], _) => load_versions(&args.policy, "the name after --policy"),
        ([], Some(_)) => Ok(Policy::preset(PRESET)),
        ([], None) => Ok(demo::policy()),
    }
}

impl Answer {
    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            "value-tiers.json" => json::write(self, out),
            "value-tiers.html" => html::write(self, out),
            _ => table::write(self, out).map_err(io::Error::from),
        }
    }
}

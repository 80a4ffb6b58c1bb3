//! The program `sla_report`, as a function: a ticket export goes in, a service-level report comes out.
//!
//! [`Levels`] holds every figure; the page for a terminal, the HTML page, the table and the JSON file only write it.

mod by;
mod choices;
mod figures;
mod held;
mod html;
mod json;
mod lengths;
mod levels;
mod month;
mod page;
mod table;
mod trace;
mod words;
mod worst;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;

use crate::report::Report;
use crate::run::{
    DEFAULT_POLICY, Failure, Input, Progress, Terminal, named, page_and_files, policy_of, prepare_place,
    program, ready,
};

pub use self::{
    by::By,
    figures::Figures,
    held::{Held, HeldBy},
    lengths::Lengths,
    levels::{Choices, Group, Levels},
    month::{Month, MonthRow, Slice},
    trace::{Day, Trace, Why},
    worst::Worst,
};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 3] = ["sla.json", "sla.csv", "sla.html"];

/// Reports how the service levels of a policy were kept on the tickets of an export.
///
/// Without --data, the tickets of a made-up company are reported on, by its own policy. A summary is printed; the details go
/// to files.
#[derive(Debug, Parser)]
#[command(name = "sla_report", version, after_help = EXAMPLES)]
struct Args {
    #[command(flatten)]
    input: Input,

    /// Policy to report by: the name of a preset (basic, detailed, handbook, six-plans,
    /// lifecycle) or a TOML file; repeated for each version of it
    /// [default: detailed, or the demo's own]
    #[arg(long, value_name = "PRESET|FILE", verbatim_doc_comment)]
    policy: Vec<String>,

    /// What to break each measure down by
    #[arg(long, value_enum, default_value_t = By::Urgency)]
    by: By,

    /// How many of the worst cases to explain: the obligations that are or were late for the longest time
    #[arg(long, value_name = "NUMBER", default_value_t = 10)]
    worst: u16,

    /// Mark shares and times that rest on fewer cases than this
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    few: u32,

    /// Folder for the page, the table and the JSON file
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  sla_report
  sla_report --data my-export --policy my-policy.toml --as-of 2026-03-31 --by department
  sla_report --data log.csv.gz --mapping examples/mappings/servicenow.toml \\
             --policy examples/policies/servicenow.toml

Exit status: 0 if all went well, 1 if the input is at fault, 2 if the command line is.";

/// Everything that the program tells.
struct Answer {
    report: Report,
    levels: Levels,
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
    let policy = policy_of(&args.policy, &args.input)?;
    let name = named(&args.policy, DEFAULT_POLICY);
    let ready = ready(&args.input, &[&policy], &name, &progress, err)?;
    if !ready.data.has_tickets {
        return Err(Failure::new(
            "no tickets were supplied, so there is nothing to report on: put tickets.csv and events.csv into the folder, \
             or explain the columns of a log by --mapping",
        ));
    }
    progress.next("assessing");
    let (report, dataset) = ready.assessed(&policy, args.input.show_values);
    progress.next("counting");
    let choices = Choices { by: args.by, few: u64::from(args.few), worst: usize::from(args.worst) };
    let levels = Levels::of(&report.assessment, &dataset, &policy, choices);
    let answer = Answer { report, levels };
    progress.next("writing");
    target.write_by(|name, out| answer.write_file(name, out))?;
    Ok(answer)
}

impl Answer {
    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            "sla.json" => json::write(self, out),
            "sla.html" => html::write(self, out),
            _ => table::write(&self.levels, out).map_err(io::Error::from),
        }
    }
}

//! The program `sla_what_if`, as a function: the same tickets under two policies, and which verdicts flip.

mod example;
mod json;
mod page;
mod table;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;
use crm_kit::{WhatIf, what_if};

use crate::report::{AsOfIs, DataSummary, PolicySummary};
use crate::run::{
    Failure, Input, Progress, Ready, Terminal, load_versions, named, page_and_files, prepare_place, program,
    ready,
};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 2] = ["what-if.json", "flips.csv"];

/// Policies to compare where the command line names none: both are shipped, and both speak the words of the demo.
const BEFORE: &str = "detailed";
const AFTER: &str = "six-plans";

/// Replays the tickets of an export under two policies and lists the verdicts that flip.
///
/// Without --data, the tickets of a made-up company are replayed. A summary is printed; every flip goes to a file.
#[derive(Debug, Parser)]
#[command(name = "sla_what_if", version, after_help = EXAMPLES)]
struct Args {
    #[command(flatten)]
    input: Input,

    /// Policy before the change: the name of a preset, or a TOML file; repeated for each version of it
    /// [default, without both: detailed]
    #[arg(long, value_name = "PRESET|FILE", requires = "after")]
    before: Vec<String>,

    /// Policy after the change: the name of a preset, or a TOML file; repeated for each version of it
    /// [default, without both: six-plans]
    #[arg(long, value_name = "PRESET|FILE", requires = "before")]
    after: Vec<String>,

    /// How many examples to print of each measure and direction
    #[arg(long, value_name = "NUMBER", default_value_t = 3)]
    examples: u16,

    /// Folder for the JSON file and the table of flips
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  sla_what_if
  sla_what_if --data my-export --before my-policy.toml --after my-next-policy.toml
  sla_what_if --data log.csv.gz --mapping examples/mappings/helpdesk.toml \\
              --before examples/policies/helpdesk.toml --after faster.toml

Exit status: 0 if all went well, 1 if the input is at fault, 2 if the command line is.";

impl Args {
    fn before(&self) -> Vec<String> {
        if self.before.is_empty() { vec![BEFORE.to_owned()] } else { self.before.clone() }
    }

    fn after(&self) -> Vec<String> {
        if self.after.is_empty() { vec![AFTER.to_owned()] } else { self.after.clone() }
    }
}

/// Everything that the program tells.
struct Answer {
    data: DataSummary,
    as_of_is: AsOfIs,
    before: PolicySummary,
    after: PolicySummary,
    /// What the command line calls the two.
    names: (String, String),
    change: WhatIf,
    /// How many examples to show of each measure and direction.
    examples: usize,
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
    let (before, after) = (
        load_versions(&args.before(), "the name after --before")?,
        load_versions(&args.after(), "the name after --after")?,
    );
    let Ready { data, dataset, as_of, as_of_is, .. } =
        ready(&args.input, &[&before, &after], &named(&args.before(), BEFORE), &progress, err)?;
    if !data.has_tickets {
        return Err(Failure::new(
            "no tickets were supplied, so there is nothing to replay: put tickets.csv and events.csv into the folder, \
             or explain the columns of a log by --mapping",
        ));
    }
    progress.next("replaying");
    let change = what_if(&dataset, &before, &after, as_of);
    let answer = Answer {
        data,
        as_of_is,
        before: PolicySummary::from(&before),
        after: PolicySummary::from(&after),
        names: (named(&args.before(), BEFORE), named(&args.after(), AFTER)),
        change,
        examples: usize::from(args.examples),
    };
    progress.next("writing");
    target.write_by(|name, out| answer.write_file(name, out))?;
    Ok(answer)
}

impl Answer {
    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            "what-if.json" => json::write(self, out),
            _ => table::write(&self.change, out).map_err(io::Error::from),
        }
    }
}

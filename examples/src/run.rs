//! The program `assess`, as a function: read, assess, write.
//!
//! Streams and terminal are arguments, so that a test calls it as a shell does.

mod extents;
mod input;
mod place;
mod progress;

use std::ffi::OsString;
use std::fmt::Display;
use std::io::{self, ErrorKind, IsTerminal, Write};
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use clap::Parser;
use crm_kit::{Dataset, Integrity, Policy, assess as assess_dataset, lifetime_value};

pub(crate) use self::input::{
    DEFAULT_POLICY, Input, explained_rows, listed, load_policy, load_versions, named, parse_as_of, policy_of,
    text_of,
};
use self::input::{Loaded, load};
pub(crate) use self::place::prepare as prepare_place;
pub(crate) use self::progress::Progress;
use crate::input::LeftOut;
use crate::report::{AsOfIs, DataSummary, FILES, PolicySummary, Privacy, Report};

/// Everything went well.
pub const FINE: u8 = 0;
/// The data, the mapping, the policy or the folder for the results is at fault.
pub const BAD_INPUT: u8 = 1;
/// The command line is at fault.
pub const USAGE: u8 = 2;

/// Assesses how a company keeps its promises to customers, by a policy and from records of tickets.
///
/// Without --data, a made-up company is assessed, by its own policy. A summary is printed; the details go to files.
#[derive(Debug, Parser)]
#[command(name = "assess", version, after_help = EXAMPLES)]
pub struct Args {
    #[command(flatten)]
    pub(crate) input: Input,

    /// Policy to assess by: the name of a preset (basic, detailed, handbook, six-plans,
    /// lifecycle) or a TOML file; repeated for each version of it
    /// [default: detailed, or the demo's own]
    #[arg(long, value_name = "PRESET|FILE", verbatim_doc_comment)]
    policy: Vec<String>,

    /// Folder for report.html, report.json and the tables in CSV
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
}

const EXAMPLES: &str = "\
Examples:
  assess
  assess --data my-export --policy my-policy.toml --as-of 2026-03-31
  assess --data log.csv.gz --mapping examples/mappings/servicenow.toml \\
         --policy examples/policies/servicenow.toml

Exit status: 0 if all went well, 1 if the input is at fault, 2 if the command line is.";

/// What is known of the terminal.
#[derive(Debug, Clone, Copy, Default)]
pub struct Terminal {
    /// How wide it is, where the results go to one.
    pub columns: Option<u16>,
    /// Whether to show progress.
    pub progress: bool,
}

impl Terminal {
    /// Returns what the system tells of the terminal.
    pub fn detect() -> Self {
        let columns = io::stdout().is_terminal().then(|| console::Term::stdout().size().1);
        Self { columns, progress: io::stderr().is_terminal() }
    }
}

/// Runs the program and returns its exit status: [`FINE`], [`BAD_INPUT`] or [`USAGE`].
///
/// `args` begins with the name of the program. Results go to `out`, everything else to `err`.
pub fn assess<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write, terminal: Terminal) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let make = |args: &Args, err: &mut dyn Write| make(args, err, terminal);
    program(args, out, err, make, |args, report| {
        let page = terminal.columns.map_or_else(|| report.page(), |columns| report.page().fitting(columns));
        page_and_files(page, &args.out, &FILES)
    })
}

/// Runs a program: reads its command line, lets `make` do the work, and delivers what `told` says of the outcome, or why there is
/// none. Returns the exit status.
pub(crate) fn program<A: Parser, R>(
    args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
    make: impl FnOnce(&A, &mut dyn Write) -> Result<R, Failure>,
    told: impl FnOnce(&A, &R) -> String,
) -> u8 {
    let args: A = match parsed(args, out, err) {
        Ok(args) => args,
        Err(status) => return status,
    };
    match make(&args, err) {
        Ok(outcome) => deliver(out, err, &told(&args, &outcome)),
        Err(failure) => print(err, &format_args!("error: {failure}\n"), BAD_INPUT),
    }
}

/// Returns a page with the names of the files that stand beside it.
pub(crate) fn page_and_files(page: impl Display, out: &Path, files: &[&str]) -> String {
    format!("{page}\nWritten to {}: {}\n", folder(out), files.join(", "))
}

/// Tells of the rows that were left out, if there are any.
pub(crate) fn warn_of(left_out: &LeftOut, progress: &Progress, err: &mut dyn Write) {
    if left_out.count > 0 {
        let rows = listed(&left_out.first, left_out.count, &left_out.by_file, "left out");
        progress.suspended(|| print(err, &format_args!("warning: {rows}\n"), FINE));
    }
}

/// Returns what the command line says; else prints what is wrong with it, or the help that it asks for, and returns the
/// exit status.
pub(crate) fn parsed<A: Parser>(
    args: impl IntoIterator<Item = impl Into<OsString> + Clone>,
    out: &mut dyn Write,
    err: &mut dyn Write,
) -> Result<A, u8> {
    A::try_parse_from(args).map_err(|refused| {
        let text = refused.render();
        if refused.use_stderr() { print(err, &text, USAGE) } else { print(out, &text, FINE) }
    })
}

/// Reads, assesses and writes the files.
fn make(args: &Args, err: &mut dyn Write, terminal: Terminal) -> Result<Report, Failure> {
    let target = place::prepare(&args.out, args.input.data.as_deref(), &FILES)?;
    let progress = Progress::new(terminal.progress);
    let policy = policy_of(&args.policy, &args.input)?;
    let name = named(&args.policy, DEFAULT_POLICY);
    let ready = ready(&args.input, &[&policy], &name, &progress, err)?;
    progress.next("assessing");
    let (report, dataset) = ready.assessed(&policy, args.input.show_values);
    progress.next("valuing");
    let as_of = report.assessment.as_of;
    let report = report.with_lifetime_value(lifetime_value(&dataset, &policy, as_of));
    progress.next("writing");
    target.write(&report)?;
    Ok(report)
}

/// Records that were read and sorted, and the instant for which to assess them.
pub(crate) struct Ready {
    pub(crate) data: DataSummary,
    pub(crate) dataset: Dataset,
    pub(crate) integrity: Integrity,
    pub(crate) as_of: DateTime<Utc>,
    pub(crate) as_of_is: AsOfIs,
}

impl Ready {
    /// Returns the report by a policy, and the records.
    pub(crate) fn assessed(self, policy: &Policy, show_values: bool) -> (Report, Dataset) {
        let assessment = assess_dataset(&self.dataset, policy, self.as_of);
        let (policy, privacy) = (PolicySummary::from(policy), Privacy::showing(show_values));
        let report = Report::new(self.data, self.integrity, policy, assessment, self.as_of_is, privacy);
        (report, self.dataset)
    }
}

/// Reads and sorts what the command line names, in the words of all of the policies. `name` is what it calls the first.
pub(crate) fn ready(
    input: &Input,
    policies: &[&Policy],
    name: &str,
    progress: &Progress,
    err: &mut dyn Write,
) -> Result<Ready, Failure> {
    let Loaded { title, mut records, reading, demo_as_of } = load(input, policies, name, progress)?;
    if let (Some(_), [policy, ..]) = (&reading, policies) {
        extents::begin(&mut records, policy.latest().zone(), input.complete_from);
    }
    if let Some(reading) = &reading {
        warn_of(&reading.left_out, progress, err);
    }
    progress.next("sorting the records");
    let records = match (input.as_known, input.as_of.or(demo_as_of)) {
        (false, _) => records,
        (true, Some(as_of)) => records.known_at(as_of),
        (true, None) => {
            return Err(Failure::new(
                "--as-known needs the instant for which to assess: name it with --as-of",
            ));
        }
    };
    let (dataset, integrity) = Dataset::new(records);
    let (as_of, as_of_is) = match (input.as_of, demo_as_of, dataset.last_event_at()) {
        (Some(given), _, _) => (given, AsOfIs::Given),
        (None, Some(demo), _) => (demo, AsOfIs::OfTheDemo),
        (None, None, Some(last)) => (last, AsOfIs::LastRecord),
        (None, None, None) => {
            return Err(Failure::new(
                "no row of the data has an instant: name the one for which to assess with --as-of",
            ));
        }
    };
    let mut data = DataSummary::of_dataset(title, &dataset, as_of);
    if let Some(reading) = &reading {
        data = data.with_files(reading);
    }
    Ok(Ready { data, dataset, integrity, as_of, as_of_is })
}

/// Why there is no report: a message that says what to do next.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Display for Failure {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

/// Writes a text and returns `status`, or [`BAD_INPUT`] where it cannot be written. A reader that has seen enough and
/// closed the stream is no failure.
pub(crate) fn print(stream: &mut dyn Write, text: &impl Display, status: u8) -> u8 {
    match write!(stream, "{text}").and_then(|()| stream.flush()) {
        Ok(()) => status,
        Err(error) if error.kind() == ErrorKind::BrokenPipe => status,
        Err(_) => BAD_INPUT,
    }
}

/// Writes what a program answers and returns [`FINE`], or says why it cannot be written and returns [`BAD_INPUT`].
pub(crate) fn deliver(out: &mut dyn Write, err: &mut dyn Write, text: &impl Display) -> u8 {
    match write!(out, "{text}").and_then(|()| out.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            let why = format_args!("error: the answer cannot be written ({error}): check where it goes\n");
            print(err, &why, BAD_INPUT)
        }
        _ => FINE,
    }
}

/// Returns the name of a folder, with a slash at its end.
pub(crate) fn folder(path: &Path) -> String {
    let name = path.display().to_string();
    if name.ends_with('/') { name } else { name + "/" }
}

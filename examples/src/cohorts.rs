//! The program `cohorts`, as a function: a purchase log goes in; of the customers who came in one month, how many bought how
//! much later, what they brought, and how long it takes until customers come back or fall silent, come out.
//!
//! `Study` holds every figure; the pages and files only write it.

mod html;
mod json;
mod page;
mod period;
mod renewals;
mod study;
mod survival;
mod table;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;

use self::period::By;
use self::study::Study;
use self::survival::Event;
use crate::purchase_log::{LogArgs, PurchaseLog};
use crate::run::{Failure, Progress, Terminal, page_and_files, prepare_place, program, warn_of};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 5] = ["cohorts.json", "cohorts.csv", "survival.csv", "renewals.csv", "cohorts.html"];

/// Follows customers who came at the same time: how many buy again how much later, and what they bring.
///
/// Without --data, the log of a made-up shop is taken. A summary is printed; the details go to files. Cells of months that are
/// not over yet are unknown, and never zero. Tables in their own format have columns customer, at, amount, currency, order and
/// what.
#[derive(Debug, Parser)]
#[command(name = "cohorts", version, after_help = EXAMPLES)]
struct Args {
    #[command(flatten)]
    log: LogArgs,

    /// How long the periods are by which customers and purchases are grouped
    #[arg(long, value_enum, default_value_t = By::Month)]
    by: By,

    /// What the survival curve waits for
    #[arg(long, value_enum, default_value_t = Event::Repeat)]
    event: Event,

    /// After how many days without a purchase somebody has fallen silent
    #[arg(long, value_name = "DAYS", default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=36_500))]
    silent_after: u32,

    /// Folder for the page, the tables and the JSON file
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,

    /// Print the JSON instead of the page
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  cohorts
  cohorts --data cdnow_master.csv --customer customer_id --date date
  cohorts --data invoices.csv.gz --customer customer_id --date timestamp --order invoice \\
          --by quarter --event silence --silent-after 120

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
    let log = PurchaseLog::load(&args.log, &progress)?;
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
            "cohorts.json" => json::write(self, out),
            "cohorts.html" => html::write(self, out),
            "survival.csv" => table::write_survival(self, out).map_err(io::Error::from),
            "renewals.csv" => table::write_renewals(self, out).map_err(io::Error::from),
            _ => table::write_cohorts(self, out).map_err(io::Error::from),
        }
    }
}

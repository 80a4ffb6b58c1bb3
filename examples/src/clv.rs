//! The program `clv`, as a function: a purchase log goes in; models of when customers buy and stop, and what each customer
//! will still bring, come out.
//!
//! `Study` holds every figure; the page for a terminal, the HTML page, the table of customers and the JSON file only
//! write it.

mod choices;
mod customers;
mod html;
mod json;
mod models;
mod page;
mod study;
mod table;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;

use self::choices::Choices;
use self::study::Study;
use crate::purchase_log::{LogArgs, PurchaseLog};
use crate::run::{Failure, Progress, Terminal, page_and_files, prepare_place, program, warn_of};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 3] = ["clv.json", "clv.csv", "clv.html"];

/// Fits models of customer value to a purchase log: who still buys, how much is to come, and what it is worth.
///
/// Without --data, the log of a made-up shop is taken. A summary is printed; the details go to files, the customers to
/// clv.csv. Tables in their own format have columns customer, at, amount, currency, order and what.
#[derive(Debug, Parser)]
#[command(name = "clv", version, after_help = EXAMPLES)]
struct Args {
    #[command(flatten)]
    log: LogArgs,

    #[command(flatten)]
    choices: Choices,

    /// Folder for the page, the table of customers and the JSON file
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,

    /// Print the JSON instead of the page
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  clv
  clv --data purchases.csv --margin 0.3 --draws 200
  clv --data cdnow_master.csv --customer customer_id --date date --holdout 1997-09-30
  clv --data CDNOW_master.txt --blanks --customer 1 --date 2 --amount 4 --date-format %Y%m%d
  clv --data invoices.csv.gz --customer customer_id --date timestamp --order invoice

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
    args.choices.terms()?;
    let target = prepare_place(&args.out, args.log.data.as_deref(), &FILES)?;
    let progress = Progress::new(terminal.progress);
    let log = PurchaseLog::load(&args.log, &progress)?;
    warn_of(&log.left_out, &progress, err);
    let study = Study::of(log, &args.log, &args.choices, &progress)?;
    progress.next("writing");
    target.write_by(|name, out| study.write_file(name, out))?;
    Ok(study)
}

impl Study {
    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            "clv.json" => json::write(self, out),
            "clv.html" => html::write(self, out),
            _ => table::write(self, out).map_err(io::Error::from),
        }
    }
}

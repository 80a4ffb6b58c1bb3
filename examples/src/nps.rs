//! The program `nps`, as a function: the answers to a survey go in; the net promoter score comes out, with what it proves, what
//! changed it, and in which segments.
//!
//! `Study` holds every figure; the pages and files only write it.

mod answers;
mod change;
mod choices;
mod figure;
mod group;
mod html;
mod json;
mod notes;
mod page;
mod period;
mod population;
mod read;
mod study;
mod survey;
mod table;
mod words;

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::Parser;

use self::choices::{Choices, Settings};
use self::population::Population;
use self::study::Study;
use self::survey::{Survey, SurveyArgs};
use crate::run::{Failure, Progress, Terminal, page_and_files, prepare_place, program, warn_of};

/// The names of the files, in the order in which they are written.
pub const FILES: [&str; 3] = ["nps.json", "nps.csv", "nps.html"];

/// The net promoter score of a survey: what it proves, what changed it, and in which segments.
///
/// Without --data, a made-up survey is taken. A summary is printed; the details go to files. Rows whose answer is off the scale, or no
/// number, are told and never counted.
#[derive(Debug, Parser)]
#[command(name = "nps", version, after_help = EXAMPLES)]
struct Args {
    #[command(flatten)]
    survey: SurveyArgs,

    #[command(flatten)]
    choices: Choices,

    /// File with how many people there are in each segment: a column of the segment's name,
    /// and one of `people`; the answers are set beside it
    #[arg(long, value_name = "FILE", requires = "data", verbatim_doc_comment)]
    population: Option<PathBuf>,

    /// Folder for the page, the table and the JSON file
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,

    /// Print the JSON instead of the page
    #[arg(long)]
    json: bool,
}

const EXAMPLES: &str = "\
Examples:
  nps
  nps --data survey.csv --score recommend --segment region --segment channel
  nps --data answers.parquet --score recommend_0_10 --period year --segment boarding_area \\
          --weight weight --target '>= 50'

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
    program(args, out, err, make, |args, study| {
        if args.json {
            json::text(study)
        } else {
            page_and_files(page::of(study, terminal.columns), &args.out, &FILES)
        }
    })
}

fn make(args: &Args, err: &mut dyn Write, terminal: Terminal) -> Result<Study, Failure> {
    let target = prepare_place(&args.out, args.survey.data.as_deref(), &FILES)?;
    let progress = Progress::new(terminal.progress);
    let settings = Settings::of(&args.choices, &args.survey)?;
    let survey = Survey::load(&args.survey, &progress)?;
    warn_of(&survey.left_out, &progress, err);
    let population = Population::load(args.population.as_deref(), &survey, args.survey.show_values)?;
    progress.next("counting");
    let study = Study::of(&survey, settings, population)?;
    progress.next("writing");
    target.write_by(|name, out| study.write_file(name, out))?;
    Ok(study)
}

impl Study {
    fn write_file(&self, name: &str, out: &mut dyn Write) -> io::Result<()> {
        match name {
            "nps.json" => json::write(self, out),
            "nps.html" => html::write(self, out),
            _ => table::write(self, out).map_err(io::Error::from),
        }
    }
}

//! The program `sla_calibrate`, as a function: which service level explains a log's own verdicts?
//!
//! The search itself is [`crm_kit::sla::calibrate`]. Here a log is read (or made up), its candidate events are named,
//! and what was found is written: as tables, as what the log does not tell, as rules of a policy, and as JSON.

mod json;
mod log;
mod made_up;
mod page;
mod read;
mod rules;
mod words;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Datelike, Weekday};
use clap::Parser;
use crm_calendar::{Beyond, CalendarSpec, HolidayList, WeekdaySet, WeeklyHours, Zone};
use crm_kit::sla::{Calibration, Check, Search, calibrate_watched, cross_check};

pub use self::log::{Candidate, Group, Log};
use crate::run::{BAD_INPUT, FINE, Failure, Terminal, deliver, parsed, print};

/// Finds the service level behind a log's own verdicts.
///
/// For a log that says of each ticket whether its service level was met, and not by which rule: which event is
/// measured, in which working hours, whether waits pause, and within how long. Without --data, tickets are made up
/// and judged by a hidden rule.
#[derive(Debug, Parser)]
#[command(name = "sla_calibrate", version, after_help = EXAMPLES)]
struct Args {
    /// The log, or the folder that holds it (also as .csv.gz)
    #[arg(long, value_name = "PATH", requires_all = ["mapping", "verdict"])]
    data: Option<PathBuf>,

    /// TOML file that explains the columns of the log
    #[arg(long, value_name = "FILE", requires = "data")]
    mapping: Option<PathBuf>,

    /// Column with the verdict; of several rows of a ticket, the last one's counts
    #[arg(long, value_name = "COLUMN", requires = "data")]
    verdict: Option<String>,

    /// Value of that column that means met
    #[arg(long, value_name = "VALUE", requires = "data", default_value = "true")]
    met: String,

    /// Value that means missed [default: the only other value]
    #[arg(long, value_name = "VALUE", requires = "data")]
    missed: Option<String>,

    /// Column whose values have targets of their own, such as the priority
    #[arg(long, value_name = "COLUMN", requires = "data")]
    group: Option<String>,

    /// Column of instants that may be what is measured, besides the mapping's events; may be repeated
    #[arg(long, value_name = "COLUMN", requires = "data")]
    end: Vec<String>,

    /// Zone whose clock the working hours may follow; may be repeated [default: the mapping's, else UTC]
    #[arg(long, value_name = "ZONE")]
    zone: Vec<String>,

    /// Shipped list of public holidays that may be days off, such as cn; may be repeated
    #[arg(long, value_name = "LIST")]
    holidays: Vec<String>,

    /// Days that may be working days, such as mon-fri; may be repeated [default: mon-fri, mon-sat, sun-thu, mon-sun]
    #[arg(long, value_name = "DAYS")]
    days: Vec<WeekdaySet>,

    /// Do not try working hours that run past midnight
    #[arg(long)]
    no_nights: bool,

    /// Smallest step by which opening and closing are moved, in minutes
    #[arg(long, value_name = "MINUTES", default_value_t = 5, value_parser = parse_step)]
    step: u32,

    /// File for all that was found, as JSON
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Go on without the rows that cannot be read, instead of stopping
    #[arg(long)]
    keep_going: bool,

    /// Show values of bad cells that may be personal
    #[arg(long)]
    show_values: bool,
}

const EXAMPLES: &str = "\
Examples:
  sla_calibrate
  sla_calibrate --data log.csv.gz --mapping examples/mappings/servicenow.toml \\
                --verdict made_sla --met true --group priority --end resolved_at

Exit status: 0 if all went well, also where nothing is found; 1 if the input is at fault, 2 if the command line is.";

/// Runs the program and returns its exit status: [`FINE`], [`BAD_INPUT`] or [`USAGE`](crate::run::USAGE).
///
/// `args` begins with the name of the program. Results go to `out`, everything else to `err`.
pub fn run<I, T>(args: I, out: &mut dyn Write, err: &mut dyn Write, terminal: Terminal) -> u8
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let args: Args = match parsed(args, out, err) {
        Ok(args) => args,
        Err(status) => return status,
    };
    match make(&args, err, terminal) {
        Ok((page, written)) => {
            let status = deliver(out, err, &page);
            written.map_or_else(
                |failure| print(err, &format_args!("error: {failure}\n"), BAD_INPUT),
                |()| status,
            )
        }
        Err(failure) => print(err, &format_args!("error: {failure}\n"), BAD_INPUT),
    }
}

/// Returns the page, and whether the file could be written: a search that took long is not thrown away with it.
fn make(
    args: &Args,
    err: &mut dyn Write,
    terminal: Terminal,
) -> Result<(String, Result<(), Failure>), Failure> {
    if let Some(file) = &args.out {
        check_place(file, args)?;
    }
    let log = match (&args.data, &args.mapping, &args.verdict) {
        (Some(data), Some(mapping), Some(verdict)) => read::read(args, data, mapping, verdict)?,
        _ => made_up::log(made_up::TICKETS)?,
    };
    for note in &log.notes {
        print(err, &format_args!("note: {note}\n"), FINE);
    }
    let mut search = Search::new(calendars(args, &log)?);
    search.step_minutes = args.step;
    search.overnight = !args.no_nights;
    if !args.days.is_empty() {
        search.days.clone_from(&args.days);
    }
    let mut shown = |done: usize, all: usize| {
        if terminal.progress {
            // Then the rule is looked for on each half again, which takes as long.
            let text =
                if done == all { "checking\x1b[K".to_owned() } else { format!("trying: {done} of {all}") };
            print(err, &format_args!("\r{text}"), FINE);
        }
    };
    let found = Found::in_log(&log, &search, &mut shown);
    if terminal.progress {
        print(err, &"\r\x1b[K", FINE);
    }
    let found = found?.ok_or_else(|| {
        Failure::new(
            "no ticket has both an opening and a verdict: check --verdict and --met against the columns of the log",
        )
    })?;
    let mut written = Ok(());
    if let Some(file) = &args.out {
        let text = json::text(&log, &search, &found)?;
        written = fs::write(file, text).map_err(|error| {
            let name = file.display();
            Failure::new(format!("`{name}` cannot be written ({error}): check its folder and its rights"))
        });
    }
    Ok((page::text(&log, &search, &found, terminal.columns), written))
}

/// Refuses a place for the results that could not be written to, or that holds what is read, before the search begins.
fn check_place(file: &Path, args: &Args) -> Result<(), Failure> {
    let name = file.display();
    if file.is_dir() {
        return Err(Failure::new(format!("`{name}` is a folder: name a file in it after --out")));
    }
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let folder = folder.display();
        return Err(Failure::new(format!(
            "there is no folder `{folder}`: make it, or name another file after --out"
        )));
    }
    let place = fs::canonicalize(file).ok();
    let is_read =
        |read: &Option<PathBuf>| read.as_ref().is_some_and(|read| fs::canonicalize(read).ok() == place);
    if place.is_some() && (is_read(&args.data) || is_read(&args.mapping)) {
        return Err(Failure::new(format!("`{name}` is what is read: name another file after --out")));
    }
    Ok(())
}

/// What was found in a log.
#[derive(Debug)]
pub struct Found {
    /// The best rule, found on all tickets.
    pub calibration: Calibration,
    /// How rules that were found on one half of the tickets do on the other half.
    pub other_half: Option<Check>,
}

impl Found {
    /// Searches a log; `None` where it has no ticket with a verdict.
    ///
    /// # Errors
    ///
    /// When the search cannot be made.
    pub fn in_log(
        log: &Log,
        search: &Search,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Option<Self>, crm_kit::sla::CalibrationError> {
        let observations = log.observations();
        let all = calibrate_watched(&observations, search, progress)?;
        let other_half = cross_check(&observations, search)?;
        Ok(all.map(|calibration| Self { calibration, other_half }))
    }

    /// Returns whether a rule was found that says more than the more frequent verdict of each group does, also on
    /// tickets on which it was not found.
    pub fn is_a_rule(&self) -> bool {
        self.calibration.beats_majority() && self.other_half.is_some_and(|check| check.beats_majority())
    }
}

/// Returns the calendars to try: each zone without holidays, and with each list.
fn calendars(args: &Args, log: &Log) -> Result<Vec<CalendarSpec>, Failure> {
    let mut zones = Vec::new();
    for name in &args.zone {
        zones.push(Zone::named(name)?);
    }
    if zones.is_empty() {
        zones.push(log.zone.clone());
    }
    let years = years(log);
    let mut lists = vec![None];
    for name in args.holidays.iter().collect::<BTreeSet<_>>() {
        lists.push(Some(HolidayList::named(name)?));
    }
    let spec = |zone: &Zone, list: &Option<HolidayList>| {
        let name = match list {
            None => zone.name().to_owned(),
            Some(list) => format!("{} without holidays of {}", zone.name(), list.name()),
        };
        CalendarSpec {
            holidays: list.iter().cloned().collect(),
            // Every set of days that is tried has Mondays.
            made_up_hours: list.as_ref().map(|_| Weekday::Mon),
            beyond: Beyond::WeeklyHours,
            ..CalendarSpec::weekly(name, zone.clone(), WeeklyHours::closed(), years)
        }
    };
    Ok(zones.iter().flat_map(|zone| lists.iter().map(move |list| spec(zone, list))).collect())
}

/// Returns the years of a log.
fn years(log: &Log) -> (i32, i32) {
    let instants = log.rows.iter().flat_map(|row| row.ends.iter().flatten().copied().chain([row.start]));
    let years = instants.filter_map(|at| DateTime::from_timestamp_micros(at).map(|at| at.year()));
    let (first, last) = years.fold((2200, 1900), |(first, last), year| (first.min(year), last.max(year)));
    (first.min(last), last)
}

fn parse_step(text: &str) -> Result<u32, String> {
    let step = text.parse().ok().filter(|step| (1..=60).contains(step) && 60_u32.is_multiple_of(*step));
    step.ok_or_else(|| "a step has to divide an hour: 1, 5, 10, 15, 30 or 60".to_owned())
}

//! [`EventLog`]: an event log with its words, from a file or made up.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use clap::Args;
use crm_calendar::Zone;
use crm_kit::Dataset;
use crm_kit::kpi::process::{ProcessLog, TicketLog};
use crm_model::EventKind;

use super::read;
use crate::demo;
use crate::input::LeftOut;
use crate::report::cell::counted;
use crate::run::{Failure, Progress};

/// The made-up company.
const DEMO_SEED: u64 = 1;
const DEMO_CUSTOMERS: usize = 3_000;

/// Which log to read, and how.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "flags of a command line")]
pub(super) struct LogArgs {
    /// File with one row an event (also as .csv.gz)
    #[arg(long, value_name = "FILE")]
    pub(super) data: Option<PathBuf>,

    /// Column of the case, such as a ticket's number
    #[arg(long, value_name = "COLUMN", default_value = "case", requires = "data")]
    pub(super) case: String,

    /// Column of what happened
    #[arg(long, value_name = "COLUMN", default_value = "activity", requires = "data")]
    pub(super) activity: String,

    /// Column of when it happened, or began
    #[arg(long, value_name = "COLUMN", default_value = "time", requires = "data")]
    pub(super) time: String,

    /// Column of when it was finished; empty cells mean that nobody knows
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(super) finished: Option<String>,

    /// Column of who did it; empty cells mean that nobody knows
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(super) resource: Option<String>,

    /// Column of where it was done; empty cells mean that nobody knows
    #[arg(long, value_name = "COLUMN", requires = "data")]
    pub(super) department: Option<String>,

    /// How times are written, such as '%d/%m/%Y %H:%M' [default: as 2026-03-31T18:00:00 or
    /// 2026-03-31T18:00:00+08:00, with a blank or a T]
    #[arg(long, value_name = "FORMAT", requires = "data", verbatim_doc_comment)]
    pub(super) time_format: Option<String>,

    /// Zone of times that state no offset [default: UTC]
    #[arg(long, value_name = "ZONE", value_parser = parse_zone, requires = "data")]
    pub(super) zone: Option<Zone>,

    /// Events of one case and instant happened in the order of their rows; without this, in
    /// the order of their names, so that the order of rows says nothing
    #[arg(long, requires = "data", verbatim_doc_comment)]
    pub(super) rows_in_order: bool,

    /// Rows that repeat another in case, activity, times, resource and department count as well
    #[arg(long, requires = "data")]
    pub(super) keep_repeats: bool,

    /// Go on without the rows that cannot be read, instead of stopping
    #[arg(long)]
    pub(super) keep_going: bool,

    /// Show names of resources, and values of bad cells that may be personal
    #[arg(long)]
    pub(super) show_values: bool,
}

fn parse_zone(text: &str) -> Result<Zone, String> {
    Zone::named(text).map_err(|error| error.to_string())
}

/// An event log: steps in codes, and the words of the codes.
#[derive(Debug)]
pub(super) struct EventLog {
    /// What it is, such as the name of its file.
    pub(super) title: String,
    pub(super) is_file: bool,
    pub(super) steps: ProcessLog,
    pub(super) cases: Vec<String>,
    pub(super) activities: Vec<String>,
    pub(super) resources: Vec<String>,
    pub(super) departments: Vec<String>,
    /// All rows but the header.
    pub(super) rows: u64,
    pub(super) left_out: LeftOut,
    pub(super) notes: Vec<String>,
    /// The zone whose months count.
    pub(super) zone: Zone,
    /// The instant of the demo.
    pub(super) as_of: Option<DateTime<Utc>>,
}

impl EventLog {
    /// Reads the log that the command line names, or makes one up.
    pub(super) fn load(args: &LogArgs, progress: &Progress) -> Result<Self, Failure> {
        let Some(file) = &args.data else {
            progress.next("making up a company");
            return Self::made_up();
        };
        progress.next("reading");
        let log = read::read(args, file, progress)?;
        if log.steps.events() == 0 {
            return Err(Failure::new(format!(
                "`{}` has no event: name a file with one row an event",
                log.title
            )));
        }
        Ok(log)
    }

    fn made_up() -> Result<Self, Failure> {
        let (dataset, _) = Dataset::new(demo::company(DEMO_SEED, DEMO_CUSTOMERS));
        let log = TicketLog::new(dataset.tickets())?;
        let names = |name: &dyn Fn(u32) -> Option<String>| (0..).map_while(name).collect::<Vec<_>>();
        let mut notes = Vec::new();
        if log.bounded() > 0 {
            let events = counted(log.bounded(), "event");
            notes.push(format!("{events} known only by a bound: it is taken for their instant"));
        }
        Ok(Self {
            title: "tickets of a made-up company".to_owned(),
            is_file: false,
            steps: log.log().clone(),
            cases: names(&|code| log.ticket(code).map(ToString::to_string)),
            activities: EventKind::ALL.iter().map(ToString::to_string).collect(),
            resources: names(&|code| log.person(code).map(ToString::to_string)),
            departments: names(&|code| log.department(code).map(ToString::to_string)),
            rows: log.log().events() as u64,
            left_out: LeftOut::default(),
            notes,
            zone: Zone::named("Asia/Shanghai")?,
            as_of: Some(demo::as_of()),
        })
    }
}

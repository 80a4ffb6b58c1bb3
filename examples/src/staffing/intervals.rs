//! The calls of a day, read or made up.

use std::path::Path;

use chrono::{NaiveTime, Timelike};
use crm_calendar::ElapsedTime;
use crm_model::Ratio;

use super::{Args, values};
use crate::input::row_error::Showing;
use crate::input::table::{Row, TableFile, Tally};
use crate::input::{LeftOut, Options, Refusal};
use crate::run::{Failure, explained_rows};

const ADVICE: &str =
    "the columns are from (such as 09:30), calls, handling_seconds and, where they are planned, agents";

/// The calls of a day, or of an hour.
pub(super) struct Day {
    pub(super) title: String,
    pub(super) is_file: bool,
    /// How long each interval is; `None` for calls by the hour.
    pub(super) interval: Option<ElapsedTime>,
    /// In the order of their times.
    pub(super) intervals: Vec<Interval>,
    pub(super) left_out: LeftOut,
}

/// The calls of an interval.
#[derive(Debug, Clone)]
pub(super) struct Interval {
    /// When it begins; `None` for calls by the hour.
    pub(super) from: Option<NaiveTime>,
    pub(super) calls: Ratio,
    /// How long a call takes. No calls have no length.
    pub(super) handling: Option<ElapsedTime>,
    pub(super) agents: Option<u64>,
}

/// A made-up day by half hours from 08:00: calls, seconds for each, agents planned.
const DAY: [(i128, i64, u64); 20] = [
    (12, 236, 4),
    (25, 241, 5),
    (44, 248, 8),
    (61, 252, 10),
    (66, 255, 12),
    (63, 251, 12),
    (58, 247, 10),
    (49, 243, 8),
    (34, 240, 6),
    (31, 238, 6),
    (40, 242, 8),
    (52, 246, 10),
    (60, 250, 12),
    (57, 253, 12),
    (51, 249, 10),
    (45, 247, 10),
    (38, 244, 8),
    (27, 241, 6),
    (19, 239, 4),
    (11, 235, 3),
];

/// Returns the calls that the command line names, or a made-up day.
pub(super) fn of(args: &Args) -> Result<Day, Failure> {
    if let (Some(calls), Some(handling)) = (args.calls, args.handling) {
        let interval = Interval { from: None, calls, handling: Some(handling), agents: args.agents };
        let (title, left_out) = ("Calls by the hour".to_owned(), LeftOut::default());
        return Ok(Day { title, is_file: false, interval: None, intervals: vec![interval], left_out });
    }
    match &args.data {
        Some(path) => read(args, path),
        None => Ok(made_up()),
    }
}

fn made_up() -> Day {
    let half_hour = |(place, (calls, seconds, agents)): (u32, (i128, i64, u64))| {
        Some(Interval {
            from: NaiveTime::from_num_seconds_from_midnight_opt(8 * 3_600 + place * 1_800, 0),
            calls: Ratio::new(calls, 1)?,
            handling: ElapsedTime::from_seconds(seconds),
            agents: Some(agents),
        })
    };
    Day {
        title: "A made-up hotline".to_owned(),
        is_file: false,
        interval: Some(ElapsedTime::from_minutes(30)),
        intervals: (0..).zip(DAY).filter_map(half_hour).collect(),
        left_out: LeftOut::default(),
    }
}

struct Columns {
    from: usize,
    calls: usize,
    handling: usize,
    agents: Option<usize>,
}

fn read(args: &Args, path: &Path) -> Result<Day, Failure> {
    let options =
        Options { keep_going: args.keep_going, show_values: args.show_values, ..Options::default() };
    let file = TableFile::open(path, &options)?;
    let title = file.name().to_owned();
    file.only_columns(&["from", "calls", "handling_seconds", "agents"])?;
    let need = |name| file.need_column(name, ADVICE);
    let columns = Columns {
        from: need("from")?,
        calls: need("calls")?,
        handling: need("handling_seconds")?,
        agents: file.column("agents"),
    };
    let mut tally = Tally::new(&options);
    let mut intervals = Vec::new();
    file.each_row(&mut tally, |row| {
        intervals.push(interval(row, &columns)?);
        Ok(())
    })?;
    let left_out = tally.left_out.settle(&options).map_err(explained_rows)?;
    intervals.sort_by_key(|interval| interval.from);
    check_apart(&title, &intervals, args.interval)?;
    if intervals.is_empty() {
        return Err(Failure::new(format!("`{title}` has no row that can be read: {ADVICE}")));
    }
    Ok(Day { title, is_file: true, interval: Some(args.interval), intervals, left_out })
}

fn interval(row: &Row<'_>, columns: &Columns) -> Result<Interval, Refusal> {
    let refused = |column: usize, rule: String| row.refusal(column, Showing::Numbers, rule);
    let text = |column: usize| row.cell(column).map(str::trim);
    let from = NaiveTime::parse_from_str(text(columns.from)?, "%H:%M")
        .map_err(|_| row.refusal(columns.from, Showing::Instants, "is not a time of day such as 09:30"))?;
    let calls = values::number(text(columns.calls)?).map_err(|rule| refused(columns.calls, rule))?;
    let handling = text(columns.handling)?;
    let handling = if handling.is_empty() && calls.parts().0 == 0 {
        None
    } else {
        Some(values::seconds(handling).map_err(|rule| refused(columns.handling, rule))?)
    };
    let agents = match row
        .filled(columns.agents)?
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .zip(columns.agents)
    {
        None => None,
        Some((agents, column)) => Some(
            agents.parse().map_err(|_| refused(column, "is not a number of agents such as 14".to_owned()))?,
        ),
    };
    Ok(Interval { from: Some(from), calls, handling, agents })
}

/// Refuses intervals that overlap, and one that is longer than the rest of its day.
fn check_apart(title: &str, intervals: &[Interval], length: ElapsedTime) -> Result<(), Failure> {
    let micros = |interval: &Interval| {
        interval.from.map_or(0, |from| i64::from(from.num_seconds_from_midnight()) * 1_000_000)
    };
    let times: Vec<i64> = intervals.iter().map(micros).collect();
    let written = |micros: i64| format!("{:02}:{:02}", micros / 3_600_000_000, micros / 60_000_000 % 60);
    let mut pairs = times.iter().zip(times.iter().skip(1).copied().chain([86_400_000_000]));
    match pairs.find(|(from, next)| *next - **from < length.as_micros()) {
        None => Ok(()),
        Some((from, next)) => Err(Failure::new(format!(
            "`{title}` has an interval from {} and the next from {}, less than {length} later: name how long intervals are \
             with --interval, and give each one row",
            written(*from),
            written(next)
        ))),
    }
}

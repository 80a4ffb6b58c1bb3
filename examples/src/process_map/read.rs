//! Reading an event log from a file.

use std::collections::HashMap;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use crm_calendar::{LocalInstant, Zone};
use crm_kit::kpi::process::{EventColumns, NOBODY, ProcessLog, Repeats, UNFINISHED};

use super::log::{EventLog, LogArgs};
use crate::input::row_error::Showing;
use crate::input::table::{Row, TableFile, Tally};
use crate::input::{Options, Refusal, instant};
use crate::report::cell::counted;
use crate::run::{Failure, Progress, explained_rows};

const ADVICE: &str =
    "name the right one with --case, --activity, --time, --finished, --resource or --department";

/// How times without an offset are written, unless the command line says so.
const LOCAL_FORMATS: [&str; 4] =
    ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"];

/// Where the columns are.
struct Columns {
    case: usize,
    activity: usize,
    time: usize,
    finished: Option<usize>,
    resource: Option<usize>,
    department: Option<usize>,
}

/// Words and their codes, in the order in which they came.
#[derive(Default)]
struct Words {
    codes: HashMap<String, u32>,
}

/// Columns as they gather.
#[derive(Default)]
struct Gathered {
    cases: (Words, Vec<u32>),
    activities: (Words, Vec<u32>),
    resources: (Words, Vec<u32>),
    departments: (Words, Vec<u32>),
    instants: Vec<i64>,
    finished: Vec<i64>,
    /// Times without an offset, and those of them that the clock of the zone showed twice or never.
    local: u64,
    doubtful: u64,
}

/// Reads the log.
pub(super) fn read(args: &LogArgs, path: &Path, progress: &Progress) -> Result<EventLog, Failure> {
    let rows = |rows| progress.rows(rows);
    let options = Options {
        keep_going: args.keep_going,
        show_values: args.show_values,
        progress: Some(&rows),
        ..Options::default()
    };
    let file = TableFile::open(path, &options)?;
    let title = file.name().to_owned();
    let need = |name: &str| file.need_column(name, ADVICE);
    let named = |name: &Option<String>| name.as_deref().map(need).transpose();
    let columns = Columns {
        case: need(&args.case)?,
        activity: need(&args.activity)?,
        time: need(&args.time)?,
        finished: named(&args.finished)?,
        resource: named(&args.resource)?,
        department: named(&args.department)?,
    };
    let zone = args.zone.clone().unwrap_or_else(Zone::utc);
    let times = Times { format: args.time_format.as_deref(), zone: &zone };
    let (mut tally, mut gathered) = (Tally::new(&options), Gathered::default());
    file.each_row(&mut tally, |row| gathered.take(row, &columns, &times))?;
    let (rows, left_out) = (tally.rows, tally.left_out.settle(&options).map_err(explained_rows)?);
    progress.next("sorting");
    let mut notes = Vec::new();
    if gathered.doubtful > 0 {
        let events = counted(gathered.doubtful, "time");
        notes.push(format!("{events} that the clock of the zone showed twice, or never: the earlier one is taken, or the next"));
    }
    if args.zone.is_none() && gathered.local > 0 {
        notes.push("times without an offset are taken as UTC: name their zone with --zone".to_owned());
    }
    let (cases, case_codes) = gathered.cases.0.settle(gathered.cases.1);
    let (activities, activity_codes) = gathered.activities.0.settle(gathered.activities.1);
    let (resources, resource_codes) = gathered.resources.0.settle(gathered.resources.1);
    let (departments, department_codes) = gathered.departments.0.settle(gathered.departments.1);
    let in_order: Vec<u64> =
        if args.rows_in_order { (0..case_codes.len() as u64).collect() } else { Vec::new() };
    let event_columns = EventColumns {
        cases: &case_codes,
        activities: &activity_codes,
        instants: &gathered.instants,
        resources: Some(&resource_codes),
        departments: Some(&department_codes),
        finished: Some(&gathered.finished),
        sequences: args.rows_in_order.then_some(&in_order),
    };
    let repeats = if args.keep_repeats { Repeats::Kept } else { Repeats::Once };
    let steps = ProcessLog::new(event_columns, repeats)?;
    Ok(EventLog {
        title,
        is_file: true,
        steps,
        cases,
        activities,
        resources,
        departments,
        rows,
        left_out,
        notes,
        zone,
        as_of: None,
    })
}

impl Words {
    /// Returns the code of a word; `None` once there are more words than codes.
    fn code(&mut self, word: &str) -> Option<u32> {
        if let Some(code) = self.codes.get(word) {
            return Some(*code);
        }
        let code = u32::try_from(self.codes.len()).ok().filter(|code| *code != NOBODY)?;
        self.codes.insert(word.to_owned(), code);
        Some(code)
    }

    /// Returns the words, sorted, and the codes as places among them, whatever order they came in.
    fn settle(self, mut codes: Vec<u32>) -> (Vec<String>, Vec<u32>) {
        let mut words: Vec<(String, u32)> = self.codes.into_iter().collect();
        words.sort_unstable();
        let mut places = vec![0; words.len()];
        for (place, (_, code)) in (0_u32..).zip(&words) {
            if let Some(slot) = usize::try_from(*code).ok().and_then(|code| places.get_mut(code)) {
                *slot = place;
            }
        }
        for code in &mut codes {
            *code = usize::try_from(*code).ok().and_then(|code| places.get(code)).copied().unwrap_or(NOBODY);
        }
        (words.into_iter().map(|(word, _)| word).collect(), codes)
    }
}

impl Gathered {
    fn take(&mut self, row: &Row<'_>, columns: &Columns, times: &Times<'_>) -> Result<(), Refusal> {
        let text = |column: usize| row.cell(column).map(str::trim);
        let filled = |column: usize, what: &str| {
            let found = text(column)?;
            let missing =
                || row.refusal(column, Showing::Plain, format!("is missing: every event needs {what}"));
            if found.is_empty() { Err(missing()) } else { Ok(found) }
        };
        let read = |column: usize| {
            let read = times.read(text(column)?);
            read.map_err(|rule| row.refusal(column, Showing::Instants, rule))
        };
        let case = filled(columns.case, "a case")?;
        let activity = filled(columns.activity, "an activity")?;
        let began = read(columns.time)?;
        let finished = match columns.finished {
            Some(column) if !text(column)?.is_empty() => Some((column, read(column)?)),
            _ => None,
        };
        if let Some((column, finished)) = &finished
            && finished.at < began.at
        {
            return Err(row.refusal(*column, Showing::Instants, "is before the event began"));
        }
        let optional = |column: Option<usize>| column.map_or(Ok(""), text);
        let (resource, department) = (optional(columns.resource)?, optional(columns.department)?);
        let too_many = || Refusal::of_row("has one name more than can be told apart".to_owned());
        let code = |words: &mut Words, word: &str| match word {
            "" => Ok(NOBODY),
            word => words.code(word).ok_or_else(too_many),
        };
        let case = code(&mut self.cases.0, case)?;
        let activity = code(&mut self.activities.0, activity)?;
        let resource = code(&mut self.resources.0, resource)?;
        let department = code(&mut self.departments.0, department)?;
        self.cases.1.push(case);
        self.activities.1.push(activity);
        self.resources.1.push(resource);
        self.departments.1.push(department);
        for time in [Some(&began), finished.as_ref().map(|(_, finished)| finished)].into_iter().flatten() {
            self.local += u64::from(time.is_local);
            self.doubtful += u64::from(time.is_doubtful);
        }
        self.instants.push(began.at.timestamp_micros());
        self.finished.push(finished.map_or(UNFINISHED, |(_, finished)| finished.at.timestamp_micros()));
        Ok(())
    }
}

/// How the cells of a column of times are read.
struct Times<'a> {
    format: Option<&'a str>,
    zone: &'a Zone,
}

/// A time, and whether the clock showed it not exactly once.
#[derive(Debug, PartialEq, Eq)]
struct Time {
    at: DateTime<Utc>,
    is_local: bool,
    is_doubtful: bool,
}

impl Times<'_> {
    fn read(&self, text: &str) -> Result<Time, String> {
        let found = match self.format {
            Some(format) => DateTime::parse_from_str(text, format)
                .ok()
                .map(|at| Time { at: at.to_utc(), is_local: false, is_doubtful: false })
                .or_else(|| NaiveDateTime::parse_from_str(text, format).ok().map(|local| self.local(local))),
            None => self.common(text),
        };
        let missing = || {
            let form = self.format.map_or_else(
                || {
                    "such as 2026-03-31T18:00:00 or 2026-03-31 18:00: name its form with --time-format"
                        .to_owned()
                },
                |format| format!("written as `{format}`"),
            );
            format!("is not an instant {form}")
        };
        let time = found.ok_or_else(missing)?;
        Ok(Time { at: instant::settled(time.at)?, ..time })
    }

    fn common(&self, text: &str) -> Option<Time> {
        if let Some(at) = instant::rfc3339(text) {
            return Some(Time { at, is_local: false, is_doubtful: false });
        }
        let local = LOCAL_FORMATS.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
        local.map(|local| self.local(local))
    }

    fn local(&self, local: NaiveDateTime) -> Time {
        let found = self.zone.instants(local);
        Time { at: found.earliest(), is_local: true, is_doubtful: !matches!(found, LocalInstant::Single(_)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_places_among_the_sorted_words() {
        let mut words = Words::default();
        let codes: Vec<u32> = ["c", "a", "c", "b"].iter().map(|word| words.code(word).unwrap()).collect();
        let (sorted, codes) = words.settle([codes, vec![NOBODY]].concat());
        assert_eq!((sorted.concat(), codes), ("abc".to_owned(), vec![2, 0, 2, 1, NOBODY]));
    }

    #[test]
    fn times_are_of_the_zone_unless_they_say_so() {
        let berlin = Zone::named("Europe/Berlin").unwrap();
        let read = |format, text: &str| {
            let time = Times { format, zone: &berlin }.read(text)?;
            Ok::<_, String>((time.at.to_rfc3339(), time.is_doubtful))
        };
        let found = |text: &str, doubtful| Ok((text.to_owned(), doubtful));
        assert_eq!(read(None, "2026-07-01 12:00"), found("2026-07-01T10:00:00+00:00", false));
        assert_eq!(read(None, "2026-07-01T12:00:00Z"), found("2026-07-01T12:00:00+00:00", false));
        assert_eq!(
            read(Some("%d.%m.%Y %H:%M"), "01.07.2026 12:00"),
            found("2026-07-01T10:00:00+00:00", false)
        );
        // Shown twice, and never.
        assert_eq!(read(None, "2026-10-25 02:30"), found("2026-10-25T00:30:00+00:00", true));
        assert_eq!(read(None, "2026-03-29 02:30"), found("2026-03-29T01:00:00+00:00", true));
        for text in ["", "2026-07-01", "yesterday", "NaN", "26-07-01 12:00"] {
            assert!(read(None, text).is_err(), "{text}");
        }
    }
}

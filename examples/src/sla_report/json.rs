//! `sla.json`: everything, for programs.

use std::io::{self, Write};

use chrono::NaiveDate;
use crm_calendar::Period;
use crm_kit::sla::{Choice, JudgedLimit};
use crm_model::{AgreedLimit, ClauseId, RuleName};
use serde::Serialize;

use super::choices::ChoiceView;
use super::{Answer, Day, Figures, Group, Held, HeldBy, Lengths, Levels, MonthRow, Slice, Trace, Worst};
use crate::report::cell::Instant;
use crate::report::json::{DataRow, Document, PolicyRow};
use crate::report::reasons::{lacking_in_the_data, words};
use crate::report::{Attainment, Tally};

/// The schema of the file, for a program to check before it reads on.
const SCHEMA: &str = "crm-sla-report/1";

/// Writes the whole report.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    let Answer { report, levels } = answer;
    let mut document = Document::new(out);
    document.field("schema", &SCHEMA)?;
    document.field("as_of", &Instant(levels.as_of))?;
    document.field("as_of_is", &report.as_of_is.as_str())?;
    document.field("policy", &PolicyRow::new(&report.policy))?;
    document.field("data", &DataRow::new(&report.data))?;
    document.field("by", &levels.choices.by.as_str())?;
    document.field("few", &levels.choices.few)?;
    document.field("zone", &levels.zone.name())?;
    document.list("groups", levels.groups.iter().map(|group| GroupRow::new(levels, group)))?;
    document.list("months", levels.months.iter().map(|row| MonthOut::new(levels, row)))?;
    document.list("worst", levels.worst.iter().map(WorstRow::new))?;
    let lacking = lacking_in_the_data(report).into_iter();
    document.list(
        "not_counted",
        lacking.map(|(unclear, concerns)| LackingRow {
            measure: unclear.measure.to_string(),
            clause: unclear.clause.as_ref().map(ToString::to_string),
            missing: words(&unclear.missing),
            concerns,
        }),
    )?;
    document.end()
}

#[derive(Serialize)]
struct LackingRow {
    measure: String,
    clause: Option<String>,
    missing: String,
    concerns: String,
}

/// A slice: `{"all": true}`, or its value, which is `null` where it is not known.
#[derive(Serialize)]
struct SliceRow<'a> {
    all: bool,
    value: Option<&'a str>,
}

impl<'a> SliceRow<'a> {
    fn new(slice: &'a Slice) -> Self {
        let value = match slice {
            Slice::Of(value) => Some(value.as_str()),
            Slice::All | Slice::Unknown => None,
        };
        Self { all: *slice == Slice::All, value }
    }
}

#[derive(Serialize)]
struct GroupRow<'a> {
    measure: &'a str,
    #[serde(flatten)]
    slice: SliceRow<'a>,
    owed: u64,
    states: Tally,
    attainment: Option<Attainment>,
    few: bool,
    open: Option<Lengths>,
    elapsed: Option<Lengths>,
    stood_still: Option<Lengths>,
}

impl<'a> GroupRow<'a> {
    fn new(levels: &Levels, group: &'a Group) -> Self {
        let Figures { tally, open, elapsed, paused } = group.figures;
        let attainment = tally.attainment();
        Self {
            measure: group.measure.as_str(),
            slice: SliceRow::new(&group.slice),
            owed: tally.owed(),
            states: tally,
            attainment,
            few: attainment.is_some_and(|share| levels.is_few(share.whole)),
            open,
            elapsed,
            stood_still: paused,
        }
    }
}

#[derive(Serialize)]
struct MonthOut<'a> {
    measure: &'a str,
    #[serde(flatten)]
    slice: SliceRow<'a>,
    month: String,
    complete: bool,
    owed: u64,
    states: Tally,
    attainment: Option<Attainment>,
    few: bool,
}

impl<'a> MonthOut<'a> {
    fn new(levels: &Levels, row: &'a MonthRow) -> Self {
        let attainment = row.tally.attainment();
        Self {
            measure: row.measure.as_str(),
            slice: SliceRow::new(&row.slice),
            month: row.month.to_string(),
            complete: row.is_complete,
            owed: row.tally.owed(),
            states: row.tally,
            attainment,
            few: attainment.is_some_and(|share| levels.is_few(share.whole)),
        }
    }
}

#[derive(Serialize)]
struct WorstRow<'a> {
    ticket: String,
    measure: &'a str,
    clause: Option<&'a str>,
    rule: Option<&'a str>,
    round: u32,
    value: Option<&'a str>,
    state: &'static str,
    start: Option<Instant>,
    due: Option<Instant>,
    stop: Option<Instant>,
    late_by_elapsed_us: Option<i64>,
    late_by_open_us: Option<i64>,
    trace: Option<TraceRow<'a>>,
}

impl<'a> WorstRow<'a> {
    fn new(worst: &'a Worst) -> Self {
        let obligation = &worst.obligation;
        Self {
            ticket: obligation.id.subject.to_string(),
            measure: obligation.id.measure.as_str(),
            clause: obligation.id.clause.as_ref().map(ClauseId::as_str),
            rule: obligation.rule.as_ref().map(RuleName::as_str),
            round: obligation.id.round,
            value: SliceRow::new(&worst.slice).value,
            state: obligation.state.as_str(),
            start: obligation.opened_at.map(Instant),
            due: obligation.window.due.map(Instant),
            stop: obligation.stopped_at.map(Instant),
            late_by_elapsed_us: obligation.late_by.map(|late| late.elapsed.as_micros()),
            late_by_open_us: obligation.late_by.and_then(|late| Some(late.open?.as_micros())),
            trace: worst.trace.as_ref().map(TraceRow::new),
        }
    }
}

#[derive(Serialize)]
struct TraceRow<'a> {
    within: Option<String>,
    by: Option<Instant>,
    before: Option<&'static str>,
    agreed: bool,
    calendar: &'a str,
    zone: &'a str,
    by_the_clock: bool,
    stood_still_us: i64,
    pauses: Vec<PeriodRow>,
    used_us: i64,
    days: Vec<DayRow>,
    days_untold: usize,
    held: Vec<HeldRow<'a>>,
    choices: Vec<ChoiceRow>,
}

impl<'a> TraceRow<'a> {
    fn new(trace: &'a Trace) -> Self {
        let (within, by, before) = match trace.limit {
            JudgedLimit::Within(span) | JudgedLimit::Agreed(AgreedLimit::Within(span)) => {
                (Some(span.to_string()), None, None)
            }
            JudgedLimit::Agreed(AgreedLimit::By(instant)) => (None, Some(Instant(instant)), None),
            JudgedLimit::Before(event) => (None, None, Some(event.as_str())),
        };
        Self {
            within,
            by,
            before,
            agreed: matches!(trace.limit, JudgedLimit::Agreed(_)),
            calendar: &trace.calendar,
            zone: trace.zone.name(),
            by_the_clock: trace.is_by_the_clock,
            stood_still_us: trace.stood_still(),
            pauses: periods(&trace.pauses),
            used_us: trace.used,
            days: trace.days.iter().map(DayRow::new).collect(),
            days_untold: trace.days_untold,
            held: trace.held.iter().map(HeldRow::new).collect(),
            choices: trace.choices.iter().map(ChoiceRow::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct HeldRow<'a> {
    holder: &'static str,
    department: Option<&'a str>,
    from: Instant,
    until: Instant,
    elapsed_us: Option<i64>,
    open_us: Option<i64>,
    late_elapsed_us: Option<i64>,
    late_open_us: Option<i64>,
}

impl<'a> HeldRow<'a> {
    fn new(held: &'a Held) -> Self {
        let (holder, department) = match &held.by {
            HeldBy::Department(department) => ("department", Some(department.as_str())),
            HeldBy::Person => ("person", None),
            HeldBy::Nobody => ("nobody", None),
        };
        Self {
            holder,
            department,
            from: Instant(held.from),
            until: Instant(held.until),
            elapsed_us: held.elapsed,
            open_us: held.open,
            late_elapsed_us: held.late.map(|late| late.elapsed.as_micros()),
            late_open_us: held.late.and_then(|late| Some(late.open?.as_micros())),
        }
    }
}

#[derive(Serialize)]
struct ChoiceRow {
    what: &'static str,
    at: Option<Instant>,
    option: Option<&'static str>,
    text: String,
}

impl ChoiceRow {
    fn new(choice: &Choice) -> Self {
        let ChoiceView { what, at, option, text } = ChoiceView::of(choice);
        Self { what, at: at.map(Instant), option, text }
    }
}

#[derive(Serialize)]
struct DayRow {
    from: NaiveDate,
    until: NaiveDate,
    used_us: i64,
    used: Vec<PeriodRow>,
    why: &'static str,
    remark: String,
}

impl DayRow {
    fn new(day: &Day) -> Self {
        Self {
            from: day.from,
            until: day.until,
            used_us: day.micros(),
            used: periods(&day.used),
            why: day.why.as_str(),
            remark: day.why.in_words(!day.used.is_empty()),
        }
    }
}

#[derive(Serialize)]
struct PeriodRow {
    from: Instant,
    until: Instant,
}

fn periods(periods: &[Period]) -> Vec<PeriodRow> {
    let row = |period: &Period| PeriodRow { from: Instant(period.start()), until: Instant(period.end()) };
    periods.iter().map(row).collect()
}

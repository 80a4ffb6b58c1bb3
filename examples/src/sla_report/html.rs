//! The report as one HTML file, made as the page of `assess` is: no script, nothing loaded, light or dark.

use std::borrow::Borrow;
use std::io::{self, Write};

use askama::Template;

use super::words::{budget, choices, course, held, hours, late, lengths, owed, pauses, share};
use super::{Answer, Day, Figures, Group, Lengths, Levels, MonthRow, Trace, Worst};
use crate::report::cell::{Brief, count as count_of, counted as counted_of, readable, shortened};
use crate::report::head::{no_promises, tickets};
use crate::report::html::{Fact, Point, Scale, ShareView, Trend, chart};
use crate::report::reasons::{lacking_in_the_data, words};

/// The page with what its template needs.
#[derive(Template)]
#[template(path = "sla/page.html", whitespace = "minimize")]
struct Page {
    title: String,
    policy: String,
    as_of: String,
    as_of_is: &'static str,
    facts: Vec<Fact>,
    by: &'static str,
    few: u64,
    zone: String,
    nothing: &'static str,
    measures: Vec<MeasureView>,
    worst: Vec<WorstView>,
    lacking: Vec<LackingView>,
}

/// A measure: its figures, what it is broken down into, and its months.
struct MeasureView {
    name: String,
    rows: Vec<RowView>,
    /// Whether any clock stood still.
    can_pause: bool,
    trend: Option<Trend>,
    /// The last month that is not over, if there is one.
    running: Option<String>,
}

/// One row of a table.
struct RowView {
    name: String,
    is_all: bool,
    owed: u64,
    met: u64,
    met_late: u64,
    missed: u64,
    overdue: u64,
    open: u64,
    paused: u64,
    void: u64,
    unclear: u64,
    share: Option<ShareView>,
    share_is_few: bool,
    open_time: Option<TimesView>,
    elapsed_time: Option<TimesView>,
    stood_still: Option<TimesView>,
}

/// Lengths of time.
struct TimesView {
    count: u64,
    half: String,
    ninetieth: String,
}

/// One of the worst cases.
struct WorstView {
    place: usize,
    ticket: String,
    owed: String,
    value: String,
    state: &'static str,
    late: String,
    course: String,
    budget: String,
    /// When the clock stood still, who held the ticket, and what the policy chose.
    more: Vec<String>,
    days: Vec<DayView>,
    days_untold: u64,
}

struct DayView {
    name: String,
    length: String,
    hours: String,
}

struct LackingView {
    measure: String,
    clause: String,
    concerns: String,
    missing: String,
}

/// Writes the page.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> io::Result<()> {
    page(answer).write_into(&mut { out })
}

fn page(answer: &Answer) -> Page {
    let Answer { report, levels } = answer;
    let fact = |name: &str, texts: Vec<String>| Fact { name: name.to_owned(), texts };
    let mut facts = vec![
        fact("Policy", report.policy.versions.iter().map(ToString::to_string).collect()),
        fact("Tickets", vec![tickets(report)]),
    ];
    let data = &report.data;
    if data.tickets_opened < data.tickets {
        let all = counted_of(data.tickets, "ticket");
        facts.push(fact("Opened by then", vec![format!("{} of the {all}", count_of(data.tickets_opened))]));
    }
    let lacking = lacking_in_the_data(report).into_iter().map(|(unclear, concerns)| LackingView {
        measure: unclear.measure.to_string(),
        clause: unclear.clause.map(|clause| clause.to_string()).unwrap_or_default(),
        concerns,
        missing: words(&unclear.missing),
    });
    Page {
        title: data.title.clone(),
        policy: report.policy.name.clone(),
        as_of: readable(levels.as_of),
        as_of_is: report.as_of_is.in_words(),
        facts,
        by: levels.choices.by.as_str(),
        few: levels.choices.few,
        zone: levels.zone.name().to_owned(),
        nothing: no_promises(report),
        measures: levels.measures().map(|all| measure(levels, all)).collect(),
        worst: levels.worst.iter().enumerate().map(|(place, one)| worst(place, one, levels)).collect(),
        lacking: lacking.collect(),
    }
}

fn measure(levels: &Levels, all: &Group) -> MeasureView {
    let rows: Vec<&MonthRow> = levels.months_of(&all.measure).collect();
    let running = rows.last().filter(|row| !row.is_complete).map(|row| row.month.to_string());
    MeasureView {
        name: all.measure.to_string(),
        rows: levels.rows_of(all).into_iter().map(|group| row(levels, group)).collect(),
        can_pause: all.figures.paused.is_some(),
        trend: trend(levels, &rows),
        running,
    }
}

fn row(levels: &Levels, group: &Group) -> RowView {
    let Figures { tally, open, elapsed, paused } = &group.figures;
    let times = |of: &Option<Lengths>, days: bool| {
        let [half, ninetieth] = lengths(levels, *of, days)?;
        Some(TimesView { count: of.map_or(0, |of| of.count), half, ninetieth })
    };
    RowView {
        name: shortened(group.slice.as_str().to_owned()),
        is_all: group.slice == super::Slice::All,
        owed: tally.owed(),
        met: tally.met,
        met_late: tally.met_late,
        missed: tally.missed,
        overdue: tally.overdue,
        open: tally.open + tally.waiting + tally.blocked,
        paused: tally.paused,
        void: tally.void(),
        unclear: tally.undetermined,
        share: tally.attainment().map(ShareView::of),
        share_is_few: tally.attainment().is_some_and(|share| levels.is_few(share.whole)),
        open_time: times(open, false),
        elapsed_time: times(elapsed, true),
        stood_still: times(paused, true),
    }
}

/// Returns the share by month; none where fewer than two months have a figure.
fn trend(levels: &Levels, rows: &[&MonthRow]) -> Option<Trend> {
    let point = |row: &&MonthRow| {
        let running = if row.is_complete { "" } else { ", not over" };
        Point {
            period: row.month.to_string(),
            value: row.tally.attainment().map(|share| ShareView::of(share).fraction),
            text: share(levels, &row.tally).map_or_else(
                || "no figure".to_owned(),
                |(parts, percent)| format!("{percent} ({parts}{running})"),
            ),
        }
    };
    let points: Vec<Point> = rows.iter().map(point).collect();
    let has_figures = points.iter().filter(|point| point.value.is_some()).count() > 1;
    has_figures.then(|| Trend { points, target: None, scale: Some(Scale::of_shares()) })
}

fn worst(place: usize, one: &Worst, levels: &Levels) -> WorstView {
    let Worst { obligation, slice, trace } = one;
    let unknown = || "how its due instant came about cannot be told".to_owned();
    WorstView {
        place: place + 1,
        ticket: shortened(obligation.id.subject.to_string()),
        owed: owed(obligation),
        value: slice.as_str().to_owned(),
        state: obligation.state.as_str(),
        late: late(obligation.late_by),
        course: course(one, levels.as_of),
        budget: trace.as_ref().map_or_else(unknown, budget),
        more: trace.iter().flat_map(|trace| [pauses(trace), held(trace), choices(trace)]).flatten().collect(),
        days: trace.iter().flat_map(|trace| trace.days.iter().map(|one| day(one, trace))).collect(),
        days_untold: trace.as_ref().map_or(0, |trace| trace.days_untold as u64),
    }
}

fn day(day: &Day, trace: &Trace) -> DayView {
    let length = match day.micros() {
        0 => String::new(),
        micros => Brief { micros, days: false }.to_string(),
    };
    DayView { name: day.name(), length, hours: hours(day, &trace.zone) }
}

/// Returns a count with its thousands set apart; templates hand numbers over in either way.
fn count(number: impl Borrow<u64>) -> String {
    count_of(*number.borrow())
}

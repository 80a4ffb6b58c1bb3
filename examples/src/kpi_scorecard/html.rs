//! The study as one HTML file, made as the other reports are: no script, nothing loaded, light or dark.

use std::io::{self, Write};

use askama::Template;
use crm_kit::kpi::chart::{Anomalies, Point, Stands};
use crm_kit::kpi::decomposition::{Effect, Lack};
use crm_kit::kpi::{Breakdown, Line, Member, Note, Value};
use crm_model::Ratio;

use super::study::{self, More, Study};
use super::words::{
    advice, amount, asked, change, course, cut_off, elsewhere, gap, interval, lead, moved, period_at,
    probability, restated, signals, signed, standing, takes, untold,
};
use crate::draw::{Curves, Figures, Scale, Series, Style};
use crate::report::cell::{count, percent, readable};
use crate::report::html::clauses::{ClauseRow, named};
use crate::report::html::{Fact, Tile, Tone, View, chart, of_scorecard};
use crate::report::scorecard::{form, measured, name, parts, shown, shown_beside, verdict};

/// The page with what its template needs.
#[derive(Template)]
#[template(path = "kpi/page.html", whitespace = "minimize")]
struct Page {
    view: View,
    clauses: Vec<ClauseRow>,
    lead: Vec<String>,
    missed: Vec<Missed>,
    behind: Option<Figures>,
    out: Vec<Picture>,
    calm: Vec<Picture>,
    calm_number: String,
    trends: Option<Figures>,
    untold: String,
    segments: Vec<Segments>,
    running: Option<Figures>,
    restated: Option<Figures>,
    is_compared: bool,
}

/// A line that misses its target.
struct Missed {
    name: String,
    clause: String,
    standing: String,
    takes: Vec<String>,
}

/// A control chart.
struct Picture {
    name: String,
    said: String,
    curves: Curves,
}

/// A line by the segments of a dimension.
struct Segments {
    name: String,
    dimension: String,
    is_missed: bool,
    change: String,
    table: Figures,
}

/// Writes the page.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    page(study).write_into(&mut { out })
}

fn page(study: &Study) -> Page {
    let mut view = of_scorecard(&study.report);
    if let Some(per) = study.per {
        let name = "Measured".to_owned();
        view.head.facts.push(Fact {
            name,
            texts: vec![format!("per {per}; targets for another length of period are not judged")],
        });
    }
    view.tiles.extend(tiles(study));
    let clauses = named(&view);
    let (out, calm) = pictures(study);
    let missed = study.missed().map(|(line, more)| Missed {
        name: name(line),
        clause: line.clause.to_string(),
        standing: signs(&standing(study, line, more)),
        takes: takes(study, line, more),
    });
    Page {
        clauses,
        lead: lead(study),
        missed: missed.collect(),
        behind: behind(study),
        out,
        calm_number: count(calm.len() as u64),
        calm,
        trends: trends(study),
        untold: untold(study).unwrap_or_default(),
        segments: segments(study),
        running: running(study),
        restated: restatements(study),
        is_compared: study.restated.is_some(),
        view,
    }
}

fn tiles(study: &Study) -> Vec<Tile> {
    let tile = |label: &str, number: usize, note: &str, tone: Tone, section: &'static str| Tile {
        label: label.to_owned(),
        value: count(number as u64),
        note: note.to_owned(),
        tone: if number == 0 { Tone::Neutral } else { tone },
        section,
    };
    let missed = study.missed().count();
    let mut tiles = vec![
        tile(
            "Targets missed",
            missed,
            "with what each takes",
            Tone::Bad,
            if missed > 0 { "missed" } else { "" },
        ),
        tile("Stand out", study.out().count(), "in a control chart", Tone::Warning, "charts"),
        tile("Fall or rise", study.moving().count(), "by a test against either way", Tone::Neutral, "trends"),
    ];
    if let Some(restated) = &study.restated {
        let note = format!("of {} stated on {}", count(restated.compared), readable(restated.since));
        tiles.push(tile("Restated", restated.rows.len(), &note, Tone::Warning, "restated"));
    }
    tiles
}

fn behind(study: &Study) -> Option<Figures> {
    let header = ["indicator", "cases", "interval", "confidence", "method", "to the target", "definition"];
    let mut table = Figures::new("behind-figures", "How many cases, how sure, how far", header);
    let shown = measured(&study.report);
    for line in &shown {
        let more = study.lines().find(|(other, _)| other.indicator == line.indicator).map(|(_, more)| more);
        let to_target = more.map(|more| elsewhere(more).unwrap_or_else(|| gap(line, more.distance)));
        table.row(
            name(line),
            [
                line.cases().map_or_else(|| "-".to_owned(), count),
                or_dash(interval(line)),
                or_dash(line.interval.map(|one| one.confidence.to_string()).unwrap_or_default()),
                or_dash(line.interval.map(|one| one.method.as_str().to_owned()).unwrap_or_default()),
                or_dash(to_target.unwrap_or_default()),
                line.definition.to_string(),
            ],
        );
    }
    (!shown.is_empty()).then_some(table)
}

/// Returns a text with signs as they are set.
fn signs(text: &str) -> String {
    text.replace(">=", "≥").replace("<=", "≤")
}

fn or_dash(text: String) -> String {
    if text.is_empty() { "-".to_owned() } else { text }
}

fn trends(study: &Study) -> Option<Figures> {
    let lines = || {
        study
            .lines()
            .filter_map(|(line, more)| Some((line, more.course.as_ref().filter(|found| found.is_told())?)))
    };
    let is_asked = lines().any(|(_, found)| !asked(found).is_empty());
    let header = ["indicator", "periods", "*trend", "p", "up", "down", "level"];
    let header = header.into_iter().chain(is_asked.then_some("*as the target asks"));
    let mut table = Figures::new("trend-figures", "Every period with a value, the running one apart", header);
    for (line, found) in lines() {
        let cells = [
            count(found.values),
            course(line, found),
            or_dash(probability(found.p)),
            count(found.steps.up),
            count(found.steps.down),
            count(found.steps.flat),
        ];
        table.row(name(line), cells.into_iter().chain(is_asked.then(|| or_dash(asked(found)))));
    }
    lines().next().is_some().then_some(table)
}

/// Returns the charts in which something stands out, and the others.
fn pictures(study: &Study) -> (Vec<Picture>, Vec<Picture>) {
    let (mut out, mut calm) = (Vec::new(), Vec::new());
    for (line, more) in study.lines() {
        let Some(anomalies) = &more.anomalies else { continue };
        let signals = signals(line, anomalies);
        let is_calm = signals.is_empty();
        let said = if is_calm {
            advice(anomalies.advice).to_owned()
        } else {
            format!("{}: {}", signals.join("; "), advice(anomalies.advice))
        };
        let said = said + &cut_off(line, anomalies);
        let picture = Picture { name: name(line), said, curves: picture(line, anomalies) };
        if is_calm { calm.push(picture) } else { out.push(picture) }
    }
    (out, calm)
}

/// Units of time in microseconds, the longest first.
const TIMES: [(f64, &str); 4] = [(86_400e6, "d"), (3_600e6, "h"), (60e6, "min"), (1e6, "s")];

#[expect(clippy::cast_precision_loss, reason = "places in a picture")]
fn picture(line: &Line, anomalies: &Anomalies) -> Curves {
    let chart = &anomalies.chart;
    let points = chart.points();
    let ends = points.iter().flat_map(|point| [point.value, point.lower, point.upper]);
    let (low, high) =
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), end| (low.min(end), high.max(end)));
    let middle = f64::midpoint(low, high);
    let text = |at: f64| {
        let sign = if at < 0.0 { "-" } else { "" };
        let text = amount(&line.value, at).replace(" points", " %");
        format!("{sign}{text}")
    };
    // A length of time on an axis is told in one unit.
    let unit = TIMES.iter().find(|(micros, _)| high >= *micros).copied().unwrap_or((1e6, "s"));
    let short = |at: f64| match line.value {
        Value::Duration(_) => format!("{:.1} {}", at / unit.0, unit.1),
        _ => text(at),
    };
    let mut marks: Vec<(f64, String)> = [low, middle, high].map(|at| (at, short(at))).into();
    marks.dedup_by(|one, other| one.1 == other.1);
    let y = Scale::between(low, high, marks);
    let name_at = |place: u64| period_at(line, place).map(|period| period.to_string()).unwrap_or_default();
    let first = points.first().map_or(0, |point| point.place);
    let last = points.last().map_or(0, |point| point.place);
    let marks = [first, last].map(|place| (place as f64, name_at(place)));
    let x = Scale::between(first as f64, (last as f64).max(first as f64 + 1.0), marks.into());
    // Periods without a value break the lines.
    let known = |place: u64| points.iter().find(|point| point.place == place);
    let all = |of: fn(&Point) -> f64| {
        (first..=last).map(|place| (place as f64, known(place).map_or(f64::NAN, of))).collect::<Vec<_>>()
    };
    let limits =
        (first..=last).map(|place| known(place).map_or((f64::NAN, f64::NAN), |one| (one.lower, one.upper)));
    let series = [
        Series {
            style: Style::Dashed,
            points: vec![(first as f64, chart.center()), (last as f64, chart.center())],
            limits: Vec::new(),
        },
        Series { style: Style::Solid, points: all(|point| point.value), limits: limits.collect() },
    ];
    let said: Vec<String> =
        points.iter().map(|point| format!("{} {}", name_at(point.place), text(point.value))).collect();
    let label = format!("{}, mean {}: {}", name(line), text(chart.center()), said.join(", "));
    let dots: Vec<(f64, f64, String, bool)> = points
        .iter()
        .map(|point| {
            let stands_out =
                point.stands != Stands::Inside || anomalies.signals.iter().any(|one| one.at == point.place);
            (
                point.place as f64,
                point.value,
                format!("{}: {}", name_at(point.place), text(point.value)),
                stands_out,
            )
        })
        .collect();
    Curves::of(&label, &x, &y, &series, None).with_dots((&x, &y), dots)
}

/// Returns the lines by segments, those that miss first; those that are no more than one segment are left out.
fn segments(study: &Study) -> Vec<Segments> {
    let mut all = Vec::new();
    for (place, (line, more)) in study.lines().enumerate() {
        for breakdown in &more.breakdowns {
            let Ok(members) = &breakdown.members else { continue };
            if members.len() < 2 || line.value.number().is_none() {
                continue;
            }
            all.push(Segments {
                name: name(line),
                dimension: breakdown.dimension.to_string(),
                is_missed: is_missed(line, more),
                change: changed(study, breakdown),
                table: by_member(study, breakdown, &format!("segments-{place}-{}", breakdown.dimension)),
            });
        }
    }
    all.sort_by_key(|one| !one.is_missed);
    all
}

/// Returns where the change of a line comes from, or that its segments do not tell.
fn changed(study: &Study, breakdown: &Breakdown) -> String {
    match study::change(breakdown) {
        Some(found) => change(study, breakdown, &found),
        None if breakdown.remainder().is_some_and(|rest| rest != (0, 0)) => {
            "Some segments have a part and nothing to set it against, so the change is not split.".to_owned()
        }
        None => String::new(),
    }
}

fn is_missed(line: &Line, more: &More) -> bool {
    !more.steps.is_empty() || matches!(line.verdict, crm_kit::kpi::Verdict::Missed)
}

fn by_member(study: &Study, breakdown: &Breakdown, id: &str) -> Figures {
    let gap = study::gap(breakdown).filter(|gap| gap.missing().parts().0 > 0);
    let change = study::change(breakdown);
    let mut header =
        vec![breakdown.dimension.as_str(), "value", "parts", "cases", "verdict", "before", "change"];
    if change.is_some() {
        header.extend(["by own rate", "by mix"]);
    }
    if gap.is_some() {
        header.push("of what is missing");
    }
    let members = breakdown.members.as_deref().unwrap_or_default();
    // Of which tiers is said once for all of them.
    let mut of_all = members.iter().flat_map(|one| &one.line.notes);
    let tiers = of_all.find(|note| matches!(note, Note::TiersAsSupplied | Note::TiersAtTheStart));
    let tiers = tiers.map(|tiers| format!(", {tiers}")).unwrap_or_default();
    let numbers = if study.numbers_persons(breakdown) { ", whose names are hidden" } else { "" };
    let caption = format!("{} by {}{tiers}{numbers}", name(&breakdown.total), breakdown.dimension);
    let mut table = Figures::new(id, &caption, header);
    let (of, of_line) = (&breakdown.total.value, &breakdown.total);
    for one in members {
        let shown = |figure: &Value| shown_beside(of_line, figure).unwrap_or_else(|| "-".to_owned());
        let ratio = |figure: &Value| figure.number();
        let mut cells = vec![
            shown(&one.line.value),
            or_dash(parts(&one.line.value, form(&study.report, &one.line))),
            one.line.cases().map_or_else(|| "-".to_owned(), count),
            verdict(&one.line.verdict).to_owned(),
            shown(&one.before.value),
            or_dash(moved(of, ratio(&one.before.value), ratio(&one.line.value))),
        ];
        if let Some(change) = &change {
            let effect = change.effects().iter().find(|effect| effect.segment == one.member);
            let cell = |of_effect: fn(&Effect<Member>) -> Ratio| {
                effect.map_or_else(|| "-".to_owned(), |effect| signed(of, of_effect(effect)))
            };
            cells.extend([cell(|effect| effect.rate), cell(|effect| effect.mix)]);
        }
        if let Some(gap) = &gap {
            let lack: Option<&Lack<Member>> = gap.segments().iter().find(|lack| lack.segment == one.member);
            cells.push(lack.and_then(|lack| lack.share).map_or_else(|| "-".to_owned(), percent));
        }
        table.row(study.member(&one.member), cells);
    }
    table
}

fn running(study: &Study) -> Option<Figures> {
    let mut table = Figures::new(
        "running-figures",
        "Periods that still run: not judged, in no chart and no trend",
        ["indicator", "period", "so far", "parts", "cases"],
    );
    let mut any = false;
    for line in study.more.iter().filter_map(|more| more.running.as_ref()) {
        let Some(shown) = shown(line) else { continue };
        any = true;
        let parts = or_dash(parts(&line.value, form(&study.report, line)));
        table.row(
            name(line),
            [line.period.to_string(), shown, parts, line.cases().map_or_else(|| "-".to_owned(), count)],
        );
    }
    any.then_some(table)
}

fn restatements(study: &Study) -> Option<Figures> {
    let found = study.restated.as_ref().filter(|found| !found.rows.is_empty())?;
    let caption = format!("Stated otherwise than as of {}", readable(found.since));
    let mut table = Figures::new(
        "restated-figures",
        &caption,
        ["indicator", "period", "old", "new", "difference", "why"],
    );
    for one in &found.rows {
        let [name, rest @ ..] = restated(one);
        table.row(name, rest.map(or_dash));
    }
    Some(table)
}

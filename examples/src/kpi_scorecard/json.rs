//! The study as JSON, every value exact. `lines` is what a later run compares itself with.

use std::io::{self, Write};

use crm_kit::kpi::Breakdown;
use crm_kit::kpi::chart::{Advice, Chart, Signal};
use crm_kit::kpi::trend::TrendVerdict;
use crm_kit::kpi::what_it_takes::Step;
use crm_model::Ratio;
use serde::Serialize;

use super::distance::Distance;
use super::study::{self, More, Study};
use super::trend::Course;
use crate::report::cell::Instant;
use crate::report::json::Document;
use crate::report::json::analyses::AnalysisRow;
use crate::report::json::assessment::LineRow;

/// The schema of the file.
pub(super) const SCHEMA: &str = "crm-kpi-scorecard/1";

#[derive(Serialize)]
struct Row<'a> {
    #[serde(flatten)]
    line: LineRow<'a>,
    judged_elsewhere: Option<Elsewhere>,
    to_the_target: Option<ToTarget>,
    what_it_takes: &'a [Step],
    trend: Option<TrendRow<'a>>,
    chart: Option<ChartRow<'a>>,
    segments: Vec<BreakdownRow>,
    running: Option<LineRow<'a>>,
}

#[derive(Serialize)]
struct Elsewhere {
    target: String,
    per: String,
}

/// In the unit of exact values: a fraction for shares, microseconds for lengths of time.
#[derive(Serialize)]
struct ToTarget {
    goal: Ratio,
    higher_is_better: bool,
    difference: Option<Ratio>,
}

#[derive(Serialize)]
struct TrendRow<'a> {
    values: u64,
    goes: Option<&'static str>,
    values_needed: Option<u64>,
    p: Option<f64>,
    confidence: f64,
    slope: Option<f64>,
    up: u64,
    down: u64,
    level: u64,
    asked: Option<&'a TrendVerdict>,
}

#[derive(Serialize)]
struct ChartRow<'a> {
    #[serde(flatten)]
    chart: &'a Chart,
    signals: &'a [Signal],
    advice: Advice,
}

#[derive(Serialize)]
struct BreakdownRow {
    by: &'static str,
    undivided: Option<String>,
    change: Option<ChangeRow>,
    missing: Option<Ratio>,
    members: Vec<MemberRow>,
}

#[derive(Serialize)]
struct ChangeRow {
    total: Ratio,
    rate: Option<Ratio>,
    mix: Option<Ratio>,
}

#[derive(Serialize)]
struct MemberRow {
    member: String,
    value: Option<Ratio>,
    cases: Option<u64>,
    verdict: &'static str,
    before: Option<Ratio>,
    rate: Option<Ratio>,
    mix: Option<Ratio>,
    missing: Option<Ratio>,
}

/// Writes the file.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    let report = &study.report;
    let mut document = Document::new(out);
    document.field("schema", &SCHEMA)?;
    document.field("as_of", &Instant(report.assessment.as_of))?;
    document.field("as_of_is", &report.as_of_is.as_str())?;
    document.field("data", &report.data.title)?;
    document.field("rows", &report.data.rows)?;
    document.field("left_out", &report.data.left_out)?;
    document.list("policy", report.policy.versions.iter().map(ToString::to_string))?;
    document.field("per", &study.per.map(|per| per.to_string()))?;
    let rows = study.lines().map(|(line, more)| Row {
        line: LineRow::new(line),
        judged_elsewhere: more
            .elsewhere
            .map(|(target, per)| Elsewhere { target: target.to_string(), per: per.to_string() }),
        to_the_target: more.distance.map(|Distance { side, goal, difference }| ToTarget {
            goal,
            higher_is_better: side.is_upward(),
            difference,
        }),
        what_it_takes: &more.steps,
        trend: more.course.as_ref().map(trend),
        chart: chart(more),
        segments: more.breakdowns.iter().map(|one| breakdown(study, one)).collect(),
        running: more.running.as_ref().map(LineRow::new),
    });
    document.list("scorecard", rows)?;
    let rows = report.assessment.analyses.iter().map(|one| AnalysisRow::new(one, report.privacy));
    document.list("analyses", rows)?;
    document.field("compared_with", &study.restated.as_ref().map(|restated| Instant(restated.since)))?;
    document.field("values_compared", &study.restated.as_ref().map(|restated| restated.compared))?;
    document.list("restatements", study.restated.iter().flat_map(|restated| &restated.rows))?;
    document.list("lines", report.assessment.scorecard.iter())?;
    document.end()
}

/// Returns the text of the file.
pub(super) fn text(study: &Study) -> String {
    let mut text = Vec::new();
    // Nothing can go wrong in memory.
    let _ = write(study, &mut text);
    String::from_utf8_lossy(&text).into_owned()
}

fn trend(course: &Course) -> TrendRow<'_> {
    use crm_kit::kpi::Trend;
    TrendRow {
        values: course.values,
        goes: course.goes.map(|trend| if trend == Trend::Falls { "falls" } else { "rises" }),
        values_needed: course.needed,
        p: course.p,
        confidence: course.confidence.level(),
        slope: course.slope,
        up: course.steps.up,
        down: course.steps.down,
        level: course.steps.flat,
        asked: course.asked.as_ref(),
    }
}

fn chart(more: &More) -> Option<ChartRow<'_>> {
    let anomalies = more.anomalies.as_ref()?;
    Some(ChartRow { chart: &anomalies.chart, signals: &anomalies.signals, advice: anomalies.advice })
}

fn breakdown(study: &Study, breakdown: &Breakdown) -> BreakdownRow {
    let (change, gap) = (study::change(breakdown), study::gap(breakdown));
    let members = breakdown.members.as_deref().unwrap_or_default().iter().map(|one| {
        let effect = change
            .as_ref()
            .and_then(|change| change.effects().iter().find(|effect| effect.segment == one.member));
        let lack = gap.as_ref().and_then(|gap| gap.segments().iter().find(|lack| lack.segment == one.member));
        MemberRow {
            member: study.member(&one.member),
            value: one.line.value.number(),
            cases: one.line.cases(),
            verdict: one.line.verdict.as_str(),
            before: one.before.value.number(),
            rate: effect.map(|effect| effect.rate),
            mix: effect.map(|effect| effect.mix),
            missing: lack.map(|lack| lack.missing),
        }
    });
    BreakdownRow {
        by: breakdown.dimension.as_str(),
        undivided: breakdown.members.as_ref().err().map(ToString::to_string),
        change: change.as_ref().map(|change| ChangeRow {
            total: change.total(),
            rate: change.rate(),
            mix: change.mix(),
        }),
        missing: gap.as_ref().map(crm_kit::kpi::decomposition::Gap::missing),
        members: members.collect(),
    }
}

//! The indicators.

use crm_kit::kpi::{CivilPeriod, Line, Target, Value, Verdict};

use super::super::{
    Clause, Point, ScorecardRow, ScorecardView, Tile, Tone, Trend, UnmeasuredIndicator, UnmeasuredRow,
};
use crate::report::cell::counted;
use crate::report::scorecard::{
    form, judged, measured, name, notes, parts, shown, shown_beside, target, unmeasured, why,
};
use crate::report::{Form, Report};

/// Returns the indicators, if the policy has any.
pub(super) fn of(report: &Report) -> Option<ScorecardView> {
    if report.assessment.scorecard.is_empty() {
        return None;
    }
    let unmeasured = unmeasured(report).into_iter().map(|(reason, lines)| UnmeasuredRow {
        missing: why(reason),
        indicators: lines.into_iter().map(indicator).collect(),
    });
    Some(ScorecardView {
        rows: measured(report).into_iter().map(|line| row(report, line)).collect(),
        unmeasured: unmeasured.collect(),
    })
}

/// Returns how many targets are met, if any could be judged.
pub(super) fn tile(report: &Report) -> Option<Tile> {
    let (met, judged) = judged(report);
    if judged == 0 {
        return None;
    }
    let open = report.assessment.scorecard.iter();
    let open = open.filter(|line| line.target.is_some()).count() as u64 - judged;
    Some(Tile {
        label: "Targets met".to_owned(),
        value: format!("{met} of {judged}"),
        note: match open {
            0 => "every target could be judged".to_owned(),
            open => format!("{} could not be judged", counted(open, "target")),
        },
        tone: if met == judged { Tone::Good } else { Tone::Warning },
        section: "scorecard",
    })
}

fn row(report: &Report, line: &Line) -> ScorecardRow {
    let form = form(report, line);
    ScorecardRow {
        indicator: name(line),
        form: form.map(|form| form.words.clone()).unwrap_or_default(),
        clause: Clause::new(Some(&line.clause), Some(line.strength)),
        period: line.period.to_string(),
        value: shown(line).unwrap_or_default(),
        parts: parts(&line.value, form),
        target: target(line.target.as_ref()).replace(">=", "≥").replace("<=", "≤"),
        verdict: match line.verdict {
            Verdict::Met => super::super::Verdict::Met,
            Verdict::Missed => super::super::Verdict::NotMet,
            Verdict::Unreachable => super::super::Verdict::Unreachable,
            Verdict::TooFew { .. } => super::super::Verdict::TooFew,
            Verdict::NotMeasured { .. } | Verdict::IncompletePeriod => super::super::Verdict::NotJudged,
            Verdict::NoTarget => super::super::Verdict::Reported,
        },
        notes: notes(line),
        trend: trend(line, form),
    }
}

fn indicator(line: &Line) -> UnmeasuredIndicator {
    UnmeasuredIndicator {
        indicator: name(line),
        period: line.period.to_string(),
        clause: Clause::new(Some(&line.clause), Some(line.strength)),
    }
}

/// Returns the figures of the periods; none where only one has a figure.
fn trend(line: &Line, form: Option<&Form>) -> Option<Trend> {
    let point = |period: &CivilPeriod, figure: &Value| {
        let parts = parts(figure, form);
        let parts = if parts.is_empty() { parts } else { format!(" ({parts})") };
        Point {
            period: period.to_string(),
            value: figure.number().map(crm_model::Ratio::as_f64),
            text: shown_beside(line, figure).map_or_else(|| "no figure".to_owned(), |text| text + &parts),
        }
    };
    let before = line.history().iter().map(|past| point(&past.period, &past.value));
    let points: Vec<Point> = before.chain([point(&line.period, &line.value)]).collect();
    let figures = points.iter().filter(|point| point.value.is_some()).count();
    let bound = |target: Target| match target {
        Target::Bound { bound, .. } => Some(bound.number()?.as_f64()),
        _ => None,
    };
    (figures > 1).then(|| Trend { points, target: line.target.and_then(bound), scale: None })
}

//! The study as JSON.

use std::io::{self, Write};

use crm_kit::kpi::decomposition::{Change as Decomposition, Effect};
use crm_kit::kpi::statistics::{Change, ChangeVerdict};
use crm_kit::kpi::what_it_takes::Needed;
use crm_model::Ratio;
use serde_json::{Value, json};

use super::change::{Changed, Moved, WeightedChange};
use super::figure::{Figure, Verdict, Weighted};
use super::group::Group;
use super::population::Represented;
use super::study::{Comparison, Study};
use super::words::moved as in_words;

/// Writes the JSON, and an end of line.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text(study).as_bytes())
}

/// Returns the JSON, and an end of line.
pub(super) fn text(study: &Study) -> String {
    format!("{:#}\n", value(study))
}

fn value(study: &Study) -> Value {
    let settings = &study.settings;
    let (detractors_to, promoters_from) = (settings.bounds.detractors_to(), settings.bounds.promoters_from());
    let periods = study.changes().into_iter().enumerate().map(|(place, changed)| {
        let mut value = figure(study, &study.group(place), place);
        let running = study.is_running(place);
        merge(
            &mut value,
            &json!({ "period": study.name(place), "running": running, "change": changed.map(change) }),
        );
        merge(&mut value, &json!({ "dimensions": dimensions(study, place) }));
        value
    });
    json!({
        "schema": "crm-nps/1",
        "survey": {
            "title": study.title,
            "rows": study.read,
            "rows_unreadable": study.unreadable,
            "repeated_answers": study.repeated,
            "notes": study.notes,
        },
        "rule": {
            "policy": settings.policy,
            "indicator": settings.indicator,
            "clause": settings.clause,
            "detractors_to": detractors_to,
            "promoters_from": promoters_from,
            "counts": study.unit(),
            "interval": settings.method(),
            "weighted_interval": study.has.weights.then(|| settings.weighted_method()),
            "judged_by": settings.judged_by,
            "confidence": settings.confidence.level(),
            "small_below": settings.small,
            "target": settings.target.map(|goal| goal.target.to_string()),
        },
        "shown": study.name(study.shown),
        "periods": periods.collect::<Vec<_>>(),
        "comparison": study.comparison.as_ref().map(|comparison| compared(study, comparison)),
        "population": study.represented.as_ref().map(represented),
    })
}

/// Adds the members of one object to another.
fn merge(object: &mut Value, more: &Value) {
    if let (Some(object), Some(more)) = (object.as_object_mut(), more.as_object()) {
        object.extend(more.clone());
    }
}

fn ratio(ratio: Ratio) -> Value {
    let (part, whole) = ratio.parts();
    json!({ "part": part.to_string(), "whole": whole.to_string(), "value": ratio.as_f64() })
}

fn figure(study: &Study, group: &Group, period: usize) -> Value {
    let own = study.figure_of(group, period);
    let tally = own.tally;
    let mut value = json!({
        "n": own.answers,
        "promoters": tally.promoters,
        "passives": tally.passives,
        "detractors": tally.detractors,
        "scores": group.scores,
        "without_an_answer": group.blank,
        "score": own.score.map(Ratio::as_f64),
        "score_parts": own.score.map(ratio),
        "interval": own.interval,
        "small": own.is_small,
        "target": study.settings.target.map(|goal| target(&own, study, goal)),
    });
    if study.has.weights {
        let weighted = own.weighted.map(|weighted| {
            let goal = study.settings.target;
            let verdict = goal.map(|goal| judged(own.weighted_verdict(goal, &study.settings), study));
            let mut value = in_numbers(weighted);
            merge(&mut value, &json!({ "target": verdict }));
            value
        });
        merge(&mut value, &json!({ "weighted": weighted }));
    }
    if study.has.invitations {
        let invited = json!({ "invited": group.invited, "participated": group.participated, "uninvited": group.uninvited });
        merge(&mut value, &json!({ "participation": invited }));
    }
    value
}

fn in_numbers(weighted: Weighted) -> Value {
    json!({
        "score": weighted.score.as_f64(),
        "interval": weighted.interval,
        "effective_n": weighted.effective,
    })
}

/// Returns a verdict by the score, by the interval, and by the one of them that counts.
fn judged(verdict: Verdict, study: &Study) -> Value {
    let (by_score, by_interval) = match verdict {
        Verdict::NotMeasured => ("not measured", "not measured"),
        Verdict::TooFew => ("too few", "too few"),
        Verdict::Running => ("running", "running"),
        Verdict::NoInterval => ("no interval", "no interval"),
        Verdict::Met { is_sure: true } => ("met", "met"),
        Verdict::Met { is_sure: false } => ("met", "open"),
        Verdict::Missed { is_sure: true } => ("missed", "missed"),
        Verdict::Missed { is_sure: false } => ("missed", "open"),
    };
    let settled = match verdict.is_met(study.settings.judged_by) {
        Some(true) => "met",
        Some(false) => "missed",
        None => by_score,
    };
    json!({ "verdict": settled, "by_score": by_score, "by_interval": by_interval })
}

fn target(own: &Figure, study: &Study, goal: super::choices::Goal) -> Value {
    let verdict = own.verdict(goal, &study.settings);
    let mut value = judged(verdict, study);
    if verdict == Verdict::Running {
        merge(&mut value, &json!({ "what_it_takes": null }));
        return value;
    }
    let steps = own.what_it_takes(goal).into_iter().map(|step| {
        let needed = match step.needed {
            Needed::AtLeast(amount) => json!(amount.to_string()),
            Needed::Unreachable => Value::Null,
        };
        json!({ "lever": step.lever, "needed": needed })
    });
    merge(&mut value, &json!({ "what_it_takes": steps.collect::<Vec<_>>() }));
    value
}

fn dimensions(study: &Study, period: usize) -> Value {
    let dimension = |(place, name): (usize, &String)| {
        let segments = study.groups(period, place).into_iter().map(|(segment, group)| {
            let mut value = figure(study, &group, period);
            merge(&mut value, &json!({ "segment": segment }));
            value
        });
        json!({ "dimension": name, "segments": segments.collect::<Vec<_>>() })
    };
    study.dimensions.iter().enumerate().map(dimension).collect()
}

fn change(changed: Changed) -> Value {
    let mut value = tested(changed.points.map(Ratio::as_f64), changed.test, changed.verdict);
    if let Some(WeightedChange { points, test, verdict }) = changed.weighted {
        merge(&mut value, &json!({ "weighted": tested(Some(points), test, verdict) }));
    }
    value
}

fn tested(points: Option<f64>, test: Option<Change>, shown: ChangeVerdict) -> Value {
    json!({
        "points": points,
        "verdict": verdict(shown),
        "z": test.map(|test| test.significance.z),
        "p": test.map(|test| test.significance.p),
        "standard_error": test.map(|test| test.standard_error),
        "centre": test.map(|test| test.change),
        "interval": test.map(|test| test.interval),
    })
}

const fn verdict(verdict: ChangeVerdict) -> &'static str {
    match verdict {
        ChangeVerdict::Better => "better",
        ChangeVerdict::Worse => "worse",
        ChangeVerdict::NotShown => "not shown",
    }
}

fn compared(study: &Study, comparison: &Comparison) -> Value {
    let by = comparison.moved.iter().enumerate().map(|(place, moved)| by_dimension(study, place, moved));
    json!({
        "old": study.name(comparison.old),
        "new": study.name(comparison.new),
        "change": change(comparison.changed),
        "dimensions": by.collect::<Vec<_>>(),
    })
}

fn by_dimension(study: &Study, place: usize, moved: &Moved) -> Value {
    let effects = |effect: &Effect<String>| {
        json!({
            "segment": effect.segment,
            "mix": effect.mix.as_f64(),
            "rate": effect.rate.as_f64(),
            "contribution": effect.contribution.as_f64(),
        })
    };
    let known = moved.effects.as_ref().ok();
    let changes = study.lines(place).into_iter().filter_map(|line| {
        let (_, changed) = line.before?;
        let mut value = change(changed);
        merge(&mut value, &json!({ "segment": line.segment }));
        Some(value)
    });
    json!({
        "dimension": moved.dimension,
        "in_words": in_words(&study.settings, moved),
        "mix": known.and_then(Decomposition::mix).map(Ratio::as_f64),
        "rate": known.and_then(Decomposition::rate).map(Ratio::as_f64),
        "effects": known.map(|change| change.effects().iter().map(effects).collect::<Vec<_>>()),
        "changes": changes.collect::<Vec<_>>(),
    })
}

fn represented(represented: &Represented) -> Value {
    let classes = represented.classes.iter().map(|class| {
        json!({ "segment": class.segment, "people": class.people, "answers": class.answers, "weight": class.weight })
    });
    let weighted = match &represented.weighted {
        Ok(weighted) => in_numbers(*weighted),
        Err(why) => json!({ "not_weighted": why }),
    };
    json!({
        "dimension": represented.dimension,
        "classes": classes.collect::<Vec<_>>(),
        "not_stated": represented.not_stated,
        "chi_square": represented.test.statistic,
        "degrees": represented.test.degrees,
        "p": represented.test.p,
        "weighted": weighted,
    })
}

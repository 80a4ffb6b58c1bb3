//! What the reviews of a policy's cadences say, in the words of both pages.

use crm_kit::kpi::cadence::{LineReview, OrderFound, Review, Tendency};
use crm_kit::kpi::chart::Advice;
use crm_kit::kpi::diagnosis::{Diagnosis, DimensionSigns, Measured};
use crm_kit::kpi::goal::Tracking;
use crm_kit::kpi::what_it_takes::Needed;
use crm_kit::kpi::{Member, Value, Verdict};
use crm_model::TicketId;

use super::Privacy;
use super::cell::{count, counted, percent, points, spaced, whole};
use super::scorecard::{name, shown, shown_beside, step as takes, target, value};
use crate::process::words::order;

/// A review in words: its head, and what it found, each under a label.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// Which cadence, which period.
    pub(crate) head: String,
    /// What it found, in items: one at least under each label.
    pub(crate) found: Vec<(&'static str, Vec<String>)>,
    /// The signs for a diagnosis, in items by dimension; empty where none was asked for.
    pub(crate) diagnosis: Vec<(&'static str, Vec<String>)>,
}

/// Returns a review in words.
pub(crate) fn told(review: &Review, privacy: Privacy) -> Told {
    let cadence = review.cadence.as_str();
    let cadence = cadence.strip_prefix("cadence.").unwrap_or(cadence).replace('-', " ");
    let found = [
        ("Stand out", standing_out(review)),
        ("Trends", trends(review)),
        ("Targets", targets(review, privacy)),
        ("Processes", processes(review)),
        ("Order", orders(review)),
    ];
    Told {
        head: format!("{cadence}: {}; {} still runs", review.period, review.running),
        found: found.into_iter().filter_map(|(label, items)| Some((label, items?))).collect(),
        diagnosis: diagnosis(review),
    }
}

/// Returns the goals in words, if the policy has any.
pub(crate) fn goals(goals: &[Tracking]) -> Option<String> {
    let told = goals.iter().map(|one| {
        let goal = one.goal.as_str();
        let goal = goal.strip_prefix("goal.").unwrap_or(goal).replace('-', " ");
        let shown = value(&one.value).unwrap_or_else(|| "no value".to_owned());
        format!("{goal} {} ({shown} in {})", one.state.as_str().replace('-', " "), one.period)
    });
    (!goals.is_empty()).then(|| told.collect::<Vec<_>>().join("; "))
}

/// Returns items with what is left over at the end, or what is said where there is nothing.
fn list(mut parts: Vec<String>, nothing: &str, rest: &[(usize, &str)]) -> Vec<String> {
    if parts.is_empty() {
        parts.push(nothing.to_owned());
    }
    let rest = rest.iter().filter(|(number, _)| *number > 0);
    parts.extend(rest.map(|(number, text)| format!("{} {text}", counted(*number as u64, "indicator"))));
    parts
}

fn standing_out(review: &Review) -> Option<Vec<String>> {
    let asked: Vec<&LineReview> = review.lines.iter().filter(|one| one.anomalies.is_some()).collect();
    let charted = || asked.iter().filter_map(|one| Some((*one, one.anomalies.as_ref()?.as_ref().ok()?)));
    let parts = charted().filter(|(_, charted)| !charted.anomalies.is_empty()).map(|(one, charted)| {
        let anomalies = charted.anomalies.iter().map(|anomaly| {
            let shown = shown_beside(&one.line, &anomaly.value).unwrap_or_default();
            let run = if anomaly.is_out { "" } else { ", the end of a run" };
            format!("{} ({shown}{run})", anomaly.period)
        });
        let first = if charted.advice == Advice::CheckTheTrendFirst { ": check the trend first" } else { "" };
        format!("{} {}{first}", name(&one.line), anomalies.collect::<Vec<_>>().join(", "))
    });
    let without = asked.len() - charted().count();
    (!asked.is_empty()).then(|| list(parts.collect(), "nothing", &[(without, "with too few values")]))
}

fn trends(review: &Review) -> Option<Vec<String>> {
    let asked: Vec<&LineReview> = review.lines.iter().filter(|one| one.trend.is_some()).collect();
    let (mut parts, mut neither, mut without) = (Vec::new(), 0, 0);
    for one in &asked {
        match one.trend.as_ref().and_then(|trend| trend.as_ref().ok()) {
            Some(trend) if matches!(trend.tendency, Tendency::Falls | Tendency::Rises) => {
                let values = counted(trend.values, &trend.by.to_string());
                parts.push(format!("{} {} over {values}", name(&one.line), trend.tendency.as_str()));
            }
            Some(trend) if trend.tendency == Tendency::Neither => neither += 1,
            _ => without += 1,
        }
    }
    let rest = [(neither, "without a trend"), (without, "with too few values")];
    (!asked.is_empty()).then(|| list(parts, "none", &rest))
}

fn targets(review: &Review, privacy: Privacy) -> Option<Vec<String>> {
    let missed = review.lines.iter().filter_map(|one| {
        let shortfall = one.shortfall.as_ref()?;
        let (line, shown) = (&one.line, shown(&one.line).unwrap_or_default());
        let step = shortfall.steps.iter().find(|step| matches!(step.needed, Needed::AtLeast(_)));
        let step = match step.and_then(|step| takes(line, step)) {
            Some(takes) => format!("it takes {takes}"),
            None if shortfall.steps.is_empty() => "what it takes is not told".to_owned(),
            None => "no number would do".to_owned(),
        };
        let most = shortfall.most.as_ref().map(|most| {
            format!(", and most is lacking in {} {}", most.by, member(&most.lack.segment, privacy))
        });
        let target = target(line.target.as_ref());
        let text = format!("{} {shown}, target {target}: {step}{}", name(line), most.unwrap_or_default());
        Some(text)
    });
    let own = review.lines.iter().filter_map(|one| {
        let own = one.own.filter(|own| own.missed > 0)?;
        let judged = counted(own.met + own.missed, &own.per.to_string());
        Some(format!("{} missed {} of {judged}", name(&one.line), count(own.missed)))
    });
    let is_asked = review
        .lines
        .iter()
        .any(|one| one.own.is_some() || one.shortfall.is_some() || one.line.verdict == Verdict::Met);
    let parts: Vec<String> = missed.chain(own).collect();
    is_asked.then(|| list(parts, "none missed", &[]))
}

/// Returns a segment in words, a person as the privacy of the report has it.
pub(crate) fn member(member: &Member, privacy: Privacy) -> String {
    match member {
        Member::PersonId(person) => privacy.person(person),
        other => other.to_string(),
    }
}

fn processes(review: &Review) -> Option<Vec<String>> {
    let kept = review.processes.iter().map(|kept| {
        let name = kept.process.as_deref().unwrap_or("other");
        let judged = kept.tally.in_time.saturating_add(kept.tally.late);
        match kept.share() {
            Some(share) => {
                format!(
                    "{name} {} of {} in time ({})",
                    count(kept.tally.in_time),
                    count(judged),
                    percent(share)
                )
            }
            None => format!("{name} nothing to judge"),
        }
    });
    (!review.processes.is_empty()).then(|| kept.collect())
}

/// How many tickets that broke a rule of order are named.
const NAMED: usize = 3;

fn orders(review: &Review) -> Option<Vec<String>> {
    let kept = review.orders.iter().map(|kept| {
        let name = order(kept.check.rule.map(crm_model::EventKind::as_str));
        match &kept.found {
            Ok(found) => format!("{name} {}", found_of(found)),
            Err(reason) => format!("{name} not told: {reason}"),
        }
    });
    (!review.orders.is_empty()).then(|| kept.collect())
}

/// Returns how tickets kept a rule of order, the first that did not by name.
fn found_of(found: &OrderFound) -> String {
    let tally = &found.tally;
    let mut parts = match tally.kept() {
        None => vec!["nothing to judge".to_owned()],
        Some(share) => {
            let (kept, judged) = share.parts();
            vec![format!("{} of {} tickets ({})", whole(kept), whole(judged), percent(share))]
        }
    };
    let broken = tally.broken.len();
    if broken > 0 {
        let named: Vec<&str> = tally.broken.iter().take(NAMED).map(TicketId::as_str).collect();
        let more = broken.saturating_sub(NAMED);
        let more = if more > 0 { format!(" and {} more", count(more as u64)) } else { String::new() };
        parts.push(format!("not in {}{more}", named.join(", ")));
    }
    let apart = [
        (tally.cases_undecided, "undecided"),
        (found.unusable, "without usable instants"),
        (found.kind_unknown, "of unknown kind"),
    ];
    let apart = apart.into_iter().filter(|(number, _)| *number > 0);
    parts.extend(apart.map(|(number, text)| format!("{} {text}", count(number))));
    parts.join(", ")
}

/// Returns the signs by dimension, and those that nothing tells of.
fn diagnosis(review: &Review) -> Vec<(&'static str, Vec<String>)> {
    let dimensions = review.diagnosis.iter().flat_map(Diagnosis::dimensions);
    let told = dimensions.filter(|one| !one.signs.is_empty());
    told.map(|one| (one.dimension.as_str(), signs(one))).collect()
}

fn signs(of: &DimensionSigns) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut last = None;
    for sign in &of.signs {
        let Some(shown) = measured(&sign.measured) else { continue };
        // What several signs in a row are of is said once.
        let (whole, part) = match sign.name.split_once(": ") {
            Some((whole, part)) => (Some(whole), part),
            None => (None, sign.name.as_str()),
        };
        match parts.last_mut().filter(|_| whole.is_some() && whole == last) {
            Some(before) => before.extend([", ", part, " ", &shown]),
            None => parts.push(format!("{} {shown}", sign.name)),
        }
        last = whole;
    }
    let missing = of.signs.iter().filter(|sign| !sign.is_measured());
    let missing: Vec<&str> = missing.map(|sign| sign.name.as_str()).collect();
    if !missing.is_empty() {
        parts.push(format!("not measurable: {}", missing.join(", ")));
    }
    parts
}

/// Returns a figure of a diagnosis in words, if there is one.
pub(crate) fn measured(measured: &Measured) -> Option<String> {
    match measured {
        Measured::Share(share) => Some(percent(*share)),
        Measured::Points(apart) => Some(points(*apart)),
        Measured::Count(number) => Some(count(*number)),
        Measured::Time(time) => {
            Some(spaced(&Value::Duration(crm_model::Ratio::new(time.as_micros().into(), 1)?).to_string()))
        }
        Measured::NotMeasurable(_) => None,
    }
}

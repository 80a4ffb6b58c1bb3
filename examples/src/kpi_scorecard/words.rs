//! What both pages say of the indicators, in words.

use std::fmt::Write;

use crm_kit::kpi::chart::{Advice, Anomalies, Rule, Signal, Stands};
use crm_kit::kpi::decomposition::{Change, Lack};
use crm_kit::kpi::trend::{Followed, Reading};
use crm_kit::kpi::{
    Breakdown, CivilPeriod, Line, Member, Past, Per, Restatement, Target, Trend, Value, Verdict,
};
use crm_model::Ratio;

use super::distance::{Distance, less};
use super::study::{More, Study};
use super::trend::Course;
use crate::report::Report;
use crate::report::cell::{Brief, count, counted, decimal, percent};
use crate::report::notice::by_rule;
use crate::report::scorecard::{form, name, parts, shown, shown_beside, step, target, value, verdict};

/// Returns how much a figure is, by the unit of a value: points for shares, a length of time, or a plain number.
pub(super) fn amount(of: &Value, by: f64) -> String {
    let by = by.abs();
    let small = |number: f64, unit: &str| {
        // Two digits that count, for what one decimal would round to nothing.
        let decimals = (1..7).find(|decimals| number >= 0.5 / 10_f64.powi(*decimals)).unwrap_or(1);
        let decimals = usize::try_from(decimals).unwrap_or(1);
        format!("{}{unit}", decimal(&format!("{number:.decimals$}")))
    };
    match of {
        Value::Share(_) => small(by * 100.0, " points"),
        Value::Duration(_) => {
            let micros = format!("{by:.0}").parse().unwrap_or(i64::MAX);
            Brief { micros, days: true }.to_string()
        }
        Value::Count(_) if by.fract().abs() <= 0.0 => decimal(&format!("{by:.0}")),
        _ => small(by, ""),
    }
}

/// Returns a difference with its sign, in the unit of a value.
pub(super) fn signed(of: &Value, by: Ratio) -> String {
    let text = amount(of, by.as_f64());
    match by.parts().0 {
        0 => text,
        1.. => format!("+{text}"),
        _ => format!("-{text}"),
    }
}

/// Returns how far a line is from its target, such as `12.9 points short`; nothing where it is not known.
pub(super) fn gap(line: &Line, distance: Option<Distance>) -> String {
    let Some((Distance { side, .. }, by)) = distance.and_then(|one| Some((one, one.difference?))) else {
        return String::new();
    };
    let text = amount(&line.value, by.as_f64());
    match (by.parts().0, side.is_upward()) {
        (0, _) => "at the bound".to_owned(),
        (1.., true) | (..0, false) => format!("{text} to spare"),
        (_, true) => format!("{text} short"),
        (_, false) => format!("{text} too much"),
    }
}

/// Returns the ends of a line's interval.
pub(super) fn interval(line: &Line) -> String {
    let Some(interval) = line.interval else { return String::new() };
    let end = |ratio: Ratio| match line.value {
        Value::Share(_) => shown_beside(line, &Value::Share(ratio)),
        Value::Duration(_) => shown_beside(line, &Value::Duration(ratio)),
        _ => shown_beside(line, &Value::Number(ratio)),
    };
    let [low, high] = [interval.low, interval.high].map(|ratio| end(ratio).unwrap_or_default());
    format!("{low} to {high}")
}

/// Returns what a missed target takes, a sentence each.
pub(super) fn takes(study: &Study, line: &Line, more: &More) -> Vec<String> {
    let ways: Vec<String> = more.steps.iter().filter_map(|one| step(line, one)).collect();
    let mut sentences = match (more.steps.is_empty(), ways.is_empty()) {
        (true, _) => Vec::new(),
        (false, true) => vec!["No number would do.".to_owned()],
        (false, false) => vec![format!("It takes {}.", ways.join("; or "))],
    };
    if let Some((dimension, Lack { segment, share: Some(share), .. })) = more.worst() {
        let spare = if share.as_f64() > 1.0 { ", others have some to spare" } else { "" };
        let member = study.member(&segment);
        sentences.push(format!(
            "By {dimension}, {member} lacks most: {} of what is missing{spare}.",
            percent(share)
        ));
    }
    sentences
}

/// Returns how a line stands to its target, such as `82.1 % (313 of 371), 12.9 points short of >= 95 %`.
pub(super) fn standing(study: &Study, line: &Line, more: &More) -> String {
    let mut text = shown(line).unwrap_or_default();
    let parts = parts(&line.value, form(&study.report, line));
    if !parts.is_empty() {
        let _ = write!(text, " ({parts})");
    }
    let target = target(line.target.as_ref());
    match (&line.verdict, gap(line, more.distance)) {
        (Verdict::Unreachable, _) => text + &format!(", and {target} is beyond the best that is possible"),
        (_, gap) if gap.is_empty() && more.course.as_ref().is_some_and(|found| found.asked.is_some()) => {
            let steps = more.course.as_ref().map(|found| found.steps).unwrap_or_default();
            let (up, down) = (counted(steps.up, "step"), count(steps.down));
            text + &format!(", target {target}: {up} up, {down} down, {} level", count(steps.flat))
        }
        (_, gap) if gap.is_empty() => text + &format!(", target {target}: {}", verdict(&line.verdict)),
        (_, gap) => text + &format!(", {gap}, target {target}"),
    }
}

/// Returns where a line goes, in words.
pub(super) fn course(line: &Line, course: &Course) -> String {
    let way = |trend: Trend| if trend == Trend::Falls { "falls" } else { "rises" };
    let mut text = match (course.goes, course.needed) {
        (Some(trend), _) => way(trend).to_owned(),
        (None, Some(needed)) => format!("too few periods to tell, it takes {needed}"),
        (None, None) => "no trend shown".to_owned(),
    };
    if let (Some(_), Some(slope)) = (course.goes, course.slope) {
        let _ = write!(text, " by {} a period, in the median", amount(&line.value, slope));
    }
    text
}

/// Returns what a target that asks for a trend finds.
pub(super) fn asked(course: &Course) -> String {
    let Some(asked) = &course.asked else { return String::new() };
    let (way, back) = if asked.trend == Trend::Falls { ("down", "up") } else { ("up", "down") };
    match (asked.followed, asked.reading) {
        (Followed::TooFew { needed }, _) => format!("too few periods, it takes {needed}"),
        (Followed::Yes, Reading::EveryStep) => format!("every step {way}"),
        (Followed::No, Reading::EveryStep) => format!("not every step {way}"),
        (Followed::Yes, Reading::NoStepBack) => format!("no step {back}"),
        (Followed::No, Reading::NoStepBack) => format!("some step {back}"),
        (Followed::Yes, _) => format!("{way} by a test"),
        (Followed::No, _) => format!("not shown to go {way} by a test"),
    }
}

/// Returns how many indicators have too few periods for a trend, if any have.
pub(super) fn untold(study: &Study) -> Option<String> {
    let courses = study.more.iter().filter_map(|more| more.course.as_ref());
    let few: Vec<u64> =
        courses.filter(|course| !course.is_told()).filter_map(|course| course.needed).collect();
    let needed = few.first()?;
    let have = if few.len() == 1 { "has" } else { "have" };
    let all = counted(few.len() as u64, "indicator");
    let hint = if study.per == Some(Per::Month) { "" } else { "; --per month shows more of them" };
    Some(format!("{all} {have} fewer periods than the {needed} that can show a trend{hint}."))
}

/// Returns a probability with three decimals.
pub(super) fn probability(p: Option<f64>) -> String {
    p.map_or_else(String::new, |p| if p < 0.001 { "below 0.001".to_owned() } else { format!("{p:.3}") })
}

/// Returns the period at a place of a line's series.
pub(super) fn period_at(line: &Line, place: u64) -> Option<CivilPeriod> {
    let mut periods = line.history().iter().map(|past| past.period).chain([line.period]);
    periods.nth(usize::try_from(place).ok()?)
}

/// Returns what stands out in a line's history, a phrase each, in the order of periods.
pub(super) fn signals(line: &Line, anomalies: &Anomalies) -> Vec<String> {
    let period = |place| period_at(line, place).map_or_else(String::new, |period| period.to_string());
    let mut signals = lasting(&anomalies.signals);
    signals.sort_by_key(|signal| (signal.at, signal.from));
    let phrase = |signal: &Signal| match signal.rule {
        Rule::OutOfLimits => {
            let point = anomalies.chart.points().iter().find(|point| point.place == signal.at);
            let where_ = point.map_or("out of", |point| match point.stands {
                Stands::Below => "below",
                Stands::Above => "above",
                Stands::Inside => "on",
            });
            format!("{} {where_} the limits", period(signal.at))
        }
        rule => format!(
            "{} to {}: {}",
            period(signal.from),
            period(signal.at),
            run(rule, signal.at.saturating_sub(signal.from).saturating_add(1))
        ),
    };
    signals.iter().map(phrase).collect()
}

/// Returns signals with those of one rule that speaks at one point after the other made one.
fn lasting(signals: &[Signal]) -> Vec<Signal> {
    let mut lasting: Vec<Signal> = Vec::new();
    for signal in signals {
        let goes_on = |last: &&mut Signal| last.rule == signal.rule && last.at + 1 == signal.at;
        match lasting.last_mut().filter(goes_on) {
            Some(last) if signal.rule != Rule::OutOfLimits => last.at = signal.at,
            _ => lasting.push(*signal),
        }
    }
    lasting
}

/// Returns what a run of so many points is.
fn run(rule: Rule, length: u64) -> String {
    match rule {
        Rule::OneSide { .. } => format!("{length} in a row on one side of the mean"),
        Rule::OneWay { .. } => format!("{length} in a row one way"),
        Rule::InTurn { .. } => format!("{length} in a row up and down in turn"),
        Rule::Far { points, of, sigmas } => {
            let of_each = if u64::try_from(of).is_ok_and(|of| length > of) { "of each" } else { "of" };
            format!("{points} {of_each} {of} more than {} sigma from the mean on one side", sigmas.get())
        }
        Rule::FarEitherSide { sigmas, .. } => {
            format!("{length} in a row more than {} sigma from the mean", sigmas.get())
        }
        Rule::Near { sigmas, .. } => {
            format!("{length} in a row within {} sigma of the mean", sigmas.get())
        }
        _ => "out of the limits".to_owned(),
    }
}

/// Returns which limits of a chart would lie beyond what can be; nothing where none would.
pub(super) fn cut_off(line: &Line, anomalies: &Anomalies) -> String {
    let points = anomalies.chart.points();
    let end = |end: f64| {
        let sign = if end < 0.0 { "-" } else { "" };
        format!("{sign}{}", amount(&line.value, end).replace(" points", " %"))
    };
    let lower = points.iter().find(|point| point.lower_is_clamped).map(|point| ("lower", point.lower));
    let upper = points.iter().find(|point| point.upper_is_clamped).map(|point| ("upper", point.upper));
    let cut =
        lower.into_iter().chain(upper).map(|(which, at)| format!("the {which} limit ends at {}", end(at)));
    let cut: Vec<String> = cut.collect();
    if cut.is_empty() { String::new() } else { format!(" ({}, beyond which nothing can be)", cut.join(", ")) }
}

/// Returns what to do about what stands out.
pub(super) const fn advice(advice: Advice) -> &'static str {
    match advice {
        Advice::Nothing => "nothing stands out",
        Advice::LookForCauses => "look for what happened then",
        Advice::CheckTheTrendFirst => {
            "look at the trend first: limits around its mean take a trend for anomalies"
        }
    }
}

/// Returns where the change of a line since the period before comes from.
pub(super) fn change(study: &Study, breakdown: &Breakdown, change: &Change<Member>) -> String {
    let of = &breakdown.total.value;
    let before = breakdown.total.past.last().map(|past: &Past| past.period.to_string()).unwrap_or_default();
    let total = signed(of, change.total());
    let mut text = format!("Since {before}: {total}");
    if let (Some(rate), Some(mix)) = (change.rate(), change.mix()) {
        let (rate, mix) = (signed(of, rate), signed(of, mix));
        let _ = write!(
            text,
            ", of which {rate} since segments did better or worse, and {mix} since more or fewer cases were in them"
        );
    }
    let most = change.effects().iter().max_by(|one, other| {
        let size = |ratio: Ratio| ratio.as_f64().abs();
        size(one.contribution).total_cmp(&size(other.contribution)).then(other.segment.cmp(&one.segment))
    });
    if let Some(most) = most.filter(|most| most.contribution.parts().0 != 0) {
        let _ = write!(text, "; most by {} ({})", study.member(&most.segment), signed(of, most.contribution));
    }
    text + "."
}

/// Returns what was stated otherwise: name, period, old, new, difference, why.
pub(super) fn restated(one: &Restatement) -> [String; 6] {
    let shown = |of: &Value| value(of).unwrap_or_else(|| "no value".to_owned());
    let causes: Vec<&str> = one.causes.iter().map(|cause| cause.as_str()).collect();
    [
        plain_name(one.indicator.as_str()),
        one.period.to_string(),
        shown(&one.old.value),
        shown(&one.new.value),
        one.difference.map_or_else(String::new, |by| signed(&one.new.value, by)),
        causes.join(", "),
    ]
}

fn plain_name(indicator: &str) -> String {
    indicator.strip_prefix("indicator.").unwrap_or(indicator).replace('-', " ")
}

/// Returns what a target is that the policy judges for another length of period.
pub(super) fn elsewhere(more: &More) -> Option<String> {
    let (target_of, per) = more.elsewhere?;
    Some(format!("{} is judged per {per}", target(Some(&target_of) as Option<&Target>)))
}

/// Returns the first names of a list, and how many there are more.
fn names(all: &[String]) -> String {
    const MOST: usize = 4;
    match all.len().saturating_sub(MOST) {
        0 => all.join(", "),
        more => format!("{} and {} more", all.get(..MOST).unwrap_or_default().join(", "), count(more as u64)),
    }
}

/// Returns what there is to say first, a sentence each.
pub(super) fn lead(study: &Study) -> Vec<String> {
    let (met, judged) = crate::report::scorecard::judged(&study.report);
    let mut sentences = vec![match judged {
        0 => "No target could be judged.".to_owned(),
        _ => format!("{} of {} met.", count(met), counted(judged, "judged target")),
    }];
    sentences.extend(left_out(&study.report));
    sentences.extend(doubtful(&study.report));
    let out: Vec<String> = study.out().map(|(line, ..)| name(line)).collect();
    if !out.is_empty() {
        sentences.push(format!(
            "Something stands out in {}: {}.",
            counted(out.len() as u64, "indicator"),
            names(&out)
        ));
    }
    for (trend, word) in [(Trend::Falls, "fall"), (Trend::Rises, "rise")] {
        let moving = study.moving().filter(|(_, course)| course.goes == Some(trend));
        let moving: Vec<String> = moving.map(|(line, _)| name(line)).collect();
        if !moving.is_empty() {
            let verb = if moving.len() == 1 { format!("{word}s") } else { word.to_owned() };
            sentences.push(format!(
                "{} {verb}: {}.",
                counted(moving.len() as u64, "indicator"),
                names(&moving)
            ));
        }
    }
    if let Some(restated) = &study.restated {
        sentences.push(match (restated.rows.len(), restated.compared) {
            (_, 0) => "The earlier scorecard states no value of the same indicators and periods.".to_owned(),
            (0, all) => format!("All {} stated earlier still hold.", counted(all, "value")),
            (some, all) => format!(
                "{} of {} stated earlier are other ones now.",
                count(some as u64),
                counted(all, "value")
            ),
        });
    }
    sentences
}

/// Returns how many rows are in no figure since they could not be read.
fn left_out(report: &Report) -> Option<String> {
    let (bad, rows) = (report.data.left_out, report.data.rows?);
    let verb = if bad == 1 { "is" } else { "are" };
    (bad > 0).then(|| {
        let rows = counted(rows, "row");
        format!("{} of {rows} could not be read and {verb} in no figure.", count(bad))
    })
}

/// Returns how much is doubtful about the records that were read, and the rules of which there is most.
fn doubtful(report: &Report) -> Option<String> {
    const SHOWN: usize = 3;
    let mut rules: Vec<(&str, u64)> =
        by_rule(report).into_iter().map(|(rule, (findings, _))| (rule, findings)).collect();
    rules.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    let all: u64 = rules.iter().map(|(_, findings)| findings).sum();
    let most: Vec<String> =
        rules.iter().take(SHOWN).map(|(rule, findings)| format!("{rule} ({})", count(*findings))).collect();
    let (before, after) =
        if rules.len() > SHOWN { ("most of them ", "; the program assess shows all") } else { ("", "") };
    let all = counted(all, "finding");
    (!rules.is_empty()).then(|| format!("{all} on the records: {before}{}{after}.", most.join(", ")))
}

/// Returns how much a segment moved, old to new.
pub(super) fn moved(of: &Value, before: Option<Ratio>, after: Option<Ratio>) -> String {
    match (before, after) {
        (Some(before), Some(after)) => less(after, before).map_or_else(String::new, |by| signed(of, by)),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crm_kit::kpi::chart::Sigmas;

    use super::*;

    #[test]
    fn a_run_that_goes_on_is_told_once() {
        let (one_side, limits) = (Rule::OneSide { points: 8 }, Rule::OutOfLimits);
        let far = Rule::Far { points: 4, of: 5, sigmas: Sigmas::ONE };
        let signal = |rule, from, at| Signal { rule, from, at };
        let all = [
            signal(limits, 3, 3),
            signal(limits, 4, 4),
            signal(one_side, 0, 7),
            signal(one_side, 1, 8),
            signal(one_side, 20, 27),
            signal(far, 0, 3),
            signal(far, 0, 4),
            signal(far, 1, 5),
        ];
        let told = [all[0], all[1], signal(one_side, 0, 8), all[4], signal(far, 0, 5)];
        assert_eq!(lasting(&all), told);
        assert_eq!(run(one_side, 9), "9 in a row on one side of the mean");
        assert_eq!(run(far, 6), "4 of each 5 more than 1 sigma from the mean on one side");
        assert_eq!(run(far, 5), "4 of 5 more than 1 sigma from the mean on one side");
    }

    #[test]
    fn counts_differ_by_whole_numbers() {
        let by = |whole| Ratio::new(whole, 1).unwrap();
        assert_eq!(
            (signed(&Value::Count(42), by(1)), signed(&Value::Count(40), by(-1))),
            ("+1".into(), "-1".into())
        );
    }
}

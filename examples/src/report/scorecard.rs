//! What the lines of the scorecard say, in the words of both pages.

use std::borrow::Cow;

use crm_kit::kpi::what_it_takes::{Counted, Lever, Needed, Step};
use crm_kit::kpi::{
    Bound, Completeness, Line, Note, Reason, Rounding, Side, Target, Uncertainty, Value, Verdict,
};
use crm_model::Missing;
use serde::Serialize;

use super::cell::{Brief, amount, count, counted, decimal, percent_by, spaced, units, whole};
use super::reasons::words;
use super::{Form, Parts, Report};

/// Returns the lines that have a value, those that call for action first: missed, met, not judged, without a target.
pub(crate) fn measured(report: &Report) -> Vec<&Line> {
    let mut lines: Vec<&Line> =
        report.assessment.scorecard.iter().filter(|line| reason_of(&line.value).is_none()).collect();
    lines.sort_by_key(|line| match line.verdict {
        Verdict::Missed | Verdict::Unreachable => 0,
        Verdict::Met => 1,
        Verdict::IncompletePeriod | Verdict::NotMeasured { .. } | Verdict::TooFew { .. } => 2,
        Verdict::NoTarget => 3,
    });
    lines
}

/// Returns why the other lines have no value, each reason once with the lines that it keeps from one.
pub(crate) fn unmeasured(report: &Report) -> Vec<(&Reason, Vec<&Line>)> {
    let mut reasons: Vec<(&Reason, Vec<&Line>)> = Vec::new();
    for line in &report.assessment.scorecard {
        let Some(reason) = reason_of(&line.value) else { continue };
        match reasons.iter_mut().find(|(other, _)| *other == reason) {
            Some((_, lines)) => lines.push(line),
            None => reasons.push((reason, vec![line])),
        }
    }
    reasons
}

/// Returns how many lines meet their target, and how many are judged.
pub(crate) fn judged(report: &Report) -> (u64, u64) {
    let number = |wanted: fn(&Verdict) -> bool| {
        report.assessment.scorecard.iter().filter(|line| wanted(&line.verdict)).count() as u64
    };
    let met = number(|verdict| matches!(verdict, Verdict::Met));
    (met, met + number(|verdict| matches!(verdict, Verdict::Missed | Verdict::Unreachable)))
}

/// Returns what the policy says an indicator measures.
pub(crate) fn form<'a>(report: &'a Report, line: &Line) -> Option<&'a Form> {
    report.policy.in_force(report.assessment.as_of)?.indicators.get(&line.indicator)
}

/// Returns an indicator's name in words: `indicator.response-time` is `response time`.
pub(crate) fn name(line: &Line) -> String {
    let name = line.indicator.as_str();
    let name = name.strip_prefix("indicator.").unwrap_or(name).replace('-', " ");
    let word = |word: &str| if word == "nps" { "NPS".to_owned() } else { word.to_owned() };
    name.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

/// Returns a value with its unit, or `None` where there is none.
pub(crate) fn value(value: &Value) -> Option<String> {
    written(value, Rounding::default())
}

/// Returns the value of a line as its policy has it rounded, or `None` where there is none.
pub(crate) fn shown(line: &Line) -> Option<String> {
    written(&line.value, line.judging.rounding)
}

/// Returns another value of what a line measures, rounded as its own is.
pub(crate) fn shown_beside(line: &Line, value: &Value) -> Option<String> {
    written(value, line.judging.rounding)
}

fn written(value: &Value, rounding: Rounding) -> Option<String> {
    match value {
        Value::Share(ratio) => Some(percent_by(*ratio, rounding)),
        Value::Number(ratio) => Some(decimal(&ratio.rounded(0, rounding.decimals, rounding.halves))),
        Value::Duration(ratio) => {
            let micros = ratio.to_decimal_string(0).parse().ok();
            Some(micros.map_or_else(|| value.to_string(), |micros| Brief { micros, days: true }.to_string()))
        }
        Value::Count(number) => Some(count(*number)),
        Value::Amount(amount) => {
            let number = amount.amount.to_decimal_string(amount.currency.minor_digits());
            Some(format!("{} {}", decimal(&number), amount.currency))
        }
        _ => None,
    }
}

/// Returns the parts of a value, such as `313 of 371`; nothing for a count or where there is no value.
pub(crate) fn parts(value: &Value, form: Option<&Form>) -> String {
    let kind = form.map(|form| form.parts).unwrap_or_default();
    let (ratio, is_share) = match value {
        Value::Share(ratio) => (ratio, true),
        Value::Number(ratio) | Value::Duration(ratio) => (ratio, false),
        _ => return String::new(),
    };
    let (part, all) = ratio.parts();
    match kind {
        Parts::Money(Some(currency)) => format!("{} of {}", amount(part, currency), amount(all, currency)),
        // Nobody converted anything, so these are sums of what the data hold.
        Parts::Money(None) => format!("{} of {}", decimal(&units(part)), decimal(&units(all))),
        Parts::Nothing => String::new(),
        Parts::Sum(case) => format!("over {} {case}{}", whole(all), if all == 1 { "" } else { "s" }),
        Parts::Cases if is_share => format!("{} of {}", whole(part), whole(all)),
        Parts::Cases if matches!(value, Value::Duration(_)) => format!("over {} cases", whole(all)),
        Parts::Cases => format!("{} / {}", whole(part), whole(all)),
    }
}

/// Returns a target as pages write it; nothing where there is none.
pub(crate) fn target(target: Option<&Target>) -> String {
    const HOUR: i64 = 3_600_000_000;
    match target {
        None => String::new(),
        Some(Target::Bound { side, bound: Bound::Time(time) }) if time.as_micros() % HOUR == 0 => {
            let sign = Side::ALL.iter().find(|(other, _)| other == side).map_or("", |(_, sign)| sign);
            format!("{sign} {} h", decimal(&(time.as_micros() / HOUR).to_string()))
        }
        Some(target) => spaced(&target.to_string()),
    }
}

/// Returns a verdict in words.
pub(crate) const fn verdict(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Met => "met",
        Verdict::Missed => "not met",
        Verdict::Unreachable => "unreachable",
        Verdict::TooFew { .. } => "too few",
        Verdict::NotMeasured { .. } | Verdict::IncompletePeriod => "not judged",
        Verdict::NoTarget => "no target",
    }
}

/// Returns a way to meet a target that a line misses; nothing where no number would do.
pub(crate) fn step(line: &Line, step: &Step) -> Option<String> {
    let Needed::AtLeast(amount) = step.needed else { return None };
    let whole = line.evidence.parts().map(|(_, all)| whole(all)).unwrap_or_default();
    let is_of_cases = step.unit == Counted::Cases && matches!(line.value, Value::Share(_));
    let what = match step.lever {
        Lever::More if is_of_cases => format!("more of the {whole}"),
        Lever::Less if is_of_cases => format!("fewer against the same {whole}"),
        Lever::More => "more in all, of the same cases".to_owned(),
        Lever::Less => "less in all, of the same cases".to_owned(),
        Lever::FurtherThatCount => "further, all of which count".to_owned(),
        Lever::FurtherThatDoNot => "further, none of which counts".to_owned(),
        Lever::Retained => "of the customers retained who left".to_owned(),
        Lever::PromotersForAnyone => "promoters instead of others, detractors first".to_owned(),
        other => other.as_str().to_owned(),
    };
    let number = u64::try_from(amount).map_or_else(|_| amount.to_string(), count);
    Some(match step.unit {
        Counted::Microseconds => {
            let micros = i64::try_from(amount).unwrap_or(i64::MAX);
            format!("{} {what}", enough(micros))
        }
        Counted::TenThousandths => {
            let units =
                i128::try_from(amount).map_or_else(|_| amount.to_string(), |all| decimal(&units(all)));
            format!("an amount of {units} {what}")
        }
        Counted::Points => format!("{} {what}", counted(u64::try_from(amount).unwrap_or(u64::MAX), "point")),
        _ if amount == 1 => format!("1 {}", what.replacen("promoters", "promoter", 1)),
        _ => format!("{number} {what}"),
    })
}

/// Returns a length of time in hours, minutes and seconds, rounded up: so much is enough, which a length that is cut would not be.
fn enough(micros: i64) -> String {
    let seconds = micros.saturating_add(999_999).div_euclid(1_000_000);
    let parts = [(seconds / 3_600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let text: Vec<String> =
        parts.map(|(number, unit)| format!("{} {unit}", whole(i128::from(*number)))).collect();
    text.join(" ")
}

/// Returns the ends of a line's interval as values of its kind, the lower one first.
pub(crate) fn ends(line: &Line) -> Option<(Value, Value)> {
    let Uncertainty { low, high, .. } = line.interval?;
    Some(match line.value {
        Value::Share(_) => (Value::Share(low), Value::Share(high)),
        Value::Duration(_) => (Value::Duration(low), Value::Duration(high)),
        _ => (Value::Number(low), Value::Number(high)),
    })
}

/// Returns the interval in words, and whether it meets the target otherwise than the value does.
fn interval(line: &Line) -> Option<String> {
    let (low, high) = ends(line)?;
    let confidence = spaced(&line.interval?.confidence.to_string());
    let other = match (&line.verdict, line.assured) {
        (Verdict::Met, Some(false)) => ": the target is met by the value, not by the interval",
        (Verdict::Missed, Some(true)) => ": the target is met by the interval, not by the value",
        _ => "",
    };
    let (low, high) = (shown_beside(line, &low)?, shown_beside(line, &high)?);
    Some(format!("{confidence} interval {low} to {high}{other}"))
}

/// What an interval says to programs, in the unit of its value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct ToldInterval {
    /// The lower end.
    pub(crate) low: String,
    /// The upper end.
    pub(crate) high: String,
    /// The confidence.
    pub(crate) confidence: String,
    /// How it was found.
    pub(crate) method: &'static str,
}

/// Returns what a line's interval says to programs.
pub(crate) fn told_interval(line: &Line) -> Option<ToldInterval> {
    let (low, high) = ends(line)?;
    let Uncertainty { confidence, method, .. } = line.interval?;
    Some(ToldInterval {
        low: figure(&low)?.number,
        high: figure(&high)?.number,
        confidence: confidence.to_string(),
        method: method.as_str(),
    })
}

/// Returns what a reader should know besides: why a value is not judged, the interval, and the notes.
pub(crate) fn notes(line: &Line) -> Vec<String> {
    let unjudged = match (&line.verdict, line.completeness) {
        (_, Completeness::Running) => Some("the period still runs".to_owned()),
        (_, Completeness::NotCovered) => Some("the data do not cover the whole period".to_owned()),
        (Verdict::NotMeasured { reason }, Completeness::Complete) => Some(why(reason)),
        _ => None,
    };
    let said = unjudged.into_iter().chain(rounded(line)).chain(interval(line));
    said.chain(line.notes.iter().map(note)).collect()
}

/// Returns that a value which is written like its target misses it all the same.
fn rounded(line: &Line) -> Option<String> {
    let (side, goal) = line.target?.goal(line.baseline.and_then(Bound::number))?;
    let goal = match line.value {
        Value::Share(_) => Value::Share(goal),
        Value::Number(_) => Value::Number(goal),
        Value::Duration(_) => Value::Duration(goal),
        _ => return None,
    };
    let is_alike = line.verdict == Verdict::Missed && shown(line) == shown_beside(line, &goal);
    let is_equal = line.value.number() == goal.number();
    let off = if side.is_upward() { "below" } else { "above" };
    (is_alike && !is_equal).then(|| format!("{off} the target by less than is shown"))
}

/// Returns a note in words.
pub(crate) fn note(note: &Note) -> String {
    match note {
        Note::Beside { reading, value: other } => {
            let other = value(other).unwrap_or_else(|| other.to_string());
            format!("{}: {other}", reading.as_str())
        }
        Note::Apart { cases, count: number } => format!("{} {}", count(*number), cases.words(*number)),
        Note::Gaps { periods } => format!("{} without a value left out", counted(*periods, "period")),
        other => spaced(&other.to_string()),
    }
}

/// Returns why there is no value, in words.
pub(crate) fn why(reason: &Reason) -> String {
    match reason {
        Reason::NotSupplied(table) => words(&Missing::Table(*table)),
        other => spaced(&other.to_string()),
    }
}

fn reason_of(value: &Value) -> Option<&Reason> {
    match value {
        Value::Undefined(reason) => Some(reason),
        _ => None,
    }
}

/// A value for programs: its exact parts, and the number that they make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Figure {
    /// The part: microseconds for lengths of time, ten-thousandths of a currency for money.
    pub(crate) part: i128,
    /// What it is divided by.
    pub(crate) whole: i128,
    /// The number, with six decimals at most.
    pub(crate) number: String,
    /// Its unit; of an amount, its currency.
    pub(crate) unit: Cow<'static, str>,
}

/// What a value says to programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    /// The value, if there is one.
    pub(crate) figure: Option<Figure>,
    /// Why there is no value, or no verdict.
    pub(crate) reason: Option<String>,
}

/// Returns what a value and its verdict say to programs.
pub(crate) fn told(value: &Value, verdict: Option<&Verdict>) -> Told {
    let reason = match verdict {
        Some(Verdict::NotMeasured { reason }) => Some(reason),
        _ => reason_of(value),
    };
    Told { figure: figure(value), reason: reason.map(ToString::to_string) }
}

fn figure(value: &Value) -> Option<Figure> {
    let ratio = value.number()?;
    let (part, whole) = ratio.parts();
    let (number, unit): (String, Cow<'static, str>) = match value {
        Value::Share(ratio) => (ratio.percent(6).trim_end_matches('%').to_owned(), "percent".into()),
        Value::Duration(ratio) => {
            let micros = ratio.to_decimal_string(0).parse().ok()?;
            (super::cell::seconds(micros), "seconds".into())
        }
        Value::Count(_) => (ratio.to_decimal_string(0), "count".into()),
        Value::Amount(amount) => (ratio.to_decimal_string(6), amount.currency.to_string().into()),
        _ => (ratio.to_decimal_string(6), "number".into()),
    };
    let number =
        if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { &number };
    Some(Figure { part, whole, number: number.to_owned(), unit })
}

/// Returns whether a period is over and the data hold all of it. Of the periods before, the value says so.
pub(crate) const fn completeness(value: &Value, of_line: Option<Completeness>) -> &'static str {
    match (of_line, value) {
        (Some(Completeness::Running), _) | (None, Value::Undefined(Reason::NotOver)) => "running",
        (Some(Completeness::NotCovered), _) | (None, Value::Undefined(Reason::NotCovered)) => "not-covered",
        (Some(Completeness::Complete) | None, _) => "complete",
    }
}

#[cfg(test)]
mod tests {
    use crm_kit::kpi::Amount;
    use crm_model::Ratio;

    use super::*;

    fn ratio(part: i128, whole: i128) -> Ratio {
        Ratio::new(part, whole).unwrap()
    }

    #[test]
    fn what_a_target_takes_is_never_less_than_enough() {
        assert_eq!(enough(106_200_000_000), "29 h 30 min");
        assert_eq!((enough(3_600_000_001), enough(1)), ("1 h 1 s".into(), "1 s".into()));
    }

    #[test]
    fn values_stand_with_their_parts() {
        let of = |kind| Form { words: String::new(), parts: kind };
        let shown = |figure: &Value, kind| (value(figure).unwrap(), parts(figure, Some(&of(kind))));
        let share = Value::Share(ratio(1_313, 1_555));
        assert_eq!(shown(&share, Parts::Cases), ("84.4 %".into(), "1,313 of 1,555".into()));
        // 12.5 of 250: 5 %.
        let cost = Value::Share(ratio(125_000, 2_500_000));
        assert_eq!(shown(&cost, Parts::Money(None)), ("5.0 %".into(), "12.5 of 250".into()));
        let yuan = Parts::Money("CNY".parse().ok());
        assert_eq!(shown(&cost, yuan), ("5.0 %".into(), "12.50 of 250.00".into()));
        let score = Value::Number(ratio(-4_000, 100));
        assert_eq!(shown(&score, Parts::Sum("answer")), ("-40.0".into(), "over 100 answers".into()));
        // Three hours over two cases.
        let mean = Value::Duration(ratio(3 * 3_600_000_000, 2));
        assert_eq!(shown(&mean, Parts::Cases), ("1 h 30 min".into(), "over 2 cases".into()));
        assert_eq!(shown(&Value::Count(1_411), Parts::Cases), ("1,411".into(), String::new()));
        assert_eq!(value(&Value::Undefined(Reason::Empty)), None);
    }

    #[test]
    fn figures_are_exact_numbers_with_a_unit() {
        let of = |figure: Value| {
            let figure = told(&figure, None).figure.unwrap();
            (figure.part, figure.whole, figure.number, figure.unit.into_owned())
        };
        assert_eq!(of(Value::Share(ratio(1, 8))), (1, 8, "12.5".into(), "percent".into()));
        assert_eq!(of(Value::Share(ratio(1, 1))), (1, 1, "100".into(), "percent".into()));
        assert_eq!(of(Value::Duration(ratio(1_500_000, 1))), (1_500_000, 1, "1.5".into(), "seconds".into()));
        assert_eq!(of(Value::Count(20)), (20, 1, "20".into(), "count".into()));
        assert_eq!(of(Value::Number(ratio(-1, 4))), (-1, 4, "-0.25".into(), "number".into()));
        let yuan = Amount { amount: ratio(50_000, 10_000), currency: "CNY".parse().unwrap() };
        assert_eq!(of(Value::Amount(yuan)), (50_000, 10_000, "5".into(), "CNY".into()));
        let none = told(&Value::Undefined(Reason::NoTiers), None);
        assert_eq!(none, Told { figure: None, reason: Some("no tiers of customers are known".into()) });
    }

    #[test]
    fn values_are_rounded_as_the_policy_says_and_a_near_miss_is_told() {
        use crm_kit::kpi::{Facts, Formula, IndicatorSpec, Judging, Per, Scorecard};
        use crm_model::{Dataset, Happening, Records, Strength, Table, TicketEvent, TicketId, TicketRecord};

        let opened = "2026-03-02T09:00:00Z".parse().unwrap();
        let ticket = |number: u8| {
            let mut events = vec![TicketEvent::at(opened, Happening::Opened)];
            events.extend((number > 0).then(|| TicketEvent::at(opened, Happening::Solved)));
            TicketRecord::new(TicketId::new(format!("T-{number}")).unwrap(), events)
        };
        let rows: Vec<TicketRecord> = (0..20).map(ticket).collect();
        let (dataset, _) = Dataset::new(Records { tickets: Table::complete(rows), ..Records::default() });
        let line = |target: &str, decimals| {
            let judging =
                Judging { rounding: Rounding { decimals, ..Rounding::default() }, ..Judging::default() };
            let solved = IndicatorSpec {
                name: "indicator.solved".parse().unwrap(),
                clause: "D-KPI-13".parse().unwrap(),
                strength: Strength::Must,
                formula: Formula::Resolution { kinds: vec![] },
                per: Per::Month,
                target: Some(target.parse().unwrap()),
                baseline: None,
                judging,
            };
            let scorecard = Scorecard::new(vec![solved], crm_calendar::Zone::utc()).unwrap();
            scorecard.evaluate(&Facts::new(&dataset), "2026-04-10T00:00:00Z".parse().unwrap()).remove(0)
        };
        // 19 of 20 are 95 %.
        let told = |line: &Line| (shown(line).unwrap(), verdict(&line.verdict), rounded(line));
        let off = Some("below the target by less than is shown".to_owned());
        assert_eq!(told(&line(">= 95.04%", 1)), ("95.0 %".into(), "not met", off));
        assert_eq!(told(&line(">= 95.04%", 2)), ("95.00 %".into(), "not met", None));
        assert_eq!(told(&line(">= 95%", 1)), ("95.0 %".into(), "met", None));
        assert_eq!(told(&line("> 95%", 1)), ("95.0 %".into(), "not met", None));
    }

    #[test]
    fn targets_are_written_for_readers() {
        let shown = |text: &str| target(Some(&text.parse().unwrap()));
        assert_eq!((shown(">= 80%"), shown("<= 8h")), (">= 80 %".into(), "<= 8 h".into()));
        assert_eq!(
            (shown("falls over 3 periods"), shown("-50%")),
            ("falls over 3 periods".into(), "-50 %".into())
        );
        assert_eq!(target(None), "");
    }
}

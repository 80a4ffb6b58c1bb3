//! The study as JSON: all of the log, whatever is drawn.

use std::io::{self, Write};

use crm_kit::kpi::process::{Durations, HandOvers, Spending, Total};
use crm_model::{Ratio, Share};
use serde_json::{Value, json};

use super::study::Study;
use super::words::measured;
use crate::report::cell::instant;

/// Writes the JSON, and an end of line.
pub(super) fn write(study: &Study, out: &mut dyn Write) -> io::Result<()> {
    out.write_all(text(study).as_bytes())
}

/// Returns the JSON, and an end of line.
pub(super) fn text(study: &Study) -> String {
    format!("{:#}\n", value(study))
}

/// Sums may be beyond what a number of JSON holds exactly.
fn micros(sum: i128) -> Value {
    i64::try_from(sum).map_or_else(|_| json!(sum.to_string()), |sum| json!(sum))
}

fn ratio(share: Option<Ratio>) -> Value {
    share.map_or(Value::Null, |share| {
        let (part, whole) = share.parts();
        json!({ "part": micros(part), "whole": micros(whole) })
    })
}

fn times(times: &Durations) -> Value {
    let at = |percent| Share::from_percent(percent).and_then(|share| times.percentile(share));
    json!({
        "count": times.count(),
        "sum_us": micros(times.sum()),
        "median_us": at(50),
        "ninetieth_us": at(90),
        "longest_us": times.longest(),
    })
}

fn total(total: Total) -> Value {
    json!({ "count": total.times, "sum_us": micros(total.clock) })
}

fn value(study: &Study) -> Value {
    let tally = &study.tally;
    json!({
        "schema": "crm-process-map/1",
        "log": {
            "title": study.title,
            "rows": study.rows,
            "rows_unreadable": study.unreadable,
            "repeats": tally.repeats,
            "repeats_counted": study.keeps_repeats,
            "notes": study.notes,
        },
        "as_of": instant(study.as_of),
        "calendar": study.calendar,
        "cases": tally.cases,
        "events": tally.events,
        "events_later": tally.events_later,
        "cases_open": (!study.rules.finals.is_empty()).then_some(tally.cases_open),
        "drawn": {
            "asked_percent": study.map.asked,
            "activities": study.map.activities.iter().map(|code| study.activity(*code)).collect::<Vec<_>>(),
            "successions": study.map.edges.iter().map(|(from, to)| [study.activity(*from), study.activity(*to)]).collect::<Vec<_>>(),
            "times": study.map.drawn,
            "of": study.map.all,
        },
        "activities": tally.activities.iter().map(|(code, one)| activity(study, *code, one)).collect::<Vec<_>>(),
        "successions": tally.edges.iter().map(|((from, to), edge)| json!({
            "from": study.activity(*from),
            "to": study.activity(*to),
            "times": edge.times,
            "cases": edge.cases,
            "wait": times(&edge.wait.clock),
            "open_wait": study.calendar.as_ref().map(|_| times(&edge.wait.open)),
            "beyond_the_calendar": edge.wait.beyond,
            "overlaps": edge.overlaps,
        })).collect::<Vec<_>>(),
        "bottlenecks": tally.bottlenecks_by_clock().map(|one| json!({
            "from": study.activity(one.from),
            "to": study.activity(one.to),
            "count": one.edge.wait.clock.count(),
            "share": ratio(Some(one.share)),
        })).collect::<Vec<_>>(),
        "loops": {
            "cases_with_rework": ratio(tally.rework()),
            "cases_with_self_loop": tally.cases_with_self_loop,
        },
        "hand_overs": {
            "departments": hand_overs(&tally.departments, &|code| study.department(code)),
            "resources": hand_overs(&tally.resources, &|code| study.resource(code)),
        },
        "paths": tally.paths().map(|path| json!({
            "cases": path.cases,
            "cumulative": ratio(Some(path.cumulative)),
            "activities": path.activities.iter().map(|code| study.activity(*code)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "contacts": per_case(&tally.contacts, study.rules.contacts.is_empty()),
        "approvals": per_case(&tally.approvals, study.rules.approvals.is_empty()),
        "months": tally.months.iter().map(|(first, month)| json!({
            "month": first.format("%Y-%m").to_string(),
            "began": month.began,
            "ended": month.ended,
            "time": times(&month.time.clock),
        })).collect::<Vec<_>>(),
        "rules": study.order.iter().map(|(one, found)| json!({
            "rule": study.rule(*one),
            "occasions": found.occasions,
            "breaks": found.breaks,
            "undecided": found.undecided,
            "cases": found.cases,
            "kept": ratio(found.kept()),
            "cases_broken": found.broken.iter().map(|case| study.case(*case)).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
        "diagnosis": study.diagnosis().dimensions().iter().map(|one| json!({
            "dimension": one.dimension.as_str(),
            "signs": one.signs.iter().map(|sign| json!({
                "name": sign.name,
                "is_measured": sign.is_measured(),
                "value": measured(sign),
            })).collect::<Vec<_>>(),
        })).collect::<Vec<_>>(),
    })
}

fn activity(study: &Study, code: u32, one: &crm_kit::kpi::process::ActivityTally) -> Value {
    let instants = one.seen.first_and_last.map(|(first, last)| {
        [first, last].map(|at| chrono::DateTime::from_timestamp_micros(at).map(instant))
    });
    let (first, last) = instants.map_or((None, None), |[first, last]| (first, last));
    let of = |counts: &std::collections::BTreeMap<u32, u64>| counts.get(&code).copied().unwrap_or_default();
    let stopped = study.tally.stopped.get(&code);
    json!({
        "activity": study.activity(code),
        "events": one.events,
        "cases": one.cases,
        "begin": of(&study.tally.starts),
        "last": of(&study.tally.ends),
        "again": one.again,
        "cases_again": one.cases_again,
        "repeated_by_same_resource": study.repeated_by_same(one),
        "first_at": first,
        "last_at": last,
        "after_it": study.rules.spending.get(&code).map(|spending| match spending {
            Spending::Working => "working",
            Spending::Waiting => "waiting",
        }),
        "handling": times(&one.handling.clock),
        "working": total(one.spent.working),
        "waiting": total(one.spent.waiting),
        "unsaid": total(one.spent.unsaid),
        "broken_links": study.broken_links(code),
        "silent": stopped.map(|stopped| times(&stopped.silent)),
    })
}

fn hand_overs(holders: &HandOvers, name: &dyn Fn(u32) -> String) -> Value {
    json!({
        "times": holders.times(),
        "events_unknown": holders.unknown,
        "cases_handed_over": ratio(holders.share()),
        "cases_straight_back": ratio(holders.share_returned()),
        "holders": holders.steps.iter().map(|(code, steps)| json!({ "name": name(*code), "events": steps })).collect::<Vec<_>>(),
        "pairs": holders.pairs.iter().map(|((from, to), moves)| json!({
            "from": name(*from),
            "to": name(*to),
            "times": moves.times,
            "wait": total(moves.wait),
            "straight_back": holders.returns.get(&(*from, *to)).copied().unwrap_or_default(),
        })).collect::<Vec<_>>(),
    })
}

/// What nobody said is not zero.
fn per_case(counts: &crm_kit::kpi::process::PerCase, is_unsaid: bool) -> Value {
    if is_unsaid {
        return Value::Null;
    }
    let cases = counts.cases.iter().map(|(number, cases)| json!({ "number": number, "cases": cases }));
    json!({ "events": counts.events, "mean": ratio(counts.mean()), "by_number": cases.collect::<Vec<_>>() })
}

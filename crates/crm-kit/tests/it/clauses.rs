//! Clauses on tickets, contacts, files and entitlements: a history judged by the preset that holds the clause, its due instants worked
//! out by hand from the words of the document.
//!
//! Times are those of Shanghai in 2026. 2 March is a Monday; no holiday falls into that month. Office hours are 9:00 to 12:00
//! and 13:00 to 18:00, eight hours a day.

mod analyses;
mod answers;
mod cadences;
mod complaints;
mod customers;
mod entitlements;
mod escalations;
mod on_the_way;
mod outcomes;
mod performance;
mod quality;
mod records;
pub(crate) mod retention;
mod solutions;
mod value;

use std::sync::LazyLock;

use crm_kit::chrono::{DateTime, TimeDelta, Utc};
use crm_kit::model::{
    Classification, Happening, Holder, Missing, State, Ticket, TicketEvent, TicketId, TicketRecord,
};
use crm_kit::{Assessment, Case, Obligation, Policy, Preset, assess_ticket};

/// What happened to a ticket, and when in Shanghai.
type History<'a> = [(&'a str, Happening)];

/// Reads an instant such as `03-06 17:00` or `03-06 17:00:30` of 2026 in Shanghai.
#[track_caller]
fn at(text: &str) -> DateTime<Utc> {
    let seconds = if text.len() == "03-06 17:00".len() { ":00" } else { "" };
    let text = format!("2026-{}{seconds}+08:00", text.replace(' ', "T"));
    text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Writes an instant as [`at`] reads it, with its seconds where there are any.
fn in_shanghai(instant: DateTime<Utc>) -> String {
    let local = (instant + TimeDelta::hours(8)).format("%m-%d %H:%M:%S").to_string();
    local.strip_suffix(":00").map_or(local.clone(), str::to_owned)
}

/// Returns the policy of a preset, which is read once for all tests.
fn of_preset(preset: Preset) -> &'static Policy {
    static POLICIES: LazyLock<Vec<(Preset, Policy)>> =
        LazyLock::new(|| Preset::ALL.iter().map(|preset| (*preset, Policy::preset(*preset))).collect());
    &POLICIES.iter().find(|(name, _)| *name == preset).unwrap().1
}

/// Returns a document that extends a preset by these tables.
#[track_caller]
fn extending(preset: Preset, tables: &str) -> Policy {
    let text = format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = '{preset}'\n{tables}");
    Policy::parse(&text, "ours.toml").unwrap_or_else(|error| panic!("{error}"))
}

fn ticket(channel: Option<&str>, history: &History) -> Ticket {
    let events = history.iter().map(|(when, what)| TicketEvent::at(at(when), what.clone())).collect();
    let mut record = TicketRecord::new(TicketId::new("T-1").unwrap(), events);
    record.channel = channel.map(|word| word.parse().unwrap());
    Ticket::new(record)
}

fn judge(policy: &Policy, channel: Option<&str>, history: &History, as_of: &str) -> Assessment {
    assess_ticket(&Case::new(&ticket(channel, history)), policy, at(as_of))
}

/// Returns what a clause owes, one line each: rule, round, strength, due instant and state.
fn owed(assessment: &Assessment, clause: &str) -> Vec<String> {
    let of_clause = |duty: &&Obligation| duty.id.clause.as_ref().is_some_and(|id| id.as_str() == clause);
    let line = |duty: &Obligation| {
        let rule = duty.rule.as_ref().map_or("none", |rule| rule.as_str());
        let due = duty.window.due.map(|due| format!(" due {}", in_shanghai(due))).unwrap_or_default();
        format!("{rule} {} ({}){due}: {}", duty.id.round, duty.strength, duty.state)
    };
    assessment.obligations.iter().filter(of_clause).map(line).collect()
}

/// Checks all that a clause owes on a ticket under its preset.
#[track_caller]
fn check(
    preset: Preset,
    clause: &str,
    channel: Option<&str>,
    history: &History,
    as_of: &str,
    expected: &[&str],
) {
    let assessment = judge(of_preset(preset), channel, history, as_of);
    assert_eq!(owed(&assessment, clause), expected, "{clause} at {as_of}");
}

/// Returns the event that judges kind, urgency and complexity; an empty word judges nothing.
fn classified(kind: &str, urgency: &str, complexity: &str) -> Happening {
    Happening::Classified(Classification {
        kind: kind.parse().ok(),
        urgency: urgency.parse().ok(),
        complexity: complexity.parse().ok(),
    })
}

fn to(department: &str) -> Holder {
    Holder { department: Some(department.parse().unwrap()), person: None }
}

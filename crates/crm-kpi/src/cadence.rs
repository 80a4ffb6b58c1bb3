//! Cadences (clauses B-CYCLE-1, D-CYCLE-1): what is looked at every month, quarter and year, and the [`Review`] of a period.
//!
//! A [`Cadence`] names the length of its periods and what is looked at beside the values: anomalies, trends, targets, whether the
//! processes were followed (D-PROC-2), and a first diagnosis (L-DIAG-1). Each is data of a policy. [`Cadences::review`] looks at
//! the last period of each that is over; of the one that runs, nothing is judged.
//!
//! An indicator is measured over the cadence's periods, whatever its own length is: a yearly one is followed month by month. Its
//! target is judged over its own periods alone, since 80 % a year is no promise for a month. In a longer review, the periods of its
//! own length are judged one by one and counted.

mod conformance;
mod diagnose;
mod error;
mod evaluate;
mod order;
mod review;

use alloc::string::String;
use alloc::vec::Vec;

use crm_model::{ClauseId, EventKind, RuleName, Strength};

pub use self::conformance::Kept;
pub use self::error::{CadenceError, CadenceProblem};
pub use self::order::{OrderCheck, OrderFound, OrderKept};
pub use self::review::{
    Anomaly, Charted, LineReview, MostLacking, NoHistory, OwnPeriods, Review, Shortfall, Tendency,
    TrendReview,
};
use crate::chart::AnomalyChoices;
use crate::process::OrderRule;
use crate::trend::Confidence;
use crate::{Dimension, Per, Scorecard};

/// What is looked at, and how often.
#[derive(Debug, Clone, PartialEq)]
pub struct Cadence {
    /// Its name in the policy, such as `cadence.quarter`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// How long its periods are: a word of the calendar.
    pub per: Per,
    /// The indicators that it looks at; all where it names none.
    pub indicators: Vec<RuleName>,
    /// What stands out in their history, if that is asked.
    pub anomalies: Option<AnomalyRule>,
    /// Where they tend to, if that is asked.
    pub trends: Option<TrendRule>,
    /// What missed targets take, if that is asked.
    pub targets: Option<TargetRule>,
    /// The processes of which it is asked whether they were followed.
    pub processes: Vec<Process>,
    /// The rules of order of which it is asked whether tickets kept them.
    pub orders: Vec<OrderCheck>,
    /// Whether a first diagnosis is asked for.
    pub diagnosis: bool,
}

/// What counts as an anomaly.
#[derive(Debug, Clone, PartialEq)]
pub struct AnomalyRule {
    /// The length of the periods that make the history, which end with the review's.
    pub by: Per,
    /// Limits, rules and how sure a trend must be to be looked at first.
    pub choices: AnomalyChoices,
    /// The fewest values from which limits are taken.
    pub at_least: u64,
}

/// What counts as a trend: one that a two-sided test of Mann and Kendall finds, so that either way counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendRule {
    /// The length of the periods that make the history, which end with the review's.
    pub by: Per,
    /// How sure it must be.
    pub confidence: Confidence,
}

/// How missed targets are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct TargetRule {
    /// By what they are broken down, to find the segment that lacks most.
    pub by: Option<Dimension>,
}

/// A process, by the rules that make it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Process {
    /// What reports call it.
    pub name: String,
    /// Names of rules, such as `recording.calls`, or of groups of them, such as `sla`.
    pub rules: Vec<String>,
}

impl Process {
    /// Returns whether a rule is part of it.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::cadence::Process;
    ///
    /// let problems = Process { name: "problem".into(), rules: vec!["sla".into(), "escalation".into()] };
    /// assert!(problems.has(&"sla.first-response".parse()?));
    /// assert!(!problems.has(&"slang.first-response".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn has(&self, rule: &RuleName) -> bool {
        self.rules.iter().any(|own| {
            let rest = rule.as_str().strip_prefix(own.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        })
    }
}

/// The cadences of a policy, checked against its indicators.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Cadences {
    // INVARIANT: sorted by length and name, names distinct, each checked.
    cadences: Vec<Cadence>,
}

impl Cadences {
    /// Returns the cadences, the shortest first and then in the order of names.
    ///
    /// # Errors
    ///
    /// When two have one name, one names an indicator that is not on the scorecard, its periods or those of a history are none
    /// of the calendar, a history has longer periods than the review, a process has no rules, or rules of order have one name or
    /// cannot be kept.
    pub fn new(mut cadences: Vec<Cadence>, scorecard: &Scorecard) -> Result<Self, CadenceError> {
        cadences.sort_by(|one, other| (one.per, &one.name).cmp(&(other.per, &other.name)));
        let mut names: Vec<&RuleName> = cadences.iter().map(|cadence| &cadence.name).collect();
        names.sort_unstable();
        if let Some((one, _)) = names.iter().zip(names.iter().skip(1)).find(|(one, next)| one == next) {
            return Err(CadenceError::of(one, "", CadenceProblem::Twice));
        }
        for cadence in &cadences {
            check(cadence, scorecard)
                .map_err(|(key, problem)| CadenceError::of(&cadence.name, key, problem))?;
        }
        Ok(Self { cadences })
    }

    /// Returns the cadences, the shortest first and then in the order of names.
    pub fn cadences(&self) -> &[Cadence] {
        &self.cadences
    }
}

fn check(cadence: &Cadence, scorecard: &Scorecard) -> Result<(), (&'static str, CadenceProblem)> {
    if cadence.per.is_rolling() {
        return Err(("per", CadenceProblem::Rolling));
    }
    let is_known = |name: &&RuleName| scorecard.indicators().iter().any(|spec| spec.name == **name);
    if let Some(unknown) = cadence.indicators.iter().find(|name| !is_known(name)) {
        return Err(("indicators", CadenceProblem::NoIndicator(unknown.clone())));
    }
    let histories = [
        ("anomalies", cadence.anomalies.as_ref().map(|rule| rule.by)),
        ("trends", cadence.trends.map(|rule| rule.by)),
    ];
    for (key, by) in histories {
        match by {
            Some(by) if by.is_rolling() => return Err((key, CadenceProblem::Rolling)),
            Some(by) if by > cadence.per => return Err((key, CadenceProblem::LongerHistory)),
            _ => {}
        }
    }
    let (names, mut rest) = (|| cadence.orders.iter().map(|check| &check.name), cadence.orders.iter());
    if let Some(again) = rest.find(|check| names().filter(|name| **name == check.name).count() > 1) {
        return Err(("order", CadenceProblem::OrderTwice(again.name.clone())));
    }
    if let Some((name, event)) = cadence.orders.iter().find_map(of_one) {
        return Err(("order", CadenceProblem::OrderOfOne { name: name.clone(), event }));
    }
    match cadence.processes.iter().find(|process| process.rules.is_empty()) {
        Some(process) => Err(("processes", CadenceProblem::NoRules(process.name.clone()))),
        None => Ok(()),
    }
}

/// Returns the name and the event of a rule that asks for the same event that it is about, which no ticket can keep.
fn of_one(check: &OrderCheck) -> Option<(&String, EventKind)> {
    let [one, other] = check.rule.activities();
    let is_one = one == other && !matches!(check.rule, OrderRule::NeverAfter { .. });
    is_one.then_some((&check.name, *one))
}

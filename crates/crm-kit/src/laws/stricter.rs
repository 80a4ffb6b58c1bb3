//! What is late under a limit is late under a stricter one.

use alloc::format;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{ElapsedTime, OpenTime, Span};
use crm_model::{EventKind, RuleName};
use crm_policy::PolicyVersion;
use crm_sla::{Case, Limit, RuleError, RuleSpec, ServiceLevels, Warning};
use thiserror::Error;

use super::{Says, samples};

/// A rule that cannot be made stricter, for a reason that lies in the rule.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the stricter rule cannot be used")]
pub struct StricterError {
    /// What is wrong with it.
    #[from]
    source: RuleError,
}

/// Returns the same service levels with every limit halved: elapsed and open time exactly, calendar and business
/// days rounded up, but at least one. Limits that are met at once, agreed or not stated stay as they are, and warnings are left out.
///
/// # Errors
///
/// When a halved rule is refused, such as one of a single microsecond.
pub fn stricter(levels: &ServiceLevels) -> Result<ServiceLevels, StricterError> {
    let halved = |spec: &RuleSpec| {
        let limit = match spec.limit {
            Limit::Within(within) => Limit::Within(half(within)),
            other => other,
        };
        RuleSpec { limit, warn: Vec::<Warning>::new(), ..spec.clone() }
    };
    let specs = levels.rules().iter().map(|rule| halved(rule.spec())).collect();
    Ok(ServiceLevels::new(specs, levels.hit_policy())?)
}

fn half(span: Span) -> Span {
    match span {
        Span::AtOnce => Span::AtOnce,
        Span::Elapsed(time) => Span::Elapsed(ElapsedTime::from_micros(time.as_micros() / 2)),
        Span::Open(time) => Span::Open(OpenTime::from_micros(time.as_micros() / 2)),
        Span::CalendarDays(days) => Span::CalendarDays(days.div_ceil(2).max(1)),
        Span::BusinessDays(days) => Span::BusinessDays(days.div_ceil(2).max(1)),
    }
}

/// Returns whether each clock that is late under `levels` is late under `strict` as well; if not, the rule whose miss a
/// stricter limit would remove.
///
/// The two should differ in their limits alone, as [`stricter`] makes them.
///
/// # Errors
///
/// The name of the rule.
pub fn stricter_removes_no_miss(
    levels: &ServiceLevels,
    strict: &ServiceLevels,
    case: &Case<'_>,
    as_of: DateTime<Utc>,
) -> Result<(), RuleName> {
    let after = strict.standing_of(case, as_of);
    for clock in levels.standing_of(case, as_of).into_iter().filter(|clock| clock.state.is_late()) {
        let Some(rule) = &clock.rule else { continue };
        let same = after.iter().find(|other| {
            (other.measure, other.round) == (clock.measure, clock.round)
                && other.rule.as_ref().is_some_and(|other| other.name == rule.name)
        });
        if same.is_none_or(|other| !other.state.is_late()) {
            return Err(rule.name.clone());
        }
    }
    Ok(())
}

pub(super) fn check(version: &PolicyVersion) -> Vec<Says> {
    let levels = version.service_levels();
    let strict = match stricter(levels) {
        Ok(strict) => strict,
        Err(error) => return vec![(Vec::new(), format!("no limit can be halved: {error}"))],
    };
    let mut breaches: Vec<Says> = Vec::new();
    let natures = samples::natures(version);
    for opened in samples::openings() {
        for nature in &natures {
            for story in STORIES {
                let later: Vec<_> =
                    story.iter().map(|(hours, kind)| (TimeDelta::hours(*hours), *kind)).collect();
                let Some(ticket) = samples::ticket(opened, nature, &later) else { continue };
                let as_of = opened + TimeDelta::days(40);
                let kept = stricter_removes_no_miss(levels, &strict, &Case::new(&ticket), as_of);
                if let Err(rule) = kept {
                    breaches.push((clause_of(levels, &rule), sentence(&rule, opened)));
                }
            }
        }
    }
    breaches.sort_unstable();
    breaches.dedup_by(|one, other| one.0 == other.0);
    breaches
}

/// What happens to sampled tickets, in hours after the opening.
const STORIES: [&[(i64, EventKind)]; 3] = [
    &[],
    &[(3, EventKind::FirstResponse), (30, EventKind::Solved), (60, EventKind::Revisited)],
    &[(1, EventKind::Recorded), (5, EventKind::Solved), (50, EventKind::Reopened), (400, EventKind::Solved)],
];

fn clause_of(levels: &ServiceLevels, name: &RuleName) -> Vec<crm_model::ClauseId> {
    levels.rules().iter().filter(|rule| rule.name() == name).map(|rule| rule.clause().clone()).collect()
}

fn sentence(rule: &RuleName, opened: DateTime<Utc>) -> String {
    format!("a ticket of {opened} is late under `{rule}` and in time under half its limit")
}

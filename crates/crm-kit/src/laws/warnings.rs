//! Every warning is raised after the clock started and before it falls due.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use crm_policy::PolicyVersion;
use crm_sla::{Rule, Times, Warning};

use super::{Says, samples};

pub(super) fn check(version: &PolicyVersion) -> Vec<Says> {
    version.service_levels().rules().iter().filter_map(breach).collect()
}

/// Returns the first sampled start at which a warning of the rule makes no sense.
fn breach(rule: &Rule) -> Option<Says> {
    let target = rule.target()?;
    samples::openings().into_iter().find_map(|opened| {
        let start = opened.timestamp_micros();
        let times = Times { start, end: None, pauses: &[] };
        let due = target.judge(&times, start).due?;
        let raised = target.warning_instants(&times, start).into_iter().flatten();
        let place = raised.into_iter().position(|at| at <= start || at >= due)?;
        let warning = match target.warnings().get(place)? {
            Warning::Used { percent } => format!("at {percent}%"),
            Warning::Left(span) => format!("{span} before the end"),
        };
        let says = format!(
            "`{}`: the warning {warning} of a clock that starts at {opened} is not between start and due instant",
            rule.name()
        );
        Some((vec![rule.clause().clone()], says))
    })
}

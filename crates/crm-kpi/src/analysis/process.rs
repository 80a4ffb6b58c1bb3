//! The process of tickets (clause L-PROC-1) as an analysis: of those that were opened in the period.

use crm_model::TableName;

use super::AnalysisProblem;
use super::evaluate::Scene;
use crate::Reason;
use crate::process::{ServiceProcess, ServiceRule, ServiceRuleError};

pub(super) const TABLES: [TableName; 1] = [TableName::Tickets];

pub(super) fn check(rule: &ServiceRule) -> Result<(), (&'static str, AnalysisProblem)> {
    rule.check().map_err(|error| {
        let key = match error {
            ServiceRuleError::WaitingAndWorking(_) => "waiting",
            ServiceRuleError::GapWithoutFinals => "gap",
        };
        (key, AnalysisProblem::Process(error))
    })
}

pub(super) fn figures(rule: &ServiceRule, scene: &Scene<'_>) -> Result<ServiceProcess, Reason> {
    let zone = scene.scorecard.zone();
    let process = ServiceProcess::of(rule, scene.facts, &scene.period, scene.as_of, zone, None)?;
    match process.tally.cases {
        0 if process.kind_unknown > 0 => Err(Reason::NoKindKnown),
        0 => Err(Reason::Empty),
        _ => Ok(process),
    }
}

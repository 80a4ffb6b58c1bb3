//! Why obligations cannot be judged.

use std::collections::BTreeMap;

use crm_model::{ClauseId, MeasureName, Missing, Noticed, State};

use super::Report;
use super::cell::counted;
use super::tally::is_of_the_whole;

/// Something that cannot be judged for want of a fact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Unclear {
    /// What cannot be judged.
    pub(crate) measure: MeasureName,
    /// The clause, where one rule is concerned.
    pub(crate) clause: Option<ClauseId>,
    /// What is missing.
    pub(crate) missing: Missing,
}

/// Returns what cannot be judged because the whole data set lacks a fact, and whom that concerns. What several rules of
/// one clause lack is said once.
pub(crate) fn lacking_in_the_data(report: &Report) -> Vec<(Unclear, String)> {
    let mut lacking: Vec<(Unclear, u64, bool)> = Vec::new();
    for finding in &report.findings {
        let Noticed::NotSupplied { clause, measure, missing, tickets } = &finding.noticed else { continue };
        let (clause, measure, missing) = (clause.clone(), measure.clone(), missing.clone());
        let unclear = Unclear { measure, clause, missing };
        match lacking.iter_mut().find(|(other, ..)| *other == unclear) {
            Some((_, sum, is_joined)) => (*sum, *is_joined) = (*sum + tickets, true),
            None => lacking.push((unclear, *tickets, false)),
        }
    }
    let concerned = |tickets, is_joined| match (tickets, is_joined) {
        (0, _) => "all customers".to_owned(),
        // A ticket may come under several rules.
        (cases, true) => counted(cases, "case"),
        (tickets, false) => format!("all {}", counted(tickets, "ticket")),
    };
    lacking.into_iter().map(|(unclear, sum, is_joined)| (unclear, concerned(sum, is_joined))).collect()
}

/// Returns what cannot be judged for single tickets, with their number, the most frequent first.
pub(crate) fn lacking_in_tickets(report: &Report) -> Vec<(Unclear, u64)> {
    let mut lacking: BTreeMap<_, u64> = BTreeMap::new();
    for obligation in report.assessment.obligations.iter().filter(|obligation| !is_of_the_whole(obligation)) {
        if let State::Undetermined { missing } = &obligation.state {
            let key = (&obligation.id.measure, obligation.id.clause.as_ref(), missing);
            *lacking.entry(key).or_default() += 1;
        }
    }
    let mut lacking: Vec<_> = lacking
        .into_iter()
        .map(|((measure, clause, missing), count)| {
            (Unclear { measure: measure.clone(), clause: clause.cloned(), missing: missing.clone() }, count)
        })
        .collect();
    lacking.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    lacking
}

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

/// Returns what cannot be judged because the whole data set lacks a fact, with the number of tickets.
pub(crate) fn lacking_in_the_data(report: &Report) -> Vec<(Unclear, u64)> {
    let lacking = report.findings.iter().filter_map(|finding| match &finding.noticed {
        Noticed::NotSupplied { clause, measure, missing, tickets } => {
            let (clause, measure, missing) = (clause.clone(), measure.clone(), missing.clone());
            Some((Unclear { measure, clause, missing }, *tickets))
        }
        _ => None,
    });
    lacking.collect()
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

/// Returns how many tickets something in the data as a whole concerns; without a number, it is about customers.
pub(crate) fn concerned(tickets: u64) -> String {
    match tickets {
        0 => "all customers".to_owned(),
        tickets => format!("all {}", counted(tickets, "ticket")),
    }
}

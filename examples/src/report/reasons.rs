//! Why obligations cannot be judged.

use std::collections::{BTreeMap, BTreeSet};

use crm_model::{ClauseId, MeasureName, Missing, Noticed, State, TableName};

use super::Report;
use super::cell::counted;
use super::head::row_of;
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

/// What cannot be judged because a whole table was not supplied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LackingTable {
    /// The table.
    pub(crate) table: TableName,
    /// What cannot be judged, sorted: clauses, or measures where no rule could be chosen.
    pub(crate) names: Vec<String>,
    /// How many matters cannot be judged: measures of clauses.
    pub(crate) matters: u64,
}

impl LackingTable {
    /// Returns what is missing, such as `no tickets were supplied`.
    pub(crate) fn missing(&self) -> String {
        words(&Missing::Table(self.table))
    }

    /// Returns how many matters that concerns: `11 matters`.
    pub(crate) fn concerns(&self) -> String {
        counted(self.matters, "matter")
    }
}

/// Returns what is missing, in words.
pub(crate) fn words(missing: &Missing) -> String {
    match missing {
        // Spend is no plural.
        Missing::Table(TableName::Spend) => "no spend was supplied".to_owned(),
        Missing::Coverage(TableName::Spend) => "the spend is not complete for all of the time".to_owned(),
        other => other.to_string(),
    }
}

/// Returns what cannot be judged because whole tables were not supplied: one entry a table, in the order of tables.
pub(crate) fn lacking_tables(report: &Report) -> Vec<LackingTable> {
    let mut lacking: BTreeMap<TableName, BTreeSet<(Option<&ClauseId>, &MeasureName)>> = BTreeMap::new();
    for finding in &report.findings {
        let Noticed::NotSupplied { clause, measure, missing: Missing::Table(table), .. } = &finding.noticed
        else {
            continue;
        };
        lacking.entry(*table).or_default().insert((clause.as_ref(), measure));
    }
    lacking
        .into_iter()
        .map(|(table, matters)| {
            let name = |(clause, measure): &(Option<&ClauseId>, &MeasureName)| {
                clause.map_or_else(|| measure.to_string(), ToString::to_string)
            };
            let mut names: Vec<String> = matters.iter().map(name).collect();
            names.dedup();
            LackingTable { table, names, matters: matters.len() as u64 }
        })
        .collect()
}

/// Returns what cannot be judged because the whole data set lacks a fact, and whom that concerns. What lacks a whole
/// table, [`lacking_tables`] says.
pub(crate) fn lacking_in_the_data(report: &Report) -> Vec<(Unclear, String)> {
    let mut lacking = Vec::new();
    for finding in &report.findings {
        let (clause, measure, missing, concerned) = match &finding.noticed {
            Noticed::NotSupplied { missing: Missing::Table(_), .. } => continue,
            Noticed::NotSupplied { clause, measure, missing, tickets: 0 } => {
                (clause, measure, missing, "all customers".to_owned())
            }
            Noticed::NotSupplied { clause, measure, missing, tickets } => {
                (clause, measure, missing, counted(*tickets, "ticket"))
            }
            Noticed::RowsUndetermined { clause, measure, missing, table, rows } => {
                (clause, measure, missing, counted(*rows, row_of(*table)))
            }
            _ => continue,
        };
        let (clause, measure, missing) = (clause.clone(), measure.clone(), missing.clone());
        lacking.push((Unclear { measure, clause, missing }, concerned));
    }
    lacking
}

/// Returns what cannot be judged for single tickets or rows, with their number, the most frequent first.
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

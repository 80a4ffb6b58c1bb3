//! Every clause of a known document that a rule names is in the register of clauses.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use crm_model::ClauseId;
use crm_policy::{Document, PolicyVersion, clause_entry};

use super::Says;

pub(super) fn check(version: &PolicyVersion) -> Vec<Says> {
    version
        .clauses()
        .into_iter()
        .filter(|(_, clause)| is_of_a_document(clause) && clause_entry(clause.as_str()).is_none())
        .map(|(rule, clause)| {
            let says = format!("`{rule}` names {clause}, which the document does not have");
            (vec![clause], says)
        })
        .collect()
}

/// Returns whether an id is that of a document that ships as a preset: one letter, then the topic.
fn is_of_a_document(clause: &ClauseId) -> bool {
    let mut letters = clause.as_str().chars();
    let letter = letters.next().and_then(Document::from_letter);
    letter.is_some() && letters.next() == Some('-')
}

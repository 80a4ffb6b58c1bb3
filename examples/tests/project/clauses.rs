//! `docs/clauses.md` tells the truth: every clause has a row, and what a row names exists.

use std::collections::{BTreeMap, BTreeSet};

use crm_kit::policy::{CLAUSES, Policy, Preset, clause_entry};

use crate::read;

/// Names items of the libraries: each must exist for this file to compile.
macro_rules! items {
    ($($first:ident $(:: $rest:ident)+,)+) => {{
        $({
            #[allow(unused_imports, reason = "that it can be imported is the test")]
            use $first $(:: $rest)+ as _;
        })+
        BTreeSet::from([$(concat!(stringify!($first) $(, "::", stringify!($rest))+)),+])
    }};
}

/// Every item that `docs/clauses.md` names.
fn items() -> BTreeSet<&'static str> {
    items![
        crm_kit::RaisedWarning,
        crm_kit::escalation::Excuse,
        crm_kit::escalation::Ladder,
        crm_kit::escalation::Nature,
        crm_kit::escalation::Recipient,
        crm_kit::escalation::StartLimit,
        crm_kit::escalation::Step,
        crm_kit::escalation::Trigger,
        crm_kit::model::Channel,
        crm_kit::model::ChannelAttributes,
        crm_kit::model::Classification,
        crm_kit::model::CustomerId,
        crm_kit::model::EventKind,
        crm_kit::model::ExistingAfter,
        crm_kit::model::PersonId,
        crm_kit::model::Ticket,
        crm_kit::model::Vocabulary,
        crm_kit::model::VocabularyMap,
        crm_kit::policy::Allocation,
        crm_kit::policy::PolicyVersion,
        crm_kit::policy::Scope,
        crm_kit::policy::Setting,
        crm_kit::sla::Conditions,
        crm_kit::sla::Limit,
        crm_kit::sla::Measure,
        crm_kit::sla::Warning,
    ]
}

/// A row of a table: the clause, and the words of its last column in backticks; none for "not yet".
struct Row {
    clause: String,
    named: Vec<String>,
}

fn rows() -> Vec<Row> {
    let page = read("docs/clauses.md");
    let known: BTreeSet<&str> = CLAUSES.iter().map(|entry| entry.id).collect();
    let mut rows = Vec::new();
    for line in page.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let clause = cells[0].trim_matches('`');
        if !known.contains(clause) {
            assert!(clause.parse::<crm_kit::model::ClauseId>().is_err(), "unknown clause in `{line}`");
            continue;
        }
        let last = cells.last().unwrap();
        let named: Vec<String> =
            last.split('`').skip(1).step_by(2).map(|word| word.trim_end_matches("()").to_owned()).collect();
        assert_eq!(named.is_empty(), *last == "not yet", "{clause}: either items or `not yet`, not `{last}`");
        rows.push(Row { clause: clause.to_owned(), named });
    }
    rows
}

/// The rules and shares of every preset, written `detailed: sla.solve-complex`, with their clauses. What a preset
/// inherits is not its own: it names a clause of another document.
fn preset_rules() -> BTreeMap<String, String> {
    let mut rules = BTreeMap::new();
    for preset in Preset::ALL {
        let policy = Policy::preset(*preset);
        let promises = policy.sla().rules().iter().map(|rule| (rule.name().to_string(), rule.clause()));
        let shares = policy.latest().shares().iter();
        let shares = shares.map(|(name, shares)| (format!("shares.{name}"), shares.clause()));
        for (name, clause) in promises.chain(shares) {
            if clause_entry(clause.as_str()).is_some_and(|entry| entry.document == preset.document()) {
                rules.insert(format!("{}: {name}", preset.name()), clause.to_string());
            }
        }
    }
    rules
}

#[test]
fn every_clause_has_one_row() {
    let listed: Vec<String> = rows().into_iter().map(|row| row.clause).collect();
    let known: Vec<&str> = CLAUSES.iter().map(|entry| entry.id).collect();
    assert_eq!(listed, known);
}

#[test]
fn every_item_that_a_row_names_exists() {
    let (items, rules) = (items(), preset_rules());
    let mut named = BTreeSet::new();
    for row in rows() {
        for name in row.named {
            if name.starts_with("crm_kit::") {
                assert!(
                    items.contains(name.as_str()),
                    "{}: `{name}` is not in the list of this test",
                    row.clause
                );
                named.insert(name);
            } else {
                let clause = rules.get(&name);
                assert_eq!(
                    clause,
                    Some(&row.clause),
                    "{}: `{name}` is no rule of a preset for it",
                    row.clause
                );
            }
        }
    }
    assert_eq!(items.into_iter().collect::<Vec<_>>(), named.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn every_rule_of_a_preset_stands_in_the_row_of_its_clause() {
    let rows = rows();
    for (rule, clause) in preset_rules() {
        let row =
            rows.iter().find(|row| row.clause == clause).unwrap_or_else(|| panic!("no row for {clause}"));
        assert!(row.named.contains(&rule), "{clause}: the row does not name `{rule}`");
    }
}

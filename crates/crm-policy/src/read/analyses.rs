//! `[analysis.NAME]`: tables that a clause asks for where one figure would not do.

mod campaigns;
mod channel_deliveries;
mod channels;
mod complaint_causes;
mod performance;
mod process;
mod sales_and_satisfaction;

use crm_kpi::Scorecard;
use crm_kpi::analysis::{Analyses, AnalysisError, AnalysisRule, AnalysisSpec};
use crm_model::Vocabulary;

use super::Ground;
use super::calendars::Calendars;
use super::indicators::{Parameters, per};
use super::named;
use super::quality_sheets::Sheets;
use crate::section::Section;

const REQUIRED: [&str; 3] = ["clause", "of", "per"];
const OPTIONAL: [&str; 2] = ["strength", "off"];

/// A kind of analysis as policy files name it.
struct Kind {
    word: &'static str,
    /// The keys that it needs besides those of every analysis.
    required: &'static [&'static str],
    /// The keys that it knows besides.
    optional: &'static [&'static str],
    /// Returns the rule, or notes what is wrong with its keys.
    read: fn(&Parameters<'_, '_>, &Scorecard) -> Option<AnalysisRule>,
}

/// Every kind, in the order of the guide.
const KINDS: [Kind; 7] = [
    complaint_causes::KIND,
    channels::KIND,
    channel_deliveries::KIND,
    campaigns::KIND,
    sales_and_satisfaction::KIND,
    performance::KIND,
    process::KIND,
];

/// Returns the analyses that are not switched off, unless one of them is wrong.
pub(super) fn read(
    root: &Section<'_>,
    vocabulary: &Vocabulary,
    calendars: &Calendars,
    ground: Ground<'_>,
    scorecard: &Scorecard,
) -> Option<Analyses> {
    let tables = root.section("analysis").map(|section| named::tables(&section, &every_key()));
    let tables = tables.unwrap_or_default();
    let number = tables.len();
    let specs = tables.into_iter().filter_map(|(name, table)| {
        let keys = Parameters {
            table: &table,
            required: &[],
            root,
            vocabulary,
            calendars,
            sheets: &Sheets::default(),
            currency: ground.currency,
        };
        let spec = spec(name, &keys, scorecard)?;
        // One by one, so that every analysis that is wrong is found.
        let alone = Analyses::new(vec![spec.clone()], scorecard);
        alone.map_err(|error| refuse(&table, &error)).ok().map(|_| spec)
    });
    let specs: Vec<AnalysisSpec> = specs.collect();
    (specs.len() == number).then(|| Analyses::new(specs, scorecard).ok()).flatten()
}

fn spec(name: &str, keys: &Parameters<'_, '_>, scorecard: &Scorecard) -> Option<AnalysisSpec> {
    let table = keys.table;
    let words: Vec<(usize, &str)> = KINDS.iter().map(|kind| kind.word).enumerate().collect();
    let chosen = table.get("of").and_then(|item| item.choice(&words));
    let chosen = chosen.and_then(|place| KINDS.get(place));
    // A key that is misspelt would only be missed again, or the analysis taken for one without it.
    let keys_are_known = match chosen {
        Some(kind) => table.check_keys(
            &[REQUIRED.as_slice(), kind.required].concat(),
            &[OPTIONAL.as_slice(), kind.optional].concat(),
        ),
        None => table.check_keys(&REQUIRED, &every_key()),
    };
    let name = named::rule_name("analysis", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let per = table.get("per").and_then(|item| per(&item));
    keys_are_known.then_some(())?;
    let kind = chosen?;
    let rule = (kind.read)(&Parameters { required: kind.required, ..*keys }, scorecard);
    Some(AnalysisSpec { name: name?, clause: clause?, strength: strength.ok()?, per: per?, rule: rule? })
}

/// Returns the keys of all kinds, each once.
fn every_key() -> Vec<&'static str> {
    let mut keys = [REQUIRED.as_slice(), OPTIONAL.as_slice()].concat();
    for key in KINDS.iter().flat_map(|kind| kind.required.iter().chain(kind.optional)) {
        if !keys.contains(key) {
            keys.push(key);
        }
    }
    keys
}

/// Notes what is wrong with an analysis, at the key that says it.
fn refuse(table: &Section<'_>, error: &AnalysisError) {
    let message = error.problem.to_string();
    if error.key.is_empty() {
        table.refuse(message, None);
    } else {
        table.refuse_at(error.key, message, None);
    }
}

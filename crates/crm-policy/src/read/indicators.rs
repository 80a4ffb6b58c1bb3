//! `[indicator.NAME]`: what is measured, how often, and what it should reach.

mod expected;
mod formulas;
mod judging;
mod parameters;

use crm_kpi::{Bound, IndicatorSpec, Judging, Per, Scorecard, ScorecardError, Target};
use crm_model::Vocabulary;

use self::formulas::Named;
pub(super) use self::parameters::Parameters;
use super::Ground;
use super::calendars::Calendars;
use super::named::{self, optional};
use super::quality_sheets::Sheets;
use crate::section::{Item, Section};

const REQUIRED: [&str; 3] = ["clause", "formula", "per"];
const OPTIONAL: [&str; 14] = [
    "strength",
    "target",
    "baseline",
    "off",
    judging::SHARED[0],
    judging::SHARED[1],
    judging::SHARED[2],
    judging::SHARED[3],
    judging::SHARED[4],
    judging::SHARED[5],
    judging::SHARED[6],
    judging::OWN[0],
    judging::OWN[1],
    judging::OWN[2],
];

/// What the keys of indicators may refer to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Words<'p> {
    pub(super) vocabulary: &'p Vocabulary,
    pub(super) calendars: &'p Calendars,
    pub(super) sheets: &'p Sheets,
}

/// Returns the indicators that are not switched off, unless one of them is wrong.
pub(super) fn read(root: &Section<'_>, words: Words<'_>, ground: Ground<'_>) -> Option<Scorecard> {
    let tables = root.section("indicator").map(|section| named::tables(&section, &every_key()));
    let judging = judging::read(root);
    let specs = tables.unwrap_or_default().into_iter().filter_map(|(name, table)| {
        let judging = judging.as_ref().ok().copied().unwrap_or_default();
        let spec = spec(name, &table, root, words, ground, judging)?;
        // One by one, so that every indicator that is wrong is found.
        let alone = Scorecard::new(vec![spec.clone()], ground.zone.clone());
        alone.map_err(|error| refuse(&table, &error)).ok().map(|_| spec)
    });
    Scorecard::new(specs.collect(), ground.zone.clone()).ok()
}

fn spec(
    name: &str,
    table: &Section<'_>,
    root: &Section<'_>,
    words: Words<'_>,
    ground: Ground<'_>,
    judging: Judging,
) -> Option<IndicatorSpec> {
    let known: Vec<(&Named, &str)> = formulas::all().map(|formula| (formula, formula.word)).collect();
    let chosen = table.get("formula").and_then(|item| item.choice(&known));
    // A key that is misspelt would only be missed again, or the indicator taken for one without it.
    let (word, needed, others) = chosen.map_or(("", [].as_slice(), of_all_formulas()), |one| {
        (one.word, one.required, one.optional.to_vec())
    });
    let keys_are_known = table.check_keys_expecting(
        &[REQUIRED.as_slice(), needed].concat(),
        &[OPTIONAL.as_slice(), &others].concat(),
        |key| expected::of(word, key),
    );
    let name = named::rule_name("indicator", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let per = table.get("per").and_then(|item| per(&item));
    let judging = judging::of_indicator(table, judging);
    let target = optional(table, "target", Item::parsed::<Target>);
    let baseline = optional(table, "baseline", Item::parsed::<Bound>);
    keys_are_known.then_some(())?;
    let chosen = chosen?;
    let formula = (chosen.read)(&Parameters {
        table,
        required: chosen.required,
        root,
        vocabulary: words.vocabulary,
        calendars: words.calendars,
        sheets: words.sheets,
        currency: ground.currency,
    });
    // That a key is missing has been told; what the formula would be without it is nobody's matter.
    chosen.required.iter().all(|key| table.get(key).is_some()).then_some(())?;
    Some(IndicatorSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        formula: formula?,
        per: per?,
        target: target.ok()?,
        baseline: baseline.ok()?,
        judging: judging.ok()?,
    })
}

/// Returns how often, and over how long: a word of the calendar, or a rolling length.
pub(super) fn per(item: &Item<'_>) -> Option<Per> {
    if item.is_text() && item.text()?.starts_with("rolling") { item.parsed() } else { item.choice(&Per::ALL) }
}

/// Returns the keys of every indicator and of all formulas, each once.
fn every_key() -> Vec<&'static str> {
    [REQUIRED.as_slice(), &OPTIONAL, &of_all_formulas()].concat()
}

/// Returns the keys of all formulas, each once.
fn of_all_formulas() -> Vec<&'static str> {
    let mut keys = Vec::new();
    for key in formulas::all().flat_map(|formula| formula.required.iter().chain(formula.optional)) {
        if !keys.contains(key) {
            keys.push(*key);
        }
    }
    keys
}

/// Notes what is wrong with an indicator, at the key that says it.
fn refuse(table: &Section<'_>, error: &ScorecardError) {
    let message = error.problem.to_string();
    if error.key.is_empty() {
        table.refuse(message, None);
    } else {
        table.refuse_at(error.key, message, None);
    }
}

//! `[indicator.NAME]`: what is measured, how often, and what it should reach.

mod formulas;

use crm_calendar::Zone;
use crm_kpi::{Bound, IndicatorSpec, Per, Scorecard, ScorecardError, Target};
use crm_model::{ClauseId, RuleName, Strength, Vocabulary};

use self::formulas::{FORMULAS, Parameters};
use super::calendars::Calendars;
use super::rules::optional;
use crate::section::{Item, Section};
use crate::suggest::{advice, quote};

const REQUIRED: [&str; 3] = ["clause", "formula", "per"];
const OPTIONAL: [&str; 4] = ["strength", "target", "baseline", "off"];

/// Returns the indicators that are not switched off, unless one of them is wrong.
pub(super) fn read(
    root: &Section<'_>,
    vocabulary: &Vocabulary,
    calendars: &Calendars,
    zone: &Zone,
) -> Option<Scorecard> {
    let section = match root.get("indicator") {
        None => None,
        Some(item) => Some(item.section()?),
    };
    let mut specs = Vec::new();
    let mut all_are_right = true;
    for (name, _, item) in section.iter().flat_map(Section::items) {
        let Some(table) = item.section() else {
            all_are_right = false;
            continue;
        };
        if is_off(&table, &item, section.as_ref())? {
            continue;
        }
        let spec = spec(name, &table, vocabulary, calendars).filter(|spec| {
            let alone = Scorecard::new(vec![spec.clone()], zone.clone());
            alone.map_err(|error| refuse(&table, &error)).is_ok()
        });
        all_are_right &= spec.is_some();
        specs.extend(spec);
    }
    // Names are keys of one table, so no two indicators share one.
    if all_are_right { Scorecard::new(specs, zone.clone()).ok() } else { None }
}

/// Returns whether an indicator is switched off; `None` if that cannot be told.
fn is_off(table: &Section<'_>, item: &Item<'_>, all: Option<&Section<'_>>) -> Option<bool> {
    let is_off = table.get("off").map_or(Some(false), |item| item.boolean())?;
    if is_off {
        if table.keys() == ["off"] {
            let items = all.map(Section::items).unwrap_or_default();
            let others: Vec<&str> = items
                .iter()
                .filter(|(.., other)| other.place() != item.place())
                .map(|(name, ..)| *name)
                .collect();
            let name = item.path.trim_start_matches("indicator.");
            let message = format!("no extended document has an indicator {}", quote(name));
            table.refuse(message, Some(advice(name, &others)));
        }
        table.check_keys(&[], &every_key());
    }
    Some(is_off)
}

fn spec(
    name: &str,
    table: &Section<'_>,
    vocabulary: &Vocabulary,
    calendars: &Calendars,
) -> Option<IndicatorSpec> {
    let words: Vec<(usize, &str)> = FORMULAS.iter().map(|formula| formula.word).enumerate().collect();
    let chosen = table.get("formula").and_then(|item| item.choice(&words));
    let chosen = chosen.and_then(|place| FORMULAS.get(place));
    // A key that is misspelt would only be missed again, or the indicator taken for one without it.
    let keys_are_known = match chosen {
        Some(formula) => table.check_keys(
            &[REQUIRED.as_slice(), formula.required].concat(),
            &[OPTIONAL.as_slice(), formula.optional].concat(),
        ),
        None => table.check_keys(&REQUIRED, &every_key()),
    };
    let name = indicator_name(name, table);
    let clause = table.get("clause").and_then(|item| item.parsed::<ClauseId>());
    let strength =
        optional(table, "strength", |item| item.choice(&Strength::ALL.map(|one| (one, one.as_str()))));
    let per = table.get("per").and_then(|item| item.choice(&Per::ALL));
    let target = optional(table, "target", Item::parsed::<Target>);
    let baseline = optional(table, "baseline", Item::parsed::<Bound>);
    keys_are_known.then_some(())?;
    let formula = (chosen?.read)(&Parameters { table, vocabulary, calendars });
    Some(IndicatorSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?.unwrap_or_default(),
        formula: formula?,
        per: per?,
        target: target.ok()?,
        baseline: baseline.ok()?,
    })
}

fn indicator_name(name: &str, table: &Section<'_>) -> Option<RuleName> {
    let checked = RuleName::new(name).and_then(|_| RuleName::new(format!("indicator.{name}")));
    checked.map_err(|error| table.refuse(format!("the indicator's name {} {error}", quote(name)), None)).ok()
}

/// Returns the keys of all formulas, each once.
fn every_key() -> Vec<&'static str> {
    let mut keys = [REQUIRED.as_slice(), OPTIONAL.as_slice()].concat();
    for key in FORMULAS.iter().flat_map(|formula| formula.required.iter().chain(formula.optional)) {
        if !keys.contains(key) {
            keys.push(key);
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

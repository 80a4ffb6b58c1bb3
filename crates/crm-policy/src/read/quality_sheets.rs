//! `[quality-sheet.NAME]`: what tickets are scored on.

use std::collections::{BTreeMap, BTreeSet};

use crm_kpi::{Criterion, QualitySheet, QualitySheetSpec, SheetError, Target};
use crm_model::{Share, SheetName};

use super::named::{self, optional};
use super::vocabulary::{is_name, word};
use crate::section::{Item, Section};

const REQUIRED: [&str; 1] = ["criteria"];
const OPTIONAL: [&str; 3] = ["pass", "sample", "off"];

/// The sheets of a document, and the names of those that are wrong: whoever names one of them is told nothing more.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    pub(super) known: BTreeMap<SheetName, QualitySheet>,
    pub(super) wrong: BTreeSet<String>,
}

/// Returns the sheets that are not switched off; what is wrong with the others is noted.
pub(super) fn read(root: &Section<'_>) -> Sheets {
    let mut sheets = Sheets::default();
    let Some(section) = root.section("quality-sheet") else { return sheets };
    for (name, table) in named::tables(&section, &[REQUIRED.as_slice(), &OPTIONAL].concat()) {
        match sheet(name, &section, &table) {
            Some(sheet) => drop(sheets.known.insert(sheet.name().clone(), sheet)),
            None => drop(sheets.wrong.insert(name.to_owned())),
        }
    }
    sheets
}

fn sheet(name: &str, sheets: &Section<'_>, table: &Section<'_>) -> Option<QualitySheet> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let is_named = sheets.get(name).is_some_and(|item| is_name("sheet", name, &item));
    let criteria = table.get("criteria").and_then(|item| item.list()).and_then(|items| {
        let criteria: Vec<Option<Criterion>> = items.iter().map(criterion).collect();
        criteria.into_iter().collect::<Option<Vec<Criterion>>>()
    });
    let pass = optional(table, "pass", Item::parsed::<Target>);
    let sample = optional(table, "sample", Item::parsed::<Share>);
    let (criteria, pass, sample) = (criteria?, pass.ok()?, sample.ok()?);
    (keys_are_known && is_named).then_some(())?;
    let spec = QualitySheetSpec { name: SheetName::new(name).ok()?, criteria, pass, sample };
    let names: Vec<_> = spec.criteria.iter().map(|criterion| criterion.name.clone()).collect();
    QualitySheet::new(spec)
        .map_err(|error| {
            let place = |wrong| names.iter().rposition(|name| name == wrong).unwrap_or_default();
            let at = match &error {
                SheetError::Twice { name } => format!("criteria[{}].name", place(name)),
                SheetError::Nothing { name, points: 0, .. } => format!("criteria[{}].points", place(name)),
                SheetError::Nothing { name, .. } => format!("criteria[{}].weight", place(name)),
                SheetError::AlwaysFatal { name, .. } | SheetError::NeverFatal { name } => {
                    format!("criteria[{}].fatal-below", place(name))
                }
                SheetError::PassMark { .. } => "pass".to_owned(),
                SheetError::NoSample => "sample".to_owned(),
                _ => "criteria".to_owned(),
            };
            table.refuse_at(&at, error.to_string(), None);
        })
        .ok()
}

fn criterion(item: &Item<'_>) -> Option<Criterion> {
    let table = item.section()?;
    let keys_are_known = table.check_keys(&["name", "points", "weight"], &["fatal-below"]);
    let name = table.get("name").and_then(|item| word(&item));
    let number = |key: &str| table.get(key).and_then(|item| item.integer::<u32>());
    let (points, weight) = (number("points"), number("weight"));
    let fatal_below = optional(&table, "fatal-below", Item::integer::<u32>);
    keys_are_known.then_some(())?;
    Some(Criterion { name: name?, points: points?, weight: weight?, fatal_below: fatal_below.ok()? })
}

//! `[goal.NAME]`: what an indicator should reach by a date, who answers for it, and how it is broken down.

use crm_kpi::goal::{Aim, GoalError, GoalOwner, GoalPart, GoalSpec, Goals};
use crm_kpi::{Bound, Scorecard};
use crm_model::{RuleName, Vocabulary};

use super::named::{self, Noted, optional};
use super::vocabulary::declared_word;
use crate::section::{Item, Section};
use crate::suggest::{advice, quote};

const REQUIRED: [&str; 6] = ["clause", "indicator", "target", "baseline", "from", "by"];
const OPTIONAL: [&str; 5] = ["strength", "department", "post", "parts", "off"];

const OF_PART: [&str; 2] = ["target", "weight"];
const PART_MAY_HAVE: [&str; 3] = ["department", "post", "baseline"];

/// Returns the goals that are not switched off, unless one of them is wrong.
pub(super) fn read(root: &Section<'_>, vocabulary: &Vocabulary, scorecard: &Scorecard) -> Option<Goals> {
    let keys = [REQUIRED.as_slice(), OPTIONAL.as_slice()].concat();
    let tables = root.section("goal").map(|section| named::tables(&section, &keys)).unwrap_or_default();
    let number = tables.len();
    let specs: Vec<GoalSpec> = tables
        .into_iter()
        .filter_map(|(name, table)| {
            let spec = spec(name, &table, vocabulary, scorecard)?;
            // One by one, so that every goal that is wrong is found.
            let alone = Goals::new(vec![spec.clone()], scorecard);
            alone.map_err(|error| refuse(&table, &error)).ok().map(|_| spec)
        })
        .collect();
    (specs.len() == number).then(|| Goals::new(specs, scorecard).ok()).flatten()
}

fn spec(name: &str, table: &Section<'_>, vocabulary: &Vocabulary, scorecard: &Scorecard) -> Option<GoalSpec> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = named::rule_name("goal", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let indicator = table.get("indicator").and_then(|item| indicator(&item, scorecard));
    let aim = table.get("target").and_then(|item| item.parsed::<Aim>());
    let baseline = table.get("baseline").and_then(|item| item.parsed::<Bound>());
    let date = |key: &str| table.get(key).and_then(|item| item.date());
    let (from, by) = (date("from"), date("by"));
    let owner = owner(table, vocabulary);
    let parts = optional(table, "parts", |item| parts(item, vocabulary));
    keys_are_known.then_some(())?;
    Some(GoalSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        indicator: indicator?,
        aim: aim?,
        baseline: baseline?,
        from: from?,
        by: by?,
        owner: owner.ok()?,
        parts: parts.ok()?.unwrap_or_default(),
    })
}

/// Returns the name that reports give an indicator, which has to be one of the policy.
pub(super) fn indicator(item: &Item<'_>, scorecard: &Scorecard) -> Option<RuleName> {
    let text = item.filled_text()?;
    let is_named = |name: &RuleName| name.as_str().strip_prefix("indicator.") == Some(text);
    let names = || scorecard.indicators().iter().map(|spec| &spec.name);
    names().find(|name| is_named(name)).cloned().or_else(|| {
        let known: Vec<&str> = names().filter_map(|name| name.as_str().strip_prefix("indicator.")).collect();
        item.refuse(format!("there is no indicator {}", quote(text)), Some(advice(text, &known)))
    })
}

fn owner(table: &Section<'_>, vocabulary: &Vocabulary) -> Result<GoalOwner, Noted> {
    let department = optional(table, "department", |item| declared_word(item, &vocabulary.departments));
    let post = optional(table, "post", |item| declared_word(item, &vocabulary.roles));
    Ok(GoalOwner { department: department?, post: post? })
}

fn parts(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<Vec<GoalPart>> {
    let items = item.list()?;
    if items.is_empty() {
        return item.refuse("a list without parts; leave the key out", None);
    }
    let read: Vec<Option<GoalPart>> = items.iter().map(|item| part(item, vocabulary)).collect();
    read.into_iter().collect()
}

fn part(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<GoalPart> {
    let table = item.section()?;
    let keys_are_known = table.check_keys(&OF_PART, &PART_MAY_HAVE);
    let aim = table.get("target").and_then(|item| item.parsed::<Aim>());
    let weight = table.get("weight").and_then(|item| item.integer::<u64>());
    let baseline = optional(&table, "baseline", Item::parsed::<Bound>);
    let owner = owner(&table, vocabulary);
    keys_are_known.then_some(())?;
    Some(GoalPart { owner: owner.ok()?, aim: aim?, baseline: baseline.ok()?, weight: weight? })
}

/// Notes what is wrong with a goal, at the key that says it.
fn refuse(table: &Section<'_>, error: &GoalError) {
    let message = error.problem.to_string();
    match (error.part, error.key) {
        (None, "") => table.refuse(message, None),
        (None, key) => table.refuse_at(key, message, None),
        (Some(place), "") => table.refuse_at(&format!("parts[{place}]"), message, None),
        (Some(place), key) => table.refuse_at(&format!("parts[{place}].{key}"), message, None),
    }
}

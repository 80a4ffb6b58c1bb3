//! `[cadence.NAME]`: what is looked at, and how often.

mod order;

use std::collections::BTreeSet;

use crm_kpi::cadence::{AnomalyRule, Cadence, CadenceError, Cadences, Process, TargetRule, TrendRule};
use crm_kpi::chart::{AnomalyChoices, NELSON, Rule, Sigmas, WESTERN_ELECTRIC};
use crm_kpi::trend::Confidence;
use crm_kpi::{Dimension, Per, Scorecard};
use crm_model::{RuleName, Share, Vocabulary};

use super::goals;
use super::named::{self, optional};
use crate::section::{Item, Section};
use crate::suggest::quote;

const REQUIRED: [&str; 2] = ["clause", "per"];
const OPTIONAL: [&str; 9] =
    ["strength", "indicators", "anomalies", "trends", "targets", "processes", "order", "diagnosis", "off"];

const OF_ANOMALIES: [&str; 5] = ["by", "limits", "rules", "trend", "at-least"];
const ANOMALIES_MAY_HAVE: [&str; 1] = ["laney-from"];
const OF_TRENDS: [&str; 2] = ["by", "confidence"];
const TARGETS_MAY_HAVE: [&str; 1] = ["by"];

/// What stands out, by the words of policies.
const RULES: [(&[Rule], &str); 3] =
    [(&[Rule::OutOfLimits], "limits"), (&WESTERN_ELECTRIC, "western-electric"), (&NELSON, "nelson")];

/// The groups of rules that make obligations.
const GROUPS: [&str; 3] = ["sla", "recording", "escalation"];

/// Returns the cadences that are not switched off, unless one of them is wrong.
pub(super) fn read(root: &Section<'_>, vocabulary: &Vocabulary, scorecard: &Scorecard) -> Option<Cadences> {
    let keys = [REQUIRED.as_slice(), OPTIONAL.as_slice()].concat();
    let tables = root.section("cadence").map(|section| named::tables(&section, &keys)).unwrap_or_default();
    let number = tables.len();
    let cadences: Vec<Cadence> = tables
        .into_iter()
        .filter_map(|(name, table)| {
            let cadence = cadence(name, &table, root, vocabulary, scorecard)?;
            // One by one, so that every cadence that is wrong is found.
            let alone = Cadences::new(vec![cadence.clone()], scorecard);
            alone.map_err(|error| refuse(&table, &error)).ok().map(|_| cadence)
        })
        .collect();
    (cadences.len() == number).then(|| Cadences::new(cadences, scorecard).ok()).flatten()
}

fn cadence(
    name: &str,
    table: &Section<'_>,
    root: &Section<'_>,
    vocabulary: &Vocabulary,
    scorecard: &Scorecard,
) -> Option<Cadence> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = named::rule_name("cadence", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let per = table.get("per").and_then(|item| item.choice(&Per::ALL));
    let indicators = optional(table, "indicators", |item| indicators(item, root, scorecard));
    let anomalies = optional(table, "anomalies", anomalies);
    let trends = optional(table, "trends", trends);
    let targets = optional(table, "targets", targets);
    let processes = optional(table, "processes", |item| processes(item, root));
    let orders = optional(table, "order", |item| order::orders(item, vocabulary));
    let diagnosis = optional(table, "diagnosis", Item::boolean);
    keys_are_known.then_some(())?;
    Some(Cadence {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        per: per?,
        indicators: indicators.ok()?.unwrap_or_default(),
        anomalies: anomalies.ok()?,
        trends: trends.ok()?,
        targets: targets.ok()?,
        processes: processes.ok()?.unwrap_or_default(),
        orders: orders.ok()?.unwrap_or_default(),
        diagnosis: diagnosis.ok()?.unwrap_or_default(),
    })
}

/// Returns the indicators that a list names. One that is switched off is passed over, so that who takes an inherited indicator
/// away need not say so twice.
pub(super) fn indicators(
    item: &Item<'_>,
    root: &Section<'_>,
    scorecard: &Scorecard,
) -> Option<Vec<RuleName>> {
    let items = item.list()?;
    if items.is_empty() {
        return item.refuse("a list without indicators; leave the key out to look at all", None);
    }
    let tables = root.section("indicator");
    let is_off = |item: &Item<'_>| {
        let table = tables.as_ref()?.get(item.text()?)?.section()?;
        Some(table.get("off").and_then(|off| off.boolean()).unwrap_or_default())
    };
    let on = items.iter().filter(|item| is_off(item) != Some(true));
    let names: Vec<Option<RuleName>> = on.map(|item| goals::indicator(item, scorecard)).collect();
    if names.is_empty() {
        return item.refuse(
            "all these indicators are switched off",
            Some("switch this table off as well".to_owned()),
        );
    }
    names.into_iter().collect()
}

fn anomalies(item: &Item<'_>) -> Option<AnomalyRule> {
    let table = item.section()?;
    let keys_are_known = table.check_keys(&OF_ANOMALIES, &ANOMALIES_MAY_HAVE);
    let by = by(&table);
    let sigmas = table.get("limits").and_then(|item| sigmas(&item));
    let rules = table.get("rules").and_then(|item| item.choice(&RULES));
    let laney_from = optional(&table, "laney-from", Item::integer::<u64>);
    let trend = table.get("trend").and_then(|item| confidence(&item));
    let at_least = table.get("at-least").and_then(|item| item.integer::<u64>());
    keys_are_known.then_some(())?;
    let choices = AnomalyChoices {
        sigmas: sigmas?,
        laney_from: laney_from.ok()?,
        rules: rules?.to_vec(),
        trend: trend?,
        without: BTreeSet::new(),
    };
    Some(AnomalyRule { by: by?, choices, at_least: at_least? })
}

fn trends(item: &Item<'_>) -> Option<TrendRule> {
    let table = item.section()?;
    let keys_are_known = table.check_keys(&OF_TRENDS, &[]);
    let (by, confidence) = (by(&table), table.get("confidence").and_then(|item| confidence(&item)));
    keys_are_known.then_some(())?;
    Some(TrendRule { by: by?, confidence: confidence? })
}

fn targets(item: &Item<'_>) -> Option<TargetRule> {
    let table = item.section()?;
    let keys_are_known = table.check_keys(&[], &TARGETS_MAY_HAVE);
    let by = optional(&table, "by", |item| item.choice(&Dimension::ALL));
    keys_are_known.then_some(())?;
    Some(TargetRule { by: by.ok()? })
}

fn by(table: &Section<'_>) -> Option<Per> {
    table.get("by").and_then(|item| item.choice(&Per::ALL))
}

fn sigmas(item: &Item<'_>) -> Option<Sigmas> {
    let number = item.integer::<u32>()?;
    Sigmas::new(f64::from(number))
        .or_else(|| item.refuse("limits lie at least one standard deviation away", None))
}

fn confidence(item: &Item<'_>) -> Option<Confidence> {
    let share = item.parsed::<Share>()?;
    match Confidence::new(f64::from(share.parts_per_million()) / 1_000_000.0) {
        Ok(confidence) => Some(confidence),
        Err(error) => item.refuse(error.to_string(), None),
    }
}

/// Returns processes with their rules, in the order of the document.
fn processes(item: &Item<'_>, root: &Section<'_>) -> Option<Vec<Process>> {
    let table = item.section()?;
    let items = table.items();
    if items.is_empty() {
        return item.refuse("a table without processes; leave the key out", None);
    }
    let processes: Vec<Option<Process>> = items
        .into_iter()
        .map(|(name, _, item)| {
            let rules: Vec<Option<String>> = item.list()?.iter().map(|item| rule(item, root)).collect();
            Some(Process { name: name.to_owned(), rules: rules.into_iter().collect::<Option<_>>()? })
        })
        .collect();
    processes.into_iter().collect()
}

/// Returns the name of a rule or of a group of them that the document has, even if it is switched off.
fn rule(item: &Item<'_>, root: &Section<'_>) -> Option<String> {
    let text = item.filled_text()?;
    let mut keys = text.split('.');
    let group = keys.next().filter(|group| GROUPS.contains(group)).and_then(|group| root.get(group));
    let found = group.and_then(|group| {
        keys.try_fold(group, |item, key| {
            let table = if item.is_table() { item.section() } else { None };
            table?.get(key)
        })
    });
    match found {
        Some(rule) if rule.is_table() => Some(text.to_owned()),
        _ => item.refuse(format!("there is no rule or group of rules {}", quote(text)), None),
    }
}

/// Notes what is wrong with a cadence, at the key that says it.
fn refuse(table: &Section<'_>, error: &CadenceError) {
    let message = error.problem.to_string();
    if error.key.is_empty() {
        table.refuse(message, None);
    } else {
        table.refuse_at(error.key, message, None);
    }
}

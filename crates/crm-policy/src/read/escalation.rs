//! `[escalation]`: the ladder, and what calls for an escalation.

use std::collections::{BTreeMap, BTreeSet};

use crm_calendar::{Ends, Span, SpanError};
use crm_escalation::{
    EscalationError, EscalationRules, EscalationSpec, Ladder, LadderError, Nature, Post, RuleProblem, Rung,
    Start, StartLimit, Trigger, TriggerRule,
};
use crm_model::{Kind, MeasureName, Role, Vocabulary};
use crm_sla::Measure;

use super::calendars::Calendars;
use super::named::{self, optional};
use super::rules::calendar;
use super::spans;
use super::vocabulary::{declared_word, declared_words};
use crate::section::{Item, Section};
use crate::suggest::{advice, quote};

const PARTS: [&str; 2] = ["ladder", "trigger"];

const RUNG: [&str; 1] = ["rank"];
const OF_RUNG: [&str; 2] = ["by-kind", "off"];

const REQUIRED: [&str; 6] = ["clause", "trigger", "within", "calendar", "from", "rung"];
const OPTIONAL: [&str; 7] = ["strength", "when", "ends", "tolerance", "measures", "explained-for", "off"];

/// The facts that `when` can ask about, by key.
const FACTS: [&str; 3] = ["kind", "urgency", "complexity"];

/// The word for a limit that no explanation excuses.
const NOT_STATED: &str = "not-stated";
const NO_EXCUSE: &str = "no-excuse";

/// Returns the rules about escalation, unless there are none or something in them is wrong, which has been noted.
pub(super) fn read(
    root: &Section<'_>,
    vocabulary: &Vocabulary,
    calendars: &Calendars,
) -> Option<EscalationRules> {
    let section = root.section("escalation")?;
    section.check_keys(&[], &PARTS).then_some(())?;
    let rungs = section.section("ladder").map_or(Some(Vec::new()), |ladder| rungs(&ladder, vocabulary));
    let tables = section.section("trigger").map(|triggers| switched_on(&triggers, &REQUIRED, &OPTIONAL));
    let tables = tables.unwrap_or_default();
    if tables.is_empty() && rungs.as_ref().is_some_and(Vec::is_empty) {
        return None;
    }
    let ladder =
        rungs.and_then(|rungs| Ladder::new(rungs).map_err(|error| refuse_ladder(&section, &error)).ok());
    let number = tables.len();
    let read: Vec<(TriggerRule, Section<'_>)> = tables
        .into_iter()
        .filter_map(|(name, table)| {
            Some((rule(name, &table, ladder.as_ref(), vocabulary, calendars)?, table))
        })
        .collect();
    let ladder = ladder?;
    // One by one, so that every rule that is wrong is found.
    let alone = |rule: &TriggerRule| EscalationSpec { ladder: ladder.clone(), triggers: vec![rule.clone()] };
    let wrong = read.iter().filter_map(|(rule, table)| {
        EscalationRules::new(alone(rule)).map_err(|error| refuse(table, &error)).err()
    });
    let are_right = wrong.count() == 0 && read.len() == number;
    let triggers = read.into_iter().map(|(rule, _)| rule).collect();
    are_right.then(|| EscalationRules::new(EscalationSpec { ladder, triggers }).ok()).flatten()
}

/// Returns the tables that are not switched off.
fn switched_on<'a>(
    section: &Section<'a>,
    required: &[&str],
    optional: &[&str],
) -> Vec<(&'a str, Section<'a>)> {
    named::tables(section, &[required, optional].concat())
}

/// Returns the rungs by rising rank.
fn rungs(ladder: &Section<'_>, vocabulary: &Vocabulary) -> Option<Vec<Rung>> {
    let tables = switched_on(ladder, &RUNG, &OF_RUNG);
    let read: Vec<Option<Rung>> = tables.iter().map(|(name, table)| rung(name, table, vocabulary)).collect();
    let mut rungs = read.into_iter().collect::<Option<Vec<Rung>>>()?;
    rungs.sort_by(|one, other| (one.rank, &one.role).cmp(&(other.rank, &other.role)));
    Some(rungs)
}

fn rung(name: &str, table: &Section<'_>, vocabulary: &Vocabulary) -> Option<Rung> {
    let keys_are_known = table.check_keys(&RUNG, &OF_RUNG);
    let role = Role::new(name).ok().filter(|role| vocabulary.roles.contains(role));
    if role.is_none() {
        let known: Vec<&str> = vocabulary.roles.iter().map(Role::as_str).collect();
        let message = format!("the role {} is not declared in `[vocabulary]`", quote(name));
        table.refuse(message, Some(advice(name, &known)));
    }
    let rank = table.get("rank").and_then(|item| item.integer::<u32>());
    let by_kind = match (table.get("by-kind"), &role) {
        (Some(item), Some(role)) => by_kind(&item.section()?, role, vocabulary),
        _ => Some(BTreeMap::new()),
    };
    keys_are_known.then_some(())?;
    Some(Rung { role: role?, rank: rank?, by_kind: by_kind? })
}

fn by_kind(section: &Section<'_>, role: &Role, vocabulary: &Vocabulary) -> Option<BTreeMap<Kind, Post>> {
    let read: Vec<Option<(Kind, Post)>> =
        section.items().iter().map(|(name, _, item)| post(name, item, role, vocabulary)).collect();
    read.into_iter().collect()
}

fn post(name: &str, item: &Item<'_>, role: &Role, vocabulary: &Vocabulary) -> Option<(Kind, Post)> {
    let section = item.section()?;
    let keys_are_known = section.check_keys(&["department"], &["role"]);
    let kind = Kind::new(name).ok().filter(|kind| vocabulary.kinds.contains(kind));
    if kind.is_none() {
        let known: Vec<&str> = vocabulary.kinds.iter().map(Kind::as_str).collect();
        let message = format!("the kind {} is not declared in `[vocabulary]`", quote(name));
        section.refuse(message, Some(advice(name, &known)));
    }
    let department = section.get("department").and_then(|item| declared_word(&item, &vocabulary.departments));
    let own = optional(&section, "role", |item| declared_word(item, &vocabulary.roles));
    keys_are_known.then_some(())?;
    let role = own.ok()?.unwrap_or_else(|| role.clone());
    Some((kind?, Post { role, department: Some(department?) }))
}

fn rule(
    name: &str,
    table: &Section<'_>,
    ladder: Option<&Ladder>,
    vocabulary: &Vocabulary,
    calendars: &Calendars,
) -> Option<TriggerRule> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = named::rule_name("escalation.trigger", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let trigger = trigger(table);
    let when = optional(table, "when", |item| nature(&item.section()?, vocabulary));
    let limit = table.get("within").and_then(|item| limit(&item));
    let ends = optional(table, "ends", Item::parsed::<Ends>);
    let tolerance = optional(table, "tolerance", spans::tolerance);
    let calendar = table.get("calendar").and_then(|item| calendar(&item, calendars));
    let from = table.get("from").and_then(|item| item.choice(&Start::ALL));
    let rung = table.get("rung").and_then(|item| wanted(&item, ladder?));
    keys_are_known.then_some(())?;
    Some(TriggerRule {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        trigger: trigger?,
        when: when.ok()?.unwrap_or_default(),
        limit: limit?,
        ends: ends.ok()?,
        tolerance: tolerance.ok()?,
        calendar: calendar?,
        from: from?,
        rung: rung?,
    })
}

/// Returns the trigger, with what belongs to `over-limit` alone.
fn trigger(table: &Section<'_>) -> Option<Trigger> {
    let item = table.get("trigger")?;
    let measures = optional(table, "measures", measures);
    let explained_for = optional(table, "explained-for", excuse);
    let plain = Trigger::PLAIN.each_ref().map(|trigger| (Some(trigger), trigger.as_str()));
    let words = [plain.as_slice(), &[(None, "over-limit")]].concat();
    if let Some(plain) = item.choice(&words)? {
        let extra = ["measures", "explained-for"].into_iter().filter(|key| table.get(key).is_some());
        let extra = extra.map(|key| table.refuse_at(key, "only `over-limit` has it", None)).count();
        return (extra == 0).then(|| plain.clone());
    }
    let (measures, explained_for) = (measures.ok()?, explained_for.ok()?);
    let explained_for = match explained_for {
        Some(Excuse::For(span)) => Some(span),
        Some(Excuse::Never) => None,
        None => {
            let expected = format!(
                "for how long an explanation to the customer excuses, such as `explained-for = \"24h\"`, or `\"{NO_EXCUSE}\"`"
            );
            return item.refuse("`over-limit` needs the key `explained-for`", Some(expected));
        }
    };
    Some(Trigger::OverLimit { measures, explained_for })
}

fn measures(item: &Item<'_>) -> Option<BTreeSet<MeasureName>> {
    let known = Measure::ALL.map(|measure| (measure, measure.as_str()));
    let read: Vec<Option<MeasureName>> =
        item.list()?.iter().map(|item| item.choice(&known).map(MeasureName::from)).collect();
    read.into_iter().collect()
}

/// Whether an explanation to the customer excuses that a limit is passed.
enum Excuse {
    For(Span),
    Never,
}

fn excuse(item: &Item<'_>) -> Option<Excuse> {
    if item.text()? == NO_EXCUSE {
        return Some(Excuse::Never);
    }
    let expected = format!("expected a span such as `24h`, or `{NO_EXCUSE}`");
    spans::of_some_length(item, &expected).map(Excuse::For)
}

fn limit(item: &Item<'_>) -> Option<StartLimit> {
    let text = item.text()?;
    if text == NOT_STATED {
        return Some(StartLimit::NotStated);
    }
    match text.parse::<Span>() {
        Ok(span) => Some(StartLimit::Within(span)),
        Err(error @ SpanError::Malformed { .. }) => {
            item.refuse(error.to_string(), Some(format!("`{NOT_STATED}` is possible as well")))
        }
        Err(error) => item.refuse(error.to_string(), None),
    }
}

fn nature(section: &Section<'_>, vocabulary: &Vocabulary) -> Option<Nature> {
    let facts_are_known = section.check_keys(&[], &FACTS);
    let kind = optional(section, "kind", |item| declared_words(item, &vocabulary.kinds));
    let urgency = optional(section, "urgency", |item| declared_words(item, &vocabulary.urgencies));
    let complexity = optional(section, "complexity", |item| declared_words(item, &vocabulary.complexities));
    facts_are_known.then_some(())?;
    Some(Nature { kind: kind.ok()?, urgency: urgency.ok()?, complexity: complexity.ok()? })
}

/// Returns the place of the rung whose role the text is.
fn wanted(item: &Item<'_>, ladder: &Ladder) -> Option<usize> {
    let text = item.text()?;
    let rungs = ladder.rungs();
    rungs.iter().position(|rung| rung.role.as_str() == text).or_else(|| {
        let known: Vec<&str> = rungs.iter().map(|rung| rung.role.as_str()).collect();
        item.refuse(format!("{} is no rung of the ladder", quote(text)), Some(advice(text, &known)))
    })
}

/// Notes what is wrong with the ladder, at the rung at fault.
fn refuse_ladder(section: &Section<'_>, error: &LadderError) {
    let path = match error {
        LadderError::DoesNotRise { rung, .. } => format!("ladder.{rung}.rank"),
        LadderError::RoleTwice { role } => format!("ladder.{role}"),
        _ => String::from("ladder"),
    };
    section.refuse_at(&path, error.to_string(), None);
}

/// Notes what is wrong with a trigger rule, at the key that says it.
fn refuse(table: &Section<'_>, error: &EscalationError) {
    let message = error.problem.to_string();
    match &error.problem {
        RuleProblem::EndsMismatch { counts_days: true } => {
            let expected = "add `ends = \"same-time\"` or `ends = \"closing\"`";
            table.refuse_at("within", message, Some(expected.into()));
        }
        RuleProblem::ToleranceMismatch { at_once: true } => {
            table.refuse_at("within", message, Some("add a line such as `tolerance = \"5min\"`".into()));
        }
        _ => table.refuse_at(&error.key, message, None),
    }
}

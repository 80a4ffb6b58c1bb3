//! `[sla.NAME]`: the promises about tickets.

use std::collections::BTreeSet;

use crm_calendar::{Calendar, Ends, Span, SpanError};
use crm_model::{EventKind, EventKinds, RuleName, Vocabulary, WaitReason};
use crm_sla::{
    AgreedTerms, AtClosing, CalendarEdits, Changes, Conditions, Counting, HitPolicy, Limit, Measure, Merger,
    Reopen, Responsible, Rule, RuleError, RuleProblem, RuleSpec, ServiceLevels, Stops, TargetError, Warning,
};

use super::calendars::Calendars;
use super::named::{self, optional};
use super::spans;
use super::vocabulary::{declared_word, declared_words};
use crate::section::{Item, Section};
use crate::suggest::{advice, quote};

const REQUIRED: [&str; 7] = ["clause", "measure", "within", "calendar", "starts", "pauses", "reopen"];
const OPTIONAL: [&str; 18] = [
    "strength",
    "when",
    "ends",
    "tolerance",
    "at-closing",
    "stops",
    "to",
    "cancels",
    "warn",
    "remind",
    "at-most",
    "priority",
    "off",
    "on-change",
    "first-match",
    "on-merger",
    "on-calendar-edit",
    "agreements",
];

/// The facts that `when` can ask about, by key.
const FACTS: [&str; 5] = ["channel", "kind", "urgency", "complexity", "tier"];

/// Rules each of which holds by itself, with their tables.
pub(super) struct Rules<'a> {
    read: Vec<(RuleSpec, Section<'a>)>,
}

impl Rules<'_> {
    /// Returns the service levels that the rules make up together.
    pub(super) fn under(&self, hit_policy: HitPolicy) -> Option<ServiceLevels> {
        let specs = self.read.iter().map(|(spec, _)| spec.clone()).collect();
        ServiceLevels::new(specs, hit_policy).map_err(|error| refuse(&self.read, &error)).ok()
    }
}

/// Returns the rules that are not switched off, unless one of them is wrong.
pub(super) fn read<'a>(
    root: &Section<'a>,
    vocabulary: &Vocabulary,
    calendars: &Calendars,
) -> Option<Rules<'a>> {
    let Some(rules) = root.get("sla") else { return Some(Rules { read: Vec::new() }) };
    let rules = rules.section()?;
    let keys = [REQUIRED.as_slice(), OPTIONAL.as_slice()].concat();
    let tables = named::tables(&rules, &keys);
    let number = tables.len();
    let read: Vec<(RuleSpec, Section<'a>)> = tables
        .into_iter()
        .filter_map(|(name, table)| Some((spec(name, &table, vocabulary, calendars)?, table)))
        .collect();
    let wrong: Vec<RuleError> = read.iter().filter_map(|(spec, _)| Rule::new(spec.clone()).err()).collect();
    for error in &wrong {
        refuse(&read, error);
    }
    (wrong.is_empty() && read.len() == number).then_some(Rules { read })
}

fn spec(name: &str, table: &Section<'_>, vocabulary: &Vocabulary, calendars: &Calendars) -> Option<RuleSpec> {
    // A key that is misspelt would only be missed again, or the rule taken for one without it.
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = named::rule_name("sla", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let measure =
        table.get("measure").and_then(|item| item.choice(&Measure::ALL.map(|one| (one, one.as_str()))));
    let when = optional(table, "when", |item| conditions(&item.section()?, vocabulary));
    let limit = table.get("within").and_then(|item| limit(&item));
    let ends = optional(table, "ends", Item::parsed::<Ends>);
    let tolerance = optional(table, "tolerance", spans::tolerance);
    let at_closing = optional(table, "at-closing", |item| item.choice(&AtClosing::ALL));
    let calendar = table.get("calendar").and_then(|item| calendar(&item, calendars));
    let starts = table.get("starts").and_then(|item| event(&item));
    let stops = optional(table, "stops", stops);
    let to = optional(table, "to", |item| responsible(item, vocabulary));
    let cancels = optional(table, "cancels", |item| events(item).map(EventKinds::from));
    let pauses = table.get("pauses").and_then(|item| pauses(&item, vocabulary));
    let warn = optional(table, "warn", |item| item.list()?.iter().map(warning).collect::<Option<Vec<_>>>());
    let remind =
        optional(table, "remind", |item| spans::of_some_length(item, "expected a span such as `24h`"));
    let at_most = optional(table, "at-most", Item::integer::<u32>);
    let reopen = table.get("reopen").and_then(|item| item.choice(&Reopen::ALL));
    let changes = changes(table);
    let priority = optional(table, "priority", Item::integer::<u32>);
    keys_are_known.then_some(())?;
    Some(RuleSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        measure: measure?,
        when: when.ok()?.unwrap_or_default(),
        limit: limit?,
        ends: ends.ok()?,
        tolerance: tolerance.ok()?,
        at_closing: at_closing.ok()?,
        calendar: calendar?,
        starts: starts?,
        stops: stops.ok()?,
        cancels: cancels.ok()?,
        pauses: pauses?,
        warn: warn.ok()?.unwrap_or_default(),
        remind: remind.ok()?,
        to: to.ok()?,
        at_most: at_most.ok()?,
        remedies: vocabulary.remedies_to_approve().cloned().collect(),
        reopen: reopen?,
        changes: changes?,
        calendar_edits: Vec::new(), // known once all versions are
        priority: priority.ok()?,
    })
}

/// Returns what changes on the way do to the clock: each key has an answer without it, which its option names.
fn changes(table: &Section<'_>) -> Option<Changes> {
    let rule = optional(table, "on-change", |item| item.choice(&Counting::ALL));
    let first_rule = optional(table, "first-match", |item| item.choice(&Counting::ALL));
    let merger = optional(table, "on-merger", |item| item.choice(&Merger::ALL));
    let calendar = optional(table, "on-calendar-edit", |item| item.choice(&CalendarEdits::ALL));
    let agreement = optional(table, "agreements", |item| item.choice(&AgreedTerms::ALL));
    Some(Changes {
        rule: rule.ok()?.unwrap_or_default(),
        first_rule: first_rule.ok()?.unwrap_or_default(),
        merger: merger.ok()?.unwrap_or_default(),
        calendar: calendar.ok()?.unwrap_or_default(),
        agreement: agreement.ok()?.unwrap_or_default(),
    })
}

fn conditions(section: &Section<'_>, vocabulary: &Vocabulary) -> Option<Conditions> {
    let facts_are_known = section.check_keys(&[], &FACTS);
    let channels: BTreeSet<_> = vocabulary.channels.keys().cloned().collect();
    let channel = optional(section, "channel", |item| declared_words(item, &channels));
    let kind = optional(section, "kind", |item| declared_words(item, &vocabulary.kinds));
    let urgency = optional(section, "urgency", |item| declared_words(item, &vocabulary.urgencies));
    let complexity = optional(section, "complexity", |item| declared_words(item, &vocabulary.complexities));
    let tier = optional(section, "tier", |item| declared_words(item, &vocabulary.tiers));
    facts_are_known.then_some(())?;
    Some(Conditions {
        channel: channel.ok()?,
        kind: kind.ok()?,
        urgency: urgency.ok()?,
        complexity: complexity.ok()?,
        tier: tier.ok()?,
    })
}

fn limit(item: &Item<'_>) -> Option<Limit> {
    let text = item.text()?;
    if let Some(event) = text.strip_prefix("before ") {
        let known: Vec<&str> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
        return match event.parse() {
            Ok(event) => Some(Limit::Before(event)),
            Err(_) => item
                .refuse(format!("{} is no kind of ticket event", quote(event)), Some(advice(event, &known))),
        };
    }
    match text {
        "as-agreed" => Some(Limit::AsAgreed),
        "not-stated" => Some(Limit::NotStated),
        _ => match text.parse::<Span>() {
            Ok(span) => Some(Limit::Within(span)),
            Err(error @ SpanError::Malformed { .. }) => item.refuse(
                error.to_string(),
                Some(
                    "`as-agreed`, `not-stated` and an event such as `before closed` are possible as well"
                        .into(),
                ),
            ),
            Err(error) => item.refuse(error.to_string(), None),
        },
    }
}

pub(super) fn calendar(item: &Item<'_>, calendars: &Calendars) -> Option<Calendar> {
    let name = item.text()?;
    if let Some(calendar) = calendars.get(name) {
        return calendar.clone();
    }
    let known: Vec<&str> = calendars.keys().map(String::as_str).collect();
    item.refuse(format!("there is no calendar {}", quote(name)), Some(advice(name, &known)))
}

/// Returns the kind of event that an item names.
pub(super) fn event(item: &Item<'_>) -> Option<EventKind> {
    let words: Vec<(EventKind, &str)> = EventKind::ALL.iter().map(|kind| (*kind, kind.as_str())).collect();
    item.choice(&words)
}

/// Returns the kinds of event that a list names.
pub(super) fn events(item: &Item<'_>) -> Option<Vec<EventKind>> {
    let read: Vec<Option<EventKind>> = item.list()?.iter().map(event).collect();
    read.into_iter().collect()
}

fn stops(item: &Item<'_>) -> Option<Stops> {
    if !item.is_table() {
        return events(item).map(Stops::any);
    }
    let section = item.section()?;
    section.check_keys(&["all"], &[]);
    section.get("all").and_then(|item| events(&item)).map(Stops::all)
}

fn responsible(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<Responsible> {
    match item.one_or_many().as_slice() {
        [one] if !item.is_list() && one.text()? == "not-stated" => Some(Responsible::NotStated),
        _ => declared_words(item, &vocabulary.departments).map(Responsible::Departments),
    }
}

fn pauses(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<BTreeSet<WaitReason>> {
    if item.is_text() {
        return item.choice(&[((), "all")]).map(|()| vocabulary.wait_reasons.clone());
    }
    let read: Vec<_> =
        item.list()?.iter().map(|item| declared_word(item, &vocabulary.wait_reasons)).collect();
    read.into_iter().collect()
}

fn warning(item: &Item<'_>) -> Option<Warning> {
    let text = item.text()?;
    match text.strip_suffix('%') {
        None => spans::of_some_length(item, "expected a share such as `75%`, or a span such as `30min`")
            .map(Warning::Left),
        Some(number) => match number.parse() {
            Ok(percent) => Some(Warning::Used { percent }),
            Err(_) => item
                .refuse(format!("{} is no percentage", quote(text)), Some("expected `1%` to `99%`".into())),
        },
    }
}

/// Notes what is wrong with a rule, at the key that says it.
fn refuse(rules: &[(RuleSpec, Section<'_>)], error: &RuleError) {
    let find = |name: &RuleName| rules.iter().find(|(spec, _)| spec.name == *name).map(|(_, table)| table);
    let Some(table) = find(&error.rule) else { return };
    let message = error.problem.to_string();
    match &error.problem {
        RuleProblem::EndsMismatch { counts_days: true } => {
            table.refuse_at(
                "within",
                message,
                Some("add `ends = \"same-time\"` or `ends = \"closing\"`".into()),
            );
        }
        RuleProblem::ToleranceMismatch { at_once: true } => {
            table.refuse_at("within", message, Some("add a line such as `tolerance = \"5min\"`".into()));
        }
        RuleProblem::Target(
            TargetError::Percent { warning, .. }
            | TargetError::OtherTime { warning, .. }
            | TargetError::WarningNoLength { warning },
        ) => {
            table.refuse_at(&format!("warn[{warning}]"), message, None);
        }
        RuleProblem::Ambiguous { other } => {
            let place = find(other).map(|table| table.context.name_line(table.place)).unwrap_or_default();
            let expected = format!(
                "`{other}` is at {place}; add a condition to one of them, or use the hit policy `priority` or `strictest`"
            );
            table.refuse_at("when", message, Some(expected));
        }
        _ => table.refuse_at(&error.key, message, None),
    }
}

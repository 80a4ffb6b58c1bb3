//! `[recording.NAME]`: how soon what was said or learned is entered.

use std::collections::BTreeSet;

use crm_calendar::{Ends, Span, SpanError};
use crm_model::{FileField, RuleName, Vocabulary};
use crm_sla::{
    AtClosing, RecordingError, RecordingOf, RecordingProblem, RecordingRule, RecordingRules, RecordingSpec,
};

use super::calendars::Calendars;
use super::named::{self, Noted, optional};
use super::rules::calendar;
use super::spans;
use super::vocabulary::declared_words;
use crate::section::{Item, Section};

const REQUIRED: [&str; 4] = ["clause", "of", "within", "calendar"];
const OPTIONAL: [&str; 7] = ["strength", "channel", "fields", "ends", "tolerance", "at-closing", "off"];

/// The word for a limit that the document does not state.
const NOT_STATED: &str = "not-stated";

/// Returns the rules that are not switched off, unless one of them is wrong.
pub(super) fn read(
    root: &Section<'_>,
    vocabulary: &Vocabulary,
    calendars: &Calendars,
) -> Option<RecordingRules> {
    let Some(section) = root.get("recording") else { return Some(RecordingRules::default()) };
    let section = section.section()?;
    let tables = named::tables(&section, &[REQUIRED.as_slice(), OPTIONAL.as_slice()].concat());
    let number = tables.len();
    let read: Vec<(RecordingSpec, Section<'_>)> = tables
        .into_iter()
        .filter_map(|(name, table)| Some((spec(name, &table, vocabulary, calendars)?, table)))
        .collect();
    // One by one, so that every rule that is wrong is found.
    let wrong: Vec<RecordingError> =
        read.iter().filter_map(|(spec, _)| RecordingRule::new(spec.clone()).err()).collect();
    for error in &wrong {
        refuse(&read, error);
    }
    (wrong.is_empty() && read.len() == number).then_some(())?;
    let specs = read.iter().map(|(spec, _)| spec.clone()).collect();
    RecordingRules::new(specs).map_err(|error| refuse(&read, &error)).ok()
}

fn spec(
    name: &str,
    table: &Section<'_>,
    vocabulary: &Vocabulary,
    calendars: &Calendars,
) -> Option<RecordingSpec> {
    // A key that is misspelt would only be missed again, or the rule taken for one without it.
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = named::rule_name("recording", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let of = of(table, vocabulary);
    let within = table.get("within").ok_or(Noted).and_then(|item| limit(&item));
    let ends = optional(table, "ends", Item::parsed::<Ends>);
    let tolerance = optional(table, "tolerance", spans::tolerance);
    let at_closing = optional(table, "at-closing", |item| item.choice(&AtClosing::ALL));
    let calendar = table.get("calendar").and_then(|item| calendar(&item, calendars));
    keys_are_known.then_some(())?;
    Some(RecordingSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        of: of?,
        within: within.ok()?,
        ends: ends.ok()?,
        tolerance: tolerance.ok()?,
        at_closing: at_closing.ok()?,
        calendar: calendar?,
    })
}

/// Returns what is to be recorded, with the key that belongs to it alone.
fn of(table: &Section<'_>, vocabulary: &Vocabulary) -> Option<RecordingOf> {
    let is_about_contacts = table.get("of")?.choice(&[(true, "interactions"), (false, "file-updates")])?;
    let foreign = if is_about_contacts { "fields" } else { "channel" };
    if table.get(foreign).is_some() {
        let of = if is_about_contacts { "file-updates" } else { "interactions" };
        table.refuse_at(foreign, format!("only `of = \"{of}\"` has it"), None);
        return None;
    }
    if is_about_contacts {
        let declared: BTreeSet<_> = vocabulary.channels.keys().cloned().collect();
        let channels = optional(table, "channel", |item| declared_words(item, &declared));
        return Some(RecordingOf::Interactions { channels: channels.ok()? });
    }
    let known: Vec<_> = FileField::ALL.iter().map(|field| (*field, field.as_str())).collect();
    let fields = optional(table, "fields", |item| {
        let read: Vec<Option<FileField>> = item.list()?.iter().map(|item| item.choice(&known)).collect();
        read.into_iter().collect::<Option<BTreeSet<FileField>>>()
    });
    Some(RecordingOf::FileUpdates { fields: fields.ok()? })
}

/// Returns the limit, which is none where the document states no number.
fn limit(item: &Item<'_>) -> Result<Option<Span>, Noted> {
    let text = item.text().ok_or(Noted)?;
    if text == NOT_STATED {
        return Ok(None);
    }
    let read = match text.parse::<Span>() {
        Ok(span) => Some(span),
        Err(error @ SpanError::Malformed { .. }) => {
            item.refuse(error.to_string(), Some(format!("`{NOT_STATED}` is possible as well")))
        }
        Err(error) => item.refuse(error.to_string(), None),
    };
    read.map(Some).ok_or(Noted)
}

/// Notes what is wrong with a rule, at the key that says it.
fn refuse(rules: &[(RecordingSpec, Section<'_>)], error: &RecordingError) {
    let find = |name: &RuleName| rules.iter().find(|(spec, _)| spec.name == *name).map(|(_, table)| table);
    let Some(table) = find(&error.rule) else { return };
    let message = error.problem.to_string();
    match &error.problem {
        RecordingProblem::EndsMismatch { in_business_days: true } => {
            let expected = "add `ends = \"same-time\"` or `ends = \"closing\"`";
            table.refuse_at("within", message, Some(expected.into()));
        }
        RecordingProblem::ToleranceMismatch { at_once: true } => {
            table.refuse_at("within", message, Some("add a line such as `tolerance = \"5min\"`".into()));
        }
        RecordingProblem::Ambiguous { other } => {
            let place = find(other).map(|table| table.context.name_line(table.place)).unwrap_or_default();
            let expected = format!(
                "`{other}` is at {place}; narrow one of them by `{}`, or make their lists differ",
                error.key
            );
            table.refuse_at(&error.key, message, Some(expected));
        }
        _ => table.refuse_at(&error.key, message, None),
    }
}

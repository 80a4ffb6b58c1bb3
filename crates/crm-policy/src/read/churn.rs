//! `[churn]`: warnings that a customer may leave.

use crm_model::{Direction, RuleName, Vocabulary};
use crm_segmentation::{
    ChurnLevel, ChurnRule, ChurnSpec, ComplaintFactor, ContactFactor, GradeSpec, OverdueFactor, Predicted,
    PredictionFactor,
};

use super::Ground;
use super::named::{self, Noted, optional};
use super::tiers::{checked, day_count, parsed};
use super::vocabulary::{declared_word, declared_words, word};
use crate::section::{Item, Section};

const REQUIRED: [&str; 2] = ["clause", "grades"];
const OPTIONAL: [&str; 6] = ["strength", "prediction", "overdue", "complaints", "contacts", "off"];

/// Returns the rule, unless there is none or something in it is wrong, which has been noted.
pub(super) fn read(root: &Section<'_>, vocabulary: &Vocabulary, ground: Ground<'_>) -> Option<ChurnRule> {
    let table = named::only_table(root, "churn", &[REQUIRED.as_slice(), &OPTIONAL].concat())?;
    checked(&table, ChurnRule::new(spec(&table, vocabulary, ground)?))
}

fn spec(table: &Section<'_>, vocabulary: &Vocabulary, ground: Ground<'_>) -> Option<ChurnSpec> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = RuleName::new(&table.path).ok();
    let (clause, strength) = (named::clause(table), named::strength(table));
    let prediction = part(table, "prediction", prediction);
    let overdue = part(table, "overdue", overdue);
    let complaints = part(table, "complaints", |section| complaints(section, vocabulary));
    let contacts = part(table, "contacts", contacts);
    let grades = table.get("grades").and_then(|item| grades(&item, vocabulary));
    keys_are_known.then_some(())?;
    Some(ChurnSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        zone: ground.zone.clone(),
        prediction: prediction.ok()?,
        overdue: overdue.ok()?,
        complaints: complaints.ok()?,
        contacts: contacts.ok()?,
        grades: grades?,
    })
}

/// Returns what a table within a rule says, unless it is not there or switched off.
pub(super) fn part<T>(
    table: &Section<'_>,
    key: &str,
    read: impl Fn(&Section<'_>) -> Option<T>,
) -> Result<Option<T>, Noted> {
    let Some(item) = table.get(key) else { return Ok(None) };
    let section = item.section().ok_or(Noted)?;
    if section.keys() == ["off"] {
        let is_off = section.get("off").and_then(|item| item.boolean()).ok_or(Noted)?;
        if is_off {
            return Ok(None);
        }
    }
    read(&section).map(Some).ok_or(Noted)
}

fn prediction(section: &Section<'_>) -> Option<PredictionFactor> {
    let keys_are_known = section.check_keys(&["of", "levels"], &[]);
    let of = section.get("of").and_then(|item| item.choice(&Predicted::ALL));
    let levels = levels(section, "below", |level| parsed(level, "below"));
    keys_are_known.then_some(())?;
    Some(PredictionFactor { of: of?, levels: levels? })
}

fn overdue(section: &Section<'_>) -> Option<OverdueFactor> {
    let keys_are_known = section.check_keys(&["minimum-gaps", "levels"], &["assumed-gap"]);
    let minimum_gaps = section.get("minimum-gaps").and_then(|item| count(&item));
    let assumed_gap = optional(section, "assumed-gap", day_count);
    let levels = levels(section, "from", |level| parsed(level, "from"));
    keys_are_known.then_some(())?;
    Some(OverdueFactor { minimum_gaps: minimum_gaps?, assumed_gap: assumed_gap.ok()?, levels: levels? })
}

fn complaints(section: &Section<'_>, vocabulary: &Vocabulary) -> Option<ComplaintFactor> {
    let keys_are_known = section.check_keys(&["kinds", "window", "levels"], &[]);
    let kinds = section.get("kinds").and_then(|item| declared_words(&item, &vocabulary.kinds));
    let window = parsed(section, "window");
    let levels = levels(section, "from", |level| level.get("from").and_then(|item| item.integer()));
    keys_are_known.then_some(())?;
    Some(ComplaintFactor { kinds: kinds?, window: window?, levels: levels? })
}

fn contacts(section: &Section<'_>) -> Option<ContactFactor> {
    let keys_are_known = section.check_keys(&["window", "minimum", "levels"], &["direction"]);
    let window = parsed(section, "window");
    let direction = optional(section, "direction", |item| item.choice(&Direction::ALL));
    let minimum = section.get("minimum").and_then(|item| count(&item));
    let levels = levels(section, "below", |level| parsed(level, "below"));
    keys_are_known.then_some(())?;
    Some(ContactFactor { window: window?, direction: direction.ok()?, minimum: minimum?, levels: levels? })
}

/// Returns the levels of a factor, each a table of a bound and points.
fn levels<B>(
    section: &Section<'_>,
    bound_key: &str,
    bound: impl Fn(&Section<'_>) -> Option<B>,
) -> Option<Vec<ChurnLevel<B>>> {
    let level = |item: &Item<'_>| {
        let level = item.section()?;
        let keys_are_known = level.check_keys(&[bound_key, "points"], &[]);
        let bound = bound(&level);
        let points = level.get("points").and_then(|item| item.integer());
        keys_are_known.then_some(())?;
        Some(ChurnLevel { bound: bound?, points: points? })
    };
    let read: Vec<Option<ChurnLevel<B>>> = section.get("levels")?.list()?.iter().map(level).collect();
    read.into_iter().collect()
}

fn grades(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<Vec<GradeSpec>> {
    let grade = |item: &Item<'_>| {
        let grade = item.section()?;
        let keys_are_known = grade.check_keys(&["name", "from"], &["assigned"]);
        let name = grade.get("name").and_then(|item| word(&item));
        let from = grade.get("from").and_then(|item| item.integer());
        let assigned = optional(&grade, "assigned", |item| declared_word(item, &vocabulary.roles));
        keys_are_known.then_some(())?;
        Some(GradeSpec { name: name?, from: from?, assigned: assigned.ok()? })
    };
    let read: Vec<Option<GradeSpec>> = item.list()?.iter().map(grade).collect();
    read.into_iter().collect()
}

/// Returns a whole number above zero.
pub(super) fn count(item: &Item<'_>) -> Option<std::num::NonZeroU32> {
    let number: u32 = item.integer()?;
    std::num::NonZeroU32::new(number).or_else(|| {
        item.refuse("nothing is asked for by 0", Some("expected a whole number of 1 or more".into()))
    })
}

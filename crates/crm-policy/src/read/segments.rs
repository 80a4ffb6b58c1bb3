//! `[segments]`: names for the scores of `[rfm]`.

use crm_model::{RuleName, SegmentName};
use crm_segmentation::{RfmRule, RuleProblem, ScoreRange, Segment, SegmentMap, SegmentMapSpec, SegmentRule};

use super::named;
use super::vocabulary::word;
use crate::section::{Item, Section};
use crate::suggest::quote;

const REQUIRED: [&str; 2] = ["clause", "map"];
const OPTIONAL: [&str; 2] = ["strength", "off"];
const OF_PART: [&str; 3] = ["recency", "frequency", "monetary"];

/// Returns the rule, unless there is none or it is switched off; what is wrong with it is noted.
///
/// `scores` is the rule of `[rfm]`, `has_scores` whether the document has that table at all: what is wrong in it has been
/// noted there.
pub(super) fn read(root: &Section<'_>, scores: Option<&RfmRule>, has_scores: bool) -> Option<SegmentRule> {
    let table = named::only_table(root, "segments", &[REQUIRED.as_slice(), &OPTIONAL].concat())?;
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let (clause, strength) = (named::clause(&table), named::strength(&table));
    let Some(scores) = scores else {
        if !has_scores {
            table.refuse(
                "segments are names for scores, and no `[rfm]` gives any",
                Some("add `[rfm]`, or switch the segments off by `off = true`".into()),
            );
        }
        return None;
    };
    let best = scores.spec().scores;
    let parts = table.get("map").and_then(|item| item.list());
    let parts: Option<Vec<Segment>> = parts.and_then(|parts| {
        let read: Vec<Option<Segment>> = parts.iter().map(|part| segment(part, best)).collect();
        read.into_iter().collect()
    });
    keys_are_known.then_some(())?;
    let spec = SegmentMapSpec {
        name: RuleName::new(&table.path).ok()?,
        clause: clause?,
        strength: strength.ok()?,
        scores: best,
        segments: parts?,
    };
    let map = checked(&table, spec)?;
    SegmentRule::new(scores.clone(), map).map_err(|error| table.refuse(error.problem.to_string(), None)).ok()
}

/// Returns the map, or notes at the part that is at fault what is wrong with it.
fn checked(table: &Section<'_>, spec: SegmentMapSpec) -> Option<SegmentMap> {
    let parts = spec.segments.clone();
    let error = match SegmentMap::new(spec) {
        Ok(map) => return Some(map),
        Err(error) => error,
    };
    let (place, expected) = match &error.problem {
        // The second of the two parts: the first alone would be right.
        RuleProblem::Overlap { score, .. } => {
            let holding = parts.iter().enumerate().filter(|(_, part)| part.contains(*score));
            let second = holding.map(|(place, _)| place).nth(1);
            (second.map_or_else(|| "map".to_owned(), |place| format!("map[{place}]")), None)
        }
        RuleProblem::NotCovered { score } => {
            let advice = format!("every score needs a name: {score} is recency, frequency and monetary");
            ("map".to_owned(), Some(advice))
        }
        _ => ("map".to_owned(), None),
    };
    table.refuse_at(&place, error.problem.to_string(), expected);
    None
}

/// Returns one part of the map. A score that it does not name may be any.
fn segment(part: &Item<'_>, best: u8) -> Option<Segment> {
    let section = part.section()?;
    let keys_are_known = section.check_keys(&["name"], &OF_PART);
    let name: Option<SegmentName> = section.get("name").and_then(|item| word(&item));
    let range = |key: &str| match section.get(key) {
        None => Some(ScoreRange { from: 1, to: best }),
        Some(item) => range(&item, best),
    };
    let [recency, frequency, monetary] = OF_PART.map(range);
    keys_are_known.then_some(())?;
    Some(Segment { name: name?, recency: recency?, frequency: frequency?, monetary: monetary? })
}

/// Returns the scores that a text such as `4-5` or `5` spells, or a whole number.
fn range(item: &Item<'_>, best: u8) -> Option<ScoreRange> {
    let (from, to) = if item.is_text() {
        let text = item.text()?;
        let (from, to) = text.split_once('-').unwrap_or((text, text));
        let score = |text: &str| -> Option<u8> {
            text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
        };
        score(from).zip(score(to)).or_else(|| {
            item.refuse(
                format!("{} are no scores", quote(text)),
                Some("expected scores such as `4-5`, or one such as `5`".into()),
            )
        })?
    } else {
        let score = item.integer()?;
        (score, score)
    };
    if from < 1 || from > to || to > best {
        return item.refuse(RuleProblem::ScoresOutOfRange { from, to, best }.to_string(), None);
    }
    Some(ScoreRange { from, to })
}

//! [`Restatement`]: what late data changed in periods that were stated before.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Ratio, RuleName};

use crate::exact::subtract;
use crate::{CivilPeriod, Completeness, Definition, Evidence, Line, Segment, Value};

/// A value that was stated before and is another one now. The old one stays beside the new one.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Restatement {
    /// The indicator.
    pub indicator: RuleName,
    /// Of which part; `None` for all.
    pub segment: Option<Segment>,
    /// The period.
    pub period: CivilPeriod,
    /// What was stated before.
    pub old: Stated,
    /// What is stated now.
    pub new: Stated,
    /// What changed behind it, new less old; `None` where the two are defined differently, or beyond 128 bits.
    pub change: Option<PartsChange>,
    /// New value less old value, exact: a fraction for shares, microseconds for lengths of time; `None` where one of them
    /// is undefined or they are defined differently.
    pub difference: Option<Ratio>,
    /// Why, as far as the two tell.
    pub causes: Vec<RestatementCause>,
}

/// A value with the instant up to which its facts were known.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Stated {
    /// The instant.
    pub as_of: DateTime<Utc>,
    /// The value.
    pub value: Value,
    /// What stood behind it.
    pub evidence: Evidence,
    /// How it was defined.
    pub definition: Definition,
}

/// By how much parts, wholes and cases differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PartsChange {
    /// In the part.
    pub part: i128,
    /// In the whole.
    pub whole: i128,
    /// In the cases.
    pub cases: i128,
}

/// Why a value is another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum RestatementCause {
    /// It is defined differently, so the two are not compared.
    Definition,
    /// More cases are known of the period than were before.
    MoreCases,
    /// Fewer cases are known than were before.
    FewerCases,
    /// As many cases as before came out otherwise.
    OtherOutcomes,
    /// The data held all of the period at one time and not at the other, or a fact that nobody told then is told now.
    Coverage,
}

impl RestatementCause {
    /// Every cause with its words.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Definition, "defined differently"),
        (Self::MoreCases, "more cases known"),
        (Self::FewerCases, "fewer cases known"),
        (Self::OtherOutcomes, "other outcomes of as many cases"),
        (Self::Coverage, "other coverage of the period"),
    ];

    /// Returns the words that reports use.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(other, _)| *other == self).map_or("", |(_, words)| words)
    }
}

/// Returns what the lines of a later evaluation state otherwise than those of an earlier one, by indicator, segment and
/// period.
///
/// Every period that both state is compared, once, those of the history too. A period that still ran before was not stated yet; one
/// that is too long ago for the later history is compared with lines of
/// [`Scorecard::evaluate_period`](crate::Scorecard::evaluate_period). Lines are data, so that a host keeps the old ones.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_kpi::{Facts, Formula, IndicatorSpec, Judging, Per, RestatementCause, Scorecard, Volume, restatements};
/// use crm_model::{Dataset, Happening, Records, Strength, Table, TicketEvent, TicketId, TicketRecord};
///
/// let opened = IndicatorSpec {
///     name: "indicator.opened".parse()?,
///     clause: "D-KPI-14".parse()?,
///     strength: Strength::Must,
///     formula: Formula::Volume(Volume::Opened),
///     per: Per::Month,
///     target: None,
///     baseline: None,
///     judging: Judging::default(),
/// };
/// let scorecard = Scorecard::new(vec![opened], Zone::utc())?;
/// let ticket = |name: &str| {
///     let opened = TicketEvent::at("2026-03-05T00:00:00Z".parse().unwrap(), Happening::Opened);
///     TicketRecord::new(TicketId::new(name).unwrap(), vec![opened])
/// };
/// let lines = |tickets, as_of: &str| {
///     let (dataset, _) = Dataset::new(Records { tickets: Table::complete(tickets), ..Records::default() });
///     scorecard.evaluate(&Facts::new(&dataset), as_of.parse().unwrap())
/// };
/// let april = lines(vec![ticket("1")], "2026-04-10T00:00:00Z");
/// let may = lines(vec![ticket("1"), ticket("2")], "2026-05-10T00:00:00Z"); // the second was entered late
/// let restated = restatements(&april, &may);
/// assert_eq!((restated.len(), restated[0].period.to_string().as_str()), (1, "2026-03"));
/// assert_eq!((restated[0].old.value.to_string(), restated[0].new.value.to_string()), ("1".into(), "2".into()));
/// assert_eq!(restated[0].causes, [RestatementCause::MoreCases]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn restatements(old: &[Line], new: &[Line]) -> Vec<Restatement> {
    let mut lines: BTreeMap<(&RuleName, Option<&Segment>), Vec<&Line>> = BTreeMap::new();
    for now in new {
        lines.entry((&now.indicator, now.segment.as_ref())).or_default().push(now);
    }
    let mut restated: Vec<Restatement> = Vec::new();
    for before in old {
        for now in lines.get(&(&before.indicator, before.segment.as_ref())).into_iter().flatten() {
            for (period, earlier) in stated(before) {
                let Some((_, later)) = stated(now).find(|(other, _)| *other == period) else { continue };
                restated.extend(compare(before, period, earlier, later));
            }
        }
    }
    restated.sort_by(|one, other| {
        let by_line = one.indicator.cmp(&other.indicator).then_with(|| one.segment.cmp(&other.segment));
        let by_period = by_line.then(one.period.cmp(&other.period));
        by_period.then_with(|| (one.old.as_of, one.new.as_of).cmp(&(other.old.as_of, other.new.as_of)))
    });
    // A period stands in a line of its own and in the history of a later one.
    restated.dedup();
    restated
}

/// Returns what a line states of each period that was over.
fn stated(line: &Line) -> impl Iterator<Item = (CivilPeriod, Stated)> {
    let of = |value: &Value, evidence: &Evidence| Stated {
        as_of: line.as_of,
        value: value.clone(),
        evidence: evidence.clone(),
        definition: line.definition.clone(),
    };
    let is_over = line.completeness != Completeness::Running;
    let own = is_over.then(|| (line.period, of(&line.value, &line.evidence)));
    let past = line.past.iter().filter(|past| past.period.end() <= line.as_of);
    past.map(move |past| (past.period, of(&past.value, &past.evidence))).chain(own)
}

fn compare(line: &Line, period: CivilPeriod, old: Stated, new: Stated) -> Option<Restatement> {
    let is_comparable = old.definition == new.definition;
    let shown_parts = |stated: &Stated| stated.value.number().map(Ratio::parts);
    let is_alike = old.value == new.value
        && shown_parts(&old) == shown_parts(&new)
        && old.evidence.parts() == new.evidence.parts()
        && old.evidence.cases() == new.evidence.cases();
    if is_alike && is_comparable {
        return None;
    }
    let change = is_comparable.then(|| parts_change(&old.evidence, &new.evidence)).flatten();
    let difference = old.value.number().zip(new.value.number()).filter(|_| is_comparable);
    let difference = difference.and_then(|(old, new)| subtract(new, old));
    let causes = causes(&old, &new, is_comparable, change);
    let (indicator, segment) = (line.indicator.clone(), line.segment.clone());
    Some(Restatement { indicator, segment, period, old, new, change, difference, causes })
}

fn parts_change(old: &Evidence, new: &Evidence) -> Option<PartsChange> {
    let ((part, whole), (now, of)) = old.parts().zip(new.parts())?;
    let (before, after) = old.cases().zip(new.cases())?;
    let cases = i128::from(after) - i128::from(before);
    Some(PartsChange { part: now.checked_sub(part)?, whole: of.checked_sub(whole)?, cases })
}

fn causes(
    old: &Stated,
    new: &Stated,
    is_comparable: bool,
    change: Option<PartsChange>,
) -> Vec<RestatementCause> {
    if !is_comparable {
        return [RestatementCause::Definition].into();
    }
    let is_defined = |stated: &Stated| stated.value.number().is_some();
    let is_moved = |change: PartsChange| (change.part, change.whole) != (0, 0);
    let of_cases = match change {
        Some(PartsChange { cases: 1.., .. }) => Some(RestatementCause::MoreCases),
        Some(PartsChange { cases: ..=-1, .. }) => Some(RestatementCause::FewerCases),
        Some(change) if is_moved(change) => Some(RestatementCause::OtherOutcomes),
        _ => None,
    };
    let coverage = is_defined(old) != is_defined(new) && of_cases.is_none();
    of_cases.into_iter().chain(coverage.then_some(RestatementCause::Coverage)).collect()
}

//! Totals of lines: what stands behind them is added, never the figures shown.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{ClauseId, RuleName};
use thiserror::Error;

use super::Past;
use crate::{Apart, CivilPeriod, Definition, EvidenceError, Line, Note, Quantity, Segment, Value};

/// Why two lines make no total.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MergeError {
    /// They are of two indicators.
    #[error("one is {one}, the other {other}")]
    Indicators {
        /// The indicator of one.
        one: RuleName,
        /// That of the other.
        other: RuleName,
    },
    /// They are defined differently.
    #[error("one is measured as {one}, the other as {other}")]
    Definitions {
        /// The definition of one.
        one: Box<Definition>,
        /// That of the other.
        other: Box<Definition>,
    },
    /// They are of two clauses.
    #[error("one is of {one}, the other of {other}")]
    Clauses {
        /// The clause of one.
        one: ClauseId,
        /// That of the other.
        other: ClauseId,
    },
    /// They have other targets, or are judged otherwise.
    #[error("they are not judged by the same target, baseline and rules")]
    Judged,
    /// They know the facts up to different instants.
    #[error("one is as of {one}, the other as of {other}")]
    Instants {
        /// The instant of one.
        one: DateTime<Utc>,
        /// That of the other.
        other: DateTime<Utc>,
    },
    /// A case may be in both.
    #[error("{one} and {other} may have cases in common")]
    Overlap {
        /// The segment of one.
        one: String,
        /// That of the other.
        other: String,
    },
    /// They are of other segments and of other periods at once.
    #[error("they differ in segment and in period; merge the segments of each period first")]
    SegmentsAndPeriods,
    /// The periods do not follow one another.
    #[error("{one} and {other} do not follow one another")]
    Apart {
        /// The period of one.
        one: Box<CivilPeriod>,
        /// That of the other.
        other: Box<CivilPeriod>,
    },
    /// A case, such as a customer, is in several periods and would count in each of them.
    #[error(
        "periods of {definition} do not add up, since a customer may be in both; evaluate the longer period"
    )]
    Distinct {
        /// The definition.
        definition: Box<Definition>,
    },
    /// What stands behind them does not add up.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
}

impl Line {
    /// Returns the line of both parts together: of two segments without a case in common, or of two periods that follow
    /// one another.
    ///
    /// Parts, cases and their spread are added; value, interval, verdict and notes are found anew. A total of segments is
    /// the same, bit for bit, as the line over all their cases. A total of periods has no history, and one of counts no
    /// target, since a target for a month is none for a quarter.
    ///
    /// # Errors
    ///
    /// When the two are not of one indicator, definition, clause, target and instant; when segments overlap or belong to
    /// different dimensions; when periods do not follow one another or their cases do not belong to one period
    /// ([`Formula::adds_over_time`](crate::Formula::adds_over_time)); when amounts are in different currencies.
    pub fn merge(&self, other: &Self) -> Result<Self, MergeError> {
        self.check_same(other)?;
        let mut merged =
            if self.period == other.period { self.with_segment(other)? } else { self.with_period(other)? };
        merged.completeness = self.completeness.max(other.completeness);
        merged.evidence = self.evidence.merge(&other.evidence)?;
        merged.value = merged.evidence.value();
        merged.notes = notes(self, other);
        merged.conclude();
        Ok(merged)
    }

    fn check_same(&self, other: &Self) -> Result<(), MergeError> {
        if self.indicator != other.indicator {
            return Err(MergeError::Indicators {
                one: self.indicator.clone(),
                other: other.indicator.clone(),
            });
        }
        if self.definition != other.definition {
            let (one, other) = (Box::new(self.definition.clone()), Box::new(other.definition.clone()));
            return Err(MergeError::Definitions { one, other });
        }
        if self.clause != other.clause {
            return Err(MergeError::Clauses { one: self.clause.clone(), other: other.clause.clone() });
        }
        if self.as_of != other.as_of {
            return Err(MergeError::Instants { one: self.as_of, other: other.as_of });
        }
        let is_judged_alike = self.target == other.target
            && self.baseline == other.baseline
            && self.judging == other.judging
            && self.limits == other.limits
            && self.strength == other.strength;
        if is_judged_alike { Ok(()) } else { Err(MergeError::Judged) }
    }

    fn with_segment(&self, other: &Self) -> Result<Self, MergeError> {
        let both = self.segment.as_ref().zip(other.segment.as_ref());
        let segment = both.and_then(|(one, other)| one.union(other)).ok_or_else(|| {
            let name = |segment: &Option<Segment>| {
                segment.as_ref().map_or_else(|| "the whole".into(), alloc::string::ToString::to_string)
            };
            MergeError::Overlap { one: name(&self.segment), other: name(&other.segment) }
        })?;
        let mut past = Vec::with_capacity(self.past.len());
        for one in &self.past {
            if let Some(other) = other.past.iter().find(|other| other.period == one.period) {
                let evidence = one.evidence.merge(&other.evidence)?;
                past.push(Past { period: one.period, value: evidence.value(), evidence });
            }
        }
        Ok(Self { segment: Some(segment), past, ..self.clone() })
    }

    fn with_period(&self, other: &Self) -> Result<Self, MergeError> {
        if self.segment != other.segment {
            return Err(MergeError::SegmentsAndPeriods);
        }
        let period = self
            .period
            .joined(&other.period)
            .ok_or_else(|| MergeError::Apart { one: Box::new(self.period), other: Box::new(other.period) })?;
        if !self.adds_over_time {
            return Err(MergeError::Distinct { definition: Box::new(self.definition.clone()) });
        }
        let is_count = self.evidence.quantity() == Quantity::Count;
        let target = self.target.filter(|_| !is_count);
        let baseline = self.baseline.filter(|_| !is_count);
        Ok(Self { period, past: Vec::new(), target, baseline, ..self.clone() })
    }
}

/// Returns the notes of both lines, but for those that the judgement of the total finds anew. Cases that are counted apart
/// add up.
fn notes(one: &Line, other: &Line) -> Vec<Note> {
    let is_of_periods = one.period != other.period;
    let mut notes: Vec<Note> = one.notes.iter().filter(|note| is_kept(note)).cloned().collect();
    for note in other.notes.iter().filter(|note| is_kept(note)) {
        match notes.iter_mut().find(|known| is_alike(known, note)) {
            Some(known) => *known = total(known, note, is_of_periods),
            None => notes.push(note.clone()),
        }
    }
    notes
}

/// Returns whether a note is of the facts and not of the judgement.
const fn is_kept(note: &Note) -> bool {
    let is_found_anew = matches!(
        note,
        Note::BeyondTheWhole
            | Note::SmallSample { .. }
            | Note::AllAlike { .. }
            | Note::Drawn { .. }
            | Note::Audited { .. }
            | Note::Gaps { .. }
            | Note::Beside { value: Value::Share(_) | Value::Number(_) | Value::Duration(_), .. }
    );
    !is_found_anew
}

/// Returns whether two notes are about the same matter.
fn is_alike(one: &Note, other: &Note) -> bool {
    match (one, other) {
        (Note::Beside { reading: one, .. }, Note::Beside { reading: other, .. }) => one == other,
        (Note::Apart { cases: one, .. }, Note::Apart { cases: other, .. }) => one == other,
        (Note::FieldMissing { field: one, .. }, Note::FieldMissing { field: other, .. })
        | (Note::FieldWrong { field: one, .. }, Note::FieldWrong { field: other, .. }) => one == other,
        (Note::TicketPartMissing { part: one, .. }, Note::TicketPartMissing { part: other, .. }) => {
            one == other
        }
        (Note::Points { criterion: one, .. }, Note::Points { criterion: other, .. }) => one == other,
        (Note::Sampled { least: one, .. }, Note::Sampled { least: other, .. }) => one == other,
        _ => one == other,
    }
}

/// Returns two notes about the same matter as one.
fn total(one: &Note, other: &Note, is_of_periods: bool) -> Note {
    match (one, other) {
        // What belongs to no period is counted with each of them.
        (Note::Apart { cases, count }, Note::Apart { count: more, .. }) => {
            let is_of_all = is_of_periods && Apart::OF_ALL_PERIODS.contains(cases);
            let count = if is_of_all { (*count).max(*more) } else { count.saturating_add(*more) };
            Note::Apart { cases: *cases, count }
        }
        (Note::FieldMissing { field, files }, Note::FieldMissing { files: more, .. }) => {
            Note::FieldMissing { field: *field, files: files.saturating_add(*more) }
        }
        (Note::FieldWrong { field, files }, Note::FieldWrong { files: more, .. }) => {
            Note::FieldWrong { field: *field, files: files.saturating_add(*more) }
        }
        (Note::TicketPartMissing { part, tickets }, Note::TicketPartMissing { tickets: more, .. }) => {
            Note::TicketPartMissing { part: *part, tickets: tickets.saturating_add(*more) }
        }
        (Note::Points { criterion, given, points }, Note::Points { given: more, points: most, .. }) => {
            let (given, points) = (given.saturating_add(*more), points.saturating_add(*most));
            Note::Points { criterion: criterion.clone(), given, points }
        }
        (Note::Sampled { sampled, tickets, least }, Note::Sampled { sampled: more, tickets: rest, .. }) => {
            let (sampled, tickets) = (sampled.saturating_add(*more), tickets.saturating_add(*rest));
            Note::Sampled { sampled, tickets, least: *least }
        }
        (
            Note::Beside { reading, value: Value::Count(count) },
            Note::Beside { value: Value::Count(more), .. },
        ) => Note::Beside { reading: *reading, value: Value::Count(count.saturating_add(*more)) },
        _ => one.clone(),
    }
}

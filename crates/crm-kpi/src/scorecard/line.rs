//! [`Line`]: one indicator in one period, with its verdict and its history.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{ClauseId, Ratio, RuleName, Share, Strength};

use super::verdict::Verdict;
use crate::gather::Gather;
use crate::period::{PLACES, Windows};
use crate::trend::{Series, SeriesError};
use crate::{
    Bound, CivilPeriod, Definition, Evidence, Facts, IndicatorSpec, Judging, Limits, Note, Quantity, Reason,
    Segment, Target, TargetAttainment, Uncertainty, Value,
};

/// One indicator in one period: its value, what stands behind it, and what is to be thought of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Line {
    /// The indicator's name.
    pub indicator: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// By which formula and variant it is measured.
    pub definition: Definition,
    /// Of which part; `None` for all.
    pub segment: Option<Segment>,
    /// The period.
    pub period: CivilPeriod,
    /// Up to when the facts are taken. A later evaluation may restate the value.
    pub as_of: DateTime<Utc>,
    /// Whether the period is over and the data hold all of it.
    pub completeness: Completeness,
    /// What was measured.
    pub value: Value,
    /// What stands behind it: parts, cases and their spread, also where there is no value.
    pub evidence: Evidence,
    /// Between which values the true one lies; `None` where the policy asks for none or nothing tells of the spread, as where all
    /// cases are alike.
    pub interval: Option<Uncertainty>,
    /// What it should reach.
    pub target: Option<Target>,
    /// Where it started.
    pub baseline: Option<Bound>,
    /// Whether the parts of periods make those of a longer one.
    pub adds_over_time: bool,
    /// Which values are possible at all.
    pub limits: Limits,
    /// How it is judged and shown.
    pub judging: Judging,
    /// Whether it reaches its target.
    pub verdict: Verdict,
    /// Whether the end of the interval that is nearer to missing the target meets it as well; `None` without an interval or
    /// a target that is a number, and for a period that is not complete.
    pub assured: Option<bool>,
    /// How far it is; `None` without a value or a target that is a number, and for a period that is not complete.
    pub attainment: Option<TargetAttainment>,
    /// What a reader should know besides.
    pub notes: Vec<Note>,
    /// The [`HISTORY`](crate::HISTORY) periods before, oldest first.
    pub past: Vec<Past>,
}

/// What was measured in a period before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Past {
    /// The period.
    pub period: CivilPeriod,
    /// What was measured.
    pub value: Value,
    /// What stands behind it.
    pub evidence: Evidence,
}

impl Line {
    /// Returns the periods before, oldest first, from the first one that has a value.
    pub fn history(&self) -> &[Past] {
        let without = self.past.iter().take_while(|past| matches!(past.value, Value::Undefined(_))).count();
        self.past.get(without..).unwrap_or_default()
    }

    /// Returns how many cases stand behind the value: customers, answers, tickets, entries; `None` beyond
    /// 64 bits, and where what they are counted from was not supplied.
    pub const fn cases(&self) -> Option<u64> {
        self.evidence.cases()
    }

    /// Returns a count by civil date of the period, so that months of 28 to 31 days compare; `None` for what is no count.
    pub fn per_day(&self) -> Option<Ratio> {
        match self.value {
            Value::Count(count) => Ratio::new(i128::from(count), i128::from(self.period.days())),
            _ => None,
        }
    }

    /// Returns the value as the policy has it written.
    pub fn shown(&self) -> alloc::string::String {
        self.value.shown(self.judging.rounding)
    }

    /// Returns the same of a part of the company.
    #[must_use]
    pub fn of_segment(self, segment: Segment) -> Self {
        Self { segment: Some(segment), ..self }
    }
}

impl Series<Ratio> {
    /// Returns the series of a line of a scorecard: its history and the period that is judged, which is left out, and counted as
    /// running, where it is not complete.
    ///
    /// # Errors
    ///
    /// When the periods are of different lengths, or do not rise, which those of a scorecard never are.
    pub fn of_line(line: &Line) -> Result<Self, SeriesError> {
        let known_until = match line.completeness {
            Completeness::Complete => line.period.end(),
            Completeness::Running | Completeness::NotCovered => line.period.start(),
        };
        let history = line.history().iter().map(|past| (&past.period, &past.value));
        Self::of_history(history.chain([(&line.period, &line.value)]), known_until)
    }
}

impl fmt::Display for Line {
    /// Writes one line: clause, name, segment, period, value, target and verdict.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { indicator, clause, period, target, verdict, .. } = self;
        write!(formatter, "{clause}: {indicator}")?;
        if let Some(segment) = &self.segment {
            write!(formatter, " of {segment}")?;
        }
        write!(formatter, " {period}: {}", self.shown())?;
        if let Some(target) = target {
            write!(formatter, ", target {target}")?;
        }
        write!(formatter, ": {}", verdict.as_str())
    }
}

/// Whether a period is over and the data hold all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Completeness {
    /// Both.
    Complete,
    /// The period runs.
    Running,
    /// The period is over, and a table is not complete for all of it.
    NotCovered,
}

/// Returns whether the data hold all of the period at a place, and of the one before where the formula compares.
fn is_covered(
    spec: &IndicatorSpec,
    gathered: &dyn Gather<'_>,
    facts: &Facts<'_>,
    windows: &Windows,
    place: usize,
) -> bool {
    let first = if spec.formula.looks_back() { place.saturating_sub(1) } else { place };
    let mut tables = spec.formula.tables();
    tables.extend(gathered.tables());
    (first..=place).filter_map(|place| windows.get(place)).all(|period| {
        let extents = tables.iter().filter_map(|table| facts.dataset.extent(*table));
        extents.into_iter().all(|extent| period.is_covered_by(extent))
    })
}

pub(super) fn line(
    spec: &IndicatorSpec,
    gathered: &dyn Gather<'_>,
    facts: &Facts<'_>,
    windows: &Windows,
) -> Line {
    let place = PLACES - 1;
    let period = windows.get(place).copied();
    let period = period.unwrap_or_else(|| CivilPeriod::running(spec.per, windows.as_of, &Zone::utc()));
    let completeness = if windows.as_of < period.end() {
        Completeness::Running
    } else if is_covered(spec, gathered, facts, windows, place) {
        Completeness::Complete
    } else {
        Completeness::NotCovered
    };
    let past = (1..place).filter_map(|place| {
        let period = *windows.get(place)?;
        let lack = if windows.as_of < period.end() {
            // Before a period that has not begun there may be one that runs.
            Some(Reason::NotOver)
        } else {
            (!is_covered(spec, gathered, facts, windows, place)).then_some(Reason::NotCovered)
        };
        let evidence = gathered.evidence(place).with_problem(lack);
        Some(Past { period, value: evidence.value(), evidence })
    });
    let mut line = Line {
        indicator: spec.name.clone(),
        clause: spec.clause.clone(),
        strength: spec.strength,
        definition: spec.formula.definition(),
        segment: None,
        period,
        as_of: windows.as_of,
        completeness,
        value: gathered.value(place),
        evidence: gathered.evidence(place),
        interval: None,
        target: spec.target,
        baseline: spec.baseline,
        adds_over_time: spec.formula.adds_over_time(),
        limits: spec.formula.limits(),
        judging: spec.judging,
        verdict: Verdict::NoTarget,
        assured: None,
        attainment: None,
        notes: gathered.notes(place),
        past: past.collect(),
    };
    line.conclude();
    line
}

impl Line {
    /// Finds what follows from the value and what stands behind it.
    pub(super) fn conclude(&mut self) {
        self.interval = Uncertainty::of(&self.evidence, &self.judging, self.limits);
        let beside = self.evidence.beside();
        let beside = beside.map(|(reading, value)| Note::Beside { reading, value });
        self.notes.splice(0..0, beside);
        if let Some(cases) =
            self.evidence.cases().filter(|_| Uncertainty::lacks_spread(&self.evidence, &self.judging))
        {
            self.notes.push(Note::AllAlike { cases });
        }
        self.note_beyond_the_whole();
        self.judge();
    }

    /// Returns the verdict on a period before, by its place among those.
    pub(crate) fn judged_before(&self, place: usize) -> Option<Verdict> {
        let past = self.past.get(place)?;
        let mut line = Self {
            period: past.period,
            completeness: Completeness::Complete,
            value: past.value.clone(),
            evidence: past.evidence.clone(),
            notes: Vec::new(),
            past: self.past.get(..place)?.to_vec(),
            ..self.clone()
        };
        line.conclude();
        Some(line.verdict)
    }

    /// Notes a share that is no part of a whole.
    fn note_beyond_the_whole(&mut self) {
        if let Value::Share(share) = &self.value
            && !matches!(self.evidence.quantity(), Quantity::Change | Quantity::Return { .. })
            && (share.cmp_share(Share::ONE).is_gt() || share.parts().0 < 0)
        {
            self.notes.insert(0, Note::BeyondTheWhole);
        }
    }
}

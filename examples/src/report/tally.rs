//! How many obligations stand how, and the share that was kept.

use std::collections::BTreeMap;
use std::fmt;

use crm_kit::{Assessment, Measure, WarningKind};
use crm_model::{ClauseId, MeasureName, Obligation, RuleName, State, Strength, Subject};
use serde::Serialize;

/// How many obligations stand how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each field is named after the state that it counts")]
pub struct Tally {
    pub met: u64,
    pub met_late: u64,
    pub missed: u64,
    pub overdue: u64,
    pub open: u64,
    pub paused: u64,
    pub waiting: u64,
    pub blocked: u64,
    pub waived: u64,
    pub superseded: u64,
    pub cancelled: u64,
    pub undetermined: u64,
}

impl Tally {
    /// Counts an obligation that stands so.
    pub fn record(&mut self, state: &State) {
        let count = match state {
            State::Met => &mut self.met,
            State::MetLate => &mut self.met_late,
            State::Missed => &mut self.missed,
            State::Overdue => &mut self.overdue,
            State::Open => &mut self.open,
            State::Paused { .. } => &mut self.paused,
            State::Waiting => &mut self.waiting,
            State::Blocked { .. } => &mut self.blocked,
            State::Waived => &mut self.waived,
            State::Superseded => &mut self.superseded,
            State::Cancelled => &mut self.cancelled,
            State::Undetermined { .. } => &mut self.undetermined,
        };
        *count += 1;
    }

    /// Returns how many obligations there are, however they stand.
    pub const fn owed(&self) -> u64 {
        self.decided()
            + self.open
            + self.paused
            + self.waiting
            + self.blocked
            + self.void()
            + self.undetermined
    }

    /// Returns how many ended with nothing to judge: cancelled, superseded or waived.
    pub const fn void(&self) -> u64 {
        self.waived + self.superseded + self.cancelled
    }

    /// Returns the share that was met in time, of those of which it is certain whether they were.
    ///
    /// `None` where nothing is certain yet. An obligation that is overdue counts against the share although it can
    /// still be met: it can no longer be met in time.
    ///
    /// # Examples
    ///
    /// ```
    /// use examples::report::Tally;
    ///
    /// let tally = Tally { met: 412, met_late: 10, missed: 3, overdue: 5, open: 70, ..Tally::default() };
    /// assert_eq!(tally.attainment().unwrap().to_string(), "412/430 95.8 %");
    /// assert_eq!(Tally { open: 70, ..Tally::default() }.attainment(), None);
    /// ```
    pub const fn attainment(&self) -> Option<Attainment> {
        match self.decided() {
            0 => None,
            whole => Some(Attainment { part: self.met, whole }),
        }
    }

    const fn decided(&self) -> u64 {
        self.met + self.met_late + self.missed + self.overdue
    }
}

/// A share that was kept, with its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Attainment {
    /// How many were met in time.
    pub part: u64,
    /// Of how many.
    pub whole: u64,
}

impl Attainment {
    /// Returns the share in percent with one decimal, such as `95.8 %`.
    ///
    /// Half a tenth is rounded up. `100.0 %` is kept for all, `0.0 %` for none: what only rounds to them is written
    /// `99.9 %` and `0.1 %`.
    pub fn percent(&self) -> String {
        let (part, whole) = (u128::from(self.part), u128::from(self.whole.max(1)));
        let tenths = (part * 2_000 + whole) / (2 * whole);
        let tenths = match self.part {
            0 => 0,
            part if part < self.whole => tenths.clamp(1, 999),
            _ => tenths,
        };
        format!("{}.{} %", tenths / 10, tenths % 10)
    }
}

impl fmt::Display for Attainment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{} {}", self.part, self.whole, self.percent())
    }
}

/// A rule and how the obligations stand that it demands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Promise {
    /// What it measures.
    pub measure: MeasureName,
    /// The clause behind it; `None` where no rule could be chosen.
    pub clause: Option<ClauseId>,
    /// The rule; `None` where none could be chosen.
    pub rule: Option<RuleName>,
    /// How binding it is.
    pub strength: Strength,
    /// How its obligations stand.
    pub tally: Tally,
}

/// Returns every promise of an assessment: by measure in the order of a ticket's life, then by clause and rule, with
/// the obligations for which no rule could be chosen at the end of each measure.
///
/// What a whole data set cannot tell is one undetermined obligation of the company. It stands for many tickets, so it
/// is told by a finding and not counted here.
pub fn promises(assessment: &Assessment) -> Vec<Promise> {
    let mut tallies: BTreeMap<_, Tally> = BTreeMap::new();
    for obligation in assessment.obligations.iter().filter(|obligation| !is_of_the_whole(obligation)) {
        let (id, rule) = (&obligation.id, &obligation.rule);
        let key = (id.clause.is_none(), id.clause.as_ref(), rule.as_ref(), obligation.strength);
        tallies.entry((&id.measure, key)).or_default().record(&obligation.state);
    }
    let mut promises: Vec<Promise> = tallies
        .into_iter()
        .map(|((measure, (_, clause, rule, strength)), tally)| Promise {
            measure: measure.clone(),
            clause: clause.cloned(),
            rule: rule.cloned(),
            strength,
            tally,
        })
        .collect();
    promises.sort_by_key(|promise| place_of(&promise.measure));
    promises
}

/// Returns whether an obligation says only what the whole data set cannot tell: those of rows that name no customer belong
/// to the company too, in later rounds.
pub(crate) fn is_of_the_whole(obligation: &Obligation) -> bool {
    let is_first = obligation.id.subject == Subject::Company && obligation.id.round == 1;
    is_first && matches!(obligation.state, State::Undetermined { .. })
}

/// Returns how many warnings of what will run out stand, and how many reminders of what is not done.
pub(crate) fn warnings_and_reminders(assessment: &Assessment) -> (u64, u64) {
    let reminders = assessment.warnings.iter().filter(|one| one.kind == WarningKind::Reminder).count() as u64;
    (assessment.warnings.len() as u64 - reminders, reminders)
}

/// Returns the place of a measure in a ticket's life; measures of other rooms come after.
pub(crate) fn place_of(measure: &MeasureName) -> usize {
    Measure::ALL.iter().position(|known| known.as_str() == measure.as_str()).unwrap_or(Measure::ALL.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_all_is_a_hundred_percent_and_only_none_is_zero() {
        let percent = |part, whole| Attainment { part, whole }.percent();
        assert_eq!(percent(9_999, 10_000), "99.9 %");
        assert_eq!(percent(1, 10_000), "0.1 %");
        assert_eq!(percent(10_000, 10_000), "100.0 %");
        assert_eq!(percent(0, 10_000), "0.0 %");
        assert_eq!(percent(1, 8), "12.5 %");
        assert_eq!(percent(2, 3), "66.7 %");
        assert_eq!(percent(u64::MAX, u64::MAX), "100.0 %");
    }
}

//! Service quality (clause H-QUAL-1): sampled tickets scored on a declared sheet, by person and period.

use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{PersonId, Ratio, TicketId};
use thiserror::Error;

use crate::CivilPeriod;
use crate::tally::ratio;

/// What a ticket is scored on, and how much each criterion counts. All of it is for a policy to state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualitySheet {
    // INVARIANT: not empty, names distinct; points and weights above zero.
    criteria: Vec<Criterion>,
    // INVARIANT: a multiple of the points of each criterion.
    parts: u64,
}

/// One criterion of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Criterion {
    /// Its name.
    pub name: String,
    /// The most points that it gives.
    pub points: u32,
    /// How much it counts beside the others.
    pub weight: u32,
    /// Below how many points the whole ticket scores nothing; `None` for a criterion that is not fatal.
    pub fatal_below: Option<u32>,
}

/// Why criteria make no sheet.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SheetError {
    /// There is no criterion.
    #[error("there is no criterion")]
    Empty,
    /// Two criteria have one name.
    #[error("two criteria are called `{name}`")]
    Twice {
        /// The name.
        name: String,
    },
    /// A criterion without points or weight.
    #[error("criterion `{name}` has {points} points and weight {weight}; both must be above zero")]
    Nothing {
        /// The name.
        name: String,
        /// Its points.
        points: u32,
        /// Its weight.
        weight: u32,
    },
    /// A criterion would be fatal whatever it is given.
    #[error("criterion `{name}` is fatal below {fatal_below} and gives {points} points at most")]
    AlwaysFatal {
        /// The name.
        name: String,
        /// Its points.
        points: u32,
        /// Below how many it is fatal.
        fatal_below: u32,
    },
    /// The points have no common multiple of a usable size.
    #[error("the points of the criteria are too different to be added up exactly")]
    TooLarge,
}

/// A ticket that was scored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ScoredTicket {
    /// Which one.
    pub ticket: TicketId,
    /// Whose work it was, if known.
    pub person: Option<PersonId>,
    /// When it was scored.
    pub at: DateTime<Utc>,
    /// The points given, in the order of the sheet; `None` where a criterion does not apply.
    pub points: Vec<Option<u32>>,
}

/// Why a ticket cannot be scored on a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ScoringError {
    /// It has points for more or fewer criteria than the sheet.
    #[error("ticket {ticket}: {given} scores for {criteria} criteria")]
    Length {
        /// The ticket.
        ticket: TicketId,
        /// How many scores it has.
        given: usize,
        /// How many criteria there are.
        criteria: usize,
    },
    /// More points than there are.
    #[error("ticket {ticket}: {given} points for `{criterion}`, which gives {points} at most")]
    TooMany {
        /// The ticket.
        ticket: TicketId,
        /// The criterion.
        criterion: String,
        /// The points given.
        given: u32,
        /// The most there are.
        points: u32,
    },
}

impl QualitySheet {
    /// Returns the sheet of these criteria.
    ///
    /// # Errors
    ///
    /// When there is none, two have one name, one has no points or no weight, or would be fatal with all its points.
    pub fn new(criteria: Vec<Criterion>) -> Result<Self, SheetError> {
        if criteria.is_empty() {
            return Err(SheetError::Empty);
        }
        let mut parts = 1_u64;
        for (place, Criterion { name, points, weight, fatal_below }) in criteria.iter().enumerate() {
            let (name, points, weight) = (name.clone(), *points, *weight);
            if criteria.iter().skip(place + 1).any(|other| other.name == name) {
                return Err(SheetError::Twice { name });
            }
            if points == 0 || weight == 0 {
                return Err(SheetError::Nothing { name, points, weight });
            }
            if let Some(fatal_below) = fatal_below.filter(|least| *least > points) {
                return Err(SheetError::AlwaysFatal { name, points, fatal_below });
            }
            parts = common_multiple(parts, u64::from(points)).ok_or(SheetError::TooLarge)?;
        }
        Ok(Self { criteria, parts })
    }

    /// Returns the criteria, in the order of the sheet.
    pub fn criteria(&self) -> &[Criterion] {
        &self.criteria
    }

    /// Returns the tally of one scored ticket.
    ///
    /// # Errors
    ///
    /// When it has points for more or fewer criteria than there are, or more points than a criterion gives.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::{Criterion, QualitySheet, ScoredTicket};
    ///
    /// let criterion = |name: &str, points, weight, fatal_below| {
    ///     Criterion { name: name.to_owned(), points, weight, fatal_below }
    /// };
    /// let sheet = QualitySheet::new(vec![
    ///     criterion("greeting", 2, 1, None),
    ///     criterion("solution", 10, 3, None),
    ///     criterion("privacy", 1, 1, Some(1)), // without it, nothing counts
    /// ])?;
    /// let scored = |points: [Option<u32>; 3]| ScoredTicket {
    ///     ticket: "T-1".parse().unwrap(),
    ///     person: None,
    ///     at: "2026-03-02T09:00:00Z".parse().unwrap(),
    ///     points: points.into(),
    /// };
    /// // (1 × 1/2 + 3 × 8/10 + 1 × 1/1) / 5 = 3.9 / 5
    /// let good = sheet.score(&scored([Some(1), Some(8), Some(1)]))?;
    /// assert_eq!(good.score().unwrap().percent(0), "78%");
    /// let fatal = sheet.score(&scored([Some(2), Some(10), Some(0)]))?;
    /// assert_eq!(fatal.score().unwrap().percent(0), "0%");
    /// let both = good.merge(fatal);
    /// assert_eq!((both.score().unwrap().percent(0), both.tickets, both.fatal), ("39%".into(), 2, 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn score(&self, scored: &ScoredTicket) -> Result<QualityTally, ScoringError> {
        let ticket = || scored.ticket.clone();
        if scored.points.len() != self.criteria.len() {
            let (given, criteria) = (scored.points.len(), self.criteria.len());
            return Err(ScoringError::Length { ticket: ticket(), given, criteria });
        }
        let mut tally = QualityTally { tickets: 1, ..QualityTally::default() };
        for (criterion, given) in self.criteria.iter().zip(&scored.points) {
            let mut line = CriterionTally::default();
            if let Some(given) = *given {
                let (criterion, points) = (&criterion.name, criterion.points);
                if given > points {
                    let criterion = criterion.clone();
                    return Err(ScoringError::TooMany { ticket: ticket(), criterion, given, points });
                }
                line = CriterionTally { tickets: 1, given: given.into(), points: points.into() };
            }
            tally.criteria.push(line);
            let Some(given) = *given else { continue };
            let weight = i128::from(criterion.weight);
            let of_one_point = i128::from(self.parts / u64::from(criterion.points.max(1)));
            tally.possible = tally.possible.saturating_add(weight.saturating_mul(self.parts.into()));
            let earned = weight.saturating_mul(of_one_point).saturating_mul(given.into());
            tally.earned = tally.earned.saturating_add(earned);
            if criterion.fatal_below.is_some_and(|least| given < least) {
                tally.fatal = 1;
            }
        }
        if tally.fatal > 0 {
            tally.earned = 0;
        }
        Ok(tally)
    }

    /// Returns the tally of each person over the tickets scored in a period; those of nobody knows whom under `None`.
    ///
    /// # Errors
    ///
    /// As [`score`](Self::score); nothing is left out in silence.
    pub fn by_person<'s>(
        &self,
        scored: impl IntoIterator<Item = &'s ScoredTicket>,
        period: &CivilPeriod,
    ) -> Result<BTreeMap<Option<PersonId>, QualityTally>, ScoringError> {
        let mut people: BTreeMap<Option<PersonId>, QualityTally> = BTreeMap::new();
        for one in scored.into_iter().filter(|one| period.contains(one.at)) {
            let tally = self.score(one)?;
            let known = people.entry(one.person.clone()).or_default();
            *known = core::mem::take(known).merge(tally);
        }
        Ok(people)
    }
}

/// Scores of tickets on one sheet, added up. Tallies of different sheets have nothing to do with one another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QualityTally {
    /// How many tickets were scored.
    pub tickets: u64,
    /// How many of them failed a fatal criterion, and score nothing.
    pub fatal: u64,
    /// What they earned: weight by weight, in parts that the sheet's points have in common.
    pub earned: i128,
    /// What they could have earned by the criteria that applied, in the same parts.
    pub possible: i128,
    /// Each criterion by itself, in the order of the sheet.
    pub criteria: Vec<CriterionTally>,
}

/// One criterion of many tickets.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CriterionTally {
    /// How many tickets it applied to.
    pub tickets: u64,
    /// The points given.
    pub given: u64,
    /// The points there were.
    pub points: u64,
}

impl CriterionTally {
    /// Returns the points given / the points there were, or `None` where it never applied.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.given, self.points)
    }

    #[must_use]
    const fn merge(self, other: Self) -> Self {
        Self {
            tickets: self.tickets.saturating_add(other.tickets),
            given: self.given.saturating_add(other.given),
            points: self.points.saturating_add(other.points),
        }
    }
}

impl QualityTally {
    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(self, other: Self) -> Self {
        let (mut criteria, rest) = if self.criteria.len() >= other.criteria.len() {
            (self.criteria, other.criteria)
        } else {
            (other.criteria, self.criteria)
        };
        for (one, other) in criteria.iter_mut().zip(rest) {
            *one = one.merge(other);
        }
        Self {
            tickets: self.tickets.saturating_add(other.tickets),
            fatal: self.fatal.saturating_add(other.fatal),
            earned: self.earned.saturating_add(other.earned),
            possible: self.possible.saturating_add(other.possible),
            criteria,
        }
    }

    /// Returns what was earned / what could have been, a fraction from 0 to 1; `None` where nothing applied. Tickets to which
    /// more applies count for more.
    pub fn score(&self) -> Option<Ratio> {
        (self.possible < i128::MAX).then(|| Ratio::new(self.earned, self.possible)).flatten()
    }
}

fn common_multiple(one: u64, other: u64) -> Option<u64> {
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor.checked_rem(rest)?);
    }
    one.checked_div(divisor)?.checked_mul(other)
}

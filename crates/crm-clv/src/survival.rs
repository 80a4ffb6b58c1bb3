//! How long customers stay: the table of times from which every estimate of survival is made.
//!
//! A customer is followed for a duration, at whose end either the event came (the customer left) or the following stopped
//! (a *censored* duration: the customer stayed at least so long). [`SurvivalTable`] counts both by distinct time; curves
//! ([`SurvivalCurve`], [`HazardCurve`]) and the comparison of groups ([`LogRank`]) need nothing else. At a tied time, events
//! come before censorings: who is censored at a time was at risk at it.

mod columns;
mod confidence;
mod curve;
mod error;
mod estimate;
mod hazard;
mod log_rank;
mod observation;

pub use confidence::{Confidence, ConfidenceError};
pub use curve::{SurvivalCurve, SurvivalQuantile, SurvivalStep};
pub use error::SurvivalError;
pub use estimate::SurvivalEstimate;
pub use hazard::{HazardCurve, HazardStep};
pub use log_rank::{LogRank, LogRankError, LogRankGroup};
pub use observation::SurvivalObservation;

use alloc::vec::Vec;

use columns::Exits;

/// The largest total weight of a table: whole numbers up to it are exact.
const LARGEST_TOTAL: f64 = 9_007_199_254_740_992.0; // 2^53

/// Durations counted by distinct time: at risk, events, censored. It is never empty.
///
/// Weights are frequencies: a row of weight 3 counts as three rows. Sums of whole weights are exact, so tables of parts merge to
/// the table of the whole, bit for bit; other weights are added with rounding.
///
/// # Units
///
/// Times are in the unit of the caller's durations, from 0 up.
///
/// # Examples
///
/// ```
/// use crm_clv::{Confidence, SurvivalTable};
///
/// // Contracts of 1, 2, 2 and 4 months; of the two at 2 months, one still runs.
/// let table = SurvivalTable::from_integer_times(&[1, 2, 2, 4], &[true, true, false, true])?;
/// let at_risk: Vec<f64> = table.rows().iter().map(|row| row.at_risk).collect();
/// assert_eq!(at_risk, [4.0, 3.0, 1.0]);
///
/// let curve = table.kaplan_meier(Confidence::new(0.95)?);
/// assert_eq!(curve.at(1.0).unwrap().value, 0.75);
/// assert_eq!(curve.at(3.0).unwrap().value, 0.5); // 3/4 × 2/3
/// assert_eq!(curve.median(), Some(2.0));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "Vec<SurvivalRow>", into = "Vec<SurvivalRow>"))]
pub struct SurvivalTable {
    // INVARIANT: not empty; times rise, are finite and at least 0; weights are finite and at least 0, their total of exits is
    // above 0 and at most 2^53; `at_risk` follows from the rest, and is at least the row's events and censored.
    rows: Vec<SurvivalRow>,
}

/// What happened at one time.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SurvivalRow {
    /// The time.
    pub time: f64,
    /// Weight of those under observation just before the time, who had not left.
    pub at_risk: f64,
    /// Weight of those who left at the time.
    pub events: f64,
    /// Weight of those whose following stopped at the time.
    pub censored: f64,
    /// Weight of those whom observation reached at the time: at risk after it, and not at it.
    pub entered: f64,
}

impl SurvivalTable {
    /// Returns the table of whole durations: one time and one flag a customer, `true` where the event came at that time.
    ///
    /// It is free of sorting where times are small (below a few millions).
    ///
    /// # Errors
    ///
    /// When there is no row, or the columns differ in length.
    pub fn from_integer_times(times: &[u32], events: &[bool]) -> Result<Self, SurvivalError> {
        same_length(times.len(), events.len())?;
        Self::of_exits(&columns::integer_times(times, events))
    }

    /// Returns the table of durations: one time and one flag a customer, `true` where the event came at that time.
    ///
    /// # Errors
    ///
    /// When there is no row, the columns differ in length, or a duration is not a finite number of at least 0.
    pub fn from_times(times: &[f64], events: &[bool]) -> Result<Self, SurvivalError> {
        same_length(times.len(), events.len())?;
        Self::of_exits(&columns::times(times, events)?)
    }

    /// Returns the table of observations, which may have a weight and a late entry.
    ///
    /// The order of the observations has no influence on the result, to the last bit.
    ///
    /// # Errors
    ///
    /// When there is no observation; a duration is not a finite number of at least 0; a weight is not a finite number above 0;
    /// an entry is not a number of at least 0 and below the duration; or the weights add up to more than 2^53.
    pub fn from_observations(
        observations: impl IntoIterator<Item = SurvivalObservation>,
    ) -> Result<Self, SurvivalError> {
        Self::of_exits(&columns::observations(observations)?)
    }

    /// Returns the table of both samples together.
    ///
    /// # Errors
    ///
    /// When the weights add up to more than 2^53.
    pub fn merge(&self, other: &Self) -> Result<Self, SurvivalError> {
        let mut exits: Vec<Exits> = self.rows.iter().chain(&other.rows).map(Exits::of).collect();
        exits.sort_by(|one, two| one.time.total_cmp(&two.time));
        exits.dedup_by(|next, kept| {
            let tied = next.time.total_cmp(&kept.time).is_eq();
            if tied {
                kept.add(next);
            }
            tied
        });
        Self::of_exits(&exits)
    }

    /// Returns the rows, in order of time.
    pub fn rows(&self) -> &[SurvivalRow] {
        &self.rows
    }

    /// Returns the weight of all observations.
    pub fn total(&self) -> f64 {
        self.rows.iter().map(|row| row.events + row.censored).sum()
    }

    /// Returns the weight of the observations that ended in an event.
    pub fn events(&self) -> f64 {
        self.rows.iter().map(|row| row.events).sum()
    }

    /// Returns the Kaplan-Meier curve with limits at the given confidence.
    pub fn kaplan_meier(&self, confidence: Confidence) -> SurvivalCurve {
        SurvivalCurve::new(self, confidence)
    }

    /// Returns the Nelson-Aalen curve with limits at the given confidence.
    pub fn nelson_aalen(&self, confidence: Confidence) -> HazardCurve {
        HazardCurve::new(self, confidence)
    }

    /// Returns the table of exits in order of time, each time once.
    fn of_exits(exits: &[Exits]) -> Result<Self, SurvivalError> {
        let mut rows: Vec<SurvivalRow> = exits.iter().map(Exits::row).collect();
        let (mut leaving, mut entering) = (0.0, 0.0);
        for row in rows.iter_mut().rev() {
            let now = row.events + row.censored;
            leaving += now;
            entering += row.entered;
            row.at_risk = f64::max(leaving - entering, now);
        }
        if rows.is_empty() {
            return Err(SurvivalError::Empty);
        }
        if leaving > LARGEST_TOTAL {
            return Err(SurvivalError::TooLarge);
        }
        Ok(Self { rows })
    }
}

#[cfg(feature = "serde")]
impl From<SurvivalTable> for Vec<SurvivalRow> {
    fn from(table: SurvivalTable) -> Self {
        table.rows
    }
}

/// Rows as data: they are checked like caller data, and the number at risk is counted anew.
#[cfg(feature = "serde")]
impl TryFrom<Vec<SurvivalRow>> for SurvivalTable {
    type Error = SurvivalError;

    fn try_from(rows: Vec<SurvivalRow>) -> Result<Self, SurvivalError> {
        let weighs = |weight: f64| weight >= 0.0 && weight.is_finite();
        let mut before = None;
        for (place, row) in rows.iter().enumerate() {
            let time = columns::duration(place, row.time)?;
            if before >= Some(time) {
                return Err(SurvivalError::Duration { row: place, duration: time });
            }
            before = Some(time);
            if let Some(weight) = [row.events, row.censored, row.entered].into_iter().find(|w| !weighs(*w)) {
                return Err(SurvivalError::Weight { row: place, weight });
            }
        }
        let table = Self::of_exits(&rows.iter().map(Exits::of).collect::<Vec<_>>())?;
        // Nobody enters who does not leave later; weights that are not whole may be off by rounding.
        let mut inside = 0.0;
        let enter = table.rows.iter().rev().all(|row| {
            let leaving = row.events + row.censored;
            inside += leaving - row.entered;
            inside >= leaving - 1e-9 * table.total()
        });
        let counts = enter && rows.iter().zip(&table.rows).all(|(given, counted)| given == counted);
        if counts && table.total() > 0.0 { Ok(table) } else { Err(SurvivalError::AtRisk) }
    }
}

const fn same_length(times: usize, events: usize) -> Result<(), SurvivalError> {
    if times == events { Ok(()) } else { Err(SurvivalError::Lengths { times, events }) }
}

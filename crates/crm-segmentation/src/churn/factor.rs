//! The factors of a warning: what each looks at, and what it gives.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;
use core::num::NonZeroU32;

use crm_model::{Direction, Fact, Kind, Missing, Ratio, Share};

use super::{ChurnFigure, ComplaintCount, ContactCount, FactorReading, Rhythm};
use crate::{Probability, Times, TrailingWindow};

/// What a warning looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ChurnFactor {
    /// How likely it is that the customer buys again, as a model of purchases says.
    Prediction,
    /// How long the last purchase is past against the customer's own rhythm.
    Overdue,
    /// Complaints.
    Complaints,
    /// Contacts, fewer than before.
    Contacts,
}

impl ChurnFactor {
    /// Every factor, in the order in which readings stand.
    pub const ALL: [Self; 4] = [Self::Prediction, Self::Overdue, Self::Complaints, Self::Contacts];

    /// Returns the word that policy files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Prediction => "prediction",
            Self::Overdue => "overdue",
            Self::Complaints => "complaints",
            Self::Contacts => "contacts",
        }
    }
}

impl fmt::Display for ChurnFactor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A level of a factor: a bound, and the points that it gives once the bound is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ChurnLevel<B> {
    /// The bound; each factor says on which side of it a customer must be.
    pub bound: B,
    /// The points of the factor at this level, in place of those of the levels before.
    pub points: u32,
}

/// A probability that a model of purchases gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PredictionFactor {
    /// Which probability.
    pub of: Predicted,
    /// The shares *below* which the probability must be, the highest first.
    pub levels: Vec<ChurnLevel<Share>>,
}

/// Which probability a warning looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Predicted {
    /// That the customer is alive: that it buys again at all, ever. A model such as BG/NBD calls whoever bought once alive,
    /// and where the purchases do not show that anybody stops, it is not known.
    Alive,
    /// That the customer buys within a time ahead: it also tells slow buyers from quick ones.
    Purchase,
}

impl Predicted {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Alive, "alive"), (Self::Purchase, "purchase")];
}

/// The days since the last purchase, against the median of the days between the customer's own purchases.
///
/// Civil dates with an order count, however many orders there were; of an even number of gaps the median is the mean of
/// the two in the middle. All purchases in the data count, however old they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OverdueFactor {
    /// How many gaps there must be for a rhythm, one fewer than dates.
    pub minimum_gaps: NonZeroU32,
    /// The days between purchases that are assumed of customers with fewer gaps; `None` where nothing is, so that the
    /// factor of such a customer is not known.
    pub assumed_gap: Option<NonZeroU32>,
    /// *From* how many times the usual gap, inclusive, the lowest first.
    pub levels: Vec<ChurnLevel<Times>>,
}

/// The complaints of a window: tickets opened in it whose kind, by the last word on it, is one of those named. One that
/// was merged into another is no complaint of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ComplaintFactor {
    /// The kinds of ticket that are complaints.
    pub kinds: BTreeSet<Kind>,
    /// How far back.
    pub window: TrailingWindow,
    /// *From* how many complaints, inclusive, the lowest first.
    pub levels: Vec<ChurnLevel<u32>>,
}

/// The contacts that came about in a window, as a share of those in the window before it, of the same length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactFactor {
    /// How long each of the two windows is.
    pub window: TrailingWindow,
    /// Who must have begun the contacts; `None` for either.
    pub direction: Option<Direction>,
    /// How many contacts the window before must have, so that fewer after it mean anything. Below that nothing has
    /// fallen, and the factor gives no points.
    pub minimum: NonZeroU32,
    /// The shares *below* which the contacts must be, the highest first.
    pub levels: Vec<ChurnLevel<Share>>,
}

/// Returns the most points that levels give.
pub(super) fn weight<B>(levels: &[ChurnLevel<B>]) -> u32 {
    levels.last().map_or(0, |level| level.points)
}

/// Returns how many levels are reached; bounds get worse from one to the next.
fn reached<B>(levels: &[ChurnLevel<B>], is_reached: impl Fn(&B) -> bool) -> usize {
    levels.partition_point(|level| is_reached(&level.bound))
}

/// Returns the reading of a factor of which between so many and so many levels are reached.
fn reading<B>(
    factor: ChurnFactor,
    levels: &[ChurnLevel<B>],
    figure: ChurnFigure,
    [fewest, most]: [usize; 2],
    missing: Option<Missing>,
) -> FactorReading {
    let points =
        |count: usize| count.checked_sub(1).and_then(|place| levels.get(place)).map_or(0, |one| one.points);
    FactorReading {
        factor,
        figure,
        level: fewest.checked_sub(1),
        least: points(fewest),
        most: points(most),
        of: weight(levels),
        missing: missing.filter(|_| fewest < most),
    }
}

fn unknown<B>(factor: ChurnFactor, levels: &[ChurnLevel<B>], missing: Missing) -> FactorReading {
    reading(factor, levels, ChurnFigure::Unknown, [0, levels.len()], Some(missing))
}

impl PredictionFactor {
    pub(super) fn read(&self, prediction: &Result<Probability, Missing>) -> FactorReading {
        let (factor, levels) = (ChurnFactor::Prediction, self.levels.as_slice());
        match prediction {
            Err(missing) => unknown(factor, levels, missing.clone()),
            Ok(probability) => {
                let count = reached(levels, |bound| probability.is_below(*bound));
                reading(factor, levels, ChurnFigure::Predicted(*probability), [count; 2], None)
            }
        }
    }
}

impl OverdueFactor {
    pub(super) fn read(&self, rhythm: &Result<Rhythm, Missing>) -> FactorReading {
        let (factor, levels) = (ChurnFactor::Overdue, self.levels.as_slice());
        let rhythm = match rhythm {
            Err(missing) => return unknown(factor, levels, missing.clone()),
            Ok(rhythm) => rhythm,
        };
        let own = rhythm.median_gap.filter(|_| rhythm.gaps >= self.minimum_gaps.get());
        let assumed = || Ratio::new(self.assumed_gap?.get().into(), 1);
        let Some(gap) = own.or_else(assumed) else { return unknown(factor, levels, Missing::Rhythm) };
        let days = rhythm.days_since_last;
        let Some(times) = times_of(days, gap) else { return unknown(factor, levels, Missing::Rhythm) };
        let count = reached(levels, |bound| bound.is_reached_by(times));
        let figure = ChurnFigure::Overdue { days, gap, gaps: rhythm.gaps, is_assumed: own.is_none() };
        reading(factor, levels, figure, [count; 2], None)
    }
}

/// Returns how many times a gap so many days are; `None` for a gap of nothing, or one beyond 128 bits.
pub(crate) fn times_of(days: u32, gap: Ratio) -> Option<Ratio> {
    let (part, whole) = gap.parts();
    Ratio::new(i128::from(days).checked_mul(whole)?, part)
}

impl ComplaintFactor {
    pub(super) fn read(&self, complaints: &Result<ComplaintCount, Missing>) -> FactorReading {
        let (factor, levels) = (ChurnFactor::Complaints, self.levels.as_slice());
        match complaints {
            Err(missing) => unknown(factor, levels, missing.clone()),
            Ok(count) => {
                let levels_of = |complaints: u64| reached(levels, |bound| u64::from(*bound) <= complaints);
                let most = count.known.saturating_add(count.kind_unknown);
                let figure = ChurnFigure::Complaints(*count);
                let bounds = [levels_of(count.known), levels_of(most)];
                reading(factor, levels, figure, bounds, Some(Missing::Fact(Fact::Kind)))
            }
        }
    }
}

impl ContactFactor {
    pub(super) fn read(&self, contacts: &Result<ContactCount, Missing>) -> FactorReading {
        let (factor, levels) = (ChurnFactor::Contacts, self.levels.as_slice());
        match contacts {
            Err(missing) => unknown(factor, levels, missing.clone()),
            Ok(count) => {
                let ContactCount { last, before } = *count;
                let can_fall = before >= u64::from(self.minimum.get());
                let is_below = |bound: &Share| can_fall && !bound.is_reached_by(last, before);
                let figure = ChurnFigure::Contacts(*count);
                reading(factor, levels, figure, [reached(levels, is_below); 2], None)
            }
        }
    }
}

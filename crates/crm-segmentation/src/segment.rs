//! Named segments by RFM scores: a map in which every score has exactly one name, checked when it is made.

mod cover;
mod rule;

use alloc::format;
use alloc::vec::Vec;
use core::fmt;

use crm_model::{ClauseId, RuleName, SegmentName, Strength};

use self::cover::{lowest_not_covered, lowest_of_both};
pub use self::rule::{SegmentAssessment, SegmentRule};
use crate::{RfmScore, RuleError, RuleProblem};

/// A map of segments as a policy states it. [`SegmentMap::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentMapSpec {
    /// Its name in the policy, such as `segments`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// How many scores there are, as in [`RfmSpec::scores`](crate::RfmSpec::scores).
    pub scores: u8,
    /// The parts of the map. A segment of more than one part is listed once for each.
    pub segments: Vec<Segment>,
}

/// A segment, or a part of one: all customers whose three scores lie in three ranges.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Segment {
    /// Its name.
    pub name: SegmentName,
    /// How recently its customers bought.
    pub recency: ScoreRange,
    /// How often.
    pub frequency: ScoreRange,
    /// For how much.
    pub monetary: ScoreRange,
}

/// Scores from one up to another, both included; written `4-5`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct ScoreRange {
    /// The lowest, from 1.
    pub from: u8,
    /// The highest.
    pub to: u8,
}

impl ScoreRange {
    /// Returns whether a score lies in the range.
    pub const fn contains(self, score: u8) -> bool {
        self.from <= score && score <= self.to
    }
}

impl fmt::Display for ScoreRange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}", self.from, self.to)
    }
}

impl Segment {
    /// Returns whether all three scores lie in the ranges.
    pub fn contains(&self, score: RfmScore) -> bool {
        self.recency.contains(score.recency)
            && self.frequency.contains(score.frequency)
            && self.monetary.contains(score.monetary)
    }
}

/// A checked map of segments: every score has a name, and only one (clause L-SEG-1, by value and behaviour).
///
/// # Examples
///
/// ```
/// use crm_model::{SegmentName, Strength};
/// use crm_segmentation::{RfmScore, RuleProblem, ScoreRange, Segment, SegmentMap, SegmentMapSpec};
///
/// let all = ScoreRange { from: 1, to: 3 };
/// let (low, best) = (ScoreRange { from: 1, to: 2 }, ScoreRange { from: 3, to: 3 });
/// let segment = |name: &str, recency, frequency| Segment {
///     name: SegmentName::new(name).unwrap(),
///     recency,
///     frequency,
///     monetary: all,
/// };
/// let mut spec = SegmentMapSpec {
///     name: "segments".parse()?,
///     clause: "L-SEG-1".parse()?,
///     strength: Strength::Derived,
///     scores: 3,
///     segments: vec![
///         segment("champions", best, best),
///         segment("promising", best, low),
///         segment("cannot lose", low, best),
///     ],
/// };
/// // Nobody has said what becomes of those who bought long ago and seldom.
/// let lowest = RfmScore { recency: 1, frequency: 1, monetary: 1 };
/// let error = SegmentMap::new(spec.clone()).unwrap_err();
/// assert_eq!(error.problem, RuleProblem::NotCovered { score: lowest });
///
/// spec.segments.push(segment("asleep", low, low));
/// let map = SegmentMap::new(spec)?;
/// let lapsed = RfmScore { recency: 1, frequency: 3, monetary: 2 };
/// assert_eq!(map.of(lapsed).unwrap().as_str(), "cannot lose");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentMap {
    // INVARIANT: the parts are disjoint and cover all scores.
    spec: SegmentMapSpec,
}

impl SegmentMap {
    /// Returns the map that a specification describes.
    ///
    /// The check compares every part with every other; it does not walk through all scores.
    ///
    /// # Errors
    ///
    /// When there are fewer than two scores, a range is empty or beyond the scores, two parts hold the same scores (two
    /// parts of one segment as well), or a score is held by none. The error names the lowest score at fault.
    pub fn new(spec: SegmentMapSpec) -> Result<Self, RuleError> {
        let refused = |key: &str, problem| Err(RuleError::new(&spec.name, key, problem));
        let best = spec.scores;
        if best < 2 {
            return refused("scores", RuleProblem::TooFewScores { scores: best });
        }
        for segment in &spec.segments {
            let ranges = [
                ("recency", segment.recency),
                ("frequency", segment.frequency),
                ("monetary", segment.monetary),
            ];
            for (key, ScoreRange { from, to }) in ranges {
                if from < 1 || from > to || to > best {
                    let key = format!("{}.{key}", segment.name);
                    return refused(&key, RuleProblem::ScoresOutOfRange { from, to, best });
                }
            }
        }
        let mut rest = spec.segments.as_slice();
        while let Some((one, others)) = rest.split_first() {
            rest = others;
            for other in others {
                if let Some(score) = lowest_of_both(one, other) {
                    let (one, other) = (one.name.clone(), other.name.clone());
                    return refused(
                        other.as_str(),
                        RuleProblem::Overlap { one, other: other.clone(), score },
                    );
                }
            }
        }
        match lowest_not_covered(&spec.segments, best) {
            Some(score) => refused("segments", RuleProblem::NotCovered { score }),
            None => Ok(Self { spec }),
        }
    }

    /// Returns what the map says.
    pub fn spec(&self) -> &SegmentMapSpec {
        &self.spec
    }

    /// Returns the segment of three scores; `None` for scores that the map is not made for.
    pub fn of(&self, score: RfmScore) -> Option<&SegmentName> {
        let segment = self.spec.segments.iter().find(|segment| segment.contains(score));
        segment.map(|segment| &segment.name)
    }

    /// Yields the names of the segments in the order in which they are first listed, each once.
    pub fn names(&self) -> impl Iterator<Item = &SegmentName> {
        let segments = &self.spec.segments;
        let named_before = |place: usize, name: &SegmentName| {
            segments.iter().take(place).any(|segment| segment.name == *name)
        };
        let names = segments.iter().map(|segment| &segment.name).enumerate();
        names.filter(move |(place, name)| !named_before(*place, name)).map(|(_, name)| name)
    }
}

//! [`SegmentRule`]: RFM scores and the names of the segments that they fall into.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{CustomerCode, Dataset, SegmentName};

use super::SegmentMap;
use crate::{AssessmentError, PurchaseSummary, RfmAssessment, RfmRule, RfmScore, RuleError, RuleProblem};

/// A rule for RFM scores together with a map that fits it, so that every customer has a segment.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_model::{SegmentName, Strength};
/// use crm_segmentation::{
///     Basis, Population, PurchaseSummary, RfmRule, RfmSpec, ScoreRange, Scoring, Segment, SegmentMap,
///     SegmentMapSpec, SegmentRule,
/// };
///
/// let scores = RfmRule::new(RfmSpec {
///     name: "rfm".parse()?,
///     clause: "ACME-RFM-1".parse()?,
///     strength: Strength::Derived,
///     basis: Basis {
///         window: "12 months".parse()?,
///         zone: Zone::utc(),
///         population: Population::WithPurchases,
///         currency: None,
///     },
///     scores: 2,
///     recency: Scoring::Cuts(vec![90]),
///     frequency: Scoring::Cuts(vec![2]),
///     monetary: Scoring::Quantiles,
/// })?;
/// let (all, first, second) =
///     (ScoreRange { from: 1, to: 2 }, ScoreRange { from: 1, to: 1 }, ScoreRange { from: 2, to: 2 });
/// let segment = |name: &str, recency, frequency| Segment {
///     name: SegmentName::new(name).unwrap(),
///     recency,
///     frequency,
///     monetary: all,
/// };
/// let map = SegmentMap::new(SegmentMapSpec {
///     name: "segments".parse()?,
///     clause: "L-SEG-1".parse()?,
///     strength: Strength::Derived,
///     scores: 2,
///     segments: vec![
///         segment("regular", second, second),
///         segment("new", second, first),
///         segment("lapsed", first, all),
///     ],
/// })?;
/// let rule = SegmentRule::new(scores, map)?;
/// let bought = |last: &str, orders| -> Result<_, chrono::ParseError> {
///     Ok(PurchaseSummary { orders, last: Some(last.parse()?), ..PurchaseSummary::default() })
/// };
/// let customers = [
///     bought("2026-03-01T10:00:00Z", 4)?,
///     bought("2026-03-02T10:00:00Z", 1)?,
///     bought("2025-09-01T10:00:00Z", 9)?,
/// ];
/// let segments = rule.segments(&customers, "2026-03-31T12:00:00Z".parse()?);
/// assert_eq!(segments.map(|(_, name)| name.as_str()).collect::<Vec<_>>(), ["regular", "new", "lapsed"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentRule {
    // INVARIANT: both have the same number of scores.
    scores: RfmRule,
    map: SegmentMap,
}

impl SegmentRule {
    /// Returns a rule that names the segments of these scores.
    ///
    /// # Errors
    ///
    /// When the map is made for another number of scores.
    pub fn new(scores: RfmRule, map: SegmentMap) -> Result<Self, RuleError> {
        let (made_for, given) = (map.spec().scores, scores.spec().scores);
        if made_for != given {
            let problem = RuleProblem::ScoresMismatch { map: made_for, rule: given };
            return Err(RuleError::new(&map.spec().name, "scores", problem));
        }
        Ok(Self { scores, map })
    }

    /// Returns the rule for the scores.
    pub fn scores(&self) -> &RfmRule {
        &self.scores
    }

    /// Returns the map.
    pub fn map(&self) -> &SegmentMap {
        &self.map
    }

    /// Yields the scores and the segment of every customer of a population, in the order given.
    pub fn segments<'a>(
        &'a self,
        customers: &[PurchaseSummary],
        as_of: DateTime<Utc>,
    ) -> impl Iterator<Item = (RfmScore, &'a SegmentName)> + use<'a> {
        // The map fits the scores, so nobody falls out.
        self.scores.scores(customers, as_of).filter_map(|score| Some((score, self.map.of(score)?)))
    }

    /// Returns the segments of every customer of a data set.
    ///
    /// # Errors
    ///
    /// Those of [`Basis::summarise`](crate::Basis::summarise).
    pub fn assess(
        &self,
        dataset: &Dataset,
        as_of: DateTime<Utc>,
    ) -> Result<SegmentAssessment<'_>, AssessmentError> {
        Ok(SegmentAssessment { map: &self.map, scores: self.scores.assess(dataset, as_of)? })
    }
}

/// The segments of a data set's customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SegmentAssessment<'a> {
    map: &'a SegmentMap,
    // INVARIANT: scores for which the map is made.
    scores: RfmAssessment,
}

impl<'a> SegmentAssessment<'a> {
    /// Returns the scores, what they rest on, and who is undetermined.
    pub fn scores(&self) -> &RfmAssessment {
        &self.scores
    }

    /// Yields every customer with its segment, in order.
    pub fn segments(&self) -> impl Iterator<Item = (CustomerCode, &'a SegmentName)> {
        self.scores.scores().filter_map(|(code, score)| Some((code, self.map.of(score)?)))
    }

    /// Returns the segment of a customer, or `None` if it is no part of the population.
    pub fn of(&self, code: CustomerCode) -> Option<&'a SegmentName> {
        self.map.of(self.scores.of(code)?)
    }

    /// Returns every segment of the map with its size, those without a customer included, in the order of the map.
    pub fn sizes(&self) -> Vec<(&'a SegmentName, u64)> {
        let mut sizes: Vec<(&SegmentName, u64)> = self.map.names().map(|name| (name, 0)).collect();
        for (_, name) in self.segments() {
            if let Some((_, size)) = sizes.iter_mut().find(|(other, _)| *other == name) {
                *size = size.saturating_add(1);
            }
        }
        sizes
    }
}

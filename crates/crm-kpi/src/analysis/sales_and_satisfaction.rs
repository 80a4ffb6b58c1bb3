//! The change of sales against that of satisfaction (clause H-KPI-17) as an analysis: measured on one's own data, never a constant.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crm_model::{Ratio, Share, TableName};

use super::AnalysisProblem;
use super::evaluate::Scene;
use crate::relation::{Correlation, CorrelationKind, PairsBy, Relation, RelationRule};
use crate::statistics::Confidence;
use crate::trend::Finite;
use crate::{Completeness, Reason};

pub(super) const TABLES: [TableName; 2] = [TableName::Purchases, TableName::Answers];

/// Which changes are set against one another, and how sure the interval is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SatisfactionRule {
    /// The changes.
    pub relation: RelationRule,
    /// The confidence of the intervals, above 0 and below 1.
    pub confidence: Share,
}

/// How the change of sales and that of satisfaction went together. That proves no cause.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SatisfactionTable {
    /// What makes a pair.
    pub by: PairsBy,
    /// How many pairs there are: one at least.
    pub pairs: u64,
    /// What makes no pair, as in [`Relation::left_out`].
    pub left_out: u64,
    /// Which way satisfaction and sales went, in this order of satisfaction: up, level, down.
    pub directions: Vec<DirectionLine>,
    /// The confidence of the intervals.
    pub confidence: Share,
    /// The correlation of the changes and that of their ranks; empty for fewer than three pairs, or where one side never differs.
    pub correlations: Vec<CorrelationLine>,
}

/// The pairs in which satisfaction went one way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DirectionLine {
    /// Which way.
    pub satisfaction: Way,
    /// The pairs.
    pub pairs: u64,
    /// Those of them in which sales went up.
    pub sales_up: u64,
    /// Those in which they stayed level.
    pub sales_level: u64,
    /// Those in which they went down.
    pub sales_down: u64,
}

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Way {
    /// It rose.
    Up,
    /// It stayed as it was.
    Level,
    /// It fell.
    Down,
}

impl Way {
    /// Every way with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Up, "up"), (Self::Level, "level"), (Self::Down, "down")];

    fn of(change: Ratio) -> Self {
        match change.parts().0.cmp(&0) {
            Ordering::Greater => Self::Up,
            Ordering::Equal => Self::Level,
            Ordering::Less => Self::Down,
        }
    }
}

/// A correlation with its interval.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CorrelationLine {
    /// Of what it is.
    pub kind: CorrelationKind,
    /// From −1 over 0 to 1.
    pub coefficient: Finite,
    /// The limits of its interval, the lower one first; `None` for fewer than four pairs, and at −1 or 1.
    pub interval: Option<(Finite, Finite)>,
}

pub(super) fn check(rule: &SatisfactionRule) -> Result<(), (&'static str, AnalysisProblem)> {
    confidence(rule.confidence).map(|_| ()).ok_or(("confidence", AnalysisProblem::Confidence))
}

fn confidence(share: Share) -> Option<Confidence> {
    Confidence::new(f64::from(share.parts_per_million()) / 1e6).ok()
}

pub(super) fn figures(rule: &SatisfactionRule, scene: &Scene<'_>) -> Result<SatisfactionTable, Reason> {
    // A part of a period has less of everything than a whole one.
    if scene.completeness == Completeness::Running {
        return Err(Reason::NotCovered);
    }
    let zone = scene.scorecard.zone();
    let relation = Relation::new(scene.facts, &rule.relation, scene.period, scene.as_of, zone)?;
    if relation.pairs.is_empty() {
        return Err(Reason::Empty);
    }
    let ways: Vec<(Way, Way)> =
        relation.pairs.iter().map(|pair| (Way::of(pair.satisfaction), Way::of(pair.sales))).collect();
    let directions = Way::ALL.map(|(satisfaction, _)| {
        let of = |sales: Way| ways.iter().filter(|pair| **pair == (satisfaction, sales)).count() as u64;
        let [sales_up, sales_level, sales_down] = Way::ALL.map(|(sales, _)| of(sales));
        DirectionLine {
            satisfaction,
            pairs: sales_up + sales_level + sales_down,
            sales_up,
            sales_level,
            sales_down,
        }
    });
    let correlations = [relation.correlation(), relation.rank_correlation()];
    let correlations = correlations.into_iter().flatten().filter_map(|one| line(one, rule.confidence));
    Ok(SatisfactionTable {
        by: rule.relation.by,
        pairs: relation.pairs.len() as u64,
        left_out: relation.left_out,
        directions: directions.into(),
        confidence: rule.confidence,
        correlations: correlations.collect(),
    })
}

fn line(correlation: Correlation, share: Share) -> Option<CorrelationLine> {
    let interval = confidence(share).and_then(|confidence| correlation.interval(confidence));
    Some(CorrelationLine {
        kind: correlation.kind,
        coefficient: Finite::new(correlation.coefficient)?,
        interval: interval.and_then(|interval| Finite::new(interval.low).zip(Finite::new(interval.high))),
    })
}

//! RFM scores: how recently, how often and for how much a customer bought.

use alloc::vec::Vec;
use core::cmp::Reverse;
use core::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use crm_model::{ClauseId, CustomerCode, Dataset, RuleName, Strength};

use crate::position::Ranking;
use crate::{AssessmentError, Basis, PurchaseSummary, RuleError, RuleProblem, Summaries};

/// A rule for RFM scores as a policy states it. [`RfmRule::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RfmSpec {
    /// Its name in the policy, such as `rfm`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// Which purchases count, and whose.
    pub basis: Basis,
    /// How many scores there are: the worst is 1, the best is this.
    pub scores: u8,
    /// How days since the last order become a score. Cuts are in days.
    pub recency: Scoring,
    /// How the number of orders in the window becomes a score. Cuts are in orders.
    pub frequency: Scoring,
    /// How net spend in the window becomes a score. Cuts are in ten-thousandths of the currency of the basis, which must
    /// then name one.
    pub monetary: Scoring,
}

/// How a value becomes a score.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Scoring {
    /// By rank: the best part of all customers has the best score, and so on, in as many parts as there are scores.
    /// Equal customers share the best rank, so none of them is better off for its place in the input.
    Quantiles,
    /// By fixed bounds, from that of the best score down to that of the second worst; a bound belongs to the better score.
    Cuts(Vec<i128>),
}

/// A customer's three scores, each from 1 up to the best; written `5-4-3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RfmScore {
    /// How recently it bought.
    pub recency: u8,
    /// How often it bought.
    pub frequency: u8,
    /// For how much it bought.
    pub monetary: u8,
}

impl fmt::Display for RfmScore {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}-{}-{}", self.recency, self.frequency, self.monetary)
    }
}

/// A checked rule for RFM scores.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_model::Strength;
/// use crm_segmentation::{Basis, Population, PurchaseSummary, RfmRule, RfmSpec, Scoring, TrailingWindow};
///
/// let rule = RfmRule::new(RfmSpec {
///     name: "rfm".parse()?,
///     clause: "ACME-RFM-1".parse()?,
///     strength: Strength::Derived,
///     basis: Basis {
///         window: "12 months".parse::<TrailingWindow>()?,
///         zone: Zone::utc(),
///         population: Population::WithPurchases,
///         currency: None,
///     },
///     scores: 3,
///     recency: Scoring::Cuts(vec![30, 90]),
///     frequency: Scoring::Quantiles,
///     monetary: Scoring::Quantiles,
/// })?;
/// let bought = |last: &str, orders, net| -> Result<_, crm_calendar::chrono::ParseError> {
///     Ok(PurchaseSummary { net, orders, last: Some(last.parse()?), ..PurchaseSummary::default() })
/// };
/// let customers = [
///     bought("2026-03-01T10:00:00Z", 1, 50)?, // 30 days before: still the best score
///     bought("2026-02-28T10:00:00Z", 4, 90)?,
///     bought("2025-12-01T10:00:00Z", 1, 10)?,
/// ];
/// let scores = rule.scores(&customers, "2026-03-31T12:00:00Z".parse()?);
/// assert_eq!(scores.map(|score| score.to_string()).collect::<Vec<_>>(), ["3-2-2", "2-3-3", "1-2-1"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RfmRule {
    spec: RfmSpec,
}

impl RfmRule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When there are fewer than two scores; when cuts are not one fewer than scores, strictly from the best down (days rise,
    /// orders and spend fall); or when there are cuts of spend and the basis names no currency for them.
    pub fn new(spec: RfmSpec) -> Result<Self, RuleError> {
        let refused = |key, problem| RuleError::new(&spec.name, key, problem);
        if spec.scores < 2 {
            return Err(refused("scores", RuleProblem::TooFewScores { scores: spec.scores }));
        }
        let expected = usize::from(spec.scores) - 1;
        let parts = [
            ("recency", &spec.recency, true),
            ("frequency", &spec.frequency, false),
            ("monetary", &spec.monetary, false),
        ];
        for (key, scoring, rises) in parts {
            let Scoring::Cuts(cuts) = scoring else { continue };
            if cuts.len() != expected {
                return Err(refused(key, RuleProblem::CutsMismatch { expected, found: cuts.len() }));
            }
            if !cuts.is_sorted_by(|one, next| if rises { one < next } else { one > next }) {
                return Err(refused(key, RuleProblem::CutsOutOfOrder));
            }
        }
        if matches!(spec.monetary, Scoring::Cuts(_)) && spec.basis.currency.is_none() {
            return Err(refused("monetary", RuleProblem::NoCurrency));
        }
        Ok(Self { spec })
    }

    /// Returns what the rule says.
    pub fn spec(&self) -> &RfmSpec {
        &self.spec
    }

    /// Yields the scores of a population, in the order given.
    ///
    /// Recency counts civil days from the last order that counts to `as_of`; who never had one comes after all others by
    /// rank, and has the worst score by cuts.
    pub fn scores(
        &self,
        customers: &[PurchaseSummary],
        as_of: DateTime<Utc>,
    ) -> impl Iterator<Item = RfmScore> + use<> {
        let today = self.spec.basis.zone.date(as_of);
        let days = |last: DateTime<Utc>| days_between(self.spec.basis.zone.date(last), today);
        // The larger, the better, so that one scoring serves all three.
        let recency = customers.iter().map(|customer| customer.last.map(|last| -days(last)));
        let recency = self.score(recency, &self.spec.recency, |cut| Some(cut.saturating_neg()));
        let frequency = customers.iter().map(|customer| i128::from(customer.orders));
        let frequency = self.score(frequency, &self.spec.frequency, |cut| cut);
        let monetary = customers.iter().map(|customer| customer.net);
        let monetary = self.score(monetary, &self.spec.monetary, |cut| cut);
        let scores = recency.into_iter().zip(frequency).zip(monetary);
        scores.map(|((recency, frequency), monetary)| RfmScore { recency, frequency, monetary })
    }

    /// Returns the scores of every customer of a data set.
    ///
    /// # Errors
    ///
    /// Those of [`Basis::summarise`].
    pub fn assess(&self, dataset: &Dataset, as_of: DateTime<Utc>) -> Result<RfmAssessment, AssessmentError> {
        let summaries = self.spec.basis.summarise(dataset, as_of)?;
        let scores = self.scores(summaries.summaries(), as_of).collect();
        Ok(RfmAssessment { summaries, scores })
    }

    fn score<K: Ord + Copy>(
        &self,
        values: impl Iterator<Item = K>,
        scoring: &Scoring,
        of_cut: impl Fn(i128) -> K,
    ) -> Vec<u8> {
        match scoring {
            Scoring::Quantiles => self.by_rank(&Ranking::new(values)),
            Scoring::Cuts(cuts) => {
                let cuts: Vec<K> = cuts.iter().map(|cut| of_cut(*cut)).collect();
                values.map(|value| self.below(cuts.partition_point(|cut| *cut > value))).collect()
            }
        }
    }

    fn by_rank<K: Ord + Copy>(&self, ranking: &Ranking<K>) -> Vec<u8> {
        let count = ranking.len() as u128;
        let mut scores = alloc::vec![1; ranking.len()];
        for (rank, group) in ranking.groups() {
            // A rank is at least 1 and at most the count.
            let before = u128::from(rank.saturating_sub(1)) * u128::from(self.spec.scores);
            let parts_before = usize::try_from(before / count.max(1)).unwrap_or(usize::MAX);
            for (Reverse(_), customer) in group {
                if let Some(score) = scores.get_mut(*customer) {
                    *score = self.below(parts_before);
                }
            }
        }
        scores
    }

    /// Returns the score so many below the best.
    fn below(&self, steps: usize) -> u8 {
        let steps = u8::try_from(steps).unwrap_or(u8::MAX);
        self.spec.scores.saturating_sub(steps).max(1)
    }
}

fn days_between(from: NaiveDate, until: NaiveDate) -> i128 {
    until.signed_duration_since(from).num_days().into()
}

/// The RFM scores of a data set's customers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RfmAssessment {
    summaries: Summaries,
    // INVARIANT: in the order of `summaries`.
    scores: Vec<RfmScore>,
}

impl RfmAssessment {
    /// Returns what the scores rest on, and who is undetermined.
    pub fn summaries(&self) -> &Summaries {
        &self.summaries
    }

    /// Yields every customer with its scores, in order.
    pub fn scores(&self) -> impl Iterator<Item = (CustomerCode, RfmScore)> {
        self.summaries.customers().iter().copied().zip(self.scores.iter().copied())
    }

    /// Returns the scores of a customer, or `None` if it is no part of the population.
    pub fn of(&self, code: CustomerCode) -> Option<RfmScore> {
        self.summaries.place_of(code).and_then(|place| self.scores.get(place)).copied()
    }
}

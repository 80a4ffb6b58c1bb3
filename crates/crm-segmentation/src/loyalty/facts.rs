//! [`LoyaltyFacts`]: what loyalty rests on, given by a caller or read from records.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::Period;
use crm_model::{Customer, CustomerCode, Dataset, Missing, Origin, Score, TableName};

use super::{LoyaltyRule, LoyaltyVerdict, RecommendationCriterion, RepeatCriterion};
use crate::Counting;
use crate::history::{Purchases, covered, windows};

/// What is known of a customer's loyalty. The default is nothing at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LoyaltyFacts {
    /// Purchases of the window that came after the first of them.
    pub repeats: Result<u64, Missing>,
    /// Whether it recommends the company.
    pub recommended: Result<Recommended, Missing>,
    /// How long ago it bought for the first time.
    pub tenure: Result<Tenure, Missing>,
}

/// What tells whether a customer recommends the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Recommended {
    /// Customers who came by its recommendation.
    Referrals {
        /// How many.
        known: u64,
        /// How many more of whom nobody knows when they came, so that it may have been later.
        undated: u64,
    },
    /// Its answer to a survey.
    Score(Score),
}

/// How long somebody has been a customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Tenure {
    /// Days since the first purchase that is known; none for who has not bought.
    pub days: u32,
    /// Whether there may have been an earlier one, which nobody supplied.
    pub may_be_more: bool,
}

impl Default for LoyaltyFacts {
    fn default() -> Self {
        Self {
            repeats: Err(Missing::Table(TableName::Purchases)),
            recommended: Err(Missing::Table(TableName::Customers)),
            tenure: Err(Missing::Table(TableName::Purchases)),
        }
    }
}

/// The verdicts on all customers of a data set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoyaltyAssessment {
    // INVARIANT: one for each code of the data set.
    verdicts: Vec<LoyaltyVerdict>,
}

impl LoyaltyAssessment {
    /// Returns the verdict on a customer, or `None` for a code of another data set.
    pub fn of(&self, code: CustomerCode) -> Option<&LoyaltyVerdict> {
        self.verdicts.get(code.index())
    }

    /// Returns the verdicts in the order of codes.
    pub fn verdicts(&self) -> &[LoyaltyVerdict] {
        &self.verdicts
    }

    /// Returns how many customers are loyal.
    pub fn loyal(&self) -> u64 {
        self.count(Some(true))
    }

    /// Returns of how many customers nobody can tell.
    pub fn undetermined(&self) -> u64 {
        self.count(None)
    }

    fn count(&self, wanted: Option<bool>) -> u64 {
        self.verdicts.iter().filter(|verdict| verdict.is_loyal() == wanted).count() as u64
    }
}

impl LoyaltyRule {
    /// Returns the verdicts on all customers whom any table of a data set names, as of an instant; nothing later is
    /// looked at.
    pub fn assess(&self, dataset: &Dataset, as_of: DateTime<Utc>) -> LoyaltyAssessment {
        let purchases = Purchases::new(dataset, as_of);
        let look_back = self.look_back(dataset, as_of);
        let verdict = |(code, _)| {
            let orders = purchases.of(code);
            self.judge(&self.facts_with(dataset, code, as_of, &purchases, &orders, &look_back))
        };
        LoyaltyAssessment { verdicts: dataset.codes().map(verdict).collect() }
    }

    /// Returns what is the same for all customers.
    pub(crate) fn look_back(&self, dataset: &Dataset, as_of: DateTime<Utc>) -> LookBack {
        let spec = self.spec();
        let referrals = match spec.recommendation {
            Some(RecommendationCriterion::Referrals { .. }) => Referrals::new(dataset, as_of),
            _ => Err(Missing::Answer),
        };
        let window = spec.repeat.map(|criterion| {
            let [window, _] = windows(criterion.window, &spec.zone, as_of)?;
            covered(dataset, TableName::Purchases, Some(window.start()), as_of).map(|_| window)
        });
        LookBack { referrals, window: window.unwrap_or(Err(Missing::Table(TableName::Purchases))) }
    }

    /// Returns the facts of a customer whose orders are known already.
    pub(crate) fn facts_with(
        &self,
        dataset: &Dataset,
        code: CustomerCode,
        as_of: DateTime<Utc>,
        purchases: &Purchases<'_>,
        orders: &Result<Vec<DateTime<Utc>>, Missing>,
        look_back: &LookBack,
    ) -> LoyaltyFacts {
        let nothing = LoyaltyFacts::default();
        let repeat = self.spec().repeat.map(|criterion| self.repeats(criterion, orders, look_back));
        let recommended = match &self.spec().recommendation {
            None => nothing.recommended,
            Some(RecommendationCriterion::Referrals { .. }) => {
                look_back.referrals.as_ref().map(|all| all.of(code)).map_err(Clone::clone)
            }
            Some(answer @ RecommendationCriterion::Answer { .. }) => answer.last_answer(dataset, code, as_of),
        };
        let tenure = orders.as_ref().map_err(Clone::clone).and_then(|orders| {
            let zone = &self.spec().zone;
            let since = |first: &DateTime<Utc>| {
                zone.date(as_of).signed_duration_since(zone.date(*first)).num_days().max(0)
            };
            let days = u32::try_from(orders.first().map_or(0, since)).map_err(|_| Missing::Range)?;
            Ok(Tenure { days, may_be_more: purchases.complete_from().is_some() })
        });
        LoyaltyFacts { repeats: repeat.unwrap_or(nothing.repeats), recommended, tenure }
    }

    fn repeats(
        &self,
        criterion: RepeatCriterion,
        orders: &Result<Vec<DateTime<Utc>>, Missing>,
        look_back: &LookBack,
    ) -> Result<u64, Missing> {
        let zone = &self.spec().zone;
        let orders = orders.as_ref().map_err(Clone::clone)?;
        let window = look_back.window.clone()?;
        let of_window = orders.iter().filter(|at| window.contains(**at));
        let count = match criterion.counting {
            Counting::Orders => of_window.count(),
            Counting::PurchaseDays => {
                let mut days: Vec<_> = of_window.map(|at| zone.date(*at)).collect();
                days.sort_unstable();
                days.dedup();
                days.len()
            }
        };
        Ok((count as u64).saturating_sub(1))
    }
}

impl RecommendationCriterion {
    /// Returns a customer's last answer; of two of one instant the lower counts.
    fn last_answer(
        &self,
        dataset: &Dataset,
        code: CustomerCode,
        as_of: DateTime<Utc>,
    ) -> Result<Recommended, Missing> {
        let Self::Answer { survey, topic, scale, .. } = self else { return Err(Missing::Answer) };
        covered(dataset, TableName::Answers, None, as_of)?;
        let mut last: Option<(DateTime<Utc>, Score)> = None;
        for answer in dataset.answers_of(code) {
            let is_asked = answer.topic == *topic && survey.as_ref().is_none_or(|one| answer.survey == *one);
            let (Some(at), Some(score)) = (answer.answered_at, answer.score) else { continue };
            if !is_asked || at > as_of || score.scale() != *scale {
                continue;
            }
            let replaces =
                last.is_none_or(|(known_at, known)| at > known_at || (at == known_at && score < known));
            if replaces {
                last = Some((at, score));
            }
        }
        last.map(|(_, score)| Recommended::Score(score)).ok_or(Missing::Answer)
    }
}

/// What is the same for all customers, or what is missing for it.
#[derive(Debug)]
pub(crate) struct LookBack {
    referrals: Result<Referrals, Missing>,
    /// The window in which purchases count.
    window: Result<Period, Missing>,
}

/// Who recommended the company to whom.
#[derive(Debug)]
pub(crate) struct Referrals {
    by: BTreeMap<CustomerCode, (u64, u64)>,
}

impl Referrals {
    /// A customer who came by a recommendation came with its first membership, or else with the entry of its file.
    fn new(dataset: &Dataset, as_of: DateTime<Utc>) -> Result<Self, Missing> {
        covered(dataset, TableName::Customers, None, as_of)?;
        let customers = dataset.customers().unwrap_or_default();
        let (mut by, mut origins): (BTreeMap<CustomerCode, (u64, u64)>, u64) = (BTreeMap::new(), 0);
        for customer in customers {
            let Some(origin) = customer.file.as_ref().and_then(|file| file.origin.as_ref()) else { continue };
            origins = origins.saturating_add(1);
            let Origin::Recommendation(Some(recommender)) = origin else { continue };
            let Some(code) = dataset.code_of(recommender) else { continue };
            let came_at = came_at(customer);
            if came_at.is_some_and(|at| at > as_of) || *recommender == customer.id {
                continue;
            }
            let (known, undated) = by.entry(code).or_default();
            let count = if came_at.is_some() { known } else { undated };
            *count = count.saturating_add(1);
        }
        if origins == 0 { Err(Missing::Origins) } else { Ok(Self { by }) }
    }

    fn of(&self, code: CustomerCode) -> Recommended {
        let (known, undated) = self.by.get(&code).copied().unwrap_or_default();
        Recommended::Referrals { known, undated }
    }
}

fn came_at(customer: &Customer) -> Option<DateTime<Utc>> {
    let joined = customer.memberships.iter().map(|membership| membership.from).min();
    joined.or_else(|| customer.file.as_ref()?.entered_at)
}

//! Value tiers by spend and repurchase (clause P-TIER-1).

mod assessment;
mod shortfall;
mod verdict;
mod why;

use alloc::vec::Vec;

use chrono::{DateTime, Days, NaiveDate, Utc};
use crm_model::{ClauseId, Dataset, RuleName, Share, Strength, ValueTier};

pub use self::assessment::TierAssessment;
pub use self::shortfall::TierShortfall;
pub use self::verdict::{Criterion, TierVerdict};
pub use self::why::Why;
use crate::position::positions;
use crate::{AssessmentError, Basis, Level, PurchaseSummary, RuleError, RuleProblem, SpendBy};

/// A rule for value tiers as a policy states it. [`ValueTierRule::new`] checks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueTierSpec {
    /// Its name in the policy, such as `tiers.value`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// Which purchases count, and whose.
    pub basis: Basis,
    /// The levels by spend.
    pub spend: SpendThresholds,
    /// The levels by repurchase.
    pub repurchase: RepurchaseThresholds,
    /// Which level counts where the two differ.
    pub disagree: Disagree,
    /// The tenure below which a tier is provisional, in days from the first purchase in the data. `None` where no tier is.
    pub minimum_tenure: Option<u32>,
    /// The words for the levels, the highest first.
    pub names: [ValueTier; 3],
}

/// The levels by spend: shares of all customers, or of all spend, counted from the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct SpendThresholds {
    /// The position below which a customer is high; the position itself is not.
    pub high: Share,
    /// The position below which a customer is at least middle.
    pub middle: Share,
    /// By what the position is measured.
    pub by: SpendBy,
}

/// The levels by repurchase: of a customer's orders in the window, the share that came after the first.
///
/// One order gives 0 %, two give 50 %, three 66.7 %.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct RepurchaseThresholds {
    /// The share from which a customer is high, inclusive.
    pub high: Share,
    /// The share from which a customer is at least middle, inclusive.
    pub middle: Share,
    /// What is counted.
    pub counting: Counting,
}

/// What counts as one purchase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Counting {
    /// Every order.
    Orders,
    /// Every civil date with an order, however many there were.
    PurchaseDays,
}

impl Counting {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Orders, "orders"), (Self::PurchaseDays, "purchase-days")];
}

/// Which level counts where spend and repurchase give different ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Disagree {
    /// The lower: both must hold.
    Lower,
    /// The higher: either is enough.
    Higher,
    /// That of spend; repurchase is told and does not decide.
    SpendFirst,
}

impl Disagree {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Lower, "lower"), (Self::Higher, "higher"), (Self::SpendFirst, "spend-first")];

    fn choose(self, by_spend: Level, by_repurchase: Level) -> Level {
        match self {
            Self::Lower => by_spend.min(by_repurchase),
            Self::Higher => by_spend.max(by_repurchase),
            Self::SpendFirst => by_spend,
        }
    }
}

/// A checked rule for value tiers. The crate's front page has an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueTierRule {
    spec: ValueTierSpec,
}

impl ValueTierRule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When a level could hold nobody: shares of spend do not rise from above 0 %, thresholds of repurchase do not fall
    /// from below 100 % (the first order is never a repeat),
    /// the minimum tenure is no day, or one word stands for two levels. The error names the key, such as `spend.high`.
    pub fn new(spec: ValueTierSpec) -> Result<Self, RuleError> {
        let refused = |key, problem| Err(RuleError::new(&spec.name, key, problem));
        let SpendThresholds { high, middle, .. } = spec.spend;
        if high == Share::ZERO {
            return refused("spend.high", RuleProblem::Nobody);
        }
        if middle <= high {
            return refused("spend.middle", RuleProblem::MustRise { above: high, share: middle });
        }
        let RepurchaseThresholds { high, middle, .. } = spec.repurchase;
        if high == Share::ONE {
            return refused("repurchase.high", RuleProblem::NeverReached);
        }
        if middle >= high {
            return refused("repurchase.middle", RuleProblem::MustFall { above: high, share: middle });
        }
        if spec.minimum_tenure == Some(0) {
            return refused("minimum-tenure", RuleProblem::Zero);
        }
        for (one, other) in
            [(Level::High, Level::Middle), (Level::High, Level::Ordinary), (Level::Middle, Level::Ordinary)]
        {
            let word = one.of(&spec.names);
            if word == other.of(&spec.names) {
                return refused("names", RuleProblem::OneWordTwoLevels { word: word.clone(), one, other });
            }
        }
        Ok(Self { spec })
    }

    /// Returns what the rule says.
    pub fn spec(&self) -> &ValueTierSpec {
        &self.spec
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that demands it.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns the policy's word for a level.
    pub fn tier(&self, level: Level) -> &ValueTier {
        level.of(&self.spec.names)
    }

    /// Returns the verdict on every customer of a population, in the order given.
    ///
    /// The slice *is* the population: nobody else is compared with. Integers only, one sort.
    ///
    /// # Errors
    ///
    /// When the spend of all together is too large to be compared (some 10³² of the unit given; by cumulative spend only),
    /// or the minimum tenure leaves the range of dates.
    pub fn judge(
        &self,
        customers: &[PurchaseSummary],
        as_of: DateTime<Utc>,
    ) -> Result<Vec<TierVerdict>, AssessmentError> {
        let SpendThresholds { high, middle, by } = self.spec.spend;
        let spends = customers.iter().map(|customer| customer.net);
        let positions = positions(spends, by, [high, middle])?;
        let young_after = self.young_after(as_of)?;
        let judge = |(customer, position): (&PurchaseSummary, crate::position::Position)| {
            let purchases = match self.spec.repurchase.counting {
                Counting::Orders => customer.orders,
                Counting::PurchaseDays => customer.purchase_days,
            };
            let by_repurchase = self.repurchase_level(purchases);
            TierVerdict {
                level: self.spec.disagree.choose(position.level, by_repurchase),
                by_spend: position.level,
                by_repurchase,
                rank: position.rank,
                population: customers.len() as u64,
                net: customer.net,
                purchases,
                provisional: young_after.is_some_and(|after| self.is_young(customer, after)),
            }
        };
        Ok(customers.iter().zip(positions).map(judge).collect())
    }

    /// Returns the tiers of a data set's customers.
    ///
    /// # Errors
    ///
    /// Those of [`Basis::summarise`] and of [`judge`](Self::judge).
    pub fn assess(&self, dataset: &Dataset, as_of: DateTime<Utc>) -> Result<TierAssessment, AssessmentError> {
        let summaries = self.spec.basis.summarise(dataset, as_of)?;
        let verdicts = self.judge(summaries.summaries(), as_of)?;
        Ok(TierAssessment::new(summaries, verdicts))
    }

    /// Returns the reason for a verdict of this rule, as one line to read.
    ///
    /// # Examples
    ///
    /// See the crate's front page.
    pub fn why<'a>(&'a self, verdict: &'a TierVerdict) -> Why<'a> {
        Why { rule: self, verdict }
    }

    fn repurchase_level(&self, purchases: u64) -> Level {
        let RepurchaseThresholds { high, middle, .. } = self.spec.repurchase;
        let after_the_first = purchases.saturating_sub(1);
        if high.is_reached_by(after_the_first, purchases) {
            Level::High
        } else if middle.is_reached_by(after_the_first, purchases) {
            Level::Middle
        } else {
            Level::Ordinary
        }
    }

    /// Returns the date after which a first purchase is too young, if the rule has a minimum tenure.
    fn young_after(&self, as_of: DateTime<Utc>) -> Result<Option<NaiveDate>, AssessmentError> {
        let Some(days) = self.spec.minimum_tenure else { return Ok(None) };
        let last = self.spec.basis.zone.date(as_of);
        let after = last.checked_sub_days(Days::new(days.into()));
        after.map(Some).ok_or(AssessmentError::TenureOutOfRange { days, last })
    }

    fn is_young(&self, customer: &PurchaseSummary, after: NaiveDate) -> bool {
        customer.first.is_none_or(|first| self.spec.basis.zone.date(first) > after)
    }
}

//! What would lift a customer to the next level: the exact shortfall of spend and of purchases.

use alloc::vec::Vec;

use crm_model::Share;

use super::{Counting, Disagree, RepurchaseThresholds, SpendThresholds, ValueTierRule};
use crate::{AssessmentError, Level, PurchaseSummary, SpendBy};

/// What a customer lacks to be one level higher, while everybody else stays as they are.
///
/// Spend and purchases are each the least that is enough: with one ten-thousandth of the currency less, or one purchase
/// less, the level is not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[must_use]
pub struct TierShortfall {
    /// The next level up.
    pub to: Level,
    /// How much more net spend is needed, in ten-thousandths of the currency; always above zero. `None` where it is
    /// enough already.
    pub spend: Option<i128>,
    /// How many more orders are needed, or days with one, as the rule counts; always above zero. `None` where there are
    /// enough already, or where they do not decide.
    pub purchases: Option<u64>,
    /// Whether one of the two is enough, since the higher level counts; else all that is told is needed.
    pub either: bool,
}

impl ValueTierRule {
    /// Returns what would lift every customer of a population to the next level, in the order given; `None` for those at
    /// the top.
    ///
    /// The slice *is* the population, as in [`judge`](Self::judge). The shortfall holds on the day of assessment: others
    /// buy too, and orders leave the window. A minimum tenure is not looked at; nothing but time helps there.
    ///
    /// # Errors
    ///
    /// When amounts are too large to be compared (the spend of all together beyond some 10³¹ of the unit given).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_model::{Strength, ValueTier};
    /// use crm_segmentation::{
    ///     Basis, Counting, Disagree, Level, Population, PurchaseSummary, RepurchaseThresholds, SpendBy,
    ///     SpendThresholds, TierShortfall, ValueTierRule, ValueTierSpec,
    /// };
    ///
    /// let rule = ValueTierRule::new(ValueTierSpec {
    ///     name: "tiers.value".parse()?,
    ///     clause: "P-TIER-1".parse()?,
    ///     strength: Strength::Must,
    ///     basis: Basis {
    ///         window: "12 months".parse()?,
    ///         zone: Zone::utc(),
    ///         population: Population::WithPurchases,
    ///         currency: None,
    ///     },
    ///     spend: SpendThresholds { high: "20%".parse()?, middle: "60%".parse()?, by: SpendBy::Rank },
    ///     repurchase: RepurchaseThresholds {
    ///         high: "60%".parse()?,
    ///         middle: "30%".parse()?,
    ///         counting: Counting::Orders,
    ///     },
    ///     disagree: Disagree::Lower,
    ///     minimum_tenure: None,
    ///     names: ["high", "middle", "ordinary"].map(|word| ValueTier::new(word).unwrap()),
    /// })?;
    ///
    /// let bought = |net, orders| PurchaseSummary { net, orders, ..PurchaseSummary::default() };
    /// let customers = [bought(500, 3), bought(400, 2), bought(300, 3), bought(200, 1), bought(100, 9)];
    /// let shortfalls = rule.shortfalls(&customers)?;
    /// assert_eq!(shortfalls[0], None); // at the top
    /// // One of five may be high. Who draws level with the first shares its rank; 2 of 3 orders are above 60 %.
    /// let both = TierShortfall { to: Level::High, spend: Some(100), purchases: Some(1), either: false };
    /// assert_eq!(shortfalls[1], Some(both));
    /// // Three of five may be middle: as much as the third, and an order after the first.
    /// let next = TierShortfall { to: Level::Middle, spend: Some(100), purchases: Some(1), either: false };
    /// assert_eq!(shortfalls[3], Some(next));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn shortfalls(
        &self,
        customers: &[PurchaseSummary],
    ) -> Result<Vec<Option<TierShortfall>>, AssessmentError> {
        let ladder = Ladder::new(customers.iter().map(|customer| customer.net), self.spec.spend)?;
        customers.iter().map(|customer| self.shortfall(&ladder, customer)).collect()
    }

    fn shortfall(
        &self,
        ladder: &Ladder,
        customer: &PurchaseSummary,
    ) -> Result<Option<TierShortfall>, AssessmentError> {
        let purchases = match self.spec.repurchase.counting {
            Counting::Orders => customer.orders,
            Counting::PurchaseDays => customer.purchase_days,
        };
        let by_spend = ladder.level(customer.net);
        let by_repurchase = self.repurchase_level(purchases);
        let disagree = self.spec.disagree;
        let Some(to) = disagree.choose(by_spend, by_repurchase).next_above() else { return Ok(None) };
        let more = || self.spec.repurchase.least_purchases(to).saturating_sub(purchases);
        Ok(Some(TierShortfall {
            to,
            spend: ladder.lacking(customer.net, to)?,
            purchases: (disagree != Disagree::SpendFirst && by_repurchase < to).then(more),
            either: disagree == Disagree::Higher,
        }))
    }
}

impl RepurchaseThresholds {
    /// Returns the least number of purchases of which the share after the first gives a level.
    fn least_purchases(&self, level: Level) -> u64 {
        let share = match level {
            Level::High => self.high,
            Level::Middle => self.middle,
            Level::Ordinary => return 0,
        };
        // (count − 1) / count reaches the share, as a rule has found it to be below 100 %, once count reaches
        // 1 / (1 − share).
        let million = u64::from(Share::ONE.parts_per_million());
        let rest = million.saturating_sub(share.parts_per_million().into()).max(1);
        million.div_ceil(rest)
    }
}

/// The spends of a population, ready to be asked what another spend of one customer would be worth.
struct Ladder {
    thresholds: SpendThresholds,
    /// The largest spend first, each once.
    steps: Vec<Step>,
    /// How many customers there are, or how much all spent.
    whole: i128,
}

/// A spend that somebody has.
struct Step {
    spend: i128,
    /// How many customers spent more, or how much they spent.
    before: i128,
}

impl Ladder {
    fn new(spends: impl Iterator<Item = i128>, thresholds: SpendThresholds) -> Result<Self, AssessmentError> {
        let mut falling: Vec<i128> = spends.collect();
        falling.sort_unstable_by(|one, other| other.cmp(one));
        let (mut steps, mut whole): (Vec<Step>, i128) = (Vec::new(), 0);
        for spend in falling {
            if steps.last().is_none_or(|last| last.spend != spend) {
                steps.push(Step { spend, before: whole });
            }
            let own = match thresholds.by {
                SpendBy::Rank => 1,
                SpendBy::CumulativeSpend => spend.max(0),
            };
            whole = whole.checked_add(own).ok_or(AssessmentError::TooLarge)?;
        }
        // A customer comes to the spend of the first at most, so that the sum of all at most doubles.
        let fits = whole.checked_mul(2).and_then(|twice| twice.checked_mul(MILLION));
        fits.map(|_| Self { thresholds, steps, whole }).ok_or(AssessmentError::TooLarge)
    }

    /// Returns the level by spend of a customer of the population.
    fn level(&self, net: i128) -> Level {
        let before = self.before(self.rivals(net).len());
        let has = |share| self.holds(net, net, before, share);
        match self.thresholds {
            SpendThresholds { high, .. } if has(high) => Level::High,
            SpendThresholds { middle, .. } if has(middle) => Level::Middle,
            SpendThresholds { .. } => Level::Ordinary,
        }
    }

    /// Returns how much more a customer of the population who spent `net` must spend for a level, or `None` if it has
    /// the level.
    fn lacking(&self, net: i128, level: Level) -> Result<Option<i128>, AssessmentError> {
        let share = match level {
            Level::High => self.thresholds.high,
            Level::Middle => self.thresholds.middle,
            Level::Ordinary => return Ok(None),
        };
        let rivals = self.rivals(net);
        if self.holds(net, net, self.before(rivals.len()), share) {
            return Ok(None);
        }
        // The more a customer spends, the less is before it and the larger is the whole. So there is one least spend: at
        // most that of the last rival in whose place it would have the level, and above that of the next, in whose place
        // it would not.
        let above = rivals.partition_point(|rival| self.holds(net, rival.spend, rival.before, share));
        let failing = rivals.get(above).map_or(net, |rival| rival.spend);
        let before = self.before(above);
        let between = match self.thresholds.by {
            SpendBy::Rank => self.holds(net, 1, before, share).then_some(1),
            SpendBy::CumulativeSpend => {
                let parts = i128::from(share.parts_per_million()).max(1);
                let needed = before.saturating_mul(MILLION) / parts - self.others(net);
                Some(needed.saturating_add(1).max(failing.saturating_add(1)).max(1))
            }
        };
        let drawn_level = above.checked_sub(1).and_then(|place| rivals.get(place)).map(|rival| rival.spend);
        // One of the two is there: who spends as much as the first has the level, unless the first spent nothing.
        let least = between.into_iter().chain(drawn_level).min().ok_or(AssessmentError::TooLarge)?;
        least.checked_sub(net).map(Some).ok_or(AssessmentError::TooLarge)
    }

    /// Returns whether a customer who spent `net` would have the level if it had spent `spend` and so much were before it.
    ///
    /// No product is beyond what was found to fit when the ladder was made.
    fn holds(&self, net: i128, spend: i128, before: i128, share: Share) -> bool {
        let whole = match self.thresholds.by {
            SpendBy::Rank => self.whole,
            SpendBy::CumulativeSpend => self.others(net).saturating_add(spend),
        };
        let parts = i128::from(share.parts_per_million());
        spend > 0 && before.saturating_mul(MILLION) < whole.saturating_mul(parts)
    }

    /// Returns what all but a customer who spent `net` spent.
    fn others(&self, net: i128) -> i128 {
        self.whole.saturating_sub(net.max(0))
    }

    /// Returns the spends above one.
    fn rivals(&self, net: i128) -> &[Step] {
        let above = self.steps.partition_point(|step| step.spend > net);
        self.steps.get(..above).unwrap_or_default()
    }

    /// Returns what is before a step, or before all that would come after the last.
    fn before(&self, step: usize) -> i128 {
        self.steps.get(step).map_or(self.whole, |step| step.before)
    }
}

/// Parts per million, in which a share is held.
const MILLION: i128 = 1_000_000;

//! What would lift customers to the next level.

use crm_kit::segmentation::{Level, TierAssessment, TierShortfall};
use crm_model::Total;

/// What the customers below a level lack to be there, each while all others stay as they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WayUp {
    /// The level.
    pub to: Level,
    /// How many are one level below.
    pub customers: u64,
    /// How many lack spend alone.
    pub spend_alone: u64,
    /// How many lack purchases alone.
    pub purchases_alone: u64,
    /// How many lack spend and purchases; where the higher level counts, either of them.
    pub both: u64,
    /// For how many one more purchase is enough, whatever its amount.
    pub one_purchase: u64,
    /// The least spend that somebody lacks who lacks spend.
    pub least_spend: Option<Total>,
    /// What at least half of those lack no more than.
    pub median_spend: Option<Total>,
    /// Whether one of the two is enough.
    pub either: bool,
}

impl WayUp {
    pub(super) fn all(verdicts: &TierAssessment, shortfalls: &[Option<TierShortfall>]) -> Vec<Self> {
        let levels = [Level::High, Level::Middle];
        levels.into_iter().filter_map(|to| Self::of(to, verdicts, shortfalls)).collect()
    }

    fn of(to: Level, verdicts: &TierAssessment, shortfalls: &[Option<TierShortfall>]) -> Option<Self> {
        let lacking = || shortfalls.iter().flatten().filter(|one| one.to == to);
        let either = lacking().next()?.either;
        let count = |is: fn(&TierShortfall) -> bool| lacking().filter(|one| is(one)).count() as u64;
        let mut spends: Vec<i128> = lacking().filter_map(|one| one.spend).collect();
        spends.sort_unstable();
        let total = |ten_thousandths: &i128| {
            let currency = verdicts.summaries().currency()?;
            Some(Total { ten_thousandths: *ten_thousandths, currency })
        };
        let half = spends.len().div_ceil(2).checked_sub(1);
        Some(Self {
            to,
            customers: count(|_| true),
            spend_alone: count(|one| one.spend.is_some() && one.purchases.is_none()),
            purchases_alone: count(|one| one.spend.is_none() && one.purchases.is_some()),
            both: count(|one| one.spend.is_some() && one.purchases.is_some()),
            one_purchase: count(|one| one.purchases == Some(1) && (one.either || one.spend.is_none())),
            least_spend: spends.first().and_then(total),
            median_spend: half.and_then(|half| spends.get(half)).and_then(total),
            either,
        })
    }
}

//! Customers by the million: how long they stayed, and what they spent.

use std::error::Error;

use crm_calendar::Zone;
use crm_kit::model::{Strength, ValueTier};
use crm_kit::segmentation::{
    Basis, Counting, Disagree, Population, PurchaseSummary, RepurchaseThresholds, SpendBy, SpendThresholds,
    ValueTierRule, ValueTierSpec,
};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;

/// How long customers stayed, or have stayed so far.
#[derive(Debug)]
pub struct Durations {
    /// The lengths: at most 400 different ones.
    pub times: Vec<f64>,
    /// Whether the customer left at the end.
    pub events: Vec<bool>,
}

impl Durations {
    /// Returns the durations of so many customers, three in ten of whom are still there.
    pub fn new(customers: usize) -> Self {
        let mut random = Pcg64Mcg::seed_from_u64(1_958);
        let times = (0..customers).map(|_| f64::from(random.random_range(1..=400_u32))).collect();
        let events = (0..customers).map(|_| random.random_range(0..10) < 7).collect();
        Self { times, events }
    }

    /// Does the least that any curve must do: reads both columns once.
    pub fn read_once(&self) -> u64 {
        let rows = self.times.iter().zip(&self.events);
        rows.fold(0, |sum, (time, event)| sum ^ time.to_bits().wrapping_add(u64::from(*event)))
    }
}

/// Returns what so many customers bought in a year: half of them once, few often, with amounts of which many are equal.
pub fn spenders(customers: usize) -> Vec<PurchaseSummary> {
    let mut random = Pcg64Mcg::seed_from_u64(2_080);
    let spender = |_| {
        let orders = 1 + u64::from(random.random::<u32>().leading_zeros());
        let units = (0..orders).map(|_| random.random_range(500..20_000_i128)).sum::<i128>();
        PurchaseSummary {
            net: units * 100,
            orders,
            purchase_days: orders,
            rows: orders,
            ..PurchaseSummary::default()
        }
    };
    (0..customers).map(spender).collect()
}

/// Does the least that any tier must do: reads spend and orders of every customer once.
pub fn read_once(customers: &[PurchaseSummary]) -> i128 {
    customers.iter().fold(0, |sum, customer| sum ^ customer.net ^ i128::from(customer.orders))
}

/// Returns the rule of tiers by spend (20 % and 60 %) and repurchase (60 % and 30 %), both of which must hold.
///
/// # Errors
///
/// Never; the rule is sound.
pub fn tiers() -> Result<ValueTierRule, Box<dyn Error>> {
    let [high, middle, ordinary] = ["high", "middle", "ordinary"].map(ValueTier::new);
    Ok(ValueTierRule::new(ValueTierSpec {
        name: "tiers.value".parse()?,
        clause: "P-TIER-1".parse()?,
        strength: Strength::Must,
        basis: Basis {
            window: "12 months".parse()?,
            zone: Zone::utc(),
            population: Population::WithPurchases,
            currency: None,
        },
        spend: SpendThresholds { high: "20%".parse()?, middle: "60%".parse()?, by: SpendBy::Rank },
        repurchase: RepurchaseThresholds {
            high: "60%".parse()?,
            middle: "30%".parse()?,
            counting: Counting::Orders,
        },
        disagree: Disagree::Lower,
        minimum_tenure: None,
        names: [high?, middle?, ordinary?],
    })?)
}

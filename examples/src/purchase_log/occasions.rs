//! The days on which customers bought.

use std::collections::BTreeMap;

use crm_kit::clv::{Grain, OccasionRule, Refunds};

use super::PurchaseLog;

impl PurchaseLog {
    /// Returns the customer and day of every purchase occasion until the last day, sorted: what summaries count by the same
    /// rule.
    pub(crate) fn occasions(&self, rule: OccasionRule, end: i32) -> Vec<(u32, i32)> {
        let rows = || self.customers.iter().zip(&self.days).zip(&self.amounts);
        let rows =
            || rows().map(|((customer, day), amount)| (*customer, *day, *amount)).filter(|row| row.1 <= end);
        let mut occasions: Vec<(u32, i32)> = match rule.refunds() {
            Refunds::NetOfTheDay => {
                // The sum of a day, and whether money went back on it.
                let mut days: BTreeMap<(u32, i32), (i128, bool)> = BTreeMap::new();
                for (customer, day, amount) in rows() {
                    let (sum, went_back) = days.entry((customer, day)).or_default();
                    *sum += i128::from(amount);
                    *went_back |= amount < 0;
                }
                let bought = days.into_iter().filter(|(_, (sum, went_back))| *sum > 0 || !went_back);
                bought.map(|(key, _)| key).collect()
            }
            _ => {
                rows().filter(|(.., amount)| *amount >= 0).map(|(customer, day, _)| (customer, day)).collect()
            }
        };
        occasions.sort_unstable();
        if rule.grain() == Grain::Day {
            occasions.dedup();
        }
        occasions
    }
}

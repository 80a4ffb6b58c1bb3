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

#[cfg(test)]
mod tests {
    use crm_kit::clv::{
        AfterEnd, ColumnOptions, Observation, SpendUnit, SummaryError, TimeUnit, summarise_columns,
    };
    use proptest::prelude::*;

    use super::super::LogRow;
    use super::*;

    fn rows() -> impl Strategy<Value = Vec<LogRow>> {
        let row = ("[a-d]", 0..12, prop_oneof![3 => 0_i64..4, 2 => -4_i64..0]);
        prop::collection::vec(row, 1..40).prop_map(|rows| {
            rows.into_iter().map(|(customer, day, amount)| LogRow { customer, day, amount }).collect()
        })
    }

    proptest! {
        #[test]
        fn prop_occasions_are_those_that_summaries_count(rows in rows(), end in 0..14) {
            let log = PurchaseLog::of_rows("log".to_owned(), &rows);
            for (grain, refunds) in
                [(Grain::Day, Refunds::Apart), (Grain::Day, Refunds::NetOfTheDay), (Grain::Order, Refunds::Apart)]
            {
                let rule = OccasionRule::new(grain, refunds).unwrap();
                let observation = Observation { end, unit: TimeUnit::WEEK, spend_unit: SpendUnit::MINOR };
                let options = ColumnOptions { rule, observation, after_end: AfterEnd::LeaveOut, no_customer: None };
                let occasions = log.occasions(rule, end);
                match summarise_columns(&log.customers, &log.days, &log.amounts, &options) {
                    Ok(summaries) => {
                        let of_customers = occasions.chunk_by(|one, next| one.0 == next.0);
                        let found: Vec<(u32, u64, i32)> =
                            of_customers.map(|of| (of[0].0, of.len() as u64, of[0].1)).collect();
                        let expected = summaries.iter().map(|(key, one)| (*key, one.occasions(), one.first_day()));
                        prop_assert_eq!(found, expected.collect::<Vec<_>>());
                    }
                    Err(error) => {
                        prop_assert!(matches!(error, SummaryError::NoPurchase { .. }), "{}", error);
                        prop_assert!(occasions.is_empty());
                    }
                }
            }
        }
    }
}

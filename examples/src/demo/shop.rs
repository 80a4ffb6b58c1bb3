//! A made-up shop: customers who buy at their own pace, and stop one day without a word.

use chrono::{Days, NaiveDate};

use super::dice::{Dice, Part};

/// The first day, and how many days there are.
const FIRST: NaiveDate = match NaiveDate::from_ymd_opt(2025, 1, 1) {
    Some(date) => date,
    None => NaiveDate::MIN,
};
const DAYS: u64 = 546;

/// Customers come within so many of the first days.
const ARRIVALS: u64 = 120;

/// How likely somebody is to stop after a purchase, in thousandths, and the weight of each.
const STOPPING: [(u64, u64); 4] = [(3, 30), (4, 150), (2, 400), (1, 800)];

/// Returns the purchases of a made-up shop, each with its customer, date and amount in hundredths, by customer and date.
///
/// Customers come in the first four months of 2025 and are observed until 2026-06-30. Each has a pace of buying and a usual
/// amount of its own, and may stop for good after any purchase; some buy twice a day, a few send something back.
pub(crate) fn shop(seed: u64, customers: usize) -> Vec<(String, NaiveDate, i64)> {
    let dice = &mut Dice::new(seed, Part::Shop);
    let mut rows = Vec::new();
    for number in 1..=customers {
        let name = format!("C{number:05}");
        let gap = u64::try_from(dice.heavy_tail(50, 10)).unwrap_or(50).max(3);
        let usual = dice.heavy_tail(9_000, 4);
        let stops = dice.weighted(30, &STOPPING);
        let mut day = dice.below(ARRIVALS);
        while let Some(date) = FIRST.checked_add_days(Days::new(day)) {
            let amount = dice.heavy_tail(usual, 6).max(100);
            rows.push((name.clone(), date, amount));
            if dice.chance(30) {
                rows.push((name.clone(), date, dice.heavy_tail(usual, 6).max(100)));
            }
            if dice.chance(15) {
                rows.push((name.clone(), date, -amount));
            }
            // Whoever stays buys on each day with the same probability: the time to the next purchase is geometric.
            let stopped = dice.chance(stops);
            let next = (day + 1..DAYS).find(|_| dice.below(gap) == 0);
            match next {
                Some(next) if !stopped => day = next,
                _ => break,
            }
        }
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_makes_one_shop() {
        let rows = shop(1, 200);
        assert_eq!(rows, shop(1, 200));
        assert_ne!(rows, shop(2, 200));
        let last = FIRST.checked_add_days(Days::new(DAYS - 1)).unwrap();
        assert_eq!(last.to_string(), "2026-06-30");
        assert!(rows.iter().all(|(_, date, _)| (FIRST..=last).contains(date)));
        let first = |customer: &str| rows.iter().find(|row| row.0 == customer).unwrap().1;
        assert!(first("C00007") < FIRST.checked_add_days(Days::new(ARRIVALS)).unwrap());
    }
}

//! Summaries of purchase logs.

mod edges;
mod laws;
mod real_data;

use std::collections::BTreeMap;

use crm_clv::{
    AfterEnd, ColumnOptions, Grain, Observation, OccasionRule, Refunds, SpendUnit, Summaries, SummaryError,
    TimeUnit, summarise_columns,
};

/// A row: customer, day, amount.
pub(crate) type Row = (i64, i32, i64);

/// A day of a customer: purchases, their spend, refunds, what they gave back.
type Day = (u64, i128, u64, i128);

/// What is asked of a customer: occasions, first day, last day, spend, mean spend, refunds, refunded.
pub(crate) type Facts = (u64, i32, i32, i128, Option<f64>, u64, i128);

pub(crate) fn weeks(end: i32) -> Observation {
    Observation { end, unit: TimeUnit::WEEK, spend_unit: SpendUnit::new(100).unwrap() }
}

pub(crate) fn options<K>(grain: Grain, refunds: Refunds, end: i32) -> ColumnOptions<K> {
    ColumnOptions {
        rule: OccasionRule::new(grain, refunds).unwrap(),
        observation: weeks(end),
        after_end: AfterEnd::LeaveOut,
        no_customer: None,
    }
}

pub(crate) fn columns(rows: &[Row]) -> (Vec<i64>, Vec<i32>, Vec<i64>) {
    let keys = rows.iter().map(|row| row.0).collect();
    let days = rows.iter().map(|row| row.1).collect();
    (keys, days, rows.iter().map(|row| row.2).collect())
}

pub(crate) fn summarise(rows: &[Row], options: &ColumnOptions<i64>) -> Result<Summaries<i64>, SummaryError> {
    let (keys, days, amounts) = columns(rows);
    summarise_columns(&keys, &days, &amounts, options)
}

pub(crate) fn facts<K: Copy + Ord>(summaries: &Summaries<K>) -> BTreeMap<K, Facts> {
    let facts = summaries.iter().map(|(key, one)| {
        let days = (one.first_day(), one.last_day());
        let refunds = (one.refunds(), one.refunded());
        (*key, (one.occasions(), days.0, days.1, one.spend(), one.mean_spend(), refunds.0, refunds.1))
    });
    facts.collect()
}

/// The slow and obvious way: every day of every customer in an ordered map, and the rules spelled out.
pub(crate) fn oracle(rows: &[Row], options: &ColumnOptions<i64>) -> BTreeMap<i64, Facts> {
    let mut customers: BTreeMap<i64, BTreeMap<i32, Day>> = BTreeMap::new();
    for (key, day, amount) in rows.iter().filter(|row| row.1 <= options.observation.end) {
        let day = customers.entry(*key).or_default().entry(*day).or_default();
        if *amount < 0 {
            *day = (day.0, day.1, day.2 + 1, day.3 - i128::from(*amount));
        } else {
            *day = (day.0 + 1, day.1 + i128::from(*amount), day.2, day.3);
        }
    }
    let facts = customers.into_iter().filter_map(|(key, days)| Some((key, of_days(&days, options)?)));
    facts.collect()
}

fn of_days(days: &BTreeMap<i32, Day>, options: &ColumnOptions<i64>) -> Option<Facts> {
    let by_order = options.rule.grain() == Grain::Order;
    // Each occasion as its day and its share of the day's spend.
    let mut occasions: Vec<(i32, f64)> = Vec::new();
    let (mut spend, mut refunds, mut refunded) = (0, 0, 0);
    for (day, (purchases, paid, back, given)) in days {
        let netted = options.rule.refunds() == Refunds::NetOfTheDay && *back > 0;
        if netted && paid - given <= 0 {
            refunds += back;
            refunded += given - paid;
            continue;
        }
        let paid = if netted { paid - given } else { *paid };
        if !netted {
            refunds += back;
            refunded += given;
        }
        let count = if by_order { *purchases } else { (*purchases).min(1) };
        spend += paid;
        occasions.extend((0..count).map(|_| (*day, cents(paid) / number(count))));
    }
    let (first, last) = (occasions.first()?.0, occasions.last()?.0);
    let repeat: f64 = occasions.iter().skip(1).map(|(_, paid)| paid).sum();
    let mean = (occasions.len() > 1).then(|| repeat / number(occasions.len() as u64 - 1) / 100.0);
    Some((occasions.len() as u64, first, last, spend, mean, refunds, refunded))
}

#[expect(clippy::cast_precision_loss, reason = "the counts of tests are small")]
pub(crate) fn number(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "the sums of tests are small")]
fn cents(sum: i128) -> f64 {
    sum as f64
}

#[track_caller]
pub(crate) fn assert_alike(one: &BTreeMap<i64, Facts>, two: &BTreeMap<i64, Facts>) {
    assert!(one.keys().eq(two.keys()), "{one:?}\n{two:?}");
    for (one, two) in one.values().zip(two.values()) {
        let apart = one.4.unwrap_or(0.0) - two.4.unwrap_or(0.0);
        assert!(apart.abs() <= 1e-12 * one.4.unwrap_or(0.0).abs(), "{one:?} {two:?}");
        let exact = |facts: &Facts| (facts.0, facts.1, facts.2, facts.3, facts.4.is_some(), facts.5, facts.6);
        assert_eq!(exact(one), exact(two));
    }
}

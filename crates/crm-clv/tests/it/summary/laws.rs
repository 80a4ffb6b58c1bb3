//! Laws of summaries: the order of rows, parts and wholes, and what holds for every customer.

use crm_clv::{
    Grain, Log, OccasionRule, Purchase, PurchaseTally, Refunds, SpendHistory, Split, split_columns,
    summarise_columns,
};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{Row, assert_alike, columns, facts, options, oracle, summarise, weeks};

const END: i32 = 30;

fn rule() -> impl Strategy<Value = (Grain, Refunds)> {
    prop::sample::select(vec![
        (Grain::Day, Refunds::Apart),
        (Grain::Day, Refunds::NetOfTheDay),
        (Grain::Order, Refunds::Apart),
    ])
}

fn row() -> impl Strategy<Value = Row> {
    (-3..3_i64, -10..40_i32, -4..9_i64)
}

fn log_of(rule: OccasionRule, rows: &[Row]) -> Log<i64> {
    let mut log = Log::new(rule);
    log.extend(rows.iter().map(|(key, day, amount)| Purchase::new(*key, *day, *amount))).unwrap();
    log
}

fn tally_of(rule: OccasionRule, rows: &[Row]) -> PurchaseTally {
    let mut rows = rows.to_vec();
    rows.sort_unstable();
    let mut tally = PurchaseTally::new(rule);
    for (_, day, amount) in rows {
        tally.record(day, amount).unwrap();
    }
    tally
}

proptest! {
    #[test]
    fn prop_columns_are_as_the_oracle_has_them(rule in rule(), rows in vec(row(), 0..60)) {
        let options = options(rule.0, rule.1, END);
        let expected = oracle(&rows, &options);
        match summarise(&rows, &options) {
            Ok(summaries) => assert_alike(&facts(&summaries), &expected),
            Err(_) => prop_assert!(expected.is_empty()),
        }
    }

    #[test]
    fn prop_order_of_rows_does_not_matter(
        rule in rule(),
        (rows, shuffled) in vec(row(), 0..60).prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
    ) {
        let options = options(rule.0, rule.1, END);
        let summaries = summarise(&rows, &options);
        prop_assert_eq!(&summarise(&shuffled, &options), &summaries);
        if let Ok(summaries) = summaries {
            prop_assert_eq!(summarise(&shuffled, &options).unwrap().cells(), summaries.cells());
        }
    }

    #[test]
    fn prop_every_row_is_accounted_for(rule in rule(), rows in vec(row(), 1..60)) {
        if let Ok(summaries) = summarise(&rows, &options(rule.0, rule.1, END)) {
            let report = summaries.report();
            prop_assert_eq!(report.rows, rows.len() as u64);
            prop_assert_eq!(report.purchases + report.refunds + report.after_end, report.rows);
            for (key, summary) in summaries.iter() {
                let amounts = rows.iter().filter(|row| row.0 == *key && row.1 <= END).map(|row| i128::from(row.2));
                prop_assert_eq!(summary.spend() - summary.refunded(), amounts.sum::<i128>());
            }
        }
    }

    #[test]
    fn prop_times_are_in_order(rule in rule(), rows in vec(row(), 1..60)) {
        if let Ok(summaries) = summarise(&rows, &options(rule.0, rule.1, END)) {
            for summary in summaries.summaries() {
                prop_assert!(0.0 <= summary.recency() && summary.recency() <= summary.age());
                prop_assert_eq!(summary.mean_spend().is_none(), summary.frequency() == 0);
                if rule.0 == Grain::Day {
                    prop_assert_eq!(summary.recency() == 0.0, summary.frequency() == 0);
                }
            }
        }
    }

    #[test]
    fn prop_merged_parts_are_the_whole(rule in rule(), cut in -10..40_i32, rows in vec(row(), 0..60), shared in any::<bool>()) {
        let rule = OccasionRule::new(rule.0, rule.1).unwrap();
        // Rows on the day of the cut may be in both parts.
        let early = |at: usize, row: &Row| row.1 < cut || row.1 == cut && shared && at.is_multiple_of(2);
        let part = |first: bool| -> Vec<Row> {
            rows.iter().enumerate().filter(|(at, row)| early(*at, row) == first).map(|(_, row)| *row).collect()
        };
        let whole = log_of(rule, &rows);
        let (before, after) = (log_of(rule, &part(true)), log_of(rule, &part(false)));
        let mut merged = before.clone();
        merged.merge(after.clone()).unwrap();
        prop_assert_eq!(&merged, &whole);
        let mut merged = after;
        merged.merge(before).unwrap();
        prop_assert_eq!(&merged, &whole);
        let end = weeks(60);
        prop_assert_eq!(merged.finish(end), whole.finish(end));
    }

    #[test]
    fn prop_day_after_day_is_the_whole(rule in rule(), rows in vec(row(), 1..60)) {
        let rule = OccasionRule::new(rule.0, rule.1).unwrap();
        let mut log = Log::new(rule);
        for day in -10..40 {
            log.append_day(day, rows.iter().filter(|row| row.1 == day).map(|row| (row.0, row.2))).unwrap();
        }
        let (keys, days, amounts) = columns(&rows);
        let mut at_once = Log::new(rule);
        at_once.extend_columns(&keys, &days, &amounts, None).unwrap();
        prop_assert_eq!(&log, &at_once);
        let options = options(rule.grain(), rule.refunds(), 60);
        prop_assert_eq!(log.finish(options.observation), summarise(&rows, &options));
    }

    #[test]
    fn prop_shards_by_customer_are_the_whole(rule in rule(), rows in vec(row(), 0..60)) {
        let rule = OccasionRule::new(rule.0, rule.1).unwrap();
        let (some, others): (Vec<Row>, Vec<Row>) = rows.iter().partition(|row| row.0 < 0);
        let mut merged = log_of(rule, &some);
        merged.merge(log_of(rule, &others)).unwrap();
        prop_assert_eq!(merged, log_of(rule, &rows));
    }

    #[test]
    fn prop_tallies_merge_as_one(
        rule in rule(),
        parts in [vec(row(), 0..6), vec(row(), 0..6), vec(row(), 0..6)],
    ) {
        let rule = OccasionRule::new(rule.0, rule.1).unwrap();
        // Days 0 to 3, 3 to 6 and 6 to 9: neighbours share a day.
        let part = |at: usize, from: i32| {
            let rows: Vec<Row> =
                parts[at].iter().map(|row| (0, from + row.1.rem_euclid(4), row.2)).collect();
            tally_of(rule, &rows)
        };
        let (a, b, c) = (part(0, 0), part(1, 3), part(2, 6));
        prop_assert_eq!(PurchaseTally::new(rule).merge(a), Ok(a));
        prop_assert_eq!(a.merge(b), b.merge(a));
        prop_assert_eq!(a.merge(b).and_then(|ab| ab.merge(c)), b.merge(c).and_then(|bc| a.merge(bc)));
    }

    #[test]
    fn prop_a_split_is_its_two_logs(rule in rule(), rows in vec(row(), 1..60)) {
        let options = options(rule.0, rule.1, 15);
        let (keys, days, amounts) = columns(&rows);
        let (before, after): (Vec<Row>, Vec<Row>) = rows.iter().partition(|row| row.1 <= 15);
        let (before, after) = (log_of(options.rule, &before), log_of(options.rule, &after));
        let split = split_columns(&keys, &days, &amounts, &options, 39);
        let of_logs = Split::of_logs(&before, &after, options.observation, 39);
        match (split, of_logs) {
            (Ok(split), Ok(of_logs)) => {
                prop_assert_eq!(split.holdout(), of_logs.holdout());
                prop_assert_eq!(split.first_bought_in_holdout(), of_logs.first_bought_in_holdout());
                prop_assert_eq!(split.holdout_rows(), of_logs.holdout_rows());
                prop_assert!(split.calibration().iter().eq(of_logs.calibration().iter()));
                let alone = summarise(&rows, &options).unwrap();
                prop_assert_eq!(split.calibration(), &alone);
            }
            (split, of_logs) => prop_assert!(split.is_err() && of_logs.is_err()),
        }
    }

    #[test]
    fn prop_cells_hold_every_customer(rule in rule(), rows in vec((0..40_i64, 0..9_i32, 0..3_i64), 1..90)) {
        let summaries = summarise(&rows, &options(rule.0, rule.1, 9)).unwrap();
        let cells = summaries.cells();
        let key = |at: usize| {
            let history = cells.cells()[at].history;
            (history.frequency(), history.recency(), history.age())
        };
        prop_assert!((1..cells.cells().len()).all(|at| key(at - 1) < key(at)));
        prop_assert_eq!(cells.of_customer().len(), summaries.len());
        for (at, summary) in cells.of_customer().iter().zip(summaries.summaries()) {
            prop_assert_eq!(key(*at), (summary.frequency(), summary.recency(), summary.age()));
        }
        let spend = summaries.spend_cells();
        for (at, summary) in spend.of_customer().iter().zip(summaries.summaries()) {
            let cell = at.map(|at| spend.cells()[at].history);
            let expected = summary.mean_spend().filter(|mean| *mean > 0.0);
            prop_assert_eq!(cell, expected.map(|mean| SpendHistory::new(summary.frequency(), mean).unwrap()));
        }
        let held: u64 = spend.cells().iter().map(|cell| cell.customers).sum();
        prop_assert_eq!(held + spend.without_repeat() + spend.without_spend(), summaries.len() as u64);
        prop_assert_eq!(cells.cells().iter().map(|cell| cell.customers).sum::<u64>(), summaries.len() as u64);
    }

    #[test]
    fn prop_codes_are_as_keys(rows in vec((0..50_u32, 0..9_i32, -3..9_i64), 1..90)) {
        let (codes, rest): (Vec<u32>, Vec<(i32, i64)>) = rows.iter().map(|row| (row.0, (row.1, row.2))).unzip();
        let (days, amounts): (Vec<i32>, Vec<i64>) = rest.into_iter().unzip();
        let keys: Vec<i64> = codes.iter().map(|code| i64::from(*code)).collect();
        let of_codes = summarise_columns(&codes, &days, &amounts, &options(Grain::Day, Refunds::Apart, 9));
        let of_keys = summarise_columns(&keys, &days, &amounts, &options(Grain::Day, Refunds::Apart, 9));
        match (of_codes, of_keys) {
            (Ok(one), Ok(two)) => prop_assert!(one.summaries().eq(two.summaries())),
            (one, two) => prop_assert_eq!(one.err(), two.err()),
        }
    }
}

//! Edges of logs, and input that is refused.

use std::mem::size_of;

use crm_clv::{
    AfterEnd, Cells, ColumnOptions, Grain, History, Log, Observation, OccasionRule, Purchase, PurchaseTally,
    Refunds, SpendCells, SpendHistory, Split, Summaries, SummaryError, TimeUnit, split_columns,
    summarise_columns,
};

use super::{Row, assert_alike, columns, facts, options, oracle, summarise, weeks};

const DAY: Grain = Grain::Day;

#[track_caller]
fn only(rows: &[Row], options: &ColumnOptions<i64>) -> crm_clv::Summary {
    let summaries = summarise(rows, options).unwrap();
    assert_eq!(summaries.len(), 1);
    summaries.summaries().next().unwrap()
}

#[test]
fn an_empty_log_is_refused() {
    assert_eq!(summarise(&[], &options(DAY, Refunds::Apart, 9)), Err(SummaryError::Empty));
    let log = Log::<i64>::new(OccasionRule::new(DAY, Refunds::Apart).unwrap());
    assert_eq!(log.finish(weeks(9)), Err(SummaryError::Empty));
}

#[test]
fn columns_of_unequal_length_are_refused() {
    let unequal = summarise_columns(&[1_i64], &[1, 2], &[1], &options(DAY, Refunds::Apart, 9));
    assert_eq!(unequal, Err(SummaryError::UnequalColumns { customers: 1, days: 2, amounts: 1 }));
}

#[test]
fn a_log_without_purchases_by_the_end_is_refused() {
    let rows = [(1, 10, 5), (2, 3, -5)];
    let none = summarise(&rows, &options(DAY, Refunds::Apart, 9));
    assert_eq!(none, Err(SummaryError::NoPurchase { rows: 2 }));
}

#[test]
fn one_customer_who_bought_once_has_no_repeat_purchase() {
    let summary = only(&[(1, 2, 500)], &options(DAY, Refunds::Apart, 9));
    assert_eq!((summary.frequency(), summary.recency(), summary.age()), (0, 0.0, 1.0));
    assert_eq!(summary.mean_spend(), None);
}

#[test]
fn a_purchase_on_the_last_day_counts_and_has_no_age() {
    let summary = only(&[(1, 9, 500), (1, 10, 500)], &options(DAY, Refunds::Apart, 9));
    assert_eq!((summary.occasions(), summary.age()), (1, 0.0));
}

#[test]
fn t15_a_day_of_two_orders_is_one_occasion_or_two() {
    let rows = [(1, 0, 100), (1, 0, 300), (1, 7, 600)];
    let by_day = only(&rows, &options(DAY, Refunds::Apart, 7));
    assert_eq!((by_day.frequency(), by_day.mean_spend()), (1, Some(6.0)));
    let by_order = only(&rows, &options(Grain::Order, Refunds::Apart, 7));
    assert_eq!((by_order.frequency(), by_order.recency()), (2, 1.0));
    assert_eq!(by_order.mean_spend(), Some(4.0)); // (2 for the first day's other order + 6) / 2
}

#[test]
fn orders_of_one_day_repeat_without_recency() {
    let summary = only(&[(1, 0, 100), (1, 0, 300)], &options(Grain::Order, Refunds::Apart, 7));
    assert_eq!((summary.frequency(), summary.recency()), (1, 0.0));
}

#[test]
fn purchases_for_nothing_are_occasions() {
    let rows = [(1, 0, 100), (1, 7, 0), (2, 0, 100), (2, 7, 250)];
    let summaries = summarise(&rows, &options(DAY, Refunds::NetOfTheDay, 7)).unwrap();
    let one = summaries.get(&1).unwrap();
    assert_eq!((one.frequency(), one.mean_spend()), (1, Some(0.0)));
    let cells = summaries.spend_cells();
    assert_eq!((cells.without_spend(), cells.of_customer()), (1, &[None, Some(0)][..]));
    assert_eq!(summaries.cells().cells().len(), 1);
}

#[test]
fn refunds_follow_the_rule() {
    let rows = [(1, 0, 500), (1, 3, 400), (1, 3, -100), (1, 5, 200), (1, 5, -200), (1, 6, -50)];
    let figures = |refunds| {
        let summary = only(&rows, &options(DAY, refunds, 7));
        (summary.frequency(), summary.spend(), summary.refunds(), summary.refunded())
    };
    assert_eq!(figures(Refunds::Apart), (2, 1_100, 3, 350));
    // Day 3 nets 300; day 5 nets nothing and day 6 less: neither is an occasion.
    assert_eq!(figures(Refunds::NetOfTheDay), (1, 800, 2, 50));
    let refused = summarise(&rows, &options(DAY, Refunds::Refused, 7));
    assert_eq!(refused, Err(SummaryError::Refund { row: 2 }));
}

#[test]
fn a_refund_before_the_first_purchase_does_not_begin_the_age() {
    let summary = only(&[(1, 0, -100), (1, 7, 500)], &options(DAY, Refunds::Apart, 21));
    assert_eq!((summary.age(), summary.refunded()), (2.0, 100));
}

#[test]
fn t17_rows_without_a_customer_are_counted() {
    let options = ColumnOptions { no_customer: Some(-1), ..options(DAY, Refunds::Refused, 9) };
    let report = summarise(&[(-1, 3, -5), (1, 3, 5), (-1, 20, 5), (1, 20, 5)], &options).unwrap().report();
    assert_eq!((report.rows, report.purchases, report.without_customer, report.after_end), (4, 1, 2, 1));
}

#[test]
fn rows_after_the_end_are_refused_where_asked() {
    let options = ColumnOptions { after_end: AfterEnd::Refuse, ..options(DAY, Refunds::Apart, 9) };
    let refused = summarise(&[(1, 9, 5), (1, 10, 5), (1, 11, 5)], &options);
    assert_eq!(refused, Err(SummaryError::AfterEnd { row: 1, day: 10, end: 9 }));
}

#[test]
fn customers_with_refunds_alone_are_counted() {
    let summaries = summarise(&[(1, 0, 5), (2, 0, -5)], &options(DAY, Refunds::Apart, 9)).unwrap();
    assert_eq!((summaries.customers(), summaries.report().customers_without_purchase), (&[1][..], 1));
    assert_eq!(summaries.get(&2), None);
}

#[test]
fn sums_beyond_64_bits_are_exact() {
    let rows = [(1, i32::MIN, i64::MAX), (1, i32::MAX, i64::MAX), (1, 0, i64::MIN), (1, 1, i64::MAX)];
    let summary = only(&rows, &options(DAY, Refunds::Apart, i32::MAX));
    assert_eq!(summary.spend(), 3 * i128::from(i64::MAX));
    assert_eq!(summary.refunded(), 1 << 63);
    assert_eq!((summary.recency_days(), summary.age_days()), (u32::MAX, u32::MAX));
    assert!(summary.mean_spend().unwrap().is_finite());
}

#[test]
fn a_holdout_has_a_unit_at_least() {
    let split = |holdout_end| {
        let split = split_columns(&[1_i64], &[3], &[5], &options(DAY, Refunds::Apart, 9), holdout_end);
        split.map(|split| split.holdout_length())
    };
    assert_eq!(split(15), Err(SummaryError::HoldoutTooShort { days: 6, unit: TimeUnit::WEEK }));
    assert_eq!(split(16), Ok(1.0));
    assert_eq!(split(9), Err(SummaryError::NoHoldout { calibration_end: 9, holdout_end: 9 }));
}

#[test]
fn a_split_accounts_for_every_row() {
    let rows = [(1, 0, 5), (1, 9, 6), (1, 12, 7), (1, 12, 8), (2, 11, 5), (3, 4, -5), (3, 14, 9), (1, 40, 1)];
    let (keys, days, amounts) = columns(&rows);
    let split = split_columns(&keys, &days, &amounts, &options(DAY, Refunds::Apart, 9), 23).unwrap();
    assert_eq!(split.calibration().customers(), [1]);
    assert_eq!(split.holdout().len(), 1);
    let one = split.get(&1).unwrap();
    assert_eq!((one.purchases, one.spend), (1, 15));
    assert_eq!((split.holdout_rows(), split.after_holdout(), split.first_bought_in_holdout()), (4, 1, 2));
    let report = split.calibration().report();
    assert_eq!((report.rows, report.purchases, report.refunds, report.after_end), (8, 2, 1, 5));
    assert_eq!((report.customers_without_purchase, split.get(&2)), (1, None));
}

#[test]
fn a_split_of_logs_has_its_days_in_place() {
    let rule = OccasionRule::new(DAY, Refunds::Apart).unwrap();
    let log = |day| {
        let mut log = Log::new(rule);
        log.extend([Purchase::new(1, day, 5)]).unwrap();
        log
    };
    let split = |first, second| Split::of_logs(&log(first), &log(second), weeks(9), 23);
    assert!(split(9, 10).is_ok());
    assert_eq!(split(10, 11), Err(SummaryError::EndBeforeLast { last: 10, end: 9 }));
    assert_eq!(split(9, 9), Err(SummaryError::HoldoutBegins { first: 9, calibration_end: 9 }));
    assert_eq!(split(9, 24), Err(SummaryError::EndBeforeLast { last: 24, end: 23 }));
}

#[test]
fn what_cannot_be_added_changes_nothing() {
    let mut log = Log::new(OccasionRule::new(DAY, Refunds::Refused).unwrap());
    log.extend([Purchase::new("al", 3, 5), Purchase::new("al", 9, 5), Purchase::new("bo", 4, 5)]).unwrap();
    let before = log.clone();
    let between = log.extend([Purchase::new("bo", 7, 5), Purchase::new("al", 5, 5)]);
    assert_eq!(between, Err(SummaryError::Overlap { from: 5, to: 5 }));
    let refund = log.extend([Purchase::new("bo", 7, 5), Purchase::new("bo", 7, -5)]);
    assert_eq!(refund, Err(SummaryError::Refund { row: 1 }));
    assert_eq!(log, before);
    log.append_day(9, [("al", 1)]).unwrap();
    assert_eq!(log.finish(weeks(9)).unwrap().get(&"al").unwrap().frequency(), 1);
}

#[test]
fn a_log_takes_unknown_customers_of_any_amount() {
    let mut log = Log::<i64>::new(OccasionRule::new(DAY, Refunds::Refused).unwrap());
    log.extend([Purchase::new(None, 3, -5)]).unwrap();
    assert_eq!(log.finish(weeks(9)), Err(SummaryError::NoPurchase { rows: 1 }));
}

/// Returns rows enough for several chunks and parts, of at most so many customers.
fn many_rows(customers: u64, step: i64) -> Vec<Row> {
    let mut state = 7_u64;
    let mut draw = |upto: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        i32::try_from((state >> 33) % upto).unwrap()
    };
    let row = |_| (i64::from(draw(customers)) * step, draw(600) - 50, i64::from(draw(5_000)) - 200);
    (0..200_000).map(row).collect()
}

#[test]
fn t18_many_rows_in_any_order_are_as_the_oracle_has_them() {
    for (customers, step) in [(1, 1), (50, -3), (60_000, 1 << 40), (100_000, 1)] {
        let rows = many_rows(customers, step);
        let options = options(DAY, Refunds::NetOfTheDay, 500);
        let summaries = summarise(&rows, &options).unwrap();
        assert_alike(&facts(&summaries), &oracle(&rows, &options));
        assert!(summaries.customers().is_sorted());
        let reversed: Vec<Row> = rows.iter().rev().copied().collect();
        assert_eq!(summarise(&reversed, &options).unwrap(), summaries);
    }
}

#[cfg(feature = "rayon")]
#[test]
fn the_number_of_threads_does_not_matter() {
    let rows = many_rows(60_000, 1 << 40);
    let with = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let summaries = summarise(&rows, &options(DAY, Refunds::Apart, 500)).unwrap();
            (summaries.cells(), summaries.spend_cells(), summaries)
        })
    };
    let one = with(1);
    assert!([2, 3, 8].into_iter().all(|threads| with(threads) == one));
}

#[test]
fn codes_with_and_without_gaps_are_as_keys() {
    for step in [1, 40_000] {
        let rows: Vec<Row> = (0..90_000).map(|at| (at * 7_919 % 30_011 * step, 3, at)).collect();
        let (keys, days, amounts) = columns(&rows);
        let codes: Vec<u32> = keys.iter().map(|key| u32::try_from(*key).unwrap()).collect();
        let of_codes = summarise_columns(&codes, &days, &amounts, &options(DAY, Refunds::Apart, 9)).unwrap();
        let of_keys = summarise(&rows, &options(DAY, Refunds::Apart, 9)).unwrap();
        assert!(of_codes.customers().iter().map(|code| i64::from(*code)).eq(of_keys.customers().to_vec()));
        assert!(of_codes.summaries().eq(of_keys.summaries()));
    }
}

#[test]
fn histories_refuse_what_no_log_gives() {
    for (frequency, recency, age) in
        [(1, f64::NAN, 9.0), (1, 1.0, f64::INFINITY), (1, -1.0, 9.0), (1, 9.5, 9.0), (0, 1.0, 9.0)]
    {
        assert!(History::new(frequency, recency, age).is_err(), "{frequency} {recency} {age}");
    }
    assert_eq!(History::new(1, -0.0, 0.0), History::new(1, 0.0, 0.0));
    for (frequency, mean) in [(1, f64::NAN), (1, -0.5), (0, 1.0)] {
        assert!(SpendHistory::new(frequency, mean).is_err(), "{frequency} {mean}");
    }
    let free = SpendHistory::new(1, -0.0).unwrap();
    assert_eq!(SpendCells::new([free, free], crm_clv::SpendUnit::MINOR).without_spend(), 2);
    assert_eq!(Cells::new([], TimeUnit::WEEK).customers(), 0);
}

#[test]
fn everybody_alike_is_one_cell() {
    let rows: Vec<Row> = (0..500).flat_map(|key| [(key, 0, 100), (key, 7, 200)]).collect();
    let summaries = summarise(&rows, &options(DAY, Refunds::Apart, 14)).unwrap();
    let cells = summaries.cells();
    assert_eq!(cells.cells().iter().map(|cell| cell.customers).collect::<Vec<_>>(), [500]);
    assert_eq!(
        summaries.spend_cells().cells().first().map(|cell| (cell.history.mean_spend(), cell.customers)),
        Some((Some(2.0), 500))
    );
}

#[test]
fn public_types_are_shared_between_threads() {
    fn sound<T: Clone + std::fmt::Debug + PartialEq + Send + Sync>() -> usize {
        size_of::<T>()
    }
    assert!(sound::<Summaries<String>>() > 0 && sound::<Split<i64>>() > 0 && sound::<Log<u32>>() > 0);
    assert!(sound::<Observation>() > 0 && sound::<Cells>() > 0 && sound::<SpendCells>() > 0);
    assert!(sound::<PurchaseTally>() <= 256);
}

#[cfg(feature = "serde")]
#[test]
fn a_log_is_put_away_and_goes_on() {
    let mut log = Log::new(OccasionRule::new(DAY, Refunds::NetOfTheDay).unwrap());
    log.extend([Purchase::new(1_i64, 3, 5), Purchase::new(1, 9, 5), Purchase::new(1, 6, -5)]).unwrap();
    let text = serde_json::to_string(&log).unwrap();
    let mut back: Log<i64> = serde_json::from_str(&text).unwrap();
    assert_eq!(back, log);
    back.append_day(9, [(1, 5)]).unwrap();
    assert_eq!(back.finish(weeks(9)).unwrap().get(&1).unwrap().spend(), 15);

    for (good, bad) in [
        (r#""day":9"#, r#""day":2"#),             // the last day before the first
        (r#""occasions":0"#, r#""occasions":1"#), // an occasion of no order
        (r#""refunds":"net-of-the-day"},"head""#, r#""refunds":"refused"},"head""#), // another rule than the log's
    ] {
        let broken = text.replace(good, bad);
        assert_ne!(broken, text, "{text}");
        assert!(serde_json::from_str::<Log<i64>>(&broken).is_err(), "{broken}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_summary_is_a_flat_record() {
    let summary = only(&[(1, 0, 100), (1, 7, 250)], &options(DAY, Refunds::Apart, 14));
    assert_eq!(
        serde_json::to_string(&summary).unwrap(),
        r#"{"frequency":1,"recency":1.0,"age":2.0,"mean_spend":2.5,"occasions":2,"first_day":0,"last_day":7,"#
            .to_owned() + r#""spend":350,"refunds":0,"refunded":0}"#
    );
    assert!(serde_json::from_str::<TimeUnit>("0.0").is_err());
    assert_eq!(serde_json::from_str::<TimeUnit>("7.0").unwrap(), TimeUnit::WEEK);
    let netted_orders = r#"{"grain":"order","refunds":"net-of-the-day"}"#;
    assert!(serde_json::from_str::<OccasionRule>(netted_orders).is_err());
}

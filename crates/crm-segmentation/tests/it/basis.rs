//! What is summed up, and what is left out or missing.

use crm_model::{NoRate, Records, Table};
use crm_segmentation::{
    AssessmentError, Basis, MissingSpend, Population, PurchaseSummary, TrailingWindow, ValueTierRule,
    ValueTierSpec,
};

use crate::support::{
    basis, class_rule, code, currency, customers, dataset, dollars_on, instant, order, records, refund, rule,
    spec,
};

const NOW: &str = "2026-03-31T12:00:00Z";

#[test]
fn summary_tells_all_of_a_customer() {
    let dataset = dataset(vec![
        order("C-1", "O-1", "2025-03-01T10:00:00Z", "100 CNY"), // before the window
        order("C-1", "O-2", "2025-05-01T10:00:00Z", "10 CNY"),
        order("C-1", "O-3", "2025-05-01T12:00:00Z", "20 CNY"),
        order("C-1", "", "2025-06-01T12:00:00Z", "0 CNY"),
        refund("C-1", "O-1", "2025-07-01T12:00:00Z", "40 CNY"),
        order("C-1", "O-4", "2026-03-31T12:00:01Z", "1000 CNY"), // not yet
    ]);
    let summaries = basis().summarise(&dataset, instant(NOW)).unwrap();
    let expected = PurchaseSummary {
        net: -100_000,
        orders: 3,
        purchase_days: 2,
        rows: 4,
        first: Some(instant("2025-03-01T10:00:00Z")),
        last: Some(instant("2025-06-01T12:00:00Z")),
    };
    assert_eq!(summaries.of(code(&dataset, "C-1")), Some(expected));
    assert_eq!((summaries.rows_later(), summaries.as_of()), (1, instant(NOW)));
    assert_eq!(summaries.currency(), Some(currency("CNY")));
    assert_eq!(summaries.dates().to_string(), "after 2025-03-31 up to 2026-03-31");
}

#[test]
fn everybody_counts_where_the_policy_says_so() {
    let purchases = Table::complete(vec![order("C-1", "O-1", "2026-01-05T10:00:00Z", "5 CNY")]);
    let dataset = records(Records { customers: customers(&["C-2", "C-3"]), purchases, ..Records::default() });
    let all = Basis { population: Population::All, ..basis() };
    let rule = ValueTierRule::new(ValueTierSpec { basis: all, minimum_tenure: Some(30), ..spec() }).unwrap();
    let assessment = rule.assess(&dataset, instant(NOW)).unwrap();
    assert_eq!(assessment.population(), 3);
    let never = assessment.of(code(&dataset, "C-3")).unwrap();
    assert!(never.provisional);
    assert_eq!(
        rule.why(never).to_string(),
        "ordinary: no net spend is ordinary, no order is ordinary; provisional, no purchase of 30 days ago or more is known"
    );
}

#[test]
fn amounts_are_converted_by_the_rate_of_their_day() {
    let purchases = Table::complete(vec![
        order("C-1", "O-1", "2026-01-05T10:00:00Z", "5 USD"),
        order("C-1", "O-2", "2026-01-06T10:00:00Z", "1 CNY"),
        order("C-2", "O-3", "2026-01-07T10:00:00Z", "5 USD"),
        order("C-3", "O-4", "2020-01-07T10:00:00Z", "5 USD"),
    ]);
    let rates = dollars_on("2026-01-05");
    let dataset = records(Records { purchases, rates, ..Records::default() });
    let yuan = Basis { currency: Some(currency("CNY")), ..basis() };
    let rule = ValueTierRule::new(ValueTierSpec { basis: yuan, ..spec() }).unwrap();
    let assessment = rule.assess(&dataset, instant(NOW)).unwrap();
    assert_eq!(assessment.net_spend().unwrap().to_string(), "36.00 CNY");
    let missing = NoRate { from: currency("USD"), to: currency("CNY"), on: "2026-01-07".parse().unwrap() };
    let undetermined = [(code(&dataset, "C-2"), MissingSpend::Rate(missing))];
    assert_eq!(assessment.summaries().undetermined(), undetermined, "and not who bought before the window");
    assert!(undetermined[0].1.to_string().starts_with("no rate from USD to CNY on 2026-01-07"));
}

#[test]
fn amount_beyond_the_range_of_the_currency_is_undetermined() {
    let purchases = Table::complete(vec![order("C-1", "O-1", "2026-01-05T10:00:00Z", "900000000000000 USD")]);
    let rates = dollars_on("2026-01-05");
    let dataset = records(Records { purchases, rates, ..Records::default() });
    let summaries = Basis { currency: Some(currency("CNY")), ..basis() }.summarise(&dataset, instant(NOW));
    assert_eq!(summaries.unwrap().undetermined(), [(code(&dataset, "C-1"), MissingSpend::Range)]);
}

#[test]
fn other_currency_outside_the_window_does_no_harm() {
    let dataset = dataset(vec![
        order("C-1", "O-1", "2026-01-05T10:00:00Z", "5 CNY"),
        order("C-1", "O-2", "2020-01-05T10:00:00Z", "5 USD"),
    ]);
    assert_eq!(rule().assess(&dataset, instant(NOW)).unwrap().population(), 1);
}

#[test]
fn table_that_is_missing_gives_no_tier() {
    let nothing = records(Records::default());
    assert_eq!(rule().assess(&nothing, instant(NOW)), Err(AssessmentError::NotSupplied));
    assert_eq!(class_rule().assess(&nothing, instant(NOW)).unwrap_err(), AssessmentError::NotSupplied);
}

#[test]
fn table_must_cover_the_window() {
    let with = |from: Option<&str>, until: Option<&str>| {
        let purchases =
            Table::Supplied { from: from.map(instant), until: until.map(instant), rows: Vec::new() };
        rule().assess(&records(Records { purchases, ..Records::default() }), instant(NOW)).map(|_| ())
    };
    let needed = AssessmentError::Incomplete { from: instant("2025-04-01T00:00:00Z"), until: instant(NOW) };
    assert_eq!(with(Some("2025-04-01T00:00:00Z"), Some(NOW)), Ok(()));
    assert_eq!(with(Some("2025-04-01T00:00:01Z"), None), Err(needed));
    assert_eq!(with(None, Some("2026-03-31T11:59:59Z")), Err(needed));
}

#[test]
fn times_out_of_range_are_refused() {
    let empty = dataset(vec![]);
    let long = Basis { window: TrailingWindow::months(u32::MAX).unwrap(), ..basis() };
    let last = instant(NOW).date_naive();
    let refused = AssessmentError::OutOfRange { window: long.window, last };
    assert_eq!(long.summarise(&empty, instant(NOW)), Err(refused));
    let rule = ValueTierRule::new(ValueTierSpec { minimum_tenure: Some(u32::MAX), ..spec() }).unwrap();
    let refused = AssessmentError::TenureOutOfRange { days: u32::MAX, last };
    assert_eq!(rule.judge(&[], instant(NOW)), Err(refused));
    assert!(rule.assess(&empty, chrono::DateTime::<chrono::Utc>::MAX_UTC).is_err());
}

#[test]
fn day_on_which_an_hour_comes_twice_is_one_day() {
    // Havana, 2026-11-01: at 01:00 clocks go back to 00:00, so the date stays; the day has 25 hours.
    let zone = crm_calendar::Zone::named("America/Havana").unwrap();
    let dataset = dataset(vec![
        order("C-1", "", "2026-11-01T04:30:00Z", "5 CNY"),
        order("C-1", "", "2026-11-01T05:30:00Z", "5 CNY"),
        order("C-1", "", "2026-11-02T04:59:59Z", "5 CNY"),
    ]);
    let summaries = Basis { zone, ..basis() }.summarise(&dataset, instant("2026-12-01T00:00:00Z")).unwrap();
    let summary = summaries.of(code(&dataset, "C-1")).unwrap();
    assert_eq!((summary.orders, summary.purchase_days), (3, 1));
}

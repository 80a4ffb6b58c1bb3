//! Amounts spent and earned.

use crm_kpi::{Apart, CustomersBy, Facts, Formula, Note, Per, Reason, RetentionForm, RevenueForm, Verdict};
use crm_model::{Purchase, Rate, RateTable, Records, Table};

use crate::support::{APRIL, books, expense, not_measured, refund};
use crate::support::{dataset, line_of, month, order, retention, spec, text};

#[test]
fn k15_two_currencies_need_a_dated_rate() {
    let rows = || (vec![order("a", "2026-03-02", "72 CNY")], vec![expense("2026-03-05", "1 USD", None)]);
    let (dollar, yuan) = ("USD".parse().unwrap(), "CNY".parse().unwrap());
    let cost = |currency, rates| {
        let (purchases, spend) = rows();
        month(Formula::CostShare { currency }, &books(purchases, spend, rates), Some("<= 5%"), APRIL)
    };
    assert_eq!(cost(None, RateTable::default()).verdict, not_measured(Reason::TwoCurrencies));
    let without = cost(Some(yuan), RateTable::default());
    assert!(matches!(without.verdict, Verdict::NotMeasured { reason: Reason::NoRate(_) }), "{without}");
    let day = "2026-03-05".parse().unwrap();
    let rate =
        Rate { from: dollar, to: yuan, valid_from: day, valid_until: day, rate: "7.2".parse().unwrap() };
    let with = cost(Some(yuan), RateTable::new(vec![rate]).unwrap());
    assert_eq!((with.value.to_string().as_str(), with.verdict), ("10.0%", Verdict::Missed));
}

#[test]
fn k16_revenue_of_zero_or_below_gives_no_share() {
    let cost = |purchases| {
        let data = books(purchases, vec![expense("2026-03-05", "5 CNY", None)], RateTable::default());
        month(Formula::CostShare { currency: None }, &data, Some("<= 5%"), APRIL)
    };
    let (bought, back) = (order("a", "2026-03-02", "10 CNY"), refund("a", "2026-03-09", "10 CNY"));
    let none = cost(vec![bought.clone(), back.clone()]);
    assert_eq!(none.value.to_string(), "not measured: there was no revenue, 5.00 CNY was spent");
    assert_eq!(cost(vec![]).verdict, none.verdict, "no purchase at all is no revenue either");
    let nothing = books(vec![], vec![], RateTable::default());
    let nothing = month(Formula::CostShare { currency: None }, &nothing, Some("<= 5%"), APRIL);
    assert_eq!(nothing.verdict, not_measured(Reason::Empty));
    let negative = cost(vec![back]);
    assert_eq!(
        negative.value.to_string(),
        "not measured: revenue net of refunds is -10.00 CNY, 5.00 CNY was spent"
    );
    assert_eq!(text(&cost(vec![bought]).value), "50000/100000");
}

#[test]
fn corrections_that_outweigh_spend_share_nothing() {
    let back = expense("2026-03-05", "-4 CNY", Some("a"));
    let data = books(vec![order("a", "2026-03-01", "1 CNY")], vec![back], RateTable::default());
    let tiers = [Some("high".parse().unwrap())];
    let facts = Facts { tiers: Some(&tiers), ..Facts::new(&data) };
    let formula = Formula::TierSpendShare { tier: "high".parse().unwrap(), currency: None };
    let line = line_of(spec(formula, Per::Month, None), &facts, APRIL);
    assert_eq!(line.value.to_string(), "not measured: spend net of corrections is -4.00 CNY");
}

#[test]
fn corrections_that_outweigh_spend_meet_no_target_of_at_most_so_much() {
    let data = books(
        vec![order("a", "2026-03-01", "100 CNY")],
        vec![expense("2026-03-05", "-4 CNY", None)],
        RateTable::default(),
    );
    let line = month(Formula::CostShare { currency: None }, &data, Some("<= 5%"), APRIL);
    assert_eq!(line.value.to_string(), "not measured: spend net of corrections is -4.00 CNY");
    assert!(matches!(line.verdict, Verdict::NotMeasured { .. }), "{line}");
}

#[test]
fn k17_spend_without_any_tier_shares_nothing() {
    let data = books(vec![], vec![expense("2026-03-05", "5 CNY", None)], RateTable::default());
    let formula = || Formula::TierSpendShare { tier: "high".parse().unwrap(), currency: None };
    assert_eq!(month(formula(), &data, None, APRIL).verdict, not_measured(Reason::NoTiers));
    let data = books(
        vec![order("a", "2026-03-01", "1 CNY"), order("b", "2026-03-01", "1 CNY")],
        vec![
            expense("2026-03-05", "6 CNY", Some("a")),
            expense("2026-03-05", "4 CNY", Some("b")),
            expense("2026-03-05", "9 CNY", None),
        ],
        RateTable::default(),
    );
    let tiers = [Some("high".parse().unwrap()), Some("ordinary".parse().unwrap())];
    let facts = Facts { tiers: Some(&tiers), ..Facts::new(&data) };
    let line = line_of(spec(formula(), Per::Month, Some(">= 60%")), &facts, APRIL);
    assert_eq!((line.value.to_string().as_str(), line.verdict), ("60.0%", Verdict::Met));
    let without = Note::Apart { cases: Apart::WithoutTier, count: 1 };
    assert_eq!(line.notes, [Note::TiersAsSupplied, without]);
}

#[test]
fn revenue_of_customers_is_kept() {
    let purchases = vec![
        order("a", "2026-02-05", "100 CNY"),
        order("a", "2026-03-05", "120 CNY"),
        order("b", "2026-02-05", "50 CNY"),
        order("c", "2026-02-05", "80 CNY"),
        order("c", "2026-03-05", "80 CNY"),
        refund("c", "2026-03-06", "20 CNY"),
        order("d", "2026-03-05", "40 CNY"),
    ];
    let data = dataset(Records { purchases: Table::complete(purchases), ..Records::default() });
    let kept =
        |form| text(&month(Formula::RevenueRetention { form, currency: None }, &data, None, APRIL).value);
    assert_eq!(kept(RevenueForm::Logo), "2/3");
    assert_eq!(
        (kept(RevenueForm::Net), kept(RevenueForm::Gross)),
        ("1800000/2300000".into(), "1600000/2300000".into())
    );
}

#[test]
fn k15_a_rate_that_is_missing_spoils_only_the_periods_that_need_it() {
    let purchases = vec![
        order("a", "2025-11-05", "9 USD"),
        order("a", "2025-12-05", "9 CNY"), // compared with dollars
        order("a", "2026-01-05", "9 CNY"),
        order("b", "2026-01-05", "5 USD"),   // both in one month
        order("a", "2026-02-05", "100 CNY"), // compared with that month
        order("a", "2026-03-05", "50 CNY"),
    ];
    let data = dataset(Records { purchases: Table::complete(purchases), ..Records::default() });
    for currency in [None, Some("CNY".parse().unwrap())] {
        let formula = Formula::RevenueRetention { form: RevenueForm::Net, currency };
        let line = month(formula, &data, None, APRIL);
        assert_eq!(text(&line.value), "500000/1000000");
        assert!(line.history().is_empty(), "{:?}", line.past);
    }
}

#[test]
fn purchases_without_a_customer_are_told_of() {
    let nameless = |when: &str| Purchase { customer: None, ..order("x", when, "1 CNY") };
    let purchases = vec![
        order("a", "2026-02-05", "1 CNY"),
        order("a", "2026-03-05", "1 CNY"),
        nameless("2026-03-06"),
        nameless("2026-02-06"),
    ];
    let data = dataset(Records { purchases: Table::complete(purchases), ..Records::default() });
    for formula in [
        Formula::RevenueRetention { form: RevenueForm::Logo, currency: None },
        retention(RetentionForm::Identity, CustomersBy::Purchases),
    ] {
        let line = month(formula, &data, None, APRIL);
        assert_eq!(text(&line.value), "1/1");
        assert_eq!(line.notes, [Note::Apart { cases: Apart::WithoutCustomer, count: 1 }]);
    }
}

//! Simple figures: cases by hand, sums as a plain model, and what has no value.

use crm_clv::{
    FirstMargin, SimpleClv, SimpleClvError, discounted_historic_clv, expected_lifetime, historic_clv,
};
use proptest::collection::vec;
use proptest::prelude::*;

const ALL: [FirstMargin; 3] =
    [FirstMargin::Now, FirstMargin::EndOfFirstPeriod, FirstMargin::AfterFirstRenewal];

const fn clv(margin: f64, retention: f64, discount: f64, first_margin: FirstMargin) -> SimpleClv {
    SimpleClv { margin, retention, discount, first_margin }
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found}, not {expected}");
}

#[test]
fn margins_come_when_they_are_said_to() {
    // Half stay, money halves: 1/2 × 1/2 = 1/4 a period. 8 × (1 + 1/4 + ..) = 8 × 4/3.
    let value = |first_margin| clv(8.0, 0.5, 1.0, first_margin).value().unwrap();
    near(value(FirstMargin::Now), 32.0 / 3.0);
    near(value(FirstMargin::EndOfFirstPeriod), 16.0 / 3.0); // all of it a period later
    near(value(FirstMargin::AfterFirstRenewal), 8.0 / 3.0); // and from half of the customers
}

#[test]
fn nobody_who_stays_brings_one_margin_or_none() {
    let value = |first_margin| clv(8.0, 0.0, 0.25, first_margin).value().unwrap();
    assert_eq!(ALL.map(value).map(f64::to_bits), [8.0_f64, 6.4, 0.0].map(f64::to_bits));
}

#[test]
fn value_without_end_is_refused() {
    for first_margin in ALL {
        let endless = SimpleClvError::Endless { retention: 1.0, discount: 0.0 };
        assert_eq!(clv(1.0, 1.0, 0.0, first_margin).value(), Err(endless));
        assert!(clv(1.0, 1.0, 0.01, first_margin).value().is_ok());
        assert_eq!(clv(1e308, 0.999, 0.0, first_margin).value(), Err(SimpleClvError::TooLarge));
        assert!(clv(-5.0, 0.5, 0.0, first_margin).value().unwrap() < 0.0);
    }
    near(
        clv(1.0, 1.0 - 1e-15, 0.0, FirstMargin::EndOfFirstPeriod).value().unwrap(),
        1.0 / (1.0 - (1.0 - 1e-15)),
    );
}

#[test]
fn rates_out_of_range_are_refused() {
    let value = |margin, retention, discount| clv(margin, retention, discount, FirstMargin::Now).value();
    for retention in [-0.1, 1.1, 80.0, f64::INFINITY] {
        assert_eq!(value(1.0, retention, 0.2), Err(SimpleClvError::Retention { retention }));
        assert_eq!(expected_lifetime(retention), Err(SimpleClvError::Retention { retention }));
    }
    for discount in [-0.1, f64::INFINITY] {
        assert_eq!(value(1.0, 0.5, discount), Err(SimpleClvError::Discount { discount }));
        assert_eq!(discounted_historic_clv(&[1.0], discount), Err(SimpleClvError::Discount { discount }));
    }
    let no_number = [value(f64::NAN, 0.5, 0.1), value(1.0, f64::NAN, 0.1), value(1.0, 0.5, f64::NAN)];
    assert!(no_number.iter().all(Result::is_err));
    let margin = f64::NEG_INFINITY;
    assert_eq!(value(margin, 0.5, 0.1), Err(SimpleClvError::Margin { margin }));
    assert_eq!(discounted_historic_clv(&[1.0, margin], 0.1), Err(SimpleClvError::Margin { margin }));
    assert_eq!(discounted_historic_clv(&[1.7e308, 1.7e308], 0.0), Err(SimpleClvError::TooLarge));
    assert_eq!(discounted_historic_clv(&[], 0.1), Ok(None));
}

#[test]
fn historic_value_is_an_exact_sum() {
    assert_eq!(historic_clv([i64::MAX, i64::MAX, -1]), Some(2 * i128::from(i64::MAX) - 1));
    assert_eq!(historic_clv([]), None);
    assert_eq!(historic_clv([0]), Some(0));
}

#[cfg(feature = "serde")]
#[test]
fn assumptions_travel_with_the_figure() {
    let clv = clv(100.0, 0.8, 0.1, FirstMargin::AfterFirstRenewal);
    let text = r#"{"margin":100.0,"retention":0.8,"discount":0.1,"first_margin":"after-first-renewal"}"#;
    assert_eq!(serde_json::to_string(&clv).unwrap(), text);
    assert_eq!(serde_json::from_str::<SimpleClv>(text).unwrap(), clv);
}

proptest! {
    #[test]
    fn prop_value_is_the_sum_of_discounted_margins(
        margin in -1e6..1e6_f64, retention in 0.0..0.95_f64, discount in 0.0..0.5_f64,
    ) {
        let (mut stay, mut sum) = (1.0, 0.0);
        for _ in 0..1_000 {
            sum += margin * stay;
            stay *= retention / (1.0 + discount);
        }
        let expected = [sum, sum / (1.0 + discount), sum - margin];
        for (first_margin, expected) in ALL.into_iter().zip(expected) {
            let found = clv(margin, retention, discount, first_margin).value().unwrap();
            prop_assert!((found - expected).abs() <= 1e-11 * sum.abs(), "{found}, not {expected}");
        }
        prop_assert!((expected_lifetime(retention).unwrap().unwrap() * (1.0 - retention) - 1.0).abs() < 1e-15);
    }

    #[test]
    fn prop_historic_value_without_discount_is_the_sum(margins in vec(-1_000_000..1_000_000_i32, 0..50)) {
        let numbers: Vec<f64> = margins.iter().map(|margin| f64::from(*margin)).collect();
        let sum = margins.iter().map(|margin| i128::from(*margin)).sum::<i128>();
        let exact = historic_clv(margins.iter().map(|margin| i64::from(*margin)));
        prop_assert_eq!(exact, (!margins.is_empty()).then_some(sum));
        let found = discounted_historic_clv(&numbers, 0.0).unwrap();
        let whole = exact.map(|sum| f64::from(i32::try_from(sum).unwrap()));
        prop_assert!(found == whole, "{found:?}, not {whole:?}");
        // A discount makes nothing of the first period.
        let later: Vec<f64> = [0.0].into_iter().chain(numbers.iter().copied()).collect();
        if let Some(value) = discounted_historic_clv(&numbers, 0.25).unwrap() {
            let discounted = discounted_historic_clv(&later, 0.25).unwrap().unwrap();
            prop_assert!((discounted * 1.25 - value).abs() <= 1e-12 * value.abs());
        }
    }
}

//! What customers will still bring: published figures, laws, tables of customers.

use crm_clv::{
    BgNbd, ClvTerms, ClvTermsError, GammaGamma, History, Horizon, LifetimeValue, MbgNbd, Nbd, ParetoNbd,
    PurchaseModel, SpendHistory,
};
use proptest::prelude::*;

fn bg_nbd() -> BgNbd {
    BgNbd::new(0.243, 4.414, 0.793, 2.426).unwrap()
}

fn spend() -> GammaGamma {
    GammaGamma::new(6.25, 3.74, 15.44).unwrap()
}

/// A year of months in weeks at 1 % a month.
const YEAR: ClvTerms = ClvTerms { periods: 12, period: 4.345, discount: 0.01, margin: 1.0 };

fn customer(frequency: u64, recency: f64, age: f64, mean_spend: f64) -> (History, SpendHistory) {
    (History::new(frequency, recency, age).unwrap(), SpendHistory::new(frequency, mean_spend).unwrap())
}

#[test]
fn a_year_by_bg_nbd_is_as_packages_have_it() {
    let (purchases, spend) = (bg_nbd(), spend());
    let values = LifetimeValue::new(&purchases, &spend, YEAR).unwrap();
    let cases = [
        (customer(2, 30.43, 38.86, 22.35), 36.289_211_13),
        (customer(0, 0.0, 38.86, 0.0), 8.369_004_359),
        (customer(7, 29.43, 38.86, 73.74), 283.532_776_3),
    ];
    for ((history, spend), expected) in cases {
        let found = values.of(&history, &spend).value.unwrap();
        assert!((found / expected - 1.0).abs() < 6e-10, "{found} is not {expected}");
    }
}

#[test]
fn a_value_is_made_of_what_the_models_say() {
    let (purchases, spend) = (bg_nbd(), spend());
    let terms = ClvTerms { margin: 0.3, ..YEAR };
    let values = LifetimeValue::new(&purchases, &spend, terms).unwrap();
    let (history, bought_for) = customer(7, 29.43, 38.86, 73.74);
    let found = values.of(&history, &bought_for);
    assert!((found.value.unwrap() / (0.3 * 283.532_776_3) - 1.0).abs() < 1e-9);
    assert_eq!(found.p_alive.to_bits(), purchases.p_alive(&history).to_bits());
    assert_eq!(found.expected_spend, spend.expected_spend(&bought_for));
}

#[test]
fn a_new_customer_is_one_without_a_past() {
    let spend = spend();
    let models: [&dyn Fn() -> (f64, f64); 3] = [
        &|| new_and_without_a_past(&ParetoNbd::new(0.553, 10.578, 0.606, 11.669).unwrap(), &spend),
        &|| new_and_without_a_past(&MbgNbd::new(0.525, 6.183, 0.891, 1.614).unwrap(), &spend),
        &|| new_and_without_a_past(&bg_nbd(), &spend),
    ];
    for of_model in models {
        let (new, without_a_past) = of_model();
        assert!((new / without_a_past - 1.0).abs() < 1e-12, "{new} is not {without_a_past}");
    }
}

fn new_and_without_a_past<M: PurchaseModel>(purchases: &M, spend: &GammaGamma) -> (f64, f64) {
    let values = LifetimeValue::new(purchases, spend, YEAR).unwrap();
    let (history, bought_for) = customer(0, 0.0, 0.0, 0.0);
    assert!((values.of_new().p_alive - values.of(&history, &bought_for).p_alive).abs() < 1e-12);
    (values.of_new().value.unwrap(), values.of(&history, &bought_for).value.unwrap())
}

#[test]
fn each_period_counts_for_what_is_bought_in_it() {
    // Nobody stops: 2 x 1 / (1 + 3) = 0.5 purchases a period; 0.5 / 2 + 0.5 / 4 + 0.5 / 8 at 100 %.
    let (purchases, spend) = (Nbd::new(1.0, 1.0).unwrap(), spend());
    let terms = ClvTerms { periods: 3, period: 2.0, discount: 1.0, margin: 1.0 };
    let values = LifetimeValue::new(&purchases, &spend, terms).unwrap();
    let (history, bought_for) = customer(0, 0.0, 3.0, 0.0);
    let found = values.of(&history, &bought_for).discounted_purchases;
    assert!((found - 0.4375).abs() < 1e-14, "{found}");
}

#[test]
fn without_a_mean_of_spend_there_is_no_value() {
    let (purchases, spend) = (bg_nbd(), GammaGamma::new(6.25, 0.9, 15.44).unwrap());
    let values = LifetimeValue::new(&purchases, &spend, YEAR).unwrap();
    assert_eq!((values.of_new().value, values.of_new().expected_spend), (None, None));
    let (history, bought_for) = customer(1, 3.0, 9.0, 20.0);
    assert!(values.of(&history, &bought_for).value.is_some(), "p x + q is above 1");
}

#[test]
fn terms_out_of_range_are_errors() {
    let check = |terms: ClvTerms| LifetimeValue::new(&bg_nbd(), &spend(), terms).map(drop);
    for periods in [0, 10_001, u32::MAX] {
        assert_eq!(check(ClvTerms { periods, ..YEAR }), Err(ClvTermsError::Periods { periods }));
    }
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(matches!(check(ClvTerms { period: wrong, ..YEAR }), Err(ClvTermsError::Period { .. })));
        assert!(matches!(check(ClvTerms { discount: wrong, ..YEAR }), Err(ClvTermsError::Discount { .. })));
        assert!(matches!(check(ClvTerms { margin: wrong, ..YEAR }), Err(ClvTermsError::Margin { .. })));
    }
    assert_eq!(check(ClvTerms { period: 0.0, ..YEAR }), Err(ClvTermsError::Period { period: 0.0 }));
    assert_eq!(check(ClvTerms { discount: -0.1, ..YEAR }), Err(ClvTermsError::Discount { discount: -0.1 }));
    assert_eq!(check(ClvTerms { margin: 30.0, ..YEAR }), Err(ClvTermsError::Margin { margin: 30.0 }));
    assert_eq!(check(ClvTerms { margin: -0.5, discount: 0.0, ..YEAR }), Ok(()));
}

fn customers() -> impl Strategy<Value = Vec<(History, SpendHistory)>> {
    let one = (0_u64..4, 0.0..1.0, 1_u32..6, 1.0..90.0).prop_map(|(x, share, age, mean)| {
        let age = f64::from(age);
        if x == 0 { customer(0, 0.0, age, 0.0) } else { customer(x, share * age, age, mean) }
    });
    prop::collection::vec(one, 0..40)
}

proptest! {
    #[test]
    fn prop_a_table_says_what_is_said_of_each(customers in customers()) {
        let (purchases, spend) = (ParetoNbd::new(0.553, 10.578, 0.606, 11.669).unwrap(), spend());
        let values = LifetimeValue::new(&purchases, &spend, YEAR).unwrap();
        let table = values.of_all(customers.iter().copied());
        let each: Vec<_> = customers.iter().map(|(history, bought_for)| values.of(history, bought_for)).collect();
        prop_assert_eq!(table, each);
    }

    #[test]
    fn prop_without_discount_the_periods_add_up(periods in 1_u32..30, period in 0.1..20.0) {
        let (purchases, spend) = (bg_nbd(), spend());
        let terms = ClvTerms { periods, period, discount: 0.0, margin: 1.0 };
        let values = LifetimeValue::new(&purchases, &spend, terms).unwrap();
        let (history, bought_for) = customer(2, 30.43, 38.86, 22.35);
        let all = purchases.expected_purchases(&history, Horizon::new(f64::from(periods) * period).unwrap());
        let found = values.of(&history, &bought_for).discounted_purchases;
        prop_assert!((found / all - 1.0).abs() < 1e-12);
    }

    #[test]
    fn prop_the_value_falls_as_the_discount_rises(discount in 0.0..2.0) {
        let (purchases, spend) = (bg_nbd(), spend());
        let at = |discount| {
            let terms = ClvTerms { discount, ..YEAR };
            LifetimeValue::new(&purchases, &spend, terms).unwrap().of_new().value.unwrap()
        };
        prop_assert!(at(discount + 0.01) < at(discount));
    }

    #[test]
    fn prop_values_are_numbers_at_extreme_parameters(
        ln_parameters in prop::array::uniform4(-9.0..12.0_f64),
        x in 0_u64..1_000, recency in 0.0..1.0, ln_age in -6.0..9.0_f64, ln_period in -6.0..8.0_f64,
    ) {
        let [first, second, third, fourth] = ln_parameters.map(f64::exp);
        let age = ln_age.exp();
        let (history, bought_for) = customer(x, if x == 0 { 0.0 } else { recency * age }, age, if x == 0 { 0.0 } else { 25.0 });
        let terms = ClvTerms { period: ln_period.exp(), ..YEAR };
        let all = [
            of(&BgNbd::new(first, second, third, fourth).unwrap(), terms, &history, &bought_for),
            of(&MbgNbd::new(first, second, third, fourth).unwrap(), terms, &history, &bought_for),
            of(&ParetoNbd::new(first, second, third, fourth).unwrap(), terms, &history, &bought_for),
            of(&Nbd::new(first, second).unwrap(), terms, &history, &bought_for),
        ];
        // No model with dropout expects more than the one without.
        let most = all[3].discounted_purchases * (1.0 + 1e-10);
        for value in all {
            prop_assert!((0.0..=1.0).contains(&value.p_alive), "{value:?}");
            prop_assert!((0.0..=most).contains(&value.discounted_purchases), "{value:?} {most}");
            prop_assert!(value.value.is_some_and(|value| value >= 0.0), "{value:?}");
        }
    }
}

fn of<M: PurchaseModel>(
    model: &M,
    terms: ClvTerms,
    history: &History,
    bought_for: &SpendHistory,
) -> crm_clv::CustomerValue {
    LifetimeValue::new(model, &spend(), terms).unwrap().of(history, bought_for)
}

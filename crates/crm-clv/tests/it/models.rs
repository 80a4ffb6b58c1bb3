//! Laws of all models of purchases, at any parameters and for any history.

use crm_clv::{BgNbd, History, Horizon, MbgNbd, Nbd, ParetoNbd, PurchaseModel};
use proptest::prelude::*;

/// A positive number, mostly of a usual size, at most 100,000 and at least a 100,000th.
fn any_parameter() -> impl Strategy<Value = f64> {
    prop_oneof![4 => -3.0..3.0_f64, 1 => -5.0..5.0_f64].prop_map(|exponent| 10.0_f64.powf(exponent))
}

fn any_model() -> impl Strategy<Value = Box<dyn PurchaseModel>> {
    (any_parameter(), any_parameter(), any_parameter(), any_parameter(), 0..4_u8).prop_map(
        |(r, alpha, a, b, kind)| {
            let model: Box<dyn PurchaseModel> = match kind {
                0 => Box::new(Nbd::new(r, alpha).unwrap()),
                1 => Box::new(BgNbd::new(r, alpha, a, b).unwrap()),
                2 => Box::new(MbgNbd::new(r, alpha, a, b).unwrap()),
                _ => Box::new(ParetoNbd::new(r, alpha, a, b).unwrap()),
            };
            model
        },
    )
}

fn any_history() -> impl Strategy<Value = History> {
    let frequency = prop_oneof![4 => 0..12_u64, 1 => 0..1_000_u64];
    (frequency, 0.0..1.0_f64, 0.01..500.0_f64).prop_map(|(frequency, share, age)| {
        let recency = if frequency == 0 { 0.0 } else { share * age };
        History::new(frequency, recency, age).unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn prop_answers_are_numbers_in_their_ranges(
        model in any_model(),
        history in any_history(),
        near in 0.0..100.0_f64,
        further in 0.0..1_000.0_f64,
        purchases in 0..30_u32,
    ) {
        let [soon, later] = [near, near + further].map(|time| Horizon::new(time).unwrap());
        let is_probability = |value: f64| (0.0..=1.0 + 1e-9).contains(&value);
        prop_assert!(model.log_likelihood(&history).is_finite());
        let alive = model.p_alive(&history);
        prop_assert!(is_probability(alive), "{alive}");
        let [alive_soon, alive_later] = [soon, later].map(|horizon| model.p_alive_in(&history, horizon));
        prop_assert!(is_probability(alive_soon) && is_probability(alive_later), "{alive_soon} {alive_later}");
        prop_assert!(alive_soon <= alive * (1.0 + 1e-9) && alive_later <= alive_soon * (1.0 + 1e-9));
        let [few, more] = [soon, later].map(|horizon| model.expected_purchases(&history, horizon));
        prop_assert!(few >= 0.0 && more.is_finite() && more >= few * (1.0 - 1e-9), "{few} {more}");
        let [few, more] = [soon, later].map(|horizon| model.expected_purchases_of_new(horizon));
        prop_assert!(few >= 0.0 && more.is_finite() && more >= few * (1.0 - 1e-9), "{few} {more}");
        let exactly = model.probability_of_purchases(purchases, &history, soon);
        prop_assert!(is_probability(exactly), "{exactly}");
        let exactly = model.probability_of_purchases_of_new(purchases, soon);
        prop_assert!(is_probability(exactly), "{exactly}");
    }

    #[test]
    fn prop_longer_silence_makes_life_less_likely(
        model in any_model(), frequency in 1..50_u64, recency in 0.0..100.0_f64, silence in 0.0..100.0_f64,
    ) {
        let at = |age: f64| model.p_alive(&History::new(frequency, recency, age).unwrap());
        prop_assert!(at(recency + silence) <= at(recency) * (1.0 + 1e-9));
    }
}

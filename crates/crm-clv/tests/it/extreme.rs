//! Every answer of every model, over the whole domain of parameters, and against fifty digits.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::many_single_char_names,
    reason = "whole numbers are read as others are; the names of the field"
)]

use core::num::NonZeroU8;

use crm_clv::{
    BgBb, BgCnbd, BgNbd, GGompertzNbd, History, Horizon, MbgCnbd, MbgNbd, Nbd, Opportunities, ParetoNbd,
    PurchaseModel,
};
use proptest::{prelude::*, sample::Index, test_runner::TestCaseError};

/// What the rows of `models.csv` tell: logarithms, as some probabilities are below any number of floating point.
fn rows_of(model: &str) -> Vec<(Vec<f64>, Vec<f64>)> {
    let rows = include_str!("../golden/models.csv").lines().map(|row| row.split(',').collect::<Vec<_>>());
    let rows = rows.filter(|row| row[0] == model).map(|row| {
        let numbers = row[1..].iter().map(|number| number.parse::<f64>().unwrap()).collect::<Vec<_>>();
        (numbers[..9].to_vec(), numbers[9..].to_vec())
    });
    let rows: Vec<_> = rows.collect();
    assert!(rows.len() >= 16, "{} rows of {model}", rows.len());
    rows
}

/// Checks a number to 1e-10 relative, if floating point can hold it.
#[track_caller]
fn check(found: f64, ln_expected: f64, what: &str) {
    if ln_expected < -690.0 {
        assert!((0.0..1e-299).contains(&found), "{what}: {found:e} is not e^{ln_expected}");
    } else {
        let error = (found.ln() - ln_expected).abs();
        assert!(error < 1e-10, "{what}: {found:e} is off by {error:e}");
    }
}

#[track_caller]
fn check_rows<M: PurchaseModel>(name: &str, model: impl Fn(f64, f64, f64, f64) -> M) {
    for (given, expected) in rows_of(name) {
        let &[r, alpha, a, b, x, t_x, age, time, n] = given.as_slice() else { panic!("nine numbers") };
        let model = model(r, alpha, a, b);
        let history = History::new(x as u64, t_x, age).unwrap();
        let horizon = Horizon::new(time).unwrap();
        let found = [
            model.p_alive(&history),
            model.p_alive_in(&history, horizon),
            model.expected_purchases(&history, horizon),
            model.probability_of_purchases(n as u32, &history, horizon),
            model.probability_of_purchases(0, &history, horizon),
        ];
        for (place, (found, expected)) in found.into_iter().zip(expected).enumerate() {
            check(found, expected, &format!("{place} of {model:?} {history:?} {time} {n}"));
        }
    }
}

#[test]
fn nbd_agrees_with_fifty_digits() {
    check_rows("nbd", |r, alpha, _, _| Nbd::new(r, alpha).unwrap());
}

#[test]
fn bg_nbd_agrees_with_fifty_digits() {
    check_rows("bg", |r, alpha, a, b| BgNbd::new(r, alpha, a, b).unwrap());
}

#[test]
fn mbg_nbd_agrees_with_fifty_digits() {
    check_rows("mbg", |r, alpha, a, b| MbgNbd::new(r, alpha, a, b).unwrap());
}

#[test]
fn pareto_nbd_agrees_with_fifty_digits() {
    check_rows("pareto", |r, alpha, s, beta| ParetoNbd::new(r, alpha, s, beta).unwrap());
    for (given, expected) in rows_of("pareto") {
        let model = ParetoNbd::new(given[0], given[1], given[2], given[3]).unwrap();
        let history = History::new(given[4] as u64, given[5], given[6]).unwrap();
        let found = model.discounted_residual_purchases(&history, 1.0 / given[7]).unwrap();
        check(found, expected[5], &format!("to come of {model:?} {history:?} {}", given[7]));
    }
}

#[test]
fn bg_bb_agrees_with_fifty_digits() {
    for (given, expected) in rows_of("bgbb") {
        let model = BgBb::new(given[0], given[1], given[2], given[3]).unwrap();
        let customer = Opportunities::new(given[4] as u32, given[5] as u32, given[6] as u32).unwrap();
        let periods = given[7] as u32;
        let found = [
            model.p_alive(&customer),
            model.p_alive_in(&customer, periods),
            model.expected_purchases(&customer, periods),
            model.discounted_residual_purchases(&customer, 1.0 / given[7]).unwrap(),
        ];
        for (place, (found, expected)) in found.into_iter().zip(expected).enumerate() {
            check(found, expected, &format!("{place} of {model:?} {customer:?} {periods}"));
        }
    }
}

/// From the least to the largest that constructors accept, mostly of a usual size, and some numbers that closed forms divide by.
fn any_parameter() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => (-3.0..3.0_f64).prop_map(|exponent| 10.0_f64.powf(exponent)),
        4 => (-12.0..12.0_f64).prop_map(|exponent| 10.0_f64.powf(exponent).clamp(1e-12, 1e12)),
        1 => prop_oneof![Just(1.0), Just(2.0), Just(1e-12), Just(1e12), Just(1e6), Just(1e9)],
    ]
}

/// A model of one of these kinds.
fn any_model(kinds: core::ops::Range<u8>) -> impl Strategy<Value = Box<dyn PurchaseModel>> {
    let k = prop_oneof![3 => 1..6_u8, 1 => 1..=255_u8];
    (proptest::array::uniform5(any_parameter()), k, kinds).prop_map(|([r, alpha, a, b, beta], k, kind)| {
        let k = NonZeroU8::new(k).unwrap();
        let model: Box<dyn PurchaseModel> = match kind {
            0 => Box::new(Nbd::new(r, alpha).unwrap()),
            1 => Box::new(BgNbd::new(r, alpha, a, b).unwrap()),
            2 => Box::new(MbgNbd::new(r, alpha, a, b).unwrap()),
            3 => Box::new(ParetoNbd::new(r, alpha, a, b).unwrap()),
            4 => Box::new(GGompertzNbd::new(r, alpha, a, b, beta).unwrap()),
            5 => Box::new(BgCnbd::new(k, r, alpha, a, b).unwrap()),
            _ => Box::new(MbgCnbd::new(k, r, alpha, a, b).unwrap()),
        };
        model
    })
}

/// A time of a usual size, or any from a millionth to a million.
fn any_time() -> impl Strategy<Value = f64> {
    prop_oneof![(-6.0..6.0_f64), (-1.0..2.5_f64)].prop_map(|exponent| 10.0_f64.powf(exponent))
}

fn any_history() -> impl Strategy<Value = History> {
    let frequency = prop_oneof![4 => 0..12_u64, 2 => 0..2_000_u64, 1 => 0..1_000_000_u64];
    let share = prop_oneof![2 => 0.0..1.0_f64, 1 => Just(0.0), 1 => Just(1.0)];
    (frequency, share, any_time()).prop_map(|(frequency, share, age)| {
        let recency = if frequency == 0 { 0.0 } else { share * age };
        History::new(frequency, recency, age).unwrap()
    })
}

fn cases() -> u32 {
    std::env::var("EXTREME_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(96)
}

/// Laws hold to this.
const ROUNDING: f64 = 1e-10;

fn any_purchases() -> impl Strategy<Value = u32> {
    prop_oneof![4 => 0..5_u32, 2 => 0..1_500_u32, 1 => 0..1_000_000_u32]
}

/// Every answer is a number in its range, and moves with time as it must.
fn check_answers(
    model: &dyn PurchaseModel,
    history: &History,
    [near, further]: [f64; 2],
    purchases: u32,
) -> Result<(), TestCaseError> {
    // Far ahead, regular buyers are counted to within a purchase.
    let rounding = if model.name().contains("CNBD") { 0.1 } else { ROUNDING };
    let [soon, later] = [near, near + further].map(|time| Horizon::new(time).unwrap());
    let is_probability = |value: f64| (0.0..=1.0).contains(&value);
    prop_assert!(model.log_likelihood(history).is_finite());
    let alive = model.p_alive(history);
    prop_assert!(is_probability(alive), "alive {alive}");
    let [alive_soon, alive_later] = [soon, later].map(|horizon| model.p_alive_in(history, horizon));
    prop_assert!(
        is_probability(alive_soon) && is_probability(alive_later),
        "alive in {alive_soon} {alive_later}"
    );
    prop_assert!(alive_soon <= alive * (1.0 + rounding), "{alive_soon} {alive}");
    prop_assert!(alive_later <= alive_soon * (1.0 + rounding) + 1e-300, "{alive_later} {alive_soon}");
    let [few, more] = [soon, later].map(|horizon| model.expected_purchases(history, horizon));
    prop_assert!(few >= 0.0 && few.is_finite() && more.is_finite(), "expected {few} {more}");
    prop_assert!(more >= few * (1.0 - rounding), "expected {few} {more}");
    let [few, more] = [soon, later].map(|horizon| model.expected_purchases_of_new(horizon));
    prop_assert!(few >= 0.0 && few.is_finite() && more.is_finite(), "new {few} {more}");
    prop_assert!(more >= few * (1.0 - rounding), "new {few} {more}");
    let exactly = model.probability_of_purchases(purchases, history, soon);
    prop_assert!(is_probability(exactly), "P({purchases}) {exactly}");
    let exactly = model.probability_of_purchases_of_new(purchases, soon);
    prop_assert!(is_probability(exactly), "new P({purchases}) {exactly}");
    let [none, still] = [soon, later].map(|horizon| model.probability_of_purchases(0, history, horizon));
    prop_assert!(is_probability(none) && is_probability(still), "none {none} {still}");
    prop_assert!(still <= none * (1.0 + rounding), "none {none} {still}");
    // Whoever has stopped buys nothing.
    prop_assert!(none >= (1.0 - alive) * (1.0 - rounding) - 1e-13, "none {none} alive {alive}");
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), max_shrink_iters: 5000, ..ProptestConfig::default() })]

    #[test]
    fn prop_every_answer_is_a_number_in_its_range_and_moves_as_it_must(
        model in any_model(0..4), history in any_history(), times in [any_time(), any_time()], purchases in any_purchases(),
    ) {
        check_answers(model.as_ref(), &history, times, purchases)?;
    }

    #[test]
    fn prop_answers_of_regular_buyers_and_growing_hazards_do_so_too(
        model in any_model(4..7), history in any_history(), times in [any_time(), any_time()], purchases in any_purchases(),
    ) {
        check_answers(model.as_ref(), &history, times, purchases)?;
    }

    #[test]
    fn prop_longer_silence_makes_life_less_likely(
        model in any_model(0..7), frequency in 1..2_000_u64, recency in any_time(), silence in any_time(), more in any_time(),
    ) {
        let at = |age: f64| model.p_alive(&History::new(frequency, recency, age).unwrap());
        let [soon, later] = [recency + silence, recency + silence + more].map(at);
        prop_assert!(soon <= at(recency) * (1.0 + ROUNDING), "{soon} {}", at(recency));
        prop_assert!(later <= soon * (1.0 + ROUNDING) + 1e-300, "{later} {soon}");
    }

    #[test]
    fn prop_what_is_still_to_come_falls_as_money_loses_value_faster(
        [r, alpha, s, beta] in proptest::array::uniform4(any_parameter()), history in any_history(),
        low in -12.0..3.0_f64, more in 0.0..3.0_f64, horizon in any_time(),
    ) {
        let model = ParetoNbd::new(r, alpha, s, beta).unwrap();
        let [slow, fast] = [low, low + more].map(|exponent| 10.0_f64.powf(exponent));
        let [much, less] = [slow, fast].map(|rate| model.discounted_residual_purchases(&history, rate).unwrap());
        prop_assert!(much.is_finite() && less >= 0.0 && less <= much * (1.0 + ROUNDING), "{much} {less}");
        // Purchases up to a horizon, each discounted as at its end, are no more than that.
        let few = model.expected_purchases(&history, Horizon::new(horizon).unwrap()) * (-slow * horizon).exp();
        prop_assert!(few <= much * (1.0 + ROUNDING) + 1e-300, "{few} {much}");
    }

    #[test]
    fn prop_bg_bb_says_numbers_in_their_ranges(
        [alpha, beta, gamma, delta] in proptest::array::uniform4(any_parameter()),
        (offered, last, taken) in (0..200_u32, any::<Index>(), any::<Index>()),
        near in 0..1_000_u32, further in prop_oneof![0..1_000_u32, 0..1_000_000_000_u32],
        rate in -12.0..6.0_f64,
    ) {
        let model = BgBb::new(alpha, beta, gamma, delta).unwrap();
        let part = |of: u32, place: Index| (0..=of).nth(place.index(of as usize + 1)).unwrap();
        let last = part(offered, last);
        let taken = if last == 0 { 0 } else { part(last, taken).max(1) };
        let customer = Opportunities::new(taken, last, offered).unwrap();
        prop_assert!(model.log_likelihood(&customer).is_finite());
        let is_probability = |value: f64| (0.0..=1.0).contains(&value);
        let [now, soon, later] = [0, near, near + further].map(|periods| model.p_alive_in(&customer, periods));
        prop_assert!(is_probability(now) && is_probability(soon) && is_probability(later));
        prop_assert!(soon <= now * (1.0 + ROUNDING) && later <= soon * (1.0 + ROUNDING), "{now} {soon} {later}");
        let [few, more] = [near, near + further].map(|periods| model.expected_purchases(&customer, periods));
        prop_assert!(few >= 0.0 && more >= few * (1.0 - ROUNDING) && more <= f64::from(near + further), "{few} {more}");
        let new = model.expected_purchases_of_new(near);
        prop_assert!(new >= 0.0 && new <= f64::from(near));
        let rate = 10.0_f64.powf(rate);
        let all = model.discounted_residual_purchases(&customer, rate).unwrap();
        prop_assert!((0.0..=(1.0 + ROUNDING) / rate).contains(&all), "{all}");
        let discounted = few * (-f64::from(near) * rate.ln_1p()).exp();
        prop_assert!(discounted <= all * (1.0 + ROUNDING) + 1e-300, "{discounted} {all}");
    }
}

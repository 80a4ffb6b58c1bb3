extern crate std;

use alloc::string::ToString;
use std::hash::DefaultHasher;

use proptest::prelude::*;

use super::*;

#[track_caller]
fn ratio(part: i128, whole: i128) -> Ratio {
    Ratio::new(part, whole).unwrap()
}

fn hash_of(ratio: Ratio) -> u64 {
    let mut hasher = DefaultHasher::new();
    ratio.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn a_whole_that_is_not_above_zero_gives_no_ratio() {
    assert!(Ratio::new(0, 0).is_none() && Ratio::new(1, -2).is_none());
    assert_eq!(Ratio::new(0, 1).map(Ratio::parts), Some((0, 1)));
}

#[test]
fn g15_the_total_of_ratios_adds_parts_and_wholes() {
    let total = ratio(1, 2).merge(ratio(1, 4)).unwrap();
    assert_eq!(total.parts(), (2, 6));
    assert_eq!(total, ratio(1, 3));
}

#[test]
fn a_total_beyond_128_bits_is_none() {
    assert!(ratio(i128::MAX, 1).merge(ratio(1, 1)).is_none());
    assert!(ratio(1, i128::MAX).merge(ratio(1, 1)).is_none());
}

#[test]
fn k7_a_ratio_may_be_below_zero_or_above_one() {
    assert!(ratio(-1, 10) < ratio(0, 3));
    assert_eq!((ratio(-1, 10).percent(1), ratio(-1, 10).to_string()), ("-10.0%".into(), "-1/10".into()));
    assert_eq!((ratio(11, 10).percent(1), ratio(11, 10).to_string()), ("110.0%".into(), "11/10".into()));
    assert_eq!(ratio(-1, 10).cmp_share(Share::ZERO), Ordering::Less);
    assert_eq!(ratio(11, 10).cmp_share(Share::ONE), Ordering::Greater);
    assert_eq!(ratio(4, 20).cmp_share(Share::from_percent(20).unwrap()), Ordering::Equal);
}

#[test]
fn the_floating_point_value_is_a_fraction() {
    let close = |ratio: Ratio, value: f64| (ratio.as_f64() - value).abs() < 1e-15;
    assert!(close(ratio(7, 20), 0.35) && close(ratio(-1, 4), -0.25) && close(ratio(0, 9), 0.0));
}

#[test]
fn rounding_goes_half_to_even() {
    for (part, whole, decimals, percent) in [
        (4, 5, 1, "80.0%"),
        (1, 200, 0, "0%"),
        (3, 200, 0, "2%"),
        (5, 200, 0, "2%"),
        (-3, 200, 0, "-2%"),
        (-1, 200, 0, "0%"),
        (1_999, 2_000, 1, "100.0%"),
        (1_999, 2_000, 0, "100%"),
        (0, 7, 2, "0.00%"),
        (1, 3, 6, "33.333333%"),
    ] {
        assert_eq!(ratio(part, whole).percent(decimals), percent, "{part}/{whole} to {decimals}");
    }
    assert_eq!(ratio(2_675, 1_000).to_decimal_string(2), "2.68"); // a float would say 2.67
    assert_eq!(ratio(5, 2).to_decimal_string(0), "2");
}

#[test]
fn the_largest_numbers_are_compared_and_written_exactly() {
    let (most, least) = (i128::MAX, i128::MIN);
    assert!(ratio(most - 1, most) < ratio(most, most));
    assert!(ratio(most - 2, most - 1) < ratio(most - 1, most));
    assert!(ratio(least, most) < ratio(-1, 1) && ratio(least, 1) < ratio(least, 2));
    assert_eq!(ratio(least, 1).to_decimal_string(1), "-170141183460469231731687303715884105728.0");
    assert_eq!(ratio(most - 1, most).to_decimal_string(3), "1.000");
    assert_eq!(ratio(1, most).percent(0), "0%");
    assert_eq!(ratio(1, 3).to_decimal_string(255).len(), 257);
    assert!(ratio(least, 1).as_f64().is_finite() && ratio(1, most).as_f64() > 0.0);
}

proptest! {
    #[test]
    fn prop_order_and_equality_are_those_of_the_cross_products(
        a in any::<i32>(), b in 1..=i32::MAX, c in any::<i32>(), d in 1..=i32::MAX, same in 1..1_000_i32,
    ) {
        let [a, b, c, d, same] = [a, b, c, d, same].map(i128::from);
        prop_assert_eq!(ratio(a, b).cmp(&ratio(c, d)), (a * d).cmp(&(c * b)));
        prop_assert_eq!(ratio(a, b), ratio(a * same, b * same));
        prop_assert_eq!(hash_of(ratio(a, b)), hash_of(ratio(a * same, b * same)));
    }

    #[test]
    fn prop_order_of_small_numbers_is_exact(a in -9..9_i128, b in 1..9_i128, c in -9..9_i128, d in 1..9_i128) {
        prop_assert_eq!(ratio(a, b).cmp(&ratio(c, d)), (a * d).cmp(&(c * b)));
        prop_assert_eq!(ratio(a, b) == ratio(c, d), hash_of(ratio(a, b)) == hash_of(ratio(c, d)));
    }

    #[test]
    fn prop_order_turns_round_with_the_sides(a: i128, b in 1..=i128::MAX, c: i128, d in 1..=i128::MAX) {
        prop_assert_eq!(ratio(a, b).cmp(&ratio(c, d)), ratio(c, d).cmp(&ratio(a, b)).reverse());
    }

    #[test]
    fn prop_merge_is_commutative_and_associative(
        a: i64, b in 1..u64::MAX, c: i64, d in 1..u64::MAX, e: i64, f in 1..u64::MAX,
    ) {
        let [one, two, three] = [(a, b), (c, d), (e, f)].map(|(part, whole)| ratio(part.into(), whole.into()));
        let parts = |ratio: Option<Ratio>| ratio.map(Ratio::parts);
        prop_assert_eq!(parts(one.merge(two)), parts(two.merge(one)));
        prop_assert_eq!(
            parts(one.merge(two).and_then(|both| both.merge(three))),
            parts(two.merge(three).and_then(|both| one.merge(both)))
        );
        let total = one.merge(two).unwrap();
        prop_assert!(one.min(two) <= total && total <= one.max(two));
    }

    #[test]
    fn prop_written_value_is_within_half_a_unit(part in -1_000_000..1_000_000_i128, whole in 1..1_000_000_i128) {
        let written: i128 = ratio(part, whole).to_decimal_string(3).replace('.', "").parse().unwrap();
        prop_assert!((written * whole - part * 1_000).abs() * 2 <= whole);
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_ratio_in_data_is_checked() {
    let written = serde_json::to_string(&ratio(7, 20)).unwrap();
    assert_eq!(written, r#"{"part":7,"whole":20}"#);
    assert_eq!(serde_json::from_str::<Ratio>(&written).unwrap().parts(), (7, 20));
    let refused = serde_json::from_str::<Ratio>(r#"{"part":7,"whole":0}"#).unwrap_err().to_string();
    assert!(refused.contains("must be above zero"), "{refused}");
}

#[test]
fn a_float_is_never_on_the_other_side_of_a_whole_number() {
    // 8818826321734895 + 4683082799274170: a sum whose hundredfold is beyond the reach of floats.
    let weight = 13_501_909_121_009_065_i128;
    for (times, number) in [(100, 100.0), (-100, -100.0), (1, 1.0), (0, 0.0)] {
        assert_eq!(Ratio::new(times * weight, weight).unwrap().as_f64().to_bits(), f64::to_bits(number));
    }
    assert!(Ratio::new(weight - 1, weight).unwrap().as_f64() <= 1.0);
    assert_eq!(Ratio::new(-1, 4).unwrap().as_f64().to_bits(), f64::to_bits(-0.25));
    assert_eq!(Ratio::new(i128::MIN, i128::MAX).unwrap().as_f64().to_bits(), f64::to_bits(-1.0));
}

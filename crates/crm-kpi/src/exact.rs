//! Arithmetic of ratios, exact: `None` where a part is beyond 128 bits, never a rounded one.

use crm_model::Ratio;

/// Returns the sum of two values. It is not [`Ratio::merge`], which puts two groups together.
pub(crate) fn add(one: Ratio, other: Ratio) -> Option<Ratio> {
    let ((a, b), (c, d)) = (reduced(one)?, reduced(other)?);
    let common = divisor(b, d)?;
    let (own, others) = (d.checked_div(common)?, b.checked_div(common)?);
    lowest(a.checked_mul(own)?.checked_add(c.checked_mul(others)?)?, b.checked_mul(own)?)
}

/// Returns one value less another.
pub(crate) fn subtract(one: Ratio, other: Ratio) -> Option<Ratio> {
    let (part, whole) = other.parts();
    add(one, Ratio::new(part.checked_neg()?, whole)?)
}

/// Returns the product of two values.
pub(crate) fn multiply(one: Ratio, other: Ratio) -> Option<Ratio> {
    let ((a, b), (c, d)) = (reduced(one)?, reduced(other)?);
    let (left, right) = (lowest(a, d)?.parts(), lowest(c, b)?.parts());
    Ratio::new(left.0.checked_mul(right.0)?, left.1.checked_mul(right.1)?)
}

/// Returns one value by another; `None` as well where the divisor is zero.
pub(crate) fn divide(one: Ratio, other: Ratio) -> Option<Ratio> {
    let (part, whole) = other.parts();
    let turned = if part < 0 {
        Ratio::new(whole.checked_neg()?, part.checked_neg()?)?
    } else {
        Ratio::new(whole, part)?
    };
    multiply(one, turned)
}

/// Returns the sum of values; zero for none.
pub(crate) fn sum(values: impl IntoIterator<Item = Option<Ratio>>) -> Option<Ratio> {
    values.into_iter().try_fold(Ratio::new(0, 1)?, |sum, value| add(sum, value?))
}

/// Returns the parts without what they have in common.
fn reduced(ratio: Ratio) -> Option<(i128, i128)> {
    let (part, whole) = ratio.parts();
    Some(lowest(part, whole)?.parts())
}

/// Returns a ratio of these parts, without what they have in common.
fn lowest(part: i128, whole: i128) -> Option<Ratio> {
    let common = divisor(whole, part)?;
    Ratio::new(part.checked_div(common)?, whole.checked_div(common)?)
}

/// Returns the greatest divisor of a number above zero and another.
fn divisor(above_zero: i128, other: i128) -> Option<i128> {
    let (mut divisor, mut rest) = (above_zero, other.checked_rem(above_zero)?.checked_abs()?);
    while rest != 0 {
        (divisor, rest) = (rest, divisor.checked_rem(rest)?);
    }
    Some(divisor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ratio(part: i128, whole: i128) -> Ratio {
        Ratio::new(part, whole).unwrap()
    }

    #[test]
    fn values_add_and_groups_do_not() {
        assert_eq!(add(ratio(1, 2), ratio(1, 4)).unwrap().parts(), (3, 4));
        assert_eq!(subtract(ratio(1, 4), ratio(1, 2)).unwrap().parts(), (-1, 4));
        assert_eq!(divide(ratio(1, 2), ratio(-1, 4)).unwrap().parts(), (-2, 1));
        assert_eq!(divide(ratio(1, 2), ratio(0, 4)), None);
    }

    #[test]
    fn k35_what_is_beyond_128_bits_has_no_value() {
        assert_eq!(add(ratio(i128::MAX, 1), ratio(1, 1)), None);
        assert_eq!(multiply(ratio(i128::MAX, 2), ratio(4, 1)), None);
        assert_eq!(multiply(ratio(i128::MAX, 2), ratio(2, i128::MAX)), Some(ratio(1, 1)));
        assert_eq!(subtract(ratio(0, 1), ratio(i128::MIN, 1)), None);
        assert_eq!(add(ratio(1, i128::MAX), ratio(1, i128::MAX - 1)), None);
    }

    proptest! {
        #[test]
        fn prop_what_is_added_can_be_taken_away(a in -999..999_i128, b in 1..999_i128, c in -999..999_i128, d in 1..999_i128) {
            let (one, other) = (ratio(a, b), ratio(c, d));
            prop_assert_eq!(subtract(add(one, other).unwrap(), other), Some(one));
            if c != 0 {
                prop_assert_eq!(multiply(divide(one, other).unwrap(), other), Some(one));
            }
        }
    }
}

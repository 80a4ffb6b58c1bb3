//! The normal distribution.

use crate::gamma::horner;

/// Returns the standard normal probability up to x, within 5e-13 relative also far below zero (to -37); NaN of NaN.
///
/// The probability above x is that up to -x.
///
/// # Examples
///
/// ```
/// assert!((crm_numerics::normal_cdf(-1.959_963_984_540_054) - 0.025).abs() < 1e-15);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * core::f64::consts::FRAC_1_SQRT_2)
}

/// Returns the point with standard normal probability p below it, 0 <= p <= 1, within 1e-14 relative; infinite at 0 and 1.
///
/// Above one half the answer is as exact as `1 - p` can tell: for an upper tail take minus the quantile of the tail. NaN outside the
/// domain.
///
/// # Source
///
/// M. J. Wichura (1988), Algorithm AS 241: The Percentage Points of the Normal Distribution, Applied Statistics 37(3), PPND16.
///
/// # Examples
///
/// ```
/// assert!((crm_numerics::normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let from_middle = p - 0.5;
    if from_middle.abs() <= 0.425 {
        let r = 0.180_625 - from_middle * from_middle;
        return from_middle * horner(r, &MIDDLE_ABOVE) / horner(r, &MIDDLE_BELOW);
    }
    let tail = if from_middle < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return f64::INFINITY.copysign(from_middle);
    }
    let r = libm::sqrt(-libm::log(tail));
    let distance = if r <= 5.0 {
        horner(r - 1.6, &NEAR_ABOVE) / horner(r - 1.6, &NEAR_BELOW)
    } else {
        horner(r - 5.0, &FAR_ABOVE) / horner(r - 5.0, &FAR_BELOW)
    };
    distance.copysign(from_middle)
}

/// Numerator within 0.425 of one half.
const MIDDLE_ABOVE: [f64; 8] = [
    3.387_132_872_796_366_5,
    133.141_667_891_784_38,
    1_971.590_950_306_551_3,
    13_731.693_765_509_46,
    45_921.953_931_549_87,
    67_265.770_927_008_7,
    33_430.575_583_588_13,
    2_509.080_928_730_122_7,
];

/// Denominator within 0.425 of one half.
const MIDDLE_BELOW: [f64; 8] = [
    1.0,
    42.313_330_701_600_91,
    687.187_007_492_057_9,
    5_394.196_021_424_751,
    21_213.794_301_586_597,
    39_307.895_800_092_71,
    28_729.085_735_721_943,
    5_226.495_278_852_854,
];

/// Numerator where the tail is at least e^-25.
const NEAR_ABOVE: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    0.241_780_725_177_450_6,
    0.022_723_844_989_269_184,
    0.000_774_545_014_278_341_4,
];

/// Denominator where the tail is at least e^-25.
const NEAR_BELOW: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    0.689_767_334_985_1,
    0.148_103_976_427_480_08,
    0.015_198_666_563_616_457,
    0.000_547_593_808_499_534_5,
    1.050_750_071_644_416_9e-9,
];

/// Numerator in the tails beyond.
const FAR_ABOVE: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    0.296_560_571_828_504_87,
    0.026_532_189_526_576_124,
    0.001_242_660_947_388_078_4,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];

/// Denominator in the tails beyond.
const FAR_BELOW: [f64; 8] = [
    1.0,
    0.599_832_206_555_888,
    0.136_929_880_922_735_8,
    0.014_875_361_290_850_615,
    0.000_786_869_131_145_613_3,
    1.846_318_317_510_054_8e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_7e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::golden::check;
    use proptest::prelude::*;

    #[test]
    fn normal_cdf_agrees_with_fifty_digits_far_into_the_tail() {
        check("rel:normal_cdf", 5e-13, |[x, ..]| normal_cdf(x));
    }

    #[test]
    fn normal_quantile_agrees_with_fifty_digits() {
        check("rel:normal_quantile", 1e-14, |[p, ..]| normal_quantile(p));
    }

    #[test]
    fn the_ends_are_infinite_and_beyond_them_there_is_nothing() {
        assert!(normal_quantile(0.0) < f64::MIN && normal_quantile(1.0) > f64::MAX);
        assert!(normal_quantile(0.5).abs() <= 0.0);
        assert!(
            normal_quantile(-0.1).is_nan()
                && normal_quantile(1.1).is_nan()
                && normal_quantile(f64::NAN).is_nan()
        );
        assert!(normal_cdf(f64::NEG_INFINITY) <= 0.0 && normal_cdf(f64::INFINITY) >= 1.0);
    }

    proptest! {
        #[test]
        fn prop_the_quantile_inverts(x in -37.0..5.0) {
            prop_assert!((normal_quantile(normal_cdf(x)) - x).abs() < 1e-9, "{x}");
        }
    }
}

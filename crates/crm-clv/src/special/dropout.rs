//! The purchases to come of a customer who may leave after each.

use crm_numerics::{Exponential, Share, ln_beta_density_at, ln_strip_integral};

use super::powers::MOST_BISECTIONS;

/// The most terms of the series; where it would need more, the integral is quicker.
const MOST_TERMS: f64 = 1500.0;

/// The series starts from the chance of no purchase, which must not underflow.
const LEAST_LN_CHANCE: f64 = -600.0;

/// Returns how many purchases are expected of a customer whose rate follows Gamma(shape, 1/scale), who leaves after each purchase with a
/// chance that follows Beta(a, b), in `span` times the scale; shape, a, b > 0, span >= 0.
///
/// For a BG/NBD customer alive at T after x purchases that is `(r + x, a, b + x, t / (alpha + T))`; for an MBG/NBD one, who has stayed
/// once more, at the start, `(r + x, a, b + x + 1, t / (alpha + T))`, and for a new MBG/NBD customer, who has yet to stay at the start,
/// `b / (a + b)` times `(r, a, b + 1, t / alpha)`. With a = 0 it would be shape × span.
///
/// Shape, a and b from 1e-12 to 1e19, span to 1e120: within 1e-12 relative, at a = 1 as elsewhere, where the usual form
/// `(a + b - 1)/(a - 1) [1 - (1 + span)^-shape 2F1(shape, b; a + b - 1; span/(1 + span))]` is 0 / 0.
///
/// The series over how many purchases there would be if nobody left: `Σ P(j) (S_0 + ... + S_{j-1})`, with P negative binomial and
/// `S_k = (b)_k / (a + b)_k` the chance to be still there after k; all terms positive. Where it is long, the integral over the chance p
/// to leave, of `[1 - (1 + p span)^-shape] / p`.
///
/// # Source
///
/// P. S. Fader, B. G. S. Hardie, K. L. Lee (2005), "Counting Your Customers" the Easy Way, equation 9; this form of it follows from the
/// definition of the model.
pub(crate) fn purchases_before_dropout(shape: f64, a: f64, b: f64, span: f64) -> f64 {
    by_series(shape, a, b, span).unwrap_or_else(|| by_integral(shape, a, b, span))
}

/// Returns the sum of the series, if few terms suffice.
fn by_series(shape: f64, a: f64, b: f64, span: f64) -> Option<f64> {
    let ln_none = -shape * libm::log1p(span);
    let z = span / (1.0 + span);
    let last_ratio = z * (shape + MOST_TERMS) / (1.0 + MOST_TERMS);
    if ln_none < LEAST_LN_CHANCE || MOST_TERMS * libm::log(last_ratio) > -30.0 {
        return None;
    }
    let mut chance = libm::exp(ln_none); // of j purchases
    let (mut stays, mut made, mut sum) = (1.0, 0.0, 0.0); // S_j, S_0 + ... + S_{j-1}
    let mut j = 0.0;
    while j < MOST_TERMS {
        chance *= z * (shape + j) / (1.0 + j);
        made += stays;
        stays *= (b + j) / (a + b + j);
        sum += chance * made;
        j += 1.0;
        let ratio = z * f64::max((shape + j) / (1.0 + j), 1.0); // of all chances to come, at most
        let beyond = 1.0 / (1.0 - ratio);
        if ratio < 1.0 && chance * (made + stays * beyond) * beyond <= 1e-17 * sum {
            return Some(sum);
        }
    }
    (sum <= 0.0 && span <= 0.0).then_some(0.0)
}

/// Returns the integral over the line of the log-odds of p, relative to its peak.
///
/// But for a slope that vanishes at the peak, powers of p and 1 - p leave terms of one sign, each within roundings.
fn by_integral(shape: f64, a: f64, b: f64, span: f64) -> f64 {
    let odds = peak_odds(shape, a, b, span);
    let p = Share::of_odds(odds);
    let ln_made = |p: f64| libm::log(-libm::expm1(-shape * libm::log1p(p * span)) / p);
    let top = ln_made(p.of);
    let slope = a * p.rest - b * p.of;
    let relative = |v: f64| {
        let here = Share::of_odds(odds * libm::exp(v));
        slope * v - (a + b) * p.ln_grown_less(v) + (ln_made(here.of) - top)
    };
    let reach = 1.0 + shape * span;
    let w = Share::of_odds(reach * odds);
    let curvature = (a + b) * p.of * p.rest + w.of * w.rest;
    let left = Exponential { beyond: (40.0 + libm::log((a + b + reach + span) * odds)).max(0.0), rate: a };
    let right = Exponential { beyond: (40.0 + libm::log((a + b + shape + 1.0) / odds)).max(0.0), rate: b };
    let ln_width = ln_strip_integral(relative, curvature, left, right);
    libm::exp(ln_beta_density_at(a, b, odds, 1.0) + top + ln_width)
}

/// Returns the odds of p at which `p^a (1-p)^b [1 - (1 + p span)^-shape] / p` is largest.
fn peak_odds(shape: f64, a: f64, b: f64, span: f64) -> f64 {
    // The exponent of p that the last factor stands for, from 0 where p is small to -1.
    let power = |p: f64| {
        let q = p * span / (1.0 + p * span);
        shape * q / libm::expm1(shape * libm::log1p(p * span)) - 1.0
    };
    let (mut low, mut high) = (a / (b + (shape + 1.0) * span), a / b);
    for _ in 0..MOST_BISECTIONS {
        if high <= low * (1.0 + 1e-13) {
            break;
        }
        let odds = libm::sqrt(low) * libm::sqrt(high);
        if a + power(odds / (1.0 + odds)) > b * odds { low = odds } else { high = odds }
    }
    libm::sqrt(low) * libm::sqrt(high)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::special::golden::check;
    use crate::special::ln_hyp2f1;
    use proptest::prelude::*;

    #[test]
    fn purchases_agree_with_fifty_digits() {
        check("rel:purchases", 1e-12, |[shape, a, b, span]| purchases_before_dropout(shape, a, b, span));
    }

    #[test]
    fn the_integral_agrees_with_fifty_digits_where_the_series_serves_too() {
        check("rel:purchases", 1e-12, |[shape, a, b, span]| by_integral(shape, a, b, span));
    }

    #[test]
    fn a_new_customer_of_the_paper_buys_as_printed() {
        for (weeks, expected) in [(1.0, 0.053_267_891), (39.0, 1.196_723_2), (78.0, 1.860_519_1)] {
            let found = purchases_before_dropout(0.243, 0.793, 2.426, weeks / 4.414);
            assert!((found / expected - 1.0).abs() < 5e-8, "{weeks} {found}");
        }
    }

    #[test]
    fn customers_who_stayed_buy_as_published() {
        // 39 weeks for x = 2, T = 38.86: expected purchases over the chance to be alive
        let bg = purchases_before_dropout(2.243, 0.793, 4.426, 39.0 / (4.414 + 38.86));
        assert!((bg * 0.726_578_570_1 / 1.226_028_175 - 1.0).abs() < 1e-9, "{bg}");
        let mbg = purchases_before_dropout(2.525, 0.891, 1.614 + 2.0 + 1.0, 39.0 / (6.183 + 38.86));
        assert!((mbg * 0.706_202_265_1 / 1.262_960_623 - 1.0).abs() < 1e-9, "{mbg}");
    }

    #[test]
    fn in_no_time_nothing_is_bought() {
        assert!(purchases_before_dropout(0.243, 0.793, 2.426, 0.0).abs() <= 0.0);
    }

    proptest! {
        #[test]
        fn prop_it_is_the_form_of_the_paper(shape in 0.1..20.0, a in 1.5..8.0, b in 0.5..20.0, span in 0.1..10.0) {
            let ln_hyp = ln_hyp2f1(shape, b, a + b - 1.0, span / (1.0 + span)).unwrap();
            let paper = (a + b - 1.0) / (a - 1.0) * -libm::expm1(ln_hyp - shape * libm::log1p(span));
            prop_assert!((purchases_before_dropout(shape, a, b, span) / paper - 1.0).abs() < 1e-11);
        }

        #[test]
        fn prop_it_grows_with_the_span_and_falls_with_a(
            ln_shape in -27.0..28.0, ln_a in -27.0..28.0, ln_b in -27.0..28.0, ln_span in -60.0..60.0,
        ) {
            let value = |ln_a: f64, ln_span: f64| {
                purchases_before_dropout(libm::exp(ln_shape), libm::exp(ln_a), libm::exp(ln_b), libm::exp(ln_span))
            };
            let middle = value(ln_a, ln_span);
            prop_assert!(middle < libm::exp(ln_shape + ln_span) * (1.0 + 1e-12));
            prop_assert!(value(ln_a, ln_span + 0.1) >= middle * (1.0 - 1e-12));
            prop_assert!(value(ln_a + 0.1, ln_span) <= middle * (1.0 + 1e-12));
        }
    }
}

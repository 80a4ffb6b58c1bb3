//! A sum of logarithms as the logarithm of a product.

use libm::{log, log1p};

/// A product is turned into its logarithm when it has grown to this.
const LARGE: f64 = 1e300;

/// The sum of weights times `ln(1 + x)`, x from 0 to 1, as likelihoods of many customers take it.
///
/// Where the weight is 1, factors are multiplied, and one logarithm is taken for hundreds of them: each term is within one rounding of
/// `1 + x`, 1.2e-16, absolute. Other weights take a logarithm of their own.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LogProduct {
    product: f64,
    sum: f64,
}

impl LogProduct {
    pub(crate) const fn new() -> Self {
        Self { product: 1.0, sum: 0.0 }
    }

    /// Adds `weight ln(1 + x)`.
    pub(crate) fn add(&mut self, weight: f64, x: f64) {
        #[expect(clippy::float_cmp, reason = "customers are counted: the weight of one is 1")]
        if weight != 1.0 {
            self.sum += weight * log1p(x);
            return;
        }
        self.product *= 1.0 + x;
        if self.product > LARGE {
            self.sum += log(self.product);
            self.product = 1.0;
        }
    }

    /// Returns the sum; it is not a number if an x was not.
    pub(crate) fn value(self) -> f64 {
        self.sum + log(self.product)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn three_doublings_are_three_logarithms_of_two() {
        let mut product = LogProduct::new();
        product.add(1.0, 1.0);
        product.add(2.0, 1.0);
        assert!((product.value() - 3.0 * core::f64::consts::LN_2).abs() < 1e-15);
        assert!(LogProduct::new().value().abs() <= 0.0);
    }

    #[test]
    fn products_beyond_all_numbers_have_logarithms() {
        let mut product = LogProduct::new();
        for _ in 0..100_000 {
            product.add(1.0, 1.0);
        }
        assert!((product.value() / (100_000.0 * core::f64::consts::LN_2) - 1.0).abs() < 1e-13);
    }

    #[test]
    fn what_is_not_a_number_stays_so() {
        for weight in [1.0, 3.0] {
            let mut product = LogProduct::new();
            product.add(weight, f64::NAN);
            product.add(1.0, 0.5);
            assert!(product.value().is_nan());
        }
    }

    proptest! {
        #[test]
        fn prop_it_is_the_sum_of_logarithms(
            terms in proptest::collection::vec((1_u32..4, -50.0..0.0), 0..2000),
        ) {
            let (mut product, mut sum) = (LogProduct::new(), 0.0);
            for (weight, ln_x) in terms {
                let (weight, x) = (f64::from(weight), libm::exp(ln_x));
                product.add(weight, x);
                sum += weight * log1p(x);
            }
            prop_assert!((product.value() - sum).abs() <= 1e-15 * 2000.0 + 1e-14 * sum, "{} {sum}", product.value());
        }
    }
}

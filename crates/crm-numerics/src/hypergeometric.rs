//! The hypergeometric distribution: drawing without putting back.

use crate::discrete::{self, Counts};
use crate::number::count;
use crate::share::ln_beta_density_at;

/// How many marked ones are among those drawn from a population, without putting back.
///
/// Counts are exact to 2^53; beyond they are rounded to the nearest number where they are multiplied.
///
/// # Examples
///
/// ```
/// use crm_numerics::Hypergeometric;
///
/// // two of five are marked, two are drawn: 3, 6 and 1 of the 10 ways have none, one and both
/// let drawn = Hypergeometric::new(5, 2, 2).unwrap();
/// assert!((drawn.probability(1) - 0.6).abs() < 1e-15);
/// assert!((drawn.lower_tail(1) - 0.9).abs() < 1e-15);
/// assert!((drawn.two_sided(0) - 0.4).abs() < 1e-15); // none or both
/// assert_eq!(Hypergeometric::new(5, 6, 2), None);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Hypergeometric {
    // INVARIANT: marked <= population, drawn <= population.
    population: u64,
    marked: u64,
    drawn: u64,
}

impl Hypergeometric {
    /// Returns the distribution; `None` if more are marked or drawn than there are.
    pub const fn new(population: u64, marked: u64, drawn: u64) -> Option<Self> {
        if marked > population || drawn > population {
            return None;
        }
        Some(Self { population, marked, drawn })
    }

    /// Returns the probability of exactly so many marked ones, within 1e-12 relative.
    pub fn probability(&self, marked: u64) -> f64 {
        if marked < self.least() || marked > self.most() {
            0.0
        } else {
            libm::exp(self.ln_probability(marked))
        }
    }

    /// Returns the probability of at most so many, within 1e-12, relative where it is the smaller part.
    ///
    /// By summing from the count away from the mode; where the standard deviation is above 30,000, by the formula of Euler and
    /// Maclaurin, so that it takes no longer for large counts: within 1e-10 for populations to 1e12, and 1e-4 for the largest.
    pub fn lower_tail(&self, marked: u64) -> f64 {
        discrete::lower_tail(self, marked)
    }

    /// Returns the probability of at least so many; as [`lower_tail`](Self::lower_tail).
    pub fn upper_tail(&self, marked: u64) -> f64 {
        discrete::upper_tail(self, marked)
    }

    /// Returns the probability of all numbers that are no more probable than this one: the p of Fisher's exact test, two-sided.
    ///
    /// Probabilities that differ by a ratio of up to 1e-7 count as equal, as in R's `fisher.test`.
    pub fn two_sided(&self, marked: u64) -> f64 {
        discrete::two_sided(self, marked)
    }

    /// Returns how many are not marked and not drawn, with so many marked ones among those drawn.
    fn others(&self, marked: u64) -> u64 {
        // INVARIANT: a possible count, so that neither step goes below zero
        (self.population - self.marked) - (self.drawn - marked)
    }
}

impl Counts for Hypergeometric {
    fn least(&self) -> u64 {
        self.drawn.saturating_sub(self.population - self.marked)
    }

    fn most(&self) -> u64 {
        self.marked.min(self.drawn)
    }

    fn mode(&self) -> u64 {
        // INVARIANT: only (2^64)² is beyond 128 bits, of all marked and all drawn, whose mode is the largest count
        let up = (u128::from(self.marked) + 1).saturating_mul(u128::from(self.drawn) + 1);
        let mode = up / (u128::from(self.population) + 2);
        u64::try_from(mode).unwrap_or(u64::MAX).clamp(self.least(), self.most())
    }

    fn deviation(&self) -> f64 {
        let (n, m, d) = (count(self.population), count(self.marked), count(self.drawn));
        let (unmarked, left) = (count(self.population - self.marked), count(self.population - self.drawn));
        libm::sqrt(d * (m / n) * (unmarked / n) * (left / f64::max(n - 1.0, 1.0)))
    }

    fn ln_probability(&self, marked: u64) -> f64 {
        let parts = [marked, self.marked - marked, self.drawn - marked, self.others(marked)];
        self.ln_of(parts.map(count))
    }

    fn ln_between(&self, marked: u64, by: f64) -> f64 {
        let [a, b, c, d] =
            [marked, self.marked - marked, self.drawn - marked, self.others(marked)].map(count);
        self.ln_of([a - by, b + by, c + by, d - by])
    }

    fn ratio_below(&self, marked: u64) -> f64 {
        let up = count(marked) * count(self.others(marked));
        up / (count(self.marked - marked + 1) * count(self.drawn - marked + 1))
    }
}

impl Hypergeometric {
    /// Returns the logarithm of the probability of the four cells: marked and drawn, marked and left, drawn and not marked, neither.
    ///
    /// With the share drawn as the chance, the marked and the unmarked are two binomial counts, given their sum.
    ///
    /// # Source
    ///
    /// C. Loader (2000), Fast and Accurate Computation of Binomial Probabilities.
    fn ln_of(&self, [a, b, c, d]: [f64; 4]) -> f64 {
        let (drawn, left) = (count(self.drawn), count(self.population - self.drawn));
        if drawn <= 0.0 || left <= 0.0 {
            return 0.0;
        }
        ln_binomial(a, b, drawn, left) + ln_binomial(c, d, drawn, left)
            - ln_binomial(drawn, left, drawn, left)
    }
}

/// Returns the logarithm of the binomial probability of s successes and f failures at odds `to` : `from`, both positive.
fn ln_binomial(s: f64, f: f64, to: f64, from: f64) -> f64 {
    if s <= 0.0 {
        return -f * libm::log1p(to / from);
    }
    if f <= 0.0 {
        return -s * libm::log1p(from / to);
    }
    ln_beta_density_at(s, f, to, from) - libm::log(s) - libm::log(f / (s + f))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Binomial, Share, ln_binomial_coefficient, normal_cdf};
    use alloc::vec::Vec;
    use proptest::prelude::*;

    /// The number of ways to choose k of n, exactly.
    fn ways(n: u64, k: u64) -> u128 {
        (0..k).fold(1, |ways, i| ways * u128::from(n - i) / u128::from(i + 1))
    }

    fn exact(distribution: &Hypergeometric) -> Vec<(u64, u128)> {
        let Hypergeometric { population, marked, drawn } = *distribution;
        (distribution.least()..=distribution.most())
            .map(|k| (k, ways(marked, k) * ways(population - marked, drawn - k)))
            .collect()
    }

    #[expect(clippy::cast_precision_loss, reason = "ratios to a dozen digits")]
    fn ratio(part: u128, whole: u128) -> f64 {
        part as f64 / whole as f64
    }

    #[test]
    fn wide_and_narrow_tails_agree_with_thirty_digits() {
        crate::golden::check("rel:hypergeometric_lower", 1e-10, |[population, marked, drawn, count]| {
            let [population, marked, drawn, count] = [population, marked, drawn, count].map(whole);
            Hypergeometric::new(population, marked, drawn).unwrap().lower_tail(count)
        });
        crate::golden::check("rel:hypergeometric_upper", 1e-10, |[population, marked, drawn, count]| {
            let [population, marked, drawn, count] = [population, marked, drawn, count].map(whole);
            Hypergeometric::new(population, marked, drawn).unwrap().upper_tail(count)
        });
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole numbers below 2^53")]
    fn whole(x: f64) -> u64 {
        x as u64
    }

    #[test]
    fn counts_of_all_sizes_have_an_answer() {
        let huge = Hypergeometric::new(u64::MAX, u64::MAX / 2, u64::MAX / 3).unwrap();
        let at = huge.mode();
        // one deviation off the mode
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a positive number")]
        let off = at - huge.deviation() as u64;
        assert!((huge.lower_tail(off) / normal_cdf(-1.0) - 1.0).abs() < 1e-5, "{}", huge.lower_tail(off));
        let both = huge.two_sided(off);
        assert!((both / (2.0 * normal_cdf(-1.0)) - 1.0).abs() < 1e-5, "{both}");
        assert!(huge.probability(0) <= 0.0 && huge.upper_tail(0) >= 1.0);
    }

    #[test]
    fn the_largest_population_has_its_ends() {
        let most = u64::MAX;
        let all = Hypergeometric::new(most, most, most).unwrap();
        assert!(all.two_sided(most) >= 1.0 && all.probability(most) >= 1.0);
        assert!(all.lower_tail(5) <= 0.0 && all.upper_tail(5) >= 1.0);
        // one is not marked and one is not drawn: they are the same with probability 1/N
        let all_but_one = Hypergeometric::new(most, most - 1, most - 1).unwrap();
        assert!((all_but_one.two_sided(most - 1) * count(most) - 1.0).abs() < 1e-12);
        assert!(all_but_one.probability(most - 2) >= 1.0 - 1e-12);
    }

    #[test]
    fn nothing_drawn_has_nothing_marked() {
        let nothing = Hypergeometric::new(10, 4, 0).unwrap();
        assert!(nothing.probability(0) >= 1.0 && nothing.two_sided(0) >= 1.0 && nothing.lower_tail(0) >= 1.0);
        let all = Hypergeometric::new(10, 4, 10).unwrap();
        assert!(all.probability(4) >= 1.0 && all.probability(3) <= 0.0 && all.lower_tail(3) <= 0.0);
        assert!(Hypergeometric::new(0, 0, 0).unwrap().two_sided(0) >= 1.0);
    }

    proptest! {
        #[test]
        fn prop_it_is_as_counted(population in 0_u64..60, marked in 0.0..1.0, drawn in 0.0..1.0) {
            let part = |share: f64| whole(share * f64::from(u32::try_from(population).unwrap() + 1)).min(population);
            let distribution = Hypergeometric::new(population, part(marked), part(drawn)).unwrap();
            let cells = exact(&distribution);
            let all: u128 = cells.iter().map(|(_, ways)| ways).sum();
            let mut below = 0;
            for &(count, ways) in &cells {
                below += ways;
                let two_sided: u128 = cells.iter().map(|cell| cell.1).filter(|other| *other <= ways).sum();
                let close = |found: f64, part: u128| (found - ratio(part, all)).abs() <= 1e-12 * ratio(part, all);
                prop_assert!(close(distribution.probability(count), ways));
                prop_assert!((distribution.lower_tail(count) - ratio(below, all)).abs() < 1e-13);
                prop_assert!((distribution.upper_tail(count) - ratio(all - below + ways, all)).abs() < 1e-13);
                prop_assert!((distribution.two_sided(count) - ratio(two_sided, all)).abs() < 1e-12, "{distribution:?} {count}");
            }
        }

        #[test]
        fn prop_binomial_is_as_counted(trials in 0_u64..50, of in 0.001..0.999) {
            let distribution = Binomial::new(trials, Share::below_one(of)).unwrap();
            let of_count = |k: u64| libm::exp(
                ln_binomial_coefficient(trials, k).unwrap() + libm::log(of) * count(k) + libm::log1p(-of) * count(trials - k),
            );
            let mut below = 0.0;
            for k in 0..=trials {
                let own = of_count(k);
                below += own;
                prop_assert!((distribution.probability(k) / own - 1.0).abs() < 1e-11);
                prop_assert!((distribution.lower_tail(k) - below).abs() < 1e-12);
                prop_assert!((distribution.upper_tail(k) - (1.0 - below + own)).abs() < 1e-12);
                let two_sided: f64 = (0..=trials).map(of_count).filter(|other| *other <= own * (1.0 + 1e-7)).sum();
                prop_assert!((distribution.two_sided(k) - two_sided).abs() < 1e-11);
            }
        }

        #[test]
        fn prop_coefficients_are_as_counted(n in 0_u64..100, k in 0_u64..100) {
            if k <= n {
                let exact = libm::log(ratio(ways(n, k), 1));
                prop_assert!((ln_binomial_coefficient(n, k).unwrap() - exact).abs() < 1e-13 * (1.0 + exact));
            } else {
                prop_assert_eq!(ln_binomial_coefficient(n, k), None);
            }
        }
    }
}

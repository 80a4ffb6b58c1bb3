//! [`Generator`]: numbers that look random and are the same everywhere.

use crate::{number::count, special::normal_quantile};

/// A sequence of numbers that look random, by `SplitMix64`: the same for the same seed, purpose and stream on every machine,
/// today and later. It keeps no secrets.
///
/// # Source
///
/// Steele, Lea, Flood (2014), Fast Splittable Pseudorandom Number Generators, OOPSLA; constants of D. Stafford's Mix13.
#[derive(Debug, Clone)]
pub(crate) struct Generator {
    state: u64,
}

/// 2^64 divided by the golden ratio, made odd.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
/// A number is refused with a probability below 1 / 2, mostly far below it: this many are never refused.
const MOST_REFUSED: u32 = 128;

impl Generator {
    /// Returns one of the sequences of a seed. Sequences of different purposes or streams have nothing to do with each other.
    pub(crate) fn new(seed: u64, purpose: &str, stream: u64) -> Self {
        // The name by FNV-1a, so that every letter counts.
        let hash = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        let purpose = purpose.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, hash);
        Self { state: mix(mix(seed.wrapping_add(mix(purpose))).wrapping_add(stream.wrapping_mul(STEP))) }
    }

    pub(crate) const fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        mix(self.state)
    }

    /// Returns a whole number below `end`, each as often; 0 if the end is 0.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        // The upper half of a product (Lemire 2019), without those lower halves that would make some numbers more frequent.
        let refused = end.wrapping_neg().checked_rem(end).unwrap_or_default();
        let mut product = 0;
        for _ in 0..MOST_REFUSED {
            product = u128::from(self.next()) * u128::from(end);
            if product & u128::from(u64::MAX) >= u128::from(refused) {
                break;
            }
        }
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// Returns a number with a standard normal distribution, by its quantile function.
    pub(crate) fn normal(&mut self) -> f64 {
        // The middles of 2^53 equal parts of 0 to 1.
        normal_quantile((count(self.next() >> 11) + 0.5) / 9_007_199_254_740_992.0)
    }
}

const fn mix(state: u64) -> u64 {
    let state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_of_the_published_generator() {
        let mut generator = Generator { state: 1_234_567 };
        let published = [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ];
        assert_eq!(published.map(|_| generator.next()), published);
    }

    #[test]
    fn purposes_and_streams_differ() {
        let first = |seed, purpose, stream| Generator::new(seed, purpose, stream).next();
        let all = [first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1), first(1, "", 0)];
        for (place, one) in all.iter().enumerate() {
            assert!(!all[..place].contains(one), "{place}");
        }
    }

    #[test]
    fn whole_numbers_below_an_end_are_equally_frequent() {
        let mut generator = Generator::new(1, "", 0);
        let mut counts = [0_i32; 7];
        for _ in 0..70_000 {
            counts[usize::try_from(generator.below(7)).unwrap()] += 1;
        }
        // Five standard deviations of about 93 each.
        assert!(counts.iter().all(|count| (count - 10_000).abs() < 465), "{counts:?}");
        assert_eq!((generator.below(1), generator.below(0)), (0, 0));
        let large = u64::MAX / 2 + 2; // every other number is refused
        assert!((0..100).all(|_| generator.below(large) < large));
    }

    #[test]
    fn normal_numbers_have_mean_0_and_variance_1() {
        let mut generator = Generator::new(1, "", 0);
        let numbers: std::vec::Vec<f64> = (0..40_000).map(|_| generator.normal()).collect();
        let mean = numbers.iter().sum::<f64>() / 40_000.0;
        let square = numbers.iter().map(|number| number * number).sum::<f64>() / 40_000.0;
        assert!(mean.abs() < 0.025 && (square - 1.0).abs() < 0.036, "{mean} {square}"); // five standard deviations
    }
}

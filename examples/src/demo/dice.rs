//! The demo's only source of chance.

use std::str::FromStr;

use chrono::TimeDelta;
use crm_model::NameError;
use rand::Rng;
use rand_pcg::Pcg64;

/// Chance in whole numbers, so that the demo is the same everywhere and under every version of `rand`.
pub(super) struct Dice {
    generator: Pcg64,
}

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        // Any stream would do.
        const STREAM: u128 = 2026;
        Self { generator: Pcg64::new(u128::from(seed), STREAM) }
    }

    /// Returns a number below `end`, or zero if there is none.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        let product = u128::from(self.generator.next_u64()) * u128::from(end);
        u64::try_from(product >> 64).unwrap_or_default()
    }

    /// Returns true so many times out of a thousand.
    pub(super) fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1_000) < per_mille
    }

    /// Returns a number of seconds from `least` up to `most`.
    pub(super) fn seconds(&mut self, least: i64, most: i64) -> TimeDelta {
        let spread = u64::try_from(most - least + 1).unwrap_or(1);
        let more = i64::try_from(self.below(spread)).unwrap_or_default();
        TimeDelta::seconds(least + more)
    }

    /// Returns a number of minutes and seconds from `least` up to `most` minutes.
    pub(super) fn minutes(&mut self, least: i64, most: i64) -> TimeDelta {
        self.seconds(least * 60, most * 60)
    }

    /// Returns a number of hours, minutes and seconds from `least` up to `most` hours.
    pub(super) fn hours(&mut self, least: i64, most: i64) -> TimeDelta {
        self.seconds(least * 3_600, most * 3_600)
    }

    /// Returns one of the items, each as likely as its weight.
    pub(super) fn weighted<T: Copy>(&mut self, first: T, items: &[(u64, T)]) -> T {
        let mut left = self.below(items.iter().map(|(weight, _)| weight).sum());
        for (weight, item) in items {
            if left < *weight {
                return *item;
            }
            left -= weight;
        }
        first
    }
}

/// Returns the name that a text of the demo spells.
#[expect(clippy::expect_used, reason = "every text that the demo makes is short and has no white space")]
pub(super) fn name<T: FromStr<Err = NameError>>(text: &str) -> T {
    text.parse().expect("a text of the demo is a name")
}

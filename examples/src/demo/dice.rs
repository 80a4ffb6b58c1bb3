//! The demo's only source of chance.

use std::str::FromStr;

use chrono::TimeDelta;
use crm_model::NameError;
use rand::Rng;
use rand_pcg::Pcg64;

/// A table of the demo: each has dice of its own, so that a change to one leaves the others as they are.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    /// Who the customers are and how they behave.
    Customers,
    /// What is on file about them.
    Files,
    Purchases,
    Interactions,
    Surveys,
    Spend,
    Tickets,
    Rates,
    /// What is wrong with the tables.
    Flaws,
    /// What is learned of customers.
    FileUpdates,
    /// Which tickets are described.
    Descriptions,
    /// What is offered on tickets, and what follows a solution that the customer does not accept.
    Outcomes,
    /// The purchases of the shop, which has nothing to do with the company.
    Shop,
    /// The answers to a survey of its own, which has nothing to do with the company.
    Recommendation,
    /// What big customers should buy.
    Goals,
    /// What customers complain of.
    Causes,
    /// Which tickets are scored, and how.
    QualityReviews,
}

/// Chance in whole numbers, so that the demo is the same everywhere and under every version of `rand`.
pub(super) struct Dice {
    generator: Pcg64,
}

impl Dice {
    pub(super) fn new(seed: u64, part: Part) -> Self {
        // Any numbers would do. Parts differ in stream and start, since streams of one start resemble one another.
        const STREAM: u128 = 2026;
        const FAR: u128 = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        let part = part as u128 + 1;
        Self { generator: Pcg64::new(u128::from(seed).wrapping_add(part.wrapping_mul(FAR)), STREAM + part) }
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

    /// Returns a number from `least` up to `most`, or `least` if that is more.
    pub(super) fn number(&mut self, least: i64, most: i64) -> i64 {
        let spread = u64::try_from(most - least + 1).unwrap_or(1);
        least + i64::try_from(self.below(spread)).unwrap_or_default()
    }

    /// Returns a number of seconds from `least` up to `most`.
    pub(super) fn seconds(&mut self, least: i64, most: i64) -> TimeDelta {
        TimeDelta::seconds(self.number(least, most))
    }

    /// Returns a number of minutes and seconds from `least` up to `most` minutes.
    pub(super) fn minutes(&mut self, least: i64, most: i64) -> TimeDelta {
        self.seconds(least * 60, most * 60)
    }

    /// Returns a number of hours, minutes and seconds from `least` up to `most` hours.
    pub(super) fn hours(&mut self, least: i64, most: i64) -> TimeDelta {
        self.seconds(least * 3_600, most * 3_600)
    }

    /// Returns a number around `median` with a long tail upwards: it goes up or down by a quarter, `steps` times, and
    /// then a little.
    ///
    /// The logarithm of the result is nearly binomial, so the result itself is nearly log-normal.
    pub(super) fn heavy_tail(&mut self, median: i64, steps: u32) -> i64 {
        let step = |number, _| if self.chance(500) { number * 5 / 4 } else { number * 4 / 5 };
        let number = (0..steps).fold(median, step);
        number * self.number(800, 1_250) / 1_000
    }

    /// Returns one of the items, or `first` if there are none.
    pub(super) fn one_of<T: Copy>(&mut self, first: T, items: &[T]) -> T {
        let place = self.below(items.len() as u64);
        usize::try_from(place).ok().and_then(|place| items.get(place)).copied().unwrap_or(first)
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
#[expect(
    clippy::expect_used,
    reason = "every text that the demo makes is short and has no white space around it"
)]
pub(super) fn name<T: FromStr<Err = NameError>>(text: &str) -> T {
    text.parse().expect("a text of the demo is a name")
}

//! The mean of customers' own means, for surveys that one customer answers several times.

use alloc::collections::BTreeMap;

use crm_model::Ratio;

use crate::tally::collects;

/// The answers of one customer that are taken together as their mean.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct OwnMean {
    /// The sum of the answers.
    pub sum: i128,
    /// How many there are.
    pub answers: u64,
}

impl OwnMean {
    /// Returns the customer's mean, or `None` without answers.
    pub fn mean(self) -> Option<Ratio> {
        Ratio::new(self.sum, i128::from(self.answers))
    }
}

/// Sums of the answers of customers, kept apart by how many answers a customer gave, so that the mean of their means stays
/// exact and parts merge in any order.
///
/// # Examples
///
/// ```
/// use crm_kpi::{MeansTally, OwnMean};
///
/// // One customer answered 4 and 5, another 2: (4.5 + 2) / 2, not 11 / 3.
/// let answers = [(9, 2), (2, 1)].map(|(sum, answers)| OwnMean { sum, answers });
/// let tally: MeansTally = answers.into_iter().collect();
/// assert_eq!(tally.mean().unwrap().to_string(), "13/4");
/// assert_eq!(tally.customers(), 2);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct MeansTally {
    // For each number of answers the sum of all answers, and the customers.
    sums: BTreeMap<u64, (i128, u64)>,
}

impl MeansTally {
    /// Adds one customer; nothing for one without answers.
    pub fn record(&mut self, own: OwnMean) {
        if own.answers > 0 {
            self.add(own.answers, own.sum, 1);
        }
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (answers, (sum, customers)) in other.sums {
            self.add(answers, sum, customers);
        }
        self
    }

    fn add(&mut self, answers: u64, sum: i128, customers: u64) {
        let known = self.sums.entry(answers).or_default();
        *known = (known.0.saturating_add(sum), known.1.saturating_add(customers));
    }

    /// Returns how many customers answered.
    pub fn customers(&self) -> u64 {
        self.sums.values().fold(0, |all, (_, customers)| all.saturating_add(*customers))
    }

    /// Returns the mean of the customers' means, or `None` where nobody answered or the exact fraction is beyond 128 bits.
    pub fn mean(&self) -> Option<Ratio> {
        let multiple = self.sums.keys().try_fold(1, |all, answers| common(all, i128::from(*answers)))?;
        let sum = self.sums.iter().try_fold(0_i128, |sum, (answers, (part, _))| {
            let factor = multiple.checked_div(i128::from(*answers))?;
            sum.checked_add(part.checked_mul(factor)?)
        })?;
        let customers = Some(self.customers()).filter(|customers| *customers < u64::MAX)?;
        Ratio::new(sum, multiple.checked_mul(i128::from(customers))?)
    }
}

/// Returns the least common multiple of two numbers above zero.
fn common(one: i128, other: i128) -> Option<i128> {
    let (mut divisor, mut rest) = (one, other);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    one.checked_mul(other.checked_div(divisor)?)
}

collects!(MeansTally of OwnMean);

//! The mean of customers' own means, for surveys that one customer answers several times.

use alloc::collections::BTreeMap;

use crm_model::Ratio;

use crate::tally::collects;
use crate::{Evidence, Quantity, Reason, Spread, Value};

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
    sums: BTreeMap<u64, Sums>, // by the number of answers
}

/// The customers who gave one number of answers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
struct Sums {
    sum: i128,
    // The sum of the squares of the customers' own sums; `None` beyond 128 bits.
    squares: Option<u128>,
    customers: u64,
}

impl MeansTally {
    /// Adds one customer; nothing for one without answers.
    pub fn record(&mut self, own: OwnMean) {
        if own.answers > 0 {
            let squares = own.sum.unsigned_abs().checked_mul(own.sum.unsigned_abs());
            self.add(own.answers, Sums { sum: own.sum, squares, customers: 1 });
        }
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub fn merge(mut self, other: Self) -> Self {
        for (answers, sums) in other.sums {
            self.add(answers, sums);
        }
        self
    }

    fn add(&mut self, answers: u64, Sums { sum, squares, customers }: Sums) {
        let none = Sums { sum: 0, squares: Some(0), customers: 0 };
        let known = self.sums.entry(answers).or_insert(none);
        *known = Sums {
            sum: known.sum.saturating_add(sum),
            squares: known.squares.zip(squares).and_then(|(one, other)| one.checked_add(other)),
            customers: known.customers.saturating_add(customers),
        };
    }

    /// Returns how many customers answered.
    pub fn customers(&self) -> u64 {
        self.sums.values().fold(0, |all, sums| all.saturating_add(sums.customers))
    }

    /// Returns the mean of the customers' means, or `None` where nobody answered or the exact fraction is beyond 128 bits.
    pub fn mean(&self) -> Option<Ratio> {
        let multiple = self.sums.keys().try_fold(1, |all, answers| common(all, i128::from(*answers)))?;
        let sum = self.sums.iter().try_fold(0_i128, |sum, (answers, sums)| {
            let factor = multiple.checked_div(i128::from(*answers))?;
            sum.checked_add(sums.sum.checked_mul(factor)?)
        })?;
        let customers = Some(self.customers()).filter(|customers| *customers < u64::MAX)?;
        Ratio::new(sum, multiple.checked_mul(i128::from(customers))?)
    }

    /// Returns what stands behind the mean.
    ///
    /// Where a customer gave several answers, the parts depend on how many each gave, so that they do not add up and the
    /// evidence merges with nothing: merge the tallies.
    pub fn evidence(&self) -> Evidence {
        let alone = self.sums.get(&1).copied().unwrap_or(Sums { squares: Some(0), ..Sums::default() });
        if alone.customers == self.customers() {
            return Evidence::mean(Quantity::Number, alone.sum, alone.squares, alone.customers);
        }
        let value = self.mean().map_or(Value::Undefined(Reason::TooLarge), Value::Number);
        Evidence::of_value(&value).with_spread(Spread::Unknown).with_cases(self.customers())
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

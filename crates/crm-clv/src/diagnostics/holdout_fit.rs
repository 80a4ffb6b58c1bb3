//! [`HoldoutFit`]: what a model expected of a time that it was not fitted to, and what came.

use alloc::vec::Vec;

use libm::{fabs, sqrt};

use crate::{History, Horizon, PurchaseModel, Split, number::count};

/// What a model expected of a holdout and what came, for all customers and by how often they had bought before.
///
/// # Examples
///
/// ```
/// use crm_clv::{History, HoldoutFit, Horizon, Nbd};
///
/// // A quarter of (1 + x) purchases is expected of each: 0.25 and 0.5; one and none came.
/// let model = Nbd::new(1.0, 1.0)?;
/// let customers = [(History::new(0, 0.0, 3.0)?, 1), (History::new(1, 2.0, 3.0)?, 0)];
/// let fit = HoldoutFit::new(&model, customers, Horizon::new(1.0)?, 7).ok_or("nobody")?;
/// assert_eq!((fit.expected, fit.actual), (0.75, 1));
/// assert_eq!(fit.mean_absolute_error, (0.75 + 0.5) / 2.0);
/// assert_eq!(fit.bias, (-0.75 + 0.5) / 2.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct HoldoutFit {
    /// The model's name.
    pub model: &'static str,
    /// How many customers were known before.
    pub customers: u64,
    /// The purchases expected of all of them in the holdout.
    pub expected: f64,
    /// The purchases that came.
    pub actual: u64,
    /// The mean over customers of the size of expected less actual purchases.
    pub mean_absolute_error: f64,
    /// The root of the mean over customers of the square of expected less actual purchases.
    pub root_mean_squared_error: f64,
    /// The mean over customers of expected less actual purchases: below 0 if too little was expected.
    pub bias: f64,
    /// Customers by how often they had come back before, rising; those that nobody belongs to are left out.
    pub groups: Vec<HoldoutGroup>,
}

/// Customers who had come back equally often before a holdout.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct HoldoutGroup {
    /// How often: x.
    pub frequency: u64,
    /// Whether those who had come back more often are among them.
    pub or_more: bool,
    /// How many customers: one at least.
    pub customers: u64,
    /// The purchases expected of all of them.
    pub expected: f64,
    /// The purchases that came.
    pub actual: u64,
}

impl HoldoutGroup {
    /// Returns the expected purchases a customer.
    #[must_use]
    pub fn mean_expected(&self) -> f64 {
        self.expected / count(self.customers)
    }

    /// Returns the actual purchases a customer.
    #[must_use]
    pub fn mean_actual(&self) -> f64 {
        count(self.actual) / count(self.customers)
    }
}

impl HoldoutFit {
    /// Returns how a model does on customers, each with the history before and the purchases in the holdout, which is as long
    /// as the horizon; `None` without customers.
    ///
    /// Customers who had come back `last_group` times or more before are one group. The order of the customers changes
    /// nothing.
    pub fn new(
        model: &impl PurchaseModel,
        customers: impl IntoIterator<Item = (History, u64)>,
        horizon: Horizon,
        last_group: u64,
    ) -> Option<Self> {
        let key = |(history, actual): (History, u64)| {
            [history.frequency(), history.recency().to_bits(), history.age().to_bits(), actual]
        };
        let mut keys: Vec<[u64; 4]> = customers.into_iter().map(key).collect();
        keys.sort_unstable();
        let mut sums = Sums::default();
        let mut groups: Vec<HoldoutGroup> = Vec::new();
        let alike =
            |one: &[u64; 4], other: &[u64; 4]| one.iter().zip(other).take(3).all(|(one, other)| one == other);
        for alike in keys.chunk_by(alike) {
            let Some(&[frequency, recency, age, _]) = alike.first() else { continue };
            let history = History::of_checked(frequency, f64::from_bits(recency), f64::from_bits(age));
            let expected = model.expected_purchases(&history, horizon);
            let frequency = frequency.min(last_group);
            if groups.last().is_none_or(|group| group.frequency != frequency) {
                let or_more = frequency == last_group;
                groups.push(HoldoutGroup { frequency, or_more, customers: 0, expected: 0.0, actual: 0 });
            }
            for &[.., actual] in alike {
                sums.add(expected, actual);
                if let Some(group) = groups.last_mut() {
                    group.customers += 1;
                    group.expected += expected;
                    group.actual = group.actual.saturating_add(actual);
                }
            }
        }
        let customers = Some(sums.customers).filter(|customers| *customers > 0).map(count)?;
        Some(Self {
            model: model.name(),
            customers: sums.customers,
            expected: sums.expected,
            actual: sums.actual,
            mean_absolute_error: sums.absolute / customers,
            root_mean_squared_error: sqrt(sums.square / customers),
            bias: sums.difference / customers,
            groups,
        })
    }

    /// Returns how a model does on the holdout of a split, fitted to its calibration or not; `None` without customers, which
    /// no split is. See [`new`](Self::new).
    ///
    /// The model's unit of time must be that of the split.
    pub fn of_split<K>(model: &impl PurchaseModel, split: &Split<K>, last_group: u64) -> Option<Self> {
        let histories = split.calibration().summaries().map(|summary| summary.history());
        let actual = split.holdout().iter().map(|holdout| holdout.purchases);
        Self::new(model, histories.zip(actual), Horizon::new(split.holdout_length()).ok()?, last_group)
    }
}

/// Sums over customers.
#[derive(Debug, Default)]
struct Sums {
    customers: u64,
    expected: f64,
    actual: u64,
    absolute: f64,
    square: f64,
    difference: f64,
}

impl Sums {
    fn add(&mut self, expected: f64, actual: u64) {
        let difference = expected - count(actual);
        self.customers += 1;
        self.expected += expected;
        self.actual = self.actual.saturating_add(actual);
        self.absolute += fabs(difference);
        self.square += difference * difference;
        self.difference += difference;
    }
}

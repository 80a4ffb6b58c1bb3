//! How many customers came back how often, and how many a model expects to.

use alloc::{collections::BTreeMap, vec::Vec};

use crate::{Cells, Horizon, PurchaseModel, number::count};

/// Customers who came back so often, and how many were to be expected.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct FrequencyClass {
    /// How often: x.
    pub frequency: u32,
    /// Whether those who came back more often are among them: the last class.
    pub or_more: bool,
    /// How many customers did.
    pub observed: u64,
    /// How many the model expects to, each over the time for which the customer was observed.
    pub expected: f64,
}

/// Returns how many customers came back 0, 1, 2, ... times and `last` times or more, and how many a model expects to.
///
/// Both sum to the number of customers. Of the model, each class costs a probability for every age that occurs.
///
/// # Examples
///
/// ```
/// use crm_clv::{Cells, History, Nbd, TimeUnit, repeat_frequencies};
///
/// // Shape 1 and rate 1 over a time of 1: half of the customers never come back, half of the others once, and so on.
/// let model = Nbd::new(1.0, 1.0)?;
/// let cells = Cells::new([History::new(0, 0.0, 1.0)?, History::new(5, 0.5, 1.0)?], TimeUnit::WEEK);
/// let classes = repeat_frequencies(&model, &cells, 2);
/// let expected: Vec<_> = classes.iter().map(|class| format!("{:.3}", class.expected)).collect();
/// assert_eq!(expected, ["1.000", "0.500", "0.500"]);
/// assert_eq!(classes.iter().map(|class| class.observed).collect::<Vec<_>>(), [1, 0, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use]
pub fn repeat_frequencies(model: &impl PurchaseModel, cells: &Cells, last: u16) -> Vec<FrequencyClass> {
    let mut ages: BTreeMap<u64, u64> = BTreeMap::new(); // bits of ages that are not negative rise as they do
    let mut observed = alloc::vec![0_u64; usize::from(last) + 1];
    for cell in cells.cells() {
        *ages.entry(cell.history.age().to_bits()).or_default() += cell.customers;
        let class =
            usize::try_from(cell.history.frequency().min(u64::from(last))).unwrap_or(usize::from(last));
        if let Some(customers) = observed.get_mut(class) {
            *customers += cell.customers;
        }
    }
    let ages = ages
        .iter()
        .filter_map(|(age, customers)| Some((Horizon::new(f64::from_bits(*age)).ok()?, count(*customers))));
    let ages: Vec<(Horizon, f64)> = ages.collect();
    let mut rest = count(cells.customers());
    let class = |(frequency, observed): (u32, u64)| {
        let or_more = frequency == u32::from(last);
        let expected = if or_more {
            rest.max(0.0)
        } else {
            let of_age = |(age, customers): &(Horizon, f64)| {
                customers * model.probability_of_purchases_of_new(frequency, *age)
            };
            ages.iter().map(of_age).sum()
        };
        rest -= expected;
        FrequencyClass { frequency, or_more, observed, expected }
    };
    (0..).zip(observed).map(class).collect()
}

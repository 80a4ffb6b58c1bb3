//! The values of many customers at once.

use alloc::vec::Vec;

use super::{CustomerValue, LifetimeValue};
use crate::{History, PurchaseModel, SpendHistory, summary::parallel};

/// How many customers are worked on at a time.
const CHUNK: usize = 16_384;

impl<M: PurchaseModel + Sync> LifetimeValue<'_, M> {
    /// Returns the values of customers, in their order: exactly what [`of`](Self::of) says of each.
    ///
    /// What a customer who is alive will buy depends on frequency and age alone, and is worked out once for each two of them
    /// that occur. With the feature `rayon` all cores share the work, to the same bits.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::{ClvTerms, GammaGamma, History, LifetimeValue, Nbd, SpendHistory};
    ///
    /// let (purchases, spend) = (Nbd::new(1.0, 1.0)?, GammaGamma::new(2.0, 3.0, 10.0)?);
    /// let terms = ClvTerms { periods: 1, period: 4.0, discount: 0.0, margin: 0.5 };
    /// let values = LifetimeValue::new(&purchases, &spend, terms)?;
    /// let once = (History::new(0, 0.0, 3.0)?, SpendHistory::new(0, 0.0)?);
    /// let table = values.of_all([once, once]);
    /// // One purchase is expected of 1 / (1 + 3) a week in 4 weeks, of 2 x 10 / (3 - 1), and half of that is left.
    /// assert_eq!(table.iter().map(|customer| customer.value).collect::<Vec<_>>(), [Some(5.0); 2]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn of_all(&self, customers: impl IntoIterator<Item = (History, SpendHistory)>) -> Vec<CustomerValue> {
        let customers: Vec<_> = customers.into_iter().collect();
        let (distinct, places) = frequencies_and_ages(&customers);
        let if_alive = parallel::map(&distinct, || (), |(), history| self.if_alive(history));
        let chunks: Vec<_> = customers.chunks(CHUNK).zip(places.chunks(CHUNK)).collect();
        let values = parallel::map(
            &chunks,
            || (),
            |(), (customers, places)| {
                let of_customer = |((history, spend), place): (&(History, SpendHistory), &usize)| {
                    self.of_known(history, spend, if_alive.get(*place).copied().flatten())
                };
                customers.iter().zip(*places).map(of_customer).collect::<Vec<_>>()
            },
        );
        values.into_iter().flatten().collect()
    }
}

/// Returns one history of each frequency and age, and for each customer the place of its.
fn frequencies_and_ages(customers: &[(History, SpendHistory)]) -> (Vec<History>, Vec<usize>) {
    let keys = customers
        .iter()
        .enumerate()
        .map(|(row, (history, _))| (history.frequency(), history.age().to_bits(), row));
    let mut sorted: Vec<(u64, u64, usize)> = keys.collect();
    parallel::sort(&mut sorted, |key| *key);
    let mut distinct = Vec::new();
    let mut places = alloc::vec![usize::MAX; customers.len()];
    let same = sorted.chunk_by(|one, next| (one.0, one.1) == (next.0, next.1));
    for (place, same) in same.enumerate() {
        let Some((frequency, age, _)) = same.first() else { continue };
        distinct.push(History::of_checked(*frequency, 0.0, f64::from_bits(*age)));
        for (_, _, row) in same {
            if let Some(of_customer) = places.get_mut(*row) {
                *of_customer = place;
            }
        }
    }
    (distinct, places)
}

//! [`ProductPairs`]: which products are bought by the same customers, counted.

use alloc::vec::Vec;

use crm_model::Ratio;

use super::history::{at, at_mut};
use super::{Counts, CrossSellingSpec, PairOrder, ProductHistory};

/// Pairs of products that a rule lets count. Made by [`CrossSellingRule::pairs`](super::CrossSellingRule::pairs).
///
/// A pair has a direction: of those who bought the first, so many also bought the second. Both directions of two products
/// count or not each by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductPairs<'a, C, P> {
    pub(super) history: &'a ProductHistory<C, P>,
    pub(super) order: PairOrder,
    buyers: Vec<u32>,
    // INVARIANT: one more than products; rising from 0 to the length of `pairs`.
    starts: Vec<usize>,
    // INVARIANT: for each product what was also bought and by how many with it, in the order of the products.
    pairs: Vec<(u32, u32)>,
}

/// One pair of products: who bought the one, and who also bought the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct ProductPair<'a, P> {
    /// What was bought.
    pub bought: &'a P,
    /// What was also bought.
    pub also: &'a P,
    /// How many customers bought both.
    pub with_both: u64,
    /// How many bought the first, with or without the second.
    pub with_bought: u64,
    /// How many bought the second, with or without the first.
    pub with_also: u64,
    /// How many bought anything.
    pub customers: u64,
}

impl<P> ProductPair<'_, P> {
    /// Returns the part of all customers who bought both.
    pub fn support(&self) -> Option<Ratio> {
        Ratio::new(self.with_both.into(), self.customers.into())
    }

    /// Returns the part of those who bought the first who bought the second as well.
    pub fn confidence(&self) -> Option<Ratio> {
        Ratio::new(self.with_both.into(), self.with_bought.into())
    }

    /// Returns how many times as often as all customers those who bought the first bought the second; it is the same in both
    /// directions.
    pub fn lift(&self) -> Option<Ratio> {
        let part = i128::from(self.with_both).checked_mul(self.customers.into())?;
        Ratio::new(part, i128::from(self.with_bought).checked_mul(self.with_also.into())?)
    }
}

impl<'a, C: Ord, P: Ord> ProductPairs<'a, C, P> {
    pub(super) fn new(history: &'a ProductHistory<C, P>, spec: &CrossSellingSpec) -> Self {
        let customers = history.customers().len() as u64;
        let buyers = history.buyers();
        let counted = counted(history, &buyers, spec.least(customers));
        let passes = |bought: u32, also: u32, both: u32| {
            let (with_bought, with_also) =
                (at(&buyers, bought).unwrap_or_default(), at(&buyers, also).unwrap_or_default());
            let confident =
                spec.confidence.is_none_or(|least| least.is_reached_by(both.into(), with_bought.into()));
            let lifted = spec.lift.is_none_or(|least| {
                let part = i128::from(both) * i128::from(customers);
                Ratio::new(part, i128::from(with_bought) * i128::from(with_also))
                    .is_some_and(|lift| lift >= least)
            });
            confident && lifted
        };
        // The counted pairs rise by their first product, then by their second. So the pairs of a product with smaller ones
        // come before those with greater ones, and both are in order.
        let mut lengths = alloc::vec![0_usize; buyers.len()];
        let directed = || {
            let both_ways = |&(one, other, both): &(u32, u32, u32)| [(one, other, both), (other, one, both)];
            counted.iter().flat_map(both_ways).filter(|&(bought, also, both)| passes(bought, also, both))
        };
        for (bought, ..) in directed() {
            if let Some(length) = at_mut(&mut lengths, bought) {
                *length += 1; // no more than there are products
            }
        }
        let mut starts = Vec::with_capacity(lengths.len() + 1);
        let mut next = 0_usize;
        for length in lengths {
            starts.push(next);
            next += length;
        }
        let mut free = starts.clone();
        starts.push(next);
        let mut pairs = alloc::vec![(0, 0); next];
        for (bought, also, both) in directed() {
            if let Some(place) = at_mut(&mut free, bought) {
                if let Some(pair) = pairs.get_mut(*place) {
                    *pair = (also, both);
                }
                *place += 1;
            }
        }
        Self { history, order: spec.order, buyers, starts, pairs }
    }

    /// Returns the purchases that were counted.
    pub fn history(&self) -> &'a ProductHistory<C, P> {
        self.history
    }

    /// Returns how many pairs count, each direction by itself.
    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    /// Returns whether no pair counts.
    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// Yields every pair in the order of the products: of the first, then of the second.
    pub fn iter(&self) -> impl Iterator<Item = ProductPair<'a, P>> {
        let codes = 0..u32::try_from(self.buyers.len()).unwrap_or(u32::MAX);
        codes.flat_map(|code| self.counts_of(code)).filter_map(|counts| self.pair(counts))
    }

    /// Yields the pairs that begin with a product, in the order of the second; none for a product that is not known.
    pub fn of(&self, bought: &P) -> impl Iterator<Item = ProductPair<'a, P>> {
        let code = self.history.code_of(bought);
        code.into_iter().flat_map(|code| self.counts_of(code)).filter_map(|counts| self.pair(counts))
    }

    /// Returns the strongest pairs, so many at the most, the strongest first.
    pub fn strongest(&self, most: usize) -> Vec<ProductPair<'a, P>> {
        let codes = 0..u32::try_from(self.buyers.len()).unwrap_or(u32::MAX);
        let mut all: Vec<Counts> = codes.flat_map(|code| self.counts_of(code)).collect();
        keep_strongest(&mut all, most, self.order);
        all.into_iter().filter_map(|counts| self.pair(counts)).collect()
    }

    /// Yields the counts of the pairs that begin with a product.
    pub(super) fn counts_of(&self, bought: u32) -> impl Iterator<Item = Counts> {
        let place = usize::try_from(bought).unwrap_or(usize::MAX);
        let bounds = self.starts.get(place).zip(self.starts.get(place.saturating_add(1)));
        let pairs = bounds.and_then(|(from, to)| self.pairs.get(*from..*to)).unwrap_or_default();
        let with_bought = at(&self.buyers, bought).unwrap_or_default();
        pairs.iter().map(move |&(also, with_both)| {
            let with_also = at(&self.buyers, also).unwrap_or_default();
            Counts { bought, also, with_both, with_bought, with_also }
        })
    }

    pub(super) fn pair(&self, counts: Counts) -> Option<ProductPair<'a, P>> {
        Some(ProductPair {
            bought: self.history.product(counts.bought)?,
            also: self.history.product(counts.also)?,
            with_both: counts.with_both.into(),
            with_bought: counts.with_bought.into(),
            with_also: counts.with_also.into(),
            customers: self.history.customers().len() as u64,
        })
    }
}

/// Leaves the strongest pairs, so many at the most, the strongest first.
pub(super) fn keep_strongest(pairs: &mut Vec<Counts>, most: usize, order: PairOrder) {
    if most == 0 {
        pairs.clear();
    } else if most < pairs.len() {
        pairs.select_nth_unstable_by(most - 1, |one, other| one.stronger_first(other, order));
        pairs.truncate(most);
    }
    pairs.sort_unstable_by(|one, other| one.stronger_first(other, order));
}

/// Counts the customers with both of any two products, the smaller code first; leaves out pairs that fewer than `least`
/// have. A product that fewer bought is in no such pair and is not looked at.
fn counted<C: Ord, P: Ord>(
    history: &ProductHistory<C, P>,
    buyers: &[u32],
    least: u64,
) -> Vec<(u32, u32, u32)> {
    let is_common = |code: &u32| at(buyers, *code).is_some_and(|count| u64::from(count) >= least);
    let mut baskets: Vec<u32> = Vec::new();
    let mut bounds: Vec<(usize, usize)> = Vec::new();
    // For each product the customers who have it, as places in `bounds`.
    let mut owners: Vec<Vec<usize>> = alloc::vec![Vec::new(); buyers.len()];
    for basket in history.baskets() {
        let from = baskets.len();
        baskets.extend(basket.iter().copied().filter(is_common));
        for code in baskets.get(from..).unwrap_or_default() {
            if let Some(of_product) = at_mut(&mut owners, *code) {
                of_product.push(bounds.len());
            }
        }
        bounds.push((from, baskets.len()));
    }
    let mut both = alloc::vec![0_u32; buyers.len()];
    let mut met: Vec<u32> = Vec::new();
    let mut pairs = Vec::new();
    for (one, of_product) in (0_u32..).zip(&owners) {
        for owner in of_product {
            let Some((next, to)) = bounds.get_mut(*owner) else { continue };
            // Products come in order, so the basket begins with this one; what follows are the greater ones.
            *next += 1;
            for other in baskets.get(*next..*to).unwrap_or_default() {
                if let Some(count) = at_mut(&mut both, *other) {
                    if *count == 0 {
                        met.push(*other);
                    }
                    *count += 1; // no more than there are customers
                }
            }
        }
        met.sort_unstable();
        for other in met.drain(..) {
            let count = at_mut(&mut both, other).map(core::mem::take).unwrap_or_default();
            if u64::from(count) >= least {
                pairs.push((one, other, count));
            }
        }
    }
    pairs
}

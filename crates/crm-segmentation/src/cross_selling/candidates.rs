//! [`Candidate`]: a product that a customer has not bought, with the reason to offer it.

use alloc::vec::Vec;

use super::history::{at, at_mut};
use super::pairs::keep_strongest;
use super::{Counts, ProductPair, ProductPairs};

/// A product that a customer has not bought, and the strongest pair that leads to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Candidate<'a, P> {
    /// What to offer.
    pub product: &'a P,
    /// Why: what the customer has bought, and how many of those who bought that bought this as well.
    pub because: ProductPair<'a, P>,
}

impl<'a, C: Ord, P: Ord> ProductPairs<'a, C, P> {
    /// Returns what to offer to a customer, so many products at the most, those of the strongest pairs first.
    ///
    /// `None` for a customer who bought nothing: nothing is known that could lead to a product. A customer whose purchases
    /// lead to nothing new has an empty list.
    pub fn candidates(&self, customer: &C, most: usize) -> Option<Vec<Candidate<'a, P>>> {
        let place = self.history.place_of(customer)?;
        Some(Search::new(self).run(self, place, most))
    }

    /// Yields what to offer to every customer, in the order of the customers, as [`candidates`](Self::candidates) does for one.
    pub fn all_candidates(&self, most: usize) -> AllCandidates<'_, 'a, C, P> {
        AllCandidates { pairs: self, most, next: 0, search: Search::new(self) }
    }
}

/// What to offer to one customer after another. Made by [`ProductPairs::all_candidates`].
#[derive(Debug, Clone)]
pub struct AllCandidates<'p, 'a, C, P> {
    pairs: &'p ProductPairs<'a, C, P>,
    most: usize,
    next: usize,
    search: Search,
}

impl<'a, C: Ord, P: Ord> Iterator for AllCandidates<'_, 'a, C, P> {
    type Item = (&'a C, Vec<Candidate<'a, P>>);

    fn next(&mut self) -> Option<Self::Item> {
        let customer = self.pairs.history.customers().get(self.next)?;
        let candidates = self.search.run(self.pairs, self.next, self.most);
        self.next += 1;
        Some((customer, candidates))
    }
}

/// The strongest pair that leads to each product, for one customer at a time.
#[derive(Debug, Clone)]
struct Search {
    best: Vec<Slot>,
    found: Vec<u32>,
}

#[derive(Debug, Clone, Copy)]
enum Slot {
    Empty,
    Bought,
    Candidate(Counts),
}

impl Search {
    fn new<C: Ord, P: Ord>(pairs: &ProductPairs<'_, C, P>) -> Self {
        Self { best: alloc::vec![Slot::Empty; pairs.history.products().len()], found: Vec::new() }
    }

    fn run<'a, C: Ord, P: Ord>(
        &mut self,
        pairs: &ProductPairs<'a, C, P>,
        place: usize,
        most: usize,
    ) -> Vec<Candidate<'a, P>> {
        let basket = pairs.history.basket(place).unwrap_or_default();
        for code in basket {
            self.set(*code, Slot::Bought);
        }
        for counts in basket.iter().flat_map(|code| pairs.counts_of(*code)) {
            match at(&self.best, counts.also) {
                Some(Slot::Empty) => {
                    self.found.push(counts.also);
                    self.set(counts.also, Slot::Candidate(counts));
                }
                Some(Slot::Candidate(known)) if counts.stronger_first(&known, pairs.order).is_lt() => {
                    self.set(counts.also, Slot::Candidate(counts));
                }
                _ => {}
            }
        }
        let mut candidates = Vec::with_capacity(self.found.len());
        for code in core::mem::take(&mut self.found) {
            if let Some(Slot::Candidate(counts)) = at(&self.best, code) {
                candidates.push(counts);
            }
            self.set(code, Slot::Empty);
        }
        for code in basket {
            self.set(*code, Slot::Empty);
        }
        keep_strongest(&mut candidates, most, pairs.order);
        let candidate = |counts| {
            let because = pairs.pair(counts)?;
            Some(Candidate { product: because.also, because })
        };
        candidates.into_iter().filter_map(candidate).collect()
    }

    fn set(&mut self, code: u32, slot: Slot) {
        if let Some(place) = at_mut(&mut self.best, code) {
            *place = slot;
        }
    }
}

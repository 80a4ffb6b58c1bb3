//! [`ProductHistory`]: which customer has bought which products.

use alloc::vec::Vec;

use thiserror::Error;

/// Which customer has bought which products, laid out for counting.
///
/// Customers and products are any keys with an order: codes in columns, ids, words.
///
/// # Examples
///
/// ```
/// use crm_segmentation::ProductHistory;
///
/// // Two columns of codes, as a host may keep them; the second line repeats the first.
/// let (customers, products) = ([7_u32, 7, 7, 9], [100_u32, 100, 200, 100]);
/// let history = ProductHistory::new(customers.into_iter().zip(products))?;
/// assert_eq!(history.customers(), [7, 9]);
/// assert_eq!(history.products(), [100, 200]);
/// assert!(history.bought_by(&7).unwrap().eq(&[100, 200]));
/// # Ok::<(), crm_segmentation::HistoryError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductHistory<C, P> {
    // INVARIANT: both sorted and distinct; at most `u32::MAX` of each.
    customers: Vec<C>,
    products: Vec<P>,
    // INVARIANT: one more than customers; rising from 0 to the length of `bought`.
    starts: Vec<usize>,
    // INVARIANT: places in `products`, rising strictly within a customer.
    bought: Vec<u32>,
}

/// Why lines make no history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HistoryError {
    /// More customers or products than can be told apart by 32 bits.
    #[error("there are more customers or products than 4294967295")]
    TooMany,
}

impl<C: Ord, P: Ord + Clone> ProductHistory<C, P> {
    /// Returns the history that lines tell: a customer and a product each, in any order. A line that is there twice counts
    /// once.
    ///
    /// # Errors
    ///
    /// When there are more customers or products than 32 bits tell apart.
    pub fn new(lines: impl IntoIterator<Item = (C, P)>) -> Result<Self, HistoryError> {
        let mut lines: Vec<(C, P)> = lines.into_iter().collect();
        lines.sort_unstable();
        lines.dedup();
        let mut products: Vec<P> = lines.iter().map(|(_, product)| product.clone()).collect();
        products.sort_unstable();
        products.dedup();
        let (mut customers, mut starts) = (Vec::new(), Vec::new());
        let mut bought = Vec::with_capacity(lines.len());
        for (customer, product) in lines {
            if customers.last() != Some(&customer) {
                customers.push(customer);
                starts.push(bought.len());
            }
            let place = products.binary_search(&product).unwrap_or_default(); // every product is among them
            bought.push(u32::try_from(place).map_err(|_| HistoryError::TooMany)?);
        }
        starts.push(bought.len());
        if u32::try_from(customers.len()).is_err() || u32::try_from(products.len()).is_err() {
            return Err(HistoryError::TooMany);
        }
        Ok(Self { customers, products, starts, bought })
    }
}

impl<C: Ord, P: Ord> ProductHistory<C, P> {
    /// Returns the customers who bought anything, in order.
    pub fn customers(&self) -> &[C] {
        &self.customers
    }

    /// Returns the products that anybody bought, in order.
    pub fn products(&self) -> &[P] {
        &self.products
    }

    /// Yields what a customer bought, in order; `None` for one who bought nothing.
    pub fn bought_by(&self, customer: &C) -> Option<impl Iterator<Item = &P>> {
        let basket = self.basket(self.place_of(customer)?)?;
        Some(basket.iter().filter_map(|code| self.product(*code)))
    }

    /// Returns the codes of the products that the customer of a place bought.
    pub(super) fn basket(&self, place: usize) -> Option<&[u32]> {
        let (from, to) = (*self.starts.get(place)?, *self.starts.get(place.checked_add(1)?)?);
        self.bought.get(from..to)
    }

    /// Yields the codes of all that was bought, one customer after another.
    pub(super) fn baskets(&self) -> impl Iterator<Item = &[u32]> {
        self.starts.windows(2).filter_map(|bounds| match bounds {
            [from, to] => self.bought.get(*from..*to),
            _ => None,
        })
    }

    pub(super) fn product(&self, code: u32) -> Option<&P> {
        self.products.get(usize::try_from(code).ok()?)
    }

    pub(super) fn code_of(&self, product: &P) -> Option<u32> {
        self.products.binary_search(product).ok().and_then(|place| u32::try_from(place).ok())
    }

    pub(super) fn place_of(&self, customer: &C) -> Option<usize> {
        self.customers.binary_search(customer).ok()
    }

    /// Returns how many customers bought each product.
    pub(super) fn buyers(&self) -> Vec<u32> {
        let mut buyers = alloc::vec![0_u32; self.products.len()];
        for code in &self.bought {
            if let Some(count) = at_mut(&mut buyers, *code) {
                *count = count.saturating_add(1); // at most one for each customer
            }
        }
        buyers
    }
}

/// Returns what a list holds for a code.
pub(super) fn at<T: Copy>(list: &[T], code: u32) -> Option<T> {
    list.get(usize::try_from(code).ok()?).copied()
}

/// Returns where a list holds what belongs to a code.
pub(super) fn at_mut<T>(list: &mut [T], code: u32) -> Option<&mut T> {
    list.get_mut(usize::try_from(code).ok()?)
}

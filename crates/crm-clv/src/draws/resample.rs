//! [`Resample`]: customers who can be drawn anew, for the bootstrap.

use alloc::vec::Vec;

use crate::{Cells, RegularCells, SpendCells};

/// Customers that can be drawn anew, as many as there are; the trait is sealed.
pub trait Resample: sealed::Resample + Sync {}

impl Resample for Cells {}
impl Resample for RegularCells {}
impl Resample for SpendCells {}

pub(crate) mod sealed {
    use alloc::vec::Vec;

    /// What [`Resample`](super::Resample) asks for.
    pub trait Resample: Sized {
        /// Returns how many customers each cell has.
        fn numbers(&self) -> Vec<u64>;

        /// Returns the same cells with other numbers of customers.
        fn with_numbers(&self, numbers: &[u64]) -> Self;
    }
}

impl sealed::Resample for Cells {
    fn numbers(&self) -> Vec<u64> {
        self.cells().iter().map(|cell| cell.customers).collect()
    }

    fn with_numbers(&self, numbers: &[u64]) -> Self {
        self.with_customers(numbers)
    }
}

impl sealed::Resample for RegularCells {
    fn numbers(&self) -> Vec<u64> {
        self.kinds().iter().map(|kind| kind.customers).collect()
    }

    fn with_numbers(&self, numbers: &[u64]) -> Self {
        self.with_customers(numbers)
    }
}

impl sealed::Resample for SpendCells {
    fn numbers(&self) -> Vec<u64> {
        self.cells().iter().map(|cell| cell.customers).collect()
    }

    fn with_numbers(&self, numbers: &[u64]) -> Self {
        self.with_customers(numbers)
    }
}

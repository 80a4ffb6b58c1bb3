//! Who was active when.

use alloc::vec;
use alloc::vec::Vec;

use super::triangle::Counter;
use super::{CohortError, CohortRowError, ObservedPeriods, RetentionTriangle, RevenueTally};

/// Bits of a word.
const BITS: usize = 64;
/// Stands for a customer without a period.
pub(super) const NONE: u16 = u16::MAX;

/// Who was active in which of the observed periods: one bit a customer and period, so rows may come in any order, repeatedly, and
/// in parts.
///
/// A customer's cohort is the period in which the customer is said to have come ([`enrol`](Self::enrol)), else the first active one.
///
/// # Examples
///
/// ```
/// use crm_clv::{ActivityTally, ObservedPeriods};
///
/// let mut tally = ActivityTally::new(ObservedPeriods::new(1, 3)?, 3)?;
/// // Customers 0 and 1 come in period 1, of whom 0 is active again in 3; customer 2 comes in period 2, and not again.
/// tally.record_columns(&[0, 0, 1, 2, 0], &[3_u8, 1, 1, 2, 1])?;
/// let triangle = tally.triangle()?;
/// let first = triangle.cohort(1).unwrap();
/// assert_eq!(first.customers, 2);
/// assert_eq!([first.active(0), first.active(1), first.active(2)], [Some(2), Some(0), Some(1)]);
/// let second = triangle.cohort(2).unwrap();
/// assert_eq!([second.active(0), second.active(1), second.active(2)], [Some(1), Some(0), None]); // period 4 is not known
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActivityTally {
    periods: ObservedPeriods,
    customers: usize,
    /// Words of each customer, one after another; bit p of them: active in the p-th period.
    active: Vec<u64>,
    /// The place of each customer's stated first period; empty while none is stated.
    stated: Vec<u16>,
}

impl ActivityTally {
    /// Returns the tally in which nobody of `customers` was active yet; their codes are 0 up to that number.
    ///
    /// It takes 8 bytes a customer for each 64 periods begun.
    ///
    /// # Errors
    ///
    /// When there are more customers than memory holds.
    pub fn new(periods: ObservedPeriods, customers: usize) -> Result<Self, CohortError> {
        let words = customers.checked_mul(words_of(periods)).ok_or(CohortError::TooLarge)?;
        let mut active = Vec::new();
        active.try_reserve_exact(words).map_err(|_| CohortError::TooLarge)?;
        active.resize(words, 0);
        Ok(Self { periods, customers, active, stated: Vec::new() })
    }

    /// Returns the observed periods.
    pub const fn periods(&self) -> ObservedPeriods {
        self.periods
    }

    /// Records that a customer was active in a period.
    ///
    /// # Errors
    ///
    /// When the customer or the period is out of range; nothing is recorded then.
    pub fn record(&mut self, customer: u32, period: i32) -> Result<(), CohortError> {
        let words = words_of(self.periods);
        let Some(place) = self.periods.place(period) else { return Err(unobserved(self.periods, period)) };
        let word = usize::try_from(customer).ok().and_then(|customer| customer.checked_mul(words));
        let word = word.and_then(|word| self.active.get_mut(word + place / BITS));
        let Some(word) = word else {
            return Err(CohortError::Customer { customer, customers: self.customers });
        };
        *word |= 1 << (place % BITS);
        Ok(())
    }

    /// Records rows of columns: a customer and a period in which the customer was active.
    ///
    /// # Errors
    ///
    /// When the columns differ in length; or at the first row that is out of range, with those before it recorded.
    pub fn record_columns<P: Copy + Into<i32>>(
        &mut self,
        customers: &[u32],
        periods: &[P],
    ) -> Result<(), CohortRowError> {
        for_each_row(customers, periods, |customer, period| self.record(customer, period))
    }

    /// Records in which period a customer came, active then or not.
    ///
    /// # Errors
    ///
    /// When the customer or the period is out of range, or the customer is said to have come in another one.
    pub fn enrol(&mut self, customer: u32, period: i32) -> Result<(), CohortError> {
        let place = self.periods.place(period).and_then(|place| u16::try_from(place).ok());
        let Some(place) = place else { return Err(unobserved(self.periods, period)) };
        if self.stated.is_empty() {
            self.stated = vec![NONE; self.customers];
        }
        let stated = usize::try_from(customer).ok().and_then(|customer| self.stated.get_mut(customer));
        let Some(stated) = stated else {
            return Err(CohortError::Customer { customer, customers: self.customers });
        };
        if *stated != NONE && *stated != place {
            let one = period_at(self.periods, *stated);
            return Err(CohortError::TwoFirsts { customer, one, other: period });
        }
        *stated = place;
        Ok(())
    }

    /// Records rows of columns: a customer and the period in which the customer came.
    ///
    /// # Errors
    ///
    /// When the columns differ in length; or at the first row that [`enrol`](Self::enrol) refuses, with those before it recorded.
    pub fn enrol_columns<P: Copy + Into<i32>>(
        &mut self,
        customers: &[u32],
        firsts: &[P],
    ) -> Result<(), CohortRowError> {
        for_each_row(customers, firsts, |customer, first| self.enrol(customer, first))
    }

    /// Returns the tally of both parts together, which may hold the same customers and rows: codes mean the same in both.
    ///
    /// # Errors
    ///
    /// When the periods differ, or a customer is said to have come in two of them.
    pub fn merge(self, other: Self) -> Result<Self, CohortError> {
        if self.periods != other.periods {
            return Err(CohortError::Different);
        }
        let (mut large, small) = if self.customers < other.customers { (other, self) } else { (self, other) };
        for (word, more) in large.active.iter_mut().zip(&small.active) {
            *word |= more;
        }
        for (customer, stated) in (0..).zip(&small.stated).filter(|(_, stated)| **stated != NONE) {
            large.enrol(customer, period_at(large.periods, *stated))?;
        }
        Ok(large)
    }

    /// Returns how many customers of each cohort were active at which age.
    ///
    /// # Errors
    ///
    /// When a customer was active before the period in which they are said to have come.
    pub fn triangle(&self) -> Result<RetentionTriangle, CohortError> {
        let mut counter = Counter::new(self.periods);
        self.for_each_customer(|first, words| counter.record(first, words))?;
        Ok(counter.triangle())
    }

    /// Returns an empty tally of revenue in the cells of these cohorts.
    ///
    /// The cohort of a customer is only known once all activity is, so amounts are added up in a second pass over the rows.
    ///
    /// # Errors
    ///
    /// When a customer was active before the period in which they are said to have come.
    pub fn revenue(&self) -> Result<RevenueTally, CohortError> {
        let mut cohorts = Vec::with_capacity(self.customers);
        self.for_each_customer(|first, _| cohorts.push(first))?;
        Ok(RevenueTally::new(self.periods, cohorts))
    }

    /// Calls with the place of each customer's first period, or [`NONE`], and the words of the periods with activity.
    fn for_each_customer(&self, mut call: impl FnMut(u16, &[u64])) -> Result<(), CohortError> {
        let stated = self.stated.iter().copied().chain(core::iter::repeat(NONE));
        for ((customer, words), stated) in
            (0..).zip(self.active.chunks_exact(words_of(self.periods))).zip(stated)
        {
            let earliest = earliest(words);
            if earliest < stated && stated != NONE {
                let first = period_at(self.periods, stated);
                return Err(CohortError::BeforeFirst {
                    customer,
                    first,
                    active: period_at(self.periods, earliest),
                });
            }
            call(if stated == NONE { earliest } else { stated }, words);
        }
        Ok(())
    }
}

/// Returns how many words the periods of a customer take.
fn words_of(periods: ObservedPeriods) -> usize {
    periods.count().div_ceil(BITS)
}

/// Returns the place of the lowest bit set, or [`NONE`].
fn earliest(words: &[u64]) -> u16 {
    let found = words.iter().enumerate().find(|(_, word)| **word != 0);
    let place = found.map(|(at, word)| at * BITS + usize::try_from(word.trailing_zeros()).unwrap_or(0));
    place.and_then(|place| u16::try_from(place).ok()).unwrap_or(NONE)
}

/// Returns the period at a place.
pub(super) fn period_at(periods: ObservedPeriods, place: u16) -> i32 {
    periods.first().saturating_add(i32::from(place))
}

pub(super) const fn unobserved(periods: ObservedPeriods, period: i32) -> CohortError {
    CohortError::Unobserved { period, first: periods.first(), last: periods.last() }
}

fn for_each_row<P: Copy + Into<i32>>(
    customers: &[u32],
    periods: &[P],
    mut record: impl FnMut(u32, i32) -> Result<(), CohortError>,
) -> Result<(), CohortRowError> {
    same_length(customers.len(), periods.len())?;
    for (row, (customer, period)) in customers.iter().zip(periods).enumerate() {
        record(*customer, (*period).into()).map_err(|source| CohortRowError { row, source })?;
    }
    Ok(())
}

/// Checks lengths; where columns differ, the row refused is the first that is not whole.
pub(super) fn same_length(customers: usize, others: usize) -> Result<(), CohortRowError> {
    let source = CohortError::Lengths { customers, others };
    if customers == others { Ok(()) } else { Err(CohortRowError { row: customers.min(others), source }) }
}

//! Who was active in which period, and retention from period to period.

use alloc::vec;
use alloc::vec::Vec;

use super::error::same_length;
use super::parallel::{PIECE, by_piece, cores, part};
use super::{ColumnError, Refused};
use crate::RetentionTally;

/// Bits of a word.
const BITS: usize = 64;
/// Periods that a byte tells apart.
const BYTES: usize = 256;
/// Planes of a count that is held bit by bit, and so many rounds it can count.
const PLANES: usize = 8;
const ROUNDS: usize = (1 << PLANES) - 1;

/// Who was active in which period: a bit for each customer and period, so rows may come in any order, repeatedly, and in parts.
///
/// Customers and periods are codes from 0 up; rows with others are refused. It takes 8 bytes a customer for each 64 periods begun,
/// for each core that shares the work.
///
/// # Examples
///
/// ```
/// use crm_kpi::columns::Activity;
///
/// let mut activity = Activity::new(3, 3)?;
/// // Customers 0 and 1 buy in month 0, of whom 0 does again in months 1 and 2; customer 2 buys in months 1 and 2.
/// activity.record_columns(&[0, 1, 0, 2, 0, 2, 9], &[0, 0, 1, 1, 2, 2, 0])?;
/// let retention = activity.retention();
/// assert_eq!(retention[0].identity().unwrap().to_string(), "1/2"); // from month 0 to 1
/// assert_eq!(retention[1].identity().unwrap().to_string(), "2/2");
/// assert_eq!((retention[0].joined, retention[0].lost), (1, 1));
/// assert_eq!(activity.refused().first, Some(6)); // there is no customer 9
/// # Ok::<(), crm_kpi::columns::ColumnError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Activity {
    periods: usize,
    /// Words of each customer, one after another; bit p of them: active in period p.
    words: Vec<u64>,
    rows: usize,
    refused: Refused,
}

impl Activity {
    /// Returns the activity of so many customers over so many periods: none yet.
    ///
    /// # Errors
    ///
    /// When there are more than 256 periods, or more customers than memory holds.
    pub fn new(customers: usize, periods: usize) -> Result<Self, ColumnError> {
        if periods > BYTES {
            return Err(ColumnError::TooManyCodes { count: periods });
        }
        let words = customers.checked_mul(words_of(periods)).ok_or(ColumnError::TooLarge)?;
        Ok(Self { periods, words: empty(words)?, rows: 0, refused: Refused::default() })
    }

    /// Returns the number of periods.
    pub const fn periods(&self) -> usize {
        self.periods
    }

    /// Returns the rows refused so far, counted over all columns in the order in which they were recorded.
    pub const fn refused(&self) -> Refused {
        self.refused
    }

    /// Records rows: a customer and a period in which the customer was active. The feature `rayon` shares them among cores.
    ///
    /// # Errors
    ///
    /// When the columns differ in length, or memory holds no more; nothing is recorded then.
    pub fn record_columns(&mut self, customers: &[u32], periods: &[u8]) -> Result<(), ColumnError> {
        same_length(customers.len(), periods.len())?;
        let of = customers.len().div_ceil(cores()).max(PIECE);
        let refused = if customers.len() <= of {
            record(&mut self.words, self.periods, customers, periods)
        } else {
            self.record_pieces(customers, periods, of)?
        };
        let first = || {
            let (words, many) = (self.words.len(), words_of(self.periods));
            let is_known = |customer: u32, period: u8| {
                usize::from(period) < self.periods && start(customer, many).is_some_and(|start| start < words)
            };
            customers.iter().zip(periods).position(|(customer, period)| !is_known(*customer, *period))
        };
        self.refused = self.refused.merge(Refused::found(refused, first), self.rows);
        self.rows = self.rows.saturating_add(customers.len());
        Ok(())
    }

    /// Records pieces of so many rows, each in words of its own, and returns how many rows were refused.
    fn record_pieces(&mut self, customers: &[u32], periods: &[u8], of: usize) -> Result<u64, ColumnError> {
        let (many, count) = (self.words.len(), self.periods);
        let pieces = by_piece(customers.len(), of, |rows| {
            let mut words = empty(many)?;
            let refused = record(&mut words, count, part(customers, rows.clone()), part(periods, rows));
            Ok((words, refused))
        });
        let pieces = pieces.into_iter().collect::<Result<Vec<_>, ColumnError>>()?;
        for (words, _) in &pieces {
            for (word, more) in self.words.iter_mut().zip(words) {
                *word |= more;
            }
        }
        Ok(pieces.iter().map(|(_, refused)| refused).sum())
    }

    /// Returns the activity of both parts together, which may hold the same customers and rows: codes mean the same in both.
    ///
    /// # Errors
    ///
    /// When the numbers of customers or periods differ.
    pub fn merge(mut self, other: &Self) -> Result<Self, ColumnError> {
        if (self.periods, self.words.len()) != (other.periods, other.words.len()) {
            return Err(ColumnError::Different);
        }
        for (word, more) in self.words.iter_mut().zip(&other.words) {
            *word |= more;
        }
        self.refused = self.refused.merge(other.refused, self.rows);
        self.rows = self.rows.saturating_add(other.rows);
        Ok(self)
    }

    /// Returns the tally of each period but the first: those active in the period before are its start, those active in it its end.
    ///
    /// Who is active for the first time in these periods has joined; who was before, and not in the period just before, has returned.
    /// So the periods should begin with the first one of which anything is known.
    pub fn retention(&self) -> Vec<RetentionTally> {
        let counts = match words_of(self.periods) {
            0 => return Vec::new(),
            1 => Counts::of::<1>(&self.words),
            2 => Counts::of::<2>(&self.words),
            3 => Counts::of::<3>(&self.words),
            _ => Counts::of::<4>(&self.words),
        };
        let counts = counts.periods.get(..self.periods).unwrap_or_default();
        let pairs = counts.iter().zip(counts.iter().skip(1));
        pairs.map(|(before, now)| now.after(before)).collect()
    }
}

const fn words_of(periods: usize) -> usize {
    periods.div_ceil(BITS)
}

/// Returns the place of a customer's first word.
fn start(customer: u32, words: usize) -> Option<usize> {
    usize::try_from(customer).ok()?.checked_mul(words)
}

fn empty(words: usize) -> Result<Vec<u64>, ColumnError> {
    let mut empty = Vec::new();
    empty.try_reserve_exact(words).map_err(|_| ColumnError::TooLarge)?;
    empty.resize(words, 0);
    Ok(empty)
}

/// Sets the bit of each row, and returns how many rows there is none for.
fn record(words: &mut [u64], periods: usize, customers: &[u32], months: &[u8]) -> u64 {
    let many = words_of(periods);
    let mut refused = 0;
    for (customer, period) in customers.iter().zip(months) {
        let period = usize::from(*period);
        let place = start(*customer, many).and_then(|start| start.checked_add(period / BITS));
        match place.and_then(|place| words.get_mut(place)) {
            Some(word) if period < periods => *word |= 1 << (period % BITS),
            _ => refused += 1,
        }
    }
    refused
}

/// How many customers did what in a period.
#[derive(Debug, Clone, Copy, Default)]
struct Count {
    active: u64,
    kept: u64,
    joined: u64,
}

impl Count {
    /// Returns the tally of a period after another one.
    const fn after(self, before: &Self) -> RetentionTally {
        RetentionTally {
            start: before.active,
            end: self.active,
            kept: self.kept,
            lost: before.active - self.kept,
            joined: self.joined,
            returned: self.active - self.kept - self.joined,
        }
    }
}

#[derive(Debug)]
struct Counts {
    periods: Vec<Count>,
}

impl Counts {
    /// Counts customers of so many words each.
    fn of<const WORDS: usize>(words: &[u64]) -> Self {
        let (customers, _) = words.as_chunks::<WORDS>();
        let piece = |rows| {
            let mut counts = vec![Count::default(); WORDS * BITS];
            for block in part(customers, rows).chunks(ROUNDS) {
                count_block(block, &mut counts);
            }
            counts
        };
        let mut periods = vec![Count::default(); WORDS * BITS];
        for counts in by_piece(customers.len(), PIECE, piece) {
            for (all, more) in periods.iter_mut().zip(counts) {
                all.active += more.active;
                all.kept += more.kept;
                all.joined += more.joined;
            }
        }
        Self { periods }
    }
}

/// Adds at most [`ROUNDS`] customers to the counts of all periods.
fn count_block<const WORDS: usize>(block: &[[u64; WORDS]], counts: &mut [Count]) {
    let mut planes = [[Planes::default(); 3]; WORDS];
    for customer in block {
        // The bit of the period before, and whether any period before had one.
        let (mut carried, mut seen) = (0, false);
        for (word, [active, kept, joined]) in customer.iter().zip(&mut planes) {
            active.add(*word);
            kept.add(word & (word << 1 | carried));
            joined.add(if seen { 0 } else { word & word.wrapping_neg() });
            carried = word >> (BITS - 1);
            seen |= *word != 0;
        }
    }
    let counts = counts.chunks_mut(BITS);
    for ([active, kept, joined], counts) in planes.iter().zip(counts) {
        for (bit, count) in counts.iter_mut().enumerate() {
            count.active += active.at(bit);
            count.kept += kept.at(bit);
            count.joined += joined.at(bit);
        }
    }
}

/// Counts for each of 64 bits, held bit by bit: plane p has bit p of each.
#[derive(Debug, Clone, Copy, Default)]
struct Planes([u64; PLANES]);

impl Planes {
    /// Counts each bit that is set.
    fn add(&mut self, word: u64) {
        let mut carry = word;
        for plane in &mut self.0 {
            let both = *plane & carry;
            *plane ^= carry;
            carry = both;
        }
    }

    fn at(&self, bit: usize) -> u64 {
        self.0.iter().rev().fold(0, |count, plane| count << 1 | (plane >> bit & 1))
    }
}

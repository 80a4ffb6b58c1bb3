//! Codes from 0 up for ids of any kind.

use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use core::hash::{Hash, Hasher};

use super::ColumnError;

/// A column of ids as a column of codes: the code of an id is its place among all ids in order.
///
/// So the codes of the same set of ids are the same, in whatever order their rows come. Ids that were chosen so that they fall on the
/// same place of the table cost more time, but not more than sorting would.
///
/// # Examples
///
/// ```
/// use crm_kpi::columns::Codes;
///
/// let customers = Codes::new(&["carol", "alice", "carol", "bob"])?;
/// assert_eq!(customers.codes(), [2, 0, 2, 1]);
/// assert_eq!(customers.ids(), ["alice", "bob", "carol"]);
/// # Ok::<(), crm_kpi::columns::ColumnError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes<K> {
    codes: Vec<u32>,
    ids: Vec<K>,
}

impl<K: Copy + Ord + Hash> Codes<K> {
    /// Returns the codes of a column of ids.
    ///
    /// # Errors
    ///
    /// When there are more different ids than codes of 32 bits.
    pub fn new(column: &[K]) -> Result<Self, ColumnError> {
        let mut table = Table::default();
        let mut codes = column.iter().map(|id| table.code(*id)).collect::<Result<Vec<u32>, _>>()?;
        let mut order: Vec<(K, u32)> = table.ids.into_iter().zip(0..).collect();
        order.sort_unstable();
        let mut places = vec![0_u32; order.len()];
        for (place, (_, code)) in (0..).zip(&order) {
            if let Some(at) = usize::try_from(*code).ok().and_then(|code| places.get_mut(code)) {
                *at = place;
            }
        }
        for code in &mut codes {
            *code = usize::try_from(*code).ok().and_then(|code| places.get(code)).copied().unwrap_or(*code);
        }
        Ok(Self { codes, ids: order.into_iter().map(|(id, _)| id).collect() })
    }

    /// Returns the code of each row.
    pub fn codes(&self) -> &[u32] {
        &self.codes
    }

    /// Returns the id of each code: different ones, which rise.
    pub fn ids(&self) -> &[K] {
        &self.ids
    }

    /// Returns the code of an id, or `None` if no row has it.
    pub fn code_of(&self, id: &K) -> Option<u32> {
        self.ids.binary_search(id).ok().and_then(|place| u32::try_from(place).ok())
    }
}

/// Places that are tried for an id before it goes to the ordered ones.
const TRIES: usize = 64;
/// Stands for a place that is free.
const FREE: u32 = u32::MAX;

/// Ids by a hash of theirs. Each place holds a part of the hash and a code.
#[derive(Debug)]
struct Table<K> {
    places: Vec<(u32, u32)>,
    ids: Vec<K>,
    // Those for which no place was free: few, unless somebody chose the ids so.
    crowded: BTreeMap<K, u32>,
}

impl<K> Default for Table<K> {
    fn default() -> Self {
        Self { places: vec![(0, FREE); 1 << 10], ids: Vec::new(), crowded: BTreeMap::new() }
    }
}

impl<K: Copy + Ord + Hash> Table<K> {
    /// Returns the code of an id, a new one if it is new.
    fn code(&mut self, id: K) -> Result<u32, ColumnError> {
        let hash = hash_of(&id);
        let (from, tag) = self.place(hash);
        let around = self.places.iter().skip(from).chain(&self.places).take(TRIES).zip(0..);
        for ((of, code), step) in around {
            if *code == FREE {
                return self.insert(id, tag, from + step);
            }
            if *of == tag && self.is(*code, &id) {
                return Ok(*code);
            }
        }
        if let Some(code) = self.crowded.get(&id) {
            return Ok(*code);
        }
        let code = self.new_code(id)?;
        self.crowded.insert(id, code);
        Ok(code)
    }

    fn is(&self, code: u32, id: &K) -> bool {
        usize::try_from(code).ok().and_then(|code| self.ids.get(code)) == Some(id)
    }

    /// Returns where to look first, and the part of the hash that is kept.
    fn place(&self, hash: u64) -> (usize, u32) {
        let [low, high] = [hash & 0xffff_ffff, hash >> 32].map(|half| u32::try_from(half).unwrap_or(0));
        // The number of places is a power of two.
        (usize::try_from(high).unwrap_or(0) & (self.places.len() - 1), low)
    }

    fn new_code(&mut self, id: K) -> Result<u32, ColumnError> {
        let code =
            u32::try_from(self.ids.len()).ok().filter(|code| *code != FREE).ok_or(ColumnError::TooLarge)?;
        self.ids.push(id);
        Ok(code)
    }

    fn insert(&mut self, id: K, tag: u32, at: usize) -> Result<u32, ColumnError> {
        let code = self.new_code(id)?;
        let wrapped = at & (self.places.len() - 1);
        if let Some(place) = self.places.get_mut(wrapped) {
            *place = (tag, code);
        }
        if self.ids.len() > self.places.len() / 2 {
            self.grow();
        }
        Ok(code)
    }

    /// Makes room: four times as many places.
    fn grow(&mut self) {
        self.places = vec![(0, FREE); self.places.len() * 4];
        self.crowded.clear();
        for (id, code) in self.ids.iter().zip(0..) {
            let (from, tag) = self.place(hash_of(id));
            let mask = self.places.len() - 1;
            let free = (from..from + TRIES)
                .map(|at| at & mask)
                .find(|at| self.places.get(*at).is_some_and(|(_, code)| *code == FREE));
            match free.and_then(|at| self.places.get_mut(at)) {
                Some(place) => *place = (tag, code),
                None => {
                    self.crowded.insert(*id, code);
                }
            }
        }
    }
}

fn hash_of<K: Hash>(id: &K) -> u64 {
    let mut folded = Folded(0);
    id.hash(&mut folded);
    folded.finish()
}

/// Multiplies words and folds the product: fast, and the same everywhere.
#[derive(Debug)]
struct Folded(u64);

/// An odd number whose bits are in no order: 2⁶⁴ over the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Folded {
    fn fold(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word ^ FACTOR) * u128::from(FACTOR.rotate_left(17) | 1);
        let [low, high] = [product & u128::from(u64::MAX), product >> 64];
        let half = |half: u128| u64::try_from(half).unwrap_or(0);
        self.0 = half(low) ^ half(high);
    }
}

impl Hasher for Folded {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.fold(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let last = rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
            self.fold(last | u64::try_from(rest.len()).unwrap_or(0) << 56);
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.fold(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.fold(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.fold(number);
    }

    fn write_i64(&mut self, number: i64) {
        self.fold(number.cast_unsigned());
    }
}

//! Rows in order of their customers, so that one customer's rows are a slice.

use alloc::vec::Vec;
use core::cmp::Ordering;

use crate::CustomerId;

/// A customer's place in the sorted list of all customers of a data set.
///
/// Codes rise with the ids: of two customers the one with the smaller id has the smaller code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CustomerCode(pub(super) u32);

impl CustomerCode {
    /// Returns the code as an index, from 0.
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

/// The rows of a table: first those of the customer with code 0, then code 1, and so on, then those without a customer.
/// One customer's rows are sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ByCustomer<T> {
    rows: Vec<T>,
    // INVARIANT: rises; `starts[c]..starts[c + 1]` are the rows of code `c`, what follows the last has no customer.
    starts: Vec<usize>,
}

impl<T> Default for ByCustomer<T> {
    fn default() -> Self {
        Self { rows: Vec::new(), starts: Vec::new() }
    }
}

impl<T: Ord> ByCustomer<T> {
    /// Returns the rows in order, where `grouped` says which rows belong to which customer and `ids` are all customers
    /// of the data set, sorted and distinct.
    pub(super) fn new(mut rows: Vec<T>, grouped: Grouped, ids: &[Id]) -> Self {
        let Grouped { groups, rows: mut order, mut without } = grouped;
        let mut starts = Vec::with_capacity(ids.len() + 1);
        let mut groups = groups.iter().peekable();
        let mut next = 0;
        for id in ids {
            starts.push(next);
            if let Some(group) = groups.next_if(|group| group.id.is(id)) {
                next = group.until;
            }
        }
        starts.push(next);
        order.append(&mut without);
        arrange(&mut rows, order);
        for (from, until) in starts.iter().zip(starts.iter().skip(1).chain([&rows.len()])) {
            if let Some(own) = rows.get_mut(*from..*until) {
                own.sort_unstable();
            }
        }
        Self { rows, starts }
    }
}

impl<T> ByCustomer<T> {
    pub(super) fn all(&self) -> &[T] {
        &self.rows
    }

    pub(super) fn of(&self, code: CustomerCode) -> &[T] {
        let bounds = self.starts.get(code.index()).zip(self.starts.get(code.index() + 1));
        bounds.and_then(|(from, until)| self.rows.get(*from..*until)).unwrap_or_default()
    }

    /// Takes rows out: those at `places` in [`all`](Self::all), which rise.
    pub(super) fn remove(&mut self, places: &[usize]) {
        if places.is_empty() {
            return;
        }
        for start in &mut self.starts {
            *start -= places.partition_point(|place| place < start);
        }
        let (mut next, mut places) = (0, places.iter().peekable());
        self.rows.retain(|_| {
            let remove = places.next_if_eq(&&next).is_some();
            next += 1;
            !remove
        });
    }

    /// Yields every group of rows with the place of its first row in [`all`](Self::all): the customers in order of their
    /// codes, then the rows without one.
    pub(super) fn groups(&self) -> impl Iterator<Item = (usize, Option<CustomerCode>, &[T])> {
        let codes = (0..).map(CustomerCode).zip(self.starts.iter().copied().zip(self.starts.iter().skip(1)));
        let of_customers = codes.filter_map(|(code, (from, until))| {
            Some((from, Some(code), self.rows.get(from..*until).filter(|rows| !rows.is_empty())?))
        });
        let rest = self.without_customer();
        of_customers.chain((!rest.is_empty()).then_some((self.rows.len() - rest.len(), None, rest)))
    }

    pub(super) fn without_customer(&self) -> &[T] {
        let from = self.starts.last().copied().unwrap_or_default();
        self.rows.get(from..).unwrap_or_default()
    }
}

/// Puts the row that stands at `order[n]` at place `n`, for every `n`, without a second table: the rows change places in
/// rings. `order` holds every place once.
fn arrange<T>(rows: &mut [T], mut order: Vec<u32>) {
    for first in 0..order.len() {
        let mut place = first;
        while let Some(from) = order.get_mut(place) {
            let next = core::mem::replace(from, u32::try_from(place).unwrap_or(u32::MAX)) as usize;
            if next == first {
                break;
            }
            rows.swap(place, next);
            place = next;
        }
    }
}

/// Which rows of a table belong to which customer.
#[derive(Debug, Default)]
pub(super) struct Grouped {
    // INVARIANT: sorted by id, ids distinct.
    pub(super) groups: Vec<Group>,
    rows: Vec<u32>,
    without: Vec<u32>,
}

/// The rows of one customer.
#[derive(Debug)]
pub(super) struct Group {
    id: Id,
    // The first place after its rows, among the rows of all groups.
    until: usize,
}

impl Grouped {
    /// Groups the rows of a table whose customers are these, in the order of its rows.
    pub(super) fn new<'a>(customers: impl Iterator<Item = Option<&'a CustomerId>>) -> Self {
        let mut keys: Vec<Key<'a>> = Vec::with_capacity(customers.size_hint().0);
        let mut without = Vec::new();
        for (row, customer) in (0_u32..).zip(customers) {
            match customer {
                Some(id) => keys.push(Key { prefix: prefix(id), row, id }),
                None => without.push(row),
            }
        }
        keys.sort_unstable_by(|one, other| one.order_of_ids(other).then(one.row.cmp(&other.row)));
        let mut groups: Vec<Group> = Vec::new();
        let mut until = 0;
        for same in keys.chunk_by(|one, next| one.order_of_ids(next).is_eq()) {
            until += same.len();
            groups.extend(same.first().map(|key| Group { id: key.into(), until }));
        }
        Self { groups, rows: keys.iter().map(|key| key.row).collect(), without }
    }
}

/// A customer's id with the prefix by which ids are compared without following the pointer to their texts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Id {
    prefix: u128,
    text: CustomerId,
}

impl Id {
    fn is(&self, other: &Self) -> bool {
        self.order(other).is_eq()
    }

    fn order(&self, other: &Self) -> Ordering {
        order((self.prefix, &self.text), (other.prefix, &other.text))
    }
}

/// A row with its customer.
struct Key<'a> {
    prefix: u128,
    row: u32,
    id: &'a CustomerId,
}

impl Key<'_> {
    fn order_of_ids(&self, other: &Self) -> Ordering {
        order((self.prefix, self.id), (other.prefix, other.id))
    }
}

impl From<&Key<'_>> for Id {
    fn from(key: &Key<'_>) -> Self {
        Self { prefix: key.prefix, text: key.id.clone() }
    }
}

fn order(one: (u128, &CustomerId), other: (u128, &CustomerId)) -> Ordering {
    one.0.cmp(&other.0).then_with(|| {
        let all_of_it = one.0 & 0xff < LONG;
        if all_of_it { Ordering::Equal } else { one.1.cmp(other.1) }
    })
}

/// The last byte of the prefix of an id that the prefix does not hold whole.
const LONG: u128 = 16;

/// Returns a number that orders ids as their texts do: their first fifteen bytes, then their length up to sixteen. No id
/// holds a zero byte, so padding sorts first.
fn prefix(id: &CustomerId) -> u128 {
    let bytes = id.as_str().as_bytes();
    let mut prefix = [0; 16];
    for (place, byte) in prefix.iter_mut().zip(bytes.iter().take(15)) {
        *place = *byte;
    }
    let length = u128::try_from(bytes.len()).unwrap_or(LONG).min(LONG);
    u128::from_be_bytes(prefix) | length
}

/// Returns all customers of several tables, sorted and distinct.
pub(super) fn all_ids<'a>(tables: impl IntoIterator<Item = &'a Grouped>) -> Vec<Id> {
    let mut ids: Vec<Id> =
        tables.into_iter().flat_map(|table| table.groups.iter().map(|group| group.id.clone())).collect();
    // Sorted runs, which a stable sort merges.
    ids.sort_by(Id::order);
    ids.dedup_by(|one, other| one.is(other));
    ids
}

/// Returns the texts of ids.
pub(super) fn texts(ids: Vec<Id>) -> Vec<CustomerId> {
    ids.into_iter().map(|id| id.text).collect()
}

#[cfg(test)]
mod tests {
    use alloc::{format, vec};

    use proptest::prelude::*;

    use super::*;

    fn id(text: &str) -> CustomerId {
        CustomerId::new(text).unwrap()
    }

    fn ids(texts: &[&str]) -> Vec<Id> {
        let key = |text: &&str| Id { prefix: prefix(&id(text)), text: id(text) };
        texts.iter().map(key).collect()
    }

    #[test]
    fn rows_of_one_customer_are_a_sorted_slice() {
        let owners = [Some(id("b")), None, Some(id("a")), Some(id("b"))];
        let grouped = Grouped::new(owners.iter().map(Option::as_ref));
        let table = ByCustomer::new(vec![4, 3, 2, 1], grouped, &ids(&["a", "aa", "b"]));
        assert_eq!(table.of(CustomerCode(0)), [2]);
        assert!(table.of(CustomerCode(1)).is_empty() && table.of(CustomerCode(9)).is_empty());
        assert_eq!(table.of(CustomerCode(2)), [1, 4]);
        assert_eq!((table.without_customer(), table.all().len()), ([3].as_slice(), 4));
    }

    #[test]
    fn rows_taken_out_leave_the_others_with_their_customers() {
        let owners = [Some(id("b")), None, Some(id("a")), Some(id("b"))];
        let grouped = Grouped::new(owners.iter().map(Option::as_ref));
        let mut table = ByCustomer::new(vec![4, 3, 2, 1], grouped, &ids(&["a", "b"]));
        assert_eq!(table.groups().map(|(from, ..)| from).collect::<Vec<_>>(), [0, 1, 3]);
        table.remove(&[0, 2]);
        assert!(table.of(CustomerCode(0)).is_empty());
        assert_eq!((table.of(CustomerCode(1)), table.without_customer()), ([1].as_slice(), [3].as_slice()));
    }

    proptest! {
        #[test]
        fn prop_rows_are_arranged_as_ordered(order in Just((0..40_u32).collect::<Vec<_>>()).prop_shuffle()) {
            let mut rows: Vec<u32> = (100..140).collect();
            arrange(&mut rows, order.clone());
            prop_assert_eq!(rows, order.iter().map(|place| 100 + place).collect::<Vec<_>>());
        }

        #[test]
        fn prop_keys_order_as_texts_do(one in "[a-c]{1,18}", other in "[a-c]{1,18}") {
            let (one, other) = (id(&one), id(&other));
            let key = |id| Key { prefix: prefix(id), row: 0, id };
            prop_assert_eq!(key(&one).order_of_ids(&key(&other)), one.cmp(&other), "{}", format!("{one} {other}"));
        }
    }
}

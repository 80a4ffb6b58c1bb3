//! [`MergedCustomers`]: files that turned out to be of one customer.

use alloc::collections::BTreeMap;

use thiserror::Error;

use crate::{CustomerId, Origin, Records, Table};

/// Which customer files live on in which other one.
///
/// A file that is merged into another is the same customer under two ids: it is neither lost nor new, and its purchases,
/// answers and tickets are those of the one. Merging the records first keeps every figure so.
///
/// # Examples
///
/// ```
/// use crm_model::{Customer, CustomerId, Dataset, MergedCustomers, Records, Table};
///
/// let (old, new) = (CustomerId::new("old")?, CustomerId::new("new")?);
/// let merged = MergedCustomers::new([(old.clone(), new.clone())])?;
/// assert_eq!(merged.of(&old), &new);
/// let files = vec![Customer::new(old), Customer::new(new)];
/// let records = Records { customers: Table::complete(files), ..Records::default() };
/// let (dataset, _) = Dataset::new(merged.apply(records));
/// assert_eq!(dataset.customer_ids().len(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MergedCustomers {
    // INVARIANT: no id that is a key is a value.
    into: BTreeMap<CustomerId, CustomerId>,
}

/// Why files cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum MergedCustomersError {
    /// One file is merged into two others.
    #[error("a customer file is merged into two others")]
    Twice {
        /// The file.
        id: CustomerId,
    },
    /// Files are merged in a circle, so that none is left.
    #[error("customer files are merged into one another in a circle")]
    Circle {
        /// One of them.
        id: CustomerId,
    },
}

impl MergedCustomers {
    /// Returns the mergers, each a file and the one in which it lives on, in any order; that one may be merged in turn.
    ///
    /// # Errors
    ///
    /// When a file is merged into two others, or files in a circle.
    pub fn new(
        mergers: impl IntoIterator<Item = (CustomerId, CustomerId)>,
    ) -> Result<Self, MergedCustomersError> {
        let mut direct: BTreeMap<CustomerId, CustomerId> = BTreeMap::new();
        for (from, into) in mergers {
            if direct.get(&from).is_some_and(|known| *known != into) {
                return Err(MergedCustomersError::Twice { id: from });
            }
            direct.insert(from, into);
        }
        let mut into = BTreeMap::new();
        for (from, first) in &direct {
            let mut last = first;
            for _ in 0..=direct.len() {
                match direct.get(last) {
                    Some(next) => last = next,
                    None => break,
                }
            }
            if direct.contains_key(last) {
                return Err(MergedCustomersError::Circle { id: from.clone() });
            }
            into.insert(from.clone(), last.clone());
        }
        Ok(Self { into })
    }

    /// Returns the id under which a customer lives on: its own, unless its file was merged.
    pub fn of<'a>(&'a self, id: &'a CustomerId) -> &'a CustomerId {
        self.into.get(id).unwrap_or(id)
    }

    /// Returns the records with every customer under the id under which it lives on, in all tables.
    #[must_use]
    pub fn apply(&self, mut records: Records) -> Records {
        let rename = |id: &mut CustomerId| {
            if let Some(into) = self.into.get(id) {
                *id = into.clone();
            }
        };
        let if_known = |id: &mut Option<CustomerId>| id.iter_mut().for_each(rename);
        each(&mut records.customers, |customer| {
            rename(&mut customer.id);
            let origin = customer.file.as_mut().and_then(|file| file.origin.as_mut());
            if let Some(Origin::Recommendation(by)) = origin {
                if_known(by);
            }
        });
        each(&mut records.tickets, |row| if_known(&mut row.customer));
        each(&mut records.purchases, |row| if_known(&mut row.customer));
        each(&mut records.interactions, |row| if_known(&mut row.customer));
        each(&mut records.answers, |row| if_known(&mut row.customer));
        each(&mut records.spend, |row| if_known(&mut row.customer));
        each(&mut records.file_updates, |row| if_known(&mut row.customer));
        records
    }
}

fn each<T>(table: &mut Table<T>, change: impl Fn(&mut T)) {
    if let Table::Supplied { rows, .. } = table {
        rows.iter_mut().for_each(change);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> CustomerId {
        CustomerId::new(text).unwrap()
    }

    fn merged(pairs: &[(&str, &str)]) -> Result<MergedCustomers, MergedCustomersError> {
        MergedCustomers::new(pairs.iter().map(|(from, into)| (id(from), id(into))))
    }

    #[test]
    fn k8_a_file_lives_on_where_the_last_merger_put_it() {
        let chain = merged(&[("b", "c"), ("a", "b"), ("a", "b")]).unwrap();
        assert_eq!((chain.of(&id("a")), chain.of(&id("b"))), (&id("c"), &id("c")));
        assert_eq!(chain.of(&id("x")), &id("x"));
    }

    #[test]
    fn k8_mergers_that_leave_no_file_are_refused() {
        assert_eq!(merged(&[("a", "a")]), Err(MergedCustomersError::Circle { id: id("a") }));
        let circle = merged(&[("a", "b"), ("b", "c"), ("c", "b")]);
        assert!(matches!(circle, Err(MergedCustomersError::Circle { .. })));
        assert_eq!(merged(&[("a", "b"), ("a", "c")]), Err(MergedCustomersError::Twice { id: id("a") }));
    }
}

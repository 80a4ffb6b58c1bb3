//! [`CustomerMergers`]: which customers turned out to be one.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use thiserror::Error;

use crate::{CustomerId, Origin, Records, Table};

/// Which customers live on under another id, since two files turned out to be of one customer.
///
/// Whoever was merged is neither lost nor new: [`Records::with_merged_customers`] gives all its rows to the one that lives
/// on, and every figure follows from that.
///
/// # Examples
///
/// ```
/// use crm_model::{Customer, CustomerId, CustomerMergers, Dataset, Records, Table};
///
/// let (old, new) = (CustomerId::new("C-1")?, CustomerId::new("C-7")?);
/// let mergers = CustomerMergers::new([(old.clone(), new.clone())])?;
/// assert_eq!(mergers.survivor(&old), &new);
/// let customers = Table::complete(vec![Customer::new(old), Customer::new(new.clone())]);
/// let records = Records { customers, ..Records::default() }.with_merged_customers(&mergers);
/// assert_eq!(Dataset::new(records).0.customer_ids(), [new]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "Vec<(CustomerId, CustomerId)>", into = "Vec<(CustomerId, CustomerId)>")
)]
pub struct CustomerMergers {
    // INVARIANT: no value is a key: chains are followed to their end, and there are no circles.
    survivors: BTreeMap<CustomerId, CustomerId>,
}

/// Why pairs of customers are no mergers.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CustomerMergersError {
    /// A customer is merged into two others.
    #[error("{customer:?} is merged into two customers, {one:?} and {other:?}")]
    IntoTwo {
        /// Who is merged.
        customer: CustomerId,
        /// One of those.
        one: CustomerId,
        /// The other one.
        other: CustomerId,
    },
    /// Mergers lead in a circle, or from a customer to itself, so that nobody lives on.
    #[error("{customer:?} is merged into itself, directly or by way of others")]
    Circle {
        /// One customer of the circle.
        customer: CustomerId,
    },
}

impl CustomerMergers {
    /// Returns the mergers of these pairs, each of one who is no more and the one it was merged into, in any order. Pairs
    /// may follow one another and be repeated.
    ///
    /// # Errors
    ///
    /// When one customer is merged into two others, or mergers lead in a circle.
    pub fn new(
        pairs: impl IntoIterator<Item = (CustomerId, CustomerId)>,
    ) -> Result<Self, CustomerMergersError> {
        let mut sorted: Vec<_> = pairs.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut into: BTreeMap<CustomerId, CustomerId> = BTreeMap::new();
        for (customer, other) in sorted {
            if let Some(one) = into.get(&customer) {
                return Err(CustomerMergersError::IntoTwo { one: one.clone(), other, customer });
            }
            into.insert(customer, other);
        }
        let mut survivors = BTreeMap::new();
        for (customer, next) in &into {
            let mut last = next;
            // A way longer than there are mergers goes round.
            let mut steps = into.len();
            while let Some(further) = into.get(last) {
                steps = steps
                    .checked_sub(1)
                    .ok_or_else(|| CustomerMergersError::Circle { customer: customer.clone() })?;
                last = further;
            }
            survivors.insert(customer.clone(), last.clone());
        }
        Ok(Self { survivors })
    }

    /// Returns the id under which a customer lives on: its own, unless it was merged.
    pub fn survivor<'a>(&'a self, customer: &'a CustomerId) -> &'a CustomerId {
        self.survivors.get(customer).unwrap_or(customer)
    }

    /// Yields who was merged with the one in whom it lives on, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&CustomerId, &CustomerId)> {
        self.survivors.iter()
    }

    fn rename(&self, customer: &mut CustomerId) {
        if let Some(survivor) = self.survivors.get(customer) {
            *customer = survivor.clone();
        }
    }
}

impl TryFrom<Vec<(CustomerId, CustomerId)>> for CustomerMergers {
    type Error = CustomerMergersError;

    fn try_from(pairs: Vec<(CustomerId, CustomerId)>) -> Result<Self, CustomerMergersError> {
        Self::new(pairs)
    }
}

impl From<CustomerMergers> for Vec<(CustomerId, CustomerId)> {
    fn from(mergers: CustomerMergers) -> Self {
        mergers.survivors.into_iter().collect()
    }
}

fn rows<T>(table: &mut Table<T>) -> &mut [T] {
    match table {
        Table::Supplied { rows, .. } => rows,
        Table::NotSupplied => &mut [],
    }
}

impl Records {
    /// Returns the records with all rows of merged customers under the id of the one that lives on. The data set then
    /// joins its customer records, and tells of it as of any customer that is recorded twice.
    ///
    /// Who recommended itself, having been merged with whom it recommended, recommended nobody: the origin stays a
    /// recommendation of nobody knows whom.
    #[must_use]
    pub fn with_merged_customers(mut self, mergers: &CustomerMergers) -> Self {
        for customer in rows(&mut self.customers) {
            mergers.rename(&mut customer.id);
            let origin = customer.file.as_mut().and_then(|file| file.origin.as_mut());
            if let Some(Origin::Recommendation(by)) = origin {
                for by in by.iter_mut() {
                    mergers.rename(by);
                }
                by.take_if(|by| *by == customer.id);
            }
        }
        for row in rows(&mut self.customer_goals) {
            mergers.rename(&mut row.customer);
        }
        let tickets = rows(&mut self.tickets).iter_mut().map(|row| &mut row.customer);
        let purchases = rows(&mut self.purchases).iter_mut().map(|row| &mut row.customer);
        let interactions = rows(&mut self.interactions).iter_mut().map(|row| &mut row.customer);
        let answers = rows(&mut self.answers).iter_mut().map(|row| &mut row.customer);
        let spend = rows(&mut self.spend).iter_mut().map(|row| &mut row.customer);
        let updates = rows(&mut self.file_updates).iter_mut().map(|row| &mut row.customer);
        let all = tickets.chain(purchases).chain(interactions).chain(answers).chain(spend).chain(updates);
        all.flatten().for_each(|customer| mergers.rename(customer));
        self
    }
}

#[cfg(test)]
mod tests {
    use alloc::boxed::Box;
    use alloc::vec;

    use super::*;
    use crate::{Customer, CustomerFile, Dataset, Membership, Noticed};

    fn id(text: &str) -> CustomerId {
        CustomerId::new(text).unwrap()
    }

    #[test]
    fn chains_are_followed_and_circles_refused() {
        let mergers = CustomerMergers::new([(id("a"), id("b")), (id("b"), id("c")), (id("a"), id("b"))]);
        let mergers = mergers.unwrap();
        assert_eq!([mergers.survivor(&id("a")), mergers.survivor(&id("b"))], [&id("c"), &id("c")]);
        assert_eq!(mergers.survivor(&id("d")), &id("d"));
        let circle = [(id("a"), id("b")), (id("b"), id("c")), (id("c"), id("b"))];
        assert!(matches!(CustomerMergers::new(circle), Err(CustomerMergersError::Circle { .. })));
        assert!(CustomerMergers::new([(id("a"), id("a"))]).is_err());
        let two = CustomerMergers::new([(id("a"), id("c")), (id("a"), id("b"))]).unwrap_err();
        let expected = CustomerMergersError::IntoTwo { customer: id("a"), one: id("b"), other: id("c") };
        assert_eq!(two, expected);
    }

    #[test]
    fn k8_a_merged_customer_has_one_history() {
        let member = |name: &str, from: &str, until: Option<&str>| {
            let mut customer = Customer::new(id(name));
            let until = until.map(|until| until.parse().unwrap());
            customer.memberships = vec![Membership { from: from.parse().unwrap(), until }];
            customer
        };
        let merged_on = "2026-03-10T00:00:00Z";
        let mut recommended = member("new", merged_on, None);
        let origin = Some(Origin::Recommendation(Some(id("old"))));
        recommended.file = Some(Box::new(CustomerFile { origin, ..CustomerFile::default() }));
        let rows = vec![member("old", "2025-01-01T00:00:00Z", Some(merged_on)), recommended];
        let mergers = CustomerMergers::new([(id("old"), id("new"))]).unwrap();
        let records = Records { customers: Table::complete(rows), ..Records::default() };
        let (dataset, integrity) = Dataset::new(records.with_merged_customers(&mergers));
        let [customer] = dataset.customers().unwrap() else { panic!("{dataset:?}") };
        assert_eq!(customer.memberships.len(), 2);
        let origin = customer.file.as_ref().and_then(|file| file.origin.clone());
        assert_eq!(origin, Some(Origin::Recommendation(None)), "nobody recommends itself");
        assert!(matches!(integrity.findings[0].noticed, Noticed::CustomerTwice { records: 2 }));
    }
}

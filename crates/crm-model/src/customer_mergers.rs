//! [`CustomerMergers`]: which customers turned out to be one.

#[cfg(test)]
mod tests;

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::mem;

use chrono::{DateTime, Utc};
use thiserror::Error;

use crate::{Customer, CustomerId, Finding, Noticed, Origin, Records, Subject, Table};

/// One merger of two files: the customer lives on under the other id (clause D-FILE-3).
///
/// It says that both always were one customer, so it holds for the time before it as well. [`Dataset::new`](crate::Dataset::new)
/// obeys it, unless it contradicts other mergers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CustomerMerger {
    /// Whose file is no more.
    pub customer: CustomerId,
    /// Under whose id the customer lives on.
    pub into: CustomerId,
    /// When the files were merged, if known.
    pub merged_at: Option<DateTime<Utc>>,
}

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
        let survivors = follow(&into).map_err(|customer| CustomerMergersError::Circle { customer })?;
        Ok(Self { survivors })
    }

    /// Returns what these rows say, without those that contradict one another: of a customer that is merged into two others,
    /// and of customers that lead in a circle. Each such customer stays who it is, which is a finding.
    pub(crate) fn sift(rows: Vec<CustomerMerger>, findings: &mut Vec<Finding>) -> Self {
        let mut targets: BTreeMap<CustomerId, BTreeSet<CustomerId>> = BTreeMap::new();
        for row in rows {
            targets.entry(row.customer).or_default().insert(row.into);
        }
        let mut set_aside = |customer: &CustomerId, noticed| {
            findings.push(Finding { subject: Subject::Customer(customer.clone()), noticed });
        };
        let mut into: BTreeMap<CustomerId, CustomerId> = BTreeMap::new();
        for (customer, mut others) in targets {
            match (others.len() as u64, others.pop_first()) {
                (1, Some(other)) => _ = into.insert(customer, other),
                (customers, _) => set_aside(&customer, Noticed::MergedIntoSeveral { customers }),
            }
        }
        for customer in circles(&into) {
            into.remove(&customer);
            set_aside(&customer, Noticed::MergedInCircle);
        }
        Self::new(into).unwrap_or_default()
    }

    /// Returns whether nobody was merged.
    pub fn is_empty(&self) -> bool {
        self.survivors.is_empty()
    }

    /// Returns the id under which a customer lives on: its own, unless it was merged.
    pub fn survivor<'a>(&'a self, customer: &'a CustomerId) -> &'a CustomerId {
        self.survivors.get(customer).unwrap_or(customer)
    }

    /// Yields who was merged with the one in whom it lives on, sorted.
    pub fn iter(&self) -> impl Iterator<Item = (&CustomerId, &CustomerId)> {
        self.survivors.iter()
    }

    fn rename(&self, customer: &mut CustomerId, renamed: &mut BTreeSet<CustomerId>) {
        if let Some(survivor) = self.survivors.get(customer) {
            renamed.insert(mem::replace(customer, survivor.clone()));
        }
    }
}

/// Returns in whom each customer lives on in the end, or a customer whose way leads back to it.
fn follow(into: &BTreeMap<CustomerId, CustomerId>) -> Result<BTreeMap<CustomerId, CustomerId>, CustomerId> {
    let mut survivors: BTreeMap<CustomerId, CustomerId> = BTreeMap::new();
    for customer in into.keys() {
        let (mut way, mut last) = (Vec::new(), customer);
        while let Some(next) = into.get(last).filter(|_| !survivors.contains_key(last)) {
            way.push(last);
            if way.len() > into.len() {
                return Err(last.clone());
            }
            last = next;
        }
        let survivor = survivors.get(last).unwrap_or(last).clone();
        survivors.extend(way.into_iter().map(|merged| (merged.clone(), survivor.clone())));
    }
    Ok(survivors)
}

/// Returns the customers whose way leads back to them, each once.
fn circles(into: &BTreeMap<CustomerId, CustomerId>) -> Vec<CustomerId> {
    // By whose walk each customer was reached first.
    let mut reached: BTreeMap<&CustomerId, &CustomerId> = BTreeMap::new();
    let mut circles = Vec::new();
    for start in into.keys() {
        let mut last = start;
        while let Some(next) = into.get(last).filter(|_| !reached.contains_key(last)) {
            reached.insert(last, start);
            last = next;
        }
        // Where this walk comes upon itself, it has gone round.
        if into.contains_key(last) && reached.get(last) == Some(&start) {
            let round = core::iter::successors(into.get(last), |one| into.get(*one).filter(|_| *one != last));
            circles.extend(round.cloned());
        }
    }
    circles
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
        self.merge_customers(mergers);
        self
    }

    /// Gives all rows of merged customers to those that live on, and returns which merged customers had any.
    pub(crate) fn merge_customers(&mut self, mergers: &CustomerMergers) -> BTreeSet<CustomerId> {
        let mut renamed = BTreeSet::new();
        if mergers.is_empty() {
            return renamed;
        }
        for customer in rows(&mut self.customers) {
            mergers.rename(&mut customer.id, &mut renamed);
            let origin = customer.file.as_mut().and_then(|file| file.origin.as_mut());
            if let Some(Origin::Recommendation(by)) = origin {
                for by in by.iter_mut() {
                    mergers.rename(by, &mut renamed);
                }
                by.take_if(|by| *by == customer.id);
            }
        }
        for audited in rows(&mut self.audits) {
            mergers.rename(&mut audited.customer, &mut renamed);
        }
        for goal in rows(&mut self.customer_goals) {
            mergers.rename(&mut goal.customer, &mut renamed);
        }
        let tickets = rows(&mut self.tickets).iter_mut().map(|row| &mut row.customer);
        let purchases = rows(&mut self.purchases).iter_mut().map(|row| &mut row.customer);
        let interactions = rows(&mut self.interactions).iter_mut().map(|row| &mut row.customer);
        let answers = rows(&mut self.answers).iter_mut().map(|row| &mut row.customer);
        let spend = rows(&mut self.spend).iter_mut().map(|row| &mut row.customer);
        let updates = rows(&mut self.file_updates).iter_mut().map(|row| &mut row.customer);
        let all = tickets.chain(purchases).chain(interactions).chain(answers).chain(spend).chain(updates);
        all.flatten().for_each(|customer| mergers.rename(customer, &mut renamed));
        renamed
    }

    /// Obeys the mergers of the records as far as they do not contradict one another, and says what it noticed. What the
    /// file of who lives on says goes before what merged files say.
    ///
    /// Returns the mergers, and how many records the customer table has of those who were not merged: these come first.
    pub(crate) fn obey_mergers(&mut self, findings: &mut Vec<Finding>) -> (CustomerMergers, usize) {
        let mergers = CustomerMergers::sift(mem::take(&mut self.mergers), findings);
        if mergers.is_empty() {
            return (mergers, rows(&mut self.customers).len());
        }
        let of_merged = self.take_merged(&mergers);
        let known: Option<BTreeSet<CustomerId>> = match &self.customers {
            Table::Supplied { rows, .. } => Some(rows.iter().map(|row| row.id.clone()).collect()),
            Table::NotSupplied => None,
        };
        let mut renamed: BTreeSet<CustomerId> = of_merged.iter().map(|row| row.id.clone()).collect();
        let own = rows(&mut self.customers).len();
        if let Table::Supplied { rows, .. } = &mut self.customers {
            rows.extend(of_merged);
        }
        renamed.append(&mut self.merge_customers(&mergers));
        for (customer, survivor) in mergers.iter() {
            let mut report = |noticed| {
                findings.push(Finding { subject: Subject::Customer(customer.clone()), noticed });
            };
            if !renamed.contains(customer) {
                report(Noticed::MergedWithoutRows);
            }
            if known.as_ref().is_some_and(|known| !known.contains(survivor)) {
                report(Noticed::MergedIntoUnknownCustomer(survivor.clone()));
            }
        }
        (mergers, own)
    }

    /// Takes the records of merged customers out of the customer table.
    fn take_merged(&mut self, mergers: &CustomerMergers) -> Vec<Customer> {
        let Table::Supplied { rows, .. } = &mut self.customers else { return Vec::new() };
        let (merged, own) = mem::take(rows).into_iter().partition(|row| mergers.survivor(&row.id) != &row.id);
        *rows = own;
        merged
    }
}

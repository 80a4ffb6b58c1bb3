//! A purchase log that grows.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use crate::summary::columns::{summaries, tally_columns};
use crate::summary::group::ColumnKey;
use crate::summary::partition::{Columns, Row};
use crate::summary::{Observation, OccasionRule, PurchaseTally, Report, Summaries, SummaryError};

/// One row of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Purchase<K> {
    /// Who bought, where it is known.
    pub customer: Option<K>,
    /// The day, from any epoch.
    pub day: i32,
    /// The amount in minor units of the log's one currency; below zero for a refund.
    pub amount: i64,
}

impl<K> Purchase<K> {
    /// Returns a row: a customer, or `None` where none is known, the day, and the amount in minor units.
    pub fn new(customer: impl Into<Option<K>>, day: i32, amount: i64) -> Self {
        Self { customer: customer.into(), day, amount }
    }
}

/// A purchase log that grows: one [`PurchaseTally`] a customer, so that a day is added without a look at those before.
///
/// The rows of one call are in any order. From call to call, or from part to part of a merge, no customer's days may
/// overlap by more than the last day of one and the first of the other; a log in order of days, or shards by customer, never
/// do. What cannot be added changes nothing.
///
/// # Examples
///
/// ```
/// use crm_clv::{Grain, Log, OccasionRule, Purchase, Refunds};
///
/// let mut log = Log::new(OccasionRule::new(Grain::Day, Refunds::NetOfTheDay)?);
/// log.extend([Purchase::new("al", 9, 300), Purchase::new("al", 2, 700), Purchase::new(None, 3, 100)])?;
/// log.append_day(10, [("al", 200), ("bo", 400), ("bo", -400)])?;
/// assert_eq!((log.report().rows, log.report().without_customer, log.len()), (6, 1, 2));
/// assert!(log.extend([Purchase::new("al", 5, 100)]).is_err()); // between what is summed up
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "RawLog<K>", into = "RawLog<K>"))]
#[cfg_attr(
    feature = "serde",
    serde(bound(
        serialize = "K: Ord + Clone + serde::Serialize",
        deserialize = "K: Ord + serde::Deserialize<'de>"
    ))
)]
pub struct Log<K: Ord> {
    rule: OccasionRule,
    // INVARIANT: every tally has the log's rule and a row.
    tallies: BTreeMap<K, PurchaseTally>,
    report: Report,
}

impl<K: Ord> Log<K> {
    /// Returns the log without rows.
    #[must_use]
    pub const fn new(rule: OccasionRule) -> Self {
        let report = Report {
            rows: 0,
            purchases: 0,
            refunds: 0,
            after_end: 0,
            without_customer: 0,
            customers_without_purchase: 0,
        };
        Self { rule, tallies: BTreeMap::new(), report }
    }

    /// Returns the rule that rows are summed up by.
    pub const fn rule(&self) -> OccasionRule {
        self.rule
    }

    /// Returns what became of the rows so far.
    pub const fn report(&self) -> Report {
        self.report
    }

    /// Returns how many customers have a row.
    pub fn len(&self) -> usize {
        self.tallies.len()
    }

    /// Returns whether no customer has a row.
    pub fn is_empty(&self) -> bool {
        self.tallies.is_empty()
    }

    /// Returns the tally of a customer, or `None` without rows.
    pub fn get(&self, customer: &K) -> Option<&PurchaseTally> {
        self.tallies.get(customer)
    }

    /// Returns each customer with the tally, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &PurchaseTally)> + Clone + '_ {
        self.tallies.iter()
    }

    /// Returns the first and the last day of the log, or `None` without rows of known customers.
    pub fn span(&self) -> Option<(i32, i32)> {
        let spans = self.tallies.values().filter_map(PurchaseTally::span);
        spans.reduce(|one, two| (one.0.min(two.0), one.1.max(two.1)))
    }

    /// Adds rows, in any order.
    ///
    /// # Errors
    ///
    /// When the rule refuses refunds and a row is one, or rows of a customer fall between days that are summed up
    /// already. The log is then unchanged.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = Purchase<K>>) -> Result<(), SummaryError> {
        let mut report = Report::default();
        let mut known = Vec::new();
        for (row, Purchase { customer, day, amount }) in rows.into_iter().enumerate() {
            if self.rule.refuses(amount) && customer.is_some() {
                return Err(SummaryError::Refund { row });
            }
            if let Some(key) = customer {
                report.count(amount);
                known.push(Row { key, day, amount });
            } else {
                report.rows += 1;
                report.without_customer += 1;
            }
        }
        known.sort_unstable_by(|one, two| one.key.cmp(&two.key).then(one.day.cmp(&two.day)));
        let mut tallies = Vec::new();
        for rows in known.chunk_by(|one, next| one.key == next.key) {
            let tally = PurchaseTally::of_sorted(rows, self.rule).ok_or(SummaryError::TooMany)?;
            tallies.push((rows.len(), tally));
        }
        let mut rows = known.into_iter();
        let keyed = tallies.into_iter().filter_map(|(count, tally)| {
            let key = rows.next()?.key;
            rows.by_ref().take(count.saturating_sub(1)).for_each(drop);
            Some((key, tally))
        });
        self.add(keyed, report)
    }

    /// Adds the rows of one day: customers, or `None` where none is known, and amounts.
    ///
    /// # Errors
    ///
    /// As [`Log::extend`]: never for a day that is not before the last of the log, unless a refund is refused.
    pub fn append_day<C: Into<Option<K>>>(
        &mut self,
        day: i32,
        rows: impl IntoIterator<Item = (C, i64)>,
    ) -> Result<(), SummaryError> {
        self.extend(rows.into_iter().map(|(customer, amount)| Purchase::new(customer, day, amount)))
    }

    /// Adds the rows of another log.
    ///
    /// # Errors
    ///
    /// When the rules differ, or days of a customer overlap by more than one end. This log is then unchanged.
    pub fn merge(&mut self, other: Self) -> Result<(), SummaryError> {
        if self.rule != other.rule {
            return Err(SummaryError::OtherRule);
        }
        self.add(other.tallies, other.report)
    }

    /// Returns the summaries at the end of observation.
    ///
    /// # Errors
    ///
    /// When the log has a row after the end, or no purchase.
    pub fn finish(&self, observation: Observation) -> Result<Summaries<K>, SummaryError>
    where
        K: Clone,
    {
        let made = self.tallies.iter().map(|(customer, tally)| {
            let totals = tally.totals(observation.end)?;
            Ok((customer.clone(), Some(totals)))
        });
        summaries(made.collect::<Result<_, _>>()?, observation, self.report)
    }

    /// Adds tallies of customers, each once: all or, when one cannot be added, none.
    fn add(
        &mut self,
        tallies: impl IntoIterator<Item = (K, PurchaseTally)>,
        report: Report,
    ) -> Result<(), SummaryError> {
        let report = self.report.merge(report).ok_or(SummaryError::TooMany)?;
        let merged = tallies.into_iter().map(|(customer, tally)| {
            let before = self.tallies.get(&customer).copied();
            Ok((customer, before.map_or(Ok(tally), |before| before.merge(tally))?))
        });
        let merged = merged.collect::<Result<Vec<_>, SummaryError>>()?;
        self.tallies.extend(merged);
        self.report = report;
        Ok(())
    }
}

impl<K: ColumnKey> Log<K> {
    /// Adds rows in columns, in any order, on all cores where the feature `rayon` is on: see
    /// [`summarise_columns`](crate::summarise_columns).
    ///
    /// # Errors
    ///
    /// As [`Log::extend`], and when the columns are of unequal length or empty.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_clv::{Grain, Log, OccasionRule, Refunds};
    ///
    /// let mut log = Log::new(OccasionRule::new(Grain::Day, Refunds::Apart)?);
    /// log.extend_columns(&[5_i64, 5, -1], &[0, 3, 1], &[100, 100, 100], Some(-1))?;
    /// log.append_day(4, [(5, 100)])?;
    /// assert_eq!(log.get(&5).unwrap().span(), Some((0, 4)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn extend_columns(
        &mut self,
        customers: &[K],
        days: &[i32],
        amounts: &[i64],
        no_customer: Option<K>,
    ) -> Result<(), SummaryError> {
        let columns = Columns::new(customers, days, amounts)?;
        let rule = self.rule;
        let (made, report) =
            tally_columns(columns, rule, no_customer, |rows| PurchaseTally::of_sorted(rows, rule))?;
        let tallies = made.into_iter().map(|(key, tally)| Ok((key, tally.ok_or(SummaryError::TooMany)?)));
        let tallies = tallies.collect::<Result<Vec<_>, SummaryError>>()?;
        self.add(tallies, report)
    }
}

#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct RawLog<K> {
    rule: OccasionRule,
    report: Report,
    customers: Vec<(K, PurchaseTally)>,
}

#[cfg(feature = "serde")]
impl<K: Ord + Clone> From<Log<K>> for RawLog<K> {
    fn from(log: Log<K>) -> Self {
        Self { rule: log.rule, report: log.report, customers: log.tallies.into_iter().collect() }
    }
}

#[cfg(feature = "serde")]
impl<K: Ord> TryFrom<RawLog<K>> for Log<K> {
    type Error = &'static str;

    fn try_from(raw: RawLog<K>) -> Result<Self, &'static str> {
        if raw.customers.iter().any(|(_, tally)| tally.rule() != raw.rule || tally.span().is_none()) {
            return Err("a log with tallies of another rule or of no rows");
        }
        let count = raw.customers.len();
        let tallies: BTreeMap<_, _> = raw.customers.into_iter().collect();
        if tallies.len() == count {
            Ok(Self { rule: raw.rule, tallies, report: raw.report })
        } else {
            Err("a log with two tallies of one customer")
        }
    }
}

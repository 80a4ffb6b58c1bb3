//! [`LifetimeValues`]: what each customer will still bring, as it stood at the ends of periods.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_model::{Dataset, Missing, Money, SpendAim};

use crate::period::Windows;

/// The lifetime value of each customer as it stood at some instants, from what was known before each of them.
///
/// A period's spend is set against the values at its end, and that of a running period against those of the evaluation.
/// [`Scorecard::valued_at`](crate::Scorecard::valued_at) says which instants are asked for.
///
/// # Examples
///
/// ```
/// use crm_kpi::{LifetimeMissing, LifetimeValues};
///
/// let (march, april) = ("2026-04-01T00:00:00Z".parse()?, "2026-05-01T00:00:00Z".parse()?);
/// let values: LifetimeValues = [
///     (march, Err(LifetimeMissing::RepeatPurchases { customers: 2 })),
///     (april, Ok(vec![Some("80 CNY".parse()?), None])), // in the order of customer codes
/// ]
/// .into_iter()
/// .collect();
/// assert_eq!(values.at(april).unwrap().unwrap().len(), 2);
/// assert_eq!(values.at(march).unwrap().unwrap_err().to_string(), "none of 2 customers bought more than once");
/// # use crm_kpi::chrono;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LifetimeValues(BTreeMap<DateTime<Utc>, Result<Vec<Option<Money>>, LifetimeMissing>>);

impl LifetimeValues {
    /// Returns the values at an instant in the order of [`CustomerCode`](crm_model::CustomerCode), or why there are none; `None`
    /// where nobody reckoned them for that instant.
    pub fn at(&self, instant: DateTime<Utc>) -> Option<Result<&[Option<Money>], &LifetimeMissing>> {
        Some(self.0.get(&instant)?.as_deref())
    }
}

impl FromIterator<(DateTime<Utc>, Result<Vec<Option<Money>>, LifetimeMissing>)> for LifetimeValues {
    fn from_iter<I>(values: I) -> Self
    where
        I: IntoIterator<Item = (DateTime<Utc>, Result<Vec<Option<Money>>, LifetimeMissing>)>,
    {
        Self(values.into_iter().collect())
    }
}

/// Returns the instant whose values are set against the spend of the period at a place.
pub(crate) fn instant_of(windows: &Windows, place: usize) -> Option<DateTime<Utc>> {
    windows.get(place).map(|period| period.end().min(windows.as_of))
}

/// Adds the instants whose values are set against spend of an aim over periods: none where nothing was spent on a customer.
pub(crate) fn note_instants(
    aim: Option<SpendAim>,
    dataset: &Dataset,
    windows: &Windows,
    instants: &mut BTreeSet<DateTime<Utc>>,
) {
    let spend = dataset.spend().iter();
    let counts = spend.filter(|row| row.customer.is_some() && aim.is_none_or(|aim| aim == row.aim));
    let places: BTreeSet<usize> = counts.filter_map(|row| windows.place_of(row.at)).collect();
    instants.extend(places.into_iter().filter_map(|place| instant_of(windows, place)));
}

/// Why there are no lifetime values at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum LifetimeMissing {
    /// Records are missing, or contradict each other.
    Records(Missing),
    /// Nobody had bought yet.
    Purchases,
    /// Nobody had bought more than once.
    RepeatPurchases {
        /// How many customers had bought.
        customers: u64,
    },
    /// Nobody had been observed for any time after the first purchase.
    Time,
    /// There is a refund, and the rule says that there are none.
    Refund,
    /// The policy does not say how values are worked out.
    Rule,
    /// The policy tells groups apart by a rule that it does not have.
    GroupRule,
    /// No parameters make what was observed likely.
    Fit,
}

impl fmt::Display for LifetimeMissing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Records(missing) => missing.fmt(formatter),
            Self::Purchases => formatter.write_str("nobody had bought yet"),
            Self::RepeatPurchases { customers } => {
                write!(formatter, "none of {customers} customers bought more than once")
            }
            Self::Time => formatter.write_str("nobody was observed for any time after the first purchase"),
            Self::Refund => {
                formatter.write_str("there is a refund, and the policy says `refunds = \"refused\"`")
            }
            Self::Rule => formatter.write_str("the policy has no `[lifetime-value]`"),
            Self::GroupRule => formatter.write_str("the policy has no rule for the groups that it asks for"),
            Self::Fit => formatter.write_str("the models cannot be fitted to the purchases"),
        }
    }
}

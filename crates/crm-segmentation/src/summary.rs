//! What each customer bought in a window: from records to the few numbers that the rules look at.

mod customer;

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_calendar::{Period, Zone};
use crm_model::{Currency, CustomerCode, Dataset, Extent, NoRate, TableName};

use self::customer::Reader;
pub(crate) use self::customer::orders_known;
use crate::{AssessmentError, DateRange, TrailingWindow};

/// Which purchases a rule looks at, and whose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Basis {
    /// How far back; a day counts as a whole.
    pub window: TrailingWindow,
    /// The zone whose civil dates are meant.
    pub zone: Zone,
    /// Which customers are compared with one another.
    pub population: Population,
    /// The currency into which amounts are converted, each by the rate of its own day. `None` where all amounts are in
    /// one currency anyway; two are then an error.
    pub currency: Option<Currency>,
}

/// Which customers are compared with one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Population {
    /// Those with an order or a refund in the window.
    WithPurchases,
    /// Everybody whom any table of the data set names.
    All,
}

impl Population {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::WithPurchases, "with-purchases"), (Self::All, "all")];
}

/// What one customer bought, up to the instant of assessment. The default is nothing at all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct PurchaseSummary {
    /// What was paid for orders in the window less what was given back in it, in ten-thousandths of the currency. A
    /// refund counts when it was made, whenever its order was.
    pub net: i128,
    /// Orders in the window. One whose refunds name it and give all of it back, in its own currency, does not count,
    /// whenever they were made.
    pub orders: u64,
    /// Civil dates in the window with such an order.
    pub purchase_days: u64,
    /// Orders and refunds in the window, those that do not count included.
    pub rows: u64,
    /// The first order or refund in the data, also before the window.
    pub first: Option<DateTime<Utc>>,
    /// The last order that counts, also before the window.
    pub last: Option<DateTime<Utc>>,
}

/// What is missing to sum up a customer's purchases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum MissingSpend {
    /// Rows of one order contradict each other, or an amount is negative, so the order was set aside.
    CredibleOrder,
    /// An amount is in another currency, and the rate of its day is not in the data.
    Rate(NoRate),
    /// An amount is too large to be held in the rule's currency.
    Range,
}

impl fmt::Display for MissingSpend {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CredibleOrder => formatter.write_str("the records of an order contradict each other"),
            Self::Rate(rate) => rate.fmt(formatter),
            Self::Range => formatter.write_str("an amount is too large in the currency of the rule"),
        }
    }
}

/// The purchases of a population, summed up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summaries {
    dates: DateRange,
    as_of: DateTime<Utc>,
    currency: Option<Currency>,
    // INVARIANT: sorted, distinct, as long as `bought`.
    codes: Vec<CustomerCode>,
    bought: Vec<PurchaseSummary>,
    undetermined: Vec<(CustomerCode, MissingSpend)>,
    rows_without_customer: u64,
    rows_later: u64,
}

impl Basis {
    /// Returns what every customer of the population bought in the window that ends with the date of `as_of`.
    ///
    /// Rows after `as_of` are ignored, also those of the same day. Customers whose purchases cannot be summed up are
    /// listed as undetermined and are no part of the population. Rows without a customer are counted, and no more.
    ///
    /// # Errors
    ///
    /// When no purchases were supplied, or not for the whole window; when amounts are in two currencies and the basis
    /// names none; or when the window leaves the range of dates.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::Zone;
    /// use crm_model::{CustomerId, Dataset, Purchase, PurchaseKind, Records, Table};
    /// use crm_segmentation::{Basis, Population};
    ///
    /// let customer = CustomerId::new("C-7")?;
    /// let row = |at: &str, what, amount: &str| -> Result<Purchase, Box<dyn std::error::Error>> {
    ///     Ok(Purchase { at: at.parse()?, order: None, what, amount: amount.parse()?, customer: Some(customer.clone()) })
    /// };
    /// let purchases = Table::complete(vec![
    ///     row("2025-03-31T10:00:00Z", PurchaseKind::Order, "80 CNY")?, // one day too early
    ///     row("2025-04-01T10:00:00Z", PurchaseKind::Order, "50 CNY")?,
    ///     row("2025-05-01T10:00:00Z", PurchaseKind::Refund { of: None }, "20 CNY")?,
    /// ]);
    /// let (dataset, _) = Dataset::new(Records { purchases, ..Records::default() });
    /// let basis = Basis {
    ///     window: "12 months".parse()?,
    ///     zone: Zone::utc(),
    ///     population: Population::WithPurchases,
    ///     currency: None,
    /// };
    /// let summaries = basis.summarise(&dataset, "2026-03-31T12:00:00Z".parse()?)?;
    /// let summary = summaries.of(dataset.code_of(&customer).unwrap()).unwrap();
    /// assert_eq!((summary.net, summary.orders, summary.rows), (300_000, 1, 2)); // 30 CNY
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn summarise(&self, dataset: &Dataset, as_of: DateTime<Utc>) -> Result<Summaries, AssessmentError> {
        let extent = dataset.extent(TableName::Purchases).ok_or(AssessmentError::NotSupplied)?;
        let last = self.zone.date(as_of);
        let refused = || AssessmentError::OutOfRange { window: self.window, last };
        let dates = self.window.ending(last).ok_or_else(refused)?;
        let instants = dates.instants(&self.zone).ok_or_else(refused)?;
        check_extent(extent, instants, as_of)?;

        let mut reader = Reader::new(self, dataset.rates(), instants, as_of);
        let (mut codes, mut bought, mut undetermined) = (Vec::new(), Vec::new(), Vec::new());
        for (code, _) in dataset.codes() {
            if dataset.has_doubtful_order(code) {
                undetermined.push((code, MissingSpend::CredibleOrder));
                continue;
            }
            match reader.read(dataset.purchases_of(code)) {
                Ok(summary) if summary.rows > 0 || self.population == Population::All => {
                    codes.push(code);
                    bought.push(summary);
                }
                Ok(_) => {}
                Err(missing) => undetermined.push((code, missing)),
            }
        }
        let until_now = |at: DateTime<Utc>| at <= as_of;
        let without_customer = dataset.purchases_without_customer().iter();
        Ok(Summaries {
            dates,
            as_of,
            currency: self.currency.map_or_else(|| the_only(&reader.currencies), |named| Ok(Some(named)))?,
            codes,
            bought,
            undetermined,
            rows_without_customer: without_customer
                .filter(|row| instants.contains(row.at) && until_now(row.at))
                .count() as u64,
            rows_later: dataset.purchases().iter().filter(|row| !until_now(row.at)).count() as u64,
        })
    }
}

impl Summaries {
    /// Returns the dates of the window.
    pub fn dates(&self) -> DateRange {
        self.dates
    }

    /// Returns the instant of assessment; nothing later was looked at.
    pub fn as_of(&self) -> DateTime<Utc> {
        self.as_of
    }

    /// Returns the currency of all sums, or `None` where there is no amount and the rule names no currency.
    pub fn currency(&self) -> Option<Currency> {
        self.currency
    }

    /// Returns the customers of the population, in order.
    pub fn customers(&self) -> &[CustomerCode] {
        &self.codes
    }

    /// Returns what they bought, in the same order.
    pub fn summaries(&self) -> &[PurchaseSummary] {
        &self.bought
    }

    /// Returns what a customer bought, or `None` if it is no part of the population.
    pub fn of(&self, code: CustomerCode) -> Option<PurchaseSummary> {
        self.place_of(code).and_then(|place| self.bought.get(place)).copied()
    }

    /// Returns the customers whose purchases cannot be summed up, in order, with what is missing. They are no part of
    /// the population.
    pub fn undetermined(&self) -> &[(CustomerCode, MissingSpend)] {
        &self.undetermined
    }

    /// Returns how many rows in the window name no customer and were left out.
    pub fn rows_without_customer(&self) -> u64 {
        self.rows_without_customer
    }

    /// Returns how many rows are later than the instant of assessment and were ignored.
    pub fn rows_later(&self) -> u64 {
        self.rows_later
    }

    pub(crate) fn place_of(&self, code: CustomerCode) -> Option<usize> {
        self.codes.binary_search(&code).ok()
    }
}

pub(crate) fn check_extent(
    extent: Extent,
    window: Period,
    as_of: DateTime<Utc>,
) -> Result<(), AssessmentError> {
    let begins = extent.from.is_none_or(|from| from <= window.start());
    let ends = extent.until.is_none_or(|until| as_of <= until);
    if begins && ends {
        Ok(())
    } else {
        Err(AssessmentError::Incomplete { from: window.start(), until: as_of })
    }
}

fn the_only(currencies: &BTreeSet<Currency>) -> Result<Option<Currency>, AssessmentError> {
    let mut all = currencies.iter().copied();
    match (all.next(), all.next()) {
        (Some(one), Some(other)) => Err(AssessmentError::TwoCurrencies { one, other }),
        (only, _) => Ok(only),
    }
}

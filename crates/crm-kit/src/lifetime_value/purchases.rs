//! The purchases of a data set as a log that grows from period to period.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use chrono::{DateTime, Datelike, NaiveDate, Utc};
use crm_clv::{Log, Purchase, SummaryError};
use crm_kpi::LifetimeMissing;
use crm_model::{ConversionError, Currency, CustomerCode, Dataset, Missing, Money, PurchaseKind, TableName};
use crm_policy::LifetimeValueRule;

use super::{CustomerSummaries, observation};

/// The purchases of customers, each read once, in order of time.
pub(super) struct PurchaseLog<'a> {
    rule: &'a LifetimeValueRule,
    dataset: &'a Dataset,
    /// Sorted by instant: when, whose, on which day, for how much.
    rows: Vec<Row>,
    /// How many of them the log holds.
    added: usize,
    log: Log<CustomerCode>,
    currency: Option<Currency>,
    /// Who is left out: when it first bought, if that is known, and what is missing.
    left_out: Vec<(Option<DateTime<Utc>>, Missing)>,
    rows_without_customer: u64,
    missing: Option<Missing>,
}

/// A purchase or refund.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Row {
    pub(super) at: DateTime<Utc>,
    pub(super) customer: CustomerCode,
    /// In ten-thousandths; below zero for a refund.
    pub(super) amount: i64,
}

impl<'a> PurchaseLog<'a> {
    /// Reads the purchases before an instant. What comes later makes no difference: neither its currency nor a rate that it
    /// lacks.
    pub(super) fn new(dataset: &'a Dataset, rule: &'a LifetimeValueRule, until: DateTime<Utc>) -> Self {
        let (mut rows, mut left_out, mut currencies) = (Vec::new(), Vec::new(), BTreeSet::new());
        let before = |purchase: &&crm_model::Purchase| purchase.at < until;
        for (customer, _) in dataset.codes() {
            let purchases = dataset.purchases_of(customer).iter().take_while(before);
            let read = |purchase: &crm_model::Purchase| Ok((purchase.at, amount(dataset, rule, purchase)?));
            let amounts = if dataset.has_doubtful_order(customer) {
                Err(Missing::CredibleOrder) // of a day that nobody can tell
            } else {
                purchases.clone().map(read).collect::<Result<Vec<_>, _>>()
            };
            match amounts {
                Ok(amounts) => rows.extend(amounts.into_iter().map(|(at, money)| {
                    currencies.insert(money.currency());
                    Row { at, customer, amount: money.ten_thousandths() }
                })),
                Err(missing) => left_out.push((purchases.map(|purchase| purchase.at).next(), missing)),
            }
        }
        rows.sort_unstable();
        let rows_without_customer =
            dataset.purchases_without_customer().iter().take_while(before).count() as u64;
        let mut named = currencies.into_iter();
        let (currency, other) = (named.next(), named.next());
        let missing = match (dataset.extent(TableName::Purchases), currency, other) {
            (None, ..) => Some(Missing::Table(TableName::Purchases)),
            (_, Some(one), Some(other)) => Some(Missing::CommonCurrency { one, other }),
            _ => None,
        };
        let log = Log::new(rule.spec().occasions);
        Self { rule, dataset, rows, added: 0, log, currency, left_out, rows_without_customer, missing }
    }

    /// Returns what every customer had bought before an instant, which is later than that of the last call.
    pub(super) fn summaries(&mut self, end: DateTime<Utc>) -> Result<CustomerSummaries, LifetimeMissing> {
        if let Some(missing) = &self.missing {
            return Err(LifetimeMissing::Records(missing.clone()));
        }
        let extent = self.dataset.extent(TableName::Purchases);
        if extent
            .and_then(|extent| extent.until)
            .is_some_and(|until| until.timestamp_micros() < end.timestamp_micros() - 1)
        {
            return Err(LifetimeMissing::Records(Missing::Coverage(TableName::Purchases)));
        }
        let observation = observation(self.rule, end);
        let until = self.rows.partition_point(|row| row.at < end);
        let more = self.rows.get(self.added..until).unwrap_or_default();
        let zone = &self.rule.spec().zone;
        let more = more.iter().map(|row| {
            // Where clocks go back over midnight, a purchase of the old day may come after the end of the new one.
            let day = day(zone.date(row.at)).min(observation.end);
            Purchase::new(row.customer, day, row.amount)
        });
        let refused = |error: SummaryError| match error {
            SummaryError::Empty | SummaryError::NoPurchase { .. } => LifetimeMissing::Purchases,
            SummaryError::Refund { .. } => LifetimeMissing::Refund,
            _ => LifetimeMissing::Records(Missing::Range),
        };
        self.log.extend(more).map_err(refused)?;
        self.added = until;
        if self.log.is_empty() {
            // Whoever is left out did buy, or may have.
            let until_then = self.left_out.iter().filter(|(first, _)| first.is_none_or(|first| first < end));
            let missing = until_then.map(|(_, missing)| missing).min().cloned();
            return Err(missing.map_or(LifetimeMissing::Purchases, LifetimeMissing::Records));
        }
        self.log.finish(observation).map_err(refused)
    }

    /// Returns the purchases from one instant up to, but not including, another.
    pub(super) fn between(&self, start: DateTime<Utc>, end: DateTime<Utc>) -> &[Row] {
        let place = |instant| self.rows.partition_point(|row| row.at < instant);
        self.rows.get(place(start)..place(end)).unwrap_or_default()
    }

    /// Returns the currency of all amounts; `None` where there are none, or two.
    pub(super) fn currency(&self) -> Option<Currency> {
        self.currency.filter(|_| self.missing.is_none())
    }

    /// Returns how many customers are left out, since their purchases contradict each other or cannot be converted.
    pub(super) fn undetermined(&self) -> u64 {
        self.left_out.len() as u64
    }

    /// Returns how many rows name no customer.
    pub(super) fn rows_without_customer(&self) -> u64 {
        self.rows_without_customer
    }
}

/// Returns a purchase's amount in the rule's currency, below zero for a refund; or what is missing to convert it.
fn amount(
    dataset: &Dataset,
    rule: &LifetimeValueRule,
    purchase: &crm_model::Purchase,
) -> Result<Money, Missing> {
    let money = converted(dataset, rule, purchase.amount, purchase.at)?;
    match purchase.what {
        PurchaseKind::Order => Ok(money),
        PurchaseKind::Refund { .. } => money.checked_neg().map_err(|_| Missing::Range),
    }
}

/// Returns an amount in the rule's currency by the rate of its day, or what is missing: a rate, or the range of amounts.
pub(super) fn converted(
    dataset: &Dataset,
    rule: &LifetimeValueRule,
    money: Money,
    at: DateTime<Utc>,
) -> Result<Money, Missing> {
    let Some(wanted) = rule.spec().currency.filter(|wanted| *wanted != money.currency()) else {
        return Ok(money);
    };
    dataset.rates().convert(money, wanted, rule.spec().zone.date(at)).map_err(|error| match error {
        ConversionError::NoRate(_) => Missing::ExchangeRate,
        _ => Missing::Range,
    })
}

/// Returns the number of a day, from an epoch that all days share.
pub(super) fn day(date: NaiveDate) -> i32 {
    date.num_days_from_ce()
}

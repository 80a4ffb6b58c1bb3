//! What the tests share: the policy of the documents, and records in few words.

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{
    Currency, Customer, CustomerCode, CustomerId, Dataset, Money, OrderId, Purchase, PurchaseKind, Rate,
    RateTable, Records, Share, Strength, Table, ValueTier,
};
use crm_segmentation::{
    Basis, ClassRule, ClassSpec, Counting, Disagree, Level, Population, PurchaseSummary,
    RepurchaseThresholds, SpendBy, SpendThresholds, TrailingWindow, ValueTierRule, ValueTierSpec,
};

pub(crate) fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub(crate) fn percent(percent: u8) -> Share {
    Share::from_percent(percent).unwrap()
}

pub(crate) fn basis() -> Basis {
    Basis {
        window: TrailingWindow::months(12).unwrap(),
        zone: Zone::utc(),
        population: Population::WithPurchases,
        currency: None,
    }
}

/// The rule of clause P-TIER-1: 20 % and 60 % by rank, 60 % and 30 % of orders, the lower of both.
pub(crate) fn spec() -> ValueTierSpec {
    ValueTierSpec {
        name: "tiers.value".parse().unwrap(),
        clause: "P-TIER-1".parse().unwrap(),
        strength: Strength::Must,
        basis: basis(),
        spend: SpendThresholds { high: percent(20), middle: percent(60), by: SpendBy::Rank },
        repurchase: RepurchaseThresholds {
            high: percent(60),
            middle: percent(30),
            counting: Counting::Orders,
        },
        disagree: Disagree::Lower,
        minimum_tenure: None,
        names: ["high", "middle", "ordinary"].map(|word| ValueTier::new(word).unwrap()),
    }
}

pub(crate) fn rule() -> ValueTierRule {
    ValueTierRule::new(spec()).unwrap()
}

pub(crate) fn class_spec() -> ClassSpec {
    ClassSpec {
        name: "classes".parse().unwrap(),
        clause: "D-TIER-3".parse().unwrap(),
        strength: Strength::Derived,
        basis: basis(),
        a: percent(80),
        b: percent(95),
    }
}

pub(crate) fn class_rule() -> ClassRule {
    ClassRule::new(class_spec()).unwrap()
}

/// Customers who spent so much, with an order each.
pub(crate) fn spending(nets: &[i128]) -> Vec<PurchaseSummary> {
    nets.iter()
        .map(|net| PurchaseSummary { net: *net, orders: 1, rows: 1, ..PurchaseSummary::default() })
        .collect()
}

/// Customers with so many orders who spent the same.
pub(crate) fn buying(orders: &[u64]) -> Vec<PurchaseSummary> {
    orders
        .iter()
        .map(|orders| PurchaseSummary { net: 1, orders: *orders, ..PurchaseSummary::default() })
        .collect()
}

/// The levels by spend, in the order given.
pub(crate) fn spend_levels(nets: &[i128]) -> Vec<Level> {
    let verdicts = rule().judge(&spending(nets), instant("2026-01-01T00:00:00Z")).unwrap();
    verdicts.iter().map(|verdict| verdict.by_spend).collect()
}

pub(crate) fn order(customer: &str, id: &str, at: &str, amount: &str) -> Purchase {
    Purchase {
        at: instant(at),
        order: (!id.is_empty()).then(|| OrderId::new(id).unwrap()),
        what: PurchaseKind::Order,
        amount: amount.parse::<Money>().unwrap(),
        customer: (!customer.is_empty()).then(|| CustomerId::new(customer).unwrap()),
    }
}

/// A refund; `of` is the order that it names, if any.
pub(crate) fn refund(customer: &str, of: &str, at: &str, amount: &str) -> Purchase {
    let of = (!of.is_empty()).then(|| OrderId::new(of).unwrap());
    Purchase { what: PurchaseKind::Refund { of }, ..order(customer, "", at, amount) }
}

pub(crate) fn dataset(purchases: Vec<Purchase>) -> Dataset {
    records(Records { purchases: Table::complete(purchases), ..Records::default() })
}

pub(crate) fn records(records: Records) -> Dataset {
    Dataset::new(records).0
}

pub(crate) fn customers(ids: &[&str]) -> Table<Customer> {
    Table::complete(ids.iter().map(|id| Customer::new(CustomerId::new(id).unwrap())).collect())
}

pub(crate) fn code(dataset: &Dataset, id: &str) -> CustomerCode {
    dataset.code_of(&CustomerId::new(id).unwrap()).unwrap()
}

pub(crate) fn currency(code: &str) -> Currency {
    Currency::new(code).unwrap()
}

/// One dollar is 7 yuan, on one day.
pub(crate) fn dollars_on(day: &str) -> RateTable {
    let day = day.parse().unwrap();
    let rate = crm_model::rust_decimal::Decimal::from(7);
    let rate = Rate { from: currency("USD"), to: currency("CNY"), valid_from: day, valid_until: day, rate };
    RateTable::new(vec![rate]).unwrap()
}

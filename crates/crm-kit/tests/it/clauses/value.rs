//! Who is worth what: tiers, and segments by value and behaviour.

use crm_kit::Dataset;
use crm_kit::model::{CustomerId, Purchase, PurchaseKind, Records, Table};

use super::*;

/// Returns the records of a shop: who bought when, and for how many yuan.
fn shop(orders: &[(&str, &str, u32)]) -> Dataset {
    let order = |(customer, day, yuan): &(&str, &str, u32)| Purchase {
        at: format!("{day}T10:00:00+08:00").parse().unwrap(),
        order: None,
        what: PurchaseKind::Order,
        amount: format!("{yuan} CNY").parse().unwrap(),
        customer: CustomerId::new(*customer).ok(),
    };
    let purchases = Table::complete(orders.iter().map(order).collect());
    Dataset::new(Records { purchases, ..Records::default() }).0
}

/// On 31 March 2026, with bounds of 30, 90, 180 and 270 days, and of 5, 4, 3 and 2 orders. Of five customers by spend, each
/// has a score of its own: Eve 900, Ann 500, Dan 300, Bob 80, Cat 30.
#[test]
fn l_seg_1_customers_are_named_by_value_and_behaviour() {
    let orders = [
        ("Ann", "2026-03-01", 100), // 30 days before: still the best score
        ("Ann", "2026-02-01", 100),
        ("Ann", "2026-01-01", 100),
        ("Ann", "2025-12-01", 200),
        ("Bob", "2026-03-30", 80),
        ("Cat", "2026-02-28", 30),  // 31 days before, and one order
        ("Dan", "2025-09-01", 100), // 211 days before: recency 2
        ("Dan", "2025-08-01", 100),
        ("Dan", "2025-07-01", 100),
        ("Eve", "2025-06-01", 300), // 303 days before: recency 1
        ("Eve", "2025-05-01", 300),
        ("Eve", "2025-04-01", 300), // the first day of the window
        ("Fay", "2025-03-31", 999), // the last day before it: no part of those compared
    ];
    let data = shop(&orders);
    let policy = of_preset(Preset::Lifecycle);
    let rule = policy.latest().segments().unwrap();
    assert_eq!(
        (rule.map().spec().clause.as_str(), rule.map().spec().strength.as_str()),
        ("L-SEG-1", "derived")
    );
    let assessment = rule.assess(&data, at("03-31 18:00")).unwrap();
    let of = |name: &str| {
        let code = data.code_of(&CustomerId::new(name).unwrap()).unwrap();
        let score = assessment.scores().of(code)?;
        Some(format!("{} {}", score, assessment.of(code)?))
    };
    assert_eq!(of("Ann").as_deref(), Some("5-4-4 champions"));
    assert_eq!(of("Bob").as_deref(), Some("5-1-2 new"));
    assert_eq!(of("Cat").as_deref(), Some("4-1-1 new"));
    assert_eq!(of("Dan").as_deref(), Some("2-3-3 at-risk"));
    assert_eq!(of("Eve").as_deref(), Some("1-3-5 cannot-lose"));
    assert_eq!(of("Fay"), None);
}

//! How customers stand.

use crm_kit::model::{CustomerId, Missing, Purchase, PurchaseKind, Records, Table};
use crm_kit::{Dataset, Policy, assess, assess_customer};

#[test]
fn what_only_the_class_lacks_is_said_beside_a_tier() {
    let text = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'six-plans'\n\
                [classes]\nwindow = '24 months'\ncurrency = 'CNY'";
    let policy = Policy::parse(text, "ours.toml").unwrap();
    let li = CustomerId::new("li").unwrap();
    let order = |at: &str, amount: &str| Purchase {
        at: at.parse().unwrap(),
        order: None,
        what: PurchaseKind::Order,
        amount: amount.parse().unwrap(),
        customer: Some(li.clone()),
    };
    // The dollars are older than the twelve months of the tiers, not than the two years of the classes.
    let rows = vec![order("2024-09-01T02:00:00Z", "100 USD"), order("2026-01-05T02:00:00Z", "100 CNY")];
    let (dataset, _) = Dataset::new(Records { purchases: Table::complete(rows), ..Records::default() });
    let as_of = "2026-03-31T10:00:00Z".parse().unwrap();
    let customers = assess(&dataset, &policy, as_of).customers;
    assert!(customers[0].tier.is_some());
    assert_eq!((&customers[0].class, &customers[0].missing), (&None, &Some(Missing::ExchangeRate)));
    assert_eq!(assess_customer(&dataset, &policy, &li, as_of).unwrap().customers, customers);
}

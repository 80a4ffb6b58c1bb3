//! Who is worth what: tiers, and segments by value and behaviour.

use crm_kit::model::{CustomerId, Purchase, PurchaseKind, Records, Table};

use crm_kit::{CustomerStanding, Dataset, assess};

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

/// Returns what is known of each customer on the evening of 31 March 2026, one line each.
fn told(data: &Dataset, policy: &Policy, line: impl Fn(&CustomerStanding) -> String) -> Vec<String> {
    let assessment = assess(data, policy, at("03-31 18:00"));
    assessment.customers.iter().map(|one| format!("{} {}", one.customer, line(one))).collect()
}

/// Five customers with five spends: a fifth is one of them, and the second stands at 20 % exactly, which is not below it.
#[test]
fn p_tier_1_both_criteria_must_hold_and_their_bounds_are_those_of_the_document() {
    let data = shop(&[
        // 1,500 in three orders: first, and 2 of 3 came after the first.
        ("Ann", "2025-05-01", 500),
        ("Ann", "2025-06-01", 500),
        ("Ann", "2025-07-01", 500),
        // 1,200 in one: 20 %, so middle by spend; nothing came after the first.
        ("Bob", "2025-05-01", 1_200),
        // 800 in two: 40 %, and half of them came after the first.
        ("Cat", "2025-05-01", 400),
        ("Cat", "2025-06-01", 400),
        // 500 in five: 60 %, which is no longer below 60 %; 4 of 5 came after the first.
        ("Dan", "2025-05-01", 100),
        ("Dan", "2025-06-01", 100),
        ("Dan", "2025-07-01", 100),
        ("Dan", "2025-08-01", 100),
        ("Dan", "2025-09-01", 100),
        // 30 in one, ten days ago. What is more than a year old counts for nobody's spend.
        ("Eve", "2026-03-21", 30),
        ("Fay", "2025-03-31", 9_000),
    ]);
    let tiers = told(&data, of_preset(Preset::SixPlans), |one| {
        let Some(verdict) = one.verdict else { return "none".to_owned() };
        let tier = one.tier.as_ref().unwrap();
        let provisional = if verdict.provisional { ", provisional" } else { "" };
        format!("{tier}: {} by spend, {} by repurchase{provisional}", verdict.by_spend, verdict.by_repurchase)
    });
    assert_eq!(
        tiers,
        [
            "Ann high: high by spend, high by repurchase",
            "Bob ordinary: middle by spend, ordinary by repurchase",
            "Cat middle: middle by spend, middle by repurchase",
            "Dan ordinary: ordinary by spend, high by repurchase",
            "Eve ordinary: ordinary by spend, ordinary by repurchase, provisional",
            "Fay none",
        ]
    );
}

/// Who is high stays so until a review fails, or the second in a row, as the policy says.
#[test]
fn p_tier_1_a_policy_may_keep_tiers_between_reviews() {
    let data = shop(&[
        ("Ann", "2025-01-10", 500),
        ("Ann", "2025-02-10", 500),
        ("Ann", "2025-03-10", 500), // high; from 10 March 2026 on, none of these is in the window
        ("Bob", "2025-06-01", 100),
        ("Bob", "2025-12-01", 100),
    ]);
    let stability = |failing: u8| {
        let keys = format!("first = 2025-07-01, every = '1 month', failing = {failing}, to = 'verdict'");
        extending(
            Preset::SixPlans,
            &format!("[tiers.value]\nstability = {{ downgrade = 'at-review', {keys} }}\n"),
        )
    };
    let tier = |policy: &Policy, day: &str| {
        let assessment = assess(&data, policy, at(day));
        let ann = assessment.customers.into_iter().find(|one| one.customer.as_str() == "Ann").unwrap();
        ann.tier.map(|tier| tier.to_string())
    };
    // In February 1,000 are left in two orders: first still, and half of them came after the first, which is middle.
    assert_eq!(tier(&stability(1), "01-31 18:00").as_deref(), Some("high"));
    assert_eq!(tier(&stability(1), "02-01 18:00").as_deref(), Some("middle"));
    assert_eq!(tier(&stability(2), "02-28 18:00").as_deref(), Some("high"));
    assert_eq!(tier(&stability(2), "03-01 18:00").as_deref(), Some("ordinary"));
    assert_eq!(tier(of_preset(Preset::SixPlans), "03-01 18:00").as_deref(), Some("ordinary"));
}

/// Of 1,000 in all, 900 are spent before the second customer, 960 before the third and 990 before the fourth.
#[test]
fn d_tier_3_classes_go_by_what_was_spent_before() {
    let orders = [
        ("Ann", "2025-05-01", 900),
        ("Bob", "2025-05-02", 60),
        ("Cat", "2025-05-03", 30),
        ("Dan", "2025-05-04", 10),
    ];
    let classes = told(&shop(&orders), of_preset(Preset::Detailed), |one| one.class.unwrap().to_string());
    assert_eq!(classes, ["Ann A", "Bob B", "Cat C", "Dan C"]);
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

//! How customers stand.

use crm_kit::model::{CustomerId, Missing, Purchase, PurchaseKind, Records, Table};
use crm_kit::{Assessment, Dataset, Policy, Preset, assess, assess_customer};

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

/// Tiers of one customer: high by three orders in the window of three months, kept for a second failed review.
const STEADY: &str = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'six-plans'\n[tiers.value]\n\
    spend = { window = '3 months', high = '20%', middle = '60%', by = 'rank' }\nminimum-tenure = '1d'\n";
const STABILITY: &str = "stability = { downgrade = 'at-review', first = 2025-04-01, every = '3 months', failing = 2, to = 'verdict' }\n";

fn three_orders() -> Dataset {
    let order = |day: &str| Purchase {
        at: format!("{day}T02:00:00Z").parse().unwrap(),
        order: None,
        what: PurchaseKind::Order,
        amount: "100 CNY".parse().unwrap(),
        customer: CustomerId::new("li").ok(),
    };
    let rows = ["2025-03-03", "2025-03-10", "2025-03-17", "2025-08-04"].map(order);
    Dataset::new(Records { purchases: Table::complete(rows.to_vec()), ..Records::default() }).0
}

/// High at the review of April; in July nothing is left in the window, so that the review fails; on 10 August one order is,
/// which is no repeat: the verdict is ordinary, and the tier is still held.
#[test]
fn a_tier_is_held_between_reviews() {
    let policy = Policy::parse(&[STEADY, STABILITY].concat(), "ours.toml").unwrap();
    let (dataset, as_of) = (three_orders(), "2025-08-10T10:00:00Z".parse().unwrap());
    let assessment = assess(&dataset, &policy, as_of);
    let one = &assessment.customers[0];
    assert_eq!(one.tier.as_ref().unwrap().as_str(), "high");
    assert_eq!(one.verdict.unwrap().level.to_string(), "ordinary");
    let standing = one.standing.unwrap();
    assert_eq!((standing.since.to_string().as_str(), standing.failed_reviews), ("2025-04-01", 1));
    let held = |assessment: &Assessment| -> Vec<_> {
        let lines = &assessment.tiers.as_ref().unwrap().lines;
        lines.iter().map(|line| (line.customers, line.held)).collect()
    };
    assert_eq!(held(&assessment), [(0, Some(1)), (0, Some(0)), (1, Some(0))]);
    let li = CustomerId::new("li").unwrap();
    assert_eq!(assess_customer(&dataset, &policy, &li, as_of).unwrap().customers, assessment.customers);
    // The second review that fails is that of October.
    let later = assess(&dataset, &policy, "2025-10-01T10:00:00Z".parse().unwrap());
    assert_eq!(later.customers[0].tier.as_ref().unwrap().as_str(), "ordinary");

    // Without stability the verdict is the tier, as ever.
    let plain = assess(&dataset, &Policy::parse(STEADY, "ours.toml").unwrap(), as_of);
    assert_eq!(plain.customers[0].tier.as_ref().unwrap().as_str(), "ordinary");
    assert_eq!(plain.customers[0].standing, None);
    assert_eq!(held(&plain), [(0, None), (0, None), (1, None)]);
}

/// A version of May holds no review of April, so that July is the first: nobody is there. What it finds in August is new.
#[test]
fn standings_begin_with_the_version_in_force() {
    let text = STEADY.replace("[tiers.value]", "valid = { from = 2025-05-01 }\n[tiers.value]") + STABILITY;
    let policy = Policy::parse(&text, "ours.toml").unwrap();
    let assessment = assess(&three_orders(), &policy, "2025-08-10T10:00:00Z".parse().unwrap());
    assert_eq!(assessment.customers[0].tier.as_ref().unwrap().as_str(), "ordinary");
    let standing = assessment.customers[0].standing.unwrap();
    assert_eq!(standing.to_string(), "ordinary since 2025-08-10: the first verdict");
}

#[test]
fn segments_stand_beside_tiers() {
    let policy = Policy::preset(Preset::Lifecycle);
    let assessment = assess(&three_orders(), &policy, "2025-08-10T10:00:00Z".parse().unwrap());
    let table = assessment.segments.as_ref().unwrap();
    assert_eq!((table.clause.as_str(), table.population, table.lines.len()), ("L-SEG-1", 1, 8));
    let filled: Vec<_> = table.lines.iter().filter(|line| line.customers > 0).collect();
    let [line] = filled.as_slice() else { panic!("{filled:?}") };
    // Six days ago and four orders, and the most of all.
    assert_eq!(
        (line.segment.as_str(), line.spend.unwrap().to_string().as_str()),
        ("champions", "400.00 CNY")
    );
    let one = &assessment.customers[0];
    assert_eq!(one.score.unwrap().to_string(), "5-4-5");
    assert_eq!(one.segment.as_ref().unwrap().as_str(), "champions");
    let none = assess(&three_orders(), &Policy::preset(Preset::SixPlans), assessment.as_of);
    assert!(none.segments.is_none() && none.customers[0].segment.is_none());

    // Without purchases, that is said once.
    let (empty, _) = Dataset::new(Records::default());
    let lacking = assess(&empty, &policy, assessment.as_of);
    assert!(lacking.segments.is_none());
    let told: Vec<String> = lacking.findings.iter().map(|finding| finding.noticed.to_string()).collect();
    let of_segments: Vec<&String> = told.iter().filter(|text| text.starts_with("L-SEG-1")).collect();
    assert_eq!(of_segments, ["L-SEG-1: segment undetermined: no purchases were supplied"]);
}

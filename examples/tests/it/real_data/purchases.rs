//! Purchases: of a shop for music in the 1990s, and of an online shop.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use crm_kit::kpi::Value;
use crm_kit::model::{
    CustomerId, Missing, Noticed, PurchaseKind, Ratio, Spend, SpendAim, State, Subject, Table, TableName,
};
use crm_kit::{Assessment, Dataset, Policy, Preset, assess, lifetime_value};
use examples::run::FINE;

use super::{assessed, line, policy, program, reading, shipped};
use crate::data_folder;
use crate::tiny::text;

/// The evening of the last day in New York.
const END_OF_CDNOW: &str = "1998-07-01T00:00:00Z";
/// The last invoice.
const END_OF_RETAIL: &str = "2011-12-09T12:50:00Z";

/// Returns how many customers each tier has, the highest first.
fn tiers(assessment: &Assessment) -> Vec<(&str, u64)> {
    let table = assessment.tiers.as_ref().unwrap();
    table.lines.iter().map(|line| (line.tier.as_str(), line.customers)).collect()
}

#[test]
fn cdnow_has_the_published_tiers_by_spend() {
    let Some(folder) = data_folder("cdnow", "cdnow_has_the_published_tiers_by_spend") else { return };
    let assessment = assessed(&folder, "cdnow", &policy("cdnow"), END_OF_CDNOW);
    let table = assessment.tiers.as_ref().unwrap();
    assert_eq!([table.after, table.last].map(|day| day.to_string()), ["1997-06-30", "1998-06-30"]);
    assert_eq!((table.population, table.undetermined, table.rows_without_customer), (8_332, 0, 0));
    assert_eq!(table.spend.unwrap().to_string(), "1069356.50 USD");
    let by_spend: Vec<_> = table.lines.iter().map(|line| (line.customers_by_spend, line.cut)).collect();
    let [high, middle, ordinary] = by_spend.as_slice() else { panic!("{by_spend:?}") };
    assert_eq!((high.0, high.1.unwrap().to_string().as_str()), (1_667, "168.44 USD"));
    assert_eq!((middle.0, middle.1.unwrap().to_string().as_str()), (3_337, "46.97 USD"));
    assert_eq!(ordinary.0, 8_332 - 1_667 - 3_337);
    assert_eq!(tiers(&assessment).iter().map(|(_, customers)| customers).sum::<u64>(), 8_332);

    // Nothing is asked of what is not there, so there is nothing to say of it.
    assert!(assessment.obligations.is_empty() && assessment.findings.is_empty(), "{:?}", assessment.findings);
    assert_eq!(assessment.customers.len(), 23_570);
}

/// A month is over with its last instant; the file ends with it, so tiers on the first day of the next are not known.
#[test]
fn cdnow_customers_come_back_from_month_to_month() {
    let Some(folder) = data_folder("cdnow", "cdnow_customers_come_back_from_month_to_month") else { return };
    let assessment = assessed(&folder, "cdnow", &policy("cdnow"), "1998-07-01T04:00:00Z");
    let kept = line(&assessment, "kept-from-month-to-month");
    // Of the customers who bought in May 1998, those who bought in June.
    assert_eq!(kept.period.to_string(), "1998-06");
    assert_eq!(kept.value, Value::Share(Ratio::new(446, 1_488).unwrap()));
    assert_eq!(assessment.tiers, None);
}

/// A dollar on each of the first hundred customers in the last quarter, and on the first two in the one before: what the models of the
/// policy say they were worth at the ends of these quarters, which is the table by group when it is spent on everybody.
#[test]
fn b_clv_1_cdnow_customers_are_worth_what_the_table_of_values_says() {
    let name = "b_clv_1_cdnow_customers_are_worth_what_the_table_of_values_says";
    let Some(folder) = data_folder("cdnow", name) else { return };
    let shipped = fs::read_to_string(shipped("policies", "cdnow")).unwrap();
    let text = "schema = 'crm-policy/1'\nname = 'worth'\nextends = 'ours'\n\
                [lifetime-value]\nclause = 'SHOP-CLV-1'\nmodel = 'bg-nbd'\noccasions = 'days'\n\
                refunds = 'net-of-the-day'\nunit = 'week'\nperiods = 12\nperiod = 'month'\ndiscount = '1%'\n\
                margin = '100%'\ngroups = 'all'\nevery = 'quarter'\nreported = 2\n\
                [indicator.value-to-cost]\nclause = 'SHOP-CLV-1'\nformula = 'lifetime-value-to-cost'\nper = 'quarter'";
    let policy = Policy::parse_with(text, "worth.toml", &|_: &str| Some(shipped.clone())).unwrap();
    let mut records = reading(&folder, "cdnow", &policy).records;
    let as_of = "1998-07-01T04:00:00Z".parse().unwrap();
    let Table::Supplied { rows, .. } = &records.purchases else { panic!("none") };
    let everybody: BTreeSet<_> = rows.iter().filter_map(|row| row.customer.clone()).collect();
    let dollar = |at: &str, customer: &CustomerId| Spend {
        at: at.parse().unwrap(),
        amount: "1 USD".parse().unwrap(),
        aim: SpendAim::Maintenance,
        department: None,
        activity: None,
        customer: Some(customer.clone()),
    };
    let mut spend: Vec<_> = everybody.iter().map(|one| dollar("1998-05-04T12:00:00Z", one)).collect();
    spend.extend(everybody.iter().map(|one| dollar("1998-02-04T12:00:00Z", one)));
    records.spend = Table::complete(spend);
    let (dataset, _) = Dataset::new(records);

    let assessment = assess(&dataset, &policy, as_of);
    let line = line(&assessment, "value-to-cost");
    let table = lifetime_value(&dataset, &policy, as_of).unwrap();
    let per_customer = |place: usize| table.periods[place].groups[0].mean().unwrap();
    let in_units = |ratio: Ratio| Ratio::new(ratio.parts().0, ratio.parts().1 * 10_000);
    assert_eq!(table.periods[1].groups[0].valued, 23_570);
    assert_eq!(
        (line.period.to_string().as_str(), line.value.number()),
        ("1998-Q2", in_units(per_customer(1)))
    );
    assert_eq!(line.past.last().unwrap().value.number(), in_units(per_customer(0)));
    let shown = line.value.number().unwrap().to_decimal_string(2);
    assert_eq!(shown, "33.10");
}

/// The plans are about far more than purchases. What purchases cannot tell is said once for each matter.
#[test]
fn a_policy_about_everything_says_once_what_purchases_cannot_tell() {
    let name = "a_policy_about_everything_says_once_what_purchases_cannot_tell";
    let Some(folder) = data_folder("cdnow", name) else { return };
    let plans = Policy::preset(Preset::SixPlans);
    let assessment = assessed(&folder, "cdnow", &plans, "1998-06-30T15:59:59Z");
    let version = plans.latest();
    let rules = version.service_levels().rules().len();
    let triggers = version.escalation().unwrap().triggers().len();
    let records = version.recording().rules().len();
    assert_eq!(
        assessment.obligations.len(),
        rules + triggers + records,
        "one of each rule, and none of a customer"
    );
    let unknown = |table| State::Undetermined { missing: Missing::Table(table) };
    for one in &assessment.obligations {
        let tables: &[TableName] = match one.id.measure.as_str() {
            "recording" => &[TableName::Interactions, TableName::FileUpdates],
            _ => &[TableName::Tickets],
        };
        assert_eq!(one.id.subject, Subject::Company);
        assert!(tables.iter().any(|table| one.state == unknown(*table)), "{one}");
    }

    // One finding for each clause and measure, and none twice.
    let mut matters: Vec<_> =
        assessment.obligations.iter().map(|one| (one.id.clause.clone(), one.id.measure.clone())).collect();
    matters.sort();
    matters.dedup();
    let found: Vec<_> = assessment
        .findings
        .iter()
        .map(|finding| match &finding.noticed {
            Noticed::NotSupplied { clause, measure, tickets: 0, .. } => (clause.clone(), measure.clone()),
            other => panic!("{other}"),
        })
        .collect();
    assert_eq!(found, matters);
    assert!(found.len() < assessment.obligations.len());

    // Tiers need purchases alone. The days of the plans are those of Shanghai, where this one is nearly over.
    assert_eq!(assessment.tiers.as_ref().unwrap().population, 8_332);
    let unmeasured = assessment.scorecard.iter().filter(|line| matches!(line.value, Value::Undefined(_)));
    assert_eq!(unmeasured.count(), assessment.scorecard.len(), "no indicator is one of purchases alone");
}

#[test]
fn the_page_and_the_report_about_purchases_stay_short() {
    let Some(folder) = data_folder("cdnow", "the_page_and_the_report_about_purchases_stay_short") else {
        return;
    };
    let out = tempfile::tempdir().unwrap();
    let own = shipped("policies", "cdnow");
    for policy in [text(&own), "six-plans"] {
        let run = program(&folder, "cdnow", policy, END_OF_CDNOW, out.path());
        assert_eq!((run.status, run.err.as_str()), (FINE, ""));
        let lacking = run.out.lines().filter(|line| line.contains("no tickets were supplied"));
        let lacking: Vec<&str> = lacking.collect();
        let mut told = lacking.clone();
        told.dedup();
        assert_eq!(lacking, told, "nothing is said twice");
        assert_eq!(lacking.is_empty(), policy != "six-plans");
        assert!(run.out.lines().count() < 120, "{}", run.out);
    }
}

#[test]
fn online_retail_tiers_by_the_lower_and_the_higher_rule() {
    let name = "online_retail_tiers_by_the_lower_and_the_higher_rule";
    let Some(folder) = data_folder("online-retail", name) else { return };
    let shipped = fs::read_to_string(shipped("policies", "online_retail")).unwrap();
    let lower = policy("online_retail");
    let higher = "schema = \"crm-policy/1\"\nname = \"either\"\nextends = \"ours\"\n\
                  [tiers.value]\ndisagree = \"higher\"\n";
    let higher = Policy::parse_with(higher, "either.toml", &|_: &str| Some(shipped.clone())).unwrap();

    let assessment = assessed(&folder, "online_retail", &lower, END_OF_RETAIL);
    assert_eq!(tiers(&assessment), [("high", 814), ("middle", 1_478), ("ordinary", 2_004)]);
    let table = assessment.tiers.as_ref().unwrap();
    assert_eq!([table.after, table.last].map(|day| day.to_string()), ["2010-12-09", "2011-12-09"]);
    assert_eq!((table.population, table.undetermined), (4_296, 0));
    let of_class = |class: &str| {
        assessment.customers.iter().filter(|one| one.class.is_some_and(|is| is.as_str() == class)).count()
    };
    assert_eq!((of_class("A"), of_class("B"), of_class("C")), (1_170, 1_426, 4_296 - 1_170 - 1_426));

    let either = assessed(&folder, "online_retail", &higher, END_OF_RETAIL);
    assert_eq!(tiers(&either), [("high", 2_006), ("middle", 1_044), ("ordinary", 1_246)]);
    assert_eq!(either.tiers.as_ref().unwrap().spend, table.spend);
}

#[test]
fn online_retail_looked_at_after_its_last_invoice_says_so() {
    let name = "online_retail_looked_at_after_its_last_invoice_says_so";
    let Some(folder) = data_folder("online-retail", name) else { return };
    let assessment = assessed(&folder, "online_retail", &policy("online_retail"), "2011-12-09T12:50:01Z");
    assert_eq!(assessment.tiers, None);
    let told: Vec<String> = assessment.findings.iter().map(|finding| finding.noticed.to_string()).collect();
    assert_eq!(
        told,
        [
            "SHOP-TIER-1: value-tier undetermined: the purchases are not complete for all of the time",
            "SHOP-TIER-2: customer-class undetermined: the purchases are not complete for all of the time",
        ]
    );
}

/// Cancellations have numbers and amounts of their own: none may be taken for an order, or be lost.
#[test]
fn online_retail_invoices_add_up() {
    let Some(folder) = data_folder("online-retail", "online_retail_invoices_add_up") else { return };
    let reading = reading(&folder, "online_retail", &policy("online_retail"));
    let Table::Supplied { rows, .. } = &reading.records.purchases else { panic!("none") };
    let net: i64 = rows
        .iter()
        .map(|row| match row.what {
            PurchaseKind::Order => row.amount.ten_thousandths(),
            PurchaseKind::Refund { .. } => -row.amount.ten_thousandths(),
        })
        .sum();
    assert_eq!((rows.len(), net), (25_900, 97_477_479_340));
    assert_eq!(rows.iter().filter(|row| row.customer.is_none()).count(), 3_710);
}

#[test]
fn the_program_reports_the_invoices_as_they_are() {
    let Some(folder) = data_folder("online-retail", "the_program_reports_the_invoices_as_they_are") else {
        return;
    };
    let out = tempfile::tempdir().unwrap();
    let own = shipped("policies", "online_retail");
    let run = program(&folder, "online_retail", text(&own), END_OF_RETAIL, out.path());
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    assert!(run.out.contains("online_retail_invoices.csv.gz (25,900 rows)"), "{}", run.out);
    assert!(run.out.contains("3,710 rows name no customer"), "{}", run.out);
    assert!(Path::new(&out.path().join("report.html")).exists());
}

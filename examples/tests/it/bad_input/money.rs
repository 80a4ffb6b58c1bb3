//! Amounts and days of purchases that do not fit together.

use crm_kit::model::{Missing, Noticed};
use crm_kit::{Policy, Preset};

use super::{assessed, ended, parsed, stopped, with_policy};
use crate::own_format::folder;

const PURCHASES: &str = "order,customer,at,amount,currency\n\
                         A-1,C-1,2026-03-01T10:00:00Z,100,CNY\n\
                         A-2,C-2,2026-03-02T10:00:00Z,100,USD\n\
                         A-3,C-3,2026-03-03T10:00:00Z,50,CNY\n";

/// The plans, with amounts in yuan.
const IN_YUAN: &str = "schema = \"crm-policy/1\"\nname = \"yuan\"\nextends = \"six-plans\"\n\
                       [tiers.value]\ncurrency = \"CNY\"\n[classes]\ncurrency = \"CNY\"\n";

fn but_for_missing_tables(findings: &[crm_kit::Finding]) -> Vec<String> {
    let about_tables =
        |noticed: &Noticed| matches!(noticed, Noticed::NotSupplied { missing: Missing::Table(_), .. });
    let others = findings.iter().map(|finding| &finding.noticed).filter(|noticed| !about_tables(noticed));
    others.map(ToString::to_string).collect()
}

#[test]
fn currencies_without_rates_are_told_once_for_each_rule_with_both_names() {
    let folder = folder(&[("purchases.csv", PURCHASES)]);
    let (assessment, _) = assessed(folder.path(), &Policy::preset(Preset::SixPlans));
    assert_eq!((assessment.tiers, assessment.customers.len()), (None, 0), "nobody has a tier by chance");
    let why = "amounts in CNY and USD have no common sum: the policy names no currency to convert them into";
    assert_eq!(
        but_for_missing_tables(&assessment.findings),
        [
            format!("D-TIER-3: customer-class undetermined: {why}"),
            format!("P-TIER-1: value-tier undetermined: {why}"),
        ]
    );
    let (page, _) = ended(folder.path(), &["--policy", "six-plans"]);
    assert_eq!(page.matches("amounts in CNY and USD").count(), 3, "{page}"); // and lifetime value
}

#[test]
fn a_customer_whose_day_has_no_rate_is_undetermined_and_compared_with_nobody() {
    let rates = "from,to,valid_from,valid_until,rate\n\
                 USD,CNY,2026-01-01,2026-03-01,7\n\
                 EUR,CNY,2026-01-01,2026-12-31,8\n";
    let purchases = format!("{PURCHASES}A-4,C-4,2026-03-04T10:00:00Z,1,EUR\n");
    let (folder, policy) = with_policy(&[("purchases.csv", &purchases), ("rates.csv", rates)], IN_YUAN);
    let (assessment, _) = assessed(folder.path(), &parsed(IN_YUAN));
    let tiers = assessment.tiers.as_ref().unwrap();
    // 100 CNY, 50 CNY and a euro for 8 CNY; the dollars of 2 March have no rate.
    assert_eq!((tiers.population, tiers.undetermined), (3, 1));
    assert_eq!(tiers.spend.unwrap().to_string(), "158.00 CNY");
    let lacking: Vec<_> = assessment
        .customers
        .iter()
        .filter_map(|one| Some((one.customer.as_str(), one.missing.clone()?)))
        .collect();
    assert_eq!(lacking, [("C-2", Missing::ExchangeRate)]);
    assert!(assessment.customers.iter().all(|one| one.tier.is_none() == (one.customer.as_str() == "C-2")));
    let why = "of 1 customer undetermined: no exchange rate is stated for a day of purchase";
    assert_eq!(
        but_for_missing_tables(&assessment.findings),
        [format!("D-TIER-3: customer-class {why}"), format!("P-TIER-1: value-tier {why}")]
    );
    let (page, _) = ended(folder.path(), &["--policy", &policy]);
    assert!(page.contains("customers-undetermined"), "{page}");
}

#[test]
fn a_purchase_of_the_future_is_found_and_not_counted() {
    let purchases = "order,customer,at,amount,currency\n\
                     A-1,C-1,2026-03-01T10:00:00Z,100,CNY\n\
                     A-2,C-2,2026-04-02T10:00:00Z,900,CNY\n\
                     A-3,C-1,2026-04-03T10:00:00Z,900,CNY\n";
    let folder = folder(&[("purchases.csv", purchases)]);
    let (assessment, _) = assessed(folder.path(), &Policy::preset(Preset::SixPlans));
    let tiers = assessment.tiers.as_ref().unwrap();
    assert_eq!((tiers.population, tiers.spend.unwrap().to_string().as_str()), (1, "100.00 CNY"));
    let verdict = |customer: &str| {
        assessment.customers.iter().find(|one| one.customer.as_str() == customer).unwrap().verdict
    };
    assert_eq!(verdict("C-1").unwrap().purchases, 1);
    assert_eq!(verdict("C-2"), None);
    let noticed: Vec<_> = but_for_missing_tables(&assessment.findings);
    assert_eq!(noticed, ["purchases: 2 rows lie after the instant of the assessment"]);
    let (page, _) = ended(folder.path(), &["--policy", "six-plans"]);
    assert!(page.contains("rows-in-the-future"), "{page}");
}

#[test]
fn amounts_that_are_none_name_file_row_field_value_and_rule() {
    let bad = "B-1,C-1,2026-03-01T10:00:00Z,1e2,CNY\n\
               B-2,C-1,2026-03-01T10:00:00Z,1,RMB\n\
               B-3,C-1,2026-02-30T10:00:00Z,1,CNY\n";
    let folder = folder(&[("purchases.csv", &format!("{PURCHASES}{bad}"))]);
    let rows = "  purchases.csv, row 5, amount: \"1e2\" is no plain number such as 1234.50\n  \
                purchases.csv, row 6, currency: \"RMB\" is no current ISO 4217 currency such as `CNY`\n  \
                purchases.csv, row 7, at: \"2026-02-30T10:00:00Z\" is not an instant such as 2026-03-02T09:00:00+08:00\n";
    let message = stopped(folder.path(), &["--policy", "six-plans"]);
    assert!(message.starts_with(&format!("error: 3 rows cannot be read:\n{rows}")), "{message}");
    let (page, warning) = ended(folder.path(), &["--policy", "six-plans", "--keep-going"]);
    assert_eq!(warning, format!("warning: 3 rows left out:\n{rows}"));
    assert!(page.contains("purchases.csv (6 rows, 3 left out)"), "{page}");
}

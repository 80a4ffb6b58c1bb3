//! Published data sets, in the folder that `CRM_DATA_DIR` names.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Write as _};
use std::path::PathBuf;

use Level::{High, Middle, Ordinary};
use chrono::NaiveDateTime;
use crm_calendar::Zone;
use crm_model::{Currency, CustomerId, Dataset, Money, OrderId, Purchase, PurchaseKind};
use crm_segmentation::{
    Basis, ClassRule, ClassSpec, CoverageClass, Disagree, Level, ValueTierRule, ValueTierSpec,
};

use crate::support::{basis, class_spec, dataset, instant, spec};

/// Returns a folder of real data, or says that the test is skipped, also where the output of tests is captured.
pub(crate) fn data_folder(folder: &str, test: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("CRM_DATA_DIR") else {
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
        return None;
    };
    Some(PathBuf::from(root).join(folder))
}

pub(crate) fn rows(reader: impl Read) -> Vec<BTreeMap<String, String>> {
    csv::Reader::from_reader(reader).deserialize().map(Result::unwrap).collect()
}

fn counts(assessment: &crm_segmentation::TierAssessment) -> [u64; 3] {
    Level::ALL.map(|level| assessment.count(level))
}

#[test]
fn cdnow_spend_tiers_of_the_last_year() {
    let Some(folder) = data_folder("cdnow", "cdnow_spend_tiers_of_the_last_year") else { return };
    let dollars = Currency::new("USD").unwrap();
    let purchase = |row: BTreeMap<String, String>| Purchase {
        at: instant(&format!("{}T00:00:00Z", row["date"])),
        order: None,
        what: PurchaseKind::Order,
        amount: Money::parse(&row["amount"], dollars).unwrap(),
        customer: Some(CustomerId::new(&row["customer_id"]).unwrap()),
    };
    let file = File::open(folder.join("cdnow_master.csv")).unwrap();
    let dataset = dataset(rows(file).into_iter().map(purchase).collect());
    let rule = ValueTierRule::new(spec()).unwrap();
    let assessment = rule.assess(&dataset, instant("1998-06-30T23:59:59Z")).unwrap();
    assert_eq!(assessment.summaries().dates().to_string(), "after 1997-06-30 up to 1998-06-30");
    assert_eq!(assessment.population(), 8_332);
    assert_eq!(assessment.net_spend().unwrap().to_string(), "1069356.50 USD");
    assert_eq!(assessment.count_by_spend(Level::High), 1_667);
    assert_eq!(assessment.count_by_spend(Level::Middle), 3_337);
    assert_eq!(assessment.cut(Level::High).unwrap().to_string(), "168.44 USD");
    assert_eq!(assessment.cut(Level::Middle).unwrap().to_string(), "46.97 USD");
    assert_eq!(assessment.spend_share(Level::High).unwrap().percent(4), "63.5477%");
}

/// The invoices: a cancellation is a refund that names no order, since the source does not say which it cancels.
pub(crate) fn online_retail(test: &str) -> Option<Dataset> {
    let folder = data_folder("online-retail", test)?;
    let (pounds, london) = (Currency::new("GBP").unwrap(), Zone::named("Europe/London").unwrap());
    let purchase = |row: BTreeMap<String, String>| {
        let local: NaiveDateTime = row["timestamp"].parse().unwrap();
        let amount = Money::parse(&row["amount"], pounds).unwrap();
        let invoice = OrderId::new(&row["invoice"]).unwrap();
        let is_order = !row["invoice"].starts_with('C') && !amount.is_negative();
        Purchase {
            at: london.opening(local),
            order: Some(invoice),
            what: if is_order { PurchaseKind::Order } else { PurchaseKind::Refund { of: None } },
            amount: if is_order { amount } else { amount.checked_neg().unwrap() },
            customer: (!row["customer_id"].is_empty()).then(|| CustomerId::new(&row["customer_id"]).unwrap()),
        }
    };
    let file = File::open(folder.join("online_retail_invoices.csv.gz")).unwrap();
    Some(dataset(rows(flate2::read::GzDecoder::new(file)).into_iter().map(purchase).collect()))
}

pub(crate) fn london() -> Basis {
    Basis { zone: Zone::named("Europe/London").unwrap(), ..basis() }
}

#[test]
fn online_retail_tiers_by_the_lower_and_the_higher_rule() {
    let Some(dataset) = online_retail("online_retail_tiers_by_the_lower_and_the_higher_rule") else { return };
    let assess = |disagree| {
        let rule = ValueTierRule::new(ValueTierSpec { basis: london(), disagree, ..spec() }).unwrap();
        rule.assess(&dataset, instant("2011-12-09T23:59:59Z")).unwrap()
    };
    let lower = assess(Disagree::Lower);
    assert_eq!(lower.summaries().dates().to_string(), "after 2010-12-09 up to 2011-12-09");
    assert_eq!(lower.population(), 4_296);
    assert!(lower.summaries().undetermined().is_empty());
    assert!(lower.summaries().rows_without_customer() > 0);
    assert_eq!(counts(&lower), [814, 1_478, 2_004]);
    assert_eq!(counts(&assess(Disagree::Higher)), [2_006, 1_044, 1_246]);
    // Where the two criteria disagree: spend, repurchase, customers.
    let cell = |by_spend, by_repurchase| {
        lower
            .verdicts()
            .filter(|(_, one)| (one.by_spend, one.by_repurchase) == (by_spend, by_repurchase))
            .count()
    };
    assert_eq!(cell(High, Middle) + cell(High, Ordinary), 46);
    assert_eq!((cell(Middle, High), cell(Middle, Ordinary)), (1_010, 270));
    assert_eq!((cell(Ordinary, High), cell(Ordinary, Middle)), (136, 336));
}

#[test]
fn online_retail_classes_by_cumulative_share() {
    let Some(dataset) = online_retail("online_retail_classes_by_cumulative_share") else { return };
    let rule = ClassRule::new(ClassSpec { basis: london(), ..class_spec() }).unwrap();
    let classes = rule.assess(&dataset, instant("2011-12-09T23:59:59Z")).unwrap();
    assert_eq!((classes.count(CoverageClass::A), classes.count(CoverageClass::B)), (1_170, 1_426));
    let positive = classes.summaries().summaries().iter().filter(|summary| summary.net > 0).count() as u64;
    assert_eq!(positive, 4_243);
    assert_eq!(classes.count(CoverageClass::C), 4_296 - 1_170 - 1_426, "those without net spend included");
}

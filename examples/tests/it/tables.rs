//! The shipped mappings of purchases and surveys on the data sets that they are for, which are not part of this
//! repository.

use std::collections::BTreeSet;

use crm_model::chrono::{DateTime, Utc};
use crm_model::{Purchase, PurchaseKind, Score, SurveyAnswer, Table, Vocabulary};

use crate::data_folder;
use crate::logs::read;

fn purchases(folder: &str, mapping: &str, test: &str) -> Option<Vec<Purchase>> {
    let reading = read(&data_folder(folder, test)?, mapping, &Vocabulary::default());
    assert_eq!(reading.left_out.count, 0);
    let Table::Supplied { rows, .. } = reading.records.purchases else { panic!("no purchases") };
    assert_eq!(reading.rows, rows.len() as u64);
    Some(rows)
}

fn customers(purchases: &[Purchase]) -> usize {
    purchases.iter().filter_map(|purchase| purchase.customer.as_ref()).collect::<BTreeSet<_>>().len()
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn cdnow_agrees_with_counts_made_from_the_table() {
    let test = "cdnow_agrees_with_counts_made_from_the_table";
    let Some(purchases) = purchases("cdnow", "cdnow.toml", test) else { return };
    assert_eq!((purchases.len(), customers(&purchases)), (69_659, 23_570));
    let sum: i64 = purchases.iter().map(|purchase| purchase.amount.ten_thousandths()).sum();
    assert_eq!(sum, 25_003_156_300, "2,500,315.63 dollars");
    assert_eq!(purchases.iter().filter(|purchase| purchase.amount.ten_thousandths() == 0).count(), 80);
    assert!(
        purchases.iter().all(|purchase| purchase.order.is_none() && purchase.what == PurchaseKind::Order)
    );
    assert_eq!(purchases[0].customer.as_ref().unwrap().as_str(), "00001");
    // Midnight in New York, in winter and in summer.
    assert_eq!(purchases.iter().map(|purchase| purchase.at).min(), Some(at("1997-01-01T05:00:00Z")));
    assert_eq!(purchases.iter().map(|purchase| purchase.at).max(), Some(at("1998-06-30T04:00:00Z")));
}

#[test]
fn online_retail_agrees_with_counts_made_from_the_table() {
    let test = "online_retail_agrees_with_counts_made_from_the_table";
    let Some(purchases) = purchases("online-retail", "online_retail.toml", test) else { return };
    assert_eq!((purchases.len(), customers(&purchases)), (25_900, 4_372));
    assert_eq!(purchases.iter().filter(|purchase| purchase.customer.is_none()).count(), 3_710);
    // 3,836 cancellations and two adjustments.
    let (refunds, orders): (Vec<&Purchase>, Vec<&Purchase>) =
        purchases.iter().partition(|purchase| purchase.what != PurchaseKind::Order);
    assert_eq!(refunds.len(), 3_838);
    let sum = |some: &[&Purchase]| some.iter().map(|purchase| purchase.amount.ten_thousandths()).sum::<i64>();
    assert_eq!(sum(&orders) - sum(&refunds), 97_477_479_340, "the total of the table, 9,747,747.934");
    assert_eq!(purchases.iter().map(|purchase| purchase.at).max(), Some(at("2011-12-09T12:50:00Z")));
}

#[test]
fn sfo_agrees_with_counts_made_from_the_table() {
    let Some(folder) = data_folder("sfo_customer_survey", "sfo_agrees_with_counts_made_from_the_table")
    else {
        return;
    };
    let reading = read(&folder, "sfo_survey.toml", &Vocabulary::default());
    assert_eq!((reading.rows, reading.left_out.count), (14_503, 0));
    let Table::Supplied { until, rows, .. } = &reading.records.answers else { panic!("no answers") };
    assert_eq!(*until, Some(at("2019-01-01T07:59:59.999999Z")));
    let scores = |year: i32, topic: &str| -> Vec<i8> {
        let is_of = |answer: &&SurveyAnswer| {
            answer.topic.as_str() == topic
                && answer.answered_at == Some(at(&format!("{year}-01-01T08:00:00Z")))
        };
        rows.iter().filter(is_of).filter_map(|answer| answer.score).map(Score::value).collect()
    };
    let count = |scores: &[i8], range: std::ops::RangeInclusive<i8>| {
        scores.iter().filter(|score| range.contains(score)).count()
    };
    let recommend = scores(2017, "recommend");
    assert_eq!([9..=10, 7..=8, 0..=6].map(|range| count(&recommend, range)), [1_436, 968, 342]);
    assert!(scores(2016, "recommend").is_empty());
    let overall = scores(2014, "overall");
    assert_eq!([1, 2, 3, 4, 5].map(|score| count(&overall, score..=score)), [6, 38, 522, 1_506, 605]);
    let clean = scores(2014, "cleanliness");
    assert_eq!([1, 2, 3, 4, 5].map(|score| count(&clean, score..=score)), [8, 22, 431, 1_235, 1_043]);
}

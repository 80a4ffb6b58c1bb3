//! RFM scores.

use crm_model::Strength;
use crm_segmentation::{Basis, PurchaseSummary, RfmRule, RfmScore, RfmSpec, Scoring};

use crate::support::{basis, code, currency, dataset, instant, order};

const NOW: &str = "2026-03-31T12:00:00Z";

/// Five scores, all by rank.
pub(crate) fn rfm_spec() -> RfmSpec {
    RfmSpec {
        name: "rfm".parse().unwrap(),
        clause: "ACME-RFM-1".parse().unwrap(),
        strength: Strength::Derived,
        basis: basis(),
        scores: 5,
        recency: Scoring::Quantiles,
        frequency: Scoring::Quantiles,
        monetary: Scoring::Quantiles,
    }
}

fn scores(spec: RfmSpec, customers: &[PurchaseSummary]) -> Vec<RfmScore> {
    RfmRule::new(spec).unwrap().scores(customers, instant(NOW)).collect()
}

fn bought(last: Option<&str>, orders: u64, net: i128) -> PurchaseSummary {
    PurchaseSummary { net, orders, last: last.map(instant), ..PurchaseSummary::default() }
}

#[test]
fn ranks_make_parts_of_equal_size_where_nobody_is_equal() {
    let customers: Vec<_> = (0..10).map(|net| bought(None, 1, net)).collect();
    let monetary: Vec<u8> = scores(rfm_spec(), &customers).iter().map(|score| score.monetary).collect();
    assert_eq!(monetary, [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]);
}

#[test]
fn equal_customers_have_equal_scores() {
    let customers = [7, 7, 7, 7, 3].map(|orders| bought(None, orders, 0));
    let scores = scores(rfm_spec(), &customers);
    assert!(scores[..4].iter().all(|score| score.frequency == 5));
    assert_eq!(scores[4].frequency, 1);
    assert!(scores.iter().all(|score| (score.recency, score.monetary) == (5, 5)), "nobody is better");
}

#[test]
fn cuts_belong_to_the_better_score() {
    let spec = RfmSpec {
        recency: Scoring::Cuts(vec![30, 90, 180, 365]),
        frequency: Scoring::Cuts(vec![10, 5, 3, 2]),
        monetary: Scoring::Cuts(vec![1_000, 500, 100, 1]),
        basis: Basis { currency: Some(currency("CNY")), ..basis() },
        ..rfm_spec()
    };
    let customers = [
        bought(Some("2026-03-01T23:00:00Z"), 10, 1_000),
        bought(Some("2026-02-28T23:00:00Z"), 9, 999),
        bought(Some("2025-03-31T00:00:00Z"), 2, 1),
        bought(Some("2025-03-30T00:00:00Z"), 1, 0),
        bought(None, 0, -5),
    ];
    let written: Vec<String> = scores(spec, &customers).iter().map(ToString::to_string).collect();
    assert_eq!(written, ["5-5-5", "4-4-4", "2-2-2", "1-1-1", "1-1-1"]);
}

#[test]
fn who_never_bought_comes_after_all_others() {
    let customers = [bought(None, 0, 0), bought(Some("2020-01-01T00:00:00Z"), 0, 0)];
    let spec = RfmSpec { scores: 2, ..rfm_spec() };
    assert_eq!(scores(spec, &customers).iter().map(|score| score.recency).collect::<Vec<_>>(), [1, 2]);
    assert!(scores(rfm_spec(), &[]).is_empty());
}

#[test]
fn scores_of_a_data_set() {
    let dataset = dataset(vec![
        order("C-1", "", "2026-03-30T10:00:00Z", "1 CNY"),
        order("C-2", "", "2026-01-30T10:00:00Z", "9 CNY"),
        order("C-2", "", "2026-01-30T11:00:00Z", "9 CNY"),
    ]);
    let assessment = RfmRule::new(rfm_spec()).unwrap().assess(&dataset, instant(NOW)).unwrap();
    assert_eq!(assessment.of(code(&dataset, "C-1")).unwrap().to_string(), "5-3-3");
    assert_eq!(assessment.of(code(&dataset, "C-2")).unwrap().to_string(), "3-5-5");
    assert_eq!((assessment.scores().count(), assessment.summaries().customers().len()), (2, 2));
}

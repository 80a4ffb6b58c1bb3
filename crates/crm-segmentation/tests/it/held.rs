//! Standings of a data set: a fold over the reviews so far.

use chrono::{Days, NaiveDate, TimeDelta};
use crm_calendar::Zone;
use crm_model::{Dataset, Purchase, Records, Strength, Table};
use crm_segmentation::{
    AssessmentError, DatedVerdict, Downgrade, DowngradeTo, Level, Population, Reviews, StandingAssessment,
    StandingRule, ValueTierRule, ValueTierSpec,
};
use proptest::prelude::*;

use crate::support::{code, customers, dataset, instant, order, records, spec};

/// Reviews on the first of each quarter since 2025, of which so many must fail.
fn stability(failing: u32, to: DowngradeTo) -> StandingRule {
    let reviews = Reviews { first: day("2025-01-01"), every_months: 3.try_into().unwrap() };
    StandingRule {
        name: "tiers.value.stability".parse().unwrap(),
        clause: "P-TIER-1".parse().unwrap(),
        strength: Strength::Derived,
        downgrade: Downgrade::AtReview { reviews, failing: failing.try_into().unwrap(), to },
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The rule of the documents, whose window is six months long and whose customers are all named by some table or bought.
fn tiers(change: impl FnOnce(&mut ValueTierSpec)) -> ValueTierRule {
    let mut spec = spec();
    spec.basis.window = "6 months".parse().unwrap();
    change(&mut spec);
    ValueTierRule::new(spec).unwrap()
}

/// One customer who bought three times in the first quarter, and then no more; and one who buys once a quarter.
fn lapsing() -> Dataset {
    dataset(vec![
        order("Ann", "", "2025-01-10T10:00:00Z", "100 CNY"),
        order("Ann", "", "2025-02-10T10:00:00Z", "100 CNY"),
        order("Ann", "", "2025-03-10T10:00:00Z", "100 CNY"),
        order("Bob", "", "2025-02-20T10:00:00Z", "10 CNY"),
        order("Bob", "", "2025-05-20T10:00:00Z", "10 CNY"),
        order("Bob", "", "2025-08-20T10:00:00Z", "10 CNY"),
        order("Bob", "", "2025-11-20T10:00:00Z", "10 CNY"),
        order("Bob", "", "2026-02-20T10:00:00Z", "10 CNY"),
    ])
}

fn told(held: &StandingAssessment, data: &Dataset, name: &str) -> Option<String> {
    held.of(code(data, name)).map(ToString::to_string)
}

/// Ann is high at the review in April. In July her window begins on 2 January and holds all of it; in October it begins on
/// 2 April, so that she is no part of the population: the first review that fails.
#[test]
fn who_buys_no_more_keeps_the_tier_until_reviews_have_failed() {
    let (data, rule) = (lapsing(), stability(2, DowngradeTo::Verdict));
    let ann = |as_of: &str| {
        let held = rule.assess(&tiers(|_| {}), &data, None, instant(as_of)).unwrap();
        told(&held, &data, "Ann")
    };
    assert_eq!(ann("2025-06-30T12:00:00Z").as_deref(), Some("high since 2025-04-01: confirmed"));
    assert_eq!(
        ann("2025-09-30T12:00:00Z").as_deref(),
        Some(
            "high since 2025-04-01: the verdict is ordinary, and the level is held until the review of 2025-10-01"
        )
    );
    assert_eq!(
        ann("2025-12-31T12:00:00Z").as_deref(),
        Some(
            "high since 2025-04-01: the verdict is ordinary, and the level is held until the review of 2026-01-01"
        )
    );
    // On the day of the review it is held by what is known at the instant.
    assert_eq!(ann("2026-01-01T00:00:00Z"), None, "lowered, and no part of the population");
    // One level down is not out.
    let slow = stability(2, DowngradeTo::OneLevelDown);
    let held = slow.assess(&tiers(|_| {}), &data, None, instant("2026-01-01T00:00:00Z")).unwrap();
    assert_eq!(
        told(&held, &data, "Ann").as_deref(),
        Some("middle since 2026-01-01: lowered from high at the review of 2026-01-01")
    );
    assert_eq!((held.count(Level::High), held.count(Level::Middle), held.count(Level::Ordinary)), (0, 2, 0));
}

#[test]
fn reviews_are_those_since_the_first_purchase_and_the_day_given() {
    let (data, rule) = (lapsing(), stability(1, DowngradeTo::Verdict));
    let reviews = |since: Option<&str>, as_of: &str| {
        let held = rule.assess(&tiers(|_| {}), &data, since.map(day), instant(as_of)).unwrap();
        held.reviews().iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    assert_eq!(reviews(None, "2025-10-01T12:00:00Z"), ["2025-04-01", "2025-07-01"]);
    assert_eq!(reviews(None, "2025-10-02T12:00:00Z"), ["2025-04-01", "2025-07-01", "2025-10-01"]);
    assert_eq!(reviews(Some("2025-07-01"), "2025-10-02T12:00:00Z"), ["2025-07-01", "2025-10-01"]);
    assert_eq!(reviews(Some("2025-07-02"), "2025-10-02T12:00:00Z"), ["2025-10-01"]);
    assert!(reviews(Some("2027-01-01"), "2025-10-02T12:00:00Z").is_empty());
    assert!(reviews(None, "2025-01-20T12:00:00Z").is_empty());
}

/// A day of review ends at midnight in Shanghai, eight hours before it does in UTC.
#[test]
fn a_review_counts_what_was_bought_on_its_day() {
    let late = |at: &str| {
        let data = dataset(vec![
            order("Ann", "", "2025-03-30T01:00:00Z", "10 CNY"),
            order("Ann", "", "2025-03-31T01:00:00Z", "10 CNY"),
            order("Ann", "", at, "10 CNY"),
        ]);
        let shanghai = tiers(|spec| spec.basis.zone = Zone::fixed(8 * 3_600).unwrap());
        let rule = stability(1, DowngradeTo::Verdict);
        let held = rule.assess(&shanghai, &data, None, instant("2025-04-03T00:00:00Z")).unwrap();
        held.of(code(&data, "Ann")).unwrap().since.to_string()
    };
    assert_eq!(late("2025-04-01T15:59:59Z"), "2025-04-01");
    assert_eq!(late("2025-04-01T16:00:00Z"), "2025-04-03", "it came to high after the review");
}

#[test]
fn lowering_at_once_asks_for_no_review() {
    let data = lapsing();
    let rule = StandingRule { downgrade: Downgrade::AtOnce, ..stability(1, DowngradeTo::Verdict) };
    let (tiers, as_of) = (tiers(|_| {}), instant("2025-12-31T12:00:00Z"));
    let held = rule.assess(&tiers, &data, None, as_of).unwrap();
    assert!(held.reviews().is_empty());
    let verdicts = tiers.assess(&data, as_of).unwrap();
    for level in Level::ALL {
        assert_eq!(held.count(level), verdicts.count(level));
    }
    assert_eq!(*held.tiers(), verdicts);
}

#[test]
fn a_review_that_cannot_be_judged_is_listed_and_changes_nothing() {
    // The table is complete since February, so that windows of six months are known from August on.
    let purchases = Table::Supplied {
        from: Some(instant("2025-02-01T00:00:00Z")),
        until: None,
        rows: vec![
            order("Ann", "", "2025-02-10T10:00:00Z", "100 CNY"),
            order("Ann", "", "2025-08-10T10:00:00Z", "100 CNY"),
        ],
    };
    let data = records(Records { purchases, ..Records::default() });
    let rule = stability(1, DowngradeTo::Verdict);
    let held = rule.assess(&tiers(|_| {}), &data, None, instant("2025-10-02T12:00:00Z")).unwrap();
    assert_eq!(held.reviews(), [day("2025-10-01")]);
    let dates: Vec<NaiveDate> = held.not_judged().iter().map(|(date, _)| *date).collect();
    assert_eq!(dates, [day("2025-04-01"), day("2025-07-01")]);
    assert!(held.not_judged().iter().all(|(_, error)| matches!(error, AssessmentError::Incomplete { .. })));
    let early = rule.assess(&tiers(|_| {}), &data, None, instant("2025-06-01T12:00:00Z"));
    assert!(matches!(early, Err(AssessmentError::Incomplete { .. })));
}

#[test]
fn a_date_that_is_wrong_by_centuries_takes_no_centuries() {
    let data = dataset(vec![
        order("Ann", "", "0201-02-10T10:00:00Z", "100 CNY"),
        order("Ann", "", "2025-02-10T10:00:00Z", "100 CNY"),
    ]);
    let reviews = Reviews { first: day("0100-01-01"), every_months: 1.try_into().unwrap() };
    let rule = stability(1, DowngradeTo::Verdict);
    let downgrade = Downgrade::AtReview { reviews, failing: 1.try_into().unwrap(), to: DowngradeTo::Verdict };
    let rule = StandingRule { downgrade, ..rule };
    let held = rule.assess(&tiers(|_| {}), &data, None, instant("2025-03-01T12:00:00Z")).unwrap();
    assert_eq!(held.reviews().len(), StandingRule::MOST_REVIEWS);
    assert_eq!(held.reviews().last(), Some(&day("2025-02-01")));
    assert_eq!(told(&held, &data, "Ann").as_deref(), Some("ordinary since 2025-03-01: the first verdict"));
}

#[test]
fn nobody_has_a_standing_without_purchases() {
    let rule = stability(1, DowngradeTo::Verdict);
    let empty = dataset(Vec::new());
    let held = rule.assess(&tiers(|_| {}), &empty, None, instant("2025-10-02T12:00:00Z")).unwrap();
    assert_eq!((held.standings().count(), held.reviews().len()), (0, 0));
    let data = records(Records {
        purchases: Table::complete(vec![order("Ann", "", "2025-02-10T10:00:00Z", "1 CNY")]),
        customers: customers(&["Zoe"]),
        ..Records::default()
    });
    let held =
        |rule_of: &ValueTierRule| rule.assess(rule_of, &data, None, instant("2025-10-02T12:00:00Z")).unwrap();
    assert_eq!(told(&held(&tiers(|_| {})), &data, "Zoe"), None);
    let all = held(&tiers(|spec| spec.basis.population = Population::All));
    assert_eq!(told(&all, &data, "Zoe").as_deref(), Some("ordinary since 2025-04-01: confirmed"));
}

fn any_rows() -> impl Strategy<Value = Vec<Purchase>> {
    let row = (0..6_u8, 0..700_i64, 1..90_u32).prop_map(|(customer, days, amount)| {
        let mut row = order(&format!("C-{customer}"), "", "2024-10-01T10:00:00Z", &format!("{amount} CNY"));
        row.at += TimeDelta::days(days);
        row
    });
    prop::collection::vec(row, 0..40)
}

proptest! {
    /// The verdicts one by one, with the lowest level for who has been there before, give the same.
    #[test]
    fn prop_a_standing_is_the_fold_of_the_verdicts(
        rows in any_rows(),
        failing in 1..4_u32,
        to in prop::sample::select(DowngradeTo::ALL.map(|(option, _)| option).to_vec()),
        days in 0..800_u64,
    ) {
        let (data, rule) = (dataset(rows), stability(failing, to));
        let tiers = tiers(|spec| spec.minimum_tenure = Some(30));
        let as_of = instant("2024-12-01T12:00:00Z").checked_add_days(Days::new(days)).unwrap();
        let held = rule.assess(&tiers, &data, None, as_of).unwrap();
        for (code, _) in data.codes() {
            let mut verdicts: Vec<DatedVerdict> = Vec::new();
            let ends = held.reviews().iter().map(|date| date.and_hms_micro_opt(23, 59, 59, 999_999).unwrap().and_utc());
            for at in ends.chain([as_of]) {
                let judged = tiers.assess(&data, at).unwrap();
                let on = at.date_naive();
                match judged.of(code) {
                    Some(verdict) => verdicts.push(DatedVerdict::new(on, verdict)),
                    None if verdicts.is_empty() => {}
                    None => verdicts.push(DatedVerdict { on, level: Level::Ordinary, provisional: false }),
                }
            }
            let is_there = held.tiers().of(code).is_some();
            let folded = rule.fold(verdicts).unwrap().filter(|one| is_there || one.level > Level::Ordinary);
            prop_assert_eq!(held.of(code).copied(), folded);
        }
    }

    #[test]
    fn prop_any_order_of_rows_gives_the_same_standings(rows in any_rows(), turn in 0..40_usize) {
        let rule = stability(2, DowngradeTo::OneLevelDown);
        let as_of = instant("2026-06-15T12:00:00Z");
        let mut turned = rows.clone();
        if !turned.is_empty() {
            let turn = turn % turned.len();
            turned.rotate_left(turn);
            turned.reverse();
        }
        let of = |rows| rule.assess(&tiers(|_| {}), &dataset(rows), None, as_of).unwrap();
        prop_assert_eq!(of(rows), of(turned));
    }
}

//! Standings: what a customer holds while verdicts change.

use Level::{High, Middle, Ordinary};
use chrono::{Days, NaiveDate};
use crm_model::Strength;
use crm_segmentation::{
    DatedVerdict, Downgrade, DowngradeTo, Level, Reviews, Standing, StandingError, StandingReason,
    StandingRule,
};
use proptest::prelude::*;

use crate::support::{instant, rule as tier_rule, spending};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn rule(downgrade: Downgrade) -> StandingRule {
    StandingRule {
        name: "tiers.standing".parse().unwrap(),
        clause: "P-TIER-1".parse().unwrap(),
        strength: Strength::Derived,
        downgrade,
    }
}

/// Reviews every quarter from the first of April.
fn at_review(failing: u32, to: DowngradeTo) -> StandingRule {
    let reviews = Reviews { first: date("2026-04-01"), every_months: 3.try_into().unwrap() };
    rule(Downgrade::AtReview { reviews, failing: failing.try_into().unwrap(), to })
}

fn settled(on: &str, level: Level) -> DatedVerdict {
    DatedVerdict { on: date(on), level, provisional: false }
}

fn provisional(on: &str, level: Level) -> DatedVerdict {
    DatedVerdict { provisional: true, ..settled(on, level) }
}

#[track_caller]
fn standing(rule: &StandingRule, verdicts: &[DatedVerdict]) -> Standing {
    rule.fold(verdicts.iter().copied()).unwrap().unwrap()
}

#[test]
fn better_verdict_raises_at_once() {
    let after = standing(
        &at_review(2, DowngradeTo::Verdict),
        &[settled("2026-01-10", Ordinary), settled("2026-01-11", High)],
    );
    assert_eq!((after.level, after.since), (High, date("2026-01-11")));
    assert_eq!(after.reason, StandingReason::Raised { from: Ordinary });
}

#[test]
fn worse_verdict_waits_for_the_review() {
    let rule = at_review(1, DowngradeTo::Verdict);
    let verdicts =
        [settled("2026-01-10", High), settled("2026-03-31", Ordinary), settled("2026-04-01", Ordinary)];
    let held = standing(&rule, &verdicts[..2]);
    assert_eq!((held.level, held.since, held.on), (High, date("2026-01-10"), date("2026-03-31")));
    assert_eq!(
        held.to_string(),
        "high since 2026-01-10: the verdict is ordinary, and the level is held until the review of 2026-04-01"
    );
    let lowered = standing(&rule, &verdicts);
    assert_eq!((lowered.level, lowered.since), (Ordinary, date("2026-04-01")));
}

#[test]
fn review_is_held_by_the_first_verdict_after_its_date() {
    // Reviews of April, July and October went by without a verdict: one review is held in November, not three.
    let rule = at_review(2, DowngradeTo::Verdict);
    let verdicts =
        [settled("2026-01-10", High), settled("2026-11-20", Ordinary), settled("2026-12-31", Ordinary)];
    let failing = StandingReason::Failing {
        verdict: Ordinary,
        review: date("2026-10-01"),
        failed: 1,
        of: 2.try_into().unwrap(),
    };
    assert_eq!(standing(&rule, &verdicts[..2]).reason, failing);
    assert_eq!(standing(&rule, &verdicts).level, High, "the next review is that of January");
    let january = rule.advance(Some(&standing(&rule, &verdicts)), settled("2027-01-01", Ordinary)).unwrap();
    assert_eq!(january.level, Ordinary);
}

#[test]
fn review_that_does_not_fail_ends_the_row() {
    let rule = at_review(2, DowngradeTo::Verdict);
    let verdicts = [
        settled("2026-03-01", High),
        settled("2026-04-01", Middle),
        settled("2026-07-01", High),
        settled("2026-10-01", Middle),
        settled("2027-01-01", Middle),
    ];
    let row: Vec<(Level, u32)> = (1..=5)
        .map(|count| standing(&rule, &verdicts[..count]))
        .map(|standing| (standing.level, standing.failed_reviews))
        .collect();
    assert_eq!(row, [(High, 0), (High, 1), (High, 0), (High, 1), (Middle, 0)]);
}

#[test]
fn good_verdict_between_reviews_does_not_end_the_row() {
    let rule = at_review(2, DowngradeTo::Verdict);
    let verdicts = [
        settled("2026-03-01", High),
        settled("2026-04-01", Middle),
        settled("2026-05-01", High),
        settled("2026-07-01", Middle),
    ];
    assert_eq!(standing(&rule, &verdicts[..3]).failed_reviews, 1);
    assert_eq!(standing(&rule, &verdicts).level, Middle);
}

#[test]
fn standing_falls_to_the_verdict_or_by_one_level() {
    let verdicts = [settled("2026-03-01", High), settled("2026-04-01", Ordinary)];
    assert_eq!(standing(&at_review(1, DowngradeTo::Verdict), &verdicts).level, Ordinary);
    let slow = at_review(1, DowngradeTo::OneLevelDown);
    assert_eq!(standing(&slow, &verdicts).level, Middle);
    let further = [verdicts.to_vec(), vec![settled("2026-07-01", Ordinary)]].concat();
    assert_eq!(standing(&slow, &further).level, Ordinary);
}

#[test]
fn provisional_standing_follows_its_verdicts_until_it_is_settled() {
    let rule = at_review(1, DowngradeTo::Verdict);
    let verdicts = [
        provisional("2026-01-10", High),
        provisional("2026-01-20", Middle),
        settled("2026-02-10", Middle),
        settled("2026-02-20", Ordinary),
    ];
    let all: Vec<Standing> = (1..=4).map(|count| standing(&rule, &verdicts[..count])).collect();
    assert_eq!(all.iter().map(|one| one.level).collect::<Vec<_>>(), [High, Middle, Middle, Middle]);
    assert_eq!(all.iter().map(|one| one.provisional).collect::<Vec<_>>(), [true, true, false, false]);
    assert_eq!(all[2].to_string(), "middle since 2026-01-20: settled, the minimum tenure is reached");
    assert_eq!(all[0].reason, StandingReason::First { provisional: true });
}

#[test]
fn provisional_verdict_changes_nothing_that_is_settled_and_the_review_waits() {
    let rule = at_review(1, DowngradeTo::Verdict);
    let verdicts = [
        settled("2026-03-01", Middle),
        provisional("2026-04-01", High),
        provisional("2026-04-02", Ordinary),
        settled("2026-04-03", Ordinary),
    ];
    let all: Vec<Standing> = (1..=4).map(|count| standing(&rule, &verdicts[..count])).collect();
    assert_eq!(all.iter().map(|one| one.level).collect::<Vec<_>>(), [Middle, Middle, Middle, Ordinary]);
    assert_eq!(all[1].reason, StandingReason::Unproven { verdict: High });
    assert_eq!(all[3].reason, StandingReason::Lowered { from: Middle, review: Some(date("2026-04-01")) });
}

#[test]
fn verdicts_that_do_not_follow_one_another_are_refused() {
    let rule = rule(Downgrade::AtOnce);
    let refused = StandingError::NotLater { previous: date("2026-01-10"), on: date("2026-01-10") };
    assert_eq!(rule.fold([settled("2026-01-10", High); 2]), Err(refused));
    assert_eq!(refused.to_string(), "a verdict of 2026-01-10 cannot follow one of 2026-01-10");
    assert_eq!(rule.fold([]), Ok(None));
}

#[test]
fn verdict_of_a_rule_is_taken_with_its_date() {
    let verdicts = tier_rule().judge(&spending(&[5, 1]), instant("2026-03-31T12:00:00Z")).unwrap();
    let dated = DatedVerdict::new(date("2026-03-31"), &verdicts[0]);
    assert_eq!(dated, settled("2026-03-31", Ordinary), "one order is no repurchase");
}

#[test]
fn reviews_end_with_the_range_of_dates() {
    let reviews = Reviews { first: date("2026-04-01"), every_months: u32::MAX.try_into().unwrap() };
    assert_eq!(reviews.next_after(date("2026-04-01")), None);
    assert_eq!(reviews.last_until(NaiveDate::MAX), Some(date("2026-04-01")));
    assert_eq!(
        (reviews.last_until(NaiveDate::MIN), reviews.next_after(NaiveDate::MIN)),
        (None, Some(date("2026-04-01")))
    );
    let rule =
        rule(Downgrade::AtReview { reviews, failing: 1.try_into().unwrap(), to: DowngradeTo::Verdict });
    let held = standing(&rule, &[settled("2026-04-01", High), settled("2026-04-02", Middle)]);
    assert_eq!(held.reason, StandingReason::Held { verdict: Middle, until: None });
    assert!(held.to_string().ends_with("as no review comes any more"));
}

#[cfg(feature = "serde")]
#[test]
fn standing_is_read_back_as_it_was_written() {
    let rule = at_review(2, DowngradeTo::Verdict);
    let kept = standing(&rule, &[settled("2026-03-01", High), settled("2026-04-01", Middle)]);
    let written = serde_json::to_string(&kept).unwrap();
    assert_eq!(serde_json::from_str::<Standing>(&written).unwrap(), kept);
}

fn any_verdicts() -> impl Strategy<Value = Vec<DatedVerdict>> {
    let verdict = (1..90_u64, prop::sample::select(Level::ALL.to_vec()), prop::bool::weighted(0.1));
    prop::collection::vec(verdict, 1..30).prop_map(|verdicts| {
        let next = |on: &mut NaiveDate, (days, level, provisional): (u64, Level, bool)| {
            *on = *on + Days::new(days);
            Some(DatedVerdict { on: *on, level, provisional })
        };
        verdicts.into_iter().scan(date("2026-01-01"), next).collect()
    })
}

fn standings(rule: &StandingRule, verdicts: &[DatedVerdict]) -> Vec<Standing> {
    (1..=verdicts.len()).map(|count| standing(rule, &verdicts[..count])).collect()
}

proptest! {
    #[test]
    fn prop_standing_is_never_below_a_settled_verdict(verdicts in any_verdicts(), failing in 1..4_u32) {
        let rule = at_review(failing, DowngradeTo::OneLevelDown);
        for (verdict, standing) in verdicts.iter().zip(standings(&rule, &verdicts)) {
            prop_assert!(verdict.provisional || standing.level >= verdict.level);
        }
    }

    #[test]
    fn prop_settled_standing_falls_at_reviews_only(verdicts in any_verdicts(), failing in 1..4_u32) {
        let Downgrade::AtReview { reviews, .. } = at_review(failing, DowngradeTo::Verdict).downgrade else { unreachable!() };
        let all = standings(&at_review(failing, DowngradeTo::Verdict), &verdicts);
        for pair in all.windows(2) {
            let falls = pair[1].level < pair[0].level && !pair[0].provisional;
            prop_assert!(!falls || reviews.last_until(pair[1].on).is_some_and(|review| review > pair[0].reviewed_until));
            prop_assert!(pair[1].failed_reviews < failing);
        }
    }

    #[test]
    fn prop_more_patience_never_gives_a_lower_standing(verdicts in any_verdicts()) {
        let settled: Vec<_> = verdicts.iter().map(|verdict| DatedVerdict { provisional: false, ..*verdict }).collect();
        let at_once = standings(&rule(Downgrade::AtOnce), &settled);
        let at_review = standings(&at_review(1, DowngradeTo::Verdict), &settled);
        for ((verdict, at_once), at_review) in settled.iter().zip(at_once).zip(at_review) {
            prop_assert_eq!(at_once.level, verdict.level);
            prop_assert!(at_review.level >= at_once.level);
        }
    }

    /// Verdict by verdict, with the dates of review written out.
    #[test]
    fn prop_standing_agrees_with_a_list_of_reviews(verdicts in any_verdicts(), failing in 1..4_u32) {
        let settled: Vec<_> = verdicts.iter().map(|verdict| DatedVerdict { provisional: false, ..*verdict }).collect();
        let all = standings(&at_review(failing, DowngradeTo::Verdict), &settled);
        let reviews: Vec<NaiveDate> = (0..40).map(|number| date("2026-04-01") + chrono::Months::new(3 * number)).collect();
        let (mut level, mut row) = (settled[0].level, Vec::new());
        for (pair, standing) in settled.windows(2).zip(&all[1..]) {
            let verdict = pair[1].level;
            if reviews.iter().any(|review| pair[0].on < *review && *review <= pair[1].on) {
                row.push(verdict < level);
            }
            let fails = row.iter().rev().take_while(|failed| **failed).count();
            if verdict > level || fails == failing as usize {
                level = verdict;
                row.clear();
            }
            prop_assert_eq!(standing.level, level);
        }
    }

    #[test]
    fn prop_going_on_from_a_kept_standing_equals_the_whole(verdicts in any_verdicts(), cut in 0..30_usize) {
        let rule = at_review(2, DowngradeTo::Verdict);
        let (first, rest) = verdicts.split_at(cut.min(verdicts.len()));
        let kept = rule.fold(first.iter().copied()).unwrap();
        let gone_on = rest.iter().fold(kept, |standing, verdict| Some(rule.advance(standing.as_ref(), *verdict).unwrap()));
        prop_assert_eq!(gone_on, rule.fold(verdicts).unwrap());
    }

    #[test]
    fn prop_reviews_agree_with_counting_them_one_by_one(days in 0..4_000_u64, every in 1..20_u32, day in 1..32_u32) {
        let first = NaiveDate::from_ymd_opt(2024, 1, day).unwrap();
        let reviews = Reviews { first, every_months: every.try_into().unwrap() };
        let on = date("2023-12-01") + Days::new(days);
        let all = || (0..200).map(|number| first + chrono::Months::new(number * every));
        prop_assert_eq!(reviews.last_until(on), all().take_while(|review| *review <= on).last());
        prop_assert_eq!(reviews.next_after(on), all().find(|review| *review > on));
    }
}

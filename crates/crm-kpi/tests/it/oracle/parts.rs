//! Rows, put into parts at random: the tallies of the parts merge into that of the whole.

use std::fmt::Debug;

use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::{
    CampaignRule, CampaignTable, CampaignTally, CivilPeriod, Counts, CustomerGoalTally, Facts, FileAudit,
    GoalState, NpsBounds, Per, QualityTally,
};
use crm_model::{
    AuditOccasion, AuditedField, Dataset, FileField, Interaction, Outcome, Records, Scale, Table,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{days, instant, name};
use super::{AS_OF, at, day};
use crate::support::{answer, contact, order, question, review, sheet};

/// How many parts there are at most.
const PARTS: u8 = 3;

/// The rows of one part.
fn part<T: Clone>(rows: &[T], parts: &[u8], wanted: u8, of: impl Fn(usize, &T) -> usize) -> Vec<T> {
    let there = rows.iter().enumerate().filter(|(place, row)| parts[of(*place, row)] == wanted);
    there.map(|(_, row)| row.clone()).collect()
}

/// Merges the tallies of parts from the first to the last, and the other way round.
fn check_parts<T: Clone + Debug + PartialEq>(
    whole: &T,
    parts: &[T],
    merge: impl Fn(T, T) -> T,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(Some(whole.clone()), parts.iter().cloned().reduce(&merge));
    prop_assert_eq!(Some(whole.clone()), parts.iter().rev().cloned().reduce(&merge));
    Ok(())
}

fn march() -> CivilPeriod {
    CivilPeriod::containing(Per::Month, day(430), &Zone::utc())
}

proptest! {
    #[test]
    fn prop_reviews_in_parts_score_as_all_do(
        points in vec([option::of(0..4_u32), option::of(0..5_u32), option::of(0..2_u32)], 0..20),
        parts in vec(0..PARTS, 20),
    ) {
        let sheet = sheet(Some(">= 70%"), None);
        let tally = |points: &[[Option<u32>; 3]]| -> QualityTally {
            let score = |points: &[Option<u32>; 3]| sheet.score(&review("t", None, "2026-03-02", *points)).unwrap();
            points.iter().map(score).fold(QualityTally::default(), QualityTally::merge)
        };
        let tallies: Vec<QualityTally> = (0..PARTS).map(|one| tally(&part(&points, &parts, one, |place, _| place))).collect();
        check_parts(&tally(&points), &tallies, QualityTally::merge)?;
    }

    #[test]
    fn prop_goals_in_parts_count_as_all_do(
        states in vec(prop::sample::select(vec![GoalState::Attained, GoalState::Missed, GoalState::Open, GoalState::Undetermined]), 0..20),
        parts in vec(0..PARTS, 20),
    ) {
        let tally = |states: &[GoalState]| states.iter().copied().collect::<CustomerGoalTally>();
        let tallies: Vec<CustomerGoalTally> = (0..PARTS).map(|one| tally(&part(&states, &parts, one, |place, _| place))).collect();
        check_parts(&tally(&states), &tallies, CustomerGoalTally::merge)?;
    }

    /// A file is in one part only.
    #[test]
    fn prop_files_in_parts_are_audited_as_all_are(
        found in vec((0..8_usize, days(), any::<bool>(), any::<bool>()), 0..30),
        sizes in vec(0..100_u64, usize::from(PARTS)),
        parts in vec(0..PARTS, 8),
    ) {
        let audit = |found: &[(usize, u32, bool, bool)], population: u64| {
            let row = |(who, when, of_names, is_right): &(usize, u32, bool, bool)| AuditedField {
                audited_at: instant(*when),
                customer: name(u8::try_from(*who).unwrap()),
                field: if *of_names { FileField::Name } else { FileField::Phone },
                is_right: *is_right,
                occasion: AuditOccasion::Audit,
                person: None,
            };
            FileAudit::of(&found.iter().map(row).collect::<Vec<_>>(), &[], population, &march())
        };
        let audits: Vec<FileAudit> = (0..PARTS)
            .map(|one| audit(&part(&found, &parts, one, |_, row| row.0), sizes[usize::from(one)]))
            .collect();
        check_parts(&audit(&found, sizes.iter().sum()), &audits, |one, other| one.merge(&other))?;
    }

    #[test]
    fn prop_campaigns_in_parts_show_what_all_do(
        contacts in vec((0..6_usize, days(), any::<bool>(), any::<bool>()), 0..20),
        orders in vec((0..6_usize, days()), 0..12),
        answers in vec((0..6_usize, days(), 0..=10_i64), 0..12),
        parts in vec(0..PARTS, 6),
    ) {
        let id = |who: usize| name(u8::try_from(who).unwrap());
        let total = |is_in: &dyn Fn(usize) -> bool| -> CampaignTally {
            let spoken = contacts.iter().filter(|row| is_in(row.0)).map(|(who, when, reached, of_fair)| Interaction {
                purpose: Some(if *of_fair { "fair" } else { "offer" }.parse().unwrap()),
                ..contact(id(*who).as_str(), &day(*when).to_string(), if *reached { Outcome::Reached } else { Outcome::NotReached })
            });
            let bought = orders.iter().filter(|row| is_in(row.0)).map(|(who, when)| order(id(*who).as_str(), &day(*when).to_string(), "1 CNY"));
            let said = answers.iter().filter(|row| is_in(row.0)).map(|(who, when, score)| {
                answer(Some(id(*who).as_str()), &day(*when).to_string(), Some(*score), Scale::ZERO_TO_TEN)
            });
            let data = Dataset::new(Records {
                interactions: Table::complete(spoken.collect()),
                purchases: Table::complete(bought.collect()),
                answers: Table::complete(said.collect()),
                ..Records::default()
            })
            .0;
            let rule = CampaignRule {
                purposes: vec!["offer".parse().unwrap(), "fair".parse().unwrap()],
                feedback_within: ElapsedTime::from_hours(240),
                order_within: ElapsedTime::from_hours(480),
                question: Some(question(Counts::Last)),
                bounds: NpsBounds::new(6, 9).ok(),
            };
            CampaignTable::new(&Facts::new(&data), &rule, march(), at(AS_OF), &Zone::utc()).total()
        };
        let totals: Vec<CampaignTally> = (0..PARTS).map(|one| total(&|who| parts[who] == one)).collect();
        check_parts(&total(&|_| true), &totals, CampaignTally::merge)?;
    }
}

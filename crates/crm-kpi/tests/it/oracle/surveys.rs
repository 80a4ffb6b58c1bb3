//! Who was asked, who answered and which answers count; who was contacted and ordered: by lists of rows.

use std::collections::BTreeSet;

use crm_calendar::ElapsedTime;
use crm_kpi::{Counts, Formula, Invitations, Response};
use crm_model::{Dataset, Interaction, Outcome, Ratio, Records, Scale, SurveyAnswer, Table};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{AS_OF, at, check, day, months};
use crate::support::{answer, contact, month, nps, order};

fn month_of(when: u32) -> Option<usize> {
    let known = at(&day(when).to_string()) <= at(AS_OF);
    (0..14).find(|place| known && months()[*place] <= day(when) && day(when) < months()[place + 1])
}

fn by_month(ratio: impl Fn(usize) -> Option<Ratio>) -> Vec<(String, Option<Ratio>)> {
    (1..14).map(|place| (months()[place].format("%Y-%m").to_string(), ratio(place))).collect()
}

/// Who answered on which day, and how.
type Said = (u8, u32, i64);

fn attitude(sum: i64, answers: i64) -> i128 {
    // Up to 6 detracts, from 9 on promotes.
    i128::from(sum >= 9 * answers) - i128::from(sum <= 6 * answers)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_the_answers_that_count_are_as_lists_say(said in vec((0..5_u8, 0..470_u32, 0..=10_i64), 0..60)) {
        let row = |(who, when, score): &Said| {
            answer(Some(&format!("c{who}")), &day(*when).to_string(), Some(*score), Scale::ZERO_TO_TEN)
        };
        let answers = Table::complete(said.iter().map(row).collect());
        let data = Dataset::new(Records { answers, ..Records::default() }).0;
        for counts in [Counts::Last, Counts::First, Counts::All, Counts::Mean] {
            let expected = by_month(|place| {
                let (mut points, mut number) = (0, 0);
                for who in 0..5 {
                    let mut own: Vec<(u32, i64)> = said
                        .iter()
                        .filter(|(other, when, _)| *other == who && month_of(*when) == Some(place))
                        .map(|(_, when, score)| (*when, *score))
                        .collect();
                    own.sort_unstable();
                    let (Some(first), Some((end, _))) = (own.first(), own.last()) else { continue };
                    let counted: Vec<(i64, i64)> = match counts {
                        Counts::First => vec![(first.1, 1)],
                        // Of several on the last day the lowest.
                        Counts::Last => own.iter().find(|(when, _)| when == end).map(|(_, score)| (*score, 1)).into_iter().collect(),
                        Counts::All => own.iter().map(|(_, score)| (*score, 1)).collect(),
                        _ => vec![(own.iter().map(|(_, score)| score).sum(), i64::try_from(own.len()).unwrap())],
                    };
                    points += counted.iter().map(|(sum, answers)| 100 * attitude(*sum, *answers)).sum::<i128>();
                    number += counted.len() as i128;
                }
                Ratio::new(points, number)
            });
            check(&month(nps(counts), &data, None, AS_OF), &expected)?;
        }
    }

    /// Each customer is asked at most once a month here; an answer may come on any later day.
    #[test]
    fn prop_participation_is_as_sets_say(asked in vec((0..5_u8, 0..15_u32, proptest::option::of(0..60_u32)), 0..40)) {
        let row = |(who, number, answered): &(u8, u32, Option<u32>)| SurveyAnswer {
            survey: format!("s{number}").parse().unwrap(),
            invited_at: Some(at(&day(number * 31 + 1).to_string())),
            answered_at: answered.map(|after| at(&day(number * 31 + 1 + after).to_string())),
            ..answer(Some(&format!("c{who}")), "2026-03-02", None, Scale::ZERO_TO_TEN)
        };
        let answers = Table::complete(asked.iter().map(row).collect());
        let data = Dataset::new(Records { answers, ..Records::default() }).0;
        let formula =
            Formula::Participation { survey: None, topic: None, response: Response::Any, invitations: Invitations::Sent };
        let expected = by_month(|place| {
            let of_month = || asked.iter().filter(|(_, number, _)| month_of(number * 31 + 1) == Some(place));
            let invited: BTreeSet<(u8, u32)> = of_month().map(|(who, number, _)| (*who, *number)).collect();
            let has_come = |number: &u32, after: &Option<u32>| {
                after.is_some_and(|after| at(&day(number * 31 + 1 + after).to_string()) <= at(AS_OF))
            };
            let answered: BTreeSet<(u8, u32)> =
                of_month().filter(|(_, number, after)| has_come(number, after)).map(|(who, number, _)| (*who, *number)).collect();
            Ratio::new(answered.len() as i128, invited.len() as i128)
        });
        check(&month(formula, &data, None, AS_OF), &expected)?;
    }

    #[test]
    fn prop_who_is_reached_and_orders_is_as_lists_say(
        contacts in vec((0..5_u8, 0..470_u32, any::<bool>()), 0..40),
        orders in vec((0..5_u8, 0..470_u32), 0..30),
        within in 0..60_u32,
    ) {
        let row = |(who, when, reached): &(u8, u32, bool)| Interaction {
            purpose: Some("offer".parse().unwrap()),
            ..contact(&format!("c{who}"), &day(*when).to_string(), if *reached { Outcome::Reached } else { Outcome::NotReached })
        };
        let interactions = Table::complete(contacts.iter().map(row).collect());
        let purchases = orders.iter().map(|(who, when)| order(&format!("c{who}"), &day(*when).to_string(), "1 CNY"));
        let data = Dataset::new(Records { interactions, purchases: Table::complete(purchases.collect()), ..Records::default() }).0;
        let purposes = || vec!["offer".parse().unwrap()];
        let first_reached = |who: u8, place: usize| {
            let own = contacts.iter().filter(|(other, when, reached)| *other == who && *reached && month_of(*when) == Some(place));
            own.map(|(_, when, _)| *when).min()
        };
        let close = Formula::CloseRate { purposes: purposes(), within: ElapsedTime::from_hours(i32::try_from(within * 24).unwrap()) };
        let expected = by_month(|place| {
            let (mut ordered, mut decided) = (0, 0);
            for since in (0..5).filter_map(|who| Some((who, first_reached(who, place)?))) {
                let has = orders
                    .iter()
                    .any(|(who, when)| *who == since.0 && since.1 <= *when && *when <= since.1 + within);
                // Who ordered is decided no earlier than who did not.
                let is_over = at(&day(since.1 + within).to_string()) < at(AS_OF);
                ordered += i128::from(has && is_over);
                decided += i128::from(is_over);
            }
            Ratio::new(ordered, decided)
        });
        check(&month(close, &data, None, AS_OF), &expected)?;
        let expected = by_month(|place| {
            let approached: BTreeSet<u8> =
                contacts.iter().filter(|(_, when, _)| month_of(*when) == Some(place)).map(|(who, ..)| *who).collect();
            let took_part = approached.iter().filter(|who| first_reached(**who, place).is_some()).count();
            Ratio::new(took_part as i128, approached.len() as i128)
        });
        check(&month(Formula::Attendance { purposes: purposes() }, &data, None, AS_OF), &expected)?;
    }
}

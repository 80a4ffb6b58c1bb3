//! Scores of tickets on a sheet: each review worked out by hand, criterion by criterion.

use std::collections::{BTreeMap, BTreeSet};

use crm_kpi::{Apart, Counts, Formula, Line, QualityRule};
use crm_model::{
    Dataset, Happening, Holder, QualityReview, Ratio, Records, Table, TicketEvent, TicketRecord,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::AS_OF;
use super::made_up::{Figure, LAST, apart, check_figures, days, in_two_orders, instant, is_in, share};
use crate::support::{month, review, sheet};

/// Which ticket was scored on which day, whose work it was, and the points; now and then too many, or of one criterion nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Scored {
    ticket: u8,
    when: u32,
    person: Option<u8>,
    points: [Option<u32>; 3],
    is_whole: bool,
}

fn scored() -> impl Strategy<Value = Vec<Scored>> {
    let points =
        (option::weighted(0.8, 0..5_u32), option::weighted(0.8, 0..5_u32), option::weighted(0.8, 0..2_u32));
    let row = (0..5_u8, days(), option::weighted(0.6, 0..2_u8), points, prop::bool::weighted(0.9));
    let row = row.prop_map(|(ticket, when, person, (tone, solution, law), is_whole)| Scored {
        ticket,
        when,
        person,
        points: [tone, solution, law],
        is_whole,
    });
    vec(row, 0..20)
}

/// What happened to a ticket: opened on a day, given to a person then, and solved by others later.
type History = (u32, Option<u8>, &'static [(u32, u8)]);

/// Of the ticket 4 nobody knows.
const TICKETS: [History; 4] =
    [(0, Some(1), &[(410, 0), (440, 1)]), (424, Some(0), &[]), (424, None, &[]), (440, Some(1), &[(455, 0)])];

fn records() -> Vec<TicketRecord> {
    let person = |number: u8| format!("p{number}").parse().unwrap();
    let ticket = |(number, (opened, given, solved)): (usize, &History)| {
        let to = |number| Happening::Assigned(Holder { department: None, person: Some(person(number)) });
        let given = given.map(|number| TicketEvent::at(instant(*opened), to(number)));
        let solved = solved.iter().map(|(when, who)| TicketEvent {
            actor: Some(person(*who)),
            ..TicketEvent::at(instant(*when), Happening::Solved)
        });
        let events =
            [TicketEvent::at(instant(*opened), Happening::Opened)].into_iter().chain(given).chain(solved);
        TicketRecord::new(format!("t{number}").parse().unwrap(), events.collect())
    };
    TICKETS.iter().enumerate().map(ticket).collect()
}

impl Scored {
    fn record(&self) -> QualityReview {
        let person = self.person.map(|number| format!("p{number}"));
        let mut row = review(&format!("t{}", self.ticket), person.as_deref(), "2026-03-01", self.points);
        row.reviewed_at = instant(self.when);
        if !self.is_whole {
            row.scores.truncate(2);
        }
        row
    }

    fn ticket(&self) -> Option<History> {
        TICKETS.get(usize::from(self.ticket)).copied()
    }

    /// Whoever it names, else who solved the ticket last by then, else who held it.
    fn worker(&self) -> Option<u8> {
        let (_, given, solved) = self.ticket()?;
        let last = solved.iter().rev().find(|(when, _)| *when <= self.when).map(|(_, who)| *who);
        self.person.or(last).or(given)
    }
}

/// What one review makes: twelfths earned, and those there were.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Made {
    Score(i128, i128),
    Nothing,
    Unfit,
}

/// All rows of one review together: a criterion that is scored in two ways, left out, or given too much makes it unfit.
fn made(rows: &[&Scored]) -> Made {
    let (most, weights) = ([3, 4, 1], [1, 2, 1]);
    let (mut earned, mut possible, mut is_fatal) = (0, 0, false);
    for criterion in 0..3 {
        let given: BTreeSet<Option<u32>> = rows
            .iter()
            .filter(|row| row.is_whole || criterion < 2)
            .map(|row| row.points[criterion])
            .collect();
        let [given] = given.into_iter().collect::<Vec<_>>()[..] else { return Made::Unfit };
        let Some(points) = given else { continue };
        if points > most[criterion] {
            return Made::Unfit;
        }
        possible += 12 * weights[criterion];
        earned += i128::from(points * (12 / most[criterion])) * weights[criterion];
        is_fatal |= criterion == 2 && points < 1;
    }
    match possible {
        0 => Made::Nothing,
        _ => Made::Score(if is_fatal { 0 } else { earned }, possible),
    }
}

proptest! {
    #[test]
    fn prop_scores_are_as_worked_out_by_hand(
        (rows, turned) in in_two_orders(scored()),
        counts in prop::sample::select(vec![Counts::First, Counts::Last, Counts::All]),
    ) {
        // Which of two reviews at one instant is the last, nobody says.
        let alone = |rows: &[Scored]| -> Vec<Scored> {
            let mut first: BTreeMap<(u8, u32), Scored> = BTreeMap::new();
            for row in rows {
                let held = first.entry((row.ticket, row.when)).or_insert_with(|| row.clone());
                *held = held.clone().min(row.clone());
            }
            if counts == Counts::All { rows.to_vec() } else { first.into_values().collect() }
        };
        let (rows, turned) = (alone(&rows), alone(&turned));
        let data = |rows: &[Scored]| {
            let quality_reviews = Table::complete(rows.iter().map(Scored::record).collect());
            let tickets = Table::complete(records());
            Dataset::new(Records { quality_reviews, tickets, ..Records::default() }).0
        };
        // Rows of one ticket, instant and person are one review.
        let mut reviews: BTreeMap<(u8, u32, Option<u8>), Vec<&Scored>> = BTreeMap::new();
        for row in &rows {
            reviews.entry((row.ticket, row.when, row.person)).or_default().push(row);
        }
        let of = |place: usize| -> Vec<(&Scored, Made)> {
            let there = reviews.values().map(|rows| (rows[0], made(rows))).filter(|(row, _)| is_in(place, row.when));
            there.filter(|(row, _)| row.ticket().is_some_and(|(opened, ..)| opened <= row.when)).collect()
        };
        let scores = |place: usize| -> Vec<(i128, i128)> {
            let scored: Vec<(&Scored, (i128, i128))> = of(place)
                .into_iter()
                .filter_map(|(row, made)| match made {
                    Made::Score(earned, possible) => Some((row, (earned, possible))),
                    _ => None,
                })
                .collect();
            let is_one = |row: &Scored| {
                let same = scored.iter().filter(|(other, _)| other.ticket == row.ticket && other.worker() == row.worker());
                let days = || same.clone().map(|(other, _)| other.when);
                match counts {
                    Counts::First => days().min() == Some(row.when),
                    Counts::Last => days().max() == Some(row.when),
                    _ => true,
                }
            };
            scored.iter().filter(|(row, _)| is_one(row)).map(|(_, score)| *score).collect()
        };

        let of_sheet = |pass| QualityRule { sheet: sheet(pass, None), counts };
        let passing = |rows: &[Scored]| -> Line { month(Formula::QualityPass(of_sheet(Some(">= 70%"))), &data(rows), None, AS_OF) };
        let line = passing(&rows);
        prop_assert_eq!(&line, &passing(&turned));
        check_figures(&line, |place| -> Figure {
            let all = scores(place);
            share(all.iter().filter(|(earned, possible)| 10 * earned >= 7 * possible).count(), all.len())
        })?;

        let scoring = |rows: &[Scored]| -> Line { month(Formula::QualityScore(of_sheet(None)), &data(rows), None, AS_OF) };
        let line = scoring(&rows);
        prop_assert_eq!(&line, &scoring(&turned));
        super::check(&line, &super::made_up::by_month(|place| {
            let all = scores(place);
            Ratio::new(all.iter().map(|(earned, _)| earned).sum(), all.iter().map(|(_, possible)| possible).sum())
        }))?;

        let unfit = of(LAST).iter().filter(|(_, made)| *made == Made::Unfit).count();
        prop_assert_eq!(apart(&line, Apart::UnfitReviews), unfit as u64);
        let nothing = of(LAST).iter().filter(|(_, made)| *made == Made::Nothing).count();
        prop_assert_eq!(apart(&line, Apart::NothingApplied), nothing as u64);
        let last = || reviews.values().map(|rows| rows[0]).filter(|row| is_in(LAST, row.when));
        let early = last().filter(|row| row.ticket().is_some_and(|(opened, ..)| row.when < opened)).count();
        prop_assert_eq!(apart(&line, Apart::ReviewedEarly), early as u64);
        let unknown = last().filter(|row| row.ticket().is_none()).count();
        prop_assert_eq!(apart(&line, Apart::OfUnknownTickets), unknown as u64);
    }
}

//! The same tickets under two policies.

use crm_kit::model::{ClauseId, Happening, Records, State, Table, TicketId, TicketRecord, WaitReason};
use crm_kit::{
    Dataset, Direction, Flip, Measure, Outcome, OutcomeMatrix, Policy, WhatIf, assess, model, what_if,
};
use proptest::prelude::*;

use crate::support::{POLICY, customers, dataset, minute, policy, record};

const FORTNIGHT: i64 = 14 * 24 * 60;

fn altered(name: &str, from: &str, to: &str) -> Policy {
    assert!(POLICY.contains(from));
    let text = POLICY.replace("name = \"test\"", &format!("name = \"{name}\"")).replace(from, to);
    Policy::parse(&text, name).unwrap()
}

fn faster() -> Policy {
    altered("faster", "within = \"4bh\"", "within = \"2bh\"")
}

/// No first response is promised, and progress is.
fn other() -> Policy {
    altered("other", "measure = \"first-response\"", "measure = \"progress\"")
}

fn cells(matrix: &OutcomeMatrix) -> Vec<(&'static str, &'static str, u64)> {
    matrix.cells().map(|cell| (cell.before.as_str(), cell.after.as_str(), cell.count)).collect()
}

#[test]
fn a_shorter_limit_flips_what_lies_between() {
    let answered = |at| [(0, Happening::Opened), (at, Happening::FirstResponse)];
    let (dataset, _) = dataset(vec![
        record("T-1", Some("plain"), &answered(60)),  // within 2 h
        record("T-2", Some("plain"), &answered(120)), // at the due instant itself: in time
        record("T-3", Some("plain"), &answered(180)), // between the limits
        record("T-4", Some("plain"), &answered(300)), // beyond both
        record("T-5", Some("plain"), &[(60, Happening::Opened)]), // due at 13:00 and at 11:00 on the same day
        record("T-6", Some("plain"), &[(FORTNIGHT, Happening::Opened)]), // not yet
    ]);
    let change = what_if(&dataset, &policy(), &faster(), minute(180));
    assert_eq!((change.before.as_str(), change.after.as_str(), change.tickets), ("test", "faster", 5));
    let answers = change.measure("first-response").unwrap();
    // T-4 was not answered by then, and T-5 stands at its due instant.
    assert_eq!(
        cells(&answers.matrix),
        [("met", "met", 2), ("met", "met-late", 1), ("open", "overdue", 1), ("open", "open", 1)]
    );
    // A minute later T-5 is late under 2 h as well.
    let later = what_if(&dataset, &policy(), &faster(), minute(181));
    let answers = later.measure("first-response").unwrap();
    assert_eq!(cells(&answers.matrix), [("met", "met", 2), ("met", "met-late", 1), ("open", "overdue", 2)]);
}

#[test]
fn every_flip_tells_both_sides() {
    let (dataset, _) = dataset(vec![record(
        "T-3",
        Some("plain"),
        &[(0, Happening::Opened), (180, Happening::FirstResponse)],
    )]);
    let change = what_if(&dataset, &policy(), &faster(), minute(600));
    let [flip] = change.flips.as_slice() else { panic!("{:?}", change.flips) };
    assert_eq!((flip.subject.to_string().as_str(), flip.round, flip.slot), ("T-3", 1, 1));
    assert_eq!(flip.direction(), Direction::Worse);
    let (before, after) = (flip.before.as_ref().unwrap(), flip.after.as_ref().unwrap());
    assert_eq!((&before.state, before.due, before.late_by), (&State::Met, Some(minute(240)), None));
    assert_eq!((&after.state, after.due), (&State::MetLate, Some(minute(120))));
    assert_eq!(after.late_by.unwrap().elapsed.to_string(), "1 h");
    assert_eq!(after.clause.as_ref().unwrap().as_str(), "TEST-SLA-1");
    assert_eq!(after.rule.as_ref().unwrap().as_str(), "sla.answer");
    // The solution is owed in two days by both: the same due instant.
    assert_eq!(change.measure("resolution").unwrap().due_moved, 0);
    assert_eq!(change.tickets_flipped(), 1);
}

#[test]
fn a_due_instant_that_moves_without_another_outcome_is_counted() {
    let (dataset, _) =
        dataset(vec![record("T-1", None, &[(0, Happening::Opened), (60, Happening::FirstResponse)])]);
    let change = what_if(&dataset, &policy(), &faster(), minute(600));
    let answers = change.measure("first-response").unwrap();
    assert_eq!((answers.due_moved, answers.matrix.flipped()), (1, 0));
    assert!(change.flips.is_empty());
}

#[test]
fn promises_of_one_policy_alone_appear_and_vanish() {
    let (dataset, _) = dataset(vec![record(
        "T-1",
        Some("plain"),
        &[(0, Happening::Opened), (60, Happening::FirstResponse), (120, Happening::Solved)],
    )]);
    let change = what_if(&dataset, &policy(), &other(), minute(600));
    let outcomes: Vec<_> =
        change.flips.iter().map(|flip| (flip.measure.as_str(), flip.outcomes(), flip.direction())).collect();
    assert_eq!(
        outcomes,
        [
            ("first-response", (Outcome::Met, Outcome::Absent), Direction::Other),
            ("progress", (Outcome::Absent, Outcome::Met), Direction::Other),
        ]
    );
    let answers = &change.measure("first-response").unwrap();
    assert_eq!(answers.matrix.attainment_after(), None, "nothing is owed, so there is no share");
    assert_eq!(answers.clauses[0].after, None);
}

#[test]
fn clauses_add_up_to_their_measure() {
    let (dataset, _) = dataset(vec![
        record("T-1", Some("plain"), &[(0, Happening::Opened)]),
        record("T-2", Some("high"), &[(0, Happening::Opened)]),
        record("T-3", None, &[(0, Happening::Opened)]), // which rule holds depends on the tier: no clause
    ]);
    let renamed = altered(
        "renamed",
        "[sla.solve-high]\nclause = \"TEST-SLA-2\"",
        "[sla.solve-high]\nclause = \"TEST-SLA-3\"",
    );
    let change = what_if(&dataset, &policy(), &renamed, minute(9 * 60));
    let solved = change.measure("resolution").unwrap();
    let clauses: Vec<_> = solved
        .clauses
        .iter()
        .map(|one| (one.before.as_ref().map(ClauseId::as_str), one.after.as_ref().map(ClauseId::as_str)))
        .collect();
    let (two, three) = (Some("TEST-SLA-2"), Some("TEST-SLA-3"));
    assert_eq!(clauses, [(None, None), (two, two), (two, three)]);
    assert_eq!(cells(&solved.matrix), [("open", "open", 2), ("undetermined", "undetermined", 1)]);
}

#[test]
fn no_ticket_gives_no_measure() {
    let (dataset, _) = dataset(vec![]);
    let change = what_if(&dataset, &policy(), &faster(), minute(0));
    assert_eq!((change.tickets, change.measures.len(), change.flips.len()), (0, 0, 0));
}

#[test]
fn every_state_has_its_outcome() {
    let words: Vec<&str> = Outcome::ALL.into_iter().map(Outcome::as_str).collect();
    assert_eq!(words.split_last(), Some((&"absent", State::WORDS.as_slice())));
    assert_eq!(Outcome::of(Some(&State::MetLate)).as_str(), State::MetLate.as_str());
    assert!(Outcome::ALL.is_sorted());
}

#[test]
fn counts_stay_at_their_end() {
    let cell = model_cell(u64::MAX);
    let mut matrix: OutcomeMatrix = vec![cell, model_cell(0)].into();
    matrix.merge(&matrix.clone());
    assert_eq!((matrix.count(Outcome::Met, Outcome::Open), matrix.total()), (u64::MAX, u64::MAX));
}

fn model_cell(count: u64) -> crm_kit::MatrixCell {
    crm_kit::MatrixCell { before: Outcome::Met, after: Outcome::Open, count }
}

fn any_happening() -> impl Strategy<Value = Happening> {
    prop_oneof![
        Just(Happening::FirstResponse),
        Just(Happening::Explained),
        Just(Happening::Solved),
        Just(Happening::Reopened),
        Just(Happening::Closed),
        Just(Happening::Merged(TicketId::new("T-1").unwrap())),
        Just(Happening::Waiting(WaitReason::new("customer").unwrap())),
        Just(Happening::Back(None)),
    ]
}

fn any_tickets() -> impl Strategy<Value = Vec<TicketRecord>> {
    let customer = prop::sample::select(vec![None, Some("high"), Some("plain")]);
    let events = prop::collection::vec((0..FORTNIGHT, any_happening()), 0..6);
    prop::collection::vec((0..20_u32, customer, 0..FORTNIGHT, events), 1..10).prop_map(|tickets| {
        let ticket = |(number, customer, opened, mut events): (u32, _, _, Vec<_>)| {
            events.push((opened, Happening::Opened));
            record(&format!("T-{number}"), customer, &events)
        };
        tickets.into_iter().map(ticket).collect()
    })
}

fn any_policy() -> impl Strategy<Value = Policy> {
    prop::sample::select(vec![policy(), faster(), other()])
}

fn swapped(change: WhatIf) -> WhatIf {
    let WhatIf { as_of, before, after, tickets, mut measures, flips } = change;
    for measure in &mut measures {
        measure.matrix = measure.matrix.transposed();
        for clause in &mut measure.clauses {
            clause.matrix = clause.matrix.transposed();
            std::mem::swap(&mut clause.before, &mut clause.after);
        }
        measure.clauses.sort_by(|one, other| (&one.before, &one.after).cmp(&(&other.before, &other.after)));
    }
    let flips =
        flips.into_iter().map(|flip| Flip { before: flip.after, after: flip.before, ..flip }).collect();
    WhatIf { as_of, before: after, after: before, tickets, measures, flips }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_a_policy_and_itself_differ_in_nothing(tickets in any_tickets(), one in any_policy(), as_of in 0..FORTNIGHT) {
        let (dataset, _) = dataset(tickets);
        let change = what_if(&dataset, &one, &one, minute(as_of));
        prop_assert!(change.flips.is_empty());
        for measure in &change.measures {
            prop_assert_eq!((measure.due_moved, measure.matrix.flipped()), (0, 0));
            prop_assert_eq!(&measure.matrix.transposed(), &measure.matrix);
        }
    }

    #[test]
    fn prop_swapping_the_policies_swaps_the_answer(
        tickets in any_tickets(), one in any_policy(), another in any_policy(), as_of in 0..FORTNIGHT,
    ) {
        let (dataset, _) = dataset(tickets);
        let change = what_if(&dataset, &one, &another, minute(as_of));
        prop_assert_eq!(swapped(change), what_if(&dataset, &another, &one, minute(as_of)));
    }

    #[test]
    fn prop_counts_are_those_of_the_assessments(
        tickets in any_tickets(), one in any_policy(), another in any_policy(), as_of in 0..FORTNIGHT,
    ) {
        let (dataset, _) = dataset(tickets);
        let change = what_if(&dataset, &one, &another, minute(as_of));
        // The tier is known and every kind of event is told of, so nothing is gathered into obligations of the company.
        let (was, is) = (assess(&dataset, &one, minute(as_of)), assess(&dataset, &another, minute(as_of)));
        for measure in &change.measures {
            for outcome in Outcome::ALL.into_iter().filter(|outcome| *outcome != Outcome::Absent) {
                let count = |assessment: &crm_kit::Assessment| {
                    let own = assessment.obligations.iter().filter(|one| one.id.measure == measure.measure);
                    own.filter(|one| Outcome::of(Some(&one.state)) == outcome).count() as u64
                };
                prop_assert_eq!(measure.matrix.before(outcome), count(&was));
                prop_assert_eq!(measure.matrix.after(outcome), count(&is));
            }
            let flips = change.flips.iter().filter(|flip| flip.measure == measure.measure).count() as u64;
            prop_assert_eq!(measure.matrix.flipped(), flips);
            let parts = [Direction::Worse, Direction::Better, Direction::Other];
            let parts: u64 = parts.into_iter().map(|direction| measure.matrix.flipped_to(direction)).sum();
            prop_assert_eq!(parts, flips);
            let mut sum = OutcomeMatrix::default();
            measure.clauses.iter().for_each(|clause| sum.merge(&clause.matrix));
            prop_assert_eq!(&sum, &measure.matrix);
            let moved: u64 = measure.clauses.iter().map(|clause| clause.due_moved).sum();
            prop_assert_eq!(moved, measure.due_moved);
        }
        let owed: usize = was.obligations.len() + is.obligations.len();
        let counted: u64 = change
            .measures
            .iter()
            .map(|one| 2 * one.matrix.total() - one.matrix.before(Outcome::Absent) - one.matrix.after(Outcome::Absent))
            .sum();
        prop_assert_eq!(counted, owed as u64);
    }

    #[test]
    fn prop_any_order_of_records_gives_the_same_what_if(tickets in any_tickets(), as_of in 0..FORTNIGHT) {
        let mut turned = tickets.clone();
        turned.reverse();
        for ticket in &mut turned {
            ticket.events.reverse();
        }
        let answer = |tickets| what_if(&dataset(tickets).0, &policy(), &faster(), minute(as_of));
        prop_assert_eq!(answer(tickets), answer(turned));
    }
}

#[test]
fn more_tickets_than_one_chunk_are_compared_in_order() {
    let tickets = (0..10_000_i64).map(|number| {
        let answered = 60 + number % 240; // minutes; from the second hour on it is late under the faster policy
        let events = [(0, Happening::Opened), (answered, Happening::FirstResponse)];
        record(&format!("T-{number:05}"), Some("plain"), &events)
    });
    let records = Records {
        customers: Table::complete(customers()),
        tickets: Table::complete(tickets.collect()),
        ..Records::default()
    };
    let (dataset, _) = Dataset::new(records);
    let change = what_if(&dataset, &policy(), &faster(), minute(600));
    let answers = &change.measure(Measure::FirstResponse.as_str()).unwrap().matrix;
    // Of 240 remainders 0..=60 are met under both, 61..=180 by 4 h alone, 181..=239 by neither; 10,000 = 41 x 240 + 160.
    assert_eq!(answers.count(Outcome::Met, Outcome::Met), 41 * 61 + 61);
    assert_eq!(answers.count(Outcome::Met, Outcome::MetLate), 41 * 120 + 99);
    assert_eq!(answers.count(Outcome::MetLate, Outcome::MetLate), 41 * 59);
    assert!(change.flips.is_sorted_by_key(|flip| flip.subject.clone()));
    assert_eq!(change.tickets_flipped(), 41 * 120 + 99);
}

#[cfg(feature = "serde")]
#[test]
fn it_is_read_back_as_it_was_written() {
    let (dataset, _) = dataset(vec![record("T-1", None, &[(0, Happening::Opened)])]);
    let change = what_if(&dataset, &policy(), &other(), minute(600));
    let written = serde_json::to_string(&change).unwrap();
    assert_eq!(serde_json::from_str::<WhatIf>(&written).unwrap(), change);
}

#[test]
fn x36_each_side_takes_the_version_in_force_at_the_opening() {
    let later = altered("later", "hit-policy =", "valid = { from = 2026-03-03 }\nhit-policy =");
    let (dataset, _) = dataset(vec![record("T-1", Some("plain"), &[(0, Happening::Opened)])]);
    let change = what_if(&dataset, &policy(), &later, minute(60));
    let missing = State::Undetermined { missing: model::Missing::PolicyInForce };
    assert!(change.flips.iter().all(|flip| flip.after.as_ref().unwrap().state == missing));
    assert_eq!(change.flips.len(), 2);
}

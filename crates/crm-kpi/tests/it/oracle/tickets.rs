//! How tickets go: rounds of answers and solutions, reopenings and first contacts, found in lists of instants and not by walking.

use crm_calendar::ElapsedTime;
use crm_kpi::{FirstContact, FirstContactBy, Formula, Stretch, TicketTime, Value};
use crm_model::{Dataset, Happening, Ratio, Records, Table, TicketEvent, TicketId, TicketRecord};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

use super::AS_OF;
use crate::support::{at, month};

/// Minutes after the opening on 2 March 2026 and what happened then; no two things at once.
type History = std::collections::BTreeMap<i64, u8>;

fn histories() -> impl Strategy<Value = Vec<History>> {
    vec(btree_map(1..20_000_i64, 0..5_u8, 0..12), 0..6)
}

fn happening(what: u8) -> Happening {
    [
        Happening::FirstResponse,
        Happening::MessageOut,
        Happening::MessageIn,
        Happening::Solved,
        Happening::Reopened,
    ][usize::from(what)]
    .clone()
}

fn company(histories: &[History]) -> Dataset {
    let opened = at("2026-03-02T10:00:00Z");
    let after = |minutes: i64| opened + chrono::TimeDelta::minutes(minutes);
    let ticket = |(number, history): (usize, &History)| {
        let rest = history.iter().map(|(when, what)| TicketEvent::at(after(*when), happening(*what)));
        let events = std::iter::once(TicketEvent::at(opened, Happening::Opened)).chain(rest).collect();
        TicketRecord::new(TicketId::new(format!("T-{number}")).unwrap(), events)
    };
    let tickets = Table::complete(histories.iter().enumerate().map(ticket).collect());
    Dataset::new(Records { tickets, ..Records::default() }).0
}

/// The minutes at which one of some things happened.
fn times(history: &History, ways: &[u8]) -> Vec<i64> {
    history.iter().filter(|(_, what)| ways.contains(what)).map(|(when, _)| *when).collect()
}

const ANSWERS: [u8; 2] = [0, 1];
const SOLVED: [u8; 1] = [3];
const REOPENED: [u8; 1] = [4];

/// Each end with the earliest opening or reopening for which it is the next one.
fn rounds(history: &History, ends: &[u8]) -> Vec<(i64, i64)> {
    let mut starts = times(history, &REOPENED);
    starts.insert(0, 0);
    let next = |start: i64| times(history, ends).into_iter().find(|end| *end > start);
    let ended: Vec<(i64, i64)> = starts.iter().filter_map(|start| Some((*start, next(*start)?))).collect();
    ended
        .iter()
        .copied()
        .filter(|(start, end)| !ended.iter().any(|(other, same)| same == end && other < start))
        .collect()
}

fn minutes(value: &Value) -> Option<Ratio> {
    let (micros, whole) = value.number()?.parts();
    Ratio::new(micros, whole * 60_000_000)
}

fn mean(lengths: &[i64]) -> Option<Ratio> {
    Ratio::new(lengths.iter().map(|length| i128::from(*length)).sum(), lengths.len() as i128)
}

proptest! {
    #[test]
    fn prop_times_are_as_lists_of_instants_say(histories in histories()) {
        let data = company(&histories);
        let shown = |stretch| minutes(&month(Formula::TicketTime(TicketTime::mean(stretch)), &data, None, AS_OF).value);
        // All rounds begin in March: 20,000 minutes are less than 14 days.
        for (stretch, ends) in [(Stretch::FirstResponse, ANSWERS.as_slice()), (Stretch::Cycle, &SOLVED)] {
            let all: Vec<i64> =
                histories.iter().flat_map(|history| rounds(history, ends)).map(|(start, end)| end - start).collect();
            prop_assert_eq!(shown(stretch), mean(&all));
        }
        let last = |history: &History, ways: &[u8]| times(history, ways).last().copied();
        let handled: Vec<i64> = histories.iter().filter_map(|history| last(history, &SOLVED)).collect();
        prop_assert_eq!(shown(Stretch::Handling), mean(&handled));
        let stays = |history: &&History| last(history, &SOLVED) > last(history, &REOPENED);
        let stay: Vec<i64> =
            histories.iter().filter(stays).filter_map(|history| last(history, &SOLVED)).collect();
        prop_assert_eq!(shown(Stretch::Resolution), mean(&stay));
        let solved = month(Formula::Resolution { kinds: vec![] }, &data, None, AS_OF).value.number();
        prop_assert_eq!(solved, Ratio::new(stay.len() as i128, histories.len() as i128));
    }

    #[test]
    fn prop_solutions_last_as_lists_of_instants_say(histories in histories(), hours in proptest::option::of(0..200_i32)) {
        let data = company(&histories);
        let within = hours.map(ElapsedTime::from_hours);
        let line = month(Formula::Reopening { kinds: vec![], within }, &data, None, AS_OF);
        let (mut reopened, mut solutions) = (0, 0);
        for history in &histories {
            let mut starts = times(history, &REOPENED);
            starts.insert(0, 0);
            // The first solution after each opening or reopening, before the next of these.
            for (place, start) in starts.iter().enumerate() {
                let next = starts.get(place + 1);
                let solution = times(history, &SOLVED)
                    .into_iter()
                    .find(|when| when > start && next.is_none_or(|next| when < next));
                let Some(solution) = solution else { continue };
                solutions += 1;
                let is_soon = |next: i64| hours.is_none_or(|hours| next - solution <= i64::from(hours) * 60);
                reopened += i128::from(next.is_some_and(|next| is_soon(*next)));
            }
        }
        // On 10 April the 200 hours of the last solution of mid-March are over.
        prop_assert_eq!(line.value.number(), Ratio::new(reopened, solutions));
    }

    #[test]
    fn prop_first_contacts_solve_as_lists_of_instants_say(histories in histories(), by_answers in any::<bool>()) {
        let data = company(&histories);
        let by = if by_answers { FirstContactBy::Answers } else { FirstContactBy::Messages };
        let rule = FirstContact { kinds: vec![], by, reopened_within: ElapsedTime::from_hours(48).into() };
        let line = month(Formula::FirstContact(rule), &data, None, AS_OF);
        let (mut at_once, mut decided) = (0, 0);
        for history in &histories {
            let solved = times(history, &SOLVED).first().copied();
            let contacts = if by_answers { times(history, &ANSWERS) } else { times(history, &[2]) };
            let before = contacts.iter().filter(|when| solved.is_none_or(|solved| **when <= solved)).count();
            // The opening itself is the first message.
            let is_more = before > usize::from(by_answers);
            let is_reopened = solved.is_some_and(|solved| {
                // Also a reopening that nobody had reason for undoes it, however early.
                times(history, &REOPENED).iter().any(|when| when - solved <= 48 * 60)
            });
            decided += i128::from(is_more || solved.is_some());
            at_once += i128::from(!is_more && solved.is_some() && !is_reopened);
        }
        prop_assert_eq!(line.value.number(), Ratio::new(at_once, decided));
    }
}

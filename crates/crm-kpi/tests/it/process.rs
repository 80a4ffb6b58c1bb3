//! The service process from event histories: figures worked by hand, laws, an oracle, and logs of others.

mod laws;
mod oracle;
mod real;
mod service;
mod tickets;

use std::collections::{BTreeMap, BTreeSet};

use crm_calendar::{Calendar, CalendarSpec, ElapsedTime, WeekdaySet, WeeklyHours, Zone};
use crm_kpi::chrono::{DateTime, NaiveDate, Utc};
use crm_kpi::process::{
    Conformance, EventColumns, NOBODY, OrderRule, ProcessClock, ProcessError, ProcessLog, ProcessRules,
    ProcessTally, Repeats, Spending, UNFINISHED,
};

const HOUR: i64 = 3_600_000_000;

// The activities of the desk that is worked by hand.
const IN: u32 = 0;
const TAKEN: u32 = 1;
const ASKED: u32 = 2;
const DONE: u32 = 3;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn micros(text: &str) -> i64 {
    instant(text).timestamp_micros()
}

/// An event: case, activity, resource, department, hours since Monday 2026-03-02 00:00 UTC, and when it was finished.
type Row = (u32, u32, u32, u32, i64, Option<i64>);

#[derive(Debug, Default, Clone)]
struct Columns {
    cases: Vec<u32>,
    activities: Vec<u32>,
    resources: Vec<u32>,
    departments: Vec<u32>,
    instants: Vec<i64>,
    finished: Vec<i64>,
}

impl Columns {
    fn of(rows: &[Row]) -> Self {
        let start = micros("2026-03-02T00:00:00Z");
        let mut columns = Self::default();
        for (case, activity, resource, department, hours, finished) in rows {
            columns.cases.push(*case);
            columns.activities.push(*activity);
            columns.resources.push(*resource);
            columns.departments.push(*department);
            columns.instants.push(start + hours * HOUR);
            columns.finished.push(finished.map_or(UNFINISHED, |hours| start + hours * HOUR));
        }
        columns
    }

    fn columns(&self) -> EventColumns<'_> {
        EventColumns {
            cases: &self.cases,
            activities: &self.activities,
            instants: &self.instants,
            resources: Some(&self.resources),
            departments: Some(&self.departments),
            finished: Some(&self.finished),
            sequences: None,
        }
    }

    fn log(&self, repeats: Repeats) -> ProcessLog {
        ProcessLog::new(self.columns(), repeats).unwrap()
    }
}

/// Three cases of a desk. Case 1 goes from department 0 to 1 and back and is asked twice; case 2 runs through; case 3 stands.
fn desk() -> Vec<Row> {
    vec![
        (1, IN, NOBODY, NOBODY, 9, None),
        (1, TAKEN, 10, 0, 10, None),
        (1, ASKED, 10, 0, 12, None),
        (1, ASKED, 10, 0, 13, None),
        (1, TAKEN, 20, 1, 33, None),
        (1, TAKEN, 10, 0, 34, None),
        (1, DONE, 10, 0, 36, None),
        (2, IN, NOBODY, NOBODY, 10, None),
        (2, TAKEN, 20, 1, 10, Some(11)),
        (2, DONE, 20, 1, 14, None),
        (3, IN, NOBODY, NOBODY, 20, None),
    ]
}

fn rules() -> ProcessRules {
    ProcessRules {
        finals: BTreeSet::from([DONE]),
        gap: Some(ElapsedTime::from_hours(24)),
        spending: BTreeMap::from([
            (IN, Spending::Waiting),
            (TAKEN, Spending::Working),
            (ASKED, Spending::Waiting),
        ]),
        contacts: BTreeSet::from([IN, ASKED]),
        approvals: BTreeSet::new(),
    }
}

fn tally_at(rows: &[Row], as_of: &str) -> ProcessTally {
    ProcessTally::of(&Columns::of(rows).log(Repeats::Once), &rules(), &ProcessClock::until(instant(as_of)))
}

fn hours(sum: i128) -> i128 {
    assert_eq!(sum % i128::from(HOUR), 0);
    sum / i128::from(HOUR)
}

#[test]
fn l_proc_1_steps_and_what_follows_what() {
    let tally = tally_at(&desk(), "2026-03-04T00:00:00Z");
    assert_eq!((tally.cases, tally.events), (3, 11));
    let taken = &tally.activities[&TAKEN];
    assert_eq!((taken.events, taken.cases, taken.again, taken.cases_again), (4, 2, 2, 1));
    assert_eq!(
        taken.seen.first_and_last,
        Some((micros("2026-03-02T10:00:00Z"), micros("2026-03-03T10:00:00Z")))
    );
    let edge = |from, to| {
        let edge = &tally.edges[&(from, to)];
        (edge.times, edge.cases, hours(edge.wait.clock.sum()))
    };
    // 9 to 10 and 10 to 10; 13 to 33; 33 to 34; 34 to 36 and, from the end of the work at 11, to 14.
    assert_eq!(edge(IN, TAKEN), (2, 2, 1));
    assert_eq!(edge(ASKED, TAKEN), (1, 1, 20));
    assert_eq!(edge(TAKEN, TAKEN), (1, 1, 1));
    assert_eq!(edge(TAKEN, DONE), (2, 2, 2 + 3));
    assert_eq!((tally.starts.clone(), tally.ends.clone()), ([(IN, 3)].into(), [(IN, 1), (DONE, 2)].into()));
    let worst = tally.bottlenecks_by_clock().next().unwrap();
    // 1 + 2 + 1 + 20 + 1 + 2 + 0 + 3 hours in all.
    assert_eq!((worst.from, worst.to, worst.share.percent(1)), (ASKED, TAKEN, "66.7%".to_owned()));
    assert_eq!(worst.share.parts(), (20 * i128::from(HOUR), 30 * i128::from(HOUR)));
}

#[test]
fn l_proc_1_loops_and_candidates_for_redundant_steps() {
    let tally = tally_at(&desk(), "2026-03-04T00:00:00Z");
    assert_eq!(tally.rework().unwrap().to_string(), "1/3");
    assert_eq!(tally.cases_with_self_loop, 1);
    // Asked again by the same person; taken again by another, which is no candidate.
    assert_eq!(tally.activities[&ASKED].repeated_by_same, 1);
    assert_eq!(tally.activities[&TAKEN].repeated_by_same, 0);
}

#[test]
fn l_proc_1_hand_overs_and_ping_pong() {
    let tally = tally_at(&desk(), "2026-03-04T00:00:00Z");
    for (holders, one, other) in [(&tally.departments, 0, 1), (&tally.resources, 10, 20)] {
        assert_eq!((holders.times(), holders.unknown), (2, 3));
        assert_eq!(hours(holders.pairs[&(one, other)].wait.clock), 20);
        assert_eq!(hours(holders.pairs[&(other, one)].wait.clock), 1);
        assert_eq!(holders.returns, [((one, other), 1)].into());
        // Nobody holds case 3.
        assert_eq!(holders.share_returned().unwrap().to_string(), "1/2");
        assert_eq!(holders.share().unwrap().to_string(), "1/2");
        assert_eq!(holders.holders().into_iter().collect::<Vec<_>>(), [one, other]);
    }
}

#[test]
fn l_proc_1_broken_links_are_silent_for_longer_than_the_gap() {
    // Silent since 20:00: at 20:00 the next day exactly the gap, then longer.
    let at = |as_of: &str| tally_at(&desk(), as_of);
    let exactly = at("2026-03-03T20:00:00Z");
    assert_eq!((exactly.cases_open, exactly.broken().unwrap().to_string()), (1, "0/3".to_owned()));
    let later = at("2026-03-03T20:00:00.000001Z");
    assert_eq!((later.cases_open, later.broken().unwrap().to_string()), (1, "1/3".to_owned()));
    assert_eq!(later.stopped[&IN].silent.longest(), Some(24 * HOUR + 1));
    // Without final activities nobody can say that a case has not ended.
    let log = Columns::of(&desk()).log(Repeats::Once);
    let clock = ProcessClock::until(instant("2026-04-01T00:00:00Z"));
    let unsaid = ProcessTally::of(&log, &ProcessRules { finals: BTreeSet::new(), ..rules() }, &clock);
    assert_eq!((unsaid.cases_open, unsaid.stopped.len()), (0, 0));
}

#[test]
fn l_proc_1_waiting_and_working_time() {
    let tally = tally_at(&desk(), "2026-03-04T00:00:00Z");
    let spent = tally.spent();
    // Working: 10 to 12, 33 to 34, 34 to 36, and case 2 from 10 to its end at 11. Waiting: the other 24, as 3 from that end to 14.
    assert_eq!((hours(spent.working.clock), hours(spent.waiting.clock), spent.unsaid.times), (6, 24 + 1, 0));
    assert_eq!(spent.waiting_share().unwrap().percent(1), "80.6%"); // 25 of 31
    assert_eq!(tally.activities[&TAKEN].handling.clock.iter().collect::<Vec<_>>(), [HOUR]);
    let silent = ProcessTally::of(
        &Columns::of(&desk()).log(Repeats::Once),
        &ProcessRules::default(),
        &ProcessClock::until(instant("2026-03-04T00:00:00Z")),
    );
    let unsaid = silent.spent();
    assert_eq!(
        (hours(unsaid.unsaid.clock), hours(unsaid.working.clock), hours(unsaid.waiting.clock)),
        (27, 1, 3)
    );
}

#[test]
fn l_proc_1_open_time_stands_beside_that_by_the_clock() {
    let weekly = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse().unwrap()]);
    let spec = CalendarSpec::weekly("desk", Zone::utc(), weekly, (2026, 2026));
    let calendar = Calendar::new(spec).unwrap();
    let clock =
        ProcessClock { calendar: Some(&calendar), ..ProcessClock::until(instant("2026-03-04T00:00:00Z")) };
    let tally = ProcessTally::of(&Columns::of(&desk()).log(Repeats::Once), &rules(), &clock);
    // Asked on Monday at 13:00, taken on Tuesday at 9:00: four hours until 17:00.
    let wait = &tally.edges[&(ASKED, TAKEN)].wait;
    assert_eq!((hours(wait.clock.sum()), hours(wait.open.sum()), wait.beyond), (20, 4, 0));
    assert_eq!(hours(tally.spent().waiting.open), 1 + 1 + 4 + 3);
    let worst = tally.bottlenecks_by_open_time().next().unwrap();
    assert_eq!((worst.from, worst.to), (TAKEN, DONE)); // 2 + 3 open hours
    // In a year of which the calendar knows nothing, open time is not known, and that by the clock is.
    let before = micros("2026-03-02T00:00:00Z") - micros("2020-03-02T00:00:00Z");
    let mut early = Columns::of(&desk()[..2]);
    early.instants.iter_mut().for_each(|at| *at -= before);
    let tally = ProcessTally::of(&early.log(Repeats::Once), &rules(), &clock);
    let wait = &tally.edges[&(IN, TAKEN)].wait;
    assert_eq!((wait.clock.count(), wait.open.count(), wait.beyond), (1, 0, 1));
}

#[test]
fn l_proc_1_contacts_paths_and_months() {
    let tally = tally_at(&desk(), "2026-03-04T00:00:00Z");
    assert_eq!((tally.contacts.events, tally.contacts.cases.clone()), (5, [(1, 2), (3, 1)].into()));
    assert_eq!(tally.contacts.mean().unwrap().to_string(), "5/3");
    assert_eq!(tally.approvals.mean(), None); // the policy names none
    let paths: Vec<_> = tally.paths().map(|path| (path.cases, path.cumulative.to_string())).collect();
    assert_eq!(paths, [(1, "1/3".to_owned()), (1, "2/3".to_owned()), (1, "3/3".to_owned())]);
    let month = &tally.months[&NaiveDate::from_ymd_opt(2026, 3, 1).unwrap()];
    assert_eq!((month.began, month.ended), (3, 2));
    assert_eq!(month.time.clock.iter().collect::<Vec<_>>(), [4 * HOUR, 27 * HOUR]);
}

#[test]
fn l_proc_1_months_are_those_of_the_zone() {
    let log = Columns::of(&[(0, IN, NOBODY, NOBODY, 30 * 24 - 1, None)]).log(Repeats::Once); // 2026-03-31 23:00
    let as_of = instant("2026-05-01T00:00:00Z");
    let zone = Zone::fixed(8 * 3_600).unwrap();
    for (zone, month) in [(Zone::utc(), 3), (zone, 4)] {
        let clock = ProcessClock { zone, ..ProcessClock::until(as_of) };
        let tally = ProcessTally::of(&log, &rules(), &clock);
        assert_eq!(
            tally.months.into_keys().collect::<Vec<_>>(),
            [NaiveDate::from_ymd_opt(2026, month, 1).unwrap()]
        );
    }
}

#[test]
fn what_happens_later_is_not_counted() {
    let tally = tally_at(&desk(), "2026-03-02T12:00:00Z");
    assert_eq!((tally.cases, tally.cases_later, tally.events, tally.events_later), (2, 1, 5, 6));
    // At 10:30 the work of case 2 that ends at 11 was not finished: no handling time, and nothing follows.
    let early = tally_at(&desk(), "2026-03-02T10:30:00Z");
    assert_eq!(early.activities[&TAKEN].handling.clock.count(), 0);
}

#[test]
fn repeats_count_once_or_are_kept() {
    let mut rows = desk();
    rows.extend([(2, TAKEN, 20, 1, 10, Some(11)), (2, TAKEN, 21, 1, 10, Some(11))]);
    let columns = Columns::of(&rows);
    let (once, kept) = (columns.log(Repeats::Once), columns.log(Repeats::Kept));
    assert_eq!((once.events(), once.repeats(), kept.events(), kept.repeats()), (12, 1, 13, 1));
    // Three different steps of case 2 at 10:00: the log does not tell which was first.
    assert_eq!((once.tied(), kept.tied()), (3, 3));
}

#[test]
fn what_begins_before_the_other_ends_does_not_wait() {
    let tally = tally_at(&[(0, IN, 1, 0, 1, Some(5)), (0, DONE, 2, 0, 3, None)], "2026-03-04T00:00:00Z");
    let edge = &tally.edges[&(IN, DONE)];
    assert_eq!((edge.times, edge.overlaps, edge.wait.clock.count()), (1, 1, 0));
    assert_eq!(tally.resources.pairs[&(1, 2)].times, 1);
    assert_eq!(tally.resources.pairs[&(1, 2)].wait.mean(), None);
    assert_eq!(tally.bottlenecks_by_clock().count(), 0);
}

#[test]
fn d_proc_2_rules_of_order_are_kept_or_broken() {
    let rows = [
        (0, IN, 0, 0, 0, None),
        (0, TAKEN, 0, 0, 4, None),
        (0, DONE, 0, 0, 5, None),
        (1, TAKEN, 0, 0, 0, None), // before it came in
        (1, IN, 0, 0, 1, None),
        (1, DONE, 0, 0, 2, None),
        (1, TAKEN, 0, 0, 6, None), // after it was done, 5 hours after it came in
        (2, IN, 0, 0, 20, None),   // nothing yet
        (3, DONE, 0, 0, 20, None),
    ];
    let log = Columns::of(&rows).log(Repeats::Once);
    let within = |hours| Some(ElapsedTime::from_hours(hours));
    let rules = [
        OrderRule::Precedes { first: IN, then: TAKEN },
        OrderRule::Follows { first: IN, then: TAKEN, within: within(4) },
        OrderRule::Follows { first: IN, then: TAKEN, within: None },
        OrderRule::NeverAfter { first: DONE, never: TAKEN },
    ];
    let found = |as_of: &str| -> Vec<_> {
        let conformance = Conformance::of(&log, &rules, &ProcessClock::until(instant(as_of)));
        let found = conformance.rules().map(|(_, tally)| {
            let broken: Vec<u32> = tally.broken.iter().copied().collect();
            (tally.occasions, broken, tally.cases_undecided, tally.kept().unwrap().to_string())
        });
        found.collect()
    };
    let fraction = str::to_owned;
    // Four hours after 20:00 exactly: there is still time to follow.
    assert_eq!(
        found("2026-03-03T00:00:00Z"),
        [
            (3, vec![1], 0, fraction("1/2")),
            (3, vec![1], 1, fraction("1/2")),
            (3, vec![], 1, fraction("2/2")),
            (3, vec![1], 0, fraction("2/3")),
        ]
    );
    assert_eq!(found("2026-03-03T00:00:00.000001Z")[1], (3, vec![1, 2], 0, fraction("1/3")));
    let nothing = Conformance::of(
        &log,
        &[OrderRule::Precedes { first: 8, then: 9 }],
        &ProcessClock::until(instant("2026-03-03T00:00:00Z")),
    );
    assert_eq!(nothing.rules().next().unwrap().1.kept(), None); // asked of no case: not measured
}

#[test]
fn k1_an_empty_log_has_no_shares() {
    let log = Columns::default().log(Repeats::Once);
    let tally = ProcessTally::of(&log, &rules(), &ProcessClock::until(instant("2026-03-04T00:00:00Z")));
    assert_eq!(tally, ProcessTally::default());
    assert_eq!((tally.rework(), tally.broken(), tally.departments.share()), (None, None, None));
    assert_eq!((tally.throughput().clock.median(), tally.spent().waiting_share()), (None, None));
    assert_eq!(
        (tally.paths().count(), tally.bottlenecks_by_clock().count(), log.last_instant()),
        (0, 0, None)
    );
}

#[test]
fn k19_impossible_rows_are_refused_by_their_place() {
    let check = |columns: &Columns| ProcessLog::new(columns.columns(), Repeats::Once).unwrap_err();
    let early = Columns::of(&[(0, IN, 0, 0, 1, None), (0, DONE, 0, 0, 5, Some(4))]);
    let error = check(&early);
    assert!(matches!(error, ProcessError::FinishedEarlier { row: 1, .. }), "{error}");
    let mut beyond = Columns::of(&desk());
    beyond.instants[4] = i64::MAX;
    assert_eq!(check(&beyond), ProcessError::Instant { row: 4, micros: i64::MAX });
    let mut short = Columns::of(&desk());
    short.resources.pop();
    assert_eq!(check(&short), ProcessError::Length { column: "resources", rows: 10, cases: 11 });
    assert_eq!(check(&short).to_string(), "the column of resources has 10 rows where that of cases has 11");
}

#[test]
fn a_log_reaches_until_its_last_end() {
    let last = |rows: &[Row]| {
        let columns = Columns::of(rows);
        let (log, begun) = (columns.log(Repeats::Once), columns.instants.iter().max().copied());
        (log.last_instant(), begun, columns.finished.iter().max().copied())
    };
    // The first ends after the second has begun; then before it; then nothing ends.
    let (found, _, ended) = last(&[(0, IN, 0, 0, 1, Some(9)), (0, DONE, 0, 0, 5, None)]);
    assert_eq!(found, ended);
    let (found, begun, _) = last(&[(0, IN, 0, 0, 1, Some(4)), (0, DONE, 0, 0, 5, None)]);
    assert_eq!(found, begun);
    let (found, begun, _) = last(&[(0, IN, 0, 0, 1, None)]);
    assert_eq!(found, begun);
}

#[test]
fn the_first_and_the_last_instant_of_all_do_not_overflow() {
    let (first, last) =
        (DateTime::<Utc>::MIN_UTC.timestamp_micros(), DateTime::<Utc>::MAX_UTC.timestamp_micros());
    let columns = Columns { instants: vec![first, last], ..Columns::of(&desk()[..2]) };
    let tally = ProcessTally::of(
        &columns.log(Repeats::Once),
        &rules(),
        &ProcessClock::until(DateTime::<Utc>::MAX_UTC),
    );
    assert_eq!(tally.edges[&(IN, TAKEN)].overlaps, 1); // longer than can be counted: no wait is told
}

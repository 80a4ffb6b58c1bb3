//! The replay of histories against slow and obvious ones: a scan that follows the words of the documentation, and a clock
//! that ticks minute by minute.

use crm_calendar::Calendar;
use crm_model::{Classification, EventKind, Evidence, Happening, State, Ticket};
use crm_sla::{Clock, Counting, Measure, Reopen, RuleSpec};
use proptest::prelude::*;

use crate::oracle::tick;
use crate::support::{back, levels, minute, office, rule, ticket, wait};

const HORIZON: i64 = 14 * 24 * 60;

/// The opening at minute 0, then one event a minute at most, so that nothing depends on the order within an instant.
fn any_history(
    happenings: impl Strategy<Value = Happening>,
    most: usize,
) -> impl Strategy<Value = Vec<(i64, Happening)>> {
    let minutes = prop::collection::btree_set(1..HORIZON / 2, 0..most);
    (minutes, prop::collection::vec(happenings, most)).prop_map(|(minutes, happenings)| {
        core::iter::once((0, Happening::Opened)).chain(minutes.into_iter().zip(happenings)).collect()
    })
}

fn of(history: &[(i64, Happening)]) -> Ticket {
    ticket(history.iter().map(|(at, what)| (minute(*at), what.clone())).collect())
}

/// When the customer was waited for: from a wait to its end, a solution, a closing or a reopening.
fn pauses(history: &[(i64, Happening)]) -> Vec<(i64, i64)> {
    let mut pauses = Vec::new();
    let mut since = None;
    for (at, what) in history {
        match what.kind() {
            EventKind::Waiting => {
                since.get_or_insert(*at);
            }
            EventKind::Back | EventKind::Solved | EventKind::Closed | EventKind::Reopened => {
                pauses.extend(since.take().map(|from| (from, *at)));
            }
            _ => {}
        }
    }
    pauses.extend(since.map(|from| (from, i64::MAX)));
    pauses
}

/// A clock as the obvious scan sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Run {
    start: i64,
    end: Option<(i64, Stop)>,
    /// How long it may run, in minutes.
    budget: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Done,
    Over,
}

impl Run {
    /// Returns the minute at which it has run for as long as it may, or what is left of that at `until`.
    fn due(&self, until: i64, pauses: &[(i64, i64)], office: Option<&Calendar>) -> Result<i64, i64> {
        tick(self.start, self.budget, until, pauses, office)
    }

    fn is_late(&self, at: i64, pauses: &[(i64, i64)], office: Option<&Calendar>) -> bool {
        self.due(at, pauses, office).is_ok_and(|due| due < at)
    }

    /// Returns the word for how it stands.
    fn state(&self, as_of: i64, pauses: &[(i64, i64)], office: Option<&Calendar>) -> &'static str {
        let is_late = self.is_late(self.end.map_or(as_of, |(end, _)| end), pauses, office);
        match self.end {
            Some((_, Stop::Done)) if is_late => "met-late",
            Some((_, Stop::Done)) => "met",
            Some((_, Stop::Over)) if is_late => "missed",
            Some((_, Stop::Over)) => "cancelled",
            None if is_late => "overdue",
            None => {
                let stands_still = pauses.iter().any(|(from, to)| (*from..*to).contains(&as_of));
                let ran_out = self.due(as_of, pauses, office).is_ok();
                if stands_still && !ran_out { "paused" } else { "open" }
            }
        }
    }
}

fn minutes_of(evidence: Option<Evidence>) -> Option<i64> {
    evidence.map(|evidence| (evidence.occurred_at - minute(0)).num_minutes())
}

fn word(state: &State) -> &'static str {
    match state {
        State::Open => "open",
        State::Paused { .. } => "paused",
        State::Met => "met",
        State::MetLate => "met-late",
        State::Overdue => "overdue",
        State::Missed => "missed",
        State::Cancelled => "cancelled",
        State::Undetermined { .. } => "undetermined",
        _ => "another",
    }
}

/// The rounds of answers to the customer: each from the oldest message without one.
fn next_responses(history: &[(i64, Happening)], budget: i64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let (mut answered, mut at_rest, mut waits_for_answer) = (false, false, false);
    for (at, what) in history {
        let running = runs.last().is_some_and(|run| run.end.is_none());
        let kind = what.kind();
        match kind {
            EventKind::MessageIn if answered && !at_rest && !running => {
                runs.push(Run { start: *at, end: None, budget });
            }
            EventKind::MessageIn if answered && at_rest => waits_for_answer = true,
            EventKind::FirstResponse | EventKind::MessageOut | EventKind::Explained | EventKind::Solved => {
                waits_for_answer = false;
                if let Some(run) = runs.last_mut().filter(|_| running) {
                    run.end = Some((*at, Stop::Done));
                }
            }
            EventKind::Closed => {
                if let Some(run) = runs.last_mut().filter(|_| running) {
                    run.end = Some((*at, Stop::Over));
                }
            }
            // What was not answered when the ticket was closed is not answered yet.
            EventKind::Reopened => match runs.last_mut() {
                Some(run @ Run { end: Some((_, Stop::Over)), .. }) => run.end = None,
                _ if waits_for_answer && !running => runs.push(Run { start: *at, end: None, budget }),
                _ => {}
            },
            _ => {}
        }
        if kind == EventKind::Reopened {
            waits_for_answer = false;
        }
        at_rest = match kind {
            EventKind::Solved | EventKind::Closed => true,
            EventKind::Reopened => false,
            _ => at_rest,
        };
        answered |= matches!(kind, EventKind::FirstResponse | EventKind::MessageOut);
    }
    runs
}

/// The rounds of word to the customer: each from the last word, until the solution; anew after a reopening.
fn periodic_updates(history: &[(i64, Happening)], budget: i64) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, what) in history {
        let begun = Run { start: *at, end: None, budget };
        let Some(run) = runs.last_mut() else {
            runs.push(begun);
            continue;
        };
        match (what.kind(), run.end) {
            (EventKind::Solved, None) => run.end = Some((*at, Stop::Done)),
            (EventKind::Closed, None) => run.end = Some((*at, Stop::Over)),
            (EventKind::FirstResponse | EventKind::MessageOut | EventKind::Explained, None) => {
                run.end = Some((*at, Stop::Done));
                runs.push(begun);
            }
            (EventKind::Reopened, Some(_)) => runs.push(begun),
            _ => {}
        }
    }
    runs
}

fn any_talk() -> impl Strategy<Value = Happening> {
    prop_oneof![
        3 => Just(Happening::MessageIn),
        2 => Just(Happening::MessageOut),
        1 => Just(Happening::FirstResponse),
        1 => Just(Happening::AutomaticMessage),
        1 => Just(Happening::Explained),
        2 => Just(wait("customer")),
        2 => Just(back("customer")),
        1 => Just(Happening::Solved),
        1 => Just(Happening::Closed),
        2 => Just(Happening::Reopened),
    ]
}

/// Checks clocks against runs: when they started and ended, and how they stand.
fn check(
    clocks: &[Clock],
    runs: &[Run],
    as_of: i64,
    pauses: &[(i64, i64)],
    office: Option<&Calendar>,
) -> Result<(), TestCaseError> {
    let told: Vec<_> = clocks
        .iter()
        .map(|clock| (minutes_of(clock.start), minutes_of(clock.end), word(&clock.state)))
        .collect();
    let wanted: Vec<_> = runs
        .iter()
        .map(|run| (Some(run.start), run.end.map(|(at, _)| at), run.state(as_of, pauses, office)))
        .collect();
    prop_assert_eq!(told, wanted);
    Ok(())
}

fn any_reopen() -> impl Strategy<Value = Reopen> {
    prop::sample::select(vec![Reopen::Continue, Reopen::Restart, Reopen::FirstOnly])
}

fn spec(measure: Measure, budget: i64, in_open_time: bool) -> RuleSpec {
    rule("sla.any", measure, &format!("{budget}{}", if in_open_time { "bmin" } else { "min" }))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn prop_t31_next_responses_are_those_of_the_obvious_scan(
        history in any_history(any_talk(), 14),
        reopen in any_reopen(),
        budget in 1..3_000_i64,
        in_open_time: bool,
        as_of in 0..HORIZON,
    ) {
        let mut spec = spec(Measure::NextResponse, budget, in_open_time);
        (spec.starts, spec.reopen) = (EventKind::MessageIn, reopen);
        let clocks = levels(vec![spec]).standing(&of(&history), minute(as_of));
        let known: Vec<_> = history.into_iter().filter(|(at, _)| *at <= as_of).collect();
        let office = in_open_time.then(office);
        check(&clocks, &next_responses(&known, budget), as_of, &pauses(&known), office.as_ref())?;
    }

    #[test]
    fn prop_d_resp_5_periodic_updates_are_those_of_the_obvious_scan(
        history in any_history(any_talk(), 14),
        reopen in any_reopen(),
        budget in 1..3_000_i64,
        in_open_time: bool,
        as_of in 0..HORIZON,
    ) {
        let spec = RuleSpec { reopen, ..spec(Measure::PeriodicUpdate, budget, in_open_time) };
        let clocks = levels(vec![spec]).standing(&of(&history), minute(as_of));
        let known: Vec<_> = history.into_iter().filter(|(at, _)| *at <= as_of).collect();
        let office = in_open_time.then(office);
        check(&clocks, &periodic_updates(&known, budget), as_of, &pauses(&known), office.as_ref())?;
    }
}

const URGENCIES: [&str; 3] = ["regular", "urgent", "nobodys"];

fn judged(urgency: &str) -> Happening {
    Happening::Classified(Classification { urgency: urgency.parse().ok(), ..Default::default() })
}

fn any_judgement() -> impl Strategy<Value = Happening> {
    prop_oneof![
        3 => prop::sample::select(URGENCIES.to_vec()).prop_map(judged),
        1 => Just(wait("customer")),
        1 => Just(back("customer")),
    ]
}

/// The urgency that a judgement names, as a place in the list.
fn place(what: &Happening) -> Option<usize> {
    let Happening::Classified(judged) = what else { return None };
    let word = judged.urgency.as_ref()?;
    URGENCIES.iter().position(|urgency| *urgency == word.as_str())
}

/// What two rules with these budgets, and a third urgency without a rule, make of a history.
fn by_the_last_rule(
    history: &[(i64, Happening)],
    budgets: [i64; 2],
    (change, first): (Counting, Counting),
    pauses: &[(i64, i64)],
    office: Option<&Calendar>,
) -> Option<Run> {
    let of_urgency = |place: usize| budgets.get(place).copied();
    // What is judged first was so from the beginning.
    let mut urgency = history.iter().find_map(|(_, what)| place(what))?;
    let mut run = of_urgency(urgency).map(|budget| Run { start: 0, end: None, budget });
    // The run that was late when its rule ceased to decide, and the last run of any rule.
    let (mut ceased_late, mut frozen): (Option<Run>, Option<Run>) = (None, None);
    for (at, what) in history {
        let Some(next) = place(what).filter(|next| *next != urgency) else { continue };
        if let Some(run) = run {
            ceased_late = Some(run).filter(|run| run.is_late(*at, pauses, office));
        }
        if let Some(budget) = of_urgency(next) {
            let counting = if run.is_some() { change } else { first };
            if counting == Counting::FromChange {
                frozen = frozen.or(ceased_late);
            }
            let start = if counting == Counting::FromChange { *at } else { 0 };
            run = Some(Run { start, end: None, budget });
        } else {
            run = None;
        }
        urgency = next;
    }
    let end = history.iter().find(|(_, what)| what.kind() == EventKind::Solved);
    let end = end.map(|(at, _)| (*at, Stop::Done));
    run.map(|run| Run { end, ..frozen.unwrap_or(run) })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn prop_t25_t26_t36_changes_of_rule_count_as_the_obvious_scan_does(
        history in any_history(any_judgement(), 8),
        solved in prop::option::of(0..2_000_i64),
        budgets in [1..4_000_i64, 1..4_000_i64],
        options in prop::sample::select(vec![
            (Counting::FromStart, Counting::FromStart),
            (Counting::FromStart, Counting::FromChange),
            (Counting::FromChange, Counting::FromStart),
            (Counting::FromChange, Counting::FromChange),
        ]),
        in_open_time: bool,
        later in 0..4_000_i64,
    ) {
        let mut history = history;
        let last = history.last().map_or(0, |(at, _)| *at);
        history.extend(solved.map(|after| (last + 1 + after, Happening::Solved)));
        let as_of = last + 2_001 + later;
        let rules = budgets.iter().zip(URGENCIES).map(|(budget, urgency)| {
            let mut spec = spec(Measure::Resolution, *budget, in_open_time);
            spec.name = format!("sla.{urgency}").parse().unwrap();
            spec.when.urgency = Some([urgency.parse().unwrap()].into());
            (spec.changes.rule, spec.changes.first_rule) = options;
            spec
        });
        let clocks = levels(rules.collect()).standing(&of(&history), minute(as_of));
        let office = in_open_time.then(office);
        let (pauses, office) = (pauses(&history), office.as_ref());
        match by_the_last_rule(&history, budgets, options, &pauses, office) {
            Some(run) => check(&clocks, &[run], as_of, &pauses, office)?,
            None => prop_assert!(clocks.iter().all(|clock| word(&clock.state) == "undetermined")),
        }
    }
}

#[test]
fn the_scan_knows_that_an_answer_in_the_very_minute_is_in_time() {
    let history = [(0, Happening::Opened), (5, Happening::MessageOut), (9, Happening::MessageIn)];
    let runs = next_responses(&history, 10);
    assert_eq!(runs, [Run { start: 9, end: None, budget: 10 }]);
    assert_eq!((runs[0].state(19, &[], None), runs[0].state(20, &[], None)), ("open", "overdue"));
}

//! Laws that hold for every ticket and every instant.

use std::sync::LazyLock;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{
    Budget, Calendar, CalendarSpec, ElapsedTime, OpenTime, Period, WeekdaySet, WeeklyHours, Zone,
};
use crm_model::{
    Classification, EventKind, Happening, Holder, Knowledge, Missing, Precision, State, Ticket, TicketEvent,
    TicketId, TicketRecord, WaitReason,
};
use crm_sla::{
    Absorbed, AgreedTerms, CalendarEdit, CalendarEdits, Case, Changes, Clock, Counting, Explanation, Limit,
    Measure, Reopen, RuleSpec, ServiceLevels, Warning,
};
use proptest::prelude::*;

use crate::support::{levels, minute, rule};

pub(crate) const HORIZON: i64 = 14 * 24 * 60;

fn any_happening() -> impl Strategy<Value = Happening> {
    let reason = |name: &str| WaitReason::new(name).unwrap();
    let judged = |complexity: &str| {
        Happening::Classified(Classification { complexity: complexity.parse().ok(), ..Default::default() })
    };
    prop_oneof![
        Just(Happening::Opened),
        Just(Happening::Recorded),
        Just(judged("complex")),
        Just(judged("ordinary")),
        Just(Happening::Assigned(Holder { department: "finance".parse().ok(), person: None })),
        Just(Happening::MessageIn),
        Just(Happening::MessageOut),
        Just(Happening::Remedy("refund".parse().unwrap())),
        Just(Happening::Approved),
        Just(Happening::FirstResponse),
        Just(Happening::AutomaticMessage),
        Just(Happening::Explained),
        Just(Happening::Agreed("resolution 9bh".parse().unwrap())),
        Just(Happening::Agreed("resolution by 2026-03-06T12:00:00Z".parse().unwrap())),
        Just(Happening::Reopened),
        Just(Happening::Waiting(reason("customer"))),
        Just(Happening::Waiting(reason("supplier"))),
        Just(Happening::Back(Some(reason("customer")))),
        Just(Happening::Back(None)),
        Just(Happening::Solved),
        Just(Happening::Confirmed),
        Just(Happening::Disputed),
        prop::option::of(any::<bool>()).prop_map(Happening::Revisited),
        Just(Happening::Closed),
        Just(Happening::Merged(TicketId::new("T-2").unwrap())),
    ]
}

/// Events of a fortnight, some known only as bounds, some at one instant, some with a sequence.
pub(crate) fn any_events() -> impl Strategy<Value = Vec<TicketEvent>> {
    let event =
        (0..HORIZON / 10, any_happening(), prop::bool::weighted(0.2), prop::option::weighted(0.2, 0..3_u64));
    prop::collection::vec(event, 0..14).prop_map(|events| {
        let opened = TicketEvent::at(minute(60), Happening::Opened);
        let others = events.into_iter().map(|(at, what, is_bound, sequence)| TicketEvent {
            precision: if is_bound { Precision::NotAfter } else { Precision::Exact },
            sequence,
            ..TicketEvent::at(minute(at * 10), what)
        });
        core::iter::once(opened).chain(others).collect()
    })
}

pub(crate) fn any_instant() -> impl Strategy<Value = DateTime<Utc>> {
    (0..2 * HORIZON).prop_map(minute)
}

fn ticket(events: Vec<TicketEvent>) -> Ticket {
    Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events))
}

/// A rule for every measure, and a stricter one for complex tickets.
pub(crate) fn every_measure(within: &str, (reopen, changes): (Reopen, Changes)) -> ServiceLevels {
    let half = |span: &str| {
        let unit = span.trim_start_matches(|c: char| c.is_ascii_digit());
        let number: u32 = span.trim_end_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
        format!("{}{unit}", (number / 2).max(1))
    };
    let mut rules = Vec::new();
    for measure in Measure::ALL {
        let mut spec = of_any_measure(measure, within, (reopen, changes));
        spec.warn = vec![Warning::Used { percent: 50 }];
        spec.remind = Some(
            if within.ends_with("min") && !within.ends_with("bmin") { "9h" } else { "5bh" }.parse().unwrap(),
        );
        let mut complex = spec.clone();
        complex.name = format!("sla.{measure}-complex").parse().unwrap();
        complex.when.complexity = Some(["complex".parse().unwrap()].into());
        complex.limit = Limit::Within(half(within).parse().unwrap());
        rules.extend([spec, complex]);
    }
    levels(rules)
}

/// What a reopening does, and what other changes on the way do.
pub(crate) fn any_reopen() -> impl Strategy<Value = (Reopen, Changes)> {
    let counting = || prop::sample::select(vec![Counting::FromStart, Counting::FromChange]);
    let calendar = prop::sample::select(CalendarEdits::ALL.map(|(option, _)| option).to_vec());
    let agreement = prop::sample::select(AgreedTerms::ALL.map(|(option, _)| option).to_vec());
    let changes =
        (counting(), counting(), calendar, agreement).prop_map(|(rule, first_rule, calendar, agreement)| {
            Changes { rule, first_rule, calendar, agreement, ..Changes::default() }
        });
    (prop::sample::select(Reopen::ALL.map(|(reopen, _)| reopen).to_vec()), changes)
}

/// The office opens mornings only from the second Tuesday on.
fn edit() -> CalendarEdit {
    static MORNINGS: LazyLock<Calendar> = LazyLock::new(mornings);
    CalendarEdit { from: minute(8 * 24 * 60), calendar: MORNINGS.clone() }
}

fn mornings() -> Calendar {
    let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["08:00-12:00".parse().unwrap()]);
    Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027))).unwrap()
}

/// A rule of a measure that starts with the usual event.
fn of_any_measure(measure: Measure, within: &str, (reopen, changes): (Reopen, Changes)) -> RuleSpec {
    let mut spec = rule(&format!("sla.{measure}"), measure, within);
    spec.reopen = reopen;
    spec.changes = changes;
    spec.calendar_edits = vec![edit()];
    spec.remedies = ["refund".parse().unwrap()].into();
    spec.starts = match measure {
        Measure::Revisit | Measure::Confirmation => EventKind::Solved,
        Measure::Transfer => EventKind::Classified,
        Measure::NextResponse => EventKind::MessageIn,
        Measure::FollowUp => EventKind::Revisited,
        Measure::Approval => EventKind::Remedy,
        _ => EventKind::Opened,
    };
    spec
}

/// A rule for every measure that can do without pauses, whose limit is an event.
fn every_measure_before(event: EventKind, reopen: (Reopen, Changes)) -> ServiceLevels {
    let spec = |measure| {
        let mut spec = of_any_measure(measure, "1h", reopen);
        spec.limit = Limit::Before(event);
        spec.pauses = [].into();
        spec.remind = Some("3h".parse().unwrap());
        spec
    };
    let rules = Measure::ALL.into_iter().map(spec);
    levels(rules.filter(|spec| crm_sla::Rule::new(spec.clone()).is_ok()).collect())
}

fn any_event() -> impl Strategy<Value = EventKind> {
    prop::sample::select(vec![
        EventKind::Solved,
        EventKind::Closed,
        EventKind::Explained,
        EventKind::Reopened,
    ])
}

pub(crate) fn any_span() -> impl Strategy<Value = String> {
    prop_oneof![
        (1..3_000_u32).prop_map(|minutes| format!("{minutes}min")),
        (1..3_000_u32).prop_map(|minutes| format!("{minutes}bmin")),
        (1..6_u32).prop_map(|days| format!("{days}bd")),
        (1..6_u32).prop_map(|days| format!("{days}cd")),
    ]
}

proptest! {
    #[test]
    fn prop_the_order_of_events_does_not_matter(
        events in any_events(),
        shuffled in any_events().prop_shuffle(),
        as_of in any_instant(),
        within in any_span(),
        reopen in any_reopen(),
        before in prop::option::weighted(0.3, any_event()),
    ) {
        let levels = match before {
            Some(event) => every_measure_before(event, reopen),
            None => every_measure(&within, reopen),
        };
        let mut turned = events.clone();
        turned.reverse();
        turned.extend(events.iter().take(2).cloned()); // repeats
        prop_assert_eq!(
            levels.standing(&ticket(events), as_of),
            levels.standing(&ticket(turned), as_of)
        );
        let sorted = ticket(shuffled.clone()).into_record();
        prop_assert_eq!(levels.standing(&ticket(shuffled), as_of), levels.standing(&Ticket::new(sorted), as_of));
    }

    #[test]
    fn prop_custody_adds_up_to_the_clock(
        events in any_events(),
        as_of in any_instant(),
        within in any_span(),
        options in any_reopen(),
    ) {
        let (levels, ticket) = (every_measure(&within, options), ticket(events));
        let case = Case::new(&ticket);
        for clock in levels.standing_of(&case, as_of) {
            let custody = levels.custody(&case, &clock, as_of);
            if clock.elapsed.is_none() || custody.is_empty() {
                continue;
            }
            let elapsed: i64 = custody.iter().map(|part| part.elapsed.unwrap().as_micros()).sum();
            let open: i64 = custody.iter().map(|part| part.open.unwrap().as_micros()).sum();
            prop_assert_eq!(Some(ElapsedTime::from_micros(elapsed)), clock.elapsed, "{:?}", clock);
            prop_assert_eq!(Some(OpenTime::from_micros(open)), clock.open);
            let late: i64 = custody.iter().filter_map(|part| part.late).map(|late| late.elapsed.as_micros()).sum();
            prop_assert_eq!(late, clock.late_by.map_or(0, |late| late.elapsed.as_micros()));
            prop_assert!(custody.windows(2).all(|pair| pair[0].until == pair[1].from));
        }
    }

    #[test]
    fn prop_an_explanation_adds_up_to_its_clock(
        events in any_events(),
        merged in any_events(),
        merged_at in 0..HORIZON,
        lags in prop::collection::vec(0..3_000_i64, 32),
        knowledge in prop::sample::select(vec![Knowledge::AsKnown, Knowledge::Hindsight]),
        as_of in any_instant(),
        within in any_span(),
        before in prop::option::weighted(0.2, any_event()),
        options in any_reopen(),
    ) {
        let late = |events: Vec<TicketEvent>, lags: &[i64]| -> Vec<TicketEvent> {
            let lag = |(event, lag): (TicketEvent, &i64)| TicketEvent {
                recorded_at: Some(event.occurred_at + TimeDelta::minutes(*lag)),
                ..event
            };
            events.into_iter().zip(lags).map(lag).collect()
        };
        let (events, merged) = (late(events, &lags[..16]), late(merged, &lags[16..]));
        let levels = match before {
            Some(event) => every_measure_before(event, options),
            None => every_measure(&within, options),
        };
        let ticket = ticket(events);
        let with_merger = merged.into_iter().filter(|event| event.occurred_at < minute(merged_at));
        let merger = TicketEvent::at(minute(merged_at), Happening::Merged(ticket.id().clone()));
        let merged = Ticket::new(TicketRecord::new(
            TicketId::new("T-0").unwrap(),
            with_merger.chain([merger]).collect(),
        ));
        let absorbed: Vec<Absorbed> = Absorbed::new(&merged, &ticket).into_iter().collect();
        let case = Case { absorbed: &absorbed, knowledge, ..Case::new(&ticket) };
        for clock in levels.standing_of(&case, as_of) {
            let why = levels.explain(&case, &clock, as_of);
            if let State::Undetermined { .. } = clock.state {
                prop_assert!(why.is_none());
                continue;
            }
            let Some(why) = why else { return Err(TestCaseError::fail(format!("{clock:?}"))) };
            let until = clock.end.map_or(as_of, |end| end.occurred_at).max(why.start.occurred_at);
            check_explanation(&clock, &why, until)?;
        }
    }

    #[test]
    fn prop_all_is_known_once_all_is_recorded(
        events in any_events(),
        lags in prop::collection::vec(0..3_000_i64, 16),
        within in any_span(),
        options in any_reopen(),
    ) {
        let levels = every_measure(&within, options);
        let lag = |(mut event, lag): (TicketEvent, i64)| {
            event.recorded_at = Some(event.occurred_at + TimeDelta::minutes(lag));
            event
        };
        let ticket = ticket(events.into_iter().zip(lags).map(lag).collect());
        let recorded = ticket.events().iter().chain(ticket.set_aside()).filter_map(|event| event.recorded_at);
        let last = recorded.max().unwrap();
        let standing = |knowledge| levels.standing_of(&Case { knowledge, ..Case::new(&ticket) }, last);
        prop_assert_eq!(standing(Knowledge::AsKnown), standing(Knowledge::Hindsight));
    }

    #[test]
    fn prop_states_hold_until_valid_until(
        events in any_events(),
        as_of in any_instant(),
        within in any_span(),
        reopen in any_reopen(),
        before in prop::option::weighted(0.3, any_event()),
        share in 0.0..1.0_f64,
    ) {
        let levels = match before {
            Some(event) => every_measure_before(event, reopen),
            None => every_measure(&within, reopen),
        };
        let ticket = ticket(events);
        let known: Vec<TicketEvent> =
            ticket.events().iter().filter(|event| event.occurred_at <= as_of).cloned().collect();
        let ticket = Ticket::new(TicketRecord { events: known, ..ticket.into_record() });
        let now = levels.standing(&ticket, as_of);
        let until = now.iter().filter_map(|clock| clock.valid_until).min();
        let states = |at| {
            let standing = levels.standing(&ticket, at).into_iter();
            let shown = |clock: Clock| {
                let reminded = clock.reminder.and_then(|reminder| reminder.last);
                (clock.state.clone(), clock.due, clock.raised(at).len(), reminded)
            };
            standing.map(shown).collect::<Vec<_>>()
        };
        let last = until.map_or(as_of + TimeDelta::days(400), |until| until - TimeDelta::microseconds(1));
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any instant between will do")]
        let between = as_of
            + TimeDelta::microseconds(((last - as_of).num_microseconds().unwrap() as f64 * share) as i64);
        prop_assert_eq!(states(as_of), states(between.min(last)));
        prop_assert_eq!(states(as_of), states(last));
        if let Some(until) = until {
            prop_assert_ne!(states(as_of), states(until));
        }
    }

    #[test]
    fn prop_rounds_follow_one_another_and_only_the_last_one_runs(
        events in any_events(),
        as_of in any_instant(),
        within in any_span(),
        reopen in any_reopen(),
    ) {
        let clocks = every_measure(&within, reopen).standing(&ticket(events), as_of);
        for of_measure in clocks.chunk_by(|one, next| one.measure == next.measure) {
            for pair in of_measure.windows(2) {
                prop_assert!(pair[0].round < pair[1].round, "{:?}", pair);
                let (Some(end), Some(start)) = (pair[0].end, pair[1].start) else {
                    return Err(TestCaseError::fail(format!("{pair:?}")));
                };
                // What is done once and for all may have been done before its clock started.
                prop_assert!(end.occurred_at <= start.occurred_at, "{:?}", pair);
                prop_assert!(!pair[0].state.is_pending() && pair[0].exhausted.is_none(), "{:?}", pair);
            }
        }
    }

    #[test]
    fn prop_a_stricter_limit_never_removes_a_miss(
        events in any_events(),
        as_of in any_instant(),
        shorter in 1..3_000_u32,
        more in 1..3_000_u32,
        reopen in any_reopen(),
        in_open_time: bool,
    ) {
        let longer = shorter + more;
        let unit = if in_open_time { "bmin" } else { "min" };
        let ticket = ticket(events);
        let loose = every_measure(&format!("{longer}{unit}"), reopen).standing(&ticket, as_of);
        let strict = every_measure(&format!("{shorter}{unit}"), reopen).standing(&ticket, as_of);
        prop_assert_eq!(loose.len(), strict.len());
        for (loose, strict) in loose.iter().zip(&strict) {
            prop_assert_eq!((loose.measure, loose.round), (strict.measure, strict.round));
            // A shorter limit may have run out before a change of it or not, where a wait is known only as a bound.
            let is_in_doubt = |clock: &Clock| {
                matches!(clock.state, State::Undetermined { missing: Missing::InstantOf(_) })
            };
            let is_late = strict.state.is_late() || is_in_doubt(strict);
            prop_assert!(!loose.state.is_late() || is_late, "{:?} {:?}", loose, strict);
        }
    }

    #[test]
    fn prop_a_warning_comes_before_its_deadline(
        events in any_events(),
        as_of in any_instant(),
        limit in 2..3_000_u32,
        left in 1..4_000_u32,
        in_open_time: bool,
    ) {
        let unit = if in_open_time { "bmin" } else { "min" };
        let mut spec = rule("sla.solve", Measure::Resolution, &format!("{limit}{unit}"));
        spec.warn = vec![Warning::Left(format!("{left}{unit}").parse().unwrap()), Warning::Used { percent: 99 }];
        for clock in levels(vec![spec]).standing(&ticket(events), as_of) {
            for warning in clock.warnings.iter().flatten() {
                prop_assert!(clock.due.is_none_or(|due| *warning <= due));
                prop_assert!(*warning >= clock.start.unwrap().occurred_at);
            }
        }
    }

    #[test]
    fn prop_what_happens_later_changes_nothing_now(
        events in any_events(),
        as_of in any_instant(),
        within in any_span(),
        reopen in any_reopen(),
        before in prop::option::weighted(0.3, any_event()),
    ) {
        let levels = match before {
            Some(event) => every_measure_before(event, reopen),
            None => every_measure(&within, reopen),
        };
        let so_far: Vec<TicketEvent> =
            events.iter().filter(|event| event.occurred_at <= as_of).cloned().collect();
        prop_assume!(so_far.iter().any(|event| event.kind() == EventKind::Opened));
        prop_assert_eq!(
            levels.standing(&ticket(events), as_of),
            levels.standing(&ticket(so_far), as_of)
        );
    }
}

fn check_explanation(clock: &Clock, why: &Explanation, until: DateTime<Utc>) -> Result<(), TestCaseError> {
    let start = why.start.occurred_at;
    let by_the_clock =
        |periods: &[Period]| periods.iter().map(|period| period.elapsed().as_micros()).sum::<i64>();
    let open = |periods: &[Period]| -> i64 {
        let open = |period: &Period| why.calendar.between(period.start(), period.end()).unwrap().as_micros();
        periods.iter().map(open).sum()
    };
    let whole = Period::new(start, until).unwrap();
    let elapsed = whole.elapsed().as_micros() - by_the_clock(&why.pauses);
    prop_assert_eq!(clock.elapsed.map(ElapsedTime::as_micros), Some(elapsed), "{:?} {:?}", clock, why);
    prop_assert_eq!(clock.open.map(OpenTime::as_micros), Some(open(&[whole]) - open(&why.pauses)));
    prop_assert!(why.pauses.windows(2).all(|pair| pair[0].end() < pair[1].start()));
    prop_assert!(why.used.windows(2).all(|pair| pair[0].end() <= pair[1].start()));

    let left = match (&clock.state, why.budget) {
        (State::Paused { left: Budget::Open(left) }, Some(Budget::Open(_))) => left.as_micros(),
        (State::Paused { left: Budget::Elapsed(left) }, Some(Budget::Elapsed(_))) => left.as_micros(),
        (State::Paused { left }, budget) => {
            return Err(TestCaseError::fail(format!("{left:?} of {budget:?}")));
        }
        _ => 0,
    };
    let due = clock.due.unwrap_or(until);
    let pauses: Vec<Period> = Period::new(start, due)
        .into_iter()
        .flat_map(|running| why.pauses.iter().filter_map(move |pause| pause.intersection(running)))
        .collect();
    let (budget, from_start_to_due) = match why.budget {
        None => {
            prop_assert!(why.used.is_empty() && why.pauses.is_empty());
            return Ok(());
        }
        Some(Budget::Open(budget)) => {
            let all = why.calendar.between(start, due).unwrap().as_micros();
            (budget.as_micros(), all - open(&pauses))
        }
        Some(Budget::Elapsed(budget)) => {
            (budget.as_micros(), (due - start).num_microseconds().unwrap() - by_the_clock(&pauses))
        }
    };
    prop_assert_eq!(by_the_clock(&why.used), from_start_to_due);
    prop_assert_eq!(by_the_clock(&why.used), budget - left, "{:?} {:?}", clock, why);
    prop_assert!(why.used.last().is_none_or(|last| last.end() <= due));
    Ok(())
}

//! Edge cases of the calendar as a clock on a ticket meets them.

use crm_calendar::{Calendar, CalendarSpec, ElapsedTime, Span, WeekdaySet, WeeklyHours, Zone};
use crm_model::{Happening, State, Ticket, TicketEvent, TicketId, TicketRecord};
use crm_sla::{HitPolicy, Limit, Measure, RuleProblem, RuleSpec, ServiceLevels, TargetError};

use crate::support::{levels, march, only, rule, ticket};

fn at_zone(zone: Zone, hours: &str) -> Calendar {
    let weekly = WeeklyHours::closed().with(WeekdaySet::ALL, &[hours.parse().unwrap()]);
    Calendar::new(CalendarSpec::weekly("office", zone, weekly, (2025, 2027))).unwrap()
}

#[test]
fn t3_what_opens_at_the_closing_instant_starts_with_the_next_hours() {
    let levels = levels(vec![rule("sla.solve", Measure::Resolution, "4bh")]);
    let ticket = ticket(vec![(march("02 18:00"), Happening::Opened)]); // Monday 18:00 is closed
    let clock = only(levels.standing(&ticket, march("03 09:00")));
    assert_eq!((clock.due, clock.open.unwrap().as_micros()), (Some(march("03 14:00")), 0));
}

#[test]
fn t4_a_rule_without_length_is_refused_and_at_once_has_its_tolerance() {
    let of = |within, tolerance| RuleSpec {
        limit: Limit::Within(within),
        tolerance,
        ..rule("sla.solve", Measure::Resolution, "4h")
    };
    let error = ServiceLevels::new(vec![of(Span::Elapsed(ElapsedTime::ZERO), None)], HitPolicy::MostSpecific);
    let error = error.unwrap_err();
    assert_eq!(error.path(), "sla.solve.within");
    assert_eq!(error.problem, RuleProblem::Target(TargetError::NoLength));
    let minute = Some(ElapsedTime::from_micros(60_000_000));
    let ticket = ticket(vec![(march("02 09:00"), Happening::Opened), (march("02 09:01"), Happening::Solved)]);
    let clock = only(levels(vec![of(Span::AtOnce, minute)]).standing(&ticket, march("02 10:00")));
    assert_eq!((clock.state, clock.due), (State::Met, Some(march("02 09:01"))));
}

#[test]
fn t10_t11_a_clock_on_a_ticket_counts_what_went_by_through_clock_changes() {
    for (opened, due) in [
        ("2026-03-08T05:30:00Z", "2026-03-08T08:30:00Z"), // 00:30 EST, due 04:30 EDT
        ("2026-11-01T04:30:00Z", "2026-11-01T07:30:00Z"), // 00:30 EDT, due 02:30 EST
    ] {
        let mut spec = rule("sla.solve", Measure::Resolution, "3bh");
        spec.calendar = at_zone(Zone::named("America/New_York").unwrap(), "00:00-06:00");
        let ticket = ticket(vec![(opened.parse().unwrap(), Happening::Opened)]);
        let clock = only(levels(vec![spec]).standing(&ticket, opened.parse().unwrap()));
        assert_eq!(clock.due, Some(due.parse().unwrap()));
    }
}

#[test]
fn t30_an_answer_exactly_at_the_deadline_is_in_time() {
    let levels = levels(vec![rule("sla.answer", Measure::FirstResponse, "60s")]);
    for (seconds, state) in [("01:00", State::Met), ("01:00.000001", State::MetLate)] {
        let answered = format!("2026-03-02T09:{seconds}Z").parse().unwrap();
        let ticket =
            ticket(vec![(march("02 09:00"), Happening::Opened), (answered, Happening::FirstResponse)]);
        assert_eq!(only(levels.standing(&ticket, march("02 10:00"))).state, state, "{seconds}");
    }
}

#[test]
fn t40_other_zone_data_move_open_clocks_in_open_time_and_no_recorded_instant() {
    // The office is open from 09:00 to 17:00 by clocks eight hours ahead of UTC. New data say nine hours.
    let (old, new) = (
        at_zone(Zone::fixed(8 * 3_600).unwrap(), "09:00-17:00"),
        at_zone(Zone::fixed(9 * 3_600).unwrap(), "09:00-17:00"),
    );
    let standing = |calendar: &Calendar, within: &str, ticket: &Ticket| {
        let spec = RuleSpec { calendar: calendar.clone(), ..rule("sla.solve", Measure::Resolution, within) };
        only(levels(vec![spec]).standing(ticket, march("02 12:00")))
    };
    let mut history = vec![(march("02 02:00"), Happening::Opened)];
    let open = ticket(history.clone());
    // Open until 09:00 UTC by the old data, until 08:00 UTC by the new, and again from 00:00 UTC.
    assert_eq!(standing(&old, "7bh", &open).due, Some(march("02 09:00")));
    assert_eq!(standing(&new, "7bh", &open).due, Some(march("03 01:00")), "an hour is left");
    assert_eq!(standing(&old, "24h", &open).due, standing(&new, "24h", &open).due);
    history.push((march("02 05:00"), Happening::Solved));
    let solved = ticket(history);
    for calendar in [&old, &new] {
        let clock = standing(calendar, "7bh", &solved);
        assert_eq!(clock.start.unwrap().occurred_at, march("02 02:00"));
        assert_eq!((clock.end.unwrap().occurred_at, clock.state), (march("02 05:00"), State::Met));
    }
}

#[test]
fn x38_a_solution_recorded_before_it_came_is_judged_by_when_it_came() {
    let mut solved = TicketEvent::at(march("02 11:00"), Happening::Solved);
    solved.recorded_at = Some(march("02 08:00")); // a clock of the recorder that was three hours behind
    let events = vec![TicketEvent::at(march("02 09:00"), Happening::Opened), solved];
    let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1").unwrap(), events));
    assert_eq!(ticket.contradictions().len(), 1);
    let clock =
        only(levels(vec![rule("sla.solve", Measure::Resolution, "4h")]).standing(&ticket, march("02 12:00")));
    assert_eq!((clock.state, clock.elapsed.unwrap().to_string()), (State::Met, "2 h".to_string()));
}

//! Tickets that are made up, with verdicts by a rule that the program has to find.

use chrono::Weekday;
use crm_calendar::{Calendar, CalendarSpec, ElapsedTime, Ends, Span, WeekdaySet, WeeklyHours, Zone};
use crm_kit::Dataset;
use crm_kit::sla::{End, Ending, Standing, Target, Times};
use crm_model::{EventKind, Fact, Ticket};

use super::log::{Log, Told};
use crate::demo;
use crate::run::Failure;

/// How many tickets.
pub(super) const TICKETS: usize = 1_500;

const SEED: u64 = 1;

/// The hidden rule: solved within so much of these hours, for urgent tickets and all others.
const ZONE: &str = "Asia/Shanghai";
const HOURS: &str = "08:30-17:30";
const URGENT: &str = "6bh";
const REGULAR: &str = "20bh";

/// One verdict in so many is turned around, as if somebody had corrected it by hand.
const ONE_IN: usize = 97;

/// Returns a help desk's tickets with verdicts.
///
/// Tickets are solved by the first solution, Monday to Saturday, and waits do not stop the clock.
pub(super) fn log(tickets: usize) -> Result<Log, Failure> {
    let (dataset, _) = Dataset::new(demo::help_desk(SEED, tickets));
    let (urgent, regular) = (target(URGENT)?, target(REGULAR)?);
    let mut place = 0;
    let told = |ticket: &Ticket| {
        let last = ticket.events().last().map(|event| event.occurred_at);
        let urgency = last.and_then(|last| ticket.classification_at(last).urgency);
        let is_urgent = urgency.as_ref().is_some_and(|urgency| urgency.as_str() == "urgent");
        let verdict = verdict(ticket, if is_urgent { &urgent } else { &regular });
        place += 1;
        let met = verdict.map(|met| met != (place % ONE_IN == 0));
        let group = if is_urgent { "urgent" } else { "regular" };
        Told { met, group: group.to_owned(), ends: Vec::new() }
    };
    let title = "tickets that are made up, judged by a hidden rule".to_owned();
    let mut log = Log::new(title, dataset.tickets(), told, &[]);
    log.zone = Zone::named(ZONE)?;
    for group in &mut log.groups {
        group.fact = Some((Fact::Urgency, group.name.clone()));
    }
    // What its own desk would never measure is left out, so that the search is short.
    log.keep(&[EventKind::FirstResponse, EventKind::Solved, EventKind::Closed]);
    Ok(log)
}

fn target(within: &str) -> Result<Target, Failure> {
    let days: WeekdaySet = WeekdaySet::ALL.iter().filter(|day| *day != Weekday::Sun).collect();
    let hours = WeeklyHours::closed().with(days, &[HOURS.parse()?]);
    let calendar = Calendar::new(CalendarSpec::weekly("hidden", Zone::named(ZONE)?, hours, (2024, 2027)))?;
    let within: Span = within.parse()?;
    Ok(Target::new(within, Ends::SameTime, ElapsedTime::ZERO, calendar, Vec::new())?)
}

/// Returns whether a solved ticket was solved in time; nothing of others.
fn verdict(ticket: &Ticket, target: &Target) -> Option<bool> {
    let start = ticket.opened_at()?.timestamp_micros();
    let solved = ticket.first(EventKind::Solved)?.occurred_at.timestamp_micros();
    let times = Times { start, end: Some(End::exactly(solved, Ending::Met)), pauses: &[] };
    match target.judge(&times, solved).standing {
        Standing::Met => Some(true),
        Standing::MetLate => Some(false),
        _ => None,
    }
}

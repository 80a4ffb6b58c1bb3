//! What is wrong with some of the demo's records, as with any real ones.

mod tables;

use chrono::TimeDelta;
use crm_model::{EventKind, Happening, TicketEvent, TicketRecord};

use super::cast::Cast;
use super::dice::{Dice, name};
use super::time::day_of;

pub(super) use self::tables::spoil;

/// Puts a flaw into one ticket out of thirty. `doubles` takes a second record of the same ticket.
pub(super) fn add(ticket: &mut TicketRecord, dice: &mut Dice, doubles: &mut Vec<TicketRecord>, cast: &Cast) {
    let Some(first) = ticket.events.first().cloned() else { return };
    match dice.below(1_000) {
        // A clock was behind: the response lies before the request.
        0..5 => {
            let response = ticket.events.iter_mut().find(|event| event.kind() == EventKind::FirstResponse);
            if let Some(response) = response {
                response.occurred_at = first.occurred_at - dice.minutes(1, 9);
                response.recorded_at = None;
            }
        }
        // A clock was behind: an event was entered before it happened.
        5..10 => {
            if let Some(event) = ticket.events.last_mut() {
                event.recorded_at = Some(event.occurred_at - dice.minutes(1, 30));
            }
        }
        // The same line was sent twice.
        10..18 => {
            if let Some(event) = ticket.events.last().cloned() {
                ticket.events.push(event);
            }
        }
        // A wait ends that never began.
        18..21 => {
            let at = first.occurred_at + TimeDelta::minutes(3);
            ticket.events.insert(1, TicketEvent::at(at, Happening::Back(Some(name("supplier")))));
        }
        // The opening was lost.
        21..23 => ticket.events.retain(|event| event.kind() != EventKind::Opened),
        // The ticket is listed twice, for two customers.
        23..25 => {
            let customer = cast.customer(dice, day_of(first.occurred_at));
            doubles.push(TicketRecord { customer, ..TicketRecord::new(ticket.id.clone(), Vec::new()) });
        }
        // The ticket is listed twice, by two channels.
        25..27 => {
            let other = if ticket.channel == Some(name("phone")) { "e-mail" } else { "phone" };
            let channel = ticket.channel.is_some().then(|| name(other));
            doubles.push(TicketRecord { channel, ..TicketRecord::new(ticket.id.clone(), Vec::new()) });
        }
        // The ticket was opened a second time.
        27..29 => {
            let at = first.occurred_at + dice.minutes(5, 50);
            ticket.events.push(TicketEvent::at(at, Happening::Opened));
        }
        // The ticket was merged into one that was deleted.
        29..31 => {
            let at = ticket.events.last().map_or(first.occurred_at, |last| last.occurred_at);
            let deleted = name(&format!("T-9{:05}", dice.below(10_000)));
            ticket.events.push(TicketEvent::at(at + dice.minutes(1, 30), Happening::Merged(deleted)));
        }
        _ => {}
    }
}

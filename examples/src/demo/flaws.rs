//! What is wrong with some of the demo's records, as with any real ones.

use chrono::TimeDelta;
use crm_model::{EventKind, Happening, TicketEvent, TicketRecord};

use super::cast::Cast;
use super::dice::{Dice, name};

/// Puts a flaw into one ticket out of forty. `doubles` takes a second record of the same ticket.
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
            let customer = cast.customer(dice);
            doubles.push(TicketRecord { customer, ..TicketRecord::new(ticket.id.clone(), Vec::new()) });
        }
        _ => {}
    }
}

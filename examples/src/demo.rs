//! A made-up help desk: some months of tickets in which everything happens that can happen to a ticket.
//!
//! The same seed gives the same records on every machine: the only randomness is a generator of `rand_pcg`, drawn
//! as whole numbers, and no clock is read. Most promises are kept; the rest is there so that each kind of verdict
//! and each kind of contradiction has an example.

mod cast;
mod dice;
mod flaws;
mod story;

use chrono::{DateTime, Utc};
use crm_model::{EventKinds, Records, Table, TicketEvent, Vocabulary};

use self::cast::Cast;
use self::dice::Dice;
use self::story::Story;

/// Returns the records of a made-up help desk with this many tickets, as they stand at [`as_of`].
///
/// The tickets are those of the first quarter of 2026 in China: offices are busy on working days, quiet at
/// weekends and during Spring Festival. All words are those of [`vocabulary`].
///
/// # Examples
///
/// ```
/// use crm_model::{Dataset, Records};
/// use examples::demo;
///
/// let records: Records = demo::help_desk(7, 200);
/// assert_eq!(records, demo::help_desk(7, 200));
/// assert_ne!(records, demo::help_desk(8, 200));
/// let (dataset, _) = Dataset::new(records);
/// assert_eq!(dataset.tickets().len(), 200);
/// assert!(dataset.last_event_at() <= Some(demo::as_of()));
/// ```
pub fn help_desk(seed: u64, tickets: usize) -> Records {
    let mut dice = Dice::new(seed);
    let cast = Cast::new(&mut dice, tickets);
    let mut openings: Vec<DateTime<Utc>> = (0..tickets).map(|_| cast::opening(&mut dice)).collect();
    openings.sort_unstable();
    let mut rows = Vec::with_capacity(tickets);
    let mut doubles = Vec::new();
    for (index, opened_at) in openings.into_iter().enumerate() {
        let mut ticket = Story::new(&cast, &mut dice, index, opened_at).tell();
        flaws::add(&mut ticket, &mut dice, &mut doubles, &cast);
        ticket.events.retain(is_known);
        rows.push(ticket);
    }
    rows.append(&mut doubles);
    Records {
        customers: Table::complete(cast.customers),
        tickets: Table::complete(rows),
        event_kinds: EventKinds::ALL,
        ..Records::default()
    }
}

/// Returns the instant at which the demo is to be assessed: the last evening of its quarter.
pub fn as_of() -> DateTime<Utc> {
    cast::instant(89, 18 * 60)
}

/// Returns the words that the demo uses.
pub fn vocabulary() -> Vocabulary {
    cast::vocabulary()
}

/// Returns whether the demo's files, which end at [`as_of`], can tell of an event.
fn is_known(event: &TicketEvent) -> bool {
    event.occurred_at.max(event.recorded_at.unwrap_or(event.occurred_at)) <= as_of()
}

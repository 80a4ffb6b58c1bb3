//! Hand-overs: how often tickets change hands.

use alloc::vec::Vec;

use crm_model::{EventKind, EventKinds, Happening, Holder, Kind, Ratio, Ticket};

use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_merged, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{collects, ratio};
use crate::{Apart, Evidence, Note, Quantity, Reading, Reason};

/// Counts of tickets and of their hand-overs. What is recorded is the number of hand-overs of one ticket.
///
/// # Examples
///
/// ```
/// use crm_kpi::HandOverTally;
///
/// let tally: HandOverTally = [0, 3, 0, 1].into_iter().collect();
/// assert_eq!(tally.mean().unwrap().to_string(), "4/4");
/// assert_eq!(tally.share().unwrap().to_string(), "2/4"); // handed over at all
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct HandOverTally {
    /// The tickets.
    pub tickets: u64,
    /// Those that were handed over at all.
    pub handed_over: u64,
    /// All hand-overs.
    pub hand_overs: u64,
    /// The sum of the squares of the hand-overs of each ticket; at its bound it is not known.
    pub squares: u128,
}

impl HandOverTally {
    /// Adds a ticket with so many hand-overs.
    pub const fn record(&mut self, hand_overs: u64) {
        let handed_over = if hand_overs > 0 { 1 } else { 0 };
        let squares = hand_overs as u128 * hand_overs as u128; // of 64 bits: fits
        *self = self.merge(Self { tickets: 1, handed_over, hand_overs, squares });
    }

    /// Returns the tally of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            tickets: self.tickets.saturating_add(other.tickets),
            handed_over: self.handed_over.saturating_add(other.handed_over),
            hand_overs: self.hand_overs.saturating_add(other.hand_overs),
            squares: self.squares.saturating_add(other.squares),
        }
    }

    /// Returns the hand-overs / tickets, or `None` without tickets.
    pub fn mean(&self) -> Option<Ratio> {
        ratio(self.hand_overs, self.tickets)
    }

    /// Returns the tickets handed over at all / tickets, or `None` without any.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.handed_over, self.tickets)
    }

    /// Returns what stands behind the mean, with the tickets handed over at all beside it.
    pub fn evidence(&self) -> Evidence {
        let squares = (self.squares < u128::MAX).then_some(self.squares);
        let problem = (self.hand_overs == u64::MAX).then_some(Reason::TooLarge);
        Evidence::mean(Quantity::Number, self.hand_overs.into(), squares, self.tickets)
            .with_beside(Reading::HandedOver, Quantity::Share, self.handed_over.into(), self.tickets.into())
            .with_problem(problem)
    }
}

collects!(HandOverTally of u64);

/// Hand-overs at work, in the period in which the ticket was opened. Tickets that live on in another one do not count.
#[derive(Debug)]
pub(crate) struct HandedOver<'a> {
    kinds: &'a [Kind],
    windows: &'a Windows,
    told: EventKinds,
    tallies: Series<(HandOverTally, u64)>,
}

impl<'a> HandedOver<'a> {
    pub(crate) fn new(kinds: &'a [Kind], told: EventKinds, windows: &'a Windows) -> Self {
        Self { kinds, windows, told, tallies: Series::default() }
    }

    /// Counts each time that a ticket is transferred, or assigned to somebody else than its holder.
    fn hand_overs(&self, ticket: &Ticket) -> u64 {
        let mut holder = Holder::default();
        let mut count = 0_u64;
        for event in ticket.events_until(self.windows.as_of) {
            match &event.happening {
                Happening::Transferred(to) => {
                    count = count.saturating_add(1);
                    holder = to.clone();
                }
                Happening::Assigned(to) => {
                    count = count.saturating_add(u64::from(differs(&holder, to)));
                    holder = assigned(holder, to);
                }
                _ => {}
            }
        }
        count
    }
}

/// Returns who holds a ticket once it was assigned: what is not said stays as it was, but for the person in another department.
/// A transfer leaves nothing of what was, so that the first assignment after it says more of one hand-over, and is no second one.
fn assigned(holder: Holder, to: &Holder) -> Holder {
    let moves = differ(holder.department.as_ref(), to.department.as_ref());
    Holder {
        department: to.department.clone().or(holder.department),
        person: to.person.clone().or(if moves { None } else { holder.person }),
    }
}

/// Returns whether both name a department, or a person, and not the same.
fn differs(holder: &Holder, to: &Holder) -> bool {
    differ(holder.department.as_ref(), to.department.as_ref())
        || differ(holder.person.as_ref(), to.person.as_ref())
}

fn differ<T: PartialEq>(one: Option<&T>, other: Option<&T>) -> bool {
    one.zip(other).is_some_and(|(one, other)| one != other)
}

impl<'a> Gather<'a> for HandedOver<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let place = ticket.opened_at().and_then(|at| self.windows.place_of(at));
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        if place.is_none() || kind == KindMatch::No || is_merged(ticket, self.windows) {
            return;
        }
        let hand_overs = self.hand_overs(ticket);
        self.tallies.update(place, |(tally, unknown)| match kind {
            KindMatch::Unknown => *unknown = unknown.saturating_add(1),
            _ => tally.record(hand_overs),
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let hands = EventKinds::NONE.with(EventKind::Assigned).with(EventKind::Transferred);
        let is_told = self.told.intersects(hands);
        let evidence = self.tallies.get(place).0.evidence();
        evidence.with_lack(Lack::Events(EventKind::Transferred), Some(is_told))
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        apart(Apart::KindUnknown, self.tallies.get(place).1).into_iter().collect()
    }
}

//! Complaints and contacts against a base (clauses D-KPI-3, P-KPI-6).

use alloc::vec::Vec;

use crm_model::{Kind, Outcome, Ratio, Ticket};

use crate::evidence::Lack;
use crate::formulas::customers::presence::CustomersBy;
use crate::gather::{Gather, KindMatch, Person, apart, is_merged, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note, Quantity};

/// What complaints are set against. The document offers interactions or customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Base {
    /// Contacts that came about, in the table of interactions. Tickets are not in that table.
    Interactions,
    /// The same and the tickets, each of which is a contact too.
    InteractionsAndTickets,
    /// Customers of the period, by memberships.
    Members,
    /// Customers of the period, by purchases.
    Buyers,
}

impl Base {
    /// Every base with its word.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Interactions, "interactions"),
        (Self::InteractionsAndTickets, "interactions-and-tickets"),
        (Self::Members, "members"),
        (Self::Buyers, "buyers"),
    ];

    /// Returns whether what is counted is among what it is set against, so that it is a part of a whole: a complaint is a ticket, and
    /// is no contact of the table of interactions and no customer.
    pub(crate) const fn holds_the_complaints(self) -> bool {
        matches!(self, Self::InteractionsAndTickets)
    }

    /// Returns how customers are found, where customers are the base.
    pub(crate) const fn customers(self) -> Option<CustomersBy> {
        match self {
            Self::Members => Some(CustomersBy::Memberships),
            Self::Buyers => Some(CustomersBy::Purchases),
            Self::Interactions | Self::InteractionsAndTickets => None,
        }
    }
}

tally! {
    /// What is counted for a rate.
    RateCase,
    /// Counts of events and of the base that they are set against.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::RateTally;
    ///
    /// let before = RateTally { events: 48, base: 1_200 };
    /// let after = RateTally { events: 30, base: 1_250 };
    /// assert!(after.rate() < before.rate()); // 0.024 against 0.04
    /// assert!(RateTally::default().rate().is_none()); // a month without interactions has no rate
    /// ```
    RateTally {
        /// An event, such as a complaint.
        Event => events,
        /// One of the base, such as an interaction.
        Base => base,
    }
}

impl RateTally {
    /// Returns events / base, or `None` for an empty base.
    pub fn rate(&self) -> Option<Ratio> {
        ratio(self.events, self.base)
    }
}

/// What the rate counts.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Counting<'a> {
    /// Tickets of these kinds, by the period in which they were opened.
    Complaints(&'a [Kind]),
    /// Contacts that came about.
    Contacts,
}

/// What was counted in a period.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    tally: RateTally,
    kind_known: bool,
    kind_unknown: u64,
}

/// A rate at work. Where there are tickets and of none the kind is known, nobody can say how many complaints there were.
#[derive(Debug)]
pub(crate) struct Rated<'a> {
    counting: Counting<'a>,
    base: Base,
    windows: &'a Windows,
    members: u64,
    tallies: Series<Counted>,
}

impl<'a> Rated<'a> {
    pub(crate) fn new(counting: Counting<'a>, base: Base, windows: &'a Windows) -> Self {
        Self { counting, base, windows, members: 0, tallies: Series::default() }
    }
}

impl<'a> Gather<'a> for Rated<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        let place = ticket.opened_at().and_then(|at| self.windows.place_of(at));
        if place.is_none() || is_merged(ticket, self.windows) {
            return;
        }
        let is_complaint = match self.counting {
            Counting::Complaints(kinds) => is_of_kind(ticket, kinds, self.windows),
            Counting::Contacts => KindMatch::No,
        };
        self.tallies.update(place, |Counted { tally, kind_known, kind_unknown }| {
            match is_complaint {
                KindMatch::Yes => tally.record(RateCase::Event),
                KindMatch::Unknown => *kind_unknown = kind_unknown.saturating_add(1),
                KindMatch::No => {}
            }
            *kind_known |= is_complaint != KindMatch::Unknown;
            if self.base == Base::InteractionsAndTickets {
                tally.record(RateCase::Base);
            }
        });
    }

    fn person(&mut self, person: &Person<'a>) {
        let of_interactions = matches!(self.base, Base::Interactions | Base::InteractionsAndTickets);
        let counts_contacts = matches!(self.counting, Counting::Contacts);
        if of_interactions || counts_contacts {
            for contact in person.interactions.iter().filter(|row| row.outcome == Outcome::Reached) {
                self.tallies.update(self.windows.place_of(contact.at), |Counted { tally, .. }| {
                    if counts_contacts {
                        tally.record(RateCase::Event);
                    }
                    if of_interactions {
                        tally.record(RateCase::Base);
                    }
                });
            }
        }
        if let Some(by) = self.base.customers().filter(|_| person.code.is_some()) {
            self.members += u64::from(person.customer.is_some_and(|one| !one.memberships.is_empty()));
            for (place, there) in by.places(person, self.windows).iter() {
                if *there {
                    self.tallies.update(Some(place), |counted| counted.tally.record(RateCase::Base));
                }
            }
        }
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Counted { tally: RateTally { events, base }, kind_known, kind_unknown } = self.tallies.get(place);
        let has_kinds = (kind_known || kind_unknown > 0).then_some(kind_known);
        let by_members = self.base == Base::Members;
        let evidence = match self.counting {
            Counting::Complaints(_) if self.base.holds_the_complaints() => Evidence::trials(events, base),
            Counting::Complaints(_) => Evidence::events(events, base),
            // Contacts come in groups, one customer after another.
            Counting::Contacts => Evidence::ratio(Quantity::Number, events.into(), base.into(), base),
        };
        evidence
            .with_lack(Lack::Memberships, by_members.then_some(self.members > 0))
            .with_lack(Lack::KindKnown, has_kinds)
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        apart(Apart::KindUnknown, self.tallies.get(place).kind_unknown).into_iter().collect()
    }
}

//! Completeness of tickets (clause D-RESP-4): tickets that hold all they should / tickets opened in the period.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, Happening, Kind, Precision, Ratio, Ticket, TicketEvent};

use crate::evidence::Lack;
use crate::gather::{Gather, KindMatch, apart, is_merged, is_of_kind};
use crate::period::{Series, Windows};
use crate::tally::{ratio, tally};
use crate::{Apart, Evidence, Note};

/// A part of a ticket that intake records. The state follows from the events of the ticket, so it is never missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum TicketPart {
    /// Whose ticket it is.
    Customer,
    /// What the matter is.
    Description,
    /// When it was opened, as an instant and not as a bound.
    Time,
    /// Who took it: whoever opened, entered or judged it, or to whom it was given.
    Receiver,
    /// Its kind, by the last word on it.
    Kind,
    /// How pressing it is, judged at intake: no later than the ticket was entered; of a ticket of which that is not known,
    /// no later than the first answer of a person; without either, at any time.
    Urgency,
}

impl TicketPart {
    /// Every part with its word, in the order of reports.
    pub const ALL: [(Self, &'static str); 6] = [
        (Self::Customer, "customer"),
        (Self::Description, "description"),
        (Self::Time, "time"),
        (Self::Receiver, "receiver"),
        (Self::Kind, "kind"),
        (Self::Urgency, "urgency"),
    ];

    /// Returns the word that policies and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Description => "description",
            Self::Time => "time",
            Self::Receiver => "receiver",
            Self::Kind => "kind",
            Self::Urgency => "urgency",
        }
    }

    /// Returns whether a ticket holds it, by events up to `as_of`; `None` where nobody can say.
    fn is_held(self, ticket: &Ticket, as_of: DateTime<Utc>) -> Option<bool> {
        let events = ticket.events_until(as_of);
        match self {
            Self::Customer => Some(ticket.customer().is_some()),
            Self::Description => ticket.described(),
            Self::Time => {
                let opened = events.iter().find(|event| event.kind() == EventKind::Opened);
                Some(opened.is_some_and(|event| event.precision == Precision::Exact))
            }
            Self::Receiver => Some(events.iter().any(names_receiver)),
            Self::Kind => Some(ticket.classification_at(as_of).kind.is_some()),
            Self::Urgency => urgency_at_intake(events),
        }
    }
}

impl fmt::Display for TicketPart {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

tally! {
    /// Whether a ticket holds all it should.
    Held,
    /// Counts of tickets by whether they hold all they should.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::TicketCompletenessTally;
    ///
    /// let tally = TicketCompletenessTally { complete: 19, incomplete: 1 };
    /// assert_eq!(tally.share().unwrap().to_string(), "19/20");
    /// ```
    TicketCompletenessTally {
        /// It does.
        All => complete,
        /// Something is missing.
        NotAll => incomplete,
    }
}

impl TicketCompletenessTally {
    /// Returns the complete / all, or `None` without tickets.
    pub fn share(&self) -> Option<Ratio> {
        ratio(self.complete, self.complete.saturating_add(self.incomplete))
    }
}

#[derive(Debug, Clone, Default)]
struct Counted {
    tally: TicketCompletenessTally,
    undetermined: u64,
    kind_unknown: u64,
    // How many tickets lack each part, in the order of the policy.
    lacking: Vec<u64>,
}

/// Completeness at work. A ticket of which a part cannot be told is in neither part of the share, whatever else it lacks.
/// Tickets that live on in another one do not count.
#[derive(Debug)]
pub(crate) struct Filled<'a> {
    // Each part with whether any ticket tells of it, in the order of the policy.
    parts: Vec<(TicketPart, bool)>,
    kinds: &'a [Kind],
    windows: &'a Windows,
    counted: Series<Counted>,
}

impl<'a> Filled<'a> {
    pub(crate) fn new(parts: &[TicketPart], kinds: &'a [Kind], windows: &'a Windows) -> Self {
        let parts = parts.iter().map(|part| (*part, false)).collect();
        Self { parts, kinds, windows, counted: Series::default() }
    }
}

impl<'a> Gather<'a> for Filled<'a> {
    fn ticket(&mut self, ticket: &'a Ticket) {
        // A ticket whose opening is not on record counts from its first event.
        let first = || ticket.events().first().map(|event| event.occurred_at);
        let place = ticket.opened_at().or_else(first).and_then(|at| self.windows.place_of(at));
        let place = place.filter(|_| !is_merged(ticket, self.windows));
        if place.is_none() && self.parts.iter().all(|(_, is_told)| *is_told) {
            return;
        }
        let as_of = self.windows.as_of;
        let held: Vec<Option<bool>> =
            self.parts.iter().map(|(part, _)| part.is_held(ticket, as_of)).collect();
        for ((part, is_told), held) in self.parts.iter_mut().zip(&held) {
            // That no ticket has a description is told by a source that has blank ones.
            *is_told |= *held == Some(true) || (*part == TicketPart::Description && held.is_some());
        }
        let kind = is_of_kind(ticket, self.kinds, self.windows);
        self.counted.update(place, |counted| {
            match kind {
                KindMatch::No => return,
                KindMatch::Unknown => {
                    counted.kind_unknown = counted.kind_unknown.saturating_add(1);
                    return;
                }
                KindMatch::Yes => {}
            }
            counted.lacking.resize(held.len(), 0);
            for (lacking, _) in
                counted.lacking.iter_mut().zip(&held).filter(|(_, held)| **held == Some(false))
            {
                *lacking = lacking.saturating_add(1);
            }
            if held.contains(&None) {
                counted.undetermined = counted.undetermined.saturating_add(1);
            } else {
                counted.tally.record(if held.contains(&Some(false)) { Held::NotAll } else { Held::All });
            }
        });
    }

    fn evidence(&self, place: usize) -> Evidence {
        let Counted { tally: TicketCompletenessTally { complete, incomplete }, undetermined, .. } =
            self.counted.get(place);
        let has_tickets = complete > 0 || incomplete > 0 || undetermined > 0;
        let evidence = Evidence::trials(complete, complete.saturating_add(incomplete));
        self.parts.iter().fold(evidence, |evidence, (part, is_told)| {
            evidence.with_lack(Lack::Part(*part), (*is_told || has_tickets).then_some(*is_told))
        })
    }

    fn notes(&self, place: usize) -> Vec<Note> {
        let Counted { undetermined, kind_unknown, lacking, .. } = self.counted.get(place);
        let parts = self.parts.iter().zip(lacking).filter(|(_, tickets)| *tickets > 0);
        let missing = parts.map(|((part, _), tickets)| Note::TicketPartMissing { part: *part, tickets });
        let aside = [(Apart::Undetermined, undetermined), (Apart::KindUnknown, kind_unknown)];
        missing.chain(aside.into_iter().filter_map(|(cases, count)| apart(cases, count))).collect()
    }
}

/// Returns whether an event names somebody who took the ticket.
fn names_receiver(event: &TicketEvent) -> bool {
    match &event.happening {
        Happening::Opened | Happening::Recorded | Happening::Classified(_) => event.actor.is_some(),
        Happening::Assigned(to) | Happening::Transferred(to) => {
            to.department.is_some() || to.person.is_some()
        }
        _ => false,
    }
}

/// Returns whether the urgency was judged at intake; `None` where it was judged by an instant that is only a bound, and
/// later than the intake.
fn urgency_at_intake(events: &[TicketEvent]) -> Option<bool> {
    let first = |ends: &[EventKind]| events.iter().find(|event| ends.contains(&event.kind()));
    let entered = first(&[EventKind::Recorded]);
    let answered = || first(&[EventKind::FirstResponse, EventKind::MessageOut]);
    let end = entered.or_else(answered).map(|event| event.occurred_at);
    let judged = |event: &&TicketEvent| matches!(&event.happening, Happening::Classified(judged) if judged.urgency.is_some());
    let Some(first) = events.iter().find(judged) else { return Some(false) };
    let in_time = end.is_none_or(|end| first.occurred_at <= end);
    (in_time || first.precision == Precision::Exact).then_some(in_time)
}

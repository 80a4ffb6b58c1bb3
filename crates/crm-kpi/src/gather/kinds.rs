//! Which tickets are asked about: those of a kind, and those that live on in no other one.

use chrono::{DateTime, Utc};
use crm_model::{EventKind, Happening, Kind, Ticket};

use crate::period::Windows;

/// Whether a ticket is of one of the kinds asked about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KindMatch {
    Yes,
    No,
    Unknown,
}

/// Returns whether the last word on a ticket's kind is one of `kinds`; no kinds at all stand for every ticket.
pub(crate) fn is_of_kind(ticket: &Ticket, kinds: &[Kind], windows: &Windows) -> KindMatch {
    kind_of(ticket, kinds, windows.as_of)
}

/// Returns whether the last word on a ticket's kind by `as_of` is one of `kinds`; no kinds at all stand for every ticket.
pub(crate) fn kind_of(ticket: &Ticket, kinds: &[Kind], as_of: DateTime<Utc>) -> KindMatch {
    if kinds.is_empty() {
        return KindMatch::Yes;
    }
    let judged = ticket.events_until(as_of).iter().rev().find_map(|event| match &event.happening {
        Happening::Classified(judged) => judged.kind.as_ref(),
        _ => None,
    });
    match judged {
        None => KindMatch::Unknown,
        Some(kind) if kinds.contains(kind) => KindMatch::Yes,
        Some(_) => KindMatch::No,
    }
}

/// Returns whether a ticket lives on in another one.
pub(crate) fn is_merged(ticket: &Ticket, windows: &Windows) -> bool {
    is_merged_at(ticket, windows.as_of)
}

/// Returns whether a ticket lives on in another one by `as_of`.
pub(crate) fn is_merged_at(ticket: &Ticket, as_of: DateTime<Utc>) -> bool {
    ticket.events_until(as_of).iter().any(|event| event.kind() == EventKind::Merged)
}

//! Instants and tickets on which laws are tried.

use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{
    Classification, EventKind, Happening, Ticket, TicketEvent, TicketId, TicketRecord, Vocabulary,
};

/// The words that a ticket can be judged by, and no word at all.
fn words<T: Clone>(all: &BTreeSet<T>) -> Vec<Option<T>> {
    all.iter().cloned().map(Some).chain([None]).collect()
}

/// Returns every combination of channel, kind, urgency and complexity that a policy knows, each of them also unknown.
pub(super) fn natures(words_of: &Vocabulary) -> Vec<(Option<crm_model::Channel>, Classification)> {
    let channels: Vec<_> = words_of.channels.keys().cloned().map(Some).chain([None]).collect();
    let mut natures = Vec::new();
    for channel in &channels {
        for kind in words(&words_of.kinds) {
            for urgency in words(&words_of.urgencies) {
                for complexity in words(&words_of.complexities) {
                    let judged = Classification { kind: kind.clone(), urgency: urgency.clone(), complexity };
                    natures.push((channel.clone(), judged));
                }
            }
        }
    }
    natures
}

/// Returns instants of a week at which tickets come in: each day in the morning, at noon, in the evening and at night,
/// so that closing times, weekends and the hours by day are among them.
pub(super) fn openings() -> Vec<DateTime<Utc>> {
    const MONDAY_2026_03_02: i64 = 1_772_409_600;
    let Some(monday) = DateTime::from_timestamp(MONDAY_2026_03_02, 0) else { return Vec::new() };
    let minutes = [90, 4 * 60 + 30, 9 * 60 + 59, 16 * 60];
    (0..7)
        .flat_map(|day| minutes.map(|minute| monday + TimeDelta::days(day) + TimeDelta::minutes(minute)))
        .collect()
}

/// Returns a ticket that was opened and judged at `opened`, with the events of these kinds after that.
pub(super) fn ticket(
    opened: DateTime<Utc>,
    (channel, judged): &(Option<crm_model::Channel>, Classification),
    later: &[(TimeDelta, EventKind)],
) -> Option<Ticket> {
    let mut events = vec![
        TicketEvent::at(opened, Happening::Opened),
        TicketEvent::at(opened, Happening::Classified(judged.clone())),
    ];
    for (after, kind) in later {
        let happening = match kind {
            EventKind::Recorded => Happening::Recorded,
            EventKind::FirstResponse => Happening::FirstResponse,
            EventKind::Explained => Happening::Explained,
            EventKind::Reopened => Happening::Reopened,
            EventKind::Solved => Happening::Solved,
            EventKind::Revisited => Happening::Revisited(None),
            _ => continue,
        };
        events.push(TicketEvent::at(opened + *after, happening));
    }
    let mut record = TicketRecord::new(TicketId::new("sample").ok()?, events);
    record.channel.clone_from(channel);
    Some(Ticket::new(record))
}

//! Instants and tickets on which laws are tried.

use alloc::vec;
use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{
    Channel, Classification, EventKind, Happening, Ticket, TicketEvent, TicketId, TicketRecord, Vocabulary,
};
use crm_policy::PolicyVersion;
use crm_sla::{Facts, Match};

/// What a ticket can be: its channel, and what was judged of it.
pub(super) type Nature = (Option<Channel>, Classification);

/// Returns a nature for each way in which the rules of a policy can apply or not: of all combinations of channel, kind,
/// urgency and complexity that it knows, each of them also unknown, the first of those that the rules treat alike.
pub(super) fn natures(version: &PolicyVersion) -> Vec<Nature> {
    let mut seen: Vec<Vec<Match>> = Vec::new();
    let mut natures = Vec::new();
    for (channel, classification) in combinations(version.vocabulary()) {
        let facts = Facts { channel, classification, tier: None };
        let rules = version.service_levels().rules().iter();
        let treated: Vec<Match> = rules.map(|rule| rule.when().test(&facts)).collect();
        if !seen.contains(&treated) {
            seen.push(treated);
            natures.push((facts.channel, facts.classification));
        }
    }
    natures
}

fn combinations(known: &Vocabulary) -> Vec<Nature> {
    let mut all = Vec::new();
    for channel in each(known.channels.keys()) {
        for kind in each(&known.kinds) {
            for urgency in each(&known.urgencies) {
                for complexity in each(&known.complexities) {
                    let judged = Classification { kind: kind.clone(), urgency: urgency.clone(), complexity };
                    all.push((channel.clone(), judged));
                }
            }
        }
    }
    all
}

/// Returns each word, and none.
fn each<'a, T: Clone + 'a>(words: impl IntoIterator<Item = &'a T>) -> Vec<Option<T>> {
    words.into_iter().cloned().map(Some).chain([None]).collect()
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
    (channel, judged): &Nature,
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

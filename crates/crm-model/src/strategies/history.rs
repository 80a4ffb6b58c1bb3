//! What happened to a ticket: an orderly course of work, and what a source makes of it.

use alloc::{boxed::Box, vec, vec::Vec};

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::strategies::any_instant;
use proptest::{prelude::*, sample::Index};

use super::words::one_of;
use super::{any_agreement, any_ticket_id, common_vocabulary};
use crate::{Classification, Happening, Holder, PersonId, Precision, TicketEvent, Vocabulary};

/// Draws the events of one ticket with the words of [`common_vocabulary`]: see [`event_history_with`].
pub fn any_event_history() -> impl Strategy<Value = Vec<TicketEvent>> {
    event_history_with(&common_vocabulary())
}

/// Draws the events of one ticket that was opened in 2025 or 2026.
///
/// The course of work is plausible: intake, an answer, then one to three rounds of waits, hand-overs, messages, a
/// solution and what follows it, each round after the first begun by a reopening. Any step may be missing, and a
/// quarter of the histories end in the middle. Between steps lie seconds, minutes, hours or days; or nothing at all.
///
/// One history in five has one thing in it that cannot be true or is there twice (see
/// [`Contradiction`](crate::Contradiction)). The source may number its events, say when they were recorded, know one of
/// them only as a bound, and list the newest first.
pub fn event_history_with(vocabulary: &Vocabulary) -> impl Strategy<Value = Vec<TicketEvent>> + use<> {
    let course =
        (any_instant(2025, 2026), steps(vocabulary), prop_oneof![3 => Just(usize::MAX), 1 => 0..9_usize])
            .prop_filter_map("a history of this century", |(opened, steps, kept)| {
                course(opened, steps, kept)
            });
    (course, prop::option::weighted(0.2, any_blemish()), any_source()).prop_map(
        |(mut events, blemish, source)| {
            source.mark(&mut events);
            if let Some(blemish) = blemish {
                blemish.spoil(&mut events);
            }
            if source.newest_first {
                events.reverse();
            }
            events
        },
    )
}

/// What happened, each with the seconds since the step before.
type Steps = Vec<(i64, Happening)>;

/// Returns the events of a ticket that was opened then, up to so many steps later.
fn course(opened: DateTime<Utc>, steps: Steps, kept: usize) -> Option<Vec<TicketEvent>> {
    let mut events = vec![TicketEvent::at(opened, Happening::Opened)];
    let mut now = opened;
    for (seconds, happening) in steps.into_iter().take(kept) {
        now = now.checked_add_signed(TimeDelta::try_seconds(seconds)?)?;
        events.push(TicketEvent::at(now, happening));
    }
    Some(events)
}

fn steps(vocabulary: &Vocabulary) -> BoxedStrategy<Steps> {
    let intake = in_order(vec![
        step(0.7, Just(Happening::Recorded)),
        step(0.4, Just(Happening::AutomaticMessage)),
        step(0.8, classified(vocabulary)),
        step(0.7, holder(vocabulary).prop_map(Happening::Assigned)),
        step(0.85, Just(Happening::FirstResponse)),
    ]);
    let reopened = || in_order(vec![certain(Happening::Reopened), round(vocabulary)]);
    let again = prop_oneof![
        4 => Just(Vec::new()),
        2 => reopened(),
        1 => in_order(vec![reopened(), reopened()]),
    ];
    let merged = step(0.05, any_ticket_id().prop_map(Happening::Merged));
    in_order(vec![intake, round(vocabulary), again.boxed(), merged])
}

/// Work on a ticket up to a solution and what the customer says to it.
fn round(vocabulary: &Vocabulary) -> BoxedStrategy<Steps> {
    let answer = prop::option::of(any::<bool>()).prop_map(Happening::Revisited);
    let said = prop_oneof![2 => Just(Happening::Confirmed), 1 => Just(Happening::Disputed)];
    let solution = in_order(vec![certain(Happening::Solved), step(0.3, answer), step(0.5, said)]);
    in_order(vec![
        step(0.15, classified(vocabulary)),
        step(0.3, holder(vocabulary).prop_map(Happening::Transferred)),
        wait(0.4, vocabulary),
        step(0.3, Just(Happening::MessageIn)),
        step(0.3, Just(Happening::Explained)),
        trouble(vocabulary),
        wait(0.15, vocabulary),
        step(0.05, any_agreement().prop_map(Happening::Agreed)),
        step(0.3, Just(Happening::MessageOut)),
        remedy(vocabulary),
        prop_oneof![1 => Just(Vec::new()), 5 => solution].boxed(),
        step(0.6, Just(Happening::Closed)),
    ])
}

/// What is offered to solve it, and the word of whoever may agree to that.
fn remedy(vocabulary: &Vocabulary) -> BoxedStrategy<Steps> {
    let offered = one_of(vocabulary.remedies.keys().cloned(), 0.2);
    (offered, any_gap(), any_gap(), any::<bool>())
        .prop_map(|(remedy, before, until, is_approved)| {
            let Some(remedy) = remedy else { return Vec::new() };
            let approved = is_approved.then_some((until, Happening::Approved));
            core::iter::once((before, Happening::Remedy(remedy))).chain(approved).collect()
        })
        .boxed()
}

/// Work that does not go well, and that is put before somebody else now and then.
fn trouble(vocabulary: &Vocabulary) -> BoxedStrategy<Steps> {
    let word = prop::sample::select(vec![
        Happening::Agitated,
        Happening::HarmReported,
        Happening::BeyondAuthority,
        Happening::CannotBeSolved,
    ]);
    let role = one_of(vocabulary.roles.clone(), 0.6);
    let escalated = (any_gap(), role).prop_map(|(gap, role)| {
        role.map(|role| (gap, Happening::Escalated(role))).into_iter().collect::<Steps>()
    });
    prop_oneof![3 => Just(Vec::new()), 1 => in_order(vec![step(0.9, word), escalated.boxed()])].boxed()
}

/// Returns a step that is always taken.
fn certain(happening: Happening) -> BoxedStrategy<Steps> {
    any_gap().prop_map(move |gap| vec![(gap, happening.clone())]).boxed()
}

/// Returns a step that is taken with such a probability, above 0 and below 1.
fn step(probability: f64, happening: impl Strategy<Value = Happening> + 'static) -> BoxedStrategy<Steps> {
    prop::option::weighted(probability, (any_gap(), happening)).prop_map(Vec::from_iter).boxed()
}

/// Returns a wait that ends by its reason, together with all others, or not at all.
fn wait(probability: f64, vocabulary: &Vocabulary) -> BoxedStrategy<Steps> {
    let reason = one_of(vocabulary.wait_reasons.clone(), probability);
    (reason, any_gap(), any_gap(), 0..6_u32)
        .prop_map(|(reason, before, length, end)| {
            let Some(reason) = reason else { return Vec::new() };
            let back = match end {
                0 => None,
                1 | 2 => Some((length, Happening::Back(None))),
                _ => Some((length, Happening::Back(Some(reason.clone())))),
            };
            core::iter::once((before, Happening::Waiting(reason))).chain(back).collect()
        })
        .boxed()
}

fn in_order(parts: Vec<BoxedStrategy<Steps>>) -> BoxedStrategy<Steps> {
    parts.prop_map(|parts| parts.concat()).boxed()
}

fn classified(vocabulary: &Vocabulary) -> impl Strategy<Value = Happening> + use<> {
    let kind = one_of(vocabulary.kinds.clone(), 0.9);
    let urgency = one_of(vocabulary.urgencies.clone(), 0.8);
    let complexity = one_of(vocabulary.complexities.clone(), 0.8);
    (kind, urgency, complexity).prop_map(|(kind, urgency, complexity)| {
        Happening::Classified(Classification { kind, urgency, complexity })
    })
}

fn holder(vocabulary: &Vocabulary) -> impl Strategy<Value = Holder> + use<> {
    let person = prop::option::of(1..=9_u32)
        .prop_map(|number| number.and_then(|number| PersonId::new(alloc::format!("agent-{number}")).ok()));
    (one_of(vocabulary.departments.clone(), 0.9), person)
        .prop_map(|(department, person)| Holder { department, person })
}

/// Seconds between two steps.
fn any_gap() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => 0..=90_i64,
        4 => (1..=240_i64).prop_map(|minutes| minutes * 60),
        3 => (1..=72_i64).prop_map(|hours| hours * 3_600),
        1 => (1..=10_i64).prop_map(|days| days * 86_400),
    ]
}

/// What a source tells beside what happened when.
#[derive(Debug, Clone)]
struct Source {
    /// The seconds after which everything is recorded, if the source says.
    lag: Option<i64>,
    is_numbered: bool,
    /// The event that is known as a bound only.
    bound: Option<Index>,
    newest_first: bool,
}

fn any_source() -> impl Strategy<Value = Source> {
    let lag = prop::option::weighted(0.4, 0..7_200_i64);
    let bound = prop::option::weighted(0.15, any::<Index>());
    (lag, prop::bool::weighted(0.3), bound, prop::bool::weighted(0.3))
        .prop_map(|(lag, is_numbered, bound, newest_first)| Source { lag, is_numbered, bound, newest_first })
}

impl Source {
    /// Adds what the source tells to events in their order.
    fn mark(&self, events: &mut [TicketEvent]) {
        for (event, place) in events.iter_mut().zip(0..) {
            event.recorded_at = self.lag.and_then(|lag| later(event.occurred_at, lag));
            event.sequence = self.is_numbered.then_some(place);
        }
        if let Some(event) = self.bound.and_then(|bound| pick(events, bound)) {
            event.precision = Precision::NotAfter;
        }
    }
}

/// One thing that is wrong with a history.
#[derive(Debug, Clone)]
enum Blemish {
    NeverOpened,
    OpenedTwice,
    BeforeTheTicket(Index),
    WithoutCause(Box<Happening>),
    ClockBehind(Index),
    Repeated(Index),
}

fn any_blemish() -> impl Strategy<Value = Blemish> {
    let effect = prop::sample::select(vec![
        Happening::Back(None),
        Happening::Confirmed,
        Happening::Disputed,
        Happening::Revisited(Some(true)),
    ]);
    prop_oneof![
        any::<Index>().prop_map(Blemish::Repeated),
        any::<Index>().prop_map(Blemish::ClockBehind),
        any::<Index>().prop_map(Blemish::BeforeTheTicket),
        effect.prop_map(|effect| Blemish::WithoutCause(Box::new(effect))),
        Just(Blemish::OpenedTwice),
        Just(Blemish::NeverOpened),
    ]
}

impl Blemish {
    /// Spoils a history that begins with its opening.
    fn spoil(self, events: &mut Vec<TicketEvent>) {
        let Some(opening) = events.first().cloned() else { return };
        match self {
            Self::NeverOpened => events.retain(|event| event.happening != Happening::Opened),
            Self::OpenedTwice => {
                let again = later(opening.occurred_at, 60);
                events.extend(again.map(|again| TicketEvent::at(again, Happening::Opened)));
            }
            Self::BeforeTheTicket(place) => {
                let earlier = later(opening.occurred_at, -60);
                let after_the_opening = events.get_mut(1..).unwrap_or_default();
                if let (Some(event), Some(earlier)) = (pick(after_the_opening, place), earlier) {
                    event.occurred_at = earlier;
                }
            }
            Self::WithoutCause(effect) => {
                // Right after the opening, before anything that could be its cause.
                let effect = TicketEvent { happening: *effect, ..opening };
                events.insert(1, effect);
            }
            Self::ClockBehind(place) => {
                if let Some(event) = pick(events, place) {
                    event.recorded_at = later(event.occurred_at, -60);
                }
            }
            Self::Repeated(place) => {
                let repeat = pick(events, place).cloned();
                events.extend(repeat);
            }
        }
    }
}

fn pick(events: &mut [TicketEvent], place: Index) -> Option<&mut TicketEvent> {
    if events.is_empty() {
        return None;
    }
    let place = place.index(events.len());
    events.get_mut(place)
}

fn later(instant: DateTime<Utc>, seconds: i64) -> Option<DateTime<Utc>> {
    instant.checked_add_signed(TimeDelta::try_seconds(seconds)?)
}

//! Laws of tickets into which others were merged, under every way to choose among rules.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{Happening, Knowledge, Ticket, TicketEvent, TicketId, TicketRecord};
use crm_sla::{Absorbed, Case, Changes, Clock, HitPolicy, Merger, Reopen, RuleSpec, ServiceLevels};
use proptest::prelude::*;

use crate::laws::{HORIZON, any_events, any_instant, any_reopen, any_span, every_measure};
use crate::support::minute;

/// Rules for every measure under any hit policy, with any option about changes.
fn any_levels() -> impl Strategy<Value = ServiceLevels> {
    let hit = prop::sample::select(HitPolicy::ALL.map(|(hit, _)| hit).to_vec());
    let merger = prop::sample::select(vec![Merger::KeepEarliest, Merger::KeepEarliest, Merger::KeepOwn]);
    (any_span(), any_reopen(), merger, hit).prop_map(|(within, (reopen, changes), merger, hit)| {
        with_priorities(&within, (reopen, Changes { merger, ..changes }), hit)
    })
}

fn with_priorities(within: &str, options: (Reopen, Changes), hit: HitPolicy) -> ServiceLevels {
    let most_specific = every_measure(within, options);
    let prioritised = (0..).zip(most_specific.rules());
    let specs =
        prioritised.map(|(place, rule)| RuleSpec { priority: Some(place), ..rule.spec().clone() }).collect();
    ServiceLevels::new(specs, hit).unwrap()
}

/// Three tickets: the first was merged into the second, and the second and the fourth into the third.
#[derive(Debug, Clone)]
struct Family {
    records: [TicketRecord; 4],
}

fn id(place: usize) -> TicketId {
    TicketId::new(format!("T-{place}")).unwrap()
}

fn any_family() -> impl Strategy<Value = Family> {
    let lagging = |events: Vec<TicketEvent>, lags: &[i64]| {
        let lag = |(event, lag): (TicketEvent, &i64)| TicketEvent {
            recorded_at: (*lag > 0).then(|| event.occurred_at + TimeDelta::minutes(*lag)),
            ..event
        };
        events.into_iter().zip(lags.iter().cycle()).map(lag).collect::<Vec<_>>()
    };
    let one = || {
        let lags = prop::collection::vec(prop_oneof![3 => Just(0), 2 => 0..4_000_i64], 5);
        (any_events(), 0..HORIZON, lags)
    };
    [one(), one(), one(), one()].prop_map(move |tickets| {
        let mut place = 0;
        let records = tickets.map(|(events, merged_at, lags)| {
            let into = [Some(1), Some(2), None, Some(2)][place];
            let into_no_other = |event: &TicketEvent| !matches!(event.happening, Happening::Merged(_));
            let mut events: Vec<TicketEvent> = events.into_iter().filter(into_no_other).collect();
            events.extend(into.map(|into| TicketEvent::at(minute(merged_at), Happening::Merged(id(into)))));
            let record = TicketRecord::new(id(place), lagging(events, &lags));
            place += 1;
            record
        });
        Family { records }
    })
}

impl Family {
    /// Returns the third ticket, and what was merged into it.
    fn tickets(&self) -> (Ticket, Vec<Absorbed>) {
        let [first, second, third, fourth] = self.records.clone().map(Ticket::new);
        let second = Absorbed::new(&second, &third);
        let first = second.as_ref().and_then(|second| second.joined_by(&first));
        let fourth = Absorbed::new(&fourth, &third);
        (third, [first, second, fourth].into_iter().flatten().collect())
    }

    /// Returns the family as far as it was on record at an instant.
    fn known_at(&self, instant: DateTime<Utc>) -> Self {
        let mut known = self.clone();
        for record in &mut known.records {
            record.events.retain(|event| event.recorded_at.unwrap_or(event.occurred_at) <= instant);
        }
        known
    }

    /// Returns the family without what happened after an instant.
    fn until(&self, instant: DateTime<Utc>) -> Self {
        let mut known = self.clone();
        for record in &mut known.records {
            record.events.retain(|event| event.occurred_at <= instant);
        }
        known
    }
}

fn standing(levels: &ServiceLevels, family: &Family, knowledge: Knowledge, at: DateTime<Utc>) -> Vec<Clock> {
    let (ticket, absorbed) = family.tickets();
    levels.standing_of(&Case { absorbed: &absorbed, knowledge, ..Case::new(&ticket) }, at)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn prop_no_two_obligations_have_one_id(
        family in any_family(),
        levels in any_levels(),
        as_of in any_instant(),
    ) {
        let (ticket, absorbed) = family.tickets();
        let clocks = levels.standing_of(&Case { absorbed: &absorbed, ..Case::new(&ticket) }, as_of);
        let places: BTreeSet<_> = clocks.iter().map(|clock| (clock.measure, clock.round, clock.slot)).collect();
        prop_assert_eq!(places.len(), clocks.len(), "{:?}", clocks);
        let ids: BTreeSet<_> = clocks.iter().map(|clock| clock.obligation(&ticket).id).collect();
        prop_assert_eq!(ids.len(), clocks.len());
    }

    #[test]
    fn prop_t35_the_order_of_merged_tickets_does_not_matter(
        family in any_family(),
        levels in any_levels(),
        as_of in any_instant(),
    ) {
        let (ticket, absorbed) = family.tickets();
        let mut turned = absorbed.clone();
        turned.reverse();
        turned.extend(absorbed.clone());
        let case = Case::new(&ticket);
        prop_assert_eq!(
            levels.standing_of(&Case { absorbed: &absorbed, ..case }, as_of),
            levels.standing_of(&Case { absorbed: &turned, ..case }, as_of)
        );
    }

    #[test]
    fn prop_x37_what_was_recorded_later_was_not_known(
        family in any_family(),
        levels in any_levels(),
        as_of in any_instant(),
    ) {
        prop_assert_eq!(
            standing(&levels, &family, Knowledge::AsKnown, as_of),
            standing(&levels, &family.known_at(as_of), Knowledge::Hindsight, as_of)
        );
    }

    #[test]
    fn prop_t35_states_hold_until_valid_until(
        family in any_family(),
        levels in any_levels(),
        as_of in any_instant(),
        share in 0.0..1.0_f64,
    ) {
        let family = family.until(as_of);
        let now = standing(&levels, &family, Knowledge::Hindsight, as_of);
        let states = |at| {
            let told = |clock: Clock| {
                let reminded = clock.reminder.and_then(|reminder| reminder.last);
                (clock.state.clone(), clock.due, clock.raised(at).len(), reminded)
            };
            standing(&levels, &family, Knowledge::Hindsight, at).into_iter().map(told).collect::<Vec<_>>()
        };
        let until = now.iter().filter_map(|clock| clock.valid_until).min();
        let last = until.map_or(as_of + TimeDelta::days(400), |until| until - TimeDelta::microseconds(1));
        #[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "any instant between will do")]
        let between = as_of
            + TimeDelta::microseconds(((last - as_of).num_microseconds().unwrap() as f64 * share) as i64);
        prop_assert_eq!(states(as_of), states(between.min(last)));
        prop_assert_eq!(states(as_of), states(last));
    }
}

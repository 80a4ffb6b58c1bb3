//! Business goals of customers: by adding up what was bought on each day.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::Zone;
use crm_kpi::{Apart, Facts, Formula, GoalsOf, Line, Per, Scorecard};
use crm_model::{
    Currency, CustomerClass, CustomerGoal, Dataset, Money, Purchase, PurchaseKind, Rate, RateTable, Records,
    Table,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::made_up::{Figure, apart, in_two_orders, mergers, name, share, survivor};
use super::{AS_OF, at, day};
use crate::support::{order, spec};

/// Whose goal, from which day to which one, and how much should be bought, in yuan.
type Goal = (u8, u32, u32, i64);
/// Who bought how many hours after a day began in Shanghai, for how much; below zero money goes back. Some pay in euro.
type Bought = (Option<u8>, u32, u32, i64, bool);

/// The days 440 to 459 are 17 March to 5 April 2026.
fn goals() -> impl Strategy<Value = Vec<Goal>> {
    let until = prop_oneof![440..460_u32, Just(453), Just(454), Just(455)];
    let amount = prop_oneof![6 => prop::sample::select(vec![10, 20, 40]), 1 => -5..1_i64];
    vec((0..6_u8, 430..457_u32, until, amount), 0..10)
}

fn bought() -> impl Strategy<Value = Vec<Bought>> {
    let amount =
        prop_oneof![4 => prop::sample::select(vec![5, 10, 20]), 1 => prop::sample::select(vec![-5, -10])];
    let hour = prop_oneof![Just(0), Just(23), 0..24_u32];
    vec((option::weighted(0.95, 0..6_u8), 428..462_u32, hour, amount, prop::bool::weighted(0.2)), 0..25)
}

/// The first instant of a day in Shanghai.
fn midnight(when: u32) -> DateTime<Utc> {
    at(&day(when).to_string()) - TimeDelta::hours(8)
}

fn yuan(amount: i64) -> Money {
    Money::from_ten_thousandths(amount * 10_000, Currency::new("CNY").unwrap())
}

/// A euro is worth two yuan up to 31 March, the day 454, and nobody knows how much after it.
fn company(goals: &[Goal], bought: &[Bought], is_merged: bool) -> Dataset {
    let euro = Currency::new("EUR").unwrap();
    let goal = |(who, from, until, amount): &Goal| CustomerGoal {
        customer: name(*who),
        from: day(*from),
        until: day(*until),
        amount: yuan(*amount),
    };
    let purchase = |(who, when, hours, amount, in_euro): &Bought| Purchase {
        at: midnight(*when) + TimeDelta::hours(i64::from(*hours)),
        customer: who.map(name),
        amount: Money::from_ten_thousandths(
            amount.abs() * 10_000,
            if *in_euro { euro } else { yuan(1).currency() },
        ),
        what: if *amount > 0 { PurchaseKind::Order } else { PurchaseKind::Refund { of: None } },
        ..order("x", "2026-03-01", "1 CNY")
    };
    let rate = Rate {
        from: euro,
        to: yuan(1).currency(),
        valid_from: day(0),
        valid_until: day(454),
        rate: 2.into(),
    };
    Dataset::new(Records {
        customer_goals: Table::complete(goals.iter().map(goal).collect()),
        purchases: Table::complete(bought.iter().map(purchase).collect()),
        rates: RateTable::new(vec![rate]).unwrap(),
        mergers: mergers(is_merged),
        ..Records::default()
    })
    .0
}

fn class(who: u8) -> Option<&'static str> {
    [Some("A"), Some("B"), Some("A"), None, Some("A"), Some("B")][usize::from(who)]
}

proptest! {
    #[test]
    fn prop_goals_are_attained_as_sums_say(
        (goals, turned) in in_two_orders(goals()),
        (bought, bought_turned) in in_two_orders(bought()),
        of_class in any::<bool>(),
        is_merged in any::<bool>(),
    ) {
        let figure = |goals: &[Goal], bought: &[Bought]| -> Line {
            let data = company(goals, bought, is_merged);
            let number = |id: &str| id.trim_start_matches('c').parse().unwrap();
            let classes: Vec<Option<CustomerClass>> =
                data.customer_ids().iter().map(|id| class(number(id.as_str()))?.parse().ok()).collect();
            let facts = Facts { classes: Some(&classes), ..Facts::new(&data) };
            let of = if of_class { GoalsOf::Classes(vec!["A".parse().unwrap()]) } else { GoalsOf::Everybody };
            let specs = vec![spec(Formula::CustomerGoals { of }, Per::Month, None)];
            Scorecard::new(specs, Zone::fixed(8 * 3_600).unwrap()).unwrap().evaluate(&facts, at(AS_OF)).remove(0)
        };
        let line = figure(&goals, &bought);
        prop_assert_eq!(&line, &figure(&turned, &bought_turned));

        // Each goal once, with that of a merged customer for the one who lives on.
        let all: BTreeSet<Goal> =
            goals.iter().map(|(who, from, until, amount)| (survivor(*who, is_merged), *from, *until, *amount)).collect();
        let of_march = || all.iter().filter(|(_, _, until, _)| (424..=454).contains(until));
        let is_asked = |who: u8| !of_class || class(who) == Some("A");
        let is_told = |(who, from, until, amount): &Goal| {
            let same = |other: &&Goal| (other.0, other.1, other.2) == (*who, *from, *until);
            *amount > 0 && from <= until && all.iter().filter(same).count() == 1
        };
        let sum = |(who, from, until, _): &Goal| -> i64 {
            let own = bought.iter().filter(|(other, when, ..)| {
                other.map(|other| survivor(other, is_merged)) == Some(*who) && from <= when && when <= until
            });
            own.map(|(.., amount, in_euro)| if *in_euro { amount * 2 } else { *amount }).sum()
        };
        let decided: Vec<&Goal> = of_march().filter(|goal| is_asked(goal.0) && is_told(goal)).collect();
        let attained = decided.iter().filter(|goal| sum(goal) >= goal.3).count();
        let expected: Figure = share(attained, decided.len());
        prop_assert_eq!(line.period.to_string(), "2026-03");
        prop_assert_eq!(line.evidence.parts(), Some(expected.unwrap_or((0, 0))));
        let untold = of_march().filter(|goal| is_asked(goal.0) && !is_told(goal)).count();
        prop_assert_eq!(apart(&line, Apart::Undetermined), untold as u64);
        let unknown = of_march().filter(|goal| of_class && class(goal.0).is_none()).count();
        prop_assert_eq!(apart(&line, Apart::GoalsOfUnknown), unknown as u64);
    }
}

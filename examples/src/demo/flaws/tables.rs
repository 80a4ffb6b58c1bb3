//! What is wrong with the tables besides the tickets: a few rows of every kind of flaw.

use crm_model::{
    AuditedField, Customer, CustomerId, DatedTier, Direction, FileUpdate, Interaction, Outcome, PersonalText,
    Purchase, PurchaseKind, SurveyAnswer,
};

use crate::demo::Rows;
use crate::demo::customers::Profile;
use crate::demo::dice::{Dice, name};
use crate::demo::purchases::money;
use crate::demo::rates;
use crate::demo::time::{LAST, instant};

/// Puts flaws into the tables: of each kind one row in some hundreds, and one row at least.
pub(in crate::demo) fn spoil(rows: &mut Rows, profiles: &[Profile], dice: &mut Dice) {
    let times = rows.customers.len() / 600 + 1;
    for time in 0..times {
        customer_twice(&mut rows.customers, dice, time % 2 == 0);
        let orders = &mut rows.purchases;
        order_twice(orders, dice);
        order_with_two_amounts(orders, dice);
        negative_order(orders, dice);
        orders.extend(some(orders, dice).map(|row| Purchase { customer: None, order: None, ..row }));
        orders.extend(some(orders, dice).map(|row| Purchase { customer: Some(unknown(dice)), ..row }));
        let stranger = |dice: &mut Dice| Some(unknown(dice)).filter(|_| dice.chance(400));
        let contact = some(&rows.interactions, dice);
        rows.interactions.extend(contact.map(|row| Interaction { customer: None, ..row }));
        let contact = some(&rows.interactions, dice);
        rows.interactions.extend(contact.map(|row| Interaction { customer: stranger(dice), ..row }));
        let answer = some(&rows.answers, dice);
        rows.answers.extend(answer.map(|row| SurveyAnswer { customer: Some(unknown(dice)), ..row }));
    }
    rows.interactions.push(call_of_a_stranger(dice));
    rows.purchases.push(order_of_tomorrow(profiles));
    rows.purchases.extend(order_on_a_day_without_rate(profiles));
    for _ in 0..times {
        if let Some(call) = rows.interactions.iter_mut().find(|row| is_recorded_call(row)) {
            call.recorded_at = Some(call.at - dice.minutes(1, 30));
        }
        let update = some(&rows.file_updates, dice);
        let early =
            update.map(|row| FileUpdate { entered_at: Some(row.learned_at - dice.minutes(1, 30)), ..row });
        rows.file_updates.extend(early);
        let update = some(&rows.file_updates, dice);
        rows.file_updates.extend(update.map(|row| FileUpdate { customer: None, ..row }));
        let update = some(&rows.file_updates, dice);
        rows.file_updates.extend(update.map(|row| FileUpdate { customer: Some(unknown(dice)), ..row }));
    }
    for _ in 0..times {
        let audited = some(&rows.audits, dice);
        rows.audits.extend(audited.map(|row| AuditedField { customer: unknown(dice), ..row }));
    }
}

/// Returns whether a contact was a call that is credibly recorded.
fn is_recorded_call(contact: &Interaction) -> bool {
    let is_call = contact.channel == Some(name("phone")) && contact.outcome == Outcome::Reached;
    is_call && contact.recorded_at.is_some_and(|recorded| recorded >= contact.at)
}

/// Two records of one customer: the telephone numbers differ, and so do the tiers if asked for.
fn customer_twice(customers: &mut Vec<Customer>, dice: &mut Dice, tiers_differ: bool) {
    let whole = |customer: &Customer| {
        let tier = customer.tiers.first().is_some_and(|dated| dated.from.is_none());
        tier && customer.file.as_ref().is_some_and(|file| file.contact.phone.is_some())
    };
    let candidates: Vec<Customer> = customers.iter().filter(|customer| whole(customer)).cloned().collect();
    let Some(mut double) = some(&candidates, dice) else { return };
    let number = format!("+86 21 5555 {:04}", dice.below(10_000));
    if let Some(file) = &mut double.file {
        file.contact.phone = Some(name::<PersonalText>(&number));
    }
    if tiers_differ {
        let other = if double.tiers.iter().any(|dated| dated.tier == name("ordinary")) {
            "middle"
        } else {
            "ordinary"
        };
        double.tiers = vec![DatedTier { from: None, tier: name(other) }];
    }
    customers.push(double);
}

/// The same line was sent twice.
fn order_twice(orders: &mut Vec<Purchase>, dice: &mut Dice) {
    orders.extend(some(orders, dice));
}

/// Two systems know different amounts of one order.
fn order_with_two_amounts(orders: &mut Vec<Purchase>, dice: &mut Dice) {
    let Some(row) = some(orders, dice) else { return };
    let more = row.amount.ten_thousandths() / 100 + dice.number(100, 5_000);
    orders.push(Purchase { amount: money(more, row.amount.currency()), ..row });
}

/// A correction was entered as an order below zero.
fn negative_order(orders: &mut Vec<Purchase>, dice: &mut Dice) {
    let Some(row) = some(orders, dice) else { return };
    let number = dice.below(100_000);
    let amount = money(-row.amount.ten_thousandths() / 100, row.amount.currency());
    let order = Some(name(&format!("K-{number:05}")));
    orders.push(Purchase { order, what: PurchaseKind::Order, amount, ..row });
}

/// Somebody who is no customer calls.
fn call_of_a_stranger(dice: &mut Dice) -> Interaction {
    let at = instant(dice.number(0, LAST - 1), 11 * 60);
    Interaction {
        at,
        customer: Some(unknown(dice)),
        direction: Direction::Inbound,
        outcome: Outcome::Reached,
        channel: Some(name("phone")),
        purpose: None,
        person: None,
        department: Some(name("customer-service")),
        recorded_at: Some(at),
    }
}

/// An order is dated on the day after the assessment.
fn order_of_tomorrow(profiles: &[Profile]) -> Purchase {
    Purchase {
        at: instant(LAST + 1, 10 * 60),
        order: Some(name("O-tomorrow")),
        what: PurchaseKind::Order,
        amount: money(12_300, rates::yuan()),
        customer: profiles.first().map(|profile| profile.id.clone()),
    }
}

/// Somebody pays in dollars on a day for which nobody entered a rate.
fn order_on_a_day_without_rate(profiles: &[Profile]) -> Option<Purchase> {
    let day = *rates::WITHOUT_RATE.start() + 1;
    let payer = profiles.iter().find(|profile| profile.pays_in_dollars && profile.is_there(day))?;
    Some(Purchase {
        at: instant(day, 12 * 60),
        order: Some(name("O-holiday")),
        what: PurchaseKind::Order,
        amount: money(4_990, rates::dollar()),
        customer: Some(payer.id.clone()),
    })
}

/// Returns one of the rows.
fn some<T: Clone>(rows: &[T], dice: &mut Dice) -> Option<T> {
    let place = usize::try_from(dice.below(rows.len() as u64)).ok()?;
    rows.get(place).cloned()
}

fn unknown(dice: &mut Dice) -> CustomerId {
    name(&format!("X-{:03}", dice.below(1_000)))
}

//! What the demo's customers buy and give back.

use crm_model::{Currency, Money, Purchase, PurchaseKind};

use super::customers::Profile;
use super::dice::{Dice, name};
use super::rates;
use super::time::{LAST, instant};

/// Returns the orders and refunds of a customer since the first day of the first stay, up to the last day.
pub(super) fn of(dice: &mut Dice, profile: &Profile) -> Vec<Purchase> {
    let mut rows = Vec::new();
    for (from, until) in &profile.stays {
        let end = until.unwrap_or(LAST);
        let mut day = from + dice.number(0, 6);
        while day < end {
            buy(dice, profile, day, &mut rows);
            day += dice.number(profile.usual_gap / 2, profile.usual_gap * 3 / 2).max(1);
        }
    }
    rows
}

fn buy(dice: &mut Dice, profile: &Profile, day: i64, rows: &mut Vec<Purchase>) {
    let number = rows.len() + 1;
    let hundredths = dice.heavy_tail(profile.usual_amount, 6).max(100);
    let currency = if profile.pays_in_dollars { rates::dollar() } else { rates::yuan() };
    let hundredths = if profile.pays_in_dollars { hundredths / 7 } else { hundredths };
    let order = Some(name(&format!("O-{:05}-{number:02}", profile.place + 1)));
    let at = instant(day, 0) + dice.minutes(8 * 60, 22 * 60);
    rows.push(Purchase {
        at,
        order: order.clone(),
        what: PurchaseKind::Order,
        amount: money(hundredths, currency),
        customer: Some(profile.id.clone()),
    });
    let given_back = at + dice.hours(20, 14 * 24);
    if dice.chance(45) && given_back < instant(LAST, 0) {
        let whole = dice.chance(600);
        let part = if whole { hundredths } else { hundredths * dice.number(30, 70) / 100 };
        rows.push(Purchase {
            at: given_back,
            order: Some(name(&format!("R-{:05}-{number:02}", profile.place + 1))),
            what: PurchaseKind::Refund { of: order.filter(|_| dice.chance(900)) },
            amount: money(part, currency),
            customer: Some(profile.id.clone()),
        });
    }
}

/// Returns an amount of hundredths.
pub(super) fn money(hundredths: i64, currency: Currency) -> Money {
    Money::from_ten_thousandths(hundredths * 100, currency)
}

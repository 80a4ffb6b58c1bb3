//! What the demo's company spends on its customers, month by month.

use crm_model::{Activity, Purchase, PurchaseKind, Spend, SpendAim};

use super::customers::{Level, Profile};
use super::dice::{Dice, name};
use super::purchases::money;
use super::rates;
use super::time::{LAST, day_of, first_day_of, instant, is_bad_month, month_of};

/// What the money goes to: the aim, the department, the activity, and how many hundred-thousandths of the month's revenue.
const ITEMS: [(SpendAim, &str, &str, i64); 10] = [
    (SpendAim::Maintenance, "customer-service", "hotline", 1_500),
    (SpendAim::Maintenance, "technical-support", "training", 700),
    (SpendAim::Maintenance, "sales", "visit", 900),
    (SpendAim::Maintenance, "marketing", "customer-event", 750),
    (SpendAim::Maintenance, "marketing", "newsletter", 250),
    (SpendAim::Maintenance, "product", "compensation", 200),
    (SpendAim::Acquisition, "marketing", "advertising", 4_500),
    (SpendAim::Acquisition, "marketing", "campaign", 2_200),
    (SpendAim::Acquisition, "sales", "trade-fair", 1_300),
    (SpendAim::Acquisition, "sales", "partner-commission", 800),
];

/// Returns the expenses of every month from January 2025 on, in proportion to what came in.
pub(super) fn rows(dice: &mut Dice, purchases: &[Purchase], profiles: &[Profile]) -> Vec<Spend> {
    let mut rows = Vec::new();
    for month in 0..=month_of(LAST) {
        let (first, next) = (first_day_of(month), first_day_of(month + 1));
        let revenue = revenue(purchases, first, next);
        for (aim, department, activity, share) in ITEMS {
            let more = if is_bad_month(first) && activity == "compensation" { 3 } else { 1 };
            let hundredths = revenue * share / 100_000 * more * dice.number(85, 115) / 100;
            let day = (next - 1 - dice.number(0, 4)).min(LAST - 1);
            rows.push(Spend {
                at: instant(day, 14 * 60) + dice.minutes(0, 180),
                amount: money(hundredths.max(1), rates::yuan()),
                aim,
                department: (!dice.chance(30)).then(|| name(department)),
                activity: (!dice.chance(20)).then(|| name::<Activity>(activity)),
                customer: None,
            });
        }
        let valued = profiles.iter().filter(|one| one.level == Level::High && one.is_there(first));
        rows.extend(valued.filter_map(|profile| gift(dice, profile, first)));
    }
    rows
}

/// A small gift for one valued customer in forty a month.
fn gift(dice: &mut Dice, profile: &Profile, first: i64) -> Option<Spend> {
    let at = instant(first + dice.number(0, 27), 10 * 60) + dice.minutes(0, 300);
    dice.chance(25).then(|| Spend {
        at,
        amount: money(dice.number(80, 260) * 100, rates::yuan()),
        aim: SpendAim::Maintenance,
        department: Some(name("marketing")),
        activity: Some(name("gift")),
        customer: Some(profile.id.clone()),
    })
}

/// Returns what came in from `first` up to the day before `next`, refunds taken off, in hundredths of a yuan; a dollar
/// counts as seven.
fn revenue(purchases: &[Purchase], first: i64, next: i64) -> i64 {
    let hundredths = |purchase: &Purchase| {
        let amount = purchase.amount.ten_thousandths() / 100;
        let amount = if purchase.amount.currency() == rates::dollar() { amount * 7 } else { amount };
        if purchase.what == PurchaseKind::Order { amount } else { -amount }
    };
    let in_month = |purchase: &&Purchase| (first..next).contains(&day_of(purchase.at));
    purchases.iter().filter(in_month).map(hundredths).sum::<i64>().max(0)
}

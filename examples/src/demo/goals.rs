//! What the demo's company wants some of its big customers to buy.

use crm_model::CustomerGoal;

use super::customers::{Level, Profile};
use super::dice::Dice;
use super::purchases::money;
use super::rates;
use super::time::{FIRST, date};

/// Returns a goal for 2025, and one for 2026, of one valued customer in three: a little below or above what it usually buys.
pub(super) fn rows(dice: &mut Dice, profiles: &[Profile]) -> Vec<CustomerGoal> {
    let big = profiles.iter().filter(|one| one.level == Level::High && one.is_there(FIRST));
    let mut rows = Vec::new();
    for profile in big {
        if !dice.chance(333) {
            continue;
        }
        for (first, last) in [(FIRST, -1), (0, 364)] {
            let usual = profile.usual_amount * 365 / profile.usual_gap.max(1);
            let wanted = usual * dice.number(60, 120) / 100 / 100_000 * 100_000;
            let currency = if profile.pays_in_dollars { rates::dollar() } else { rates::yuan() };
            let wanted = if profile.pays_in_dollars { wanted / 7 } else { wanted };
            rows.push(CustomerGoal {
                customer: profile.id.clone(),
                from: date(first),
                until: date(last),
                amount: money(wanted.max(100_000), currency),
            });
        }
    }
    rows
}

//! Who the demo's tickets are about, and when customers call.

use chrono::{DateTime, Utc};
use crm_model::CustomerId;

use super::customers::Profile;
use super::dice::{Dice, name};
use super::time::{FIRST_OF_TICKETS, LAST, instant, is_bad_month, is_quiet};

/// The customers who may open tickets.
pub(super) struct Cast {
    pub(super) profiles: Vec<Profile>,
}

impl Cast {
    /// Returns one of the customers of a day; one in a hundred is a customer that no table knows.
    pub(super) fn customer(&self, dice: &mut Dice, day: i64) -> Option<CustomerId> {
        const TRIES: usize = 8;
        if dice.chance(10) {
            return Some(name(&format!("X-{:03}", dice.below(1_000))));
        }
        let mut anyone = None;
        for _ in 0..TRIES {
            let place = usize::try_from(dice.below(self.profiles.len() as u64)).ok()?;
            let profile = self.profiles.get(place)?;
            anyone = Some(profile.id.clone());
            if profile.is_there(day) {
                break;
            }
        }
        anyone
    }
}

/// Returns when a ticket is opened: on working days mostly, by daylight, and most often in the bad month.
pub(super) fn opening(dice: &mut Dice) -> DateTime<Utc> {
    loop {
        let day = dice.number(FIRST_OF_TICKETS, LAST);
        if (is_quiet(day) && !dice.chance(120)) || (!is_bad_month(day) && dice.chance(300)) {
            continue;
        }
        let by_day = dice.chance(850);
        let minute = if by_day { dice.minutes(9 * 60, 15 * 60) } else { dice.minutes(7 * 60, 22 * 60) };
        let opened_at = instant(day, 0) + minute;
        if opened_at <= super::as_of() {
            return opened_at;
        }
    }
}

//! Who and what the demo's tickets are about: words, customers, staff, and when customers call.

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{Channel, ChannelAttributes, Customer, CustomerId, DatedTier, PersonId, Vocabulary};

use super::dice::{Dice, name};

/// Days from the first of January 2026 on which offices are closed for New Year and Spring Festival.
const HOLIDAYS: [std::ops::RangeInclusive<i64>; 2] = [0..=2, 45..=53];

/// The words of the demo, and its customers.
pub(super) struct Cast {
    pub(super) customers: Vec<Customer>,
}

impl Cast {
    pub(super) fn new(dice: &mut Dice, tickets: usize) -> Self {
        let customers = (1..=tickets / 4 + 1).map(|number| customer(dice, number)).collect();
        Self { customers }
    }

    /// Returns one of the customers; one in a hundred is a customer that no table knows.
    pub(super) fn customer(&self, dice: &mut Dice) -> Option<CustomerId> {
        if dice.chance(10) {
            return Some(name(&format!("X-{:03}", dice.below(1_000))));
        }
        let place = dice.below(self.customers.len() as u64);
        let place = usize::try_from(place).ok()?;
        self.customers.get(place).map(|customer| customer.id.clone())
    }
}

fn customer(dice: &mut Dice, number: usize) -> Customer {
    let tier = |word| name(word);
    let first = dice.weighted("ordinary", &[(15, "high"), (35, "middle"), (50, "ordinary")]);
    let mut tiers = Vec::new();
    if !dice.chance(30) {
        tiers.push(DatedTier { from: None, tier: tier(first) });
        if dice.chance(60) {
            let later = dice.weighted("middle", &[(1, "high"), (1, "middle")]);
            tiers.push(DatedTier { from: Some(instant(59, 0)), tier: tier(later) });
        }
    }
    Customer { tiers, ..Customer::new(name(&format!("C-{number:04}"))) }
}

/// Returns a person of a department.
pub(super) fn person(dice: &mut Dice, department: &str) -> PersonId {
    let initials = department.get(..2).unwrap_or("xx");
    name(&format!("{initials}-{:02}", 1 + dice.below(12)))
}

/// Returns when a ticket is opened: on working days between January and March mostly, by daylight.
pub(super) fn opening(dice: &mut Dice) -> DateTime<Utc> {
    const DAYS: u64 = 90;
    loop {
        let day = i64::try_from(dice.below(DAYS)).unwrap_or_default();
        // The first of January 2026 was a Thursday.
        let weekend = matches!((day + 3) % 7, 5 | 6);
        let quiet = weekend || HOLIDAYS.iter().any(|days| days.contains(&day));
        if quiet && !dice.chance(120) {
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

/// Returns the instant that clocks in China show this many days and minutes after the start of 2026.
pub(super) fn instant(day: i64, minute: i64) -> DateTime<Utc> {
    const START_OF_2026: i64 = 1_767_225_600;
    const AHEAD_OF_UTC: i64 = 8 * 3_600;
    DateTime::from_timestamp(START_OF_2026 - AHEAD_OF_UTC, 0).unwrap_or_default()
        + TimeDelta::days(day)
        + TimeDelta::minutes(minute)
}

/// Returns the minute of the day that clocks in China show.
pub(super) fn minute_of_day(at: DateTime<Utc>) -> i64 {
    (at - instant(0, 0)).num_minutes().rem_euclid(24 * 60)
}

/// Returns the words that the demo uses.
pub(super) fn vocabulary() -> Vocabulary {
    fn words<T: Ord + std::str::FromStr<Err = crm_model::NameError>>(
        texts: &[&str],
    ) -> std::collections::BTreeSet<T> {
        texts.iter().map(|text| name(text)).collect()
    }
    let channel = |text, instant, written, public| -> (Channel, ChannelAttributes) {
        (name(text), ChannelAttributes { instant, written, public })
    };
    Vocabulary {
        kinds: words(&[
            "product-fault",
            "service-dissatisfaction",
            "inquiry",
            "billing-question",
            "complaint",
        ]),
        urgencies: words(&["urgent", "regular"]),
        complexities: words(&["ordinary", "complex", "special"]),
        tiers: words(&["high", "middle", "ordinary"]),
        departments: words(&["customer-service", "technical-support", "product", "finance"]),
        channels: [
            channel("phone", true, false, false),
            channel("online-chat", true, true, false),
            channel("e-mail", false, true, false),
            channel("social-media", false, true, true),
        ]
        .into(),
        wait_reasons: words(&["customer", "supplier"]),
        ..Vocabulary::default()
    }
}

//! Who the demo's customers are: how much they are worth, and when they came and left.

use crm_model::{Customer, CustomerId, DatedTier, Membership};

use super::dice::{Dice, name};
use super::time::{FIRST, FOUNDED, LAST, first_day_of, instant, month_of};

/// How much a customer is worth, before chance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    High,
    Middle,
    Ordinary,
}

impl Level {
    /// Returns the tier's word.
    pub(super) const fn tier(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Middle => "middle",
            Self::Ordinary => "ordinary",
        }
    }
}

/// What the demo knows about a customer and the records tell only in part.
#[derive(Debug, Clone)]
pub(super) struct Profile {
    pub(super) id: CustomerId,
    /// The place among the customers, in the order in which they came.
    pub(super) place: usize,
    pub(super) level: Level,
    /// The days of membership, without the last: the first stay, and the second of those who came back.
    pub(super) stays: Vec<(i64, Option<i64>)>,
    /// About how much an order comes to, in hundredths.
    pub(super) usual_amount: i64,
    /// About how many days lie between two orders.
    pub(super) usual_gap: i64,
    pub(super) pays_in_dollars: bool,
}

impl Profile {
    /// Returns the day on which the customer first came.
    pub(super) fn joined(&self) -> i64 {
        self.stays.first().map_or(FOUNDED, |(from, _)| *from)
    }

    /// Returns whether it is a customer on a day.
    pub(super) fn is_there(&self, day: i64) -> bool {
        self.stays.iter().any(|(from, until)| *from <= day && until.is_none_or(|until| day < until))
    }
}

/// Returns so many customers, those who came earlier first.
pub(super) fn profiles(dice: &mut Dice, count: usize) -> Vec<Profile> {
    let mut joined: Vec<i64> = (0..count).map(|_| joining_day(dice)).collect();
    joined.sort_unstable();
    joined.into_iter().enumerate().map(|(place, joined)| profile(dice, place, joined)).collect()
}

/// Three in four came before 2025.
fn joining_day(dice: &mut Dice) -> i64 {
    if dice.chance(750) { dice.number(FOUNDED, FIRST - 1) } else { dice.number(FIRST, LAST - 1) }
}

fn profile(dice: &mut Dice, place: usize, joined: i64) -> Profile {
    let level =
        dice.weighted(Level::Ordinary, &[(25, Level::High), (40, Level::Middle), (35, Level::Ordinary)]);
    let (amount, gap) = match level {
        Level::High => (90_000, dice.number(35, 95)),
        Level::Middle => (50_000, dice.number(110, 220)),
        Level::Ordinary => (30_000, dice.number(280, 600)),
    };
    Profile {
        id: name(&format!("C-{:05}", place + 1)),
        place,
        level,
        stays: stays(dice, joined, level),
        usual_amount: dice.heavy_tail(amount, 8),
        usual_gap: gap,
        pays_in_dollars: place % 250 == 7,
    }
}

/// Returns the stays of a customer: some leave, the ordinary ones more often, and some of these come back.
fn stays(dice: &mut Dice, joined: i64, level: Level) -> Vec<(i64, Option<i64>)> {
    let leaves = match level {
        Level::High => 75,
        Level::Middle => 140,
        Level::Ordinary => 225,
    };
    let earliest = (joined + 120).max(FIRST - 60);
    if earliest >= LAST || !dice.chance(leaves) {
        return vec![(joined, None)];
    }
    let left = dice.number(earliest, LAST);
    let back = left + dice.number(60, 200);
    let comes_back = dice.chance(150) && back < LAST;
    let second = comes_back.then_some((back, None));
    [(joined, Some(left))].into_iter().chain(second).collect()
}

/// Returns the customer's record without its file. Nobody recorded the memberships of one in a hundred.
pub(super) fn record(dice: &mut Dice, profile: &Profile) -> Customer {
    let membership = |(from, until): &(i64, Option<i64>)| Membership {
        from: instant(*from, 0),
        until: until.map(|day| instant(day, 0)),
    };
    let memberships =
        if dice.chance(10) { Vec::new() } else { profile.stays.iter().map(membership).collect() };
    Customer { tiers: tiers(dice, profile), memberships, ..Customer::new(profile.id.clone()) }
}

/// Returns the tiers that staff entered: three in a hundred have none, and a few change at the start of a quarter.
pub(super) fn tiers(dice: &mut Dice, profile: &Profile) -> Vec<DatedTier> {
    if dice.chance(30) {
        return Vec::new();
    }
    let mut tiers = vec![DatedTier { from: None, tier: name(profile.level.tier()) }];
    if dice.chance(80) {
        let later = match profile.level {
            Level::High | Level::Ordinary => Level::Middle,
            Level::Middle => dice.one_of(Level::High, &[Level::High, Level::Ordinary]),
        };
        let quarter = dice.number(1, month_of(LAST) / 3);
        let from = Some(instant(first_day_of(quarter * 3), 0));
        tiers.push(DatedTier { from, tier: name(later.tier()) });
    }
    tiers
}

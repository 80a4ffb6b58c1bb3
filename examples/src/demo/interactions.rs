//! The contacts of the demo that are no part of tickets: follow-ups, care, reviews and calls.

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{Channel, Direction, Interaction, Outcome, Purchase};

use super::customers::{Level, Profile};
use super::dice::{Dice, name};
use super::people::agent;
use super::time::{
    FIRST, LAST, day_of, first_day_of, instant, is_bad_month, is_quiet, month_of, working_days_after,
};
use super::words::{CARE, FOLLOW_UP, GUIDANCE, VALUE_REVIEW};

/// Returns the contacts with a customer, whose purchases are given, up to the instant of the demo.
pub(super) fn of(dice: &mut Dice, profile: &Profile, purchases: &[Purchase]) -> Vec<Interaction> {
    let mut rows = Vec::new();
    if let Some(first) = purchases.first().filter(|first| day_of(first.at) >= FIRST) {
        after_the_first_purchase(dice, profile, day_of(first.at), &mut rows);
    }
    for month in (0..=month_of(LAST)).filter(|_| !is_overlooked(profile)) {
        let days = first_day_of(month)..first_day_of(month + 1);
        if days.clone().any(|day| profile.is_there(day)) {
            in_a_month(dice, profile, month, &mut rows);
        }
    }
    rows.retain(|row| row.at <= super::as_of() && profile.is_there(day_of(row.at)));
    for row in &mut rows {
        row.recorded_at = row.recorded_at.filter(|recorded| *recorded <= super::as_of());
    }
    rows
}

/// Returns whether nobody thinks of a customer once the first weeks are over: so it is with every fourth of those who
/// neither buy much nor call.
fn is_overlooked(profile: &Profile) -> bool {
    const MUCH_IN_A_YEAR: i64 = 120_000;
    profile.place % 4 == 3 && profile.usual_amount * 365 / profile.usual_gap.max(1) < MUCH_IN_A_YEAR
}

/// A follow-up within three working days mostly, and guidance for some.
fn after_the_first_purchase(dice: &mut Dice, profile: &Profile, day: i64, rows: &mut Vec<Interaction>) {
    let late = if is_bad_month(day) { 200 } else { 35 };
    let followed_up = if dice.chance(late) {
        dice.number(7, 25)
    } else {
        working_days_after(day, dice.weighted(3, &[(9, 1), (10, 2), (1, 3)])) - day
    };
    if !dice.chance(15) {
        let channel = dice.weighted("phone", &[(7, "phone"), (3, "e-mail")]);
        let plan = Plan { purpose: Some(FOLLOW_UP), department: "sales", channel };
        let (at, reached) = (by_day(dice, day + followed_up), dice.chance(930));
        rows.push(plan.contact(dice, profile, at, reached));
        if !reached {
            let again = by_day(dice, working_days_after(day + followed_up, 1));
            rows.push(plan.contact(dice, profile, again, true));
        }
    }
    if dice.chance(350) {
        let at = by_day(dice, working_days_after(day, 8));
        let plan = Plan { purpose: Some(GUIDANCE), department: "technical-support", channel: "meeting" };
        rows.push(plan.contact(dice, profile, at, true));
    }
}

/// Two caring contacts a month for the high tier, one for the middle, one a quarter for the others; now and then the
/// customer calls.
fn in_a_month(dice: &mut Dice, profile: &Profile, month: i64, rows: &mut Vec<Interaction>) {
    let turn = i64::try_from(profile.place).unwrap_or_default();
    let times = match profile.level {
        Level::High => 2,
        Level::Middle => 1,
        Level::Ordinary => i64::from((month + turn) % 3 == 0),
    };
    let forgotten = if month == month_of(-40) { 300 } else { 90 };
    for time in 0..times {
        if dice.chance(forgotten) {
            continue;
        }
        let channel = match profile.level {
            Level::High => dice.weighted("phone", &[(6, "phone"), (2, "instant-messaging"), (2, "meeting")]),
            Level::Middle => {
                dice.weighted("e-mail", &[(5, "e-mail"), (3, "phone"), (2, "instant-messaging")])
            }
            Level::Ordinary => dice.weighted("e-mail", &[(6, "e-mail"), (4, "sms")]),
        };
        let department = if profile.level == Level::High { "sales" } else { "marketing" };
        let plan = Plan { purpose: Some(CARE), department, channel };
        let day = first_day_of(month) + time * 14 + dice.number(0, 11);
        let (at, reached) = (by_day(dice, day), dice.chance(940));
        rows.push(plan.contact(dice, profile, at, reached));
    }
    if profile.level == Level::High && (month + turn) % 6 == 0 && dice.chance(800) {
        let plan = Plan { purpose: Some(VALUE_REVIEW), department: "sales", channel: "meeting" };
        let day = first_day_of(month) + dice.number(0, 27);
        let at = by_day(dice, day);
        rows.push(plan.contact(dice, profile, at, true));
    }
    if dice.chance(120) {
        let channel = dice.weighted("phone", &[(6, "phone"), (3, "instant-messaging"), (1, "social-media")]);
        let plan = Plan { purpose: None, department: "customer-service", channel };
        let at = instant(first_day_of(month) + dice.number(0, 27), 9 * 60) + dice.minutes(0, 11 * 60);
        let call = plan.contact(dice, profile, at, true);
        rows.push(Interaction { direction: Direction::Inbound, ..call });
    }
}

/// What a contact is for and who makes it how.
pub(super) struct Plan {
    pub(super) purpose: Option<&'static str>,
    pub(super) department: &'static str,
    pub(super) channel: &'static str,
}

impl Plan {
    /// Returns the contact that the company makes at an instant.
    pub(super) fn contact(
        &self,
        dice: &mut Dice,
        profile: &Profile,
        at: DateTime<Utc>,
        reached: bool,
    ) -> Interaction {
        let spoken = matches!(self.channel, "phone" | "meeting");
        let channel: Channel = name(self.channel);
        Interaction {
            at,
            customer: Some(profile.id.clone()),
            direction: Direction::Outbound,
            outcome: if reached { Outcome::Reached } else { Outcome::NotReached },
            channel: Some(channel).filter(|_| !dice.chance(15)),
            purpose: self.purpose.map(name),
            person: Some(agent(dice, self.department)).filter(|_| !dice.chance(25)),
            department: Some(name(self.department)),
            recorded_at: Some(recorded(dice, at, spoken)),
        }
    }
}

/// What is written is recorded as it is sent; what is spoken within minutes mostly, hours later sometimes, and what was
/// forgotten when the week is gone through.
fn recorded(dice: &mut Dice, at: DateTime<Utc>, spoken: bool) -> DateTime<Utc> {
    let delay = match (spoken, dice.weighted(0, &[(84, 0), (11, 1), (5, 2)])) {
        (false, _) => TimeDelta::zero(),
        (true, 0) => dice.minutes(1, 20),
        (true, 1) => dice.hours(0, 3),
        (true, _) => TimeDelta::days(6),
    };
    at + delay
}

/// Returns an instant in the office hours of a day, or of the next working day.
pub(super) fn by_day(dice: &mut Dice, day: i64) -> DateTime<Utc> {
    let day = if is_quiet(day) { working_days_after(day, 1) } else { day };
    instant(day, 9 * 60 + 30) + dice.minutes(0, 8 * 60)
}

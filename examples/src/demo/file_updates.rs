//! What the demo's company learns of its customers, and when it is entered in their files.

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{FileField, FileUpdate};

use super::customers::Profile;
use super::dice::{Dice, name};
use super::interactions::by_day;
use super::people::agent;
use super::time::{FIRST, LAST, is_bad_month};

/// Returns what is learned of a customer while it is one, a few times a year, up to the instant of the demo.
pub(super) fn of(dice: &mut Dice, profile: &Profile) -> Vec<FileUpdate> {
    let mut rows = Vec::new();
    let mut day = FIRST + dice.number(0, 150);
    while day <= LAST {
        if profile.is_there(day) {
            rows.extend(learned(dice, profile, day));
        }
        day += dice.number(60, 240);
    }
    rows
}

/// Returns something that is learned on a day, if that is not after the demo.
fn learned(dice: &mut Dice, profile: &Profile, day: i64) -> Option<FileUpdate> {
    let field = dice.weighted(
        FileField::Phone,
        &[
            (26, FileField::Phone),
            (22, FileField::EMail),
            (12, FileField::Address),
            (12, FileField::JobTitle),
            (10, FileField::Interests),
            (8, FileField::DecisionMakers),
            (6, FileField::Company),
            (4, FileField::InCharge),
        ],
    );
    let department = dice.weighted("sales", &[(6, "sales"), (3, "customer-service"), (1, "marketing")]);
    let (learned_at, delay) = (by_day(dice, day), delay(dice, field, day));
    let person = agent(dice, department);
    let update = FileUpdate {
        learned_at,
        customer: Some(profile.id.clone()),
        field,
        entered_at: entered(learned_at, delay),
        person: Some(person).filter(|_| !dice.chance(40)),
        department: Some(name(department)),
    };
    Some(update).filter(|update| update.learned_at <= super::as_of())
}

/// How one reaches a customer is entered while the customer still speaks, mostly; the rest by the next day.
fn delay(dice: &mut Dice, field: FileField, day: i64) -> TimeDelta {
    let late = dice.chance(if is_bad_month(day) { 300 } else { 110 });
    let reaches = matches!(field, FileField::Phone | FileField::EMail | FileField::Address);
    match (reaches, late) {
        (true, false) => dice.minutes(0, 4),
        (true, true) => dice.hours(1, 30),
        (false, false) => dice.hours(0, 22),
        (false, true) => dice.hours(25, 120),
    }
}

/// Returns when something is entered, unless that is after the demo.
fn entered(learned_at: DateTime<Utc>, delay: TimeDelta) -> Option<DateTime<Utc>> {
    Some(learned_at + delay).filter(|at| *at <= super::as_of())
}

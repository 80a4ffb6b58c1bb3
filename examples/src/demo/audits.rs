//! The audits of the demo's files: every month one file in nine is compared with the truth, drawn without looking.

use crm_model::{AuditOccasion, AuditedField, CustomerFile, FileField, PersonId};

use super::customers::Profile;
use super::dice::Dice;
use super::interactions::by_day;
use super::people::agent;
use super::time::{FIRST, LAST, first_day_of, is_bad_month, month_of};

/// The key fields of the policy.
const KEY: [FileField; 5] =
    [FileField::Name, FileField::Phone, FileField::EMail, FileField::Address, FileField::InCharge];

/// Returns what was found in a customer's file, month after month. Empty fields are left to those who fill them.
pub(super) fn of(dice: &mut Dice, profile: &Profile, file: Option<&CustomerFile>) -> Vec<AuditedField> {
    let mut rows = Vec::new();
    let Some(file) = file else { return rows };
    let place = i64::try_from(profile.place).unwrap_or_default();
    for month in month_of(FIRST)..=month_of(LAST) {
        let day = first_day_of(month) + dice.number(9, 25);
        let is_drawn = (place + month * 4) % 9 == 0;
        // A customer who is visited says whether the file is right.
        let is_visited = !is_drawn && profile.is_there(day) && dice.chance(8);
        if !is_drawn && !is_visited {
            continue;
        }
        let audited_at = by_day(dice, day);
        let occasion = if is_drawn { AuditOccasion::Audit } else { AuditOccasion::FollowUp };
        let department = if is_drawn { "marketing" } else { "sales" };
        let person: PersonId = agent(dice, department);
        let is_entered = file.entered_at.is_none_or(|entered| entered <= audited_at);
        if audited_at > super::as_of() || !is_entered {
            continue;
        }
        let filled = KEY.into_iter().filter(|field| file.has(*field));
        rows.extend(filled.map(|field| AuditedField {
            audited_at,
            customer: profile.id.clone(),
            field,
            is_right: !dice.chance(if is_bad_month(day) { 12 } else { 3 }),
            occasion,
            person: Some(person.clone()),
        }));
    }
    rows
}

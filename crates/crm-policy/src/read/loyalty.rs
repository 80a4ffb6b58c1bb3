//! `[loyalty]`: who is loyal.

use crm_model::{RuleName, Scale};
use crm_segmentation::{
    Counting, LoyaltyRule, LoyaltySpec, RecommendationCriterion, RepeatCriterion, TenureCriterion,
};

use super::Ground;
use super::churn::{count, part};
use super::named::{self, optional};
use super::tiers::{checked, day_count, parsed};
use super::vocabulary::word;
use crate::section::{Item, Section};

const REQUIRED: [&str; 2] = ["clause", "needed"];
const OPTIONAL: [&str; 5] = ["strength", "repeat", "recommendation", "tenure", "off"];

/// What shows that a customer recommends the company.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Referrals,
    Answer,
}

const BY: [(By, &str); 2] = [(By::Referrals, "referrals"), (By::Answer, "answer")];

/// Returns the rule, unless there is none or something in it is wrong, which has been noted.
pub(super) fn read(root: &Section<'_>, ground: Ground<'_>) -> Option<LoyaltyRule> {
    let table = named::only_table(root, "loyalty", &[REQUIRED.as_slice(), &OPTIONAL].concat())?;
    checked(&table, LoyaltyRule::new(spec(&table, ground)?))
}

fn spec(table: &Section<'_>, ground: Ground<'_>) -> Option<LoyaltySpec> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = RuleName::new(&table.path).ok();
    let (clause, strength) = (named::clause(table), named::strength(table));
    let repeat = part(table, "repeat", repeat);
    let recommendation = part(table, "recommendation", recommendation);
    let tenure = part(table, "tenure", tenure);
    let needed = table.get("needed").and_then(|item| item.integer::<u8>());
    keys_are_known.then_some(())?;
    Some(LoyaltySpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        zone: ground.zone.clone(),
        repeat: repeat.ok()?,
        recommendation: recommendation.ok()?,
        tenure: tenure.ok()?,
        needed: needed?.into(),
    })
}

fn repeat(section: &Section<'_>) -> Option<RepeatCriterion> {
    let keys_are_known = section.check_keys(&["window", "at-least", "counting"], &[]);
    let window = parsed(section, "window");
    let at_least = section.get("at-least").and_then(|item| count(&item));
    let counting = section.get("counting").and_then(|item| item.choice(&Counting::ALL));
    keys_are_known.then_some(())?;
    Some(RepeatCriterion { window: window?, at_least: at_least?, counting: counting? })
}

fn recommendation(section: &Section<'_>) -> Option<RecommendationCriterion> {
    let Some(item) = section.get("by") else {
        section.check_keys(&["by"], &["at-least", "survey", "topic", "scale", "from"]);
        return None;
    };
    match item.choice(&BY)? {
        By::Referrals => {
            let keys_are_known = section.check_keys(&["by", "at-least"], &[]);
            let at_least = section.get("at-least").and_then(|item| count(&item));
            keys_are_known.then_some(())?;
            Some(RecommendationCriterion::Referrals { at_least: at_least? })
        }
        By::Answer => answer(section),
    }
}

fn answer(section: &Section<'_>) -> Option<RecommendationCriterion> {
    let keys_are_known = section.check_keys(&["by", "topic", "from"], &["survey", "scale"]);
    let survey = optional(section, "survey", word);
    let topic = section.get("topic").and_then(|item| word(&item));
    let scale = optional(section, "scale", Item::parsed::<Scale>);
    let from = section.get("from").and_then(|item| item.integer());
    keys_are_known.then_some(())?;
    let scale = scale.ok()?.unwrap_or(Scale::ZERO_TO_TEN);
    Some(RecommendationCriterion::Answer { survey: survey.ok()?, topic: topic?, scale, from: from? })
}

fn tenure(section: &Section<'_>) -> Option<TenureCriterion> {
    let keys_are_known = section.check_keys(&["at-least"], &[]);
    let at_least = section.get("at-least").and_then(|item| day_count(&item));
    keys_are_known.then_some(())?;
    Some(TenureCriterion { at_least: at_least? })
}

//! `stability` of `[tiers.NAME]`: how a customer keeps its tier while verdicts change.

use core::num::NonZeroU32;

use crm_model::{ClauseId, RuleName, Strength};
use crm_segmentation::{Downgrade, DowngradeTo, Reviews, StandingRule, TrailingWindow, ValueTierSpec};

use super::named::{self, optional};
use crate::section::{Item, Section};
use crate::suggest::{advice, join, quote};

const AT_ONCE: &str = "at-once";
const AT_REVIEW: &str = "at-review";
/// What a rule with reviews says besides, and one without may not.
const OF_REVIEWS: [&str; 4] = ["first", "every", "failing", "to"];

/// What a rule for tiers says of stability; clause and strength are those of the tiers where it names none.
pub(super) struct Stability {
    clause: Option<ClauseId>,
    strength: Option<Strength>,
    downgrade: Downgrade,
}

impl Stability {
    /// Returns the rule for standings beside a rule for tiers.
    pub(super) fn of(self, tiers: &ValueTierSpec) -> Option<StandingRule> {
        Some(StandingRule {
            name: RuleName::new(format!("{}.stability", tiers.name)).ok()?,
            clause: self.clause.unwrap_or_else(|| tiers.clause.clone()),
            strength: self.strength.unwrap_or(tiers.strength),
            downgrade: self.downgrade,
        })
    }
}

/// Returns what the key says; what is wrong with it is noted.
pub(super) fn read(item: &Item<'_>) -> Option<Stability> {
    let table = item.section()?;
    let clause = optional(&table, "clause", Item::parsed::<ClauseId>);
    let strength = optional(&table, "strength", |_| named::strength(&table).ok());
    let Some(word) = table.get("downgrade") else {
        table.check_keys(&["downgrade"], &[["clause", "strength"].as_slice(), &OF_REVIEWS].concat());
        return None;
    };
    let downgrade = match word.text()? {
        AT_ONCE => at_once(&table),
        AT_REVIEW => at_review(&table),
        other => word.refuse(
            format!("{} is not possible here", quote(other)),
            Some(advice(other, &[AT_ONCE, AT_REVIEW])),
        ),
    };
    Some(Stability { clause: clause.ok()?, strength: strength.ok()?, downgrade: downgrade? })
}

fn at_once(table: &Section<'_>) -> Option<Downgrade> {
    let keys_are_known =
        table.check_keys(&["downgrade"], &[["clause", "strength"].as_slice(), &OF_REVIEWS].concat());
    let idle: Vec<&str> = OF_REVIEWS.into_iter().filter(|key| table.get(key).is_some()).collect();
    if idle.is_empty() {
        return keys_are_known.then_some(Downgrade::AtOnce);
    }
    let are = if idle.len() == 1 { "is" } else { "are" };
    let message = format!("{} {are} for reviews, and here tiers are lowered at once", join(&idle, "and"));
    table.refuse(
        message,
        Some(format!("leave {} out, or write `downgrade = \"{AT_REVIEW}\"`", join(&idle, "and"))),
    );
    None
}

fn at_review(table: &Section<'_>) -> Option<Downgrade> {
    let required = [["downgrade"].as_slice(), &OF_REVIEWS].concat();
    let keys_are_known = table.check_keys(&required, &["clause", "strength"]);
    let first = table.get("first").and_then(|item| item.date());
    let every_months = table.get("every").and_then(|item| months(&item));
    let failing = table.get("failing").and_then(|item| at_least_one(&item));
    let to = table.get("to").and_then(|item| item.choice(&DowngradeTo::ALL));
    keys_are_known.then_some(())?;
    let reviews = Reviews { first: first?, every_months: every_months? };
    Some(Downgrade::AtReview { reviews, failing: failing?, to: to? })
}

/// Returns how many months a text such as `3 months` says.
fn months(item: &Item<'_>) -> Option<NonZeroU32> {
    let text = item.text()?;
    let months = text.parse().ok().map(TrailingWindow::count).and_then(NonZeroU32::new);
    months.or_else(|| {
        item.refuse(
            format!("{} is no number of months", quote(text)),
            Some("expected months such as `3 months`".into()),
        )
    })
}

/// Returns how many reviews must fail.
fn at_least_one(item: &Item<'_>) -> Option<NonZeroU32> {
    let number = item.integer::<u32>()?;
    NonZeroU32::new(number).or_else(|| {
        item.refuse(
            "a tier is never lowered by no review",
            Some("expected 1 or more reviews in a row".into()),
        )
    })
}

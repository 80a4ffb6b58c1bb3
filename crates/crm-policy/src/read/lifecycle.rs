//! `[lifecycle]`: the stages of a customer's life.

use std::fmt::Display;
use std::str::FromStr;

use crm_model::{LifecycleStage, NameError, RuleName, StageFocus};
use crm_segmentation::{
    Advocate, ChurnRule, Counting, LifecycleRule, LifecycleSpec, LostWhen, LoyaltyRule, Stage, StageSpec,
    Times,
};

use super::named::{self, Noted};
use super::tiers::checked;
use super::vocabulary::word;
use crate::section::{Item, Section};
use crate::suggest::quote;

const REQUIRED: [&str; 5] = ["clause", "counting", "lost-from", "at-risk-from", "advocate"];
const OPTIONAL: [&str; 4] = ["strength", "names", "focus", "off"];

/// Returns the rule, unless there is none or something in it is wrong, which has been noted. It rests on the rules for
/// warnings and loyalty, each `None` without one and an error where what is wrong with it has been noted.
pub(super) fn read(
    root: &Section<'_>,
    churn: Result<Option<&ChurnRule>, Noted>,
    loyalty: Result<Option<&LoyaltyRule>, Noted>,
) -> Option<LifecycleRule> {
    let table = named::only_table(root, "lifecycle", &[REQUIRED.as_slice(), &OPTIONAL].concat())?;
    let spec = spec(&table);
    let needs = |key: &str| {
        let expected = format!("expected `[{key}]`, or `off = true` here as well");
        table.refuse(format!("stages rest on `[{key}]`, which is not there"), Some(expected));
    };
    if matches!(churn, Ok(None)) {
        needs("churn");
    }
    if matches!(loyalty, Ok(None)) {
        needs("loyalty");
    }
    let (churn, loyalty) = (churn.ok()??.clone(), loyalty.ok()??.clone());
    checked(&table, LifecycleRule::new(spec?, churn, loyalty))
}

fn spec(table: &Section<'_>) -> Option<LifecycleSpec> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let name = RuleName::new(&table.path).ok();
    let (clause, strength) = (named::clause(table), named::strength(table));
    let counting = table.get("counting").and_then(|item| item.choice(&Counting::ALL));
    let lost = table.get("lost-from").and_then(|item| lost(&item));
    let at_risk_from = table.get("at-risk-from").and_then(|item| word(&item));
    let advocate = table.get("advocate").and_then(|item| item.choice(&Advocate::ALL));
    let names = words::<LifecycleStage>(table, "names");
    let focus = words::<StageFocus>(table, "focus");
    keys_are_known.then_some(())?;
    let (names, focus) = (names.ok()?, focus.ok()?);
    let stage = |((stage, name), focus): ((Stage, Option<LifecycleStage>), Option<StageFocus>)| {
        let name = name.or_else(|| LifecycleStage::new(stage.as_str()).ok())?;
        Some(StageSpec { name, focus })
    };
    let stages: Option<Vec<StageSpec>> = Stage::ALL.into_iter().zip(names).zip(focus).map(stage).collect();
    Some(LifecycleSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        counting: counting?,
        lost: lost?,
        at_risk_from: at_risk_from?,
        advocate: advocate?,
        stages: stages?.try_into().ok()?,
    })
}

/// Returns so many days, or so many times the customer's own gap.
fn lost(item: &Item<'_>) -> Option<LostWhen> {
    let text = item.text()?;
    if text.ends_with("time") || text.ends_with("times") {
        return item.parsed::<Times>().map(LostWhen::Overdue);
    }
    let digits = text.strip_suffix('d').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    let days = digits.and_then(|digits| digits.parse().ok()).map(LostWhen::Days);
    let expected = "expected whole days such as `365d`, or times the usual gap such as `6 times`";
    days.or_else(|| {
        item.refuse(format!("{} is no time without a purchase", quote(text)), Some(expected.into()))
    })
}

/// Returns the words of a table by stage, in the order of the stages.
fn words<T: FromStr<Err = NameError> + Display>(
    table: &Section<'_>,
    key: &str,
) -> Result<[Option<T>; 6], Noted> {
    let Some(item) = table.get(key) else { return Ok([const { None }; 6]) };
    let section = item.section().ok_or(Noted)?;
    let keys_are_known = section.check_keys(&[], &Stage::ALL.map(Stage::as_str));
    let word =
        |stage: Stage| section.get(stage.as_str()).map(|item| word::<T>(&item).ok_or(Noted)).transpose();
    let words = Stage::ALL.map(word);
    if !keys_are_known {
        return Err(Noted);
    }
    let words: Vec<Option<T>> = words.into_iter().collect::<Result<_, Noted>>()?;
    words.try_into().map_err(|_| Noted)
}

//! `[tiers.NAME]`, `[tier-names.NAME]`, `[classes]`, `[rfm]` and `[segments]`: what customers are worth.

use std::collections::BTreeMap;

use std::num::NonZeroU32;

use crm_model::{ClauseId, Currency, Money, RuleName, Share, Strength, ValueTier, Vocabulary};
use crm_segmentation::{
    Basis, ClassRule, ClassSpec, Counting, Disagree, Population, RepurchaseThresholds, RfmRule, RfmSpec,
    RuleError, Scoring, SpendBy, SpendThresholds, TierNames, TierNamesSpec, ValueTierRule, ValueTierSpec,
};

use super::named::{self, Noted, optional};
use super::vocabulary::{declared_word, word};
use super::{Ground, segments, stability};
use crate::section::{Item, Section};
use crate::suggest::quote;
use crate::version::Segmentation;

const TIER_REQUIRED: [&str; 6] = ["clause", "spend", "repurchase", "disagree", "population", "names"];
const TIER_OPTIONAL: [&str; 5] = ["strength", "minimum-tenure", "stability", "currency", "off"];
const NAMES_REQUIRED: [&str; 1] = ["clause"];
const NAMES_OPTIONAL: [&str; 5] = ["strength", "high", "middle", "ordinary", "off"];
const CLASS_REQUIRED: [&str; 5] = ["clause", "window", "population", "a", "b"];
const CLASS_OPTIONAL: [&str; 3] = ["strength", "currency", "off"];
const RFM_REQUIRED: [&str; 7] =
    ["clause", "window", "population", "scores", "recency", "frequency", "monetary"];
const RFM_OPTIONAL: [&str; 3] = ["strength", "currency", "off"];

/// What repurchase is a share of: one reading today, which the file names, since there are others.
const ORDERS_AFTER_THE_FIRST: [((), &str); 1] = [((), "orders-after-the-first")];

/// Returns the rules that are not switched off and hold; what is wrong with the others is noted.
pub(super) fn read(root: &Section<'_>, vocabulary: &Vocabulary, ground: Ground<'_>) -> Segmentation {
    let tier_keys = [TIER_REQUIRED.as_slice(), &TIER_OPTIONAL].concat();
    let (mut tiers, mut standings) = (Vec::new(), BTreeMap::new());
    for (name, table) in tables(root, "tiers", &tier_keys) {
        let stability = table.get("stability").and_then(|item| stability::read(&item));
        let spec = tier_spec(name, &table, vocabulary, ground);
        let Some(rule) = spec.and_then(|spec| checked(&table, ValueTierRule::new(spec))) else { continue };
        let standing = stability.and_then(|stability| stability.of(rule.spec()));
        standings.extend(standing.map(|standing| (rule.name().clone(), standing)));
        tiers.push(rule);
    }
    tiers.sort_by(|one, other| one.name().cmp(other.name()));
    let names_keys = [NAMES_REQUIRED.as_slice(), &NAMES_OPTIONAL].concat();
    let mut tier_names: Vec<TierNames> = tables(root, "tier-names", &names_keys)
        .iter()
        .filter_map(|(name, table)| checked(table, TierNames::new(names_spec(name, table)?)))
        .collect();
    tier_names.sort_by(|one, other| one.name().cmp(other.name()));
    let class_keys = [CLASS_REQUIRED.as_slice(), &CLASS_OPTIONAL].concat();
    let classes = named::only_table(root, "classes", &class_keys)
        .and_then(|table| checked(&table, ClassRule::new(class_spec(&table, ground)?)));
    let rfm_keys = [RFM_REQUIRED.as_slice(), &RFM_OPTIONAL].concat();
    let rfm = named::only_table(root, "rfm", &rfm_keys)
        .and_then(|table| checked(&table, RfmRule::new(rfm_spec(&table, ground)?)));
    let is_on = |table: &Section<'_>| table.get("off").is_none_or(|item| item.boolean() != Some(true));
    let has_scores = root.section("rfm").is_some_and(|table| is_on(&table));
    let segments = segments::read(root, rfm.as_ref(), has_scores);
    Segmentation { tiers, standings, tier_names, classes, rfm, segments }
}

fn tables<'a>(root: &Section<'a>, key: &str, keys: &[&str]) -> Vec<(&'a str, Section<'a>)> {
    root.section(key).map(|rules| named::tables(&rules, keys)).unwrap_or_default()
}

/// Returns the rule, or notes at the key that says it what is wrong.
pub(super) fn checked<T>(table: &Section<'_>, rule: Result<T, RuleError>) -> Option<T> {
    rule.map_err(|error| table.refuse_at(&error.key, error.problem.to_string(), None)).ok()
}

fn tier_spec(
    name: &str,
    table: &Section<'_>,
    vocabulary: &Vocabulary,
    ground: Ground<'_>,
) -> Option<ValueTierSpec> {
    let keys_are_known = table.check_keys(&TIER_REQUIRED, &TIER_OPTIONAL);
    let name = named::rule_name("tiers", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let spend = table.section("spend");
    let window = spend.as_ref().map(|spend| {
        spend.check_keys(&["window", "high", "middle", "by"], &[]);
        parsed(spend, "window")
    });
    let spend = spend.as_ref().and_then(spend_thresholds);
    let repurchase = table.section("repurchase").and_then(|section| repurchase(&section));
    let disagree = table.get("disagree").and_then(|item| item.choice(&Disagree::ALL));
    let population = population(table);
    let minimum_tenure = optional(table, "minimum-tenure", days);
    let currency = currency(table);
    let names = table.get("names").and_then(|item| level_names(&item, vocabulary));
    keys_are_known.then_some(())?;
    Some(ValueTierSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        basis: Basis {
            window: window??,
            zone: ground.zone.clone(),
            population: population?,
            currency: currency.ok()?.or(ground.currency),
        },
        spend: spend?,
        repurchase: repurchase?,
        disagree: disagree?,
        minimum_tenure: minimum_tenure.ok()?,
        names: names?,
    })
}

fn spend_thresholds(section: &Section<'_>) -> Option<SpendThresholds> {
    let (high, middle) = (parsed::<Share>(section, "high"), parsed::<Share>(section, "middle"));
    let by = section.get("by").and_then(|item| item.choice(&SpendBy::ALL));
    Some(SpendThresholds { high: high?, middle: middle?, by: by? })
}

fn repurchase(section: &Section<'_>) -> Option<RepurchaseThresholds> {
    let keys_are_known = section.check_keys(&["of", "high", "middle", "counting"], &[]);
    let of = section.get("of").and_then(|item| item.choice(&ORDERS_AFTER_THE_FIRST));
    let threshold = |key: &str| section.get(key).and_then(|item| threshold(&item));
    let (high, middle) = (threshold("high"), threshold("middle"));
    let counting = section.get("counting").and_then(|item| item.choice(&Counting::ALL));
    (keys_are_known && of.is_some()).then_some(())?;
    Some(RepurchaseThresholds { high: high?, middle: middle?, counting: counting? })
}

/// Returns a threshold that is itself reached, which the file must say.
fn threshold(item: &Item<'_>) -> Option<Share> {
    let text = item.text()?;
    let Some(share) = text.strip_prefix(">=") else {
        let message = format!("{} does not say on which side of it a customer must be", quote(text));
        return item
            .refuse(message, Some("expected a threshold that counts as reached, such as `>= 60%`".into()));
    };
    match share.trim_start().parse() {
        Ok(share) => Some(share),
        Err(error) => item.refuse(format!("{error}"), None),
    }
}

/// Returns the words for the three levels, which must be declared.
fn level_names(item: &Item<'_>, vocabulary: &Vocabulary) -> Option<[ValueTier; 3]> {
    let items = item.list()?;
    let words: Vec<Option<ValueTier>> =
        items.iter().map(|item| declared_word(item, &vocabulary.tiers)).collect();
    let words: Vec<ValueTier> = words.into_iter().collect::<Option<_>>()?;
    <[ValueTier; 3]>::try_from(words).ok().or_else(|| {
        item.refuse(
            format!("there are {} words for three levels", items.len()),
            Some("expected three words, the highest level first".into()),
        )
    })
}

fn names_spec(name: &str, table: &Section<'_>) -> Option<TierNamesSpec> {
    let keys_are_known = table.check_keys(&NAMES_REQUIRED, &NAMES_OPTIONAL);
    let name = named::rule_name("tier-names", name, table);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let words = |key: &str| {
        let all = |item: &Item<'_>| item.one_or_many().iter().map(word).collect::<Vec<Option<ValueTier>>>();
        let read = table.get(key).map(|item| all(&item)).unwrap_or_default();
        read.into_iter().collect::<Option<Vec<ValueTier>>>()
    };
    let (high, middle, ordinary) = (words("high"), words("middle"), words("ordinary"));
    keys_are_known.then_some(())?;
    Some(TierNamesSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        high: high?,
        middle: middle?,
        ordinary: ordinary?,
    })
}

fn class_spec(table: &Section<'_>, ground: Ground<'_>) -> Option<ClassSpec> {
    let keys_are_known = table.check_keys(&CLASS_REQUIRED, &CLASS_OPTIONAL);
    let (name, clause, strength) = head(table);
    let basis = basis(table, ground);
    let (a, b) = (parsed(table, "a"), parsed(table, "b"));
    keys_are_known.then_some(())?;
    Some(ClassSpec { name: name?, clause: clause?, strength: strength.ok()?, basis: basis?, a: a?, b: b? })
}

fn rfm_spec(table: &Section<'_>, ground: Ground<'_>) -> Option<RfmSpec> {
    let keys_are_known = table.check_keys(&RFM_REQUIRED, &RFM_OPTIONAL);
    let (name, clause, strength) = head(table);
    let basis = basis(table, ground);
    let scores = table.get("scores").and_then(|item| item.integer());
    let recency = scoring(table, "recency", |item| days(item).map(i128::from));
    let frequency = scoring(table, "frequency", |item| item.integer::<u32>().map(i128::from));
    let wanted = basis.as_ref().and_then(|basis| basis.currency);
    let monetary = scoring(table, "monetary", |item| amount(item, wanted));
    keys_are_known.then_some(())?;
    Some(RfmSpec {
        name: name?,
        clause: clause?,
        strength: strength.ok()?,
        basis: basis?,
        scores: scores?,
        recency: recency?,
        frequency: frequency?,
        monetary: monetary?,
    })
}

type Head = (Option<RuleName>, Option<ClauseId>, Result<Strength, Noted>);

/// Returns name, clause and strength of a rule that there is only one of.
fn head(table: &Section<'_>) -> Head {
    (RuleName::new(&table.path).ok(), named::clause(table), named::strength(table))
}

fn basis(table: &Section<'_>, ground: Ground<'_>) -> Option<Basis> {
    let window = parsed(table, "window");
    let population = population(table);
    let currency = currency(table);
    Some(Basis {
        window: window?,
        zone: ground.zone.clone(),
        population: population?,
        currency: currency.ok()?.or(ground.currency),
    })
}

fn scoring(table: &Section<'_>, key: &str, cut: impl Fn(&Item<'_>) -> Option<i128>) -> Option<Scoring> {
    let item = table.get(key)?;
    if !item.is_list() {
        return item.choice(&[((), "quantiles")]).map(|()| Scoring::Quantiles);
    }
    let cuts: Vec<Option<i128>> = item.list()?.iter().map(cut).collect();
    cuts.into_iter().collect::<Option<_>>().map(Scoring::Cuts)
}

/// Returns an amount in ten-thousandths, which must be in the rule's currency if it names one.
fn amount(item: &Item<'_>, wanted: Option<Currency>) -> Option<i128> {
    let money: Money = item.parsed()?;
    match wanted.filter(|wanted| *wanted != money.currency()) {
        Some(wanted) => item.refuse(
            format!("the amount is in {}, and the rule in {wanted}", money.currency()),
            Some(format!("expected an amount in {wanted}")),
        ),
        None => Some(money.ten_thousandths().into()),
    }
}

fn population(table: &Section<'_>) -> Option<Population> {
    table.get("population").and_then(|item| item.choice(&Population::ALL))
}

fn currency(table: &Section<'_>) -> Result<Option<Currency>, Noted> {
    optional(table, "currency", Item::parsed::<Currency>)
}

pub(super) fn parsed<T: std::str::FromStr<Err: std::fmt::Display>>(
    table: &Section<'_>,
    key: &str,
) -> Option<T> {
    table.get(key)?.parsed()
}

/// Returns how many whole days a text such as `30d` says.
fn days(item: &Item<'_>) -> Option<u32> {
    let text = item.text()?;
    let digits = text.strip_suffix('d').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    digits.and_then(|digits| digits.parse().ok()).or_else(|| {
        item.refuse(
            format!("{} is no number of days", quote(text)),
            Some("expected whole days such as `30d`".into()),
        )
    })
}

/// Returns how many whole days a text such as `30d` says, one or more.
pub(super) fn day_count(item: &Item<'_>) -> Option<NonZeroU32> {
    let count = days(item)?;
    NonZeroU32::new(count)
        .or_else(|| item.refuse("nothing is asked for by `0d`", Some("expected a day or more".into())))
}

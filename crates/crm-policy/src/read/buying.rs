//! `[cross-selling]` and `[frequent-buyers]`: what purchases tell of further ones.

use crm_model::rust_decimal::Decimal;
use crm_model::{Ratio, RuleName};
use crm_segmentation::{
    Counting, CrossSellingRule, CrossSellingSpec, FrequentBuyersRule, FrequentBuyersSpec, PairOrder,
    RuleError,
};

use super::Ground;
use super::named::{self, optional};
use crate::section::{Item, Section};
use crate::version::Buying;

const CROSS_REQUIRED: [&str; 3] = ["clause", "customers", "order"];
const CROSS_OPTIONAL: [&str; 5] = ["strength", "support", "confidence", "lift", "off"];
const FREQUENT_REQUIRED: [&str; 5] = ["clause", "before", "after", "orders", "counting"];
const FREQUENT_OPTIONAL: [&str; 2] = ["strength", "off"];

/// Returns the rules that are not switched off and hold; what is wrong with the others is noted.
pub(super) fn read(root: &Section<'_>, ground: Ground<'_>) -> Buying {
    let cross_keys = [CROSS_REQUIRED.as_slice(), &CROSS_OPTIONAL].concat();
    let cross_selling = named::only_table(root, "cross-selling", &cross_keys)
        .and_then(|table| checked(&table, CrossSellingRule::new(cross_spec(&table)?)));
    let frequent_keys = [FREQUENT_REQUIRED.as_slice(), &FREQUENT_OPTIONAL].concat();
    let frequent_buyers = named::only_table(root, "frequent-buyers", &frequent_keys)
        .and_then(|table| checked(&table, FrequentBuyersRule::new(frequent_spec(&table, ground)?)));
    Buying { cross_selling, frequent_buyers }
}

/// Returns the rule, or notes at the key that says it what is wrong.
fn checked<T>(table: &Section<'_>, rule: Result<T, RuleError>) -> Option<T> {
    rule.map_err(|error| table.refuse_at(&error.key, error.problem.to_string(), None)).ok()
}

fn cross_spec(table: &Section<'_>) -> Option<CrossSellingSpec> {
    let keys_are_known = table.check_keys(&CROSS_REQUIRED, &CROSS_OPTIONAL);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let customers = table.get("customers").and_then(|item| item.integer());
    let support = optional(table, "support", Item::parsed);
    let confidence = optional(table, "confidence", Item::parsed);
    let lift = optional(table, "lift", lift);
    let order = table.get("order").and_then(|item| item.choice(&PairOrder::ALL));
    keys_are_known.then_some(())?;
    Some(CrossSellingSpec {
        name: RuleName::new(&table.path).ok()?,
        clause: clause?,
        strength: strength.ok()?,
        customers: customers?,
        support: support.ok()?,
        confidence: confidence.ok()?,
        lift: lift.ok()?,
        order: order?,
    })
}

/// Returns how many times as often, written as a decimal number in quotes.
fn lift(item: &Item<'_>) -> Option<Ratio> {
    let number: Decimal = item.parsed()?;
    let whole = 10_i128.checked_pow(number.scale()); // at most 28 decimals
    whole.and_then(|whole| Ratio::new(number.mantissa(), whole))
}

fn frequent_spec(table: &Section<'_>, ground: Ground<'_>) -> Option<FrequentBuyersSpec> {
    let keys_are_known = table.check_keys(&FREQUENT_REQUIRED, &FREQUENT_OPTIONAL);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let window = |key: &str| table.get(key).and_then(|item| item.parsed());
    let (before, after) = (window("before"), window("after"));
    let orders = table.get("orders").and_then(|item| item.integer());
    let counting = table.get("counting").and_then(|item| item.choice(&Counting::ALL));
    keys_are_known.then_some(())?;
    Some(FrequentBuyersSpec {
        name: RuleName::new(&table.path).ok()?,
        clause: clause?,
        strength: strength.ok()?,
        before: before?,
        after: after?,
        zone: ground.zone.clone(),
        orders: orders?,
        counting: counting?,
    })
}

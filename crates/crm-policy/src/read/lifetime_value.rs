//! `[lifetime-value]`: how the lifetime value of customers is worked out.

use crm_clv::{Grain, OccasionRule, Refunds, TimeUnit};
use crm_kpi::Per;
use crm_model::{Currency, RuleName};

use super::Ground;
use super::named::{self, optional};
use crate::lifetime_value::{CustomerGroups, LifetimeModel, LifetimeValueRule, LifetimeValueSpec};
use crate::section::{Item, Section};

const KEY: &str = "lifetime-value";
const REQUIRED: [&str; 12] = [
    "clause",
    "model",
    "occasions",
    "refunds",
    "unit",
    "periods",
    "period",
    "discount",
    "margin",
    "groups",
    "every",
    "reported",
];
const OPTIONAL: [&str; 3] = ["strength", "currency", "off"];

const GRAINS: [(Grain, &str); 2] = [(Grain::Day, "days"), (Grain::Order, "orders")];
const REFUNDS: [(Refunds, &str); 3] =
    [(Refunds::Apart, "apart"), (Refunds::NetOfTheDay, "net-of-the-day"), (Refunds::Refused, "refused")];
const UNITS: [(TimeUnit, &str); 4] =
    [(TimeUnit::DAY, "day"), (TimeUnit::WEEK, "week"), (TimeUnit::MONTH, "month"), (TimeUnit::YEAR, "year")];

/// Returns the rule, unless there is none, it is switched off, or something is wrong with it.
pub(super) fn read(root: &Section<'_>, ground: Ground<'_>) -> Option<LifetimeValueRule> {
    let table = named::only_table(root, KEY, &[REQUIRED.as_slice(), &OPTIONAL].concat())?;
    let rule = LifetimeValueRule::new(spec(&table, ground)?);
    rule.map_err(|error| table.refuse_at(error.key(), error.to_string(), None)).ok()
}

fn spec(table: &Section<'_>, ground: Ground<'_>) -> Option<LifetimeValueSpec> {
    let keys_are_known = table.check_keys(&REQUIRED, &OPTIONAL);
    let clause = named::clause(table);
    let strength = named::strength(table);
    let model = choice(table, "model", &LifetimeModel::ALL);
    let occasions = occasions(table);
    let (unit, period) = (choice(table, "unit", &UNITS), choice(table, "period", &UNITS));
    let periods = table.get("periods").and_then(|item| item.integer());
    let discount = table.get("discount").and_then(|item| item.parsed());
    let margin = table.get("margin").and_then(|item| item.parsed());
    let groups = choice(table, "groups", &CustomerGroups::ALL);
    let every = choice(table, "every", &Per::ALL);
    let reported = table.get("reported").and_then(|item| item.integer());
    let currency = optional(table, "currency", Item::parsed::<Currency>);
    keys_are_known.then_some(())?;
    Some(LifetimeValueSpec {
        name: RuleName::new(KEY).ok()?,
        clause: clause?,
        strength: strength.ok()?,
        model: model?,
        occasions: occasions?,
        unit: unit?,
        periods: periods?,
        period: period?,
        discount: discount?,
        margin: margin?,
        groups: groups?,
        every: every?,
        reported: reported?,
        zone: ground.zone.clone(),
        currency: currency.ok()?.or(ground.currency),
    })
}

/// Returns what counts as an occasion; what the two keys say has to go together.
fn occasions(table: &Section<'_>) -> Option<OccasionRule> {
    let (grain, refunds) = (choice(table, "occasions", &GRAINS), choice(table, "refunds", &REFUNDS));
    let rule = OccasionRule::new(grain?, refunds?);
    rule.map_err(|error| table.refuse_at("refunds", error.to_string(), None)).ok()
}

fn choice<T: Copy>(table: &Section<'_>, key: &str, options: &[(T, &str)]) -> Option<T> {
    table.get(key)?.choice(options)
}

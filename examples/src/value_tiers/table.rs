//! `value-tiers.csv`: one row a customer.

use std::io::Write;

use crm_kit::segmentation::{CoverageClass, Criterion, TierVerdict};

use super::{Answer, CustomerRow};
use crate::report::cell::units;
use crate::report::tables::Table;

const COLUMNS: [&str; 25] = [
    "customer",
    "tier",
    "tier_before",
    "verdict",
    "level_by_spend",
    "level_by_repurchase",
    "decided_by",
    "net_spend",
    "currency",
    "purchases",
    "spend_rank",
    "compared",
    "provisional",
    "next_tier",
    "lacks_spend",
    "lacks_purchases",
    "either_is_enough",
    "held_since",
    "held_because",
    "failed_reviews",
    "class",
    "scores",
    "segment",
    "missing",
    "as_of",
];

/// Writes all customers, sorted by id.
pub(super) fn write(answer: &Answer, out: &mut dyn Write) -> csv::Result<()> {
    let mut table = Table::new(out, &COLUMNS)?;
    for row in &answer.figures.customers {
        customer(answer, row, &mut table)?;
    }
    table.end()
}

fn customer(answer: &Answer, row: &CustomerRow, table: &mut Table<'_>) -> csv::Result<()> {
    let figures = &answer.figures;
    let CustomerRow { customer, level, verdict, standing, shortfall, class, score, segment, before, missing } =
        row;
    let of = |get: fn(&TierVerdict) -> String| verdict.as_ref().map(get);
    let word = |level| figures.word(level);
    table.text(&answer.privacy.customer(customer))?;
    table
        .maybe(level.map(word))?
        .maybe(before.map(word))?
        .maybe(verdict.map(|verdict| word(verdict.level)))?;
    table.number(of(|verdict| verdict.by_spend.to_string()))?;
    table.number(of(|verdict| verdict.by_repurchase.to_string()))?;
    table.number(of(|verdict| decided_by(verdict).to_owned()))?;
    table.number(of(|verdict| units(verdict.net)))?;
    table.number(figures.spend.filter(|_| verdict.is_some()).map(|spend| spend.currency))?;
    table.number(of(|verdict| verdict.purchases.to_string()))?;
    table.number(of(|verdict| verdict.rank.to_string()))?;
    table.number(of(|verdict| verdict.population.to_string()))?;
    table.number(of(|verdict| yes_or_no(verdict.provisional).to_owned()))?;
    table.maybe(shortfall.map(|shortfall| word(shortfall.to)))?;
    table.number(shortfall.and_then(|shortfall| shortfall.spend).map(units))?;
    table.number(shortfall.and_then(|shortfall| shortfall.purchases))?;
    table.number(shortfall.map(|shortfall| yes_or_no(shortfall.either)))?;
    table.number(standing.map(|standing| standing.since))?;
    table.maybe(standing.map(|standing| standing.reason.to_string()).as_deref())?;
    table.number(standing.map(|standing| standing.failed_reviews))?;
    table.maybe(class.map(CoverageClass::as_str))?;
    table.maybe(score.map(|score| score.to_string()).as_deref())?.maybe(segment.as_deref())?;
    table.maybe(missing.as_deref())?.instant(Some(figures.as_of))?.end_row()
}

const fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

fn decided_by(verdict: &TierVerdict) -> &'static str {
    match verdict.decided_by() {
        Criterion::Spend => "spend",
        Criterion::Repurchase => "repurchase",
        Criterion::Both => "both",
    }
}

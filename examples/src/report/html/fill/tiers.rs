//! Customers by value.

use chrono::Days;
use crm_kit::{SegmentLine, TierLine, TierTable};
use crm_model::Ratio;

use super::super::{Clause, SegmentRow, SegmentsView, ShareView, TierRow, TiersView, Tile, Tone};
use crate::report::Report;
use crate::report::cell::{count, counted, money, percent};

/// Returns the tiers, if the policy has any and they could be judged.
pub(super) fn of(report: &Report) -> Option<TiersView> {
    let table = report.assessment.tiers.as_ref()?;
    let row = |line: &TierLine| {
        Some(TierRow {
            name: line.tier.to_string(),
            customers: line.customers,
            held: line.held,
            by_spend: line.customers_by_spend,
            share_of_customers: line.share_of_customers(table).map(share)?,
            spend: line.spend.map(money).unwrap_or_default(),
            share_of_spend: line.share_of_spend(table).map(share),
            cut: line.cut.map(money).unwrap_or_default(),
        })
    };
    Some(TiersView {
        clause: Clause::new(Some(&table.clause), Some(table.strength)),
        basis: basis(report, table),
        rows: table.lines.iter().filter_map(row).collect(),
        notes: notes(report, table),
    })
}

/// Returns the segments, if the policy has any and they could be judged.
pub(super) fn segments(report: &Report) -> Option<SegmentsView> {
    let table = report.assessment.segments.as_ref()?;
    let row = |line: &SegmentLine| {
        Some(SegmentRow {
            name: line.segment.to_string(),
            customers: line.customers,
            share_of_customers: line.share_of_customers(table).map(share)?,
            spend: line.spend.map(money).unwrap_or_default(),
        })
    };
    let first = table.after.checked_add_days(Days::new(1)).unwrap_or(table.after);
    let customers = counted(table.population, "customer");
    Some(SegmentsView {
        clause: Clause::new(Some(&table.clause), Some(table.strength)),
        basis: format!(
            "How recently, how often and for how much {customers} bought from {first} to {}.",
            table.last
        ),
        rows: table.lines.iter().filter_map(row).collect(),
    })
}

/// Returns how many customers have a tier.
pub(super) fn tile(report: &Report) -> Option<Tile> {
    let table = report.assessment.tiers.as_ref()?;
    let first = table.lines.first()?;
    let of_first = first.share_of_spend(table).map_or_else(
        || format!("{} of them {}", count(first.customers), first.tier),
        |share| format!("{} {}: {} of spend", count(first.customers), first.tier, percent(share)),
    );
    Some(Tile {
        label: "Customers in tiers".to_owned(),
        value: count(table.population),
        note: of_first,
        tone: Tone::Neutral,
        section: "tiers",
    })
}

fn basis(report: &Report, table: &TierTable) -> Vec<String> {
    let first = table.after.checked_add_days(Days::new(1)).unwrap_or(table.after);
    let spend = table.spend.map(|spend| format!(", {} in all", money(spend))).unwrap_or_default();
    let customers = counted(table.population, "customer");
    let disagreement =
        report.policy.in_force(report.assessment.as_of).and_then(|version| version.disagreement);
    let mut basis =
        vec![format!("Net spend of {customers} from {first} to {}, both days included{spend}.", table.last)];
    basis.extend(disagreement.map(str::to_owned));
    basis
}

fn notes(report: &Report, table: &TierTable) -> Vec<String> {
    let verdicts = report.assessment.customers.iter().filter_map(|standing| standing.verdict);
    let provisional = verdicts.filter(|verdict| verdict.provisional).count() as u64;
    let note = |number: u64, noun: &str, text: &str| {
        (number > 0).then(|| format!("{} {text}", counted(number, noun)))
    };
    let kept = table.lines.iter().any(|line| line.held.is_some());
    let kept = kept.then(|| "Held: with the tiers that are kept between reviews.".to_owned());
    let notes = [
        note(provisional, "tier", "provisional: the customer is too young for a settled one."),
        note(table.undetermined, "customer", "compared with nobody, since a fact is missing."),
        note(table.rows_without_customer, "row", "of purchases without a customer, in no figure here."),
    ];
    let more = "How each customer stands is in customers.csv.".to_owned();
    notes.into_iter().flatten().chain(kept).chain([more]).collect()
}

fn share(share: Ratio) -> ShareView {
    ShareView { fraction: share.as_f64(), percent: percent(share), parts: String::new() }
}

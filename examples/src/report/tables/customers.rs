//! `customers.csv`: how each customer stands.

use std::io::Write;

use crm_kit::CustomerStanding;
use crm_kit::segmentation::{CoverageClass, Criterion, LoyaltyVerdict, StageVerdict, TierVerdict};
use crm_model::{ChurnGrade, Role, SegmentName, ValueTier};

use super::super::Report;
use super::super::cell::units;
use super::Table;

/// Writes one row a customer.
pub(in crate::report) fn write_customers(report: &Report, out: &mut dyn Write) -> csv::Result<()> {
    let columns = [
        "customer",
        "tier",
        "class",
        "net_spend",
        "currency",
        "purchases",
        "spend_rank",
        "compared",
        "level_by_spend",
        "level_by_repurchase",
        "decided_by",
        "provisional",
        "missing",
        "held_since",
        "held_because",
        "scores",
        "segment",
        "stage",
        "loyal",
        "churn_grade",
        "churn_points",
        "churn_points_at_most",
        "churn_points_of",
        "churn_assigned",
        "churn_why",
    ];
    let mut table = Table::new(out, &columns)?;
    let spend = report.assessment.tiers.as_ref().and_then(|tiers| tiers.spend);
    for one in &report.assessment.customers {
        let CustomerStanding { customer, tier, verdict, standing, class, score, segment, missing, .. } = one;
        let of = |get: fn(&TierVerdict) -> String| verdict.as_ref().map(get);
        table.text(&report.privacy.customer(customer))?;
        table.maybe(tier.as_ref().map(ValueTier::as_str))?.maybe(class.map(CoverageClass::as_str))?;
        table.number(of(|verdict| units(verdict.net)))?;
        table.number(spend.filter(|_| verdict.is_some()).map(|spend| spend.currency))?;
        table.number(of(|verdict| verdict.purchases.to_string()))?;
        table.number(of(|verdict| verdict.rank.to_string()))?;
        table.number(of(|verdict| verdict.population.to_string()))?;
        table.number(of(|verdict| verdict.by_spend.to_string()))?;
        table.number(of(|verdict| verdict.by_repurchase.to_string()))?;
        table.number(of(|verdict| decided_by(verdict).to_owned()))?;
        table.number(of(|verdict| if verdict.provisional { "yes" } else { "no" }.to_owned()))?;
        table.maybe(missing.as_ref().map(ToString::to_string).as_deref())?;
        table.number(standing.map(|standing| standing.since))?;
        table.maybe(standing.map(|standing| standing.reason.to_string()).as_deref())?;
        table.maybe(score.map(|score| score.to_string()).as_deref())?;
        table.maybe(segment.as_ref().map(SegmentName::as_str))?;
        life(&mut table, one)?;
    }
    table.end()
}

/// Writes the rest of a row: what is known of a customer's life.
fn life(table: &mut Table<'_>, one: &CustomerStanding) -> csv::Result<()> {
    let stage = one.stage.as_ref().and_then(StageVerdict::stage);
    table.number(stage)?;
    let loyal = one.loyalty.as_ref().and_then(LoyaltyVerdict::is_loyal);
    table.number(loyal.map(|loyal| if loyal { "yes" } else { "no" }))?;
    let churn = one.churn.as_ref();
    table.maybe(churn.and_then(|churn| churn.grade.as_ref()).map(ChurnGrade::as_str))?;
    table.number(churn.map(|churn| churn.warning.least))?.number(churn.map(|churn| churn.warning.most))?;
    table.number(churn.map(|churn| churn.warning.of))?;
    table.maybe(churn.and_then(|churn| churn.assigned.as_ref()).map(Role::as_str))?;
    table.maybe(churn.and_then(|churn| churn.why.as_deref()))?.end_row()
}

fn decided_by(verdict: &TierVerdict) -> &'static str {
    match verdict.decided_by() {
        Criterion::Spend => "spend",
        Criterion::Repurchase => "repurchase",
        Criterion::Both => "both",
    }
}

//! Channels side by side (clauses D-KPI-8, L-CHAN-5) as an analysis.

use crm_model::TableName;

use super::evaluate::Scene;
use crate::{ChannelRule, ChannelTable, Reason};

pub(super) const TABLES: [TableName; 3] = [TableName::Tickets, TableName::Interactions, TableName::Spend];

pub(super) fn figures(rule: &ChannelRule, scene: &Scene<'_>) -> Result<ChannelTable, Reason> {
    let dataset = scene.facts.dataset;
    // Expenses alone are no channel's work.
    if [TableName::Tickets, TableName::Interactions].iter().all(|table| dataset.extent(*table).is_none()) {
        return Err(Reason::NotSupplied(TableName::Tickets));
    }
    let table = ChannelTable::new(scene.facts, rule, scene.period, scene.as_of, scene.scorecard.zone());
    if table.channels.is_empty() { Err(Reason::Empty) } else { Ok(table) }
}

//! Whether each collection channel still delivers (clause L-ACC-2) as an analysis: as it stood at the end of the period.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{Channel, TableName};

use super::AnalysisProblem;
use super::evaluate::Scene;
use crate::formulas::channels::delivery::{date_before, deliveries_until};
use crate::{ChannelDelivery, Completeness, Reason};

pub(super) const TABLES: [TableName; 2] = [TableName::Tickets, TableName::Interactions];

/// When a channel delivers, where the documents leave it open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRule {
    /// For how many times its usual gap, in days, a channel may be silent and still deliver: one or more.
    pub times: u32,
    /// The channels that should deliver, so that one that never did is found; empty for those that ever did.
    pub channels: Vec<Channel>,
}

/// Whether channels delivered at the end of a period, or at the instant of the evaluation where it runs.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DeliveryTable {
    /// The instant up to which records count: the date before it is the last that can be silent.
    pub until: DateTime<Utc>,
    /// The channels that are looked at in the order of their words, records without a channel first: one line at least.
    pub lines: Vec<DeliveryLine>,
    /// What was not supplied, so that records of it are missed.
    pub unknown: Vec<Reason>,
}

/// How one channel delivers.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct DeliveryLine {
    /// The channel; `None` for records of nobody knows which.
    pub channel: Option<Channel>,
    /// What it delivered up to then; `None` for nothing at all.
    pub delivery: Option<ChannelDelivery>,
    /// How many of these records lie in the period.
    pub in_period: u64,
    /// Whether it delivers. `None` of records without a channel, and of one date alone; where the data end before the period,
    /// since it may only seem silent; and of one without any record while a table of them was not supplied.
    pub delivers: Option<bool>,
}

pub(super) fn check(rule: &DeliveryRule) -> Result<(), (&'static str, AnalysisProblem)> {
    if rule.times == 0 { Err(("usual-gaps", AnalysisProblem::NeverSilent)) } else { Ok(()) }
}

pub(super) fn figures(rule: &DeliveryRule, scene: &Scene<'_>) -> Result<DeliveryTable, Reason> {
    let dataset = scene.facts.dataset;
    let unknown: Vec<Reason> = TABLES
        .into_iter()
        .filter(|table| dataset.extent(*table).is_none())
        .map(Reason::NotSupplied)
        .collect();
    if unknown.len() == TABLES.len() {
        return Err(Reason::NotSupplied(TableName::Tickets));
    }
    let (zone, end) = (scene.scorecard.zone(), scene.period.end());
    let (until, today) = if end <= scene.as_of {
        (end, date_before(end, zone))
    } else {
        (scene.as_of, zone.date(scene.as_of))
    };
    let is_there = |at: DateTime<Utc>| at < end && at <= scene.as_of;
    let found = deliveries_until(dataset, today, zone, is_there, |at| scene.period.contains(at));
    let is_asked = |channel: &Option<Channel>| match channel {
        Some(channel) => rule.channels.is_empty() || rule.channels.contains(channel),
        None => true, // they may have come by any
    };
    let mut lines: BTreeMap<Option<Channel>, DeliveryLine> = BTreeMap::new();
    let is_covered = scene.completeness != Completeness::NotCovered;
    for (delivery, in_period) in found.into_iter().filter(|(delivery, _)| is_asked(&delivery.channel)) {
        let delivers = delivery.channel.as_ref().and_then(|_| delivery.delivers(rule.times));
        lines.insert(
            delivery.channel.clone(),
            DeliveryLine {
                channel: delivery.channel.clone(),
                delivery: Some(delivery),
                in_period,
                delivers: delivers.filter(|delivers| *delivers || is_covered),
            },
        );
    }
    for channel in &rule.channels {
        lines.entry(Some(channel.clone())).or_insert_with(|| DeliveryLine {
            channel: Some(channel.clone()),
            delivery: None,
            in_period: 0,
            delivers: (unknown.is_empty() && is_covered).then_some(false),
        });
    }
    if lines.is_empty() {
        return Err(Reason::Empty);
    }
    Ok(DeliveryTable { until, lines: lines.into_values().collect(), unknown })
}

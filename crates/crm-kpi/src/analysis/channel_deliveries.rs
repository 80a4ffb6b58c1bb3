//! Whether each collection channel still delivers (clause L-ACC-2) as an analysis: as it stood at the end of the period.

use alloc::collections::BTreeMap;
use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, NaiveTime, Utc};
use crm_model::{Channel, TableName};

use super::AnalysisProblem;
use super::evaluate::Scene;
use crate::formulas::channels::delivery::{date_before, deliveries_until};
use crate::{ChannelDelivery, CivilPeriod, Completeness, Reason};

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
    /// Whether it delivers, or why nobody can say.
    pub delivers: Result<bool, DeliveryUnknown>,
}

/// Why nobody can say whether a channel delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum DeliveryUnknown {
    /// These are records of nobody knows which channel.
    NoChannel,
    /// All its records are of one date, so that it has no usual gap.
    OneDate,
    /// It seems silent, and the data end before the period does, or before the date of the evaluation where the period runs.
    NotCovered,
    /// It has no record, and a table of them was not supplied.
    NotSupplied(TableName),
    /// It has no record, and these, of nobody knows which channel, may be its own.
    MayBeItsOwn {
        /// How many there are.
        records: u64,
    },
}

impl fmt::Display for DeliveryUnknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoChannel => formatter.write_str("nobody recorded the channel"),
            Self::OneDate => formatter.write_str("all its records are of one date"),
            Self::NotCovered => formatter.write_str("it seems silent, and the data end before"),
            Self::NotSupplied(table) => formatter.write_str(table.not_supplied()),
            Self::MayBeItsOwn { records: 1 } => {
                formatter.write_str("1 record of an unknown channel may be its own")
            }
            Self::MayBeItsOwn { records } => {
                write!(formatter, "{records} records of an unknown channel may be its own")
            }
        }
    }
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
    let is_covered = is_covered(scene);
    let nobodys = found.iter().find(|(delivery, _)| delivery.channel.is_none());
    let nobodys = nobodys.map_or(0, |(delivery, _)| delivery.records);
    for (delivery, in_period) in found.into_iter().filter(|(delivery, _)| is_asked(&delivery.channel)) {
        let delivers = match delivery.delivers(rule.times) {
            _ if delivery.channel.is_none() => Err(DeliveryUnknown::NoChannel),
            None => Err(DeliveryUnknown::OneDate),
            Some(false) if !is_covered => Err(DeliveryUnknown::NotCovered),
            Some(delivers) => Ok(delivers),
        };
        let channel = delivery.channel.clone();
        lines
            .insert(channel.clone(), DeliveryLine { channel, delivery: Some(delivery), in_period, delivers });
    }
    let never = match TABLES.iter().find(|table| dataset.extent(**table).is_none()) {
        Some(table) => Err(DeliveryUnknown::NotSupplied(*table)),
        None if !is_covered => Err(DeliveryUnknown::NotCovered),
        None if nobodys > 0 => Err(DeliveryUnknown::MayBeItsOwn { records: nobodys }),
        None => Ok(false),
    };
    for channel in &rule.channels {
        lines.entry(Some(channel.clone())).or_insert_with(|| DeliveryLine {
            channel: Some(channel.clone()),
            delivery: None,
            in_period: 0,
            delivers: never,
        });
    }
    if lines.is_empty() {
        return Err(Reason::Empty);
    }
    Ok(DeliveryTable { until, lines: lines.into_values().collect(), unknown })
}

/// Returns whether the data hold all of the period; of one that runs, all of it before the date of the evaluation.
fn is_covered(scene: &Scene<'_>) -> bool {
    if scene.completeness != Completeness::Running {
        return scene.completeness == Completeness::Complete;
    }
    let zone = scene.scorecard.zone();
    let today = zone.opening(zone.date(scene.as_of).and_time(NaiveTime::MIN));
    let mut extents = TABLES.iter().filter_map(|table| scene.facts.dataset.extent(*table));
    extents.all(|extent| CivilPeriod::is_stretch_covered(scene.period.start(), today, extent))
}

//! `[indicators]` and the same keys of one indicator: how indicators are judged and shown.

use crm_kpi::{IntervalMethod, JudgedBy, Judging, SmallSample, TrendJudging, TrendReading};
use crm_model::{Halves, Share};

use crate::read::named::{Noted, optional};
use crate::section::{Item, Section};

/// The table of what holds for all indicators.
pub(super) const TABLE: &str = "indicators";

/// The keys that both the table and an indicator know.
pub(super) const SHARED: [&str; 7] = [
    "small-sample",
    "judge-small-samples",
    "confidence",
    "decimals",
    "halves",
    "trend-reading",
    "trend-at-least",
];

/// The keys that only an indicator knows.
pub(super) const OWN: [&str; 3] = ["interval", "judged-by", "sample"];

/// Returns what holds for all indicators, unless something is wrong with it.
pub(super) fn read(root: &Section<'_>) -> Result<Judging, Noted> {
    let Some(table) = root.section(TABLE) else { return Ok(Judging::default()) };
    let keys_are_known = table.check_keys(&[], &SHARED);
    let judging = shared(&table, Judging::default())?;
    judging.check().map_err(|(key, problem)| {
        table.refuse_at(key, problem.to_string(), None);
        Noted
    })?;
    if keys_are_known { Ok(judging) } else { Err(Noted) }
}

/// Returns how one indicator is judged: as all are, but for what its own table says.
pub(super) fn of_indicator(table: &Section<'_>, all: Judging) -> Result<Judging, Noted> {
    let judging = shared(table, all);
    let method = optional(table, "interval", |item| item.choice(&IntervalMethod::ALL));
    let by = optional(table, "judged-by", |item| item.choice(&JudgedBy::ALL));
    let sample = optional(table, "sample", Item::parsed::<Share>);
    let (judging, method, by, sample) = (judging?, method?, by?, sample?);
    Ok(Judging { method: method.or(judging.method), sample, by: by.unwrap_or(judging.by), ..judging })
}

fn shared(table: &Section<'_>, all: Judging) -> Result<Judging, Noted> {
    let below = optional(table, "small-sample", Item::integer::<u64>);
    let is_judged = optional(table, "judge-small-samples", Item::boolean);
    let confidence = optional(table, "confidence", Item::parsed::<Share>);
    let decimals = optional(table, "decimals", Item::integer::<u8>);
    let halves = optional(table, "halves", |item| item.choice(&Halves::ALL));
    let reading = optional(table, "trend-reading", |item| item.choice(&TrendReading::ALL));
    let at_least = optional(table, "trend-at-least", Item::integer::<u64>);
    let (below, is_judged) = (below?, is_judged?);
    let below = below.or(all.small_sample.map(|rule| rule.below));
    if is_judged.is_some() && below.is_none() {
        let expected = "add `small-sample = 30` or another number of cases".to_owned();
        table.refuse_at("judge-small-samples", "it is not said which samples are small", Some(expected));
        return Err(Noted);
    }
    let is_judged = is_judged.or(all.small_sample.map(|rule| rule.is_judged)).unwrap_or(true);
    let mut rounding = all.rounding;
    rounding.decimals = decimals?.unwrap_or(rounding.decimals);
    rounding.halves = halves?.unwrap_or(rounding.halves);
    Ok(Judging {
        small_sample: below.map(|below| SmallSample { below, is_judged }),
        confidence: confidence?.or(all.confidence),
        trend: TrendJudging {
            reading: reading?.unwrap_or(all.trend.reading),
            at_least: at_least?.unwrap_or(all.trend.at_least),
        },
        rounding,
        ..all
    })
}

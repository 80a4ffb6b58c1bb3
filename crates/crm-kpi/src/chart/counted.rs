//! Charts of shares (p) and of rates (u), with Laney's correction (p', u').
//!
//! # Source
//!
//! D. C. Montgomery, Introduction to Statistical Quality Control, chapter on attributes; D. B. Laney (2002).

use alloc::vec::Vec;

use crm_model::Ratio;

use super::individuals::D2;
use super::{Chart, ChartError, ChartKind, Limits, Point};
use crate::trend::Series;

/// A point before it has limits.
struct Raw {
    place: u64,
    value: f64,
    /// The difference to the mean; exactly zero where the two ratios are equal.
    off: f64,
    /// The spread of chance.
    sigma: f64,
    counts: bool,
}

pub(super) fn chart(kind: ChartKind, series: &Series<Ratio>, limits: &Limits) -> Result<Chart, ChartError> {
    let mean = mean(kind, series, limits)?;
    let center = mean.as_f64();
    let variance = match kind {
        ChartKind::Shares => center * (1.0 - center),
        _ => center,
    };
    let raw: Vec<Raw> = series
        .points()
        .map(|(place, value)| Raw {
            place,
            value: value.as_f64(),
            off: if value == mean { 0.0 } else { value.as_f64() - center },
            sigma: libm::sqrt(variance / as_f64(value.parts().1)),
            counts: !limits.without.contains(&place),
        })
        .collect();
    let laney = if limits.laney { Some(spread(&raw)?) } else { None };
    let width = |raw: &Raw| limits.sigmas.get() * (raw.sigma * laney.unwrap_or(1.0));
    if raw.iter().any(|raw| !(center + width(raw)).is_finite()) {
        return Err(ChartError::TooLarge);
    }
    let ends = match kind {
        ChartKind::Shares => [Some(0.0), Some(1.0)],
        _ => [Some(0.0), None],
    };
    let point = |raw: &Raw| {
        let sigma = raw.sigma * laney.unwrap_or(1.0);
        let value = if raw.off == 0.0 { center } else { raw.value };
        let point = Point::new(raw.place, value, (center, sigma), width(raw), ends);
        Point { counts: raw.counts, ..point }
    };
    Ok(Chart {
        kind,
        sigmas: limits.sigmas,
        center,
        laney,
        points: raw.iter().map(point).collect(),
        moves: None,
        gaps: series.gaps(),
        running: series.running(),
    })
}

/// Returns all parts that count of all wholes, exact.
fn mean(kind: ChartKind, series: &Series<Ratio>, limits: &Limits) -> Result<Ratio, ChartError> {
    let (mut sum, mut counted): (Option<Ratio>, u64) = (None, 0);
    for (place, value) in series.points() {
        let (part, whole) = value.parts();
        match kind {
            ChartKind::Shares if part < 0 || part > whole => return Err(ChartError::NotAShare { place }),
            _ if part < 0 => return Err(ChartError::BelowZero { place }),
            _ => {}
        }
        if !limits.without.contains(&place) {
            counted += 1;
            let more = sum.map_or(Some(value), |sum| sum.merge(value));
            sum = Some(more.ok_or(ChartError::TooLarge)?);
        }
    }
    sum.filter(|_| counted > 1).ok_or(ChartError::TooFew)
}

/// Returns the mean move, from period to period, of the points in spreads of chance, over that of a point that only chance moves.
///
/// Zero where chance leaves no spread: every case went the same way.
fn spread(raw: &[Raw]) -> Result<f64, ChartError> {
    let in_sigmas = |point: &Raw| if point.sigma > 0.0 { point.off / point.sigma } else { 0.0 };
    let moves: Vec<f64> = raw
        .iter()
        .zip(raw.iter().skip(1))
        .filter(|(before, after)| before.counts && after.counts && after.place - before.place == 1)
        .map(|(before, after)| (in_sigmas(after) - in_sigmas(before)).abs())
        .collect();
    if moves.is_empty() {
        return Err(ChartError::TooFew);
    }
    Ok(moves.iter().sum::<f64>() / count(moves.len()) / D2)
}

#[expect(clippy::cast_precision_loss, reason = "the nearest number is what is asked for")]
fn as_f64(whole: i128) -> f64 {
    whole as f64
}

#[expect(clippy::cast_precision_loss, reason = "a series is far shorter than 2^53")]
pub(super) fn count(number: usize) -> f64 {
    number as f64
}

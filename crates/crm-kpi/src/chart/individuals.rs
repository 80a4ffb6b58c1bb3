//! Charts of individual values and of their moves (`XmR`).
//!
//! # Source
//!
//! W. A. Shewhart (1931); D. J. Wheeler and D. S. Chambers (1992), Understanding Statistical Process Control; D. C. Montgomery,
//! Introduction to Statistical Quality Control, appendix of factors for control charts.

use alloc::vec::Vec;

use crm_model::Ratio;

use super::counted::count;
use super::{Chart, ChartError, ChartKind, Limits, Point};
use crate::trend::Series;

/// The mean range of two values from a normal distribution, in standard deviations: 2 / √π to three decimals, as the tables have it.
pub const D2: f64 = 1.128;

/// The upper limit of the range of two values, in mean ranges, at three standard deviations: 1 + 3 d3/d2, as the tables have it.
pub const D4: f64 = 3.267;

/// The moves of individual values from a period to the next. No move goes across a gap.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Moves {
    /// Each move without its sign, with the place of the later value.
    pub sizes: Vec<(u64, f64)>,
    /// The mean of those between points that count.
    pub mean: f64,
    /// The upper limit.
    pub upper: f64,
}

impl Moves {
    /// Returns the places of values that lie too far from the one before.
    pub fn out(&self) -> impl Iterator<Item = u64> {
        self.sizes.iter().filter(|(_, size)| *size > self.upper).map(|(place, _)| *place)
    }
}

pub(super) fn chart(series: &Series<Ratio>, limits: &Limits) -> Result<Chart, ChartError> {
    let counts = |place: u64| !limits.without.contains(&place);
    let counted: Vec<Ratio> =
        series.points().filter(|(place, _)| counts(*place)).map(|(_, value)| value).collect();
    let first = *counted.first().ok_or(ChartError::TooFew)?;
    // The mean of equal values is their value, which a sum of floating-point numbers might miss.
    let center = if counted.iter().all(|value| *value == first) {
        first.as_f64()
    } else {
        let values = counted.iter().map(|value| value.as_f64());
        values.fold(0.0, |sum, value| sum + value / count(counted.len()))
    };
    let mut sizes = Vec::new();
    let (mut sum, mut moves) = (0.0, 0);
    for ((earlier, before), (later, after)) in series.points().zip(series.points().skip(1)) {
        if later - earlier > 1 {
            continue;
        }
        let size = if before == after { 0.0 } else { (after.as_f64() - before.as_f64()).abs() };
        sizes.push((later, size));
        if counts(earlier) && counts(later) {
            sum += size;
            moves += 1;
        }
    }
    if moves == 0 {
        return Err(ChartError::TooFew);
    }
    let mean = sum / count(moves);
    let sigma = mean / D2;
    let upper = mean * (1.0 + (D4 - 1.0) * limits.sigmas.get() / 3.0);
    let width = limits.sigmas.get() * sigma;
    if !(center.is_finite() && width.is_finite() && upper.is_finite()) {
        return Err(ChartError::TooLarge);
    }
    // A sum of so many numbers may miss their mean by so much: a value as near as that is on it, and on neither side.
    let largest = counted.iter().fold(0.0, |largest, value| f64::max(largest, value.as_f64().abs()));
    let roundings = f64::EPSILON * largest * count(counted.len());
    let ends = [limits.possible.lowest, limits.possible.highest].map(|end| end.map(Ratio::as_f64));
    let point = |(place, value): (u64, Ratio)| {
        let value = value.as_f64();
        let value = if (value - center).abs() <= roundings { center } else { value };
        let point = Point::new(place, value, (center, sigma), width, ends);
        Point { counts: counts(place), ..point }
    };
    Ok(Chart {
        kind: ChartKind::Individuals,
        sigmas: limits.sigmas,
        center,
        laney: None,
        points: series.points().map(point).collect(),
        moves: Some(Moves { sizes, mean, upper }),
        gaps: series.gaps(),
        running: series.running(),
    })
}

//! Statistics: the printed figures, laws, slow ways to the same answers, and edges.

mod edges;
mod golden;
mod laws;
mod oracle;
mod surveys;

use crm_kpi::NpsTally;
use crm_kpi::statistics::{Confidence, Interval, Proportion};

pub(crate) fn sure(level: f64) -> Confidence {
    Confidence::new(level).unwrap()
}

pub(crate) fn of(part: u64, whole: u64) -> Proportion {
    Proportion::new(part, whole).unwrap()
}

pub(crate) const fn nps(detractors: u64, passives: u64, promoters: u64) -> NpsTally {
    NpsTally { detractors, passives, promoters }
}

/// Checks that a number is another one as printed with so many decimals.
#[track_caller]
pub(crate) fn is_printed(found: f64, expected: f64, decimals: i32) {
    let half = 0.5 * 10_f64.powi(-decimals) * (1.0 + 1e-6);
    assert!((found - expected).abs() <= half, "{found} is not {expected}");
}

#[track_caller]
pub(crate) fn are_printed(found: Interval, [low, high]: [f64; 2], decimals: i32) {
    is_printed(found.low, low, decimals);
    is_printed(found.high, high, decimals);
}

//! Whether a line falls or rises through its periods.

use crm_kit::kpi::trend::{
    Confidence, Followed, MannKendall, Reading, Series, Sides, Slopes, Steps, TrendVerdict, judge,
};
use crm_kit::kpi::{Line, Trend};
use crm_model::Ratio;

/// Whether a line falls or rises.
#[derive(Debug)]
pub(super) struct Course {
    /// How many values were looked at.
    pub(super) values: u64,
    /// Which way a test finds it go, against either way; `None` where it finds no trend.
    pub(super) goes: Option<Trend>,
    /// How many values such a test needs, where there are fewer.
    pub(super) needed: Option<u64>,
    /// The probability of such a trend if there were none.
    pub(super) p: Option<f64>,
    /// How sure the test had to be.
    pub(super) confidence: Confidence,
    /// The median move from period to period; `None` with fewer than two values.
    pub(super) slope: Option<f64>,
    /// The steps from value to value.
    pub(super) steps: Steps,
    /// What the target asks for, as the policy reads it, where it asks for a trend.
    pub(super) asked: Option<TrendVerdict>,
}

impl Course {
    pub(super) fn of(line: &Line, series: &Series<Ratio>, confidence: Confidence) -> Self {
        let reading = Reading::Significant { confidence, sides: Sides::Two };
        // As many values as a test needs.
        let verdicts = [Trend::Falls, Trend::Rises].map(|trend| judge(series, trend, reading, 2));
        let found = verdicts.iter().find(|verdict| verdict.followed == Followed::Yes);
        let needed = verdicts.iter().find_map(|verdict| match verdict.followed {
            Followed::TooFew { needed } => Some(needed),
            _ => None,
        });
        Self {
            values: series.len() as u64,
            goes: found.map(|verdict| verdict.trend),
            needed: needed.filter(|_| found.is_none()),
            p: MannKendall::of(series).map(|test| test.significance().two_sided),
            confidence,
            slope: Slopes::of(series).ok().map(|slopes| slopes.median()),
            steps: Steps::of(series),
            asked: line.trend(),
        }
    }

    /// Returns whether there are periods enough for a test, or a target that asks for a trend.
    pub(super) fn is_told(&self) -> bool {
        self.needed.is_none() || self.asked.is_some()
    }
}

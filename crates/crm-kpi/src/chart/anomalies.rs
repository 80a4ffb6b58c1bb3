//! [`Anomalies`]: what stands out in a series, and whether to look for a trend first.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::fmt;

use crm_model::Ratio;

use super::{Chart, ChartError, ChartKind, Limits, Rule, Sigmas, Signal};
use crate::Formula;
use crate::trend::{Confidence, MannKendall, Series, Significance};

/// What counts as an anomaly: data of a policy.
#[derive(Debug, Clone, PartialEq)]
pub struct AnomalyChoices {
    /// How many standard deviations from the mean the limits are.
    pub sigmas: Sigmas,
    /// From how many cases a period, in the mean, the real spread of shares and rates is taken (Laney); `None` for never. With
    /// thousands of cases chance leaves so little spread that every month would stand out.
    pub laney_from: Option<u64>,
    /// What stands out.
    pub rules: Vec<Rule>,
    /// How sure a trend must be, either way, to be looked at before single months are.
    pub trend: Confidence,
    /// Places of points from which limits are not taken.
    pub without: BTreeSet<u64>,
}

/// What stands out in a series.
#[derive(Debug, Clone, PartialEq)]
pub struct Anomalies {
    /// The chart.
    pub chart: Chart,
    /// Where the rules speak.
    pub signals: Vec<Signal>,
    /// How likely such a trend would be if there were none.
    pub trend: Option<Significance>,
    /// What to do.
    pub advice: Advice,
}

/// What to do about the points that stand out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Advice {
    /// Nothing stands out.
    Nothing,
    /// Look for what happened in these periods.
    LookForCauses,
    /// The series falls or rises, and limits around its mean take the trend for anomalies: check the trend first.
    CheckTheTrendFirst,
}

impl fmt::Display for Advice {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Nothing => "nothing stands out",
            Self::LookForCauses => "look for causes",
            Self::CheckTheTrendFirst => "check the trend first",
        })
    }
}

impl Anomalies {
    /// Returns what stands out in a series, on a chart of this kind.
    ///
    /// # Errors
    ///
    /// When there is no such chart.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::chart::{Advice, Anomalies, AnomalyChoices, ChartKind, Sigmas, WESTERN_ELECTRIC};
    /// use crm_kpi::trend::{Confidence, Series};
    /// use crm_model::Ratio;
    ///
    /// let choices = AnomalyChoices {
    ///     sigmas: Sigmas::THREE,
    ///     laney_from: Some(1_000),
    ///     rules: WESTERN_ELECTRIC.to_vec(),
    ///     trend: Confidence::new(0.95)?,
    ///     without: [].into(),
    /// };
    /// let hours = Series::new([41, 39, 40, 36, 37, 35, 31, 33, 30, 29, 29, 26].map(|tenths| Ratio::new(tenths, 10)));
    /// let anomalies = Anomalies::of(ChartKind::Individuals, &hours, &choices)?;
    /// assert_eq!(anomalies.chart.out().count(), 3);
    /// assert_eq!(anomalies.advice, Advice::CheckTheTrendFirst);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(kind: ChartKind, series: &Series<Ratio>, choices: &AnomalyChoices) -> Result<Self, ChartError> {
        Self::within(kind, crate::Limits::default(), series, choices)
    }

    /// Returns what stands out in the series of an indicator: on the chart that fits it, with no limit beyond what it can be.
    ///
    /// # Errors
    ///
    /// As for [`of`](Self::of).
    pub fn of_indicator(
        formula: &Formula,
        series: &Series<Ratio>,
        choices: &AnomalyChoices,
    ) -> Result<Self, ChartError> {
        Self::within(ChartKind::of(formula), formula.limits(), series, choices)
    }

    fn within(
        kind: ChartKind,
        possible: crate::Limits,
        series: &Series<Ratio>,
        choices: &AnomalyChoices,
    ) -> Result<Self, ChartError> {
        let laney = kind != ChartKind::Individuals
            && choices.laney_from.is_some_and(|least| has_cases(series, least));
        let limits = Limits { sigmas: choices.sigmas, laney, without: choices.without.clone(), possible };
        let chart = Chart::of(kind, series, &limits)?;
        let signals = chart.signals(&choices.rules);
        let trend = MannKendall::of(series).map(|test| test.significance());
        let is_trend = trend.is_some_and(|trend| choices.trend.is_reached_by(trend.two_sided));
        let advice = match (signals.is_empty(), is_trend) {
            (true, _) => Advice::Nothing,
            (false, false) => Advice::LookForCauses,
            (false, true) => Advice::CheckTheTrendFirst,
        };
        Ok(Self { chart, signals, trend, advice })
    }
}

/// Returns whether there are so many cases a period in the mean.
fn has_cases(series: &Series<Ratio>, least: u64) -> bool {
    let cases = series.points().try_fold(0_i128, |sum, (_, value)| sum.checked_add(value.parts().1));
    let wanted = i128::from(least).checked_mul(series.len() as i128);
    // More cases than can be added are more than enough.
    cases.is_none_or(|cases| wanted.is_some_and(|wanted| cases >= wanted))
}

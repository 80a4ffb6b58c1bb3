//! [`Rule`]: what stands out, beyond single points out of the limits.

use alloc::vec::Vec;

use super::{Chart, Point, Sigmas, Stands};

/// What stands out. Which rules count, and with how many points, is the policy's choice: each more is another chance of a false alarm.
///
/// Points of a run lie in consecutive periods; a gap ends it. A rule about no points never speaks.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Rule {
    /// A point out of the limits.
    OutOfLimits,
    /// So many points in a row on the same side of the mean.
    OneSide {
        /// How many.
        points: usize,
    },
    /// So many points in a row, each higher than the one before, or each lower.
    OneWay {
        /// How many points, the first among them.
        points: usize,
    },
    /// So many points in a row, up and down in turn.
    InTurn {
        /// How many points, the first among them.
        points: usize,
    },
    /// So many points out of so many in a row far from the mean on the same side, the last among them.
    Far {
        /// How many.
        points: usize,
        /// Of how many.
        of: usize,
        /// Beyond how many standard deviations.
        sigmas: Sigmas,
    },
    /// So many points in a row far from the mean, on either side.
    FarEitherSide {
        /// How many.
        points: usize,
        /// Beyond how many standard deviations.
        sigmas: Sigmas,
    },
    /// So many points in a row near to the mean: limits may have been set too wide.
    Near {
        /// How many.
        points: usize,
        /// Within how many standard deviations.
        sigmas: Sigmas,
    },
}

/// The rules of the Western Electric Company (1956), Statistical Quality Control Handbook.
pub const WESTERN_ELECTRIC: [Rule; 4] = [
    Rule::OutOfLimits,
    Rule::Far { points: 2, of: 3, sigmas: Sigmas::TWO },
    Rule::Far { points: 4, of: 5, sigmas: Sigmas::ONE },
    Rule::OneSide { points: 8 },
];

/// The rules of L. S. Nelson (1984), The Shewhart Control Chart: Tests for Special Causes, Journal of Quality Technology 16.
pub const NELSON: [Rule; 8] = [
    Rule::OutOfLimits,
    Rule::OneSide { points: 9 },
    Rule::OneWay { points: 6 },
    Rule::InTurn { points: 14 },
    Rule::Far { points: 2, of: 3, sigmas: Sigmas::TWO },
    Rule::Far { points: 4, of: 5, sigmas: Sigmas::ONE },
    Rule::Near { points: 15, sigmas: Sigmas::ONE },
    Rule::FarEitherSide { points: 8, sigmas: Sigmas::ONE },
];

/// A rule that spoke.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Signal {
    /// The rule.
    pub rule: Rule,
    /// The place of the first point that it looked at.
    pub from: u64,
    /// The place of the point at which it spoke.
    pub at: u64,
}

impl Rule {
    /// Returns how many points it looks at.
    const fn window(self) -> usize {
        match self {
            Self::OutOfLimits => 1,
            Self::Far { of, .. } => of,
            Self::OneSide { points }
            | Self::OneWay { points }
            | Self::InTurn { points }
            | Self::FarEitherSide { points, .. }
            | Self::Near { points, .. } => points,
        }
    }

    /// Returns whether points in a row are what the rule is about. There are as many as it looks at, or fewer at the start of a run.
    fn speaks(self, center: f64, points: &[Point]) -> bool {
        let is_full = points.len() == self.window();
        match self {
            Self::OutOfLimits => points.iter().any(|point| point.stands != Stands::Inside),
            Self::OneSide { .. } => {
                is_full && [1.0, -1.0].iter().any(|side| all(points, |at| side * (at.value - center) > 0.0))
            }
            Self::OneWay { .. } => {
                is_full
                    && points.len() > 1
                    && [1.0, -1.0].iter().any(|way| steps(points).all(|step| way * step > 0.0))
            }
            Self::InTurn { .. } => {
                let turns = || steps(points).zip(steps(points).skip(1));
                is_full && points.len() > 2 && turns().all(|(before, after)| before * after < 0.0)
            }
            Self::Far { points: enough, sigmas, .. } => [1.0, -1.0].iter().any(|side| {
                let is_far = |at: &&Point| side * (at.value - center) > sigmas.get() * at.sigma;
                enough > 0
                    && points.last().is_some_and(|last| is_far(&last))
                    && points.iter().filter(is_far).count() >= enough
            }),
            Self::FarEitherSide { sigmas, .. } => {
                is_full && all(points, |at| (at.value - center).abs() > sigmas.get() * at.sigma)
            }
            // Without any spread all points are on the mean, which is no sign of anything.
            Self::Near { sigmas, .. } => {
                is_full
                    && all(points, |at| at.sigma > 0.0 && (at.value - center).abs() < sigmas.get() * at.sigma)
            }
        }
    }
}

fn all(points: &[Point], is_so: impl Fn(&Point) -> bool) -> bool {
    points.iter().all(is_so)
}

/// Returns the differences between neighbours: one, zero or minus one times some number.
fn steps(points: &[Point]) -> impl Iterator<Item = f64> {
    points.iter().zip(points.iter().skip(1)).map(|(before, after)| {
        if after.value > before.value {
            1.0
        } else if after.value < before.value {
            -1.0
        } else {
            0.0
        }
    })
}

impl Chart {
    /// Returns where rules speak, by the order of the rules and then of the points.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::chart::{Chart, ChartKind, Limits, Rule, Sigmas};
    /// use crm_kpi::trend::Series;
    /// use crm_model::Ratio;
    ///
    /// let months = Series::new([1, 3, 2, 7, 8, 7, 9].map(|hours| Ratio::new(hours, 1))); // mean 37/7
    /// let chart = Chart::of(ChartKind::Individuals, &months, &Limits::at(Sigmas::THREE))?;
    /// let signals = chart.signals(&[Rule::OneSide { points: 4 }]);
    /// assert_eq!((signals.len(), signals[0].from, signals[0].at), (1, 3, 6));
    /// # Ok::<(), crm_kpi::chart::ChartError>(())
    /// ```
    pub fn signals(&self, rules: &[Rule]) -> Vec<Signal> {
        let mut signals = Vec::new();
        for rule in rules.iter().filter(|rule| rule.window() > 0) {
            for run in self.points.chunk_by(|before, after| after.place - before.place == 1) {
                for end in 1..=run.len() {
                    let seen = run.get(end.saturating_sub(rule.window())..end).unwrap_or_default();
                    let ends = seen.first().zip(seen.last()).filter(|_| rule.speaks(self.center, seen));
                    signals.extend(ends.map(|(first, last)| Signal {
                        rule: *rule,
                        from: first.place,
                        at: last.place,
                    }));
                }
            }
        }
        signals
    }
}

//! Figures through time.

/// A figure through a number of periods.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trend {
    /// The periods in order, those without a figure included.
    pub points: Vec<Point>,
    /// The target on the same scale.
    pub target: Option<f64>,
    /// The scale; `None` lets the figures settle it.
    pub scale: Option<Scale>,
}

impl Trend {
    /// How many periods are shown at most: a year, and the same period of the year before where they are months.
    const MOST_SHOWN: usize = 13;

    /// Returns the periods that are shown: the last of them.
    pub(crate) fn last_points(&self) -> &[Point] {
        let from = self.points.len().saturating_sub(Self::MOST_SHOWN);
        self.points.get(from..).unwrap_or_default()
    }

    /// Returns the last period that has a figure.
    pub(crate) fn last_figure(&self) -> Option<&Point> {
        self.points.iter().rfind(|point| point.value.is_some())
    }
}

/// From where to where a chart reaches.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Scale {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
    /// The lower end with its unit.
    pub low_text: String,
    /// The upper end with its unit.
    pub high_text: String,
}

impl Scale {
    /// Returns the scale of shares, from none to all.
    pub fn of_shares() -> Self {
        Self { low: 0.0, high: 1.0, low_text: "0 %".to_owned(), high_text: "100 %".to_owned() }
    }
}

/// A figure of one period.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Point {
    /// The period, such as `2026-03`.
    pub period: String,
    /// The figure; `None` where there is none, which leaves a gap.
    pub value: Option<f64>,
    /// The figure with its unit; what is said of a gap.
    pub text: String,
}

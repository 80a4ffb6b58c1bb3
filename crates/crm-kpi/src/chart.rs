//! Control charts: which months stand out from what chance alone explains.
//!
//! A [`Chart`] has a mean, limits around it, and points. Which chart fits depends on what is counted, see [`ChartKind`]: a share of
//! cases varies with the number of cases, a mean time only shows in its own moves from month to month. [`Rule`]s find runs that no
//! single point shows. [`Anomalies`] puts all together for a series, and asks about the trend first: a steady fall leaves limits
//! on both sides, and looks like a heap of anomalies.
//!
//! Periods without a value are gaps: they have no point, and no run or move goes across one. Where all values are equal, the limits
//! equal the mean and nothing stands out.

mod anomalies;
mod counted;
mod individuals;
mod kind;
mod rules;

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use thiserror::Error;

pub use self::anomalies::{Advice, Anomalies, AnomalyChoices};
pub use self::individuals::{D2, D4, Moves};
pub use self::kind::ChartKind;
pub use self::rules::{NELSON, Rule, Signal, WESTERN_ELECTRIC};
use crate::trend::Series;
use crm_model::Ratio;

/// A mean with limits, and points in and out of them.
///
/// # Examples
///
/// ```
/// use crm_kpi::chart::{Chart, ChartKind, Limits, Sigmas};
/// use crm_kpi::trend::Series;
/// use crm_model::Ratio;
///
/// // Complaints of 100 contacts a month.
/// let months = Series::new([10, 9, 11, 10, 30].map(|complaints| Ratio::new(complaints, 100)));
/// let chart = Chart::of(ChartKind::Shares, &months, &Limits::at(Sigmas::THREE))?;
/// assert_eq!(chart.center(), 0.14); // 70 of 500
/// let upper = 0.14 + 3.0 * (0.14_f64 * 0.86 / 100.0).sqrt();
/// assert!((chart.points()[0].upper - upper).abs() < 1e-15);
/// assert_eq!(chart.out().map(|point| point.place).collect::<Vec<_>>(), [4]);
/// # Ok::<(), crm_kpi::chart::ChartError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Chart {
    kind: ChartKind,
    sigmas: Sigmas,
    center: f64,
    laney: Option<f64>,
    points: Vec<Point>,
    moves: Option<Moves>,
    gaps: u64,
    running: u64,
}

/// A point of a chart.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Point {
    /// The place of its period in the series, counted from 0.
    pub place: u64,
    /// The value.
    pub value: f64,
    /// One standard deviation at this point.
    pub sigma: f64,
    /// The lower limit.
    pub lower: f64,
    /// The upper limit.
    pub upper: f64,
    /// Whether the lower limit would lie below the lowest value that is possible, and was set to that.
    pub lower_is_clamped: bool,
    /// Whether the upper limit would lie above the highest value that is possible, and was set to that.
    pub upper_is_clamped: bool,
    /// Where the value lies. A limit itself is inside.
    pub stands: Stands,
    /// Whether the mean and the limits are taken from this point, among others.
    pub counts: bool,
}

/// Where a value lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Stands {
    /// Below the lower limit.
    Below,
    /// Between the limits, or on one.
    Inside,
    /// Above the upper limit.
    Above,
}

/// How many standard deviations: above zero and finite.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct Sigmas(f64);

impl Sigmas {
    /// One.
    pub const ONE: Self = Self(1.0);
    /// Two.
    pub const TWO: Self = Self(2.0);
    /// Three, as Shewhart set limits (1931, Economic Control of Quality of Manufactured Product).
    pub const THREE: Self = Self(3.0);

    /// Returns so many standard deviations; `None` unless above zero and finite.
    pub fn new(number: f64) -> Option<Self> {
        (number > 0.0 && number.is_finite()).then_some(Self(number))
    }

    /// Returns the number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

/// How limits are set.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// How many standard deviations from the mean.
    pub sigmas: Sigmas,
    /// Whether the spread that shares and rates really have is taken, and not the one that chance alone would leave. Charts of
    /// individual values always do.
    pub laney: bool,
    /// Places of points from which mean and limits are not taken. They are judged by them all the same.
    pub without: BTreeSet<u64>,
    /// The lowest and the highest value that are possible at all: no limit lies beyond them, and a point says where one would
    /// have. Shares and rates have ends of their own.
    pub possible: crate::Limits,
}

impl Limits {
    /// Returns limits so many standard deviations from the mean of all points, with the spread of chance.
    pub const fn at(sigmas: Sigmas) -> Self {
        let possible = crate::Limits { lowest: None, highest: None };
        Self { sigmas, laney: false, without: BTreeSet::new(), possible }
    }

    /// Returns the same for values between these ends: a time is not below zero, a score not above 100.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kpi::chart::{Chart, ChartKind, Limits, Sigmas};
    /// use crm_kpi::trend::Series;
    /// use crm_kpi::{Formula, Stretch, TicketTime};
    /// use crm_model::Ratio;
    ///
    /// // Hours: the mean is 4, the mean move 4, so that the lower limit would be 4 - 3 * 4 / 1.128 = -6.6.
    /// let months = Series::new([2, 6, 2, 6].map(|hours| Ratio::new(hours, 1)));
    /// let times = Formula::TicketTime(TicketTime::mean(Stretch::FirstResponse)).limits();
    /// let chart = Chart::of(ChartKind::Individuals, &months, &Limits::at(Sigmas::THREE).within(times))?;
    /// assert_eq!((chart.points()[0].lower, chart.points()[0].lower_is_clamped), (0.0, true));
    /// # Ok::<(), crm_kpi::chart::ChartError>(())
    /// ```
    #[must_use]
    pub const fn within(mut self, possible: crate::Limits) -> Self {
        self.possible = possible;
        self
    }

    /// Returns the same with Laney's correction.
    ///
    /// # Source
    ///
    /// D. B. Laney (2002), Improved Control Charts for Attributes, Quality Engineering 14.
    #[must_use]
    pub fn with_laney(mut self) -> Self {
        self.laney = true;
        self
    }

    /// Returns the same without the points at these places, whose causes are known: the second pass of phase I.
    #[must_use]
    pub fn without(mut self, places: impl IntoIterator<Item = u64>) -> Self {
        self.without.extend(places);
        self
    }
}

/// Why there is no chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum ChartError {
    /// Too few values from which to take limits.
    #[error("limits need two values, in two periods side by side where their moves count, and there are not")]
    TooFew,
    /// A share is below zero or above one.
    #[error(
        "the value at place {place} is no share of a whole: take a chart of rates or of individual values"
    )]
    NotAShare {
        /// Which.
        place: u64,
    },
    /// A rate is below zero.
    #[error("the value at place {place} is below zero: take a chart of individual values")]
    BelowZero {
        /// Which.
        place: u64,
    },
    /// A sum is too large.
    #[error("the values are too large for their mean to be told")]
    TooLarge,
}

impl Chart {
    /// Returns the chart of a series.
    ///
    /// # Errors
    ///
    /// For too few values, values that cannot be of this kind, and sums that are too large.
    pub fn of(kind: ChartKind, series: &Series<Ratio>, limits: &Limits) -> Result<Self, ChartError> {
        match kind {
            ChartKind::Shares | ChartKind::Rates => counted::chart(kind, series, limits),
            ChartKind::Individuals => individuals::chart(series, limits),
        }
    }

    /// Returns what kind of chart it is.
    pub const fn kind(&self) -> ChartKind {
        self.kind
    }

    /// Returns how many standard deviations from the mean the limits are.
    pub const fn sigmas(&self) -> Sigmas {
        self.sigmas
    }

    /// Returns the mean.
    pub const fn center(&self) -> f64 {
        self.center
    }

    /// Returns how many times the spread of chance the points have, where limits are widened or narrowed by it.
    pub const fn laney(&self) -> Option<f64> {
        self.laney
    }

    /// Returns the points, in the order of their periods.
    pub fn points(&self) -> &[Point] {
        &self.points
    }

    /// Returns the points out of the limits.
    pub fn out(&self) -> impl Iterator<Item = &Point> {
        self.points.iter().filter(|point| point.stands != Stands::Inside)
    }

    /// Returns the moves from period to period, of a chart of individual values.
    pub const fn moves(&self) -> Option<&Moves> {
        self.moves.as_ref()
    }

    /// Returns how many periods have no value, and so no point.
    pub const fn gaps(&self) -> u64 {
        self.gaps
    }

    /// Returns how many periods were left out since they were not over.
    pub const fn running(&self) -> u64 {
        self.running
    }
}

impl Point {
    /// Returns a value with limits around a center, no lower than `least` and no higher than `most`.
    fn new(place: u64, value: f64, (center, sigma): (f64, f64), width: f64, ends: [Option<f64>; 2]) -> Self {
        let [least, most] = ends;
        let (lower, upper) = (center - width, center + width);
        let (low, high) =
            (least.map_or(lower, |least| lower.max(least)), most.map_or(upper, |most| upper.min(most)));
        let stands = if value < low {
            Stands::Below
        } else if value > high {
            Stands::Above
        } else {
            Stands::Inside
        };
        Self {
            place,
            value,
            sigma,
            lower: low,
            upper: high,
            lower_is_clamped: low > lower,
            upper_is_clamped: high < upper,
            stands,
            counts: true,
        }
    }
}

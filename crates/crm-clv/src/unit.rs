//! Units of time and of spend: they travel with every result, so that days are never taken for weeks.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};

use thiserror::Error;

/// How many days make one unit of the time that a model counts in.
///
/// A rate "per unit" means nothing without it, so summaries, fits and predictions carry it. Two units are equal when they
/// have the same number of days, whatever they are called.
///
/// # Examples
///
/// ```
/// use crm_clv::TimeUnit;
///
/// assert_eq!(TimeUnit::WEEK.from_days(273), 39.0);
/// assert_eq!(TimeUnit::WEEK.convert(52.0, TimeUnit::DAY), Some(364.0));
/// assert_eq!(TimeUnit::new(10.0)?.to_string(), "10 days");
/// assert!(TimeUnit::new(0.0).is_err());
/// # Ok::<(), crm_clv::UnitError>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "f64", into = "f64"))]
pub struct TimeUnit {
    // INVARIANT: finite, above zero.
    days: f64,
}

impl TimeUnit {
    /// One day.
    pub const DAY: Self = Self { days: 1.0 };
    /// Seven days.
    pub const WEEK: Self = Self { days: 7.0 };
    /// A twelfth of a year of 365.25 days: 30.4375 days.
    pub const MONTH: Self = Self { days: 30.4375 };
    /// 365.25 days, the mean year of the Julian calendar.
    pub const YEAR: Self = Self { days: 365.25 };

    /// Returns the unit of so many days.
    ///
    /// # Errors
    ///
    /// When the number is not finite or not above zero.
    pub fn new(days: f64) -> Result<Self, UnitError> {
        if days.is_finite() && days > 0.0 { Ok(Self { days }) } else { Err(UnitError::Days { days }) }
    }

    /// Returns how many days make one unit.
    pub const fn days(self) -> f64 {
        self.days
    }

    /// Returns a number of days in this unit: the quotient, rounded once.
    pub fn from_days(self, days: u32) -> f64 {
        f64::from(days) / self.days
    }

    /// Returns a length of this unit in another, or `None` when the length or the outcome is not finite.
    pub fn convert(self, length: f64, to: Self) -> Option<f64> {
        let converted = if self == to { length } else { length * self.days / to.days };
        converted.is_finite().then_some(converted)
    }

    /// Returns a rate per this unit as a rate per another, or `None` when the rate or the outcome is not finite.
    ///
    /// It holds for rates that add up over time, such as purchases per unit or a continuously compounded discount rate;
    /// not for a discount paid once a period, 15 % a year say.
    pub fn convert_rate(self, rate: f64, to: Self) -> Option<f64> {
        to.convert(rate, self)
    }
}

impl fmt::Display for TimeUnit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names =
            [(Self::DAY, "days"), (Self::WEEK, "weeks"), (Self::MONTH, "months"), (Self::YEAR, "years")];
        match names.into_iter().find(|(unit, _)| unit == self) {
            Some((_, name)) => f.write_str(name),
            None => write!(f, "{} days", self.days),
        }
    }
}

/// How many minor units of money make one unit of spend: 100 where amounts are in cents and spend in dollars.
///
/// # Examples
///
/// ```
/// use crm_clv::SpendUnit;
///
/// assert_eq!(SpendUnit::new(100)?.minor_units(), 100);
/// assert!(SpendUnit::new(0).is_err());
/// # Ok::<(), crm_clv::UnitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "u32", into = "u32"))]
pub struct SpendUnit {
    // INVARIANT: above zero.
    minor_units: u32,
}

impl SpendUnit {
    /// Spend in minor units, as the amounts are.
    pub const MINOR: Self = Self { minor_units: 1 };

    /// Returns the unit of spend that so many minor units make.
    ///
    /// # Errors
    ///
    /// When the number is zero.
    pub const fn new(minor_units: u32) -> Result<Self, UnitError> {
        if minor_units == 0 { Err(UnitError::MinorUnits) } else { Ok(Self { minor_units }) }
    }

    /// Returns how many minor units make one unit of spend.
    pub const fn minor_units(self) -> u32 {
        self.minor_units
    }
}

/// Why there is no such unit.
#[derive(Debug, Clone, Copy, PartialEq, Error)]
#[non_exhaustive]
pub enum UnitError {
    /// The days of a unit of time are not a finite number above zero.
    #[error("a unit of time has a finite number of days above zero, not {days}")]
    Days {
        /// The days.
        days: f64,
    },
    /// A unit of spend would have no minor units.
    #[error("a unit of spend has at least one minor unit")]
    MinorUnits,
}

// No unit is NaN or zero, so the total order of floating-point numbers is the order of units.
impl PartialEq for TimeUnit {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for TimeUnit {}

impl PartialOrd for TimeUnit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for TimeUnit {
    fn cmp(&self, other: &Self) -> Ordering {
        self.days.total_cmp(&other.days)
    }
}

impl Hash for TimeUnit {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.days.to_bits().hash(state);
    }
}

impl TryFrom<f64> for TimeUnit {
    type Error = UnitError;

    fn try_from(days: f64) -> Result<Self, UnitError> {
        Self::new(days)
    }
}

impl From<TimeUnit> for f64 {
    fn from(unit: TimeUnit) -> Self {
        unit.days
    }
}

impl TryFrom<u32> for SpendUnit {
    type Error = UnitError;

    fn try_from(minor_units: u32) -> Result<Self, UnitError> {
        Self::new(minor_units)
    }
}

impl From<SpendUnit> for u32 {
    fn from(unit: SpendUnit) -> Self {
        unit.minor_units
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_has_a_finite_length() {
        for days in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            assert!(matches!(TimeUnit::new(days), Err(UnitError::Days { .. })));
        }
        assert_eq!(TimeUnit::new(7.0), Ok(TimeUnit::WEEK));
    }

    #[test]
    fn a_conversion_that_leaves_the_numbers_is_none() {
        let tiny = TimeUnit::new(1e-300).unwrap();
        assert_eq!(TimeUnit::YEAR.convert(1e10, tiny), None);
        assert_eq!(TimeUnit::DAY.convert(f64::NAN, TimeUnit::DAY), None);
        assert_eq!(TimeUnit::YEAR.convert(1.0, TimeUnit::MONTH), Some(12.0));
        assert_eq!(TimeUnit::YEAR.convert_rate(12.0, TimeUnit::MONTH), Some(1.0));
    }

    #[test]
    fn units_are_named_where_they_have_a_name() {
        let text = |unit: TimeUnit| alloc::format!("{unit}");
        assert_eq!(text(TimeUnit::WEEK), "weeks");
        assert_eq!(text(TimeUnit::new(28.0).unwrap()), "28 days");
    }
}

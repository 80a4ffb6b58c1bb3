//! [`Steps`]: which way each value goes from the one before.

use core::cmp::Ordering;

use super::{Measured, Series};

/// How many values are lower than, equal to, and higher than the one before. Over a gap, the value before it counts.
///
/// # Examples
///
/// ```
/// use crm_kpi::trend::{Series, Steps};
/// use crm_model::Ratio;
///
/// let steps = Steps::of(&Series::new([5, 4, 4, 3].map(|value| Ratio::new(value, 1))));
/// assert_eq!(steps, Steps { down: 2, flat: 1, up: 0 });
/// assert_eq!((steps.all_down(), steps.none_up()), (Some(false), Some(true)));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Steps {
    /// Steps down.
    pub down: u64,
    /// Values equal to the one before.
    pub flat: u64,
    /// Steps up.
    pub up: u64,
}

impl Steps {
    /// Counts the steps of a series.
    pub fn of<T: Measured>(series: &Series<T>) -> Self {
        let mut steps = Self::default();
        for (before, after) in series.values().zip(series.values().skip(1)) {
            match after.cmp(&before) {
                Ordering::Less => steps.down += 1,
                Ordering::Equal => steps.flat += 1,
                Ordering::Greater => steps.up += 1,
            }
        }
        steps
    }

    /// Returns the steps of the series upside down.
    #[must_use]
    pub const fn reversed(self) -> Self {
        Self { down: self.up, flat: self.flat, up: self.down }
    }

    /// Returns whether every value is lower than the one before; `None` without a step.
    pub fn all_down(self) -> Option<bool> {
        self.none_up().map(|none_up| none_up && self.flat == 0)
    }

    /// Returns whether no value is higher than the one before; `None` without a step.
    pub fn none_up(self) -> Option<bool> {
        (self != Self::default()).then_some(self.up == 0)
    }
}

//! [`Limits`]: which values are possible at all.

use crm_model::Ratio;

use crate::Side;

/// The lowest and the highest value that are possible at all; `None` where there is no such bound.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Limits {
    /// The lowest.
    pub lowest: Option<Ratio>,
    /// The highest.
    pub highest: Option<Ratio>,
}

impl Limits {
    /// Returns whether even the best value would miss.
    pub(crate) fn exclude(self, side: Side, goal: Ratio) -> bool {
        let best = if side.is_upward() { self.highest } else { self.lowest };
        best.is_some_and(|best| !side.holds(best.cmp(&goal)))
    }
}

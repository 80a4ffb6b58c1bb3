//! [`Rounding`]: how exact values are written, by one named rule and once.

use alloc::format;
use alloc::string::String;

use crm_model::{Halves, Ratio};

/// How many decimals are shown, and where a half goes.
///
/// Values stay exact until they are shown, so nothing is rounded twice and nothing is compared after rounding.
///
/// # Examples
///
/// ```
/// use crm_kpi::{Evidence, Rounding};
/// use crm_model::Halves;
///
/// let value = Evidence::trials(1, 8).value(); // 12.5 %
/// assert_eq!(value.shown(Rounding::default()), "12.5%");
/// assert_eq!(value.shown(Rounding { decimals: 0, halves: Halves::ToEven }), "12%");
/// assert_eq!(value.shown(Rounding { decimals: 0, halves: Halves::AwayFromZero }), "13%");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Rounding {
    /// How many decimals, of percent, of points and of other numbers. Lengths of time are shown to the second.
    pub decimals: u8,
    /// Where a half goes.
    pub halves: Halves,
}

impl Default for Rounding {
    /// Returns one decimal, halves to the even neighbour.
    fn default() -> Self {
        Self { decimals: 1, halves: Halves::ToEven }
    }
}

impl Rounding {
    pub(crate) fn percent(self, ratio: Ratio) -> String {
        format!("{}%", ratio.rounded(2, self.decimals, self.halves))
    }

    pub(crate) fn number(self, ratio: Ratio) -> String {
        ratio.rounded(0, self.decimals, self.halves)
    }
}

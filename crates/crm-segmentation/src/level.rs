//! [`Level`]: the three levels of value, whatever a document calls them.

use core::fmt;

/// A level of value (clause P-TIER-1). The higher level is the greater one.
///
/// A document's own words for the levels are data: see [`ValueTierSpec::names`](crate::ValueTierSpec) and
/// [`TierNames`](crate::TierNames).
///
/// # Examples
///
/// ```
/// use crm_segmentation::Level;
///
/// assert!(Level::High > Level::Middle && Level::Middle > Level::Ordinary);
/// assert_eq!(Level::High.min(Level::Middle).as_str(), "middle"); // the lower of both
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Level {
    /// The rest.
    Ordinary,
    /// Below the highest.
    Middle,
    /// The highest.
    High,
}

impl Level {
    /// Every level, the highest first.
    pub const ALL: [Self; 3] = [Self::High, Self::Middle, Self::Ordinary];

    /// Returns the word that policy files and reports use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Middle => "middle",
            Self::Ordinary => "ordinary",
        }
    }

    /// Returns what stands for this level in a list that is given from the highest level down.
    pub(crate) fn of<T>(self, from_the_highest: &[T; 3]) -> &T {
        let [high, middle, ordinary] = from_the_highest;
        match self {
            Self::High => high,
            Self::Middle => middle,
            Self::Ordinary => ordinary,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

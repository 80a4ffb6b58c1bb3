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

    /// Returns the next level up, or `None` at the top.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_segmentation::Level;
    ///
    /// assert_eq!(Level::Ordinary.next_above(), Some(Level::Middle));
    /// assert_eq!((Level::High.next_above(), Level::Ordinary.next_below()), (None, None));
    /// ```
    pub const fn next_above(self) -> Option<Self> {
        match self {
            Self::High => None,
            Self::Middle => Some(Self::High),
            Self::Ordinary => Some(Self::Middle),
        }
    }

    /// Returns the next level down, or `None` at the bottom.
    pub const fn next_below(self) -> Option<Self> {
        match self {
            Self::High => Some(Self::Middle),
            Self::Middle => Some(Self::Ordinary),
            Self::Ordinary => None,
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

//! [`Segment`]: of which part of the company's customers, tickets or people a line tells.

use alloc::collections::BTreeSet;
use alloc::string::String;
use core::fmt;

/// A part of what is measured: one or more members of one dimension, such as the departments `north` and `south`.
///
/// # Examples
///
/// ```
/// use crm_kpi::Segment;
///
/// let (north, south) = (Segment::new("department", "north"), Segment::new("department", "south"));
/// let both = north.union(&south).unwrap();
/// assert_eq!(both.to_string(), "department north, south");
/// assert_eq!(both.union(&north), None); // its cases would count twice
/// assert_eq!(north.union(&Segment::new("channel", "phone")), None); // some cases are in both
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Segment {
    dimension: String,
    // INVARIANT: not empty.
    members: BTreeSet<String>,
}

impl Segment {
    /// Returns the segment of one member of a dimension.
    pub fn new(dimension: impl Into<String>, member: impl Into<String>) -> Self {
        Self { dimension: dimension.into(), members: [member.into()].into() }
    }

    /// Returns the dimension.
    pub fn dimension(&self) -> &str {
        &self.dimension
    }

    /// Returns the members in order.
    pub fn members(&self) -> impl Iterator<Item = &str> {
        self.members.iter().map(String::as_str)
    }

    /// Returns the members of both; `None` where they are of different dimensions or have a member in common.
    #[must_use]
    pub fn union(&self, other: &Self) -> Option<Self> {
        let is_disjoint = self.dimension == other.dimension && self.members.is_disjoint(&other.members);
        let members = || &self.members | &other.members;
        is_disjoint.then(|| Self { dimension: self.dimension.clone(), members: members() })
    }
}

impl fmt::Display for Segment {
    /// Writes the dimension and its members.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.dimension)?;
        for (place, member) in self.members().enumerate() {
            write!(formatter, "{} {member}", if place == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

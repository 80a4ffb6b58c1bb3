//! [`Stops`]: the events that stop a clock.

use alloc::vec::Vec;

use crm_model::{EventKind, EventKinds};

/// The events that stop a clock: groups of kinds. It stops when one event of *each* group has happened since its
/// start, at the last of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stops {
    groups: Vec<EventKinds>,
}

impl Stops {
    /// Returns the stops "any of these".
    pub fn any(kinds: impl IntoIterator<Item = EventKind>) -> Self {
        core::iter::once(kinds.into_iter().collect()).collect()
    }

    /// Returns the stops "all of these".
    pub fn all(kinds: impl IntoIterator<Item = EventKind>) -> Self {
        kinds.into_iter().map(|kind| EventKinds::NONE.with(kind)).collect()
    }

    /// Returns the groups; the clock needs one event of each.
    pub fn groups(&self) -> &[EventKinds] {
        &self.groups
    }

    /// Returns every kind that takes part.
    pub fn kinds(&self) -> EventKinds {
        self.groups.iter().flat_map(|group| group.iter()).collect()
    }

    /// Returns a kind of a group that none of the `supplied` kinds can fill.
    pub(crate) fn beyond(&self, supplied: EventKinds) -> Option<EventKind> {
        self.groups.iter().find(|group| !group.intersects(supplied)).and_then(|group| group.iter().next())
    }
}

impl FromIterator<EventKinds> for Stops {
    /// Returns the stops "one of each group"; a group that is given twice counts once.
    fn from_iter<I: IntoIterator<Item = EventKinds>>(given: I) -> Self {
        let mut groups = Vec::new();
        for group in given {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        Self { groups }
    }
}

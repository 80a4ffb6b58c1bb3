//! Kinds of event, without their details, and sets of them.

use alloc::vec::Vec;
use core::fmt;

macro_rules! event_kinds {
    ($($(#[$doc:meta])* $name:ident = $text:literal,)+) => {
        /// A kind of event, without its details.
        ///
        /// The order of the variants is the *rank* that decides between events of one instant whose source gives
        /// no sequence: intake first, then work, then solution, then what follows it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum EventKind { $($(#[$doc])* $name,)+ }

        impl EventKind {
            /// Every kind, in order of rank.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the word that policy files, mappings and reports use.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }
        }
    };
}

event_kinds! {
    /// [`Happening::Opened`](crate::Happening::Opened)
    Opened = "opened",
    /// [`Happening::MessageIn`](crate::Happening::MessageIn)
    MessageIn = "message-in",
    /// [`Happening::Recorded`](crate::Happening::Recorded)
    Recorded = "recorded",
    /// [`Happening::Classified`](crate::Happening::Classified)
    Classified = "classified",
    /// [`Happening::Assigned`](crate::Happening::Assigned)
    Assigned = "assigned",
    /// [`Happening::Transferred`](crate::Happening::Transferred)
    Transferred = "transferred",
    /// [`Happening::AutomaticMessage`](crate::Happening::AutomaticMessage)
    AutomaticMessage = "automatic-message",
    /// [`Happening::FirstResponse`](crate::Happening::FirstResponse)
    FirstResponse = "first-response",
    /// [`Happening::MessageOut`](crate::Happening::MessageOut)
    MessageOut = "message-out",
    /// [`Happening::Explained`](crate::Happening::Explained)
    Explained = "explained",
    /// [`Happening::Agreed`](crate::Happening::Agreed)
    Agreed = "agreed",
    /// [`Happening::Agitated`](crate::Happening::Agitated)
    Agitated = "agitated",
    /// [`Happening::HarmReported`](crate::Happening::HarmReported)
    HarmReported = "harm-reported",
    /// [`Happening::BeyondAuthority`](crate::Happening::BeyondAuthority)
    BeyondAuthority = "beyond-authority",
    /// [`Happening::CannotBeSolved`](crate::Happening::CannotBeSolved)
    CannotBeSolved = "cannot-be-solved",
    /// [`Happening::Escalated`](crate::Happening::Escalated)
    Escalated = "escalated",
    /// [`Happening::Reopened`](crate::Happening::Reopened)
    Reopened = "reopened",
    /// [`Happening::Back`](crate::Happening::Back)
    Back = "back",
    /// [`Happening::Waiting`](crate::Happening::Waiting)
    Waiting = "waiting",
    /// [`Happening::Remedy`](crate::Happening::Remedy)
    Remedy = "remedy",
    /// [`Happening::Approved`](crate::Happening::Approved)
    Approved = "approved",
    /// [`Happening::Solved`](crate::Happening::Solved)
    Solved = "solved",
    /// [`Happening::Confirmed`](crate::Happening::Confirmed)
    Confirmed = "confirmed",
    /// [`Happening::Disputed`](crate::Happening::Disputed)
    Disputed = "disputed",
    /// [`Happening::Closed`](crate::Happening::Closed)
    Closed = "closed",
    /// [`Happening::Revisited`](crate::Happening::Revisited)
    Revisited = "revisited",
    /// [`Happening::Merged`](crate::Happening::Merged)
    Merged = "merged",
}

impl fmt::Display for EventKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A text that names no kind of event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no kind of ticket event")]
pub struct EventKindError;

impl core::str::FromStr for EventKind {
    type Err = EventKindError;

    fn from_str(text: &str) -> Result<Self, EventKindError> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(EventKindError)
    }
}

/// A set of kinds of event: those that a source can tell of, or those that stop a clock.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(into = "Vec<EventKind>", from = "Vec<EventKind>"))]
pub struct EventKinds(u32);

impl EventKinds {
    /// No kind at all.
    pub const NONE: Self = Self(0);

    /// Every kind.
    pub const ALL: Self = Self((1 << EventKind::ALL.len()) - 1);

    /// Returns this set with `kind` in it.
    #[must_use]
    pub const fn with(self, kind: EventKind) -> Self {
        Self(self.0 | 1 << kind as u32)
    }

    /// Returns whether `kind` is in the set.
    pub const fn contains(self, kind: EventKind) -> bool {
        self.0 & (1 << kind as u32) != 0
    }

    /// Returns whether the sets share a kind.
    pub const fn intersects(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Returns whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Yields the kinds in order of rank.
    pub fn iter(self) -> impl Iterator<Item = EventKind> {
        EventKind::ALL.iter().copied().filter(move |kind| self.contains(*kind))
    }
}

impl FromIterator<EventKind> for EventKinds {
    fn from_iter<I: IntoIterator<Item = EventKind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, Self::with)
    }
}

impl From<Vec<EventKind>> for EventKinds {
    fn from(kinds: Vec<EventKind>) -> Self {
        kinds.into_iter().collect()
    }
}

impl From<EventKinds> for Vec<EventKind> {
    fn from(kinds: EventKinds) -> Self {
        kinds.iter().collect()
    }
}

impl fmt::Debug for EventKinds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_set().entries(self.iter()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_word() {
        for kind in EventKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        assert_eq!("nonsense".parse::<EventKind>(), Err(EventKindError));
    }

    #[test]
    fn a_set_holds_what_was_put_in() {
        let set: EventKinds = [EventKind::Solved, EventKind::Closed].into_iter().collect();
        assert!(set.contains(EventKind::Solved) && !set.contains(EventKind::Opened));
        assert_eq!(set.iter().count(), 2);
        assert_eq!(EventKinds::ALL.iter().count(), EventKind::ALL.len());
    }
}

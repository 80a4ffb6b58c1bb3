//! How parts of tallies are put together: field by field, map by map.

use alloc::collections::BTreeMap;

/// What can take in another of its kind: with a default that adds nothing, in any order and grouping.
pub(super) trait Join {
    /// Takes in `other`.
    fn join(&mut self, other: Self);
}

impl Join for u64 {
    fn join(&mut self, other: Self) {
        *self = self.saturating_add(other);
    }
}

impl<K: Ord, V: Join> Join for BTreeMap<K, V> {
    fn join(&mut self, other: Self) {
        for (key, theirs) in other {
            match self.get_mut(&key) {
                Some(ours) => ours.join(theirs),
                None => drop(self.insert(key, theirs)),
            }
        }
    }
}

/// Joins structs field by field, and gives them a public `merge`.
macro_rules! joins {
    ($type:ident { $($field:ident),+ $(,)? }) => {
        impl $crate::process::join::Join for $type {
            fn join(&mut self, other: Self) {
                let Self { $($field),+ } = other;
                $($crate::process::join::Join::join(&mut self.$field, $field);)+
            }
        }

        impl $type {
            /// Returns both together, as if they had been counted as one.
            #[must_use]
            pub fn merge(mut self, other: Self) -> Self {
                $crate::process::join::Join::join(&mut self, other);
                self
            }
        }
    };
}

pub(super) use joins;

/// Adds one to a count.
pub(super) fn count_one<K: Ord>(counts: &mut BTreeMap<K, u64>, key: K) {
    counts.entry(key).or_default().join(1);
}

//! What all tallies have in common: they count in integers, merge exactly in any order, and divide last.

use crm_model::Ratio;

/// Defines a kind of case with its variants, and the tally that counts each of them.
///
/// Counts stay at the bound of 64 bits; [`ratio`] refuses such a count.
macro_rules! tally {
    (
        $(#[$case_doc:meta])* $case:ident,
        $(#[$tally_doc:meta])* $tally:ident { $($(#[$doc:meta])* $variant:ident => $field:ident,)+ }
    ) => {
        $(#[$case_doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        pub enum $case { $($(#[$doc])* $variant,)+ }

        $(#[$tally_doc])*
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub struct $tally { $($(#[$doc])* pub $field: u64,)+ }

        impl $tally {
            /// Counts one case.
            pub const fn record(&mut self, case: $case) {
                match case { $($case::$variant => self.$field = self.$field.saturating_add(1),)+ }
            }

            /// Returns the tally of both samples together.
            #[must_use]
            pub const fn merge(self, other: Self) -> Self {
                Self { $($field: self.$field.saturating_add(other.$field),)+ }
            }
        }

        $crate::tally::collects!($tally of $case);
    };
}

/// Lets a tally with a `record` take in its cases from iterators.
macro_rules! collects {
    ($tally:ident of $case:ty) => {
        impl Extend<$case> for $tally {
            fn extend<I: IntoIterator<Item = $case>>(&mut self, cases: I) {
                for case in cases {
                    self.record(case);
                }
            }
        }

        impl FromIterator<$case> for $tally {
            fn from_iter<I: IntoIterator<Item = $case>>(cases: I) -> Self {
                let mut tally = Self::default();
                tally.extend(cases);
                tally
            }
        }
    };
}

pub(crate) use {collects, tally};

/// Returns `part` of `whole`; `None` for an empty whole, or where a count is at the bound of 64 bits.
pub(crate) fn ratio(part: u64, whole: u64) -> Option<Ratio> {
    let counted = part < u64::MAX && whole < u64::MAX;
    counted.then(|| Ratio::new(i128::from(part), i128::from(whole))).flatten()
}

//! What came of a column, and what did not count.

use super::ColumnError;

/// What came of a column: the tally of its values, the rows without one, and the rows refused.
///
/// # Examples
///
/// ```
/// use crm_kpi::NpsBounds;
/// use crm_kpi::columns::nps;
///
/// let counted = nps(&[10, 9, 99, 11, 3, 200], NpsBounds::new(6, 9)?, Some(99))?;
/// assert_eq!(counted.tally.answers(), Some(3));
/// assert_eq!((counted.without, counted.refused.rows, counted.refused.first), (1, 2, Some(3)));
/// assert!(counted.strict().is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Counted<T> {
    /// The tally of the values.
    pub tally: T,
    /// Rows that say that there is no value.
    pub without: u64,
    /// Rows with something that is no value. They are in no figure.
    pub refused: Refused,
}

impl<T> Counted<T> {
    /// Returns the tally if no row was refused.
    ///
    /// # Errors
    ///
    /// When a row was: how many, and the first.
    pub fn strict(self) -> Result<T, ColumnError> {
        self.refused.check()?;
        Ok(self.tally)
    }
}

/// Rows with something that is no value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Refused {
    /// How many.
    pub rows: u64,
    /// The first, counted from 0; `None` if there are none.
    pub first: Option<usize>,
}

impl Refused {
    /// Returns the rows refused in two parts of a column, of which the other begins `before` rows after this one.
    #[must_use]
    pub const fn merge(self, other: Self, before: usize) -> Self {
        let first = match (self.first, other.first) {
            (Some(first), None) => Some(first),
            (None, Some(later)) => Some(later.saturating_add(before)),
            (Some(first), Some(later)) => {
                let later = later.saturating_add(before);
                Some(if later < first { later } else { first })
            }
            (None, None) => None,
        };
        Self { rows: self.rows.saturating_add(other.rows), first }
    }

    /// Returns nothing if no row was refused.
    ///
    /// # Errors
    ///
    /// When a row was: how many, and the first.
    pub const fn check(self) -> Result<(), ColumnError> {
        match self.first {
            Some(first) => Err(ColumnError::Refused { rows: self.rows, first }),
            None => Ok(()),
        }
    }

    /// Returns so many rows, the first of which is looked for only if there are any.
    pub(super) fn found(rows: u64, first: impl FnOnce() -> Option<usize>) -> Self {
        Self { rows, first: if rows == 0 { None } else { first() } }
    }
}

//! The arithmetic of business time on integers.

use super::Calendar;

/// The same arithmetic on bare integers, for columns of many instants: no conversion, no allocation, and `None`
/// instead of an error. Instants are microseconds since 1970-01-01 00:00 UTC; open time is counted from the start of
/// the horizon.
impl Calendar {
    /// Returns the open microseconds from the start of the horizon to `instant`, or `None` outside the horizon. The
    /// end of the horizon itself is still accepted.
    ///
    /// `open_before(b) - open_before(a)` is the open time between two instants.
    ///
    /// # Units
    ///
    /// Microseconds, in and out.
    #[inline]
    pub fn open_before(&self, instant: i64) -> Option<i64> {
        self.timeline().open_before(instant)
    }

    /// Returns the earliest instant with `open` open microseconds before it, or `None` for negative amounts and for
    /// more than the horizon holds. It lies within hours or, at their edge, on the closing; for 0 it is the start of
    /// the horizon.
    ///
    /// `instant_at(open_before(t) + d)` is `t` plus `d` of open time, for `d` above zero.
    ///
    /// # Units
    ///
    /// Microseconds, in and out.
    #[inline]
    pub fn instant_at(&self, open: i64) -> Option<i64> {
        self.timeline().instant_at(open)
    }

    /// Returns the one open instant with `open` open microseconds before it, or `None` for negative amounts and for
    /// all that the horizon holds or more. Unlike [`Calendar::instant_at`] it is the opening at the edge of hours.
    ///
    /// # Units
    ///
    /// Microseconds, in and out.
    #[inline]
    pub fn open_instant_at(&self, open: i64) -> Option<i64> {
        self.timeline().open_instant_at(open)
    }
}

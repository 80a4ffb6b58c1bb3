//! [`Times`]: when one clock ran. All instants are microseconds since 1970-01-01T00:00:00Z.

use crm_model::Precision;

/// When one clock started, stood still and ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times<'a> {
    /// When it started.
    pub start: i64,
    /// When and how it ended, if it did.
    pub end: Option<End>,
    /// When it stood still: sorted and disjoint. Parts before the start or after the end have no effect.
    pub pauses: &'a [Pause],
}

/// A stretch of time during which a clock stands still, half-open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pause {
    /// The first instant of standing still.
    pub start: i64,
    /// The first instant of running again; [`Pause::OPEN`] while there is none.
    pub end: i64,
}

impl Pause {
    /// The end of a pause that has not ended.
    pub const OPEN: i64 = i64::MAX;
}

/// When and how a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct End {
    /// When.
    pub at: i64,
    /// How.
    pub how: Ending,
    /// Whether `at` is that instant, or only one by which it had happened.
    pub precision: Precision,
}

impl End {
    /// Returns an end at a known instant.
    pub const fn exactly(at: i64, how: Ending) -> Self {
        Self { at, how, precision: Precision::Exact }
    }
}

/// How a clock ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Ending {
    /// What was owed was done.
    Met,
    /// The ticket ended without it.
    Cancelled,
    /// Another obligation took its place.
    Superseded,
}

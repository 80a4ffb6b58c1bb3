//! [`Verdict`]: how one clock stands. All instants are microseconds since 1970-01-01T00:00:00Z.

/// How a clock stands, and when it was or is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Verdict {
    /// How it stands.
    pub standing: Standing,
    /// The due instant, pauses included; `None` while it is paused or where it cannot be computed.
    pub due: Option<i64>,
}

/// How a clock stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Standing {
    /// It starts after the instant of assessment.
    NotStarted,
    /// It runs and is not late.
    Open,
    /// It stands still with this much of its own time left, in microseconds.
    Paused {
        /// What is left.
        left: i64,
    },
    /// It was met in time; the due instant itself is in time.
    Met,
    /// It was met late.
    MetLate,
    /// It is late and still runs.
    Overdue,
    /// It was late when it ended without being met.
    Missed,
    /// It ended without being met before it was late.
    Cancelled,
    /// It was replaced before it was late.
    Superseded,
    /// It had ended by an instant after the due instant, nobody knows when.
    InstantUnknown,
    /// Its end is dated before its start, which cannot be.
    EndBeforeStart,
    /// The calendar does not reach far enough.
    BeyondCalendar,
}

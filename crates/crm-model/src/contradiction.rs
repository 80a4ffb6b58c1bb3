//! Facts that can be read but cannot be true.

use core::fmt;

use chrono::{DateTime, SecondsFormat, Utc};

use crate::{EventKind, FileField};

/// A fact that contradicts another. It never stops an assessment: it is counted, shown, and kept out of the
/// figures that it would falsify.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Contradiction {
    /// The history has no opening, so no clock that runs from it can start.
    NeverOpened,
    /// The ticket was opened a second time; the earlier opening counts.
    OpenedTwice {
        /// When the second opening is said to have been.
        occurred_at: DateTime<Utc>,
    },
    /// Something happened to the ticket before it was opened; the event is set aside. What a judgement said counts
    /// from the opening.
    BeforeTheTicket {
        /// The kind of event.
        event: EventKind,
        /// When it is said to have happened.
        occurred_at: DateTime<Utc>,
        /// When the ticket was opened.
        opened_at: DateTime<Utc>,
    },
    /// An event was recorded before it occurred: a clock was behind. The recording time is dropped.
    RecordedBeforeItOccurred {
        /// The kind of event.
        event: EventKind,
        /// When it is said to have happened.
        occurred_at: DateTime<Utc>,
        /// When it is said to have been recorded.
        recorded_at: DateTime<Utc>,
    },
    /// An event lacks the one that must come before it, such as a resumption without a pause; it is set aside.
    WithoutCause {
        /// The kind of event.
        event: EventKind,
        /// When it is said to have happened.
        occurred_at: DateTime<Utc>,
        /// The kind that has to come before it.
        needed: EventKind,
    },
    /// Two records of one ticket or one customer disagree about a field; but for fields of the customer file, the field
    /// counts as unknown.
    FieldDisagrees {
        /// The field, such as `channel`.
        field: Field,
    },
}

/// A field on which two records may disagree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Field {
    /// Whose ticket it is.
    Customer,
    /// By which channel it came in.
    Channel,
    /// Which tier a customer has from one instant on.
    Tier,
    /// A field of the customer file; what the first record in order says stays.
    File(FileField),
}

impl Contradiction {
    /// Returns a short name of the kind of contradiction, for tables and counts.
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::NeverOpened => "never-opened",
            Self::OpenedTwice { .. } => "opened-twice",
            Self::BeforeTheTicket { .. } => "event-before-ticket",
            Self::RecordedBeforeItOccurred { .. } => "clock-behind",
            Self::WithoutCause { .. } => "event-without-cause",
            Self::FieldDisagrees { .. } => "records-disagree",
        }
    }

    /// Returns when the doubtful event is said to have happened, where one event is concerned.
    pub const fn occurred_at(&self) -> Option<DateTime<Utc>> {
        match self {
            Self::OpenedTwice { occurred_at }
            | Self::BeforeTheTicket { occurred_at, .. }
            | Self::RecordedBeforeItOccurred { occurred_at, .. }
            | Self::WithoutCause { occurred_at, .. } => Some(*occurred_at),
            Self::NeverOpened | Self::FieldDisagrees { .. } => None,
        }
    }

    pub(crate) const fn leaves_event_usable(&self) -> bool {
        !matches!(self, Self::OpenedTwice { .. } | Self::BeforeTheTicket { .. } | Self::WithoutCause { .. })
    }
}

impl fmt::Display for Contradiction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = |instant: &DateTime<Utc>| instant.to_rfc3339_opts(SecondsFormat::AutoSi, true);
        match self {
            Self::NeverOpened => formatter.write_str("the history does not say when the ticket was opened"),
            Self::OpenedTwice { occurred_at } => {
                write!(formatter, "opened a second time at {}; the earlier opening counts", time(occurred_at))
            }
            Self::BeforeTheTicket { event, occurred_at, opened_at } => write!(
                formatter,
                "`{event}` at {} lies before the opening at {}",
                time(occurred_at),
                time(opened_at)
            ),
            Self::RecordedBeforeItOccurred { event, occurred_at, recorded_at } => write!(
                formatter,
                "`{event}` occurred at {} but was recorded earlier, at {}",
                time(occurred_at),
                time(recorded_at)
            ),
            Self::WithoutCause { event, occurred_at, needed } => {
                write!(formatter, "`{event}` at {} comes without a `{needed}` before it", time(occurred_at))
            }
            Self::FieldDisagrees { field } => {
                let field = match field {
                    Field::Customer => "customer",
                    Field::Channel => "channel",
                    Field::Tier => "tier",
                    Field::File(field) => field.as_str(),
                };
                write!(formatter, "two records name different values of `{field}`")
            }
        }
    }
}

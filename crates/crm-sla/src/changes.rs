//! What a change on the way does to a clock that runs: the options of a rule, and the record of how they were used.
//!
//! No answer is right for everybody, so each is an option of the policy, and each verdict names those that shaped it.

use chrono::{DateTime, Utc};
use crm_calendar::Calendar;
use crm_model::{AgreedLimit, RuleName, TicketId};

use crate::Reopen;

/// What changes on the way do to the clocks of a rule. The default keeps what a ticket was promised when it opened, counts
/// from the start of the clock, and lets a merger lengthen no promise.
///
/// # Examples
///
/// ```
/// use crm_sla::{Changes, Counting};
///
/// let afresh = Changes { rule: Counting::FromChange, ..Changes::default() };
/// assert_eq!(afresh.first_rule, Counting::FromStart);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Changes {
    /// From where this rule counts on a ticket that another rule decided about before, for instance because it has become
    /// urgent (edge case T25).
    pub rule: Counting,
    /// From where this rule counts on a ticket that no rule covered before (T36).
    pub first_rule: Counting,
    /// What becomes of the clock of a ticket into which another is merged (T35).
    pub merger: Merger,
    /// What an edit of the calendar does to a clock that runs (T27).
    pub calendar: CalendarEdits,
    /// Whether limits agreed with the customer replace that of the rule (D-RESP-2). A rule whose limit is "as agreed" takes
    /// them in any case.
    pub agreement: AgreedTerms,
}

/// From where a rule counts that comes to decide while a clock runs.
///
/// Waits count as waits either way (T26), and what was late before the change stays late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Counting {
    /// From the start of the clock, as if the rule had decided all along.
    #[default]
    FromStart,
    /// Afresh from the change.
    FromChange,
}

impl Counting {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::FromStart, "from-start"), (Self::FromChange, "from-change")];
}

/// What becomes of the clock of a ticket into which another is merged.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Merger {
    /// Of the obligations that were open on both, the one that falls due first goes on.
    #[default]
    KeepEarliest,
    /// Its own goes on; those of the merged ticket end with it.
    KeepOwn,
}

impl Merger {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::KeepEarliest, "keep-earliest"), (Self::KeepOwn, "keep-own")];
}

/// What an edit of a rule's calendar does to a clock that runs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum CalendarEdits {
    /// Nothing: the calendar as it was when the ticket opened goes on.
    #[default]
    AsOpened,
    /// What was used before the edit stays used, the rest goes by the new hours.
    KeepUsed,
    /// The new hours count from the start of the clock; what was late before the edit stays late.
    Replay,
}

impl CalendarEdits {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::AsOpened, "as-opened"), (Self::KeepUsed, "keep-used"), (Self::Replay, "replay")];
}

/// Whether limits agreed with the customer replace that of a rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum AgreedTerms {
    /// They do not: the policy's limit holds for everybody.
    #[default]
    PolicyHolds,
    /// They do, be they shorter or longer.
    Replace,
}

impl AgreedTerms {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::PolicyHolds, "policy-holds"), (Self::Replace, "replace")];
}

/// Other hours that a rule's calendar has from an instant on.
#[derive(Debug, Clone)]
pub struct CalendarEdit {
    /// The first instant at which they hold.
    pub from: DateTime<Utc>,
    /// The calendar from then on.
    pub calendar: Calendar,
}

/// One choice of the policy that shaped a verdict: what happened, and which option decided.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Choice {
    /// The ticket was reopened.
    Reopened {
        /// When.
        at: DateTime<Utc>,
        /// What that did to the clock.
        option: Reopen,
    },
    /// The rule that decides came to do so while the clock ran.
    RuleChanged {
        /// When.
        at: DateTime<Utc>,
        /// The rule that decided before; `None` if there was none.
        from: Option<RuleName>,
        /// From where the new one counts.
        counting: Counting,
    },
    /// The calendar was edited.
    CalendarEdited {
        /// From when on the new hours hold.
        at: DateTime<Utc>,
        /// What that did to the clock.
        option: CalendarEdits,
    },
    /// A limit was agreed with the customer.
    Agreed {
        /// When; `None` for a standing agreement.
        at: Option<DateTime<Utc>>,
        /// By when.
        limit: AgreedLimit,
    },
    /// The obligation is that of a ticket that was merged into this one.
    TakenOver {
        /// When.
        at: DateTime<Utc>,
        /// The merged ticket.
        from: TicketId,
    },
    /// Another version of the policy took over an open ticket.
    PolicyChanged {
        /// When.
        at: DateTime<Utc>,
    },
}

impl Choice {
    /// Returns when it happened; `None` for a standing agreement, which comes before all else.
    pub fn at(&self) -> Option<DateTime<Utc>> {
        match *self {
            Self::Reopened { at, .. }
            | Self::RuleChanged { at, .. }
            | Self::CalendarEdited { at, .. }
            | Self::TakenOver { at, .. }
            | Self::PolicyChanged { at } => Some(at),
            Self::Agreed { at, .. } => at,
        }
    }
}

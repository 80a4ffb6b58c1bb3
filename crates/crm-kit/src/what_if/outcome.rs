//! How an obligation came out under one policy, without the details of its state.

use core::fmt;

use crm_model::State;

macro_rules! outcomes {
    ($($(#[$doc:meta])* $name:ident = $word:literal,)+) => {
        /// How an obligation stands under a policy, in one word: its state without details, or that it is not owed at all.
        ///
        /// They sort in the order in which reports list them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        pub enum Outcome { $($(#[$doc])* $name,)+ }

        impl Outcome {
            /// Every outcome, in order.
            pub const ALL: [Self; 13] = [$(Self::$name,)+];

            /// Returns its word: that of the state, or `absent`.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word,)+ }
            }
        }
    };
}

outcomes! {
    /// Met in time.
    Met = "met",
    /// Met after it was due.
    MetLate = "met-late",
    /// Not met and no longer possible.
    Missed = "missed",
    /// Late and still possible.
    Overdue = "overdue",
    /// Not late, and can be met.
    Open = "open",
    /// Its clock stands still.
    Paused = "paused",
    /// It may not be met yet.
    Waiting = "waiting",
    /// A prohibition stands against it.
    Blocked = "blocked",
    /// Somebody let it go.
    Waived = "waived",
    /// Another took its place before it was due.
    Superseded = "superseded",
    /// Its reason went away before it was due.
    Cancelled = "cancelled",
    /// A fact is missing.
    Undetermined = "undetermined",
    /// The policy does not demand it.
    Absent = "absent",
}

impl Outcome {
    /// Returns the outcome of a state; without one, nothing is owed.
    pub const fn of(state: Option<&State>) -> Self {
        match state {
            Some(State::Met) => Self::Met,
            Some(State::MetLate) => Self::MetLate,
            Some(State::Missed) => Self::Missed,
            Some(State::Overdue) => Self::Overdue,
            Some(State::Open) => Self::Open,
            Some(State::Paused { .. }) => Self::Paused,
            Some(State::Waiting) => Self::Waiting,
            Some(State::Blocked { .. }) => Self::Blocked,
            Some(State::Waived) => Self::Waived,
            Some(State::Superseded) => Self::Superseded,
            Some(State::Cancelled) => Self::Cancelled,
            Some(State::Undetermined { .. }) => Self::Undetermined,
            None => Self::Absent,
        }
    }

    /// Returns whether the due instant passed without it being met.
    pub const fn is_late(self) -> bool {
        matches!(self, Self::MetLate | Self::Missed | Self::Overdue)
    }

    /// Returns whether it is certain that it was met in time, or that it was not.
    pub const fn is_decided(self) -> bool {
        self.is_late() || matches!(self, Self::Met)
    }

    /// Returns whether something is owed and known: neither absent nor undetermined.
    const fn is_known(self) -> bool {
        !matches!(self, Self::Absent | Self::Undetermined)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// What a change does to an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Direction {
    /// It was not late and is.
    Worse,
    /// It was late and is not.
    Better,
    /// Neither: it is late or not late under both, or it is not owed or cannot be judged under one.
    Other,
}

impl Direction {
    /// Returns what a change from one outcome to another is.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_kit::{Direction, Outcome};
    ///
    /// assert_eq!(Direction::between(Outcome::Met, Outcome::MetLate), Direction::Worse);
    /// assert_eq!(Direction::between(Outcome::Overdue, Outcome::Open), Direction::Better);
    /// assert_eq!(Direction::between(Outcome::Undetermined, Outcome::Missed), Direction::Other);
    /// ```
    pub const fn between(before: Outcome, after: Outcome) -> Self {
        if !before.is_known() || !after.is_known() {
            return Self::Other;
        }
        match (before.is_late(), after.is_late()) {
            (false, true) => Self::Worse,
            (true, false) => Self::Better,
            _ => Self::Other,
        }
    }

    /// Returns its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

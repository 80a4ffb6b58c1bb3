//! [`Confusion`] and [`LeftOut`]: counts of verdicts that agree, that do not, and that cannot be given.

use crm_model::Ratio;

/// How verdicts agree with those of the log. Counts of two samples [merge](Self::merge) exactly.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Confusion {
    /// How many observations there are.
    pub rows: u64,
    /// How many verdicts are those of the log.
    pub right: u64,
    /// How many say met where the log says missed.
    pub wrongly_met: u64,
    /// How many say missed where the log says met.
    pub wrongly_missed: u64,
}

impl Confusion {
    /// Returns how many observations get no verdict: the event did not happen or lies before the start, the calendar
    /// does not reach so far, or nothing is known of their group.
    pub fn unexplained(&self) -> u64 {
        self.rows
            .saturating_sub(self.right)
            .saturating_sub(self.wrongly_met)
            .saturating_sub(self.wrongly_missed)
    }

    /// Returns the share of verdicts that are right among those given, or `None` where none is given.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_sla::Confusion;
    ///
    /// let confusion = Confusion { rows: 110, right: 99, wrongly_met: 1, wrongly_missed: 0 };
    /// assert_eq!(confusion.accuracy().unwrap().percent(1), "99.0%"); // 99 of the 100 verdicts
    /// assert_eq!(confusion.unexplained(), 10);
    /// ```
    pub fn accuracy(&self) -> Option<Ratio> {
        let given = self.rows.saturating_sub(self.unexplained());
        Ratio::new(i128::from(self.right), i128::from(given))
    }

    /// Returns the confusion on both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            rows: self.rows.saturating_add(other.rows),
            right: self.right.saturating_add(other.right),
            wrongly_met: self.wrongly_met.saturating_add(other.wrongly_met),
            wrongly_missed: self.wrongly_missed.saturating_add(other.wrongly_missed),
        }
    }
}

/// How many observations cannot be judged, by reason.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// The event did not happen.
    pub no_end: u64,
    /// The event is dated before the start.
    pub end_before_start: u64,
    /// The calendar does not reach so far.
    pub beyond_calendar: u64,
}

impl LeftOut {
    /// Returns how many they are.
    pub const fn count(&self) -> u64 {
        self.no_end.saturating_add(self.end_before_start).saturating_add(self.beyond_calendar)
    }

    /// Returns those of both samples together.
    #[must_use]
    pub const fn merge(self, other: Self) -> Self {
        Self {
            no_end: self.no_end.saturating_add(other.no_end),
            end_before_start: self.end_before_start.saturating_add(other.end_before_start),
            beyond_calendar: self.beyond_calendar.saturating_add(other.beyond_calendar),
        }
    }
}

//! The kernel: one clock against one limit. Integers in, a small `Copy` verdict out, no allocation.
//!
//! A clock runs in its *own time*: elapsed time for limits such as `24h` and `3cd`, open time of a calendar for `4bh` and `2bd`.
//! Own time is a position on a line that a pause takes a piece out of, so that everything here is addition: the due
//! instant lies `budget` behind the start, plus whatever was paused before it.
//!
//! All instants are microseconds since 1970-01-01T00:00:00Z; what is finer is dropped before it gets here.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{Budget, Calendar, ElapsedTime, Ends, OpenTime, Span};
use crm_model::Precision;
use thiserror::Error;

use crate::times::{End, Ending, Times};
use crate::verdict::{Standing, Verdict};

/// A limit with its calendar and its warnings: what a clock is judged by.
///
/// # Examples
///
/// ```
/// use crm_calendar::{Calendar, CalendarSpec, ElapsedTime, Ends, WeekdaySet, WeeklyHours, Zone};
/// use crm_sla::{Standing, Target, Times};
///
/// // Monday to Friday 09:00-17:00 UTC; 2026-03-02 is a Monday.
/// let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
/// let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027)))?;
/// let target = Target::new("4bh".parse()?, Ends::SameTime, ElapsedTime::ZERO, office, vec![])?;
/// let instant = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().map(|t| t.timestamp_micros());
/// let times = Times { start: instant("2026-03-02T15:00:00Z")?, end: None, pauses: &[] };
/// let verdict = target.judge(&times, instant("2026-03-03T12:00:00Z")?);
/// assert_eq!(verdict.standing, Standing::Overdue); // two hours on Monday, two on Tuesday: due at 11:00
/// assert_eq!(verdict.due, Some(instant("2026-03-03T11:00:00Z")?));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Target {
    within: Span,
    ends: Ends,
    tolerance: ElapsedTime,
    calendar: Calendar,
    // INVARIANT: each warning is in the clock's own time.
    warn: Vec<Warning>,
    at_closing: AtClosing,
}

/// When a limit in open time is due whose last minute is the last before closing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum AtClosing {
    /// At that closing.
    #[default]
    Closing,
    /// At the next opening: until then no more open time has gone by.
    NextOpening,
}

impl AtClosing {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] =
        [(Self::Closing, "closing"), (Self::NextOpening, "next-opening")];
}

/// When to warn before a clock runs out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// When this share of the budget is used, in percent, 1 to 99.
    Used {
        /// The percentage.
        percent: u8,
    },
    /// When only this much is left, counted back from the due instant in the clock's own time. A warning longer than
    /// the budget is raised at the start.
    Left(Span),
}

/// A limit and warnings that do not fit together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum TargetError {
    /// The limit has no length.
    #[error("a limit of no length is not allowed: write `at-once` with a tolerance")]
    NoLength,
    /// The tolerance is less than nothing.
    #[error("a tolerance must not be negative")]
    NegativeTolerance,
    /// A warning with nothing left, or less, would come at the due instant or after it.
    #[error("a warning must leave some time until the due instant")]
    WarningNoLength {
        /// The place of the warning in the list, from 0.
        warning: usize,
    },
    /// A percentage outside 1 to 99.
    #[error("a warning at {percent}% is not between 1% and 99%")]
    Percent {
        /// The place of the warning in the list, from 0.
        warning: usize,
        /// The percentage.
        percent: u8,
    },
    /// A warning counts another kind of time than its clock.
    #[error(
        "the warning counts another kind of time than the limit `{within}`: use `h` or `min` with \
         elapsed limits, `bh` or `bmin` with business limits, or a percentage"
    )]
    OtherTime {
        /// The place of the warning in the list, from 0.
        warning: usize,
        /// The limit.
        within: Span,
    },
}

impl TargetError {
    pub(crate) fn key(&self) -> &'static str {
        match self {
            Self::NoLength => "within",
            Self::NegativeTolerance => "tolerance",
            Self::Percent { .. } | Self::OtherTime { .. } | Self::WarningNoLength { .. } => "warn",
        }
    }
}

impl Target {
    /// Returns the target for a limit.
    ///
    /// `ends` matters for business and calendar days only, `tolerance` for [`Span::AtOnce`] only.
    ///
    /// # Errors
    ///
    /// When the limit has no length, or a warning is out of range or counts another kind of time than the limit.
    pub fn new(
        within: Span,
        ends: Ends,
        tolerance: ElapsedTime,
        calendar: Calendar,
        warn: Vec<Warning>,
    ) -> Result<Self, TargetError> {
        if tolerance.is_negative() {
            return Err(TargetError::NegativeTolerance);
        }
        let empty = match within {
            Span::AtOnce => false,
            Span::Elapsed(length) => length <= ElapsedTime::ZERO,
            Span::Open(length) => length <= OpenTime::ZERO,
            Span::CalendarDays(days) | Span::BusinessDays(days) => days == 0,
        };
        if empty {
            return Err(TargetError::NoLength);
        }
        let in_open_time = runs_in_open_time(within);
        for (place, warning) in warn.iter().enumerate() {
            match *warning {
                Warning::Used { percent } if !(1..=99).contains(&percent) => {
                    return Err(TargetError::Percent { warning: place, percent });
                }
                Warning::Left(Span::Elapsed(left)) if !in_open_time && left > ElapsedTime::ZERO => {}
                Warning::Left(Span::Open(left)) if in_open_time && left > OpenTime::ZERO => {}
                Warning::Left(Span::Elapsed(left)) if left <= ElapsedTime::ZERO => {
                    return Err(TargetError::WarningNoLength { warning: place });
                }
                Warning::Left(Span::Open(left)) if left <= OpenTime::ZERO => {
                    return Err(TargetError::WarningNoLength { warning: place });
                }
                Warning::Left(_) => return Err(TargetError::OtherTime { warning: place, within }),
                Warning::Used { .. } => {}
            }
        }
        Ok(Self { within, ends, tolerance, calendar, warn, at_closing: AtClosing::Closing })
    }

    /// Returns the limit.
    pub fn within(&self) -> Span {
        self.within
    }

    /// Returns the calendar on which open time is counted.
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    /// Returns the target with other hours.
    #[must_use]
    pub fn with_calendar(self, calendar: Calendar) -> Self {
        Self { calendar, ..self }
    }

    /// Returns the warnings.
    pub fn warnings(&self) -> &[Warning] {
        &self.warn
    }

    /// Returns the target with another choice of when it is due at the edge of hours; limits in elapsed time and
    /// warnings are the same either way.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{ElapsedTime, Ends};
    /// use crm_sla::{AtClosing, Target};
    /// # use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027)))?;
    ///
    /// let target = Target::new("8bh".parse()?, Ends::SameTime, ElapsedTime::ZERO, office, vec![])?;
    /// let start = "2026-03-02T09:00:00Z".parse()?;
    /// assert_eq!(target.due(start), Some("2026-03-02T17:00:00Z".parse()?));
    /// let target = target.with_at_closing(AtClosing::NextOpening);
    /// assert_eq!(target.due(start), Some("2026-03-03T09:00:00Z".parse()?));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_at_closing(self, at_closing: AtClosing) -> Self {
        Self { at_closing, ..self }
    }

    /// Returns the due instant of a clock that never pauses, or `None` where the calendar does not reach that far.
    pub fn due(&self, start: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let start = start.timestamp_micros();
        let due = self.judge(&Times { start, end: None, pauses: &[] }, start).due?;
        DateTime::from_timestamp_micros(due)
    }

    /// Returns how a clock stands at `as_of`. What happened after `as_of` is not looked at.
    pub fn judge(&self, times: &Times<'_>, as_of: i64) -> Verdict {
        if times.start > as_of {
            return Verdict { standing: Standing::NotStarted, due: None };
        }
        if times.end.is_some_and(|end| end.at < times.start) {
            return Verdict { standing: Standing::EndBeforeStart, due: None };
        }
        let end = times.end.filter(|end| end.at <= as_of);
        let Some(run) = self.run(times.start) else { return BEYOND };
        match self.reach(&run, run.budget, times, as_of) {
            None => BEYOND,
            Some(Reach::Never { left }) => Verdict { standing: Standing::Paused { left }, due: None },
            Some(Reach::At(due)) => {
                let standing = match end {
                    None if as_of <= due => Standing::Open,
                    None => Standing::Overdue,
                    Some(end) => ended(end, due),
                };
                Verdict { standing, due: Some(due) }
            }
        }
    }

    /// Returns the instant of each warning, in the order of the list; `None` where a pause or the calendar's end
    /// comes first.
    pub fn warning_instants(&self, times: &Times<'_>, as_of: i64) -> Vec<Option<i64>> {
        let Some(run) = self.run(times.start) else { return alloc::vec![None; self.warn.len()] };
        let instant = |warning: &Warning| {
            let left = match *warning {
                Warning::Used { percent } => left_after(run.budget, percent),
                Warning::Left(Span::Open(left)) => left.as_micros(),
                Warning::Left(Span::Elapsed(left)) => left.as_micros(),
                Warning::Left(_) => 0,
            };
            let part = run.budget.saturating_sub(left).max(0);
            if part == 0 {
                return Some(times.start);
            }
            match self.reach(&Run { fixed_due: None, rolled: false, ..run }, part, times, as_of) {
                Some(Reach::At(instant)) => Some(instant),
                _ => None,
            }
        };
        self.warn.iter().map(instant).collect()
    }

    /// Returns when the budget was used up by `as_of` for the last time, if it is given anew whenever that happens, and when
    /// it will be the next time; `None` for what never came or a pause holds back, or where the calendar ends.
    pub(crate) fn repeated(&self, times: &Times<'_>, as_of: i64) -> Option<(Option<i64>, Option<i64>)> {
        let run = self.run(times.start)?;
        let used = match self.used(times, as_of) {
            (_, open) if runs_in_open_time(self.within) => open?.as_micros(),
            (elapsed, _) => elapsed?.as_micros(),
        };
        let instant = |count: i64| match self.reach(&run, run.budget.checked_mul(count)?, times, as_of)? {
            Reach::At(instant) => Some(instant),
            Reach::Never { .. } => None,
        };
        let count = used.checked_div(run.budget)?;
        let last = if count > 0 { instant(count) } else { None };
        Some((last, count.checked_add(1).and_then(instant)))
    }

    /// Returns how much time the clock used up to `until`, pauses left out: elapsed (`None` beyond what fits), and open
    /// on its calendar (`None` where the calendar does not reach).
    pub fn used(&self, times: &Times<'_>, until: i64) -> (Option<ElapsedTime>, Option<OpenTime>) {
        used(&self.calendar, times, until)
    }

    /// Returns how much of its own time a clock that starts then may use, or `None` where the calendar does not reach.
    pub(crate) fn budget(&self, start: i64) -> Option<Budget> {
        self.run(start).map(|run| self.left(run.budget))
    }

    /// Returns what is left of a budget as a value that says which time it counts.
    pub fn left(&self, micros: i64) -> Budget {
        if runs_in_open_time(self.within) {
            Budget::Open(OpenTime::from_micros(micros))
        } else {
            Budget::Elapsed(ElapsedTime::from_micros(micros))
        }
    }

    /// Returns where the clock starts in its own time and how much it may use.
    fn run(&self, start: i64) -> Option<Run> {
        let elapsed = |budget: i64| Some(Run { from: start, budget, fixed_due: None, rolled: false });
        match self.within {
            Span::AtOnce => elapsed(self.tolerance.as_micros()),
            Span::Elapsed(length) => elapsed(length.as_micros()),
            Span::CalendarDays(_) => {
                // From here on the days are time by the clock, which pauses move.
                let begun = DateTime::from_timestamp_micros(start)?;
                let due = self.calendar.due(begun, self.within, self.ends).ok()?.due.timestamp_micros();
                elapsed(due.checked_sub(start)?)
            }
            Span::Open(length) => {
                let from = self.calendar.open_before(start)?;
                let rolled = self.at_closing == AtClosing::NextOpening;
                Some(Run { from, budget: length.as_micros(), fixed_due: None, rolled })
            }
            Span::BusinessDays(_) => {
                let from = self.calendar.open_before(start)?;
                let start = DateTime::from_timestamp_micros(start)?;
                let due = self.calendar.due(start, self.within, self.ends).ok()?.due.timestamp_micros();
                let until = self.calendar.open_before(due)?;
                let is_opening = self.calendar.instant_at(until)? < due;
                let rolled = is_opening || self.at_closing == AtClosing::NextOpening;
                let due = if rolled { self.calendar.open_instant_at(until)? } else { due };
                Some(Run { from, budget: until.checked_sub(from)?, fixed_due: Some(due), rolled })
            }
        }
    }

    /// Returns when `budget` of the clock's own time is used up, as far as is known at `as_of`.
    fn reach(&self, run: &Run, budget: i64, times: &Times<'_>, as_of: i64) -> Option<Reach> {
        let ended = times.end.map(|end| end.at).filter(|at| *at <= as_of);
        let now = ended.unwrap_or(as_of);
        let unpaused = run.from.checked_add(budget)?;
        let mut paused = 0_i64;
        for pause in times.pauses.iter().filter(|pause| pause.end > times.start && pause.start < pause.end) {
            if pause.start > now {
                break;
            }
            let start = pause.start.max(times.start);
            let until = unpaused.checked_add(paused)?;
            // A pause beyond the calendar comes after any due instant within it.
            let Some(start_position) = self.position(start) else { break };
            let reached =
                if run.rolled { self.instant(run, until, paused)? <= start } else { until <= start_position };
            if reached {
                break;
            }
            if pause.end > now && ended.is_none() {
                return Some(Reach::Never { left: until - start_position });
            }
            paused = paused.checked_add(self.position(pause.end.min(now))?.checked_sub(start_position)?)?;
        }
        self.instant(run, unpaused.checked_add(paused)?, paused).map(Reach::At)
    }

    /// Returns the position of an instant in the clock's own time.
    fn position(&self, instant: i64) -> Option<i64> {
        if runs_in_open_time(self.within) { self.calendar.open_before(instant) } else { Some(instant) }
    }

    /// Returns the instant at a position of the clock's own time, given how much was paused before it.
    fn instant(&self, run: &Run, position: i64, paused: i64) -> Option<i64> {
        match run.fixed_due {
            Some(due) if paused == 0 => return Some(due),
            _ if !runs_in_open_time(self.within) => return Some(position),
            _ => {}
        }
        if run.rolled { self.calendar.open_instant_at(position) } else { self.calendar.instant_at(position) }
    }
}

/// A verdict on a clock that leaves the calendar.
const BEYOND: Verdict = Verdict { standing: Standing::BeyondCalendar, due: None };

/// Where a clock starts in its own time, what it may use, and for business days the due instant without pauses.
#[derive(Clone, Copy)]
struct Run {
    from: i64,
    budget: i64,
    fixed_due: Option<i64>,
    /// Whether at the edge of hours the opening is meant and not the closing: by the rule's choice, or because the
    /// due instant without pauses is an opening, so that a moved one is as well.
    rolled: bool,
}

/// When a budget is used up.
enum Reach {
    At(i64),
    /// Not before a pause that has not ended.
    Never {
        left: i64,
    },
}

/// Returns how much time a clock used up to `until`, pauses left out: elapsed, and open on a calendar.
pub(crate) fn used(
    calendar: &Calendar,
    times: &Times<'_>,
    until: i64,
) -> (Option<ElapsedTime>, Option<OpenTime>) {
    // Two instants may lie further apart than an i64 of microseconds reaches, and the clock have run for less.
    let length = |from: i64, to: i64, position: &dyn Fn(i64) -> Option<i64>| {
        let between = |from, to| Some(i128::from(position(to)?) - i128::from(position(from)?));
        let mut used = between(from, to)?;
        for pause in times.pauses.iter().filter(|pause| pause.end > from && pause.start < to) {
            used -= between(pause.start.max(from), pause.end.min(to))?;
        }
        i64::try_from(used).ok()
    };
    let elapsed = length(times.start, until, &Some);
    let open = length(times.start, until, &|instant| calendar.open_before(instant));
    (elapsed.map(ElapsedTime::from_micros), open.map(OpenTime::from_micros))
}

const fn runs_in_open_time(within: Span) -> bool {
    matches!(within, Span::Open(_) | Span::BusinessDays(_))
}

/// Returns what is left of `budget` when `percent` of it is used, rounded down to the microsecond.
fn left_after(budget: i64, percent: u8) -> i64 {
    let left = i128::from(budget) * i128::from(100 - percent.min(100)) / 100;
    i64::try_from(left).unwrap_or(0)
}

const fn ended(end: End, due: i64) -> Standing {
    match (end.how, end.precision) {
        (Ending::Met, _) if end.at <= due => Standing::Met,
        (Ending::Cancelled, _) if end.at <= due => Standing::Cancelled,
        (Ending::Superseded, _) if end.at <= due => Standing::Superseded,
        (_, Precision::NotAfter) => Standing::InstantUnknown,
        (Ending::Met, Precision::Exact) => Standing::MetLate,
        (Ending::Cancelled | Ending::Superseded, Precision::Exact) => Standing::Missed,
    }
}

#[cfg(test)]
mod tests;

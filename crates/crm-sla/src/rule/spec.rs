//! [`RuleSpec`]: a rule as a policy states it.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use crm_calendar::{Calendar, ElapsedTime, Ends, Span};
use crm_model::{ClauseId, Department, EventKind, EventKinds, Remedy, RuleName, Strength, WaitReason};

use super::Stops;
use crate::{AtClosing, CalendarEdit, Changes, Conditions, Measure, Warning};

/// A rule as a policy states it. [`Rule::new`](super::Rule::new) checks it.
#[derive(Debug, Clone)]
pub struct RuleSpec {
    /// Its name in the policy, such as `sla.solve-complex`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// What is measured.
    pub measure: Measure,
    /// For which tickets.
    pub when: Conditions,
    /// The limit.
    pub limit: Limit,
    /// Where in the last day a limit in business or calendar days ends; required for such a limit, refused otherwise.
    pub ends: Option<Ends>,
    /// How much later than at once still counts as at once; required for such a limit, refused otherwise.
    pub tolerance: Option<ElapsedTime>,
    /// When the limit is due at the edge of hours; `None` for the closing. Refused for limits in elapsed time.
    pub at_closing: Option<AtClosing>,
    /// The calendar on which open time is counted: of the limit where that is open time, of lateness always.
    pub calendar: Calendar,
    /// The event that starts the clock.
    pub starts: EventKind,
    /// The events that stop it; `None` for those of the measure.
    pub stops: Option<Stops>,
    /// The events that end the clock without its being met. `None` for the closing of the ticket, or for nothing where
    /// the clock starts with a solution, a closing, or the customer's word on it. A merger always ends it.
    pub cancels: Option<EventKinds>,
    /// The reasons for waiting during which the clock stands still; empty for a clock that never pauses.
    pub pauses: BTreeSet<WaitReason>,
    /// When to warn.
    pub warn: Vec<Warning>,
    /// After how much time, again and again, to remind of the clock while it runs: elapsed time or open time of the
    /// calendar, whichever the limit counts. `None` for never.
    pub remind: Option<Span>,
    /// To which departments the ticket has to be given; `None` for any. For clocks that stop with an assignment only.
    pub to: Option<Responsible>,
    /// The number of rounds after which no further one begins, at least 1: for measures that repeat only, and required
    /// for [`Measure::FollowUp`]. For that one, rounds count from the first again once the customer has accepted.
    pub at_most: Option<u32>,
    /// The kinds of solution that need approval: these start a clock that starts with the event `remedy`.
    pub remedies: BTreeSet<Remedy>,
    /// What a reopening does to the clock.
    pub reopen: Reopen,
    /// What changes on the way do to the clock.
    pub changes: Changes,
    /// The other hours that the calendar has later, sorted by their beginning; they count as `changes` says.
    pub calendar_edits: Vec<CalendarEdit>,
    /// The place in the choice among several matching rules; required under [`HitPolicy::Priority`], smaller first.
    pub priority: Option<u32>,
}

impl RuleSpec {
    /// Returns a rule for every ticket that says no more than it must: it binds, stops with the measure's events, never
    /// pauses, warns or reminds, and its clock stops for good at the first stop.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
    /// use crm_model::EventKind;
    /// use crm_sla::{Limit, Measure, Reopen, RuleSpec};
    ///
    /// let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
    /// let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027)))?;
    /// let (limit, starts) = (Limit::Within("24h".parse()?), EventKind::Opened);
    /// let spec = RuleSpec {
    ///     reopen: Reopen::Continue,
    ///     ..RuleSpec::new("sla.solve".parse()?, "ACME-1".parse()?, Measure::Resolution, limit, office, starts)
    /// };
    /// assert!(spec.pauses.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(
        name: RuleName,
        clause: ClauseId,
        measure: Measure,
        limit: Limit,
        calendar: Calendar,
        starts: EventKind,
    ) -> Self {
        Self {
            name,
            clause,
            strength: Strength::Must,
            measure,
            when: Conditions::default(),
            limit,
            ends: None,
            tolerance: None,
            at_closing: None,
            calendar,
            starts,
            stops: None,
            cancels: None,
            pauses: BTreeSet::new(),
            warn: Vec::new(),
            remind: None,
            to: None,
            at_most: None,
            remedies: BTreeSet::new(),
            reopen: Reopen::FirstOnly,
            changes: Changes::default(),
            calendar_edits: Vec::new(),
            priority: None,
        }
    }
}

/// How long a rule gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// So long.
    Within(Span),
    /// Whatever time it takes, but before this event. The first of both in the sorted order decides, also within one
    /// instant; a ticket that is over the moment it opens (case T34) misses nothing. Such a clock never pauses or warns,
    /// and has no due instant until the event has come, which then is it.
    Before(EventKind),
    /// What was agreed with the customer.
    AsAgreed,
    /// The document names the matter and states no number.
    NotStated,
}

/// Who is responsible for a ticket (clause P-COMP-1).
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Responsible {
    /// One of these departments.
    Departments(BTreeSet<Department>),
    /// The document names none, so nobody can say whether a ticket is in the right hands.
    NotStated,
}

/// What a reopening does to a clock that has stopped (no answer is right for everybody, so every rule states one).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Reopen {
    /// The clock goes on as if it had never stopped.
    Continue,
    /// The clock goes on, and the time while the ticket was solved does not count.
    ContinueWithoutSolvedTime,
    /// A new round starts at the reopening; the verdict of the round before stands.
    Restart,
    /// Nothing: the first stop counts.
    FirstOnly,
}

impl Reopen {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Continue, "continue"),
        (Self::ContinueWithoutSolvedTime, "continue-without-solved-time"),
        (Self::Restart, "restart"),
        (Self::FirstOnly, "first-only"),
    ];
}

/// Which of several matching rules of one measure decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum HitPolicy {
    /// The one that asks about the most facts.
    MostSpecific,
    /// The one with the smallest `priority`.
    Priority,
    /// The one that falls due first; of two that fall due together, the first by name.
    Strictest,
}

impl HitPolicy {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::MostSpecific, "most-specific"), (Self::Priority, "priority"), (Self::Strictest, "strictest")];
}

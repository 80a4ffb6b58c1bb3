//! A service-level rule: which tickets, which measure, what limit, and how its clock runs.

use alloc::collections::BTreeSet;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crm_calendar::{Calendar, CalendarError, ElapsedTime, Ends, Span};
use crm_model::{
    ClauseId, Department, EventKind, EventKinds, Fact, Happening, Remedy, RuleName, Strength, WaitReason,
};
use thiserror::Error;

use crate::{
    AtClosing, CalendarEdit, CalendarEdits, Changes, Conditions, Measure, Repeats, Target, TargetError,
    Warning,
};

/// A rule as a policy states it. [`Rule::new`] checks it.
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

/// The events that stop a clock: groups of kinds. It stops when one event of *each* group has happened since its
/// start, at the last of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stops {
    groups: Vec<EventKinds>,
}

impl Stops {
    /// Returns the stops "any of these".
    pub fn any(kinds: impl IntoIterator<Item = EventKind>) -> Self {
        core::iter::once(kinds.into_iter().collect()).collect()
    }

    /// Returns the stops "all of these".
    pub fn all(kinds: impl IntoIterator<Item = EventKind>) -> Self {
        kinds.into_iter().map(|kind| EventKinds::NONE.with(kind)).collect()
    }

    /// Returns the groups; the clock needs one event of each.
    pub fn groups(&self) -> &[EventKinds] {
        &self.groups
    }

    /// Returns every kind that takes part.
    pub fn kinds(&self) -> EventKinds {
        self.groups.iter().flat_map(|group| group.iter()).collect()
    }

    /// Returns a kind of a group that none of the `supplied` kinds can fill.
    pub(crate) fn beyond(&self, supplied: EventKinds) -> Option<EventKind> {
        self.groups.iter().find(|group| !group.intersects(supplied)).and_then(|group| group.iter().next())
    }
}

impl FromIterator<EventKinds> for Stops {
    /// Returns the stops "one of each group"; a group that is given twice counts once.
    fn from_iter<I: IntoIterator<Item = EventKinds>>(given: I) -> Self {
        let mut groups = Vec::new();
        for group in given {
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
        Self { groups }
    }
}

/// A checked rule.
#[derive(Debug, Clone)]
pub struct Rule {
    spec: RuleSpec,
    stops: Stops,
    target: Option<Target>,
    /// What is due every so often.
    reminder: Option<Target>,
    cancels: EventKinds,
    follows_solution: bool,
}

impl Rule {
    /// Returns the rule that a specification describes.
    ///
    /// # Errors
    ///
    /// When a part contradicts another; the error names the rule and the key.
    pub fn new(mut spec: RuleSpec) -> Result<Self, RuleError> {
        if let Some(edited) = edited_calendar(&spec) {
            spec.calendar = edited.map_err(|error| RuleError {
                rule: spec.name.clone(),
                key: "on-calendar-edit".into(),
                problem: RuleProblem::Calendar(error),
            })?;
        }
        let spec = spec;
        let refused =
            |key: &str, problem| RuleError { rule: spec.name.clone(), key: key.to_string(), problem };
        if let Some(fact) = spec.when.unreachable() {
            return Err(refused(&alloc::format!("when.{fact}"), RuleProblem::NeverApplies { fact }));
        }
        let stops = spec.stops.clone().unwrap_or_else(|| spec.measure.default_stops());
        if stops.groups().is_empty() || stops.groups().iter().any(|group| group.is_empty()) {
            return Err(refused("stops", RuleProblem::NeverStops));
        }
        let restarts = spec.measure.repeats() != Repeats::Never
            && spec.measure.default_stops().kinds().contains(spec.starts);
        if stops.kinds().contains(spec.starts) && !restarts {
            return Err(refused("stops", RuleProblem::StopsAsItStarts { event: spec.starts }));
        }
        if stops.groups().len() > EventKind::ALL.len() {
            return Err(refused("stops", RuleProblem::TooManyStops { groups: stops.groups().len() }));
        }
        if spec.cancels.is_some_and(|cancels| cancels.contains(spec.starts)) {
            return Err(refused("cancels", RuleProblem::StopsAsItStarts { event: spec.starts }));
        }
        check_rounds(&spec, &stops).map_err(|(key, problem)| refused(key, problem))?;
        let counts_days = matches!(spec.limit, Limit::Within(within) if within.counts_days());
        if counts_days != spec.ends.is_some() && spec.limit != Limit::AsAgreed {
            return Err(refused("ends", RuleProblem::EndsMismatch { counts_days }));
        }
        let at_once = matches!(spec.limit, Limit::Within(Span::AtOnce));
        if at_once != spec.tolerance.is_some() {
            return Err(refused("tolerance", RuleProblem::ToleranceMismatch { at_once }));
        }
        let states_no_limit = !matches!(spec.limit, Limit::Within(_));
        // Of a limit that is still to be agreed, only a share can be named.
        let needs_limit = |warning: &Warning| {
            spec.limit != Limit::AsAgreed || !matches!(warning, Warning::Used { percent: 1..=99 })
        };
        if states_no_limit && spec.warn.iter().any(needs_limit) {
            return Err(refused("warn", RuleProblem::WarnsWithoutLimit));
        }
        let in_open_time = matches!(spec.limit, Limit::Within(Span::Open(_) | Span::BusinessDays(_)));
        if spec.at_closing.is_some() && !in_open_time {
            return Err(refused("at-closing", RuleProblem::NoClosing));
        }
        let target = match spec.limit {
            Limit::Within(within) => Some(
                Target::new(
                    within,
                    spec.ends.unwrap_or(Ends::SameTime),
                    spec.tolerance.unwrap_or_default(),
                    spec.calendar.clone(),
                    spec.warn.clone(),
                )
                .map_err(|problem| refused(problem.key(), RuleProblem::Target(problem)))?
                .with_at_closing(spec.at_closing.unwrap_or_default()),
            ),
            Limit::Before(_) | Limit::AsAgreed | Limit::NotStated => None,
        };
        let reminder = match spec.remind {
            None => None,
            Some(span @ (Span::Elapsed(_) | Span::Open(_))) => Some(
                Target::new(span, Ends::SameTime, ElapsedTime::ZERO, spec.calendar.clone(), Vec::new())
                    .map_err(|_| refused("remind", RuleProblem::RemindsWithoutLength))?,
            ),
            Some(_) => return Err(refused("remind", RuleProblem::RemindsWithoutLength)),
        };
        let definition = spec.measure.definition();
        let follows_solution = definition.repeats == Repeats::Never
            && matches!(
                spec.starts,
                EventKind::Solved | EventKind::Closed | EventKind::Confirmed | EventKind::Disputed
            );
        let outlives = follows_solution || definition.at_rest;
        let usual = if outlives { EventKinds::NONE } else { EventKinds::NONE.with(EventKind::Closed) };
        let cancels = spec.cancels.unwrap_or(usual);
        Ok(Self { spec, stops, target, reminder, cancels, follows_solution })
    }

    /// Returns the specification from which it was made.
    pub fn spec(&self) -> &RuleSpec {
        &self.spec
    }

    /// Returns its name in the policy.
    pub fn name(&self) -> &RuleName {
        &self.spec.name
    }

    /// Returns the clause that demands it.
    pub fn clause(&self) -> &ClauseId {
        &self.spec.clause
    }

    /// Returns how binding the clause is.
    pub fn strength(&self) -> Strength {
        self.spec.strength
    }

    /// Returns what is measured.
    pub fn measure(&self) -> Measure {
        self.spec.measure
    }

    /// Returns for which tickets it holds.
    pub fn when(&self) -> &Conditions {
        &self.spec.when
    }

    /// Returns the limit.
    pub fn limit(&self) -> Limit {
        self.spec.limit
    }

    /// Returns the calendar on which open time is counted.
    pub fn calendar(&self) -> &Calendar {
        &self.spec.calendar
    }

    /// Returns the event that starts the clock.
    pub fn starts(&self) -> EventKind {
        self.spec.starts
    }

    /// Returns where in the last day a limit in business days ends, if the rule says.
    pub fn ends(&self) -> Option<Ends> {
        self.spec.ends
    }

    /// Returns when the limit is due at the edge of hours.
    pub fn at_closing(&self) -> AtClosing {
        self.spec.at_closing.unwrap_or_default()
    }

    /// Returns when the rule warns.
    pub fn warnings(&self) -> &[Warning] {
        &self.spec.warn
    }

    /// Returns the events that stop the clock.
    pub fn stops(&self) -> &Stops {
        &self.stops
    }

    /// Returns the events that end the clock without its being met.
    pub fn cancels(&self) -> EventKinds {
        self.cancels
    }

    /// Returns whether the clock starts with a solution or what follows one: it runs anew with each, and a reopening
    /// takes away its reason. One of a measure that repeats by itself does not: work that begins again is no answer.
    pub fn follows_solution(&self) -> bool {
        self.follows_solution
    }

    /// Returns the event before which what is owed has to be done, where the limit is an event.
    pub fn before(&self) -> Option<EventKind> {
        match self.spec.limit {
            Limit::Before(event) => Some(event),
            Limit::Within(_) | Limit::AsAgreed | Limit::NotStated => None,
        }
    }

    /// Returns to whom the ticket has to be given, if the rule says so.
    pub fn to(&self) -> Option<&Responsible> {
        self.spec.to.as_ref()
    }

    /// Returns the number of rounds after which no further one begins, if there is one.
    pub fn at_most(&self) -> Option<u32> {
        self.spec.at_most
    }

    /// Returns what tells when to remind of a clock that runs, if the rule asks for that.
    pub(crate) fn reminder(&self) -> Option<&Target> {
        self.reminder.as_ref()
    }

    /// Returns every kind of event that ends the clock, in whatever way.
    pub(crate) fn ending_events(&self) -> EventKinds {
        let ends = self.stops.kinds().iter().chain(self.cancels().iter()).chain(self.before());
        ends.chain([EventKind::Merged]).collect()
    }

    /// Returns whether an event is one that starts the clock, whatever came before.
    pub(crate) fn starts_with(&self, happening: &Happening) -> bool {
        let (kind, measure) = (happening.kind(), self.measure());
        let is_start = kind == self.spec.starts || measure.definition().also_starts.contains(&kind);
        is_start
            && measure.is_called_for(happening)
            && match happening {
                Happening::Remedy(remedy) => self.spec.remedies.contains(remedy),
                _ => true,
            }
    }

    /// Returns whether an event of a kind that stops the clock says what is needed for that.
    pub(crate) fn counts(&self, happening: &Happening) -> bool {
        let is_given_to_the_right_one = match (&self.spec.to, happening) {
            (
                Some(Responsible::Departments(departments)),
                Happening::Assigned(to) | Happening::Transferred(to),
            ) => to.department.as_ref().is_some_and(|department| departments.contains(department)),
            _ => true,
        };
        is_given_to_the_right_one && self.measure().counts(happening)
    }

    /// Returns the reasons for waiting during which the clock stands still.
    pub fn pauses(&self) -> &BTreeSet<WaitReason> {
        &self.spec.pauses
    }

    /// Returns what a reopening does to the clock.
    pub fn reopen(&self) -> Reopen {
        self.spec.reopen
    }

    /// Returns what changes on the way do to the clock.
    pub fn changes(&self) -> Changes {
        self.spec.changes
    }

    /// Returns the other hours that the calendar has later.
    pub fn calendar_edits(&self) -> &[CalendarEdit] {
        &self.spec.calendar_edits
    }

    /// Returns the target to judge clocks by, or `None` where the rule states no limit.
    pub fn target(&self) -> Option<&Target> {
        self.target.as_ref()
    }

    /// Returns whether the clocks of both rules start, pause, end and start anew with the same events on every ticket.
    pub(crate) fn runs_like(&self, other: &Self) -> bool {
        // A clock that starts with a judgement starts with one that fulfils the rule's conditions.
        let starts_alike = self.starts() == other.starts()
            && (self.starts() != EventKind::Classified || self.when() == other.when());
        self.measure() == other.measure()
            && starts_alike
            && self.stops == other.stops
            && self.cancels() == other.cancels()
            && self.pauses() == other.pauses()
            && self.reopen() == other.reopen()
            && self.before() == other.before()
            && self.to() == other.to()
            && self.at_most() == other.at_most()
            && self.spec.remedies == other.spec.remedies
    }

    /// Returns the place in the choice among matching rules: smaller comes first.
    pub(crate) fn rank(&self, hit: HitPolicy) -> u32 {
        match hit {
            HitPolicy::MostSpecific => u32::try_from(5 - self.spec.when.specificity().min(5)).unwrap_or(0),
            HitPolicy::Priority => self.spec.priority.unwrap_or(u32::MAX),
            HitPolicy::Strictest => 0,
        }
    }

    pub(crate) fn has_priority(&self) -> bool {
        self.spec.priority.is_some()
    }
}

/// Returns the calendar of a rule whose clocks keep what they used when it is edited: the old hours, then the new ones.
fn edited_calendar(spec: &RuleSpec) -> Option<Result<Calendar, CalendarError>> {
    if spec.changes.calendar != CalendarEdits::KeepUsed || spec.calendar_edits.is_empty() {
        return None;
    }
    let follow = |before: Calendar, edit: &CalendarEdit| {
        let name = before.name().to_string();
        before.followed_by(edit.from, &edit.calendar, name)
    };
    Some(spec.calendar_edits.iter().try_fold(spec.calendar.clone(), follow))
}

/// Checks what a rule says of rounds, of waits, of an event as its limit and of departments; returns the key at fault.
fn check_rounds(spec: &RuleSpec, stops: &Stops) -> Result<(), (&'static str, RuleProblem)> {
    let definition = spec.measure.definition();
    if let Limit::Before(event) = spec.limit {
        let ends_otherwise = event == spec.starts || event == EventKind::Merged || event == EventKind::Opened;
        if ends_otherwise || stops.kinds().contains(event) {
            return Err(("within", RuleProblem::NeverBefore { event }));
        }
        if !spec.pauses.is_empty() {
            return Err(("pauses", RuleProblem::PausesBefore { event }));
        }
    }
    if definition.must_pause && spec.pauses.is_empty() {
        return Err(("pauses", RuleProblem::NeverPauses { measure: spec.measure }));
    }
    match spec.at_most {
        None if definition.must_be_bounded => {
            return Err(("at-most", RuleProblem::Unbounded { measure: spec.measure }));
        }
        Some(_) if definition.repeats == Repeats::Never => {
            return Err(("at-most", RuleProblem::NoRounds { measure: spec.measure }));
        }
        Some(0) => return Err(("at-most", RuleProblem::NoRoundAllowed)),
        _ => {}
    }
    if spec.starts == EventKind::Remedy && spec.remedies.is_empty() {
        return Err(("starts", RuleProblem::NoRemedy));
    }
    let hands_over = [EventKind::Assigned, EventKind::Transferred].into_iter().collect();
    match &spec.to {
        Some(_) if !stops.kinds().intersects(hands_over) => Err(("to", RuleProblem::NoAssignment)),
        Some(Responsible::Departments(departments)) if departments.is_empty() => {
            Err(("to", RuleProblem::NoDepartment))
        }
        _ => Ok(()),
    }
}

/// A rule that cannot be obeyed as it stands.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("rule `{rule}`, `{key}`: {problem}")]
pub struct RuleError {
    /// The rule.
    pub rule: RuleName,
    /// The key within the rule, such as `warn[0]`.
    pub key: String,
    /// What is wrong.
    pub problem: RuleProblem,
}

impl RuleError {
    /// Returns the path of the value at fault within the policy: rule and key joined by a dot.
    pub fn path(&self) -> String {
        alloc::format!("{}.{}", self.rule, self.key)
    }
}

/// What is wrong with a rule.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum RuleProblem {
    /// A condition allows no value at all.
    NeverApplies {
        /// The fact it asks about.
        fact: Fact,
    },
    /// No event stops the clock.
    NeverStops,
    /// More groups of stops than there are kinds of event.
    TooManyStops {
        /// How many.
        groups: usize,
    },
    /// The event that starts the clock would stop it.
    StopsAsItStarts {
        /// The event.
        event: EventKind,
    },
    /// `ends` belongs to limits in business or calendar days, and to those alone.
    EndsMismatch {
        /// Whether the limit is in such days.
        counts_days: bool,
    },
    /// `tolerance` belongs to `at-once`, and to it alone.
    ToleranceMismatch {
        /// Whether the limit is `at-once`.
        at_once: bool,
    },
    /// `at-closing` belongs to limits in open time.
    NoClosing,
    /// A rule without a limit of its own in time has nothing to warn of.
    WarnsWithoutLimit,
    /// The limit is an event that starts or stops the clock, begins the ticket, or ends it as another.
    NeverBefore {
        /// The event.
        event: EventKind,
    },
    /// The limit is an event, so that no time counts and a pause would mean nothing.
    PausesBefore {
        /// The event.
        event: EventKind,
    },
    /// The measure means nothing without waits that do not count.
    NeverPauses {
        /// The measure.
        measure: Measure,
    },
    /// The measure goes on until a bound, which is not stated.
    Unbounded {
        /// The measure.
        measure: Measure,
    },
    /// The measure does not repeat, so it has no rounds to bound.
    NoRounds {
        /// The measure.
        measure: Measure,
    },
    /// Not even one round is allowed.
    NoRoundAllowed,
    /// No assignment stops the clock, so it does not matter to whom the ticket goes.
    NoAssignment,
    /// No department is named, so the clock would never stop.
    NoDepartment,
    /// No kind of solution needs approval, so the clock would never start.
    NoRemedy,
    /// Reminders have to be some elapsed or open time apart.
    RemindsWithoutLength,
    /// Under the priority hit policy every rule needs a priority.
    NoPriority,
    /// Another rule has the same name.
    NameTwice,
    /// Another rule of the same measure can match the same ticket, and nothing decides between them.
    Ambiguous {
        /// The other rule.
        other: RuleName,
    },
    /// The hours before and after an edit of the calendar cannot be joined.
    Calendar(CalendarError),
    /// Limit and warnings do not fit together.
    Target(TargetError),
}

impl fmt::Display for RuleProblem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeverApplies { fact } => {
                write!(formatter, "no {fact} is listed, so the rule never applies")
            }
            Self::NeverStops => formatter.write_str("no event is listed, so the clock would never stop"),
            Self::TooManyStops { groups } => {
                write!(formatter, "{groups} groups of events are more than there are kinds of event")
            }
            Self::StopsAsItStarts { event } => {
                write!(formatter, "`{event}` starts the clock and cannot end it as well")
            }
            Self::EndsMismatch { counts_days: true } => {
                formatter.write_str("a limit in business or calendar days needs `same-time` or `closing`")
            }
            Self::EndsMismatch { counts_days: false } => {
                formatter.write_str("only a limit in business or calendar days (`2bd`, `3cd`) has it")
            }
            Self::ToleranceMismatch { at_once: true } => {
                formatter.write_str("`at-once` needs a tolerance, such as `5min`")
            }
            Self::ToleranceMismatch { at_once: false } => formatter.write_str("only `at-once` has it"),
            Self::NoClosing => {
                formatter.write_str("only a limit in business hours or days (`4bh`, `2bd`) meets a closing")
            }
            Self::WarnsWithoutLimit => {
                formatter.write_str("the rule states no limit in time, so there is nothing to warn of")
            }
            Self::NeverBefore { event } => {
                write!(formatter, "a clock cannot run out with `{event}`, which begins or ends it otherwise")
            }
            Self::PausesBefore { event } => {
                write!(formatter, "the limit is the event `{event}` and no time, so nothing can pause it")
            }
            Self::NeverPauses { measure } => {
                write!(formatter, "`{measure}` needs the reasons for waiting that do not count")
            }
            Self::Unbounded { measure } => {
                write!(formatter, "`{measure}` goes on until a number of rounds, such as `at-most = 3`")
            }
            Self::NoRounds { measure } => {
                write!(formatter, "`{measure}` has no rounds that could be bounded")
            }
            Self::NoRoundAllowed => formatter.write_str("at least one round has to be allowed"),
            Self::NoAssignment => formatter.write_str("only a clock that an assignment stops has it"),
            Self::NoDepartment => {
                formatter.write_str("no department is listed, so the clock would never stop")
            }
            Self::NoRemedy => {
                formatter.write_str("no kind of solution needs approval, so the clock would never start")
            }
            Self::RemindsWithoutLength => {
                formatter.write_str("reminders are some time apart, such as `24h` or `4bh`")
            }
            Self::NoPriority => {
                formatter.write_str("the hit policy is `priority`, so every rule needs a whole number here")
            }
            Self::NameTwice => formatter.write_str("another rule has the same name"),
            Self::Ambiguous { other } => write!(
                formatter,
                "a ticket can match this rule and `{other}` alike, and the hit policy does not decide between them"
            ),
            Self::Calendar(problem) => write!(formatter, "{problem}"),
            Self::Target(problem) => write!(formatter, "{problem}"),
        }
    }
}

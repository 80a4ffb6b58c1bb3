//! A service-level rule: which tickets, which measure, what limit, and how its clock runs.

mod problem;
mod spec;
mod stops;

use alloc::collections::BTreeSet;
use alloc::string::ToString;
use alloc::vec::Vec;

use crm_calendar::{Calendar, CalendarError, ElapsedTime, Ends, Span};
use crm_model::{ClauseId, EventKind, EventKinds, Happening, RuleName, Strength, WaitReason};

pub use self::problem::{RuleError, RuleProblem};
pub use self::spec::{HitPolicy, Limit, Reopen, Responsible, RuleSpec};
pub use self::stops::Stops;
use crate::{
    AgreedTerms, AtClosing, CalendarEdit, CalendarEdits, Changes, Conditions, Measure, Repeats, Target,
    Warning,
};

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
        spec.calendar_edits.sort_by_key(|edit| edit.from);
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
        let starts_with = spec.measure.definition().starts_only_with;
        if let Some(event) = starts_with.filter(|event| *event != spec.starts) {
            let measure = spec.measure;
            return Err(refused("starts", RuleProblem::StartsOtherwise { measure, event }));
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

    /// Returns whether an event of a kind that starts the clock says what is needed for that.
    pub(crate) fn calls_for(&self, happening: &Happening) -> bool {
        self.measure().is_called_for(happening)
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

    /// Returns the other hours that the calendar has later, in order of time.
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
        if spec.changes.agreement == AgreedTerms::Replace {
            return Err(("agreements", RuleProblem::AgreesBefore { event }));
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

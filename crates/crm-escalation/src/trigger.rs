//! What calls for an escalation, and the rule that says so: for which tickets, until when, up to which rung.

use alloc::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{Calendar, ElapsedTime, Ends, Span};
use crm_model::{ClauseId, EventKind, MeasureName, Missing, Obligation, RuleName, Strength};

use crate::{Nature, RuleProblem};

/// The measure that [`Trigger::Unanswered`] looks at.
pub const FIRST_RESPONSE: &str = "first-response";

/// What calls for an escalation. The set is closed: whoever reads one is told by the compiler when another is added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Trigger {
    /// More than one department has been given the ticket (D-ESC-1). It arises with the event that brings the second.
    SeveralDepartments,
    /// An obligation on the ticket is over its limit without an explanation (D-ESC-1). It arises at the limit, once
    /// that has passed, or where an explanation was given, when that has run out.
    OverLimit {
        /// The measures that count; `None` for all.
        measures: Option<BTreeSet<MeasureName>>,
        /// For how long after it an explanation to the customer holds the trigger back; `None` if none ever does.
        explained_for: Option<Span>,
    },
    /// The customer is agitated and the usual talk does not calm (D-ESC-1).
    Agitated,
    /// Heavy loss or harm to the customer became known (D-ESC-1).
    HarmReported,
    /// Solving it is beyond the authority of whoever holds the ticket (D-ESC-1, L-AUTH-1).
    BeyondAuthority,
    /// Word came that whoever holds the ticket cannot solve it (D-ESC-3).
    CannotBeSolved,
    /// The ticket is of a nature that calls for it, such as complex (B-ESC-1). It arises with the judgement that fulfils
    /// the conditions of the rule; a later judgement does not take it back.
    Nature,
    /// The customer has no first response and the limit for it has passed (P-ESC-4). No explanation holds it back.
    Unanswered,
}

impl Trigger {
    /// Every trigger that needs nothing said of it: all but [`Trigger::OverLimit`], whose word is `over-limit`.
    pub const PLAIN: [Self; 7] = [
        Self::SeveralDepartments,
        Self::Agitated,
        Self::HarmReported,
        Self::BeyondAuthority,
        Self::CannotBeSolved,
        Self::Nature,
        Self::Unanswered,
    ];

    /// Returns the word of policy files and reports.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::SeveralDepartments => "several-departments",
            Self::OverLimit { .. } => "over-limit",
            Self::Agitated => "agitated",
            Self::HarmReported => "harm-reported",
            Self::BeyondAuthority => "beyond-authority",
            Self::CannotBeSolved => "cannot-be-solved",
            Self::Nature => "nature",
            Self::Unanswered => "unanswered",
        }
    }

    /// Returns the kinds of event with any of which it can arise; none for a trigger that looks at obligations.
    pub const fn events(&self) -> &'static [EventKind] {
        match self {
            Self::SeveralDepartments => &[EventKind::Assigned, EventKind::Transferred],
            Self::OverLimit { .. } | Self::Unanswered => &[],
            Self::Agitated => &[EventKind::Agitated],
            Self::HarmReported => &[EventKind::HarmReported],
            Self::BeyondAuthority => &[EventKind::BeyondAuthority],
            Self::CannotBeSolved => &[EventKind::CannotBeSolved],
            Self::Nature => &[EventKind::Classified],
        }
    }

    /// Returns whether it looks at an obligation of this measure.
    pub(crate) fn looks_at(&self, obligation: &Obligation) -> bool {
        let measure = &obligation.id.measure;
        match self {
            Self::OverLimit { measures: Some(measures), .. } => measures.contains(measure),
            Self::OverLimit { measures: None, .. } => measure.as_str() != crate::MEASURE,
            Self::Unanswered => measure.as_str() == FIRST_RESPONSE,
            _ => false,
        }
    }

    /// Returns for how long an explanation holds it back.
    pub(crate) fn explained_for(&self) -> Option<Span> {
        match self {
            Self::OverLimit { explained_for, .. } => *explained_for,
            _ => None,
        }
    }
}

/// From when the time to escalate runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Start {
    /// From when the trigger was known: when it was recorded, or when it arose if the source does not say.
    Known,
    /// From the opening of the ticket, however late the trigger arose.
    Opened,
}

impl Start {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Known, "known"), (Self::Opened, "opened")];
}

/// How long a rule gives to escalate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StartLimit {
    /// So long.
    Within(Span),
    /// The document asks for it and states no number.
    NotStated,
}

/// A trigger rule as a policy states it. [`EscalationRules::new`](crate::EscalationRules::new) checks it.
#[derive(Debug, Clone)]
pub struct TriggerRule {
    /// Its name in the policy, such as `escalation.trigger.agitated`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// What calls for the escalation.
    pub trigger: Trigger,
    /// For which tickets: by what was judged when it arose, or first after that where nothing was.
    pub when: Nature,
    /// How long there is to escalate.
    pub limit: StartLimit,
    /// Where in the last day a limit in business or calendar days ends; required for such a limit, refused otherwise.
    pub ends: Option<Ends>,
    /// How much later than at once still counts as at once; required for such a limit, refused otherwise.
    pub tolerance: Option<ElapsedTime>,
    /// The calendar of limits in business time, and of lateness.
    pub calendar: Calendar,
    /// From when the time runs.
    pub from: Start,
    /// The lowest rung that will do: its place on the ladder, from 0.
    pub rung: usize,
}

impl TriggerRule {
    /// Returns the key and what is wrong with it, if anything is.
    pub(crate) fn problem(&self, rungs: usize) -> Option<(&'static str, RuleProblem)> {
        if let Some(fact) = self.when.unreachable() {
            return Some(("when", RuleProblem::NeverApplies { fact }));
        }
        if self.trigger == Trigger::Nature && self.when.is_empty() {
            return Some(("when", RuleProblem::EveryTicket));
        }
        if self.rung >= rungs {
            return Some(("rung", RuleProblem::NoSuchRung { rung: self.rung, rungs }));
        }
        let counts_days = matches!(self.limit, StartLimit::Within(within) if within.counts_days());
        if counts_days != self.ends.is_some() {
            return Some(("ends", RuleProblem::EndsMismatch { counts_days }));
        }
        let at_once = matches!(self.limit, StartLimit::Within(Span::AtOnce));
        if at_once != self.tolerance.is_some() {
            return Some(("tolerance", RuleProblem::ToleranceMismatch { at_once }));
        }
        if self.tolerance.is_some_and(ElapsedTime::is_negative) {
            return Some(("tolerance", RuleProblem::NegativeTolerance));
        }
        if matches!(self.limit, StartLimit::Within(span) if span != Span::AtOnce && !has_length(span)) {
            return Some(("within", RuleProblem::NoLength));
        }
        let Trigger::OverLimit { measures, explained_for } = &self.trigger else { return None };
        if measures.as_ref().is_some_and(BTreeSet::is_empty) {
            return Some(("measures", RuleProblem::NoMeasure));
        }
        let is_no_window = |span: Span| span.counts_days() || !has_length(span);
        explained_for
            .is_some_and(is_no_window)
            .then_some(("explained-for", RuleProblem::ExplanationWithoutLength))
    }

    /// Returns the last instant at which an escalation that became due at `start` is in time.
    pub(crate) fn due(&self, start: DateTime<Utc>) -> Result<DateTime<Utc>, Missing> {
        let StartLimit::Within(span) = self.limit else { return Err(Missing::Limit) };
        let tolerance = TimeDelta::microseconds(self.tolerance.unwrap_or_default().as_micros());
        let deadline = self.calendar.due(start, span, self.ends.unwrap_or(Ends::SameTime));
        let due = deadline.ok().and_then(|deadline| deadline.due.checked_add_signed(tolerance));
        due.ok_or(Missing::CalendarYear)
    }

    /// Returns whether one of its times is open time, and one of these instants lies where no holiday list was published.
    pub(crate) fn rests_on_assumed_holidays(&self, edges: [Option<DateTime<Utc>>; 3]) -> bool {
        let limit = match self.limit {
            StartLimit::Within(span) => Some(span),
            StartLimit::NotStated => None,
        };
        let is_open_time = |span: Span| matches!(span, Span::Open(_) | Span::BusinessDays(_));
        limit.into_iter().chain(self.trigger.explained_for()).any(is_open_time)
            && edges.into_iter().flatten().any(|instant| self.calendar.is_assumed(instant))
    }
}

fn has_length(span: Span) -> bool {
    match span {
        Span::AtOnce => false,
        Span::Elapsed(time) => time.as_micros() > 0,
        Span::Open(time) => time.as_micros() > 0,
        Span::CalendarDays(days) | Span::BusinessDays(days) => days > 0,
    }
}

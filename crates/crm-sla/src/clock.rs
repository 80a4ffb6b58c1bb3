//! One clock on one ticket with everything behind its verdict, and the obligation that it amounts to.

use alloc::vec;
use alloc::vec::Vec;
use core::mem;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, ElapsedTime, OpenTime, Span};
use crm_model::{
    Beneficiary, ClauseId, EventKind, Evidence, Lateness, Missing, Obligation, ObligationId, Owner, RuleName,
    State, Strength, Subject, Ticket, TicketId, Window,
};

use crate::replay::Round;
use crate::rule::{Responsible, Rule};
use crate::target::Target;
use crate::terms::Terms;
use crate::times::Ending;
use crate::verdict::{Standing, Verdict};
use crate::{CalendarEdits, Choice, Limit, Measure};

/// One clock on one ticket as it stands at an instant.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Clock {
    /// What it measures.
    pub measure: Measure,
    /// Which run of the clock this is, from 1; a restart after a reopening begins the next.
    pub round: u32,
    /// Which of several of one round: 1, or more for an obligation taken over from a merged ticket beside its own.
    pub slot: u32,
    /// The rule that decides, or `None` where none could be chosen.
    pub rule: Option<DecidingRule>,
    /// The event that started it; `None` where the ticket's history does not say.
    pub start: Option<Evidence>,
    /// The event that ended it, if one did. Of what is done once and was done early, it lies before the start.
    pub end: Option<Evidence>,
    /// Who held the ticket when the clock ended, or holds it now.
    pub owner: Option<Owner>,
    /// How it stands.
    pub state: State,
    /// When it is or was due, pauses included; `None` while paused or where undetermined.
    pub due: Option<DateTime<Utc>>,
    /// Elapsed time used, pauses left out.
    pub elapsed: Option<ElapsedTime>,
    /// Open time used, pauses left out; `None` where the calendar does not reach.
    pub open: Option<OpenTime>,
    /// How late, in both times.
    pub late_by: Option<Lateness>,
    /// The instants of its warnings, in the order of the rule's list; `None` for one that a pause holds back.
    pub warnings: Vec<Option<DateTime<Utc>>>,
    /// When to remind of it, where the rule asks for that and while the clock runs or stands still.
    pub reminder: Option<Reminder>,
    /// The event that called for another round after this one, where the rule allows no more and nothing has settled
    /// the matter since. Somebody has to take care of it, for no clock does.
    pub exhausted: Option<Evidence>,
    /// The first instant after the assessment at which state, raised warnings or the last reminder change with no new event.
    pub valid_until: Option<DateTime<Utc>>,
    /// Whether waiting would pause it.
    pub can_pause: bool,
    /// Whether the due instant rests on a year without a published holiday list.
    pub holidays_assumed: bool,
    /// The choices of the policy that shaped the verdict, in order of time; mostly none.
    pub choices: Vec<Choice>,
}

/// When to remind of a clock that runs: again and again in the time that it uses, also when it is late.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reminder {
    /// The last reminder by the instant of assessment (inclusive); `None` before the first.
    pub last: Option<DateTime<Utc>>,
    /// The one after that; `None` while a pause holds it back, or where the calendar does not reach.
    pub next: Option<DateTime<Utc>>,
}

impl Reminder {
    /// Returns the reminders of `rule`'s clock by its terms, in a round that has not ended.
    fn new(rule: &Rule, terms: &Terms<'_>, as_of: DateTime<Utc>) -> Option<Self> {
        let target = rule.reminder().filter(|_| terms.round.end.is_none())?;
        let target = match rule.changes().calendar {
            CalendarEdits::Replay => &target.clone().with_calendar(terms.calendar.clone()),
            CalendarEdits::AsOpened | CalendarEdits::KeepUsed => target,
        };
        let (last, next) = target.repeated(&terms.round.times(), as_of.timestamp_micros())?;
        let instant = |micros: Option<i64>| micros.and_then(DateTime::from_timestamp_micros);
        Some(Self { last: instant(last), next: instant(next) })
    }
}

/// What a verdict needs to remember of the rule behind it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DecidingRule {
    /// The clause that demands it.
    pub clause: ClauseId,
    /// Its name in the policy.
    pub name: RuleName,
    /// How binding the clause is.
    pub strength: Strength,
}

impl From<&Rule> for DecidingRule {
    fn from(rule: &Rule) -> Self {
        Self { name: rule.name().clone(), clause: rule.clause().clone(), strength: rule.strength() }
    }
}

impl Clock {
    /// Returns a clock about which nothing can be said but what is missing.
    pub fn undetermined(measure: Measure, missing: Missing) -> Self {
        Self {
            measure,
            round: 1,
            slot: 1,
            rule: None,
            start: None,
            end: None,
            owner: None,
            state: State::Undetermined { missing },
            due: None,
            elapsed: None,
            open: None,
            late_by: None,
            warnings: Vec::new(),
            reminder: None,
            exhausted: None,
            valid_until: None,
            can_pause: false,
            holidays_assumed: false,
            choices: Vec::new(),
        }
    }

    /// Returns the same for one round of a ticket.
    pub(crate) fn undetermined_in(
        round: &Round,
        measure: Measure,
        rule: Option<&Rule>,
        owner: Option<Owner>,
        missing: Missing,
    ) -> Self {
        Self {
            round: round.number,
            rule: rule.map(DecidingRule::from),
            start: Some(round.start),
            end: round.end.map(|end| end.evidence),
            exhausted: round.exhausted,
            owner,
            ..Self::undetermined(measure, missing)
        }
    }

    /// Returns the clock of `rule` by its terms in a round, judged at `as_of`.
    pub(crate) fn judge(rule: &Rule, terms: &Terms<'_>, owner: Option<&Owner>, as_of: DateTime<Utc>) -> Self {
        if rule.changes().calendar != CalendarEdits::Replay {
            return Self::judge_until_edited(rule, terms, owner, as_of);
        }
        let mut clock = Self::judge_until_edited(rule, terms, owner, as_of);
        if clock.is_running() {
            for (at, edited) in terms.edited_later(rule, as_of) {
                if clock.valid_until.is_some_and(|until| until <= at) {
                    break;
                }
                let then = Self::judge_until_edited(rule, &edited, owner, at);
                if then.shown(at) != clock.shown(at) {
                    clock.valid_until = Some(at);
                    break;
                }
                clock.valid_until = then.valid_until;
            }
        }
        clock
    }

    /// Returns whether its round has started and not ended.
    fn is_running(&self) -> bool {
        self.start.is_some() && self.end.is_none()
    }

    /// Returns what holds until [`valid_until`](Self::valid_until).
    fn shown(&self, at: DateTime<Utc>) -> (&State, Option<DateTime<Utc>>, usize, Option<DateTime<Utc>>) {
        let reminded = self.reminder.and_then(|reminder| reminder.last);
        (&self.state, self.due, self.raised(at).len(), reminded)
    }

    /// Returns the clock as if no edit of its calendar came after `as_of`.
    fn judge_until_edited(
        rule: &Rule,
        terms: &Terms<'_>,
        owner: Option<&Owner>,
        as_of: DateTime<Utc>,
    ) -> Self {
        let round = &*terms.round;
        let undetermined =
            |missing| Self::undetermined_in(round, rule.measure(), Some(rule), owner.cloned(), missing);
        if rule.to() == Some(&Responsible::NotStated) {
            return undetermined(Missing::ResponsibleDepartment);
        }
        if rule.before().is_some() {
            return Self::judge_order(rule, terms, owner, as_of);
        }
        let Some(target) = terms.target.as_deref() else {
            return undetermined(match rule.limit() {
                Limit::AsAgreed => Missing::Agreement,
                Limit::NotStated | Limit::Before(_) | Limit::Within(_) => Missing::Limit,
            });
        };
        if !round.start_is_exact {
            return undetermined(Missing::InstantOf(round.start.event));
        }
        if let Some(event) = terms.doubt {
            return undetermined(Missing::InstantOf(event));
        }
        let (times, now) = (round.times(), as_of.timestamp_micros());
        let verdict = target.judge(&times, now);
        let readings = Readings::new(target, round, now);
        let due = verdict.due.and_then(DateTime::from_timestamp_micros);
        if verdict.due.is_some() && due.is_none() {
            return undetermined(Missing::CalendarYear);
        }
        let warnings: Vec<_> = target
            .warning_instants(&times, now)
            .into_iter()
            .map(|instant| instant.and_then(DateTime::from_timestamp_micros))
            .collect();
        let running = round.end.is_none();
        let state = match state(target, &verdict, &readings, round) {
            Ok(state) => state,
            Err(missing) => {
                let valid_until = running.then(|| readings.settled_after(&verdict, as_of)).flatten();
                return Self { valid_until, ..undetermined(missing) };
            }
        };
        let reminder = Reminder::new(rule, terms, as_of);
        let changes = running.then(|| next_change(&verdict, &readings, &warnings, as_of)).flatten();
        let following = reminder.and_then(|reminder| reminder.next);
        let valid_until = [changes, following].into_iter().flatten().min();
        let until = round.until(as_of);
        let (elapsed, open) = target.used(&times, until.timestamp_micros());
        Self {
            elapsed,
            open,
            due,
            late_by: due.filter(|_| state.is_late()).and_then(|due| lateness(target.calendar(), due, until)),
            can_pause: !rule.pauses().is_empty(),
            holidays_assumed: rests_on_assumed_holidays(target, round, due),
            choices: terms.choices.clone(),
            warnings,
            reminder,
            valid_until,
            state,
            ..undetermined(Missing::CalendarYear)
        }
    }

    /// Returns the clock of a rule whose limit is an event: what was first decides.
    fn judge_order(rule: &Rule, terms: &Terms<'_>, owner: Option<&Owner>, as_of: DateTime<Utc>) -> Self {
        let round = &*terms.round;
        let undetermined =
            |missing| Self::undetermined_in(round, rule.measure(), Some(rule), owner.cloned(), missing);
        if !round.start_is_exact {
            return undetermined(Missing::InstantOf(round.start.event));
        }
        if let Some(event) = round.doubt {
            return undetermined(Missing::InstantOf(event));
        }
        let state = match round.end.map(|end| (end.how, end.is_limit)) {
            None => State::Open,
            Some((Ending::Met, _)) => State::Met,
            Some((_, true)) => State::Missed,
            Some((Ending::Cancelled, false)) => State::Cancelled,
            Some((Ending::Superseded, false)) => State::Superseded,
        };
        let (from, until) = (round.start.occurred_at, round.until(as_of));
        let micros = until.timestamp_micros().checked_sub(from.timestamp_micros());
        let reminder = Reminder::new(rule, terms, as_of);
        Self {
            elapsed: micros.map(ElapsedTime::from_micros),
            open: rule.calendar().between(from, until).ok(),
            due: round.end.filter(|end| end.is_limit).map(|end| end.evidence.occurred_at),
            valid_until: reminder.and_then(|reminder| reminder.next),
            reminder,
            state,
            ..undetermined(Missing::Limit)
        }
    }

    /// Returns the instants of the warnings that had been raised by `as_of` while the clock ran, sorted.
    pub fn raised(&self, as_of: DateTime<Utc>) -> Vec<DateTime<Utc>> {
        let until = self.end.map_or(as_of, |end| end.occurred_at.min(as_of));
        let mut raised: Vec<_> =
            self.warnings.iter().flatten().copied().filter(|instant| *instant <= until).collect();
        raised.sort_unstable();
        raised
    }

    /// Returns the merged ticket whose obligation this is, if it was taken over from one.
    pub fn taken_over_from(&self) -> Option<&TicketId> {
        self.choices.iter().find_map(|choice| match choice {
            Choice::TakenOver { from, .. } => Some(from),
            _ => None,
        })
    }

    /// Returns the id of the obligation that the clock amounts to on a ticket.
    pub fn obligation_id(&self, ticket: &TicketId) -> ObligationId {
        ObligationId {
            subject: Subject::Ticket(ticket.clone()),
            measure: self.measure.into(),
            clause: self.rule.as_ref().map(|rule| rule.clause.clone()),
            round: self.round,
            slot: self.slot,
        }
    }

    /// Returns the obligation that the clock amounts to.
    pub fn obligation(&self, ticket: &Ticket) -> Obligation {
        let until = self.end.map(|end| end.occurred_at);
        Obligation {
            id: self.obligation_id(ticket.id()),
            rule: self.rule.as_ref().map(|rule| rule.name.clone()),
            strength: self.rule.as_ref().map_or(Strength::Derived, |rule| rule.strength),
            owner: self.owner.clone(),
            beneficiary: ticket
                .customer()
                .map_or(Beneficiary::UnknownCustomer, |customer| Beneficiary::Customer(customer.clone())),
            window: Window { not_before: None, ideal: None, due: self.due },
            opened_at: self.start.map(|start| start.occurred_at),
            stopped_at: until,
            elapsed: self.elapsed,
            open: self.open,
            late_by: self.late_by,
            evidence: self.evidence(),
            state: self.state.clone(),
        }
    }
}

impl Clock {
    /// Returns the events that started and ended it. There are millions of these lists, so none is larger than it needs.
    fn evidence(&self) -> Vec<Evidence> {
        match (self.start, self.end) {
            (Some(start), Some(end)) => vec![start, end],
            (Some(one), None) | (None, Some(one)) => vec![one],
            (None, None) => Vec::new(),
        }
    }
}

/// What a clock's verdict would be if its pauses had been as short, or as long, as they may have been.
struct Readings {
    verdicts: Vec<Verdict>,
    doubtful: Option<EventKind>,
}

impl Readings {
    fn new(target: &Target, round: &Round, now: i64) -> Self {
        let Some(readings) = &round.pauses.readings else {
            return Self { verdicts: Vec::new(), doubtful: None };
        };
        let lists = [&readings.shortest, &readings.longest];
        let verdicts = lists.map(|pauses| target.judge(&round.times_with(pauses), now)).into();
        Self { verdicts, doubtful: Some(readings.doubtful) }
    }

    /// Returns the event whose instant would have to be known, if the verdict depends on it.
    fn unsettle(&self, verdict: &Verdict) -> Option<EventKind> {
        let kind = |verdict: &Verdict| mem::discriminant(&verdict.standing);
        let differs = self.verdicts.iter().any(|other| kind(other) != kind(verdict));
        self.doubtful.filter(|_| differs)
    }

    /// Returns the first instant after `as_of` at which a running clock is late by every reading, if that comes.
    fn settled_after(&self, verdict: &Verdict, as_of: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let dues: Option<Vec<i64>> = self.verdicts.iter().chain([verdict]).map(|one| one.due).collect();
        just_after(dues?.into_iter().max()?).filter(|instant| *instant > as_of)
    }
}

/// Returns the first instant after one given in microseconds.
fn just_after(instant: i64) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(instant.checked_add(1)?)
}

/// Returns the first instant after `as_of` at which a running clock turns late, by any reading, or raises a warning.
fn next_change(
    verdict: &Verdict,
    readings: &Readings,
    warnings: &[Option<DateTime<Utc>>],
    as_of: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let dues = readings.verdicts.iter().chain([verdict]).filter_map(|verdict| verdict.due);
    let late = dues.filter_map(just_after);
    late.chain(warnings.iter().flatten().copied()).filter(|instant| *instant > as_of).min()
}

/// Returns the state that a verdict means, or what would have to be known.
fn state(target: &Target, verdict: &Verdict, readings: &Readings, round: &Round) -> Result<State, Missing> {
    if let Some(event) = readings.unsettle(verdict) {
        return Err(Missing::InstantOf(event));
    }
    let event = round.end.map_or(round.start.event, |end| end.evidence.event);
    Ok(match verdict.standing {
        Standing::NotStarted => State::Waiting,
        Standing::Open => State::Open,
        Standing::Paused { left } => State::Paused { left: target.left(left) },
        Standing::Met => State::Met,
        Standing::MetLate => State::MetLate,
        Standing::Overdue => State::Overdue,
        Standing::Missed => State::Missed,
        Standing::Cancelled => State::Cancelled,
        Standing::Superseded => State::Superseded,
        Standing::InstantUnknown => return Err(Missing::InstantOf(event)),
        Standing::EndBeforeStart => return Err(Missing::CredibleRecordOf(event)),
        Standing::BeyondCalendar => return Err(Missing::CalendarYear),
    })
}

/// Returns the time from one instant to a later one, in both times.
pub(crate) fn lateness(calendar: &Calendar, from: DateTime<Utc>, until: DateTime<Utc>) -> Option<Lateness> {
    let elapsed = until.timestamp_micros().checked_sub(from.timestamp_micros())?;
    Some(Lateness { elapsed: ElapsedTime::from_micros(elapsed), open: calendar.between(from, until).ok() })
}

/// Returns whether a limit in open time begins or ends in a year without a published holiday list.
fn rests_on_assumed_holidays(target: &Target, round: &Round, due: Option<DateTime<Utc>>) -> bool {
    let in_open_time = matches!(target.within(), Span::Open(_) | Span::BusinessDays(_));
    let mut edges = due.into_iter().chain([round.start.occurred_at]);
    in_open_time && edges.any(|instant| target.calendar().is_assumed(instant))
}

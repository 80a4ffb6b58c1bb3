//! Why a clock stands as it does: its limit, when it ran and stood still, who held the ticket, and what was chosen.

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_calendar::{Budget, Calendar, Period, Span};
use crm_model::{AgreedLimit, EventKind, Evidence, State};

use crate::case::Case;
use crate::clock::{Clock, DecidingRule};
use crate::custody::{Custody, split};
use crate::history::History;
use crate::replay::{Round, rounds};
use crate::rule::Rule;
use crate::service_levels::ServiceLevels;
use crate::terms::Terms;
use crate::times::{Pause, Times};
use crate::{Choice, Limit};

/// Everything behind the verdict on one clock.
///
/// # Laws
///
/// - Of the time by the clock from start to end (or the instant of assessment), `pauses` are the part that does not
///   count: without them it is [`Clock::elapsed`], and in open time [`Clock::open`].
/// - The lengths of `used` add up to the `budget`, or, while the clock stands still, to the budget without what is
///   left of it.
/// - `custody` adds up to [`Clock::elapsed`], [`Clock::open`] and [`Clock::late_by`].
#[derive(Debug, Clone)]
#[must_use]
pub struct Explanation {
    /// The rule that decides, with its clause.
    pub rule: DecidingRule,
    /// The limit by which the clock is judged.
    pub limit: JudgedLimit,
    /// How much the clock may use, and of which time; `None` where the limit is an event.
    pub budget: Option<Budget>,
    /// The calendar on which open time is counted, with its edits where they count.
    pub calendar: Calendar,
    /// The event that started the clock.
    pub start: Evidence,
    /// When it is or was due, pauses included; `None` while it stands still, or before the event that is its limit.
    pub due: Option<DateTime<Utc>>,
    /// The event that ended it, if one did. Of what is done once and was done early, it lies before the start.
    pub end: Option<Evidence>,
    /// When it stood still between its start and its end, or the instant of assessment: sorted and disjoint. Empty where
    /// the limit is an instant or an event, for which no wait counts.
    pub pauses: Vec<Period>,
    /// The time of the budget from the start to the due instant, or to the instant of assessment while it stands still:
    /// open periods, or periods by the clock, without pauses. Empty where the limit is an event.
    pub used: Vec<Period>,
    /// Who held the ticket while the clock ran, how much of the time each of them used, and how much of the lateness
    /// fell to each.
    pub custody: Vec<Custody>,
    /// The choices of the policy that shaped the verdict, in order of time; mostly none.
    pub choices: Vec<Choice>,
}

/// The limit by which a clock is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum JudgedLimit {
    /// That of the rule.
    Within(Span),
    /// One agreed with the customer, in place of the rule's.
    Agreed(AgreedLimit),
    /// An event, before which it has to be done.
    Before(EventKind),
}

impl fmt::Display for JudgedLimit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Within(span) => write!(formatter, "{span}"),
            Self::Agreed(limit) => write!(formatter, "{limit} as agreed"),
            Self::Before(event) => write!(formatter, "before {event}"),
        }
    }
}

impl ServiceLevels {
    /// Returns why a clock stands as it does: `clock` has to be one of [`standing_of`](Self::standing_of) the same case
    /// at the same instant. `None` where it is undetermined, so that only what is missing can be told, and for a clock
    /// that comes from elsewhere.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
    /// # use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
    /// # use crm_model::EventKind;
    /// # use crm_sla::{Case, HitPolicy, Limit, Measure, RuleSpec, ServiceLevels};
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027)))?;
    /// # let (name, clause, limit) = ("sla.solve".parse()?, "ACME-1".parse()?, Limit::Within("4bh".parse()?));
    /// # let mut rule = RuleSpec::new(name, clause, Measure::Resolution, limit, office, EventKind::Opened);
    /// # rule.pauses = ["customer".parse()?].into();
    /// // Due within 4 h of open time, 09:00 to 17:00; 2026-03-06 is a Friday. The customer is waited for from 15:00 to 16:00.
    /// let levels = ServiceLevels::new(vec![rule], HitPolicy::MostSpecific)?;
    /// let at = |at: &str, what| at.parse().map(|at| TicketEvent::at(at, what));
    /// let ticket = Ticket::new(TicketRecord::new(
    ///     TicketId::new("T-1")?,
    ///     vec![
    ///         at("2026-03-06T14:00:00Z", Happening::Opened)?,
    ///         at("2026-03-06T15:00:00Z", Happening::Waiting("customer".parse()?))?,
    ///         at("2026-03-06T16:00:00Z", Happening::Back(None))?,
    ///     ],
    /// ));
    /// let (case, as_of) = (Case::new(&ticket), "2026-03-09T12:00:00Z".parse()?);
    /// let clock = &levels.standing_of(&case, as_of)[0];
    /// let why = levels.explain(&case, clock, as_of).unwrap();
    /// // An hour before the wait and one after it on Friday, two on Monday: due at 11:00.
    /// let used: Vec<String> = why.used.iter().map(|period| period.elapsed().to_string()).collect();
    /// assert_eq!(used, ["1 h", "1 h", "2 h"]);
    /// assert_eq!(why.due, Some("2026-03-09T11:00:00Z".parse()?));
    /// assert_eq!((why.limit.to_string(), why.pauses.len()), ("4bh".to_string(), 1));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn explain(&self, case: &Case<'_>, clock: &Clock, as_of: DateTime<Utc>) -> Option<Explanation> {
        if matches!(clock.state, State::Undetermined { .. }) {
            return None;
        }
        let absorbed = case.absorbed_by(as_of);
        let case = match clock.taken_over_from() {
            None => *case,
            Some(merged) => {
                let merged = absorbed.iter().find(|absorbed| absorbed.ticket() == merged)?;
                case.of_absorbed(merged.history())
            }
        };
        let ticket = case.known(case.ticket, as_of);
        let case = Case { ticket: &ticket, ..case };
        let history = History::new(&ticket, as_of);
        let (rule, start) = (self.rule(&clock.rule.as_ref()?.name)?, clock.start?);
        // A fresh start on the way lies in the round that began before it. Whoever takes over takes the number too.
        let is_taken_over = clock.taken_over_from().is_some();
        let may_be_it = |round: &Round| {
            round.start.occurred_at <= start.occurred_at
                && round.end.map(|end| end.evidence) == clock.end
                && (round.number == clock.round || is_taken_over)
        };
        let rounds = rounds(rule, &ticket, as_of).into_iter().rev().filter(may_be_it);
        rounds.map(|round| Round { start, start_is_exact: true, ..round }).find_map(|round| {
            let terms = case.terms(rule, &round, &history, as_of);
            let same = is_judged_alike(clock, &Clock::judge(rule, &terms, None, as_of));
            same.then(|| Explanation::new(rule, &terms, &history, clock, as_of)).flatten()
        })
    }
}

/// Returns whether a clock found again is the one that was asked about.
fn is_judged_alike(clock: &Clock, found: &Clock) -> bool {
    (&clock.state, clock.due, clock.elapsed, clock.open)
        == (&found.state, found.due, found.elapsed, found.open)
}

impl Explanation {
    fn new(
        rule: &Rule,
        terms: &Terms<'_>,
        history: &History<'_>,
        clock: &Clock,
        as_of: DateTime<Utc>,
    ) -> Option<Self> {
        let round = &*terms.round;
        // Where the limit is an event, no agreement replaces it, and no wait counts.
        let target = terms.target.as_deref().filter(|_| rule.before().is_none());
        let (calendar, times) = match target {
            Some(target) => (target.calendar(), round.times()),
            None => (rule.calendar(), round.times_with(&[])),
        };
        let (start, until) = (round.start.occurred_at, round.until(as_of));
        let budget = match target {
            Some(target) => Some(target.budget(times.start)?),
            None => None,
        };
        let ran = |due: DateTime<Utc>| match budget {
            None => Vec::new(),
            Some(Budget::Elapsed(_)) => Vec::from_iter(period(times.start, due.timestamp_micros())),
            Some(Budget::Open(_)) => calendar.trace(start, due),
        };
        let pauses = pauses(&times, until.timestamp_micros());
        Some(Self {
            rule: DecidingRule::from(rule),
            limit: judged_limit(rule, terms)?,
            budget,
            calendar: calendar.clone(),
            start: round.start,
            due: clock.due,
            end: clock.end,
            used: without(ran(clock.due.unwrap_or(until)), &pauses),
            pauses,
            custody: split(history, calendar, &times, clock, (start, until)),
            choices: clock.choices.clone(),
        })
    }
}

fn judged_limit(rule: &Rule, terms: &Terms<'_>) -> Option<JudgedLimit> {
    let agreed = terms.choices.iter().rev().find_map(|choice| match choice {
        Choice::Agreed { limit, .. } => Some(JudgedLimit::Agreed(*limit)),
        _ => None,
    });
    match rule.limit() {
        Limit::Before(event) => Some(JudgedLimit::Before(event)),
        Limit::Within(span) => agreed.or(Some(JudgedLimit::Within(span))),
        Limit::AsAgreed | Limit::NotStated => agreed,
    }
}

/// Returns when a clock stood still between its start and `until`.
fn pauses(times: &Times<'_>, until: i64) -> Vec<Period> {
    let clipped = |pause: &Pause| period(pause.start.max(times.start), pause.end.min(until));
    times.pauses.iter().filter_map(clipped).collect()
}

/// Returns what is left of some periods without others; both are sorted and disjoint.
fn without(periods: Vec<Period>, others: &[Period]) -> Vec<Period> {
    let mut left = Vec::new();
    let mut others = others.iter().copied().peekable();
    for whole in periods {
        let mut from = whole.start();
        while let Some(other) = others.peek().copied().filter(|other| other.start() < whole.end()) {
            left.extend(Period::new(from, other.start()).ok().filter(|part| !part.is_empty()));
            from = from.max(other.end());
            if other.end() > whole.end() {
                break; // it may reach into the next one
            }
            others.next();
        }
        left.extend(Period::new(from, whole.end()).ok().filter(|part| !part.is_empty()));
    }
    left
}

/// Returns the period between two instants in microseconds, unless it is empty.
fn period(start: i64, end: i64) -> Option<Period> {
    let period = Period::new(DateTime::from_timestamp_micros(start)?, DateTime::from_timestamp_micros(end)?);
    period.ok().filter(|period| !period.is_empty())
}

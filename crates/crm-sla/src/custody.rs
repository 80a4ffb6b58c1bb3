//! Who held a ticket while its clock ran, and how much of the time each of them used.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, ElapsedTime, OpenTime};
use crm_model::{Lateness, Owner};

use crate::case::Case;
use crate::clock::{Clock, lateness};
use crate::history::History;
use crate::service_levels::ServiceLevels;
use crate::target::used;
use crate::times::Times;

/// One holder's part of a clock: from taking a ticket over to handing it on, or to the end of the clock.
///
/// The parts of a clock are in order of time and adjoin; their elapsed and open times add up to those of the clock, so
/// that the last holder is not blamed for the delay of the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Custody {
    /// Who held the ticket; `None` while nobody on record did.
    pub holder: Option<Owner>,
    /// From when on.
    pub from: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// The elapsed time used, pauses left out.
    pub elapsed: Option<ElapsedTime>,
    /// The open time used on the rule's calendar, pauses left out; `None` where the calendar does not reach.
    pub open: Option<OpenTime>,
    /// How much of the time after the due instant fell to this holder; `None` where none did.
    pub late: Option<Lateness>,
}

impl ServiceLevels {
    /// Returns who held the ticket while one of its clocks ran: `clock` has to be one of
    /// [`standing_of`](Self::standing_of) the same case at the same instant. Empty where the clock is undetermined. The
    /// same as in an [`explanation`](Self::explain), which tells more.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Happening, Holder, Ticket, TicketEvent, TicketId, TicketRecord};
    /// # use crm_calendar::{Calendar, CalendarSpec, WeekdaySet, WeeklyHours, Zone};
    /// # use crm_model::EventKind;
    /// # use crm_sla::{Case, HitPolicy, Limit, Measure, RuleSpec, ServiceLevels};
    /// # let hours = WeeklyHours::closed().with(WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse()?]);
    /// # let office = Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours, (2025, 2027)))?;
    /// # let (name, clause, limit) = ("sla.solve".parse()?, "ACME-1".parse()?, Limit::Within("4h".parse()?));
    /// # let rule = RuleSpec::new(name, clause, Measure::Resolution, limit, office, EventKind::Opened);
    /// // Due within 4 h. A team holds the ticket for 3 h, the next one for 2 h.
    /// let levels = ServiceLevels::new(vec![rule], HitPolicy::MostSpecific)?;
    /// let team = |name: &str| Holder { department: name.parse().ok(), person: None };
    /// let at = |at: &str, what| at.parse().map(|at| TicketEvent::at(at, what));
    /// let ticket = Ticket::new(TicketRecord::new(
    ///     TicketId::new("T-1")?,
    ///     vec![
    ///         at("2026-03-02T09:00:00Z", Happening::Opened)?,
    ///         at("2026-03-02T09:00:00Z", Happening::Assigned(team("service")))?,
    ///         at("2026-03-02T12:00:00Z", Happening::Transferred(team("support")))?,
    ///         at("2026-03-02T14:00:00Z", Happening::Solved)?,
    ///     ],
    /// ));
    /// let (case, as_of) = (Case::new(&ticket), "2026-03-03T00:00:00Z".parse()?);
    /// let clock = &levels.standing_of(&case, as_of)[0];
    /// let custody = levels.custody(&case, clock, as_of);
    /// let used: Vec<String> = custody.iter().map(|part| part.elapsed.unwrap().to_string()).collect();
    /// assert_eq!(used, ["3 h", "2 h"]);
    /// assert_eq!(custody[1].late.unwrap().elapsed.to_string(), "1 h");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn custody(&self, case: &Case<'_>, clock: &Clock, as_of: DateTime<Utc>) -> Vec<Custody> {
        self.explain(case, clock, as_of).map(|explanation| explanation.custody).unwrap_or_default()
    }
}

/// Returns who held a ticket from the start of a clock to `until`.
pub(crate) fn split(
    history: &History<'_>,
    calendar: &Calendar,
    times: &Times<'_>,
    clock: &Clock,
    (start, until): (DateTime<Utc>, DateTime<Utc>),
) -> Vec<Custody> {
    let mut edges: Vec<(DateTime<Utc>, Option<Owner>)> = Vec::new();
    for at in core::iter::once(start).chain(history.handovers(start, until)) {
        let holder = history.owner(at);
        if edges.last().is_none_or(|(_, last)| *last != holder) {
            edges.push((at, holder));
        }
    }
    let ends: Vec<DateTime<Utc>> = edges.iter().skip(1).map(|(at, _)| *at).chain([until]).collect();
    let late_from = clock.late_by.and(clock.due);
    edges
        .into_iter()
        .zip(ends)
        .map(|((from, holder), until)| {
            let (start, end) = (from.timestamp_micros(), until.timestamp_micros());
            let first = times.pauses.partition_point(|pause| pause.end <= start);
            let last = times.pauses.partition_point(|pause| pause.start < end).max(first);
            let pauses = times.pauses.get(first..last).unwrap_or_default();
            let (elapsed, open) = used(calendar, &Times { start, pauses, ..*times }, end);
            let late = late_from.filter(|due| *due < until);
            let late = late.and_then(|due| lateness(calendar, from.max(due), until));
            Custody { holder, from, until, elapsed, open, late }
        })
        .collect()
}

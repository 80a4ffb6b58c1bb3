//! What makes a ticket of the demo a matter for somebody higher up (clauses B-ESC-1, D-ESC-1 to D-ESC-3).
//!
//! Mostly the company's policy is kept: four hours, or one where the matter is urgent, to the rung that it asks for.

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{EventKind, Happening, Holder, TicketEvent};

use super::{Story, office};
use crate::demo::dice::name;
use crate::demo::people::agent;
use crate::demo::time::{day_of, working_days_after};

/// The rungs of the ladder, from the lowest.
const LADDER: [&str; 4] = ["supervisor", "department-head", "director", "senior-management"];
const SUPERVISOR: usize = 0;
const DEPARTMENT_HEAD: usize = 1;
const DIRECTOR: usize = 2;

impl Story<'_> {
    /// Trouble arises between `from` and the solution at `until`, and mostly somebody higher up hears of it in time. A
    /// special ticket that was handed to another department is trouble as well.
    pub(super) fn trouble(
        &mut self,
        from: DateTime<Utc>,
        until: DateTime<Utc>,
        handed_over_at: Option<DateTime<Utc>>,
    ) {
        let hard = self.urgent || self.complexity != "ordinary";
        let kinds = [
            (if self.is_a_complaint() { 100 } else { 12 }, SUPERVISOR, Happening::Agitated),
            (7, DIRECTOR, Happening::HarmReported),
            (if hard { 50 } else { 10 }, DEPARTMENT_HEAD, Happening::BeyondAuthority),
            (if hard { 80 } else { 15 }, SUPERVISOR, Happening::CannotBeSolved),
        ];
        let special = handed_over_at.filter(|at| self.complexity == "special" && *at < until);
        let mut first = special;
        let mut wanted = if special.is_some() { DEPARTMENT_HEAD } else { SUPERVISOR };
        for (per_mille, rung, happening) in kinds {
            let at = from + self.dice.minutes(2, 150);
            if self.dice.chance(per_mille) && at < until {
                first = Some(first.map_or(at, |earlier| earlier.min(at)));
                wanted = wanted.max(rung);
                let cannot_be_solved = happening == Happening::CannotBeSolved;
                self.add_by_actor(at, happening);
                if cannot_be_solved {
                    self.hand_over(at, until);
                }
            }
        }
        let told_at = match (first, hard) {
            (Some(known_at), _) => self.told(known_at, self.time_to_tell()),
            (None, true) => self.told(from, TimeDelta::hours(5)),
            (None, false) => None,
        };
        if let Some(at) = told_at.filter(|at| *at < until) {
            self.climb(wanted, at, until);
        }
    }

    /// Somebody else gets a ticket that its holder cannot solve: mostly within the hour (clause D-RESP-3).
    fn hand_over(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) {
        let late = self.outcomes.chance(90);
        let at = from + if late { self.outcomes.hours(20, 50) } else { self.outcomes.minutes(4, 50) };
        if late || at < until {
            let person = Some(agent(self.outcomes, self.department));
            let holder = Holder { department: Some(name(self.department)), person };
            self.add(at.min(until), Happening::Transferred(holder));
        }
    }

    /// The limit runs out before the solution at `until`, if there ever is one: mostly a supervisor hears of it, or the
    /// customer is told why; a few supervisors hear of it late or never, and often never where nobody works on the
    /// ticket any more.
    pub(super) fn overrun(&mut self, until: Option<DateTime<Utc>>) {
        let never = if until.is_some() { 6 } else { 66 };
        let until = until.unwrap_or(crate::demo::as_of());
        let Some(due) = self.limit_ends().filter(|due| *due < until) else { return };
        let told = |event: &TicketEvent| event.kind() == EventKind::Escalated && event.occurred_at <= due;
        if self.events.iter().any(told) {
            return;
        }
        let limit = self.time_to_tell();
        let at = match self.dice.weighted(0, &[(70, 0), (6, 1), (18, 2), (never, 3)]) {
            0 => {
                let at = due + self.dice.minutes(5, limit.num_minutes() - 5);
                self.by_office(at)
            }
            1 => due + limit + self.dice.hours(1, 20),
            2 => {
                let held_until = self.explain_until_solved(due, until);
                held_until + self.dice.minutes(5, limit.num_minutes() - 5)
            }
            _ => return,
        };
        if at < until {
            self.climb(SUPERVISOR, at, until);
        }
    }

    /// The customer is told why the solution is late before `due` runs out, and once more before a day is over.
    /// Returns when the last explanation no longer holds.
    fn explain_until_solved(&mut self, due: DateTime<Utc>, until: DateTime<Utc>) -> DateTime<Utc> {
        const HOLDS: TimeDelta = TimeDelta::hours(24);
        const MOST: usize = 2;
        let mut held_until = due;
        for _ in 0..MOST {
            if held_until < until {
                let before = self.dice.minutes(30, 180);
                let at = self.by_office(held_until - before);
                self.add_by_actor(at, Happening::Explained);
                held_until = held_until.max(at + HOLDS);
            }
        }
        held_until
    }

    /// Returns when the time for a solution ends, not later than the policy's calendar has it; `None` where nobody
    /// stated a limit.
    fn limit_ends(&self) -> Option<DateTime<Utc>> {
        let opened_on = day_of(self.opened_at);
        let limit = match self.complexity {
            "ordinary" => TimeDelta::hours(24),
            "complex" => TimeDelta::days(working_days_after(opened_on, 3) - opened_on),
            _ => return None,
        };
        Some(self.opened_at + limit + self.waited_for_customer)
    }

    /// Returns how long there is to tell somebody higher up.
    fn time_to_tell(&self) -> TimeDelta {
        TimeDelta::hours(if self.urgent { 1 } else { 4 })
    }

    /// Returns the instant by day and the evening before it by night, and never one before the request.
    fn by_office(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        office(at).max(self.opened_at + TimeDelta::minutes(2))
    }

    /// Returns when somebody higher up is told of what became known: mostly within the limit, or never.
    fn told(&mut self, known_at: DateTime<Utc>, limit: TimeDelta) -> Option<DateTime<Utc>> {
        match self.dice.weighted(0, &[(87, 0), (9, 1), (4, 2)]) {
            0 => Some(known_at + self.dice.minutes(8, limit.num_minutes() - 10)),
            1 => Some(known_at + limit + self.dice.hours(1, 28)),
            _ => None,
        }
    }

    /// The matter goes up the ladder, rung by rung, as long as nothing is solved.
    fn climb(&mut self, rung: usize, told_at: DateTime<Utc>, until: DateTime<Utc>) {
        let mut at = told_at;
        for role in LADDER.iter().skip(rung) {
            self.add_by_actor(at, Happening::Escalated(name(role)));
            if self.dice.chance(600) {
                let explained_at = at + self.dice.minutes(5, 90);
                if explained_at < until {
                    self.add_by_actor(explained_at, Happening::Explained);
                }
            }
            at = office(at + self.dice.hours(20, 44));
            if at >= until || !self.dice.chance(550) {
                return;
            }
        }
    }

    fn is_a_complaint(&self) -> bool {
        matches!(self.kind, "complaint" | "service-dissatisfaction")
    }
}

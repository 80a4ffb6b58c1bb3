//! What makes a ticket of the demo a matter for somebody higher up (clauses B-ESC-1, D-ESC-1 to D-ESC-3).

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::Happening;

use super::{Story, office};
use crate::demo::dice::name;

impl Story<'_> {
    /// Trouble arises between `from` and the solution at `until`, and mostly somebody higher up hears of it in time.
    pub(super) fn trouble(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) {
        let hard = self.urgent || self.complexity != "ordinary";
        let kinds = [
            (if self.is_a_complaint() { 100 } else { 12 }, Happening::Agitated),
            (7, Happening::HarmReported),
            (if hard { 50 } else { 10 }, Happening::BeyondAuthority),
            (if hard { 80 } else { 15 }, Happening::CannotBeSolved),
        ];
        let mut first: Option<DateTime<Utc>> = None;
        let mut harmed = false;
        for (per_mille, happening) in kinds {
            let at = from + self.dice.minutes(2, 150);
            if self.dice.chance(per_mille) && at < until {
                first = Some(first.map_or(at, |earlier| earlier.min(at)));
                harmed |= happening == Happening::HarmReported;
                self.add_by_actor(at, happening);
            }
        }
        let told_at = match (first, hard) {
            (Some(known_at), _) => self.told(known_at, TimeDelta::hours(4)),
            (None, true) => self.told(from, TimeDelta::hours(5)),
            (None, false) => None,
        };
        if let Some(at) = told_at.filter(|at| *at < until) {
            self.climb(usize::from(harmed), at, until);
        }
    }

    /// Returns when somebody higher up is told of what became known: mostly within the limit, or never.
    fn told(&mut self, known_at: DateTime<Utc>, limit: TimeDelta) -> Option<DateTime<Utc>> {
        match self.dice.weighted(0, &[(82, 0), (11, 1), (7, 2)]) {
            0 => Some(known_at + self.dice.minutes(8, limit.num_minutes() - 10)),
            1 => Some(known_at + limit + self.dice.hours(1, 28)),
            _ => None,
        }
    }

    /// The matter goes up the ladder, rung by rung, as long as nothing is solved.
    fn climb(&mut self, rung: usize, told_at: DateTime<Utc>, until: DateTime<Utc>) {
        const LADDER: [&str; 4] = ["supervisor", "department-head", "director", "senior-management"];
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

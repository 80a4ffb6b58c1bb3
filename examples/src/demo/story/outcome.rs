//! How a ticket of the demo is solved, and what the customer says to that (clauses D-RESP-5, D-RESP-7, P-RESP-4).

use chrono::{DateTime, Utc};
use crm_model::Happening;

use super::Story;
use crate::demo::dice::name;
use crate::demo::time::{day_of, is_bad_month};

impl Story<'_> {
    /// What is offered between `from` and the solution at `until`, for one ticket in three. Mostly somebody agrees to a
    /// compensation before it is given.
    pub(super) fn remedy(&mut self, from: DateTime<Utc>, until: DateTime<Utc>) {
        if !self.outcomes.chance(330) {
            return;
        }
        let remedy = match self.kind {
            "product-fault" => {
                self.outcomes.weighted("guidance", &[(5, "guidance"), (3, "repair"), (2, "patch")])
            }
            "inquiry" => "guidance",
            _ => self
                .outcomes
                .weighted("apology", &[(5, "apology"), (3, "compensation"), (2, "process-change")]),
        };
        let offered_at = from + (until - from) / 2;
        self.add_by_actor(offered_at, Happening::Remedy(name(remedy)));
        if remedy == "compensation" && !self.outcomes.chance(90) {
            let approved_at = offered_at + (until - offered_at) / 2;
            self.add(approved_at, Happening::Approved);
        }
    }

    /// The customer accepts the solution or does not; the company asks how satisfied he or she is.
    pub(super) fn after_solution(&mut self, solved_at: DateTime<Utc>) {
        let verdict = self.dice.weighted(0, &[(70, 1), (4, 2), (26, 0)]);
        let answered_at = solved_at + self.dice.minutes(5, 15 * 60);
        match verdict {
            1 => self.add(answered_at, Happening::Confirmed),
            2 => {
                self.add(answered_at, Happening::Disputed);
                return self.again(answered_at);
            }
            _ => {}
        }
        let late = self.dice.chance(110);
        let revisited_at = solved_at + if late { self.dice.hours(25, 70) } else { self.dice.hours(1, 22) };
        if !self.dice.chance(6) {
            let dissatisfied = if self.kind == "complaint" { 14 } else { 6 };
            let answers = [(90 - dissatisfied, Some(true)), (dissatisfied, Some(false)), (10, None)];
            let answer = self.dice.weighted(None, &answers);
            if verdict == 0 && answer == Some(true) && self.outcomes.chance(880) {
                self.add(revisited_at, Happening::Confirmed); // whoever is asked and satisfied says so
            }
            self.add_by_actor(revisited_at, Happening::Revisited(answer));
            if answer == Some(false) {
                return self.again(revisited_at);
            }
        }
        let closed_at = revisited_at.max(answered_at) + self.dice.hours(0, 30);
        if !self.dice.chance(40) {
            self.add_by_actor(closed_at, Happening::Closed);
            if self.dice.chance(22) {
                let back_at = closed_at + self.dice.hours(5, 200);
                self.add(back_at, Happening::MessageIn);
                self.again(back_at);
            }
        }
    }

    /// Work begins again, and mostly ends well this time.
    fn again(&mut self, from: DateTime<Utc>) {
        let reopened_at = from + self.dice.minutes(1, 120);
        self.add_by_actor(reopened_at, Happening::Reopened);
        let solved_at = reopened_at + self.dice.hours(1, 8);
        self.add_by_actor(solved_at, Happening::Solved);
        let answered_at = solved_at + self.dice.hours(1, 10);
        let mut satisfied = !self.dice.chance(if is_bad_month(day_of(self.opened_at)) { 450 } else { 250 });
        if satisfied {
            self.add(answered_at, Happening::Confirmed);
        }
        let mut revisited_at = answered_at + self.dice.hours(1, 12);
        self.add_by_actor(revisited_at, Happening::Revisited(Some(satisfied)));
        // Whoever is not satisfied is followed up once more, mostly within the day, and often won over in the end.
        while !satisfied && !self.outcomes.chance(110) {
            revisited_at += if self.outcomes.chance(90) {
                self.outcomes.hours(25, 60)
            } else {
                self.outcomes.hours(2, 22)
            };
            satisfied = self.outcomes.chance(300);
            if satisfied {
                self.add(revisited_at, Happening::Confirmed);
            }
            self.add_by_actor(revisited_at, Happening::Revisited(Some(satisfied)));
        }
        let closed_at = revisited_at + self.dice.hours(0, 20);
        self.add_by_actor(closed_at, Happening::Closed);
    }
}

//! The life of one ticket of the demo.

mod outcome;
mod pace;
mod trouble;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::Span;
use crm_model::{
    AgreedLimit, Agreement, Classification, Happening, Holder, PersonId, TicketEvent, TicketId, TicketRecord,
    WaitReason,
};

use super::cast::Cast;
use super::dice::{Dice, name};
use super::people::agent;
use super::time::{day_of, minute_of_day};

/// A ticket while its story is told.
pub(super) struct Story<'a> {
    cast: &'a Cast,
    dice: &'a mut Dice,
    /// Dice for the outcome.
    outcomes: &'a mut Dice,
    index: usize,
    opened_at: DateTime<Utc>,
    channel: &'static str,
    kind: &'static str,
    complexity: &'static str,
    urgent: bool,
    department: &'static str,
    actor: PersonId,
    events: Vec<TicketEvent>,
    /// For how long it waited for the customer.
    waited_for_customer: TimeDelta,
}

impl<'a> Story<'a> {
    pub(super) fn new(
        cast: &'a Cast,
        [dice, outcomes]: [&'a mut Dice; 2],
        index: usize,
        opened_at: DateTime<Utc>,
    ) -> Self {
        let channel = dice
            .weighted("phone", &[(45, "phone"), (25, "online-chat"), (22, "e-mail"), (8, "social-media")]);
        let complaints = pace::complaints(day_of(opened_at));
        let (kind, department) = dice.weighted(
            ("inquiry", "customer-service"),
            &[
                (42 - complaints, ("product-fault", "technical-support")),
                (30, ("inquiry", "customer-service")),
                (16, ("billing-question", "finance")),
                (12, ("service-dissatisfaction", "customer-service")),
                (complaints, ("complaint", "product")),
            ],
        );
        let complexity = dice.weighted("ordinary", &[(80, "ordinary"), (17, "complex"), (3, "special")]);
        let actor = agent(dice, department);
        Self {
            cast,
            dice,
            outcomes,
            index,
            opened_at,
            channel,
            kind,
            complexity,
            urgent: kind == "service-dissatisfaction",
            department,
            actor,
            events: Vec::new(),
            waited_for_customer: TimeDelta::zero(),
        }
    }

    /// Tells the story to its end, which may lie beyond the end of the demo.
    pub(super) fn tell(mut self) -> TicketRecord {
        let recorded_at = self.intake();
        let merged = self.index > 0 && self.dice.chance(20);
        if merged {
            self.merge(recorded_at);
        } else {
            self.work(recorded_at);
        }
        let customer =
            if self.dice.chance(40) { None } else { self.cast.customer(self.dice, day_of(self.opened_at)) };
        let channel = if self.dice.chance(30) { None } else { Some(name(self.channel)) };
        TicketRecord { customer, channel, ..TicketRecord::new(ticket_id(self.index), self.events) }
    }

    /// The request comes in, is entered, answered by a machine perhaps, and judged. Returns when it was entered.
    fn intake(&mut self) -> DateTime<Utc> {
        let opened_at = self.opened_at;
        self.add(opened_at, Happening::Opened);
        if self.channel != "phone" {
            self.add(opened_at, Happening::MessageIn);
        }
        if matches!(self.channel, "online-chat" | "e-mail") && self.dice.chance(600) {
            let at = opened_at + self.dice.seconds(1, 5);
            self.add(at, Happening::AutomaticMessage);
        }
        let slow = self.dice.chance(80);
        let recorded_at = opened_at + if slow { self.dice.minutes(11, 45) } else { self.dice.minutes(0, 9) };
        self.add_by_actor(recorded_at, Happening::Recorded);
        if !self.dice.chance(20) {
            self.urgent |= self.dice.chance(180);
            let urgency = if self.urgent { "urgent" } else { "regular" };
            let judgement = Classification {
                kind: Some(name(self.kind)),
                urgency: (!self.dice.chance(30)).then(|| name(urgency)),
                complexity: (!self.dice.chance(30)).then(|| name(self.complexity)),
            };
            self.add_by_actor(recorded_at, Happening::Classified(judgement));
        }
        recorded_at
    }

    /// The ticket turns out to be about the same matter as an earlier one.
    fn merge(&mut self, recorded_at: DateTime<Utc>) {
        let back = self.dice.below(self.index.min(40) as u64);
        let earlier = self.index.saturating_sub(1 + usize::try_from(back).unwrap_or_default());
        let at = recorded_at + self.dice.minutes(1, 50);
        self.add_by_actor(at, Happening::Merged(ticket_id(earlier)));
    }

    fn work(&mut self, recorded_at: DateTime<Utc>) {
        let late = self.dice.chance(110);
        let assigned_at =
            recorded_at + if late { self.dice.minutes(70, 600) } else { self.dice.minutes(1, 40) };
        let holder = self.holder();
        self.add(assigned_at, Happening::Assigned(holder));
        if self.dice.chance(12) {
            // The customer withdraws the request, or hangs up.
            let at = recorded_at + self.dice.minutes(2, 120);
            return self.add_by_actor(at, Happening::Closed);
        }
        let responded_at = self.respond();
        if self.dice.chance(5) {
            return self.overrun(None); // Nobody ever goes on with it.
        }
        let from = responded_at.unwrap_or(self.opened_at).max(assigned_at);
        if self.complexity == "special" && !self.index.is_multiple_of(4) {
            // Drawn from no dice: the agreed time is no matter of chance.
            let days = [5, 8, 10].get(self.index % 3).copied().unwrap_or(8);
            let limit = AgreedLimit::Within(Span::BusinessDays(days));
            let agreement = Agreement { measure: name("resolution"), limit };
            self.add_by_actor(from, Happening::Agreed(agreement));
        }
        let mut delay = self.effort();
        let mut handed_over_at = None;
        if self.complexity != "ordinary" && self.dice.chance(500) {
            let before = self.department;
            self.department = "technical-support";
            self.actor = agent(self.dice, self.department);
            let (at, holder) = (from + self.dice.minutes(5, 55), self.holder());
            self.add(at, Happening::Transferred(holder));
            handed_over_at = (self.department != before).then_some(at);
        }
        if self.dice.chance(50) {
            self.urgent = true;
            let at = from + self.dice.hours(1, 6);
            let urgency = Some(name("urgent"));
            self.add_by_actor(
                at,
                Happening::Classified(Classification { urgency, ..Classification::default() }),
            );
        }
        if delay > TimeDelta::hours(12) && self.dice.chance(850) {
            let at = office(from + delay / 2).max(from);
            self.add_by_actor(at, Happening::Explained);
        }
        if self.dice.chance(200) {
            let Some(waited) = self.wait(from) else { return self.overrun(None) };
            delay += waited;
        }
        let solved_at = office(from + delay).max(from + TimeDelta::minutes(2));
        self.trouble(from, solved_at, handed_over_at);
        self.remedy(from, solved_at);
        self.overrun(Some(solved_at));
        self.add_by_actor(solved_at, Happening::Solved);
        self.after_solution(solved_at);
    }

    /// A person answers. Returns when, or `None` where nobody ever does.
    fn respond(&mut self) -> Option<DateTime<Utc>> {
        if self.dice.chance(12) {
            return None;
        }
        let late = self.dice.chance(pace::late_responses(day_of(self.opened_at)));
        let delay = match (self.channel, late) {
            ("phone" | "online-chat", false) => self.dice.seconds(4, 55),
            ("phone" | "online-chat", true) => self.dice.seconds(61, 600),
            (_, false) => self.dice.minutes(4, 55),
            (_, true) => self.dice.minutes(245, 700),
        };
        let at = self.opened_at + delay;
        let mut event = TicketEvent::at(at, Happening::FirstResponse);
        event.actor = Some(self.actor.clone());
        if self.channel == "phone" && self.dice.chance(700) {
            event.recorded_at = Some(at + self.dice.minutes(1, 20));
        }
        self.events.push(event);
        if self.dice.chance(250) {
            let reply_at = at + self.dice.minutes(5, 90);
            self.add_by_actor(reply_at, Happening::MessageOut);
        }
        Some(at)
    }

    /// Returns how long work on the ticket takes.
    fn effort(&mut self) -> TimeDelta {
        let late = self.dice.chance(pace::late_solutions(day_of(self.opened_at)));
        match (self.complexity, late) {
            ("ordinary", false) => self.dice.minutes(20, 14 * 60),
            ("ordinary", true) => self.dice.hours(27, 90),
            ("complex", false) => self.dice.hours(4, 46),
            ("complex", true) => self.dice.hours(130, 240),
            (_, false) => self.dice.hours(20, 150),
            (_, true) => self.dice.hours(200, 500),
        }
    }

    /// The ticket waits for somebody. Returns for how long, or `None` where the wait never ends.
    fn wait(&mut self, from: DateTime<Utc>) -> Option<TimeDelta> {
        let reason: WaitReason = name(self.dice.weighted("customer", &[(5, "customer"), (1, "supplier")]));
        let waits_at = from + self.dice.minutes(3, 15);
        self.add_by_actor(waits_at, Happening::Waiting(reason.clone()));
        let for_customer = reason.as_str() == "customer";
        if self.dice.chance(30) {
            // The clock of the solution stands still as long as the customer is asked: it never runs out.
            self.waited_for_customer = if for_customer { TimeDelta::days(1_000) } else { TimeDelta::zero() };
            return None;
        }
        let waited = if for_customer { self.dice.hours(1, 40) } else { self.dice.hours(1, 12) };
        let back_at = waits_at + waited;
        if for_customer {
            self.waited_for_customer = waited;
            self.add(back_at, Happening::MessageIn);
        }
        let stated = if self.dice.chance(900) { Some(reason) } else { None };
        self.add_by_actor(back_at, Happening::Back(stated));
        Some(waited)
    }

    fn holder(&mut self) -> Holder {
        let person = (!self.dice.chance(100)).then(|| self.actor.clone());
        Holder { department: Some(name(self.department)), person }
    }

    fn add(&mut self, at: DateTime<Utc>, happening: Happening) {
        self.events.push(TicketEvent::at(at, happening));
    }

    fn add_by_actor(&mut self, at: DateTime<Utc>, happening: Happening) {
        let actor = Some(self.actor.clone());
        self.events.push(TicketEvent { actor, ..TicketEvent::at(at, happening) });
    }
}

fn ticket_id(index: usize) -> TicketId {
    name(&format!("T-{:05}", index + 1))
}

/// Returns the instant itself by day, and the evening before it by night.
fn office(at: DateTime<Utc>) -> DateTime<Utc> {
    const OPENS: i64 = 8 * 60 + 30;
    const CLOSES: i64 = 19 * 60;
    match minute_of_day(at) {
        minute if minute < OPENS => at - TimeDelta::minutes(minute + 24 * 60 - CLOSES),
        minute if minute > CLOSES => at - TimeDelta::minutes(minute - CLOSES),
        _ => at,
    }
}

//! The escalation rules of a policy, and the question one asks of them.

use alloc::string::ToString;
use alloc::vec::Vec;
use core::mem;

use chrono::{DateTime, TimeDelta, Utc};
use crm_calendar::{Calendar, ElapsedTime};
use crm_model::{
    EventKind, EventKinds, Evidence, Holder, Lateness, Missing, Obligation, Organisation, Owner, Precision,
    State, Ticket,
};

use crate::over_limit::candidates;
use crate::reason::find;
use crate::replay::{Draft, ENDS, Replay};
use crate::{
    Escalation, EscalationError, Excuse, Ladder, Matter, Note, Reason, Recipient, Round, RuleProblem,
    TriggerRule,
};

/// Escalation rules as a policy states them.
#[derive(Debug, Clone)]
pub struct EscalationSpec {
    /// The ladder.
    pub ladder: Ladder,
    /// The triggers, in any order.
    pub triggers: Vec<TriggerRule>,
}

/// Checked escalation rules.
#[derive(Debug, Clone)]
pub struct EscalationRules {
    ladder: Ladder,
    // INVARIANT: sorted by name, each on the ladder, no name twice.
    triggers: Vec<TriggerRule>,
}

/// One ticket with what its own record does not tell.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// What is owed on it, judged at the instant of the assessment by anybody's service levels, in any order. Those of
    /// other tickets do not count; one that is itself undetermined calls for nothing, since it says so itself.
    pub obligations: &'a [Obligation],
    /// Who holds which role; `None` where that is not known: then a role is named without a person.
    pub organisation: Option<&'a Organisation>,
    /// The kinds of event that its source can tell of.
    pub event_kinds: EventKinds,
}

impl EscalationRules {
    /// Returns the rules that a specification describes.
    ///
    /// # Errors
    ///
    /// When a trigger rule contradicts itself or the ladder, or two have one name; the error names rule and key.
    pub fn new(spec: EscalationSpec) -> Result<Self, EscalationError> {
        let EscalationSpec { ladder, mut triggers } = spec;
        triggers.sort_by(|one, other| one.name.cmp(&other.name));
        let refused = |rule: &TriggerRule, key: &str, problem| {
            Err(EscalationError { rule: rule.name.clone(), key: key.to_string(), problem })
        };
        for rule in &triggers {
            if let Some((key, problem)) = rule.problem(ladder.rungs().len()) {
                return refused(rule, key, problem);
            }
        }
        for pair in triggers.windows(2) {
            if let [one, other] = pair
                && one.name == other.name
            {
                return refused(other, "name", RuleProblem::NameTwice);
            }
        }
        Ok(Self { ladder, triggers })
    }

    /// Returns the ladder.
    pub fn ladder(&self) -> &Ladder {
        &self.ladder
    }

    /// Returns the trigger rules, sorted by name.
    pub fn triggers(&self) -> &[TriggerRule] {
        &self.triggers
    }

    /// Returns the rules that can find nothing in a source that tells of these kinds of event alone, with what is
    /// missing: said once for the whole source, not for each ticket.
    pub fn not_supplied(&self, event_kinds: EventKinds) -> Vec<(&TriggerRule, Missing)> {
        let blind = |rule: &TriggerRule| {
            let events = rule.trigger.events();
            let is_blind = !events.is_empty() && !events.iter().any(|kind| event_kinds.contains(*kind));
            events.first().filter(|_| is_blind).map(|kind| Missing::Events(*kind))
        };
        self.triggers.iter().filter_map(|rule| Some((rule, blind(rule)?))).collect()
    }

    /// Returns how a case stands at `as_of`, from events up to that instant (inclusive); `None` if nothing calls for an
    /// escalation.
    ///
    /// # Examples
    ///
    /// See the crate's front page.
    pub fn assess(&self, case: &Case<'_>, as_of: DateTime<Utc>) -> Option<Escalation> {
        let mut reasons: Vec<Reason> =
            self.triggers.iter().filter_map(|rule| find(rule, case, as_of)).collect();
        if reasons.is_empty() {
            return None;
        }
        reasons.sort_by(|one, other| {
            (one.place, one.arose_at, &one.rule).cmp(&(other.place, other.arose_at, &other.rule))
        });
        let certain = || reasons.iter().filter(|reason| reason.doubt.is_none());
        let replay = Replay::new(&self.ladder, case, certain(), as_of);
        let everything = Replay::new(&self.ladder, case, &reasons, as_of);
        let rounds = self.rounds(case, &replay, &everything, as_of);
        let draft = replay.drafts.last().filter(|draft| draft.ended().is_none());
        let (to, mut notes) = draft.map_or((None, Vec::new()), |draft| self.recipient(case, draft, as_of));
        notes.extend(replay.notes.iter().cloned());
        notes.sort_unstable();
        notes.dedup();
        Some(Escalation {
            due: certain().filter_map(|reason| reason.due.as_ref().ok().copied()).min(),
            rung: certain().map(|reason| reason.rung).max(),
            reached: replay.reached(),
            to,
            notes,
            valid_until: self.valid_until(case, &reasons, &rounds, as_of),
            steps: everything.steps,
            rounds,
            reasons,
        })
    }

    /// Returns what explanations hold back at `as_of`: each obligation over its limit for which no escalation is called,
    /// since the customer had been told, with the explanations (clause D-ESC-1).
    pub fn excuses(&self, case: &Case<'_>, as_of: DateTime<Utc>) -> Vec<Excuse> {
        let of = |rule| candidates(rule, case, as_of).into_iter().filter_map(|one| one.excuse(rule, as_of));
        self.triggers.iter().flat_map(of).collect()
    }

    /// Returns the rounds, where those of which a doubt could change the state are undetermined.
    ///
    /// A round that is certain is compared with those that it would be part of if every doubt were a reason: those with a
    /// reason in common. A demand that rests on doubts alone is a round of its own.
    fn rounds(
        &self,
        case: &Case<'_>,
        certain: &Replay<'_>,
        everything: &Replay<'_>,
        as_of: DateTime<Utc>,
    ) -> Vec<Round> {
        let place = |draft: &Draft<'_>| (draft.first.place, draft.first.arose_at, draft.first.rule.clone());
        let drafts = certain.drafts.iter();
        let mut rounds: Vec<_> = drafts.map(|draft| (place(draft), self.judge(case, draft, as_of))).collect();
        let certain_rounds = rounds.len();
        for draft in &everything.drafts {
            let Some(missing) = draft.reasons().find_map(|reason| reason.doubt.clone()) else { continue };
            let (other, state) = (self.judge(case, draft, as_of), State::Undetermined { missing });
            let mut is_new = true;
            for (_, round) in rounds.iter_mut().take(certain_rounds) {
                if !round.rules.iter().any(|rule| other.rules.contains(rule)) {
                    continue;
                }
                is_new = false;
                if mem::discriminant(&round.state) != mem::discriminant(&other.state) {
                    *round = Round { state: state.clone(), late_by: None, ..round.clone() };
                }
            }
            if is_new {
                rounds.push((place(draft), Round { state, due: None, late_by: None, ..other }));
            }
        }
        rounds.sort_by(|(one, _), (other, _)| one.cmp(other));
        let numbered = (1..).zip(rounds);
        numbered.map(|(number, (_, round))| Round { number, ..round }).collect()
    }

    fn judge(&self, case: &Case<'_>, draft: &Draft<'_>, as_of: DateTime<Utc>) -> Round {
        let timed = draft.reasons().filter_map(|reason| Some((reason.due.as_ref().ok()?, reason)));
        let deciding = timed.min_by_key(|(due, _)| **due);
        let due = deciding.map(|(due, _)| *due);
        let end = draft.ended();
        let until = end.map_or(as_of, |end| end.evidence.occurred_at);
        let starts_at = deciding.map_or(draft.first, |(_, reason)| reason).starts_at;
        let state = state(case, draft, due, as_of);
        let deciding_rule = deciding.and_then(|(_, reason)| self.rule(reason));
        let calendar = deciding_rule.map(|rule| &rule.calendar);
        let used = starts_at.map(|start| (start, until.max(start)));
        let reasons = draft.reasons().flat_map(|reason| reason.evidence.iter().copied());
        let mut evidence: Vec<Evidence> = reasons.chain(end.map(|end| end.evidence)).collect();
        evidence.dedup();
        Round {
            number: 1, // until all are known
            rules: draft.reasons().map(|reason| reason.rule.clone()).collect(),
            clause: draft.first.clause.clone(),
            strength: draft.first.strength,
            rung: draft.rung(),
            owner: owner(&draft.holder),
            starts_at,
            due,
            end: end.map(|end| end.evidence),
            elapsed: used.and_then(|(from, until)| elapsed(from, until)),
            open: used.zip(calendar).and_then(|((from, until), calendar)| calendar.between(from, until).ok()),
            late_by: due.filter(|_| state.is_late()).and_then(|due| lateness(calendar, due, until)),
            holidays_assumed: deciding.zip(deciding_rule).is_some_and(|((due, reason), rule)| {
                rule.rests_on_assumed_holidays([Some(reason.arose_at), reason.starts_at, Some(*due)])
            }),
            evidence,
            state,
        }
    }

    /// Returns the rule behind a reason.
    fn rule(&self, reason: &Reason) -> Option<&TriggerRule> {
        self.triggers.iter().find(|rule| rule.name == reason.rule)
    }

    /// Returns to whom a demand is to go at `as_of`.
    fn recipient(
        &self,
        case: &Case<'_>,
        draft: &Draft<'_>,
        as_of: DateTime<Utc>,
    ) -> (Option<Recipient>, Vec<Note>) {
        let judged = case.ticket.classification_at(as_of);
        let matter = Matter {
            kind: judged.kind.as_ref(),
            department: draft.holder.department.as_ref(),
            person: draft.holder.person.as_ref(),
        };
        match case.organisation {
            Some(organisation) => self.ladder.recipient(draft.rung(), &matter, organisation, as_of),
            None => (self.ladder.unnamed(draft.rung(), &matter), Vec::new()),
        }
    }

    /// Returns the first instant after `as_of` at which an open round turns late, a limit or an explanation runs out, or
    /// somebody takes or leaves a role while a round is open.
    fn valid_until(
        &self,
        case: &Case<'_>,
        reasons: &[Reason],
        rounds: &[Round],
        as_of: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let known = |rule: &&TriggerRule| reasons.iter().any(|reason| reason.rule == rule.name);
        let waiting = self.triggers.iter().filter(|rule| !known(rule));
        let limits = waiting.flat_map(|rule| candidates(rule, case, as_of)).map(|one| one.arises);
        let is_running = rounds.iter().any(|round| round.end.is_none());
        let timed = reasons.iter().filter(|_| is_running);
        let dues = timed.filter_map(|one| one.due.as_ref().ok().copied());
        let organisation = case.organisation.filter(|_| is_running);
        let assignments = organisation.map(Organisation::assignments).unwrap_or_default();
        let changes = assignments.iter().flat_map(|one| [one.from, one.until]).flatten();
        limits.chain(dues).filter_map(just_after).chain(changes).filter(|instant| *instant > as_of).min()
    }
}

/// Returns how a demand stands.
fn state(case: &Case<'_>, draft: &Draft<'_>, due: Option<DateTime<Utc>>, as_of: DateTime<Utc>) -> State {
    let undetermined = |missing| State::Undetermined { missing };
    let end = draft.ended();
    let is_met = end.is_some_and(|end| end.is_met);
    if !is_met && !case.event_kinds.contains(EventKind::Escalated) {
        return undetermined(Missing::Events(EventKind::Escalated));
    }
    let missing = || draft.reasons().filter_map(|reason| reason.due.as_ref().err());
    let Some(due) = due else {
        let first = missing().next().cloned();
        return undetermined(first.unwrap_or(Missing::Limit));
    };
    let until = end.map_or(as_of, |end| end.evidence.occurred_at);
    let is_late = until > due;
    if let Some(end) = end.filter(|end| is_late && end.precision == Precision::NotAfter) {
        return undetermined(Missing::InstantOf(end.evidence.event));
    }
    // A reason without a limit leaves the others their limits; one whose limit cannot be computed may be due earlier.
    if let Some(missing) = missing().find(|missing| !is_late && **missing != Missing::Limit) {
        return undetermined(missing.clone());
    }
    let set_aside = case.ticket.kinds_set_aside_until(as_of);
    let doubtful = |kind: &EventKind| set_aside.contains(*kind);
    let ends = ENDS.iter().filter(|_| end.is_none());
    if let Some(kind) = [EventKind::Escalated].iter().chain(ends).find(|kind| doubtful(kind))
        && (!is_met || is_late)
    {
        return undetermined(Missing::CredibleRecordOf(*kind));
    }
    match (end, is_late) {
        (None, false) => State::Open,
        (None, true) => State::Overdue,
        (Some(_), false) if is_met => State::Met,
        (Some(_), true) if is_met => State::MetLate,
        (Some(_), false) => State::Superseded,
        (Some(_), true) => State::Missed,
    }
}

fn owner(holder: &Holder) -> Option<Owner> {
    let Holder { department, person } = holder.clone();
    (department.is_some() || person.is_some()).then_some(Owner { department, person })
}

fn elapsed(from: DateTime<Utc>, until: DateTime<Utc>) -> Option<ElapsedTime> {
    until.timestamp_micros().checked_sub(from.timestamp_micros()).map(ElapsedTime::from_micros)
}

fn lateness(calendar: Option<&Calendar>, due: DateTime<Utc>, until: DateTime<Utc>) -> Option<Lateness> {
    let open = calendar.and_then(|calendar| calendar.between(due, until).ok());
    Some(Lateness { elapsed: elapsed(due, until)?, open })
}

fn just_after(instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
    instant.checked_add_signed(TimeDelta::microseconds(1))
}

//! From reasons and steps to rounds: what was demanded, and what answered it.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{EventKind, Evidence, Happening, Holder, PersonId, Precision, Role, RuleName, TicketEvent};

use crate::{Case, Ladder, Matter, Note, Reason};

/// An escalation that took place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The rung that it reached, from 0; `None` for a role that is not on the ladder.
    pub rung: Option<usize>,
    /// The role before which the matter was put.
    pub role: Role,
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it, if known.
    pub actor: Option<PersonId>,
    /// The rules whose reasons stood open then.
    pub reasons: Vec<RuleName>,
}

/// A demand to reach a rung, from the first reason for it to its end.
#[derive(Debug, Clone)]
pub(crate) struct Draft<'a> {
    /// The reason that made it, and those that joined it later.
    pub(crate) first: &'a Reason,
    more: Vec<&'a Reason>,
    pub(crate) end: Option<End>,
    /// Who had the ticket when the demand arose.
    pub(crate) holder: Holder,
    /// That the ticket is at rest, which a reopening takes back: it was closed without a solution, or the demand arose
    /// when it was solved, closed or merged already.
    rest: Option<End>,
}

/// What ended a demand.
#[derive(Debug, Clone, Copy)]
pub(crate) struct End {
    pub(crate) evidence: Evidence,
    pub(crate) precision: Precision,
    /// Whether the rung was reached.
    pub(crate) is_met: bool,
}

impl End {
    fn of(event: &TicketEvent, is_met: bool) -> Self {
        Self { evidence: Evidence::from(event), precision: event.precision, is_met }
    }
}

impl<'a> Draft<'a> {
    /// Yields its reasons in the order in which they arose.
    pub(crate) fn reasons(&self) -> impl Iterator<Item = &'a Reason> {
        core::iter::once(self.first).chain(self.more.iter().copied())
    }

    /// Returns the rung that all its reasons together demand.
    pub(crate) fn rung(&self) -> usize {
        self.more.iter().map(|reason| reason.rung).fold(self.first.rung, usize::max)
    }

    /// Returns what ended it, if anything did.
    pub(crate) fn ended(&self) -> Option<End> {
        self.end.or(self.rest)
    }
}

/// The history of a ticket gone through once.
#[derive(Debug)]
pub(crate) struct Replay<'a> {
    pub(crate) drafts: Vec<Draft<'a>>,
    pub(crate) steps: Vec<Step>,
    pub(crate) notes: Vec<Note>,
    holder: Holder,
    /// What the ticket rests by, if it does.
    rest: Option<End>,
    /// The rungs reached, with what reached them.
    reached: Vec<(usize, End)>,
}

impl<'a> Replay<'a> {
    /// Goes through the events up to `as_of` with these reasons, which are sorted by place.
    pub(crate) fn new(
        ladder: &Ladder,
        case: &Case<'_>,
        reasons: impl IntoIterator<Item = &'a Reason>,
        as_of: DateTime<Utc>,
    ) -> Self {
        let mut replay = Self {
            drafts: Vec::new(),
            steps: Vec::new(),
            notes: Vec::new(),
            holder: Holder::default(),
            rest: None,
            reached: Vec::new(),
        };
        let mut reasons = reasons.into_iter().peekable();
        let events = case.ticket.events_until(as_of);
        while let Some(reason) = reasons.next_if(|reason| reason.place == 0) {
            replay.add(reason);
        }
        for (place, event) in (1..).zip(events) {
            replay.take(ladder, case, event);
            while let Some(reason) = reasons.next_if(|reason| reason.place <= place) {
                replay.add(reason);
            }
        }
        reasons.for_each(|reason| replay.add(reason));
        replay
    }

    /// Returns the highest rung reached.
    pub(crate) fn reached(&self) -> Option<usize> {
        self.reached.iter().map(|(rung, _)| *rung).max()
    }

    /// Takes a reason in: it joins what is demanded, or demands more, unless as much was reached before.
    fn add(&mut self, reason: &'a Reason) {
        let end = self.reached.iter().find(|(rung, _)| *rung >= reason.rung).map(|(_, end)| *end);
        let (is_first, holder, rest) = (self.drafts.is_empty(), self.holder.clone(), self.rest);
        match self.open_draft() {
            Some(open) if end.is_none() => open.more.push(reason),
            None if end.is_none() || is_first => {
                self.drafts.push(Draft { first: reason, more: Vec::new(), end, holder, rest });
            }
            Some(_) | None => {} // as much was reached before
        }
    }

    fn take(&mut self, ladder: &Ladder, case: &Case<'_>, event: &TicketEvent) {
        match &event.happening {
            Happening::Assigned(to) | Happening::Transferred(to) => {
                self.holder.department = to.department.clone().or(self.holder.department.take());
                self.holder.person = to.person.clone().or(self.holder.person.take());
            }
            Happening::Escalated(role) => self.climb(ladder, case, event, role),
            Happening::Solved | Happening::Merged(_) | Happening::Closed => self.come_to_rest(event),
            Happening::Reopened => {
                self.rest = None;
                if let Some(open) = self.open_draft() {
                    open.rest = None;
                }
            }
            _ => {}
        }
    }

    /// Ends what is demanded, for good by a solution or a merger, until it is reopened by a closing.
    fn come_to_rest(&mut self, event: &TicketEvent) {
        let end = End::of(event, false);
        self.rest = self.rest.or(Some(end));
        let Some(open) = self.open_draft() else { return };
        if event.kind() == EventKind::Closed || open.rest.is_some() {
            open.rest = open.rest.or(Some(end));
        } else {
            open.end = Some(end);
        }
    }

    fn climb(&mut self, ladder: &Ladder, case: &Case<'_>, event: &TicketEvent, role: &Role) {
        let rung = ladder.rung_of(role);
        let reasons = self.open_draft().into_iter().flat_map(|draft| draft.reasons());
        let step = Step {
            rung,
            role: role.clone(),
            at: event.occurred_at,
            actor: event.actor.clone(),
            reasons: reasons.map(|reason| reason.rule.clone()).collect(),
        };
        self.steps.push(step);
        let Some(rung) = rung else {
            self.notes.push(Note::OffLadder { role: role.clone() });
            return;
        };
        let holder = self.open_draft().map(|draft| draft.holder.clone()).unwrap_or_default();
        let Some(rung) = self.counts_as(ladder, case, event.occurred_at, rung, &holder) else { return };
        self.reached.push((rung, End::of(event, true)));
        let reached = self.reached().unwrap_or(rung);
        if let Some(open) = self.open_draft().filter(|draft| draft.rung() <= reached) {
            open.end = Some(End::of(event, true));
        }
    }

    /// Returns the rung that a step reached, given who stands on it: more if that person stands higher as well, none if
    /// it is the person who had the ticket.
    fn counts_as(
        &mut self,
        ladder: &Ladder,
        case: &Case<'_>,
        instant: DateTime<Utc>,
        rung: usize,
        holder: &Holder,
    ) -> Option<usize> {
        let Some(organisation) = case.organisation else { return Some(rung) };
        let judged = case.ticket.classification_at(instant);
        let matter = Matter {
            kind: judged.kind.as_ref(),
            department: holder.department.as_ref(),
            person: holder.person.as_ref(),
        };
        let (_, notes) = ladder.recipient(rung, &matter, organisation, instant);
        let own = Note::OwnHolder { rung };
        if notes.contains(&own) {
            self.notes.push(own);
            return None;
        }
        let into = ladder.collapsed(rung, &matter, organisation, instant);
        if into > rung {
            self.notes.push(Note::Collapsed { rung, into });
        }
        Some(into)
    }

    fn open_draft(&mut self) -> Option<&mut Draft<'a>> {
        self.drafts.last_mut().filter(|draft| draft.end.is_none())
    }
}

/// The kinds of event that end a demand without its being met.
pub(crate) const ENDS: [EventKind; 3] = [EventKind::Solved, EventKind::Merged, EventKind::Closed];

//! The verdict on a ticket: why it must go up, how far, until when, and what has come of it.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_calendar::{ElapsedTime, OpenTime};
use crm_model::{
    Beneficiary, ClauseId, Evidence, Lateness, MeasureName, Obligation, ObligationId, Owner, RuleName, State,
    Strength, Subject, Ticket, Window,
};

use crate::{Note, Reason, Recipient, Step};

/// The escalation of one ticket as it stands at an instant. There is one per ticket, whatever its reasons.
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct Escalation {
    /// Every reason, in the order in which they arose; those in doubt among them.
    pub reasons: Vec<Reason>,
    /// The earliest due instant of any reason that is not in doubt; `None` where none is known.
    pub due: Option<DateTime<Utc>>,
    /// The highest rung that any reason not in doubt demands, from 0.
    pub rung: Option<usize>,
    /// The highest rung reached so far.
    pub reached: Option<usize>,
    /// The demands one after the other: the first, and one more for each time that a later reason asked for a higher
    /// rung than had been reached, or came after a solution. Never empty; the last is the current one.
    pub rounds: Vec<Round>,
    /// To whom the matter is to go now; `None` where nothing is to be done.
    pub to: Option<Recipient>,
    /// Every escalation that took place, in order.
    pub steps: Vec<Step>,
    /// What was unusual, sorted, each once.
    pub notes: Vec<Note>,
    /// The first instant after the assessment at which anything of this may change with no new event; it may lie too
    /// early, and never too late.
    pub valid_until: Option<DateTime<Utc>>,
}

/// One demand to reach a rung.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Round {
    /// Which demand it is, from 1.
    pub number: u32,
    /// The rules whose reasons make it up, in the order in which they arose.
    pub rules: Vec<RuleName>,
    /// The clause of the first reason, under which the obligation stands.
    pub clause: ClauseId,
    /// How binding that clause is.
    pub strength: Strength,
    /// The rung that must be reached, from 0: the highest of its reasons.
    pub rung: usize,
    /// Who had the ticket when it arose.
    pub owner: Option<Owner>,
    /// From when its time runs, if that is known.
    pub starts_at: Option<DateTime<Utc>>,
    /// The last instant at which it is met in time: the earliest of its reasons.
    pub due: Option<DateTime<Utc>>,
    /// The event that met or ended it, if one did; it lies before the start where as much had been reached already.
    pub end: Option<Evidence>,
    /// Elapsed time used.
    pub elapsed: Option<ElapsedTime>,
    /// Open time used, on the calendar of the reason that is due first.
    pub open: Option<OpenTime>,
    /// How late it ended or stands, in both times.
    pub late_by: Option<Lateness>,
    /// Whether its due instant rests on open time for which no holiday list was published yet.
    pub holidays_assumed: bool,
    /// What brought its reasons, and what ended it.
    pub evidence: Vec<Evidence>,
    /// How it stands: `Superseded` if the ticket was solved, merged or closed before it was met or due, `Missed` if that
    /// happened after its due instant.
    pub state: State,
}

impl Escalation {
    /// Returns how the current demand stands.
    pub fn state(&self) -> Option<&State> {
        self.rounds.last().map(|round| &round.state)
    }

    /// Returns the obligations that the escalation amounts to, one per round; most escalations have one.
    pub fn obligations(&self, ticket: &Ticket) -> Vec<Obligation> {
        self.rounds.iter().map(|round| round.obligation(ticket)).collect()
    }
}

impl Round {
    /// Returns the obligation that this demand amounts to.
    #[expect(clippy::missing_panics_doc, clippy::expect_used, reason = "the measure's word is a name")]
    pub fn obligation(&self, ticket: &Ticket) -> Obligation {
        Obligation {
            id: ObligationId {
                subject: Subject::Ticket(ticket.id().clone()),
                measure: MeasureName::new(crate::MEASURE).expect("a measure's word is a name"),
                clause: Some(self.clause.clone()),
                round: self.number,
                slot: 1,
            },
            rule: self.rules.first().cloned(),
            strength: self.strength,
            owner: self.owner.clone(),
            beneficiary: ticket
                .customer()
                .map_or(Beneficiary::UnknownCustomer, |customer| Beneficiary::Customer(customer.clone())),
            window: Window { not_before: None, ideal: None, due: self.due },
            opened_at: self.starts_at,
            stopped_at: self.end.map(|end| end.occurred_at),
            elapsed: self.elapsed,
            open: self.open,
            late_by: self.late_by,
            evidence: self.evidence.clone(),
            state: self.state.clone(),
        }
    }
}

//! A first diagnosis of a period (clause L-DIAG-1), from what records and the indicators of the review tell.

mod indicators;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{Channel, CustomerCode, CustomerId, EventKind, Ratio, Subject, TableName, Ticket};

use super::LineReview;
use crate::diagnosis::{Diagnosis, DiagnosisDimension, Measured, Sign};
use crate::process::{ProcessClock, ProcessRules, ProcessTally, TicketLog};
use crate::tally::ratio;
use crate::{
    Attained, AttainmentTally, ChannelRule, ChannelSpread, ChannelTable, CivilPeriod, Counts, Facts,
    FileAudit, Reason, Scorecard, Value,
};

const NO_TICKETS: &str = "no ticket was opened in the period";

/// What the review knows already.
pub(super) struct Known<'a> {
    /// Its indicators.
    pub(super) lines: &'a [LineReview],
    pub(super) scorecard: &'a Scorecard,
    pub(super) as_of: DateTime<Utc>,
}

/// Returns what the records tell of the tickets that were opened in a period, up to its end.
pub(super) fn diagnose(facts: &Facts<'_>, period: &CivilPeriod, known: &Known<'_>) -> Diagnosis {
    let all = facts.dataset.tickets().iter().zip(facts.dataset.customers_of_tickets());
    let opened = all.filter(|(ticket, _)| ticket.opened_at().is_some_and(|at| period.contains(at)));
    let tickets: Vec<(&Ticket, Option<CustomerCode>)> =
        opened.map(|(ticket, customer)| (ticket, *customer)).collect();
    let seen = Seen { facts, period, tickets };
    let indicators = indicators::signs(known.lines, known.scorecard.indicators());
    let signs = [
        seen.data(),
        seen.channels(),
        seen.apart(known),
        seen.process(),
        seen.feedback(),
        seen.staff(),
        seen.systems(),
        indicators,
    ];
    Diagnosis::new(signs.into_iter().flatten())
}

/// The tickets that were opened in the period, with their customers.
struct Seen<'a> {
    facts: &'a Facts<'a>,
    period: &'a CivilPeriod,
    tickets: Vec<(&'a Ticket, Option<CustomerCode>)>,
}

impl Seen<'_> {
    /// Returns the share of tickets of which something holds.
    fn share(
        &self,
        dimension: DiagnosisDimension,
        name: impl Into<String>,
        holds: impl Fn(&Ticket, Option<CustomerCode>) -> bool,
    ) -> Sign {
        let part = self.tickets.iter().filter(|(ticket, customer)| holds(ticket, *customer)).count();
        Sign::share(dimension, name, ratio(part as u64, self.tickets.len() as u64), self.no_tickets())
    }

    /// Returns the last instant of the period, whose end is not in it.
    fn last(&self) -> DateTime<Utc> {
        let end = self.period.end();
        end.checked_sub_signed(TimeDelta::microseconds(1)).unwrap_or(end)
    }

    fn no_tickets(&self) -> &'static str {
        match self.facts.dataset.extent(TableName::Tickets) {
            Some(_) => NO_TICKETS,
            None => TableName::Tickets.not_supplied(),
        }
    }

    /// Returns the share of tickets to which something happened within the period.
    fn happened(&self, dimension: DiagnosisDimension, name: &str, kind: EventKind) -> Sign {
        if self.facts.dataset.event_kinds().contains(kind) {
            self.share(dimension, name, |ticket, _| {
                ticket
                    .events()
                    .iter()
                    .any(|event| event.kind() == kind && event.occurred_at < self.period.end())
            })
        } else {
            Sign::missing(dimension, name, Reason::NoEvents(kind).to_string())
        }
    }

    fn data(&self) -> Vec<Sign> {
        let told = |ticket: &Ticket, _| {
            let nature = ticket.classification_at(self.period.end());
            ticket.customer().is_some() && ticket.channel().is_some() && nature.kind.is_some()
        };
        Vec::from([
            self.share(
                DiagnosisDimension::Data,
                "completeness: tickets with customer, channel and kind",
                told,
            ),
            self.share(
                DiagnosisDimension::Data,
                "consistency: tickets that contradict themselves",
                |ticket, _| {
                    let disagree = self.facts.dataset.records_disagree(ticket.id());
                    disagree || !ticket.contradictions().is_empty()
                },
            ),
            self.accuracy(),
        ])
    }

    /// Returns how many of the files that were audited in the period are right in every field that was.
    fn accuracy(&self) -> Sign {
        const NAME: &str = "accuracy: audited files that are right";
        let dataset = self.facts.dataset;
        let missing = match dataset.extent(TableName::Audits) {
            Some(_) => "no file was audited in the period",
            None => TableName::Audits.not_supplied(),
        };
        // Of how many files these are a sample plays no part in the share.
        let audit = FileAudit::of(dataset.audits(), &[], 0, self.period);
        Sign::share(DiagnosisDimension::Data, NAME, audit.files.share(), missing)
    }

    fn channels(&self) -> Vec<Sign> {
        const NAME: &str = "obligations kept in time";
        let Some(obligations) = self.facts.obligations else {
            return Vec::from([Sign::missing(
                DiagnosisDimension::Channels,
                NAME,
                Reason::NoObligations.to_string(),
            )]);
        };
        let mut channels: BTreeMap<&Channel, AttainmentTally> = BTreeMap::new();
        for obligation in obligations {
            let due = obligation.window.due.is_some_and(|due| self.period.contains(due));
            let Subject::Ticket(id) = &obligation.id.subject else { continue };
            if due && let Some(channel) = self.facts.dataset.ticket(id).and_then(Ticket::channel) {
                channels.entry(channel).or_default().record(Attained::from(&obligation.state));
            }
        }
        let judged = channels.into_iter().filter_map(|(channel, tally)| Some((channel, tally.share()?)));
        let signs: Vec<Sign> = judged
            .map(|(channel, share)| {
                Sign::new(DiagnosisDimension::Channels, format!("{NAME}: {channel}"), Measured::Share(share))
            })
            .collect();
        if signs.is_empty() {
            let missing = "no obligation of a ticket with a channel could be judged";
            return Vec::from([Sign::missing(DiagnosisDimension::Channels, NAME, missing)]);
        }
        signs
    }

    /// Returns how far channels lie apart, as it stood at the end of the period.
    fn apart(&self, known: &Known<'_>) -> Vec<Sign> {
        const SOLVED: &str = "channels apart in the share solved";
        const ANSWER: &str = "channels apart in the mean first answer";
        let rule = ChannelRule {
            activities: BTreeMap::new(),
            aim: None,
            feedback: Vec::new(),
            counts: Counts::Last, // of words on solutions, of which nothing is told here
            currency: None,
        };
        let until = self.last().min(known.as_of);
        let table = ChannelTable::new(self.facts, &rule, *self.period, until, known.scorecard.zone());
        let sign =
            |name: &str, spread: Option<ChannelSpread<'_>>, measured: fn(Ratio) -> Option<Measured>| {
                let told = spread.and_then(|ChannelSpread { lowest, highest, difference }| {
                    let ends = format!("{name}: {} from {}", highest.0, lowest.0);
                    Some(Sign::new(DiagnosisDimension::Channels, ends, measured(difference?)?))
                });
                let missing = "no two channels of which it is known";
                told.unwrap_or_else(|| Sign::missing(DiagnosisDimension::Channels, name, missing))
            };
        Vec::from([
            sign(SOLVED, table.solution_spread(), |points| Some(Measured::Points(points))),
            sign(ANSWER, table.response_spread(), |time| indicators::measured(&Value::Duration(time))),
        ])
    }

    fn process(&self) -> Vec<Sign> {
        let tickets = self.tickets.iter().map(|(ticket, _)| *ticket);
        let tally = TicketLog::new(tickets).ok().map(|log| {
            ProcessTally::of(log.log(), &ProcessRules::default(), &ProcessClock::until(self.last()))
        });
        let holders = |name: &str, share| {
            Sign::share(DiagnosisDimension::Process, name, share, "no ticket tells which department held it")
        };
        let departments = tally.as_ref().map(|tally| &tally.departments);
        Vec::from([
            holders(
                "tickets handed to another department",
                departments.and_then(crate::process::HandOvers::share),
            ),
            holders(
                "tickets that came back to a department",
                departments.and_then(crate::process::HandOvers::share_returned),
            ),
            self.happened(DiagnosisDimension::Process, "tickets reopened", EventKind::Reopened),
            self.happened(DiagnosisDimension::Process, "tickets that had to wait", EventKind::Waiting),
        ])
    }

    fn feedback(&self) -> Vec<Sign> {
        const ANSWERS: &str = "answers to surveys";
        let answers = if self.facts.dataset.extent(TableName::Answers).is_some() {
            let given = self
                .facts
                .dataset
                .answers()
                .iter()
                .filter(|answer| answer.answered_at.is_some_and(|at| self.period.contains(at)))
                .count();
            Sign::new(DiagnosisDimension::Feedback, ANSWERS, Measured::Count(given as u64))
        } else {
            Sign::missing(DiagnosisDimension::Feedback, ANSWERS, TableName::Answers.not_supplied())
        };
        Vec::from([
            answers,
            self.happened(
                DiagnosisDimension::Feedback,
                "tickets that went to a higher post",
                EventKind::Escalated,
            ),
        ])
    }

    fn staff(&self) -> Vec<Sign> {
        let (skill, authority) = (EventKind::CannotBeSolved, EventKind::BeyondAuthority);
        Vec::from([
            self.happened(DiagnosisDimension::Staff, "skill: tickets that the holder could not solve", skill),
            self.happened(DiagnosisDimension::Staff, "authority: tickets beyond the holder's", authority),
            Sign::missing(DiagnosisDimension::Staff, "training", "no record of training"),
        ])
    }

    fn systems(&self) -> Vec<Sign> {
        const NAME: &str = "tickets whose customer has a file";
        let dataset = self.facts.dataset;
        let supplied = TableName::ALL.into_iter().filter(|table| dataset.extent(*table).is_some()).count();
        let connected = if dataset.customers().is_some() {
            self.share(DiagnosisDimension::Systems, NAME, |_, customer| {
                customer.is_some_and(|code| dataset.customer_of(code).is_some())
            })
        } else {
            Sign::missing(DiagnosisDimension::Systems, NAME, TableName::Customers.not_supplied())
        };
        let tables = Measured::Count(supplied as u64);
        Vec::from([
            connected,
            self.linked(
                "contacts whose customer has a file",
                TableName::Interactions,
                dataset.interactions().iter().map(|row| (row.at, row.customer.as_ref())),
            ),
            self.linked(
                "purchases whose customer has a file",
                TableName::Purchases,
                dataset.purchases().iter().map(|row| (row.at, row.customer.as_ref())),
            ),
            Sign::new(DiagnosisDimension::Systems, "tables that were supplied", tables),
        ])
    }

    /// Returns the share of the rows of the period whose customer is in the customer table.
    fn linked<'r>(
        &self,
        name: &str,
        table: TableName,
        rows: impl Iterator<Item = (DateTime<Utc>, Option<&'r CustomerId>)>,
    ) -> Sign {
        let dataset = self.facts.dataset;
        let lacking = [table, TableName::Customers].into_iter().find(|one| dataset.extent(*one).is_none());
        if let Some(lacking) = lacking {
            return Sign::missing(DiagnosisDimension::Systems, name, lacking.not_supplied());
        }
        let has_file =
            |id: &CustomerId| dataset.code_of(id).is_some_and(|code| dataset.customer_of(code).is_some());
        let (mut linked, mut all) = (0, 0);
        for (_, customer) in rows.filter(|(at, _)| self.period.contains(*at)) {
            all += 1;
            linked += u64::from(customer.is_some_and(has_file));
        }
        Sign::share(DiagnosisDimension::Systems, name, ratio(linked, all), "there is none in the period")
    }
}

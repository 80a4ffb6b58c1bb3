//! The composition: a data set and a policy go in, an [`Assessment`] comes out.

use alloc::collections::{BTreeMap, BTreeSet};
use alloc::string::ToString;
use alloc::vec::Vec;

use chrono::{DateTime, TimeDelta, Utc};
use crm_model::{
    Beneficiary, ClauseId, CustomerCode, Dataset, EventKind, Extent, Finding, MeasureName, Missing, Noticed,
    Obligation, ObligationId, State, Strength, Subject, TableName, Ticket, Window,
};
use crm_policy::{Policy, PolicyVersion};
use crm_sla::{Case, Clock, DecidingRule, Measure};

use crate::assessment::{Assessment, RaisedWarning};
use crate::parallel::map_chunks;

/// Returns how every ticket of a data set stands under a policy at `as_of`.
///
/// Only events up to `as_of` (inclusive) count. A ticket is judged by the version of the policy that was in force when
/// it opened. A fact or a kind of event that the whole data set lacks, or a limit that the policy does not state, gives
/// one undetermined obligation of the company per clause, and not one per ticket; a finding says how many tickets it
/// concerns.
///
/// # Examples
///
/// See the crate's front page.
pub fn assess(dataset: &Dataset, policy: &Policy, as_of: DateTime<Utc>) -> Assessment {
    let tickets = dataset.tickets().iter().zip(dataset.customers_of_tickets());
    let tickets: Vec<(&Ticket, &Option<CustomerCode>)> = tickets.collect();
    let parts = map_chunks(&tickets, |tickets| {
        let (mut assembly, mut lacking) = (Assembly::new(policy, as_of), Lacking::new(dataset));
        for (ticket, customer) in tickets {
            assess_one(ticket, **customer, dataset, policy, &mut assembly, &mut lacking);
        }
        (assembly, lacking)
    });
    let empty = (Assembly::new(policy, as_of), Lacking::new(dataset));
    let (mut assembly, mut lacking) = parts
        .into_iter()
        .fold(empty, |(assembly, lacking), (more, lacks)| (assembly.merge(more), lacking.merge(lacks)));
    if dataset.extent(TableName::Tickets).is_none() {
        lacking.note_that_there_are_no_tickets(policy.latest());
    }
    lacking.report(&mut assembly);
    assembly.look_beyond(dataset);
    assembly.finish()
}

/// Adds what one ticket gives to an assessment.
fn assess_one(
    ticket: &Ticket,
    customer: Option<CustomerCode>,
    dataset: &Dataset,
    policy: &Policy,
    assembly: &mut Assembly,
    lacking: &mut Lacking<'_>,
) {
    let as_of = assembly.as_of;
    let opened = opened_at(ticket, as_of);
    if opened > as_of {
        return;
    }
    let customer = customer.and_then(|code| dataset.customer_of(code));
    let tier = customer.and_then(|customer| customer.tier_at(opened));
    let case = Case { ticket, tier, event_kinds: dataset.event_kinds() };
    let version = policy.version_at(opened);
    lacking.next_ticket(version);
    for clock in clocks(&case, policy, version, as_of) {
        if !lacking.takes(&clock) {
            assembly.add(&clock, ticket);
        }
    }
}

/// Returns how one ticket stands under a policy at `as_of`: the same obligations as in an assessment of a data set that
/// holds it, except that here nothing is gathered into obligations of the company.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
/// use crm_kit::{Policy, Preset, assess_ticket, sla::Case};
///
/// let opened = TicketEvent::at("2026-03-02T01:00:00Z".parse()?, Happening::Opened);
/// let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1")?, vec![opened]));
/// let policy = Policy::preset(Preset::Basic); // a first response within 24 h
/// let assessment = assess_ticket(&Case::new(&ticket), &policy, "2026-03-03T02:00:00Z".parse()?);
/// let late = assessment.overdue().next().unwrap();
/// assert_eq!(
///     late.to_string(),
///     "B-RESP-1: first-response of T-1: was due 2026-03-03 01:00:00 UTC, overdue, 1 h late (1 h of open time)"
/// );
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn assess_ticket(case: &Case<'_>, policy: &Policy, as_of: DateTime<Utc>) -> Assessment {
    let mut assembly = Assembly::new(policy, as_of);
    let opened = opened_at(case.ticket, as_of);
    if opened <= as_of {
        for clock in clocks(case, policy, policy.version_at(opened), as_of) {
            assembly.add(&clock, case.ticket);
        }
    }
    assembly.finish()
}

/// Returns when a ticket opened: the instant that chooses the policy's version. A history without an opening counts
/// from its first event.
fn opened_at(ticket: &Ticket, as_of: DateTime<Utc>) -> DateTime<Utc> {
    let first = || ticket.events().first().map(|event| event.occurred_at);
    ticket.opened_at().or_else(first).unwrap_or(as_of)
}

fn clocks(
    case: &Case<'_>,
    policy: &Policy,
    version: Option<&PolicyVersion>,
    as_of: DateTime<Utc>,
) -> Vec<Clock> {
    let mut clocks = match version {
        Some(version) => version.service_levels().standing_of(case, as_of),
        None => measures(policy)
            .into_iter()
            .filter(|measure| measure.is_owed_to_every_ticket())
            .map(|measure| Clock::undetermined(measure, Missing::PolicyInForce))
            .collect(),
    };
    // In the order of ids, so that sorting all obligations later finds most of the work done.
    clocks.sort_by(|one, next| one.measure.as_str().cmp(next.measure.as_str()));
    clocks
}

/// Returns the measures that any version of the policy speaks of.
fn measures(policy: &Policy) -> BTreeSet<Measure> {
    policy
        .versions()
        .iter()
        .flat_map(|version| version.service_levels().rules())
        .map(crm_sla::Rule::measure)
        .collect()
}

/// An assessment in the making.
struct Assembly {
    as_of: DateTime<Utc>,
    policy: alloc::string::String,
    obligations: Vec<Obligation>,
    warnings: Vec<RaisedWarning>,
    findings: Vec<Finding>,
    valid_until: Option<DateTime<Utc>>,
    on_assumed_holidays: u64,
}

impl Assembly {
    fn new(policy: &Policy, as_of: DateTime<Utc>) -> Self {
        Self {
            as_of,
            policy: policy.name().to_string(),
            obligations: Vec::new(),
            warnings: Vec::new(),
            findings: Vec::new(),
            valid_until: None,
            on_assumed_holidays: 0,
        }
    }

    /// Returns what both hold; `other` comes after this in the order of tickets.
    fn merge(mut self, mut other: Self) -> Self {
        if self.obligations.is_empty() {
            self.obligations = other.obligations;
        } else {
            self.obligations.append(&mut other.obligations);
        }
        self.warnings.append(&mut other.warnings);
        self.findings.append(&mut other.findings);
        self.valid_until = earlier(self.valid_until, other.valid_until);
        self.on_assumed_holidays += other.on_assumed_holidays;
        self
    }

    fn add(&mut self, clock: &Clock, ticket: &Ticket) {
        let obligation = clock.obligation(ticket);
        if clock.state.is_pending() {
            self.warnings.extend(clock.raised(self.as_of).into_iter().map(|raised_at| RaisedWarning {
                obligation: obligation.id.clone(),
                raised_at,
                due: clock.due,
            }));
        }
        self.on_assumed_holidays += u64::from(clock.holidays_assumed);
        self.valid_until = earlier(self.valid_until, clock.valid_until);
        self.obligations.push(obligation);
    }

    /// Says so where the data are not complete for the instant of assessment, and that they will not be later.
    fn look_beyond(&mut self, dataset: &Dataset) {
        let Extent { from, until } = dataset.extent(TableName::Tickets).unwrap_or_default();
        let ended = until.filter(|until| *until < self.as_of);
        let not_begun = from.filter(|from| *from > self.as_of);
        if ended.or(not_begun).is_some() {
            self.findings.push(Finding { subject: Subject::Company, noticed: Noticed::BeyondTheData });
        }
        let changes = match (not_begun, until) {
            (Some(from), _) => Some(from),
            (None, Some(until)) if ended.is_none() => until.checked_add_signed(TimeDelta::microseconds(1)),
            _ => None,
        };
        self.valid_until = earlier(self.valid_until, changes);
    }

    fn finish(mut self) -> Assessment {
        if self.on_assumed_holidays > 0 {
            let noticed = Noticed::HolidaysAssumed { obligations: self.on_assumed_holidays };
            self.findings.push(Finding { subject: Subject::Company, noticed });
        }
        self.obligations.sort_by(|one, other| one.id.cmp(&other.id));
        self.warnings.sort_unstable();
        self.findings.sort_unstable();
        Assessment {
            as_of: self.as_of,
            policy: self.policy,
            obligations: self.obligations,
            warnings: self.warnings,
            findings: self.findings,
            valid_until: self.valid_until,
        }
    }
}

fn earlier(one: Option<DateTime<Utc>>, other: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    one.into_iter().chain(other).min()
}

/// What the whole data set or the policy lacks, for how many tickets.
struct Lacking<'a> {
    dataset: &'a Dataset,
    tickets: BTreeMap<Lack, u64>,
    /// What was noted of the ticket at hand: several rounds or rules count it once.
    noted: BTreeSet<Lack>,
    /// Late verdicts of clocks that waiting would pause, by clause and measure, if the source has no waits.
    late_without_waits: BTreeMap<(ClauseId, MeasureName), u64>,
}

/// Something that a rule, or a measure without a rule, cannot be judged for.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Lack {
    rule: Option<DecidingRule>,
    measure: Measure,
    missing: Missing,
}

impl<'a> Lacking<'a> {
    fn new(dataset: &'a Dataset) -> Self {
        Self {
            dataset,
            tickets: BTreeMap::new(),
            noted: BTreeSet::new(),
            late_without_waits: BTreeMap::new(),
        }
    }

    /// Returns what both lack; no ticket is in both.
    fn merge(mut self, other: Self) -> Self {
        for (lack, tickets) in other.tickets {
            *self.tickets.entry(lack).or_default() += tickets;
        }
        for (clause, late) in other.late_without_waits {
            *self.late_without_waits.entry(clause).or_default() += late;
        }
        self
    }

    /// Turns to the next ticket, and notes the rules whose clocks cannot even start on this source.
    fn next_ticket(&mut self, version: Option<&PolicyVersion>) {
        self.noted.clear();
        let rules = version.into_iter().flat_map(|version| version.service_levels().rules());
        for rule in rules.filter(|rule| !self.dataset.event_kinds().contains(rule.starts())) {
            let missing = Missing::Events(rule.starts());
            self.note(Lack { rule: Some(rule.into()), measure: rule.measure(), missing });
        }
    }

    /// Notes for every rule that no tickets were supplied.
    fn note_that_there_are_no_tickets(&mut self, version: &PolicyVersion) {
        for rule in version.service_levels().rules() {
            let lack = Lack { rule: Some(rule.into()), measure: rule.measure(), missing: Missing::Tickets };
            self.tickets.entry(lack).or_default();
        }
    }

    /// Takes a clock in hand if what it lacks is lacking everywhere; returns whether it did.
    fn takes(&mut self, clock: &Clock) -> bool {
        self.count_late_without_waits(clock);
        let State::Undetermined { missing } = &clock.state else { return false };
        let lacks = match missing {
            Missing::Fact(fact) => !self.dataset.tells_of(*fact),
            Missing::Events(_) | Missing::Limit => true,
            _ => false,
        };
        if lacks {
            let (rule, missing) = (clock.rule.clone(), missing.clone());
            self.note(Lack { rule, measure: clock.measure, missing });
        }
        lacks
    }

    fn note(&mut self, lack: Lack) {
        if self.noted.insert(lack.clone()) {
            *self.tickets.entry(lack).or_default() += 1;
        }
    }

    fn count_late_without_waits(&mut self, clock: &Clock) {
        let Some(rule) = clock.rule.as_ref().filter(|_| clock.state.is_late() && clock.can_pause) else {
            return;
        };
        if !self.dataset.event_kinds().contains(EventKind::Waiting) {
            let key = (rule.clause.clone(), clock.measure.into());
            *self.late_without_waits.entry(key).or_default() += 1;
        }
    }

    fn report(self, assembly: &mut Assembly) {
        let mut slots: BTreeMap<(Option<ClauseId>, Measure), u32> = BTreeMap::new();
        for (Lack { rule, measure, missing }, tickets) in self.tickets {
            let clause = rule.as_ref().map(|rule| rule.clause.clone());
            let slot = slots.entry((clause.clone(), measure)).or_default();
            *slot += 1;
            assembly.obligations.push(Obligation {
                id: ObligationId {
                    subject: Subject::Company,
                    measure: measure.into(),
                    clause: clause.clone(),
                    round: 1,
                    slot: *slot,
                },
                rule: rule.as_ref().map(|rule| rule.name.clone()),
                strength: rule.as_ref().map_or(Strength::Derived, |rule| rule.strength),
                owner: None,
                beneficiary: Beneficiary::Company,
                window: Window::default(),
                opened_at: None,
                stopped_at: None,
                elapsed: None,
                open: None,
                late_by: None,
                evidence: Vec::new(),
                state: State::Undetermined { missing: missing.clone() },
            });
            let noticed = Noticed::NotSupplied { clause, measure: measure.into(), missing, tickets };
            assembly.findings.push(Finding { subject: Subject::Company, noticed });
        }
        for ((clause, measure), late) in self.late_without_waits {
            let noticed = Noticed::WaitsNotSupplied { clause, measure, late };
            assembly.findings.push(Finding { subject: Subject::Company, noticed });
        }
    }
}

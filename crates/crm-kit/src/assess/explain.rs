//! The clocks of one ticket under a policy, and why each of them stands as it does.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::ObligationId;
use crm_policy::{Policy, PolicyVersion};
use crm_sla::{Clock, Explanation};

use super::{Case, tickets};

/// A clock on a ticket, and the document by which it runs.
#[derive(Debug, Clone)]
pub struct TicketClock<'p> {
    /// The clock.
    pub clock: Clock,
    /// The version by whose rules it runs: that in force when the ticket opened, or a later one that took the ticket over.
    /// `None` where none was in force.
    pub version: Option<&'p PolicyVersion>,
}

/// Why an obligation on a ticket stands as it does.
#[derive(Debug, Clone)]
#[must_use]
pub struct Explained<'p> {
    /// Its clock.
    pub clock: Clock,
    /// The version of the policy by whose rules the clock runs; [`PolicyVersion::calendar_spec`] tells why a day of its
    /// calendar is closed.
    pub version: &'p PolicyVersion,
    /// What is behind the verdict.
    pub why: Explanation,
}

/// Returns how every clock on one ticket stands under a policy at `as_of`: what the obligations of
/// [`assess_ticket`](crate::assess_ticket) are made from, escalations left out. Empty where the ticket was opened later.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
/// use crm_kit::{Case, Policy, Preset, clocks};
///
/// let opened = TicketEvent::at("2026-03-02T01:00:00Z".parse()?, Happening::Opened);
/// let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1")?, vec![opened]));
/// let policy = Policy::preset(Preset::Basic); // a first response within 24 h
/// let clocks = clocks(&Case::new(&ticket), &policy, "2026-03-03T02:00:00Z".parse()?);
/// assert_eq!(clocks[0].clock.elapsed.unwrap().to_string(), "1 d 1 h");
/// assert_eq!(clocks[0].version.unwrap().name(), "basic");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn clocks<'p>(case: &Case<'_>, policy: &'p Policy, as_of: DateTime<Utc>) -> Vec<TicketClock<'p>> {
    let ticket = case.known(as_of);
    let clocks = tickets::clocks(&Case { ticket: &ticket, ..*case }, policy, as_of);
    clocks.into_iter().map(|(clock, version)| TicketClock { clock, version }).collect()
}

/// Returns why an obligation on a ticket stands as it does under a policy at `as_of`: by which limit and calendar, when the
/// clock stood still, what used its time up to the due instant, who held the ticket. `None` where the ticket has no such
/// obligation, where it is undetermined, and for an escalation, which tells its reasons itself.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
/// use crm_kit::{Case, Policy, Preset, assess_ticket, explain};
///
/// let opened = TicketEvent::at("2026-03-02T01:00:00Z".parse()?, Happening::Opened);
/// let ticket = Ticket::new(TicketRecord::new(TicketId::new("T-1")?, vec![opened]));
/// let (case, policy) = (Case::new(&ticket), Policy::preset(Preset::Basic));
/// let as_of = "2026-03-03T02:00:00Z".parse()?;
/// let assessment = assess_ticket(&case, &policy, as_of);
/// let late = assessment.overdue().next().unwrap();
/// let explained = explain(&case, &policy, &late.id, as_of).unwrap();
/// assert_eq!(explained.why.limit.to_string(), "24h");
/// assert_eq!(explained.why.used[0].elapsed().to_string(), "1 d");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn explain<'p>(
    case: &Case<'_>,
    policy: &'p Policy,
    obligation: &ObligationId,
    as_of: DateTime<Utc>,
) -> Option<Explained<'p>> {
    let ticket = case.known(as_of);
    let case = Case { ticket: &ticket, ..*case };
    let mut clocks = tickets::clocks(&case, policy, as_of).into_iter();
    let (clock, version) = clocks.find(|(clock, _)| clock.obligation_id(ticket.id()) == *obligation)?;
    let version = version?;
    let why = tickets::explain(&case, version, &clock, as_of)?;
    Some(Explained { clock, version, why })
}

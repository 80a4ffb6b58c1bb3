//! The composition: a data set and a policy go in, an [`Assessment`] comes out.

mod assembly;
mod customers;
mod escalations;
mod explain;
mod lacking;
mod lives;
mod mergers;
mod recordings;
mod takeover;
mod tickets;

use alloc::borrow::Cow;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_kpi::Facts;
use crm_model::{
    Customer, CustomerId, Dataset, EventKinds, Finding, Knowledge, MeasureName, Missing, Noticed, Obligation,
    Organisation, Subject, TableName, Ticket,
};
use crm_policy::Policy;
use crm_sla::Absorbed;

use self::assembly::Assembly;
use self::customers::Customers;
pub(crate) use self::customers::{Tiers, missing_purchases};
pub use self::explain::{Explained, TicketClock, clocks, explain};
use self::lacking::Lacking;
pub use self::mergers::absorbed;
use crate::assessment::Assessment;
use crate::lifetime_value::lifetime_values;
use crate::parallel::{fold_chunks, join};

/// One ticket with what its own record does not tell.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The ticket.
    pub ticket: &'a Ticket,
    /// Its customer, if known: the tier in force when the ticket opened chooses among rules, and the industry among
    /// documents with a scope.
    pub customer: Option<&'a Customer>,
    /// Who holds which role, if known: to whom an escalation goes.
    pub organisation: Option<&'a Organisation>,
    /// The kinds of event that the source can tell of.
    pub event_kinds: EventKinds,
    /// The tickets that were merged into it, directly or by way of others, in any order.
    pub absorbed: &'a [Absorbed],
    /// Which of the facts on record count.
    pub knowledge: Knowledge,
}

impl<'a> Case<'a> {
    /// Returns a ticket of nobody knows whom, from a source that can tell of every kind of event.
    pub fn new(ticket: &'a Ticket) -> Self {
        Self {
            ticket,
            customer: None,
            organisation: None,
            event_kinds: EventKinds::ALL,
            absorbed: &[],
            knowledge: Knowledge::Hindsight,
        }
    }

    /// Returns a ticket of a data set with what the data set tells of it, and what was merged into it: see [`absorbed`].
    pub fn of(
        dataset: &'a Dataset,
        ticket: &'a Ticket,
        customer: Option<&'a Customer>,
        absorbed: &'a [Absorbed],
    ) -> Self {
        Self {
            customer,
            organisation: dataset.organisation(),
            event_kinds: dataset.event_kinds(),
            absorbed,
            ..Self::new(ticket)
        }
    }

    /// Returns the ticket as far as its record counts at `as_of`.
    fn known(&self, as_of: DateTime<Utc>) -> Cow<'a, Ticket> {
        match self.knowledge {
            Knowledge::Hindsight => Cow::Borrowed(self.ticket),
            Knowledge::AsKnown => self.ticket.known_at(as_of),
        }
    }
}

/// Returns how a company stands under a policy at `as_of`: every promise on every ticket, every record of a contact and
/// of what was learned of a customer, escalations, value tiers, classes and segments of customers, who may leave, who is loyal,
/// the stages of their lives, the scorecard, where goals stand, the reviews of the policy's
/// cadences, and the tables that it asks for besides.
///
/// Only what happened up to `as_of` (inclusive) counts. A ticket is judged by the version of the policy that was in force
/// when it opened, a record by that of the contact or the learning; customers and indicators by the version in force at
/// `as_of`. A fact, a table or a kind of event that the whole data set lacks, or a limit that the policy does not state,
/// gives one undetermined obligation of the company per clause, and not one per ticket or row; a finding says how many it
/// concerns.
///
/// # Examples
///
/// See the crate's front page.
pub fn assess(dataset: &Dataset, policy: &Policy, as_of: DateTime<Utc>) -> Assessment {
    let tickets = tickets_of(dataset);
    let version = policy.version_at(as_of);
    let ((mut assembly, mut lacking), customers) = join(
        || assess_tickets(&tickets, dataset, policy, as_of),
        || version.map(|version| Customers::new(dataset, version, as_of)).unwrap_or_default(),
    );
    recordings::assess_all(dataset, policy, &mut assembly, &mut lacking);
    lacking.note_what_no_row_can_tell(version.unwrap_or(policy.latest()));
    lacking.report(&mut assembly);
    let mut tables = recordings::tables(policy);
    tables.insert(0, TableName::Tickets);
    assembly.look_beyond(dataset, &tables);

    assembly.findings.extend(customers.findings());
    assembly.findings.extend(version.is_none().then(no_policy_in_force).flatten());
    let mut assessment = assembly.finish();
    if let Some(version) = version {
        let (classes, tiers) = (customers.class_words(dataset), customers.tier_words(dataset, version));
        let scorecard = version.scorecard();
        let values = lifetime_values(dataset, version, scorecard, as_of);
        let facts = Facts {
            dataset,
            obligations: Some(&assessment.obligations),
            classes: classes.as_deref(),
            tiers: tiers.as_deref(),
            lifetime_values: values.as_ref(),
        };
        let ((lines, reviews), analyses) = join(
            || version.cadences().evaluate(scorecard, &facts, as_of),
            || version.analyses().evaluate(scorecard, &facts, as_of),
        );
        assessment.goals = version.goals().track(&lines, version.zone().date(as_of));
        (assessment.scorecard, assessment.reviews, assessment.analyses) = (lines, reviews, analyses);
        assessment.tiers = customers.tier_table(version);
        assessment.segments = customers.segment_table();
        assessment.churn = customers.lives.churn_table();
        assessment.loyalty = customers.lives.loyalty_table();
        assessment.stages = customers.lives.stage_table();
    }
    assessment.customers = customers.standings(dataset, None);
    assessment
}

/// Returns the finding that customers and indicators are judged by no policy: none that holds everywhere is in force.
fn no_policy_in_force() -> Option<Finding> {
    let measure = MeasureName::new("scorecard").ok()?;
    let noticed = Noticed::NotSupplied { clause: None, measure, missing: Missing::PolicyInForce, tickets: 0 };
    Some(Finding { subject: Subject::Company, noticed })
}

/// Returns the tickets of a data set, sorted by id, each with its customer where the customer table has it.
pub(crate) fn tickets_of(dataset: &Dataset) -> Vec<(&Ticket, Option<&Customer>)> {
    let customers = dataset.customers_of_tickets().iter();
    let customers = customers.map(|customer| customer.and_then(|code| dataset.customer_of(code)));
    dataset.tickets().iter().zip(customers).collect()
}

/// Returns what all tickets give together, and what is lacking for all of them.
fn assess_tickets<'a>(
    tickets: &[(&Ticket, Option<&Customer>)],
    dataset: &'a Dataset,
    policy: &Policy,
    as_of: DateTime<Utc>,
) -> (Assembly, Lacking<'a>) {
    let (mut assembly, mut lacking) = (Assembly::new(policy, as_of), Lacking::new(dataset));
    fold_chunks(
        tickets,
        |tickets| {
            let (mut assembly, mut lacking) = (Assembly::new(policy, as_of), Lacking::new(dataset));
            for (ticket, customer) in tickets {
                let absorbed = mergers::absorbed(dataset, ticket);
                let case = Case::of(dataset, ticket, *customer, &absorbed);
                tickets::assess(&case, policy, &mut assembly, Some(&mut lacking));
            }
            (assembly, lacking)
        },
        |(more, lacks)| {
            assembly.extend(more);
            lacking.extend(lacks);
        },
    );
    (assembly, lacking)
}

/// Returns how one customer stands under a policy at `as_of`, or `None` where no table names it: its tier, class and segment,
/// whether it may leave or is loyal, the stage of its life, the promises on its tickets and their escalations, and the records about it. The same as in an assessment of the whole data
/// set, except that nothing is gathered into obligations of the company, and that there is no scorecard.
///
/// A tier compares a customer with all others, and a prediction is made from the purchases of all, so the whole data set is looked at; to ask for many customers, assess the
/// data set once.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{CustomerId, Dataset, Money, Purchase, PurchaseKind, Records, Table};
/// use crm_kit::{Policy, Preset, assess_customer};
///
/// let li = CustomerId::new("li")?;
/// let order = |at: &str, amount: &str| -> Result<_, Box<dyn std::error::Error>> {
///     let (at, amount): (_, Money) = (at.parse()?, amount.parse()?);
///     Ok(Purchase { at, order: None, what: PurchaseKind::Order, amount, customer: Some(li.clone()) })
/// };
/// let purchases = vec![order("2025-06-01T02:00:00Z", "800 CNY")?, order("2025-09-01T02:00:00Z", "400 CNY")?];
/// let (dataset, _) = Dataset::new(Records { purchases: Table::complete(purchases), ..Records::default() });
///
/// // The only customer is first by spend; one of two orders came after the first, 50 %: middle.
/// let policy = Policy::preset(Preset::SixPlans);
/// let today = assess_customer(&dataset, &policy, &li, "2026-03-31T10:00:00Z".parse()?).unwrap();
/// assert_eq!(today.customers[0].tier.as_ref().unwrap().as_str(), "middle");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn assess_customer(
    dataset: &Dataset,
    policy: &Policy,
    customer: &CustomerId,
    as_of: DateTime<Utc>,
) -> Option<Assessment> {
    let code = dataset.code_of(customer)?;
    let mut assembly = Assembly::new(policy, as_of);
    for ticket in dataset.tickets_of(code) {
        let absorbed = mergers::absorbed(dataset, ticket);
        let case = Case::of(dataset, ticket, dataset.customer_of(code), &absorbed);
        tickets::assess(&case, policy, &mut assembly, None);
    }
    recordings::assess_one(dataset, policy, code, &mut assembly);
    let mut assessment = assembly.finish();
    let version = policy.version_at(as_of);
    let customers = version.map(|version| Customers::new(dataset, version, as_of)).unwrap_or_default();
    assessment.customers = customers.standings(dataset, Some(code));
    Some(assessment)
}

/// Returns how one ticket stands under a policy at `as_of`: the same obligations as in an assessment of a data set that
/// holds it, except that here nothing is gathered into obligations of the company.
///
/// # Examples
///
/// ```
/// use crm_kit::model::{Happening, Ticket, TicketEvent, TicketId, TicketRecord};
/// use crm_kit::{Case, Policy, Preset, assess_ticket};
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
    let ticket = case.known(as_of);
    tickets::assess(&Case { ticket: &ticket, ..*case }, policy, &mut assembly, None);
    assembly.finish()
}

/// Returns what is owed on one ticket under a policy at `as_of`, and nothing besides, in the order of ids.
pub(crate) fn obligations_of(case: &Case<'_>, policy: &Policy, as_of: DateTime<Utc>) -> Vec<Obligation> {
    let mut assembly = Assembly::new(policy, as_of);
    tickets::assess(case, policy, &mut assembly, None);
    assembly.obligations
}

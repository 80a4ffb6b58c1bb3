//! The records of a company, joined, sorted and checked once.

mod by_customer;
mod customers;
mod dealings;
mod inspect;
mod join;
mod orders;
mod reviews;
mod tickets;

use alloc::vec::Vec;

use chrono::{DateTime, Utc};

pub use self::by_customer::CustomerCode;
use self::by_customer::{ByCustomer, Grouped};
use crate::parallel::join;
use crate::{
    AuditedField, Channel, Customer, CustomerGoal, CustomerId, CustomerMergers, EventKinds, Extent, Fact,
    FileUpdate, Finding, Interaction, OrderId, Organisation, Purchase, QualityReview, RateTable, Records,
    Spend, SurveyAnswer, Table, TableName, Ticket, TicketId,
};

/// What [`Dataset::new`] noticed about the records: findings in their total order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Integrity {
    /// The findings, sorted.
    pub findings: Vec<Finding>,
}

/// Records in one canonical form: each table sorted, repeats gone, what belongs to one customer side by side.
///
/// Two data sets of the same records are equal, whatever order the records came in.
///
/// # Examples
///
/// ```
/// use crm_model::chrono::DateTime;
/// use crm_model::{Dataset, Happening, Records, Table, TicketEvent, TicketId, TicketRecord};
///
/// let noon = "2026-03-02T12:00:00Z".parse::<DateTime<_>>()?;
/// let opened = |id: &str| -> Result<_, crm_model::NameError> {
///     Ok(TicketRecord::new(TicketId::new(id)?, vec![TicketEvent::at(noon, Happening::Opened)]))
/// };
/// let tickets = Table::complete(vec![opened("T-2")?, opened("T-1")?]);
/// let (dataset, integrity) = Dataset::new(Records { tickets, ..Records::default() });
/// assert_eq!(dataset.tickets().iter().map(|t| t.id().as_str()).collect::<Vec<_>>(), ["T-1", "T-2"]);
/// assert!(integrity.findings.is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dataset {
    // INVARIANT: every customer that any table names, sorted and distinct.
    ids: Vec<CustomerId>,
    customer_mergers: CustomerMergers,
    // INVARIANT: sorted by id, ids distinct.
    tickets: Vec<Ticket>,
    tickets_of: ByCustomer<usize>,
    // INVARIANT: sorted; the places of a ticket and of one that was merged into it.
    mergers: Vec<(usize, usize)>,
    // One for each ticket.
    customers_of_tickets: Vec<Option<CustomerCode>>,
    // INVARIANT: sorted, distinct; the tickets whose records disagree about a field.
    disagreeing: Vec<TicketId>,
    // INVARIANT: sorted by id, ids distinct; `None` where no table was supplied.
    customers: Option<Vec<Customer>>,
    // For each code the place in `customers`; empty where no table was supplied.
    places_of_customers: Vec<Option<u32>>,
    purchases: ByCustomer<Purchase>,
    // INVARIANT: sorted.
    doubtful_orders: Vec<(Option<CustomerCode>, Option<OrderId>)>,
    interactions: ByCustomer<Interaction>,
    // INVARIANT: sorted, distinct: the channels of which some contact says when it was recorded.
    recording_told: Vec<Option<Channel>>,
    file_updates: ByCustomer<FileUpdate>,
    audits: ByCustomer<AuditedField>,
    answers: ByCustomer<SurveyAnswer>,
    // INVARIANT: the rows of one customer are distinct.
    customer_goals: ByCustomer<CustomerGoal>,
    // INVARIANT: sorted.
    spend: Vec<Spend>,
    // INVARIANT: sorted by ticket; one for each ticket, sheet, instant, person and reviewer, its scores sorted and distinct.
    quality_reviews: Vec<QualityReview>,
    organisation: Option<Organisation>,
    rates: RateTable,
    event_kinds: EventKinds,
    facts: Vec<Fact>,
    // One place for each of `TableName::ALL`.
    extents: [Option<Extent>; TableName::ALL.len()],
}

impl Dataset {
    /// Returns the records in canonical form, and what was noticed about them.
    ///
    /// Records of one ticket or one customer are joined: events, tiers and lists are united; a field on which they
    /// disagree is a finding. A purchase counts once if it is repeated under one order number, and is set aside if
    /// its rows disagree or its amount is negative. All rows of customers who were merged belong to the one who lives on;
    /// mergers that contradict one another are set aside.
    pub fn new(mut records: Records) -> (Self, Integrity) {
        let mut findings = Vec::new();
        let (customer_mergers, own_records) = records.obey_mergers(&mut findings);
        let mut extents = [None; TableName::ALL.len()];
        let customers = supplied(records.customers, TableName::Customers, &mut extents);
        let tickets = supplied(records.tickets, TableName::Tickets, &mut extents).unwrap_or_default();
        let purchases = supplied(records.purchases, TableName::Purchases, &mut extents).unwrap_or_default();
        let interactions =
            supplied(records.interactions, TableName::Interactions, &mut extents).unwrap_or_default();
        let answers = supplied(records.answers, TableName::Answers, &mut extents).unwrap_or_default();
        let file_updates =
            supplied(records.file_updates, TableName::FileUpdates, &mut extents).unwrap_or_default();
        let audits = supplied(records.audits, TableName::Audits, &mut extents).unwrap_or_default();
        let goals = supplied(records.customer_goals, TableName::CustomerGoals, &mut extents);
        let goals = distinct(goals.unwrap_or_default());
        let mut spend = supplied(records.spend, TableName::Spend, &mut extents).unwrap_or_default();
        spend.sort_unstable();
        let quality_reviews =
            supplied(records.quality_reviews, TableName::QualityReviews, &mut extents).unwrap_or_default();
        let quality_reviews = reviews::joined(quality_reviews, &mut findings);
        let ((customers, tickets), (of_purchases, of_interactions, of_answers)) = join(
            || {
                let customers = customers.map(|rows| join::customers(rows, own_records, &mut findings));
                (customers, join::tickets(tickets, &mut findings))
            },
            || {
                let of_purchases = Grouped::new(purchases.iter().map(|row| row.customer.as_ref()));
                let of_interactions = Grouped::new(interactions.iter().map(|row| row.customer.as_ref()));
                (of_purchases, of_interactions, Grouped::new(answers.iter().map(|row| row.customer.as_ref())))
            },
        );
        let of_customers = Grouped::new(customers.iter().flatten().map(|customer| Some(&customer.id)));
        let of_tickets = Grouped::new(tickets.iter().map(Ticket::customer));
        let of_updates = Grouped::new(file_updates.iter().map(|row| row.customer.as_ref()));
        let of_audits = Grouped::new(audits.iter().map(|row| Some(&row.customer)));
        let of_goals = Grouped::new(goals.iter().map(|row| Some(&row.customer)));
        let ids = by_customer::all_ids([
            &of_customers,
            &of_tickets,
            &of_purchases,
            &of_interactions,
            &of_answers,
            &of_updates,
            &of_audits,
            &of_goals,
        ]);
        let ((purchases, orders), (tickets_of, interactions, answers)) = join(
            || {
                let mut purchases = ByCustomer::new(purchases, of_purchases, &ids);
                let orders = orders::sift(&mut purchases);
                (purchases, orders)
            },
            || {
                let tickets_of = ByCustomer::new((0..tickets.len()).collect(), of_tickets, &ids);
                let interactions = ByCustomer::new(interactions, of_interactions, &ids);
                (tickets_of, interactions, ByCustomer::new(answers, of_answers, &ids))
            },
        );
        let file_updates = ByCustomer::new(file_updates, of_updates, &ids);
        let audits = ByCustomer::new(audits, of_audits, &ids);
        let customer_goals = ByCustomer::new(goals, of_goals, &ids);
        let ids = by_customer::texts(ids);
        let customers_of_tickets = tickets::customers_of(&tickets_of, tickets.len());
        let places_of_customers =
            customers.as_deref().map(|customers| customers::places(customers, &ids)).unwrap_or_default();

        let disagreeing = tickets::disagreeing(&findings);
        let mergers = tickets::mergers(&tickets, &mut findings);
        let mut dataset = Self {
            tickets_of,
            mergers,
            customers_of_tickets,
            disagreeing,
            tickets,
            places_of_customers,
            customers,
            purchases,
            doubtful_orders: orders.doubtful,
            recording_told: dealings::recording_told(interactions.all()),
            interactions,
            file_updates,
            audits,
            answers,
            customer_goals,
            spend,
            quality_reviews,
            customer_mergers,
            organisation: records.organisation,
            rates: records.rates,
            event_kinds: records.event_kinds,
            facts: Vec::new(),
            extents,
            ids,
        };
        dataset.facts = dataset.find_facts();
        dataset.inspect(orders.repeats, &mut findings);
        findings.sort_unstable();
        (dataset, Integrity { findings })
    }

    /// Returns the stretch for which a table is complete, or `None` where it was not supplied.
    pub fn extent(&self, table: TableName) -> Option<Extent> {
        self.extents.get(table as usize).copied().flatten()
    }

    /// Returns the kinds of event that the source can tell of.
    pub fn event_kinds(&self) -> EventKinds {
        self.event_kinds
    }

    /// Returns whether any record at all tells of this fact: a property of the source, not of an instant.
    pub fn tells_of(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }

    /// Returns the expenses in order of time.
    pub fn spend(&self) -> &[Spend] {
        &self.spend
    }

    /// Returns who holds which role, or `None` where nobody said.
    pub fn organisation(&self) -> Option<&Organisation> {
        self.organisation.as_ref()
    }

    /// Returns the exchange rates.
    pub fn rates(&self) -> &RateTable {
        &self.rates
    }

    /// Returns the last instant at which anything happened, in whatever table, or `None` without any.
    pub fn last_event_at(&self) -> Option<DateTime<Utc>> {
        let tickets = self.tickets.iter().filter_map(|ticket| ticket.events().last());
        let tickets = tickets.map(|event| event.occurred_at).max();
        let purchases = self.purchases().iter().map(|purchase| purchase.at).max();
        let interactions = self.interactions().iter().map(|interaction| interaction.at).max();
        let answers =
            self.answers().iter().filter_map(|answer| answer.answered_at.max(answer.invited_at)).max();
        let spend = self.spend.last().map(|spend| spend.at);
        let updates = self.file_updates().iter().map(|update| update.entered_at.max(Some(update.learned_at)));
        let updates = updates.max().flatten();
        let reviews = self.quality_reviews.iter().map(|review| review.reviewed_at).max();
        let audits = self.audits().iter().map(|audited| audited.audited_at).max();
        let all = [tickets, purchases, interactions, answers, spend, updates, reviews, audits];
        all.into_iter().flatten().max()
    }
}

fn distinct<T: Ord>(mut rows: Vec<T>) -> Vec<T> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Returns the rows of a table, and notes the stretch for which it is complete, or `None` where there is none.
fn supplied<T>(table: Table<T>, name: TableName, extents: &mut [Option<Extent>]) -> Option<Vec<T>> {
    let Table::Supplied { from, until, rows } = table else { return None };
    if let Some(extent) = extents.get_mut(name as usize) {
        *extent = Some(Extent { from, until });
    }
    Some(rows)
}

#[cfg(test)]
mod tests;

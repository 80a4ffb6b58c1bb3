//! The records of a company, joined, sorted and checked once.

mod by_customer;
mod inspect;
mod join;
mod orders;
mod reviews;

use alloc::collections::BTreeSet;
use alloc::vec;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};

pub use self::by_customer::CustomerCode;
use self::by_customer::{ByCustomer, Grouped};
use crate::parallel::join;
use crate::{
    AuditedField, Channel, Contradiction, Customer, CustomerGoal, CustomerId, CustomerMergers, EventKinds,
    Extent, Fact, FileUpdate, Finding, Happening, Interaction, Noticed, OrderId, Organisation, Purchase,
    QualityReview, RateTable, Records, Spend, Subject, SurveyAnswer, Table, TableName, Ticket, TicketId,
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
        let customers_of_tickets = customers_of(&tickets_of, tickets.len());
        let places_of_customers =
            customers.as_deref().map(|customers| places(customers, &ids)).unwrap_or_default();

        let disagreeing = disagreeing(&findings);
        let mergers = mergers(&tickets, &mut findings);
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
            recording_told: recording_told(interactions.all()),
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

    /// Returns every customer that any table names, sorted: a customer's [`CustomerCode`] is its place here.
    pub fn customer_ids(&self) -> &[CustomerId] {
        &self.ids
    }

    /// Returns which customers were merged, in whom they live on: no table names them any more.
    pub const fn customer_mergers(&self) -> &CustomerMergers {
        &self.customer_mergers
    }

    /// Returns the code of a customer, or `None` where no table names it.
    pub fn code_of(&self, id: &CustomerId) -> Option<CustomerCode> {
        let place = self.ids.binary_search(id).ok()?;
        u32::try_from(place).ok().map(CustomerCode)
    }

    /// Yields every customer that any table names with its code, in order.
    pub fn codes(&self) -> impl Iterator<Item = (CustomerCode, &CustomerId)> {
        (0..).map(CustomerCode).zip(&self.ids)
    }

    /// Returns whether records of one ticket disagree about whose it is or by which channel it came (clause D-CHAN-4).
    pub fn records_disagree(&self, ticket: &TicketId) -> bool {
        self.disagreeing.binary_search(ticket).is_ok()
    }

    /// Returns the stretch for which a table is complete, or `None` where it was not supplied.
    pub fn extent(&self, table: TableName) -> Option<Extent> {
        self.extents.get(table as usize).copied().flatten()
    }

    /// Returns the tickets, sorted by id.
    pub fn tickets(&self) -> &[Ticket] {
        &self.tickets
    }

    /// Returns a ticket by its id.
    pub fn ticket(&self, id: &TicketId) -> Option<&Ticket> {
        let place = self.tickets.binary_search_by(|ticket| ticket.id().cmp(id)).ok()?;
        self.tickets.get(place)
    }

    /// Yields the tickets that were merged into the one of this id, sorted by id.
    pub fn merged_into(&self, id: &TicketId) -> impl Iterator<Item = &Ticket> {
        let target = self.tickets.binary_search_by(|ticket| ticket.id().cmp(id)).ok();
        let range = target.filter(|_| !self.mergers.is_empty()).map(|target| {
            let first = self.mergers.partition_point(|(into, _)| *into < target);
            let last = self.mergers.partition_point(|(into, _)| *into <= target);
            first..last
        });
        let mergers = range.and_then(|range| self.mergers.get(range)).unwrap_or_default();
        mergers.iter().filter_map(|(_, merged)| self.tickets.get(*merged))
    }

    /// Returns the customers, sorted by id, or `None` where no table was supplied.
    pub fn customers(&self) -> Option<&[Customer]> {
        self.customers.as_deref()
    }

    /// Returns a customer by id, or `None` where the customer or the whole table is missing.
    pub fn customer(&self, id: &CustomerId) -> Option<&Customer> {
        let customers = self.customers()?;
        let place = customers.binary_search_by(|customer| customer.id.cmp(id)).ok()?;
        customers.get(place)
    }

    /// Returns a customer by its code, or `None` where the customer or the whole table is missing.
    pub fn customer_of(&self, code: CustomerCode) -> Option<&Customer> {
        let place = self.places_of_customers.get(code.index()).copied().flatten()?;
        self.customers()?.get(usize::try_from(place).ok()?)
    }

    /// Returns for each of the [`tickets`](Self::tickets) the code of its customer, `None` where nobody knows it.
    pub fn customers_of_tickets(&self) -> &[Option<CustomerCode>] {
        &self.customers_of_tickets
    }

    /// Returns the kinds of event that the source can tell of.
    pub fn event_kinds(&self) -> EventKinds {
        self.event_kinds
    }

    /// Returns whether any record at all tells of this fact: a property of the source, not of an instant.
    pub fn tells_of(&self, fact: Fact) -> bool {
        self.facts.contains(&fact)
    }

    /// Yields the tickets of a customer, sorted by id.
    pub fn tickets_of(&self, code: CustomerCode) -> impl Iterator<Item = &Ticket> {
        self.tickets_of.of(code).iter().filter_map(|place| self.tickets.get(*place))
    }

    /// Returns the purchases and refunds: those of each customer side by side, in order of codes and then of time; those
    /// without a customer come last.
    pub fn purchases(&self) -> &[Purchase] {
        self.purchases.all()
    }

    /// Returns the purchases and refunds of a customer in order of time.
    pub fn purchases_of(&self, code: CustomerCode) -> &[Purchase] {
        self.purchases.of(code)
    }

    /// Returns the purchases and refunds of nobody knows whom, in order of time.
    pub fn purchases_without_customer(&self) -> &[Purchase] {
        self.purchases.without_customer()
    }

    /// Returns whether a customer has an order that was set aside, so that no sum over its purchases can be right.
    pub fn has_doubtful_order(&self, code: CustomerCode) -> bool {
        self.doubtful_orders.binary_search_by(|(of, _)| of.cmp(&Some(code))).is_ok()
    }

    /// Returns the interactions, in the order of [`purchases`](Self::purchases).
    pub fn interactions(&self) -> &[Interaction] {
        self.interactions.all()
    }

    /// Returns the interactions with a customer in order of time.
    pub fn interactions_of(&self, code: CustomerCode) -> &[Interaction] {
        self.interactions.of(code)
    }

    /// Returns whether the source tells when contacts by a channel were recorded, that is, whether it does for any of
    /// them: a property of the source, not of an instant. Of such a channel, a contact without that instant is not
    /// recorded yet; of any other, nobody knows.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Dataset, Direction, Interaction, Outcome, Records, Table};
    ///
    /// let at = "2026-03-02T09:00:00Z".parse()?;
    /// let call = Interaction {
    ///     at,
    ///     customer: None,
    ///     direction: Direction::Inbound,
    ///     outcome: Outcome::Reached,
    ///     channel: Some("phone".parse()?),
    ///     purpose: None,
    ///     person: None,
    ///     department: None,
    ///     recorded_at: Some(at),
    /// };
    /// let mail = Interaction { channel: Some("e-mail".parse()?), recorded_at: None, ..call.clone() };
    /// let interactions = Table::complete(vec![call, mail]);
    /// let (dataset, _) = Dataset::new(Records { interactions, ..Records::default() });
    /// assert!(dataset.tells_recording_of(Some(&"phone".parse()?)));
    /// assert!(!dataset.tells_recording_of(Some(&"e-mail".parse()?)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tells_recording_of(&self, channel: Option<&Channel>) -> bool {
        self.recording_told.binary_search_by(|told| told.as_ref().cmp(&channel)).is_ok()
    }

    /// Returns the interactions of nobody knows whom, in order of time.
    pub fn interactions_without_customer(&self) -> &[Interaction] {
        self.interactions.without_customer()
    }

    /// Returns the updates of customer files, in the order of [`purchases`](Self::purchases).
    pub fn file_updates(&self) -> &[FileUpdate] {
        self.file_updates.all()
    }

    /// Returns the updates of a customer's file in the order in which they were learned.
    pub fn file_updates_of(&self, code: CustomerCode) -> &[FileUpdate] {
        self.file_updates.of(code)
    }

    /// Returns the updates that belong to nobody knows whose file, in the order in which they were learned.
    pub fn file_updates_without_customer(&self) -> &[FileUpdate] {
        self.file_updates.without_customer()
    }

    /// Returns what audits found in files: the fields of each customer's file side by side, in order of codes.
    pub fn audits(&self) -> &[AuditedField] {
        self.audits.all()
    }

    /// Returns what audits found in a customer's file, in order of time.
    pub fn audits_of(&self, code: CustomerCode) -> &[AuditedField] {
        self.audits.of(code)
    }

    /// Returns the survey answers: those of each customer side by side, in order of codes; those without one come last.
    pub fn answers(&self) -> &[SurveyAnswer] {
        self.answers.all()
    }

    /// Returns the survey answers of a customer, sorted by survey and topic.
    pub fn answers_of(&self, code: CustomerCode) -> &[SurveyAnswer] {
        self.answers.of(code)
    }

    /// Returns the goals of customers, each once: those of each customer side by side, in order of codes.
    pub fn customer_goals(&self) -> &[CustomerGoal] {
        self.customer_goals.all()
    }

    /// Returns the goals of a customer, sorted by their days.
    pub fn customer_goals_of(&self, code: CustomerCode) -> &[CustomerGoal] {
        self.customer_goals.of(code)
    }

    /// Returns the expenses in order of time.
    pub fn spend(&self) -> &[Spend] {
        &self.spend
    }

    /// Returns the tickets that were scored on sheets: sorted by ticket, sheet and instant. Whatever one reviewer said at one
    /// instant about one person's work on a ticket is one review.
    pub fn quality_reviews(&self) -> &[QualityReview] {
        &self.quality_reviews
    }

    /// Returns the reviews of a ticket, which need not be one that the ticket table holds.
    pub fn quality_reviews_of(&self, ticket: &TicketId) -> &[QualityReview] {
        let first = self.quality_reviews.partition_point(|review| review.ticket < *ticket);
        let rest = self.quality_reviews.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|review| review.ticket == *ticket)).unwrap_or_default()
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

/// Returns the customer of each ticket, by the places of tickets by customer.
fn customers_of(tickets: &ByCustomer<usize>, number: usize) -> Vec<Option<CustomerCode>> {
    let mut customers = vec![None; number];
    for (_, code, places) in tickets.groups() {
        for place in places {
            if let Some(customer) = customers.get_mut(*place) {
                *customer = code;
            }
        }
    }
    customers
}

fn distinct<T: Ord>(mut rows: Vec<T>) -> Vec<T> {
    rows.sort_unstable();
    rows.dedup();
    rows
}

/// Returns the tickets of which a finding says that their records disagree about a field, sorted.
fn disagreeing(findings: &[Finding]) -> Vec<TicketId> {
    let disagrees = |finding: &Finding| match (&finding.subject, &finding.noticed) {
        (Subject::Ticket(id), Noticed::Contradiction(Contradiction::FieldDisagrees { .. })) => {
            Some(id.clone())
        }
        _ => None,
    };
    let mut tickets: Vec<TicketId> = findings.iter().filter_map(disagrees).collect();
    tickets.sort_unstable();
    tickets.dedup();
    tickets
}

/// Returns the channels of which some contact says when it was recorded, sorted.
fn recording_told(contacts: &[Interaction]) -> Vec<Option<Channel>> {
    let told = contacts.iter().filter(|contact| contact.recorded_at.is_some());
    let channels: BTreeSet<Option<&Channel>> = told.map(|contact| contact.channel.as_ref()).collect();
    channels.into_iter().map(Option::<&Channel>::cloned).collect()
}

/// Returns for each of all customers its place in the customer table. Both lists are sorted, and the customers of the
/// table are among all.
fn places(customers: &[Customer], ids: &[CustomerId]) -> Vec<Option<u32>> {
    let mut known = (0..).zip(customers).peekable();
    ids.iter().map(|id| known.next_if(|(_, customer)| customer.id == *id).map(|(place, _)| place)).collect()
}

/// Returns the rows of a table, and notes the stretch for which it is complete, or `None` where there is none.
fn supplied<T>(table: Table<T>, name: TableName, extents: &mut [Option<Extent>]) -> Option<Vec<T>> {
    let Table::Supplied { from, until, rows } = table else { return None };
    if let Some(extent) = extents.get_mut(name as usize) {
        *extent = Some(Extent { from, until });
    }
    Some(rows)
}

/// Returns the places of each ticket into which another was merged, and of that other; reports mergers into tickets that
/// are not there. `tickets` are sorted by id.
fn mergers(tickets: &[Ticket], findings: &mut Vec<Finding>) -> Vec<(usize, usize)> {
    let mut mergers = Vec::new();
    for (place, ticket) in tickets.iter().enumerate() {
        for event in ticket.events() {
            let Happening::Merged(into) = &event.happening else { continue };
            match tickets.binary_search_by(|other| other.id().cmp(into)) {
                Ok(target) if target != place => mergers.push((target, place)),
                _ => {
                    let noticed = Noticed::MergedIntoUnknown(into.clone());
                    findings.push(Finding { subject: Subject::Ticket(ticket.id().clone()), noticed });
                }
            }
        }
    }
    mergers.sort_unstable();
    mergers.dedup();
    mergers
}

#[cfg(test)]
mod tests;

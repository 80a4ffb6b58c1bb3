//! A made-up company: its customers, their purchases, contacts, answers and tickets, in which everything happens that
//! can happen to such records.
//!
//! The same seed gives the same records on every machine: the only randomness is a generator of `rand_pcg`, drawn
//! as whole numbers, and no clock is read. Most promises are kept; the rest is there so that each kind of verdict,
//! each kind of finding and each kind of trend has an example. All people, firms, numbers and addresses are invented.

mod cast;
mod causes;
mod customers;
mod dice;
mod file_updates;
mod files;
mod flaws;
mod goals;
mod interactions;
mod organisation;
mod people;
mod purchases;
mod quality_reviews;
mod rates;
mod recommendation;
mod shop;
mod spend;
mod story;
mod surveys;
mod time;
mod words;

use chrono::{DateTime, Utc};
use crm_kit::Policy;
use crm_model::{
    Customer, EventKinds, FileUpdate, Interaction, Purchase, Records, SurveyAnswer, Table, TicketEvent,
    TicketRecord, Vocabulary,
};

use self::cast::Cast;
use self::customers::Profile;
use self::dice::{Dice, Part};
pub(crate) use self::recommendation::{Asked, recommendation};
pub(crate) use self::shop::shop;
use self::story::Story;
use self::time::{FIRST, FIRST_OF_TICKETS, LAST, instant};

/// Returns the records of a made-up company with this many customers, as they stand at [`as_of`].
///
/// The company is at home in China. Its customers came since 2023, and all their purchases are there. The other tables
/// begin in January 2025, the tickets in April 2025, two for each customer; the tables say so. Staff answers faster from
/// month to month, except in November 2025, when everything goes worse. All declared words are those of [`vocabulary`]. What it
/// promises is in [`policy`].
///
/// # Examples
///
/// ```
/// use crm_model::{Dataset, TableName};
/// use examples::demo;
///
/// let records = demo::company(7, 100);
/// assert_eq!(records, demo::company(7, 100));
/// assert_ne!(records, demo::company(8, 100));
/// let (dataset, _) = Dataset::new(records);
/// assert_eq!((dataset.customers().map(<[_]>::len), dataset.tickets().len()), (Some(100), 200));
/// assert!(TableName::ALL.iter().all(|table| dataset.extent(*table).is_some()));
/// ```
pub fn company(seed: u64, customers: usize) -> Records {
    let profiles = customers::profiles(&mut Dice::new(seed, Part::Customers), customers);
    let mut rows = Rows::of(seed, &profiles);
    let spend = spend::rows(&mut Dice::new(seed, Part::Spend), &rows.purchases, &profiles);
    flaws::spoil(&mut rows, &profiles, &mut Dice::new(seed, Part::Flaws));
    let goals = goals::rows(&mut Dice::new(seed, Part::Goals), &profiles);
    let tickets = tickets(seed, profiles, customers * 2);
    let reviews = quality_reviews::of(&mut Dice::new(seed, Part::QualityReviews), &tickets);
    Records {
        customers: Table::complete(rows.customers),
        tickets: since(FIRST_OF_TICKETS, tickets),
        event_kinds: EventKinds::ALL,
        purchases: Table::complete(rows.purchases),
        interactions: since(FIRST, rows.interactions),
        answers: since(FIRST, rows.answers),
        spend: since(FIRST, spend),
        file_updates: since(FIRST, rows.file_updates),
        customer_goals: Table::complete(goals),
        quality_reviews: since(FIRST, reviews),
        organisation: Some(organisation::chart()),
        rates: rates::table(&mut Dice::new(seed, Part::Rates)),
    }
}

/// Returns the help desk alone of a made-up company: this many tickets, and customers of whom only the tiers are known.
///
/// # Examples
///
/// ```
/// use crm_model::Dataset;
/// use examples::demo;
///
/// let records = demo::help_desk(7, 200);
/// assert_eq!(records, demo::help_desk(7, 200));
/// assert_ne!(records, demo::help_desk(8, 200));
/// let (dataset, _) = Dataset::new(records);
/// assert_eq!(dataset.tickets().len(), 200);
/// assert!(dataset.last_event_at() <= Some(demo::as_of()));
/// ```
pub fn help_desk(seed: u64, tickets: usize) -> Records {
    let mut dice = Dice::new(seed, Part::Customers);
    let profiles = customers::profiles(&mut dice, tickets / 4 + 1);
    let customer = |profile: &Profile| Customer {
        tiers: customers::tiers(&mut dice, profile),
        ..Customer::new(profile.id.clone())
    };
    let customers = profiles.iter().map(customer).collect();
    Records {
        customers: Table::complete(customers),
        tickets: Table::complete(self::tickets(seed, profiles, tickets)),
        event_kinds: EventKinds::ALL,
        ..Records::default()
    }
}

/// Returns the instant at which the demo is to be assessed: the evening of the last of March 2026, its last day.
pub fn as_of() -> DateTime<Utc> {
    instant(LAST, 18 * 60)
}

/// Returns the words that the demo uses: those of the shipped presets, and its own labels.
pub fn vocabulary() -> Vocabulary {
    words::vocabulary()
}

/// Returns the company's own policy: `examples/policies/company.toml`, which extends the detailed edition.
///
/// # Examples
///
/// ```
/// use crm_kit::laws;
/// use examples::demo;
///
/// assert_eq!(demo::policy().name(), "company");
/// assert!(laws::check(&demo::policy()).is_empty());
/// ```
#[expect(clippy::expect_used, reason = "a test reads the file that is built in")]
#[expect(clippy::missing_panics_doc, reason = "a test reads the file that is built in")]
pub fn policy() -> Policy {
    Policy::parse(include_str!("../policies/company.toml"), "company.toml").expect("the company's policy")
}

/// The rows that belong to customers, before any flaw.
#[derive(Default)]
struct Rows {
    customers: Vec<Customer>,
    purchases: Vec<Purchase>,
    interactions: Vec<Interaction>,
    answers: Vec<SurveyAnswer>,
    file_updates: Vec<FileUpdate>,
}

impl Rows {
    fn of(seed: u64, profiles: &[Profile]) -> Self {
        let [mut files, mut buying, mut contacts, mut surveys, mut updates] =
            [Part::Files, Part::Purchases, Part::Interactions, Part::Surveys, Part::FileUpdates]
                .map(|part| Dice::new(seed, part));
        let mut rows = Self::default();
        for profile in profiles {
            let file = files::of(&mut files, profile);
            rows.customers.push(Customer { file, ..customers::record(&mut files, profile) });
            let purchases = purchases::of(&mut buying, profile);
            rows.interactions.extend(interactions::of(&mut contacts, profile, &purchases));
            rows.purchases.extend(purchases);
            let asked = surveys::of(&mut surveys, profile);
            rows.answers.extend(asked.answers);
            rows.interactions.extend(asked.contacts);
            rows.file_updates.extend(file_updates::of(&mut updates, profile));
        }
        rows
    }
}

/// Returns so many tickets of the customers, and second records of a few.
fn tickets(seed: u64, profiles: Vec<Profile>, count: usize) -> Vec<TicketRecord> {
    let [mut dice, mut descriptions, mut outcomes, mut labels] =
        [Part::Tickets, Part::Descriptions, Part::Outcomes, Part::Causes].map(|part| Dice::new(seed, part));
    let cast = Cast { profiles };
    let mut openings: Vec<DateTime<Utc>> = (0..count).map(|_| cast::opening(&mut dice)).collect();
    openings.sort_unstable();
    let mut rows = Vec::with_capacity(count);
    let mut doubles = Vec::new();
    for (index, opened_at) in openings.into_iter().enumerate() {
        let mut ticket = Story::new(&cast, [&mut dice, &mut outcomes], index, opened_at).tell();
        ticket.tags.extend(causes::label(&mut labels, &ticket));
        ticket.described = Some(!descriptions.chance(30));
        flaws::add(&mut ticket, &mut dice, &mut doubles, &cast);
        ticket.events.retain(is_known);
        rows.push(ticket);
    }
    rows.append(&mut doubles);
    rows
}

/// Returns whether the demo's files, which end at [`as_of`], can tell of an event.
fn is_known(event: &TicketEvent) -> bool {
    event.occurred_at.max(event.recorded_at.unwrap_or(event.occurred_at)) <= as_of()
}

/// Returns a table that is complete from the start of a day.
fn since<T>(day: i64, rows: Vec<T>) -> Table<T> {
    Table::Supplied { from: Some(instant(day, 0)), until: None, rows }
}

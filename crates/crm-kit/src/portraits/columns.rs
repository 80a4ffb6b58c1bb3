//! The figures of customers, column by column.

use alloc::borrow::Cow;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{
    CustomerCode, CustomerFile, Dataset, EventKind, Interest, Kind, Origin, Outcome, PurchaseKind, TableName,
    Tag, Ticket,
};

use crate::assessment::CustomerStanding;

const YES: &str = "yes";
const NO: &str = "no";

/// The figures of some customers, in their order.
pub(super) struct Columns<'a> {
    pub(super) numbers: Vec<(&'static str, Vec<Option<i64>>)>,
    pub(super) words: Vec<(Cow<'static, str>, Vec<Option<&'a str>>)>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(
        dataset: &'a Dataset,
        customers: &[(CustomerCode, &'a CustomerStanding)],
        as_of: DateTime<Utc>,
    ) -> Self {
        let files: Vec<Option<&CustomerFile>> =
            customers.iter().map(|(code, _)| dataset.customer_of(*code)?.file.as_deref()).collect();
        let has = |table| dataset.extent(table).is_some();
        let verdict =
            |read: fn(&CustomerStanding) -> Option<i64>| customers.iter().map(|(_, one)| read(one)).collect();
        let counted = |is_known: bool, count: &dyn Fn(CustomerCode) -> usize| {
            let of = |code| is_known.then(|| i64::try_from(count(code)).ok()).flatten();
            customers.iter().map(|(code, _)| of(*code)).collect()
        };
        let numbers = alloc::vec![
            ("net-spend", verdict(|one| i64::try_from(one.verdict?.net).ok())),
            ("purchases", verdict(|one| i64::try_from(one.verdict?.purchases).ok())),
            ("days-since-purchase", customers.iter().map(|(code, _)| days(dataset, *code, as_of)).collect()),
            ("contacts", counted(has(TableName::Interactions), &|code| contacts(dataset, code, as_of))),
            ("tickets", counted(has(TableName::Tickets), &|code| tickets(dataset, code, as_of).count())),
        ];
        let mut columns = Self { numbers, words: Vec::new() };
        columns.of_files("industry", &files, |file| Some(file.business.industry.as_ref()?.as_str()));
        columns.of_files("origin", &files, |file| file.origin.as_ref().map(origin));
        columns
            .of_files("preferred-channel", &files, |file| Some(file.preferences.channels.first()?.as_str()));
        columns.of_each("tag", &files, |file| file.tags.iter().map(Tag::as_str).collect());
        columns.of_each("interest", &files, |file| file.interests.iter().map(Interest::as_str).collect());
        if has(TableName::Tickets) {
            columns.of_kinds(dataset, customers, as_of);
        }
        columns
    }

    fn of_files(
        &mut self,
        name: &'static str,
        files: &[Option<&'a CustomerFile>],
        read: impl Fn(&'a CustomerFile) -> Option<&'a str>,
    ) {
        let words = files.iter().map(|file| file.and_then(&read)).collect();
        self.words.push((name.into(), words));
    }

    /// Adds a column for each word that any file has; of a customer without a file it is not known.
    fn of_each(
        &mut self,
        name: &str,
        files: &[Option<&'a CustomerFile>],
        read: impl Fn(&'a CustomerFile) -> BTreeSet<&'a str>,
    ) {
        let sets: Vec<Option<BTreeSet<&str>>> = files.iter().map(|file| file.map(&read)).collect();
        let all: BTreeSet<&str> = sets.iter().flatten().flatten().copied().collect();
        for word in all {
            let has = |set: &Option<BTreeSet<&str>>| Some(yes_or_no(set.as_ref()?.contains(word)));
            self.words.push((format!("{name} {word}").into(), sets.iter().map(has).collect()));
        }
    }

    /// Adds a column for each kind of ticket; of a customer who has not had it, but a ticket of unknown kind, it is not known.
    fn of_kinds(
        &mut self,
        dataset: &Dataset,
        customers: &[(CustomerCode, &'a CustomerStanding)],
        as_of: DateTime<Utc>,
    ) {
        let mut kinds: BTreeMap<String, Vec<bool>> = BTreeMap::new();
        let mut is_open = alloc::vec![false; customers.len()];
        for (place, (code, _)) in customers.iter().enumerate() {
            for ticket in tickets(dataset, *code, as_of) {
                let kind: Option<Kind> = ticket.classification_at(as_of).kind;
                let mark = match kind {
                    None => is_open.get_mut(place),
                    Some(kind) => kinds
                        .entry(String::from(kind.as_str()))
                        .or_insert_with(|| alloc::vec![false; customers.len()])
                        .get_mut(place),
                };
                if let Some(mark) = mark {
                    *mark = true;
                }
            }
        }
        for (kind, had) in kinds {
            let word = |(had, is_open): (&bool, &bool)| (*had || !is_open).then(|| yes_or_no(*had));
            let words = had.iter().zip(&is_open).map(word).collect();
            self.words.push((format!("ticket-kind {kind}").into(), words));
        }
    }
}

const fn yes_or_no(holds: bool) -> &'static str {
    if holds { YES } else { NO }
}

const fn origin(origin: &Origin) -> &'static str {
    match origin {
        Origin::Campaign(_) => "campaign",
        Origin::Partner(_) => "partner",
        Origin::Recommendation(_) => "recommendation",
        Origin::Other(_) => "other",
    }
}

/// Returns the whole days of 24 hours since the last order.
fn days(dataset: &Dataset, code: CustomerCode, as_of: DateTime<Utc>) -> Option<i64> {
    if dataset.has_doubtful_order(code) {
        return None;
    }
    let orders = dataset.purchases_of(code).iter().filter(|row| row.what == PurchaseKind::Order);
    let last = orders.map(|row| row.at).filter(|at| *at <= as_of).max()?;
    Some(as_of.signed_duration_since(last).num_days())
}

fn contacts(dataset: &Dataset, code: CustomerCode, as_of: DateTime<Utc>) -> usize {
    let rows = dataset.interactions_of(code).iter();
    rows.filter(|row| row.outcome == Outcome::Reached && row.at <= as_of).count()
}

/// Yields the tickets of a customer that had been opened, but for those merged into others.
fn tickets(dataset: &Dataset, code: CustomerCode, as_of: DateTime<Utc>) -> impl Iterator<Item = &Ticket> {
    let is_merged = move |ticket: &Ticket| {
        ticket.events_until(as_of).iter().any(|event| event.kind() == EventKind::Merged)
    };
    let counts =
        move |ticket: &&Ticket| ticket.opened_at().is_some_and(|at| at <= as_of) && !is_merged(ticket);
    dataset.tickets_of(code).filter(counts)
}

//! `customers.csv`: tiers, memberships and the customer file.
//!
//! A customer may have several rows: each may tell of one more tier, membership, agreement and source
//! of a field.

mod file;

use std::collections::HashMap;

use crm_model::{Customer, CustomerFile, CustomerId, DatedAgreement, DatedTier, Membership};

use self::file::FileColumns;
use super::Reader;
use super::cells::{ADVICE, agreement, declared, instant, need_name};
use crate::input::ReadError;
use crate::input::names::Words;
use crate::input::row_error::{Refusal, Showing};
use crate::input::table::{Row, TableFile};

/// Columns of `customers.csv`, those of the file aside; the first is required.
pub(super) const COLUMNS: [&str; 7] =
    ["customer", "tier", "tier_from", "member_from", "member_until", "agreed", "agreed_from"];

pub(super) use self::file::{COLUMNS as FILE_COLUMNS, ORIGINS, OriginKind};

impl Reader<'_> {
    /// Reads the customers in the order of their first rows.
    ///
    /// The rows of one customer are one record, unless their files say different things: then each row is a record
    /// of its own, so that the data set joins them and tells what they disagree about.
    pub(super) fn customers(&mut self, file: TableFile) -> Result<Vec<Customer>, ReadError> {
        let known: Vec<&str> = COLUMNS.iter().chain(FILE_COLUMNS).copied().collect();
        file.only_columns(&known)?;
        let id = file.need_column("customer", ADVICE)?;
        let columns = Columns {
            tier: file.column("tier"),
            tier_from: file.column("tier_from"),
            member_from: file.column("member_from"),
            member_until: file.column("member_until"),
            agreed: file.column("agreed"),
            agreed_from: file.column("agreed_from"),
            file: FileColumns::find(&file),
        };
        let mut customers: Vec<Customer> = Vec::new();
        let mut more: Vec<(usize, Customer)> = Vec::new();
        let mut places: HashMap<CustomerId, usize> = HashMap::new();
        let (words, tally) = (self.words, &mut self.tally);
        file.each_row(tally, |row| {
            let customer = need_name(row, id, Showing::Personal)?;
            // A customer is known by the id, whatever the other cells are.
            let mut told = Customer::new(customer);
            let filled = columns.fill(row, &mut told, words);
            if filled.is_err() {
                told = Customer::new(told.id);
            }
            if let Some(place) = places.get(&told.id) {
                more.push((*place, told));
            } else {
                places.insert(told.id.clone(), customers.len());
                customers.push(told);
            }
            filled
        })?;
        join(&mut customers, more);
        Ok(customers)
    }
}

struct Columns {
    tier: Option<usize>,
    tier_from: Option<usize>,
    member_from: Option<usize>,
    member_until: Option<usize>,
    agreed: Option<usize>,
    agreed_from: Option<usize>,
    file: FileColumns,
}

impl Columns {
    fn fill(&self, row: &Row<'_>, customer: &mut Customer, words: &Words<'_>) -> Result<(), Refusal> {
        let tier = declared(row, self.tier, &words.tiers)?;
        match (tier, instant(row, self.tier_from)?) {
            (None, Some(_)) => return Err(Refusal::of_row("has a tier_from but no tier")),
            (tier, from) => customer.tiers.extend(tier.map(|tier| DatedTier { from, tier })),
        }
        match (instant(row, self.member_from)?, instant(row, self.member_until)?) {
            (None, Some(_)) => return Err(Refusal::of_row("has a member_until but no member_from")),
            (Some(from), Some(until)) if until <= from => {
                return Err(Refusal::of_row("has a member_until that is not after its member_from"));
            }
            (from, until) => customer.memberships.extend(from.map(|from| Membership { from, until })),
        }
        match (agreement(row, self.agreed)?, instant(row, self.agreed_from)?) {
            (None, Some(_)) => return Err(Refusal::of_row("has an agreed_from but nothing agreed")),
            (agreed, from) => {
                let dated = agreed.map(|agreement| DatedAgreement { from, agreement });
                customer.agreements.extend(dated);
            }
        }
        customer.file = self.file.read(row, words)?;
        Ok(())
    }
}

/// Joins further rows to the customers at some places.
fn join(customers: &mut Vec<Customer>, mut more: Vec<(usize, Customer)>) {
    more.sort_by_key(|(place, _)| *place); // stable: the rows of a customer stay in order
    let mut apart = Vec::new();
    let mut more = more.into_iter().peekable();
    while let Some((place, row)) = more.next() {
        let mut rows = vec![row];
        while let Some((_, row)) = more.next_if(|(next, _)| *next == place) {
            rows.push(row);
        }
        let Some(customer) = customers.get_mut(place) else { continue };
        if agree(customer, &rows) {
            for row in rows {
                unite(customer, row);
            }
        } else {
            apart.append(&mut rows);
        }
    }
    customers.append(&mut apart);
}

/// Returns whether the files of a customer's rows say the same, as far as they say anything.
fn agree(first: &Customer, others: &[Customer]) -> bool {
    let rows = std::iter::once(first).chain(others);
    let mut files = rows.filter_map(|row| row.file.as_deref()).map(without_sources);
    let nothing = CustomerFile::default();
    let mut files = files.by_ref().filter(|file| *file != nothing);
    files.next().is_none_or(|file| files.all(|other| other == file))
}

fn without_sources(file: &CustomerFile) -> CustomerFile {
    CustomerFile { provenance: Vec::new(), ..file.clone() }
}

/// Adds what a further row of a customer tells, whose file says nothing else than the customer's.
fn unite(customer: &mut Customer, row: Customer) {
    customer.tiers.extend(row.tiers);
    customer.memberships.extend(row.memberships);
    customer.agreements.extend(row.agreements);
    let Some(mut file) = row.file else { return };
    let sources = std::mem::take(&mut file.provenance);
    let known = customer.file.get_or_insert_default();
    let mut all = std::mem::take(&mut known.provenance);
    all.extend(sources);
    if **known == CustomerFile::default() {
        *known = file;
    }
    known.provenance = all;
}

//! What is to be recorded: contacts with customers, and what was learned of them.

use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{
    Channel, CustomerCode, Dataset, Fact, FileUpdate, Interaction, Missing, Outcome, State, Subject,
    TableName,
};
use crm_policy::{Policy, PolicyVersion};
use crm_sla::Recording;

use super::assembly::{Assembly, earlier};
use super::lacking::Lacking;
use super::tickets::version_for;
use crate::parallel::fold_chunks;

/// Adds what is owed on the records of all customers, and of nobody knows whom.
pub(super) fn assess_all<'a>(
    dataset: &'a Dataset,
    policy: &Policy,
    assembly: &mut Assembly,
    lacking: &mut Lacking<'a>,
) {
    let records = Records::new(dataset, policy, assembly.as_of);
    if records.asks_for.is_empty() {
        return;
    }
    let customers = dataset.codes().map(|(code, _)| Some(code));
    let of: Vec<Option<CustomerCode>> = customers.chain(core::iter::once(None)).collect();
    fold_chunks(
        &of,
        |some| {
            let (mut assembly, mut lacking) = (Assembly::new(policy, records.as_of), Lacking::new(dataset));
            for code in some {
                records.assess(*code, &mut assembly, Some(&mut lacking));
            }
            (assembly, lacking)
        },
        |(more, lacks)| {
            assembly.extend(more);
            lacking.extend(lacks);
        },
    );
}

/// Adds what is owed on the records of one customer. What the whole data set lacks is not gathered.
pub(super) fn assess_one(dataset: &Dataset, policy: &Policy, code: CustomerCode, assembly: &mut Assembly) {
    Records::new(dataset, policy, assembly.as_of).assess(Some(code), assembly, None);
}

/// Returns the tables about which any version of a policy has a rule, sorted.
pub(super) fn tables(policy: &Policy) -> Vec<TableName> {
    let rules = policy.versions().iter().flat_map(|version| version.recording().rules());
    let mut tables: Vec<TableName> = rules.map(|rule| rule.of().table()).collect();
    tables.sort_unstable();
    tables.dedup();
    tables
}

/// The records of a company under a policy.
struct Records<'a> {
    dataset: &'a Dataset,
    policy: &'a Policy,
    as_of: DateTime<Utc>,
    /// The tables about which any version has a rule.
    asks_for: Vec<TableName>,
    /// Whether any contact tells of its channel.
    has_channels: bool,
}

/// A row of one of the tables.
#[derive(Clone, Copy)]
enum Row<'a> {
    Contact(&'a Interaction),
    Update(&'a FileUpdate),
}

impl<'a> Row<'a> {
    const fn table(self) -> TableName {
        match self {
            Self::Contact(_) => TableName::Interactions,
            Self::Update(_) => TableName::FileUpdates,
        }
    }

    const fn at(self) -> DateTime<Utc> {
        match self {
            Self::Contact(contact) => contact.at,
            Self::Update(update) => update.learned_at,
        }
    }

    fn channel(self) -> Option<&'a Channel> {
        match self {
            Self::Contact(contact) => contact.channel.as_ref(),
            Self::Update(_) => None,
        }
    }

    /// Returns the slot of its obligations, so that those of two tables differ.
    const fn slot(self) -> u32 {
        match self {
            Self::Contact(_) => 1,
            Self::Update(_) => 2,
        }
    }

    /// Returns whether there is something to record by `as_of`, whatever the policy says.
    fn is_to_be_recorded(self, as_of: DateTime<Utc>) -> bool {
        let came_about = match self {
            Self::Contact(contact) => contact.outcome == Outcome::Reached,
            Self::Update(_) => true,
        };
        came_about && self.at() <= as_of
    }
}

impl<'a> Records<'a> {
    fn new(dataset: &'a Dataset, policy: &'a Policy, as_of: DateTime<Utc>) -> Self {
        let has_channels = dataset.interactions().iter().any(|contact| contact.channel.is_some());
        Self { dataset, policy, as_of, asks_for: tables(policy), has_channels }
    }

    /// Adds what is owed on the rows of a customer, or of nobody knows whom.
    fn assess(
        &self,
        code: Option<CustomerCode>,
        assembly: &mut Assembly,
        mut lacking: Option<&mut Lacking<'_>>,
    ) {
        let (contacts, updates) = match code {
            Some(code) => (self.dataset.interactions_of(code), self.dataset.file_updates_of(code)),
            None => {
                (self.dataset.interactions_without_customer(), self.dataset.file_updates_without_customer())
            }
        };
        let from = assembly.obligations.len();
        let contacts = (1..).zip(contacts.iter().map(Row::Contact));
        let updates = (1..).zip(updates.iter().map(Row::Update));
        for (number, row) in contacts.chain(updates) {
            let Some(recording) = self.judge(row, code) else { continue };
            if let Some(lacking) = lacking.as_deref_mut()
                && self.is_lacking_everywhere(&recording)
            {
                lacking.note_row(&recording, row.table());
                continue;
            }
            self.add(&recording, row, code, number, assembly);
        }
        // In the order of ids, so that sorting all obligations later finds the work done.
        if let Some(own) = assembly.obligations.get_mut(from..) {
            own.sort_by(|one, other| one.id.cmp(&other.id));
        }
    }

    /// Returns how the record of a row stands under the version in force when it happened.
    fn judge(&self, row: Row<'_>, code: Option<CustomerCode>) -> Option<Recording> {
        if !self.asks_for.contains(&row.table()) || !row.is_to_be_recorded(self.as_of) {
            return None;
        }
        let customer = code.and_then(|code| self.dataset.customer_of(code));
        let version = version_for(customer, row.channel(), self.policy, row.at());
        let Some(rules) = version.map(PolicyVersion::recording) else {
            return Some(Recording::undetermined(row.at(), Missing::PolicyInForce));
        };
        match row {
            Row::Contact(contact) => {
                let is_told = self.dataset.tells_recording_of(row.channel());
                rules.judge_contact(contact, is_told, self.as_of)
            }
            Row::Update(update) => rules.judge_update(update, self.as_of),
        }
    }

    fn is_lacking_everywhere(&self, recording: &Recording) -> bool {
        let State::Undetermined { missing } = &recording.state else { return false };
        match missing {
            Missing::Limit | Missing::Recording | Missing::PolicyInForce => true,
            Missing::Fact(Fact::Channel) => !self.has_channels,
            _ => false,
        }
    }

    /// Adds the obligation of a row, the `number`-th of its customer in its table. The first of the company is left to what
    /// all rows lack together, which is an obligation of the company too.
    fn add(
        &self,
        recording: &Recording,
        row: Row<'_>,
        code: Option<CustomerCode>,
        number: u32,
        assembly: &mut Assembly,
    ) {
        let id = code.and_then(|code| self.dataset.customer_ids().get(code.index()));
        let (subject, round) = match id {
            Some(id) => (Subject::Customer(id.clone()), number),
            None => (Subject::Company, number.saturating_add(1)),
        };
        assembly.on_assumed_holidays += u64::from(recording.holidays_assumed);
        assembly.valid_until = earlier(assembly.valid_until, recording.valid_until);
        assembly.obligations.extend(recording.obligation(subject, round, row.slot()));
    }
}

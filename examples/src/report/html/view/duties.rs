//! Lists of obligations.

use super::Clause;

/// A list of obligations, the most pressing first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Duties {
    /// What to say where there are none.
    pub nothing: String,
    /// How many there are in all.
    pub total: u64,
    /// The first of them.
    pub rows: Vec<DutyRow>,
    /// Some more, folded away.
    pub folded: Vec<DutyRow>,
    /// How many there are for each owner, the most first.
    pub owners: Vec<OwnerRow>,
}

impl Duties {
    /// Returns whether any customer is named, so that names need a column.
    pub(in crate::report::html) fn has_names(&self) -> bool {
        self.rows.iter().chain(&self.folded).any(|row| !row.customer.is_empty())
    }

    /// Returns how many have no row.
    pub(in crate::report::html) fn untold(&self) -> u64 {
        self.total.saturating_sub((self.rows.len() + self.folded.len()) as u64)
    }
}

/// One obligation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DutyRow {
    /// What it is about: a ticket, a customer.
    pub about: String,
    /// What is owed.
    pub measure: String,
    /// The clause behind it.
    pub clause: Clause,
    /// The last instant in time, in UTC.
    pub due: String,
    /// How late it is, or how much time is left.
    pub by: String,
    /// The same in open time, or the time used; empty where it is not known.
    pub besides: String,
    /// The department that owes it; empty where it is not known.
    pub department: String,
    /// The person who owes it; empty where it is not known, or where names are hidden.
    pub person: String,
    /// To whom it is owed; empty where it is not known, or where names are hidden.
    pub customer: String,
}

/// How many obligations wait for an owner.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OwnerRow {
    /// The owner.
    pub owner: String,
    /// How many.
    pub count: u64,
    /// The longest, or the next.
    pub first: String,
}

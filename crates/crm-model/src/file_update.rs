//! Updates of customer files: what the company learned of a customer, and when it was on file.

use chrono::{DateTime, Utc};

use crate::{CustomerId, Department, FileField, PersonId};

/// One fact about a customer that came to the company's ears, and its way into the file (clauses D-UPD-1, D-UPD-2).
///
/// Which field it concerns is held, never what was learned: the file itself has the value.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct FileUpdate {
    /// When somebody at the company learned it.
    pub learned_at: DateTime<Utc>,
    /// Whose file it belongs to; `None` where nobody knows.
    pub customer: Option<CustomerId>,
    /// The field that it changes.
    pub field: FileField,
    /// When it was entered; `None` while it is not.
    pub entered_at: Option<DateTime<Utc>>,
    /// Who owes the entry, if known.
    pub person: Option<PersonId>,
    /// The department that owes it, if known.
    pub department: Option<Department>,
}

//! Audits of customer files: whether what a file says is right.

use chrono::{DateTime, Utc};

use crate::{CustomerId, FileField, PersonId};

/// One field of one file, as somebody found it (clauses D-ACC-1, L-ACC-2).
///
/// Which field it is, and whether it is right, is held, never what it says.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct AuditedField {
    /// When it was compared with the truth.
    pub audited_at: DateTime<Utc>,
    /// Whose file it is.
    pub customer: CustomerId,
    /// The field.
    pub field: FileField,
    /// Whether what the file says is right; of an empty field, that is for the auditor to say.
    pub is_right: bool,
    /// On which occasion.
    pub occasion: AuditOccasion,
    /// Who compared it, if known.
    pub person: Option<PersonId>,
}

/// On which occasion a file was compared with the truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum AuditOccasion {
    /// An audit: the file was drawn from all files without looking.
    Audit,
    /// A visit to the customer, who was chosen for the visit and not for the file.
    FollowUp,
}

impl AuditOccasion {
    /// Both, with their words.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Audit, "audit"), (Self::FollowUp, "follow-up")];
}

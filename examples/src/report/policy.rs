//! The policy behind an assessment, in a few words.

use std::fmt;

use chrono::{DateTime, Utc};
use crm_kit::Policy;
use crm_kit::policy::PolicyVersion;

/// The policy behind an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicySummary {
    /// Its name.
    pub name: String,
    /// Its versions, in the order in which they come into force.
    pub versions: Vec<VersionSummary>,
}

/// One version of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionSummary {
    /// Its name.
    pub name: String,
    /// What the document calls this version; empty if it does not say.
    pub version: String,
    /// The documents that it extends, the nearest first.
    pub extends: Vec<String>,
    /// The first instant at which it is in force; `None` if it always was.
    pub valid_from: Option<DateTime<Utc>>,
    /// The first instant at which it is no longer in force; `None` if it stays.
    pub valid_until: Option<DateTime<Utc>>,
}

impl From<&Policy> for PolicySummary {
    fn from(policy: &Policy) -> Self {
        Self {
            name: policy.name().to_owned(),
            versions: policy.versions().iter().map(VersionSummary::from).collect(),
        }
    }
}

impl From<&PolicyVersion> for VersionSummary {
    fn from(version: &PolicyVersion) -> Self {
        Self {
            name: version.name().to_owned(),
            version: version.version().to_owned(),
            extends: version.sources().to_vec(),
            valid_from: version.valid_from(),
            valid_until: version.valid_until(),
        }
    }
}

impl fmt::Display for VersionSummary {
    /// Writes one line: name and version, what it extends, and when it is in force if that is not always.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        if !self.version.is_empty() {
            write!(formatter, ", version {}", self.version)?;
        }
        for document in &self.extends {
            write!(formatter, ", which extends {document}")?;
        }
        let day = |at: DateTime<Utc>| at.format("%Y-%m-%d %H:%M UTC");
        match (self.valid_from, self.valid_until) {
            (None, None) => Ok(()),
            (Some(from), None) => write!(formatter, ", in force from {}", day(from)),
            (None, Some(until)) => write!(formatter, ", in force until {}", day(until)),
            (Some(from), Some(until)) => {
                write!(formatter, ", in force from {} until {}", day(from), day(until))
            }
        }
    }
}

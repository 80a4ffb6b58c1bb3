//! [`PolicyVersion`]: one document in force for a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, Zone};
use crm_kpi::Scorecard;
use crm_model::Vocabulary;
use crm_sla::ServiceLevels;

use crate::error::PolicyProblem;

/// One document, merged with what it extends, and the time for which it is in force. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PolicyVersion {
    pub(crate) parts: Arc<Parts>,
}

#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) owner: Option<String>,
    pub(crate) zone: Zone,
    pub(crate) valid_from: Option<DateTime<Utc>>,
    pub(crate) valid_until: Option<DateTime<Utc>>,
    /// A problem at the place of `valid`, or of the document, whose message is still to be written.
    pub(crate) valid_place: PolicyProblem,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) calendars: BTreeMap<String, Calendar>,
    pub(crate) service_levels: ServiceLevels,
    pub(crate) scorecard: Scorecard,
    pub(crate) sources: Vec<String>,
}

impl PolicyVersion {
    /// Returns the document's name.
    pub fn name(&self) -> &str {
        &self.parts.name
    }

    /// Returns what the document calls this version; empty if it does not say.
    pub fn version(&self) -> &str {
        &self.parts.version
    }

    /// Returns who interprets and revises the document (clause B-GOV-1), if it says.
    pub fn owner(&self) -> Option<&str> {
        self.parts.owner.as_deref()
    }

    /// Returns what the caller called the document's text, as errors do.
    pub fn source_name(&self) -> &str {
        &self.parts.valid_place.source_name
    }

    /// Returns the first instant at which it is in force; `None` if it always was.
    pub fn valid_from(&self) -> Option<DateTime<Utc>> {
        self.parts.valid_from
    }

    /// Returns the first instant at which it is no longer in force; `None` if it stays.
    pub fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.parts.valid_until
    }

    /// Returns whether it is in force at an instant.
    pub fn is_in_force(&self, instant: DateTime<Utc>) -> bool {
        self.valid_from().is_none_or(|from| from <= instant)
            && self.valid_until().is_none_or(|until| instant < until)
    }

    /// Returns the zone whose midnights its dates are.
    pub fn zone(&self) -> &Zone {
        &self.parts.zone
    }

    /// Returns the words that it declares.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.parts.vocabulary
    }

    /// Returns its calendars by name.
    pub fn calendars(&self) -> &BTreeMap<String, Calendar> {
        &self.parts.calendars
    }

    /// Returns its rules about tickets.
    pub fn service_levels(&self) -> &ServiceLevels {
        &self.parts.service_levels
    }

    /// Returns its indicators; their periods are civil dates of its zone.
    pub fn scorecard(&self) -> &Scorecard {
        &self.parts.scorecard
    }

    /// Returns the documents that it extends, the nearest first, as `extends` names them.
    pub fn sources(&self) -> &[String] {
        &self.parts.sources
    }
}

//! [`PolicyVersion`]: one document in force for a time.

mod clauses;
mod customers;
mod measured;
mod parts;
mod service;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use crm_calendar::Zone;
use crm_model::{Currency, Vocabulary, VocabularyMap};
use crm_sla::ServiceLevels;

pub(crate) use self::parts::{Buying, Parts, Retention, Segmentation};
use crate::scope::Scope;

/// One document, merged with what it extends, and the time for which it is in force. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PolicyVersion {
    pub(crate) parts: Arc<Parts>,
    /// The rules about tickets with the edits of their calendars in later versions; `None` where there are none.
    pub(crate) edited: Option<Arc<ServiceLevels>>,
}

/// What becomes of tickets that are open when a version comes into force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum OpenTickets {
    /// They keep the version that was in force when they opened: a promise given stays as it was given.
    #[default]
    Keep,
    /// The version takes over what is still open and not late; its clocks count from the start of each.
    TakeOver,
}

impl OpenTickets {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Keep, "keep"), (Self::TakeOver, "take-over")];
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

    /// Returns the industries and scenes for which it holds.
    pub fn scope(&self) -> &Scope {
        &self.parts.scope
    }

    /// Returns what becomes of tickets that are open when it comes into force.
    pub fn open_tickets(&self) -> OpenTickets {
        self.parts.open_tickets
    }

    /// Returns the words that it declares.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.parts.vocabulary
    }

    /// Returns by name how words of other vocabularies read in its own (clauses D-RESP-9, D-TIER-5).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Detailed);
    /// let customers = &policy.latest().maps()["customers"];
    /// assert_eq!(customers.tier(&"A".parse().unwrap()).unwrap().as_str(), "high");
    /// ```
    pub fn maps(&self) -> &BTreeMap<String, VocabularyMap> {
        &self.parts.maps
    }

    /// Returns the currency in which amounts are reported; `None` if the document names none.
    pub fn currency(&self) -> Option<Currency> {
        self.parts.currency
    }

    /// Returns the documents that it extends, the nearest first, as `extends` names them.
    pub fn sources(&self) -> &[String] {
        &self.parts.sources
    }
}

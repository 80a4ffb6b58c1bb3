//! What is on record of customers: those of one customer side by side, in each table.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;

use super::{CustomerCode, Dataset};
use crate::{AuditedField, Channel, CustomerGoal, FileUpdate, Interaction, Purchase, SurveyAnswer};

impl Dataset {
    /// Returns the purchases and refunds: those of each customer side by side, in order of codes and then of time; those
    /// without a customer come last.
    pub fn purchases(&self) -> &[Purchase] {
        self.purchases.all()
    }

    /// Returns the purchases and refunds of a customer in order of time.
    pub fn purchases_of(&self, code: CustomerCode) -> &[Purchase] {
        self.purchases.of(code)
    }

    /// Returns the purchases and refunds of nobody knows whom, in order of time.
    pub fn purchases_without_customer(&self) -> &[Purchase] {
        self.purchases.without_customer()
    }

    /// Returns whether a customer has an order that was set aside, so that no sum over its purchases can be right.
    pub fn has_doubtful_order(&self, code: CustomerCode) -> bool {
        self.doubtful_orders.binary_search_by(|(of, _)| of.cmp(&Some(code))).is_ok()
    }

    /// Returns the interactions, in the order of [`purchases`](Self::purchases).
    pub fn interactions(&self) -> &[Interaction] {
        self.interactions.all()
    }

    /// Returns the interactions with a customer in order of time.
    pub fn interactions_of(&self, code: CustomerCode) -> &[Interaction] {
        self.interactions.of(code)
    }

    /// Returns the interactions of nobody knows whom, in order of time.
    pub fn interactions_without_customer(&self) -> &[Interaction] {
        self.interactions.without_customer()
    }

    /// Returns whether the source tells when contacts by a channel were recorded, that is, whether it does for any of
    /// them: a property of the source, not of an instant. Of such a channel, a contact without that instant is not
    /// recorded yet; of any other, nobody knows.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Dataset, Direction, Interaction, Outcome, Records, Table};
    ///
    /// let at = "2026-03-02T09:00:00Z".parse()?;
    /// let call = Interaction {
    ///     at,
    ///     customer: None,
    ///     direction: Direction::Inbound,
    ///     outcome: Outcome::Reached,
    ///     channel: Some("phone".parse()?),
    ///     purpose: None,
    ///     person: None,
    ///     department: None,
    ///     recorded_at: Some(at),
    /// };
    /// let mail = Interaction { channel: Some("e-mail".parse()?), recorded_at: None, ..call.clone() };
    /// let interactions = Table::complete(vec![call, mail]);
    /// let (dataset, _) = Dataset::new(Records { interactions, ..Records::default() });
    /// assert!(dataset.tells_recording_of(Some(&"phone".parse()?)));
    /// assert!(!dataset.tells_recording_of(Some(&"e-mail".parse()?)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn tells_recording_of(&self, channel: Option<&Channel>) -> bool {
        self.recording_told.binary_search_by(|told| told.as_ref().cmp(&channel)).is_ok()
    }

    /// Returns the updates of customer files, in the order of [`purchases`](Self::purchases).
    pub fn file_updates(&self) -> &[FileUpdate] {
        self.file_updates.all()
    }

    /// Returns the updates of a customer's file in the order in which they were learned.
    pub fn file_updates_of(&self, code: CustomerCode) -> &[FileUpdate] {
        self.file_updates.of(code)
    }

    /// Returns the updates that belong to nobody knows whose file, in the order in which they were learned.
    pub fn file_updates_without_customer(&self) -> &[FileUpdate] {
        self.file_updates.without_customer()
    }

    /// Returns what audits found in files: the fields of each customer's file side by side, in order of codes.
    pub fn audits(&self) -> &[AuditedField] {
        self.audits.all()
    }

    /// Returns what audits found in a customer's file, in order of time.
    pub fn audits_of(&self, code: CustomerCode) -> &[AuditedField] {
        self.audits.of(code)
    }

    /// Returns the survey answers: those of each customer side by side, in order of codes; those without one come last.
    pub fn answers(&self) -> &[SurveyAnswer] {
        self.answers.all()
    }

    /// Returns the survey answers of a customer, sorted by survey and topic.
    pub fn answers_of(&self, code: CustomerCode) -> &[SurveyAnswer] {
        self.answers.of(code)
    }

    /// Returns the goals of customers, each once: those of each customer side by side, in order of codes.
    pub fn customer_goals(&self) -> &[CustomerGoal] {
        self.customer_goals.all()
    }

    /// Returns the goals of a customer, sorted by their days.
    pub fn customer_goals_of(&self, code: CustomerCode) -> &[CustomerGoal] {
        self.customer_goals.of(code)
    }
}

/// Returns the channels of which some contact says when it was recorded, sorted.
pub(super) fn recording_told(contacts: &[Interaction]) -> Vec<Option<Channel>> {
    let told = contacts.iter().filter(|contact| contact.recorded_at.is_some());
    let channels: BTreeSet<Option<&Channel>> = told.map(|contact| contact.channel.as_ref()).collect();
    channels.into_iter().map(Option::<&Channel>::cloned).collect()
}

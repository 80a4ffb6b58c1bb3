//! Whether names of customers and persons are shown.

use crm_model::{Beneficiary, ClauseId, CustomerId, ObligationId, Owner, PersonId, Subject};

/// Whether names of customers and persons are shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Privacy {
    /// They are hidden: only the length is told.
    #[default]
    Hidden,
    /// They are shown.
    Shown,
}

impl Privacy {
    /// Returns the choice that a flag makes.
    pub const fn showing(show_values: bool) -> Self {
        if show_values { Self::Shown } else { Self::Hidden }
    }

    /// Returns a customer's name as it may be shown.
    pub fn customer(self, customer: &CustomerId) -> String {
        self.text(customer.as_str())
    }

    /// Returns a person's name as it may be shown.
    pub fn person(self, person: &PersonId) -> String {
        self.text(person.as_str())
    }

    fn text(self, text: &str) -> String {
        match self {
            Self::Shown => text.to_owned(),
            Self::Hidden => format!("hidden ({} characters)", text.chars().count()),
        }
    }

    /// Returns what an obligation or a finding is about, as it may be shown.
    pub(crate) fn subject(self, subject: &Subject) -> String {
        match subject {
            Subject::Customer(customer) => self.customer(customer),
            other => other.to_string(),
        }
    }

    /// Returns an obligation's id in the library's own form, its subject as it may be shown.
    pub(crate) fn obligation(self, id: &ObligationId) -> String {
        match &id.subject {
            Subject::Customer(customer) => {
                let clause = id.clause.as_ref().map_or("-", ClauseId::as_str);
                format!("{clause}/{}/{}/{}/{}", self.customer(customer), id.measure, id.round, id.slot)
            }
            _ => id.to_string(),
        }
    }

    /// Returns to whom something is owed, or `None` where the facts do not say.
    pub(crate) fn beneficiary(self, beneficiary: &Beneficiary) -> Option<String> {
        match beneficiary {
            Beneficiary::Company => Some("company".to_owned()),
            Beneficiary::UnknownCustomer => None,
            Beneficiary::Customer(customer) => Some(self.customer(customer)),
        }
    }

    /// Returns the person who owes something, if the facts say.
    pub(crate) fn owner(self, owner: Option<&Owner>) -> Option<String> {
        Some(self.person(owner?.person.as_ref()?))
    }
}

/// Returns what kind of thing a subject is, as the files say it.
pub(crate) const fn about(subject: &Subject) -> &'static str {
    match subject {
        Subject::Company => "company",
        Subject::Department(_) => "department",
        Subject::Customer(_) => "customer",
        Subject::Ticket(_) => "ticket",
    }
}

//! The customer file: contact, business and interaction data (clauses B-FILE-1, D-FILE-1 to D-FILE-8, H-FILE-7).

mod join;

use alloc::vec::Vec;
use core::fmt;

use chrono::{DateTime, NaiveDate, Utc};

use crate::{
    Channel, CustomerClass, CustomerId, Industry, Interest, LifecycleStage, Money, OriginName, PersonId,
    PersonalText, Product, Tag,
};

pub(crate) use self::join::unite;

/// What is on file about a customer. A part that is `None` or empty is missing.
///
/// The history of purchases and of service requests, and the record of communication, are tables of their own and not
/// repeated here.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct CustomerFile {
    /// How to reach the customer.
    pub contact: Contact,
    /// What business is done.
    pub business: Business,
    /// When the first contact was.
    pub first_contact: Option<NaiveDate>,
    /// What the customer prefers, and the channels in order of preference.
    pub preferences: Preferences,
    /// The company's own classification (客户分类).
    pub class: Option<CustomerClass>,
    /// Labels.
    pub tags: Vec<Tag>,
    /// Areas of interest.
    pub interests: Vec<Interest>,
    /// The stage of the lifecycle that staff entered; stages can also be computed.
    pub stage: Option<LifecycleStage>,
    /// How the customer came.
    pub origin: Option<Origin>,
    /// Who is in charge of the file (clause D-FILE-6).
    pub in_charge: Option<PersonId>,
    /// When the file was entered (clause D-FILE-5).
    pub entered_at: Option<DateTime<Utc>>,
    /// Where fields come from, at most one word a field; a field without one comes from the company itself.
    pub provenance: Vec<(FileField, Provenance)>,
}

/// Contact data (基础联系信息).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Contact {
    /// The name.
    pub name: Option<PersonalText>,
    /// The job title.
    pub job_title: Option<PersonalText>,
    /// The company.
    pub company: Option<PersonalText>,
    /// The telephone number.
    pub phone: Option<PersonalText>,
    /// The e-mail address.
    pub e_mail: Option<PersonalText>,
    /// The postal address.
    pub address: Option<PersonalText>,
}

/// Business data (业务信息).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Business {
    /// The branch of industry.
    pub industry: Option<Industry>,
    /// The products or services bought.
    pub products: Vec<Product>,
    /// The amount of the contract.
    pub amount: Option<Money>,
    /// The first day of the contract.
    pub contract_from: Option<NaiveDate>,
    /// The last day of the contract.
    pub contract_until: Option<NaiveDate>,
    /// The people who decide.
    pub decision_makers: Vec<PersonalText>,
}

/// What a customer prefers (clause H-FILE-7).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(default))]
pub struct Preferences {
    /// Channels, the most preferred first (clause B-CHAN-1).
    pub channels: Vec<Channel>,
    /// Anything else.
    pub others: Vec<Interest>,
}

/// How a customer came (clause D-FILE-8).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Origin {
    /// By a campaign or event of the company.
    Campaign(OriginName),
    /// By a partner.
    Partner(OriginName),
    /// Another customer recommended the company; who, if that is known.
    Recommendation(Option<CustomerId>),
    /// In another way.
    Other(OriginName),
}

/// Where a field of the file comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Provenance {
    /// The source, such as a campaign, a partner or a public register.
    pub source: OriginName,
    /// Whether somebody outside the company delivered it (clause D-FILE-4).
    pub third_party: bool,
    /// When it was entered.
    pub recorded_at: Option<DateTime<Utc>>,
    /// When it was last confirmed to be right (clauses D-UPD-3, D-ACC-1).
    pub verified_at: Option<DateTime<Utc>>,
}

macro_rules! file_fields {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $part:ident, |$file:ident| $filled:expr;)+) => {
        /// A field of the customer file.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        pub enum FileField { $($(#[$doc])* $name,)+ }

        impl FileField {
            /// Every field, in the order of the file.
            pub const ALL: &'static [Self] = &[$(Self::$name,)+];

            /// Returns the word that policy files and reports use.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// Returns the part of the file in which the field stands.
            pub const fn part(self) -> FilePart {
                match self { $(Self::$name => FilePart::$part,)+ }
            }
        }

        impl CustomerFile {
            /// Returns whether a field is filled in.
            ///
            /// # Examples
            ///
            /// ```
            /// use crm_model::{CustomerFile, FileField, PersonalText};
            ///
            /// let mut file = CustomerFile::default();
            /// file.contact.phone = Some(PersonalText::new("+86 10 5555 0100")?);
            /// assert!(file.has(FileField::Phone));
            /// let missing: Vec<_> = file.missing([FileField::Phone, FileField::EMail]).collect();
            /// assert_eq!(missing, [FileField::EMail]);
            /// # Ok::<(), crm_model::NameError>(())
            /// ```
            pub fn has(&self, field: FileField) -> bool {
                match field { $(FileField::$name => { let $file = self; $filled })+ }
            }
        }
    };
}

/// A part of the customer file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum FilePart {
    /// How to reach the customer (基础联系信息).
    Contact,
    /// What business is done (业务信息).
    Business,
    /// What passed between customer and company (互动信息).
    Interaction,
    /// Classification and care of the file (clauses D-FILE-2, D-FILE-6, D-FILE-8).
    Structure,
}

file_fields! {
    /// The name.
    Name = "name", Contact, |file| file.contact.name.is_some();
    /// The job title.
    JobTitle = "job-title", Contact, |file| file.contact.job_title.is_some();
    /// The company.
    Company = "company", Contact, |file| file.contact.company.is_some();
    /// The telephone number.
    Phone = "phone", Contact, |file| file.contact.phone.is_some();
    /// The e-mail address.
    EMail = "e-mail", Contact, |file| file.contact.e_mail.is_some();
    /// The postal address.
    Address = "address", Contact, |file| file.contact.address.is_some();
    /// The branch of industry.
    Industry = "industry", Business, |file| file.business.industry.is_some();
    /// The products or services bought.
    Products = "products", Business, |file| !file.business.products.is_empty();
    /// The amount of the contract.
    Amount = "amount", Business, |file| file.business.amount.is_some();
    /// The last day of the contract.
    ContractTerm = "contract-term", Business, |file| file.business.contract_until.is_some();
    /// The people who decide.
    DecisionMakers = "decision-makers", Business, |file| !file.business.decision_makers.is_empty();
    /// When the first contact was.
    FirstContact = "first-contact", Interaction, |file| file.first_contact.is_some();
    /// What the customer prefers: channels or anything else.
    Preferences = "preferences", Interaction,
        |file| !(file.preferences.channels.is_empty() && file.preferences.others.is_empty());
    /// The classification.
    Class = "class", Structure, |file| file.class.is_some();
    /// Labels.
    Tags = "tags", Structure, |file| !file.tags.is_empty();
    /// Areas of interest.
    Interests = "interests", Structure, |file| !file.interests.is_empty();
    /// The stage of the lifecycle.
    Stage = "stage", Structure, |file| file.stage.is_some();
    /// How the customer came.
    Origin = "origin", Structure, |file| file.origin.is_some();
    /// Who is in charge.
    InCharge = "in-charge", Structure, |file| file.in_charge.is_some();
}

impl CustomerFile {
    /// Yields those of `fields` that are not filled in, in the order given.
    pub fn missing(&self, fields: impl IntoIterator<Item = FileField>) -> impl Iterator<Item = FileField> {
        fields.into_iter().filter(|field| !self.has(*field))
    }

    /// Returns where a field comes from; `None` for the company itself.
    pub fn provenance_of(&self, field: FileField) -> Option<&Provenance> {
        self.provenance.iter().find(|(of, _)| *of == field).map(|(_, provenance)| provenance)
    }
}

impl fmt::Display for FileField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A text that names no field of the customer file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no field of the customer file")]
pub struct FileFieldError;

impl core::str::FromStr for FileField {
    type Err = FileFieldError;

    fn from_str(text: &str) -> Result<Self, FileFieldError> {
        Self::ALL.iter().copied().find(|field| field.as_str() == text).ok_or(FileFieldError)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_file_misses_every_field() {
        let file = CustomerFile::default();
        assert_eq!(file.missing(FileField::ALL.iter().copied()).count(), FileField::ALL.len());
        for field in FileField::ALL {
            assert_eq!(field.as_str().parse(), Ok(*field));
        }
    }
}

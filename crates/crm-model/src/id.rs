//! Identifiers and declared terms: short texts that cannot be confused with one another.
//!
//! An *identifier* names one record (a ticket, a customer, a person). A *term* is a word of an open vocabulary
//! that a policy declares (a kind, a channel, a tier). Both are checked when they are made, and ordered by their text, so
//! that sorted output never depends on the order of input. Up to 23 bytes they are held in place, as nearly all are;
//! longer ones are shared.

use alloc::string::{String, ToString};
use core::fmt;
use smol_str::SmolStr;

use thiserror::Error;

/// The longest identifier or term, in bytes.
pub const LONGEST_NAME: usize = 200;

/// Why a text cannot be an identifier or a term.
///
/// The text itself is not repeated: it may be personal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum NameError {
    /// The text is empty or white space only.
    #[error("is blank")]
    Blank,
    /// The text starts or ends with white space.
    #[error("starts or ends with white space")]
    Padded,
    /// The text holds a control character such as a line break.
    #[error("holds a control character")]
    Control,
    /// The text is longer than [`LONGEST_NAME`] bytes.
    #[error("is {length} bytes long, more than {LONGEST_NAME}")]
    TooLong {
        /// Its length in bytes.
        length: usize,
    },
}

fn check(text: &str) -> Result<(), NameError> {
    // Most names are short and plain, and there are millions of them.
    if (1..=LONGEST_NAME).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Ok(());
    }
    if text.trim().is_empty() {
        return Err(NameError::Blank);
    }
    if text.trim().len() != text.len() {
        return Err(NameError::Padded);
    }
    if text.chars().any(char::is_control) {
        return Err(NameError::Control);
    }
    if text.len() > LONGEST_NAME {
        return Err(NameError::TooLong { length: text.len() });
    }
    Ok(())
}

macro_rules! name {
    ($(#[$doc:meta])* $name:ident, personal: $personal:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(SmolStr);

        impl $name {
            /// Returns the name that `text` spells.
            ///
            /// # Errors
            ///
            /// When the text is blank, padded with white space, holds a control character, or is longer than
            /// [`LONGEST_NAME`] bytes.
            pub fn new(text: impl AsRef<str>) -> Result<Self, NameError> {
                let text = text.as_ref();
                check(text)?;
                Ok(Self(SmolStr::new(text)))
            }

            /// Returns the text as it was given.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                if $personal {
                    write!(formatter, "{}({} bytes)", stringify!($name), self.0.len())
                } else {
                    write!(formatter, "{}({:?})", stringify!($name), &*self.0)
                }
            }
        }

        impl core::str::FromStr for $name {
            type Err = NameError;

            fn from_str(text: &str) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl TryFrom<String> for $name {
            type Error = NameError;

            fn try_from(text: String) -> Result<Self, NameError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0.to_string()
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        #[cfg(feature = "serde")]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(text).map_err(serde::de::Error::custom)
            }
        }
    };
}

name! {
    /// One ticket: a request, a problem or a complaint.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::TicketId;
    ///
    /// assert_eq!(TicketId::new("T-1042")?.as_str(), "T-1042");
    /// assert!(TicketId::new("  ").is_err());
    /// # Ok::<(), crm_model::NameError>(())
    /// ```
    TicketId, personal: false
}
name! {
    /// One customer: a person or a company. `Debug` shows its length only, since ids are often e-mail addresses.
    CustomerId, personal: true
}
name! {
    /// One person of the company: an agent, a supervisor. `Debug` shows its length only.
    PersonId, personal: true
}
name! {
    /// A kind of ticket, such as `inquiry` or `complaint` (clause D-RESP-4).
    Kind, personal: false
}
name! {
    /// How pressing a ticket is, judged at intake (clause D-RESP-4); a different axis from [`Complexity`].
    Urgency, personal: false
}
name! {
    /// How hard a ticket is to solve: `ordinary`, `complex`, `special` (clause D-RESP-2).
    Complexity, personal: false
}
name! {
    /// A value tier of a customer, such as `high` (clause P-TIER-1). Not a loyalty level, class or stage.
    ValueTier, personal: false
}
name! {
    /// A department or team that can own a ticket.
    Department, personal: false
}
name! {
    /// A role that people hold, such as `supervisor` (clause D-ROLE-1).
    Role, personal: false
}
name! {
    /// A channel of contact, such as `phone` (clause D-CHAN-1).
    Channel, personal: false
}
name! {
    /// A free label on a record (clause D-FILE-2).
    Tag, personal: false
}
name! {
    /// An order or invoice that a customer placed.
    OrderId, personal: false
}
name! {
    /// A personal detail as text: a name, a telephone number, an address. `Debug` shows its length only.
    PersonalText, personal: true
}
name! {
    /// A product or service, by its code or name.
    Product, personal: false
}
name! {
    /// A branch of industry (clauses B-FILE-1, P-SCOPE-1).
    Industry, personal: false
}
name! {
    /// A scene of contact, such as `online` (clause P-SCOPE-1); a ticket's follows from its channel.
    Scene, personal: false
}
name! {
    /// An area of interest or a preference of a customer (clauses D-FILE-2, H-FILE-7).
    Interest, personal: false
}
name! {
    /// A customer's classification in the file (clause D-FILE-2), a word of the company's own.
    CustomerClass, personal: false
}
name! {
    /// A segment of customers, such as `champions` (clause L-SEG-1), a word of the company's own.
    SegmentName, personal: false
}
name! {
    /// A stage of a customer's lifecycle, such as `prospect` (clause L-LIFE-1). Not a tier, class or loyalty level.
    LifecycleStage, personal: false
}
name! {
    /// What a company attends to with customers of one stage, such as `win-back` (clause L-LIFE-1).
    StageFocus, personal: false
}
name! {
    /// A grade of warning that a customer may leave, such as `urgent` (clause H-CHURN-1).
    ChurnGrade, personal: false
}
name! {
    /// A campaign, event or partner by which a customer came (clause D-FILE-8).
    OriginName, personal: false
}
name! {
    /// What a contact with a customer was for, such as `follow-up` (clause D-CHAN-2).
    Purpose, personal: false
}
name! {
    /// A survey, such as `satisfaction-2026` (clause D-CARE-2).
    SurveyName, personal: false
}
name! {
    /// A sheet on which tickets are scored, such as `service` (clause H-QUAL-1).
    SheetName, personal: false
}
name! {
    /// A criterion of a sheet, such as `courtesy` (clause H-QUAL-1).
    CriterionName, personal: false
}
name! {
    /// What a question of a survey asks about, such as `recommend` (clause D-CARE-2).
    Topic, personal: false
}
name! {
    /// An activity on which money was spent, such as `customer-event` (clause D-COST-1).
    Activity, personal: false
}
name! {
    /// Why a ticket waits, such as `customer` or `supplier`.
    WaitReason, personal: false
}
name! {
    /// A kind of solution, such as `repair` or `compensation` (clause D-RESP-7).
    Remedy, personal: false
}
name! {
    /// What an obligation measures, such as `first-response`; each room of the library names its own.
    MeasureName, personal: false
}
name! {
    /// The name of a rule in a policy, such as `sla.solve-complex`.
    RuleName, personal: false
}

#[cfg(test)]
mod tests {
    use alloc::format;

    use super::*;

    #[test]
    fn blank_padded_and_long_names_are_refused() {
        assert_eq!(TicketId::new(" \t"), Err(NameError::Blank));
        assert_eq!(TicketId::new("T-1 "), Err(NameError::Padded));
        assert_eq!(TicketId::new("T\n1"), Err(NameError::Control));
        assert_eq!(Kind::new("k".repeat(201)), Err(NameError::TooLong { length: 201 }));
        assert!(Kind::new("产品故障").is_ok());
    }

    #[test]
    fn debug_hides_personal_names() {
        let customer = CustomerId::new("li@example.cn").unwrap();
        assert_eq!(format!("{customer:?}"), "CustomerId(13 bytes)");
        assert_eq!(format!("{:?}", TicketId::new("T-1").unwrap()), "TicketId(\"T-1\")");
    }
}

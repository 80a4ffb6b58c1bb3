//! [`Cases`]: what makes the cases of an indicator, and which dimensions divide them.

use core::fmt;

use super::Dimension;
use crate::gather::Deciding;
use crate::{Formula, Stretch, TicketTime, Volume};

/// Why an indicator cannot be broken down by a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Undivided {
    /// Customers are counted, and a customer is not of one segment: it buys from many people and by many channels.
    Customers,
    /// The whole is contacts, and they have nothing of the kind.
    Contacts,
    /// Tickets or obligations are counted, and they have nothing of the kind.
    Cases,
    /// The whole is money, which has nothing of the kind.
    Money,
    /// Two customers make one case: who recommended and who came.
    TwoCustomers,
    /// Customers are counted, and there is no event at which one would look.
    NoEvent,
    /// Nobody has said what a segment of it would be.
    NotSaid,
}

impl fmt::Display for Undivided {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Customers => "customers are counted, and a customer is not of one such segment",
            Self::Contacts => "contacts are counted, and they have nothing of the kind",
            Self::Cases => "the cases that are counted have nothing of the kind",
            Self::Money => "money is counted, and it has nothing of the kind",
            Self::TwoCustomers => "two customers make one case",
            Self::NoEvent => "customers are counted, and there is no event at which to look",
            Self::NotSaid => "what a segment of it would be is not said",
        })
    }
}

/// What makes the cases of an indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scorecard) enum Cases {
    /// Tickets, judged at an event.
    Tickets(Deciding),
    /// Reviews of tickets one by one, and tickets by who solved them.
    Reviews,
    /// Obligations.
    Obligations,
    /// Customers with all their rows.
    Customers,
    /// Customers with all their rows, and their tickets.
    CustomersAndTickets,
    /// Contacts one by one.
    Contacts,
    /// Contacts one by one, and tickets by who took them.
    ContactsAndTickets,
    /// Expenses one by one, and purchases by customer.
    Money,
    /// Expenses one by one.
    Expenses,
    /// Pairs of customers.
    Pairs,
    /// Something else.
    Other,
}

impl Cases {
    pub(in crate::scorecard) fn of(formula: &Formula) -> Self {
        use crm_model::TableName;

        match formula {
            Formula::Attainment { .. } => Self::Obligations,
            Formula::QualityScore(_) | Formula::QualityPass(_) => Self::Reviews,
            Formula::FirstContact(_)
            | Formula::TicketTime(TicketTime {
                stretch: Stretch::FirstResponse | Stretch::NextResponse,
                ..
            }) => Self::Tickets(Deciding::Response),
            Formula::TicketTime(_)
            | Formula::Resolution { .. }
            | Formula::RevisitSatisfaction { .. }
            | Formula::Volume(Volume::Solved) => Self::Tickets(Deciding::Solution),
            Formula::TicketCompleteness { .. } | Formula::HandOvers { .. } | Formula::Volume(_) => {
                Self::Tickets(Deciding::Intake)
            }
            Formula::ComplaintRate { base, .. } if base.customers().is_some() => Self::CustomersAndTickets,
            // A customer counts once, whoever had the tickets.
            Formula::Recovery { .. } => Self::CustomersAndTickets,
            // What one segment solved is repeated in another; the budget is that of the whole.
            Formula::RepeatedComplaints(_) | Formula::BudgetUse(_) => Self::Other,
            Formula::ComplaintRate { .. } => Self::ContactsAndTickets,
            Formula::RecordingLag { .. } => Self::Contacts,
            Formula::Recommended { .. } => Self::Pairs,
            Formula::CostShare { .. }
            | Formula::ReturnOnSpend { .. }
            | Formula::ValueToCost { .. }
            | Formula::CostPerCustomer { .. } => Self::Money,
            Formula::TierSpendShare { .. } => Self::Expenses,
            Formula::Retention { .. }
            | Formula::RevenueRetention { .. }
            | Formula::ContactFrequency { .. }
            | Formula::CloseRate { .. }
            | Formula::CustomerGoals { .. }
            | Formula::Attendance { .. }
            | Formula::EarnedGrowth { .. }
            | Formula::RecommendationConversion { .. }
            | Formula::FollowUp(_)
            | Formula::Coverage { .. }
            | Formula::FileCompleteness { .. }
            | Formula::FileAccuracy(_) => Self::Customers,
            other => match other.tables().as_slice() {
                [TableName::Answers] => Self::Customers,
                [TableName::Tickets] => Self::Tickets(Deciding::Solution),
                _ => Self::Other,
            },
        }
    }

    /// Returns why cases cannot be told apart by a dimension, if they cannot.
    pub(in crate::scorecard) fn undivided_by(self, dimension: Dimension) -> Option<Undivided> {
        use Dimension::{Channel, Complexity, Department, Kind, Measure, Person, Urgency};

        let (told, otherwise): (&[Dimension], Undivided) = match self {
            Self::Tickets(_) | Self::Reviews => {
                (&[Department, Person, Channel, Kind, Urgency, Complexity], Undivided::Cases)
            }
            Self::Obligations => {
                (&[Department, Person, Channel, Kind, Urgency, Complexity, Measure], Undivided::Cases)
            }
            Self::Customers | Self::CustomersAndTickets => (&[Person], Undivided::Customers),
            Self::Contacts | Self::ContactsAndTickets => {
                (&[Department, Person, Channel], Undivided::Contacts)
            }
            Self::Money => (&[Person], Undivided::Money),
            Self::Expenses => (&[Department], Undivided::Money),
            Self::Pairs => return Some(Undivided::TwoCustomers),
            Self::Other => return Some(Undivided::NotSaid),
        };
        if dimension.is_of_customers() {
            let has_event = !matches!(self, Self::Customers | Self::CustomersAndTickets | Self::Money);
            return (dimension == Dimension::TierAtEvent && !has_event).then_some(Undivided::NoEvent);
        }
        (!told.contains(&dimension)).then_some(otherwise)
    }
}

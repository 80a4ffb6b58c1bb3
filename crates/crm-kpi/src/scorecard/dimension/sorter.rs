//! [`Sorter`]: to which member of a dimension a record belongs.

use chrono::{DateTime, Utc};
use crm_model::{
    Beneficiary, Customer, CustomerCode, CustomerId, Department, Interaction, Obligation, PersonId,
    QualityReview, Spend, Subject, Ticket,
};

use super::cases::Cases;
use super::{Dimension, Member};
use crate::Facts;
use crate::gather::{Deciding, department_of, holder, worker};
use crate::period::Windows;

/// Tells to which segment of a dimension a record belongs.
#[derive(Debug, Clone, Copy)]
pub(in crate::scorecard) struct Sorter<'a> {
    pub(in crate::scorecard) dimension: Dimension,
    pub(in crate::scorecard) facts: Facts<'a>,
    pub(in crate::scorecard) windows: &'a Windows,
    pub(in crate::scorecard) cases: Cases,
    /// The period at whose start one looks.
    pub(in crate::scorecard) place: usize,
}

impl<'a> Sorter<'a> {
    pub(in crate::scorecard) fn ticket(&self, ticket: &'a Ticket) -> Member {
        let as_of = self.windows.as_of;
        let segment = match self.dimension {
            Dimension::Department => self.holder(ticket).0.map(Member::from),
            // Figures about customers are broken down by who is in charge of the customer, tickets and all.
            Dimension::Person if self.cases == Cases::CustomersAndTickets => {
                return self.customer(ticket.customer(), None);
            }
            Dimension::Person => self.holder(ticket).1.map(Member::from),
            Dimension::Channel => ticket.channel().map(Member::from),
            Dimension::Kind => ticket.classification_at(as_of).kind.as_ref().map(Member::from),
            Dimension::Urgency => ticket.classification_at(as_of).urgency.as_ref().map(Member::from),
            Dimension::Complexity => ticket.classification_at(as_of).complexity.as_ref().map(Member::from),
            Dimension::Measure => None,
            _ => return self.customer(ticket.customer(), ticket.opened_at()),
        };
        segment.unwrap_or(Member::Unknown)
    }

    /// Returns the segment of a review: of whose work it is ([`worker`]).
    pub(in crate::scorecard) fn review(&self, review: &'a QualityReview) -> Member {
        let Some(ticket) = self.facts.dataset.ticket(&review.ticket) else {
            let person = review.person.as_ref().filter(|_| self.dimension == Dimension::Person);
            return person.map_or(Member::Unknown, Member::from);
        };
        let events = ticket.events_until(review.reviewed_at);
        match (self.dimension, &review.person) {
            (Dimension::Person, _) => {
                worker(self.facts.dataset, review).map_or(Member::Unknown, Member::from)
            }
            (Dimension::Department, person) => {
                let own = person.as_ref().and_then(|person| department_of(events, person));
                own.or_else(|| holder(events, Deciding::Solution).0).map_or(Member::Unknown, Member::from)
            }
            _ => self.ticket(ticket),
        }
    }

    pub(in crate::scorecard) fn obligation(&self, obligation: &'a Obligation) -> Member {
        let owner = obligation.owner.as_ref();
        let ticket = || match &obligation.id.subject {
            Subject::Ticket(id) => self.facts.dataset.ticket(id),
            _ => None,
        };
        match self.dimension {
            Dimension::Department => {
                let subject = match &obligation.id.subject {
                    Subject::Department(department) => Some(department),
                    _ => None,
                };
                let department = owner.and_then(|owner| owner.department.as_ref()).or(subject);
                department.map_or(Member::Unknown, Member::from)
            }
            Dimension::Person => {
                owner.and_then(|owner| owner.person.as_ref()).map_or(Member::Unknown, Member::from)
            }
            Dimension::Measure => Member::from(&obligation.id.measure),
            Dimension::Channel | Dimension::Kind | Dimension::Urgency | Dimension::Complexity => {
                ticket().map_or(Member::Unknown, |ticket| self.ticket(ticket))
            }
            _ => {
                let customer = match (&obligation.id.subject, &obligation.beneficiary) {
                    (Subject::Customer(id), _) | (_, Beneficiary::Customer(id)) => Some(id),
                    _ => ticket().and_then(Ticket::customer),
                };
                self.customer(customer, obligation.opened_at.or(obligation.window.due))
            }
        }
    }

    pub(in crate::scorecard) fn contact(
        &self,
        contact: &'a Interaction,
        code: Option<CustomerCode>,
    ) -> Member {
        let segment = match self.dimension {
            Dimension::Department => contact.department.as_ref().map(Member::from),
            Dimension::Person => contact.person.as_ref().map(Member::from),
            Dimension::Channel => contact.channel.as_ref().map(Member::from),
            _ => return self.coded(code, None, Some(contact.at)),
        };
        segment.unwrap_or(Member::Unknown)
    }

    pub(in crate::scorecard) fn expense(&self, expense: &'a Spend) -> Member {
        match self.dimension {
            Dimension::Department => expense.department.as_ref().map_or(Member::Unknown, Member::from),
            _ => self.customer(expense.customer.as_ref(), Some(expense.at)),
        }
    }

    fn customer(&self, id: Option<&CustomerId>, at: Option<DateTime<Utc>>) -> Member {
        self.coded(id.and_then(|id| self.facts.dataset.code_of(id)), None, at)
    }

    /// Returns the segment of a customer; `customer` is its record where the caller has it, `at` when the event was.
    pub(in crate::scorecard) fn coded(
        &self,
        code: Option<CustomerCode>,
        customer: Option<&'a Customer>,
        at: Option<DateTime<Utc>>,
    ) -> Member {
        let Some(code) = code else { return Member::Unknown };
        let customer = customer.or_else(|| self.facts.dataset.customer_of(code));
        let file = customer.and_then(|customer| customer.file.as_ref());
        let segment = match self.dimension {
            Dimension::Class => self.facts.class_of(code).map(Member::from),
            Dimension::Industry => file.and_then(|file| file.business.industry.as_ref()).map(Member::from),
            Dimension::Person => file.and_then(|file| file.in_charge.as_ref()).map(Member::from),
            Dimension::TierAtEvent if self.facts.tiers.is_none() => {
                at.and_then(|at| customer?.tier_at(at)).map(Member::from)
            }
            Dimension::Tier | Dimension::TierAtEvent => {
                self.facts.tier_of(code, customer, self.windows, self.place).map(Member::from)
            }
            // Of these it is not the customer who is in a segment.
            Dimension::Department
            | Dimension::Channel
            | Dimension::Kind
            | Dimension::Urgency
            | Dimension::Complexity
            | Dimension::Measure => None,
        };
        segment.unwrap_or(Member::Unknown)
    }

    /// Returns the department and the person that decided a ticket.
    fn holder(&self, ticket: &'a Ticket) -> (Option<&'a Department>, Option<&'a PersonId>) {
        let deciding = match self.cases {
            Cases::Tickets(deciding) => deciding,
            Cases::Reviews => Deciding::Solution,
            _ => Deciding::Intake,
        };
        holder(ticket.events_until(self.windows.as_of), deciding)
    }
}

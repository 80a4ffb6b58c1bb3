//! [`Dimension`]: by what figures are broken down, and to which segment a record belongs.

use alloc::string::ToString;
use core::fmt;

use chrono::{DateTime, Utc};
use crm_model::{
    Beneficiary, Channel, Complexity, Customer, CustomerClass, CustomerCode, CustomerId, Dataset, Department,
    EventKind, Happening, Industry, Interaction, Kind, MeasureName, Obligation, PersonId, QualityReview,
    Spend, Subject, Ticket, TicketEvent, Urgency, ValueTier,
};

use crate::period::Windows;
use crate::{Facts, Formula, Segment, Stretch, TicketTime, Volume};

/// By what the figures of a scorecard are broken down (clauses D-PERF-1, H-PERF-1, L-KPI-10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum Dimension {
    /// The department: that which held the ticket at the event that decides, owes the obligation, made the contact, spent.
    Department,
    /// The person: who did what decides, else who held the ticket then; who owes the obligation; who made the contact. For
    /// figures about customers, who is in charge of the file.
    Person,
    /// The channel of the ticket or of the contact.
    Channel,
    /// The kind of ticket, by the last word on it.
    Kind,
    /// How pressing the ticket is, by the last word on it.
    Urgency,
    /// How hard the ticket is, by the last word on it.
    Complexity,
    /// What an obligation measures.
    Measure,
    /// The value tier of the customer at the start of the period. Where tiers are supplied with one word for each customer,
    /// that one holds.
    Tier,
    /// The value tier of the customer when the event was: the opening of a ticket, the rise of an obligation, a contact, an
    /// expense. Figures about customers have no such event.
    TierAtEvent,
    /// The coverage class of the customer.
    Class,
    /// The branch of industry of the customer.
    Industry,
}

impl Dimension {
    /// Every dimension with its word, in the order of reports.
    pub const ALL: [(Self, &'static str); 11] = [
        (Self::Department, "department"),
        (Self::Person, "person"),
        (Self::Channel, "channel"),
        (Self::Kind, "kind"),
        (Self::Urgency, "urgency"),
        (Self::Complexity, "complexity"),
        (Self::Measure, "measure"),
        (Self::Tier, "tier"),
        (Self::TierAtEvent, "tier-at-event"),
        (Self::Class, "class"),
        (Self::Industry, "industry"),
    ];

    /// Returns the word that policies and reports use.
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(other, _)| *other == self).map_or("", |(_, word)| word)
    }

    /// Returns whether it is the customer who belongs to a segment.
    const fn is_of_customers(self) -> bool {
        matches!(self, Self::Tier | Self::TierAtEvent | Self::Class | Self::Industry)
    }
}

impl Member {
    /// Returns the segment of a line: the member in words.
    pub fn segment(&self, dimension: Dimension) -> Segment {
        Segment::new(dimension.as_str(), self.to_string())
    }
}

impl fmt::Display for Dimension {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

macro_rules! members {
    ($($(#[$doc:meta])* $name:ident,)+) => {
        /// One of the members of a dimension.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
        #[non_exhaustive]
        pub enum Member {
            $($(#[$doc])* $name($name),)+
            /// Who is in it is not in the records.
            Unknown,
        }

        $(impl From<&$name> for Member {
            fn from(name: &$name) -> Self {
                Self::$name(name.clone())
            }
        })+

        impl fmt::Display for Member {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self {
                    $(Self::$name(name) => fmt::Display::fmt(name, formatter),)+
                    Self::Unknown => formatter.pad("unknown"),
                }
            }
        }
    };
}

members! {
    /// A department.
    Department,
    /// A person.
    PersonId,
    /// A channel.
    Channel,
    /// A kind of ticket.
    Kind,
    /// An urgency.
    Urgency,
    /// A complexity.
    Complexity,
    /// A measure.
    MeasureName,
    /// A value tier.
    ValueTier,
    /// A coverage class.
    CustomerClass,
    /// A branch of industry.
    Industry,
}

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
pub(super) enum Cases {
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

/// At which event of a ticket one asks who held it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Deciding {
    /// When somebody first held it.
    Intake,
    /// The first answer of a person; without one, now.
    Response,
    /// The last solution; without one, now.
    Solution,
}

impl Cases {
    pub(super) fn of(formula: &Formula) -> Self {
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
    pub(super) fn undivided_by(self, dimension: Dimension) -> Option<Undivided> {
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

/// Tells to which segment of a dimension a record belongs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sorter<'a> {
    pub(super) dimension: Dimension,
    pub(super) facts: Facts<'a>,
    pub(super) windows: &'a Windows,
    pub(super) cases: Cases,
    /// The period at whose start one looks.
    pub(super) place: usize,
}

impl<'a> Sorter<'a> {
    pub(super) fn ticket(&self, ticket: &'a Ticket) -> Member {
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
    pub(super) fn review(&self, review: &'a QualityReview) -> Member {
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

    pub(super) fn obligation(&self, obligation: &'a Obligation) -> Member {
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

    pub(super) fn contact(&self, contact: &'a Interaction, code: Option<CustomerCode>) -> Member {
        let segment = match self.dimension {
            Dimension::Department => contact.department.as_ref().map(Member::from),
            Dimension::Person => contact.person.as_ref().map(Member::from),
            Dimension::Channel => contact.channel.as_ref().map(Member::from),
            _ => return self.coded(code, None, Some(contact.at)),
        };
        segment.unwrap_or(Member::Unknown)
    }

    pub(super) fn expense(&self, expense: &'a Spend) -> Member {
        match self.dimension {
            Dimension::Department => expense.department.as_ref().map_or(Member::Unknown, Member::from),
            _ => self.customer(expense.customer.as_ref(), Some(expense.at)),
        }
    }

    fn customer(&self, id: Option<&CustomerId>, at: Option<DateTime<Utc>>) -> Member {
        self.coded(id.and_then(|id| self.facts.dataset.code_of(id)), None, at)
    }

    /// Returns the segment of a customer; `customer` is its record where the caller has it, `at` when the event was.
    pub(super) fn coded(
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

/// Returns the department and the person that held a ticket with this history at the event that decides.
fn holder(events: &[TicketEvent], deciding: Deciding) -> (Option<&Department>, Option<&PersonId>) {
    let (mut department, mut person) = (None, None);
    let solved = || events.iter().rposition(|event| event.kind() == EventKind::Solved);
    let answers = |kind| matches!(kind, EventKind::FirstResponse | EventKind::MessageOut);
    let last = match deciding {
        Deciding::Intake => None,
        Deciding::Response => events.iter().position(|event| answers(event.kind())),
        Deciding::Solution => solved(),
    };
    let shown = last.map_or(events.len(), |last| last.saturating_add(1));
    for event in events.iter().take(shown) {
        if let Happening::Assigned(to) | Happening::Transferred(to) = &event.happening {
            department = to.department.as_ref().or(department);
            person = to.person.as_ref().or(person);
            if deciding == Deciding::Intake {
                break;
            }
        }
    }
    let actor = last.and_then(|last| events.get(last)).and_then(|event| event.actor.as_ref());
    (department, actor.or(person))
}

/// Returns whose work a review is about: the person it names, else whoever solved the ticket last before it was scored, or held
/// it then.
pub(crate) fn worker<'a>(dataset: &'a Dataset, review: &'a QualityReview) -> Option<&'a PersonId> {
    let held = || {
        let ticket = dataset.ticket(&review.ticket)?;
        holder(ticket.events_until(review.reviewed_at), Deciding::Solution).1
    };
    review.person.as_ref().or_else(held)
}

/// Returns the department that held a ticket when it was last given to a person.
fn department_of<'a>(events: &'a [TicketEvent], person: &PersonId) -> Option<&'a Department> {
    let (mut department, mut own) = (None, None);
    for event in events {
        if let Happening::Assigned(to) | Happening::Transferred(to) = &event.happening {
            department = to.department.as_ref().or(department);
            if to.person.as_ref() == Some(person) {
                own = department;
            }
        }
    }
    own
}

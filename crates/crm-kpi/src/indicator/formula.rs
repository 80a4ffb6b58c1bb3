//! [`Formula`]: what an indicator measures.

use alloc::vec::Vec;

use crm_calendar::ElapsedTime;
use crm_model::{
    Channel, ClauseId, Currency, CustomerClass, FileField, Kind, MeasureName, Purpose, Ratio, Remedy, Share,
    SpendAim, SurveyName, TableName, Topic, ValueTier,
};

use super::limits::Limits;
use crate::target::Unit;
use crate::{
    Base, Budget, CauseRule, CostForm, Counts, CustomersBy, EarnedForm, EffortBounds, FileAccuracy,
    FirstContact, FollowUp, GoalsOf, Invitations, NewSince, NpsBounds, QualityRule, Question,
    Representativeness, Repurchase, Response, RetentionForm, RevenueForm, ShownTime, TicketPart, TicketTime,
    Volume,
};

/// What an indicator measures, with the choices that the documents leave open.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Formula {
    /// Retention or churn of customers.
    Retention {
        /// Which form.
        form: RetentionForm,
        /// What makes a customer.
        customers: CustomersBy,
        /// The customers of one tier at the start of the period; `None` for all.
        tier: Option<ValueTier>,
    },
    /// Retention over the customers with revenue in the period before.
    RevenueRetention {
        /// Which form.
        form: RevenueForm,
        /// The currency in which sums are reported; `None` where all amounts are in one.
        currency: Option<Currency>,
    },
    /// The net promoter score.
    Nps {
        /// The question, on the scale from 0 to 10.
        question: Question,
        /// Who is a detractor and who a promoter.
        bounds: NpsBounds,
    },
    /// Respondents who would recommend / respondents.
    WouldRecommend {
        /// The question.
        question: Question,
        /// The lowest answer that counts as yes.
        at_least: i8,
    },
    /// Respondents who are satisfied / respondents.
    Satisfaction {
        /// The question.
        question: Question,
        /// The lowest answer that counts as satisfied.
        at_least: i8,
    },
    /// The mean answer.
    MeanSatisfaction {
        /// The question.
        question: Question,
    },
    /// Satisfied answers / answers to revisits of tickets.
    RevisitSatisfaction {
        /// The kinds of ticket; empty for all.
        kinds: Vec<Kind>,
        /// Which answer of a ticket counts.
        counts: Counts,
    },
    /// Customers who recommended / customers.
    Recommended {
        /// What makes a customer.
        customers: CustomersBy,
    },
    /// Complaints / interactions or customers.
    ComplaintRate {
        /// The kinds of ticket that are complaints.
        kinds: Vec<Kind>,
        /// What they are set against.
        base: Base,
    },
    /// Contacts that came about / customers.
    ContactFrequency {
        /// What makes a customer.
        customers: CustomersBy,
    },
    /// Obligations met in time / obligations judged.
    Attainment {
        /// The measure; `None` for every one.
        measure: Option<MeasureName>,
        /// The clauses; empty for every one.
        clauses: Vec<ClauseId>,
    },
    /// A time between two events of tickets, such as that to the first response.
    TicketTime(TicketTime),
    /// The mean time from a contact to its record.
    RecordingLag {
        /// The channels; empty for all.
        channels: Vec<Channel>,
    },
    /// New customers followed up in time / new customers.
    FollowUp(FollowUp),
    /// Customers of a class who were contacted / customers of the class.
    Coverage {
        /// The class.
        class: CustomerClass,
    },
    /// Fields of customer files that are filled in / fields that should be.
    FileCompleteness {
        /// The fields that should be filled in; not empty.
        fields: Vec<FileField>,
    },
    /// What is right in customer files / what was audited.
    FileAccuracy(FileAccuracy),
    /// Tickets that hold all they should / tickets.
    TicketCompleteness {
        /// What they should hold; not empty.
        parts: Vec<TicketPart>,
        /// The kinds of ticket; empty for all.
        kinds: Vec<Kind>,
    },
    /// Customers who answered / customers invited to a survey.
    Participation {
        /// The survey; `None` for any.
        survey: Option<SurveyName>,
        /// The question; `None` for any.
        topic: Option<Topic>,
        /// What counts as an answer.
        response: Response,
        /// Which invitations are the base.
        invitations: Invitations,
    },
    /// Maintenance spend / revenue net of refunds.
    CostShare {
        /// The currency in which sums are reported; `None` where all amounts are in one.
        currency: Option<Currency>,
    },
    /// Maintenance spend on customers of a tier / on customers of any tier.
    TierSpendShare {
        /// The tier.
        tier: ValueTier,
        /// The currency in which sums are reported; `None` where all amounts are in one.
        currency: Option<Currency>,
    },
    /// Tickets solved / tickets opened.
    Resolution {
        /// The kinds of ticket; empty for all.
        kinds: Vec<Kind>,
    },
    /// Tickets solved at the first contact / tickets opened.
    FirstContact(FirstContact),
    /// Solutions after which the ticket was reopened / solutions.
    Reopening {
        /// The kinds of ticket; empty for all.
        kinds: Vec<Kind>,
        /// For how long after the solution a reopening counts; `None` for ever.
        within: Option<ElapsedTime>,
    },
    /// Dissatisfied customers who end satisfied / dissatisfied customers.
    Recovery {
        /// The kinds of ticket; empty for all.
        kinds: Vec<Kind>,
    },
    /// Hand-overs / tickets.
    HandOvers {
        /// The kinds of ticket; empty for all.
        kinds: Vec<Kind>,
    },
    /// Complaints that repeat a cause that was solved / complaints.
    RepeatedComplaints(CauseRule),
    /// Tickets that led to a remedy / tickets.
    Remedied {
        /// The remedies; empty for any.
        remedies: Vec<Remedy>,
        /// The kinds of ticket; empty for all.
        kinds: Vec<Kind>,
    },
    /// Tickets whose records contradict one another / tickets.
    Contradictions {
        /// The kinds of ticket; empty for all.
        kinds: Vec<Kind>,
    },
    /// A number of tickets.
    Volume(Volume),
    /// Former customers who came back / former customers.
    Reactivation {
        /// What makes a customer.
        customers: CustomersBy,
    },
    /// Easy less hard answers, in points.
    Effort {
        /// The question.
        question: Question,
        /// Which answers are hard and which easy.
        bounds: EffortBounds,
    },
    /// (Gain − spend) / spend, where the gain is a margin of revenue net of refunds.
    ReturnOnSpend {
        /// The part of revenue that is a gain.
        margin: Share,
        /// What the spend is for; `None` for both.
        aim: Option<SpendAim>,
        /// The currency in which sums are reported; `None` where all amounts are in one.
        currency: Option<Currency>,
    },
    /// Spend / a budget.
    BudgetUse(Budget),
    /// Lifetime value of the customers on whom something was spent / that spend.
    ValueToCost {
        /// What the spend is for; `None` for both.
        aim: Option<SpendAim>,
        /// The currency in which sums are reported; `None` where all amounts are in one.
        currency: Option<Currency>,
    },
    /// What it costs to win a customer, or to keep one.
    CostPerCustomer {
        /// Which of the two, or one against the other.
        form: CostForm,
        /// What makes a customer.
        customers: CustomersBy,
        /// The currency in which sums are reported; `None` where all amounts are in one.
        currency: Option<Currency>,
    },
    /// Customers who ordered after a contact / customers of whom that is decided.
    CloseRate {
        /// The purposes of contact that count; not empty.
        purposes: Vec<Purpose>,
        /// How long there is to order, in time by the clock, the last instant included.
        within: ElapsedTime,
    },
    /// Goals of customers that were attained / goals that fell due.
    CustomerGoals {
        /// Whose goals count.
        of: GoalsOf,
    },
    /// Customers who took part / customers who were approached.
    Attendance {
        /// The purposes of contact that count; not empty.
        purposes: Vec<Purpose>,
    },
    /// Growth that customers earned the company, by coming back and by recommending it.
    EarnedGrowth {
        /// Which figure.
        form: EarnedForm,
        /// The currency in which sums are reported; `None` where all amounts are in one.
        currency: Option<Currency>,
    },
    /// The recommended who became customers / the recommended.
    RecommendationConversion {
        /// What makes a customer.
        customers: CustomersBy,
    },
    /// How far respondents are from mirroring the customers.
    Representativeness(Representativeness),
    /// Customers who ordered again / customers who ordered.
    Repurchase(Repurchase),
    /// Points earned / points that there were, by the weights of a sheet, over the tickets scored in the period.
    QualityScore(QualityRule),
    /// Reviews that reach the pass mark / reviews.
    QualityPass(QualityRule),
}

impl Formula {
    /// Returns in what its values are measured.
    pub const fn unit(&self) -> Unit {
        match self {
            Self::Nps { .. }
            | Self::Effort { .. }
            | Self::ValueToCost { .. }
            | Self::CostPerCustomer { .. }
            | Self::MeanSatisfaction { .. }
            | Self::ContactFrequency { .. }
            | Self::HandOvers { .. }
            | Self::Volume(_) => Unit::Number,
            Self::TicketTime(TicketTime { shown: ShownTime::Within, .. }) => Unit::Share,
            Self::TicketTime(_) | Self::RecordingLag { .. } => Unit::Time,
            _ => Unit::Share,
        }
    }

    /// Returns the lowest and the highest value that are possible at all, so that a target beyond them cannot be reached.
    pub fn limits(&self) -> Limits {
        let whole = |number: i128| Ratio::new(number, 1);
        let (lowest, highest) = match self {
            Self::Retention { form: RetentionForm::AsWorded | RetentionForm::Usual, .. }
            | Self::CostShare { .. }
            | Self::ReturnOnSpend { .. }
            | Self::ValueToCost { .. } => (None, None),
            Self::EarnedGrowth { form: EarnedForm::Growth, .. } => (whole(-1), None),
            Self::ComplaintRate { base, .. } if base.holds_the_complaints() => (whole(0), whole(1)),
            Self::Retention { form: RetentionForm::ChurnEvents, .. }
            | Self::RevenueRetention { form: RevenueForm::Net, .. }
            | Self::ComplaintRate { .. }
            | Self::ContactFrequency { .. }
            | Self::TicketTime(TicketTime {
                shown: ShownTime::Mean | ShownTime::Percentile { .. }, ..
            })
            | Self::BudgetUse(_)
            | Self::CostPerCustomer { .. }
            | Self::RecordingLag { .. }
            | Self::HandOvers { .. }
            | Self::Volume(_) => (whole(0), None),
            Self::Nps { .. } | Self::Effort { .. } => (whole(-100), whole(100)),
            Self::MeanSatisfaction { question: Question { scale, .. } } => {
                (whole(scale.lowest().into()), whole(scale.highest().into()))
            }
            _ => (whole(0), whole(1)),
        };
        Limits { lowest, highest }
    }

    /// Returns the tables without which nothing can be measured.
    pub fn tables(&self) -> Vec<TableName> {
        use TableName::{
            Answers, Audits, CustomerGoals, Customers, Interactions, Purchases, QualityReviews, Spend,
            Tickets,
        };
        let customers = |by: CustomersBy| match by {
            CustomersBy::Memberships => Customers,
            CustomersBy::Purchases => Purchases,
        };
        match self {
            Self::Retention { customers: by, .. } | Self::Reactivation { customers: by } => {
                [customers(*by)].into()
            }
            Self::RevenueRetention { .. } | Self::Repurchase(_) => [Purchases].into(),
            Self::Nps { .. }
            | Self::WouldRecommend { .. }
            | Self::Satisfaction { .. }
            | Self::MeanSatisfaction { .. }
            | Self::Effort { .. }
            | Self::Participation { .. } => [Answers].into(),
            Self::Representativeness(rule) => [Answers, customers(rule.customers)].into(),
            Self::FileAccuracy(_) => [Customers, Audits].into(),
            Self::FileCompleteness { .. }
            | Self::RecommendationConversion { customers: CustomersBy::Memberships }
            | Self::Recommended { customers: CustomersBy::Memberships } => [Customers].into(),
            Self::EarnedGrowth { .. }
            | Self::RecommendationConversion { customers: CustomersBy::Purchases }
            | Self::Recommended { customers: CustomersBy::Purchases } => [Customers, Purchases].into(),
            Self::ComplaintRate { base, .. } => {
                [Tickets, base.customers().map_or(Interactions, customers)].into()
            }
            Self::ContactFrequency { customers: by } => [Interactions, customers(*by)].into(),
            Self::RevisitSatisfaction { .. }
            | Self::TicketTime(_)
            | Self::Resolution { .. }
            | Self::TicketCompleteness { .. }
            | Self::FirstContact(_)
            | Self::Reopening { .. }
            | Self::Recovery { .. }
            | Self::HandOvers { .. }
            | Self::RepeatedComplaints(_)
            | Self::Remedied { .. }
            | Self::Contradictions { .. }
            | Self::Volume(_) => [Tickets].into(),
            Self::Attainment { .. } => Vec::new(),
            Self::FollowUp(FollowUp { since: NewSince::FirstPurchase, .. }) => {
                [Interactions, Purchases].into()
            }
            Self::FollowUp(_) => [Interactions, Customers].into(),
            Self::Coverage { .. } | Self::RecordingLag { .. } | Self::Attendance { .. } => {
                [Interactions].into()
            }
            Self::CostShare { .. } | Self::ReturnOnSpend { .. } => [Purchases, Spend].into(),
            Self::CloseRate { .. } => [Interactions, Purchases].into(),
            Self::CustomerGoals { .. } => [CustomerGoals, Purchases].into(),
            Self::CostPerCustomer { customers: by, .. } => [Spend, customers(*by)].into(),
            Self::TierSpendShare { .. } | Self::BudgetUse(_) | Self::ValueToCost { .. } => [Spend].into(),
            Self::QualityScore(rule) | Self::QualityPass(rule) if rule.sheet.sample().is_some() => {
                [QualityReviews, Tickets].into()
            }
            Self::QualityScore(_) | Self::QualityPass(_) => [QualityReviews].into(),
        }
    }

    /// Returns whether a period is compared with the one before it.
    pub(crate) const fn looks_back(&self) -> bool {
        matches!(
            self,
            Self::Retention { customers: CustomersBy::Purchases, .. }
                | Self::Reactivation { customers: CustomersBy::Purchases }
                | Self::CostPerCustomer { customers: CustomersBy::Purchases, .. }
                | Self::EarnedGrowth { .. }
                | Self::RevenueRetention { .. }
        )
    }
}

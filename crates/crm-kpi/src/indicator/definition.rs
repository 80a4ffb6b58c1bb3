//! [`Definition`]: by which formula something is measured, and by which of its variants.

mod choices;

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;

use crate::{
    CostForm, Counts, EarnedForm, Formula, Quantity, RetentionForm, RevenueForm, Sample, ShownTime,
    TicketTime, Volume,
};

/// By which formula something is measured, and by which of its variants.
///
/// Two values that go by one name and are defined differently are not compared and not added.
///
/// # Examples
///
/// ```
/// use crm_kpi::{CustomersBy, Formula, RetentionForm};
///
/// let customers = CustomersBy::Memberships;
/// let definition = Formula::Retention { form: RetentionForm::AsWorded, customers, tier: None }.definition();
/// assert_eq!(definition.id, "retention");
/// assert_eq!(definition.to_string(), "retention: as-worded, customers by memberships");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Definition {
    /// What is measured; it stays the same from version to version.
    pub id: String,
    /// The choices that the documents leave open, in a fixed order.
    pub variant: Vec<String>,
}

impl fmt::Display for Definition {
    /// Writes the id, and the choices after a colon.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.id)?;
        for (place, choice) in self.variant.iter().enumerate() {
            write!(formatter, "{}{choice}", if place == 0 { ": " } else { ", " })?;
        }
        Ok(())
    }
}

impl Formula {
    /// Returns the word by which policy files name the formula.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Retention { form, .. } => match form {
                RetentionForm::AsWorded => "retention-as-worded",
                RetentionForm::Usual => "retention-usual",
                RetentionForm::Identity => "retention-identity",
                RetentionForm::ChurnIdentity => "churn-identity",
                RetentionForm::ChurnEvents => "churn-events",
            },
            Self::RevenueRetention { form, .. } => match form {
                RevenueForm::Logo => "logo-retention",
                RevenueForm::Net => "net-revenue-retention",
                RevenueForm::Gross => "gross-revenue-retention",
            },
            Self::Nps { .. } => "nps",
            Self::WouldRecommend { .. } => "would-recommend",
            Self::Satisfaction { .. } => "satisfaction",
            Self::MeanSatisfaction { .. } => "mean-satisfaction",
            Self::RevisitSatisfaction { .. } => "revisit-satisfaction",
            Self::Recommended { .. } => "recommended",
            Self::ComplaintRate { .. } => "complaint-rate",
            Self::ContactFrequency { .. } => "contact-frequency",
            Self::Attainment { .. } => "attainment",
            Self::TicketTime(time) => time.stretch.word(),
            Self::RecordingLag { .. } => "recording-lag",
            Self::FollowUp(_) => "follow-up",
            Self::Coverage { .. } => "coverage",
            Self::FileCompleteness { .. } => "file-completeness",
            Self::FileAccuracy(_) => "file-accuracy",
            Self::TicketCompleteness { .. } => "ticket-completeness",
            Self::Participation { .. } => "participation",
            Self::CostShare { .. } => "cost-share",
            Self::TierSpendShare { .. } => "tier-spend-share",
            Self::Resolution { .. } => "resolution",
            Self::FirstContact(_) => "first-contact-resolution",
            Self::Reopening { .. } => "reopening",
            Self::Recovery { .. } => "recovery",
            Self::HandOvers { .. } => "hand-overs",
            Self::RepeatedComplaints(_) => "repeated-complaints",
            Self::Remedied { .. } => "remedied",
            Self::Contradictions { .. } => "contradictions",
            Self::Volume(_) => "volume",
            Self::ReturnOnSpend { .. } => "return-on-spend",
            Self::BudgetUse(_) => "budget-use",
            Self::ValueToCost { .. } => "lifetime-value-to-cost",
            Self::CostPerCustomer { form, .. } => match form {
                CostForm::ToWin => "cost-to-win",
                CostForm::ToKeep => "cost-to-keep",
                CostForm::WinToKeep => "win-to-keep",
            },
            Self::CloseRate { .. } => "close-rate",
            Self::CustomerGoals { .. } => "customer-goals-attained",
            Self::Attendance { .. } => "attendance",
            Self::EarnedGrowth { form, .. } => match form {
                EarnedForm::Growth => "earned-growth",
                EarnedForm::NewShare => "earned-new-share",
            },
            Self::RecommendationConversion { .. } => "recommendation-conversion",
            Self::Reactivation { .. } => "reactivation",
            Self::Effort { .. } => "easy-minus-hard",
            Self::Representativeness(_) => "representativeness",
            Self::Repurchase(_) => "repurchase",
            Self::QualityScore(_) => "quality-score",
            Self::QualityPass(_) => "quality-pass-share",
        }
    }

    /// Returns the formula with its variant, in words that stay the same.
    pub fn definition(&self) -> Definition {
        let word = self.word();
        // Forms of one thing have one id.
        let (id, form) = match self {
            Self::Retention { .. } => match word.split_once('-') {
                Some((id, form)) => (id, Some(form)),
                None => (word, None),
            },
            Self::RevenueRetention { .. } => (
                "revenue-retention",
                word.strip_suffix("-retention").map(|form| form.trim_end_matches("-revenue")),
            ),
            _ => (word, None),
        };
        let variant = form.map(ToString::to_string).into_iter().chain(self.choices());
        Definition { id: id.to_string(), variant: variant.collect() }
    }

    /// Returns whether each case belongs to one period, so that the parts of periods make those of a longer one.
    ///
    /// They do where a case is a ticket, an obligation, an answer, a contact or an amount; not where it is a customer, who is
    /// there in January and in February and is one customer of the quarter: retention, coverage, participation, one answer
    /// for each customer and period, one review for each ticket and period, rates against customers. Tickets solved count once in each period in which they are. Nor do
    /// percentiles, repeats of what was solved before, or what is set against a budget or a lifetime value.
    pub const fn adds_over_time(&self) -> bool {
        match self {
            Self::Nps { question, .. }
            | Self::WouldRecommend { question, .. }
            | Self::Satisfaction { question, .. }
            | Self::MeanSatisfaction { question }
            | Self::Effort { question, .. } => matches!(question.counts, Counts::All),
            Self::QualityScore(rule) | Self::QualityPass(rule) => matches!(rule.counts, Counts::All),
            Self::ComplaintRate { base, .. } => base.customers().is_none(),
            Self::TicketTime(TicketTime { shown, .. }) => !matches!(shown, ShownTime::Percentile { .. }),
            Self::RevisitSatisfaction { .. }
            | Self::Attainment { .. }
            | Self::RecordingLag { .. }
            | Self::FollowUp(_)
            | Self::CustomerGoals { .. }
            | Self::TicketCompleteness { .. }
            | Self::CostShare { .. }
            | Self::ReturnOnSpend { .. }
            | Self::Resolution { .. }
            | Self::FirstContact(_)
            | Self::Reopening { .. }
            | Self::HandOvers { .. }
            | Self::Remedied { .. }
            | Self::Contradictions { .. }
            | Self::Volume(Volume::Opened) => true,
            _ => false,
        }
    }

    /// Returns as what its cases can be taken, so that an interval says how little few of them prove.
    ///
    /// Sums of money are no sample of cases, nor are forms of retention that are no part of a whole, the fields of files,
    /// which are filled in together, or contacts, which come in groups.
    pub const fn sample(&self) -> Sample {
        match self {
            Self::FileAccuracy(rule) if rule.is_drawn() => Sample::Drawn,
            Self::Nps { .. } | Self::Effort { .. } => Sample::Attitudes,
            Self::MeanSatisfaction { .. }
            | Self::TicketTime(TicketTime { shown: ShownTime::Mean, .. })
            | Self::HandOvers { .. }
            | Self::QualityScore(_)
            | Self::RecordingLag { .. } => Sample::Quantities,
            Self::ComplaintRate { base, .. } if base.holds_the_complaints() => Sample::Trials,
            Self::ComplaintRate { .. } | Self::Retention { form: RetentionForm::ChurnEvents, .. } => {
                Sample::Events
            }
            Self::Retention { form: RetentionForm::AsWorded | RetentionForm::Usual, .. }
            | Self::RevenueRetention { form: RevenueForm::Net | RevenueForm::Gross, .. }
            | Self::ContactFrequency { .. }
            | Self::FileCompleteness { .. }
            | Self::FileAccuracy(_)
            | Self::CostShare { .. }
            | Self::TierSpendShare { .. }
            | Self::Representativeness(_)
            | Self::ReturnOnSpend { .. }
            | Self::BudgetUse(_)
            | Self::ValueToCost { .. }
            | Self::CostPerCustomer { .. }
            | Self::EarnedGrowth { .. }
            | Self::TicketTime(TicketTime { shown: ShownTime::Percentile { .. }, .. })
            | Self::Volume(_) => Sample::None,
            _ => Sample::Trials,
        }
    }

    /// Returns what the parts make.
    pub(crate) const fn quantity(&self) -> Quantity {
        match self {
            Self::Nps { .. }
            | Self::Effort { .. }
            | Self::MeanSatisfaction { .. }
            | Self::ContactFrequency { .. }
            | Self::HandOvers { .. }
            | Self::ValueToCost { .. }
            | Self::CostPerCustomer { form: CostForm::WinToKeep, .. } => Quantity::Number,
            Self::CostPerCustomer { .. } => Quantity::Amount,
            Self::ReturnOnSpend { margin, .. } => Quantity::Return { margin: *margin },
            Self::EarnedGrowth { form: EarnedForm::Growth, .. } => Quantity::Change,
            Self::TicketTime(TicketTime { shown: ShownTime::Within, .. }) => Quantity::Share,
            Self::TicketTime(_) | Self::RecordingLag { .. } => Quantity::Duration,
            Self::Volume(_) => Quantity::Count,
            Self::CostShare { .. } => Quantity::ShareOfRevenue,
            Self::TierSpendShare { .. }
            | Self::BudgetUse(_)
            | Self::EarnedGrowth { .. }
            | Self::RevenueRetention { form: RevenueForm::Net | RevenueForm::Gross, .. } => {
                Quantity::ShareOfSpend
            }
            _ => Quantity::Share,
        }
    }
}

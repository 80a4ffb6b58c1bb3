//! [`Definition`]: by which formula something is measured, and by which of its variants.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt;

use crate::{
    Base, Counts, CustomersBy, FollowUp, Formula, NewSince, Quantity, Question, RetentionForm, RevenueForm,
    Sample, Volume,
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
            Self::ResponseTime { .. } => "response-time",
            Self::HandlingTime { .. } => "handling-time",
            Self::RecordingLag { .. } => "recording-lag",
            Self::FollowUp(_) => "follow-up",
            Self::Coverage { .. } => "coverage",
            Self::FileCompleteness { .. } => "file-completeness",
            Self::TicketCompleteness { .. } => "ticket-completeness",
            Self::Participation { .. } => "participation",
            Self::CostShare { .. } => "cost-share",
            Self::TierSpendShare { .. } => "tier-spend-share",
            Self::Resolution { .. } => "resolution",
            Self::Volume(_) => "volume",
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
    /// for each customer and period, rates against customers. Tickets solved count once in each period in which they are.
    pub const fn adds_over_time(&self) -> bool {
        match self {
            Self::Nps { question, .. }
            | Self::WouldRecommend { question, .. }
            | Self::Satisfaction { question, .. }
            | Self::MeanSatisfaction { question } => matches!(question.counts, Counts::All),
            Self::ComplaintRate { base, .. } => base.customers().is_none(),
            Self::RevisitSatisfaction { .. }
            | Self::Attainment { .. }
            | Self::ResponseTime { .. }
            | Self::HandlingTime { .. }
            | Self::RecordingLag { .. }
            | Self::FollowUp(_)
            | Self::TicketCompleteness { .. }
            | Self::CostShare { .. }
            | Self::Resolution { .. }
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
            Self::Nps { .. } => Sample::Attitudes,
            Self::MeanSatisfaction { .. }
            | Self::ResponseTime { .. }
            | Self::HandlingTime { .. }
            | Self::RecordingLag { .. } => Sample::Quantities,
            Self::ComplaintRate { .. } | Self::Retention { form: RetentionForm::ChurnEvents, .. } => {
                Sample::Events
            }
            Self::Retention { form: RetentionForm::AsWorded | RetentionForm::Usual, .. }
            | Self::RevenueRetention { form: RevenueForm::Net | RevenueForm::Gross, .. }
            | Self::ContactFrequency { .. }
            | Self::FileCompleteness { .. }
            | Self::CostShare { .. }
            | Self::TierSpendShare { .. }
            | Self::Volume(_) => Sample::None,
            _ => Sample::Trials,
        }
    }

    /// Returns what the parts make.
    pub(crate) const fn quantity(&self) -> Quantity {
        match self {
            Self::Nps { .. } | Self::MeanSatisfaction { .. } | Self::ContactFrequency { .. } => {
                Quantity::Number
            }
            Self::ResponseTime { .. } | Self::HandlingTime { .. } | Self::RecordingLag { .. } => {
                Quantity::Duration
            }
            Self::Volume(_) => Quantity::Count,
            Self::CostShare { .. } => Quantity::ShareOfRevenue,
            Self::TierSpendShare { .. }
            | Self::RevenueRetention { form: RevenueForm::Net | RevenueForm::Gross, .. } => {
                Quantity::ShareOfSpend
            }
            _ => Quantity::Share,
        }
    }

    /// Returns the choices besides the form.
    fn choices(&self) -> Vec<String> {
        match self {
            Self::Retention { customers, tier, .. } => {
                let by = format!("customers by {}", by(*customers));
                core::iter::once(by).chain(tier.iter().map(|tier| format!("tier {tier}"))).collect()
            }
            Self::RevenueRetention { currency, .. } | Self::CostShare { currency } => {
                currency.iter().map(|currency| format!("in {currency}")).collect()
            }
            Self::Nps { question, bounds } => {
                let (to, from) = bounds.bounds();
                let bounds = format!("detractors to {to} and promoters from {from}");
                asked(question).into_iter().chain([bounds]).collect()
            }
            Self::WouldRecommend { question, at_least } | Self::Satisfaction { question, at_least } => {
                asked(question).into_iter().chain([format!("at least {at_least}")]).collect()
            }
            Self::MeanSatisfaction { question } => asked(question),
            Self::RevisitSatisfaction { kinds, counts } => list("kinds", kinds)
                .into_iter()
                .chain([format!("{} answers", counts_word(*counts))])
                .collect(),
            Self::Recommended { customers } | Self::ContactFrequency { customers } => {
                vec![format!("customers by {}", by(*customers))]
            }
            Self::ComplaintRate { kinds, base } => {
                let base = Base::ALL.iter().find(|(other, _)| other == base).map_or("", |(_, word)| word);
                list("kinds", kinds).into_iter().chain([format!("base {base}")]).collect()
            }
            Self::Attainment { measure, clauses } => {
                let measure = measure.iter().map(|measure| format!("measure {measure}"));
                measure.chain(list("clauses", clauses)).collect()
            }
            Self::ResponseTime { kinds } | Self::HandlingTime { kinds } => by_the_clock(list("kinds", kinds)),
            Self::RecordingLag { channels } => by_the_clock(list("channels", channels)),
            Self::FollowUp(FollowUp { since, purposes, within, ends, .. }) => {
                let since =
                    NewSince::ALL.iter().find(|(other, _)| other == since).map_or("", |(_, word)| word);
                let within = if within.counts_days() {
                    format!("within {within} to {ends}")
                } else {
                    format!("within {within}")
                };
                [format!("since {since}"), within].into_iter().chain(list("purposes", purposes)).collect()
            }
            Self::Coverage { class } => vec![format!("class {class}")],
            Self::FileCompleteness { fields } => list("fields", fields).into_iter().collect(),
            Self::TicketCompleteness { parts, kinds } => {
                list("parts", parts).into_iter().chain(list("kinds", kinds)).collect()
            }
            Self::Participation { survey, topic } => {
                let survey = survey.iter().map(|survey| format!("survey {survey}"));
                survey.chain(topic.iter().map(|topic| format!("topic {topic}"))).collect()
            }
            Self::TierSpendShare { tier, currency } => {
                let tier = core::iter::once(format!("tier {tier}"));
                tier.chain(currency.iter().map(|currency| format!("in {currency}"))).collect()
            }
            Self::Resolution { kinds } => list("kinds", kinds).into_iter().collect(),
            Self::Volume(volume) => {
                let word = Volume::ALL.iter().find(|(other, _)| other == volume).map_or("", |(_, word)| word);
                vec![word.to_string()]
            }
        }
    }
}

fn by(customers: CustomersBy) -> &'static str {
    CustomersBy::ALL.iter().find(|(other, _)| *other == customers).map_or("", |(_, word)| word)
}

fn counts_word(counts: Counts) -> &'static str {
    Counts::ALL.iter().find(|(other, _)| *other == counts).map_or("", |(_, word)| word)
}

fn asked(question: &Question) -> Vec<String> {
    let Question { survey, topic, scale, counts } = question;
    let survey = survey.iter().map(|survey| format!("survey {survey}"));
    let rest =
        [format!("topic {topic}"), format!("scale {scale}"), format!("{} answers", counts_word(*counts))];
    survey.chain(rest).collect()
}

fn by_the_clock(mut choices: Vec<String>) -> Vec<String> {
    choices.insert(0, "by the clock".to_string());
    choices
}

/// Returns the words of a list in order, each once; nothing for an empty list, which stands for all.
fn list<T: fmt::Display>(name: &str, items: &[T]) -> Vec<String> {
    let mut words: Vec<String> = items.iter().map(ToString::to_string).collect();
    words.sort_unstable();
    words.dedup();
    let listed = format!("{name} {}", words.join(" "));
    if words.is_empty() { Vec::new() } else { vec![listed] }
}

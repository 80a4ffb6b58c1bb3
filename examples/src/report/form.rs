//! What an indicator of the policy measures, in words.

use super::cell::counted;
use crm_kit::kpi::{
    AccuracyOf, Base, Buyers, CostForm, Counts, CustomersBy, EarnedForm, FirstContact, FirstContactBy,
    Formula, GoalsOf, QualityRule, Question, RetentionForm, RevenueForm, ShownTime, Stretch, TicketTime,
    Volume,
};
use crm_model::{Channel, Currency, Kind};

/// What an indicator measures, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The formula in a phrase, such as `(end - lost) / start`.
    pub words: String,
    /// What the parts of its values count.
    pub parts: Parts,
}

/// What the parts of a value count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Parts {
    /// Cases of a kind: the part is some of the whole, or set against it.
    #[default]
    Cases,
    /// Amounts of money, in ten-thousandths; with their currency, where the policy names one.
    Money(Option<Currency>),
    /// Only the whole counts cases, each such as an answer or a ticket; the part is a sum.
    Sum(&'static str),
    /// Nothing: the value is one of the cases, or lies between two.
    Nothing,
}

impl Form {
    /// Returns what a formula measures, under a policy with this currency.
    pub fn of(formula: &Formula, currency: Option<Currency>) -> Self {
        Self { words: words(formula), parts: parts(formula, currency) }
    }
}

const fn parts(formula: &Formula, currency: Option<Currency>) -> Parts {
    match formula {
        // Products with a margin, and parts that several wholes have in common, tell a reader nothing.
        Formula::MeanSatisfaction { question: Question { counts: Counts::Mean, .. } }
        | Formula::QualityScore(_)
        | Formula::Representativeness(_)
        | Formula::ReturnOnSpend { .. }
        | Formula::CostPerCustomer { .. }
        | Formula::TicketTime(TicketTime { shown: ShownTime::Percentile { .. }, .. }) => Parts::Nothing,
        Formula::Nps { .. } | Formula::Effort { .. } | Formula::MeanSatisfaction { .. } => {
            Parts::Sum("answer")
        }
        Formula::TicketTime(TicketTime { shown: ShownTime::Mean, stretch, .. }) => Parts::Sum(ends(stretch)),
        Formula::RecordingLag { .. } => Parts::Sum("contact"),
        Formula::CostShare { .. }
        | Formula::BudgetUse(_)
        | Formula::ValueToCost { .. }
        | Formula::EarnedGrowth { .. }
        | Formula::TierSpendShare { .. }
        | Formula::RevenueRetention { form: RevenueForm::Net | RevenueForm::Gross, .. } => {
            Parts::Money(currency)
        }
        _ => Parts::Cases,
    }
}

fn words(formula: &Formula) -> String {
    match formula {
        Formula::Retention { form, customers, tier } => {
            let tier = tier.as_ref().map(|tier| format!(", tier {tier}")).unwrap_or_default();
            format!("{}{}{tier}", retention(*form), by(*customers))
        }
        Formula::RevenueRetention { form, .. } => revenue(*form).to_owned(),
        Formula::Nps { .. } => "% of promoters - % of detractors".to_owned(),
        Formula::WouldRecommend { at_least, .. } => format!("answers of {at_least} or more / answers"),
        Formula::Satisfaction { question, at_least } => {
            format!("answers of {at_least} or more / answers, on {}", question.topic)
        }
        Formula::MeanSatisfaction { question } => format!("mean answer, on {}", question.topic),
        Formula::RevisitSatisfaction { kinds, .. } => format!("satisfied / answers to revisits{}", of(kinds)),
        Formula::Recommended { customers } => {
            format!("customers who recommended / customers{}", by(*customers))
        }
        Formula::ComplaintRate { kinds, base } => format!("tickets / {}{}", base_of(*base), of(kinds)),
        Formula::ContactFrequency { customers } => format!("contacts / customers{}", by(*customers)),
        Formula::Attainment { measure, .. } => match measure {
            Some(measure) => format!("{measure}: met in time / judged"),
            None => "obligations met in time / judged".to_owned(),
        },
        Formula::TicketTime(TicketTime { stretch, kinds, shown, within }) => {
            let kinds = of(kinds);
            match (shown, within) {
                (ShownTime::Within, Some(within)) => {
                    format!("{} within {within} / all{kinds}", ends(stretch))
                }
                (ShownTime::Percentile { share, .. }, _) => {
                    format!("time in which {share} end, {}{kinds}", of_stretch(stretch))
                }
                _ => format!("mean time {}{kinds}", of_stretch(stretch)),
            }
        }
        Formula::RecordingLag { channels } => {
            let channels: Vec<&str> = channels.iter().map(Channel::as_str).collect();
            let by =
                if channels.is_empty() { String::new() } else { format!(" by {}", channels.join(" or ")) };
            format!("mean time from contact{by} to record")
        }
        Formula::FollowUp(_) => "new customers followed up in time / new customers".to_owned(),
        Formula::Coverage { class } => format!("contacted / customers of class {class}"),
        Formula::FileCompleteness { fields } => {
            format!("fields filled in / {} of each customer file", counted(fields.len() as u64, "field"))
        }
        Formula::FileAccuracy(rule) => accuracy(rule.of).to_owned(),
        Formula::TicketCompleteness { kinds, .. } => {
            format!("tickets that hold everything / tickets{}", of(kinds))
        }
        Formula::Participation { .. } => "customers who answered / invited".to_owned(),
        Formula::CostShare { .. } => "spend on customers / revenue net of refunds".to_owned(),
        Formula::TierSpendShare { tier, .. } => format!("spend on tier {tier} / on all tiers"),
        Formula::Reactivation { customers } => format!("came back / former customers{}", by(*customers)),
        Formula::Repurchase(rule) => match rule.buyers {
            Buyers::New => "ordered again / new buyers".to_owned(),
            _ => "ordered again / buyers".to_owned(),
        },
        Formula::Effort { question, .. } => format!("% easy - % hard, on {}", question.topic),
        Formula::Representativeness(_) => {
            "respondents who would have to be of another segment / respondents".to_owned()
        }
        Formula::ReturnOnSpend { .. } => "(gain - spend) / spend".to_owned(),
        Formula::BudgetUse(budget) => format!("spend / budget of {}", budget.amount),
        Formula::ValueToCost { .. } => "lifetime value of customers / spend on them".to_owned(),
        Formula::CostPerCustomer { form, customers, .. } => format!("{}{}", cost(*form), by(*customers)),
        Formula::CloseRate { .. } => "customers who ordered / contacted".to_owned(),
        Formula::CustomerGoals { of } => goals(of),
        Formula::Attendance { .. } => "customers who took part / approached".to_owned(),
        Formula::EarnedGrowth { form, .. } => earned(*form).to_owned(),
        Formula::RecommendationConversion { customers } => {
            format!("became customers / recommended{}", by(*customers))
        }
        Formula::Resolution { kinds } => format!("tickets solved / opened{}", of(kinds)),
        Formula::FirstContact(FirstContact { kinds, by: FirstContactBy::Messages, .. }) => {
            format!("tickets solved without a further message / opened{}", of(kinds))
        }
        Formula::FirstContact(FirstContact { kinds, .. }) => {
            format!("tickets solved by the first answer / opened{}", of(kinds))
        }
        Formula::Reopening { kinds, within } => {
            let within = within.map(|within| format!(" within {within}")).unwrap_or_default();
            format!("solutions reopened{within} / solutions{}", of(kinds))
        }
        Formula::Recovery { kinds } => {
            format!("customers who end satisfied / were dissatisfied{}", of(kinds))
        }
        Formula::HandOvers { kinds } => format!("hand-overs / tickets{}", of(kinds)),
        Formula::RepeatedComplaints(rule) => {
            format!("complaints that repeat a solved cause / complaints{}", of(&rule.kinds))
        }
        Formula::Remedied { kinds, .. } => format!("tickets that led to a change / tickets{}", of(kinds)),
        Formula::Contradictions { kinds } => {
            format!("tickets whose records contradict one another / tickets{}", of(kinds))
        }
        Formula::QualityScore(rule) => format!("{POINTS}, on the sheet {}", rule.sheet.name()),
        Formula::QualityPass(rule) => passing(rule),
        Formula::Volume(volume) => of_volume(*volume).to_owned(),
        _ => String::new(),
    }
}

const POINTS: &str = "points earned / points, by weight";

fn passing(rule: &QualityRule) -> String {
    let mark = rule.sheet.pass().map(|mark| format!(" ({mark})")).unwrap_or_default();
    format!("reviews that pass{mark} / reviews, on the sheet {}", rule.sheet.name())
}

const fn of_volume(volume: Volume) -> &'static str {
    match volume {
        Volume::Opened => "tickets opened",
        Volume::Solved => "tickets solved",
        _ => "",
    }
}

fn goals(of: &GoalsOf) -> String {
    let of = match of {
        GoalsOf::Tiers(tiers) => format!(" of tier {}", either(tiers)),
        GoalsOf::Classes(classes) => format!(" of class {}", either(classes)),
        _ => String::new(),
    };
    format!("goals of customers attained / due{of}")
}

const fn earned(form: EarnedForm) -> &'static str {
    match form {
        EarnedForm::NewShare => "revenue of recommended / of all new customers",
        _ => "(existing + recommended) / revenue before - 1",
    }
}

const fn accuracy(of: AccuracyOf) -> &'static str {
    match of {
        AccuracyOf::Fields => "key fields that are right / audited",
        _ => "files of which every key field is right / audited",
    }
}

/// What ends a time; more of them end in an s.
const fn ends(stretch: &Stretch) -> &'static str {
    match stretch {
        Stretch::FirstResponse => "first response",
        Stretch::NextResponse => "response",
        Stretch::Reported { .. } => "report",
        Stretch::Remedied { .. } => "change",
        _ => "solution",
    }
}

const fn of_stretch(stretch: &Stretch) -> &'static str {
    match stretch {
        Stretch::FirstResponse => "to the first response",
        Stretch::NextResponse => "to the next response",
        Stretch::Cycle => "from opening or reopening to solution",
        Stretch::Resolution => "from opening to the last solution",
        Stretch::Reported { .. } => "from opening to decision makers",
        Stretch::Remedied { .. } => "from opening to a change",
        _ => "from opening to solution",
    }
}

const fn retention(form: RetentionForm) -> &'static str {
    match form {
        RetentionForm::AsWorded => "as worded: (end - lost) / start",
        RetentionForm::Usual => "usual form: (end - new) / start",
        RetentionForm::Identity => "by identity: still there / start",
        RetentionForm::ChurnIdentity => "by identity: gone / start",
        RetentionForm::ChurnEvents => "losses / start",
        _ => "",
    }
}

const fn cost(form: CostForm) -> &'static str {
    match form {
        CostForm::ToWin => "spend on winning / new customers",
        CostForm::ToKeep => "spend on keeping / customers kept",
        CostForm::WinToKeep => "cost to win / cost to keep a customer",
        _ => "",
    }
}

const fn revenue(form: RevenueForm) -> &'static str {
    match form {
        RevenueForm::Logo => "customers who still have revenue / who had",
        RevenueForm::Net => "their revenue, growth included / before",
        RevenueForm::Gross => "their revenue, growth left out / before",
        _ => "",
    }
}

/// Memberships are what the word customer means without more; purchases are told.
const fn by(customers: CustomersBy) -> &'static str {
    match customers {
        CustomersBy::Purchases => ", by purchases",
        _ => "",
    }
}

const fn base_of(base: Base) -> &'static str {
    match base {
        Base::Interactions => "interactions",
        Base::InteractionsAndTickets => "interactions and tickets",
        Base::Buyers => "customers, by purchases",
        _ => "customers",
    }
}

fn of(kinds: &[Kind]) -> String {
    if kinds.is_empty() {
        return String::new();
    }
    format!(", of kind {}", either(kinds))
}

fn either<T: ToString>(words: &[T]) -> String {
    words.iter().map(T::to_string).collect::<Vec<_>>().join(" or ")
}

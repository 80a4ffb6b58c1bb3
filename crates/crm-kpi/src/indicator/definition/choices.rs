//! The choices that a formula leaves open, in words that stay the same.

use alloc::string::{String, ToString};
use alloc::vec::Vec;
use alloc::{format, vec};
use core::fmt;

use crm_model::{AuditOccasion, Currency, SpendAim, SurveyName, Tag, Topic};

use crate::{
    AccuracyOf, Base, Budget, Buyers, CauseBy, CauseRule, Counts, CustomersBy, EffortBounds, FileAccuracy,
    FirstContact, FirstContactBy, FollowUp, Formula, GoalsOf, Invitations, NewSince, NpsBounds, QualityRule,
    Question, Representativeness, Repurchase, Response, SegmentBy, ShownTime, Stretch, TicketTime, Volume,
};

impl Formula {
    /// Returns the choices besides the form.
    pub(super) fn choices(&self) -> Vec<String> {
        match self {
            Self::Retention { customers, tier, .. } => {
                let by = format!("customers by {}", by(*customers));
                core::iter::once(by).chain(tier.iter().map(|tier| format!("tier {tier}"))).collect()
            }
            Self::RevenueRetention { currency, .. }
            | Self::EarnedGrowth { currency, .. }
            | Self::CostShare { currency } => in_currency(*currency).collect(),
            Self::Nps { question, bounds } => asked(question).chain([attitudes(*bounds)]).collect(),
            Self::Effort { question, bounds: EffortBounds { hard_to, easy_from } } => {
                asked(question).chain([format!("hard to {hard_to} and easy from {easy_from}")]).collect()
            }
            Self::WouldRecommend { question, at_least } | Self::Satisfaction { question, at_least } => {
                asked(question).chain([format!("at least {at_least}")]).collect()
            }
            Self::MeanSatisfaction { question } => asked(question).collect(),
            Self::RevisitSatisfaction { kinds, counts } => list("kinds", kinds)
                .into_iter()
                .chain([format!("{} answers", counts_word(*counts))])
                .collect(),
            Self::Recommended { customers }
            | Self::ContactFrequency { customers }
            | Self::RecommendationConversion { customers }
            | Self::Reactivation { customers } => {
                vec![format!("customers by {}", by(*customers))]
            }
            Self::ComplaintRate { kinds, base } => {
                let base = word_of(&Base::ALL, *base);
                list("kinds", kinds).into_iter().chain([format!("base {base}")]).collect()
            }
            Self::Attainment { measure, clauses } => {
                let measure = measure.iter().map(|measure| format!("measure {measure}"));
                measure.chain(list("clauses", clauses)).collect()
            }
            Self::TicketTime(time) => by_the_clock(times(time)),
            Self::RecordingLag { channels } => by_the_clock(list("channels", channels)),
            Self::FollowUp(rule) => follow_up(rule),
            Self::Coverage { class } => vec![format!("class {class}")],
            Self::FileCompleteness { fields } => list("fields", fields),
            Self::FileAccuracy(rule) => accuracy(rule),
            Self::TicketCompleteness { parts, kinds } => {
                list("parts", parts).into_iter().chain(list("kinds", kinds)).collect()
            }
            Self::Participation { survey, topic, response, invitations } => {
                about(survey.as_ref(), topic.as_ref())
                    .chain([
                        format!("{} answers", word_of(&Response::ALL, *response)),
                        format!("of those {}", word_of(&Invitations::ALL, *invitations)),
                    ])
                    .collect()
            }
            Self::Representativeness(Representativeness { survey, topic, by: segments, customers }) => {
                let segments = format!("by {}", word_of(&SegmentBy::ALL, *segments));
                about(survey.as_ref(), topic.as_ref())
                    .chain([segments, format!("customers by {}", by(*customers))])
                    .collect()
            }
            Self::Repurchase(rule) => rebought(*rule),
            Self::QualityScore(rule) => scored(rule).collect(),
            Self::QualityPass(rule) => scored(rule).chain(pass_mark(rule)).collect(),
            Self::TierSpendShare { tier, currency } => {
                core::iter::once(format!("tier {tier}")).chain(in_currency(*currency)).collect()
            }
            Self::Resolution { kinds }
            | Self::Recovery { kinds }
            | Self::HandOvers { kinds }
            | Self::Contradictions { kinds } => list("kinds", kinds),
            Self::FirstContact(rule) => first_contact(rule),
            Self::Reopening { kinds, within } => {
                let within = within.iter().map(|within| format!("within {within}"));
                within.chain(list("kinds", kinds)).collect()
            }
            Self::RepeatedComplaints(rule) => repeats(rule),
            Self::Remedied { remedies, kinds } => {
                list("remedies", remedies).into_iter().chain(list("kinds", kinds)).collect()
            }
            Self::ReturnOnSpend { margin, aim, currency } => {
                let margin = core::iter::once(format!("margin {margin}"));
                margin.chain(spent_on(*aim)).chain(in_currency(*currency)).collect()
            }
            Self::BudgetUse(budget) => of_budget(budget),
            Self::ValueToCost { aim, currency } => spent_on(*aim).chain(in_currency(*currency)).collect(),
            Self::CostPerCustomer { customers, currency, .. } => {
                core::iter::once(format!("customers by {}", by(*customers)))
                    .chain(in_currency(*currency))
                    .collect()
            }
            Self::CloseRate { purposes, within } => {
                core::iter::once(format!("within {within}")).chain(list("purposes", purposes)).collect()
            }
            Self::CustomerGoals { of } => goals_of(of),
            Self::Attendance { purposes } => list("purposes", purposes),
            Self::Volume(volume) => vec![word_of(&Volume::ALL, *volume).to_string()],
        }
    }
}

fn accuracy(FileAccuracy { fields, of, by }: &FileAccuracy) -> Vec<String> {
    let by = by.map_or("any occasion", |by| word_of(&AuditOccasion::ALL, by));
    let of = [format!("of {}", word_of(&AccuracyOf::ALL, *of)), format!("by {by}")];
    of.into_iter().chain(list("fields", fields)).collect()
}

fn goals_of(of: &GoalsOf) -> Vec<String> {
    match of {
        GoalsOf::Everybody => Vec::new(),
        GoalsOf::Tiers(tiers) => list("tiers", tiers),
        GoalsOf::Classes(classes) => list("classes", classes),
    }
}

fn attitudes(bounds: NpsBounds) -> String {
    let (to, from) = (bounds.detractors_to(), bounds.promoters_from());
    format!("detractors to {to} and promoters from {from}")
}

fn follow_up(FollowUp { since, purposes, within, ends, .. }: &FollowUp) -> Vec<String> {
    let since = word_of(&NewSince::ALL, *since);
    let within =
        if within.counts_days() { format!("within {within} to {ends}") } else { format!("within {within}") };
    [format!("since {since}"), within].into_iter().chain(list("purposes", purposes)).collect()
}

fn first_contact(FirstContact { kinds, by, reopened_within }: &FirstContact) -> Vec<String> {
    let by = format!("by {}", word_of(&FirstContactBy::ALL, *by));
    let reopened = reopened_within.iter().map(|within| format!("reopened within {within}"));
    core::iter::once(by).chain(reopened).chain(list("kinds", kinds)).collect()
}

fn repeats(CauseRule { kinds, by, within }: &CauseRule) -> Vec<String> {
    let by = match by {
        CauseBy::Kind => "causes are kinds".to_string(),
        // Of several labels, that which stands first is the cause.
        CauseBy::Tags(tags) => {
            let tags: Vec<&str> = tags.iter().map(Tag::as_str).collect();
            format!("causes {}", tags.join(" before "))
        }
    };
    let within = within.iter().map(|within| format!("within {within}"));
    core::iter::once(by).chain(within).chain(list("kinds", kinds)).collect()
}

fn of_budget(Budget { amount, aim, department, activity }: &Budget) -> Vec<String> {
    let department = department.iter().map(|department| format!("department {department}"));
    let activity = activity.iter().map(|activity| format!("activity {activity}"));
    core::iter::once(format!("budget {amount}"))
        .chain(spent_on(*aim))
        .chain(department)
        .chain(activity)
        .collect()
}

fn spent_on(aim: Option<SpendAim>) -> impl Iterator<Item = String> {
    let word = |aim| match aim {
        SpendAim::Acquisition => "spend on acquisition",
        SpendAim::Maintenance => "spend on maintenance",
    };
    aim.map(word).map(ToString::to_string).into_iter()
}

fn in_currency(currency: Option<Currency>) -> impl Iterator<Item = String> {
    currency.into_iter().map(|currency| format!("in {currency}"))
}

fn by(customers: CustomersBy) -> &'static str {
    word_of(&CustomersBy::ALL, customers)
}

fn counts_word(counts: Counts) -> &'static str {
    word_of(&Counts::ALL, counts)
}

/// Returns the word of a choice.
fn word_of<T: Copy + PartialEq>(all: &[(T, &'static str)], one: T) -> &'static str {
    all.iter().find(|(other, _)| *other == one).map_or("", |(_, word)| word)
}

fn about<'a>(
    survey: Option<&'a SurveyName>,
    topic: Option<&'a Topic>,
) -> impl Iterator<Item = String> + use<'a> {
    let survey = survey.into_iter().map(|survey| format!("survey {survey}"));
    survey.chain(topic.into_iter().map(|topic| format!("topic {topic}")))
}

fn asked(question: &Question) -> impl Iterator<Item = String> + use<> {
    let Question { survey, topic, scale, counts } = question;
    let survey = survey.as_ref().map(|survey| format!("survey {survey}"));
    let rest =
        [format!("topic {topic}"), format!("scale {scale}"), format!("{} answers", counts_word(*counts))];
    survey.into_iter().chain(rest)
}

fn rebought(Repurchase { buyers, within }: Repurchase) -> Vec<String> {
    let buyers = format!("{} buyers", word_of(&Buyers::ALL, buyers));
    core::iter::once(buyers).chain(within.map(|within| format!("within {within}"))).collect()
}

fn pass_mark(rule: &QualityRule) -> Option<String> {
    rule.sheet.pass().map(|pass| format!("pass {pass}"))
}

fn scored(QualityRule { sheet, counts }: &QualityRule) -> impl Iterator<Item = String> + use<> {
    let mut criteria: Vec<String> = sheet.criteria().iter().map(ToString::to_string).collect();
    criteria.sort_unstable();
    let (sheet, criteria) =
        (format!("sheet {}", sheet.name()), format!("criteria {}", criteria.join(" and ")));
    [sheet, criteria, format!("{} reviews", counts_word(*counts))].into_iter()
}

fn by_the_clock(mut choices: Vec<String>) -> Vec<String> {
    choices.insert(0, "by the clock".to_string());
    choices
}

fn times(TicketTime { stretch, kinds, shown, within }: &TicketTime) -> Vec<String> {
    let to = match stretch {
        Stretch::Reported { to } => list("roles", to),
        Stretch::Remedied { by } => list("remedies", by),
        _ => Vec::new(),
    };
    let shown = match shown {
        ShownTime::Mean => "mean".to_string(),
        ShownTime::Within => "in time".to_string(),
        ShownTime::Percentile { share, kind } => {
            format!("percentile {} by {}", share, kind.as_str())
        }
    };
    let within = within.iter().map(|within| format!("within {within}"));
    [shown].into_iter().chain(within).chain(to).chain(list("kinds", kinds)).collect()
}

/// Returns the words of a list in order, each once; nothing for an empty list, which stands for all.
fn list<T: fmt::Display>(name: &str, items: &[T]) -> Vec<String> {
    let mut words: Vec<String> = items.iter().map(ToString::to_string).collect();
    words.sort_unstable();
    words.dedup();
    let listed = format!("{name} {}", words.join(" "));
    if words.is_empty() { Vec::new() } else { vec![listed] }
}

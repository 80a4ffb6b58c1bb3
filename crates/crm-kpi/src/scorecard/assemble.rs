//! From an indicator to what gathers its facts.

use alloc::boxed::Box;

use crm_calendar::Zone;
use crm_model::Fact;

use crate::formulas::customers::coverage::Covered;
use crate::formulas::customers::customer_goals::GoalsMet;
use crate::formulas::customers::file_accuracy::Accurate;
use crate::formulas::customers::file_completeness::Complete;
use crate::formulas::customers::follow_up::Followed;
use crate::formulas::customers::reactivation::Returning;
use crate::formulas::customers::repurchase::Rebought;
use crate::formulas::customers::retention::Retained;
use crate::formulas::money::budget::Budgeted;
use crate::formulas::money::close_rate::Closed;
use crate::formulas::money::cost_share::Spent;
use crate::formulas::money::earned_growth::Earned;
use crate::formulas::money::revenue_retention::{Nets, RevenueKept};
use crate::formulas::money::tier_spend_share::SpentOnTier;
use crate::formulas::money::value_to_cost::Valued;
use crate::formulas::money::win_keep::WonAndKept;
use crate::formulas::surveys::participation::Participated;
use crate::formulas::surveys::recommendation::Recommended;
use crate::formulas::surveys::recommendation_conversion::Converted;
use crate::formulas::surveys::representation::Sampled;
use crate::formulas::surveys::satisfaction::{Asked, Reckoning, Revisits};
use crate::formulas::tickets::attainment::Met;
use crate::formulas::tickets::complaint_causes::Repeating;
use crate::formulas::tickets::complaint_rate::{Counting, Rated};
use crate::formulas::tickets::contradictions::Contradicted;
use crate::formulas::tickets::first_contact::SolvedAtOnce;
use crate::formulas::tickets::hand_overs::HandedOver;
use crate::formulas::tickets::quality_sheet::{Reviewed, Shows};
use crate::formulas::tickets::recording_lag::Lagging;
use crate::formulas::tickets::recovery::WonBack;
use crate::formulas::tickets::remedies::Remedied;
use crate::formulas::tickets::reopening::Lasting;
use crate::formulas::tickets::resolution::Solved;
use crate::formulas::tickets::ticket_completeness::Filled;
use crate::formulas::tickets::ticket_time::Timed;
use crate::formulas::tickets::volume::Handled;
use crate::gather::{Conversion, Gather};
use crate::period::Windows;
use crate::{
    Base, CustomersBy, Evidence, Facts, Formula, GoalsOf, IndicatorSpec, Quantity, Reason, SegmentBy,
};

/// An indicator for which there are no facts.
struct Unmeasured(Quantity, Reason);

impl Gather<'_> for Unmeasured {
    fn evidence(&self, _place: usize) -> Evidence {
        Evidence::of_nobody_knows_what(self.0, self.1.clone())
    }
}

/// Returns what is missing so that nothing can be measured at all.
pub(super) fn missing(spec: &IndicatorSpec, facts: &Facts<'_>) -> Option<Reason> {
    let tables = spec.formula.tables();
    if let Some(table) = tables.into_iter().find(|table| facts.dataset.extent(*table).is_none()) {
        return Some(Reason::NotSupplied(table));
    }
    match &spec.formula {
        Formula::Attainment { .. } => facts.obligations.is_none().then_some(Reason::NoObligations),
        Formula::Coverage { .. } => facts.classes.is_none().then_some(Reason::NoClasses),
        Formula::ValueToCost { .. } => facts.lifetime_values.is_none().then_some(Reason::NoLifetimeValues),
        Formula::CustomerGoals { of: GoalsOf::Classes(_) } => {
            facts.classes.is_none().then_some(Reason::NoClasses)
        }
        Formula::Representativeness(rule) => match rule.by {
            SegmentBy::Tier => {
                let no_tiers = facts.tiers.is_none() && !facts.dataset.tells_of(Fact::Tier);
                no_tiers.then_some(Reason::NoTiers)
            }
            SegmentBy::Class => facts.classes.is_none().then_some(Reason::NoClasses),
            SegmentBy::Industry | SegmentBy::Channel => None,
        },
        _ => None,
    }
}

/// Returns what gathers the facts of an indicator.
pub(super) fn gatherer<'a>(
    spec: &'a IndicatorSpec,
    facts: Facts<'a>,
    windows: &'a Windows,
    zone: &'a Zone,
) -> Box<dyn Gather<'a> + 'a> {
    if let Some(reason) = missing(spec, &facts) {
        return Box::new(Unmeasured(spec.formula.quantity(), reason));
    }
    let told = facts.dataset.event_kinds();
    let conversion = |to| Conversion { rates: facts.dataset.rates(), zone, to };
    match &spec.formula {
        Formula::Retention { form, customers, tier } => {
            Box::new(Retained::new(facts, windows, *customers, tier.as_ref(), *form))
        }
        Formula::RevenueRetention { form, currency } => {
            Box::new(RevenueKept::new(facts, conversion(*currency), *form, windows))
        }
        Formula::Nps { question, bounds } => Box::new(Asked::new(question, Reckoning::Nps(*bounds), windows)),
        Formula::WouldRecommend { question, at_least } | Formula::Satisfaction { question, at_least } => {
            Box::new(Asked::new(question, Reckoning::TopBox(*at_least), windows))
        }
        Formula::MeanSatisfaction { question } => Box::new(Asked::new(question, Reckoning::Mean, windows)),
        Formula::RevisitSatisfaction { kinds, counts } => {
            Box::new(Revisits::new(kinds, *counts, told, windows))
        }
        Formula::Recommended { customers } => Box::new(Recommended::new(facts, *customers, windows)),
        Formula::ComplaintRate { kinds, base } => {
            Box::new(Rated::new(Counting::Complaints(kinds), *base, windows))
        }
        Formula::ContactFrequency { customers } => {
            let base = match customers {
                CustomersBy::Memberships => Base::Members,
                CustomersBy::Purchases => Base::Buyers,
            };
            Box::new(Rated::new(Counting::Contacts, base, windows))
        }
        Formula::Attainment { measure, clauses } => Box::new(Met::new(measure.as_ref(), clauses, windows)),
        Formula::TicketTime(time) => Box::new(Timed::new(time, told, windows)),
        Formula::RecordingLag { channels } => Box::new(Lagging::new(channels, windows)),
        Formula::FollowUp(rule) => Box::new(Followed::new(facts, rule, windows)),
        Formula::FileCompleteness { fields } => Box::new(Complete::new(fields, windows)),
        Formula::FileAccuracy(rule) => Box::new(Accurate::new(rule, windows)),
        Formula::Coverage { class } => Box::new(Covered::new(facts, class, windows)),
        Formula::Participation { survey, topic, response, invitations } => {
            let rule = (*response, *invitations);
            Box::new(Participated::new(survey.as_ref(), topic.as_ref(), rule, windows))
        }
        Formula::CostShare { currency } => Box::new(Spent::new(facts, conversion(*currency), windows)),
        Formula::TierSpendShare { tier, currency } => {
            Box::new(SpentOnTier::new(facts, tier, conversion(*currency), windows))
        }
        Formula::Resolution { kinds } => Box::new(Solved::new(kinds, told, windows)),
        Formula::TicketCompleteness { parts, kinds } => Box::new(Filled::new(parts, kinds, windows)),
        Formula::Reactivation { customers } => Box::new(Returning::new(facts, *customers, windows)),
        Formula::Effort { question, bounds } => {
            Box::new(Asked::new(question, Reckoning::Effort(*bounds), windows))
        }
        Formula::ReturnOnSpend { margin, aim, currency } => {
            Box::new(Spent::returned(facts, conversion(*currency), (*aim, *margin), windows))
        }
        Formula::BudgetUse(budget) => {
            Box::new(Budgeted::new(budget, conversion(Some(budget.amount.currency())), windows))
        }
        Formula::ValueToCost { aim, currency } => {
            Box::new(Valued::new(facts, *aim, conversion(*currency), windows))
        }
        Formula::CostPerCustomer { form, customers, currency } => {
            Box::new(WonAndKept::new(*form, facts, *customers, conversion(*currency), windows))
        }
        Formula::EarnedGrowth { form, currency } => {
            Box::new(Earned::new(facts, *form, Nets::new(conversion(*currency)), windows))
        }
        Formula::RecommendationConversion { customers } => {
            Box::new(Converted::new(facts, *customers, windows, zone))
        }
        Formula::CloseRate { purposes, within } => {
            Box::new(Closed::new(facts, purposes, Some(*within), windows))
        }
        Formula::CustomerGoals { of } => Box::new(GoalsMet::new(facts, of, conversion(None), windows)),
        Formula::Attendance { purposes } => Box::new(Closed::new(facts, purposes, None, windows)),
        Formula::Representativeness(rule) => Box::new(Sampled::new(facts, rule, windows)),
        Formula::Repurchase(rule) => Box::new(Rebought::new(facts, *rule, windows)),
        Formula::FirstContact(rule) => Box::new(SolvedAtOnce::new(rule, told, windows)),
        Formula::Reopening { kinds, within } => Box::new(Lasting::new(kinds, *within, told, windows)),
        Formula::Recovery { kinds } => Box::new(WonBack::new(kinds, told, windows)),
        Formula::HandOvers { kinds } => Box::new(HandedOver::new(kinds, told, windows)),
        Formula::RepeatedComplaints(rule) => Box::new(Repeating::new(rule, told, windows)),
        Formula::Remedied { remedies, kinds } => Box::new(Remedied::new(remedies, kinds, told, windows)),
        Formula::Contradictions { kinds } => Box::new(Contradicted::new(facts.dataset, kinds, windows)),
        Formula::QualityScore(rule) => Box::new(Reviewed::new(rule, Shows::Score, facts, windows)),
        Formula::QualityPass(rule) => Box::new(Reviewed::new(rule, Shows::Passed, facts, windows)),
        Formula::Volume(volume) => Box::new(Handled::new(*volume, told, windows)),
    }
}

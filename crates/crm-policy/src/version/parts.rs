//! What a version holds, part by part.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, CalendarSpec, Zone};
use crm_escalation::EscalationRules;
use crm_kpi::analysis::Analyses;
use crm_kpi::cadence::Cadences;
use crm_kpi::goal::Goals;
use crm_kpi::{QualitySheet, Scorecard};
use crm_model::{Currency, ExistingAfter, RuleName, SheetName, Vocabulary, VocabularyMap};
use crm_segmentation::{
    ChurnRule, ClassRule, CrossSellingRule, Entitlements, FrequentBuyersRule, LifecycleRule, LoyaltyRule,
    RfmRule, SegmentRule, StandingRule, TierNames, ValueTierRule,
};
use crm_sla::{RecordingRules, ServiceLevels};

use super::OpenTickets;
use crate::allocation::Allocation;
use crate::error::PolicyProblem;
use crate::lifetime_value::LifetimeValueRule;
use crate::scope::Scope;

/// Everything that one document says.
#[derive(Debug)]
pub(crate) struct Parts {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) owner: Option<String>,
    pub(crate) zone: Zone,
    pub(crate) valid_from: Option<DateTime<Utc>>,
    pub(crate) valid_until: Option<DateTime<Utc>>,
    pub(crate) open_tickets: OpenTickets,
    /// A problem at the place of `valid`, or of the document, whose message is still to be written.
    pub(crate) valid_place: PolicyProblem,
    pub(crate) scope: Scope,
    pub(crate) vocabulary: Vocabulary,
    pub(crate) maps: BTreeMap<String, VocabularyMap>,
    pub(crate) existing_after: Option<ExistingAfter>,
    pub(crate) shares: BTreeMap<String, Allocation>,
    pub(crate) currency: Option<Currency>,
    pub(crate) calendars: BTreeMap<String, Calendar>,
    pub(crate) calendar_specs: BTreeMap<String, CalendarSpec>,
    pub(crate) service_levels: ServiceLevels,
    pub(crate) recording: RecordingRules,
    pub(crate) segmentation: Segmentation,
    pub(crate) lifetime_value: Option<LifetimeValueRule>,
    pub(crate) retention: Retention,
    pub(crate) buying: Buying,
    pub(crate) entitlements: Entitlements,
    pub(crate) escalation: Option<EscalationRules>,
    pub(crate) quality_sheets: BTreeMap<SheetName, QualitySheet>,
    pub(crate) scorecard: Scorecard,
    pub(crate) goals: Goals,
    pub(crate) cadences: Cadences,
    pub(crate) analyses: Analyses,
    pub(crate) sources: Vec<String>,
}

/// The rules about what customers are worth.
#[derive(Debug, Default)]
pub(crate) struct Segmentation {
    // INVARIANT: sorted by name.
    pub(crate) tiers: Vec<ValueTierRule>,
    /// How customers keep the tiers of a rule, by that rule's name.
    pub(crate) standings: BTreeMap<RuleName, StandingRule>,
    // INVARIANT: sorted by name.
    pub(crate) tier_names: Vec<TierNames>,
    pub(crate) classes: Option<ClassRule>,
    pub(crate) rfm: Option<RfmRule>,
    pub(crate) segments: Option<SegmentRule>,
}

/// The rules about who stays.
#[derive(Debug, Default)]
pub(crate) struct Retention {
    pub(crate) churn: Option<ChurnRule>,
    pub(crate) loyalty: Option<LoyaltyRule>,
    pub(crate) lifecycle: Option<LifecycleRule>,
}

/// The rules about what purchases tell of further ones.
#[derive(Debug, Default)]
pub(crate) struct Buying {
    pub(crate) cross_selling: Option<CrossSellingRule>,
    pub(crate) frequent_buyers: Option<FrequentBuyersRule>,
}

//! [`PolicyVersion`]: one document in force for a time.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use crm_calendar::{Calendar, CalendarSpec, Zone};
use crm_escalation::EscalationRules;
use crm_kpi::analysis::Analyses;
use crm_kpi::cadence::Cadences;
use crm_kpi::goal::Goals;
use crm_kpi::{QualitySheet, Scorecard};
use crm_model::{ClauseId, Currency, ExistingAfter, RuleName, SheetName, Vocabulary, VocabularyMap};
use crm_segmentation::{
    ChurnRule, ClassRule, CrossSellingRule, Entitlements, FrequentBuyersRule, LifecycleRule, LoyaltyRule,
    RfmRule, SegmentRule, StandingRule, TierNames, ValueTierRule,
};
use crm_sla::{RecordingRules, ServiceLevels};

use crate::allocation::Allocation;
use crate::error::PolicyProblem;
use crate::lifetime_value::LifetimeValueRule;
use crate::scope::Scope;

/// One document, merged with what it extends, and the time for which it is in force. Cheap to clone.
#[derive(Debug, Clone)]
pub struct PolicyVersion {
    pub(crate) parts: Arc<Parts>,
    /// The rules about tickets with the edits of their calendars in later versions; `None` where there are none.
    pub(crate) edited: Option<Arc<ServiceLevels>>,
}

/// What becomes of tickets that are open when a version comes into force.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum OpenTickets {
    /// They keep the version that was in force when they opened: a promise given stays as it was given.
    #[default]
    Keep,
    /// The version takes over what is still open and not late; its clocks count from the start of each.
    TakeOver,
}

impl OpenTickets {
    /// Every option with its word.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Keep, "keep"), (Self::TakeOver, "take-over")];
}

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

/// The rule for value tiers that applications take unless they name another.
const VALUE_TIERS: &str = "tiers.value";

impl PolicyVersion {
    /// Returns the document's name.
    pub fn name(&self) -> &str {
        &self.parts.name
    }

    /// Returns what the document calls this version; empty if it does not say.
    pub fn version(&self) -> &str {
        &self.parts.version
    }

    /// Returns who interprets and revises the document (clause B-GOV-1), if it says.
    pub fn owner(&self) -> Option<&str> {
        self.parts.owner.as_deref()
    }

    /// Returns what the caller called the document's text, as errors do.
    pub fn source_name(&self) -> &str {
        &self.parts.valid_place.source_name
    }

    /// Returns the first instant at which it is in force; `None` if it always was.
    pub fn valid_from(&self) -> Option<DateTime<Utc>> {
        self.parts.valid_from
    }

    /// Returns the first instant at which it is no longer in force; `None` if it stays.
    pub fn valid_until(&self) -> Option<DateTime<Utc>> {
        self.parts.valid_until
    }

    /// Returns whether it is in force at an instant.
    pub fn is_in_force(&self, instant: DateTime<Utc>) -> bool {
        self.valid_from().is_none_or(|from| from <= instant)
            && self.valid_until().is_none_or(|until| instant < until)
    }

    /// Returns the zone whose midnights its dates are.
    pub fn zone(&self) -> &Zone {
        &self.parts.zone
    }

    /// Returns the industries and scenes for which it holds.
    pub fn scope(&self) -> &Scope {
        &self.parts.scope
    }

    /// Returns the words that it declares.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.parts.vocabulary
    }

    /// Returns by name how words of other vocabularies read in its own (clauses D-RESP-9, D-TIER-5).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Detailed);
    /// let customers = &policy.latest().maps()["customers"];
    /// assert_eq!(customers.tier(&"A".parse().unwrap()).unwrap().as_str(), "high");
    /// ```
    pub fn maps(&self) -> &BTreeMap<String, VocabularyMap> {
        &self.parts.maps
    }

    /// Returns when a new customer becomes an existing one (clause D-TIER-5); `None` if the document does not say, so
    /// that whatever depends on it is undetermined.
    pub fn existing_after(&self) -> Option<ExistingAfter> {
        self.parts.existing_after
    }

    /// Returns by name how things are split over value tiers (clause P-CARE-5).
    pub fn shares(&self) -> &BTreeMap<String, Allocation> {
        &self.parts.shares
    }

    /// Returns the currency in which amounts are reported; `None` if the document names none.
    pub fn currency(&self) -> Option<Currency> {
        self.parts.currency
    }

    /// Returns its calendars by name.
    pub fn calendars(&self) -> &BTreeMap<String, Calendar> {
        &self.parts.calendars
    }

    /// Returns what a calendar was made from, so that a program can say why a date is open or closed: the weekly hours,
    /// the holiday lists, the dates with hours of their own. `None` if no calendar of this name states its own hours.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_calendar::{ListedDay, chrono::NaiveDate};
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Detailed);
    /// let office = policy.latest().calendar_spec("office").unwrap();
    /// let eve = NaiveDate::from_ymd_opt(2026, 2, 16).unwrap(); // a Monday, eve of the Spring Festival
    /// assert!(office.windows_on(eve).is_empty());
    /// assert_eq!(office.holidays[0].day(eve), ListedDay::Off);
    /// assert!(policy.latest().calendar_spec("night-shift").is_none());
    /// ```
    pub fn calendar_spec(&self, name: &str) -> Option<&CalendarSpec> {
        self.parts.calendar_specs.get(name)
    }

    /// Returns its rules about tickets.
    pub fn service_levels(&self) -> &ServiceLevels {
        self.edited.as_deref().unwrap_or(&self.parts.service_levels)
    }

    /// Returns what becomes of tickets that are open when it comes into force.
    pub fn open_tickets(&self) -> OpenTickets {
        self.parts.open_tickets
    }

    /// Returns its rules about recording contacts and what is learned of customers; empty if it has none.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Detailed);
    /// let rules = policy.latest().recording().rules();
    /// let names: Vec<&str> = rules.iter().map(|rule| rule.name().as_str()).collect();
    /// assert_eq!(names, ["recording.calls", "recording.contact-details", "recording.file-updates"]);
    /// ```
    pub fn recording(&self) -> &RecordingRules {
        &self.parts.recording
    }

    /// Returns the rule for value tiers that is called `value`, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "detailed"
    ///
    ///     [tiers.value]
    ///     clause     = "P-TIER-1"
    ///     spend      = { window = "12 months", high = "20%", middle = "60%", by = "rank" }
    ///     repurchase = { of = "orders-after-the-first", high = ">= 60%", middle = ">= 30%", counting = "orders" }
    ///     disagree   = "lower"
    ///     population = "with-purchases"
    ///     names      = ["high", "middle", "ordinary"]
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let rule = policy.latest().value_tiers().unwrap();
    /// assert_eq!(rule.spec().spend.high.to_string(), "20%");
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn value_tiers(&self) -> Option<&ValueTierRule> {
        self.tier_rules().iter().find(|rule| rule.name().as_str() == VALUE_TIERS)
    }

    /// Returns its rules for tiers, sorted by name.
    pub fn tier_rules(&self) -> &[ValueTierRule] {
        &self.parts.segmentation.tiers
    }

    /// Returns how customers keep the tiers of a rule while verdicts change; `None` where its `stability` is not stated, so
    /// that the last verdict is the tier.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "six-plans"
    ///
    ///     [tiers.value]
    ///     stability = { downgrade = "at-review", first = 2026-01-01, every = "3 months", failing = 2, to = "verdict" }
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let version = policy.latest();
    /// let tiers = version.value_tiers().unwrap();
    /// assert_eq!(version.standing_of(tiers.name()).unwrap().name.as_str(), "tiers.value.stability");
    /// assert_eq!(Policy::preset(Preset::SixPlans).latest().standing_of(tiers.name()), None);
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn standing_of(&self, tiers: &RuleName) -> Option<&StandingRule> {
        self.parts.segmentation.standings.get(tiers)
    }

    /// Returns what other documents call the levels, sorted by name.
    pub fn tier_names(&self) -> &[TierNames] {
        &self.parts.segmentation.tier_names
    }

    /// Returns its rule for the classes A, B and C, if there is one.
    pub fn classes(&self) -> Option<&ClassRule> {
        self.parts.segmentation.classes.as_ref()
    }

    /// Returns its rule for RFM scores, if there is one.
    pub fn rfm(&self) -> Option<&RfmRule> {
        self.parts.segmentation.rfm.as_ref()
    }

    /// Returns its rule for segments by RFM scores, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Lifecycle);
    /// let segments = policy.latest().segments().unwrap();
    /// assert_eq!(segments.map().names().next().unwrap().as_str(), "champions");
    /// ```
    pub fn segments(&self) -> Option<&SegmentRule> {
        self.parts.segmentation.segments.as_ref()
    }

    /// Returns its rule for the lifetime value of customers, if there is one (clauses B-CLV-1, D-CLV-1).
    pub fn lifetime_value(&self) -> Option<&LifetimeValueRule> {
        self.parts.lifetime_value.as_ref()
    }

    /// Returns what tiers give customers the right to (clauses P-TIER-4, P-TIER-6, H-TIER-2); empty if it says nothing of it.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::SixPlans);
    /// let entitlements = policy.latest().entitlements();
    /// let high = "high".parse().unwrap();
    /// let kinds: Vec<&str> = entitlements.of_tier(&high).map(|entitlement| entitlement.kind().as_str()).collect();
    /// assert_eq!(kinds, ["personal-adviser", "priority-lane", "tailored-benefit"]);
    /// ```
    pub fn entitlements(&self) -> &Entitlements {
        &self.parts.entitlements
    }

    /// Returns its rule for warnings that a customer may leave, if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::{Policy, Preset};
    ///
    /// let policy = Policy::preset(Preset::Handbook);
    /// let grades = &policy.latest().churn().unwrap().spec().grades;
    /// let names: Vec<&str> = grades.iter().map(|grade| grade.name.as_str()).collect();
    /// assert_eq!(names, ["none", "watch", "warning", "urgent"]);
    /// ```
    pub fn churn(&self) -> Option<&ChurnRule> {
        self.parts.retention.churn.as_ref()
    }

    /// Returns its rule for loyalty, if there is one.
    pub fn loyalty(&self) -> Option<&LoyaltyRule> {
        self.parts.retention.loyalty.as_ref()
    }

    /// Returns its rule for the stages of a customer's life, if there is one; it holds the rules for warnings and for
    /// loyalty that it rests on.
    pub fn lifecycle(&self) -> Option<&LifecycleRule> {
        self.parts.retention.lifecycle.as_ref()
    }

    /// Returns its rule for candidates of cross-selling (clauses D-CROSS-1 and L-CROSS-1), if there is one.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "detailed"
    ///
    ///     [cross-selling]
    ///     clause     = "D-CROSS-1"
    ///     strength   = "derived"
    ///     customers  = 20
    ///     confidence = "25%"
    ///     lift       = "1.5"
    ///     order      = "confidence"
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let spec = policy.latest().cross_selling().unwrap().spec();
    /// assert_eq!((spec.customers, spec.lift.unwrap().to_decimal_string(1).as_str()), (20, "1.5"));
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn cross_selling(&self) -> Option<&CrossSellingRule> {
        self.parts.buying.cross_selling.as_ref()
    }

    /// Returns its rule that sets frequent buyers against ordinary ones (clause H-SEG-2), if there is one.
    pub fn frequent_buyers(&self) -> Option<&FrequentBuyersRule> {
        self.parts.buying.frequent_buyers.as_ref()
    }

    /// Returns its rules about escalation; `None` if it has no ladder and no trigger.
    pub fn escalation(&self) -> Option<&EscalationRules> {
        self.parts.escalation.as_ref()
    }

    /// Returns every clause that a rule of the document names, with the rule's name: sorted.
    pub fn clauses(&self) -> Vec<(String, ClauseId)> {
        let entry = |name: &RuleName, clause: &ClauseId| (name.as_str().to_owned(), clause.clone());
        let promises = self.service_levels().rules().iter().map(|rule| entry(rule.name(), rule.clause()));
        let records = self.recording().rules().iter().map(|rule| entry(rule.name(), rule.clause()));
        let triggers = self.escalation().into_iter().flat_map(EscalationRules::triggers);
        let triggers = triggers.map(|trigger| entry(&trigger.name, &trigger.clause));
        let tiers = self.tier_rules().iter().map(|rule| entry(rule.name(), rule.clause()));
        let standings = self.parts.segmentation.standings.values();
        let standings = standings.map(|rule| entry(&rule.name, &rule.clause));
        let segments = self.segments().map(|rule| {
            let map = rule.map().spec();
            entry(&map.name, &map.clause)
        });
        let names = self.tier_names().iter().map(|names| entry(names.name(), names.clause()));
        let classes = self.classes().map(|rule| ("classes".to_owned(), rule.spec().clause.clone()));
        let rfm = self.rfm().map(|rule| ("rfm".to_owned(), rule.spec().clause.clone()));
        let lifetime_value = self.lifetime_value().map(LifetimeValueRule::spec);
        let lifetime_value = lifetime_value.map(|spec| entry(&spec.name, &spec.clause));
        let entitlements = self.entitlements().rules().iter().map(|rule| entry(rule.name(), rule.clause()));
        let churn = self.churn().map(|rule| entry(rule.name(), rule.clause()));
        let loyalty = self.loyalty().map(|rule| entry(rule.name(), rule.clause()));
        let lifecycle = self.lifecycle().map(|rule| entry(rule.name(), rule.clause()));
        let cross_selling = self.cross_selling().map(|rule| entry(rule.name(), rule.clause()));
        let frequent_buyers = self.frequent_buyers().map(|rule| entry(rule.name(), rule.clause()));
        let shares = self.shares().iter();
        let shares = shares.map(|(name, split)| (format!("shares.{name}"), split.clause().clone()));
        let indicators = self.scorecard().indicators().iter().map(|spec| entry(&spec.name, &spec.clause));
        let goals = self.goals().goals().iter().map(|goal| entry(&goal.spec().name, &goal.spec().clause));
        let cadences = self.cadences().cadences().iter().map(|cadence| entry(&cadence.name, &cadence.clause));
        let analyses = self.analyses().specs().iter().map(|spec| entry(&spec.name, &spec.clause));
        let all = promises
            .chain(records)
            .chain(indicators)
            .chain(goals)
            .chain(cadences)
            .chain(analyses)
            .chain(triggers)
            .chain(tiers)
            .chain(names)
            .chain(classes)
            .chain(rfm)
            .chain(standings)
            .chain(segments)
            .chain(lifetime_value)
            .chain(churn)
            .chain(loyalty)
            .chain(lifecycle)
            .chain(cross_selling)
            .chain(frequent_buyers)
            .chain(entitlements)
            .chain(shares);
        let mut all: Vec<_> = all.collect();
        all.sort_unstable();
        all
    }

    /// Returns by name the sheets on which tickets are scored (clause H-QUAL-1).
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "detailed"
    ///
    ///     [quality-sheet.calls]
    ///     criteria = [
    ///       { name = "courtesy", points = 2, weight = 1 },
    ///       { name = "solution", points = 10, weight = 3 },
    ///     ]
    ///     pass = ">= 80%"
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let sheet = &policy.latest().quality_sheets()[&"calls".parse().unwrap()];
    /// assert_eq!(sheet.criteria()[1].points, 10);
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn quality_sheets(&self) -> &BTreeMap<SheetName, QualitySheet> {
        &self.parts.quality_sheets
    }

    /// Returns its indicators; their periods are civil dates of its zone.
    pub fn scorecard(&self) -> &Scorecard {
        &self.parts.scorecard
    }

    /// Returns its goals, which are about its indicators.
    pub fn goals(&self) -> &Goals {
        &self.parts.goals
    }

    /// Returns what is looked at every month, quarter or year (clauses B-CYCLE-1, D-CYCLE-1); empty if it does not say.
    pub fn cadences(&self) -> &Cadences {
        &self.parts.cadences
    }

    /// Returns the tables that it asks for besides single figures (clauses P-COMP-5, L-CHAN-5 and the like); empty if none.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_policy::Policy;
    ///
    /// let text = r#"
    ///     schema  = "crm-policy/1"
    ///     name    = "ours"
    ///     extends = "detailed"
    ///
    ///     [analysis.silent-channels]
    ///     clause     = "L-ACC-2"
    ///     of         = "channel-deliveries"
    ///     per        = "month"
    ///     usual-gaps = 3
    /// "#;
    /// let policy = Policy::parse(text, "ours.toml")?;
    /// let names = policy.latest().analyses().specs().iter().map(|spec| spec.name.as_str());
    /// assert!(names.into_iter().any(|name| name == "analysis.silent-channels"));
    /// # Ok::<(), crm_policy::PolicyError>(())
    /// ```
    pub fn analyses(&self) -> &Analyses {
        &self.parts.analyses
    }

    /// Returns the documents that it extends, the nearest first, as `extends` names them.
    pub fn sources(&self) -> &[String] {
        &self.parts.sources
    }
}

//! Analyses: tables that a clause asks for where one figure would not do.
//!
//! An [`AnalysisSpec`] says which one is made, for which clause and over which periods; its [`AnalysisRule`] is of one kind.
//! [`Analyses::evaluate`] gives an [`Analysis`] of each for the last of its periods that is over: its [`Figures`], or the
//! [`Reason`] why there are none. A table without a row is never given.
//!
//! Each kind has a file of its own here, with what it finds and when it finds nothing.

mod campaigns;
mod channel_deliveries;
mod channels;
mod complaint_causes;
mod error;
mod evaluate;
mod performance;
mod process;
mod sales_and_satisfaction;

use alloc::boxed::Box;
use alloc::vec::Vec;

use chrono::{DateTime, Utc};
use crm_model::{ClauseId, RuleName, Strength, TableName};

pub use self::campaigns::{CampaignEffects, CampaignsRule, FormLine};
pub use self::channel_deliveries::{DeliveryLine, DeliveryRule, DeliveryTable, DeliveryUnknown};
pub use self::complaint_causes::CauseTable;
pub use self::error::{AnalysisError, AnalysisProblem};
use self::evaluate::Scene;
pub use self::performance::PerformanceRule;
pub use self::sales_and_satisfaction::{
    CorrelationLine, DirectionLine, SatisfactionRule, SatisfactionTable, Way,
};
use crate::process::{ServiceProcess, ServiceRule};
use crate::{
    CauseRule, ChannelRule, ChannelTable, CivilPeriod, Completeness, Per, Performance, Reason, Scorecard,
};

/// A table that a policy asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnalysisSpec {
    /// Its name in the policy, such as `analysis.causes`.
    pub name: RuleName,
    /// The clause that demands it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// How often it is made, and over how long.
    pub per: Per,
    /// What it is of.
    pub rule: AnalysisRule,
}

/// What an analysis is of: one kind of table, with the choices that the documents leave open.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum AnalysisRule {
    /// Causes of complaints, ranked, with repeats of a cause that was solved (clause P-COMP-5).
    ComplaintCauses(CauseRule),
    /// Channels side by side: cost, responses, solutions, satisfaction, and their spread (clauses D-KPI-8, L-CHAN-5).
    Channels(ChannelRule),
    /// Whether each collection channel still delivers (clause L-ACC-2).
    ChannelDeliveries(DeliveryRule),
    /// The effect of campaigns and other forms of interaction (clauses D-KPI-9, P-FORM-1).
    Campaigns(CampaignsRule),
    /// The change of sales against that of satisfaction (clause H-KPI-17).
    SalesAndSatisfaction(SatisfactionRule),
    /// Indicators by department, person and the like, with the cases behind each miss (clauses D-PERF-1, H-PERF-1).
    Performance(PerformanceRule),
    /// The process that tickets went through (clause L-PROC-1).
    Process(ServiceRule),
}

/// What an analysis found. It can be matched exhaustively, so that whoever shows it is told when a kind is added.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "kebab-case"))]
pub enum Figures {
    /// Causes of complaints.
    ComplaintCauses(CauseTable),
    /// Channels side by side.
    Channels(ChannelTable),
    /// Whether channels deliver.
    ChannelDeliveries(DeliveryTable),
    /// The effect of campaigns.
    Campaigns(Box<CampaignEffects>),
    /// How sales and satisfaction changed together.
    SalesAndSatisfaction(SatisfactionTable),
    /// Indicators by department, person and the like: one at least.
    Performance(Vec<Performance>),
    /// The process of tickets: of one ticket at least.
    Process(Box<ServiceProcess>),
}

// Adding a kind: a file beside this one with its `figures` and `check`, a variant in both enums, and its line in each `match` below.

impl AnalysisRule {
    /// Returns the word that policies and reports use.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::ComplaintCauses(_) => "complaint-causes",
            Self::Channels(_) => "channels",
            Self::ChannelDeliveries(_) => "channel-deliveries",
            Self::Campaigns(_) => "campaigns",
            Self::SalesAndSatisfaction(_) => "sales-and-satisfaction",
            Self::Performance(_) => "performance",
            Self::Process(_) => "process",
        }
    }

    /// Returns the tables from which it is made, those that were not supplied included.
    fn tables(&self) -> Vec<TableName> {
        match self {
            Self::ComplaintCauses(_) => complaint_causes::TABLES.to_vec(),
            Self::Channels(_) => channels::TABLES.to_vec(),
            Self::ChannelDeliveries(_) => channel_deliveries::TABLES.to_vec(),
            Self::Campaigns(_) => campaigns::TABLES.to_vec(),
            Self::SalesAndSatisfaction(_) => sales_and_satisfaction::TABLES.to_vec(),
            // Each of its lines says of itself whether the data cover it.
            Self::Performance(_) => Vec::new(),
            Self::Process(_) => process::TABLES.to_vec(),
        }
    }

    /// Returns what is wrong with it, with the key of the policy at fault. Rules that name indicators look for them on the
    /// scorecard.
    fn check(&self, scorecard: &Scorecard) -> Result<(), (&'static str, AnalysisProblem)> {
        match self {
            Self::ComplaintCauses(rule) => complaint_causes::check(rule),
            Self::ChannelDeliveries(rule) => channel_deliveries::check(rule),
            Self::Campaigns(rule) => campaigns::check(rule),
            Self::SalesAndSatisfaction(rule) => sales_and_satisfaction::check(rule),
            Self::Performance(rule) => performance::check(rule, scorecard),
            Self::Process(rule) => process::check(rule),
            Self::Channels(_) => Ok(()),
        }
    }

    fn figures(&self, scene: &Scene<'_>) -> Result<Figures, Reason> {
        match self {
            Self::ComplaintCauses(rule) => {
                complaint_causes::figures(rule, scene).map(Figures::ComplaintCauses)
            }
            Self::Channels(rule) => channels::figures(rule, scene).map(Figures::Channels),
            Self::ChannelDeliveries(rule) => {
                channel_deliveries::figures(rule, scene).map(Figures::ChannelDeliveries)
            }
            Self::Campaigns(rule) => campaigns::figures(rule, scene).map(Box::new).map(Figures::Campaigns),
            Self::SalesAndSatisfaction(rule) => {
                sales_and_satisfaction::figures(rule, scene).map(Figures::SalesAndSatisfaction)
            }
            Self::Performance(rule) => performance::figures(rule, scene).map(Figures::Performance),
            Self::Process(rule) => process::figures(rule, scene).map(Box::new).map(Figures::Process),
        }
    }
}

/// What an analysis found in a period.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Analysis {
    /// The analysis's name.
    pub analysis: RuleName,
    /// The clause behind it.
    pub clause: ClauseId,
    /// How binding the clause is.
    pub strength: Strength,
    /// The period.
    pub period: CivilPeriod,
    /// Up to when the facts are taken.
    pub as_of: DateTime<Utc>,
    /// Whether the period is over and the data hold all of it.
    pub completeness: Completeness,
    /// What was found, or why nothing was.
    pub figures: Result<Figures, Reason>,
}

/// The analyses of a policy, checked.
///
/// # Examples
///
/// ```
/// use crm_calendar::Zone;
/// use crm_kpi::analysis::{Analyses, AnalysisRule, AnalysisSpec};
/// use crm_kpi::{CauseBy, CauseRule, Facts, Per, Reason, Scorecard};
/// use crm_model::{Dataset, Records, Strength, TableName};
///
/// let causes = CauseRule { kinds: vec!["complaint".parse()?], by: CauseBy::Kind, within: None };
/// let spec = AnalysisSpec {
///     name: "analysis.causes".parse()?,
///     clause: "P-COMP-5".parse()?,
///     strength: Strength::Must,
///     per: Per::Month,
///     rule: AnalysisRule::ComplaintCauses(causes),
/// };
/// let scorecard = Scorecard::new(vec![], Zone::utc())?;
/// let analyses = Analyses::new(vec![spec], &scorecard)?;
/// let (dataset, _) = Dataset::new(Records::default()); // without any table
/// let [causes] = analyses
///     .evaluate(&scorecard, &Facts::new(&dataset), "2026-04-10T00:00:00Z".parse()?)
///     .try_into()
///     .expect("one analysis");
/// assert_eq!(causes.period.to_string(), "2026-03");
/// assert_eq!(causes.figures, Err(Reason::NotSupplied(TableName::Tickets)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Analyses {
    // INVARIANT: sorted by name, names distinct, each checked.
    specs: Vec<AnalysisSpec>,
}

impl Analyses {
    /// Returns the analyses in the order of their names, in whatever order they come.
    ///
    /// # Errors
    ///
    /// When two have one name, or a rule is none.
    pub fn new(mut specs: Vec<AnalysisSpec>, scorecard: &Scorecard) -> Result<Self, AnalysisError> {
        specs.sort_by(|one, other| one.name.cmp(&other.name));
        for (one, next) in specs.iter().zip(specs.iter().skip(1)) {
            if one.name == next.name {
                return Err(AnalysisError::of(&one.name, "", AnalysisProblem::Twice));
            }
        }
        for spec in &specs {
            spec.rule
                .check(scorecard)
                .map_err(|(key, problem)| AnalysisError::of(&spec.name, key, problem))?;
        }
        Ok(Self { specs })
    }

    /// Returns the analyses, sorted by name.
    pub fn specs(&self) -> &[AnalysisSpec] {
        &self.specs
    }

    /// Returns the same over periods of another length.
    #[must_use]
    pub fn over(&self, per: Per) -> Self {
        Self { specs: self.specs.iter().map(|spec| AnalysisSpec { per, ..spec.clone() }).collect() }
    }
}

//! What the page shows: plain texts and numbers, ready to be set.
//!
//! Everything here has been decided: rounded, cut to length, hidden where names are hidden. The templates only set it,
//! so a part of the page can be filled from any source, and tested without one.

mod analyses;
mod duties;
mod escalations;
mod lifetime;
mod lives;
mod quality;
mod reviews;
mod scorecard;
mod service_levels;
mod tiers;
mod trend;

pub use self::{
    analyses::{AnalysesView, AnalysisPicture, AnalysisTable, AnalysisView, PictureAxis, PictureRow},
    duties::{Duties, DutyRow, OwnerRow},
    escalations::{EscalationRow, EscalationsView, ReasonRow, TriggerRow},
    lifetime::{LifetimeRow, LifetimeView, QuarterRow},
    lives::{ChurnView, LifeRow, StagesView, WarnedRow},
    quality::{FileRow, FindingRow, LackingRow, Quality, UnclearRow},
    reviews::{ReviewView, ReviewsView},
    scorecard::{ScorecardRow, ScorecardView, UnmeasuredIndicator, UnmeasuredRow, Verdict},
    service_levels::{PromiseRow, PromiseTrend, ServiceLevels},
    tiers::{SegmentRow, SegmentsView, TierRow, TiersView},
    trend::{Point, Scale, Trend},
};

/// Everything on the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct View {
    /// What is assessed, by which policy, as of when.
    pub head: Head,
    /// The figures at the top, the most pressing first.
    pub tiles: Vec<Tile>,
    /// What is late and can still be met.
    pub overdue: Duties,
    /// What falls due next.
    pub due_soon: Duties,
    /// How the promises on tickets were kept.
    pub service_levels: ServiceLevels,
    /// Customers by value; `None` where the policy has no tiers or nothing is known of their spend.
    pub tiers: Option<TiersView>,
    /// Customers by segment; `None` where the policy has no segments or nothing is known of purchases.
    pub segments: Option<SegmentsView>,
    /// Who may leave; `None` where the policy has no warnings.
    pub churn: Option<ChurnView>,
    /// The stages of customers' lives and their loyalty; `None` where the policy has neither.
    pub stages: Option<StagesView>,
    /// What customers will still bring; `None` where the policy has no rule for it or there are no purchases.
    pub lifetime: Option<LifetimeView>,
    /// What was to go up the ladder; `None` where the policy has no ladder.
    pub escalations: Option<EscalationsView>,
    /// The indicators; `None` where the policy has none.
    pub scorecard: Option<ScorecardView>,
    /// What the policy's cadences found; `None` where it has neither cadences nor goals.
    pub reviews: Option<ReviewsView>,
    /// The tables besides single figures; `None` where the policy asks for none.
    pub analyses: Option<AnalysesView>,
    /// What is known of the data.
    pub quality: Quality,
}

/// What is assessed, by which policy, as of when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Head {
    /// What the data are.
    pub title: String,
    /// The policy's name.
    pub policy: String,
    /// The instant of the assessment.
    pub as_of: String,
    /// Where that instant comes from.
    pub as_of_is: String,
    /// More facts: the versions of the policy, the files, how long the assessment holds.
    pub facts: Vec<Fact>,
    /// Whether names of customers and persons are hidden.
    pub names_hidden: bool,
}

/// A fact with its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fact {
    /// What it is.
    pub name: String,
    /// The fact, one paragraph each.
    pub texts: Vec<String>,
}

/// A key figure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tile {
    /// What it counts.
    pub label: String,
    /// The figure with its unit.
    pub value: String,
    /// One line that puts it in its place.
    pub note: String,
    /// How it is to be taken.
    pub tone: Tone,
    /// The section that tells more, as the id of its heading; empty if there is none.
    pub section: &'static str,
}

/// How something is to be taken. A word always says it besides the colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    /// It says nothing by itself.
    #[default]
    Neutral,
    /// As it should be.
    Good,
    /// It wants attention.
    Warning,
    /// Not as it should be.
    Bad,
}

impl Tone {
    /// Returns the class that style sheets use.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Bad => "bad",
        }
    }

    /// Returns what is said to those who do not see the colour; nothing where it says nothing.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Neutral => "",
            Self::Good => "as it should be",
            Self::Warning => "wants attention",
            Self::Bad => "not as it should be",
        }
    }

    /// Returns the sign that stands beside the colour.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Neutral => "–",
            Self::Good => "✓",
            Self::Warning => "!",
            Self::Bad => "✕",
        }
    }
}

/// A clause and how binding it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Clause {
    /// Its id; empty where no rule could be chosen.
    pub id: String,
    /// Its strength, such as `must`; empty where it says nothing.
    pub strength: &'static str,
}

/// A share with its words.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ShareView {
    /// Its length, 0 to 1.
    pub fraction: f64,
    /// The percentage, such as `95.8 %`.
    pub percent: String,
    /// Its parts, such as `412 of 430`.
    pub parts: String,
}

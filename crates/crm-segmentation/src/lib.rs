#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod class;
mod contribution;
mod cross_selling;
mod entitlement;
mod error;
mod level;
mod movement;
mod names;
mod number;
mod portrait;
mod position;
mod repurchase;
mod rfm;
mod segment;
mod standing;
mod summary;
mod tier;
mod window;

pub use chrono;

pub use class::{ClassAssessment, ClassRule, ClassSpec, CoverageClass};
pub use contribution::{
    Contribution, ContributionError, ContributionSum, Contributions, MeasuredContribution,
};
pub use cross_selling::{
    AllCandidates, Candidate, CrossSellingRule, CrossSellingSpec, HistoryError, PairOrder, ProductHistory,
    ProductPair, ProductPairs,
};
pub use entitlement::{
    Discount, DiscountError, Entitlement, EntitlementCondition, EntitlementFacts, EntitlementGap,
    EntitlementKind, EntitlementSpec, EntitlementState, EntitlementVerdict, Entitlements, GrantedBy,
    PurchaseMoments, RefusedBy, TierFact,
};
pub use error::{AssessmentError, RuleError, RuleProblem};
pub use level::Level;
pub use movement::{Movement, MovementError, Movements};
pub use names::{TierNames, TierNamesSpec};
pub use portrait::{
    Distinction, NumberColumn, NumberPortrait, Numbers, Portrait, PortraitError, Portraits, WordColumn,
    WordPortrait, WordShare,
};
pub use position::SpendBy;
pub use repurchase::{
    BuyerOrders, FrequentBuyersRule, FrequentBuyersSpec, RateRatioLimits, Repurchase, RepurchaseAssessment,
    RepurchaseComparison,
};
pub use rfm::{RfmAssessment, RfmRule, RfmScore, RfmSpec, Scoring};
pub use segment::{ScoreRange, Segment, SegmentAssessment, SegmentMap, SegmentMapSpec, SegmentRule};
pub use standing::{
    DatedVerdict, Downgrade, DowngradeTo, Reviews, Standing, StandingError, StandingReason, StandingRule,
};
pub use summary::{Basis, MissingSpend, Population, PurchaseSummary, Summaries};
pub use tier::{
    Counting, Criterion, Disagree, RepurchaseThresholds, SpendThresholds, TierAssessment, TierShortfall,
    TierVerdict, ValueTierRule, ValueTierSpec, Why,
};
pub use window::{DateRange, TrailingWindow, WindowError};

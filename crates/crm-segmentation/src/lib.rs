#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

mod churn;
mod class;
mod contribution;
mod cross_selling;
mod entitlement;
mod error;
mod history;
mod level;
mod lifecycle;
mod loyalty;
mod movement;
mod names;
mod number;
mod portrait;
mod position;
mod probability;
mod repurchase;
mod rfm;
mod segment;
mod standing;
mod summary;
mod tier;
mod times;
mod window;

pub use chrono;

pub use churn::{
    CalibrationBin, ChurnAssessment, ChurnFactor, ChurnFacts, ChurnFigure, ChurnJudgement, ChurnLevel,
    ChurnRule, ChurnSpec, ChurnWarning, ChurnWhy, ComplaintCount, ComplaintFactor, ContactCount,
    ContactFactor, FactorReading, Gain, GradeSpec, HeldBack, OutcomeTally, OverdueFactor, Predicted,
    PredictionFactor, Rhythm, ThresholdLine,
};
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
pub use lifecycle::{
    Advocate, LifecycleAssessment, LifecycleFacts, LifecycleRule, LifecycleSpec, LifecycleWhy, LostWhen,
    PurchaseCount, Stage, StageReason, StageSpec, StageVerdict, StagedCustomer,
};
pub use loyalty::{
    LoyaltyAssessment, LoyaltyCriterion, LoyaltyFacts, LoyaltyFigure, LoyaltyReading, LoyaltyRule,
    LoyaltySpec, LoyaltyVerdict, LoyaltyWhy, RecommendationCriterion, Recommended, RepeatCriterion, Tenure,
    TenureCriterion,
};
pub use movement::{Movement, MovementError, Movements};
pub use names::{TierNames, TierNamesSpec};
pub use portrait::{
    Distinction, NumberColumn, NumberPortrait, Numbers, Portrait, PortraitError, Portraits, WordColumn,
    WordPortrait, WordShare,
};
pub use position::SpendBy;
pub use probability::Probability;
pub use repurchase::{
    BuyerOrders, FrequentBuyersRule, FrequentBuyersSpec, RateRatioLimits, Repurchase, RepurchaseAssessment,
    RepurchaseComparison,
};
pub use rfm::{RfmAssessment, RfmRule, RfmScore, RfmSpec, Scoring};
pub use segment::{ScoreRange, Segment, SegmentAssessment, SegmentMap, SegmentMapSpec, SegmentRule};
pub use standing::{
    DatedVerdict, Downgrade, DowngradeTo, Reviews, Standing, StandingAssessment, StandingError,
    StandingReason, StandingRule,
};
pub use summary::{Basis, MissingSpend, Population, PurchaseSummary, Summaries};
pub use tier::{
    Counting, Criterion, Disagree, RepurchaseThresholds, SpendThresholds, TierAssessment, TierShortfall,
    TierVerdict, ValueTierRule, ValueTierSpec, Why,
};
pub use times::{Times, TimesError};
pub use window::{DateRange, TrailingWindow, WindowError};

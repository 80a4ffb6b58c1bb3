//! What every public type can do.

use crm_segmentation::{
    Advocate, AllCandidates, AssessmentError, Basis, BuyerOrders, CalibrationBin, Candidate, ChurnAssessment,
    ChurnFactor, ChurnFacts, ChurnFigure, ChurnJudgement, ChurnLevel, ChurnRule, ChurnSpec, ChurnWarning,
    ChurnWhy, ClassAssessment, ClassRule, ClassSpec, ComplaintCount, ComplaintFactor, ContactCount,
    ContactFactor, Contribution, ContributionError, ContributionSum, Contributions, Counting, CoverageClass,
    Criterion, CrossSellingRule, CrossSellingSpec, DateRange, DatedVerdict, Disagree, Discount,
    DiscountError, Distinction, Downgrade, DowngradeTo, Entitlement, EntitlementCondition, EntitlementFacts,
    EntitlementGap, EntitlementKind, EntitlementSpec, EntitlementState, EntitlementVerdict, Entitlements,
    FactorReading, FrequentBuyersRule, FrequentBuyersSpec, Gain, GradeSpec, GrantedBy, HeldBack,
    HistoryError, Level, LifecycleAssessment, LifecycleFacts, LifecycleRule, LifecycleSpec, LifecycleWhy,
    LostWhen, LoyaltyAssessment, LoyaltyCriterion, LoyaltyFacts, LoyaltyFigure, LoyaltyReading, LoyaltyRule,
    LoyaltySpec, LoyaltyVerdict, LoyaltyWhy, MeasuredContribution, MissingSpend, Movement, MovementError,
    Movements, NumberColumn, NumberPortrait, Numbers, OutcomeTally, OverdueFactor, PairOrder, Population,
    Portrait, PortraitError, Portraits, PredictionFactor, Probability, ProductHistory, ProductPair,
    ProductPairs, PurchaseCount, PurchaseMoments, PurchaseSummary, RateRatioLimits, RecommendationCriterion,
    Recommended, RefusedBy, RepeatCriterion, Repurchase, RepurchaseAssessment, RepurchaseComparison,
    RepurchaseThresholds, Reviews, RfmAssessment, RfmRule, RfmScore, RfmSpec, Rhythm, RuleError, RuleProblem,
    ScoreRange, Scoring, Segment, SegmentAssessment, SegmentMap, SegmentMapSpec, SegmentRule, SpendBy,
    SpendThresholds, Stage, StageReason, StageSpec, StageVerdict, StagedCustomer, Standing,
    StandingAssessment, StandingError, StandingReason, StandingRule, Summaries, Tenure, TenureCriterion,
    ThresholdLine, TierAssessment, TierFact, TierNames, TierNamesSpec, TierShortfall, TierVerdict, Times,
    TimesError, TrailingWindow, ValueTierRule, ValueTierSpec, Why, WindowError, WordColumn, WordPortrait,
    WordShare,
};

/// Every public type that holds no borrowed data, in one place.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Everything {
    bases: (Basis, Population, PurchaseSummary, Summaries, MissingSpend, DateRange, TrailingWindow),
    tiers: (ValueTierSpec, ValueTierRule, SpendThresholds, RepurchaseThresholds, SpendBy, Counting, Disagree),
    verdicts: (TierAssessment, TierVerdict, Criterion, Level),
    classes: (ClassAssessment, ClassRule, ClassSpec, CoverageClass),
    scores: (RfmAssessment, RfmRule, RfmScore, RfmSpec, Scoring),
    segments: (ScoreRange, Segment, SegmentMap, SegmentMapSpec, SegmentRule),
    standings: (DatedVerdict, Downgrade, DowngradeTo, Reviews, Standing, StandingReason, StandingRule),
    held: StandingAssessment,
    movements: (Movement<Level>, Movements<Level>),
    contributions: (Contribution, ContributionSum, Contributions, MeasuredContribution),
    entitlements:
        (Entitlements, Entitlement, EntitlementSpec, EntitlementKind, EntitlementCondition, Discount),
    entitled:
        (EntitlementFacts, TierFact, PurchaseMoments, EntitlementState, EntitlementGap, GrantedBy, RefusedBy),
    repurchase: (
        FrequentBuyersRule,
        FrequentBuyersSpec,
        BuyerOrders,
        Repurchase,
        RepurchaseAssessment,
        RepurchaseComparison,
    ),
    cross_selling: (CrossSellingRule, CrossSellingSpec, PairOrder, ProductHistory<u32, u32>, HistoryError),
    names: (TierNames, TierNamesSpec, TierShortfall),
    churn: (ChurnSpec, ChurnRule, ChurnFacts, ChurnWarning, ChurnAssessment, ChurnFactor, GradeSpec),
    churn_factors: (PredictionFactor, OverdueFactor, ComplaintFactor, ContactFactor, ChurnLevel<Times>),
    churn_figures: (ChurnFigure, FactorReading, Rhythm, ComplaintCount, ContactCount, Probability),
    judgements: (ChurnJudgement<Probability>, OutcomeTally, Gain, ThresholdLine<u64>),
    loyalty: (LoyaltySpec, LoyaltyRule, LoyaltyFacts, LoyaltyVerdict, LoyaltyAssessment, LoyaltyReading),
    loyalty_criteria: (RepeatCriterion, RecommendationCriterion, TenureCriterion, LoyaltyCriterion),
    loyalty_figures: (LoyaltyFigure, Recommended, Tenure),
    stages: (LifecycleSpec, LifecycleRule, StageVerdict, LifecycleAssessment, StagedCustomer, Stage),
    stage_parts: (StageSpec, StageReason, LostWhen, Advocate, PurchaseCount, TimesError),
    errors: (AssessmentError, RuleError, RuleProblem, WindowError),
    words: (WordPortrait, WordShare),
    more_errors: (PortraitError, DiscountError, ContributionError, MovementError, StandingError),
}

#[test]
fn every_type_can_be_sent_and_shared() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<(
        Portraits<u8>,
        Portrait<u8>,
        NumberPortrait,
        NumberColumn<'_>,
        Numbers<'_>,
        WordColumn<'_>,
        Distinction<'_>,
    )>();
    is_shared::<Everything>();
    is_shared::<(Why<'_>, SegmentAssessment<'_>)>();
    is_shared::<(ChurnWhy<'_>, LoyaltyWhy<'_>, LifecycleWhy<'_>, LifecycleFacts<'_>, HeldBack<'_>)>();
    is_shared::<CalibrationBin>();
    is_shared::<(Why<'_>, SegmentAssessment<'_>, RateRatioLimits, EntitlementVerdict<'_>)>();
    is_shared::<(
        ProductPairs<'_, u32, u32>,
        ProductPair<'_, u32>,
        Candidate<'_, u32>,
        AllCandidates<'_, '_, u32, u32>,
    )>();
}

#[test]
fn small_answers_are_copied() {
    fn is_copy<T: Copy>() {}
    is_copy::<(TierVerdict, CoverageClass, RfmScore, PurchaseSummary, AssessmentError)>();
    is_copy::<(Standing, TierShortfall, Contribution, Movement<Level>)>();
}

#[test]
fn levels_and_classes_are_told_by_their_words() {
    assert_eq!(Level::ALL.map(|level| level.to_string()), ["high", "middle", "ordinary"]);
    assert_eq!(CoverageClass::ALL.map(|class| class.to_string()), ["A", "B", "C"]);
}

#[test]
fn factors_and_stages_are_told_by_their_words() {
    assert_eq!(
        ChurnFactor::ALL.map(|one| one.to_string()),
        ["prediction", "overdue", "complaints", "contacts"]
    );
    let stages = ["prospect", "first-purchase", "repeat-purchase", "loyal-advocate", "at-risk", "lost"];
    assert_eq!(Stage::ALL.map(|stage| stage.to_string()), stages);
}

#[cfg(feature = "serde")]
#[test]
fn warnings_are_read_back_as_they_were_written() {
    let facts = ChurnFacts { prediction: Ok(Probability::new(0.125).unwrap()), ..ChurnFacts::default() };
    let written = serde_json::to_string(&facts).unwrap();
    assert_eq!(serde_json::from_str::<ChurnFacts>(&written).unwrap(), facts);
    let warning = crate::churn::rule().judge(&facts);
    let written = serde_json::to_string(&warning).unwrap();
    assert!(written.contains("\"factor\":\"prediction\""), "{written}");
    assert_eq!(serde_json::from_str::<ChurnWarning>(&written).unwrap(), warning);
    assert!(serde_json::from_str::<Probability>("1.5").is_err());
    assert_eq!(serde_json::from_str::<Times>("\"1.5 times\"").unwrap().thousandths(), 1_500);
}

#[cfg(feature = "serde")]
#[test]
fn verdicts_are_read_back_as_they_were_written() {
    let customers = crate::support::spending(&[i128::MAX, 5, -3]);
    let verdicts = crate::support::rule().judge(&customers, crate::support::instant("2026-01-01T00:00:00Z"));
    let written = serde_json::to_string(&verdicts.clone().unwrap()).unwrap();
    assert!(written.contains("\"by_spend\":\"high\""), "{written}");
    assert_eq!(serde_json::from_str::<Vec<TierVerdict>>(&written).unwrap(), verdicts.unwrap());
}

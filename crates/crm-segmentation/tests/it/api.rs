//! What every public type can do.

use crm_segmentation::{
    AllCandidates, AssessmentError, Basis, BuyerOrders, Candidate, ClassAssessment, ClassRule, ClassSpec,
    Contribution, ContributionError, ContributionSum, Contributions, Counting, CoverageClass, Criterion,
    CrossSellingRule, CrossSellingSpec, DateRange, DatedVerdict, Disagree, Discount, DiscountError,
    Distinction, Downgrade, DowngradeTo, Entitlement, EntitlementCondition, EntitlementFacts, EntitlementGap,
    EntitlementKind, EntitlementSpec, EntitlementState, EntitlementVerdict, Entitlements, FrequentBuyersRule,
    FrequentBuyersSpec, GrantedBy, HistoryError, Level, MeasuredContribution, MissingSpend, Movement,
    MovementError, Movements, NumberColumn, NumberPortrait, Numbers, PairOrder, Population, Portrait,
    PortraitError, Portraits, ProductHistory, ProductPair, ProductPairs, PurchaseMoments, PurchaseSummary,
    RateRatioLimits, RefusedBy, Repurchase, RepurchaseAssessment, RepurchaseComparison, RepurchaseThresholds,
    Reviews, RfmAssessment, RfmRule, RfmScore, RfmSpec, RuleError, RuleProblem, ScoreRange, Scoring, Segment,
    SegmentAssessment, SegmentMap, SegmentMapSpec, SegmentRule, SpendBy, SpendThresholds, Standing,
    StandingError, StandingReason, StandingRule, Summaries, TierAssessment, TierFact, TierNames,
    TierNamesSpec, TierShortfall, TierVerdict, TrailingWindow, ValueTierRule, ValueTierSpec, Why,
    WindowError, WordColumn, WordPortrait, WordShare,
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

#[cfg(feature = "serde")]
#[test]
fn verdicts_are_read_back_as_they_were_written() {
    let customers = crate::support::spending(&[i128::MAX, 5, -3]);
    let verdicts = crate::support::rule().judge(&customers, crate::support::instant("2026-01-01T00:00:00Z"));
    let written = serde_json::to_string(&verdicts.clone().unwrap()).unwrap();
    assert!(written.contains("\"by_spend\":\"high\""), "{written}");
    assert_eq!(serde_json::from_str::<Vec<TierVerdict>>(&written).unwrap(), verdicts.unwrap());
}

//! What every public type can do.

use crm_kpi::statistics::{
    Audit, AuditPlan, AuditVerdict, Better, Change, ChangeVerdict, ChiSquare, Class, Confidence,
    ConfidenceError, Interval, Moments, NpsChange, NpsInterval, Percentile, PercentileType, Proportion,
    ProportionChange, ProportionInterval, Rank, RateChange, Representation, RepresentationError,
    RequiredSample, Significance, Sorted, SortedError, Weight, WeightError, WeightedNpsTally,
    WeightedShareTally,
};
use crm_kpi::{
    AftermathTally, Amount, Apart, Arrival, Attained, AttainmentTally, AttendanceTally, Attitude, Base,
    Bound, Budget, BudgetTally, Buyers, CampaignRule, CampaignTable, CampaignTally, ChangeTally,
    ChannelEfficiency, ChannelRule, ChannelTable, ChannelTally, CivilPeriod, Completeness, Contacted,
    ConversionTally, Converting, CostForm, CostTally, Counts, CoverageTally, CustomersBy, DurationTally,
    EarnedForm, EarnedGrowthTally, EarnedRevenue, Effort, EffortBounds, EffortTally, Entry, Facts, FollowUp,
    FollowUpTally, FollowedUp, Formula, Held, IndicatorProblem, IndicatorSpec, Invitations, Line, MeanTally,
    MeansTally, NewSince, Note, NpsBounds, NpsError, NpsTally, OrderedAgain, OwnMean, Participating,
    ParticipationTally, Per, Presence, Question, RateCase, RateTally, Reactivated, ReactivationTally,
    Reading, Reason, RecommendationTally, Recommending, RepresentationTally, Representativeness, Represented,
    Repurchase, RepurchaseTally, ResolutionTally, Resolved, Response, RetentionForm, RetentionTally, Revenue,
    RevenueForm, RevenueTally, RevisitAnswer, RevisitTally, Scorecard, ScorecardError, SegmentBy,
    SegmentCounts, Side, TakingPart, Target, TargetAttainment, TargetError, TicketCompletenessTally,
    TicketPart, TopBox, TopBoxTally, Trend, Unit, Value, ValueCostTally, Verdict, Volume, WinKeep,
    WinKeepTally, Worth,
};

/// Every public type that holds no borrowed data, in one place.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "the derives are the test")]
struct Everything {
    cases: (Attained, Attitude, Contacted, Entry, FollowedUp, Participating, Presence, RateCase),
    more_cases: (Held, Recommending, Resolved, Revenue, RevisitAnswer, TopBox),
    tallies: (AttainmentTally, CostTally, CoverageTally, DurationTally, FollowUpTally, MeanTally, NpsTally),
    more_tallies: (ParticipationTally, RateTally, RecommendationTally, ResolutionTally, RetentionTally),
    last_tallies: (RevenueTally, RevisitTally, TicketCompletenessTally, TopBoxTally),
    customers: (
        Arrival,
        EarnedGrowthTally,
        EarnedRevenue,
        OrderedAgain,
        ReactivationTally,
        Reactivated,
        RepurchaseTally,
    ),
    money: (Amount, Budget, BudgetTally, ValueCostTally, WinKeep, WinKeepTally, Worth),
    effort: (Effort, EffortBounds, EffortTally, MeansTally, OwnMean),
    samples: (RepresentationTally, Representativeness, Represented, SegmentCounts),
    contacts: (AttendanceTally, ConversionTally, Converting, TakingPart),
    tables: (ChannelEfficiency, ChannelRule, ChannelTable, ChannelTally),
    campaigns: (AftermathTally, CampaignRule, CampaignTable, CampaignTally, ChangeTally),
    more_options: (Buyers, CostForm, EarnedForm, Invitations, Repurchase, Response, SegmentBy),
    options: (Base, Counts, CustomersBy, NewSince, Per, RetentionForm, RevenueForm, TicketPart, Volume),
    target: (Bound, Side, Target, TargetAttainment, TargetError, Trend, Unit),
    indicator: (FollowUp, Formula, IndicatorSpec, NpsBounds, NpsError, Question),
    scorecard: (IndicatorProblem, Scorecard, ScorecardError),
    statistics: (Audit, AuditPlan, AuditVerdict, Confidence, Interval, Moments, Proportion),
    methods: (Better, NpsChange, NpsInterval, PercentileType, ProportionInterval),
    changes: (Change, ChangeVerdict, ProportionChange, RateChange, Significance),
    surveys: (ChiSquare, Class, Representation, RequiredSample, Weight, WeightedNpsTally, WeightedShareTally),
    percentiles: (Percentile, Rank),
    refusals: (ConfidenceError, RepresentationError, SortedError, WeightError),
    line: (Apart, CivilPeriod, Completeness, Line, Note, Reading, Reason, Value, Verdict),
}

fn is_shared<T: Send + Sync>() {}

#[test]
fn every_type_can_be_sent_shared_cloned_and_shown() {
    is_shared::<Everything>();
    is_shared::<Facts<'_>>();
    is_shared::<Sorted<'_>>();
    #[cfg(feature = "sketch")]
    is_shared::<(crm_kpi::statistics::QuantileSketch, crm_kpi::statistics::SketchError)>();
}

#[cfg(feature = "serde")]
#[test]
fn a_line_is_data() {
    use crate::support::{customers, member, month, retention};

    let dataset = customers(vec![member("a", &["2025-01-01.."])]);
    let formula = retention(RetentionForm::Identity, CustomersBy::Memberships);
    let line = month(formula, &dataset, Some(">= 80%"), "2026-04-10");
    let text = serde_json::to_string(&line).unwrap();
    assert!(text.contains("\"target\":\">= 80%\""), "{text}");
    assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), line);
}

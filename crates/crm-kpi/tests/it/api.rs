//! What every public type can do.

use crm_kpi::cadence::{OrderCheck, OrderFound, OrderKept};
use crm_kpi::decomposition::{Change as ChangeBySegment, DecompositionError, Effect, Gap, Lack};
use crm_kpi::diagnosis::{Diagnosis, DiagnosisDimension, DimensionSigns, Measured, Sign};
use crm_kpi::goal::{
    Aim, AimError, Goal, GoalError, GoalOwner, GoalPart, GoalProblem, GoalSpec, GoalState, Goals, Tracking,
};
use crm_kpi::process::{
    ActivityTally, Conformance, Durations, EdgeTally, HandOvers, Moves, OrderRule, OrderTally, PerCase,
    ProcessClock, ProcessError, ProcessLog, ProcessRules, ProcessTally, Repeats, Seen, ServiceProcess,
    ServiceRule, ServiceRuleError, Spans, Spending, Spent, Step as ProcessStep, Stopped, Throughput,
    TicketLog, Total, Touchpoint,
};
use crm_kpi::statistics::{
    Audit, AuditPlan, AuditVerdict, Better, Change, ChangeVerdict, ChiSquare, Class, Confidence,
    ConfidenceError, Interval, Moments, NpsChange, NpsInterval, Percentile, PercentileType, Proportion,
    ProportionChange, ProportionInterval, Rank, RateChange, Representation, RepresentationError,
    RequiredSample, Significance, Sorted, SortedError, Weight, WeightError, WeightedInterval,
    WeightedNpsTally, WeightedShareTally,
};
use crm_kpi::what_it_takes::{Counted, Lever, Needed, Step};
use crm_kpi::{
    Accuracy, AccuracyTally, Apart, Attained, AttainmentTally, Attitude, AuditedField, Base, Bound, Cause,
    CauseBy, CauseLine, CauseRule, ChannelDelivery, CivilPeriod, ComplaintCauses, Completeness, Consistency,
    Contacted, ContradictionTally, CostTally, Counts, CoverageTally, Criterion, CriterionTally, CustomersBy,
    DurationTally, Entry, Facts, FileAudit, FirstContact, FirstContactBy, FirstContactTally, FollowUp,
    FollowUpTally, FollowedUp, Formula, HandOverTally, Held, IndicatorProblem, IndicatorSpec, Line,
    MeanTally, NewSince, Note, NpsBounds, NpsError, NpsTally, Participating, ParticipationTally, Per,
    Presence, QualityRule, QualitySheet, QualitySheetSpec, QualityTally, Question, RateCase, RateTally,
    Reading, Reason, RecommendationTally, Recommending, Recovered, RecoveryTally, RemedyCase, RemedyTally,
    ReopeningTally, Repeat, RepeatTally, ResolutionTally, Resolved, RetentionForm, RetentionTally, Revenue,
    RevenueForm, RevenueTally, RevisitAnswer, RevisitTally, Scorecard, ScorecardError, ScoringError,
    SheetError, ShownTime, Side, SolutionFate, SolvedAt, Stretch, Target, TargetAttainment, TargetError,
    TicketCompletenessTally, TicketPart, TicketTime, TimeSample, TimesTally, TopBox, TopBoxTally, Trend,
    Unit, Value, Verdict, Volume,
};
use crm_kpi::{
    AftermathTally, Amount, Arrival, AttendanceTally, Budget, BudgetTally, Buyers, CampaignRule,
    CampaignTable, CampaignTally, ChangeTally, ChannelEfficiency, ChannelRule, ChannelTable, ChannelTally,
    ConversionTally, Converting, CostForm, EarnedForm, EarnedGrowthTally, EarnedRevenue, Effort,
    EffortBounds, EffortTally, Invitations, MeansTally, OrderedAgain, OwnMean, Reactivated,
    ReactivationTally, RepresentationTally, Representativeness, Represented, Repurchase, RepurchaseTally,
    Response, SegmentBy, SegmentCounts, TakingPart, ValueCostTally, WinKeep, WinKeepTally, Worth,
};
use crm_kpi::{Breakdown, CaseId, Dimension, Member, MemberLine, Miss, NoCases, Performance, Undivided};
use crm_kpi::{
    Definition, Evidence, EvidenceError, IntervalMethod, JudgedBy, Judging, Limits, MergeError, PartsChange,
    Past, PerError, Quantity, Restatement, RestatementCause, Rounding, Sample, Segment, SmallSample, Spread,
    Stated, Uncertainty,
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
    times: (ShownTime, Stretch, TicketTime, TimeSample, TimesTally),
    ends: (
        FirstContact,
        FirstContactBy,
        FirstContactTally,
        SolvedAt,
        ReopeningTally,
        SolutionFate,
        HandOverTally,
    ),
    after: (Recovered, RecoveryTally, RemedyCase, RemedyTally, Consistency, ContradictionTally),
    causes: (Cause, CauseBy, CauseLine, CauseRule, ComplaintCauses, Repeat, RepeatTally),
    quality: (Criterion, CriterionTally, QualityRule, QualitySheet, QualitySheetSpec, QualityTally),
    quality_errors: (ScoringError, SheetError),
    audits: (Accuracy, AccuracyTally, AuditedField, ChannelDelivery, FileAudit),
    indicator: (FollowUp, Formula, IndicatorSpec, NpsBounds, NpsError, Question),
    scorecard: (IndicatorProblem, Scorecard, ScorecardError),
    process:
        (ProcessTally, ProcessLog, ProcessRules, ProcessError, Repeats, Spending, ProcessStep, TicketLog),
    of_process: (ActivityTally, EdgeTally, HandOvers, Moves, PerCase, Seen, Spent, Stopped, Throughput),
    process_times: (Durations, Spans, Total),
    order: (Conformance, OrderRule, OrderTally),
    service: (ServiceProcess, ServiceRule, ServiceRuleError, Touchpoint),
    orders: (OrderCheck, OrderFound, OrderKept),
    diagnosis: (Diagnosis, DiagnosisDimension, DimensionSigns, Measured, Sign),
    breakdown: (Breakdown, CaseId, Dimension, Member, MemberLine, Miss, NoCases, Performance, Undivided),
    decomposition: (ChangeBySegment<Member>, DecompositionError, Effect<Member>, Gap<Member>, Lack<Member>),
    goals: (
        Aim,
        AimError,
        Goal,
        GoalError,
        GoalOwner,
        GoalPart,
        GoalProblem,
        GoalSpec,
        GoalState,
        Goals,
        Tracking,
    ),
    what_it_takes: (Counted, Lever, Needed, Step),
    statistics: (Audit, AuditPlan, AuditVerdict, Confidence, Interval, Moments, Proportion),
    methods: (Better, NpsChange, NpsInterval, PercentileType, ProportionInterval, WeightedInterval),
    changes: (Change, ChangeVerdict, ProportionChange, RateChange, Significance),
    surveys: (ChiSquare, Class, Representation, RequiredSample, Weight, WeightedNpsTally, WeightedShareTally),
    percentiles: (Percentile, Rank),
    refusals: (ConfidenceError, RepresentationError, SortedError, WeightError),
    line: (Apart, CivilPeriod, Completeness, Line, Note, Past, PerError, Reading, Reason, Value, Verdict),
    behind: (Definition, Evidence, EvidenceError, Limits, MergeError, Quantity, Sample, Segment, Spread),
    judging: (IntervalMethod, JudgedBy, Judging, Rounding, SmallSample, Uncertainty),
    restated: (PartsChange, Restatement, RestatementCause, Stated),
}

fn is_shared<T: Send + Sync>() {}

#[test]
fn every_type_can_be_sent_shared_cloned_and_shown() {
    is_shared::<Everything>();
    is_shared::<Facts<'_>>();
    is_shared::<ProcessClock<'_>>();
    is_shared::<Sorted<'_>>();
    #[cfg(feature = "sketch")]
    is_shared::<(crm_kpi::statistics::QuantileSketch, crm_kpi::statistics::SketchError)>();
}

#[cfg(feature = "serde")]
#[test]
fn a_line_is_data() {
    use crate::support::{customers, line_of, member, retention, spec};

    let dataset = customers(vec![member("a", &["2025-01-01.."])]);
    let formula = retention(RetentionForm::Identity, CustomersBy::Memberships);
    let mut spec = spec(formula, Per::Month, Some(">= 80%"));
    spec.judging.confidence = "95%".parse().ok();
    spec.baseline = "60%".parse().ok();
    let line = line_of(spec, &Facts::new(&dataset), "2026-04-10").of_segment(Segment::new("branch", "north"));
    assert!(line.interval.is_some());
    let text = serde_json::to_string(&line).unwrap();
    assert!(text.contains("\"target\":\">= 80%\""), "{text}");
    assert_eq!(serde_json::from_str::<Line>(&text).unwrap(), line);
}

#[cfg(feature = "serde")]
#[test]
fn a_breakdown_is_data() {
    use crate::support::{at, customers, member, members, spec};

    let dataset = customers(vec![member("a", &["2025-01-01.."])]);
    let specs = vec![spec(members(RetentionForm::Identity), Per::Month, Some(">= 80%"))];
    let scorecard = Scorecard::new(specs, crm_calendar::Zone::utc()).unwrap();
    for dimension in [Dimension::Person, Dimension::Channel] {
        let breakdown = scorecard.breakdown(&Facts::new(&dataset), at("2026-04-10"), &[dimension]).remove(0);
        let text = serde_json::to_string(&breakdown).unwrap();
        assert_eq!(serde_json::from_str::<Breakdown>(&text).unwrap(), breakdown, "{text}");
    }
}

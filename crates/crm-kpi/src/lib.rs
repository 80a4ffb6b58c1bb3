#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

// What an indicator is, and the scorecard of all.
mod definition;
mod evidence;
mod indicator;
mod judging;
mod period;
mod restatement;
mod rounding;
mod scorecard;
mod segment;
mod target;
mod uncertainty;
mod value;

// What is made of indicators and of other figures.
pub mod cadence;
pub mod chart;
pub mod columns;
pub mod decomposition;
pub mod diagnosis;
pub mod goal;
pub mod process;
pub mod relation;
pub mod staffing;
pub mod statistics;
pub mod trend;
pub mod what_it_takes;

// What is measured: a file each.
mod attainment;
mod budget;
mod campaign;
mod channel_delivery;
mod channels;
mod churn;
mod close_rate;
mod complaint_causes;
mod complaint_rate;
mod completeness;
mod contradictions;
mod cost_share;
mod coverage;
mod earned_growth;
mod effort;
mod file_audit;
mod first_contact;
mod follow_up;
mod hand_overs;
mod means;
mod nps;
mod participation;
mod quality_sheet;
mod reactivation;
mod recommendation;
mod recommendation_conversion;
mod recording_lag;
mod recovery;
mod remedies;
mod reopening;
mod representation;
mod repurchase;
mod resolution;
mod response_time;
mod retention;
mod revenue_retention;
mod satisfaction;
mod ticket_completeness;
mod ticket_time;
mod tier_spend_share;
mod value_to_cost;
mod volume;
mod win_keep;

// What they share.
mod conversion;
mod exact;
mod gather;
mod presence;
mod question;
mod tally;

pub use chrono;

pub use attainment::{Attained, AttainmentTally};
pub use budget::{Budget, BudgetTally};
pub use campaign::{AftermathTally, CampaignRule, CampaignTable, CampaignTally, ChangeTally};
pub use channel_delivery::{ChannelDelivery, channel_deliveries};
pub use channels::{ChannelEfficiency, ChannelRule, ChannelSpread, ChannelTable, ChannelTally};
pub use close_rate::{AttendanceTally, ConversionTally, Converting, TakingPart};
pub use complaint_causes::{Cause, CauseBy, CauseLine, CauseRule, ComplaintCauses, Repeat, RepeatTally};
pub use complaint_rate::{Base, RateCase, RateTally};
pub use completeness::{CompletenessTally, FieldCase};
pub use contradictions::{Consistency, ContradictionTally};
pub use cost_share::{CostTally, Entry};
pub use coverage::{Contacted, CoverageTally};
pub use definition::Definition;
pub use earned_growth::{Arrival, EarnedForm, EarnedGrowthTally, EarnedRevenue};
pub use effort::{Effort, EffortBounds, EffortTally};
pub use evidence::{Evidence, EvidenceError, Quantity, Spread};
pub use file_audit::{Accuracy, AccuracyTally, AuditedField, FileAudit};
pub use first_contact::{FirstContact, FirstContactBy, FirstContactTally, SolvedAt};
pub use follow_up::{FollowUp, FollowUpTally, FollowedUp, NewSince};
pub use gather::Facts;
pub use hand_overs::HandOverTally;
pub use indicator::{Formula, IndicatorSpec, RetentionForm, RevenueForm};
pub use judging::{IntervalMethod, JudgedBy, Judging, Sample, SmallSample, Uncertainty};
pub use means::{MeansTally, OwnMean};
pub use nps::{Attitude, NpsBounds, NpsError, NpsTally};
pub use participation::{Invitations, Participating, ParticipationTally, Response};
pub use period::{CivilPeriod, HISTORY, Per, PerError};
pub use presence::CustomersBy;
pub use quality_sheet::{
    Criterion, CriterionTally, QualitySheet, QualityTally, ScoredTicket, ScoringError, SheetError,
};
pub use question::{Counts, Question};
pub use reactivation::{Reactivated, ReactivationTally};
pub use recommendation::{RecommendationTally, Recommending};
pub use recovery::{Recovered, RecoveryTally};
pub use remedies::{RemedyCase, RemedyTally};
pub use reopening::{ReopeningTally, SolutionFate};
pub use representation::{RepresentationTally, Representativeness, Represented, SegmentBy, SegmentCounts};
pub use repurchase::{Buyers, OrderedAgain, Repurchase, RepurchaseTally};
pub use resolution::{ResolutionTally, Resolved};
pub use response_time::DurationTally;
pub use restatement::{PartsChange, Restatement, RestatementCause, Stated, restatements};
pub use retention::{Presence, RetentionTally};
pub use revenue_retention::{Revenue, RevenueTally};
pub use rounding::Rounding;
pub use satisfaction::{MeanTally, RevisitAnswer, RevisitTally, TopBox, TopBoxTally};
pub use scorecard::{Breakdown, CaseId, Dimension, Member, MemberLine, Miss, NoCases, Undivided};
pub use scorecard::{
    Completeness, IndicatorProblem, Limits, Line, MergeError, Past, Scorecard, ScorecardError, Verdict,
};
pub use segment::Segment;
pub use target::{Bound, Side, Target, TargetAttainment, TargetError, Trend, Unit};
pub use ticket_completeness::{Held, TicketCompletenessTally, TicketPart};
pub use ticket_time::{ShownTime, Stretch, TicketTime, TimeSample, TimesTally};
pub use value::{Amount, Apart, Note, Reading, Reason, Value};
pub use value_to_cost::{ValueCostTally, Worth};
pub use volume::Volume;
pub use win_keep::{CostForm, WinKeep, WinKeepTally};

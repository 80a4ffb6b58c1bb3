#![doc = include_str!("../README.md")]
#![no_std]

extern crate alloc;

pub mod relation;

mod indicator;
mod period;
mod scorecard;
pub mod statistics;
mod target;
mod value;

mod attainment;
mod budget;
mod campaign;
mod channels;
mod churn;
mod close_rate;
mod complaint_rate;
mod completeness;
mod cost_share;
mod coverage;
mod earned_growth;
mod effort;
mod follow_up;
mod means;
mod nps;
mod participation;
mod reactivation;
mod recommendation;
mod recommendation_conversion;
mod recording_lag;
mod representation;
mod repurchase;
mod resolution;
mod response_time;
mod retention;
mod revenue_retention;
mod satisfaction;
mod ticket_completeness;
mod tier_spend_share;
mod value_to_cost;
mod volume;
mod win_keep;

mod conversion;
mod gather;
mod presence;
mod question;
mod tally;

pub use chrono;

pub use attainment::{Attained, AttainmentTally};
pub use budget::{Budget, BudgetTally};
pub use campaign::{AftermathTally, CampaignRule, CampaignTable, CampaignTally, ChangeTally};
pub use channels::{ChannelEfficiency, ChannelRule, ChannelTable, ChannelTally, Spread};
pub use close_rate::{AttendanceTally, ConversionTally, Converting, TakingPart};
pub use complaint_rate::{Base, RateCase, RateTally};
pub use completeness::{CompletenessTally, FieldCase};
pub use cost_share::{CostTally, Entry};
pub use coverage::{Contacted, CoverageTally};
pub use earned_growth::{Arrival, EarnedForm, EarnedGrowthTally, EarnedRevenue};
pub use effort::{Effort, EffortBounds, EffortTally};
pub use follow_up::{FollowUp, FollowUpTally, FollowedUp, NewSince};
pub use gather::Facts;
pub use indicator::{Formula, IndicatorSpec, RetentionForm, RevenueForm};
pub use means::{MeansTally, OwnMean};
pub use nps::{Attitude, NpsBounds, NpsError, NpsTally};
pub use participation::{Invitations, Participating, ParticipationTally, Response};
pub use period::{CivilPeriod, HISTORY, Per};
pub use presence::CustomersBy;
pub use question::{Counts, Question};
pub use reactivation::{Reactivated, ReactivationTally};
pub use recommendation::{RecommendationTally, Recommending};
pub use representation::{RepresentationTally, Representativeness, Represented, SegmentBy, SegmentCounts};
pub use repurchase::{Buyers, OrderedAgain, Repurchase, RepurchaseTally};
pub use resolution::{ResolutionTally, Resolved};
pub use response_time::DurationTally;
pub use retention::{Presence, RetentionTally};
pub use revenue_retention::{Revenue, RevenueTally};
pub use satisfaction::{MeanTally, RevisitAnswer, RevisitTally, TopBox, TopBoxTally};
pub use scorecard::{Completeness, IndicatorProblem, Line, Scorecard, ScorecardError, Verdict};
pub use target::{Bound, Side, Target, TargetAttainment, TargetError, Trend, Unit};
pub use ticket_completeness::{Held, TicketCompletenessTally, TicketPart};
pub use value::{Amount, Apart, Note, Reading, Reason, Value};
pub use value_to_cost::{ValueCostTally, Worth};
pub use volume::Volume;
pub use win_keep::{CostForm, WinKeep, WinKeepTally};

//! Formulas about tickets, complaints and obligations: how soon, how well, how often and why.

pub(crate) mod attainment;
pub(crate) mod complaint_causes;
pub(crate) mod complaint_rate;
pub(crate) mod contradictions;
pub(crate) mod durations;
pub(crate) mod first_contact;
pub(crate) mod hand_overs;
pub(crate) mod quality_sheet;
pub(crate) mod recording_lag;
pub(crate) mod recovery;
pub(crate) mod remedies;
pub(crate) mod reopening;
pub(crate) mod resolution;
pub(crate) mod ticket_completeness;
pub(crate) mod ticket_time;
pub(crate) mod volume;

pub use attainment::{Attained, AttainmentTally};
pub use complaint_causes::{Cause, CauseBy, CauseLine, CauseRule, ComplaintCauses, Repeat, RepeatTally};
pub use complaint_rate::{Base, RateCase, RateTally};
pub use contradictions::{Consistency, ContradictionTally};
pub use durations::DurationTally;
pub use first_contact::{FirstContact, FirstContactBy, FirstContactTally, SolvedAt};
pub use hand_overs::HandOverTally;
pub use quality_sheet::{
    Criterion, CriterionTally, QualityRule, QualitySheet, QualitySheetSpec, QualityTally, ScoringError,
    SheetError,
};
pub use recovery::{Recovered, RecoveryTally};
pub use remedies::{RemedyCase, RemedyTally};
pub use reopening::{ReopeningTally, SolutionFate};
pub use resolution::{ResolutionTally, Resolved};
pub use ticket_completeness::{Held, TicketCompletenessTally, TicketPart};
pub use ticket_time::{ShownTime, Stretch, TicketTime, TimeSample, TimesTally};
pub use volume::Volume;

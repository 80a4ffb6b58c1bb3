//! Formulas about surveys: what customers answered, how many did, and for whom they speak.

pub(crate) mod effort;
pub(crate) mod means;
pub(crate) mod nps;
pub(crate) mod participation;
pub(crate) mod question;
pub(crate) mod recommendation;
pub(crate) mod recommendation_conversion;
pub(crate) mod representation;
pub(crate) mod satisfaction;

pub use effort::{Effort, EffortBounds, EffortTally};
pub use means::{MeansTally, OwnMean};
pub use nps::{Attitude, NpsBounds, NpsError, NpsTally};
pub use participation::{Invitations, Participating, ParticipationTally, Response};
pub use question::{Counts, Question};
pub use recommendation::{RecommendationTally, Recommending};
pub use representation::{RepresentationTally, Representativeness, Represented, SegmentBy, SegmentCounts};
pub use satisfaction::{MeanTally, RevisitAnswer, RevisitTally, TopBox, TopBoxTally};

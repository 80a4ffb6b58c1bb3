//! Tickets that were scored on a sheet (clause H-QUAL-1).

use alloc::vec::Vec;

use chrono::{DateTime, Utc};

use crate::{CriterionName, PersonId, SheetName, TicketId};

/// What a reviewer made of one person's work on a ticket, criterion by criterion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct QualityReview {
    /// The ticket.
    pub ticket: TicketId,
    /// The sheet on which it was scored, which a policy declares.
    pub sheet: SheetName,
    /// When it was scored.
    pub reviewed_at: DateTime<Utc>,
    /// Whose work it was; `None` for that of whoever solved the ticket last before, or, where nobody had, held it then.
    pub person: Option<PersonId>,
    /// Who scored it, if known.
    pub reviewer: Option<PersonId>,
    /// What was given, one for each criterion of the sheet.
    pub scores: Vec<CriterionScore>,
}

/// What was given for one criterion.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CriterionScore {
    /// The criterion.
    pub criterion: CriterionName,
    /// The points; `None` where the criterion does not apply to the ticket.
    pub points: Option<u32>,
}

impl QualityReview {
    /// Yields the criteria that are scored in two ways, each once; the scores are sorted, as those of a data set are.
    pub(crate) fn disagreeing(&self) -> impl Iterator<Item = &CriterionName> {
        let same = self.scores.chunk_by(|one, other| one.criterion == other.criterion);
        same.filter(|scores| scores.len() > 1).filter_map(|scores| Some(&scores.first()?.criterion))
    }
}

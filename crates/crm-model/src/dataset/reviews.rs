//! Reviews of tickets: joined, each ticket's side by side, and what is doubtful about them.

use alloc::vec::Vec;

use super::Dataset;
use crate::{Finding, Noticed, QualityReview, Subject, TableName, TicketId};

/// Returns the reviews in order, the scores of one and the same review together and each once; notes repeats.
pub(super) fn joined(mut rows: Vec<QualityReview>, findings: &mut Vec<Finding>) -> Vec<QualityReview> {
    rows.sort_unstable();
    let mut joined: Vec<QualityReview> = Vec::with_capacity(rows.len());
    let mut given = 0_usize;
    for row in rows {
        given = given.saturating_add(row.scores.len());
        match joined.last_mut() {
            Some(last) if is_same(last, &row) => last.scores.extend(row.scores),
            _ => joined.push(row),
        }
    }
    for review in &mut joined {
        review.scores.sort_unstable();
        review.scores.dedup();
    }
    let kept = joined.iter().fold(0_usize, |sum, review| sum.saturating_add(review.scores.len()));
    if given > kept {
        let rows = given.saturating_sub(kept) as u64;
        let noticed = Noticed::RowsRepeated { table: TableName::QualityReviews, rows };
        findings.push(Finding { subject: Subject::Company, noticed });
    }
    joined
}

fn is_same(one: &QualityReview, other: &QualityReview) -> bool {
    (&one.ticket, &one.sheet, one.reviewed_at) == (&other.ticket, &other.sheet, other.reviewed_at)
        && (&one.person, &one.reviewer) == (&other.person, &other.reviewer)
}

impl Dataset {
    /// Returns the tickets that were scored on sheets: sorted by ticket, sheet and instant. Whatever one reviewer said at one
    /// instant about one person's work on a ticket is one review.
    pub fn quality_reviews(&self) -> &[QualityReview] {
        &self.quality_reviews
    }

    /// Returns the reviews of a ticket, which need not be one that the ticket table holds.
    pub fn quality_reviews_of(&self, ticket: &TicketId) -> &[QualityReview] {
        let first = self.quality_reviews.partition_point(|review| review.ticket < *ticket);
        let rest = self.quality_reviews.get(first..).unwrap_or_default();
        rest.get(..rest.partition_point(|review| review.ticket == *ticket)).unwrap_or_default()
    }

    /// Returns whether a review is dated before its ticket was opened; `None` where the ticket table does not hold the ticket.
    ///
    /// # Examples
    ///
    /// ```
    /// use crm_model::{Dataset, Happening, QualityReview, Records, Table, TicketEvent, TicketId, TicketRecord};
    ///
    /// let opened = TicketEvent::at("2026-03-02T09:00:00Z".parse()?, Happening::Opened);
    /// let review = QualityReview {
    ///     ticket: TicketId::new("T-1")?,
    ///     sheet: "service".parse()?,
    ///     reviewed_at: "2026-03-01T09:00:00Z".parse()?,
    ///     person: None,
    ///     reviewer: None,
    ///     scores: vec![],
    /// };
    /// let (dataset, integrity) = Dataset::new(Records {
    ///     tickets: Table::complete(vec![TicketRecord::new(TicketId::new("T-1")?, vec![opened])]),
    ///     quality_reviews: Table::complete(vec![review]),
    ///     ..Records::default()
    /// });
    /// assert_eq!(dataset.is_reviewed_early(&dataset.quality_reviews()[0]), Some(true));
    /// assert_eq!(integrity.findings[0].noticed.rule(), "reviewed-before-opened");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn is_reviewed_early(&self, review: &QualityReview) -> Option<bool> {
        let ticket = self.ticket(&review.ticket)?;
        Some(ticket.opened_at().is_some_and(|opened| review.reviewed_at < opened))
    }

    /// Reports reviews of tickets that are not there or not open yet, and those that contradict themselves.
    pub(super) fn inspect_reviews(&self, findings: &mut Vec<Finding>) {
        let has_tickets = self.extent(TableName::Tickets).is_some();
        for reviews in self.quality_reviews.chunk_by(|one, other| one.ticket == other.ticket) {
            let Some(first) = reviews.first() else { continue };
            let mut note = |noticed| {
                findings.push(Finding { subject: Subject::Ticket(first.ticket.clone()), noticed });
            };
            if has_tickets && self.ticket(&first.ticket).is_none() {
                note(Noticed::UnknownTicket { table: TableName::QualityReviews });
            }
            for review in reviews {
                if self.is_reviewed_early(review) == Some(true) {
                    note(Noticed::ReviewedBeforeOpened { reviewed_at: review.reviewed_at });
                }
                for criterion in review.disagreeing() {
                    let (sheet, criterion) = (review.sheet.clone(), criterion.clone());
                    note(Noticed::CriterionTwice { sheet, criterion });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;

//! The reviews of the policy's cadences.

use super::super::{Clause, ReviewView, ReviewsView};
use crate::report::Report;
use crate::report::reviews::{goals, told};

/// Returns the reviews, if the policy has any cadence or goal.
pub(super) fn of(report: &Report) -> Option<ReviewsView> {
    let assessment = &report.assessment;
    let goals = goals(&assessment.goals);
    if assessment.reviews.is_empty() && goals.is_none() {
        return None;
    }
    let reviews = assessment.reviews.iter().map(|review| {
        let told = told(review, report.privacy);
        let clause = Clause::new(Some(&review.clause), Some(review.strength));
        ReviewView { head: told.head, clause, found: told.found, diagnosis: told.diagnosis }
    });
    Some(ReviewsView { reviews: reviews.collect(), goals })
}

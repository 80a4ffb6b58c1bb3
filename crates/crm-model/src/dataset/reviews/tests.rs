use alloc::string::String;
use alloc::vec;

use super::super::tests::{minute, record};
use super::*;
use crate::{Happening, Records, Table};

/// A review of a ticket, minutes after it was opened, with its scores.
fn review(ticket: &str, minutes: i64, scores: &[(&str, Option<u32>)]) -> QualityReview {
    let score = |(name, points): &(&str, Option<u32>)| crate::CriterionScore {
        criterion: name.parse().unwrap(),
        points: *points,
    };
    QualityReview {
        ticket: TicketId::new(ticket).unwrap(),
        sheet: "service".parse().unwrap(),
        reviewed_at: minute(minutes),
        person: None,
        reviewer: None,
        scores: scores.iter().map(score).collect(),
    }
}

#[test]
fn scores_of_one_review_are_joined_and_repeats_count_once() {
    let greeting = ("greeting", Some(1));
    let rows = vec![
        review("T-1", 9, &[("solution", None)]),
        review("T-1", 9, &[greeting, greeting]),
        review("T-1", 9, &[greeting]),
        review("T-1", 10, &[greeting]), // a review of its own
        review("T-0", 9, &[greeting]),
    ];
    let records = |rows| Records { quality_reviews: Table::complete(rows), ..Records::default() };
    let (dataset, integrity) = Dataset::new(records(rows.clone()));
    let joined = review("T-1", 9, &[greeting, ("solution", None)]);
    let expected = [review("T-0", 9, &[greeting]), joined, review("T-1", 10, &[greeting])];
    assert_eq!(dataset.quality_reviews(), expected);
    let of = |ticket: &str| dataset.quality_reviews_of(&ticket.parse().unwrap());
    assert_eq!((of("T-0"), of("T-1"), of("T-2")), (&expected[..1], &expected[1..], &[][..]));
    let repeated = Noticed::RowsRepeated { table: TableName::QualityReviews, rows: 2 };
    assert_eq!(integrity.findings, [Finding { subject: Subject::Company, noticed: repeated }]);
    assert_eq!(dataset.last_event_at(), Some(minute(10)));
    assert_eq!(Dataset::new(records(rows.into_iter().rev().collect())).0, dataset);
}

#[test]
fn reviews_that_cannot_be_are_findings() {
    let rows = vec![
        review("T-1", -1, &[("greeting", Some(1))]),
        review("T-1", 0, &[("greeting", Some(1)), ("greeting", None), ("greeting", Some(2))]),
        review("T-9", 5, &[("greeting", Some(1))]),
    ];
    let (dataset, integrity) = Dataset::new(Records {
        tickets: Table::complete(vec![record("T-1", &[(0, Happening::Opened)])]),
        quality_reviews: Table::complete(rows),
        ..Records::default()
    });
    let told: Vec<String> = integrity
        .findings
        .iter()
        .map(|finding| alloc::format!("{}: {}", finding.subject, finding.noticed))
        .collect();
    assert_eq!(
        told,
        [
            "T-1: reviewed at 2026-02-25T06:12:20Z, before it was opened; the review counts nowhere",
            "T-1: one review on the sheet `service` scores `greeting` in two ways; it counts nowhere",
            "T-9: quality reviews name it, and the ticket table does not hold it",
        ]
    );
    assert_eq!(dataset.quality_reviews().len(), 3, "nothing is lost");
    let (_, integrity) = Dataset::new(Records {
        quality_reviews: Table::complete(vec![review("T-9", 5, &[])]),
        ..Records::default()
    });
    assert_eq!(integrity.findings, [], "without a table of tickets nobody knows");
}

//! Reviews of quality.

use crm_kit::kpi::{Criterion, QualitySheet, QualitySheetSpec};
use crm_model::{Dataset, QualityReview};
use examples::input::{Options, ReadError, Reading, RowError, read_folder};

use super::{name, read, rows, vocabulary};
use crate::own_format::folder;

/// Reads reviews of the tickets T-1, opened on 2 March, and T-2, whose row cannot be used, on a sheet of two criteria.
fn read_reviews(table: &str, keep_going: bool) -> Result<Reading, ReadError> {
    let criterion = |text: &str, points| Criterion { name: name(text), points, weight: 1, fatal_below: None };
    let criteria = vec![criterion("courtesy", 3), criterion("solution", 5)];
    let spec = QualitySheetSpec { name: name("service"), criteria, pass: None, sample: None };
    let sheets = [QualitySheet::new(spec).unwrap()];
    let folder = folder(&[
        ("tickets.csv", "ticket\nT-1\nT-2,\n"),
        ("events.csv", "ticket,event,occurred_at\nT-1,opened,2026-03-02T09:00:00Z\n"),
        ("quality_reviews.csv", table),
    ]);
    let options = Options { keep_going, sheets: &sheets, ..Options::default() };
    read_folder(folder.path(), &vocabulary(), &options)
}

#[test]
fn h_qual_1_every_bad_score_is_reported_and_the_good_ones_stay() {
    let table = "ticket,sheet,criterion,points,reviewed_at,person,reviewer\n\
                 T-1,service,courtesy,3,2026-03-05T10:00:00Z,li,wu\n\
                 T-1,service,solution,,2026-03-05T10:00:00Z,li,wu\n\
                 T-1,service,courtesy,3,2026-03-05T10:00:00Z,li,wu\n\
                 T-9,service,courtesy,3,2026-03-05T10:00:00Z,,\n\
                 T-2,service,courtesy,3,2026-03-05T10:00:00Z,,\n\
                 T-1,sales,courtesy,3,2026-03-05T10:00:00Z,,\n\
                 T-1,service,haste,3,2026-03-05T10:00:00Z,,\n\
                 T-1,service,courtesy,4,2026-03-05T10:00:00Z,,\n\
                 T-1,service,courtesy,-1,2026-03-05T10:00:00Z,,\n\
                 T-1,service,courtesy,2.5,2026-03-05T10:00:00Z,,\n\
                 T-1,service,courtesy,3,2026-03-02T08:59:59Z,,\n\
                 T-1,service,courtesy,3,2026-03-05,,\n\
                 T-1,,courtesy,3,2026-03-05T10:00:00Z,,\n\
                 T-1,service,solution,5,2026-03-06T10:00:00Z,li,wu\n\
                 T-1,service,courtesy,1,2026-03-06T10:00:00Z,li,wu\n\
                 T-1,service,courtesy,1,2026-03-06T10:00:00Z,li,wu\n\
                 T-1,service,courtesy,2,2026-03-06T10:00:00Z,li,wu\n\
                 T-1,service,courtesy,1,2026-03-06T10:00:00Z,li,wu\n";
    let Err(ReadError::BadRows { first, count, .. }) = read_reviews(table, false) else { panic!("bad rows") };
    let told: Vec<String> = first.iter().map(RowError::to_string).collect();
    let differs = |row: u64, points: u64, other: u64| {
        let rule = format!("is not what row {other} gives for the same criterion of the same review");
        format!("quality_reviews.csv, row {row}, points: \"{points}\" {rule}")
    };
    assert_eq!(
        told[1..],
        [
            "quality_reviews.csv, row 5, ticket: \"T-9\" is no ticket of tickets.csv",
            "quality_reviews.csv, row 6, ticket: \"T-2\" is a ticket whose row in tickets.csv cannot be used",
            "quality_reviews.csv, row 7, sheet: \"sales\" is not a declared sheet",
            "quality_reviews.csv, row 8, criterion: \"haste\" is no criterion of the sheet `service`",
            "quality_reviews.csv, row 9, points: \"4\" is not within the 0 to 3 points of `courtesy`",
            "quality_reviews.csv, row 10, points: \"-1\" is not within the 0 to 3 points of `courtesy`",
            "quality_reviews.csv, row 11, points: \"2.5\" is not a whole number",
            "quality_reviews.csv, row 12, reviewed_at: \"2026-03-02T08:59:59Z\" is before the ticket was opened",
            "quality_reviews.csv, row 13, reviewed_at: \"2026-03-05\" is not an instant such as 2026-03-02T09:00:00+08:00",
            "quality_reviews.csv, row 14, sheet: \"\" is blank; every row needs one",
            &differs(16, 1, 18),
            &differs(17, 1, 18), // a repeat is lost with what it repeats
            &differs(18, 2, 16),
            &differs(19, 1, 16),
        ]
    );
    assert_eq!(count, 15, "that of tickets.csv is the first");

    let reading = read_reviews(table, true).unwrap();
    let told = |review: &QualityReview| -> Vec<String> {
        let points = |points: Option<u32>| points.map_or("-".to_owned(), |points| points.to_string());
        review.scores.iter().map(|score| format!("{} {}", score.criterion, points(score.points))).collect()
    };
    let [one, other] = rows(&reading.records.quality_reviews) else { panic!("two reviews") };
    assert_eq!(told(one), ["courtesy 3", "solution -", "courtesy 3"]);
    assert_eq!(told(other), ["solution 5"], "nobody knows which of the two is right");
    let (_, integrity) = Dataset::new(reading.records.clone());
    assert!(integrity.findings.iter().any(|finding| finding.noticed.rule() == "repeated-rows"));
}

#[test]
fn scores_of_sheets_that_no_policy_declares_are_read_as_they_are() {
    let table = "ticket,sheet,criterion,points,reviewed_at\nT-1,any,thing,77,2026-03-05T10:00:00Z\n";
    let reading = read(&[("quality_reviews.csv", table)], false).unwrap();
    assert_eq!(rows(&reading.records.quality_reviews)[0].scores[0].points, Some(77));
    let error = read(&[("quality_reviews.csv", "ticket,sheet,criterion,reviewed_at\n")], false).unwrap_err();
    assert!(error.to_string().contains("has no column `points`"), "{error}");
}

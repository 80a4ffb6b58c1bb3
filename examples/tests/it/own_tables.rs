//! The tables of the package's own format besides tickets and events.

mod whole;

pub(crate) use self::whole::everything;

use crm_kit::kpi::{Criterion, QualitySheet, QualitySheetSpec};
use crm_model::chrono::{DateTime, Utc};
use crm_model::rust_decimal::Decimal;
use crm_model::{
    AuditOccasion, Currency, Dataset, Purchase, PurchaseKind, QualityReview, Scale, Table, Tag, Vocabulary,
    VocabularyMap,
};
use examples::demo;
use examples::input::{Options, ReadError, Reading, RowError, read_folder};

use crate::own_format::folder;

pub(crate) fn vocabulary() -> Vocabulary {
    let mut vocabulary = demo::vocabulary();
    vocabulary.tags.extend(["vip", "repeat-call"].map(|tag| Tag::new(tag).unwrap()));
    vocabulary
}

fn read(files: &[(&str, &str)], keep_going: bool) -> Result<Reading, ReadError> {
    let options = Options { keep_going, ..Options::default() };
    read_folder(folder(files).path(), &vocabulary(), &options)
}

#[track_caller]
fn bad_rows(name: &str, text: &str) -> Vec<String> {
    match read(&[(name, text)], false) {
        Err(ReadError::BadRows { first, .. }) => first.iter().map(RowError::to_string).collect(),
        other => panic!("expected bad rows, got {other:?}"),
    }
}

#[track_caller]
fn rows<T>(table: &Table<T>) -> &[T] {
    let Table::Supplied { from: None, until: None, rows } = table else { panic!("not a complete table") };
    rows
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn name<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap()
}

#[test]
fn a_folder_may_hold_any_one_table() {
    let table = "at,amount,currency\n2026-03-01T10:00:00Z,5,CNY\n";
    let reading = read(&[("purchases.csv", table)], false).unwrap();
    assert_eq!(reading.records.tickets, Table::NotSupplied);
    let expected = Purchase {
        at: at("2026-03-01T10:00:00Z"),
        order: None,
        what: PurchaseKind::Order,
        amount: name("5 CNY"),
        customer: None,
    };
    assert_eq!(rows(&reading.records.purchases), [expected]);
    assert_eq!((reading.rows, reading.files.len()), (1, 1));
}

#[test]
fn an_empty_folder_is_an_error_that_lists_the_tables() {
    let error = read(&[("notes.txt", "")], false).unwrap_err();
    assert!(matches!(error, ReadError::NoTables { .. }));
    for table in [
        "customers",
        "tickets",
        "events",
        "purchases",
        "interactions",
        "surveys",
        "spend",
        "file_updates",
        "audits",
        "mergers",
        "customer_goals",
        "quality_reviews",
        "rates",
    ] {
        assert!(error.to_string().contains(&format!("`{table}.csv`")), "{error}");
    }
    let error = read(&[("events.csv", "ticket\n")], false).unwrap_err();
    assert!(error.to_string().contains("`tickets.csv` is missing"), "{error}");
}

#[test]
fn d_acc_1_every_bad_row_of_an_audit_is_reported() {
    let table = "customer,field,right,audited_at,occasion\n\
                 C-1,phone,yes,2026-03-02T09:00:00Z,\n\
                 C-1,address,no,2026-03-02T09:00:00Z,follow-up\n\
                 C-1,shoe-size,yes,2026-03-02T09:00:00Z,\n\
                 C-1,phone,perhaps,2026-03-02T09:00:00Z,\n\
                 C-1,phone,,2026-03-02T09:00:00Z,\n\
                 C-1,phone,yes,today,\n\
                 C-1,phone,yes,2026-03-02T09:00:00Z,rumour\n\
                 ,phone,yes,2026-03-02T09:00:00Z,\n";
    assert_eq!(
        bad_rows("audits.csv", table),
        [
            "audits.csv, row 4, field: \"shoe-size\" is no field of the customer file",
            "audits.csv, row 5, right: \"perhaps\" is neither `yes` nor `no`",
            "audits.csv, row 6, right: \"\" is blank; every row needs one",
            "audits.csv, row 7, audited_at: \"today\" is not an instant such as 2026-03-02T09:00:00+08:00",
            "audits.csv, row 8, occasion: \"rumour\" is neither `audit` nor `follow-up`",
            "audits.csv, row 9, customer: \"\" is blank; every row needs one",
        ]
    );
    let reading = read(&[("audits.csv", table)], true).unwrap();
    let occasions: Vec<_> = rows(&reading.records.audits).iter().map(|row| row.occasion).collect();
    assert_eq!(occasions, [AuditOccasion::Audit, AuditOccasion::FollowUp], "an empty cell is an audit");
}

#[test]
fn d_file_3_mergers_are_read_and_what_they_contradict_is_a_finding() {
    let table = "customer,into,merged_at\n\
                 C-2,C-1,2026-03-02T09:00:00Z\n\
                 C-3,C-3,\n\
                 C-9,C-1,\n\
                 C-4,C-8,\n\
                 ,C-1,\n\
                 C-5,C-1,yesterday\n";
    assert_eq!(
        bad_rows("mergers.csv", table),
        [
            "mergers.csv, row 6, customer: \"\" is blank; every row needs one",
            "mergers.csv, row 7, merged_at: \"yesterday\" is not an instant such as 2026-03-02T09:00:00+08:00",
        ]
    );
    let customers = "customer\nC-1\nC-2\nC-3\nC-4\n";
    let reading = read(&[("customers.csv", customers), ("mergers.csv", table)], true).unwrap();
    let (dataset, integrity) = Dataset::new(reading.records);
    assert_eq!(dataset.customer_ids(), [name("C-1"), name("C-3"), name("C-8")]);
    let rules: Vec<&str> = integrity.findings.iter().map(|finding| finding.noticed.rule()).collect();
    let expected =
        ["customer-twice", "merged-in-circle", "merged-into-unknown-customer", "merged-without-rows"];
    assert_eq!(rules, expected);
    let error = read(&[("mergers.csv", "customer,merged_at\n")], false).unwrap_err();
    assert!(error.to_string().contains("into"), "{error}");
}

#[test]
fn refunds_name_their_order_where_it_is_known() {
    let table = "order,customer,at,what,refund_of,amount,currency\n\
                 A-1,C-1,2026-03-01T10:00:00Z,order,,12.50,CNY\n\
                 R-1,C-1,2026-03-02T10:00:00Z,refund,A-1,2.5,CNY\n\
                 ,,2026-03-03T10:00:00Z,refund,,0.0001,GBP\n";
    let reading = read(&[("purchases.csv", table)], false).unwrap();
    let purchases = rows(&reading.records.purchases);
    assert_eq!(purchases[1].what, PurchaseKind::Refund { of: Some(name("A-1")) });
    assert_eq!(purchases[2].what, PurchaseKind::Refund { of: None });
    assert_eq!(purchases[2].amount.ten_thousandths(), 1);
}

#[test]
fn every_bad_purchase_is_reported() {
    let table = "order,customer,at,what,refund_of,amount,currency\n\
                 A-1,C-1,2026-03-01,order,,12.50,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,sale,,12.50,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,A-0,12.50,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,0.00005,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,-1,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,\"1,234\",CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,1e3,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,922337203685478,CNY\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,1,RMB\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,1,cny\n\
                 A-1,C-1,2026-03-01T10:00:00Z,,,,CNY\n\
                 A-1, C-1,2026-03-01T10:00:00Z,,,1,CNY\n";
    assert_eq!(
        bad_rows("purchases.csv", table),
        [
            "purchases.csv, row 2, at: \"2026-03-01\" is not an instant such as 2026-03-02T09:00:00+08:00",
            "purchases.csv, row 3, what: \"sale\" is neither `order` nor `refund`",
            "purchases.csv, row 4, refund_of: \"A-0\" does not belong to an order",
            "purchases.csv, row 5, amount: \"0.00005\" is finer than four decimals: round it before, by your own rule",
            "purchases.csv, row 6, amount: \"-1\" is negative, and amounts never are",
            "purchases.csv, row 7, amount: \"1,234\" is no plain number such as 1234.50",
            "purchases.csv, row 8, amount: \"1e3\" is no plain number such as 1234.50",
            "purchases.csv, row 9, amount: \"922337203685478\" is too large an amount",
            "purchases.csv, row 10, currency: \"RMB\" is no current ISO 4217 currency such as `CNY`",
            "purchases.csv, row 11, currency: \"cny\" has to be in capital letters: `CNY`",
            "purchases.csv, row 12, amount: \"\" is blank; every row needs one",
            "purchases.csv, row 13, customer: text of 4 characters starts or ends with white space",
        ]
    );
}

#[test]
fn every_bad_interaction_is_reported_and_purposes_are_free() {
    let table = "customer,at,direction,outcome,channel,purpose,person,department\n\
                 C-1,2026-03-01T10:00:00Z,outbound,reached,phone,any purpose,li,finance\n\
                 C-1,2026-03-01T10:00:00Z,both,reached,phone,care,li,finance\n\
                 C-1,2026-03-01T10:00:00Z,inbound,maybe,phone,care,li,finance\n\
                 C-1,2026-03-01T10:00:00Z,inbound,not-reached,fax,care,li,finance\n\
                 C-1,2026-03-01T10:00:00Z,inbound,not-reached,,care,li,gardening\n\
                 C-1,,inbound,reached,,,,\n";
    assert_eq!(
        bad_rows("interactions.csv", table),
        [
            "interactions.csv, row 3, direction: \"both\" is neither `inbound` nor `outbound`",
            "interactions.csv, row 4, outcome: \"maybe\" is neither `reached` nor `not-reached`",
            "interactions.csv, row 5, channel: \"fax\" is not a declared channel",
            "interactions.csv, row 6, department: \"gardening\" is not a declared department",
            "interactions.csv, row 7, at: \"\" is blank; every row needs one",
        ]
    );
}

#[test]
fn k10_every_bad_answer_is_reported() {
    let table = "survey,topic,scale,answered_at,score\n\
                 nps,recommend,0-10,2026-03-01T10:00:00Z,10\n\
                 nps,recommend,0-10,2026-03-01T10:00:00Z,11\n\
                 nps,recommend,0-10,2026-03-01T10:00:00Z,9.5\n\
                 nps,recommend,,2026-03-01T10:00:00Z,9\n\
                 nps,recommend,10-0,2026-03-01T10:00:00Z,9\n\
                 nps,recommend,0-10,,9\n\
                 ,recommend,0-10,2026-03-01T10:00:00Z,9\n\
                 nps,recommend,0-10,2026-03-01T10:00:00Z,\n\
                 nps,recommend,0-10,,\n";
    assert_eq!(
        bad_rows("surveys.csv", table),
        [
            "surveys.csv, row 3, score: \"11\" is not on the scale 0-10",
            "surveys.csv, row 4, score: \"9.5\" is not a whole number",
            "surveys.csv, row 5: has a score but no scale",
            "surveys.csv, row 6, scale: \"10-0\" is no scale such as `0-10` or `1-5`",
            "surveys.csv, row 7: has neither invited_at nor answered_at",
            "surveys.csv, row 8, survey: \"\" is blank; every row needs one",
            "surveys.csv, row 10: has neither invited_at nor answered_at",
        ]
    );
    let invited = "survey,topic,scale,invited_at,answered_at,score\n\
                   nps,recommend,0-10,2026-03-01T10:00:00Z,,9\n";
    assert_eq!(bad_rows("surveys.csv", invited), ["surveys.csv, row 2: has a score but no answered_at"]);
    let reading = read(&[("surveys.csv", table)], true).unwrap();
    let answers = rows(&reading.records.answers);
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0].score, Scale::ZERO_TO_TEN.score(10).ok());
    assert_eq!(answers[1].score, None, "the question was left blank");
}

#[test]
fn every_bad_expense_and_assignment_is_reported() {
    let table = "at,amount,currency,aim,department,activity\n\
                 2026-03-01T10:00:00Z,5,CNY,maintenance,finance,any activity\n\
                 2026-03-01T10:00:00Z,5,CNY,both,finance,\n\
                 2026-03-01T10:00:00Z,-5,CNY,acquisition,,\n";
    assert_eq!(
        bad_rows("spend.csv", table),
        [
            "spend.csv, row 3, aim: \"both\" is neither `maintenance` nor `acquisition`",
            "spend.csv, row 4, amount: \"-5\" is negative, and amounts never are",
        ]
    );
    let table = "role,person,department,deputy,from,until\n\
                 director,wu,finance,no,2026-01-01T00:00:00Z,\n\
                 king,wu,finance,no,,\n\
                 director,wu,finance,perhaps,,\n\
                 director,,finance,,,\n\
                 director,wu,,,2026-01-01T00:00:00Z,2026-01-01T08:00:00+08:00\n";
    assert_eq!(
        bad_rows("assignments.csv", table),
        [
            "assignments.csv, row 3, role: \"king\" is not a declared role",
            "assignments.csv, row 4, deputy: \"perhaps\" is neither `yes` nor `no`",
            "assignments.csv, row 5, person: \"\" is blank; every row needs one",
            "assignments.csv, row 6: ends before it begins, or as it begins",
        ]
    );
}

#[test]
fn h_kpi_16_every_bad_goal_is_reported() {
    let table = "customer,from,until,amount,currency\n\
                 C-1,2026-01-01,2026-12-31,5,CNY\n\
                 C-1,2026-01-01,2026-01-01,0.01,CNY\n\
                 ,2026-01-01,2026-12-31,5,CNY\n\
                 C-1,2026-01-02,2026-01-01,5,CNY\n\
                 C-1,2026-01-01,2026-12-31,0,CNY\n\
                 C-1,soon,2026-12-31,5,CNY\n\
                 C-1,2026-01-01,2026-12-31,-5,CNY\n";
    assert_eq!(
        bad_rows("customer_goals.csv", table),
        [
            "customer_goals.csv, row 4, customer: \"\" is blank; every row needs one",
            "customer_goals.csv, row 5: ends before it begins",
            "customer_goals.csv, row 6: states a goal that is not above zero",
            "customer_goals.csv, row 7, from: \"soon\" is not a date such as 2026-03-02",
            "customer_goals.csv, row 8, amount: \"-5\" is negative, and amounts never are",
        ]
    );
    let reading = read(&[("customer_goals.csv", table)], true).unwrap();
    assert_eq!(rows(&reading.records.customer_goals).len(), 2);
}

#[test]
fn d_upd_2_every_bad_file_update_is_reported() {
    let table = "customer,field,learned_at,entered_at,department\n\
                 C-1,phone,2026-03-01T10:00:00Z,2026-03-01T10:05:00Z,finance\n\
                 C-1,phone,2026-03-01T10:00:00Z,,\n\
                 C-1,shoe-size,2026-03-01T10:00:00Z,,\n\
                 C-1,,2026-03-01T10:00:00Z,,\n\
                 C-1,phone,,2026-03-01T10:00:00Z,\n\
                 C-1,phone,2026-03-01T10:00:00Z,soon,\n\
                 C-1,phone,2026-03-01T10:00:00Z,,gardening\n";
    assert_eq!(
        bad_rows("file_updates.csv", table),
        [
            "file_updates.csv, row 4, field: \"shoe-size\" is no field of the customer file",
            "file_updates.csv, row 5, field: \"\" is blank; every row needs one",
            "file_updates.csv, row 6, learned_at: \"\" is blank; every row needs one",
            "file_updates.csv, row 7, entered_at: \"soon\" is not an instant such as 2026-03-02T09:00:00+08:00",
            "file_updates.csv, row 8, department: \"gardening\" is not a declared department",
        ]
    );
    let reading = read(&[("file_updates.csv", table)], true).unwrap();
    let entered: Vec<bool> =
        rows(&reading.records.file_updates).iter().map(|row| row.entered_at.is_some()).collect();
    assert_eq!(entered, [true, false]);
    let error = read(&[("file_updates.csv", "field,learned_at\n")], false).unwrap_err();
    assert!(error.to_string().contains("has no column `entered_at`"), "{error}");
}

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

#[test]
fn d_resp_4_of_a_description_no_more_is_kept_than_whether_there_is_one() {
    let described = |tickets: &str| -> Vec<Option<bool>> {
        let reading =
            read(&[("tickets.csv", tickets), ("events.csv", "ticket,event,occurred_at\n")], false).unwrap();
        assert!(!format!("{:?}", reading.records).contains("leaks"), "the text is kept");
        rows(&reading.records.tickets).iter().map(|ticket| ticket.described).collect()
    };
    let text = "ticket,description\nT-1,\"The tap leaks,\nand so does the pump. \"\nT-2,\nT-3,\"  \"\n";
    assert_eq!(described(text), [Some(true), Some(false), Some(false)]);
    assert_eq!(described("ticket,described\nT-1,yes\nT-2,no\nT-3,\n"), [Some(true), Some(false), None]);
    assert_eq!(described("ticket,described,description\nT-1,no,The tap leaks\nT-2,yes,\n"), [Some(true); 2]);
    assert_eq!(described("ticket\nT-1\n"), [None]);
    let bad = [("tickets.csv", "ticket,described\nT-1,The tap leaks\n")];
    let bad = [bad[0], ("events.csv", "ticket,event,occurred_at\n")];
    match read(&bad, false) {
        Err(ReadError::BadRows { first, .. }) => {
            assert!(first[0].to_string().ends_with("is neither `yes` nor `no`"), "{}", first[0]);
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_bad_rate_is_reported() {
    let table = "from,to,valid_from,valid_until,rate\n\
                 USD,CNY,2026-01-01,2026-01-31,7.1\n\
                 USD,CNY,2026-2-1,2026-02-28,7.1\n\
                 USD,CNY,2026-02-28,2026-02-01,7.1\n\
                 USD,USD,2026-02-01,2026-02-28,1\n\
                 USD,CNY,2026-02-01,2026-02-28,0\n\
                 USD,CNY,2026-02-01,2026-02-28,+7\n\
                 EUR,CNY,2026-02-01T08:00:00Z,2026-02-28,8\n";
    assert_eq!(
        bad_rows("rates.csv", table),
        [
            "rates.csv, row 3, valid_from: \"2026-2-1\" is not a date such as 2026-03-02",
            "rates.csv, row 4: ends before it begins",
            "rates.csv, row 5: states a rate from a currency to itself, which is always one",
            "rates.csv, row 6: states a rate that is not above zero",
            "rates.csv, row 7, rate: \"+7\" is no plain number such as 7.1234",
            "rates.csv, row 8, valid_from: \"2026-02-01T08:00:00Z\" is not a date such as 2026-03-02",
        ]
    );
}

#[test]
fn t38_rates_that_contradict_one_another_are_all_refused_in_any_order() {
    // The second and third rows share a day; the fourth agrees with the first; the last is of another pair.
    let rates = [
        "USD,CNY,2026-01-01,2026-01-31,7.1",
        "USD,CNY,2026-03-01,2026-03-31,7.2",
        "USD,CNY,2026-03-31,2026-04-30,7.3",
        "USD,CNY,2026-01-31,2026-02-10,7.10",
        "EUR,CNY,2026-03-01,2026-03-31,8",
    ];
    let read_all = |rows: &[&str]| {
        let table = format!("from,to,valid_from,valid_until,rate\n{}\n", rows.join("\n"));
        read(&[("rates.csv", &table)], true).unwrap()
    };
    let reading = read_all(&rates);
    let shown: Vec<String> = reading.left_out.first.iter().map(RowError::to_string).collect();
    assert_eq!(
        shown,
        [
            "rates.csv, row 3: shares days with other rows of its pair that do not all state one rate, such as row 4",
            "rates.csv, row 4: shares days with other rows of its pair that do not all state one rate, such as row 3",
        ]
    );
    let mut turned = rates;
    turned.reverse();
    assert_eq!(read_all(&turned).records.rates, reading.records.rates);
    let [dollar, euro, yuan]: [Currency; 3] = ["USD", "EUR", "CNY"].map(name);
    let rate = |from, day: &str| reading.records.rates.rate(from, yuan, name(day));
    assert_eq!(rate(dollar, "2026-02-10"), Some(Decimal::new(71, 1)));
    assert_eq!(rate(dollar, "2026-03-15"), None);
    assert_eq!(rate(euro, "2026-03-15"), Some(Decimal::from(8)));
}

#[test]
fn every_bad_customer_is_reported_and_still_known() {
    let table = "customer,tier,tier_from,member_from,member_until,name,amount,currency,origin,origin_name,file,\
                 source_field,source,third_party,preferred_channels\n\
                 C-1,,2026-01-01T00:00:00Z,,,,,,,,,,,,\n\
                 C-2,,,,2026-01-01T00:00:00Z,,,,,,,,,,\n\
                 C-3,,,2026-01-02T00:00:00Z,2026-01-01T00:00:00Z,,,,,,,,,,\n\
                 C-4,,,,, Li,,,,,,,,,\n\
                 C-5,,,,,,5,,,,,,,,\n\
                 C-6,,,,,,,CNY,,,,,,,\n\
                 C-7,,,,,,,,campaign,,,,,,\n\
                 C-8,,,,,,,,,spring,,,,,\n\
                 C-9,,,,,Li,,,,,no,,,,\n\
                 C-10,,,,,,,,,,,phone,,,\n\
                 C-11,,,,,,,,,,,,,yes,\n\
                 C-12,,,,,,,,,,,shoe-size,x,,\n\
                 C-13,,,,,,,,,,,,,,phone;fax\n";
    let expected = [
        "row 2: has a tier_from but no tier",
        "row 3: has a member_until but no member_from",
        "row 4: has a member_until that is not after its member_from",
        "row 5, name: text of 3 characters starts or ends with white space",
        "row 6: has an amount but no currency",
        "row 7: has a currency but no amount",
        "row 8: has an origin without its origin_name",
        "row 9: has an origin_name but no origin",
        "row 10: says that there is no file, and something of it",
        "row 11: has a source_field but no source",
        "row 12: tells of a source but names no source_field",
        "row 13, source_field: \"shoe-size\" is no field of the customer file",
        "row 14, preferred_channels: \"phone;fax\" names an undeclared channel (the 2nd)",
    ];
    assert_eq!(bad_rows("customers.csv", table), expected.map(|rule| format!("customers.csv, {rule}")));
    let reading = read(&[("customers.csv", table)], true).unwrap();
    assert_eq!(rows(&reading.records.customers).len(), 13);
    assert!(rows(&reading.records.customers).iter().all(|customer| customer.file.is_none()));
}

#[test]
fn rows_of_one_customer_are_one_record_while_they_agree() {
    let table = "customer,tier,tier_from,member_from,phone,source_field,source\n\
                 C-1,middle,,2025-01-01T00:00:00Z,555-0100,,\n\
                 C-2,,,,555-0200,,\n\
                 C-1,high,2026-01-01T00:00:00Z,,555-0100,,\n\
                 C-1,,,,,phone,fair\n\
                 C-2,middle,,,555-0299,,\n";
    let reading = read(&[("customers.csv", table)], false).unwrap();
    let customers = rows(&reading.records.customers);
    assert_eq!(customers.len(), 3, "two rows of C-2 name two telephone numbers");
    assert_eq!((customers[0].tiers.len(), customers[0].memberships.len()), (2, 1));
    assert_eq!(customers[0].file.as_ref().unwrap().provenance.len(), 1);
    let (_, integrity) = Dataset::new(reading.records);
    let noticed: Vec<&str> = integrity.findings.iter().map(|finding| finding.noticed.rule()).collect();
    assert_eq!(noticed, ["records-disagree", "customer-twice"]);
}

#[test]
fn personal_details_of_a_file_are_not_shown() {
    let table = "customer,name,phone,decision_makers,in_charge\n\
                 C-1, Wang Wei,,,\n\
                 C-1,,13800138000 ,,\n\
                 C-1,,,Wang Wei;,\n\
                 C-1,,,, Li Li\n";
    for message in bad_rows("customers.csv", table) {
        let hidden = ["Wang", "138", "Li Li"].iter().all(|part| !message.contains(part));
        assert!(message.contains("text of ") && hidden, "{message}");
    }
}

#[test]
fn a_file_that_the_build_does_not_read_is_never_overlooked() {
    let table = ("purchases.csv", "at,amount,currency\n");
    if cfg!(not(feature = "xlsx")) {
        let error = read(&[table, ("rates.xlsx", "")], false).unwrap_err().to_string();
        assert!(
            error.starts_with("`rates.xlsx` is a workbook") && error.contains("feature `xlsx`"),
            "{error}"
        );
    }
    if cfg!(not(feature = "parquet")) {
        let error = read(&[table, ("rates.parquet", "")], false).unwrap_err().to_string();
        assert!(error.starts_with("`rates.parquet` is a Parquet file"), "{error}");
    }
    let error = read(&[table, ("purchases.xlsx", "")], false).unwrap_err().to_string();
    assert!(error.contains("both `purchases.csv` and `purchases.xlsx` are in"), "{error}");
}

#[test]
fn words_of_other_vocabularies_are_read_by_the_maps_of_the_policy() {
    let policy = crm_kit::Policy::preset(crm_kit::Preset::Detailed);
    let maps: Vec<VocabularyMap> = policy.latest().maps().values().cloned().collect();
    let files = [
        ("tickets.csv", "ticket\nT-1\nT-2\n"),
        (
            "events.csv",
            "ticket,event,occurred_at,kind\n\
             T-1,opened,2026-03-02T01:00:00Z,\n\
             T-1,classified,2026-03-02T01:01:00Z,quality\n\
             T-2,classified,2026-03-02T01:02:00Z,inquiry\n",
        ),
    ];
    let folder = folder(&files);
    let read =
        |maps| read_folder(folder.path(), &policy.vocabulary(), &Options { maps, ..Options::default() });
    let reading = read(&maps).unwrap();
    let Table::Supplied { rows, .. } = &reading.records.tickets else { panic!("there are tickets") };
    let kinds: Vec<_> = rows.iter().flat_map(|ticket| &ticket.events).filter_map(kind_of).collect();
    assert_eq!(kinds, ["product-fault", "inquiry"]);
    assert_eq!(
        reading.notes,
        ["the kind `quality` is read as `product-fault`, by a map of the policy: 1 times"]
    );
    assert!(read(&[]).is_err(), "without the map it is no word");
}

fn kind_of(event: &crm_model::TicketEvent) -> Option<&str> {
    match &event.happening {
        crm_model::Happening::Classified(judged) => judged.kind.as_ref().map(crm_model::Kind::as_str),
        _ => None,
    }
}

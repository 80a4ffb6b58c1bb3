//! Customers, their files, audits and goals.

use crm_model::{AuditOccasion, Dataset};

use super::{bad_rows, name, read, rows};

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

//! Files without rows, without a header, and of another encoding, table by table.

use std::fs;
use std::path::Path;

use crm_kit::{Policy, Preset};

use super::{assessed, ended, stopped};
use crate::own_format::folder;
use crate::tiny::text;

/// Every table with the columns that it needs, and a row.
const TABLES: [(&str, &str, &str); 12] = [
    ("customers.csv", "customer", "C-1"),
    ("tickets.csv", "ticket", "T-1"),
    ("events.csv", "ticket,event,occurred_at", "T-1,opened,2026-03-02T09:00:00Z"),
    ("purchases.csv", "at,amount,currency", "2026-03-02T09:00:00Z,1,CNY"),
    ("interactions.csv", "customer,at,direction,outcome", "C-1,2026-03-02T09:00:00Z,outbound,reached"),
    ("surveys.csv", "survey,topic,scale,answered_at,score", "nps,recommend,0-10,2026-03-02T09:00:00Z,9"),
    ("spend.csv", "at,amount,currency,aim", "2026-03-02T09:00:00Z,1,CNY,maintenance"),
    ("file_updates.csv", "field,learned_at,entered_at", "phone,2026-03-02T09:00:00Z,2026-03-02T09:01:00Z"),
    ("customer_goals.csv", "customer,from,until,amount,currency", "C-1,2026-01-01,2026-12-31,1,CNY"),
    (
        "quality_reviews.csv",
        "ticket,sheet,criterion,points,reviewed_at",
        "T-1,service,courtesy,1,2026-03-02T10:00:00Z",
    ),
    ("assignments.csv", "role,person", "supervisor,wu"),
    ("rates.csv", "from,to,valid_from,valid_until,rate", "USD,CNY,2026-01-01,2026-12-31,7"),
];

/// The shipped mappings with the files that they read and the columns that they need.
const MAPPED: [(&str, &str, &str); 6] = [
    ("cdnow", "cdnow_master.csv", "customer_id,date,amount"),
    ("online_retail", "online_retail_invoices.csv", "customer_id,invoice,timestamp,amount"),
    ("sfo_survey", "sfo_customer_survey.csv", "year,overall_1_5,clean_overall_1_5,safe_1_5,recommend_0_10"),
    (
        "servicenow",
        "incident_event_log.csv",
        "number,caller_id,contact_type,priority,sys_updated_at,opened_at,sys_updated_by,sys_mod_count,\
         incident_state,reopen_count,reassignment_count,assigned_to,closed_at",
    ),
    ("helpdesk", "helpdesk.csv", "case_id,customer,seriousness,timestamp,activity,resource"),
    ("bpi2013_incidents", "bpi2013_incidents.csv", "case_id,timestamp_utc,user,sub_status"),
];

/// Returns the arguments that name a shipped mapping and its policy.
fn shipped(name: &str) -> [String; 4] {
    let of = |kind: &str| {
        text(&Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join(format!("{name}.toml"))).to_owned()
    };
    ["--mapping".to_owned(), of("mappings"), "--policy".to_owned(), of("policies")]
}

#[test]
fn an_empty_file_is_an_error_of_every_table() {
    for (empty, ..) in TABLES {
        let files = TABLES.map(|(name, header, row)| {
            (name, if name == empty { String::new() } else { format!("{header}\n{row}\n") })
        });
        let folder = folder(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
        let expected = format!("error: `{empty}` is empty: its first line has to name the columns\n");
        assert_eq!(stopped(folder.path(), &[]), expected);
        assert_eq!(stopped(folder.path(), &["--keep-going"]), expected, "a table is no row to go on without");
    }
}

#[test]
fn an_empty_file_is_an_error_of_every_mapping() {
    for (name, file, _) in MAPPED {
        let folder = folder(&[(file, "")]);
        let more = shipped(name);
        let message = stopped(folder.path(), &more.each_ref().map(String::as_str));
        assert_eq!(message, format!("error: `{file}` is empty: its first line has to name the columns\n"));
    }
}

/// A table without rows is a table: it tells that there was nothing, which is another thing than to tell nothing.
#[test]
fn a_file_with_a_header_only_is_a_table_without_rows() {
    let files = TABLES.map(|(name, header, _)| (name, format!("{header}\n")));
    let all = folder(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
    let (page, warning) = ended(all.path(), &["--policy", "six-plans"]);
    assert_eq!(warning, "");
    // The list of files is broken into lines.
    let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
    for (name, _) in &files {
        let stem = name.trim_end_matches(".csv");
        assert!(page.contains(&format!("{stem}.csv (0")), "{name}: {page}");
    }
    assert!(page.contains("CANNOT BE JUDGED: nothing"), "{page}");
    let (assessment, integrity) = assessed(all.path(), &Policy::preset(Preset::SixPlans));
    assert!(assessment.obligations.is_empty() && assessment.customers.is_empty());
    assert!(assessment.findings.is_empty() && integrity.findings.is_empty());
    // A share of nothing has no value.
    assert!(assessment.scorecard.iter().all(|line| {
        line.attainment.is_none() && line.value.number().is_none_or(|number| number.parts().0 == 0)
    }));
}

#[test]
fn each_table_may_stand_alone_without_rows() {
    for (name, header, _) in
        TABLES.into_iter().filter(|(name, ..)| !["tickets.csv", "events.csv"].contains(name))
    {
        let folder = folder(&[(name, &format!("{header}\n"))]);
        let (page, warning) = ended(folder.path(), &["--policy", "six-plans"]);
        assert_eq!(warning, "");
        assert!(page.contains(&format!("{name} (0 rows)")), "{page}");
        assert!(page.contains("no tickets were supplied"), "{page}");
    }
}

#[test]
fn a_header_alone_is_a_file_without_rows_for_every_mapping() {
    for (name, file, columns) in MAPPED {
        let folder = folder(&[(file, &format!("{columns}\n"))]);
        let more = shipped(name);
        let (page, warning) = ended(folder.path(), &more.each_ref().map(String::as_str));
        assert_eq!(warning, "");
        assert!(page.contains(&format!("{file} (0 rows)")), "{page}");
    }
}

#[test]
fn a_cell_that_is_not_utf8_is_a_bad_row_of_every_table() {
    for (name, header, row) in TABLES {
        let folder = folder(&TABLES.map(|(name, ..)| (name, "")));
        for (other, columns, good) in TABLES {
            fs::write(folder.path().join(other), format!("{columns}\n{good}\n")).unwrap();
        }
        let first = header.split(',').next().unwrap();
        let (_, rest) = row.split_once(',').unwrap_or((row, ""));
        let cell =
            if header.contains(',') { [b"caf\xe9,", rest.as_bytes()].concat() } else { b"caf\xe9".to_vec() };
        let bytes = [format!("{header}\n{row}\n").as_bytes(), &cell, b"\n"].concat();
        fs::write(folder.path().join(name), bytes).unwrap();
        let rule = format!(
            "{name}, row 3, {first}: text of 4 characters is not UTF-8 text; save the file as CSV with UTF-8 encoding\n"
        );
        let message = stopped(folder.path(), &[]);
        assert!(message.starts_with(&format!("error: 1 row cannot be read:\n  {rule}")), "{message}");
        let (page, warning) = ended(folder.path(), &["--keep-going"]);
        assert!(warning.starts_with(&format!("warning: 1 row left out:\n  {rule}")), "{warning}");
        let read = page.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(read.contains(&format!("{name} (2 rows, 1 left out)")), "{page}");
    }
}

#[test]
fn a_header_that_is_not_utf8_is_an_error_of_the_file() {
    let folder = folder(&[]);
    fs::write(folder.path().join("customers.csv"), b"customer,n\xe9me\nC-1,Li\n").unwrap();
    let expected =
        "error: the header of `customers.csv` is not UTF-8 text: save the file as CSV with UTF-8 encoding\n";
    assert_eq!(stopped(folder.path(), &["--keep-going"]), expected);
}

#[test]
fn k10_a_score_off_its_scale_takes_the_whole_respondent_out_of_the_mapped_survey() {
    let survey = "year,overall_1_5,clean_overall_1_5,safe_1_5,recommend_0_10\n\
                  2017,5,5,5,10\n\
                  2017,5,5,5,11\n\
                  2017,4,,5,6\n";
    let folder = folder(&[("sfo_customer_survey.csv", survey)]);
    let more = shipped("sfo_survey");
    let more = more.each_ref().map(String::as_str);
    let rule = "sfo_customer_survey.csv, row 3, recommend_0_10: \"11\" is not on the scale 0-10\n";
    let message = stopped(folder.path(), &more);
    assert!(message.starts_with(&format!("error: 1 row cannot be read:\n  {rule}")), "{message}");
    let (page, warning) = ended(folder.path(), &[&more[..], &["--keep-going"]].concat());
    assert_eq!(warning, format!("warning: 1 row left out:\n  {rule}"));
    assert!(page.contains("(3 rows, 1 left out)"), "{page}");
}

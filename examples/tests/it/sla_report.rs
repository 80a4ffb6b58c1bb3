//! The program `sla_report`: figures worked out by hand, explanations of due instants, and its manners.

mod real;
mod traces;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use examples::run::{BAD_INPUT, FINE, Terminal, USAGE};
use examples::sla_report::{FILES, run};
use serde_json::Value;
use tempfile::TempDir;

use crate::html::browser::{browser, check_that_it_fits};
use crate::own_format::folder;
use crate::tiny::{CUSTOMERS, EVENTS, POLICY, Run, TICKETS, text};

/// Runs the program with these arguments, without a terminal.
fn program(args: &[&str]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = run(["sla_report"].iter().chain(args), &mut out, &mut err, Terminal::default());
    Run { status, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// A folder with records and a policy.
fn desk(tickets: &str, events: &str, policy: &str) -> TempDir {
    folder(&[
        ("customers.csv", CUSTOMERS),
        ("tickets.csv", tickets),
        ("events.csv", events),
        ("policy.toml", policy),
    ])
}

/// Runs the program on a folder; the results go below it.
#[track_caller]
fn report(folder: &Path, as_of: &str, more: &[&str]) -> Run {
    let (policy, out) = (folder.join("policy.toml"), folder.join("out"));
    let mut args =
        vec!["--data", text(folder), "--policy", text(&policy), "--as-of", as_of, "--out", text(&out)];
    args.extend(more);
    let run = program(&args);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    run
}

fn json(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("out/sla.json")).unwrap()).unwrap()
}

/// Returns the rows of the table, by column.
fn rows(folder: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(folder.join("out/sla.csv")).unwrap();
    let header = reader.headers().unwrap().clone();
    let row = |row: csv::Result<csv::StringRecord>| {
        let row = row.unwrap();
        header.iter().zip(&row).map(|(name, cell)| (name.to_owned(), cell.to_owned())).collect()
    };
    reader.records().map(row).collect()
}

/// Returns the cells of the row of a measure, a value (empty: all of it) and a month (empty: all time).
#[track_caller]
fn cells(folder: &Path, (measure, value, month): (&str, &str, &str), columns: &[&str]) -> Vec<String> {
    let scope = if value.is_empty() { "all" } else { "value" };
    let wanted = [("measure", measure), ("scope", scope), ("value", value), ("month", month)];
    let is_wanted =
        |row: &BTreeMap<String, String>| wanted.iter().all(|(column, cell)| row[*column] == *cell);
    let row = rows(folder).into_iter().find(is_wanted).unwrap();
    columns.iter().map(|column| row[*column].clone()).collect()
}

const AS_OF: &str = "2026-03-04T12:00:00Z";

/// Office hours in China, where 2026-02-14 and 2026-02-28 are made-up working Saturdays and the 15th to the 23rd are off.
const CHINA: &str = r#"schema     = "crm-policy/1"
name       = "china"
zone       = "Asia/Shanghai"
hit-policy = "most-specific"

[vocabulary]
kinds        = []
urgencies    = ["urgent"]
wait-reasons = ["customer", "lunch"]

[vocabulary.channels]

[calendar.office]
zone          = "Asia/Shanghai"
hours         = { mon-fri = ["09:00-12:00", "13:00-18:00"] }
holidays      = ["cn"]
made-up-hours = "fri"
beyond        = "weekly-hours"
horizon       = { from = 2026, until = 2026 }

[sla.solve]
clause   = "ACME-SLA-2"
measure  = "resolution"
within   = "20bh"
calendar = "office"
starts   = "opened"
pauses   = ["customer"]
reopen   = "first-only"
"#;

const EVENT_HEADER: &str = "ticket,event,occurred_at,recorded_at,urgency,department,person,reason\n";

#[test]
fn figures_are_those_worked_out_by_hand() {
    let desk = desk(TICKETS, EVENTS, POLICY);
    report(desk.path(), AS_OF, &["--by", "channel"]);
    // By phone: T-1 after 60 s to the instant and T-5 after 20 s are met, T-2 after 60.4 s is late, =T-9 is open; of T-8
    // nobody knows when it was opened.
    let columns = ["owed", "met", "met_late", "open", "undetermined", "attainment_part", "attainment_whole"];
    assert_eq!(
        cells(desk.path(), ("first-response", "phone", ""), &columns),
        ["5", "2", "1", "1", "1", "2", "3"]
    );
    // Of 20, 60 and 60.4 s at least half are no longer than 60 s, and nine in ten no longer than 60.4 s.
    let columns = ["elapsed_count", "elapsed_median_seconds", "elapsed_ninetieth_seconds", "few"];
    assert_eq!(cells(desk.path(), ("first-response", "phone", ""), &columns), ["3", "60", "60.4", "true"]);
    // By e-mail: T-3 and T-10 stand at their due instant and T-4 before it; T-7 was closed within its limit.
    let columns = ["owed", "open", "cancelled", "attainment_part", "attainment_whole", "few"];
    assert_eq!(cells(desk.path(), ("first-response", "e-mail", ""), &columns), ["4", "3", "1", "", "", ""]);
    // T-1 was solved after 8 h of open time, T-2 after 15 h; T-5 waits since half an hour.
    let columns = ["met", "met_late", "overdue", "paused", "open_median_seconds", "open_ninetieth_seconds"];
    assert_eq!(cells(desk.path(), ("resolution", "", ""), &columns), ["1", "1", "1", "1", "28800", "54000"]);
    let columns = ["stood_still_count", "stood_still_median_seconds", "open_count"];
    assert_eq!(cells(desk.path(), ("resolution", "", ""), &columns), ["1", "1800", "2"]);
}

#[test]
fn the_parts_of_a_measure_add_up_to_it() {
    let desk = desk(TICKETS, EVENTS, POLICY);
    for by in ["urgency", "kind", "complexity", "channel", "department", "rule"] {
        report(desk.path(), AS_OF, &["--by", by]);
        let rows = rows(desk.path());
        for measure in ["recorded", "first-response", "resolution"] {
            for column in ["owed", "met", "met_late", "open", "undetermined"] {
                let sum = |is_all: bool| -> u64 {
                    let of = rows.iter().filter(|row| row["measure"] == measure && row["month"].is_empty());
                    let of = of.filter(|row| (row["scope"] == "all") == is_all);
                    of.map(|row| row[column].parse::<u64>().unwrap()).sum()
                };
                assert_eq!(sum(true), sum(false), "{by}, {measure}, {column}");
            }
        }
    }
}

#[test]
fn few_cases_are_marked_and_nothing_is_no_figure() {
    let desk = desk(TICKETS, EVENTS, POLICY);
    let run = report(desk.path(), AS_OF, &["--by", "channel"]);
    let line = |start: &str| run.out.lines().find(|line| line.starts_with(start)).unwrap().to_owned();
    assert!(line("phone         5").ends_with("2/3  66.7 %*"), "{}", run.out);
    assert!(line("e-mail        4").ends_with('-'), "{}", run.out);
    assert!(run.out.contains("* = of fewer than 20 cases"));
    let enough = report(desk.path(), AS_OF, &["--by", "channel", "--few", "3"]);
    assert!(enough.out.contains("2/3  66.7 %\n"), "{}", enough.out);
}

#[test]
fn any_order_of_rows_gives_the_same_files() {
    let turned = |table: &str| {
        let mut lines: Vec<&str> = table.lines().collect();
        lines[1..].reverse();
        lines.join("\n")
    };
    let one = desk(TICKETS, EVENTS, POLICY);
    let other = desk(&turned(TICKETS), &turned(EVENTS), POLICY);
    let page =
        |folder: &TempDir| report(folder.path(), AS_OF, &[]).out.split("Written").next().unwrap().to_owned();
    assert_eq!(page(&one), page(&other));
    for file in FILES {
        let read = |folder: &TempDir| fs::read_to_string(folder.path().join("out").join(file)).unwrap();
        assert_eq!(read(&one), read(&other), "{file}");
    }
}

#[test]
fn months_are_those_of_the_policys_zone_and_gaps_are_told() {
    // 23:59 on 31 January and 00:00 on 1 February in Shanghai, then nothing until 1 April.
    let solved = |ticket: &str, opened: &str, solved: &str| {
        format!("{ticket},opened,{opened},,,,,\n{ticket},solved,{solved},,,,,\n")
    };
    let events = EVENT_HEADER.to_owned()
        + &solved("T-1", "2026-01-31T15:59:59Z", "2026-02-02T02:00:00Z")
        + &solved("T-2", "2026-01-31T16:00:00Z", "2026-02-10T02:00:00Z")
        + &solved("T-3", "2026-03-31T16:00:00Z", "2026-04-01T02:00:00Z");
    let desk = desk("ticket,customer,channel\nT-1,,\nT-2,,\nT-3,,\n", &events, CHINA);
    report(desk.path(), "2026-04-10T00:00:00Z", &[]);
    let rows = rows(desk.path());
    let months: Vec<(&str, &str, &str)> = rows
        .iter()
        .filter(|row| row["scope"] == "all" && !row["month"].is_empty())
        .map(|row| (row["month"].as_str(), row["month_complete"].as_str(), row["owed"].as_str()))
        .collect();
    let expected = [
        ("2026-01", "true", "1"),
        ("2026-02", "true", "1"),
        ("2026-03", "true", "0"),
        ("2026-04", "false", "1"),
    ];
    assert_eq!(months, expected);
    let columns = ["met", "met_late", "attainment_part", "attainment_whole"];
    assert_eq!(cells(desk.path(), ("resolution", "", "2026-02"), &columns), ["0", "1", "0", "1"]);
    assert_eq!(cells(desk.path(), ("resolution", "", "2026-03"), &columns), ["0", "0", "", ""]);
}

#[test]
fn the_page_stands_alone_and_escapes_what_it_is_given() {
    let tickets = TICKETS.replace("T-6,", "<script>alert(1)</script>,");
    let events = EVENTS.replace("T-6,", "<script>alert(1)</script>,");
    let desk = desk(&tickets, &events, POLICY);
    report(desk.path(), AS_OF, &[]);
    let page = fs::read_to_string(desk.path().join("out/sla.html")).unwrap();
    assert!(page.contains("script&#62;alert(1)") && !page.contains("<script"), "{page}");
    for foreign in ["http:", "https:", "@import", "url(", "javascript:"] {
        assert!(!page.contains(foreign), "{foreign}");
    }
    crate::html::check_balanced(&page);
    for id in ["service-levels", "measure-first-response", "measure-resolution", "worst", "reading"] {
        assert!(page.contains(&format!("id=\"{id}\"")) && page.contains(&format!("href=\"#{id}\"")), "{id}");
    }
}

#[test]
fn the_page_fits_a_telephone_and_a_screen() {
    let Some(browser) = browser("the_page_fits_a_telephone_and_a_screen") else { return };
    let folder = tempfile::tempdir().unwrap();
    let run = program(&["--out", text(&folder.path().join("out")), "--by", "rule"]);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let page = fs::read_to_string(folder.path().join("out/sla.html")).unwrap();
    check_that_it_fits(browser, &page, &["measure-first-response", "measure-escalation", "worst", "reading"]);
}

#[test]
fn no_name_of_a_customer_or_a_person_is_told() {
    let desk = desk(TICKETS, EVENTS, POLICY);
    let run = report(desk.path(), AS_OF, &["--by", "department"]);
    let files = FILES.map(|file| fs::read_to_string(desk.path().join("out").join(file)).unwrap());
    for text in files.iter().chain([&run.out]) {
        for name in ["ACME Ltd", "li@example.cn", "Wang Wei"] {
            assert!(!text.contains(name), "{name}");
        }
    }
}

#[test]
fn the_terminal_settles_the_width() {
    let desk = desk(TICKETS, EVENTS, POLICY);
    let policy = desk.path().join("policy.toml");
    let out = desk.path().join("out");
    let args = ["sla_report", "--data", text(desk.path()), "--policy", text(&policy), "--out", text(&out)];
    for (columns, most) in [(None, 100), (Some(40), 80), (Some(90), 90), (Some(200), 100)] {
        let (mut page, mut err) = (Vec::new(), Vec::new());
        assert_eq!(run(args, &mut page, &mut err, Terminal { columns, progress: false }), FINE);
        let page = String::from_utf8(page).unwrap();
        let written = page.find("Written to").unwrap();
        assert!(page[..written].lines().all(|line| line.chars().count() <= most), "{columns:?}: {page}");
    }
}

#[test]
fn without_tickets_it_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("customers.csv"), CUSTOMERS).unwrap();
    let out = folder.path().join("out");
    let run = program(&["--data", text(folder.path()), "--as-of", "2026-03-04", "--out", text(&out)]);
    assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""));
    assert!(run.err.contains("no tickets were supplied") && run.err.contains("--mapping"), "{}", run.err);
    assert!(!out.exists(), "nothing is left behind");
}

#[test]
fn a_table_without_rows_gives_no_figure() {
    let desk = desk("ticket,customer,channel\n", EVENT_HEADER, POLICY);
    let run = report(desk.path(), AS_OF, &[]);
    assert!(run.out.contains("There are no tickets."), "{}", run.out);
    assert_eq!(json(desk.path())["groups"], Value::Array(vec![]));
    assert!(rows(desk.path()).is_empty());
    let page = fs::read_to_string(desk.path().join("out/sla.html")).unwrap();
    let main = page.split("<footer").next().unwrap();
    assert!(main.contains("There are no tickets.") && !main.contains(" %</"), "{main}");
}

#[test]
fn every_column_and_key_is_in_the_documentation() {
    let document =
        fs::read_to_string(format!("{}/../docs/sla-report.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let desk = desk(TICKETS, EVENTS, POLICY);
    report(desk.path(), AS_OF, &[]);
    let columns: Vec<String> = rows(desk.path()).remove(0).into_keys().collect();
    let json = json(desk.path());
    let keys = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let case = &json["worst"][0];
    let trace = &case["trace"];
    let parts = [&trace["days"][0], &trace["held"][0]];
    let entries = [&json["groups"][0], &json["months"][0], case, trace].into_iter().chain(parts);
    let told = columns.into_iter().chain(keys(&json)).chain(entries.into_iter().flat_map(keys));
    for name in told.chain(keys(&json["not_counted"][0])) {
        assert!(document.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_command_line_is_explained() {
    for args in [&["--by", "colour"][..], &["--worst", "-1"], &["--mapping", "a.toml"]] {
        let run = program(args);
        assert_eq!((run.status, run.out.as_str()), (USAGE, ""), "{args:?}");
    }
    let help = program(&["--help"]);
    assert_eq!((help.status, help.err.as_str()), (FINE, ""));
    for flag in
        ["--data", "--mapping", "--policy", "--as-of", "--by", "--worst", "--few", "--out", "--show-values"]
    {
        assert!(help.out.contains(flag), "{flag}");
    }
}

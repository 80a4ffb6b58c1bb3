//! The program `sla_report`: figures worked out by hand, explanations of due instants, and its manners.

mod real;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crm_kit::{Policy, assess};
use crm_model::{Dataset, Happening, Records, Table, TicketEvent, TicketRecord};
use examples::run::{BAD_INPUT, FINE, Terminal, USAGE};
use examples::sla_report::{By, Choices, FILES, Levels, run};
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
fn t20_t21_a_trace_tells_every_day_and_why() {
    let events = format!(
        "{EVENT_HEADER}\
         T-1,opened,2026-02-13T14:00:00+08:00,,,,,\n\
         T-1,waiting,2026-02-14T09:00:00+08:00,,,,,customer\n\
         T-1,back,2026-02-14T10:00:00+08:00,,,,,\n\
         T-1,waiting,2026-02-24T09:00:00+08:00,,,,,lunch\n\
         T-1,back,2026-02-24T10:00:00+08:00,,,,,\n\
         T-1,solved,2026-03-02T09:00:00+08:00,,,,,\n"
    );
    let desk = desk("ticket,customer,channel\nT-1,,\n", &events, CHINA);
    let run = report(desk.path(), "2026-03-02T12:00:00Z", &[]);
    let json = json(desk.path());
    let case = &json["worst"][0];
    // 4 h on Friday, 7 h on the Saturday without the hour that waited for the customer, 8 h on Tuesday: 1 h is left for
    // Wednesday. Waiting for lunch pauses nothing.
    assert_eq!(case["due"], "2026-02-25T02:00:00Z");
    assert_eq!(case["trace"]["used_us"], 20 * 3_600_000_000_i64);
    assert_eq!(case["trace"]["stood_still_us"], 3_600_000_000_i64);
    assert_eq!(case["trace"]["pauses"].as_array().unwrap().len(), 1);
    let days: Vec<(&str, &str, i64, &str)> = case["trace"]["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| {
            let text = |key: &str| day[key].as_str().unwrap();
            (text("from"), text("until"), day["used_us"].as_i64().unwrap() / 3_600_000_000, text("why"))
        })
        .collect();
    assert_eq!(
        days,
        [
            ("2026-02-13", "2026-02-13", 4, "ordinary"),
            ("2026-02-14", "2026-02-14", 7, "made-up"),
            ("2026-02-15", "2026-02-23", 0, "holiday"),
            ("2026-02-24", "2026-02-24", 8, "ordinary"),
            ("2026-02-25", "2026-02-25", 1, "ordinary"),
        ]
    );
    assert!(run.out.contains("10:00-12:00, 13:00-18:00 (made-up day (cn): hours of"), "{}", run.out);
    assert!(run.out.contains("Sun 2026-02-15 to Mon 2026-02-23"), "{}", run.out);
}

/// Christmas 2025 was a Thursday. Limits may be agreed with the customer.
const CHRISTMAS: &str = r#"schema     = "crm-policy/1"
name       = "old-year"
zone       = "UTC"
hit-policy = "most-specific"

[vocabulary]
kinds       = []
departments = ["help-desk", "support"]

[vocabulary.channels]

[holidays.ours]
years = "all"
rules = [{ name = "Christmas Day", month = 12, day = 25 }]

[calendar.office]
zone     = "UTC"
hours    = { mon-fri = ["09:00-17:00"] }
holidays = ["ours"]
beyond   = "weekly-hours"
horizon  = { from = 2025, until = 2026 }

[sla.solve]
clause           = "ACME-SLA-2"
measure          = "resolution"
within           = "8bh"
agreements       = "replace"
on-calendar-edit = "keep-used"
calendar         = "office"
starts           = "opened"
pauses           = []
reopen           = "first-only"
"#;

#[test]
fn holders_choices_and_names_of_holidays_are_told() {
    let events = "ticket,event,occurred_at,department,person,agreed\n\
         T-1,opened,2025-12-24T13:00:00Z,,,\n\
         T-1,assigned,2025-12-24T13:00:00Z,help-desk,Wang Wei,\n\
         T-1,transferred,2025-12-26T10:00:00Z,help-desk,Li Na,\n\
         T-1,agreed,2025-12-26T12:00:00Z,,,resolution 20bh\n\
         T-1,transferred,2025-12-29T09:00:00Z,support,,\n\
         T-1,solved,2025-12-30T11:00:00Z,,,\n";
    let desk = desk("ticket,customer,channel\nT-1,,\n", events, CHRISTMAS);
    let run = report(desk.path(), "2026-01-06T00:00:00Z", &[]);
    let page = fs::read_to_string(desk.path().join("out/sla.html")).unwrap();
    // 4 h on Wednesday, 8 h on Friday, 8 h on Monday. It was solved on Tuesday at 11:00.
    for text in [
        "limit 20bh as agreed on the calendar office (UTC), 20 h used up to the due instant",
        "held by help-desk for 12 h; support for 10 h (and 18 h of the lateness)",
        "20bh was agreed with the customer on this ticket, 2025-12-26 12:00:00",
        "closed: holiday: Christmas Day (ours)",
    ] {
        assert!(run.out.contains(text), "{text}: {}", run.out);
        assert!(page.contains(text), "{text}");
    }
    let trace = &json(desk.path())["worst"][0]["trace"];
    assert_eq!((&trace["within"], &trace["agreed"]), (&Value::from("20bh"), &Value::from(true)));
    assert_eq!(trace["held"][1]["late_open_us"], 2 * 3_600_000_000_i64);
    assert_eq!(
        (&trace["choices"][0]["what"], &trace["days"][1]["why"]),
        (&"agreed".into(), &"holiday".into())
    );
}

#[test]
fn t27_after_an_edit_days_are_closed_by_the_new_hours() {
    let version = |text: String| Policy::parse(&text, "test.toml").unwrap();
    let until = "zone       = \"UTC\"\nvalid      = { until = 2025-12-29 }";
    let from = "zone       = \"UTC\"\nvalid      = { from = 2025-12-29 }";
    let new_hours = CHRISTMAS
        .replacen("zone       = \"UTC\"", from, 1)
        .replace("\"09:00-17:00\"", "\"09:00-11:00\"")
        .replace("rules = [", "rules = [{ name = \"Inventory\", month = 12, day = 30 }, ");
    let old = version(CHRISTMAS.replacen("zone       = \"UTC\"", until, 1));
    let policy = Policy::from_versions([version(new_hours), old]).unwrap();
    let at = |at: &str, what| TicketEvent::at(at.parse().unwrap(), what);
    let events = vec![
        at("2025-12-26T12:00:00Z", Happening::Opened),
        at("2025-12-26T12:00:00Z", Happening::Agreed("resolution 9bh".parse().unwrap())),
        at("2026-01-06T12:00:00Z", Happening::Solved),
    ];
    let tickets = Table::complete(vec![TicketRecord::new("T-1".parse().unwrap(), events)]);
    let (dataset, _) = Dataset::new(Records { tickets, ..Records::default() });
    let assessment = assess(&dataset, &policy, "2026-01-07T00:00:00Z".parse().unwrap());
    let choices = Choices { by: By::Urgency, few: 1, worst: 1 };
    let levels = Levels::of(&assessment, &dataset, &policy, choices);
    let days: Vec<(String, i64, String)> = levels.worst[0]
        .trace
        .as_ref()
        .unwrap()
        .days
        .iter()
        .map(|day| (day.name(), day.micros() / 3_600_000_000, day.why.in_words(day.micros() > 0)))
        .collect();
    let told = |day: &str, hours, why: &str| (day.to_owned(), hours, why.to_owned());
    assert_eq!(
        days,
        [
            told("Fri 2025-12-26", 5, ""),
            told("Sat 2025-12-27 to Sun 2025-12-28", 0, "closed: weekend"),
            told("Mon 2025-12-29", 2, ""),
            told("Tue 2025-12-30", 0, "closed: holiday: Inventory (ours)"),
            told("Wed 2025-12-31", 2, ""),
        ]
    );
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
fn every_trace_uses_up_its_limit_to_the_microsecond() {
    let out = tempfile::tempdir().unwrap();
    let run = program(&["--out", text(&out.path().join("out")), "--worst", "60000"]);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let json = json(out.path());
    let (mut traced, mut paused, mut agreed, mut taken_over) = (0, 0, 0, 0);
    for case in json["worst"].as_array().unwrap() {
        let trace = &case["trace"];
        if trace.is_null() {
            assert_eq!(case["measure"], "escalation", "{case}");
            continue;
        }
        let instant =
            |value: &Value| value.as_str().unwrap().parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        let micros = |value: &Value| value.as_i64().unwrap();
        // The limits of the demo's policy; its business days have eight hours.
        let expected = match trace["within"].as_str() {
            Some("60s") => 60 * 1_000_000,
            Some("10min") => 600 * 1_000_000,
            Some("1bh" | "1h") => 3_600 * 1_000_000,
            Some("4h") => 4 * 3_600 * 1_000_000,
            Some("24h" | "3bd") => 24 * 3_600 * 1_000_000,
            Some(within) if within.ends_with("bd") => {
                within[..within.len() - 2].parse::<i64>().unwrap() * 8 * 3_600 * 1_000_000
            }
            Some(other) => panic!("{other}"),
            None => (instant(&trace["by"]) - instant(&case["start"])).num_microseconds().unwrap(),
        };
        assert_eq!(micros(&trace["used_us"]), expected, "{case}");
        let sum = |list: &str, key: &str| -> i64 {
            trace[list].as_array().unwrap().iter().filter_map(|one| one[key].as_i64()).sum()
        };
        assert!(trace["by_the_clock"] == true || sum("days", "used_us") == expected, "{case}");
        // What the holders used, and what stood still, is the whole time of the clock; and the lateness is theirs.
        let ended = if case["stop"].is_null() { &json["as_of"] } else { &case["stop"] };
        let whole = (instant(ended) - instant(&case["start"])).num_microseconds().unwrap();
        let stood_still = micros(&trace["stood_still_us"]);
        assert_eq!(sum("held", "elapsed_us") + stood_still, whole, "{case}");
        assert_eq!(sum("held", "late_elapsed_us"), micros(&case["late_by_elapsed_us"]), "{case}");
        traced += 1;
        paused += u64::from(stood_still > 0);
        agreed += u64::from(trace["agreed"] == true);
        let choices = trace["choices"].as_array().unwrap();
        taken_over += u64::from(choices.iter().any(|choice| choice["what"] == "taken-over"));
    }
    let counts = (traced, paused, agreed, taken_over);
    assert!(traced > 2_500 && paused > 50 && agreed > 0 && taken_over > 0, "{counts:?}");
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

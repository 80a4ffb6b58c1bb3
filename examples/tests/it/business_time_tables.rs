//! The program `business_time` on tables of questions.

use std::fmt::Write as _;
use std::fs;

use examples::run::{BAD_INPUT, FINE, USAGE};
use proptest::prelude::*;

use crate::business_time::run_on;
use crate::tiny::{Run, text};

const HEADER: &str = "due,rolled,open_seconds,elapsed_seconds,assumed,note,error\n";

/// Answers a table on standard input.
fn table(args: &[&str], input: &'static str) -> Run {
    run_on(&[args, &["--input", "-"]].concat(), input.as_bytes())
}

#[test]
fn answers_are_appended_to_each_row() {
    let input = "id,start,span\n1,2026-03-06 16:00,2bh\n2,2026-03-06T08:00:00Z,24h\n";
    let run = table(&["add"], input);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let expected = format!(
        "id,start,span,{HEADER}\
         1,2026-03-06 16:00,2bh,2026-03-06T18:00:00+08:00,2026-03-09T09:00:00+08:00,7200,7200,false,,\n\
         2,2026-03-06T08:00:00Z,24h,2026-03-07T16:00:00+08:00,2026-03-09T09:00:00+08:00,7200,86400,false,,\n"
    );
    assert_eq!(run.out, expected);
}

#[test]
fn quotes_marks_of_byte_order_and_line_ends_do_no_harm() {
    let input = "\u{feff}start,\"what, and why\",span\r\n2026-03-06 16:00,\"a \"\"b\"\",\r\nc\",2bh\r\n\r\n2026-03-06 16:00,,1bh";
    let run = table(&["add"], input);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let expected = format!(
        "start,\"what, and why\",span,{HEADER}\
         2026-03-06 16:00,\"a \"\"b\"\",\r\nc\",2bh,2026-03-06T18:00:00+08:00,2026-03-09T09:00:00+08:00,7200,7200,false,,\n\
         2026-03-06 16:00,,1bh,2026-03-06T17:00:00+08:00,2026-03-06T17:00:00+08:00,3600,3600,false,,\n"
    );
    assert_eq!(run.out, expected);
}

#[test]
fn rows_without_an_answer_stay_and_are_counted() {
    let input = "id,start,span\n1,2026-13-01,4bh\n2,,4bh\n3,2026-03-06 16:00,4hours\n4,2026-03-06 16:00\n\
                 5,2026-03-06 16:00,4bh,more\n6,2050-03-06 16:00,4bh\n7,2026-03-06 16:00,2bd\n8,2026-03-06 16:00,2bh\n";
    let run = table(&["add"], input);
    assert_eq!(run.status, BAD_INPUT);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 9, "{}", run.out);
    assert_eq!(
        lines[1],
        "1,2026-13-01,4bh,,,,,,,\"start: \"\"2026-13-01\"\" is not a date such as 2026-03-02\""
    );
    assert_eq!(lines[2], "2,,4bh,,,,,,,start: is missing");
    assert!(lines[3].contains("span: ") && lines[3].contains("units s, min, h"), "{}", lines[3]);
    assert_eq!(lines[4], "4,2026-03-06 16:00,,,,,,,,has 2 cells where the header has 3");
    assert_eq!(lines[5], "5,2026-03-06 16:00,4bh,,,,,,,has 4 cells where the header has 3,more");
    assert!(lines[6].contains("widen `horizon`"), "{}", lines[6]);
    assert!(lines[7].contains("--ends"), "{}", lines[7]);
    assert!(lines[8].starts_with("8,2026-03-06 16:00,2bh,2026-03-06T18:00:00+08:00,"), "{}", lines[8]);
    assert!(
        run.err.starts_with("error: 7 rows without an answer:\n  standard input, row 2, start: "),
        "{}",
        run.err
    );
    assert!(run.err.contains("row 4, span: \"4hours\" is no span"), "{}", run.err);
    assert!(run.err.contains("under `error`. --keep-going"), "{}", run.err);

    let going = table(&["add", "--keep-going"], input);
    assert_eq!((going.status, going.out), (FINE, run.out));
    assert!(going.err.starts_with("warning: 7 rows without an answer:\n"), "{}", going.err);
}

#[test]
fn every_question_has_its_columns() {
    let between = table(
        &["between"],
        "start,end\n2026-03-06 16:00,2026-03-09 12:00\n2026-03-09 12:00,2026-03-06 16:00\n",
    );
    assert_eq!(
        between.out,
        "start,end,open_seconds,elapsed_seconds,business_days,assumed,note,error\n\
         2026-03-06 16:00,2026-03-09 12:00,18000,244800,1,false,,\n\
         2026-03-09 12:00,2026-03-06 16:00,-18000,-244800,-1,false,,\n"
    );
    let subtract = table(&["subtract", "--span", "2bh"], "end\n2026-03-09 11:00\n");
    assert_eq!(
        subtract.out,
        "end,latest_start,open_seconds,elapsed_seconds,assumed,note,error\n\
         2026-03-09 11:00,2026-03-09T09:00:00+08:00,7200,7200,false,,\n"
    );
    for (command, column, value) in [
        ("next-open", "next_open", "2026-03-09T09:00:00+08:00"),
        ("previous-close", "previous_close", "2026-03-06T18:00:00+08:00"),
        ("is-open", "is_open", "false"),
    ] {
        let run = table(&[command], "start\n2026-03-07 10:00\n");
        assert_eq!(run.out, format!("start,{column},assumed,note,error\n2026-03-07 10:00,{value},false,,\n"));
    }
}

#[test]
fn columns_and_names_can_be_chosen() {
    let input = "opened,due\n2026-03-06 16:00,soon\n";
    let taken = table(&["add", "--start-column", "opened", "--span", "2bh"], input);
    assert_eq!((taken.status, taken.out.as_str()), (BAD_INPUT, ""));
    assert!(
        taken.err.contains("has a column `due` already") && taken.err.contains("--prefix"),
        "{}",
        taken.err
    );
    let args = ["add", "--start-column", "opened", "--span", "2bh", "--prefix", "business_"];
    let run = table(&args, input);
    assert_eq!(run.status, FINE, "{}", run.err);
    assert!(run.out.starts_with("opened,due,business_due,business_rolled,"), "{}", run.out);
    let missing = table(&["add"], input);
    assert!(
        missing.err.contains(
            "has no column `start`; its columns are `opened`, `due`: name the right one with --start-column"
        ),
        "{}",
        missing.err
    );
    let span = table(&["add", "--start-column", "opened"], input);
    assert!(span.err.contains("--span-column, or give all rows one span with --span"), "{}", span.err);
    let twice = table(&["next-open"], "start,start\na,b\n");
    assert!(twice.err.contains("two columns named `start`"), "{}", twice.err);
    // The span of all rows is wrong for all of them.
    let ends = table(&["add", "--span", "2bd"], "start\n2026-03-06 16:00\n");
    assert_eq!((ends.status, ends.out.as_str()), (BAD_INPUT, ""));
    assert!(ends.err.contains("--ends"), "{}", ends.err);
    let hours = table(&["add", "--span", "2bh", "--ends", "closing"], "start\n2026-03-06 16:00\n");
    assert!(hours.err.contains("`2bh` ends when its time is used up"), "{}", hours.err);
    assert_eq!(table(&["add", "--span", "2bh", "--span-column", "x"], "start\n").status, USAGE);
}

#[test]
fn assumed_years_and_clock_changes_are_noted() {
    let run = table(&["add", "--span", "2bh"], "start\n2026-12-31 17:00\n2026-12-31 15:00\n");
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines[1].ends_with("2027-01-01T10:00:00+08:00,7200,61200,true,,"), "{}", lines[1]);
    assert!(lines[2].ends_with("2026-12-31T17:00:00+08:00,7200,7200,false,,"), "{}", lines[2]);

    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("berlin.toml");
    let calendar = "schema = 'crm-policy/1'\nname = 'b'\nzone = 'UTC'\nhit-policy = 'strictest'\n[calendar.berlin]\n\
                    zone = 'Europe/Berlin'\nhours = { mon-sun = ['00:00-24:00'] }\nholidays = []\n\
                    horizon = { from = 2026, until = 2026 }\n";
    fs::write(&file, calendar).unwrap();
    let run = table(
        &["--calendar", text(&file), "between"],
        "start,end\n2026-03-29 01:00,2026-03-29 02:30\n2026-10-25 01:00,2026-10-25 02:30\n2026-10-25 01:00,2026-10-25 03:00\n",
    );
    assert_eq!(run.status, FINE, "{}", run.err);
    let lines: Vec<&str> = run.out.lines().collect();
    assert!(lines[1].contains(",3600,3600,0,false,end was skipped by the clocks"), "{}", lines[1]);
    assert!(lines[2].contains(",5400,5400,0,false,end was shown twice"), "{}", lines[2]);
    assert!(lines[3].ends_with(",10800,10800,0,false,,"), "{}", lines[3]);
}

#[test]
fn json_lines_keep_their_fields_as_they_are() {
    let input = "{\"start\": \"2026-03-06 16:00\", \"span\": \"2bh\", \"n\": 1.50, \"deep\": {\"due\": [1, 2]}}\n\n  {}  \n\
                 {\"start\":null,\"span\":\"2bh\"}\n{\"start\":5,\"span\":\"2bh\"}\nnot json\n[1]\n\
                 {\"start\":\"2026-03-06 16:00\",\"start\":\"2026-03-07 16:00\",\"span\":\"2bh\"}";
    let run = table(&["add", "--format", "json-lines"], input);
    assert_eq!(run.status, BAD_INPUT);
    let lines: Vec<&str> = run.out.lines().collect();
    assert_eq!(lines.len(), 7, "{}", run.out);
    assert_eq!(
        lines[0],
        "{\"start\": \"2026-03-06 16:00\", \"span\": \"2bh\", \"n\": 1.50, \"deep\": {\"due\": [1, 2]},\
         \"due\":\"2026-03-06T18:00:00+08:00\",\"rolled\":\"2026-03-09T09:00:00+08:00\",\"open_seconds\":7200,\
         \"elapsed_seconds\":7200,\"assumed\":false,\"note\":null,\"error\":null}"
    );
    let errors = [
        "start: is missing",
        "start: is missing",
        "start: is a number and no text",
        "",
        "is no JSON object",
        "start: is there twice",
    ];
    for (line, error) in lines[1..].iter().zip(errors) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(line["due"].is_null());
        assert!(line["error"].as_str().unwrap().contains(error), "{line}");
    }
    let kept: serde_json::Value = serde_json::from_str(lines[4]).unwrap();
    assert_eq!(kept["line"], "not json");
    assert!(kept["error"].as_str().unwrap().starts_with("is not JSON: "), "{kept}");
    // Lines are counted as an editor counts them.
    assert!(run.err.contains("standard input, row 3, start: is missing"), "{}", run.err);
    assert!(run.err.starts_with("error: 6 rows without an answer:\n"), "{}", run.err);
}

#[test]
fn a_field_of_a_name_that_is_appended_stops_the_answers() {
    let run = table(&["next-open", "--format", "json-lines"], "{\"start\":\"2026-03-06\",\"note\":1}\n");
    assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""));
    assert!(run.err.contains(", row 1, has a column `note` already"), "{}", run.err);
}

#[test]
fn both_formats_give_the_same_answers() {
    let (mut csv, mut json) = (String::from("start,span\n"), String::new());
    for (day, span) in [(1, "30bmin"), (5, "9bh"), (9, "24h"), (13, "40bh"), (28, "at-once"), (30, "1d")] {
        writeln!(csv, "2026-01-{day:02} 11:45:30.5,{span}").unwrap();
        writeln!(json, "{{\"start\":\"2026-01-{day:02} 11:45:30.5\",\"span\":\"{span}\"}}").unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let (csv_file, json_file) = (folder.path().join("a.csv"), folder.path().join("a.ndjson"));
    fs::write(&csv_file, csv).unwrap();
    fs::write(&json_file, json).unwrap();
    let rows = |file| {
        let run = run_on(&["add", "--input", text(file)], b"");
        assert_eq!((run.status, run.err.as_str()), (FINE, ""));
        run.out
    };
    let (csv, json) = (rows(&csv_file), rows(&json_file));
    let mut csv = csv::Reader::from_reader(csv.as_bytes());
    let names = csv.headers().unwrap().clone();
    let mut compared = 0;
    for (row, line) in csv.records().zip(json.lines()) {
        let (row, line): (_, serde_json::Value) = (row.unwrap(), serde_json::from_str(line).unwrap());
        for (name, cell) in names.iter().zip(&row) {
            let value = match &line[name] {
                serde_json::Value::Null => String::new(),
                serde_json::Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            assert_eq!(value, cell, "{name}");
            compared += 1;
        }
    }
    assert_eq!(compared, 6 * 9);
}

#[test]
fn files_that_are_no_tables_are_refused() {
    let refused = |input: &'static [u8], what: &str| {
        let run = run_on(&["next-open", "--input", "-"], input);
        assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""));
        assert!(run.err.contains(what), "{}", run.err);
    };
    refused(b"", "is empty");
    refused(b"start;end\n", "semicolons");
    refused(b"{\"start\":\"2026-03-06\"}\n", "--format json-lines");
    refused(b"2026-03-06 16:00,x\n", "does not look like a header");
    refused(b"\xff\xfes\0t\0", "UTF-16");
    let run = run_on(&["next-open", "--input", "nowhere.csv"], b"");
    assert!(run.err.contains("`nowhere.csv` cannot be opened"), "{}", run.err);
    let open = run_on(&["next-open", "--input", "-"], b"start\n\"2026-03-06\n");
    assert_eq!(open.status, BAD_INPUT);
    assert!(open.err.contains("the quote opened on line 2 is never closed"), "{}", open.err);
}

#[test]
fn bad_cells_that_may_be_personal_are_hidden() {
    let input = "start\n13800138000 called about it\n\u{fffd}\n";
    let run = table(&["next-open"], input);
    assert!(!run.err.contains("138001"), "{}", run.err);
    assert!(run.err.contains("--show-values"), "{}", run.err);
    let shown = table(&["next-open", "--show-values"], input);
    assert!(shown.err.contains("13800138000 called"), "{}", shown.err);
    let bytes = run_on(&["next-open", "--input", "-"], b"start\n\xff\xfe\n");
    assert!(bytes.err.contains("row 2, start: text of 2 characters is not UTF-8 text"), "{}", bytes.err);
}

/// A calendar of one year, which is built in no time.
const SMALL: &str = "schema = 'crm-policy/1'\nname = 'b'\nzone = 'UTC'\nhit-policy = 'strictest'\n[calendar.small]\n\
                     zone = 'Europe/Berlin'\nhours = { mon-fri = ['09:00-17:00'] }\nholidays = []\n\
                     horizon = { from = 2026, until = 2026 }\n";

fn small_calendar() -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("small.toml");
    fs::write(&file, SMALL).unwrap();
    let name = text(&file).to_owned();
    (folder, name)
}

fn any_cell() -> impl Strategy<Value = String> {
    prop_oneof![
        "2026-(0[1-9]|1[0-3])-[0-3][0-9]([T ][0-2][0-9]:[0-6][0-9](:[0-6][0-9](\\.[0-9]{0,10})?)?(Z|[+-][0-2][0-9]:[0-6][0-9])?)?",
        "[0-9]{1,5}(\\.[0-9]{1,2})?(s|min|h|d|bs|bmin|bh|bd)",
        Just("at-once".to_owned()),
        "[ -~]{0,8}",
        "[\"\n\r,a-e]{0,4}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_no_row_of_csv_is_lost(rows in prop::collection::vec((any_cell(), any_cell(), any_cell()), 1..12)) {
        let mut input = csv::Writer::from_writer(Vec::new());
        input.write_record(["start", "span", "rest"]).unwrap();
        for (start, span, rest) in &rows {
            input.write_record([start, span, rest]).unwrap();
        }
        let (_folder, file) = small_calendar();
        let run = run_on(&["add", "--calendar", &file, "--ends", "closing", "--input", "-"], &input.into_inner().unwrap());
        let mut output = csv::Reader::from_reader(run.out.as_bytes());
        let answered: Vec<csv::StringRecord> = output.records().map(Result::unwrap).collect();
        prop_assert_eq!(answered.len(), rows.len());
        let mut failed = 0;
        for (row, (start, span, rest)) in answered.iter().zip(&rows) {
            // A carriage return at the end of a row ends it.
            let rest = rest.strip_suffix('\r').unwrap_or(rest);
            prop_assert_eq!((&row[0], &row[1], &row[2]), (start.as_str(), span.as_str(), rest));
            prop_assert!(row[9].is_empty() != (row[3].is_empty() || row[4].is_empty()), "{row:?}");
            failed += u32::from(!row[9].is_empty());
        }
        prop_assert_eq!(run.status, if failed == 0 { FINE } else { BAD_INPUT });
    }

    #[test]
    fn prop_no_line_of_json_is_lost(lines in prop::collection::vec(
        prop_oneof![
            (any_cell(), any_cell()).prop_map(|(start, span)| serde_json::json!({ "start": start, "span": span }).to_string()),
            "[ -~]{1,12}",
            Just("{}".to_owned()),
            Just("{\"start\": \"2026-03-06 16:00\", \"span\": \"2bh\"".to_owned()),
        ],
        1..12,
    )) {
        let (_folder, file) = small_calendar();
        let args = ["add", "--calendar", &file, "--ends", "closing", "--input", "-", "--format", "json-lines"];
        let run = run_on(&args, lines.join("\n").as_bytes());
        let asked = lines.iter().filter(|line| !line.trim().is_empty()).count();
        let mut answered = 0;
        for line in run.out.lines() {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            prop_assert!(line["error"].is_null() != (line["due"].is_null() || line["rolled"].is_null()), "{line}");
            answered += 1;
        }
        prop_assert_eq!(answered, asked, "{}", run.err);
    }
}

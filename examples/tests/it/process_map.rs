//! The program `process_map` as its users meet it.

mod real;

use std::collections::BTreeMap;
use std::fs;

use examples::process_map::{FILES, run as process_map};
use examples::run::{BAD_INPUT, FINE, USAGE};
use serde_json::{Value, json};

use crate::html::browser::{browser, check_that_it_fits};
use crate::study::Study;
use crate::tiny::text;

/// Runs the program on a terminal as wide as given, with a folder of its own for the results.
fn study_at(columns: Option<u16>, args: &[&str]) -> Study {
    Study::of(process_map, columns, args)
}

fn study_of(log: &str, args: &[&str]) -> Study {
    Study::of_file(process_map, "log.csv", log, args)
}

/// Three cases: the first goes from ann to bob and back and is answered twice, the second is plain, the third stands.
const LOG: &str = "case,activity,time,who,where\n\
                   1,received,2026-03-02T09:00:00Z,ann,desk\n\
                   1,answered,2026-03-02T10:00:00Z,bob,lab\n\
                   1,answered,2026-03-02T12:00:00Z,ann,desk\n\
                   1,closed,2026-03-03T12:00:00Z,ann,desk\n\
                   2,received,2026-03-02T09:00:00Z,ann,desk\n\
                   2,answered,2026-03-02T12:00:00Z,ann,desk\n\
                   2,closed,2026-03-02T12:00:00Z,ann,desk\n\
                   3,received,2026-03-04T09:00:00Z,,\n";

const HOLDERS: [&str; 4] = ["--resource", "who", "--department", "where"];

#[test]
fn l_proc_1_what_follows_what_and_after_which_wait() {
    let study = study_of(LOG, &HOLDERS);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    let json = study.json();
    assert_eq!((&json["cases"], &json["events"]), (&json!(3), &json!(8)));
    let found: Vec<_> = study
        .rows("process-edges.csv")
        .iter()
        .map(|row| {
            ["from", "to", "times", "wait_seconds", "wait_median_seconds"].map(|name| row[name].clone())
        })
        .collect();
    assert_eq!(
        found,
        [
            ["answered", "answered", "1", "7200", "7200"],
            // 24 hours and none: of two, the lower one is the median.
            ["answered", "closed", "2", "86400", "0"],
            ["received", "answered", "2", "14400", "3600"],
        ]
    );
    assert_eq!(json["bottlenecks"][0]["to"], "closed");
    assert_eq!(
        json["bottlenecks"][0]["share"],
        json!({ "part": 86_400_000_000_i64, "whole": 108_000_000_000_i64 })
    );
    assert_eq!(json["loops"]["cases_with_rework"], json!({ "part": 1, "whole": 3 }));
    assert_eq!(json["paths"][0]["cases"], 1);
    assert!(
        study.page.contains("answered  closed        2           0 s          1 d     1 d  80.0 %"),
        "{}",
        study.page
    );
}

#[test]
fn l_proc_1_waits_are_told_in_open_time_as_well() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("desk.toml");
    let calendar = "schema = \"crm-policy/1\"\nname = \"desk\"\nzone = \"UTC\"\nhit-policy = \"most-specific\"\n\n\
                    [calendar.desk]\nzone = \"UTC\"\nholidays = []\nhours = { mon-fri = [\"09:00-17:00\"] }\nbeyond = \"weekly-hours\"\n\
                    horizon = { from = 2026, until = 2026 }\n";
    fs::write(&file, calendar).unwrap();
    let study = study_of(LOG, &["--calendar", text(&file)]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    // Monday 12:00 to Tuesday 12:00: 5 hours on Monday, 3 on Tuesday.
    let row = study.rows("process-edges.csv").into_iter().find(|row| row["to"] == "closed").unwrap();
    assert_eq!(
        (row["wait_seconds"].as_str(), row["open_seconds"].as_str(), row["open_count"].as_str()),
        ("86400", "28800", "2")
    );
    assert_eq!(study.json()["calendar"], "desk");
    assert!(study.page.contains("open in all") && study.file("process-map.html").contains("open: in all"));
    // Without one, nothing is known of it: empty, and not zero.
    let row = study_of(LOG, &[]).rows("process-edges.csv").remove(0);
    assert_eq!((row["open_count"].as_str(), row["open_seconds"].as_str()), ("", ""));
    let far = study_of(
        "case,activity,time\n1,a,2020-03-02T09:00:00Z\n1,b,2020-03-02T10:00:00Z\n",
        &["--calendar", text(&file)],
    );
    assert!(far.page.contains("1 wait beyond what the calendar knows"), "{}", far.page);
}

#[test]
fn l_proc_1_hand_overs_hide_names_of_resources() {
    let study = study_of(LOG, &HOLDERS);
    let pairs: Vec<_> = study
        .rows("process-hand-overs.csv")
        .iter()
        .map(|row| ["between", "from", "to", "times", "straight_back"].map(|name| row[name].clone()))
        .collect();
    assert_eq!(
        pairs,
        [
            ["departments", "desk", "lab", "1", "1"],
            ["departments", "lab", "desk", "1", "0"],
            ["resources", "no. 1", "no. 2", "1", "1"],
            ["resources", "no. 2", "no. 1", "1", "0"],
        ]
    );
    for file in FILES {
        assert!(!study.file(file).contains("bob"), "{file}");
    }
    assert!(!study.page.contains("bob"));
    let shown = study_of(LOG, &[&HOLDERS[..], &["--show-values"]].concat());
    assert!(shown.file("process-hand-overs.csv").contains("resources,ann,bob,1"));
    assert!(
        study.page.contains("2 hand-overs between 2 departments, in 50.0 % of the cases"),
        "{}",
        study.page
    );
}

#[test]
fn l_proc_1_and_d_proc_2_what_is_said_of_activities_is_counted() {
    let args = [
        "--final",
        "closed",
        "--gap",
        "1",
        "--waiting",
        "received",
        "--working",
        "answered",
        "--contact",
        "answered",
        "--precedes",
        "answered",
        "closed",
        "--follows",
        "received",
        "closed",
        "4",
        "--never-after",
        "answered",
        "answered",
        "--as-of",
        "2026-03-05T09:00:01Z",
    ];
    let json = study_of(LOG, &args).json();
    let process = |name: &str| {
        let signs = json["diagnosis"][2]["signs"].as_array().unwrap();
        signs.iter().find(|sign| sign["name"] == name).unwrap()["value"].as_str().unwrap().to_owned()
    };
    // Case 3 is silent for a day and a second. Waiting: 1 + 3 hours; working: 2 + 24 + 0.
    assert_eq!(process("cases with a broken link"), "33.3 % (1 of 3)");
    assert_eq!(process("known time spent waiting"), "13.3 %");
    assert_eq!(
        process("approvals"),
        "not measurable; it would need: which activities are approvals (--approval)"
    );
    assert_eq!((&json["contacts"]["events"], &json["approvals"]), (&json!(3), &Value::Null));
    let rules: Vec<_> = json["rules"]
        .as_array()
        .unwrap()
        .iter()
        .map(|rule| (rule["rule"].clone(), rule["kept"].clone(), rule["cases_broken"].clone()))
        .collect();
    assert_eq!(
        rules,
        [
            (json!("answered before closed"), json!({ "part": 2, "whole": 2 }), json!([])),
            (json!("closed at most 4 h after received"), json!({ "part": 1, "whole": 3 }), json!(["1", "3"])),
            (json!("no answered after answered"), json!({ "part": 1, "whole": 2 }), json!(["1"])),
        ]
    );
}

#[test]
fn what_is_drawn_is_said_and_the_rest_is_in_the_tables() {
    let study = study_of(LOG, &["--edges", "50"]);
    assert_eq!(study.json()["drawn"]["successions"], json!([["answered", "closed"]]));
    assert_eq!(study.rows("process-edges.csv").len(), 3);
    let said = "1 of 2 successions, which are 50.0 % of all 4 direct successions of two different activities; 1 of an \
                activity after itself stand in the boxes";
    assert!(study.file("process-map.html").contains(said), "{}", study.file("process-map.html"));
    let dot = study.file("process-map.dot");
    assert!(
        dot.contains("  a0 -> a1 [label=\"2\\n0 s\", weight=2];\n") && !dot.contains("a2 -> a0"),
        "{dot}"
    );
}

#[test]
fn repeats_are_told_and_kept_if_asked() {
    let twice = format!("{LOG}2,received,2026-03-02T09:00:00Z,ann,desk\n");
    let once = study_of(&twice, &HOLDERS);
    assert!(once.page.contains("9 rows; 1 repeat of another, counted once"), "{}", once.page);
    assert_eq!(once.json()["events"], 8);
    let kept = study_of(&twice, &["--keep-repeats"]);
    assert_eq!((&kept.json()["events"], &kept.json()["log"]["repeats"]), (&json!(9), &json!(1)));
}

#[test]
fn the_same_log_in_another_order_gives_the_same_files() {
    let mut rows: Vec<&str> = LOG.lines().skip(1).collect();
    rows.reverse();
    let turned = format!("case,activity,time,who,where\n{}\n", rows.join("\n"));
    let (one, other) = (study_of(LOG, &HOLDERS), study_of(&turned, &HOLDERS));
    for file in FILES {
        assert_eq!(one.file(file), other.file(file), "{file}");
    }
    assert_eq!(one.page.lines().next(), other.page.lines().next());
    // Unless rows are said to be in order: then case 2 is closed before it is answered.
    let edges = study_of(&turned, &["--rows-in-order"]).file("process-edges.csv");
    assert!(
        edges.contains("received,closed,1") && !one.file("process-edges.csv").contains("received,closed"),
        "{edges}"
    );
}

#[test]
fn the_made_up_company_fits_a_narrow_terminal_and_every_screen() {
    let study = study_at(Some(80), &[]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    for file in FILES {
        assert!(!study.file(file).is_empty(), "{file}");
    }
    let written = study.page.lines().position(|line| line.starts_with("Written to")).unwrap();
    for line in study.page.lines().take(written) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let page = study.file("process-map.html");
    assert!(!page.contains("<script") && !page.contains("http"), "something is loaded");
    if let Some(browser) = browser("the_made_up_company_fits_a_narrow_terminal_and_every_screen") {
        let sections =
            ["picture", "steps", "waits", "paths", "hand-overs", "rules", "months", "signs", "reading"];
        check_that_it_fits(browser, &page, &sections);
    }
}

#[test]
fn names_end_neither_the_page_nor_the_graph_nor_a_cell() {
    let log = "case,activity,time\n1,\"<b>\"\"x\\\",2026-03-02 09:00\n1,=1+1,2026-03-02 10:00\n";
    let study = study_of(log, &[]);
    assert_eq!(study.status, FINE, "{}", study.err);
    let page = study.file("process-map.html");
    assert!(!page.contains("<b>") && page.contains("&#60;b&#62;"), "{page}");
    assert!(
        study.file("process-map.dot").contains(r#"label="<b>\"x\\\n1""#),
        "{}",
        study.file("process-map.dot")
    );
    assert!(study.file("process-steps.csv").contains("\n'=1+1,"), "{}", study.file("process-steps.csv"));
}

#[test]
fn logs_that_cannot_be_read_are_refused() {
    for (log, args, part) in [
        ("case,activity,time\n", &[][..], "`log.csv` has no event"),
        (
            "case,activity,time\n1,,2026-03-02 09:00\n",
            &[],
            "log.csv, row 2, activity: \"\" is missing: every event needs",
        ),
        ("case,activity,time\n1,a,yesterday\n", &[], "row 2, time: \"yesterday\" is not an instant such as"),
        (LOG, &["--case", "ticket"], "name the right one with --case"),
        (
            LOG,
            &["--final", "shut"],
            "the log has no activity `shut`: it has `answered`, `closed`, `received`",
        ),
        (LOG, &["--waiting", "closed", "--working", "closed"], "`closed` is both --working and --waiting"),
        (
            LOG,
            &["--follows", "closed", "answered", "soon"],
            "`soon` after --follows is no whole number of hours",
        ),
        (LOG, &["--precedes", "closed", "closed"], "--precedes names `closed` twice"),
        (LOG, &["--follows", "closed", "closed", "8"], "--follows names `closed` twice"),
        (LOG, &["--as-of", "2020-01-01"], "no case had begun by 2020-01-01 00:00:00 UTC"),
        (LOG, &["--finished", "time", "--time", "who"], "row 2, who: "),
    ] {
        let study = study_of(log, args);
        assert_eq!((study.status, study.page.as_str()), (BAD_INPUT, ""), "{}", study.err);
        assert!(study.err.contains(part), "`{part}` is not in: {}", study.err);
    }
    for args in [&["--edges", "0"][..], &["--gap", "3"], &["--case", "x"], &["--precedes", "one"]] {
        assert_eq!(study_at(None, args).status, USAGE, "{args:?}");
    }
    let study = study_of("case,activity,time\n1,a,yesterday\n1,a,2026-03-02 09:00\n", &["--keep-going"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    assert!(study.page.contains("2 rows; 1 LEFT OUT: they cannot be read"), "{}", study.page);
}

#[test]
fn what_nobody_said_is_no_zero() {
    let silent = study_of(LOG, &[]);
    let told = |row: &BTreeMap<String, String>| {
        [
            "repeated_by_same_resource",
            "working_seconds",
            "waiting_seconds",
            "handling_seconds",
            "broken_links",
        ]
        .map(|name| row[name].clone())
    };
    assert_eq!(told(&silent.rows("process-steps.csv")[0]), [""; 5]);
    let step = &silent.json()["activities"][0];
    assert_eq!((&step["repeated_by_same_resource"], &step["broken_links"]), (&Value::Null, &Value::Null));
    let args = [&HOLDERS[..], &["--working", "answered", "--final", "closed", "--gap", "9"]].concat();
    let said = study_of(LOG, &args);
    // Answered by bob, then by ann; two hours, a day, and no time at all.
    assert_eq!(told(&said.rows("process-steps.csv")[0]), ["0", "93600", "", "", "0"]);
}

#[test]
fn the_log_reaches_until_the_last_end() {
    let log = "case,activity,time,done\n1,a,2026-03-02 09:00,2026-03-02 10:00\n";
    let study = study_of(log, &["--finished", "done"]);
    assert_eq!(study.json()["as_of"], "2026-03-02T10:00:00Z");
    assert_eq!(study.rows("process-steps.csv")[0]["handling_seconds"], "3600");
    // A share of time is told without its microseconds.
    assert!(study.page.contains("known time spent waiting: 0.0 %\n"), "{}", study.page);
    let earlier = study_of(log, &["--finished", "done", "--as-of", "2026-03-02T09:30:00Z"]);
    assert_eq!(earlier.rows("process-steps.csv")[0]["handling_seconds"], "");
}

#[test]
fn one_event_is_a_process() {
    let study = study_of("case,activity,time\n1,a,2026-03-02 09:00\n", &[]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    assert!(
        study.page.contains("Nothing waits.") && study.page.contains("1 case with 1 event of one activity")
    );
    assert_eq!(study.json()["hand_overs"]["resources"]["cases_handed_over"], Value::Null);
}

#[test]
fn the_page_tells_all_of_a_tiny_log() {
    let args =
        ["--final", "closed", "--gap", "1", "--as-of", "2026-03-06", "--precedes", "answered", "closed"];
    let study = study_of(LOG, &[&HOLDERS[..], &args].concat());
    let page = study.page.split("\nWritten to").next().unwrap();
    insta::assert_snapshot!(page);
    insta::assert_snapshot!("the_graph_of_a_tiny_log", study.file("process-map.dot"));
}

#[test]
fn the_json_may_be_printed() {
    let study = study_at(None, &["--json"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    assert_eq!(study.page, study.file("process-map.json"));
}

//! The program `staffing` as its users meet it.

use std::collections::BTreeMap;

use examples::run::{BAD_INPUT, FINE, Terminal, USAGE};
use examples::staffing::{FILES, run as staffing};
use serde_json::{Value, json};

use crate::html::browser::{browser, check_that_it_fits};
use crate::study::Study;

fn study_at(columns: Option<u16>, args: &[&str]) -> Study {
    Study::of(staffing, columns, args)
}

fn study(args: &[&str]) -> Study {
    study_at(None, args)
}

fn study_of(table: &str, args: &[&str]) -> Study {
    Study::of_file(staffing, "day.csv", table, args)
}

#[track_caller]
fn close(found: &Value, wanted: f64) {
    let found = found.as_f64().unwrap();
    assert!((found - wanted).abs() <= 5e-7, "{found} instead of {wanted}");
}

#[test]
fn g8_the_textbook_case() {
    let args = ["--calls", "720", "--handling", "240s", "--agents", "55", "--target", "84.5% within 15s"];
    let study = study(&args);
    let json = study.json();
    assert_eq!(json["schema"], "crm-staffing/1");
    let planned = &json["intervals"][0]["planned"]["figures"];
    close(&planned["waiting"], 0.238_700_936);
    close(&planned["service_level"], 0.845_883_092);
    close(&planned["mean_wait_seconds"], 8.184_032);
    close(&planned["occupancy"], 0.872_727_273);
    assert_eq!(json["intervals"][0]["needed"]["agents"], 55);
    assert_eq!(json["goal"]["limit_of"], Value::Null);
    assert!(
        study.page.contains("55 agents answer 84.6 % of 720 calls an hour within 15 s."),
        "{}",
        study.page
    );
    assert!(
        study.page.contains("48.00 erlangs of work: with fewer than 49 agents the queue grows for ever.")
    );
}

#[test]
fn g8_the_limit_is_that_of_the_policy() {
    // 100 calls of 180 s need 7 agents for 80 % within the minute of D-RESP-1.
    let json = study(&["--calls", "100", "--handling", "3min"]).json();
    assert_eq!(json["intervals"][0]["needed"]["agents"], 7);
    assert_eq!(
        json["goal"],
        json!({
            "share": "80%",
            "within_seconds": 60.0,
            "limit_of": {
                "policy": "detailed",
                "clause": "D-RESP-1",
                "rule": "sla.first-response-phone",
                "channel": "phone",
            },
        })
    );
    // B-RESP-1 gives a day, for whatever channel: whoever keeps the queue from growing is enough.
    let json = study(&["--calls", "100", "--handling", "3min", "--policy", "basic"]).json();
    assert_eq!(
        (&json["goal"]["within_seconds"], &json["goal"]["limit_of"]["clause"]),
        (&json!(86_400.0), &json!("B-RESP-1"))
    );
    assert_eq!(json["intervals"][0]["needed"]["agents"], 6);
    let none = study(&["--calls", "0", "--handling", "3min"]);
    assert_eq!(none.json()["intervals"][0]["needed"]["agents"], 0);
    assert!(none.page.contains("No calls need nobody."), "{}", none.page);
    let nowhere = study(&["--calls", "1", "--handling", "3min", "--channel", "meeting"]);
    assert_eq!(nowhere.status, BAD_INPUT);
    assert!(nowhere.err.contains("no limit by the clock for first responses by meeting"), "{}", nowhere.err);
    assert!(nowhere.err.contains("--target '80% within 60s'"), "{}", nowhere.err);
    let unknown = study(&["--policy", "strict"]);
    assert_eq!(unknown.status, BAD_INPUT);
    assert!(unknown.err.contains("neither a preset"), "{}", unknown.err);
}

#[test]
fn a_large_hotline_is_told_with_thousands_set_apart() {
    let many = study(&["--calls", "1200000", "--handling", "5min"]);
    let told = "100,008 agents answer 80.4 % of 1,200,000 calls an hour within 1 min.";
    assert!(many.page.contains(told), "{}", many.page);
    assert!(many.page.contains("100,000.00 erlangs of work"), "{}", many.page);
}

#[test]
fn k32_too_few_agents_have_no_mean_wait() {
    let study = study(&["--calls", "60", "--handling", "10min", "--agents", "10"]);
    let json = study.json();
    let line = &json["intervals"][0];
    let few = &line["planned"]["figures"];
    assert_eq!(
        (&few["service_level"], &few["waiting"], &few["mean_wait_seconds"], &few["occupancy"]),
        (&json!(0.0), &json!(1.0), &Value::Null, &Value::Null)
    );
    assert_eq!((&few["meets"], &line["fewest_stable"]), (&json!(false), &json!(11)));
    assert!(
        study.page.contains("grows") && study.page.contains("10 agents are too few: 0.0 %"),
        "{}",
        study.page
    );
    // Callers who hang up bring a balance.
    let json =
        self::study(&["--calls", "60", "--handling", "10min", "--agents", "10", "--patience", "2min"]).json();
    let few = &json["intervals"][0]["planned"]["figures"];
    assert!(
        few["abandoned"].as_f64().unwrap() > 0.01 && few["mean_wait_seconds"].as_f64().unwrap() < 60.0,
        "{few}"
    );
    assert_eq!(json["model"], "erlang-a");
}

#[test]
fn intervals_are_by_the_hour_and_in_the_order_of_their_times() {
    let table = "from,calls,handling_seconds,agents\n\
                 10:00,50,180,6\n\
                 09:30,0,,\n\
                 09:00,50,180,8\n";
    let one = study_of(table, &["--shrinkage", "30%"]);
    let json = one.json();
    let intervals = json["intervals"].as_array().unwrap();
    let agents: Vec<&Value> = intervals.iter().map(|line| &line["needed"]["agents"]).collect();
    assert_eq!(agents, [7, 0, 7]); // 50 in half an hour are 100 in one
    assert_eq!(intervals[0]["calls_per_hour"], 100.0);
    assert_eq!(intervals[0]["roster"], json!({ "exact": "10.000", "people": 10 }));
    assert_eq!(json["agent_hours"], json!({ "at_phone": "7.000", "paid": "10.000" }));
    assert!(one.page.contains("The agents planned are too few in 1 of 2 intervals."), "{}", one.page);
    let rows: Vec<BTreeMap<String, String>> = csv::Reader::from_reader(one.file("staffing.csv").as_bytes())
        .deserialize()
        .map(Result::unwrap)
        .collect();
    let cells = |name: &str| rows.iter().map(|row| row[name].as_str()).collect::<Vec<_>>();
    assert_eq!(cells("from"), ["09:00", "09:30", "10:00"]);
    assert_eq!(cells("planned_meets"), ["yes", "", "no"]);
    let turned = "from,calls,handling_seconds,agents\n09:00,50,180,8\n09:30,0,,\n10:00,50,180,6\n";
    let other = study_of(turned, &["--shrinkage", "30%"]);
    for file in FILES {
        assert_eq!(one.file(file), other.file(file), "{file}");
    }
    // Without calls there is nothing to answer: no figure, and neither met nor missed.
    let empty = &intervals[1]["needed"];
    for figure in ["service_level", "meets", "waiting", "mean_wait_seconds"] {
        assert_eq!(empty[figure], Value::Null, "{figure}");
    }
    assert_eq!((cells("service_level")[1], cells("mean_wait_seconds")[1]), ("", ""));
    let line = one.page.lines().find(|line| line.starts_with("09:30")).unwrap();
    assert!(!line.contains('%') && !line.contains("grows"), "{line}");
    let nothing = study(&["--calls", "0", "--handling", "3min"]);
    assert!(
        nothing.page.contains("No calls need nobody.") && !nothing.page.contains("100.0 %"),
        "{}",
        nothing.page
    );
    // A quarter of an hour doubles the rate.
    let json = study_of(table, &["--interval", "15min"]).json();
    assert_eq!(json["intervals"][0]["calls_per_hour"], 200.0);
}

#[test]
fn rows_at_fault_are_told_with_what_to_do() {
    let table =
        "from,calls,handling_seconds\n09:00,50,180\n9 o'clock,1,1\n10:00,-3,180\n11:00,5,\n12:00,5,0\n";
    let stopped = study_of(table, &[]);
    assert_eq!(stopped.status, BAD_INPUT);
    for what in [
        "4 rows cannot be read",
        "is not a time of day such as 09:30",
        "is not a number such as 12 or 12.5",
        "is no time at all",
        "--keep-going",
    ] {
        assert!(stopped.err.contains(what), "{what}: {}", stopped.err);
    }
    let going = study_of(table, &["--keep-going"]);
    assert_eq!(going.status, FINE);
    assert!(going.err.starts_with("warning: 4 rows left out"), "{}", going.err);
    assert!(going.page.contains("4 rows left out."), "{}", going.page);
    let overlap = study_of("from,calls,handling_seconds\n09:00,5,180\n09:20,5,180\n", &[]);
    assert!(
        overlap.err.contains("an interval from 09:00 and the next from 09:20, less than 30 min later"),
        "{}",
        overlap.err
    );
    let late = study_of("from,calls,handling_seconds\n23:45,5,180\n", &[]);
    assert!(late.err.contains("the next from 24:00"), "{}", late.err);
    let column = study_of("from,calls\n09:00,5\n", &[]);
    assert!(column.err.contains("handling_seconds"), "{}", column.err);
    let much = study_of("from,calls,handling_seconds\n09:00,900000000,86400\n", &[]);
    assert!(much.err.contains("the interval from 09:00") && much.err.contains("erlangs"), "{}", much.err);
    assert_eq!(much.status, BAD_INPUT);
}

#[test]
fn one_agent_for_hardly_any_calls_is_told_as_such() {
    let few = study(&["--calls", "0.001", "--handling", "1s", "--agents", "1"]);
    for part in ["- 1 agent answers 100.0 % of <0.1 calls an hour", "- 1 agent is enough:", "- <0.01 erlangs"]
    {
        assert!(few.page.contains(part), "`{part}` is not in: {}", few.page);
    }
}

#[test]
fn a_command_line_that_makes_no_sense_is_refused() {
    for args in [
        &["--calls", "5"][..],
        &["--handling", "5min"],
        &["--calls", "five", "--handling", "5min"],
        &["--calls", "5", "--handling", "5bh"],
        &["--target", "fast"],
        &["--target", "80% within a minute"],
        &["--shrinkage", "100%"],
        &["--agents", "5"],
    ] {
        let refused = study(args);
        assert_eq!(refused.status, USAGE, "{args:?}: {}", refused.err);
        assert!(!refused.err.is_empty());
    }
    let all = study(&["--target", "100%"]);
    assert_eq!(all.status, BAD_INPUT);
    assert!(all.err.contains("ask for less than 100 %"), "{}", all.err);
    let none = study(&["--calls", "1", "--handling", "1s", "--patience", "1000h"]);
    assert!(none.err.contains("endlessly patient"), "{}", none.err);
}

#[test]
fn the_made_up_day_fits_a_narrow_terminal_and_every_screen() {
    let study = study_at(Some(80), &["--patience", "3min"]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    for line in study.page.lines() {
        assert!(line.chars().count() <= 80 || line.starts_with("Written to"), "{line}");
    }
    assert_eq!(study.json()["intervals"].as_array().unwrap().len(), 20);
    let shown: String = study
        .page
        .lines()
        .take_while(|line| !line.starts_with("Written to"))
        .fold(String::new(), |text, line| text + line + "\n");
    insta::assert_snapshot!("staffing_page", shown);
    let page = study.file("staffing.html");
    assert!(!page.contains("<script") && !page.contains("http"), "something is loaded");
    if let Some(browser) = browser("the_made_up_day_fits_a_narrow_terminal_and_every_screen") {
        check_that_it_fits(browser, &page, &["glance", "figures", "reading"]);
    }
}

#[test]
fn help_names_examples_and_json_is_what_is_written() {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    assert_eq!(staffing(["staffing", "--help"], &mut out, &mut err, Terminal::default()), FINE);
    let help = String::from_utf8(out).unwrap();
    assert!(help.contains("Examples:") && help.contains("--patience"), "{help}");
    let study = study(&["--json"]);
    assert_eq!(study.page, study.file("staffing.json"));
}

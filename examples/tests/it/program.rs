//! The program `assess` as its users meet it: flags, messages, exit statuses.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use examples::report::FILES;
use examples::run::{BAD_INPUT, FINE, USAGE};

use crate::tiny::{Desk, EVENTS, POLICY, run, text};

#[test]
fn without_arguments_a_made_up_company_is_assessed() {
    let folder = tempfile::tempdir().unwrap();
    let program =
        program().expect("`cargo test` builds the example first; so does `cargo build --example assess`");
    let output = Command::new(program).current_dir(folder.path()).output().unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!((output.status.code(), err.as_str()), (Some(0), ""));
    assert!(out.contains("a made-up company") && out.contains("Written to out/: report.json"), "{out}");
    let written = fs::read_dir(folder.path().join("out")).unwrap().count();
    assert_eq!(written, FILES.len(), "no unfinished file is left behind");
}

/// Returns where cargo puts the program beside this test, if it was built.
fn program() -> Option<PathBuf> {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent()?.parent()?.join("examples");
    Some(folder.join(format!("assess{}", std::env::consts::EXE_SUFFIX))).filter(|program| program.exists())
}

#[test]
fn a_bad_policy_shows_line_column_and_source() {
    let desk = Desk::new();
    desk.put("bad.toml", &POLICY.replace("within   = \"60s\"", "within   = \"sixty\""));
    let bad = desk.path("bad.toml");
    let run = desk.run(&["--policy", text(&bad)]);
    assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""));
    assert!(run.err.contains("bad.toml:27:12: sla.answer-phone.within"), "{}", run.err);
    assert!(run.err.contains("within   = \"sixty\"") && run.err.contains('^'), "{}", run.err);
}

#[test]
fn a_policy_may_extend_a_file_beside_it() {
    let desk = Desk::new();
    desk.put("branch.toml", "schema = \"crm-policy/1\"\nname = \"branch\"\nextends = \"tiny.toml\"\n");
    let branch = desk.path("branch.toml");
    let run = desk.run(&["--policy", text(&branch)]);
    assert_eq!(run.status, FINE, "{}", run.err);
    assert!(run.out.contains("Policy    branch, which extends tiny.toml\n"), "{}", run.out);
}

#[test]
fn a_policy_that_extends_what_cannot_be_read_says_why() {
    let desk = Desk::new();
    let refused = |extends: &str| {
        desk.put(
            "branch.toml",
            &format!("schema = \"crm-policy/1\"\nname = \"branch\"\nextends = \"{extends}\"\n"),
        );
        let run = desk.run(&["--policy", text(&desk.path("branch.toml"))]);
        assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""));
        assert!(run.err.contains("branch.toml:3:11: extends: "), "{}", run.err);
        assert!(
            run.err.contains("`extends` takes a preset, or a file beside this one by its name"),
            "{}",
            run.err
        );
        run.err
    };
    let missing = refused("group.toml");
    let system = fs::read_to_string(desk.path("group.toml")).unwrap_err().to_string();
    assert!(missing.contains(&format!("`group.toml` cannot be read: {system}")), "{missing}");
    let elsewhere = refused("../group.toml");
    assert!(
        elsewhere.contains("`../group.toml` cannot be read: it is no name of a file alone"),
        "{elsewhere}"
    );
    fs::write(desk.path("latin.toml"), b"name = \"caf\xe9\"").unwrap();
    let latin = refused("latin.toml");
    assert!(latin.contains("`latin.toml` cannot be read: it is not UTF-8 text"), "{latin}");
}

#[test]
fn a_policy_or_mapping_that_is_not_utf8_says_so() {
    let desk = Desk::new();
    let latin = desk.path("latin.toml");
    fs::write(&latin, b"name = \"caf\xe9\"").unwrap();
    let policy = desk.run(&["--policy", text(&latin)]);
    assert!(policy.err.contains("latin.toml` is not UTF-8 text: save it with UTF-8"), "{}", policy.err);
    let mapping = desk.run(&["--mapping", text(&latin)]);
    assert!(mapping.err.starts_with("error: the mapping `"), "{}", mapping.err);
    assert!(mapping.err.contains("latin.toml` is not UTF-8 text: save it with UTF-8"), "{}", mapping.err);
}

#[test]
fn an_unknown_policy_is_told_with_the_presets() {
    let run = Desk::new().run(&["--policy", "detialed"]);
    assert_eq!(run.status, BAD_INPUT);
    assert!(run.err.contains("`detialed` is neither a preset (basic, detailed"), "{}", run.err);
}

#[test]
fn bad_rows_stop_the_program_unless_it_is_to_keep_going() {
    let desk = Desk::new();
    desk.put(
        "events.csv",
        &(EVENTS.to_owned() + "T-1,solved,2026-13-01,,,,,\nT-99,opened,2026-03-02T09:00:00Z,,,,,\n"),
    );
    let stopped = desk.run(&[]);
    assert_eq!((stopped.status, stopped.out.as_str()), (BAD_INPUT, ""));
    assert!(
        stopped.err.starts_with("error: 2 rows cannot be read:\n  events.csv, row 30, "),
        "{}",
        stopped.err
    );
    assert!(stopped.err.contains("row 31, ticket: \"T-99\" is no ticket of tickets.csv"), "{}", stopped.err);
    assert!(stopped.err.contains("--keep-going"), "{}", stopped.err);
    assert!(!desk.path("out").exists());

    let going = desk.run(&["--keep-going"]);
    assert_eq!(going.status, FINE);
    assert!(going.err.starts_with("warning: 2 rows left out:\n  events.csv, row 30, "), "{}", going.err);
    assert!(going.out.contains("events.csv (30 rows, 2 left out)"), "{}", going.out);
    assert!(going.out.contains("2 LEFT OUT"), "{}", going.out);
    assert!(desk.result("report.json").contains(r#"{"name":"events.csv","rows":30,"left_out":2}"#));
}

#[test]
fn the_first_hundred_bad_rows_are_listed() {
    let desk = Desk::new();
    desk.put("events.csv", &(EVENTS.to_owned() + &"T-1,vanished,2026-03-02T09:00:00Z,,,,,\n".repeat(1_234)));
    let run = desk.run(&[]);
    assert!(run.err.starts_with("error: 1,234 rows cannot be read:\n"), "{}", run.err);
    assert_eq!(run.err.lines().filter(|line| line.starts_with("  events.csv, row ")).count(), 100);
    assert!(run.err.contains("\n  ... and 1,134 more\n"), "{}", run.err);
}

#[test]
fn a_missing_file_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let (data, out) = (folder.path().join("data"), folder.path().join("out"));
    let args = ["--data", text(&data), "--out", text(&out)];
    let nowhere = run(&args);
    assert_eq!((nowhere.status, nowhere.out.as_str()), (BAD_INPUT, ""));
    assert!(nowhere.err.starts_with("error: ") && nowhere.err.contains(text(&data)), "{}", nowhere.err);
    fs::create_dir(&data).unwrap();
    let empty = run(&args);
    assert_eq!((empty.status, empty.out.as_str()), (BAD_INPUT, ""));
    assert!(empty.err.starts_with("error: ") && empty.err.contains("tickets.csv"), "{}", empty.err);
    assert!(empty.err.contains("--mapping"), "{}", empty.err);
    let log = folder.path().join("log.csv");
    fs::write(&log, "").unwrap();
    let unexplained = run(&["--data", text(&log), "--out", text(&out)]);
    assert_eq!((unexplained.status, unexplained.out.as_str()), (BAD_INPUT, ""));
    assert!(unexplained.err.contains("--mapping"), "{}", unexplained.err);
}

#[test]
fn the_last_event_is_the_instant_unless_another_is_asked_for() {
    let desk = Desk::new();
    let (data, policy, out) = (desk.path(""), desk.path("tiny.toml"), desk.path("out"));
    let args = ["--data", text(&data), "--policy", text(&policy), "--out", text(&out)];
    assert!(run(&args).out.contains("2026-03-04 11:59:30 UTC (the last record in the data)"));
    let asked = |as_of| run(&[&args[..], &["--as-of", as_of]].concat());
    assert!(asked("2026-03-05").out.contains("2026-03-05 00:00:00 UTC (as asked)"));
    assert!(asked("2026-03-05T08:00:00+08:00").out.contains("2026-03-05 00:00:00 UTC (as asked)"));
    assert_eq!(asked("yesterday").status, USAGE);
}

#[test]
fn the_last_row_of_any_table_is_the_instant() {
    let desk = Desk::new();
    desk.put("purchases.csv", "at,amount,currency\n2026-03-04T13:00:00Z,5,EUR\n2026-03-03T13:00:00Z,5,EUR\n");
    let (data, policy, out) = (desk.path(""), desk.path("tiny.toml"), desk.path("out"));
    let run = run(&["--data", text(&data), "--policy", text(&policy), "--out", text(&out)]);
    assert!(run.out.contains("2026-03-04 13:00:00 UTC (the last record in the data)"), "{}", run.out);
    // The events of tickets end before.
    let page = run.out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("events from 2026-03-02 09:00:00 UTC to 2026-03-04 11:59:30 UTC"), "{}", run.out);
    let report: serde_json::Value = serde_json::from_str(&desk.result("report.json")).unwrap();
    assert_eq!(report["data"]["last_event_at"], "2026-03-04T11:59:30Z");
    assert_eq!(report["as_of_is"], "last-record");
}

#[test]
fn the_title_says_what_a_mapped_file_becomes() {
    let desk = Desk::new();
    let mapping = "schema = \"crm-mapping/1\"\ntable = \"purchases\"\nfile = \"shop.csv\"\n\
                   zone = \"UTC\"\ntime-format = \"%Y-%m-%d\"\n\
                   [purchases]\nat = \"day\"\namount = \"paid\"\ncurrency = { fixed = \"USD\" }\n\
                   order = \"absent\"\nrefunds = \"absent\"\n";
    desk.put("shop.toml", mapping);
    desk.put("shop.csv", "day,paid\n2026-03-02,5\n");
    let run = desk.run(&["--mapping", text(&desk.path("shop.toml"))]);
    assert!(
        run.out.starts_with("Data      purchases, as explained by shop.toml\n"),
        "{}{}",
        run.out,
        run.err
    );
}

#[test]
fn data_without_events_need_an_instant() {
    let desk = Desk::of("customer\n", "ticket\n", "ticket,event,occurred_at\n");
    let (data, policy, out) = (desk.path(""), desk.path("tiny.toml"), desk.path("out"));
    let run = run(&["--data", text(&data), "--policy", text(&policy), "--out", text(&out)]);
    assert_eq!(run.status, BAD_INPUT);
    assert!(run.err.contains("--as-of"), "{}", run.err);
}

#[test]
fn a_wrong_command_line_is_told_apart() {
    for args in [&["--colour"][..], &["--mapping", "a.toml"], &["--as-of"]] {
        let run = run(args);
        assert_eq!((run.status, run.out.as_str()), (USAGE, ""), "{args:?}");
        assert!(!run.err.is_empty());
    }
    let version = run(&["--version"]);
    assert_eq!((version.status, version.err.as_str()), (FINE, ""));
    assert_eq!(version.out, format!("assess {}\n", env!("CARGO_PKG_VERSION")));
    let help = run(&["--help"]);
    assert_eq!((help.status, help.err.as_str()), (FINE, ""));
    for flag in ["--data", "--mapping", "--policy", "--as-of", "--out", "--keep-going", "--show-values"] {
        assert!(help.out.contains(flag), "{flag}");
    }
}

#[test]
fn versions_of_a_policy_are_named_one_by_one() {
    let desk = Desk::new();
    let part = |valid: &str| {
        POLICY.replace("version    = \"1\"", &format!("version    = \"1\"\nvalid      = {{ {valid} }}"))
    };
    desk.put("from.toml", &part("from = 2026-03-03"));
    desk.put("until.toml", &part("until = 2026-03-03"));
    let [data, from, until, out] = ["", "from.toml", "until.toml", "out"].map(|name| desk.path(name));
    let ask = |one: &std::path::Path, other: &std::path::Path| {
        let args =
            ["--data", text(&data), "--policy", text(one), "--policy", text(other), "--out", text(&out)];
        run(&args)
    };
    let run = ask(&from, &until);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let told = "Policy    tiny, version 1, in force until 2026-03-03 00:00 UTC\n          \
                tiny, version 1, in force from 2026-03-03 00:00 UTC\n";
    assert!(run.out.contains(told), "{}", run.out);
    // In whatever order, they are the same policy.
    assert_eq!(ask(&until, &from).out, run.out);
    let overlapping = ask(&until, &until);
    assert_eq!(overlapping.status, BAD_INPUT);
    assert!(
        overlapping.err.contains("do not fit together") && overlapping.err.contains("let one end where"),
        "{}",
        overlapping.err
    );
}

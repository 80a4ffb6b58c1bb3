//! The program `sla_what_if`: flips worked out by hand, and its manners.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::NaiveDateTime;
use crm_kit::Outcome;
use examples::run::{BAD_INPUT, FINE, Terminal, USAGE};
use examples::what_if::{FILES, run};
use flate2::read::GzDecoder;
use serde_json::Value;
use tempfile::TempDir;

use crate::data_folder;
use crate::own_format::folder;
use crate::real_data::incidents::open_minutes;
use crate::tiny::{CUSTOMERS, EVENTS, POLICY, Run, TICKETS, text};

const AS_OF: &str = "2026-03-04T12:00:00Z";

/// Runs the program with these arguments, without a terminal.
fn program(args: &[&str]) -> Run {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = run(["sla_what_if"].iter().chain(args), &mut out, &mut err, Terminal::default());
    Run { status, out: String::from_utf8(out).unwrap(), err: String::from_utf8(err).unwrap() }
}

/// A folder with the tiny desk's records, its policy, and another one.
fn desk(tickets: &str, events: &str, after: &str) -> TempDir {
    folder(&[
        ("customers.csv", CUSTOMERS),
        ("tickets.csv", tickets),
        ("events.csv", events),
        ("before.toml", POLICY),
        ("after.toml", after),
    ])
}

fn compared(folder: &Path, before: &str, after: &str) -> Run {
    let [before, after, out] = [before, after, "out"].map(|name| folder.join(name));
    let args = ["--data", text(folder), "--before", text(&before), "--after", text(&after)];
    program(&[&args[..], &["--as-of", AS_OF, "--out", text(&out)]].concat())
}

fn json(folder: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(folder.join("out/what-if.json")).unwrap()).unwrap()
}

/// The tiny desk's policy with 30 s by phone and a day more for a solution.
fn after() -> String {
    let text = POLICY.replace("\"60s\"", "\"30s\"").replace("within   = \"1bd\"", "within   = \"2bd\"");
    assert_ne!(text, POLICY);
    text.replace("name       = \"tiny\"", "name       = \"next\"")
}

#[test]
fn flips_are_those_worked_out_by_hand() {
    let desk = desk(TICKETS, EVENTS, &after());
    let run = compared(desk.path(), "before.toml", "after.toml");
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    let json = json(desk.path());
    let flips: Vec<String> = json["flips"]
        .as_array()
        .unwrap()
        .iter()
        .map(|flip| {
            let side = |side: &str| flip[side]["state"].as_str().unwrap();
            let word = |key: &str| flip[key].as_str().unwrap();
            let (before, after) = (side("before"), side("after"));
            format!("{} {}: {before} -> {after}, {}", word("ticket"), word("measure"), word("direction"))
        })
        .collect();
    // By phone T-1 was answered after 60 s and =T-9 has waited for 30 s, which is its last instant in time. With a day
    // more, T-2 was solved in time and T-6 stands on its third day: two days after Monday 09:00 are over on Wednesday 09:00.
    let expected = ["T-1 first-response: met -> met-late, worse", "T-2 resolution: met-late -> met, better"];
    assert_eq!(flips, expected);

    let measure = |name: &str| {
        let measures = json["measures"].as_array().unwrap();
        measures.iter().find(|one| one["measure"] == name).unwrap().clone()
    };
    let answers = measure("first-response");
    assert_eq!(answers["attainment_before"], serde_json::json!({ "part": 2, "whole": 3 }));
    assert_eq!(answers["attainment_after"], serde_json::json!({ "part": 1, "whole": 3 }));
    // The same outcome with another due instant: T-2, T-5, and =T-9.
    assert_eq!(
        (&answers["worse"], &answers["better"], &answers["due_moved"]),
        (&1.into(), &0.into(), &3.into())
    );
    assert!(run.out.contains("Worse     1 verdict on 1 ticket"), "{}", run.out);
    assert!(run.out.contains("Better    1 verdict on 1 ticket"), "{}", run.out);
}

#[test]
fn the_table_has_one_row_a_flip() {
    let desk = desk(TICKETS, EVENTS, &after());
    compared(desk.path(), "before.toml", "after.toml");
    let table = fs::read_to_string(desk.path().join("out/flips.csv")).unwrap();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 3);
    // T-1 was opened at 10:00:00 and answered at 10:01:00: due by then, and 30 s earlier by the other policy.
    assert_eq!(
        lines[1],
        "T-1,first-response,1,1,worse,met,ACME-SLA-1,sla.answer-phone,2026-03-02T10:01:00Z,,,,\
         met-late,ACME-SLA-1,sla.answer-phone,2026-03-02T10:00:30Z,30,30,,-30"
    );
    assert!(lines[2].starts_with("T-2,resolution,1,1,better,met-late,ACME-SLA-2,sla.solve,"), "{}", lines[2]);
}

#[test]
fn a_policy_and_itself_differ_in_nothing() {
    let desk = desk(TICKETS, EVENTS, POLICY);
    let run = compared(desk.path(), "before.toml", "after.toml");
    assert_eq!(run.status, FINE, "{}", run.err);
    assert!(run.out.contains("Other     0 verdicts on 0 tickets"), "{}", run.out);
    assert!(run.out.contains("Note      no verdict and no due instant differs"), "{}", run.out);
    let json = json(desk.path());
    assert_eq!((&json["flips"], &json["tickets_flipped"]), (&Value::Array(vec![]), &0.into()));
}

#[test]
fn any_order_of_rows_gives_the_same_files() {
    let turned = |table: &str| {
        let mut lines: Vec<&str> = table.lines().collect();
        lines[1..].reverse();
        lines.join("\n")
    };
    let one = desk(TICKETS, EVENTS, &after());
    let other = desk(&turned(TICKETS), &turned(EVENTS), &after());
    for folder in [&one, &other] {
        compared(folder.path(), "before.toml", "after.toml");
    }
    for file in FILES {
        let read = |folder: &TempDir| fs::read_to_string(folder.path().join("out").join(file)).unwrap();
        assert_eq!(read(&one), read(&other), "{file}");
    }
}

#[test]
fn words_that_only_one_policy_knows_can_be_read() {
    let after = after().replace("[\"urgent\", \"regular\"]", "[\"urgent\", \"pressing\"]");
    let desk = desk(
        TICKETS,
        &EVENTS.replace(
            "T-1,classified,2026-03-02T10:00:00Z,,urgent",
            "T-1,classified,2026-03-02T10:00:00Z,,pressing",
        ),
        &after,
    );
    let run = compared(desk.path(), "before.toml", "after.toml");
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
}

#[test]
fn without_arguments_two_shipped_policies_are_compared() {
    let out = tempfile::tempdir().unwrap();
    let run = program(&["--out", text(&out.path().join("out"))]);
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    assert!(run.out.contains("Before    detailed\n"), "{}", run.out);
    assert!(run.out.contains("After     six-plans, which extends detailed\n"), "{}", run.out);
    let json = json(out.path());
    // P-RESP-4 asks for a revisit after a solution; `detailed` does not.
    let revisit =
        json["measures"].as_array().unwrap().iter().find(|one| one["measure"] == "revisit").unwrap();
    assert!(revisit["attainment_before"].is_null() && !revisit["attainment_after"].is_null());
}

#[test]
fn messages_say_what_to_do() {
    let desk = desk(TICKETS, EVENTS, POLICY);
    for (before, after, flag) in
        [("none.toml", "after.toml", "--before"), ("before.toml", "none.toml", "--after")]
    {
        let run = compared(desk.path(), before, after);
        assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""));
        assert!(run.err.contains(&format!("correct the name after {flag}")), "{}", run.err);
    }
    fs::write(desk.path().join("after.toml"), POLICY.replace("\"60s\"", "\"sixty\"")).unwrap();
    let bad = compared(desk.path(), "before.toml", "after.toml");
    assert!(bad.err.contains("after.toml:27:12: sla.answer-phone.within"), "{}", bad.err);

    let empty = tempfile::tempdir().unwrap();
    fs::write(empty.path().join("customers.csv"), CUSTOMERS).unwrap();
    let out = empty.path().join("out");
    let run = program(&["--data", text(empty.path()), "--as-of", AS_OF, "--out", text(&out)]);
    assert_eq!(run.status, BAD_INPUT);
    assert!(run.err.contains("no tickets were supplied") && run.err.contains("--mapping"), "{}", run.err);
    assert!(!out.exists(), "nothing is left behind");
}

#[test]
fn every_column_and_key_is_in_the_documentation() {
    let document = fs::read_to_string(format!("{}/../docs/what-if.md", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let desk = desk(TICKETS, EVENTS, &after());
    compared(desk.path(), "before.toml", "after.toml");
    let table = fs::read_to_string(desk.path().join("out/flips.csv")).unwrap();
    let columns = table.lines().next().unwrap().split(',').map(str::to_owned);
    let json = json(desk.path());
    let keys = |value: &Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    let flip = &json["flips"][0];
    let entries = [&json["measures"][0], flip, &flip["before"], &json["measures"][0]["clauses"][0]];
    for name in columns.chain(keys(&json)).chain(entries.into_iter().flat_map(keys)) {
        assert!(document.contains(&format!("`{name}`")), "{name}");
    }
}

#[test]
fn the_command_line_is_explained() {
    // One policy alone is never compared with a shipped one that nobody asked about.
    let one_alone = [&["--before", "basic"][..], &["--after", "basic"]];
    for args in [&["--policy", "basic"][..], &["--examples", "many"], &["--mapping", "a.toml"]]
        .into_iter()
        .chain(one_alone)
    {
        let run = program(args);
        assert_eq!((run.status, run.out.as_str()), (USAGE, ""), "{args:?}");
    }
    let help = program(&["--help"]);
    assert_eq!((help.status, help.err.as_str()), (FINE, ""));
    for flag in
        ["--data", "--mapping", "--before", "--after", "--as-of", "--examples", "--out", "--keep-going"]
    {
        assert!(help.out.contains(flag), "{flag}");
    }
}

#[test]
fn the_terminal_settles_the_width() {
    let desk = desk(TICKETS, EVENTS, &after());
    let [before, after, out] = ["before.toml", "after.toml", "out"].map(|name| desk.path().join(name));
    let args =
        ["sla_what_if", "--data", text(desk.path()), "--before", text(&before), "--after", text(&after)];
    let args: Vec<&str> = args.into_iter().chain(["--out", text(&out)]).collect();
    for (columns, most) in [(None, 100), (Some(40), 80), (Some(90), 90), (Some(200), 100)] {
        let (mut page, mut err) = (Vec::new(), Vec::new());
        let status = run(&args, &mut page, &mut err, Terminal { columns, progress: false });
        let page = String::from_utf8(page).unwrap();
        assert_eq!(status, FINE);
        let written = page.find("Written to").unwrap();
        assert!(page[..written].lines().all(|line| line.chars().count() <= most), "{columns:?}: {page}");
    }
}

#[test]
fn policies_of_one_name_are_told_apart_by_their_files() {
    let same_name = after().replace("name       = \"next\"", "name       = \"tiny\"");
    let desk = desk(TICKETS, EVENTS, &same_name);
    let run = compared(desk.path(), "before.toml", "after.toml");
    for (name, file) in [("Before", "before.toml"), ("After", "after.toml")] {
        let line = run.out.lines().find(|line| line.starts_with(name));
        assert!(line.is_some_and(|line| line.contains("tiny")), "{}", run.out);
        assert!(run.out.contains(&format!("{file})\n")), "{}", run.out);
    }
}

#[test]
fn no_word_is_broken_where_outcomes_do_not_fit_side_by_side() {
    let folder = tempfile::tempdir().unwrap();
    let args = ["sla_what_if", "--out", text(folder.path())];
    for columns in [80, 100] {
        let (mut page, mut err) = (Vec::new(), Vec::new());
        let status = run(args, &mut page, &mut err, Terminal { columns: Some(columns), progress: false });
        assert_eq!(status, FINE);
        let page = String::from_utf8(page).unwrap();
        // Nine outcomes of the resolution went into six others, which is a list here.
        let list = page.split("RESOLUTION: from which outcome to which\n").nth(1).unwrap();
        assert!(list.lines().next().unwrap().starts_with("before"), "{list}");
        let words = Outcome::ALL.map(Outcome::as_str);
        let rows = list.lines().skip(2).take_while(|line| !line.starts_with("all"));
        let mut outcomes = 0;
        for row in rows {
            let cells: Vec<&str> = row.split_whitespace().collect();
            assert!(cells.len() == 3 && cells[..2].iter().all(|word| words.contains(word)), "{row}");
            outcomes += 1;
        }
        assert!(outcomes > 9, "{list}");
        assert!(!page.contains("\ned "), "{page}");
        assert_eq!(page.contains("moved"), columns == 100, "the legend tells of the columns that are there");
    }
}

/// Returns the incidents of moderate priority that were closed after more minutes than one limit and no more than another,
/// from the table itself.
fn closed_between(folder: &Path, more_than: i64, at_most: i64) -> BTreeSet<String> {
    let file = fs::File::open(folder.join("incident_event_log.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let [number, priority, opened, closed] = ["number", "priority", "opened_at", "closed_at"].map(place);
    let instant = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    let mut last_rows = std::collections::BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let minutes = open_minutes(instant(&row[opened]), instant(&row[closed]));
        let lies_between = &row[priority] == "3 - Moderate" && minutes > more_than && minutes <= at_most;
        last_rows.insert(row[number].to_owned(), lies_between);
    }
    last_rows.into_iter().filter_map(|(number, lies_between)| lies_between.then_some(number)).collect()
}

#[test]
fn a_shorter_limit_flips_the_incidents_between_both_limits() {
    let name = "a_shorter_limit_flips_the_incidents_between_both_limits";
    let Some(folder) = data_folder("incident_event_log", name) else { return };
    let shipped =
        |kind: &str| -> PathBuf { Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join("servicenow.toml") };
    let (mapping, before) = (shipped("mappings"), shipped("policies"));
    let out = tempfile::tempdir().unwrap();
    let (after, results) = (out.path().join("after.toml"), out.path().join("out"));
    let policy = fs::read_to_string(&before).unwrap();
    assert!(policy.contains("\"62bh\""));
    fs::write(&after, policy.replace("\"62bh\"", "\"45bh\"")).unwrap();
    let args = ["--data", text(&folder), "--mapping", text(&mapping), "--before", text(&before)];
    let run = program(&[&args[..], &["--after", text(&after), "--out", text(&results)]].concat());
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));

    let expected = closed_between(&folder, 45 * 60, 62 * 60);
    let json = json(out.path());
    let flips = json["flips"].as_array().unwrap().iter();
    let of_solutions = flips.filter(|flip| flip["measure"] == "resolution");
    let told: BTreeSet<String> =
        of_solutions.clone().map(|flip| flip["ticket"].as_str().unwrap().to_owned()).collect();
    assert_eq!(told, expected);
    assert!(of_solutions.clone().all(|flip| flip["direction"] == "worse"));
    assert!(expected.len() > 500, "{}", expected.len());
    // 9,152 of 14,182 are kept within 62 h.
    let solved =
        json["measures"].as_array().unwrap().iter().find(|one| one["measure"] == "resolution").unwrap();
    let kept = |side: &str| solved[side]["part"].as_u64().unwrap();
    assert_eq!(
        (kept("attainment_before"), solved["attainment_before"]["whole"].as_u64()),
        (9_152, Some(14_182))
    );
    assert_eq!(kept("attainment_before") - kept("attainment_after"), expected.len() as u64);
}

//! The program `kpi_scorecard` as its users meet it.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use examples::kpi_scorecard::{FILES, run as kpi_scorecard};
use examples::run::{BAD_INPUT, FINE, Terminal, USAGE, assess};
use serde_json::{Value, json};

use crate::html::browser::{browser, check_that_it_fits};
use crate::study::Study;
use crate::tiny::text;

impl Study {
    fn row(&self, indicator: &str) -> Value {
        let rows = self.json()["scorecard"].as_array().unwrap().clone();
        rows.into_iter().find(|row| row["indicator"] == format!("indicator.{indicator}")).unwrap()
    }
}

/// Runs the program on a terminal as wide as given, with a folder of its own for the results.
fn study_at(columns: Option<u16>, args: &[&str]) -> Study {
    Study::of(kpi_scorecard, columns, args)
}

/// The made-up company, month by month, by department and by person.
fn demo() -> &'static Study {
    static STUDY: OnceLock<Study> = OnceLock::new();
    STUDY.get_or_init(|| {
        study_at(None, &["--as-of", "2026-04-20", "--per", "month", "--by", "department", "--by", "person"])
    })
}

const POLICY: &str = r#"schema = "crm-policy/1"
name = "shop"
zone = "UTC"
hit-policy = "most-specific"

[vocabulary.channels]
phone  = { instant = true, written = false, public = false }
e-mail = { instant = false, written = true, public = false }

[indicator.solved]
clause = "D-KPI-13"
strength = "must"
formula = "resolution"
per = "month"
target = ">= 80%"
confidence = "95%"
"#;

/// Returns a folder with a policy and tickets: in each month so many of ten are solved, five by phone and five by e-mail, those by phone first.
fn shop(solved: &[(&str, usize)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (mut tickets, mut events) = ("ticket,channel\n".to_owned(), "ticket,occurred_at,event\n".to_owned());
    for (month, solved) in solved {
        for place in 0..10 {
            let (id, at) = (format!("{month}-{place}"), format!("{month}-02T09:00:00Z"));
            let channel = if place < 5 { "phone" } else { "e-mail" };
            writeln!(tickets, "{id},{channel}").unwrap();
            writeln!(events, "{id},{at},opened").unwrap();
            if place < *solved {
                writeln!(events, "{id},{month}-03T09:00:00Z,solved").unwrap();
            }
        }
    }
    fs::write(folder.path().join("tickets.csv"), tickets).unwrap();
    fs::write(folder.path().join("events.csv"), events).unwrap();
    fs::write(folder.path().join("shop.toml"), POLICY).unwrap();
    folder
}

fn study_of(shop: &Path, as_of: &str, args: &[&str]) -> Study {
    let policy = shop.join("shop.toml");
    study_at(
        None,
        &[&["--data", text(shop), "--policy", text(&policy), "--as-of", as_of, "--by", "channel"], args]
            .concat(),
    )
}

#[test]
fn a_missed_target_says_what_it_takes_and_which_segment_lacks_most() {
    let shop = shop(&[("2026-01", 9), ("2026-02", 6)]);
    let study = study_of(shop.path(), "2026-03-05", &[]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    let row = study.row("solved");
    assert_eq!((&row["verdict"], &row["cases"]), (&json!("missed"), &json!(10)));
    assert_eq!((&row["value"]["part"], &row["value"]["whole"]), (&json!(6), &json!(10)));
    // 6/10 - 80/100.
    assert_eq!(row["to_the_target"]["difference"], json!({ "part": -2_000_000, "whole": 10_000_000 }));
    // 8 of 10, or 16 of 20.
    let needed: Vec<&Value> =
        row["what_it_takes"].as_array().unwrap().iter().map(|step| &step["needed"]["at-least"]).collect();
    assert_eq!(needed, [&json!(2), &json!(10)]);
    // By phone five of five, one to spare; by e-mail one of five, three short, of two in all: 150 %.
    let page = study.page.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = "solved (D-KPI-13): 60.0 % (6 of 10), 20.0 points short, target >= 80 %. It takes 2 more of the 10; or 10 \
                further, all of which count. By channel, e-mail lacks most: 150.0 % of what is missing, others have \
                some to spare.";
    assert!(page.contains(said), "{page}");
    let html = study.file("kpi-scorecard.html");
    assert!(html.contains("It takes 2 more of the 10; or 10 further, all of which count."), "{html}");
}

#[test]
fn what_is_in_no_figure_is_said_first_and_what_stands_beside_a_value_below_it() {
    let shop = shop(&[("2026-02", 6)]);
    let answered = "\n[indicator.response]\nclause = \"D-KPI-4\"\nstrength = \"must\"\n\
                    formula = \"response-time\"\nper = \"month\"\n";
    fs::write(shop.path().join("shop.toml"), POLICY.to_owned() + answered).unwrap();
    let events = shop.path().join("events.csv");
    let more = "2026-02-0,yesterday,solved\n2026-02-0,2026-02-02T10:00:00Z,first-response\n\
                2026-02-9,2026-02-01T10:00:00Z,message-out\n";
    fs::write(&events, fs::read_to_string(&events).unwrap() + more).unwrap();
    let study = study_of(shop.path(), "2026-03-05", &["--keep-going"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    let page = study.page.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "BESIDES - response: 1 undetermined; 8 unanswered.",
        "- 1 of 29 rows could not be read and is in no figure.",
        "- 1 finding on the records: event-before-ticket (1).",
    ] {
        assert!(page.contains(said), "{said:?} is not in {page}");
    }
    assert!(study.file("kpi-scorecard.html").contains("1 of 29 rows could not be read and is in no figure."));
    assert_eq!((&study.json()["rows"], &study.json()["left_out"]), (&json!(29), &json!(1)));
}

#[test]
fn a_change_is_split_by_segment_without_a_rest() {
    let shop = shop(&[("2026-01", 9), ("2026-02", 6)]);
    let segments = study_of(shop.path(), "2026-03-05", &[]).row("solved")["segments"][0].clone();
    assert_eq!(segments["by"], "channel");
    // 9/10 before, 6/10 now; as many cases in each: all of it is the own rate of e-mail, from 4/5 to 1/5.
    let number = |ratio: &Value| ratio["part"].as_f64().unwrap() / ratio["whole"].as_f64().unwrap();
    assert!((number(&segments["change"]["total"]) + 0.3).abs() < 1e-12);
    assert!((number(&segments["change"]["rate"]) + 0.3).abs() < 1e-12);
    assert!(number(&segments["change"]["mix"]).abs() < 1e-12);
    let e_mail =
        segments["members"].as_array().unwrap().iter().find(|one| one["member"] == "e-mail").unwrap();
    assert!((number(&e_mail["rate"]) + 0.3).abs() < 1e-12);
}

#[test]
fn a_change_is_not_split_where_segments_do_not_make_the_whole() {
    // Complaints are set against contacts, and some departments have complaints and no contact.
    let row = demo().row("complaint-rate");
    let by_department = &row["segments"][0];
    assert_eq!((&by_department["by"], &by_department["change"]), (&json!("department"), &Value::Null));
    assert!(by_department["members"].as_array().unwrap().len() > 2);
    assert!(
        demo().file("kpi-scorecard.html").contains("nothing to set it against, so the change is not split.")
    );
}

#[test]
fn late_data_restate_a_closed_month_and_the_old_value_stays() {
    let early = shop(&[("2026-01", 7), ("2026-02", 9)]);
    let before = study_of(early.path(), "2026-03-05", &[]);
    let file = before.out.path().join("kpi-scorecard.json");
    let late = shop(&[("2026-01", 8), ("2026-02", 9), ("2026-03", 9)]);
    let study = study_of(late.path(), "2026-04-05", &["--previous", text(&file)]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    let json = study.json();
    assert_eq!(json["restatements"].as_array().unwrap().len(), 1);
    let one = &json["restatements"][0];
    assert_eq!(one["old"]["value"], json!({ "share": { "part": 7, "whole": 10 } }));
    assert_eq!(one["new"]["value"], json!({ "share": { "part": 8, "whole": 10 } }));
    assert_eq!(one["causes"], json!(["other-outcomes"]));
    let page = study.page.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.contains("solved 2026-01 70.0 % 80.0 % +10.0 points"), "{page}");
    assert!(page.contains("1 of 2 values stated earlier are other ones now"), "{page}");
    // The same facts state the same.
    let again = study_of(early.path(), "2026-03-05", &["--previous", text(&file)]);
    assert!(again.page.contains("All 2 values stated earlier still hold."), "{}", again.page);
    // An earlier instant has nothing to restate.
    let earlier = study_of(early.path(), "2026-02-05", &["--previous", text(&file)]);
    assert_eq!(earlier.status, BAD_INPUT);
    assert!(earlier.err.contains("later than"), "{}", earlier.err);
}

#[test]
fn a_month_that_stands_out_is_found_and_the_running_one_is_left_out() {
    let months =
        ["2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12", "2026-01"];
    let mut solved: Vec<(&str, usize)> = months.into_iter().map(|month| (month, 9)).collect();
    solved.extend([("2026-02", 1), ("2026-03", 0)]);
    let shop = shop(&solved);
    let study = study_of(shop.path(), "2026-03-20", &["--rules", "points"]);
    let row = study.row("solved");
    let points = row["chart"]["points"].as_array().unwrap();
    assert_eq!(points.len(), 10);
    // 82 of 100; three sigma of ten cases: 0.82 - 3 x sqrt(0.82 x 0.18 / 10) = 0.4555.
    assert!((points[0]["lower"].as_f64().unwrap() - 0.455_53).abs() < 1e-4);
    assert_eq!(row["chart"]["signals"].as_array().unwrap().len(), 1);
    assert_eq!(row["chart"]["advice"], "look-for-causes");
    // The upper limit would be 0.82 + 0.3645, and no share is above all: that is said.
    let page = study.page.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = "- solved: 2026-02 below the limits: look for what happened then \
                (the upper limit ends at 100.0 %, beyond which nothing can be).";
    assert!(page.contains(told), "{page}");
    assert!(study.file("kpi-scorecard.html").contains("the upper limit ends at 100.0 %"));
    assert_eq!(
        (&row["running"]["period"], &row["running"]["complete"]),
        (&json!("2026-03"), &json!("running"))
    );
    assert_eq!(row["running"]["verdict"], "incomplete-period");
    assert!(study.file("kpi-scorecard.html").contains("class=\"out\""));
    // Ten months are fewer than a chart of eleven.
    let few = study_of(shop.path(), "2026-03-20", &["--chart-from", "11"]);
    assert_eq!(few.row("solved")["chart"], Value::Null);
}

#[test]
fn a_target_is_judged_for_its_own_length_of_period_only() {
    let shop = shop(&[("2026-01", 6), ("2026-02", 6), ("2026-03", 6)]);
    let study = study_of(shop.path(), "2026-04-05", &["--per", "quarter"]);
    let row = study.row("solved");
    assert_eq!((&row["period"], &row["verdict"]), (&json!("2026-Q1"), &json!("no-target")));
    assert_eq!((&row["value"]["part"], &row["value"]["whole"]), (&json!(18), &json!(30)));
    assert_eq!(row["judged_elsewhere"], json!({ "target": ">= 80%", "per": "month" }));
    assert!(study.page.contains(">= 80 % is judged per month"), "{}", study.page);
}

#[test]
fn the_lines_are_those_of_assess() {
    let folder = tempfile::tempdir().unwrap();
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = assess(["assess", "--out", text(folder.path())], &mut out, &mut err, Terminal::default());
    assert_eq!(status, FINE);
    let report: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("report.json")).unwrap()).unwrap();
    let study = study_at(None, &[]);
    let json = study.json();
    let (of_assess, own) = (report["scorecard"].as_array().unwrap(), json["scorecard"].as_array().unwrap());
    assert!(of_assess.len() > 10);
    assert_eq!(of_assess.len(), own.len());
    for (one, other) in of_assess.iter().zip(own) {
        for (key, value) in one.as_object().unwrap() {
            assert_eq!(value, &other[key], "{} {key}", one["indicator"]);
        }
    }
}

#[test]
fn persons_are_hidden_unless_asked_for() {
    let hidden = demo().file("kpi-scorecard.json") + &demo().file("kpi-scorecard.html");
    let shown = study_at(None, &["--by", "person", "--show-values"]);
    let json = shown.json();
    let rows =
        json["scorecard"].as_array().unwrap().iter().flat_map(|row| row["segments"].as_array().unwrap());
    let persons: Vec<&str> = rows
        .filter(|segments| segments["by"] == "person")
        .flat_map(|segments| segments["members"].as_array().unwrap())
        .map(|one| one["member"].as_str().unwrap())
        .filter(|name| *name != "unknown")
        .collect();
    assert!(!persons.is_empty());
    for person in persons {
        assert!(
            !hidden.contains(&format!("\"{person}\"")) && !hidden.contains(&format!(">{person}<")),
            "{person}"
        );
    }
}

/// Two persons whose names are of one length are two rows, whatever the order of rows.
#[test]
fn hidden_persons_have_numbers_of_their_own() {
    let members = |is_turned: bool| {
        let folder = shop(&[("2026-03", 5)]);
        let file = folder.path().join("events.csv");
        let events = fs::read_to_string(&file).unwrap();
        let mut rows: Vec<String> = events.lines().skip(1).map(|row| format!("{row},")).collect();
        let person = |place: usize| if place < 4 { "wang" } else { "chen" };
        rows.extend(
            (0..10).map(|place| format!("2026-03-{place},2026-03-02T09:30:00Z,assigned,{}", person(place))),
        );
        if is_turned {
            rows.reverse();
        }
        fs::write(&file, format!("ticket,occurred_at,event,person\n{}\n", rows.join("\n"))).unwrap();
        let study = study_of(folder.path(), "2026-04-10", &["--by", "person"]);
        assert_eq!((study.status, study.err.as_str()), (FINE, ""));
        let segments = study.row("solved")["segments"].as_array().unwrap().clone();
        let by_person = segments.into_iter().find(|one| one["by"] == "person").unwrap();
        by_person["members"].as_array().unwrap().clone()
    };
    let told = members(false);
    let named: Vec<_> = told.iter().map(|one| (&one["member"], &one["cases"])).collect();
    assert_eq!(named, [(&json!("person 1"), &json!(6)), (&json!("person 2"), &json!(4))]);
    assert_eq!(told, members(true));
}

#[test]
fn what_cannot_be_used_is_refused_with_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.json");
    fs::write(&file, "{\"schema\": \"crm-report/1\", \"as_of\": \"2026-01-01T00:00:00Z\", \"lines\": []}")
        .unwrap();
    let study = study_at(None, &["--previous", text(&file)]);
    assert_eq!(study.status, BAD_INPUT);
    assert!(study.err.contains("its schema is `crm-report/1`, not `crm-kpi-scorecard/1`"), "{}", study.err);
    fs::write(&file, "[]").unwrap();
    assert_eq!(study_at(None, &["--previous", text(&file)]).status, BAD_INPUT);
    for args in [
        ["--per", "week"],
        ["--by", "moon"],
        ["--sigmas", "0"],
        ["--rules", "none"],
        ["--confidence", "100%"],
    ] {
        let study = study_at(None, &args);
        assert_eq!(study.status, USAGE, "{args:?}");
        assert!(study.err.contains("expected") || study.err.contains("confidence"), "{}", study.err);
    }
}

#[test]
fn no_line_of_the_page_is_wider_than_the_terminal() {
    for columns in [80, 100] {
        let study = study_at(Some(columns), &["--per", "month"]);
        let before = study.page.split("\nWritten to ").next().unwrap();
        let wide: Vec<&str> =
            before.lines().filter(|line| line.chars().count() > usize::from(columns)).collect();
        assert_eq!(wide, [""; 0]);
    }
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let again =
        study_at(None, &["--by", "person", "--by", "department", "--as-of", "2026-04-20", "--per", "month"]);
    for file in FILES {
        assert_eq!(demo().file(file), again.file(file), "{file}");
    }
}

#[test]
fn the_page_fits() {
    let Some(browser) = browser("the_page_fits") else { return };
    let sections =
        ["key-figures", "scorecard", "behind", "charts", "trends", "segments", "running", "reading"];
    check_that_it_fits(browser, &demo().file("kpi-scorecard.html"), &sections);
}

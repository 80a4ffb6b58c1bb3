//! The program `cohorts` as its users meet it.

mod contracts;
mod real;

use examples::cohorts::{FILES, run as cohorts};
use examples::run::{BAD_INPUT, FINE, USAGE};
use serde_json::{Value, json};

use crate::html::browser::{browser, check_that_it_fits};
use crate::study::Study;

impl Study {
    /// Returns survival, its standard error and limits on a day with events.
    #[track_caller]
    fn survival(&self, days: &str) -> [f64; 4] {
        let row = self.rows("survival.csv").into_iter().find(|row| row["days"] == days).unwrap();
        ["survival", "standard_error", "lower", "upper"].map(|name| row[name].parse().unwrap())
    }
}

/// Runs the program on a terminal as wide as given, with a folder of its own for the results.
fn study_at(columns: Option<u16>, args: &[&str]) -> Study {
    Study::of(cohorts, columns, args)
}

fn study(args: &[&str]) -> Study {
    study_at(None, args)
}

fn study_of(log: &str, args: &[&str]) -> Study {
    Study::of_file(cohorts, "log.csv", log, args)
}

/// Two customers of January, one of February, one of the month that is not over; `b` gets 5 back in March, and `e` never
/// bought.
const LOG: &str = "customer,at,amount\n\
                   a,2026-01-05,10\n\
                   a,2026-01-20,10\n\
                   a,2026-03-02,20\n\
                   b,2026-01-31,7.5\n\
                   b,2026-03-03,-5\n\
                   c,2026-02-10,30\n\
                   c,2026-03-31,3\n\
                   d,2026-04-09,99\n\
                   e,2026-02-01,-4\n";

#[test]
fn cells_are_counted_and_what_is_not_over_is_unknown() {
    let study = study_of(LOG, &[]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    let cohorts = &study.json()["cohorts"];
    assert_eq!(
        cohorts[0],
        json!({ "cohort": "2026-01", "customers": 2, "active": [2, 0, 1], "revenue": ["27.5", "0", "15"] })
    );
    assert_eq!(
        cohorts[1],
        json!({ "cohort": "2026-02", "customers": 1, "active": [1, 1], "revenue": ["30", "3"] })
    );
    assert_eq!(cohorts[2], json!({ "cohort": "2026-03", "customers": 0, "active": [0], "revenue": ["0"] }));
    assert_eq!(cohorts.as_array().unwrap().len(), 3);
    for note in ["1 purchase day in 2026-04, which is not over", "1 row before the customer's first purchase"]
    {
        assert!(study.page.contains(note), "{}", study.page);
    }
    // Unknown cells are empty, and none is zero.
    let rows = study.rows("cohorts.csv");
    let cell = |cohort: &str, age: &str| {
        let row = rows.iter().find(|row| row["cohort"] == cohort && row["age"] == age).unwrap();
        ["active", "share", "revenue"].map(|name| row[name].clone())
    };
    assert_eq!(cell("2026-01", "1"), ["0", "0", "0"]);
    assert_eq!(cell("2026-02", "2"), ["", "", ""]);
    assert!(
        study
            .file("cohorts.html")
            .contains("<td class=\"unknown\"><span class=\"unseen\">not known yet</span></td>")
    );
}

#[test]
fn quarters_are_cohorts_too() {
    let cohorts = &study_of(LOG, &["--by", "quarter", "--end", "2026-06-30"]).json()["cohorts"];
    assert_eq!(
        cohorts[0],
        json!({ "cohort": "2026-Q1", "customers": 3, "active": [3, 0], "revenue": ["75.5", "0"] })
    );
    assert_eq!(cohorts[1], json!({ "cohort": "2026-Q2", "customers": 1, "active": [1], "revenue": ["99"] }));
}

#[test]
fn the_curve_waits_for_the_second_purchase() {
    let study = study_of(LOG, &[]);
    // a after 15 days, c after 49; b is seen for 68 days, d for none: of 4, then 3, of whom one each comes back... d is gone.
    let rows = study.rows("survival.csv");
    let found: Vec<[&str; 4]> = rows
        .iter()
        .map(|row| ["days", "at_risk", "events", "survival"].map(|name| row[name].as_str()))
        .collect();
    assert_eq!(found[0][..3], ["15", "3", "1"]);
    assert_eq!(found[1][..3], ["49", "2", "1"]);
    let survival: f64 = found[1][3].parse().unwrap();
    assert!((survival - 1.0 / 3.0).abs() < 1e-12, "{survival}");
}

#[test]
fn the_curve_may_wait_for_silence() {
    let study = study_of(LOG, &["--event", "silence", "--silent-after", "40"]);
    // a after 15 + 40 days, b and c 40 days after their only purchase before a longer time without one; d is seen for no day.
    let rows = study.rows("survival.csv");
    let found: Vec<[&str; 3]> =
        rows.iter().map(|row| ["days", "at_risk", "events"].map(|name| row[name].as_str())).collect();
    assert_eq!(found, [["40", "3", "2"], ["55", "1", "1"]]);
    assert!(study.page.contains("until 40 days have passed without another"), "{}", study.page);
}

#[test]
fn the_curve_is_not_told_of_days_that_nobody_was_waited_for() {
    // All came back by day 31: of 60 days and more nothing was seen.
    let study =
        study_of("customer,at,amount\na,2026-01-05,3\na,2026-02-05,3\nb,2026-02-05,3\nb,2026-02-06,3\n", &[]);
    let page = &study.page;
    assert!(page.contains("After 31 days, the longest that anybody was waited for: 0.0 %"), "{page}");
    assert!(!page.contains("\n  60  ") && page.contains("\n  30  "), "{page}");
}

#[test]
fn the_made_up_shop_fits_a_narrow_terminal_and_every_screen() {
    let study = study_at(Some(80), &[]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    for file in FILES {
        assert!(!study.file(file).is_empty(), "{file}");
    }
    let written = study.page.lines().position(|line| line.starts_with("Written to")).unwrap();
    for line in study.page.lines().take(written) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let page = study.file("cohorts.html");
    assert!(!page.contains("<script") && !page.contains("http"), "something is loaded");
    if let Some(browser) = browser("the_made_up_shop_fits_a_narrow_terminal_and_every_screen") {
        check_that_it_fits(browser, &page, &["curves", "retention", "revenue", "renewals", "reading"]);
    }
}

#[test]
fn the_same_log_in_another_order_gives_the_same_files() {
    let mut rows: Vec<&str> = LOG.lines().skip(1).collect();
    rows.reverse();
    let turned = format!("customer,at,amount\n{}\n", rows.join("\n"));
    let (one, other) = (study_of(LOG, &[]), study_of(&turned, &[]));
    for file in FILES {
        assert_eq!(one.file(file), other.file(file), "{file}");
    }
}

#[test]
fn logs_that_tell_too_little_are_refused() {
    for (log, args, part) in [
        ("customer,at,amount\n", &[][..], "`log.csv` has no rows"),
        (
            "customer,at,amount\na,2026-01-05,-3\n",
            &[],
            "nobody bought anything by 2026-01-05: of 1 row until then, each is a refund",
        ),
        (
            "customer,at,amount\na,2026-01-05,3\n",
            &[],
            "no month is over between the first purchase, 2026-01-05",
        ),
        ("customer,at,amount\na,2026-01-05,x\n", &[], "log.csv, row 2, amount: \"x\" is not an amount"),
        (LOG, &["--by", "quarter", "--end", "2026-02-28"], "or group by month"),
        (
            LOG,
            &["--end", "2025-02-28"],
            "the log begins on 2026-01-05, after 2025-02-28: name a later day with --end",
        ),
    ] {
        let study = study_of(log, args);
        assert_eq!((study.status, study.page.as_str()), (BAD_INPUT, ""), "{}", study.err);
        assert!(study.err.contains(part), "`{part}` is not in: {}", study.err);
    }
    let wrong = study(&["--silent-after", "0"]);
    assert_eq!(wrong.status, USAGE, "{}", wrong.err);
}

#[test]
fn one_customer_is_a_cohort() {
    let study = study_of("customer,at,amount\na,2026-01-05,3\n", &["--end", "2026-03-31"]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    assert_eq!(study.json()["cohorts"][0]["active"], json!([1, 0, 0]));
    assert_eq!(study.json()["survival"]["events"], 0.0);
    assert_eq!(study.json()["survival"]["median"], Value::Null);
}

#[test]
fn the_json_may_be_printed() {
    let study = study(&["--json"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    assert_eq!(study.page, study.file("cohorts.json"));
}

//! The program `nps` as its users meet it.

mod bad_input;
mod people;
mod real;

use std::collections::BTreeMap;
use std::fs;

use examples::nps::{FILES, run as nps};
use examples::run::FINE;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::html::browser::{browser, check_that_it_fits};
use crate::study::Study;
use crate::tiny::text;

impl Study {
    /// Returns the figures of a period.
    #[track_caller]
    fn period(&self, name: &str) -> Value {
        let json = self.json();
        json["periods"].as_array().unwrap().iter().find(|period| period["period"] == name).unwrap().clone()
    }

    /// Checks that the page contains all of these parts, wherever its lines end.
    #[track_caller]
    fn tells(&self, parts: &[&str]) {
        assert_eq!(self.status, FINE, "{}", self.err);
        let page = self.page.split_whitespace().collect::<Vec<_>>().join(" ");
        for part in parts {
            assert!(page.contains(part), "`{part}` is not in: {}", self.page);
        }
    }

    /// Checks that the run failed with a message that contains all of these parts, and wrote nothing.
    #[track_caller]
    fn is_refused(&self, status: u8, parts: &[&str]) {
        assert_eq!((self.status, self.page.as_str()), (status, ""), "{}", self.err);
        for part in parts {
            assert!(self.err.contains(part), "`{part}` is not in: {}", self.err);
        }
        assert_eq!(fs::read_dir(self.out.path()).unwrap().count(), 0);
    }
}

/// Runs the program on a terminal as wide as given, with a folder of its own for the results.
fn study_at(columns: Option<u16>, args: &[&str]) -> Study {
    Study::of(nps, columns, args)
}

fn study(args: &[&str]) -> Study {
    study_at(None, args)
}

fn study_of(survey: &str, args: &[&str]) -> Study {
    Study::of_file(nps, "survey.csv", survey, args)
}

/// Returns rows of so many detractors, passives and promoters, each with what follows its score.
fn rows(counts: [usize; 3], rest: &str) -> String {
    let of = |score: &str, count: usize| format!("{score}{rest}\n").repeat(count);
    [of("3", counts[0]), of("8", counts[1]), of("10", counts[2])].concat()
}

#[track_caller]
fn near(value: &Value, expected: f64, digits: i32) {
    let found = value.as_f64().unwrap_or_else(|| panic!("{value} is no number"));
    assert!((found - expected).abs() <= 0.5 * 10_f64.powi(-digits), "{found} is not {expected}");
}

#[test]
fn g1_the_score_has_its_interval_by_each_method() {
    let survey = "score\n".to_owned() + &rows([15, 25, 60], "");
    for (method, low, high) in [
        ("adjusted-wald", 29.343_111, 58.035_530),
        ("wald", 30.497_591, 59.502_409),
        ("score", 29.256_916, 58.125_702),
        ("trinomial-mean", 30.244_171, 59.755_829),
        ("bootstrap", 30.0, 59.0),
    ] {
        let all = study_of(&survey, &["--interval", method]).period("all answers");
        assert_eq!(all["score_parts"]["part"], "4500");
        near(&all["interval"]["low"], low, 5);
        near(&all["interval"]["high"], high, 5);
    }
    let at_90 = study_of(&survey, &["--confidence", "90"]);
    near(&at_90.period("all answers")["interval"]["low"], 31.649_602, 6);
    at_90.tells(&["all answers: 45.0, 90 % interval 31.6 to 55.7 (adjusted Wald), from 100 answers"]);
}

/// The surveys of G2, by year.
fn two_years() -> String {
    "score,year\n".to_owned() + &rows([50, 70, 80], ",2024") + &rows([36, 60, 104], ",2025")
}

#[test]
fn g2_a_change_has_its_sign_and_its_significance() {
    let up = study_of(&two_years(), &["--period", "year"]);
    let change = &up.json()["comparison"]["change"];
    near(&change["points"], 19.0, 9);
    near(&change["centre"], 18.719_211_823, 9);
    near(&change["standard_error"], 7.722_971_935, 9);
    near(&change["p"], 0.015_357_570, 9);
    near(&change["interval"]["low"], 3.582_464_977, 8);
    assert_eq!(change["verdict"], "better");
    up.tells(&["2024 to 2025: +19.0 points: BETTER, more than chance (p 0.0154"]);
    let down =
        study_of(&two_years(), &["--period", "year", "--compare", "2025", "2024", "--interval", "wald"]);
    let change = &down.json()["comparison"]["change"];
    near(&change["points"], -19.0, 9);
    near(&change["p"], 0.014_654_082, 9);
    near(&change["interval"]["high"], -3.743_093_458, 8);
    down.tells(&["2025 to 2024: -19.0 points: WORSE, more than chance"]);
}

#[test]
fn k14_exactly_at_the_limit_is_met() {
    let survey = "score\n".to_owned() + &rows([20, 10, 70], "");
    let study = study_of(&survey, &["--target", ">= 50"]);
    study.tells(&[">= 50: MET by the score, not proven: the lower limit is 32.9"]);
    let target = &study.period("all answers")["target"];
    assert_eq!((&target["by_score"], &target["by_interval"]), (&json!("met"), &json!("open")));
    study_of(&survey, &["--target", "> 50"]).tells(&[
        "> 50: MISSED by the score, not refuted: the upper limit is 64.1",
        "1 promoter instead of passives",
    ]);
    study_of("score\n10\n", &["--target", ">= 50", "--interval", "trinomial-mean"])
        .tells(&[">= 50: MET by the score, not proven: there is no interval"]);
    study_of(&survey, &["--target", ">= 30"]).tells(&[">= 30: MET, and by the whole interval"]);
    study_of(&survey, &["--target", ">= 70"]).tells(&[">= 70: MISSED, and by the whole interval"]);
}

#[test]
fn k13_three_promoters_prove_little_and_are_marked() {
    let survey = "score\n".to_owned() + &rows([0, 0, 3], "");
    let study = study_of(&survey, &[]);
    study.tells(&["100.0, 95 % interval -6.6 to 100.0", "from 3 answers; FEW ANSWERS"]);
    assert_eq!(study.period("all answers")["small"], true);
    assert_eq!(study_of(&survey, &["--small", "3"]).period("all answers")["small"], false);
}

#[test]
fn k9_no_answer_is_not_measured_and_not_missed() {
    let study = study_of("score,who\n,a\n,b\n", &["--target", ">= 50"]);
    study.tells(&["all answers: not measured, since nobody answered", ">= 50: not measured"]);
    let all = study.period("all answers");
    assert_eq!(
        (&all["score"], &all["interval"], &all["target"]["by_score"]),
        (&Value::Null, &Value::Null, &json!("not measured"))
    );
    assert_eq!(all["without_an_answer"], 2);
}

#[test]
fn k24_k25_a_running_period_is_told_and_not_judged_and_one_without_answers_is_no_zero() {
    let survey = "score,at\n10,2025-10-03\n3,2025-11-03\n9,2025-11-30\n3,2026-01-15\n";
    let args = ["--date", "at", "--by", "month", "--target", ">= 50"];
    let study = study_of(survey, &args);
    assert_eq!(study.period("2025-12")["score"], Value::Null);
    let running = study.period("2026-01");
    assert_eq!((&running["score"], &running["running"]), (&json!(-100.0), &json!(true)));
    assert_eq!((&running["change"], &running["target"]["by_score"]), (&Value::Null, &json!("running")));
    let over = study.period("2025-11");
    assert_eq!((&over["running"], &over["target"]["by_score"]), (&json!(false), &json!("missed")));
    assert_eq!(study.json()["shown"], "2025-11");
    study.tells(&[
        "The last row is of 2026-01-15, so 2026-01 may not be over: it is not judged, and no change to it is tested",
        "2025-10 to 2025-11: -100.0 points",
        "2026-01 (running)",
    ]);
    assert!(study.file("nps.csv").lines().last().unwrap().ends_with(",true"), "{}", study.file("nps.csv"));
    assert!(study.file("nps.html").contains("2026-01 (running)"));

    let asked = study_of(survey, &[&args[..], &["--judge-running"]].concat());
    near(&asked.period("2026-01")["change"]["points"], -100.0, 9);
    assert_eq!(asked.period("2026-01")["target"]["by_score"], "missed");
    asked.tells(&["it is judged all the same", "2025-11 to 2026-01 (running): -100.0 points", "MISSED"]);

    // Who names a running period asks for its change, not for a verdict.
    let named = study_of(survey, &[&args[..], &["--compare", "2025-10", "2026-01"]].concat());
    named.tells(&["2025-10 to 2026-01 (running): -200.0 points", "not judged: 2026-01 may not be over"]);
}

#[test]
fn k24_a_period_alone_that_runs_is_shown_and_not_judged() {
    let study = study_of("score,at\n10,2026-01-15\n", &["--date", "at", "--target", ">= 50"]);
    study.tells(&["2026-Q1 (running): 100.0", "not judged: 2026-Q1 may not be over"]);
    assert_eq!(study.json()["comparison"], Value::Null);
    // A row of its last day tells that it is over, also without an answer.
    let over = study_of("score,at\n10,2026-01-15\n,2026-03-31\n", &["--date", "at", "--target", ">= 50"]);
    over.tells(&["2026-Q1: 100.0", "MET"]);
}

#[test]
fn the_page_shows_the_last_periods_and_the_table_all() {
    let long = study_of("score,at\n9,1990-01-31\n9,2026-03-31\n", &["--date", "at", "--by", "month"]);
    assert_eq!(long.json()["periods"].as_array().unwrap().len(), 435);
    let page = long.file("nps.html");
    assert!(
        page.contains("375 earlier ones are in nps.csv.")
            && page.contains("2021-04")
            && !page.contains("2021-03"),
        "{page}"
    );
}

/// A policy whose net promoter score is judged and written in another way.
fn policy_with(lines: &str) -> tempfile::NamedTempFile {
    let policy = include_str!("../../policies/sfo_survey.toml");
    let policy = policy.replacen("promoters-from = 9\n", &format!("promoters-from = 9\n{lines}\n"), 1);
    let mut file = tempfile::NamedTempFile::with_suffix(".toml").unwrap();
    std::io::Write::write_all(&mut file, policy.as_bytes()).unwrap();
    file
}

#[test]
fn scores_are_written_as_the_policy_says() {
    // Of 8 answers one promoter more than detractors: 12.5 points.
    let survey = "score\n".to_owned() + &rows([0, 7, 1], "");
    for (lines, score) in [
        ("decimals = 0\nhalves = \"to-even\"", "all answers: 12, 95 %"),
        ("decimals = 0\nhalves = \"away-from-zero\"", "all answers: 13, 95 %"),
        ("decimals = 3", "all answers: 12.500, 95 %"),
    ] {
        let policy = policy_with(lines);
        study_of(&survey, &["--policy", text(policy.path())]).tells(&[score]);
    }
}

#[test]
fn the_interval_is_by_the_method_of_the_policy() {
    let survey = "score\n".to_owned() + &rows([15, 25, 60], "");
    for method in ["wald", "score", "trinomial-mean", "bootstrap", "adjusted-wald"] {
        let policy = policy_with(&format!("confidence = \"95%\"\ninterval = \"{method}\""));
        let of_policy = study_of(&survey, &["--policy", text(policy.path())]);
        let asked = study_of(&survey, &["--interval", method]);
        assert_eq!(of_policy.json()["rule"]["interval"], asked.json()["rule"]["interval"]);
        assert_eq!(of_policy.period("all answers")["interval"], asked.period("all answers")["interval"]);
    }
}

#[test]
fn what_is_never_enough_is_not_told_as_enough() {
    // 0 of 2: another promoter in the detractor's place is 100, two more make 2 of 4.
    let study = study_of("score\n10\n3\n", &["--target", ">= 50"]);
    study.tells(&[
        "each is enough by itself: 1 promoter instead of detractors; 2 further promoters; never enough by themselves: \
         promoters instead of passives",
    ]);
}

#[test]
fn weights_of_zero_have_no_score() {
    let study = study_of("score,w\n10,0\n3,0\n", &["--weight", "w"]);
    study.tells(&["Weighted not measured: no answer has a weight above zero"]);
    assert_eq!(study.period("all answers")["weighted"], Value::Null);
}

#[test]
fn a_change_comes_from_shares_and_from_own_scores() {
    // Both segments stay as they are; the worse one grows from a half to three quarters.
    let survey = "score,year,place\n".to_owned()
        + &rows([0, 20, 80], ",1,north")
        + &rows([50, 50, 0], ",1,south")
        + &rows([0, 10, 40], ",2,north")
        + &rows([75, 75, 0], ",2,south");
    let study = study_of(&survey, &["--period", "year", "--segment", "place"]);
    let place = &study.json()["comparison"]["dimensions"][0];
    // 100 × 30 / 200 = 15 before, 100 × -35 / 200 = -17.5 after.
    assert_eq!((&place["mix"], &place["rate"]), (&json!(-32.5), &json!(0.0)));
    let sum: f64 =
        place["effects"].as_array().unwrap().iter().map(|one| one["contribution"].as_f64().unwrap()).sum();
    near(&json!(sum), -32.5, 9);
    study.tells(&["segments' own scores 0.0, their shares -32.5; most from"]);
}

#[test]
fn segments_come_with_the_most_answers_first() {
    let survey = "score,place,way\n9,south,a\n10,south,a\n8,south,b\n3,north,b\n4,,b\n5,,b\n";
    let study = study_of(survey, &["--segment", "place", "--segment", "way"]);
    let section = study.page.split("BY PLACE").nth(1).unwrap().split("BY WAY").next().unwrap();
    let places: Vec<&str> = ["south", "not stated", "north", "all"]
        .into_iter()
        .filter(|name| section.lines().any(|line| line.trim().starts_with(name)))
        .collect();
    let at = |name: &str| section.find(&format!("\n{name}")).unwrap();
    assert_eq!(places.len(), 4);
    assert!(
        at("south") < at("not stated") && at("not stated") < at("north") && at("north") < at("all"),
        "{section}"
    );
}

#[test]
fn weighted_answers_have_a_score_of_their_own() {
    let study = study_of("score,w\n10,2\n8,1\n3,1\n", &["--weight", "w"]);
    let all = study.period("all answers");
    assert_eq!((&all["score"], &all["weighted"]["score"]), (&json!(0.0), &json!(25.0)));
    near(&all["weighted"]["effective_n"], 16.0 / 6.0, 9);
    study.tells(&[
        "Weighted 25.0, 95 % interval",
        "(linearised, adjusted); as much as 3 unweighted answers would tell (Kish)",
    ]);
}

/// Two years of answers with weights, as the library's tests have them.
const WEIGHTED: &str = "score,w,year\n10,2,1\n9,0.5,1\n8,1.25,1\n0,1.5,1\n9,0.75,1\n7,3,1\n6,0.25,1\n10,1,1\n\
                        10,1,2\n3,2.5,2\n3,0.4,2\n8,1.1,2\n9,0.6,2\n8,0.9,2\n5,1.5,2\n";

#[test]
fn a_weighted_score_has_its_interval_its_change_and_its_verdict() {
    let args = ["--weight", "w", "--period", "year", "--target", ">= -50", "--small", "1"];
    let study = study_of(WEIGHTED, &args);
    let weighted = &study.period("2")["weighted"];
    assert_eq!(weighted["score"], -35.0);
    near(&weighted["interval"]["low"], -74.535_678_309, 7);
    near(&weighted["interval"]["high"], 29.789_373_874, 7);
    assert_eq!(weighted["target"], json!({ "verdict": "met", "by_score": "met", "by_interval": "open" }));
    let change = &study.json()["comparison"]["change"]["weighted"];
    near(&change["points"], -59.390_243_902, 9);
    near(&change["p"], 0.273_760_657, 9);
    assert_eq!(change["verdict"], "not shown");
    study.tells(&[
        "; weighted: MET by the score, not proven: the lower limit is -74.5",
        "; weighted -59.4 points: no change is shown (p 0.2738",
    ]);
    let csv = study.file("nps.csv");
    assert!(
        csv.lines().nth(2).unwrap().contains(",-35.0,-74.5356") || csv.contains(",-35,-74.5356"),
        "{csv}"
    );

    let other = study_of(WEIGHTED, &[&args[..], &["--interval", "trinomial-mean"]].concat());
    let weighted = &other.period("1")["weighted"];
    near(&weighted["interval"]["low"], -43.282_476_666, 7);
    near(&other.json()["comparison"]["change"]["weighted"]["p"], 0.206_615_447, 9);
    other.tells(&["(linearised, Student's t)"]);
}

#[test]
fn a_target_is_judged_by_the_value_or_by_the_interval() {
    let survey = "score\n".to_owned() + &rows([20, 10, 70], "");
    let args = ["--target", ">= 50", "--judge-by"];
    for (by, verdict) in [("value", "met"), ("interval", "missed")] {
        let study = study_of(&survey, &[&args[..], &[by]].concat());
        let target = &study.period("all answers")["target"];
        assert_eq!((&target["verdict"], &target["by_score"]), (&json!(verdict), &json!("met")));
        assert_eq!(study.json()["rule"]["judged_by"], by);
    }
    study_of(&survey, &[&args[..], &["interval"]].concat())
        .tells(&[">= 50: MISSED by the interval, though the score meets it: the lower limit is 32.9"]);
    // One answer has no interval by Student's t: nothing to judge by.
    let alone = study_of("score\n10\n", &[&args[..], &["interval", "--interval", "trinomial-mean"]].concat());
    alone.tells(&[">= 50: not judged: there is no interval"]);
    assert_eq!(alone.period("all answers")["target"]["verdict"], "no interval");
}

#[test]
fn bounds_are_those_of_the_policy_or_of_the_command_line() {
    let survey = "score\n10\n8\n6\n5\n";
    assert_eq!(study_of(survey, &[]).period("all answers")["score"], -25.0);
    let stricter = study_of(survey, &["--detractors-to", "5", "--promoters-from", "8"]);
    assert_eq!(stricter.period("all answers")["score"], 25.0);
    stricter.tells(&[
        "promoters 8-10, detractors 0-5; every answer counts (D-KPI-2, indicator.nps, policy detailed)",
    ]);
}

#[test]
fn the_page_tells_all_of_a_tiny_survey() {
    let survey = "score,at,place,w\n10,2026-01-05,north,1\n9,2026-02-05,south,2\n3,2026-03-31,south,1\n\
                  10,2026-04-05,north,1\n10,2026-05-05,north,1\n8,2026-06-30,south,0.5\n,2026-06-30,south,1\n";
    let study = study_of(survey, &["--date", "at", "--segment", "place", "--weight", "w"]);
    let page = study.page.split("\nWritten to").next().unwrap();
    insta::assert_snapshot!(page);
    insta::assert_snapshot!("nps_csv_has_a_row_for_each_score", study.file("nps.csv"));
}

#[test]
fn the_made_up_survey_fits_a_narrow_terminal_and_every_screen() {
    let study = study_at(Some(80), &[]);
    assert_eq!((study.status, study.err.as_str()), (FINE, ""));
    let written = study.page.lines().position(|line| line.starts_with("Written to")).unwrap();
    for line in study.page.lines().take(written) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let page = study.file("nps.html");
    assert!(!page.contains("<script") && !page.contains("http"), "something is loaded");
    if let Some(browser) = browser("the_made_up_survey_fits_a_narrow_terminal_and_every_screen") {
        check_that_it_fits(browser, &page, &["glance", "by-0", "by-1", "people", "reading"]);
    }
}

#[test]
fn the_json_may_be_printed() {
    let study = study(&["--json"]);
    assert_eq!(study.status, FINE, "{}", study.err);
    assert_eq!(study.page, study.file("nps.json"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn prop_totals_are_merges_and_the_order_of_rows_says_nothing(
        rows in prop::collection::vec((0..=10_u8, "[ab]", "[xyz]", 1..=9_u8, "[pqr]?"), 1..30),
        turn in 0..30_usize,
    ) {
        let write = |rows: &[(u8, String, String, u8, String)]| {
            let rows = rows.iter().map(|(score, one, other, day, who)| format!("{score},{one},{other},2026-01-0{day},{who}\n"));
            "score,one,other,at,who\n".to_owned() + &rows.collect::<String>()
        };
        let args = ["--segment", "one", "--segment", "other", "--date", "at", "--by", "year", "--customer", "who"];
        let study = study_of(&write(&rows), &args);
        prop_assert_eq!(study.status, FINE, "{}", study.err);
        let year = study.period("2026");
        for dimension in year["dimensions"].as_array().unwrap() {
            let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
            for segment in dimension["segments"].as_array().unwrap() {
                for name in ["n", "promoters", "passives", "detractors"] {
                    *sums.entry(name).or_default() += segment[name].as_u64().unwrap();
                }
            }
            for (name, sum) in sums {
                prop_assert_eq!(&year[name], &json!(sum));
            }
        }
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len());
        turned.reverse();
        let other = study_of(&write(&turned), &args);
        for file in FILES {
            prop_assert_eq!(study.file(file), other.file(file));
        }
    }
}

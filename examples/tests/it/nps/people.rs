//! Who answers: customers who answer several times, people who were not invited, and the population.

use std::fs;

use examples::run::BAD_INPUT;
use serde_json::json;

use super::{near, rows, study, study_of};
use crate::tiny::text;

/// One customer answers three times, another once, a third does not.
const CUSTOMERS: &str =
    "score,who,at\n10,a,2026-01-02\n3,a,2026-01-01\n7,a,2026-01-03\n9,b,2026-01-01\n,c,2026-01-01\n";

#[test]
fn k12_one_customer_who_answers_three_times_counts_as_asked_for() {
    let counts = |which: &str| {
        let args = ["--customer", "who", "--date", "at", "--by", "year", "--counts", which];
        let year = study_of(CUSTOMERS, &args).period("2026");
        ["detractors", "passives", "promoters", "without_an_answer"].map(|name| year[name].as_u64().unwrap())
    };
    assert_eq!(counts("last"), [0, 1, 1, 1]);
    assert_eq!(counts("first"), [1, 0, 1, 1]);
    assert_eq!(counts("mean"), [0, 1, 1, 1]); // 20 / 3 lies between 6 and 9
    assert_eq!(counts("all"), [1, 1, 2, 1]);
    let by_default = study_of(CUSTOMERS, &["--customer", "who", "--date", "at", "--by", "year"]);
    by_default.tells(&[
        "of each customer the last answer",
        "from 2 customers",
        "2 further answers of the same customer",
    ]);
}

#[test]
fn the_last_answer_needs_dates_and_a_mean_has_no_weight() {
    study_of(CUSTOMERS, &["--customer", "who"])
        .is_refused(BAD_INPUT, &["only dates tell: name their column with --date"]);
    study_of(CUSTOMERS, &["--counts", "last"])
        .is_refused(BAD_INPUT, &["name the column of who answered with --customer"]);
    let args = ["--customer", "who", "--counts", "mean", "--weight", "score"];
    study_of(CUSTOMERS, &args).is_refused(BAD_INPUT, &["has no weight of its own"]);
    study_of(CUSTOMERS, &["--customer", "who", "--counts", "mean"]).tells(&["from 2 customers"]);
}

#[test]
fn k29_who_was_not_invited_is_counted_apart() {
    let study = study_of("score,i\n10,yes\n9,1\n,2026-01-01\n,yes\n0,no\n0,\n,\n", &["--invited", "i"]);
    study.tells(&[
        "2 of 4 invited: 50.0 %; 2 answers without an invitation set apart",
        "100.0, 95 % interval",
    ]);
    let all = study.period("all answers");
    assert_eq!(all["participation"], json!({ "invited": 4, "participated": 2, "uninvited": 2 }));
    let nobody = study_of("score,i\n0,no\n", &["--invited", "i"]);
    nobody
        .tells(&["0 of 0 invited: not measured: nobody was invited", "not measured, since nobody answered"]);
}

/// The respondents of G4 and their population.
fn with_population(population: &str) -> super::Study {
    let folder = tempfile::tempdir().unwrap();
    let survey = "score,class\n".to_owned()
        + &rows([0, 0, 60], ",a")
        + &rows([0, 90, 0], ",b")
        + &rows([50, 0, 0], ",c");
    let (data, people) = (folder.path().join("survey.csv"), folder.path().join("people.csv"));
    fs::write(&data, survey).unwrap();
    fs::write(&people, population).unwrap();
    study(&["--data", text(&data), "--segment", "class", "--population", text(&people)])
}

#[test]
fn g4_answers_stand_beside_the_population() {
    let study = with_population("class,people\na,2000\nb,5000\nc,3000\n");
    let population = &study.json()["population"];
    near(&population["chi_square"], 12.666_666_667, 9);
    near(&population["p"], 0.001_776_104, 9);
    near(&population["weighted"]["effective_n"], 190.677_966_102, 9);
    for (place, weight) in [0.666_666_667, 1.111_111_111, 1.2].into_iter().enumerate() {
        near(&population["classes"][place]["weight"], weight, 9);
    }
    // a fifth of promoters, three tenths of detractors; unweighted 100 × (60 - 50) / 200
    near(&population["weighted"]["score"], -10.0, 6);
    let interval = &population["weighted"]["interval"];
    assert!(interval["low"].as_f64() < Some(-10.0) && interval["high"].as_f64() > Some(-10.0), "{interval}");
    assert_eq!(study.period("all answers")["score"], 5.0);
    study.tells(&["by class, the answers are NOT like the population (chi-square 12.67, 2 degrees of freedom, p 0.0018)"]);
}

#[test]
fn populations_that_do_not_fit_are_refused() {
    for (population, part) in [
        ("class,people\na,2000\nb,5000\n", "50 answers of the class `c`, which the population does not have"),
        (
            "class,people\na,2000\nb,many\nc,1\n",
            "people.csv, row 3, people: \"many\" is not a whole number of people",
        ),
        ("class,people\na,1\na,2\nc,1\n", "people.csv, row 3, class: \"a\" is there twice"),
        ("klass,people\na,1\n", "has to have one column of the name after --segment (class)"),
        ("class,number\na,1\n", "people"),
        ("class,people\na,0\nb,1\nc,1\n", "there are answers of the class `a`, and no people"),
    ] {
        with_population(population).is_refused(BAD_INPUT, &[part]);
    }
    study_of("score\n5\n", &["--population", "people.csv"])
        .is_refused(BAD_INPUT, &["--population is by segments"]);
    let study = with_population("class,people\na,2\nb,5\nc,3\nd,1\n");
    study.tells(&["no weights: nobody of the class `d` answered"]);
}

#[test]
fn k29_nobody_is_invited_after_the_answer() {
    let survey =
        "score,at,invited\n9,2026-01-10,2026-02-01\n3,2026-01-10,2026-01-10\n,2026-01-10,2026-02-01\n";
    let args = ["--date", "at", "--by", "year", "--invited", "invited"];
    study_of(survey, &args).is_refused(
        BAD_INPUT,
        &["row 2, invited: \"2026-02-01\" lies after the answer, which came on 2026-01-10"],
    );
}

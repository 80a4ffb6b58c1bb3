//! Surveys that tell too little, or that are wrong: a message that helps.

use examples::run::{BAD_INPUT, USAGE};

use super::{study, study_of};

#[test]
fn k10_scores_off_the_scale_are_told_by_row_and_never_counted() {
    let survey = "score\n10\n11\n-1\n9.5\nNaN\nten\n9.0\n\n3\n";
    let rules = [
        "5 rows cannot be read:",
        "survey.csv, row 3, score: \"11\" is not on the scale 0-10",
        "survey.csv, row 4, score: \"-1\" is not on the scale 0-10",
        "survey.csv, row 5, score: \"9.5\" lies between two answers of the scale 0-10, and is not rounded",
        "survey.csv, row 6, score: \"NaN\" is no answer on the scale 0-10",
        "survey.csv, row 7, score: \"ten\" is no answer on the scale 0-10",
    ];
    study_of(survey, &[]).is_refused(BAD_INPUT, &rules);
    let study = study_of(survey, &["--keep-going"]);
    study.tells(&["8 rows; 5 LEFT OUT: they cannot be read", "from 3 answers"]);
    for rule in &rules[1..] {
        assert!(study.err.contains(rule), "{}", study.err);
    }
    let all = study.period("all answers");
    assert_eq!((all["promoters"].as_u64(), all["detractors"].as_u64()), (Some(2), Some(1)));
}

#[test]
fn k11_another_scale_is_refused_and_one_that_looks_like_it_is_told() {
    for scale in ["1-10", "1-5"] {
        study_of("score\n5\n", &["--scale", scale])
            .is_refused(BAD_INPUT, &[&format!("the question was asked on {scale}"), "never converted"]);
    }
    study_of("score\n5\n", &["--scale", "ten"]).is_refused(BAD_INPUT, &["--scale `ten` is no scale"]);
    let stars = "score\n".to_owned() + &"5\n4\n".repeat(10);
    study_of(&stars, &[])
        .tells(&["No answer is above 5: if the question was asked on another scale than 0-10"]);
}

#[test]
fn surveys_that_tell_too_little_are_refused() {
    for (survey, args, part) in [
        ("score\n", &[][..], "no row of `survey.csv` can be used"),
        ("answer\n5\n", &[], "--score"),
        ("score,w\n5,\n", &["--weight", "w"], "row 2, w: \"\" is missing: write how much the answer counts"),
        ("score,w\n5,-1\n", &["--weight", "w"], "row 2, w: \"-1\" is not a weight from 0"),
        ("score,y\n5,\n", &["--period", "y"], "row 2, y: \"\" is missing: every answer belongs to a period"),
        ("score,at\n5,31.02.2026\n", &["--date", "at"], "row 2, at: \"31.02.2026\" is not a date"),
        ("score,i\n5,maybe\n", &["--invited", "i"], "row 2, i: \"maybe\" is neither yes nor no"),
        (
            "score,y\n5,1\n",
            &["--period", "y", "--compare", "1", "2"],
            "there is no period `2` to compare; there are 1",
        ),
        ("score\n5\n", &["--detractors-to", "9"], "detractors up to 9 and promoters from 9 do not rise"),
        ("score\n5\n", &["--target", ">= 50%"], "the target `>= 50%` is none for a score in points"),
        ("score\n5\n", &["--target", "falls"], "is none for a score in points"),
        ("score\n5\n", &["--compare", "a", "a"], "name two different periods"),
        ("score\n5\n", &["--confidence", "100"], "--confidence is in percent, above 0 and below 100"),
        ("score\n5\n", &["--policy", "basic"], "has no indicator by the formula `nps`"),
    ] {
        study_of(survey, args).is_refused(BAD_INPUT, &["error: ", part]);
    }
    study(&["--target", "fifty"]).is_refused(USAGE, &["is not understood"]);
    study(&["--score", "a"]).is_refused(USAGE, &["--data"]);
}

#[test]
fn names_of_periods_without_an_order_are_told() {
    let survey = "score,y\n5,Q4 2025\n9,Q1 2026\n";
    study_of(survey, &["--period", "y"]).tells(&[
        "Periods are taken in the order of their names: Q1 2026, Q4 2025. Name two to compare with --compare",
    ]);
    let numbers = study_of("score,y\n5,9\n9,10\n", &["--period", "y"]);
    assert!(!numbers.page.contains("order of their names"), "{}", numbers.page);
    numbers.tells(&["9 to 10: +200.0 points"]);
}

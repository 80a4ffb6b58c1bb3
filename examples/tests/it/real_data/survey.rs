//! Five years of a survey among passengers.

use std::fs;
use std::path::Path;

use crm_kit::kpi::{Completeness, Line, Value, Verdict};
use crm_kit::model::Noticed;
use examples::run::FINE;

use super::{assessed, line, policy, program, shipped};
use crate::data_folder;
use crate::tiny::text;

/// The first instants of 2018 and 2019 in San Francisco.
const NEW_YEAR_2018: &str = "2018-01-01T08:00:00Z";
const NEW_YEAR_2019: &str = "2019-01-01T08:00:00Z";

/// Returns a figure of the reference that comes with the data.
fn reference(folder: &Path, year: &str, topic: &str, figure: &str) -> f64 {
    let text = fs::read_to_string(folder.join("reference.json")).unwrap();
    let whole: serde_json::Value = serde_json::from_str(&text).unwrap();
    whole[year][topic][figure].as_f64().unwrap()
}

/// Returns a value with six decimals, and how many answers stand behind it.
#[track_caller]
fn exact(value: &Value) -> (String, i128) {
    let (Value::Share(ratio) | Value::Number(ratio)) = value else { panic!("{value}") };
    (ratio.to_decimal_string(6), ratio.parts().1)
}

/// Returns the years that a line shows, the judged one last.
fn years(line: &Line) -> Vec<(String, &Value)> {
    let history = line.history().iter().map(|past| (past.period.to_string(), &past.value));
    history.chain([(line.period.to_string(), &line.value)]).collect()
}

#[test]
fn k10_blanks_are_neither_detractors_nor_in_the_base() {
    let name = "k10_blanks_are_neither_detractors_nor_in_the_base";
    let Some(folder) = data_folder("sfo_customer_survey", name) else { return };
    let policy = policy("sfo_survey");
    for (as_of, year, score, answers) in
        [(NEW_YEAR_2018, "2017", "39.839767", 2_746), (NEW_YEAR_2019, "2018", "30.981132", 2_650)]
    {
        let assessment = assessed(&folder, "sfo_survey", &policy, as_of);
        let nps = line(&assessment, "nps");
        assert_eq!(nps.period.to_string(), year, "the last year that is over");
        assert_eq!((nps.completeness, &nps.verdict), (Completeness::Complete, &Verdict::NoTarget));
        assert_eq!(exact(&nps.value), (score.to_owned(), answers));
        assert_eq!(score, format!("{:.6}", reference(&folder, year, "nps", "nps")));
        // In points, so a hundred times promoters less detractors.
        let Value::Number(ratio) = &nps.value else { panic!("{}", nps.value) };
        let [promoters, detractors, asked] =
            ["promoters", "detractors", "answered"].map(|figure| reference(&folder, year, "nps", figure));
        assert_eq!(ratio.to_decimal_string(6), format!("{:.6}", 100.0 * (promoters - detractors) / asked));
    }
}

#[test]
fn satisfaction_of_five_years_is_told_as_history() {
    let name = "satisfaction_of_five_years_is_told_as_history";
    let Some(folder) = data_folder("sfo_customer_survey", name) else { return };
    let assessment = assessed(&folder, "sfo_survey", &policy("sfo_survey"), NEW_YEAR_2019);
    for (indicator, topic, figure, decimals) in [
        ("satisfied-overall", "overall_1_5", "csat_top2_share", 6),
        ("satisfied-with-cleanliness", "clean_overall_1_5", "csat_top2_share", 6),
        ("satisfied-with-safety", "safe_1_5", "csat_top2_share", 6),
        ("mean-overall", "overall_1_5", "mean", 4),
    ] {
        let line = line(&assessment, indicator);
        let told = years(line);
        let shown: Vec<&str> = told.iter().map(|(year, _)| year.as_str()).collect();
        assert_eq!(shown, ["2014", "2015", "2016", "2017", "2018"]);
        for (year, value) in &told {
            let (Value::Share(ratio) | Value::Number(ratio)) = value else { panic!("{value}") };
            let expected = reference(&folder, year, topic, figure);
            assert_eq!(ratio.to_decimal_string(decimals), format!("{expected:.*}", usize::from(decimals)));
        }
    }
    // Nobody was asked to recommend the airport before 2017.
    let shown: Vec<String> = years(line(&assessment, "nps")).into_iter().map(|(year, _)| year).collect();
    assert_eq!(shown, ["2017", "2018"]);
}

/// In the middle of a year its answers are dated by their year, so by its first instant: the year runs, and the last one
/// that is over is judged.
#[test]
fn the_running_year_is_not_judged() {
    let Some(folder) = data_folder("sfo_customer_survey", "the_running_year_is_not_judged") else { return };
    let assessment = assessed(&folder, "sfo_survey", &policy("sfo_survey"), "2017-12-31T12:00:00Z");
    assert_eq!(line(&assessment, "satisfied-overall").period.to_string(), "2016");
    assert_eq!(exact(&line(&assessment, "satisfied-overall").value).0, "0.809866");
    assert!(matches!(line(&assessment, "nps").value, Value::Undefined(_)));
    let future: Vec<&Noticed> = assessment.findings.iter().map(|finding| &finding.noticed).collect();
    assert!(matches!(future[..], [Noticed::RowsInTheFuture { .. }]), "{future:?}");
}

#[test]
fn the_program_reports_the_survey_as_it_is() {
    let Some(folder) = data_folder("sfo_customer_survey", "the_program_reports_the_survey_as_it_is") else {
        return;
    };
    let out = tempfile::tempdir().unwrap();
    let own = shipped("policies", "sfo_survey");
    let run = program(&folder, "sfo_survey", text(&own), NEW_YEAR_2019, out.path());
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    assert!(run.out.contains("sfo_customer_survey.csv.gz (14,503 rows)"), "{}", run.out);
    assert!(run.out.contains("Times are known to the year only"), "{}", run.out);
    assert!(!run.out.contains("not measured"), "nothing is asked that a survey cannot tell: {}", run.out);
    assert!(run.out.contains("\nCANNOT BE JUDGED: nothing\n"), "{}", run.out);
}

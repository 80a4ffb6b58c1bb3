//! Passengers of an airport who were asked in 2017 and 2018 whether they would recommend it.

use std::fs;

use serde_json::Value;

use super::{near, study};
use crate::data_folder;
use crate::tiny::text;

#[test]
fn the_scores_of_an_airport_are_those_of_the_reference() {
    let Some(folder) =
        data_folder("sfo_customer_survey", "the_scores_of_an_airport_are_those_of_the_reference")
    else {
        return;
    };
    let reference: Value =
        serde_json::from_str(&fs::read_to_string(folder.join("reference.json")).unwrap()).unwrap();
    let file = folder.join("sfo_customer_survey.csv.gz");
    let args = ["--data", text(&file), "--score", "recommend_0_10", "--period", "year", "--weight", "weight"];
    let study = study(&[&args[..], &["--segment", "boarding_area"]].concat());
    for year in ["2017", "2018"] {
        let (found, expected) = (study.period(year), &reference[year]["nps"]);
        assert_eq!(found["n"], expected["answered"]);
        for attitude in ["promoters", "passives", "detractors"] {
            assert_eq!(found[attitude], expected[attitude], "{year} {attitude}");
        }
        near(&found["score"], expected["nps"].as_f64().unwrap(), 6);
        near(&found["weighted"]["score"], expected["nps_weighted"].as_f64().unwrap(), 6);
        for (score, given) in expected["distribution"].as_object().unwrap() {
            assert_eq!(&found["scores"][score.parse::<usize>().unwrap()], given);
        }
        let areas = found["dimensions"][0]["segments"].as_array().unwrap();
        for (area, expected) in expected["by_boarding_area"].as_object().unwrap() {
            let found = areas.iter().find(|segment| segment["segment"] == **area).unwrap();
            assert_eq!(found["n"], expected["n"]);
            near(&found["score"], expected["nps"].as_f64().unwrap(), 6);
        }
    }
    assert_eq!(study.period("2016")["score"], Value::Null);
    let comparison = &study.json()["comparison"];
    near(&comparison["change"]["points"], -8.858_635, 6);
    assert_eq!(comparison["change"]["verdict"], "worse");
    let area = &comparison["dimensions"][0];
    near(&serde_json::json!(area["mix"].as_f64().unwrap() + area["rate"].as_f64().unwrap()), -8.858_635, 6);
    // as survey programs have it, all but for the answers that the adjusted interval adds
    let weighted = &study.period("2018")["weighted"]["interval"];
    near(&weighted["low"], 31.973_895, 6);
    near(&weighted["high"], 38.154_793, 6);
    near(&comparison["change"]["weighted"]["p"], 0.013_544_420, 9);
    study.tells(&["; weighted -5.3 points: WORSE, more than chance (p 0.0135"]);
    study.tells(&["2017 to 2018: -8.9 points: WORSE, more than chance (p <0.0001", "most from A: -5.1"]);
}

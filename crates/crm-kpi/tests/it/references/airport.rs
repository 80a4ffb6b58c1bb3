//! Passengers of San Francisco's airport: satisfaction of five years and the net promoter score of two, with what each answered.

use crm_kpi::{Apart, Counts, Formula, Line, Note, NpsBounds, Per, Question};
use crm_model::{Dataset, Records, Scale, SurveyAnswer, Table};

use super::{Row, groups, measured, near, source};
use crate::support::{at, nps};

const TOPICS: [(&str, i8, i8); 4] =
    [("overall_1_5", 1, 5), ("clean_overall_1_5", 1, 5), ("safe_1_5", 1, 5), ("recommend_0_10", 0, 10)];

fn question(topic: &str) -> Question {
    let (topic, lowest, highest) = *TOPICS.iter().find(|(name, ..)| *name == topic).unwrap();
    let scale = Scale::new(lowest, highest).unwrap();
    Question { survey: None, topic: topic.parse().unwrap(), scale, counts: Counts::All }
}

fn answers(rows: &[Row]) -> Dataset {
    let answer = |row: &Row, (topic, lowest, highest): (&str, i8, i8)| SurveyAnswer {
        survey: "passengers".parse().unwrap(),
        topic: topic.parse().unwrap(),
        customer: None,
        invited_at: None,
        answered_at: Some(at(&format!("{}-05-15", row["year"]))),
        score: row[topic]
            .parse()
            .ok()
            .map(|value| Scale::new(lowest, highest).unwrap().score(value).unwrap()),
        delivery: None,
    };
    let rows = rows.iter().flat_map(|row| TOPICS.map(|topic| answer(row, topic)));
    Dataset::new(Records { answers: Table::complete(rows.collect()), ..Records::default() }).0
}

fn blanks(line: &Line) -> u64 {
    let blank = line.notes.iter().find_map(|note| match note {
        Note::Apart { cases: Apart::Blank, count } => Some(*count),
        _ => None,
    });
    blank.unwrap_or_default()
}

#[test]
fn l_kpi_11_satisfaction_of_five_years_by_topic() {
    let Some(source) = source("sfo_customer_survey", "l_kpi_11_satisfaction_of_five_years_by_topic") else {
        return;
    };
    let data = answers(&source.rows);
    for (year, expected) in groups(&source.reference) {
        let as_of = format!("{}-01-01", year.parse::<u32>().unwrap() + 1);
        for (topic, ..) in &TOPICS[..3] {
            let expected = &expected[topic];
            let top = Formula::Satisfaction { question: question(topic), at_least: 4 };
            let top = measured(top, Per::Year, &data, &as_of);
            let mean =
                measured(Formula::MeanSatisfaction { question: question(topic) }, Per::Year, &data, &as_of);
            assert_eq!(
                (top.cases(), mean.cases()),
                (expected["answered"].as_u64(), expected["answered"].as_u64())
            );
            near(top.value.number().unwrap(), &expected["csat_top2_share"], 6);
            near(mean.value.number().unwrap(), &expected["mean"], 4);
            // Who left the question blank is in neither part.
            let respondents = source.reference[year]["respondents"].as_u64().unwrap();
            assert_eq!(top.cases().unwrap() + blanks(&top), respondents, "{year} {topic}");
        }
    }
}

#[test]
fn d_kpi_2_the_net_promoter_score_of_two_years() {
    let Some(source) = source("sfo_customer_survey", "d_kpi_2_the_net_promoter_score_of_two_years") else {
        return;
    };
    let data = answers(&source.rows);
    let Formula::Nps { bounds, .. } = nps(Counts::All) else { panic!("a score") };
    assert_eq!(bounds, NpsBounds::new(6, 9).unwrap());
    for (year, as_of) in [("2017", "2018-01-01"), ("2018", "2019-01-01")] {
        let formula = Formula::Nps { question: question("recommend_0_10"), bounds };
        let line = measured(formula, Per::Year, &data, as_of);
        let expected = &source.reference[year]["nps"];
        assert_eq!(line.cases(), expected["answered"].as_u64());
        near(line.value.number().unwrap(), &expected["nps"], 6);
        let crm_kpi::Spread::Attitudes { detractors, passives, promoters } = *line.evidence.spread() else {
            panic!("{line}")
        };
        for (name, count) in [("detractors", detractors), ("passives", passives), ("promoters", promoters)] {
            assert_eq!(Some(count), expected[name].as_u64(), "{year} {name}");
        }
    }
}

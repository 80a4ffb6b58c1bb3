//! Data sets of others, below the folder that `CRM_DATA_DIR` names; skipped without it.

use std::fs::File;
use std::io::Write as _;
use std::path::PathBuf;

use crm_kpi::{
    Counts, CustomersBy, Facts, MeanTally, NpsBounds, NpsTally, Per, Reading, RetentionForm, TopBox,
    TopBoxTally, Value,
};
use crm_model::{Dataset, Records, Scale, SurveyAnswer, Table};

use crate::support::{answer, line_of, month, nps, order, retention, spec, text};

pub(crate) fn folder(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CRM_DATA_DIR").map(PathBuf::from);
    if folder.is_none() {
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
    }
    folder
}

fn cdnow(folder: &std::path::Path) -> Dataset {
    let mut reader = csv::Reader::from_path(folder.join("cdnow/cdnow_master.csv")).unwrap();
    let purchases = reader.records().map(|row| {
        let row = row.unwrap();
        order(&row[0], &row[1], &format!("{} USD", &row[3]))
    });
    let purchases = Table::complete(purchases.collect());
    Dataset::new(Records { purchases, ..Records::default() }).0
}

#[test]
fn cdnow_customers_are_kept_from_period_to_period() {
    let Some(folder) = folder("cdnow_customers_are_kept_from_period_to_period") else { return };
    let dataset = cdnow(&folder);
    assert_eq!((dataset.customer_ids().len(), dataset.purchases().len()), (23_570, 69_659));
    let by_purchases = |form| retention(form, CustomersBy::Purchases);
    let kept = |as_of: &str| text(&month(by_purchases(RetentionForm::Identity), &dataset, None, as_of).value);
    assert_eq!(kept("1997-03-01"), "1157/7846");
    assert_eq!(kept("1997-04-01"), "1681/9633");
    assert_eq!(kept("1997-05-01"), "1773/9524");
    assert_eq!(kept("1998-07-01"), "446/1488");

    let joined = |as_of: &str| {
        let line = month(by_purchases(RetentionForm::Identity), &dataset, None, as_of);
        line.notes.iter().find_map(|note| match note {
            crm_kpi::Note::Beside { reading: Reading::Joined, value: Value::Count(count) } => Some(*count),
            _ => None,
        })
    };
    assert_eq!(
        ["1997-02-01", "1997-03-01", "1997-04-01"].map(joined),
        [Some(7_846), Some(8_476), Some(7_248)]
    );

    let quarter = |as_of: &str| {
        let spec = spec(by_purchases(RetentionForm::Identity), Per::Quarter, None);
        line_of(spec, &Facts::new(&dataset), as_of)
    };
    let last = quarter("1998-07-01");
    let row: Vec<String> =
        last.history.iter().map(|(_, value)| text(value)).chain([text(&last.value)]).collect();
    assert_eq!(row, ["5376/23570", "2289/5376", "2063/4263", "1954/4221", "1760/3817"]);
}

/// Rows of one year: overall satisfaction on 1 to 5, and whether the passenger would recommend on 0 to 10.
fn passengers(folder: &std::path::Path, year: &str) -> Vec<(String, String)> {
    let file = File::open(folder.join("sfo_customer_survey/sfo_customer_survey.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let rows = reader.records().map(Result::unwrap).filter(|row| &row[0] == year);
    rows.map(|row| (row[3].to_owned(), row[6].to_owned())).collect()
}

#[test]
fn passengers_of_san_francisco_recommend_the_airport() {
    let Some(folder) = folder("passengers_of_san_francisco_recommend_the_airport") else { return };
    for (year, next, expected, score, blank) in [
        (
            "2017",
            "2018-01-01",
            NpsTally { promoters: 1_436, passives: 968, detractors: 342 },
            "39.839767",
            85,
        ),
        (
            "2018",
            "2019-01-01",
            NpsTally { promoters: 1_268, passives: 935, detractors: 447 },
            "30.981132",
            159,
        ),
    ] {
        let rows: Vec<SurveyAnswer> = passengers(&folder, year)
            .into_iter()
            .map(|(_, recommend)| {
                answer(None, &format!("{year}-05-15"), recommend.parse().ok(), Scale::ZERO_TO_TEN)
            })
            .collect();
        let bounds = NpsBounds::new(6, 9).unwrap();
        let tally: NpsTally =
            rows.iter().filter_map(|row| row.score).map(|score| bounds.attitude(score).unwrap()).collect();
        assert_eq!(tally, expected);
        let dataset = Dataset::new(Records { answers: Table::complete(rows), ..Records::default() }).0;
        let line = line_of(spec(nps(Counts::Last), Per::Year, Some(">= 50")), &Facts::new(&dataset), next);
        let Value::Number(ratio) = line.value else { panic!("{line}") };
        assert_eq!(ratio.to_decimal_string(6), score);
        let apart = crm_kpi::Note::Apart { cases: crm_kpi::Apart::Blank, count: blank };
        assert_eq!(line.notes, [apart], "blanks are in neither part");
    }
}

#[test]
fn passengers_of_san_francisco_are_satisfied() {
    let Some(folder) = folder("passengers_of_san_francisco_are_satisfied") else { return };
    let scale = Scale::new(1, 5).unwrap();
    let scores: Vec<_> = passengers(&folder, "2017")
        .into_iter()
        .filter_map(|(overall, _)| overall.parse().ok().map(|value: i64| scale.score(value).unwrap()))
        .collect();
    let mean: MeanTally = scores.iter().copied().collect();
    assert_eq!((mean.answers, mean.mean().unwrap().to_decimal_string(4).as_str()), (2_688, "4.0644"));
    let top: TopBoxTally = scores.iter().map(|score| TopBox::new(score.value(), 4)).collect();
    assert_eq!(top.share().unwrap().to_decimal_string(6), "0.820685");
}

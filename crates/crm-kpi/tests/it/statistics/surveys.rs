//! Weighted answers of passengers, below the folder that `CRM_DATA_DIR` names; skipped without it.

use std::fs::File;
use std::io::Write as _;

use crm_kpi::statistics::{
    Better, ChangeVerdict, NpsChange, NpsInterval, Weight, WeightedInterval, WeightedNpsTally, nps_change,
    nps_interval,
};
use crm_kpi::{NpsBounds, NpsTally};
use crm_model::Scale;

use super::{are_printed, is_printed, sure};

/// The answers of one year, as counted and weighted.
fn answers(file: File, year: &str) -> (NpsTally, WeightedNpsTally) {
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let bounds = NpsBounds::new(6, 9).unwrap();
    let (mut counted, mut weighted) = (NpsTally::default(), WeightedNpsTally::default());
    for row in reader.records().map(Result::unwrap).filter(|row| &row[0] == year) {
        let Ok(answer) = row[6].parse() else { continue };
        let attitude = bounds.attitude(Scale::ZERO_TO_TEN.score(answer).unwrap()).unwrap();
        counted.record(attitude);
        weighted.record(Weight::new(row[18].parse().unwrap()).unwrap(), attitude);
    }
    (counted, weighted)
}

#[test]
fn weighted_scores_of_an_airport_are_those_published_beside_it() {
    let Some(folder) = std::env::var_os("CRM_DATA_DIR").map(std::path::PathBuf::from) else {
        let test = "weighted_scores_of_an_airport_are_those_published_beside_it";
        writeln!(std::io::stderr(), "skipped: {test}: CRM_DATA_DIR is not set").unwrap();
        return;
    };
    let open = || File::open(folder.join("sfo_customer_survey/sfo_customer_survey.csv.gz")).unwrap();
    let (old, old_weighted) = answers(open(), "2017");
    let (new, new_weighted) = answers(open(), "2018");
    is_printed(old.score().unwrap().as_f64(), 39.839_767, 6);
    is_printed(old_weighted.score().unwrap().as_f64(), 40.398_436, 6);
    is_printed(new.score().unwrap().as_f64(), 30.981_132, 6);
    is_printed(new_weighted.score().unwrap().as_f64(), 35.113_632, 6);
    // weights cost some of what the answers tell
    let effective = [old_weighted, new_weighted].map(|tally| tally.effective_answers().unwrap());
    is_printed(effective[0], 2_266.512_355, 6);
    is_printed(effective[1], 2_134.243_010, 6);
    // as samplics has the limits of the mean
    let (lin, adjusted) = (WeightedInterval::Linearised, WeightedInterval::Adjusted);
    are_printed(old_weighted.interval(lin, sure(0.95)).unwrap(), [37.563_617, 43.233_254], 6);
    are_printed(new_weighted.interval(lin, sure(0.95)).unwrap(), [32.019_491, 38.207_773], 6);
    are_printed(old_weighted.interval(adjusted, sure(0.95)).unwrap(), [37.513_086, 43.176_982], 6);
    let weighted_fall = new_weighted.change_from(&old_weighted, lin, sure(0.95)).unwrap();
    is_printed(weighted_fall.significance.p, 0.013_564_579, 9);

    let fall = nps_change(&old, &new, NpsChange::AdjustedWald, sure(0.95)).unwrap();
    assert_eq!(fall.verdict(Better::Higher, sure(0.999)), ChangeVerdict::Worse);
    let [adjusted, score, bootstrap] =
        [NpsInterval::AdjustedWald, NpsInterval::Score, NpsInterval::Bootstrap]
            .map(|kind| nps_interval(&old, kind, sure(0.95)).unwrap());
    for other in [score, bootstrap] {
        assert!(
            (adjusted.low - other.low).abs() < 0.1 && (adjusted.high - other.high).abs() < 0.1,
            "{other:?}"
        );
    }
}

//! The shipped policies on the logs that they are for. The logs are not part of this repository: the tests look for
//! them below the folder that `CRM_DATA_DIR` names, and are skipped without it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crm_kit::{Assessment, Dataset, Policy, State, assess};
use examples::input::{Mapping, Options, read_mapped};
use flate2::read::GzDecoder;

use crate::data_folder;

/// Reads and assesses a log by the mapping and the policy of one name, at its last event.
fn assessment(folder: &Path, name: &str) -> Assessment {
    let shipped = |kind: &str| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join(name);
        fs::read_to_string(file).unwrap()
    };
    let policy = Policy::parse(&shipped("policies"), name).unwrap();
    let mapping = Mapping::parse(&shipped("mappings"), name).unwrap();
    let reading = read_mapped(folder, &mapping, &policy.vocabulary(), &Options::default()).unwrap();
    let (dataset, _) = Dataset::new(reading.records);
    assess(&dataset, &policy, dataset.last_event_at().unwrap())
}

/// Returns the log's own verdict on each incident of moderate priority: both are those of its last row in the file.
fn own_verdicts(folder: &Path) -> BTreeMap<String, bool> {
    let file = fs::File::open(folder.join("incident_event_log.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (number, made_sla, priority) = (place("number"), place("made_sla"), place("priority"));
    let mut last_rows = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let moderate = &row[priority] == "3 - Moderate";
        last_rows.insert(row[number].to_owned(), moderate.then_some(&row[made_sla] == "true"));
    }
    last_rows.into_iter().filter_map(|(number, made)| Some((number, made?))).collect()
}

#[test]
fn servicenow_policy_follows_the_verdicts_of_the_incident_log() {
    let name = "servicenow_policy_follows_the_verdicts_of_the_incident_log";
    let Some(folder) = data_folder("incident_event_log", name) else { return };
    let assessment = assessment(&folder, "servicenow.toml");
    let own = own_verdicts(&folder);
    assert_eq!(own.len(), 14_182);

    let (mut agree, mut wrongly_met, mut wrongly_late) = (0, 0, 0);
    for obligation in &assessment.obligations {
        let Some(made) = own.get(obligation.id.subject.to_string().as_str()) else { continue };
        match (&obligation.state, made) {
            (State::Met, true) | (State::MetLate, false) => agree += 1,
            (State::Met, false) => wrongly_met += 1,
            (State::MetLate, true) => wrongly_late += 1,
            (state, _) => panic!("{}: {state}", obligation.id),
        }
    }
    assert_eq!((agree, wrongly_met, wrongly_late), (14_170, 1, 11), "12 of 14,182 differ");
}

#[test]
fn helpdesk_policy_stops_the_clocks_that_the_log_stops() {
    let Some(folder) = data_folder("helpdesk", "helpdesk_policy_stops_the_clocks_that_the_log_stops") else {
        return;
    };
    let assessment = assessment(&folder, "helpdesk.toml");
    let met = |measure: &str| {
        let of_measure = assessment.obligations.iter().filter(|o| o.id.measure.as_str() == measure);
        of_measure.filter(|o| matches!(o.state, State::Met | State::MetLate)).count()
    };
    assert_eq!(met("first-response"), 4_285);
    assert_eq!(met("resolution"), 4_569);
    assert_eq!(assessment.obligations.len(), 2 * 4_580);
}

#[test]
fn bpi2013_policy_stops_the_clocks_that_the_log_stops() {
    let name = "bpi2013_policy_stops_the_clocks_that_the_log_stops";
    let Some(folder) = data_folder("bpi2013_incidents", name) else { return };
    let assessment = assessment(&folder, "bpi2013_incidents.toml");
    let of = |measure: &str| {
        let mut solved_ended_running = [0; 3];
        for obligation in assessment.obligations.iter().filter(|o| o.id.measure.as_str() == measure) {
            let place = match obligation.state {
                State::Met | State::MetLate => 0,
                State::Cancelled | State::Missed => 1,
                State::Overdue | State::Open | State::Paused { .. } => 2,
                _ => panic!("{obligation}"),
            };
            solved_ended_running[place] += 1;
        }
        solved_ended_running
    };
    // Of 7,554 incidents, 7,546 end resolved or closed, one of them cancelled without a solution.
    assert_eq!(of("resolution"), [7_545, 1, 8]);
    assert_eq!(of("first-response"), [7_554, 0, 0]);
    assert_eq!(assessment.obligations.len(), 2 * 7_554);
}

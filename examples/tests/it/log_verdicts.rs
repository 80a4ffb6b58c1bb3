//! The shipped policies on the logs that they are for. The logs are not part of this repository: the tests look for
//! them below the folder that `CRM_DATA_DIR` names, and are skipped without it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use crm_kit::{Assessment, Dataset, Policy, State, assess};
use examples::input::{Mapping, Options, read_mapped};
use flate2::read::GzDecoder;

/// Returns the folder of a log, or says that the test is skipped.
fn log(folder: &str, test: &str) -> Option<PathBuf> {
    let Some(root) = std::env::var_os("CRM_DATA_DIR") else {
        println!("skipped: {test}: CRM_DATA_DIR is not set");
        return None;
    };
    Some(PathBuf::from(root).join(folder))
}

/// Reads and assesses a log by the mapping and the policy of one name, at its last event.
fn assessment(folder: &Path, name: &str) -> Assessment {
    let shipped = |kind: &str| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join(name);
        fs::read_to_string(file).unwrap()
    };
    let started = Instant::now();
    let policy = Policy::parse(&shipped("policies"), name).unwrap();
    let mapping = Mapping::parse(&shipped("mappings"), name).unwrap();
    let reading = read_mapped(folder, &mapping, &policy.vocabulary(), &Options::default()).unwrap();
    let rows = reading.rows;
    let (dataset, _) = Dataset::new(reading.records);
    let read = started.elapsed();
    let assessment = assess(&dataset, &policy, dataset.last_event_at().unwrap());
    println!("{rows} rows read in {read:?}, assessed after {:?}", started.elapsed());
    assessment
}

/// An incident as the last of its rows tells of it, in the order of the file.
#[derive(Default)]
struct Incident {
    made_sla: bool,
    is_moderate: bool,
}

/// Reads the log's own verdicts, and which incidents have a row dated before their opening.
fn own_verdicts(folder: &Path) -> (BTreeMap<String, Incident>, BTreeSet<String>) {
    let file = fs::File::open(folder.join("incident_event_log.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (number, made_sla, priority) = (place("number"), place("made_sla"), place("priority"));
    let (opened, updated) = (place("opened_at"), place("sys_updated_at"));
    let (mut incidents, mut too_early) = (BTreeMap::new(), BTreeSet::new());
    for row in reader.records() {
        let row = row.unwrap();
        let incident =
            Incident { made_sla: &row[made_sla] == "true", is_moderate: &row[priority] == "3 - Moderate" };
        incidents.insert(row[number].to_owned(), incident);
        if row[updated] < row[opened] {
            too_early.insert(row[number].to_owned());
        }
    }
    (incidents, too_early)
}

#[test]
fn servicenow_policy_follows_the_verdicts_of_the_incident_log() {
    let name = "servicenow_policy_follows_the_verdicts_of_the_incident_log";
    let Some(folder) = log("incident_event_log", name) else { return };
    let assessment = assessment(&folder, "servicenow.toml");
    let (incidents, too_early) = own_verdicts(&folder);
    let budget = crm_calendar::OpenTime::from_hours(62);

    let (mut judged, mut unclear) = (0, 0);
    let (mut wrongly_met, mut wrongly_late, mut at_the_limit) = (0, 0, 0);
    for obligation in &assessment.obligations {
        let id = obligation.id.subject.to_string();
        let incident = &incidents[&id];
        if !incident.is_moderate {
            continue;
        }
        match (&obligation.state, incident.made_sla) {
            (State::Met, made) => {
                judged += 1;
                wrongly_met += u32::from(!made);
            }
            (State::MetLate, made) => {
                judged += 1;
                let used = obligation.open.unwrap();
                wrongly_late += u32::from(made && used > budget);
                at_the_limit += u32::from(made && used == budget);
            }
            // A judgement dated before the opening is set aside; such an incident has no urgency.
            (State::Undetermined { .. }, _) => {
                assert!(too_early.contains(&id), "{id}: {obligation}");
                unclear += 1;
            }
            (state, _) => panic!("{id}: {state}"),
        }
    }
    assert_eq!(judged + unclear, 14_182);
    assert!(unclear <= 4, "{unclear}");
    assert_eq!((wrongly_met, wrongly_late), (1, 11));
    // DIFFERENCE: two incidents used exactly 62 h of open time and were closed at a weekend. The due instant is the
    // closing on Friday, so they are late; the log counts them as kept.
    assert_eq!(at_the_limit, 2);
}

#[test]
fn helpdesk_policy_stops_the_clocks_that_the_log_stops() {
    let Some(folder) = log("helpdesk", "helpdesk_policy_stops_the_clocks_that_the_log_stops") else { return };
    let assessment = assessment(&folder, "helpdesk.toml");
    let met = |measure: &str| {
        let of_measure = assessment.obligations.iter().filter(|o| o.id.measure.as_str() == measure);
        of_measure.filter(|o| matches!(o.state, State::Met | State::MetLate)).count()
    };
    // DIFFERENCE: 4,285 tickets are taken in charge at some time, but one of them only after it was closed: what ended
    // its clock was the closing.
    assert_eq!(met("first-response"), 4_284);
    assert_eq!(met("resolution"), 4_569);
    assert_eq!(assessment.obligations.len(), 2 * 4_580);
}

//! An incident log whose escalations nobody recorded.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use chrono::{Datelike, Days, NaiveDateTime, NaiveTime, Weekday};
use crm_kit::Assessment;
use crm_kit::model::{EventKind, Missing, Noticed, State, Subject};
use examples::run::FINE;
use flate2::read::GzDecoder;

use super::{assessed, policy, program, shipped};
use crate::data_folder;
use crate::tiny::text;

/// The last event of the log.
const END: &str = "2017-02-18T15:00:00Z";
/// The limit of the policy, in minutes.
const LIMIT: i64 = 62 * 60;

/// Returns the minutes between two instants that lie on Monday to Friday from 14:00 to 23:00: a walk from day to day.
pub(crate) fn open_minutes(from: NaiveDateTime, until: NaiveDateTime) -> i64 {
    let hour = |hour| NaiveTime::from_hms_opt(hour, 0, 0).unwrap();
    let mut minutes = 0;
    let mut day = from.date();
    while day <= until.date() {
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            let (opens, closes) = (day.and_time(hour(14)), day.and_time(hour(23)));
            minutes += (until.min(closes) - from.max(opens)).num_minutes().max(0);
        }
        day = day + Days::new(1);
    }
    minutes
}

/// Returns the incidents of moderate priority that were closed after more than the limit, from the table itself: their
/// priority is that of their last row.
fn late_by_the_table(folder: &Path) -> BTreeMap<String, bool> {
    let file = File::open(folder.join("incident_event_log.csv.gz")).unwrap();
    let mut reader = csv::Reader::from_reader(GzDecoder::new(file));
    let header = reader.headers().unwrap().clone();
    let place = |name: &str| header.iter().position(|column| column == name).unwrap();
    let [number, priority, opened, closed] = ["number", "priority", "opened_at", "closed_at"].map(place);
    let instant = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").unwrap();
    let mut last_rows = BTreeMap::new();
    for row in reader.records() {
        let row = row.unwrap();
        let minutes = open_minutes(instant(&row[opened]), instant(&row[closed]));
        last_rows
            .insert(row[number].to_owned(), (&row[priority] == "3 - Moderate").then_some(minutes > LIMIT));
    }
    last_rows.into_iter().filter_map(|(number, late)| Some((number, late?))).collect()
}

fn escalated(assessment: &Assessment) -> Vec<&str> {
    assessment.escalations.iter().map(|one| one.ticket.as_str()).collect()
}

#[test]
fn servicenow_tells_which_incidents_called_for_an_escalation_and_why() {
    let name = "servicenow_tells_which_incidents_called_for_an_escalation_and_why";
    let Some(folder) = data_folder("incident_event_log", name) else { return };
    let assessment = assessed(&folder, "servicenow", &policy("servicenow"), END);
    let late = late_by_the_table(&folder);
    let expected: Vec<&str> =
        late.iter().filter(|(_, late)| **late).map(|(number, _)| number.as_str()).collect();
    assert_eq!(expected.len(), 5_030);
    assert_eq!(escalated(&assessment), expected);

    // Each for the promise that was broken, when its limit ran out; whether anybody escalated, the log cannot say.
    let unknown = State::Undetermined { missing: Missing::Events(EventKind::Escalated) };
    for escalation in &assessment.escalations {
        let [reason] = escalation.reasons.as_slice() else { panic!("{escalation:?}") };
        let obligation = assessment.obligation(reason.obligation.as_ref().unwrap()).unwrap();
        assert!(obligation.state.is_late());
        assert_eq!((Some(reason.arose_at), &*reason.trigger), (obligation.window.due, "over-limit"));
        assert_eq!(reason.missing, None);
        assert!(reason.due.unwrap() > reason.arose_at);
        assert_eq!(escalation.wanted.as_ref().unwrap().as_str(), "supervisor");
        assert_eq!((escalation.reached.as_ref(), &escalation.state), (None, &unknown));
    }

    // That is said once, of the whole.
    let of_escalation = assessment.obligations.iter().filter(|one| one.id.measure.as_str() == "escalation");
    let of_escalation: Vec<_> = of_escalation.collect();
    assert_eq!(of_escalation.len(), 1);
    assert_eq!((&of_escalation[0].id.subject, &of_escalation[0].state), (&Subject::Company, &unknown));
    let told = assessment.findings.iter().map(|finding| &finding.noticed);
    let told: Vec<_> = told.filter(|noticed| matches!(noticed, Noticed::NotSupplied { .. })).collect();
    let [Noticed::NotSupplied { tickets: 5_030, .. }] = told[..] else { panic!("{told:?}") };
}

#[test]
fn the_program_reports_the_incidents_as_they_are() {
    let name = "the_program_reports_the_incidents_as_they_are";
    let Some(folder) = data_folder("incident_event_log", name) else { return };
    let out = tempfile::tempdir().unwrap();
    let own = shipped("policies", "servicenow");
    let run = program(&folder, "servicenow", text(&own), END, out.path());
    assert_eq!((run.status, run.err.as_str()), (FINE, ""));
    assert!(run.out.contains("9,152/14,182  64.5 %"), "{}", run.out);
    assert_eq!(run.out.matches("the source has no `escalated` events").count(), 1, "{}", run.out);
}

//! Incidents of an IT department: response, resolution and promises by priority and by month, and how often they changed hands.

use std::collections::BTreeMap;

use crm_kpi::{Formula, Per, Reading, Stretch, Value, Volume};
use crm_model::{
    Classification, Dataset, Happening, Holder, PersonId, Records, Table, TicketEvent, TicketId, TicketRecord,
};

use super::{Row, attainment, check_times, counts, groups, measured, near, parts, source};
use crate::support::at;

fn instant(text: &str) -> chrono::DateTime<chrono::Utc> {
    at(&format!("{text}:00Z"))
}

/// The rows of each incident in the order of the file.
fn cases(rows: &[Row]) -> BTreeMap<&str, Vec<&Row>> {
    let mut cases: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        cases.entry(&row["number"]).or_default().push(row);
    }
    cases
}

/// One ticket for each incident, by the rules of the reference: what its last row says holds, and who it was reassigned to is
/// somebody else each time.
fn company(rows: &[Row]) -> Dataset {
    let ticket = |(number, rows): (&str, Vec<&Row>)| {
        let last = rows.last().unwrap();
        let opened = instant(&last["opened_at"]);
        let judged = Classification { kind: last["priority"].parse().ok(), ..Classification::default() };
        let mut events = vec![
            TicketEvent::at(opened, Happening::Opened),
            TicketEvent::at(opened, Happening::Classified(judged)),
        ];
        let resolved = Some(&last["resolved_at"]).filter(|text| !text.is_empty());
        events.extend(resolved.map(|at| TicketEvent::at(instant(at), Happening::Solved)));
        let active = rows.iter().filter(|row| row["incident_state"] == "Active");
        let active = active.map(|row| instant(&row["sys_updated_at"])).min();
        if let Some(active) = active.filter(|_| rows[0]["incident_state"] == "New") {
            events.push(TicketEvent::at(active, Happening::FirstResponse));
        }
        let reassigned: u32 =
            rows.iter().map(|row| row["reassignment_count"].parse().unwrap()).max().unwrap();
        events.extend((0..reassigned).map(|time| {
            let person = Some(PersonId::new(format!("P-{time}")).unwrap());
            TicketEvent::at(opened, Happening::Transferred(Holder { person, ..Holder::default() }))
        }));
        TicketRecord::new(TicketId::new(number).unwrap(), events)
    };
    let tickets = Table::complete(cases(rows).into_iter().map(ticket).collect());
    Dataset::new(Records { tickets, ..Records::default() }).0
}

#[test]
fn d_kpi_4_l_kpi_12_responses_and_solutions_by_priority() {
    let test = "d_kpi_4_l_kpi_12_responses_and_solutions_by_priority";
    let Some(source) = source("incident_event_log", test) else { return };
    let data = company(&source.rows);
    for (stretch, key) in
        [(Stretch::FirstResponse, "first_active_hours"), (Stretch::Resolution, "resolution_hours")]
    {
        check_times(&data, &stretch, &[], &source.reference["overall"][key]);
        for (priority, expected) in groups(&source.reference["by_priority"]) {
            check_times(&data, &stretch, &[priority], &expected[key]);
        }
    }
    let all_years: Per = "rolling 120 months".parse().unwrap();
    let overall = &source.reference["overall"];
    let line = measured(Formula::HandOvers { kinds: vec![] }, all_years, &data, "2018-01-01");
    let count = |key: &str| i128::from(overall[key].as_u64().unwrap());
    assert_eq!(parts(&line), (count("reassign_total"), count("incidents")));
    let (reading, share) = line.evidence.beside().unwrap();
    assert_eq!(reading, Reading::HandedOver);
    let Value::Share(share) = share else { panic!("{share}") };
    near(share, &overall["reassign_rate"], 6);
    for (priority, expected) in groups(&source.reference["by_priority"]) {
        let kinds = vec![priority.parse().unwrap()];
        let line = measured(Formula::HandOvers { kinds }, all_years, &data, "2018-01-01");
        near(line.value.number().unwrap(), &expected["reassign_mean"], 4);
    }
}

#[test]
fn d_kpi_14_incidents_opened_and_solved_month_by_month() {
    let test = "d_kpi_14_incidents_opened_and_solved_month_by_month";
    let Some(source) = source("incident_event_log", test) else { return };
    let data = company(&source.rows);
    for (volume, key) in [(Volume::Opened, "opened_by_month"), (Volume::Solved, "resolved_by_month")] {
        let line = measured(Formula::Volume(volume), Per::Month, &data, "2017-03-01");
        let expected = groups(&source.reference[key]);
        assert_eq!(
            counts(&line),
            expected.map(|(month, count)| (month.to_owned(), count.as_u64().unwrap())).collect()
        );
    }
}

#[test]
fn d_perf_1_promises_kept_by_month_and_priority() {
    let Some(source) = source("incident_event_log", "d_perf_1_promises_kept_by_month_and_priority") else {
        return;
    };
    let cases = cases(&source.rows);
    // A promise is that of the month in which the incident was opened, as in the reference.
    let promise = |row: &Row| (row["made_sla"] == "true", format!("{}:00Z", row["opened_at"]));
    let last = || cases.values().map(|rows| *rows.last().unwrap());
    let line = attainment(last().map(promise), Per::Month, "2017-03-01");
    let all =
        line.history().iter().map(|past| (past.period, &past.value)).chain([(line.period, &line.value)]);
    let by_month: BTreeMap<String, _> =
        all.map(|(period, value)| (period.to_string(), value.number().unwrap())).collect();
    assert_eq!(by_month.len(), 13);
    for (month, expected) in groups(&source.reference["made_sla_share_by_open_month"]) {
        near(by_month[month], expected, 6);
    }
    let all_years = "rolling 120 months".parse().unwrap();
    for (priority, expected) in
        groups(&source.reference["by_priority"]).chain([("", &source.reference["overall"])])
    {
        let of_it = last().filter(|row| priority.is_empty() || row["priority"] == priority);
        let line = attainment(of_it.map(promise), all_years, "2018-01-01");
        let count = |key: &str| i128::from(expected[key].as_u64().unwrap());
        assert_eq!(parts(&line), (count("made_sla_true"), count("incidents")), "{priority}");
        near(line.value.number().unwrap(), &expected["made_sla_share"], 6);
    }
}

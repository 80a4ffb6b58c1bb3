//! Tickets of a help desk: response and resolution of all and by seriousness, and how many began in each year.

use std::collections::BTreeMap;

use crm_kpi::{Formula, Per, Stretch, Volume};
use crm_model::{Classification, Dataset, Happening, Records, Table, TicketEvent, TicketId, TicketRecord};

use super::{Row, check_times, counts, groups, measured, source};
use crate::support::at;

fn instant(row: &Row) -> chrono::DateTime<chrono::Utc> {
    at(&format!("{}Z", row["timestamp"].replace(' ', "T")))
}

/// One ticket for each case: it is opened by its first event and of the seriousness of its last.
fn company(rows: &[Row]) -> Dataset {
    let mut cases: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows {
        cases.entry(&row["case_id"]).or_default().push(row);
    }
    let ticket = |(case, rows): (&str, Vec<&Row>)| {
        let start = rows.iter().map(|row| instant(row)).min().unwrap();
        let kind = rows.last().unwrap()["seriousness"].parse().ok();
        let judged = Happening::Classified(Classification { kind, ..Classification::default() });
        let mut events = vec![TicketEvent::at(start, Happening::Opened), TicketEvent::at(start, judged)];
        events.extend(rows.iter().filter_map(|row| {
            let what = match row["activity"].as_str() {
                "Take in charge ticket" => Happening::FirstResponse,
                "Resolve ticket" => Happening::Solved,
                _ => return None,
            };
            Some(TicketEvent::at(instant(row), what))
        }));
        TicketRecord::new(TicketId::new(case).unwrap(), events)
    };
    let tickets = Table::complete(cases.into_iter().map(ticket).collect());
    Dataset::new(Records { tickets, ..Records::default() }).0
}

#[test]
fn d_kpi_4_l_kpi_12_responses_and_solutions_by_seriousness() {
    let Some(source) = source("helpdesk", "d_kpi_4_l_kpi_12_responses_and_solutions_by_seriousness") else {
        return;
    };
    let data = company(&source.rows);
    let stretches =
        [(Stretch::FirstResponse, "hours_to_take_in_charge"), (Stretch::Resolution, "hours_to_last_resolve")];
    for (stretch, key) in stretches {
        check_times(&data, &stretch, &[], &source.reference["overall"][key]);
        for (seriousness, expected) in groups(&source.reference["by_seriousness"]) {
            check_times(&data, &stretch, &[seriousness], &expected[key]);
        }
    }
}

#[test]
fn d_kpi_14_tickets_of_each_year() {
    let Some(source) = source("helpdesk", "d_kpi_14_tickets_of_each_year") else { return };
    let line = measured(Formula::Volume(Volume::Opened), Per::Year, &company(&source.rows), "2015-01-01");
    let expected = groups(&source.reference["cases_started_by_year"]);
    assert_eq!(
        counts(&line),
        expected.map(|(year, cases)| (year.to_owned(), cases.as_u64().unwrap())).collect()
    );
}

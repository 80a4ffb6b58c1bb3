//! Times and ends of tickets in logs of others, beside figures made from the same files by other programs: the `reference.json`
//! of each data set, and, by month, a plain script over sorted lists. Percentiles are those of type 7.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;

use chrono::{DateTime, NaiveDateTime, Utc};
use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::statistics::PercentileType;
use crm_kpi::{
    Apart, Attained, AttainmentTally, CivilPeriod, Formula, HandOverTally, Note, Per, Stretch, TicketTime,
    TimeSample, TimesTally,
};
use crm_model::{
    Classification, Dataset, Happening, Noticed, Records, Table, Ticket, TicketEvent, TicketId, TicketRecord,
};

use crate::real_data::folder;
use crate::support::{at, line_of, spec, text};

type Row = BTreeMap<&'static str, String>;

/// The rows of a file with these columns of it.
fn rows(folder: &Path, name: &str, columns: &[&'static str]) -> Vec<Row> {
    let file = File::open(folder.join(format!("{name}/{name}.csv.gz"))).unwrap();
    let mut reader = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let headers = reader.headers().unwrap().clone();
    let place = |column: &&'static str| headers.iter().position(|header| header == *column).unwrap();
    let places: Vec<(usize, &'static str)> = columns.iter().map(|column| (place(column), *column)).collect();
    let row = |record: &csv::StringRecord| {
        places.iter().map(|(place, column)| (*column, record[*place].to_owned())).collect()
    };
    reader.records().map(|record| row(&record.unwrap())).collect()
}

/// An instant of a log whose clock has no zone, taken for UTC: `2016-03-01T09:52` or with seconds.
fn instant(text: &str) -> DateTime<Utc> {
    let formats = ["%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S"];
    let read = formats.iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    read.unwrap_or_else(|| panic!("{text}")).and_utc()
}

fn kind(word: &str) -> Happening {
    Happening::Classified(Classification { kind: word.parse().ok(), ..Classification::default() })
}

/// Hours at a share by type 7, to four decimals.
fn hours_at(times: &TimesTally, share: &str) -> String {
    hours(times.percentile(share.parse().unwrap(), PercentileType::Linear).unwrap())
}

fn hours(micros: crm_model::Ratio) -> String {
    let (part, whole) = micros.parts();
    crm_model::Ratio::new(part, whole * 3_600_000_000).unwrap().to_decimal_string(4)
}

/// Checks number, mean, median and the 90th percentile of the times that ended, in hours.
#[track_caller]
fn check(sample: &TimeSample, cases: u64, expected: [&str; 3]) {
    let times = &sample.ended;
    let mean = hours(times.durations().mean().unwrap());
    assert_eq!(times.cases(), cases);
    assert_eq!([mean.as_str(), &hours_at(times, "50%"), &hours_at(times, "90%")], expected);
}

/// The sample of one month, or those of all years, merged.
fn sample(tickets: &[Ticket], stretch: &Stretch, kinds: &[&str], month: Option<&str>) -> TimeSample {
    let kinds = kinds.iter().map(|word| word.parse().unwrap()).collect();
    let time = TicketTime { kinds, ..TicketTime::mean(stretch.clone()) };
    let period = |per, day: String| CivilPeriod::containing(per, day.parse().unwrap(), &Zone::utc());
    let periods: Vec<CivilPeriod> = match month {
        Some(month) => vec![period(Per::Month, format!("{month}-01"))],
        None => (2010..2018).map(|year| period(Per::Year, format!("{year}-01-01"))).collect(),
    };
    let samples = periods.iter().map(|period| time.sample(tickets, period, at("2018-01-01")));
    samples.fold(TimeSample::default(), TimeSample::merge)
}

fn helpdesk(folder: &Path) -> Vec<Ticket> {
    let mut cases: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows(folder, "helpdesk", &["case_id", "activity", "timestamp", "service_level"]) {
        cases.entry(row["case_id"].clone()).or_default().push(row);
    }
    let ticket = |(case, rows): (String, Vec<Row>)| {
        let start = rows.iter().map(|row| instant(&row["timestamp"])).min().unwrap();
        let level = &rows.last().unwrap()["service_level"];
        let mut events = vec![TicketEvent::at(start, Happening::Opened), TicketEvent::at(start, kind(level))];
        events.extend(rows.iter().filter_map(|row| {
            let what = match row["activity"].as_str() {
                "Take in charge ticket" => Happening::FirstResponse,
                "Resolve ticket" => Happening::Solved,
                _ => return None,
            };
            Some(TicketEvent::at(instant(&row["timestamp"]), what))
        }));
        Ticket::new(TicketRecord::new(TicketId::new(&case).unwrap(), events))
    };
    cases.into_iter().map(ticket).collect()
}

#[test]
fn helpdesk_responses_and_solutions_by_month_and_service_level() {
    let Some(folder) = folder("helpdesk_responses_and_solutions_by_month_and_service_level") else { return };
    let tickets = helpdesk(&folder);
    let of = |stretch: Stretch, levels: &[&str], month| sample(&tickets, &stretch, levels, month);
    let responses = of(Stretch::FirstResponse, &[], None);
    check(&responses, 4_285, ["97.5941", "16.3897", "351.7431"]);
    assert_eq!((responses.open.cases(), responses.undetermined), (295, 0), "never taken in charge");
    let solutions = of(Stretch::Resolution, &[], None);
    check(&solutions, 4_569, ["276.9124", "159.7903", "721.0197"]);
    assert_eq!(solutions.open.cases(), 11);
    check(&of(Stretch::Handling, &[], None), 4_569, ["276.9124", "159.7903", "721.0197"]);
    for (level, responses, answered, solutions, solved) in [
        ("1", 106, ["54.3380", "6.0094", "119.6486"], 115, ["335.4110", "354.7067", "824.4844"]),
        ("2", 3_304, ["102.1556", "17.4667", "358.2308"], 3_528, ["267.5243", "145.6076", "697.5721"]),
        ("3", 873, ["85.8062", "5.0897", "291.9142"], 924, ["304.7279", "167.4553", "810.3049"]),
        // 41 s x 0.9 is 0.01025 h exactly, which goes to the even digit; the reference, in floats, has 0.0103.
        ("4", 2, ["0.0057", "0.0057", "0.0102"], 2, ["623.0935", "623.0935", "791.1874"]),
    ] {
        check(&of(Stretch::FirstResponse, &[level], None), responses, answered);
        check(&of(Stretch::Resolution, &[level], None), solutions, solved);
    }
}

#[test]
fn helpdesk_by_month() {
    let Some(folder) = folder("helpdesk_by_month") else { return };
    let tickets = helpdesk(&folder);
    let of = |stretch: Stretch, levels: &[&str], month| sample(&tickets, &stretch, levels, Some(month));
    check(&of(Stretch::FirstResponse, &[], "2012-03"), 135, ["31.0701", "0.7467", "82.0444"]);
    check(&of(Stretch::FirstResponse, &["2"], "2012-03"), 97, ["37.5962", "1.7953", "117.1271"]);
    check(&of(Stretch::FirstResponse, &["3"], "2012-03"), 32, ["16.3995", "0.3751", "67.4153"]);
    check(&of(Stretch::FirstResponse, &[], "2013-03"), 49, ["328.8230", "375.4733", "588.7358"]);
    check(&of(Stretch::Resolution, &[], "2012-03"), 145, ["150.9888", "45.7397", "500.8366"]);
}

const INCIDENT: [&str; 7] = [
    "number",
    "incident_state",
    "reassignment_count",
    "opened_at",
    "sys_updated_at",
    "priority",
    "resolved_at",
];
const COMPLAINT: [&str; 5] =
    ["sample", "complaint_id", "date_received", "date_sent_to_company", "timely_response"];

struct Incident {
    priority: String,
    reassigned: u64,
    ticket: Ticket,
}

/// One incident for each number, by the rules of its reference.
fn incidents(folder: &Path) -> Vec<Incident> {
    let mut all: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for row in rows(folder, "incident_event_log", &INCIDENT) {
        all.entry(row["number"].clone()).or_default().push(row);
    }
    let incident = |(number, rows): (String, Vec<Row>)| {
        let last = rows.last().unwrap();
        let opened = instant(&last["opened_at"]);
        let priority = last["priority"].clone();
        let mut events =
            vec![TicketEvent::at(opened, Happening::Opened), TicketEvent::at(opened, kind(&priority))];
        if !last["resolved_at"].is_empty() {
            events.push(TicketEvent::at(instant(&last["resolved_at"]), Happening::Solved));
        }
        let active = rows.iter().filter(|row| row["incident_state"] == "Active");
        let active = active.map(|row| instant(&row["sys_updated_at"])).min();
        if let Some(active) = active.filter(|_| rows[0]["incident_state"] == "New") {
            events.push(TicketEvent::at(active, Happening::FirstResponse));
        }
        let reassigned = rows.iter().map(|row| row["reassignment_count"].parse().unwrap()).max().unwrap();
        let ticket = Ticket::new(TicketRecord::new(TicketId::new(&number).unwrap(), events));
        Incident { priority, reassigned, ticket }
    };
    all.into_iter().map(incident).collect()
}

#[test]
fn incidents_are_answered_and_solved_by_month_and_priority() {
    let Some(folder) = folder("incidents_are_answered_and_solved_by_month_and_priority") else { return };
    let incidents = incidents(&folder);
    let tickets: Vec<Ticket> = incidents.iter().map(|incident| incident.ticket.clone()).collect();
    assert!(incidents.iter().any(|incident| incident.priority == "1 - Critical"));
    let of = |stretch: Stretch, kinds: &[&str], month| sample(&tickets, &stretch, kinds, month);
    let solutions = of(Stretch::Resolution, &[], None);
    check(&solutions, 14_105, ["179.2606", "22.3500", "383.5067"]);
    assert_eq!(solutions.open.cases(), 955, "without an instant of resolution");
    check(&of(Stretch::FirstResponse, &[], None), 5_120, ["62.6784", "3.8000", "164.3200"]);
    for (priority, responses, answered, solutions, solved) in [
        ("1 - Critical", 75, ["123.7622", "2.1000", "273.3267"], 158, ["282.6873", "90.7833", "683.0700"]),
        ("2 - High", 126, ["46.9134", "5.1750", "132.3417"], 253, ["168.2414", "31.4833", "382.7967"]),
        (
            "3 - Moderate",
            4_751,
            ["62.8849", "3.8000", "164.3167"],
            13_292,
            ["174.5847", "22.0083", "377.8767"],
        ),
    ] {
        check(&of(Stretch::FirstResponse, &[priority], None), responses, answered);
        check(&of(Stretch::Resolution, &[priority], None), solutions, solved);
    }
    check(&of(Stretch::Resolution, &[], Some("2016-03")), 4_965, ["238.0871", "71.7833", "485.8667"]);
    check(&of(Stretch::Resolution, &[], Some("2016-05")), 4_278, ["129.1797", "2.6417", "295.6867"]);
    for (priority, cases, expected) in [
        ("1 - Critical", 53, ["353.3220", "43.6500", "865.7833"]),
        ("2 - High", 79, ["182.2287", "29.9000", "381.6067"]),
        ("3 - Moderate", 4_359, ["151.3636", "3.9167", "301.0667"]),
        ("4 - Low", 74, ["90.8766", "2.5333", "166.8633"]),
    ] {
        check(&of(Stretch::Resolution, &[priority], Some("2016-04")), cases, expected);
    }
    // Solutions belong to the month of the solution here.
    for (month, solved) in [("2016-02", 19), ("2016-03", 4_206), ("2016-06", 532), ("2017-02", 56)] {
        assert_eq!(of(Stretch::Handling, &[], Some(month)).ended.cases(), solved, "{month}");
    }
    let hand_overs: HandOverTally = incidents.iter().map(|incident| incident.reassigned).collect();
    let HandOverTally { tickets, handed_over, hand_overs: times, .. } = hand_overs;
    assert_eq!((tickets, handed_over, times), (15_060, 6_868, 14_222));
    assert_eq!(hand_overs.share().unwrap().to_decimal_string(6), "0.456042");
    assert_eq!(hand_overs.mean().unwrap().to_decimal_string(4), "0.9444");
}

/// What a company was sent before the agency had it is an impossible history: a finding, and in no figure.
#[test]
fn k19_complaints_sent_before_they_were_received_are_findings() {
    let Some(folder) = folder("k19_complaints_sent_before_they_were_received_are_findings") else { return };
    let rows = rows(&folder, "cfpb_complaints", &COMPLAINT);
    let midnight = |date: &str| instant(&format!("{date}T00:00:00"));
    let record = |row: &Row| {
        let events = vec![
            TicketEvent::at(midnight(&row["date_received"]), Happening::Opened),
            TicketEvent::at(midnight(&row["date_sent_to_company"]), Happening::FirstResponse),
        ];
        TicketRecord::new(TicketId::new(&row["complaint_id"]).unwrap(), events)
    };
    let tickets = Table::complete(rows.iter().map(record).collect());
    let (dataset, integrity) = Dataset::new(Records { tickets, ..Records::default() });
    assert_eq!(dataset.tickets().len(), 1_349);
    let impossible = integrity
        .findings
        .iter()
        .filter(|finding| matches!(finding.noticed, Noticed::Contradiction(_)))
        .count();
    assert_eq!(impossible, 23);

    let stretch = Stretch::FirstResponse;
    let sent = sample(dataset.tickets(), &stretch, &[], None);
    // 3,722 days over the 1,326 that can be; with the 23 at -1 day the mean of all would be 2.742.
    assert_eq!((sent.ended.cases(), sent.undetermined), (1_326, 23));
    let days = sent.ended.durations().micros / 86_400_000_000;
    assert_eq!(days, 3_722);
    assert_eq!(crm_model::Ratio::new(days - 23, 1_349).unwrap().to_decimal_string(3), "2.742");
    assert_eq!(sent.ended.at(1_325), Some(ElapsedTime::from_hours(129 * 24)));

    let contradictions = Formula::Contradictions { kinds: vec![] };
    let year = |per_year: &str| {
        line_of(spec(contradictions.clone(), Per::Year, None), &crm_kpi::Facts::new(&dataset), per_year)
    };
    let shares = ["2014-01-01", "2017-01-01"].map(|as_of| year(as_of).value.number().unwrap().parts());
    assert_eq!((shares[0].0 + shares[1].0, shares[0].1 + shares[1].1), (23, 1_349));
    let response = Formula::TicketTime(TicketTime::mean(stretch));
    // The last of 2013 was sent in January.
    let line = line_of(spec(response, Per::Year, None), &crm_kpi::Facts::new(&dataset), "2014-06-01");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Undetermined, count: 23 }]);
    assert!(text(&line.value).ends_with("/977"), "{line}");
}

#[test]
fn complaints_are_answered_timely() {
    let Some(folder) = folder("complaints_are_answered_timely") else { return };
    let rows = rows(&folder, "cfpb_complaints", &COMPLAINT);
    let timely = |sample: &str| -> AttainmentTally {
        let rows = rows.iter().filter(|row| row["sample"] == sample);
        rows.map(|row| if row["timely_response"] == "Yes" { Attained::InTime } else { Attained::Late })
            .collect()
    };
    assert_eq!(timely("A").share().unwrap().to_string(), "984/1000");
    assert_eq!(timely("B").share().unwrap().to_string(), "349/349");
    assert_eq!(timely("A").merge(timely("B")).share().unwrap().to_string(), "1333/1349");
}

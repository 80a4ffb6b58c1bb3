//! The shipped mappings on the logs that they are for. The logs are not part of this repository: the tests look
//! for them below the folder that `CRM_DATA_DIR` names, and are skipped without it.

use std::path::PathBuf;

use crm_model::{Dataset, EventKind, Precision, Table, Ticket, TicketRecord, Vocabulary};
use examples::input::{Mapping, Options, Reading, read_mapped};

use crate::data_folder;
use crate::words::Words;

pub(crate) fn read(folder: &std::path::Path, mapping: &str, vocabulary: &Vocabulary) -> Reading {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("mappings").join(mapping);
    let mapping = Mapping::parse(&std::fs::read_to_string(path).unwrap(), mapping).unwrap();
    read_mapped(folder, &mapping, vocabulary, &Options::default()).unwrap()
}

fn tickets(reading: &Reading) -> &[TicketRecord] {
    let Table::Supplied { rows, .. } = &reading.records.tickets else { panic!("no tickets") };
    rows
}

fn count(tickets: &[TicketRecord], kind: EventKind) -> usize {
    tickets.iter().flat_map(|ticket| &ticket.events).filter(|event| event.kind() == kind).count()
}

/// Counts the tickets that have at least `least` events of a kind, repeats included.
fn tickets_with(tickets: &[TicketRecord], kind: EventKind, least: usize) -> usize {
    let has = |ticket: &&TicketRecord| ticket.events.iter().filter(|e| e.kind() == kind).count() >= least;
    tickets.iter().filter(has).count()
}

/// Returns the words that the mapping `servicenow.toml` uses.
pub(crate) fn servicenow_words() -> Vocabulary {
    let words = Words {
        channels: "phone e-mail self-service voice-menu direct",
        urgencies: "critical high moderate low",
        wait_reasons: "customer supplier problem evidence",
        ..Words::default()
    };
    words.vocabulary()
}

#[test]
fn servicenow_agrees_with_counts_made_from_the_table() {
    let Some(folder) = data_folder("incident_event_log", "servicenow_agrees_with_counts_made_from_the_table")
    else {
        return;
    };
    let reading = read(&folder, "servicenow.toml", &servicenow_words());
    let tickets = tickets(&reading);
    assert_eq!((reading.rows, tickets.len()), (85_729, 15_060));
    assert_eq!(reading.left_out.count, 0);
    // The sums of the highest counts of each incident.
    assert_eq!(count(tickets, EventKind::Reopened), 188);
    assert_eq!(count(tickets, EventKind::Transferred), 14_222);
    assert_eq!(count(tickets, EventKind::Closed), 15_060);
    assert_eq!(tickets_with(tickets, EventKind::Closed, 1), 15_060);
    assert_eq!(tickets_with(tickets, EventKind::Opened, 1), 15_060);
    assert_eq!(tickets_with(tickets, EventKind::Reopened, 1), 162);
    assert_eq!(tickets_with(tickets, EventKind::Transferred, 1), 6_868);
    // All of them survive the clean-up: none looks like a repeat of another.
    let (dataset, _) = Dataset::new(reading.records.clone());
    let kept = |kind| {
        let all = dataset.tickets().iter().flat_map(|t| t.events().iter().chain(t.set_aside()));
        all.filter(|event| event.kind() == kind).count()
    };
    assert_eq!(kept(EventKind::Reopened), 188);
    assert_eq!(kept(EventKind::Transferred), 14_222);
    assert_eq!(dataset.tickets().iter().map(Ticket::repeats).sum::<usize>(), 0);
    // First responses of histories that are known from the beginning.
    let responded = dataset.tickets().iter().filter_map(|ticket| ticket.first(EventKind::FirstResponse));
    assert_eq!(responded.filter(|event| event.precision == Precision::Exact).count(), 5_120);
    let begin = "The histories of 5,128 of 15,060 tickets begin in the middle";
    assert!(reading.notes.iter().any(|note| note.starts_with(begin)), "{:?}", reading.notes);
}

#[test]
fn t38_servicenow_rows_in_reverse_give_the_same_records() {
    let Some(folder) =
        data_folder("incident_event_log", "t38_servicenow_rows_in_reverse_give_the_same_records")
    else {
        return;
    };
    let words = servicenow_words();
    let original = read(&folder, "servicenow.toml", &words);
    let packed = std::fs::File::open(folder.join("incident_event_log.csv.gz")).unwrap();
    let mut log = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(packed));
    let header = log.byte_headers().unwrap().clone();
    let rows: Vec<csv::ByteRecord> = log.byte_records().map(Result::unwrap).collect();
    let reversed = tempfile::tempdir().unwrap();
    let mut file = csv::Writer::from_path(reversed.path().join("incident_event_log.csv")).unwrap();
    file.write_byte_record(&header).unwrap();
    for row in rows.iter().rev() {
        file.write_byte_record(row).unwrap();
    }
    file.flush().unwrap();
    let reading = read(reversed.path(), "servicenow.toml", &words);
    assert!(reading.records == original.records, "the order of rows changes the records");
    assert_eq!(reading.notes, original.notes);
}

#[test]
fn helpdesk_agrees_with_counts_made_from_the_table() {
    let Some(folder) = data_folder("helpdesk", "helpdesk_agrees_with_counts_made_from_the_table") else {
        return;
    };
    let words = Words {
        urgencies: "seriousness-1 seriousness-2 seriousness-3 seriousness-4",
        wait_reasons: "unspecified",
        ..Words::default()
    };
    let reading = read(&folder, "helpdesk.toml", &words.vocabulary());
    let tickets = tickets(&reading);
    assert_eq!((reading.rows, tickets.len()), (21_348, 4_580));
    assert_eq!(tickets_with(tickets, EventKind::FirstResponse, 1), 4_285);
    assert_eq!(tickets_with(tickets, EventKind::Solved, 1), 4_569);
    assert_eq!(tickets_with(tickets, EventKind::Closed, 1), 4_559);
    assert!(reading.notes.iter().any(|note| note == "127 rows repeat another row exactly."));
    // Of 386 tickets with two solutions or more, 84 have the same solution twice at one instant: a repeated row.
    assert_eq!(tickets_with(tickets, EventKind::Solved, 2), 386);
    let (dataset, _) = Dataset::new(reading.records.clone());
    let twice = dataset.tickets().iter().filter(|ticket| {
        ticket.events().iter().filter(|event| event.kind() == EventKind::Solved).count() >= 2
    });
    assert_eq!(twice.count(), 302);
}

#[test]
fn bpi2013_agrees_with_counts_made_from_the_table() {
    let Some(folder) = data_folder("bpi2013_incidents", "bpi2013_agrees_with_counts_made_from_the_table")
    else {
        return;
    };
    let words =
        Words { wait_reasons: "unspecified user customer supplier implementation", ..Words::default() };
    let reading = read(&folder, "bpi2013_incidents.toml", &words.vocabulary());
    let tickets = tickets(&reading);
    assert_eq!((reading.rows, tickets.len()), (65_533, 7_554));
    let done = |ticket: &&TicketRecord| {
        ticket.events.iter().any(|e| matches!(e.kind(), EventKind::Solved | EventKind::Closed))
    };
    assert_eq!(tickets.iter().filter(done).count(), 7_546);
    assert_eq!(tickets_with(tickets, EventKind::Reopened, 1), 514);
}

//! No file, however broken, makes the readers panic.

use std::fs;

use crm_model::{Dataset, Records};
use examples::demo;
use examples::input::{Mapping, Options, ReadError, read_folder, read_mapped, write_folder};
use proptest::prelude::*;

fn mapping(shape: &str) -> Mapping {
    let path = format!("{}/mappings/{shape}.toml", env!("CARGO_MANIFEST_DIR"));
    Mapping::parse(&fs::read_to_string(path).unwrap(), shape).unwrap()
}

/// Cells that come near to being right.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("T-1".to_owned()),
        Just("opened".to_owned()),
        Just("waiting".to_owned()),
        Just("merged".to_owned()),
        Just("customer".to_owned()),
        Just("2026-03-02T09:00:00+08:00".to_owned()),
        Just("+262142-12-31T23:59:59Z".to_owned()),
        Just("-262143-01-01T00:00:00Z".to_owned()),
        Just("9223372036854775807".to_owned()),
        Just("2016-02-29T04:57".to_owned()),
        Just("900".to_owned()),
        Just("Active".to_owned()),
        "[0-9]{1,20}",
        "\\PC{0,12}",
        any::<String>(),
    ]
}

fn table(header: &str, rows: &[Vec<String>]) -> Vec<u8> {
    let mut file = csv::WriterBuilder::new().flexible(true).from_writer(Vec::new());
    file.write_record(header.split(',')).unwrap();
    for row in rows {
        file.write_record(row).unwrap();
    }
    file.into_inner().unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_random_bytes_do_not_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        name in prop_oneof![Just("tickets.csv"), Just("tickets.csv.gz"), Just("customers.csv"), Just("events.csv")],
    ) {
        let folder = tempfile::tempdir().unwrap();
        for file in ["tickets.csv", "events.csv"] {
            fs::write(folder.path().join(file), "ticket,event,occurred_at\n").unwrap();
        }
        fs::write(folder.path().join(name), &bytes).unwrap();
        let _ = read_folder(folder.path(), &demo::vocabulary(), &Options::default());
        let _ = Mapping::parse(&String::from_utf8_lossy(&bytes), "m");
    }

    #[test]
    fn prop_an_unclosed_quote_is_found_just_where_one_is(text in "[\",\n\ra]{0,24}") {
        let table = format!("ticket,tags\n{text}");
        // Where no quote is open at the end, one more line is one more row.
        let longer = format!("{table}\nthe last");
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(csv::Terminator::Any(b'\n'))
            .from_reader(longer.as_bytes());
        let last = reader.records().map(Result::unwrap).last().unwrap();
        let is_open = last.iter().ne(["the last"]);
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("events.csv"), "ticket,event,occurred_at\n").unwrap();
        fs::write(folder.path().join("tickets.csv"), &table).unwrap();
        let options = Options { keep_going: true, ..Options::default() };
        let read = read_folder(folder.path(), &demo::vocabulary(), &options);
        prop_assert_eq!(matches!(read, Err(ReadError::UnclosedQuote { .. })), is_open);
        prop_assert_eq!(read.is_err(), is_open);
    }

    #[test]
    fn prop_random_events_do_not_panic(rows in proptest::collection::vec(proptest::collection::vec(cell(), 15), 0..20)) {
        let folder = tempfile::tempdir().unwrap();
        let header = "ticket,event,occurred_at,precision,recorded_at,sequence,actor,kind,urgency,complexity,\
                      department,person,reason,satisfied,into";
        fs::write(folder.path().join("tickets.csv"), "ticket\nT-1\n").unwrap();
        fs::write(folder.path().join("events.csv"), table(header, &rows)).unwrap();
        let options = Options { keep_going: true, ..Options::default() };
        let reading = read_folder(folder.path(), &demo::vocabulary(), &options).unwrap();
        prop_assert!(reading.left_out.count <= reading.rows);
    }

    #[test]
    fn prop_random_tables_do_not_panic_and_what_is_read_survives_writing(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 37), 0..20),
    ) {
        let written = tempfile::tempdir().unwrap();
        write_folder(&crate::own_tables::everything(), written.path()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        for name in ["customers", "purchases", "interactions", "surveys", "spend", "file_updates", "customer_goals", "quality_reviews", "assignments", "rates"] {
            let name = format!("{name}.csv");
            let mut table = csv::Reader::from_path(written.path().join(&name)).unwrap();
            let header: Vec<String> = table.headers().unwrap().iter().map(str::to_owned).collect();
            // Good rows but for a few cells, so that many are read.
            let good: Vec<Vec<String>> =
                table.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
            let rows: Vec<Vec<String>> = rows.iter().enumerate().map(|(index, cells)| {
                let mut row = good[index % good.len()].clone();
                let at = (index * 7) % row.len();
                row[at].clone_from(&cells[at]);
                row
            }).collect();
            fs::write(folder.path().join(&name), self::table(&header.join(","), &rows)).unwrap();
        }
        let options = Options { keep_going: true, ..Options::default() };
        let words = crate::own_tables::vocabulary();
        let reading = read_folder(folder.path(), &words, &options).unwrap();
        prop_assert!(reading.left_out.count <= reading.rows);
        let again = tempfile::tempdir().unwrap();
        if write_folder(&reading.records, again.path()).is_ok() {
            let second = read_folder(again.path(), &words, &Options::default()).unwrap().records;
            prop_assert_eq!(second.purchases, reading.records.purchases);
            prop_assert_eq!(second.interactions, reading.records.interactions);
            prop_assert_eq!(second.answers, reading.records.answers);
            prop_assert_eq!(second.spend, reading.records.spend);
            prop_assert_eq!(second.file_updates, reading.records.file_updates);
            prop_assert_eq!(second.customer_goals, reading.records.customer_goals);
            prop_assert_eq!(second.quality_reviews, reading.records.quality_reviews);
            prop_assert_eq!(second.organisation, reading.records.organisation);
            prop_assert_eq!(second.rates, reading.records.rates);
            let customers = |customers| Dataset::new(Records { customers, ..Records::default() }).0;
            prop_assert_eq!(customers(second.customers), customers(reading.records.customers));
        }
    }

    #[test]
    fn prop_random_snapshots_do_not_panic_and_order_does_not_matter(
        rows in proptest::collection::vec(proptest::collection::vec(cell(), 12), 0..20),
        swaps in proptest::collection::vec((0_usize..20, 0_usize..20), 0..20),
    ) {
        let header = "number,incident_state,reassignment_count,reopen_count,sys_mod_count,caller_id,opened_at,\
                      sys_updated_by,sys_updated_at,contact_type,priority,assigned_to,closed_at";
        let words = crate::logs::servicenow_words();
        // Rows that are good but for a few cells, so that many are read.
        let good = "INC1,Active,1,0,3,C,2016-02-29T04:40,U,2016-02-29T04:57,Phone,2 - High,R,";
        let mut rows: Vec<Vec<String>> = rows.into_iter().enumerate().map(|(index, cells)| {
            let mut row: Vec<String> = good.split(',').map(str::to_owned).collect();
            let at = index % cells.len();
            row[at].clone_from(&cells[at]);
            row
        }).collect();
        let options = Options { keep_going: true, ..Options::default() };
        let read = |rows: &[Vec<String>]| {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join("incident_event_log.csv"), table(header, rows)).unwrap();
            read_mapped(folder.path(), &mapping("servicenow"), &words, &options).unwrap()
        };
        let original = read(&rows);
        for (one, other) in swaps {
            if one < rows.len() && other < rows.len() {
                rows.swap(one, other);
            }
        }
        let swapped = read(&rows);
        prop_assert_eq!(original.records, swapped.records);
        prop_assert_eq!(original.left_out.count, swapped.left_out.count);
    }
}

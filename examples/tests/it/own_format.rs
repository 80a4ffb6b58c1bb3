//! The CSV format of the package: what it accepts, and that nothing is lost on the way out and back.

mod damage;
mod privacy;

use std::fs;

use crm_model::{
    Contradiction, Dataset, EventKind, Happening, Precision, Table, Tag, Ticket, TicketRecord, Vocabulary,
};
use examples::demo;
use examples::input::{Options, ReadError, Reading, RowError, Shown, read_folder, write_folder};
use tempfile::TempDir;

/// Writes files into a new folder.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn vocabulary() -> Vocabulary {
    Vocabulary { tags: [Tag::new("repeat-call").unwrap()].into(), ..demo::vocabulary() }
}

fn read(files: &[(&str, &str)], options: Options<'_>) -> Result<Reading, ReadError> {
    read_folder(folder(files).path(), &vocabulary(), &options)
}

fn tickets(reading: &Reading) -> &[TicketRecord] {
    let Table::Supplied { rows, .. } = &reading.records.tickets else { panic!("no tickets") };
    rows
}

fn bad_rows(files: &[(&str, &str)]) -> Vec<String> {
    match read(files, Options::default()) {
        Err(ReadError::BadRows { first, count, .. }) => {
            assert_eq!(first.len() as u64, count);
            first.iter().map(RowError::to_string).collect()
        }
        other => panic!("expected bad rows, got {other:?}"),
    }
}

const TICKETS: (&str, &str) = ("tickets.csv", "ticket\nT-1\n");

#[test]
fn columns_may_stand_in_any_order_and_most_may_be_missing() {
    let events = "occurred_at,reason,ticket,event,actor\n\
                  2026-03-02T09:00:00+08:00,,T-1,opened,\n\
                  2026-03-02T09:30:00+08:00,customer,T-1,waiting,li\n";
    let reading = read(&[TICKETS, ("events.csv", events)], Options::default()).unwrap();
    let ticket = &tickets(&reading)[0];
    assert_eq!(ticket.events[0].occurred_at.to_rfc3339(), "2026-03-02T01:00:00+00:00");
    assert!(
        matches!(&ticket.events[1].happening, Happening::Waiting(reason) if reason.as_str() == "customer")
    );
    assert_eq!(ticket.events[1].actor.as_ref().unwrap().as_str(), "li");
    assert_eq!(reading.records.customers, Table::NotSupplied);
    assert_eq!((reading.rows, reading.files.len()), (3, 2));
}

#[test]
fn every_bad_row_is_reported_with_its_line_and_rule() {
    let tickets = "ticket,customer,channel,tags\n\
                   T-1,,phone,\n\
                   T-2,,fax,\n\
                   \n\
                   T-3, li@example.cn,phone,\n\
                   T-4,,phone,repeat-call;new\n\
                   T-5,phone\n";
    let events = "ticket,event,occurred_at,sequence,kind,reason\r\n\
                  T-1,opened,2026-13-01,,,\r\n\
                  \r\n\
                  T-1,vanished,2026-03-01T09:00:00Z,,,\r\n\
                  T-9,opened,2026-03-01T09:00:00Z,,,\r\n\
                  T-1,opened,2026-03-01T09:00:00Z,-1,,\r\n\
                  T-1,opened,2026-03-01T09:00:00Z,,inquiry,\r\n\
                  T-1,waiting,2026-03-01T09:00:00Z,,,\r\n\
                  T-2,opened,2026-03-01T09:00:00Z,,,";
    assert_eq!(
        bad_rows(&[("tickets.csv", tickets), ("events.csv", events)]),
        [
            "tickets.csv, row 3, channel: \"fax\" is not a declared channel",
            "tickets.csv, row 5, customer: text of 14 characters starts or ends with white space",
            "tickets.csv, row 6, tags: \"repeat-call;new\" names an undeclared tag (the 2nd)",
            "tickets.csv, row 7: has 2 cells where the header has 4",
            "events.csv, row 2, occurred_at: \"2026-13-01\" is not an instant such as 2026-03-02T09:00:00+08:00",
            "events.csv, row 4, event: \"vanished\" is no kind of ticket event",
            "events.csv, row 5, ticket: \"T-9\" is no ticket of tickets.csv",
            "events.csv, row 6, sequence: \"-1\" is not a whole number from 0",
            "events.csv, row 7, kind: \"inquiry\" does not belong to the event `opened`",
            "events.csv, row 8: is a `waiting` event without a reason",
        ]
    );
}

#[test]
fn a_bad_row_takes_no_other_row_with_it() {
    let tickets_file = "ticket,channel\nT-1,phone\nT-2,fax\n";
    let events = "ticket,event,occurred_at\n\
                  T-1,opened,2026-03-01T09:00:00Z\n\
                  T-1,solved,noon\n\
                  T-2,opened,2026-03-01T09:00:00Z\n";
    let keep_going = Options { keep_going: true, ..Options::default() };
    let reading = read(&[("tickets.csv", tickets_file), ("events.csv", events)], keep_going).unwrap();
    assert_eq!(reading.left_out.count, 2);
    assert_eq!(reading.left_out.by_file["tickets.csv"], 1);
    let rows = tickets(&reading);
    assert_eq!((rows[0].events.len(), rows[1].events.len()), (1, 1));
    assert_eq!(rows[1].channel, None, "what the bad row says of the ticket is not used");
}

#[test]
fn values_are_shown_on_demand_only() {
    let tickets = "ticket,customer\nT-1, li@example.cn\n";
    let files = [("tickets.csv", tickets), ("events.csv", "ticket,event,occurred_at\n")];
    let shown = |show_values| {
        let options = Options { keep_going: true, show_values, ..Options::default() };
        read(&files, options).unwrap().left_out.first[0].value.clone()
    };
    assert_eq!(shown(false), Shown::Hidden { characters: 14 });
    assert_eq!(shown(true), Shown::Text(" li@example.cn".into()));
}

#[test]
fn files_that_cannot_be_used_say_what_to_do() {
    let events = ("events.csv", "ticket,event,occurred_at\n");
    let message = |files: &[(&str, &str)]| read(files, Options::default()).unwrap_err().to_string();
    assert!(message(&[TICKETS]).contains("`events.csv` is missing"));
    assert!(message(&[events, ("tickets.csv", "")]).contains("`tickets.csv` is empty"));
    assert!(message(&[events, ("tickets.csv", "ticket,ticket\n")]).contains("two columns named `ticket`"));
    assert!(
        message(&[events, ("tickets.csv", "ticket,chanel\n")])
            .contains("a column `chanel`, which is none of")
    );
    assert!(message(&[events, ("tickets.csv", "customer\n")]).contains("has no column `ticket`"));
    assert!(message(&[events, ("tickets.csv.gz", "ticket\n")]).contains("`tickets.csv.gz` is damaged"));
    let both = [events, TICKETS, ("tickets.csv.gz", "")];
    assert!(message(&both).contains("remove one of them"));
    let folder = folder(&[TICKETS]);
    let message = |name: &str| {
        let path = folder.path().join(name);
        read_folder(&path, &vocabulary(), &Options::default()).unwrap_err().to_string()
    };
    assert!(message("nowhere").starts_with("there is no folder `"));
    assert!(message("tickets.csv").contains("tickets.csv` is a file: name the folder"));
}

#[test]
fn text_of_another_encoding_is_refused_row_by_row() {
    let folder = folder(&[("events.csv", "ticket,event,occurred_at\n")]);
    fs::write(folder.path().join("tickets.csv"), b"ticket\nT-1\n\xb5\xe7\xbb\xb0\n").unwrap();
    let error = read_folder(folder.path(), &demo::vocabulary(), &Options::default()).unwrap_err();
    assert!(error.to_string().contains("row 3, ticket: text of 4 characters is not UTF-8 text"), "{error}");
    fs::write(folder.path().join("tickets.csv"), b"\xb5\xe7\xbb\xb0\n").unwrap();
    let error = read_folder(folder.path(), &demo::vocabulary(), &Options::default()).unwrap_err();
    assert!(error.to_string().contains("the header of `tickets.csv` is not UTF-8"), "{error}");
}

#[test]
fn a_mark_of_byte_order_and_quoted_line_breaks_do_no_harm() {
    let tickets = "\u{feff}ticket,customer\nT-1,\"two\nlines\"\n\"T-2\",C-1\nT-3,\"\n\"\n";
    let events = ("events.csv", "ticket,event,occurred_at\n");
    assert_eq!(
        bad_rows(&[events, ("tickets.csv", tickets)]),
        [
            "tickets.csv, row 2, customer: text of 9 characters holds a control character",
            "tickets.csv, row 5, customer: text of 1 characters is blank",
        ]
    );
}

#[test]
fn a_customer_may_have_several_tiers() {
    let customers = "customer,tier,tier_from\nC-1,middle,\nC-2,,\nC-1,high,2026-03-01T00:00:00+08:00\n";
    let files = [TICKETS, ("events.csv", "ticket,event,occurred_at\n"), ("customers.csv", customers)];
    let reading = read(&files, Options::default()).unwrap();
    let Table::Supplied { rows, .. } = reading.records.customers else { panic!("no customers") };
    assert_eq!(rows.iter().map(|customer| customer.tiers.len()).collect::<Vec<_>>(), [2, 0]);
}

#[test]
fn a_customer_is_known_though_the_tier_is_not() {
    let customers = "customer,tier\nC-1,splendid\n";
    let files = [TICKETS, ("events.csv", "ticket,event,occurred_at\n"), ("customers.csv", customers)];
    let reading = read(&files, Options { keep_going: true, ..Options::default() }).unwrap();
    let Table::Supplied { rows, .. } = reading.records.customers else { panic!("no customers") };
    assert_eq!(rows.iter().map(|customer| customer.id.as_str()).collect::<Vec<_>>(), ["C-1"]);
    assert_eq!((rows[0].tiers.len(), reading.left_out.count), (0, 1));
}

#[test]
fn instants_are_in_years_of_four_digits_and_whole_microseconds() {
    let events = "ticket,event,occurred_at\n\
                  T-1,opened,2016-12-31T23:59:60Z\n\
                  T-1,message-in,2026-03-02T09:00:00.1234569Z\n";
    let reading = read(&[TICKETS, ("events.csv", events)], Options::default()).unwrap();
    let times: Vec<String> =
        tickets(&reading)[0].events.iter().map(|event| event.occurred_at.to_rfc3339()).collect();
    assert_eq!(times, ["2017-01-01T00:00:00+00:00", "2026-03-02T09:00:00.123456+00:00"]);
    let events =
        "ticket,event,occurred_at\nT-1,opened,0026-03-02T09:00:00Z\nT-1,opened,2201-01-01T00:00:00Z\n";
    assert_eq!(
        bad_rows(&[TICKETS, ("events.csv", events)]),
        [
            "events.csv, row 2, occurred_at: \"0026-03-02T09:00:00Z\" is in the year 26: write years with four digits",
            "events.csv, row 3, occurred_at: \"2201-01-01T00:00:00Z\" is in the year 2201, and not in one from 1900 to 2200",
        ]
    );
}

#[test]
fn precision_is_read() {
    let events = "ticket,event,occurred_at,precision\n\
                  T-1,opened,2026-03-01T09:00:00Z,exact\n\
                  T-1,solved,2026-03-01T09:00:00Z,not-after\n";
    let reading = read(&[TICKETS, ("events.csv", events)], Options::default()).unwrap();
    let precisions: Vec<_> = tickets(&reading)[0].events.iter().map(|event| event.precision).collect();
    assert_eq!(precisions, [Precision::Exact, Precision::NotAfter]);
}

#[test]
fn the_demo_survives_writing_and_reading() {
    let records = demo::help_desk(1, 2_000);
    let folder = tempfile::tempdir().unwrap();
    write_folder(&records, folder.path()).unwrap();
    let called = std::cell::Cell::new(0);
    let progress = |rows| called.set(rows);
    let options = Options { progress: Some(&progress), ..Options::default() };
    let reading = read_folder(folder.path(), &demo::vocabulary(), &options).unwrap();
    assert_eq!(reading.records, records);
    assert_eq!(called.get(), reading.rows);
}

#[test]
fn the_demo_has_an_example_of_everything() {
    let records = demo::help_desk(1, 3_000);
    let Table::Supplied { rows, .. } = &records.tickets else { panic!("no tickets") };
    for kind in EventKind::ALL {
        let count = rows.iter().flat_map(|ticket| &ticket.events).filter(|e| e.kind() == *kind).count();
        assert!(count > 0, "no `{kind}` event");
    }
    assert!(rows.iter().any(|ticket| ticket.customer.is_none()));
    assert!(rows.iter().any(|ticket| ticket.channel.is_none()));
    let (dataset, integrity) = Dataset::new(records.clone());
    let rules: std::collections::BTreeSet<&str> =
        dataset.tickets().iter().flat_map(Ticket::contradictions).map(Contradiction::rule).collect();
    assert!(
        rules.is_superset(
            &["never-opened", "event-before-ticket", "clock-behind", "event-without-cause"].into()
        )
    );
    assert!(dataset.tickets().iter().any(|ticket| ticket.repeats() > 0));
    assert!(integrity.findings.len() < rows.len() / 20, "flaws are the exception");
}

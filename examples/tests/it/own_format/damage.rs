//! Files that are broken as a whole, and rows that others depend on.

use super::*;

const EVENTS: (&str, &str) = ("events.csv", "ticket,event,occurred_at\n");

#[test]
fn a_quote_that_nobody_closes_is_an_error_of_the_file() {
    let tickets =
        "\u{feff}\"ticket\",tags\nT-1,\n\"T-2\",\"a \"\"b\"\"\nc\"\nT-3,a\"b\nT-4,\"x\nT-5,\nT-6,\n";
    for keep_going in [false, true] {
        let options = Options { keep_going, ..Options::default() };
        match read(&[EVENTS, ("tickets.csv", tickets)], options) {
            Err(error @ ReadError::UnclosedQuote { line: 6, .. }) => {
                assert!(error.to_string().contains("`tickets.csv` breaks off in a cell"), "{error}");
            }
            other => panic!("expected an unclosed quote, got {other:?}"),
        }
    }
    // The same with the quote closed at the very end of the file is a row like others.
    let closed = format!("{}\"", tickets.trim_end());
    assert!(matches!(
        read(&[EVENTS, ("tickets.csv", &closed)], Options::default()),
        Err(ReadError::BadRows { .. })
    ));
}

#[test]
fn rows_between_two_stray_quotes_are_a_bad_row() {
    let rows = |breaks: usize| format!("ticket,tags\nT-1,\nT-2,\"{}\"\nT-3,phone;\n", "\n".repeat(breaks));
    let shown = bad_rows(&[EVENTS, ("tickets.csv", &rows(1_001))]);
    assert_eq!(
        shown[0],
        "tickets.csv, row 3, tags: text of 1001 characters holds 1001 line breaks: a quote before or in it is not closed"
    );
    // Rows are named by the line on which they start.
    assert!(shown[1].starts_with("tickets.csv, row 1005, tags"), "{}", shown[1]);
    assert!(
        bad_rows(&[EVENTS, ("tickets.csv", &rows(1_000))])[0].ends_with("names an undeclared tag (the 1st)")
    );
}

#[test]
fn the_cause_of_an_unreadable_file_is_named() {
    let message = |bytes: &[u8]| {
        let folder = folder(&[EVENTS]);
        fs::write(folder.path().join("tickets.csv"), bytes).unwrap();
        read_folder(folder.path(), &vocabulary(), &Options::default()).unwrap_err().to_string()
    };
    assert!(message(b"\x1f\x8b\x08\x00rest").contains("`tickets.csv` is compressed with gzip"));
    assert!(message(b"\xff\xfet\x00i\x00").contains("`tickets.csv` is UTF-16 text"));
    assert!(message(b"\xfe\xff\x00t\x00i").contains("`tickets.csv` is UTF-16 text"));
    assert!(message(b"ticket;customer\nT-1;C-1\n").contains("`tickets.csv` has semicolons"));
    assert!(message(b"ticket\tcustomer\nT-1\tC-1\n").contains("`tickets.csv` has tabs"));
    assert!(message(b"sep=,\nticket,customer\n").contains("`tickets.csv` has a line `sep=`"));
}

#[test]
fn events_of_a_refused_ticket_are_one_error() {
    let tickets = "ticket,customer\nT-1,C-1,more\nT-2,C-2\n";
    let events = "ticket,event,occurred_at\n\
                  T-2,opened,2026-03-01T09:00:00Z\n\
                  T-1,opened,2026-03-01T09:00:00Z\n\
                  T-1,solved,2026-03-01T09:00:00Z\n\
                  T-1,closed,2026-03-01T09:00:00Z\n";
    let options = Options { keep_going: true, ..Options::default() };
    let reading = read(&[("tickets.csv", tickets), ("events.csv", events)], options).unwrap();
    let shown: Vec<String> = reading.left_out.first.iter().map(ToString::to_string).collect();
    assert_eq!(
        shown,
        [
            "tickets.csv, row 2: has 3 cells where the header has 2",
            "events.csv, row 3: and 2 later rows belong to tickets whose rows in tickets.csv cannot be used",
        ]
    );
    assert_eq!((reading.left_out.count, reading.left_out.by_file["events.csv"]), (4, 3));
}

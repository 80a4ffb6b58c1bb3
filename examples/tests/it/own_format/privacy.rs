//! What messages tell of the values in a file.

use super::*;

const EVENTS: (&str, &str) = ("events.csv", "ticket,event,occurred_at\n");

#[test]
fn a_bad_tag_is_not_repeated() {
    let tickets = "ticket,tags\nT-1,repeat-call;repeat-call;Li Wei 13800138000\nT-2,李伟\nT-3,Li Wei\n";
    assert_eq!(
        bad_rows(&[EVENTS, ("tickets.csv", tickets)]),
        [
            "tickets.csv, row 2, tags: text of 42 characters names an undeclared tag (the 3rd)",
            "tickets.csv, row 3, tags: text of 2 characters names an undeclared tag (the 1st)",
            "tickets.csv, row 4, tags: text of 6 characters names an undeclared tag (the 1st)",
        ]
    );
}

#[test]
fn data_in_place_of_a_header_is_not_shown() {
    let message = |tickets: &str| {
        read(&[EVENTS, ("tickets.csv", tickets)], Options::default()).unwrap_err().to_string()
    };
    let expected = "the first line of `tickets.csv` does not look like a header: let it name the columns";
    assert_eq!(message("T-1,li@example.cn\n"), expected);
    assert_eq!(message("T-1,13800138000\n"), expected);
    assert_eq!(message("T-1,2026-03-02 09:00\n"), expected);
    let complaint = "The customer complains that nobody has called back since";
    let error = message(&format!("ticket,{complaint}\n"));
    assert!(error.contains("has a column `text of 56 characters`"), "{error}");
    let shown = Options { show_values: true, ..Options::default() };
    let tickets = format!("ticket,{complaint}\n");
    let error = read(&[EVENTS, ("tickets.csv", &tickets)], shown).unwrap_err().to_string();
    assert!(error.contains(complaint), "{error}");
}

#[test]
fn ids_of_tickets_are_shown_and_times_as_far_as_they_are_times() {
    let events = "ticket,event,occurred_at\n\
                  INC-0012345678,opened,2026-03-02T09:00:00Z\n\
                  T-1,opened,2026年3月2日 9:00\n\
                  T-1,opened,20260302\n\
                  T-1,opened,2026-03-02 13800138000\n";
    let shown = bad_rows(&[TICKETS, ("events.csv", events)]);
    assert!(shown[0].contains("ticket: \"INC-0012345678\" is no ticket"), "{}", shown[0]);
    assert!(shown[1].contains("\"2026年3月2日 9:00\" is not"), "{}", shown[1]);
    assert!(shown[2].contains("\"20260302\" is not"), "{}", shown[2]);
    assert!(shown[3].contains("text of 22 characters is not"), "{}", shown[3]);
}

//! The answer to what the customer wrote after the first response.

use super::*;

fn four_hours() -> RuleSpec {
    starting(Measure::NextResponse, "4h", EventKind::MessageIn)
}

#[test]
fn t31_counts_from_the_oldest_unanswered_message() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:00"), Happening::MessageIn), // the first response's
        (march("02 09:30"), Happening::FirstResponse),
        (march("02 10:00"), Happening::MessageIn),
        (march("02 11:00"), Happening::MessageIn),
        (march("02 12:00"), Happening::MessageIn),
        (march("02 13:00"), Happening::MessageOut),
        (march("02 15:00"), Happening::MessageIn),
    ]);
    assert_eq!(
        stand(&four_hours(), &ticket, march("02 16:00")),
        [
            (1, "met", march("02 10:00"), Some(march("02 14:00"))),
            (2, "open", march("02 15:00"), Some(march("02 19:00"))),
        ]
    );
}

#[test]
fn messages_before_the_first_response_are_its_own() {
    let unanswered = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 10:00"), Happening::MessageIn),
        (march("02 10:01"), Happening::AutomaticMessage),
    ]);
    assert!(stand(&four_hours(), &unanswered, march("09 09:00")).is_empty());
}

#[test]
fn t33_an_automatic_message_answers_nothing_and_word_of_how_things_stand_does() {
    let asked = |answer| {
        let ticket = ticket(vec![
            (march("02 09:00"), Happening::Opened),
            (march("02 09:30"), Happening::FirstResponse),
            (march("02 10:00"), Happening::MessageIn),
            (march("02 13:00"), answer),
        ]);
        stand(&four_hours(), &ticket, march("02 15:00"))[0].1
    };
    assert_eq!(asked(Happening::AutomaticMessage), "overdue");
    assert_eq!(asked(Happening::Explained), "met");
    assert_eq!(asked(Happening::Solved), "met", "a solution is an answer");
    assert_eq!(asked(Happening::Closed), "cancelled");
}

#[test]
fn t29_a_late_reply_stays_late_with_no_clock_open() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:30"), Happening::FirstResponse),
        (march("02 10:00"), Happening::MessageIn),
        (march("02 15:00"), Happening::MessageOut),
    ]);
    let clock = only(levels(vec![four_hours()]).standing(&ticket, march("09 09:00")));
    assert_eq!((clock.state, clock.valid_until), (State::MetLate, None));
    assert_eq!(clock.late_by.unwrap().elapsed.to_string(), "1 h");
}

#[test]
fn t32_thanks_after_the_solution_start_nothing_unless_the_ticket_reopens() {
    let mut events = vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:30"), Happening::FirstResponse),
        (march("02 10:00"), Happening::Solved),
        (march("02 11:00"), Happening::MessageIn),
    ];
    assert!(stand(&four_hours(), &ticket(events.clone()), march("09 09:00")).is_empty());
    events.push((march("04 10:00"), Happening::Reopened));
    assert_eq!(
        stand(&four_hours(), &ticket(events.clone()), march("04 11:00")),
        [(1, "open", march("04 10:00"), Some(march("04 14:00")))],
        "the wait counts from the reopening: nothing was owed to a solved ticket"
    );
    events.push((march("02 12:00"), Happening::MessageOut)); // you are welcome
    assert!(stand(&four_hours(), &ticket(events), march("04 11:00")).is_empty());
}

#[test]
fn what_a_closing_cancelled_goes_on_with_the_reopening() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:30"), Happening::FirstResponse),
        (march("02 10:00"), Happening::MessageIn),
        (march("02 11:00"), Happening::Closed),
        (march("02 12:00"), Happening::Reopened),
        (march("02 13:00"), Happening::MessageOut),
    ]);
    assert_eq!(
        stand(&four_hours(), &ticket, march("03 09:00")),
        [(1, "met", march("02 10:00"), Some(march("02 14:00")))]
    );
}

#[test]
fn t35_a_merger_takes_the_place_of_the_round() {
    let ticket = ticket(vec![
        (march("02 09:00"), Happening::Opened),
        (march("02 09:30"), Happening::FirstResponse),
        (march("02 10:00"), Happening::MessageIn),
        (march("02 11:00"), Happening::Merged(TicketId::new("T-2").unwrap())),
        (march("02 12:00"), Happening::MessageIn),
    ]);
    assert_eq!(
        stand(&four_hours(), &ticket, march("03 09:00")),
        [(1, "superseded", march("02 10:00"), Some(march("02 14:00")))]
    );
}

#[test]
fn t41_ten_thousand_rounds_are_counted_each() {
    let rounds: u32 = 10_000;
    let mut events = vec![(minute(0), Happening::Opened), (minute(1), Happening::FirstResponse)];
    for round in 0..i64::from(rounds) {
        events.push((minute(10 + 10 * round), Happening::MessageIn));
        events.push((minute(15 + 10 * round), Happening::MessageOut));
    }
    let clocks = levels(vec![four_hours()]).standing(&ticket(events), minute(200_000));
    assert_eq!(clocks.len(), rounds as usize);
    assert!(clocks.iter().all(|clock| clock.state == State::Met));
    assert_eq!(clocks.last().unwrap().round, rounds);
}

#[test]
fn a_next_response_starts_with_a_message_alone() {
    // The opening comes before any response, so a clock that starts with it would never run, and nobody would know.
    let (key, problem) = refused(starting(Measure::NextResponse, "4h", EventKind::Opened));
    assert_eq!(key, "starts");
    assert_eq!(problem.to_string(), "`next-response` starts with `message-in` alone");
}

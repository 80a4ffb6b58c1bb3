//! The first diagnosis of a quarter.

use crm_kpi::cadence::Cadence;
use crm_kpi::diagnosis::Measured;
use crm_kpi::{Facts, Formula, Per, Stretch, TicketTime};
use crm_model::{
    Classification, Dataset, Happening, Holder, Outcome, Ratio, Records, State, Subject, Table, TicketId,
    TicketRecord,
};

use super::orders::owed;
use super::{cadence, rate, review};
use crate::support::{APRIL, contact, member, spec, ticket};

#[test]
fn l_diag_1_a_data_set_is_diagnosed_as_far_as_it_tells() {
    let holder = |department: &str| Holder { department: department.parse().ok(), person: None };
    let nature = Classification { kind: "complaint".parse().ok(), ..Classification::default() };
    let whole = TicketRecord {
        customer: "li".parse().ok(),
        channel: "phone".parse().ok(),
        ..ticket(
            "T-1",
            None,
            vec![
                ("2026-02-02", Happening::Opened),
                ("2026-02-02", Happening::Classified(nature)),
                ("2026-02-03", Happening::Assigned(holder("service"))),
                ("2026-02-04", Happening::Transferred(holder("support"))),
                ("2026-02-05", Happening::Solved),
                ("2026-02-06", Happening::Reopened),
            ],
        )
    };
    let bare = ticket("T-2", None, vec![("2026-03-02", Happening::Opened)]);
    let later = ticket("T-3", None, vec![("2026-04-02", Happening::Opened)]);
    let records = Records { tickets: Table::complete(vec![whole, bare, later]), ..Records::default() };
    let data = Dataset::new(records).0;
    let mut due = owed(1, Some("sla.solve"), "2026-02-04", State::MetLate);
    due.id.subject = Subject::Ticket(TicketId::new("T-1").unwrap());
    let obligations = [due];
    let facts = Facts { obligations: Some(&obligations), ..Facts::new(&data) };
    let review = review(Cadence { diagnosis: true, ..cadence(Per::Quarter) }, rate(), &facts, APRIL);
    let diagnosis = review.diagnosis.unwrap();
    let signs: Vec<_> = diagnosis.dimensions().iter().flat_map(|one| &one.signs).collect();
    let measured = |name: &str| &signs.iter().find(|sign| sign.name == name).unwrap().measured;
    let share = |part, whole| Measured::Share(Ratio::new(part, whole).unwrap());
    assert_eq!(measured("completeness: tickets with customer, channel and kind"), &share(1, 2));
    assert_eq!(measured("consistency: tickets that contradict themselves"), &share(0, 2));
    assert_eq!(measured("obligations kept in time: phone"), &share(0, 1));
    assert_eq!(measured("tickets handed to another department"), &share(1, 1)); // the other has no holder
    assert_eq!(measured("tickets reopened"), &share(1, 2));
    assert_eq!(measured("tables that were supplied"), &Measured::Count(1));
    let missing = |name: &str| match measured(name) {
        Measured::NotMeasurable(why) => why.as_str(),
        other => panic!("{other:?}"),
    };
    assert_eq!(missing("answers to surveys"), "no survey answers were supplied");
    assert_eq!(missing("channels apart in the share solved"), "no two channels of which it is known");
    assert_eq!(missing("solved at the first contact"), "no indicator of the review tells of it");
    assert_eq!(missing("contacts whose customer has a file"), "no interactions were supplied");
    assert_eq!(missing("accuracy: audited files that are right"), "no audits of files were supplied");
    assert_eq!(diagnosis.silent().count(), 0);
}

#[test]
fn l_diag_1_channels_feedback_and_links_are_told_where_there_is_something() {
    let row = |name: &str, channel: &str, mut events: Vec<(&str, Happening)>| {
        events.insert(0, ("2026-02-02", Happening::Opened));
        TicketRecord { channel: channel.parse().ok(), ..ticket(name, None, events) }
    };
    let director = Happening::Escalated("director".parse().unwrap());
    let rows = vec![
        row("T-1", "phone", vec![("2026-02-04", director), ("2026-02-05", Happening::Solved)]),
        row("T-2", "e-mail", vec![("2026-02-03", Happening::Solved)]),
        row("T-3", "e-mail", vec![("2026-04-02", Happening::Solved)]), // after the quarter, so not yet solved at its end
    ];
    let records = Records {
        tickets: Table::complete(rows),
        customers: Table::complete(vec![member("c1", &["2025-01-01.."])]),
        interactions: Table::complete(vec![
            contact("c1", "2026-02-05", Outcome::Reached),
            contact("c2", "2026-02-05", Outcome::Reached),
            contact("c2", "2026-04-05", Outcome::Reached), // after the quarter
        ]),
        ..Records::default()
    };
    let data = Dataset::new(records).0;
    let reported = Stretch::Reported { to: vec!["director".parse().unwrap()] };
    let indicator = spec(Formula::TicketTime(TicketTime::mean(reported)), Per::Month, None);
    let asked = Cadence { diagnosis: true, ..cadence(Per::Quarter) };
    let diagnosis = review(asked, indicator, &Facts::new(&data), APRIL).diagnosis.unwrap();
    let signs: Vec<_> = diagnosis.dimensions().iter().flat_map(|one| &one.signs).collect();
    let measured = |name: &str| &signs.iter().find(|sign| sign.name == name).unwrap().measured;
    let share = |part, whole| Measured::Share(Ratio::new(part, whole).unwrap());
    // All by phone, half by mail.
    let half = Measured::Points(Ratio::new(1, 2).unwrap());
    assert_eq!(measured("channels apart in the share solved: phone from e-mail"), &half);
    assert_eq!(measured("contacts whose customer has a file"), &share(1, 2));
    let two_days = Measured::Time(crm_calendar::ElapsedTime::from_hours(48));
    assert_eq!(measured("time until decision makers see it: test"), &two_days);
    assert!(matches!(measured("led to a remedy or a change"), Measured::NotMeasurable(_)));
}

//! Whether processes were kept, and their steps in order.

use crm_kpi::cadence::{Cadence, OrderCheck, OrderKept, Process};
use crm_kpi::process::OrderRule;
use crm_kpi::{Facts, Per, Reason};
use crm_model::{
    Classification, Dataset, EventKind, EventKinds, Happening, Holder, Obligation, Precision, Ratio, Records,
    State, Table, TableName, TicketId, TicketRecord,
};

use super::{cadence, rate, review};
use crate::support::{APRIL, obligation, ticket, tickets};

pub(super) fn owed(number: u32, rule: Option<&str>, due: &str, state: State) -> Obligation {
    Obligation {
        rule: rule.map(|rule| rule.parse().unwrap()),
        ..obligation(number, "D-UPD-2", Some(due), state)
    }
}

#[test]
fn d_proc_2_each_process_says_what_was_kept_and_what_broke_it() {
    let process = |name: &str, rules: &[&str]| Process {
        name: name.into(),
        rules: rules.iter().map(|rule| (*rule).to_owned()).collect(),
    };
    let processes = vec![process("file", &["recording.file-updates"]), process("problem", &["sla"])];
    let mut obligations = vec![
        owed(3, Some("sla.answer"), "2026-03-05", State::Missed),
        owed(1, Some("recording.file-updates"), "2026-01-05", State::Met),
        owed(2, Some("sla.solve"), "2026-02-05", State::MetLate),
        owed(4, Some("sla.solve"), "2026-02-06", State::Met),
        owed(5, Some("sla.solve"), "2026-04-01", State::Overdue), // due after the quarter
        owed(6, Some("recording.calls"), "2026-02-06", State::Met), // named by no process
    ];
    let data = tickets(vec![]);
    let of = |obligations: &[Obligation]| {
        let facts = Facts { obligations: Some(obligations), ..Facts::new(&data) };
        let asked = Cadence { processes: processes.clone(), ..cadence(Per::Quarter) };
        review(asked, rate(), &facts, APRIL)
    };
    let kept = of(&obligations).processes;
    let shown: Vec<_> = kept
        .iter()
        .map(|kept| {
            let broken: Vec<u32> = kept.broken.iter().map(|id| id.round).collect();
            (kept.process.as_deref(), kept.share().map(Ratio::parts), broken)
        })
        .collect();
    assert_eq!(
        shown,
        [
            (Some("file"), Some((1, 1)), vec![]),
            (Some("problem"), Some((1, 3)), vec![2, 3]),
            (None, Some((1, 1)), vec![]),
        ]
    );
    obligations.reverse();
    assert_eq!(of(&obligations).processes, kept);
}

pub(super) fn check(name: &str, kinds: &[&str], rule: OrderRule<EventKind>) -> OrderCheck {
    let kinds = kinds.iter().map(|kind| kind.parse().unwrap()).collect();
    OrderCheck { name: name.into(), kinds, rule }
}

/// Seven tickets of the quarter, one after it, one that lives on in another.
fn steps() -> Vec<TicketRecord> {
    use Happening::{Assigned, Closed, Merged, Opened, Revisited, Solved};

    let classified = |kind: &str| {
        Happening::Classified(Classification { kind: kind.parse().ok(), ..Classification::default() })
    };
    let held = || Assigned(Holder { department: "service".parse().ok(), person: None });
    let (complaint, inquiry) =
        (|| ("2026-03-02", classified("complaint")), ("2026-03-02", classified("inquiry")));
    let opened = ("2026-03-02", Opened);
    let mut bounded = ticket(
        "T-6",
        None,
        vec![opened.clone(), complaint(), ("2026-03-03", held()), ("2026-03-04", Solved)],
    );
    bounded.events[2].precision = Precision::NotAfter;
    let whole = vec![
        opened.clone(),
        complaint(),
        ("2026-03-03", held()),
        ("2026-03-04", Solved),
        ("2026-03-05", Revisited(None)),
    ];
    vec![
        ticket("T-1", None, whole),
        ticket(
            "T-2",
            None,
            vec![opened.clone(), complaint(), ("2026-03-03", Solved), ("2026-03-04", held())],
        ),
        ticket(
            "T-3",
            None,
            vec![opened.clone(), complaint(), ("2026-03-03", held()), ("2026-04-09", Solved)],
        ),
        ticket(
            "T-4",
            None,
            vec![opened.clone(), inquiry, ("2026-03-03", Solved), ("2026-03-09", Revisited(None))],
        ),
        ticket("T-5", None, vec![opened.clone(), ("2026-03-03", Solved)]),
        bounded,
        // Given to somebody before it was opened: that cannot be.
        ticket(
            "T-7",
            None,
            vec![("2026-02-01", held()), opened.clone(), complaint(), ("2026-03-04", Solved)],
        ),
        ticket(
            "T-8",
            None,
            vec![("2026-04-01", Opened), ("2026-04-01", classified("complaint")), ("2026-04-02", Solved)],
        ),
        ticket(
            "T-9",
            None,
            vec![opened, ("2026-03-03", Merged("T-1".parse().unwrap())), ("2026-03-04", Closed)],
        ),
    ]
}

fn ordered(orders: Vec<OrderCheck>, data: &Dataset, as_of: &str) -> Vec<OrderKept> {
    review(Cadence { orders, ..cadence(Per::Quarter) }, rate(), &Facts::new(data), as_of).orders
}

#[test]
fn d_cycle_1_the_quarter_tells_which_tickets_took_their_steps_out_of_order() {
    let within = Some(crm_calendar::ElapsedTime::from_hours(48));
    let asked = vec![
        check(
            "assigned",
            &["complaint"],
            OrderRule::Precedes { first: EventKind::Assigned, then: EventKind::Solved },
        ),
        check(
            "revisit",
            &[],
            OrderRule::Follows { first: EventKind::Solved, then: EventKind::Revisited, within },
        ),
        check("over", &[], OrderRule::NeverAfter { first: EventKind::Solved, never: EventKind::Assigned }),
    ];
    let of = |rows| {
        let kept = ordered(asked.clone(), &tickets(rows), "2026-04-10");
        let shown = kept.iter().map(|kept| {
            let found = kept.found.as_ref().unwrap();
            let broken: Vec<&str> = found.tally.broken.iter().map(TicketId::as_str).collect();
            let share = found.tally.kept().map(Ratio::parts);
            (share, broken.join(" "), found.tally.cases_undecided, found.unusable, found.kind_unknown)
        });
        shown.collect::<Vec<_>>()
    };
    let mut rows = steps();
    let found = of(rows.clone());
    // Complaints: T-1 and T-3 were given to somebody first, T-2 was not; of T-6 and T-7 nobody knows when; T-5 tells no kind.
    assert_eq!(found[0], (Some((2, 3)), "T-2".into(), 0, 2, 1));
    // Asked again within two days: T-1 was, T-4 six days later, T-2, T-5, T-6 and T-7 never; T-3 was solved a day ago.
    assert_eq!(found[1], (Some((1, 6)), "T-2 T-4 T-5 T-6 T-7".into(), 1, 0, 0));
    assert_eq!(found[2], (Some((4, 5)), "T-2".into(), 0, 2, 0));
    rows.reverse();
    assert_eq!(of(rows), found);
}

#[test]
fn d_cycle_1_what_the_source_does_not_tell_of_is_no_broken_order() {
    let rule = OrderRule::Precedes { first: EventKind::Approved, then: EventKind::Solved };
    let asked = || vec![check("approved", &[], rule)];
    let [kept] = &ordered(asked(), &tickets(vec![]), APRIL)[..] else { panic!() };
    assert_eq!(kept.found.as_ref().unwrap().tally.kept(), None); // nothing was asked
    let told: EventKinds = [EventKind::Opened, EventKind::Solved].into_iter().collect();
    let records = Records { tickets: Table::complete(steps()), event_kinds: told, ..Records::default() };
    let [kept] = &ordered(asked(), &Dataset::new(records).0, APRIL)[..] else { panic!() };
    assert_eq!(kept.found, Err(Reason::NoEvents(EventKind::Approved)));
    let [kept] = &ordered(asked(), &Dataset::new(Records::default()).0, APRIL)[..] else { panic!() };
    assert_eq!(kept.found, Err(Reason::NotSupplied(TableName::Tickets)));
}

//! Causes of complaints: how they rank, and which come again.

use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::{Apart, CauseBy, CauseRule, CivilPeriod, Formula, Note, Per, Reading, Value};
use crm_model::{Department, Happening, Kind, Tag, Ticket, TicketId, TicketRecord};

use super::outcomes::{apart, line, to};
use crate::support::{APRIL, at, id, text, ticket};

use Happening::{Opened, Solved};

/// Complaints of March and the month before: name, customer, cause, opened, solved, department.
fn complaints() -> Vec<TicketRecord> {
    let rows = [
        ("1", Some("a"), "late", "2026-02-20", Some("2026-02-25"), "transport"),
        ("2", Some("a"), "late", "2026-03-02", Some("2026-03-03"), "transport"), // again, 5 days after
        ("3", Some("b"), "late", "2026-03-02", None, "shop"), // again, for another customer
        ("4", None, "late", "2026-03-27", Some("2026-03-27"), "transport"), // 24 days after the last solution
        ("5", Some("b"), "rude", "2026-03-05", Some("2026-03-05"), "shop"),
        ("6", Some("c"), "rude", "2026-03-05", Some("2026-03-05"), "shop"), // at the instant of that solution
        ("7", Some("a"), "broken", "2026-03-06", None, "shop"),
    ];
    let record = |(name, customer, cause, opened, solved, department): (
        &str,
        Option<&str>,
        &str,
        &str,
        Option<&str>,
        &str,
    )| {
        let mut events = vec![(opened, Opened), (opened, Happening::Assigned(to(department, None)))];
        events.extend(solved.map(|at| (at, Solved)));
        let mut record = ticket(name, Some("complaint"), events);
        record.customer = customer.map(id);
        record.tags = vec![Tag::new(cause).unwrap(), Tag::new("seen").unwrap()];
        record
    };
    let mut all: Vec<TicketRecord> = rows.into_iter().map(record).collect();
    all.push(ticket("8", Some("complaint"), vec![("2026-03-06", Opened)])); // no label
    all.push(ticket("9", None, vec![("2026-03-06", Opened)]));
    all.push(ticket("10", Some("inquiry"), vec![("2026-03-06", Opened)]));
    all
}

pub(super) fn cause_rule(days: Option<i32>) -> CauseRule {
    let tags = ["late", "rude", "broken", "seen"].map(|word| Tag::new(word).unwrap());
    let within = days.map(|days| ElapsedTime::from_hours(24 * days));
    CauseRule { kinds: vec![Kind::new("complaint").unwrap()], by: CauseBy::Tags(tags.into()), within }
}

#[test]
fn p_comp_5_causes_are_ranked_with_repeats_and_departments() {
    let all: Vec<Ticket> = complaints().into_iter().map(Ticket::new).collect();
    let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
    let causes = cause_rule(Some(10)).rank(&all, &march, at(APRIL));
    let lines: Vec<String> = causes
        .lines
        .iter()
        .map(|line| {
            let owner = line.owner().map_or("nobody", Department::as_str);
            format!(
                "{}: {} {} {}, repeats {} {}, {owner}",
                line.cause,
                line.complaints,
                line.share,
                line.cumulative,
                line.repeats_by_customer,
                line.repeats_by_anyone
            )
        })
        .collect();
    // Of 6: three late, two rude, one broken. Late: the second repeats for customer a, the third for another; the fourth is
    // too late for 10 days. Rude: the two were opened and solved at one instant; the later by name repeats the other one.
    assert_eq!(
        lines,
        [
            "late: 3 3/6 3/6, repeats 1 2, transport",
            "rude: 2 2/6 5/6, repeats 0 1, shop",
            "broken: 1 1/6 6/6, repeats 0 0, shop",
        ]
    );
    assert_eq!(causes.notes(), [apart(Apart::CauseUnknown, 1), apart(Apart::KindUnknown, 1)]);
    let late = &causes.lines[0].departments;
    assert_eq!(late.iter().map(|(_, count)| *count).collect::<Vec<_>>(), [2, 1]);

    let mut backwards = all.clone();
    backwards.reverse();
    assert_eq!(cause_rule(Some(10)).rank(&backwards, &march, at(APRIL)), causes);
}

#[test]
fn p_comp_5_the_share_of_repeats_agrees_with_the_ranking() {
    let found = |days| line(Formula::RepeatedComplaints(cause_rule(days)), complaints());
    let ten = found(Some(10));
    assert_eq!(text(&ten.value), "3/6");
    let same = Value::Share(crm_model::Ratio::new(1, 6).unwrap());
    let beside = Note::Beside { reading: Reading::SameCustomer, value: same };
    assert_eq!(ten.notes, [beside, apart(Apart::KindUnknown, 1), apart(Apart::CauseUnknown, 1)]);
    assert_eq!(text(&found(Some(24)).value), "4/6", "exactly 24 days is still a repeat");
    assert_eq!(text(&found(Some(23)).value), "3/6");
    assert_eq!(text(&found(None).value), "4/6");
}

#[test]
fn p_comp_5_no_two_complaints_repeat_each_other() {
    let instant = "2026-03-05T09:00:00Z";
    let of = |name: &str| {
        let record = ticket(name, Some("complaint"), vec![(instant, Opened), (instant, Solved)]);
        let tags = vec![Tag::new("late").unwrap()];
        TicketRecord { tags, customer: "a".parse().ok(), ..record }
    };
    for names in [["1", "2", "3"], ["3", "1", "2"]] {
        let line = line(Formula::RepeatedComplaints(cause_rule(None)), names.map(of).into());
        assert_eq!(text(&line.value), "2/3"); // the first of three repeats nothing
    }
}

#[test]
fn p_comp_5_an_owner_is_named_only_where_nobody_else_may_be_it() {
    let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
    let found = |held: &[(&str, u32)]| {
        let names = held.iter().flat_map(|(holder, number)| (0..*number).map(move |_| *holder));
        let all = names.enumerate().map(|(place, holder)| {
            let mut events = vec![("2026-03-05", Opened)];
            events
                .extend((!holder.is_empty()).then(|| ("2026-03-05", Happening::Assigned(to(holder, None)))));
            let record = ticket(&place.to_string(), Some("complaint"), events);
            Ticket::new(TicketRecord { tags: vec![Tag::new("late").unwrap()], ..record })
        });
        let causes = cause_rule(None).rank(&all.collect::<Vec<_>>(), &march, at(APRIL));
        let line = &causes.lines[0];
        (line.owner().map(ToString::to_string), line.holder_unknown())
    };
    let shop = || Some("shop".to_owned());
    assert_eq!(found(&[("shop", 3), ("transport", 1), ("", 1)]), (shop(), 1));
    assert_eq!(found(&[("shop", 3), ("transport", 1), ("", 2)]), (None, 2)); // transport may have held as many
    assert_eq!(found(&[("shop", 1), ("", 5)]), (None, 5));
    assert_eq!(found(&[("shop", 2), ("transport", 2)]), (None, 0));
    assert_eq!(found(&[("", 2)]), (None, 2));
}

#[test]
fn p_comp_5_a_complaint_that_lives_on_in_another_one_counts_once() {
    let mut rows = complaints();
    // Customer b tells of the second delay again, under a label, without one and as nobody knows what; all become ticket 3.
    let into = || Happening::Merged(TicketId::new("3").unwrap());
    for (name, kind, tag) in
        [("11", Some("complaint"), Some("late")), ("12", Some("complaint"), None), ("13", None, None)]
    {
        let mut record =
            ticket(name, kind, vec![("2026-03-02T10:00:00Z", Opened), ("2026-03-02T11:00:00Z", into())]);
        record.customer = Some(id("b"));
        record.tags = tag.map(|tag| Tag::new(tag).unwrap()).into_iter().collect();
        rows.push(record);
    }
    let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
    let rank = |rows: Vec<TicketRecord>| {
        let all: Vec<Ticket> = rows.into_iter().map(Ticket::new).collect();
        cause_rule(Some(10)).rank(&all, &march, at(APRIL))
    };
    assert_eq!(rank(rows.clone()), rank(complaints()));
    let share = |rows| {
        let found = line(Formula::RepeatedComplaints(cause_rule(Some(10))), rows);
        (text(&found.value), found.notes)
    };
    assert_eq!(share(rows.clone()), share(complaints()));
    // What was solved before it was merged was solved: the next one repeats it.
    let mut first = ticket(
        "14",
        Some("complaint"),
        vec![
            ("2026-02-02", Opened),
            ("2026-03-05", Solved),
            ("2026-03-05T01:00:00Z", Happening::Merged(TicketId::new("7").unwrap())),
        ],
    );
    first.tags = vec![Tag::new("broken").unwrap()];
    rows.push(first);
    let broken = rank(rows).lines.pop().unwrap();
    assert_eq!((broken.cause.as_str(), broken.complaints, broken.repeats_by_anyone), ("broken", 1, 1));
}

#[test]
fn what_is_opened_later_in_a_running_month_is_in_no_count_of_causes() {
    let all: Vec<Ticket> = complaints().into_iter().map(Ticket::new).collect();
    let march = CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc());
    let causes = cause_rule(None).rank(&all, &march, at("2026-03-04"));
    let lines: Vec<_> = causes.lines.iter().map(|line| (line.cause.as_str(), line.complaints)).collect();
    assert_eq!(lines, [("late", 2)]); // 8 and 9, of unknown cause and kind, come on the 6th
    assert_eq!(causes.notes(), []);
}

#[test]
fn where_no_complaint_names_a_customer_no_repeat_for_the_same_one_is_told() {
    let nobodys = |mut record: TicketRecord| {
        record.customer = None;
        record
    };
    let rows = complaints().into_iter().map(nobodys).collect();
    let found = line(Formula::RepeatedComplaints(cause_rule(Some(10))), rows);
    assert_eq!(text(&found.value), "3/6");
    assert_eq!(found.notes, [apart(Apart::KindUnknown, 1), apart(Apart::CauseUnknown, 1)]);
}

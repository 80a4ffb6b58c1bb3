//! Customers who come, stay, leave, recommend and are contacted.

use crm_calendar::{Calendar, CalendarSpec, Ends, Zone};
use crm_kpi::{
    Apart, Counts, CustomersBy, Facts, FollowUp, Formula, NewSince, Note, Per, Reading, Reason,
    RetentionForm, Scorecard, Value, Verdict,
};
use crm_model::{CustomerClass, CustomerFile, DatedTier, Origin, Outcome, Purchase, Records, Scale, Table};

use crate::support::{APRIL, members, not_measured};
use crate::support::{
    answer, at, contact, customers, dataset, hours, id, line_of, member, month, order, question, retention,
    spec, text,
};

#[test]
fn k2_without_customers_at_the_start_new_ones_are_still_told() {
    let line = month(
        members(RetentionForm::Identity),
        &customers(vec![member("n", &["2026-03-05.."])]),
        None,
        APRIL,
    );
    assert_eq!(line.value, Value::Undefined(Reason::Empty));
    assert_eq!(line.notes, [Note::Beside { reading: Reading::Joined, value: Value::Count(1) }]);
}

#[test]
fn k3_a_customer_listed_twice_counts_once() {
    let twice = vec![member("a", &["2025-01-01.."]), member("a", &["2025-01-01.."])];
    assert_eq!(text(&month(members(RetentionForm::Identity), &customers(twice), None, APRIL).value), "1/1");
}

#[test]
fn k4_k5_k6_leaving_and_coming_back_have_lines_of_their_own() {
    let data = customers(vec![
        member("stays", &["2025-01-01.."]),
        member("back", &["2025-01-01..2026-03-10", "2026-03-20.."]),
        member("former", &["2024-01-01..2024-06-01", "2026-03-20.."]),
        member("brief", &["2026-03-05..2026-03-20"]),
    ]);
    let value = |form| text(&month(members(form), &data, None, APRIL).value);
    assert_eq!(value(RetentionForm::Identity), "2/2");
    assert_eq!(value(RetentionForm::ChurnEvents), "2/2"); // `back` and `brief` left once each
    assert_eq!(value(RetentionForm::Usual), "0/2"); // 3 at the end, less 1 joined and 2 returned
    let notes = month(members(RetentionForm::Usual), &data, None, APRIL).notes;
    assert!(
        notes.contains(&Note::Beside { reading: Reading::Returned, value: Value::Count(2) }),
        "{notes:?}"
    );
}

#[test]
fn a_renewal_without_a_gap_is_no_loss() {
    let data = customers(vec![member("a", &["2025-01-01..2026-03-10", "2026-03-10.."])]);
    assert_eq!(text(&month(members(RetentionForm::ChurnEvents), &data, None, APRIL).value), "0/1");
}

#[test]
fn k7_a_form_beyond_the_whole_is_kept_and_marked_with_identity_beside_it() {
    let joined = (0..3).map(|number| member(&format!("n{number}"), &["2026-03-05.."]));
    let data = customers(joined.chain([member("a", &["2025-01-01.."])]).collect());
    let line = month(members(RetentionForm::AsWorded), &data, Some(">= 80%"), APRIL);
    assert_eq!((text(&line.value).as_str(), &line.verdict), ("4/1", &Verdict::Met));
    assert_eq!(line.notes[0], Note::BeyondTheWhole);
    let identity = Value::Share(crm_model::Ratio::new(1, 1).unwrap());
    assert!(line.notes.contains(&Note::Beside { reading: Reading::RetentionIdentity, value: identity }));
}

#[test]
fn new_customers_are_followed_up_in_time_or_not() {
    let hours_of_day = crm_calendar::WeeklyHours::closed()
        .with(crm_calendar::WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse().unwrap()]);
    let calendar =
        Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours_of_day, (2025, 2027))).unwrap();
    let rule = |within: &str| FollowUp {
        since: NewSince::FirstPurchase,
        purposes: vec!["follow-up".parse().unwrap()],
        within: within.parse().unwrap(),
        ends: Ends::SameTime,
        calendar: calendar.clone(),
    };
    // Monday 2 March, 10:00: three business days end on Thursday the 5th at 10:00, and so do three calendar days.
    let monday = at("2026-03-02T10:00:00Z");
    let bought = |name: &str| order(name, "2026-03-02T10:00:00Z", "1 CNY");
    let called = |name: &str, after: i64, purpose: Option<&str>| crm_model::Interaction {
        at: hours(monday, after),
        purpose: purpose.map(|purpose| purpose.parse().unwrap()),
        ..contact(name, "2026-03-02", Outcome::Reached)
    };
    let data = dataset(Records {
        purchases: Table::complete(vec![
            bought("at-the-bound"),
            bought("late"),
            bought("other"),
            bought("unknown"),
            order("old", "2025-01-01", "1 CNY"),
            bought("old"),
            order("fresh", "2026-03-31T10:00:00Z", "1 CNY"),
        ]),
        interactions: Table::complete(vec![
            called("at-the-bound", 72, Some("follow-up")),
            called("late", 73, Some("follow-up")),
            called("other", 1, Some("offer")),
            called("unknown", 1, None),
        ]),
        ..Records::default()
    });
    for within in ["3bd", "3cd"] {
        let line = month(Formula::FollowUp(rule(within)), &data, Some(">= 90%"), "2026-04-01");
        assert_eq!((text(&line.value).as_str(), line.verdict), ("1/3", Verdict::Missed));
        let at_all = Value::Share(crm_model::Ratio::new(2, 3).unwrap());
        assert_eq!(line.notes[0], Note::Beside { reading: Reading::FollowedUpAtAll, value: at_all });
        let apart = [Apart::Open, Apart::Undetermined].map(|cases| Note::Apart { cases, count: 1 });
        assert_eq!(line.notes[1..], apart);
    }
    // Until the three days are over, those who were called decide no more than those who were not.
    let running = |as_of: &str| {
        let scorecard =
            Scorecard::new(vec![spec(Formula::FollowUp(rule("3cd")), Per::Month, None)], Zone::utc());
        let line = scorecard.unwrap().evaluate_running(&Facts::new(&data), at(as_of)).remove(0);
        let open = Note::Apart { cases: Apart::Open, count: 4 };
        (line.value.number().map(|share| share.to_string()), line.notes.contains(&open))
    };
    assert_eq!(running("2026-03-05T10:00:00Z"), (None, true));
    assert_eq!(running("2026-03-05T10:00:01Z"), (Some("1/3".to_owned()), false));
}

#[test]
fn existing_customers_of_a_class_are_covered() {
    let data = dataset(Records {
        customers: Table::complete(vec![
            member("a", &["2020-01-01.."]),
            member("b", &["2020-01-01.."]),
            member("new", &["2026-03-05.."]),
            member("other", &["2020-01-01.."]),
        ]),
        interactions: Table::complete(vec![
            contact("a", "2026-03-05", Outcome::Reached),
            contact("b", "2026-03-05", Outcome::NotReached),
        ]),
        ..Records::default()
    });
    let class = |name: &str| Some(CustomerClass::new(name).unwrap());
    let classes = [class("A"), class("A"), class("A"), class("B")];
    let formula = || Formula::Coverage { class: CustomerClass::new("A").unwrap() };
    let facts = Facts { classes: Some(&classes), ..Facts::new(&data) };
    let line = line_of(spec(formula(), Per::Month, Some(">= 100%")), &facts, APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/2", Verdict::Missed));
    assert_eq!(month(formula(), &data, None, APRIL).verdict, not_measured(Reason::NoClasses));
}

#[test]
fn who_recommended_counts_once() {
    let recommended = |name: &str, by: Option<&str>| {
        let mut customer = member(name, &["2026-03-05.."]);
        let origin = Some(Origin::Recommendation(by.map(id)));
        customer.file = Some(Box::new(CustomerFile { origin, ..CustomerFile::default() }));
        customer
    };
    let data = customers(vec![
        member("a", &["2020-01-01.."]),
        member("b", &["2020-01-01.."]),
        member("gone", &["2020-01-01..2021-01-01"]),
        recommended("n1", Some("a")),
        recommended("n2", Some("a")),
        recommended("n3", Some("gone")),
        recommended("n4", None),
    ]);
    let line =
        month(Formula::Recommended { customers: CustomersBy::Memberships }, &data, Some(">= 15%"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/6", Verdict::Met));
    let apart = [Apart::OutsidePopulation, Apart::Unattributed].map(|cases| Note::Apart { cases, count: 1 });
    assert_eq!(line.notes, apart);
}

#[test]
fn contacts_a_customer_and_the_mean_answer_are_numbers() {
    let data = dataset(Records {
        customers: Table::complete(vec![member("a", &["2020-01-01.."]), member("b", &["2020-01-01.."])]),
        interactions: Table::complete(vec![
            contact("a", "2026-03-05", Outcome::Reached),
            contact("a", "2026-03-06", Outcome::Reached),
            contact("b", "2026-03-06", Outcome::Reached),
        ]),
        answers: Table::complete(vec![
            answer(Some("a"), "2026-03-05", Some(8), Scale::ZERO_TO_TEN),
            answer(Some("b"), "2026-03-05", Some(7), Scale::ZERO_TO_TEN),
        ]),
        ..Records::default()
    });
    let frequency = Formula::ContactFrequency { customers: CustomersBy::Memberships };
    assert_eq!(month(frequency, &data, Some(">= 1.5"), APRIL).verdict, Verdict::Met);
    let mean = Formula::MeanSatisfaction { question: question(Counts::Last) };
    assert_eq!(month(mean, &data, None, APRIL).value.to_string(), "7.5");
    let would = Formula::WouldRecommend { question: question(Counts::Last), at_least: 8 };
    assert_eq!(text(&month(would, &data, None, APRIL).value), "1/2");
}

#[test]
fn k24_what_a_membership_will_do_after_the_instant_does_not_count() {
    let data = customers(vec![
        member("stays", &["2025-01-01.."]),
        member("will-leave", &["2025-01-01..2026-04-20"]),
        member("will-join", &["2026-04-20.."]),
        member("left", &["2025-01-01..2026-04-10"]), // at the very instant
    ]);
    let running = |formula: Formula| {
        let scorecard = Scorecard::new(vec![spec(formula, Per::Month, None)], Zone::utc()).unwrap();
        scorecard.evaluate_running(&Facts::new(&data), at(APRIL)).remove(0)
    };
    let line = running(members(RetentionForm::AsWorded));
    assert_eq!(text(&line.value), "1/3"); // two at the end, less one who left, of three
    let joined = |note: &Note| matches!(note, Note::Beside { reading: Reading::Joined, .. });
    assert!(!line.notes.iter().any(joined), "{:?}", line.notes);
    let records = Records {
        interactions: Table::complete(vec![contact("stays", "2026-04-02", Outcome::Reached)]),
        customers: Table::complete(data.customers().unwrap().to_vec()),
        ..Records::default()
    };
    let data = dataset(records);
    let frequency = Formula::ContactFrequency { customers: CustomersBy::Memberships };
    let scorecard = Scorecard::new(vec![spec(frequency, Per::Month, None)], Zone::utc()).unwrap();
    let line = scorecard.evaluate_running(&Facts::new(&data), at(APRIL)).remove(0);
    assert_eq!(text(&line.value), "1/3");
}

#[test]
fn who_has_a_doubtful_order_is_neither_lost_nor_late() {
    let numbered = |when: &str, amount: &str| Purchase {
        order: Some("O-1".parse().unwrap()),
        ..order("doubtful", when, amount)
    };
    let purchases = vec![
        order("a", "2026-02-03", "1 CNY"),
        order("a", "2026-03-03", "1 CNY"),
        order("doubtful", "2026-02-03", "1 CNY"),
        numbered("2026-03-03", "1 CNY"),
        numbered("2026-03-03", "2 CNY"),
    ];
    let data = dataset(Records { purchases: Table::complete(purchases), ..Records::default() });
    let line = month(retention(RetentionForm::Identity, CustomersBy::Purchases), &data, None, APRIL);
    assert_eq!(text(&line.value), "1/1");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::DoubtfulOrders, count: 1 }]);
}

#[test]
fn whose_first_order_is_doubtful_is_new_nobody_knows_when() {
    let numbered =
        |amount: &str| Purchase { order: Some("O-1".parse().unwrap()), ..order("a", "2025-03-03", amount) };
    let data = dataset(Records {
        purchases: Table::complete(vec![
            numbered("1 CNY"),
            numbered("2 CNY"),
            order("a", "2026-03-03", "1 CNY"), // not the first
            order("b", "2026-03-03", "1 CNY"),
        ]),
        interactions: Table::complete(vec![contact("b", "2026-03-04", Outcome::Reached)]),
        ..Records::default()
    });
    let hours_of_day = crm_calendar::WeeklyHours::closed()
        .with(crm_calendar::WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse().unwrap()]);
    let calendar =
        Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours_of_day, (2025, 2027))).unwrap();
    let (since, within) = (NewSince::FirstPurchase, "3d".parse().unwrap());
    let rule = FollowUp { since, purposes: vec![], within, ends: Ends::SameTime, calendar };
    let line = month(Formula::FollowUp(rule), &data, None, APRIL);
    assert_eq!(text(&line.value), "1/1");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::DoubtfulOrders, count: 1 }]);
}

#[test]
fn without_any_origin_nobody_can_say_who_recommended() {
    let formula = || Formula::Recommended { customers: CustomersBy::Memberships };
    let data = customers(vec![member("a", &["2020-01-01.."])]);
    let line = month(formula(), &data, Some(">= 15%"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoOrigins));
}

#[test]
fn k28_the_tier_is_that_of_the_start_of_the_period() {
    let tiered = |name: &str, stretch: &str, tiers: &[(&str, &str)]| {
        let mut customer = member(name, &[stretch]);
        let dated =
            |(from, tier): &(&str, &str)| DatedTier { from: Some(at(from)), tier: tier.parse().unwrap() };
        customer.tiers = tiers.iter().map(dated).collect();
        customer
    };
    let data = customers(vec![
        tiered(
            "fell-and-left",
            "2025-01-01..2026-03-20",
            &[("2025-01-01", "high"), ("2026-03-05", "middle")],
        ),
        tiered("high-from-the-start", "2025-01-01..", &[("2026-03-01", "high")]),
        tiered("rose", "2025-01-01..", &[("2025-01-01", "middle"), ("2026-03-05", "high")]),
    ]);
    let formula = Formula::Retention {
        form: RetentionForm::Identity,
        customers: CustomersBy::Memberships,
        tier: Some("high".parse().unwrap()),
    };
    let line = month(formula.clone(), &data, None, APRIL);
    assert_eq!((text(&line.value).as_str(), line.notes.len()), ("1/2", 0));
    // One word for each, as of the instant: who left has none any more, which a reader must know.
    let today = [None, Some("high".parse().unwrap()), Some("high".parse().unwrap())];
    let facts = Facts { tiers: Some(&today), ..Facts::new(&data) };
    let line = line_of(spec(formula, Per::Month, None), &facts, APRIL);
    assert_eq!((text(&line.value).as_str(), line.notes), ("2/2", vec![Note::TiersAsSupplied]));
}

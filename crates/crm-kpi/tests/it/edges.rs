//! Inputs that break naive engines, by the number of their case.

use crm_calendar::{Calendar, CalendarSpec, Ends, Zone};
use crm_kpi::{
    Apart, Base, Bound, Completeness, Counts, CustomersBy, Facts, FollowUp, Formula, IndicatorProblem,
    NewSince, Note, Per, Reading, Reason, RetentionForm, RevenueForm, Scorecard, Value, Verdict, Volume,
};
use crm_model::{
    Beneficiary, Classification, CustomerClass, CustomerFile, Dataset, EventKind, EventKinds, Happening,
    Kind, Missing, Obligation, ObligationId, Origin, Outcome, Purchase, PurchaseKind, Rate, RateTable,
    Records, Scale, Spend, SpendAim, State, Strength, Subject, Table, TableName, TicketEvent, TicketId,
    TicketRecord, Window,
};

use crate::support::{
    answer, at, contact, customers, dataset, hours, id, line_of, member, month, nps, order, question,
    retention, spec, text,
};

const APRIL: &str = "2026-04-10";

fn not_measured(reason: Reason) -> Verdict {
    Verdict::NotMeasured { reason }
}

fn members(form: RetentionForm) -> Formula {
    retention(form, CustomersBy::Memberships)
}

fn ticket(name: &str, kind: Option<&str>, events: Vec<(&str, Happening)>) -> TicketRecord {
    let mut events: Vec<TicketEvent> =
        events.into_iter().map(|(when, what)| TicketEvent::at(at(when), what)).collect();
    if let Some((kind, first)) = kind.zip(events.first().map(|event| event.occurred_at)) {
        let judged = Classification { kind: Some(Kind::new(kind).unwrap()), ..Classification::default() };
        events.push(TicketEvent::at(first, Happening::Classified(judged)));
    }
    TicketRecord::new(TicketId::new(name).unwrap(), events)
}

fn tickets(tickets: Vec<TicketRecord>) -> Dataset {
    dataset(Records { tickets: Table::complete(tickets), ..Records::default() })
}

fn answers(rows: Vec<crm_model::SurveyAnswer>) -> Dataset {
    dataset(Records { answers: Table::complete(rows), ..Records::default() })
}

fn responses() -> Formula {
    Formula::ResponseTime { kinds: vec![] }
}

#[test]
fn k1_an_empty_period_has_no_ratio_and_counts_nothing() {
    let everything = dataset(Records {
        customers: Table::complete(vec![]),
        tickets: Table::complete(vec![]),
        purchases: Table::complete(vec![]),
        interactions: Table::complete(vec![]),
        answers: Table::complete(vec![]),
        spend: Table::complete(vec![]),
        ..Records::default()
    });
    for (formula, target) in [
        (retention(RetentionForm::AsWorded, CustomersBy::Purchases), ">= 80%"),
        (nps(Counts::Last), ">= 50"),
        (Formula::Participation { survey: None, topic: None }, ">= 20%"),
        (Formula::Resolution { kinds: vec![] }, ">= 100%"),
        (responses(), "<= 8h"),
        (Formula::CostShare { currency: None }, "<= 5%"),
    ] {
        let line = month(formula, &everything, Some(target), APRIL);
        assert_eq!(line.value, Value::Undefined(Reason::Empty), "{line}");
        assert_eq!(line.verdict, not_measured(Reason::Empty));
        assert!(line.history.is_empty() && line.attainment.is_none());
    }
    assert_eq!(month(Formula::Volume(Volume::Opened), &everything, None, APRIL).value, Value::Count(0));
}

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
fn k9_no_answers_is_not_measured_and_no_miss() {
    let line = month(nps(Counts::Last), &answers(vec![]), Some(">= 50"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::Empty));
}

#[test]
fn k11_an_answer_on_another_scale_is_refused() {
    let five = Scale::new(1, 5).unwrap();
    let rows = vec![
        answer(Some("a"), "2026-03-02", Some(10), Scale::ZERO_TO_TEN),
        answer(Some("b"), "2026-03-02", Some(5), five),
    ];
    let line = month(nps(Counts::Last), &answers(rows), Some(">= 50"), APRIL);
    let reason = Reason::OtherScale { asked: Scale::ZERO_TO_TEN, found: five };
    assert_eq!(line.verdict, not_measured(reason));
    let mut wrong = spec(nps(Counts::Last), Per::Year, None);
    if let Formula::Nps { question, .. } = &mut wrong.formula {
        question.scale = five;
    }
    let error = Scorecard::new(vec![wrong], Zone::utc()).unwrap_err();
    assert_eq!((error.key, error.problem), ("scale", IndicatorProblem::NotZeroToTen { scale: five }));
}

#[test]
fn k12_of_several_answers_the_policy_says_which_count() {
    let said = |when: &str, score| answer(Some("a"), when, Some(score), Scale::ZERO_TO_TEN);
    let data = answers(vec![
        said("2026-03-02", 0),
        said("2026-03-03", 7),
        said("2026-03-09", 10),
        said("2026-02-01", 3),
        answer(None, "2026-03-04", Some(10), Scale::ZERO_TO_TEN),
    ]);
    let score = |counts| text(&month(nps(counts), &data, None, APRIL).value);
    assert_eq!(score(Counts::Last), "200/2");
    assert_eq!(score(Counts::First), "0/2");
    assert_eq!(score(Counts::All), "100/4"); // of four answers two promote, one detracts
}

#[test]
fn k14_exactly_fifty_points_meets_fifty() {
    let scores = std::iter::repeat_n(9, 7).chain([0, 3, 8]);
    let rows = scores.map(|score| answer(None, "2026-03-02", Some(score), Scale::ZERO_TO_TEN)).collect();
    let line = month(nps(Counts::All), &answers(rows), Some(">= 50"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("500/10", Verdict::Met));
}

fn expense(when: &str, amount: &str, customer: Option<&str>) -> Spend {
    Spend {
        at: at(when),
        amount: amount.parse().unwrap(),
        aim: SpendAim::Maintenance,
        department: None,
        activity: None,
        customer: customer.map(id),
    }
}

fn refund(customer: &str, when: &str, amount: &str) -> Purchase {
    Purchase { what: PurchaseKind::Refund { of: None }, ..order(customer, when, amount) }
}

fn books(purchases: Vec<Purchase>, spend: Vec<Spend>, rates: RateTable) -> Dataset {
    let (purchases, spend) = (Table::complete(purchases), Table::complete(spend));
    dataset(Records { purchases, spend, rates, ..Records::default() })
}

#[test]
fn k15_two_currencies_need_a_dated_rate() {
    let rows = || (vec![order("a", "2026-03-02", "72 CNY")], vec![expense("2026-03-05", "1 USD", None)]);
    let (dollar, yuan) = ("USD".parse().unwrap(), "CNY".parse().unwrap());
    let cost = |currency, rates| {
        let (purchases, spend) = rows();
        month(Formula::CostShare { currency }, &books(purchases, spend, rates), Some("<= 5%"), APRIL)
    };
    assert_eq!(cost(None, RateTable::default()).verdict, not_measured(Reason::TwoCurrencies));
    let without = cost(Some(yuan), RateTable::default());
    assert!(matches!(without.verdict, Verdict::NotMeasured { reason: Reason::NoRate(_) }), "{without}");
    let day = "2026-03-05".parse().unwrap();
    let rate =
        Rate { from: dollar, to: yuan, valid_from: day, valid_until: day, rate: "7.2".parse().unwrap() };
    let with = cost(Some(yuan), RateTable::new(vec![rate]).unwrap());
    assert_eq!((with.value.to_string().as_str(), with.verdict), ("10.0%", Verdict::Missed));
}

#[test]
fn k16_revenue_of_zero_or_below_gives_no_share() {
    let cost = |purchases| {
        let data = books(purchases, vec![expense("2026-03-05", "5 CNY", None)], RateTable::default());
        month(Formula::CostShare { currency: None }, &data, Some("<= 5%"), APRIL)
    };
    let (bought, back) = (order("a", "2026-03-02", "10 CNY"), refund("a", "2026-03-09", "10 CNY"));
    assert_eq!(cost(vec![bought.clone(), back.clone()]).verdict, not_measured(Reason::Empty));
    let negative = cost(vec![back]);
    assert_eq!(
        negative.value.to_string(),
        "not measured: revenue net of refunds is -10.00 CNY, 5.00 CNY was spent"
    );
    assert_eq!(text(&cost(vec![bought]).value), "50000/100000");
}

#[test]
fn corrections_that_outweigh_spend_share_nothing() {
    let back = expense("2026-03-05", "-4 CNY", Some("a"));
    let data = books(vec![order("a", "2026-03-01", "1 CNY")], vec![back], RateTable::default());
    let tiers = [Some("high".parse().unwrap())];
    let facts = Facts { tiers: Some(&tiers), ..Facts::new(&data) };
    let formula = Formula::TierSpendShare { tier: "high".parse().unwrap(), currency: None };
    let line = line_of(spec(formula, Per::Month, None), &facts, APRIL);
    assert_eq!(line.value.to_string(), "not measured: spend net of corrections is -4.00 CNY");
}

#[test]
fn k17_spend_without_any_tier_shares_nothing() {
    let data = books(vec![], vec![expense("2026-03-05", "5 CNY", None)], RateTable::default());
    let formula = || Formula::TierSpendShare { tier: "high".parse().unwrap(), currency: None };
    assert_eq!(month(formula(), &data, None, APRIL).verdict, not_measured(Reason::NoTiers));
    let data = books(
        vec![order("a", "2026-03-01", "1 CNY"), order("b", "2026-03-01", "1 CNY")],
        vec![
            expense("2026-03-05", "6 CNY", Some("a")),
            expense("2026-03-05", "4 CNY", Some("b")),
            expense("2026-03-05", "9 CNY", None),
        ],
        RateTable::default(),
    );
    let tiers = [Some("high".parse().unwrap()), Some("ordinary".parse().unwrap())];
    let facts = Facts { tiers: Some(&tiers), ..Facts::new(&data) };
    let line = line_of(spec(formula(), Per::Month, Some(">= 60%")), &facts, APRIL);
    assert_eq!((line.value.to_string().as_str(), line.verdict), ("60.0%", Verdict::Met));
    assert_eq!(line.notes, [Note::Apart { cases: Apart::WithoutTier, count: 1 }]);
}

fn obligation(number: u32, clause: &str, due: Option<&str>, state: State) -> Obligation {
    Obligation {
        id: ObligationId {
            subject: Subject::Company,
            measure: "resolution".parse().unwrap(),
            clause: Some(clause.parse().unwrap()),
            round: number,
            slot: 1,
        },
        rule: None,
        strength: Strength::Must,
        owner: None,
        beneficiary: Beneficiary::Company,
        window: Window { due: due.map(at), ..Window::default() },
        opened_at: Some(at("2026-03-01")),
        stopped_at: None,
        elapsed: None,
        open: None,
        late_by: None,
        evidence: vec![],
        state,
    }
}

#[test]
fn k18_open_past_the_limit_is_late_now_and_what_is_open_is_told_apart() {
    let due = Some("2026-03-20");
    let obligations = [
        obligation(1, "D-RESP-2", due, State::Met),
        obligation(2, "D-RESP-2", due, State::Overdue),
        obligation(3, "D-RESP-2", due, State::Open),
        obligation(4, "D-RESP-2", None, State::Undetermined { missing: Missing::Limit }),
        obligation(5, "D-RESP-2", due, State::Waived),
        obligation(6, "D-RESP-2", Some("2026-04-02"), State::Met), // not March's
        obligation(7, "D-RESP-3", due, State::Missed),             // another clause
    ];
    let data = dataset(Records::default());
    let formula = || Formula::Attainment { measure: None, clauses: vec!["D-RESP-2".parse().unwrap()] };
    let facts = Facts { obligations: Some(&obligations), ..Facts::new(&data) };
    let line = line_of(spec(formula(), Per::Month, Some(">= 80%")), &facts, APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/2", Verdict::Missed));
    let apart = [Apart::Open, Apart::Undetermined, Apart::Released];
    assert_eq!(line.notes, apart.map(|cases| Note::Apart { cases, count: 1 }));
    assert_eq!(month(formula(), &data, None, APRIL).verdict, not_measured(Reason::NoObligations));
}

#[test]
fn k19_an_answer_before_the_request_is_in_no_mean() {
    let data = tickets(vec![
        ticket(
            "1",
            None,
            vec![
                ("2026-03-02T10:00:00Z", Happening::Opened),
                ("2026-03-02T09:00:00Z", Happening::FirstResponse),
            ],
        ),
        ticket(
            "2",
            None,
            vec![
                ("2026-03-02T10:00:00Z", Happening::Opened),
                ("2026-03-02T16:00:00Z", Happening::FirstResponse),
            ],
        ),
    ]);
    let line = month(responses(), &data, Some("<= 8h"), APRIL);
    assert_eq!((text(&line.value).as_str(), &line.verdict), ("21600000000/1", &Verdict::Met));
    assert_eq!(line.value.to_string(), "6 h");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Undetermined, count: 1 }]);
}

#[test]
fn k20_a_machine_does_not_answer() {
    let data = tickets(vec![ticket(
        "1",
        None,
        vec![
            ("2026-03-02T10:00:00Z", Happening::Opened),
            ("2026-03-02T10:00:01Z", Happening::AutomaticMessage),
        ],
    )]);
    let line = month(responses(), &data, None, APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::Empty));
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Unanswered, count: 1 }]);
}

#[test]
fn k21_a_reopening_begins_a_new_response_and_undoes_a_solution() {
    let data = tickets(vec![ticket(
        "1",
        None,
        vec![
            ("2026-03-02T10:00:00Z", Happening::Opened),
            ("2026-03-02T11:00:00Z", Happening::FirstResponse),
            ("2026-03-02T12:00:00Z", Happening::Solved),
            ("2026-03-03T10:00:00Z", Happening::Reopened),
            ("2026-03-03T13:00:00Z", Happening::MessageOut),
            ("2026-03-03T14:00:00Z", Happening::MessageOut),
        ],
    )]);
    assert_eq!(text(&month(responses(), &data, None, APRIL).value), "14400000000/2"); // 1 h and 3 h
    let resolved = Formula::Resolution { kinds: vec![] };
    assert_eq!(text(&month(resolved, &data, Some(">= 100%"), APRIL).value), "0/1");
    assert_eq!(month(Formula::Volume(Volume::Solved), &data, None, APRIL).value, Value::Count(1));
    let handling = month(Formula::HandlingTime { kinds: vec![] }, &data, None, APRIL);
    assert_eq!(handling.value.to_string(), "2 h");
}

#[test]
fn a_source_without_answers_has_no_response_time() {
    let event_kinds: EventKinds = [EventKind::Opened, EventKind::Solved].into_iter().collect();
    let data = dataset(Records { tickets: Table::complete(vec![]), event_kinds, ..Records::default() });
    let line = month(responses(), &data, Some("<= 8h"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoEvents(EventKind::FirstResponse)));
}

#[test]
fn k23_late_data_restate_a_month_and_nothing_after_the_instant_counts() {
    let bought = |days: &[&str]| {
        let purchases = days.iter().map(|day| order("a", day, "1 CNY")).collect();
        dataset(Records { purchases: Table::complete(purchases), ..Records::default() })
    };
    let kept = |data: &Dataset| {
        text(&month(retention(RetentionForm::Identity, CustomersBy::Purchases), data, None, APRIL).value)
    };
    assert_eq!(kept(&bought(&["2026-02-03", "2026-04-20"])), "0/1");
    assert_eq!(kept(&bought(&["2026-02-03", "2026-03-31T23:59:59Z"])), "1/1");
}

#[test]
fn k24_a_running_month_is_marked_and_gets_no_verdict() {
    let data = tickets(vec![ticket("1", None, vec![("2026-04-02", Happening::Opened)])]);
    let spec = spec(Formula::Resolution { kinds: vec![] }, Per::Month, Some(">= 100%"));
    let scorecard = Scorecard::new(vec![spec], Zone::utc()).unwrap();
    let line = scorecard.evaluate_running(&Facts::new(&data), at(APRIL)).remove(0);
    assert_eq!((line.period.to_string().as_str(), line.completeness), ("2026-04", Completeness::Running));
    assert_eq!((text(&line.value).as_str(), line.verdict), ("0/1", Verdict::IncompletePeriod));
    assert_eq!(line.history.len(), 0);
}

#[test]
fn a_month_that_the_data_do_not_hold_gets_no_verdict() {
    let tickets = Table::Supplied {
        from: Some(at("2026-03-02")),
        until: None,
        rows: vec![ticket("1", None, vec![("2026-03-05", Happening::Opened)])],
    };
    let data = dataset(Records { tickets, ..Records::default() });
    let line = month(Formula::Resolution { kinds: vec![] }, &data, Some(">= 100%"), APRIL);
    assert_eq!((line.completeness, line.verdict), (Completeness::NotCovered, Verdict::IncompletePeriod));
}

fn complaints(months: &[(&str, usize, usize)]) -> Dataset {
    let (mut rows, mut contacts) = (vec![], vec![]);
    for (month, complaints, interactions) in months {
        let day = format!("{month}-05");
        for number in 0..*complaints {
            rows.push(ticket(
                &format!("{month}-{number}"),
                Some("complaint"),
                vec![(&day, Happening::Opened)],
            ));
        }
        contacts.extend((0..*interactions).map(|n| contact(&format!("c{n}"), &day, Outcome::Reached)));
    }
    let (tickets, interactions) = (Table::complete(rows), Table::complete(contacts));
    dataset(Records { tickets, interactions, ..Records::default() })
}

fn complaint_rate() -> Formula {
    Formula::ComplaintRate { kinds: vec!["complaint".parse().unwrap()], base: Base::Interactions }
}

#[test]
fn k25_a_month_without_interactions_is_a_gap_in_a_trend() {
    let data = complaints(&[("2025-12", 5, 10), ("2026-01", 1, 0), ("2026-02", 4, 10), ("2026-03", 3, 10)]);
    let line = month(complaint_rate(), &data, Some("falls"), APRIL);
    assert_eq!((text(&line.value).as_str(), &line.verdict), ("3/10", &Verdict::Met));
    assert_eq!(line.notes, [Note::Gaps { periods: 1 }]);
    assert_eq!(line.history.len(), 3);
    assert_eq!(line.history[1].1, Value::Undefined(Reason::Empty));

    let up = complaints(&[("2026-01", 2, 10), ("2026-02", 4, 10), ("2026-03", 3, 10)]);
    assert_eq!(month(complaint_rate(), &up, Some("falls"), APRIL).verdict, Verdict::Missed);
    assert_eq!(month(complaint_rate(), &up, Some("falls over 2 periods"), APRIL).verdict, Verdict::Met);
    let longer = month(complaint_rate(), &up, Some("falls over 4 periods"), APRIL);
    assert_eq!(longer.verdict, not_measured(Reason::TooFewPeriods), "three months are known");
    let alone = complaints(&[("2026-03", 3, 10)]);
    assert_eq!(
        month(complaint_rate(), &alone, Some("falls"), APRIL).verdict,
        not_measured(Reason::TooFewPeriods)
    );
}

#[test]
fn k20_k25_attempts_are_no_interactions_and_unknown_kinds_are_told_apart() {
    let tickets = Table::complete(vec![ticket("1", None, vec![("2026-03-05", Happening::Opened)])]);
    let rows =
        vec![contact("a", "2026-03-05", Outcome::NotReached), contact("a", "2026-03-06", Outcome::Reached)];
    let data = dataset(Records { tickets, interactions: Table::complete(rows), ..Records::default() });
    let line = month(complaint_rate(), &data, None, APRIL);
    assert_eq!(text(&line.value), "0/1");
    assert_eq!(line.notes, [Note::Apart { cases: Apart::KindUnknown, count: 1 }]);
}

#[test]
fn k29_participation_is_never_above_the_whole() {
    let invited = |name: &str, answered: bool| crm_model::SurveyAnswer {
        invited_at: Some(at("2026-03-01")),
        answered_at: answered.then(|| at("2026-04-02")),
        ..answer(Some(name), "2026-03-02", None, Scale::ZERO_TO_TEN)
    };
    let uninvited = |name: &str| answer(Some(name), "2026-03-02", Some(9), Scale::ZERO_TO_TEN);
    let formula = || Formula::Participation { survey: None, topic: None };
    let data = answers(vec![invited("a", true), invited("b", false), uninvited("c"), uninvited("d")]);
    let line = month(formula(), &data, Some(">= 20%"), APRIL);
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/2", Verdict::Met));
    assert_eq!(line.notes, [Note::Apart { cases: Apart::Uninvited, count: 2 }]);
    let nobody = month(formula(), &answers(vec![uninvited("c")]), Some(">= 20%"), APRIL);
    assert_eq!(nobody.verdict, not_measured(Reason::Empty));
}

#[test]
fn k30_k31_a_change_needs_a_baseline_and_may_be_beyond_reach() {
    let data = customers(vec![member("a", &["2025-01-01.."])]);
    let mut change = spec(members(RetentionForm::Identity), Per::Month, Some("+45%"));
    let line = |spec| line_of(spec, &Facts::new(&data), APRIL);
    assert_eq!(line(change.clone()).verdict, not_measured(Reason::NoBaseline));
    change.baseline = Some(Bound::Share(600_000)); // wanted: 0.87
    let reached = line(change.clone());
    assert_eq!((reached.verdict, reached.notes.len()), (Verdict::Met, 0));
    change.baseline = Some(Bound::Share(750_000)); // wanted: 1.0875
    let beyond = line(change);
    assert_eq!((beyond.verdict, beyond.notes), (Verdict::Missed, vec![Note::Unreachable]));
}

#[test]
fn a_table_that_was_not_supplied_is_named() {
    let line = month(nps(Counts::Last), &dataset(Records::default()), Some(">= 50"), APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NotSupplied(TableName::Answers)));
    assert_eq!(
        line.to_string(),
        "TEST-KPI-1: indicator.test 2026-03: not measured: no survey answers were supplied, target >= 50: not-measured"
    );
    let nobody = customers(vec![crm_model::Customer::new(id("a"))]);
    let line = month(members(RetentionForm::Identity), &nobody, None, APRIL);
    assert_eq!(line.verdict, not_measured(Reason::NoMemberships));
}

#[test]
fn new_customers_are_followed_up_in_time_or_not() {
    let hours_of_day = crm_calendar::WeeklyHours::closed()
        .with(crm_calendar::WeekdaySet::MON_TO_FRI, &["09:00-17:00".parse().unwrap()]);
    let calendar =
        Calendar::new(CalendarSpec::weekly("office", Zone::utc(), hours_of_day, (2025, 2027))).unwrap();
    let rule = FollowUp {
        since: NewSince::FirstPurchase,
        purposes: vec!["follow-up".parse().unwrap()],
        within: "3bd".parse().unwrap(),
        ends: Ends::SameTime,
        calendar,
    };
    // Monday 2 March, 10:00: three business days end on Thursday the 5th at 10:00.
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
    let line = month(Formula::FollowUp(rule), &data, Some(">= 90%"), "2026-04-01");
    assert_eq!((text(&line.value).as_str(), line.verdict), ("1/3", Verdict::Missed));
    let apart = [Apart::Open, Apart::Undetermined].map(|cases| Note::Apart { cases, count: 1 });
    assert_eq!(line.notes, apart);
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
fn complaints_are_asked_about_and_solved() {
    let complaint = |name: &str, first: bool, last: bool| {
        ticket(
            name,
            Some("complaint"),
            vec![
                ("2026-03-02", Happening::Opened),
                ("2026-03-03", Happening::Solved),
                ("2026-03-04", Happening::Revisited(Some(first))),
                ("2026-03-05", Happening::Revisited(Some(last))),
            ],
        )
    };
    let open = ticket("open", Some("complaint"), vec![("2026-03-02", Happening::Opened)]);
    let inquiry = ticket("inquiry", Some("inquiry"), vec![("2026-03-02", Happening::Opened)]);
    let data = tickets(vec![complaint("1", true, true), complaint("2", false, true), open, inquiry]);
    let kinds = || vec![Kind::new("complaint").unwrap()];
    let said = |counts| {
        text(&month(Formula::RevisitSatisfaction { kinds: kinds(), counts }, &data, None, APRIL).value)
    };
    assert_eq!(
        (said(Counts::First), said(Counts::Last), said(Counts::All)),
        ("1/2".into(), "2/2".into(), "3/4".into())
    );
    assert_eq!(text(&month(Formula::Resolution { kinds: kinds() }, &data, None, APRIL).value), "2/3");
}

#[test]
fn revenue_of_customers_is_kept() {
    let purchases = vec![
        order("a", "2026-02-05", "100 CNY"),
        order("a", "2026-03-05", "120 CNY"),
        order("b", "2026-02-05", "50 CNY"),
        order("c", "2026-02-05", "80 CNY"),
        order("c", "2026-03-05", "80 CNY"),
        refund("c", "2026-03-06", "20 CNY"),
        order("d", "2026-03-05", "40 CNY"),
    ];
    let data = dataset(Records { purchases: Table::complete(purchases), ..Records::default() });
    let kept =
        |form| text(&month(Formula::RevenueRetention { form, currency: None }, &data, None, APRIL).value);
    assert_eq!(kept(RevenueForm::Logo), "2/3");
    assert_eq!(
        (kept(RevenueForm::Net), kept(RevenueForm::Gross)),
        ("1800000/2300000".into(), "1600000/2300000".into())
    );
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
fn what_does_not_fit_is_refused_with_its_key() {
    let refused = |spec| {
        let error = Scorecard::new(vec![spec], Zone::utc()).unwrap_err();
        (error.key, error.to_string())
    };
    let (key, words) = refused(spec(nps(Counts::Last), Per::Year, Some(">= 50%")));
    assert_eq!(key, "target");
    assert_eq!(
        words,
        "indicator.test: what is measured is compared with a number such as `50`, not with a percentage such as `80%`"
    );
    let off = Formula::Satisfaction { question: question(Counts::Last), at_least: 11 };
    assert_eq!(refused(spec(off, Per::Year, None)).0, "at-least");
    let mut baseline = spec(nps(Counts::Last), Per::Year, None);
    baseline.baseline = Some(Bound::Number(300_000));
    assert_eq!(refused(baseline).0, "baseline");
    let no_kinds = Formula::ComplaintRate { kinds: vec![], base: Base::Interactions };
    assert_eq!(refused(spec(no_kinds, Per::Year, None)).0, "kinds");
    assert_eq!(refused(spec(complaint_rate(), Per::Year, Some("falls over 14 periods"))).0, "target");
    let twice = vec![spec(nps(Counts::Last), Per::Year, None), spec(complaint_rate(), Per::Year, None)];
    assert_eq!(Scorecard::new(twice, Zone::utc()).unwrap_err().problem, IndicatorProblem::Twice);
}

#[test]
fn any_order_of_rows_gives_the_same_lines() {
    let rows = vec![
        answer(Some("a"), "2026-03-02", Some(0), Scale::ZERO_TO_TEN),
        answer(Some("a"), "2026-03-02", Some(10), Scale::ZERO_TO_TEN),
        answer(Some("b"), "2026-03-02", Some(7), Scale::ZERO_TO_TEN),
    ];
    let reversed: Vec<_> = rows.iter().rev().cloned().collect();
    let line = |rows| month(nps(Counts::Last), &answers(rows), None, APRIL);
    assert_eq!(line(rows.clone()), line(reversed));
    assert_eq!(text(&line(rows).value), "-100/2"); // of two answers of one instant the lower counts
}

//! Reviews of cadences: worked by hand.

use crm_calendar::Zone;
use crm_kpi::cadence::{
    AnomalyRule, Cadence, CadenceProblem, Cadences, NoHistory, OrderCheck, OwnPeriods, Process, Review,
    TargetRule, Tendency, TrendRule,
};
use crm_kpi::chart::{Advice, AnomalyChoices, ChartKind, Rule, Sigmas};
use crm_kpi::diagnosis::Measured;
use crm_kpi::process::OrderRule;
use crm_kpi::trend::{Confidence, Steps};
use crm_kpi::what_it_takes::{Lever, Needed};
use crm_kpi::{
    Dimension, Facts, Formula, IndicatorSpec, Member, Per, Reason, Scorecard, Stretch, TicketTime, Verdict,
};
use crm_model::{
    Classification, Dataset, EventKind, EventKinds, Happening, Holder, Obligation, Outcome, Precision, Ratio,
    Records, State, Strength, Subject, Table, TableName, TicketId, TicketRecord,
};

use crate::support::{
    APRIL, at, complaint_rate, complaints, contact, member, obligation, spec, ticket, tickets,
};

const MONTHS: [&str; 12] = [
    "2025-04", "2025-05", "2025-06", "2025-07", "2025-08", "2025-09", "2025-10", "2025-11", "2025-12",
    "2026-01", "2026-02", "2026-03",
];

fn cadence(per: Per) -> Cadence {
    Cadence {
        name: "cadence.test".parse().unwrap(),
        clause: "D-CYCLE-1".parse().unwrap(),
        strength: Strength::Must,
        per,
        indicators: vec![],
        anomalies: None,
        trends: None,
        targets: None,
        processes: vec![],
        orders: vec![],
        diagnosis: false,
    }
}

fn looking(per: Per) -> Cadence {
    let confidence = Confidence::new(0.95).unwrap();
    let choices = AnomalyChoices {
        sigmas: Sigmas::THREE,
        laney_from: None,
        rules: vec![Rule::OutOfLimits],
        trend: confidence,
        without: [].into(),
    };
    Cadence {
        anomalies: Some(AnomalyRule { by: Per::Month, choices, at_least: 6 }),
        trends: Some(TrendRule { by: Per::Month, confidence }),
        ..cadence(per)
    }
}

fn review(cadence: Cadence, indicator: IndicatorSpec, facts: &Facts<'_>, as_of: &str) -> Review {
    let scorecard = Scorecard::new(vec![indicator], Zone::utc()).unwrap();
    let cadences = Cadences::new(vec![cadence], &scorecard).unwrap();
    cadences.review(&scorecard, facts, at(as_of)).remove(0)
}

fn rates(percents: [usize; 12]) -> Dataset {
    complaints(&MONTHS.iter().zip(percents).map(|(month, rate)| (*month, rate, 100)).collect::<Vec<_>>())
}

fn rate() -> IndicatorSpec {
    spec(complaint_rate(), Per::Month, None)
}

#[test]
fn d_cycle_1_a_month_stands_out() {
    let data = rates([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 40]);
    let review = review(looking(Per::Month), rate(), &Facts::new(&data), APRIL);
    assert_eq!((review.period.to_string(), review.running.to_string()), ("2026-03".into(), "2026-04".into()));
    let charted = review.lines[0].anomalies.as_ref().unwrap().as_ref().unwrap();
    // 150 of 1,200; one standard deviation is the root of 0.125 / 100.
    assert_eq!((charted.kind, charted.center.get()), (ChartKind::Rates, 0.125));
    assert_eq!((charted.values, charted.advice), (12, Advice::LookForCauses));
    let [march] = charted.anomalies.as_slice() else { panic!("{charted:?}") };
    assert_eq!((march.period.to_string(), march.is_out), ("2026-03".into(), true));
    assert!((march.upper.get() - (0.125 + 3.0 * 0.00125_f64.sqrt())).abs() < 1e-12);
}

#[test]
fn d_cycle_1_a_trend_is_looked_at_before_single_months() {
    let data = rates([45, 42, 39, 36, 33, 30, 27, 24, 21, 18, 15, 12]);
    let review = review(looking(Per::Quarter), rate(), &Facts::new(&data), APRIL);
    let line = &review.lines[0];
    // The line is that of the quarter, its history that of months.
    assert_eq!(
        (line.line.period.to_string(), line.line.value.number()),
        ("2026-Q1".into(), Ratio::new(45, 300))
    );
    let trend = line.trend.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((trend.by, trend.tendency), (Per::Month, Tendency::Falls));
    assert_eq!(trend.steps, Steps { down: 11, flat: 0, up: 0 });
    // All of 12 values fall: two orders of 12! are as clear.
    assert!((trend.p.unwrap().get() - 2.0 / 479_001_600.0).abs() < 1e-15);
    assert!((trend.slope.unwrap().get() + 0.03).abs() < 1e-12);
    // Around 28.5 % the limits are 12.5 % and 44.5 %: the ends of the trend stand out.
    let charted = line.anomalies.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((charted.anomalies.len(), charted.advice), (2, Advice::CheckTheTrendFirst));
}

#[test]
fn k24_the_month_that_runs_makes_no_anomaly_and_no_trend() {
    let data = rates([10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 40]);
    let review = review(looking(Per::Month), rate(), &Facts::new(&data), "2026-03-20");
    assert_eq!((review.period.to_string(), review.running.to_string()), ("2026-02".into(), "2026-03".into()));
    let line = &review.lines[0];
    let charted = line.anomalies.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((charted.values, charted.anomalies.len(), charted.advice), (11, 0, Advice::Nothing));
    assert_eq!(line.trend.as_ref().unwrap().as_ref().unwrap().tendency, Tendency::Neither);
}

#[test]
fn k25_a_month_without_contacts_is_a_gap_and_no_zero() {
    let months: Vec<(&str, usize, usize)> =
        MONTHS.iter().filter(|month| **month != "2025-10").map(|month| (*month, 10, 100)).collect();
    let review = review(looking(Per::Month), rate(), &Facts::new(&complaints(&months)), APRIL);
    let charted = review.lines[0].anomalies.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((charted.values, charted.gaps, charted.anomalies.len()), (11, 1, 0));
    let trend = review.lines[0].trend.as_ref().unwrap().as_ref().unwrap();
    assert_eq!((trend.values, trend.gaps, trend.tendency), (11, 1, Tendency::Neither));
}

#[test]
fn d_cycle_1_few_months_show_neither_anomaly_nor_trend() {
    let months = [("2026-01", 30, 100), ("2026-02", 20, 100), ("2026-03", 10, 100)];
    let review = review(looking(Per::Month), rate(), &Facts::new(&complaints(&months)), APRIL);
    let line = &review.lines[0];
    assert_eq!(line.anomalies, Some(Err(NoHistory::TooFew { values: 3, at_least: 6 })));
    let trend = line.trend.as_ref().unwrap().as_ref().unwrap();
    assert_eq!(trend.tendency, Tendency::TooFew { needed: 5 });
}

#[test]
fn d_cycle_1_targets_are_judged_over_their_own_periods() {
    let data = complaints(&[("2026-01", 10, 100), ("2026-02", 40, 100), ("2026-03", 10, 100)]);
    let monthly = spec(complaint_rate(), Per::Month, Some("<= 20%"));
    let asked = |per| Cadence { targets: Some(TargetRule::default()), ..cadence(per) };
    let quarter = review(asked(Per::Quarter), monthly.clone(), &Facts::new(&data), APRIL);
    let line = &quarter.lines[0];
    // 60 of 300 would meet it; the target is one of months, of which two of three do.
    assert_eq!((line.line.value.number(), &line.line.verdict), (Ratio::new(60, 300), &Verdict::NoTarget));
    assert_eq!(line.own, Some(OwnPeriods { per: Per::Month, met: 2, missed: 1, not_judged: 0 }));

    let yearly = IndicatorSpec { per: Per::Year, ..monthly.clone() };
    let month = review(asked(Per::Month), yearly, &Facts::new(&data), APRIL);
    let line = &month.lines[0];
    assert_eq!((line.line.value.number(), &line.line.verdict), (Ratio::new(10, 100), &Verdict::NoTarget));
    assert_eq!((line.own, &line.shortfall), (None, &None));

    let own = review(asked(Per::Month), monthly, &Facts::new(&data), APRIL);
    assert_eq!((own.lines[0].own, &own.lines[0].line.verdict), (None, &Verdict::Met));
}

#[test]
fn d_cycle_1_a_missed_target_says_what_it_takes_and_who_lacks_most() {
    let row = |name: &str, channel: &str, is_solved: bool| {
        let mut events = vec![("2026-03-02", Happening::Opened)];
        events.extend(is_solved.then_some(("2026-03-03", Happening::Solved)));
        TicketRecord { channel: channel.parse().ok(), ..ticket(name, None, events) }
    };
    let data =
        tickets(vec![row("T-1", "phone", true), row("T-2", "phone", true), row("T-3", "e-mail", false)]);
    let solved = spec(Formula::Resolution { kinds: vec![] }, Per::Month, Some(">= 95%"));
    let targets = Some(TargetRule { by: Some(Dimension::Channel) });
    let review = review(Cadence { targets, ..cadence(Per::Month) }, solved, &Facts::new(&data), APRIL);
    let shortfall = review.lines[0].shortfall.as_ref().unwrap();
    assert_eq!((shortfall.steps[0].lever, shortfall.steps[0].needed), (Lever::More, Needed::AtLeast(1)));
    let most = shortfall.most.as_ref().unwrap();
    assert_eq!(
        (most.by, &most.lack.segment),
        (Dimension::Channel, &Member::Channel("e-mail".parse().unwrap()))
    );
}

#[test]
fn the_scorecard_and_the_reviews_are_the_same_in_one_pass() {
    let data = rates([45, 42, 39, 36, 33, 30, 27, 24, 21, 18, 15, 12]);
    let named = |name: &str, per, target| IndicatorSpec {
        name: name.parse().unwrap(),
        ..spec(complaint_rate(), per, target)
    };
    let indicators = vec![
        named("indicator.monthly", Per::Month, Some("<= 20%")),
        named("indicator.quarterly", Per::Quarter, Some("falls")),
        named("indicator.rolling", "rolling 30 days".parse().unwrap(), Some("<= 20%")),
    ];
    let scorecard = Scorecard::new(indicators, Zone::utc()).unwrap();
    let looks = [Per::Month, Per::Quarter].map(|per| Cadence {
        name: format!("cadence.{per}").parse().unwrap(),
        targets: Some(TargetRule { by: Some(Dimension::Channel) }),
        ..looking(per)
    });
    let cadences = Cadences::new(looks.to_vec(), &scorecard).unwrap();
    let (lines, reviews) = cadences.evaluate(&scorecard, &Facts::new(&data), at(APRIL));
    assert_eq!(lines.len(), 3);
    assert_eq!(lines, scorecard.evaluate(&Facts::new(&data), at(APRIL)));
    assert_eq!(reviews, cadences.review(&scorecard, &Facts::new(&data), at(APRIL)));
    let (alone, none) = Cadences::default().evaluate(&scorecard, &Facts::new(&data), at(APRIL));
    assert_eq!((alone, none), (lines, vec![]));
}

fn owed(number: u32, rule: Option<&str>, due: &str, state: State) -> Obligation {
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

fn check(name: &str, kinds: &[&str], rule: OrderRule<EventKind>) -> OrderCheck {
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

fn ordered(orders: Vec<OrderCheck>, data: &Dataset, as_of: &str) -> Vec<crm_kpi::cadence::OrderKept> {
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

#[track_caller]
fn refused(cadences: Vec<Cadence>, key: &str, problem: &CadenceProblem) {
    let scorecard = Scorecard::new(vec![rate()], Zone::utc()).unwrap();
    let error = Cadences::new(cadences, &scorecard).unwrap_err();
    assert_eq!((error.key, &error.problem), (key, problem));
}

#[test]
fn cadences_that_do_not_hold_are_refused() {
    refused(vec![cadence(Per::Month), cadence(Per::Quarter)], "", &CadenceProblem::Twice);
    refused(vec![cadence("rolling 30 days".parse().unwrap())], "per", &CadenceProblem::Rolling);
    let name: crm_model::RuleName = "indicator.other".parse().unwrap();
    let other = Cadence { indicators: vec![name.clone()], ..cadence(Per::Month) };
    refused(vec![other], "indicators", &CadenceProblem::NoIndicator(name));
    let confidence = Confidence::new(0.95).unwrap();
    let long = Cadence { trends: Some(TrendRule { by: Per::Year, confidence }), ..cadence(Per::Month) };
    refused(vec![long], "trends", &CadenceProblem::LongerHistory);
    let idle = Process { name: "file".into(), rules: vec![] };
    let idle = Cadence { processes: vec![idle], ..cadence(Per::Month) };
    refused(vec![idle], "processes", &CadenceProblem::NoRules("file".into()));
    let rule =
        check("one", &[], OrderRule::NeverAfter { first: EventKind::Closed, never: EventKind::Solved });
    let twice = Cadence { orders: vec![rule.clone(), rule], ..cadence(Per::Month) };
    refused(vec![twice], "order", &CadenceProblem::OrderTwice("one".into()));
    let (first, then) = (EventKind::Solved, EventKind::Solved);
    for rule in [OrderRule::Precedes { first, then }, OrderRule::Follows { first, then, within: None }] {
        let alone = Cadence { orders: vec![check("one", &[], rule)], ..cadence(Per::Month) };
        let problem = CadenceProblem::OrderOfOne { name: "one".into(), event: EventKind::Solved };
        refused(vec![alone], "order", &problem);
    }
}

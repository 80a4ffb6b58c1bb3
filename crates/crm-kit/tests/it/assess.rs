//! Assessments worked out by hand.

use crm_kit::chrono::TimeDelta;
use crm_kit::model::{
    Classification, EventKind, EventKinds, Fact, Happening, Holder, Knowledge, Missing, Noticed, Records,
    State, Subject, Table, TableName,
};
use crm_kit::{Assessment, Case, Dataset, Policy, WarningKind, assess, assess_ticket, clocks, explain};

use crate::support::{POLICY, customers, dataset, minute, policy, record};

fn states(assessment: &Assessment) -> Vec<(String, &State)> {
    assessment.obligations.iter().map(|one| (one.id.to_string(), &one.state)).collect()
}

#[test]
fn obligations_come_in_order_of_ticket_and_measure_with_stable_ids() {
    let (dataset, _) = dataset(vec![
        record("T-2", Some("high"), &[(0, Happening::Opened)]),
        record("T-1", Some("plain"), &[(0, Happening::Opened), (30, Happening::FirstResponse)]),
    ]);
    let assessment = assess(&dataset, &policy(), minute(24 * 60 + 1));
    assert_eq!(
        states(&assessment),
        [
            ("TEST-SLA-1/T-1/first-response/1/1".into(), &State::Met),
            ("TEST-SLA-2/T-1/resolution/1/1".into(), &State::Open),
            ("TEST-SLA-1/T-2/first-response/1/1".into(), &State::Overdue),
            ("TEST-SLA-2/T-2/resolution/1/1".into(), &State::Overdue), // one business day for the high tier
        ]
    );
    let overdue: Vec<_> = assessment.overdue().map(|one| one.id.measure.as_str()).collect();
    assert_eq!(overdue, ["first-response", "resolution"], "the longest overdue first");
    assert_eq!(assessment.due_next().count(), 1);
}

#[test]
fn an_assessment_holds_until_a_warning_or_a_due_instant() {
    let (dataset, _) = dataset(vec![record("T-1", Some("plain"), &[(0, Happening::Opened)])]);
    let at = |minutes| assess(&dataset, &policy(), minute(minutes));
    assert_eq!(at(0).valid_until, Some(minute(120)), "half of four hours is used");
    assert_eq!(at(0).warnings.len(), 0);
    assert_eq!(at(120).warnings.len(), 1);
    assert_eq!(at(120).valid_until, Some(minute(240) + TimeDelta::microseconds(1)));
    assert_eq!(at(240).obligations[0].state, State::Open, "the due instant itself is in time");
}

#[test]
fn p_resp_2_an_unfinished_ticket_is_reminded_of_and_its_owner_is_named() {
    let reminding = POLICY.replacen("reopen = \"continue-", "remind = \"4bh\"\nreopen = \"continue-", 1);
    let policy = Policy::parse(&reminding, "test.toml").unwrap();
    let holder = Holder { department: "service".parse().ok(), person: None };
    let events = [(0, Happening::Opened), (5, Happening::FirstResponse), (10, Happening::Assigned(holder))];
    let (dataset, _) = dataset(vec![record("T-1", Some("plain"), &events)]);
    let at = |minutes| assess(&dataset, &policy, minute(minutes));
    assert!(at(239).warnings.is_empty());
    assert_eq!(at(239).valid_until, Some(minute(240)));
    // Wednesday 13:00, late since 09:00: the fifth of them, and only the last one stands.
    let [reminder] = &at(3_120).warnings[..] else { panic!("one reminder") };
    assert_eq!((reminder.kind, reminder.raised_at), (WarningKind::Reminder, minute(3_120)));
    assert_eq!(reminder.due, Some(minute(2 * 24 * 60)));
    assert_eq!(reminder.owner.as_ref().unwrap().department, "service".parse().ok());
}

#[test]
fn p_resp_4_rounds_that_are_exhausted_are_found() {
    let follow_up = "\n[sla.follow-up]\nclause = \"TEST-SLA-3\"\nmeasure = \"follow-up\"\nwithin = \"24h\"\nat-most = 1\n\
                     calendar = \"office\"\nstarts = \"revisited\"\npauses = []\nreopen = \"restart\"\n";
    let policy = Policy::parse(&format!("{POLICY}{follow_up}"), "test.toml").unwrap();
    let unhappy = Happening::Revisited(Some(false));
    let mut events = vec![(0, Happening::Opened), (1, Happening::Solved), (2, unhappy.clone()), (3, unhappy)];
    let found = |events: &[(i64, Happening)]| {
        let (dataset, _) = dataset(vec![record("T-1", None, events)]);
        let findings = assess(&dataset, &policy, minute(10)).findings;
        let of_rounds = findings.iter().filter(|finding| finding.noticed.rule() == "rounds-exhausted");
        of_rounds.map(|finding| finding.noticed.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(
        found(&events),
        ["TEST-SLA-3: follow-up came up again after round 1, the last that the policy allows"]
    );
    events.push((4, Happening::Confirmed));
    assert!(found(&events).is_empty());
}

#[test]
fn p_comp_1_a_department_that_the_policy_does_not_name_is_said_once() {
    let assign = "\n[sla.assign]\nclause = \"TEST-SLA-3\"\nmeasure = \"assignment\"\nwithin = \"4h\"\nto = \"not-stated\"\n\
                  calendar = \"office\"\nstarts = \"opened\"\npauses = []\nreopen = \"first-only\"\n";
    let policy = Policy::parse(&format!("{POLICY}{assign}"), "test.toml").unwrap();
    let of = |id| record(id, Some("plain"), &[(0, Happening::Opened)]);
    let (dataset, _) = dataset(vec![of("T-1"), of("T-2")]);
    let findings = assess(&dataset, &policy, minute(0)).findings;
    let told: Vec<_> = findings.iter().map(|finding| finding.noticed.to_string()).collect();
    assert_eq!(
        told,
        [
            "TEST-SLA-3: assignment of 2 tickets undetermined: the policy does not say which department is responsible"
        ]
    );
}

#[test]
fn changes_say_what_a_host_has_to_act_on() {
    let opened = record("T-1", Some("plain"), &[(0, Happening::Opened)]);
    let other = record("T-2", Some("plain"), &[(60, Happening::Opened)]);
    let (before, _) = dataset(vec![opened.clone()]);
    let (after, _) = dataset(vec![opened, other]);
    let (morning, evening) = (assess(&before, &policy(), minute(30)), assess(&after, &policy(), minute(241)));
    let changes = evening.changes_since(&morning);
    assert_eq!(changes.appeared.len(), 2);
    assert_eq!(changes.changed.len(), 1);
    assert_eq!((&changes.changed[0].was, &changes.changed[0].now.state), (&State::Open, &State::Overdue));
    assert_eq!(morning.changes_since(&evening).gone.len(), 2);
}

#[test]
fn what_the_whole_data_set_lacks_is_said_once() {
    let tickets: Vec<_> = ["T-1", "T-2", "T-3"]
        .map(|id| record(id, None, &[(0, Happening::Opened), (300, Happening::Closed)]))
        .into();
    let event_kinds: EventKinds = [EventKind::Opened, EventKind::Closed].into_iter().collect();
    let (dataset, _) =
        Dataset::new(Records { tickets: Table::complete(tickets), event_kinds, ..Records::default() });
    let assessment = assess(&dataset, &policy(), minute(1000));
    assert!(assessment.obligations.iter().all(|one| one.id.subject == Subject::Company));
    let lacking: Vec<_> = assessment
        .findings
        .iter()
        .map(|finding| match &finding.noticed {
            Noticed::NotSupplied { measure, missing, tickets, .. } => {
                (measure.as_str(), missing.clone(), *tickets)
            }
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(
        lacking,
        [
            ("resolution", Missing::Fact(Fact::Tier), 3),
            ("first-response", Missing::Events(EventKind::FirstResponse), 3)
        ]
    );
}

#[test]
fn x36_a_ticket_is_judged_by_the_version_in_force_when_it_opened() {
    let version = |name: &str, valid: &str, within: &str| {
        let text = POLICY
            .replace("name = \"test\"", &format!("name = \"{name}\"\nvalid = {valid}"))
            .replace("within = \"4bh\"", &format!("within = \"{within}\""));
        Policy::parse(&text, name).unwrap()
    };
    let policy = Policy::from_versions([
        version("new", "{ from = 2026-03-03 }", "1bh"),
        version("old", "{ from = 2026-03-02, until = 2026-03-03 }", "4bh"),
    ])
    .unwrap();
    let (dataset, _) = dataset(vec![
        record("T-0", Some("plain"), &[(-24 * 60, Happening::Opened)]), // before any version
        record("T-1", Some("plain"), &[(0, Happening::Opened)]),
        record("T-2", Some("plain"), &[(24 * 60, Happening::Opened)]),
    ]);
    let assessment = assess(&dataset, &policy, minute(24 * 60 + 30));
    let due: Vec<_> = assessment
        .obligations
        .iter()
        .filter(|one| one.id.measure.as_str() == "first-response")
        .map(|one| (one.state.as_str(), one.window.due))
        .collect();
    assert_eq!(
        due,
        [("undetermined", None), ("overdue", Some(minute(240))), ("open", Some(minute(24 * 60 + 60)))]
    );
    assert_eq!(assessment.obligations[0].state, State::Undetermined { missing: Missing::PolicyInForce });
}

#[test]
fn x36_a_later_version_may_take_open_tickets_over() {
    let version = |name: &str, header: &str, within: &str| {
        let text = POLICY
            .replace("name = \"test\"", &format!("name = \"{name}\"\n{header}"))
            .replace("within = \"4bh\"", &format!("within = \"{within}\""));
        Policy::parse(&text, name).unwrap()
    };
    let policy = |open_tickets: &str| {
        let header = format!("valid = {{ from = 2026-03-03 }}\nopen-tickets = \"{open_tickets}\"");
        let old = version("old", "valid = { until = 2026-03-03 }", "24h");
        Policy::from_versions([version("new", &header, "30h"), old]).unwrap()
    };
    let (dataset, _) = dataset(vec![
        record("T-1", Some("plain"), &[(0, Happening::Opened)]),
        record("T-2", Some("plain"), &[(0, Happening::Opened), (60, Happening::FirstResponse)]),
    ]);
    let due = |policy: &Policy, at| {
        let assessment = assess(&dataset, policy, minute(at));
        let first =
            assessment.obligations.into_iter().filter(|one| one.id.measure.as_str() == "first-response");
        first.map(|one| one.window.due.unwrap()).collect::<Vec<_>>()
    };
    let (by_the_old, by_the_new) = (minute(24 * 60), minute(30 * 60));
    let change = 15 * 60; // the first day of the new version begins
    assert_eq!(due(&policy("keep"), change + 1), [by_the_old, by_the_old]);
    assert_eq!(due(&policy("take-over"), change - 1), [by_the_old, by_the_old], "not yet in force");
    assert_eq!(due(&policy("take-over"), change + 1), [by_the_new, by_the_old], "what was met stays");
    let before = assess(&dataset, &policy("take-over"), minute(change - 1));
    assert_eq!(before.valid_until, Some(minute(change)));

    let (policy, as_of) = (policy("take-over"), minute(change + 1));
    let by = |id: &str| {
        let ticket = dataset.ticket(&id.parse().unwrap()).unwrap();
        let case = Case::of(&dataset, ticket, None, &[]);
        let first = clocks(&case, &policy, as_of).remove(0);
        let explained = explain(&case, &policy, &first.clock.obligation_id(ticket.id()), as_of).unwrap();
        assert_eq!(explained.version.name(), first.version.unwrap().name());
        (explained.version.name().to_owned(), explained.why.limit.to_string(), explained.why.choices.len())
    };
    assert_eq!(by("T-1"), ("new".into(), "30h".into(), 1));
    assert_eq!(by("T-2"), ("old".into(), "24h".into(), 0));
}

#[test]
fn x36_a_version_that_will_owe_more_bounds_how_long_an_answer_holds() {
    let resolution =
        |text: &str| text.split_once("[sla.solve]").map(|(before, _)| before.to_string()).unwrap();
    let version = |name: &str, header: &str, text: &str| {
        let text = text.replace("name = \"test\"", &format!("name = \"{name}\"\n{header}"));
        Policy::parse(&text, name).unwrap()
    };
    // The old version promises an answer and nothing else, the new one a solution besides.
    let header = "valid = { from = 2026-03-03 }\nopen-tickets = \"take-over\"";
    let old = version("old", "valid = { until = 2026-03-03 }", &resolution(POLICY));
    let policy = Policy::from_versions([version("new", header, POLICY), old]).unwrap();
    let answered = [(0, Happening::Opened), (60, Happening::FirstResponse)];
    let (dataset, _) = dataset(vec![record("T-1", Some("plain"), &answered)]);
    let now = assess(&dataset, &policy, minute(120));
    let change = minute(15 * 60); // the first day of the new version begins
    assert_eq!((now.obligations.len(), now.valid_until), (1, Some(change)));
    assert_eq!(assess(&dataset, &policy, change).obligations.len(), 2);
}

#[test]
fn t35_the_whole_data_set_lets_the_earliest_open_promise_go_on() {
    let into = |id: &str| Happening::Merged(crm_kit::model::TicketId::new(id).unwrap());
    let (dataset, _) = dataset(vec![
        record("T-1", Some("plain"), &[(0, Happening::Opened), (10, into("T-2"))]),
        record("T-2", Some("plain"), &[(5, Happening::Opened), (20, into("T-3"))]),
        record("T-3", Some("plain"), &[(15, Happening::Opened)]),
    ]);
    let assessment = assess(&dataset, &policy(), minute(30));
    let first: Vec<_> = assessment
        .obligations
        .iter()
        .filter(|one| one.id.measure.as_str() == "first-response")
        .map(|one| (one.id.subject.to_string(), one.state.as_str(), one.opened_at.unwrap()))
        .collect();
    assert_eq!(
        first,
        [
            ("T-1".into(), "superseded", minute(0)),
            ("T-2".into(), "superseded", minute(0)),
            ("T-3".into(), "open", minute(0)),
        ]
    );
}

#[test]
fn looking_beyond_the_data_is_said() {
    let rows = vec![record("T-1", Some("plain"), &[(0, Happening::Opened)])];
    let (dataset, _) = Dataset::new(Records {
        customers: Table::complete(customers()),
        tickets: Table::Supplied { from: None, until: Some(minute(10)), rows },
        ..Records::default()
    });
    let noticed = |at| assess(&dataset, &policy(), minute(at)).findings.len();
    assert_eq!((noticed(10), noticed(11)), (0, 1));
}

#[test]
fn a_ticket_that_opens_later_is_not_there_yet() {
    let (dataset, _) = dataset(vec![record("T-1", Some("plain"), &[(0, Happening::Opened)])]);
    assert!(assess(&dataset, &policy(), minute(-1)).obligations.is_empty());
    assert_eq!(assess(&dataset, &policy(), minute(0)).obligations.len(), 2);
}

#[test]
fn an_obligation_whose_clause_changes_has_changed_and_not_gone() {
    let mut policy_text = POLICY.replace(
        "clause = \"TEST-SLA-2\"\nmeasure = \"resolution\"\nwhen",
        "clause = \"TEST-SLA-3\"\nmeasure = \"resolution\"\nwhen",
    );
    policy_text = policy_text.replace("when = { tier = \"high\" }", "when = { urgency = \"urgent\" }");
    let policy = Policy::parse(&policy_text, "test.toml").unwrap();
    let urgent =
        Happening::Classified(Classification { urgency: "urgent".parse().ok(), ..Default::default() });
    let regular =
        Happening::Classified(Classification { urgency: "regular".parse().ok(), ..Default::default() });
    let events = [(0, Happening::Opened), (1, regular), (9 * 60, urgent)];
    let (dataset, _) = dataset(vec![record("T-1", None, &events)]);
    let changes =
        assess(&dataset, &policy, minute(24 * 60 + 1)).changes_since(&assess(&dataset, &policy, minute(60)));
    let resolution = changes.changed.iter().find(|one| one.now.id.measure.as_str() == "resolution").unwrap();
    assert_eq!((changes.appeared.len(), changes.gone.len()), (0, 0));
    assert_eq!((&resolution.was, &resolution.now.state), (&State::Open, &State::Overdue));
    assert_ne!(resolution.was_id, resolution.now.id);
}

#[test]
fn no_tickets_at_all_is_not_nothing_owed() {
    let (dataset, _) = Dataset::new(Records { tickets: Table::NotSupplied, ..Records::default() });
    let assessment = assess(&dataset, &policy(), minute(0));
    assert_eq!(assessment.obligations.len(), 3);
    let missing = Missing::Table(TableName::Tickets);
    assert!(
        assessment
            .obligations
            .iter()
            .all(|one| one.state == State::Undetermined { missing: missing.clone() })
    );
}

#[test]
fn what_several_rules_of_a_clause_lack_is_found_once() {
    let trigger = |name: &str, urgency: &str| {
        format!(
            "[escalation.trigger.{name}]\nclause = \"TEST-ESC-1\"\ntrigger = \"agitated\"\n\
             when = {{ urgency = \"{urgency}\" }}\nwithin = \"4h\"\ncalendar = \"office\"\nfrom = \"known\"\n\
             rung = \"agent\"\n"
        )
    };
    let (one, other) = (trigger("regular", "regular"), trigger("urgent", "urgent"));
    let text = format!("{POLICY}\n[escalation.ladder]\nagent = {{ rank = 1 }}\n{one}{other}");
    let policy = Policy::parse(&text, "test.toml").unwrap();
    let (dataset, _) = Dataset::new(Records { tickets: Table::NotSupplied, ..Records::default() });
    let assessment = assess(&dataset, &policy, minute(0));
    assert_eq!(assessment.obligations.len(), 5, "one of each rule and trigger");
    let told: Vec<_> = assessment.findings.iter().map(|finding| finding.noticed.to_string()).collect();
    assert_eq!(
        told,
        [
            "TEST-ESC-1: escalation undetermined: no tickets were supplied",
            "TEST-SLA-1: first-response undetermined: no tickets were supplied",
            "TEST-SLA-2: resolution undetermined: no tickets were supplied",
        ]
    );
}

#[test]
fn a_ticket_that_several_rules_of_a_clause_lack_something_for_counts_once() {
    let without_limit = POLICY.replace(
        "clause = \"TEST-SLA-2\"\nmeasure = \"resolution\"\nwithin = \"2bd\"\nends = \"same-time\"",
        "clause = \"TEST-SLA-2\"\nmeasure = \"resolution\"\nwithin = \"not-stated\"",
    );
    let without_limit =
        without_limit.replace("within = \"1bd\"\nends = \"same-time\"", "within = \"not-stated\"");
    let policy = Policy::parse(&without_limit, "test.toml").unwrap();
    let of = |id, customer| record(id, Some(customer), &[(0, Happening::Opened)]);
    let (dataset, _) = dataset(vec![of("T-1", "high"), of("T-2", "plain"), of("T-3", "plain")]);
    let findings = assess(&dataset, &policy, minute(0)).findings;
    let told: Vec<_> = findings.iter().map(|finding| finding.noticed.to_string()).collect();
    assert_eq!(told, ["TEST-SLA-2: resolution of 3 tickets undetermined: the policy states no limit"]);
}

#[test]
fn a_ticket_counts_once_for_what_is_lacking() {
    let opened = record("T-1", None, &[(0, Happening::Opened)]);
    let event_kinds = [EventKind::Solved, EventKind::FirstResponse].into_iter().collect();
    let (dataset, _) =
        Dataset::new(Records { tickets: Table::complete(vec![opened]), event_kinds, ..Records::default() });
    let counted = assess(&dataset, &policy(), minute(0)).findings;
    let of_one =
        |finding: &&crm_kit::Finding| matches!(finding.noticed, Noticed::NotSupplied { tickets: 1, .. });
    assert!(!counted.is_empty());
    assert_eq!(counted.iter().filter(of_one).count(), counted.len());
}

#[test]
fn late_verdicts_of_a_source_without_waits_are_marked() {
    let ticket = record("T-1", Some("plain"), &[(0, Happening::Opened)]);
    let event_kinds = [EventKind::Opened, EventKind::Solved, EventKind::FirstResponse].into_iter().collect();
    let (dataset, _) = Dataset::new(Records {
        customers: Table::complete(customers()),
        tickets: Table::complete(vec![ticket]),
        event_kinds,
        ..Records::default()
    });
    let rules = |at| {
        assess(&dataset, &policy(), minute(at))
            .findings
            .iter()
            .map(|one| one.noticed.rule())
            .collect::<Vec<_>>()
    };
    assert!(rules(60).is_empty());
    assert_eq!(rules(10 * 24 * 60), ["waits-not-supplied"]);
}

#[test]
fn a_scorecard_without_a_policy_in_force_is_said_to_be_none() {
    let text = POLICY
        .replace("zone = \"UTC\"\nhit-policy", "zone = \"UTC\"\nvalid = { until = 2026-01-01 }\nhit-policy");
    let ended = Policy::parse(&text, "ended.toml").unwrap();
    let (dataset, _) = dataset(vec![]);
    let of_none = |assessment: &crm_kit::Assessment| {
        let is_it = |noticed: &Noticed| {
            matches!(noticed, Noticed::NotSupplied { missing: Missing::PolicyInForce, .. })
        };
        assessment.findings.iter().filter(|finding| is_it(&finding.noticed)).count()
    };
    assert_eq!(of_none(&assess(&dataset, &ended, minute(0))), 1); // 2026-03-02
    assert_eq!(of_none(&assess(&dataset, &policy(), minute(0))), 0);
}

#[test]
fn attainment_without_tickets_lacks_tickets_and_not_cases() {
    let text = format!(
        "{POLICY}\n[indicator.attainment]\nclause = 'TEST-KPI-1'\nformula = 'attainment'\nper = 'month'\n"
    );
    let policy = Policy::parse(&text, "test.toml").unwrap();
    let (dataset, _) = Dataset::new(Records::default());
    let line = &assess(&dataset, &policy, minute(0)).scorecard[0];
    assert_eq!(line.value.to_string(), "not measured: no tickets were supplied");
}

#[test]
fn x37_what_was_published_is_found_again_by_what_was_known() {
    let events = [(0, Happening::Opened), (60, Happening::FirstResponse)];
    let mut late_word = record("T-1", Some("plain"), &events);
    late_word.events[1].recorded_at = Some(minute(600)); // in time, and on record the next day only
    let before = crm_kit::Ticket::new(record("T-1", Some("plain"), &events[..1]));
    let ticket = crm_kit::Ticket::new(late_word);
    let published = assess_ticket(&Case::new(&before), &policy(), minute(300));
    let case = |knowledge| Case { knowledge, ..Case::new(&ticket) };
    let again = assess_ticket(&case(Knowledge::AsKnown), &policy(), minute(300));
    assert_eq!(again, published);
    assert_eq!(again.overdue().count(), 1);
    let as_it_was = assess_ticket(&case(Knowledge::Hindsight), &policy(), minute(300));
    assert_eq!(as_it_was.overdue().count(), 0);
}

#[test]
fn x38_a_record_before_the_event_is_a_finding_and_no_negative_duration() {
    let mut ticket = record("T-1", Some("plain"), &[(0, Happening::Opened), (60, Happening::FirstResponse)]);
    ticket.events[1].recorded_at = Some(minute(-60));
    let (dataset, integrity) = dataset(vec![ticket]);
    let found = integrity.findings.iter().map(|finding| finding.noticed.rule()).collect::<Vec<_>>();
    assert_eq!(found, ["clock-behind"]);
    let assessment = assess(&dataset, &policy(), minute(120));
    let answered =
        assessment.obligations.iter().find(|one| one.id.measure.as_str() == "first-response").unwrap();
    assert_eq!((&answered.state, answered.elapsed.unwrap().to_string()), (&State::Met, "1 h".to_string()));
}

//! What the composition makes of escalations and of documents with a scope.

use crm_kit::chrono::{DateTime, Utc};
use crm_kit::model::{
    Classification, Direction, Happening, Interaction, Noticed, Outcome, Records, Table, Ticket, TicketEvent,
    TicketId, TicketRecord,
};
use crm_kit::{Case, Dataset, Policy, Preset, assess, assess_ticket};

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn ticket(channel: Option<&str>, events: &[(&str, Happening)]) -> Ticket {
    let events = events.iter().map(|(at, what)| TicketEvent::at(instant(at), what.clone())).collect();
    let mut record = TicketRecord::new(TicketId::new("T-1").unwrap(), events);
    record.channel = channel.map(|text| text.parse().unwrap());
    Ticket::new(record)
}

fn judged(kind: Option<&str>, urgency: Option<&str>) -> Happening {
    Happening::Classified(Classification {
        kind: kind.map(|text| text.parse().unwrap()),
        urgency: urgency.map(|text| text.parse().unwrap()),
        complexity: None,
    })
}

#[test]
fn an_escalation_due_after_the_last_published_holidays_is_marked_as_the_clocks_are() {
    let marked = |events: &[(&str, Happening)]| {
        let case = ticket(None, events);
        let found =
            assess_ticket(&Case::new(&case), &Policy::preset(Preset::Basic), instant("2029-03-06T09:00:00Z"));
        let count = |noticed: &Noticed| match noticed {
            Noticed::HolidaysAssumed { obligations } => Some(*obligations),
            _ => None,
        };
        found.findings.iter().find_map(|finding| count(&finding.noticed))
    };
    let opened = ("2029-03-05T02:00:00Z", Happening::Opened);
    assert_eq!(marked(core::slice::from_ref(&opened)), Some(2), "triage and progress, in business days");
    let urgent = ("2029-03-05T03:00:00Z", judged(None, Some("urgent")));
    assert_eq!(marked(&[opened, urgent]), Some(3), "and one business day to reach a supervisor");
}

#[test]
fn p_esc_4_a_request_that_is_urgent_by_its_kind_is_pushed_to_the_supervisor() {
    let pushed = |kind: &str, urgency: Option<&str>, at: &str| {
        let opened = ("2026-03-02T01:00:00Z", Happening::Opened);
        let case = ticket(None, &[opened, ("2026-03-02T01:00:00Z", judged(Some(kind), urgency))]);
        let found = assess_ticket(&Case::new(&case), &Policy::preset(Preset::SixPlans), instant(at));
        let reasons = found.escalations.into_iter().flat_map(|one| one.reasons);
        reasons.filter(|one| one.clause.as_str() == "P-ESC-4" && one.missing.is_none()).count()
    };
    let (hour, after) = ("2026-03-02T02:00:00Z", "2026-03-02T02:00:01Z");
    assert_eq!(pushed("order-abnormal", None, hour), 0);
    assert_eq!(pushed("order-abnormal", None, after), 1);
    assert_eq!(pushed("order-abnormal", Some("regular"), after), 1, "its limit is the hour of P-RESP-1");
    assert_eq!(pushed("complaint", Some("urgent"), after), 1);
    assert_eq!(pushed("complaint", Some("regular"), after), 0);
    assert_eq!(pushed("inquiry", Some("regular"), after), 0);
}

#[test]
fn p_scope_1_each_document_says_itself_which_scene_a_channel_belongs_to() {
    let document = |name: &str, more: &str| {
        let text = format!("schema = 'crm-policy/1'\nname = '{name}'\nextends = 'six-plans'\n{more}");
        Policy::parse(&text, name).unwrap()
    };
    let scene = |scene: &str| format!("[vocabulary.channels]\nphone = {{ scene = '{scene}' }}");
    let rule = "[sla.recorded]\nclause = 'OURS-1'";
    let old = document(
        "old",
        &format!("valid = {{ until = 2026-01-01 }}\nscope = {{ scenes = ['service'] }}\n{rule}"),
    );
    let new = format!("valid = {{ from = 2026-01-01 }}\nscope = {{ scenes = ['online'] }}\n{rule}\n");
    let policy = Policy::from_versions([old, document("new", &(new + &scene("online")))]).unwrap();
    let judged_by = |opened: &str| {
        let case = ticket(Some("phone"), &[(opened, Happening::Opened)]);
        let found = assess_ticket(&Case::new(&case), &policy, instant(opened));
        found.obligations.iter().any(|one| one.rule.is_some())
    };
    assert!(judged_by("2025-06-02T02:00:00Z"), "then a call belonged to the scene of service");
    assert!(judged_by("2026-06-02T02:00:00Z"));
    // Two documents in force at once that both claim the phone: nobody knows which holds.
    let one = document("one", "scope = { scenes = ['service'] }");
    let other = document("other", &format!("scope = {{ scenes = ['online'] }}\n{}", scene("online")));
    let policy = Policy::from_versions([one, other]).unwrap();
    let case = ticket(Some("phone"), &[("2026-06-02T02:00:00Z", Happening::Opened)]);
    let found = assess_ticket(&Case::new(&case), &policy, instant("2026-06-02T02:00:00Z"));
    assert!(found.obligations.iter().all(|one| one.rule.is_none()), "{:?}", found.obligations);
}

#[test]
fn p_comp_1_a_typed_complaint_counts_where_complaints_count() {
    let lines = |kind: &str| {
        let record = ticket(
            None,
            &[
                ("2025-11-03T02:00:00Z", Happening::Opened),
                ("2025-11-03T03:00:00Z", judged(Some(kind), None)),
                ("2025-11-03T04:00:00Z", Happening::Solved),
                ("2025-11-03T05:00:00Z", Happening::Revisited(Some(true))),
            ],
        )
        .into_record();
        let (dataset, _) = Dataset::new(Records {
            tickets: Table::complete(vec![record]),
            interactions: Table::complete(vec![Interaction {
                at: instant("2025-11-04T02:00:00Z"),
                customer: None,
                direction: Direction::Inbound,
                outcome: Outcome::Reached,
                channel: None,
                purpose: None,
                person: None,
                department: None,
                recorded_at: None,
            }]),
            ..Records::default()
        });
        let policy = Policy::preset(Preset::SixPlans);
        let mut lines = assess(&dataset, &policy, instant("2026-01-15T02:00:00Z")).scorecard;
        lines.retain(|line| line.indicator.as_str().starts_with("indicator.complaint"));
        lines
    };
    let complaints = lines("complaint");
    assert_eq!(complaints.len(), 4);
    for kind in ["quality-complaint", "attitude-complaint", "after-sales-complaint"] {
        assert_eq!(lines(kind), complaints, "{kind}");
    }
    for (complaint, inquiry) in complaints.iter().zip(lines("inquiry")) {
        assert_ne!(*complaint, inquiry);
    }
}

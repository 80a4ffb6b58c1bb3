//! Where two documents speak, which of them a ticket meets.

use chrono::{DateTime, Utc};
use crm_model::{
    Channel, Classification, Happening, Kind, Missing, State, Ticket, TicketEvent, TicketId, TicketRecord,
    Urgency,
};
use crm_policy::{Policy, Preset};
use crm_sla::{Clock, Measure};

/// The instant at which every ticket below opens, a Monday morning in Shanghai.
const OPENED: &str = "2026-03-02T01:00:00Z";

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Returns how the clock of a measure stands a minute after a ticket of a channel, kind and urgency opened.
fn clock(
    policy: &Policy,
    measure: Measure,
    channel: &str,
    kind: Option<&str>,
    urgency: Option<&str>,
) -> Clock {
    let judged = Classification {
        kind: kind.map(|kind| Kind::new(kind).unwrap()),
        urgency: urgency.map(|urgency| Urgency::new(urgency).unwrap()),
        complexity: None,
    };
    let at = |happening| TicketEvent::at(instant(OPENED), happening);
    let events = vec![at(Happening::Opened), at(Happening::Classified(judged))];
    let record = TicketRecord {
        channel: Some(Channel::new(channel).unwrap()),
        ..TicketRecord::new(TicketId::new("T-1").unwrap(), events)
    };
    let clocks = policy.sla().standing(&Ticket::new(record), instant("2026-03-02T01:00:30Z"));
    clocks.into_iter().find(|clock| clock.measure == measure).unwrap()
}

/// Checks the clause that decides, and when it is due.
#[track_caller]
fn check(clock: &Clock, clause: &str, due: &str) {
    assert_eq!(clock.rule.as_ref().map(|rule| rule.clause.to_string()).as_deref(), Some(clause));
    assert_eq!(clock.due, Some(instant(due)));
}

#[test]
fn handbook_answers_complaints_within_two_hours_but_for_phone_and_chat() {
    let policy = Policy::preset(Preset::Handbook);
    let of = |channel, kind| clock(&policy, Measure::FirstResponse, channel, Some(kind), None);
    for channel in ["e-mail", "social-media", "social-media-group", "sms", "meeting", "sales-feedback"] {
        check(&of(channel, "complaint"), "H-COMP-2", "2026-03-02T03:00:00Z");
    }
    for channel in ["phone", "online-chat"] {
        check(&of(channel, "complaint"), "D-RESP-1", "2026-03-02T01:01:00Z");
    }
    check(&of("e-mail", "inquiry"), "D-RESP-1", "2026-03-02T05:00:00Z");
}

#[test]
fn handbook_covers_complaints_on_every_channel_that_it_declares() {
    let policy = Policy::preset(Preset::Handbook);
    for channel in policy.vocabulary().channels.keys() {
        let clock = clock(&policy, Measure::FirstResponse, channel.as_str(), Some("complaint"), None);
        assert!(clock.due.is_some(), "{channel}");
    }
}

#[test]
fn handbook_cannot_tell_by_e_mail_before_it_knows_whether_it_is_a_complaint() {
    let policy = Policy::preset(Preset::Handbook);
    let by_e_mail = clock(&policy, Measure::FirstResponse, "e-mail", None, None);
    assert!(matches!(by_e_mail.state, State::Undetermined { .. }), "{:?}", by_e_mail.state);
    let by_phone = clock(&policy, Measure::FirstResponse, "phone", None, None);
    check(&by_phone, "D-RESP-1", "2026-03-02T01:01:00Z");
}

#[test]
fn six_plans_limits_go_by_kind_and_no_longer_by_channel() {
    let policy = Policy::preset(Preset::SixPlans);
    for channel in ["phone", "e-mail", "app-message"] {
        for (kind, answer, solution) in [
            ("order-abnormal", "2026-03-02T02:00:00Z", "2026-03-03T01:00:00Z"),
            ("service-failure", "2026-03-02T02:00:00Z", "2026-03-03T01:00:00Z"),
            ("inquiry", "2026-03-02T05:00:00Z", "2026-03-04T01:00:00Z"),
            ("after-sales", "2026-03-02T05:00:00Z", "2026-03-04T01:00:00Z"),
        ] {
            let of = |measure| clock(&policy, measure, channel, Some(kind), None);
            check(&of(Measure::FirstResponse), "P-RESP-1", answer);
            check(&of(Measure::Resolution), "P-RESP-1", solution);
        }
    }
}

#[test]
fn six_plans_take_the_judged_urgency_of_kinds_that_they_do_not_name() {
    let policy = Policy::preset(Preset::SixPlans);
    let of = |kind, urgency| clock(&policy, Measure::FirstResponse, "phone", Some(kind), urgency);
    check(&of("complaint", Some("urgent")), "P-RESP-1", "2026-03-02T02:00:00Z");
    check(&of("billing-question", Some("regular")), "P-RESP-1", "2026-03-02T05:00:00Z");
    check(&of("inquiry", Some("urgent")), "P-RESP-1", "2026-03-02T05:00:00Z");
    assert!(matches!(of("complaint", None).state, State::Undetermined { .. }));
}

#[test]
fn six_plans_have_a_limit_for_every_kind_that_they_declare() {
    let policy = Policy::preset(Preset::SixPlans);
    for kind in &policy.vocabulary().kinds {
        for urgency in ["urgent", "regular"] {
            for measure in [Measure::FirstResponse, Measure::Resolution] {
                let clock = clock(&policy, measure, "phone", Some(kind.as_str()), Some(urgency));
                assert!(clock.due.is_some(), "{kind} {urgency} {measure}");
            }
        }
    }
}

#[test]
fn six_plans_warn_before_the_overrun() {
    let policy = Policy::preset(Preset::SixPlans);
    let clock = clock(&policy, Measure::FirstResponse, "phone", Some("order-abnormal"), None);
    assert_eq!(clock.warnings, [Some(instant("2026-03-02T01:45:00Z"))]);
}

#[test]
fn six_plans_enter_a_complaint_within_ten_minutes_and_leave_the_rest_open() {
    let policy = Policy::preset(Preset::SixPlans);
    let of = |kind| clock(&policy, Measure::Recorded, "e-mail", Some(kind), None);
    for kind in ["complaint", "quality-complaint", "attitude-complaint", "after-sales-complaint"] {
        check(&of(kind), "P-COMP-1", "2026-03-02T01:10:00Z");
    }
    let State::Undetermined { missing } = of("inquiry").state else { panic!("no limit is stated") };
    assert_eq!(missing, Missing::Limit);
}

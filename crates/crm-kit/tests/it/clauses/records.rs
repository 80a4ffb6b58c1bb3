//! What is written down, how soon, and how completely.

use crm_kit::kpi::statistics::AuditVerdict;
use crm_kit::kpi::{Line, Reason, Verdict};
use crm_kit::model::Happening::{Assigned, Opened, Recorded};
use crm_kit::model::{
    AuditOccasion, AuditedField, Customer, CustomerId, Direction, FileField, FileUpdate, Interaction,
    Outcome, Records, Table,
};
use crm_kit::{Dataset, assess};

use super::*;

fn call(from: &str, recorded: Option<&str>) -> Interaction {
    Interaction {
        at: at(from),
        customer: CustomerId::new("C-1").ok(),
        direction: Direction::Inbound,
        outcome: Outcome::Reached,
        channel: "phone".parse().ok(),
        purpose: None,
        person: None,
        department: None,
        recorded_at: recorded.map(at),
    }
}

fn of(records: Records, policy: &Policy, as_of: &str) -> Assessment {
    assess(&Dataset::new(records).0, policy, at(as_of))
}

fn line<'a>(assessment: &'a Assessment, name: &str) -> &'a Line {
    assessment.scorecard.iter().find(|line| line.indicator.as_str() == name).unwrap()
}

#[test]
fn d_resp_4_a_ticket_records_who_what_when_and_by_whom_and_its_urgency_at_intake() {
    let record = |id: &str, described: bool, urgency: &str| {
        let history = [
            ("03-02 09:00", Opened),
            ("03-02 09:05", classified("inquiry", urgency, "")),
            ("03-02 09:05", Assigned(to("sales"))),
            ("03-02 09:10", Recorded),
        ];
        let mut record = ticket(Some("phone"), &history).into_record();
        record.id = TicketId::new(id).unwrap();
        record.customer = CustomerId::new("C-1").ok();
        record.described = Some(described);
        record
    };
    let tickets = vec![
        record("T-1", true, "regular"),
        record("T-2", false, "regular"), // not described
        record("T-3", true, ""),         // its urgency was never judged
        record("T-4", true, "urgent"),
    ];
    let records = Records { tickets: Table::complete(tickets), ..Records::default() };
    let assessment = of(records, of_preset(Preset::Detailed), "04-10 09:00");
    let march = line(&assessment, "indicator.ticket-completeness");
    assert_eq!((march.clause.as_str(), march.strength.as_str()), ("D-RESP-4", "must"));
    assert_eq!(march.value.to_string(), "50.0%");
}

#[test]
fn d_chan_6_the_lag_of_recording_calls_is_measured_and_the_limit_is_for_the_policy_to_state() {
    let calls = || {
        let rows = vec![
            call("03-02 10:00", Some("03-02 10:10")),
            call("03-03 10:00", Some("03-03 10:30")),
            call("03-04 10:00", Some("03-04 11:20")),
        ];
        Records {
            interactions: Table::complete(rows),
            tickets: Table::complete(vec![]),
            ..Records::default()
        }
    };
    let detailed = of(calls(), of_preset(Preset::Detailed), "04-10 09:00");
    let lag = line(&detailed, "indicator.recording-lag");
    assert_eq!((lag.clause.as_str(), lag.strength.as_str()), ("D-CHAN-6", "must"));
    assert_eq!(lag.value.to_string(), "40 min"); // (10 + 30 + 80) / 3
    let unstated = ["recording.calls 1 (must): undetermined: the policy states no limit"];
    assert_eq!(owed(&detailed, "D-CHAN-6"), unstated, "said once");
    let ours = extending(Preset::Detailed, "[recording.calls]\nwithin = '30min'");
    assert_eq!(
        owed(&of(calls(), &ours, "04-10 09:00"), "D-CHAN-6"),
        [
            "recording.calls 1 (must) due 03-02 10:30: met",
            "recording.calls 2 (must) due 03-03 10:30: met",
            "recording.calls 3 (must) due 03-04 10:30: met-late",
        ]
    );
}

#[test]
fn d_upd_2_general_information_is_entered_within_24_h_and_contact_details_at_once() {
    let update = |field: FileField, learned: &str, entered: &str| FileUpdate {
        learned_at: at(learned),
        customer: CustomerId::new("C-1").ok(),
        field,
        entered_at: Some(at(entered)),
        person: None,
        department: None,
    };
    // Friday afternoon: a day by the clock ends on Saturday.
    let rows = vec![
        update(FileField::JobTitle, "03-06 17:00", "03-07 17:00"),
        update(FileField::JobTitle, "03-06 18:00", "03-07 18:00:01"),
        update(FileField::Phone, "03-09 09:00", "03-09 09:05"),
        update(FileField::EMail, "03-09 10:00", "03-09 10:05:01"),
        update(FileField::Address, "03-09 11:00", "03-09 12:00"),
    ];
    let records = Records {
        file_updates: Table::complete(rows),
        tickets: Table::complete(vec![]),
        ..Records::default()
    };
    let assessment = of(records, of_preset(Preset::Detailed), "03-20 09:00");
    assert_eq!(
        owed(&assessment, "D-UPD-2"),
        [
            "recording.file-updates 1 (must) due 03-07 17:00: met",
            "recording.file-updates 2 (must) due 03-07 18:00: met-late",
            "recording.contact-details 3 (must) due 03-09 09:05: met",
            "recording.contact-details 4 (must) due 03-09 10:05: met-late",
            "recording.contact-details 5 (must) due 03-09 11:05: met-late",
        ]
    );
}

#[test]
fn d_acc_1_an_audit_of_a_tenth_of_the_files_finds_98_percent_right_and_says_whether_that_proves_it() {
    let assessed = |population: u64, audited: u64, wrong: u64| {
        let name = |number: u64| CustomerId::new(format!("C-{number}")).unwrap();
        let customers = (0..population).map(|number| Customer::new(name(number))).collect();
        let found = |number: u64, field, is_right, occasion| AuditedField {
            audited_at: at("03-16 10:00"),
            customer: name(number),
            field,
            is_right,
            occasion,
            person: None,
        };
        let mut audits: Vec<AuditedField> = (0..audited)
            .flat_map(|number| {
                let phone = found(number, FileField::Phone, number >= wrong, AuditOccasion::Audit);
                // Tags are no key field, whatever they are.
                [phone, found(number, FileField::Tags, false, AuditOccasion::Audit)]
            })
            .collect();
        // A visit proves nothing of files that were not drawn.
        audits.push(found(population - 1, FileField::Phone, false, AuditOccasion::FollowUp));
        let (customers, audits) = (Table::complete(customers), Table::complete(audits));
        let records = Records { customers, audits, ..Records::default() };
        let assessment = of(records, of_preset(Preset::Detailed), "04-10 09:00");
        line(&assessment, "indicator.file-accuracy").clone()
    };
    let march = assessed(2_000, 200, 4);
    assert_eq!((march.clause.as_str(), march.strength.as_str()), ("D-ACC-1", "must"));
    assert_eq!(march.value.to_string(), "98.0%"); // 196 of 200
    assert_eq!((&march.verdict, march.audit_verdict()), (&Verdict::Met, Some(AuditVerdict::PointMet)));
    let proven = assessed(2_000, 200, 0);
    assert_eq!((&proven.verdict, proven.audit_verdict()), (&Verdict::Met, Some(AuditVerdict::Proven)));
    let missed = assessed(2_000, 200, 6); // 97 %
    assert_eq!(
        (&missed.verdict, missed.audit_verdict()),
        (&Verdict::Missed, Some(AuditVerdict::PointMissed))
    );
    let refuted = assessed(2_000, 200, 8); // 96 %
    assert_eq!((&refuted.verdict, refuted.audit_verdict()), (&Verdict::Missed, Some(AuditVerdict::Refuted)));
    let small = assessed(2_000, 199, 0);
    assert_eq!(small.verdict, Verdict::TooFew { cases: 199, at_least: 200 });
    let none = assessed(2_000, 0, 0);
    assert_eq!(none.verdict, Verdict::NotMeasured { reason: Reason::Empty });
}

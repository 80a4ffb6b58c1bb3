//! Audits of files, and channels that fall silent.

use crm_calendar::Zone;
use crm_kpi::statistics::{AuditVerdict, Confidence};
use crm_kpi::{AccuracyTally, AuditedField, CivilPeriod, FileAudit, Per, channel_deliveries};
use crm_model::{FileField, Happening, Outcome, Records, Table};

use crate::support::{at, contact, dataset, id, ticket};

fn march() -> CivilPeriod {
    CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc())
}

fn audited(customer: &str, field: FileField, is_right: bool, when: &str) -> AuditedField {
    AuditedField { customer: id(customer), field, is_right, audited_at: at(when) }
}

#[test]
fn g10_d_acc_1_an_audit_of_files_has_one_of_four_verdicts() {
    let sure = Confidence::new(0.95).unwrap();
    for (population, sample, errors, verdict) in [
        (2_000, 200, 0, AuditVerdict::Proven),
        (2_000, 200, 1, AuditVerdict::PointMet),
        (2_000, 200, 4, AuditVerdict::PointMet),
        (2_000, 200, 6, AuditVerdict::PointMissed),
        (2_000, 200, 8, AuditVerdict::Refuted),
        (1_000, 100, 0, AuditVerdict::PointMet),
    ] {
        let row =
            |number: u64| audited(&format!("c{number}"), FileField::Phone, number >= errors, "2026-03-02");
        let rows: Vec<AuditedField> = (0..sample).map(row).collect();
        let audit = FileAudit::of(&rows, &[], population, &march());
        assert_eq!(audit.files, AccuracyTally { right: sample - errors, wrong: errors });
        assert_eq!(
            audit.verdict("98%".parse().unwrap(), sure),
            Some(verdict),
            "{population} {sample} {errors}"
        );
    }
}

#[test]
fn k34_an_audit_of_all_files_is_exact() {
    let rows: Vec<AuditedField> = (0..50)
        .map(|number| audited(&format!("c{number}"), FileField::Phone, number > 0, "2026-03-02"))
        .collect();
    let verdict = |limit: &str| {
        let confidence = Confidence::new(0.95).unwrap();
        FileAudit::of(&rows, &[], 50, &march()).verdict(limit.parse().unwrap(), confidence)
    };
    assert_eq!(verdict("98%"), Some(AuditVerdict::Proven), "49 of 50 are 98 % exactly");
    assert_eq!(verdict("98.0001%"), Some(AuditVerdict::Refuted));
}

#[test]
fn a_file_is_right_where_every_key_field_is_and_the_last_finding_counts() {
    let rows = [
        audited("a", FileField::Phone, true, "2026-03-02"),
        audited("a", FileField::Address, false, "2026-03-02"),
        audited("b", FileField::Phone, false, "2026-03-02"),
        audited("b", FileField::Phone, true, "2026-03-20"), // looked up again
        audited("c", FileField::Phone, true, "2026-03-02"),
        audited("c", FileField::Phone, false, "2026-03-02"), // two findings at one instant
        audited("d", FileField::Phone, false, "2026-04-02"), // not March's
    ];
    let all = FileAudit::of(&rows, &[], 30, &march());
    assert_eq!(
        (all.fields, all.files),
        (AccuracyTally { right: 2, wrong: 2 }, AccuracyTally { right: 1, wrong: 2 })
    );
    assert_eq!((all.again, all.sampled().unwrap().to_string().as_str()), (2, "3/30"));
    let phone = FileAudit::of(&rows, &[FileField::Phone], 30, &march());
    assert_eq!(phone.files, AccuracyTally { right: 2, wrong: 1 });
    let mut backwards = rows.clone();
    backwards.reverse();
    assert_eq!(FileAudit::of(&backwards, &[], 30, &march()), all);
    let nothing = FileAudit::of(&[], &[], 30, &march());
    assert_eq!((nothing.files.share(), nothing.audit()), (None, None));
    assert_eq!(FileAudit::of(&rows, &[], 2, &march()).audit(), None, "three files of two");
}

#[test]
fn l_acc_2_a_channel_that_falls_silent_no_longer_delivers() {
    let opened = |name: &str, when: &str| {
        let mut record = ticket(name, None, vec![(when, Happening::Opened)]);
        record.channel = Some("phone".parse().unwrap());
        record
    };
    let tickets = Table::complete(vec![
        opened("1", "2026-03-01"),
        opened("2", "2026-03-03"),
        opened("3", "2026-04-20"),
    ]);
    let mut call = contact("a", "2026-03-04", Outcome::Reached);
    call.channel = Some("phone".parse().unwrap());
    let nobody = contact("a", "2026-03-02", Outcome::NotReached);
    let unknown = contact("a", "2026-03-02", Outcome::Reached);
    let interactions = Table::complete(vec![call, nobody, unknown]);
    let data = dataset(Records { tickets, interactions, ..Records::default() });
    let [unknown, phone] = channel_deliveries(&data, at("2026-03-08"), &Zone::utc()).try_into().unwrap();
    assert_eq!((unknown.channel, unknown.records, unknown.usual_gap), (None, 1, None));
    // 1, 3 and 4 March: gaps of 1 and 2 days, silent for 4.
    assert_eq!((phone.records, phone.usual_gap, phone.longest_gap), (3, Some(1), Some(2)));
    assert_eq!((phone.last, phone.silent_for), (at("2026-03-04"), 4));
    assert_eq!([3, 4].map(|times| phone.delivers(times)), [Some(false), Some(true)]);
}

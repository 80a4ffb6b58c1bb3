//! Audits of files, scores of tickets on a sheet, and channels that fall silent.

use crm_calendar::{ElapsedTime, Zone};
use crm_kpi::statistics::{AuditVerdict, Confidence};
use crm_kpi::{
    AccuracyTally, CivilPeriod, Criterion, FileAudit, Per, QualitySheet, QualityTally, ScoredTicket,
    ScoringError, SheetError, channel_deliveries,
};
use crm_model::{AuditOccasion, AuditedField, FileField, Happening, Outcome, PersonId, Records, Table};
use proptest::prelude::*;

use crate::support::{at, contact, dataset, id, ticket};

fn march() -> CivilPeriod {
    CivilPeriod::containing(Per::Month, "2026-03-01".parse().unwrap(), &Zone::utc())
}

fn audited(customer: &str, field: FileField, is_right: bool, when: &str) -> AuditedField {
    let (occasion, person) = (AuditOccasion::Audit, None);
    AuditedField { customer: id(customer), field, is_right, audited_at: at(when), occasion, person }
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
    let nothing = FileAudit::of([], &[], 30, &march());
    assert_eq!((nothing.files.share(), nothing.audit()), (None, None));
    assert_eq!(FileAudit::of(&rows, &[], 2, &march()).audit(), None, "three files of two");
}

fn criterion(name: &str, points: u32, weight: u32, fatal_below: Option<u32>) -> Criterion {
    Criterion { name: name.to_owned(), points, weight, fatal_below }
}

fn sheet() -> QualitySheet {
    QualitySheet::new(vec![
        criterion("tone", 3, 1, None),
        criterion("solution", 4, 2, None),
        criterion("law", 1, 1, Some(1)),
    ])
    .unwrap()
}

fn scored(person: Option<&str>, when: &str, points: [Option<u32>; 3]) -> ScoredTicket {
    let person = person.map(|name| PersonId::new(name).unwrap());
    ScoredTicket { ticket: "T-1".parse().unwrap(), person, at: at(when), points: points.into() }
}

#[test]
fn h_qual_1_people_are_scored_by_period_on_what_applies() {
    let all = [
        scored(Some("Li"), "2026-03-02", [Some(1), Some(3), Some(1)]), // 1/3 + 2 × 3/4 + 1 = 17/6 of 4
        scored(Some("Li"), "2026-03-31", [None, Some(4), None]),       // 2 of 2
        scored(Some("Wang"), "2026-03-02", [Some(3), Some(4), Some(0)]), // fatal: 0 of 4
        scored(None, "2026-03-02", [Some(3), None, Some(1)]),          // 2 of 2
        scored(Some("Li"), "2026-04-01", [Some(0), Some(0), Some(1)]), // not March's
    ];
    let people = sheet().by_person(&all, &march()).unwrap();
    let shown: Vec<(String, crm_model::Ratio, u64)> = people
        .iter()
        .map(|(person, tally)| {
            let name = person.as_ref().map_or("nobody".to_owned(), ToString::to_string);
            (name, tally.score().unwrap(), tally.tickets)
        })
        .collect();
    let ratio = |part, whole| crm_model::Ratio::new(part, whole).unwrap();
    assert_eq!(shown.len(), 3);
    assert_eq!((shown[0].1, shown[0].2), (ratio(1, 1), 1));
    assert_eq!((shown[1].1, shown[1].2), (ratio(29, 36), 2)); // (17/6 + 2) / 6
    assert_eq!((shown[2].1, shown[2].2), (ratio(0, 1), 1));
    let li = &people[&Some(PersonId::new("Li").unwrap())];
    assert_eq!(
        li.criteria.iter().map(|one| one.share().unwrap()).collect::<Vec<_>>(),
        [ratio(1, 3), ratio(7, 8), ratio(1, 1)]
    );
    assert_eq!((li.criteria[0].tickets, li.criteria[1].tickets), (1, 2));
}

#[test]
fn h_qual_1_what_makes_no_sheet_or_no_score_is_refused() {
    let made = |criteria| QualitySheet::new(criteria).map(|_| ());
    assert_eq!(made(vec![]), Err(SheetError::Empty));
    let twice = made(vec![criterion("a", 1, 1, None), criterion("a", 2, 1, None)]);
    assert_eq!(twice, Err(SheetError::Twice { name: "a".into() }));
    assert!(matches!(made(vec![criterion("a", 0, 1, None)]), Err(SheetError::Nothing { .. })));
    assert!(matches!(made(vec![criterion("a", 1, 0, None)]), Err(SheetError::Nothing { .. })));
    assert!(matches!(made(vec![criterion("a", 1, 1, Some(2))]), Err(SheetError::AlwaysFatal { .. })));
    // Three primes just below 2^32 have no common multiple of 64 bits.
    let primes = [4_294_967_291, 4_294_967_279, 4_294_967_231];
    let apart = primes.map(|points| criterion(&points.to_string(), points, 1, None));
    assert_eq!(made(apart.into()), Err(SheetError::TooLarge));

    let too_many = scored(None, "2026-03-02", [Some(4), None, None]);
    assert!(matches!(sheet().score(&too_many), Err(ScoringError::TooMany { given: 4, points: 3, .. })));
    let mut short = scored(None, "2026-03-02", [None; 3]);
    assert_eq!(sheet().score(&short).unwrap().score(), None, "nothing applied");
    short.points.pop();
    assert!(matches!(sheet().score(&short), Err(ScoringError::Length { given: 2, criteria: 3, .. })));
}

proptest! {
    #[test]
    fn prop_scores_of_parts_merge_to_that_of_the_whole(
        points in proptest::collection::vec((proptest::option::of(0..=3_u32), proptest::option::of(0..=4_u32), proptest::option::of(0..=1_u32)), 0..12),
        cut in 0..12_usize,
    ) {
        let tallies: Vec<QualityTally> = points
            .iter()
            .map(|(one, two, three)| sheet().score(&scored(None, "2026-03-02", [*one, *two, *three])).unwrap())
            .collect();
        let total = |part: &[QualityTally]| part.iter().cloned().fold(QualityTally::default(), QualityTally::merge);
        let (one, other) = tallies.split_at(cut.min(tallies.len()));
        prop_assert_eq!(total(one).merge(total(other)), total(&tallies));
        prop_assert_eq!(total(other).merge(total(one)), total(&tallies));
        if let Some(score) = total(&tallies).score() {
            let (part, whole) = score.parts();
            prop_assert!(0 <= part && part <= whole);
        }
    }
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
    let [unknown, phone] = channel_deliveries(&data, at("2026-03-08")).try_into().unwrap();
    assert_eq!((unknown.channel, unknown.records, unknown.usual_gap), (None, 1, None));
    let day = |days: i32| ElapsedTime::from_hours(24 * days);
    // 1, 3 and 4 March: gaps of 1 and 2 days, silent for 4.
    assert_eq!((phone.records, phone.usual_gap, phone.longest_gap), (3, Some(day(1)), Some(day(2))));
    assert_eq!((phone.last, phone.silent_for), (at("2026-03-04"), day(4)));
    assert_eq!([3, 4].map(|times| phone.delivers(times)), [Some(false), Some(true)]);
}

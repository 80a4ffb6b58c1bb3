//! Accuracy of customer files on the scorecard (clause D-ACC-1): what an audit found, and what it proves.

use crm_calendar::Zone;
use crm_kpi::statistics::{Audit, AuditVerdict, Confidence};
use crm_kpi::{
    AccuracyOf, Apart, Breakdown, Dimension, Evidence, Facts, FileAccuracy, Formula, IndicatorProblem,
    IndicatorSpec, IntervalMethod, JudgedBy, Judging, Line, Note, Per, Reading, Reason, Scorecard,
    SmallSample, Spread, Value, Verdict,
};
use crm_model::{
    AuditOccasion, AuditedField, Customer, CustomerFile, Dataset, FileField, Ratio, Records, Share, Table,
    TableName,
};
use proptest::prelude::*;

use crate::support::{APRIL, at, dataset, id, line_of, not_measured, spec, text};

fn found(customer: &str, field: FileField, is_right: bool, when: &str) -> AuditedField {
    let (occasion, person) = (AuditOccasion::Audit, None);
    AuditedField { customer: id(customer), field, is_right, audited_at: at(when), occasion, person }
}

fn name(number: u64) -> String {
    format!("c{number:05}")
}

fn company(population: u64, audits: Vec<AuditedField>) -> Dataset {
    let customers = (0..population).map(|number| Customer::new(id(&name(number)))).collect();
    let (customers, audits) = (Table::complete(customers), Table::complete(audits));
    dataset(Records { customers, audits, ..Records::default() })
}

/// An audit in March of so many files, of which the first ones have a wrong phone number.
fn audited(population: u64, sample: u64, wrong: u64) -> Dataset {
    let row = |number: u64| found(&name(number), FileField::Phone, number >= wrong, "2026-03-02");
    company(population, (0..sample).map(row).collect())
}

fn rule(of: AccuracyOf, by: Option<AuditOccasion>) -> Formula {
    Formula::FileAccuracy(FileAccuracy { fields: vec![], of, by })
}

fn accuracy(target: &str) -> IndicatorSpec {
    let mut spec = spec(rule(AccuracyOf::Files, Some(AuditOccasion::Audit)), Per::Month, Some(target));
    spec.judging.confidence = "95%".parse().ok();
    spec
}

fn line(spec: IndicatorSpec, data: &Dataset) -> Line {
    line_of(spec, &Facts::new(data), APRIL)
}

fn share(part: i128, whole: i128) -> Ratio {
    Ratio::new(part, whole).unwrap()
}

/// Population, sample, errors; right at least; verdict: the table of G10.
const G10: [([u64; 3], i128, AuditVerdict); 12] = [
    ([2_000, 200, 0], 1_972, AuditVerdict::Proven),
    ([2_000, 200, 1], 1_955, AuditVerdict::PointMet),
    ([2_000, 200, 4], 1_913, AuditVerdict::PointMet),
    ([2_000, 200, 6], 1_887, AuditVerdict::PointMissed),
    ([2_000, 200, 8], 1_862, AuditVerdict::Refuted),
    ([1_000, 100, 0], 972, AuditVerdict::PointMet),
    ([3_000, 300, 2], 2_940, AuditVerdict::Proven),
    ([3_000, 300, 3], 2_926, AuditVerdict::PointMet),
    ([10_000, 1_000, 12], 9_811, AuditVerdict::Proven),
    ([10_000, 1_000, 13], 9_798, AuditVerdict::PointMet),
    ([10_000, 1_000, 20], 9_716, AuditVerdict::PointMet),
    ([10_000, 1_000, 28], 9_624, AuditVerdict::Refuted),
];

#[test]
fn g10_d_acc_1_a_line_tells_the_four_verdicts_apart() {
    for ([population, sample, errors], right, verdict) in G10 {
        let line = line(accuracy(">= 98%"), &audited(population, sample, errors));
        let case = format!("{population} {sample} {errors}");
        assert_eq!(line.value, Value::Share(share((sample - errors).into(), sample.into())), "{case}");
        let interval = line.interval.unwrap();
        assert_eq!(interval.low, share(right, population.into()), "{case}");
        assert_eq!(
            (interval.method, interval.confidence),
            (IntervalMethod::Hypergeometric, "90%".parse().unwrap())
        );
        assert_eq!(line.audit_verdict(), Some(verdict), "{case}");
        // With what any line says, none of the four is lost.
        let (met, assured) = (line.verdict == Verdict::Met, line.assured == Some(true));
        let expected = match verdict {
            AuditVerdict::Proven => (true, true),
            AuditVerdict::PointMet => (true, false),
            AuditVerdict::PointMissed | AuditVerdict::Refuted => (false, false),
        };
        assert_eq!((met, assured), expected, "{case}");
        let refuted = interval.high < share(98, 100);
        assert_eq!(refuted, verdict == AuditVerdict::Refuted, "{case}");
        assert_eq!(line.notes.iter().filter(|note| matches!(note, Note::Audited { .. })).count(), 1);
    }
}

#[test]
fn g10_d_acc_1_a_sample_that_only_meets_the_target_says_how_large_one_would_prove_it() {
    for (errors, sample) in [(1, 220), (2, 290), (3, 355), (4, 417)] {
        let line = line(accuracy(">= 98%"), &audited(2_000, 200, errors));
        let note = Note::Audited { verdict: AuditVerdict::PointMet, proven_by: Some(sample) };
        assert!(line.notes.contains(&note), "{:?}", line.notes);
    }
    let line = line(accuracy(">= 98%"), &audited(2_000, 200, 4));
    let told: Vec<String> = line.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "phone wrong in 4 files",
            "200 drawn from 2000",
            "the target is met by what was drawn, not proven of the whole, which 417 with as many misses would prove",
        ]
    );
}

#[test]
fn d_acc_1_judged_by_the_interval_only_what_is_proven_is_met() {
    for (errors, met) in [(0, true), (1, false)] {
        let mut spec = accuracy(">= 98%");
        spec.judging.by = JudgedBy::Interval;
        let line = line(spec, &audited(2_000, 200, errors));
        assert_eq!(line.verdict == Verdict::Met, met, "{errors}");
    }
}

#[test]
fn d_acc_1_a_sample_smaller_than_asked_for_is_not_judged() {
    let asked = |sample: u64| {
        let mut spec = accuracy(">= 98%");
        spec.judging.sample = "10%".parse().ok();
        line(spec, &audited(1_995, sample, 0))
    };
    let small = asked(199); // 10 % of 1,995 are 199.5
    assert_eq!(small.verdict, Verdict::TooFew { cases: 199, at_least: 200 });
    assert!(small.notes.contains(&Note::Drawn { cases: 199, population: 1_995, asked: Some(200) }));
    assert_eq!(text(&small.value), "199/199", "what was found is shown");
    assert_eq!(asked(200).verdict, Verdict::Met);
    // A minimum in cases is the rule for small samples.
    let mut spec = accuracy(">= 98%");
    spec.judging.small_sample = Some(SmallSample { below: 30, is_judged: false });
    assert_eq!(line(spec, &audited(100, 29, 0)).verdict, Verdict::TooFew { cases: 29, at_least: 30 });
}

#[test]
fn k1_d_acc_1_without_an_audit_nothing_is_measured() {
    let none = line(accuracy(">= 98%"), &audited(50, 0, 0));
    assert_eq!(none.verdict, not_measured(Reason::Empty));
    assert_eq!((none.audit_verdict(), none.interval), (None, None));
    assert!(none.notes.is_empty(), "{:?}", none.notes);
    let nobody = line(accuracy(">= 98%"), &audited(0, 3, 0));
    assert_eq!(nobody.verdict, not_measured(Reason::Empty), "files of nobody known are drawn from nothing");
    assert_eq!(nobody.notes, [Note::Apart { cases: Apart::WithoutFile, count: 3 }]);
    for (records, table) in [
        (Records { customers: Table::complete(vec![]), ..Records::default() }, TableName::Audits),
        (Records { audits: Table::complete(vec![]), ..Records::default() }, TableName::Customers),
    ] {
        let line = line(accuracy(">= 98%"), &dataset(records));
        assert_eq!(line.verdict, not_measured(Reason::NotSupplied(table)));
    }
}

#[test]
fn k34_d_acc_1_an_audit_of_all_files_is_exact() {
    for (target, verdict) in [(">= 98%", AuditVerdict::Proven), (">= 98.0001%", AuditVerdict::Refuted)] {
        let line = line(accuracy(target), &audited(50, 50, 1));
        let interval = line.interval.unwrap();
        assert_eq!((interval.low, interval.high), (share(49, 50), share(49, 50)));
        assert_eq!(line.audit_verdict(), Some(verdict));
    }
}

#[test]
fn k14_d_acc_1_a_bound_just_below_the_target_is_not_rounded_up_to_it() {
    // 1,997 of 2,001 are 99.80009995 %: with nine decimals 99.8001 %.
    let line = line(accuracy(">= 99.8001%"), &audited(2_001, 2_001, 4));
    assert_eq!(line.interval.unwrap().high, share(1_997, 2_001));
    assert_eq!(line.audit_verdict(), Some(AuditVerdict::Refuted));
    assert_eq!(line.assured, Some(false));
}

#[test]
fn d_acc_1_key_fields_occasions_and_last_findings_are_told_apart() {
    let mut rows = vec![
        found("c00000", FileField::Phone, true, "2026-03-02"),
        found("c00000", FileField::Address, false, "2026-03-02"),
        found("c00001", FileField::Phone, false, "2026-03-02"),
        found("c00001", FileField::Phone, true, "2026-03-20"), // put right and looked up again
        found("c00002", FileField::Phone, false, "2026-03-31T23:59:59Z"),
        found("c00003", FileField::Phone, false, "2026-04-01"), // not March's
    ];
    rows.push(AuditedField {
        occasion: AuditOccasion::FollowUp,
        ..found("c00004", FileField::Phone, true, "2026-03-05")
    });
    let data = company(10, rows);
    let of = |fields: &[FileField], of, by| {
        let formula = Formula::FileAccuracy(FileAccuracy { fields: fields.to_vec(), of, by });
        let mut spec = spec(formula, Per::Month, None);
        spec.judging.confidence = "95%".parse().ok();
        line(spec, &data)
    };
    let audit = Some(AuditOccasion::Audit);
    let all = of(&[], AccuracyOf::Files, audit);
    assert_eq!(
        (text(&all.value).as_str(), *all.evidence.spread()),
        ("1/3", Spread::Drawn { population: 10 })
    );
    assert_eq!(
        all.notes,
        [
            Note::Beside { reading: Reading::FieldsRight, value: Value::Share(share(2, 4)) },
            Note::FieldWrong { field: FileField::Phone, files: 1 },
            Note::FieldWrong { field: FileField::Address, files: 1 },
            Note::Apart { cases: Apart::AuditedAgain, count: 1 },
            Note::Drawn { cases: 3, population: 10, asked: None },
        ]
    );
    assert_eq!(text(&of(&[FileField::Phone], AccuracyOf::Files, audit).value), "2/3");
    let fields = of(&[], AccuracyOf::Fields, audit);
    assert_eq!((text(&fields.value).as_str(), fields.interval), ("2/4", None), "they are no sample");
    assert_eq!(text(&of(&[], AccuracyOf::Files, None).value), "2/4");
    let visited = of(&[], AccuracyOf::Files, Some(AuditOccasion::FollowUp));
    assert_eq!((text(&visited.value).as_str(), visited.interval), ("1/1", None), "visits are not drawn");
    assert_eq!(visited.past.last().unwrap().value, Value::Undefined(Reason::Empty));
}

#[test]
fn d_acc_1_files_entered_after_the_period_could_not_be_drawn() {
    let entered = |name: &str, when: &str| {
        let file = CustomerFile { entered_at: Some(at(when)), ..CustomerFile::default() };
        Customer { file: Some(Box::new(file)), ..Customer::new(id(name)) }
    };
    let customers = vec![
        entered("a", "2026-03-31T23:59:59Z"),
        entered("b", "2026-04-01"),
        entered("c", "2026-04-02"), // but it was audited in March, so it was there
        Customer::new(id("d")),
    ];
    let audits = vec![found("c", FileField::Phone, true, "2026-03-10")];
    let (customers, audits) = (Table::complete(customers), Table::complete(audits));
    let data = dataset(Records { customers, audits, ..Records::default() });
    let line = line(accuracy(">= 98%"), &data);
    assert_eq!(*line.evidence.spread(), Spread::Drawn { population: 3 });
}

#[test]
fn d_acc_1_segments_of_the_audit_merge_to_the_whole_and_files_with_errors_are_listed() {
    let in_charge = |number: u64, person: &str| {
        let file = CustomerFile { in_charge: person.parse().ok(), ..CustomerFile::default() };
        Customer { file: Some(Box::new(file)), ..Customer::new(id(&name(number))) }
    };
    let customers = (0..60).map(|number| in_charge(number, if number % 3 == 0 { "li" } else { "wu" }));
    let row = |number: u64| found(&name(number), FileField::Phone, number != 3, "2026-03-02");
    let (customers, audits) =
        (Table::complete(customers.collect()), Table::complete((0..12).map(row).collect()));
    let data = dataset(Records { customers, audits, ..Records::default() });
    let scorecard = Scorecard::new(vec![accuracy(">= 98%")], Zone::utc()).unwrap();
    let facts = Facts::new(&data);
    let Breakdown { total, members, .. } =
        scorecard.breakdown(&facts, at(APRIL), &[Dimension::Person]).remove(0);
    let [li, wu] = members.unwrap().try_into().unwrap();
    assert_eq!(
        [&li, &wu].map(|one| (text(&one.line.value), *one.line.evidence.spread())),
        [
            ("3/4".to_owned(), Spread::Drawn { population: 20 }),
            ("8/8".to_owned(), Spread::Drawn { population: 40 })
        ]
    );
    let merged = li.line.merge(&wu.line).unwrap();
    assert_eq!((&merged.evidence, merged.interval), (&total.evidence, total.interval));
    assert_eq!(
        (merged.verdict.clone(), merged.audit_verdict()),
        (total.verdict.clone(), total.audit_verdict())
    );
    let name = "indicator.test".parse().unwrap();
    let misses = scorecard.cases(&name, &facts, at(APRIL), None).unwrap();
    assert_eq!(misses.iter().map(|miss| miss.case.to_string()).collect::<Vec<_>>(), ["c00003"]);
}

#[test]
fn a_part_of_a_population_is_asked_for_only_of_what_is_drawn_from_one() {
    let problem = |formula: Formula, change: fn(&mut Judging)| {
        let mut spec = spec(formula, Per::Month, Some(">= 98%"));
        spec.judging.confidence = "95%".parse().ok();
        change(&mut spec.judging);
        Scorecard::new(vec![spec], Zone::utc()).err().map(|error| (error.key, error.problem))
    };
    let sample = |judging: &mut Judging| judging.sample = "10%".parse().ok();
    let files = || rule(AccuracyOf::Files, Some(AuditOccasion::Audit));
    assert_eq!(problem(files(), sample), None);
    let not_drawn = Some(("sample", IndicatorProblem::NotDrawn));
    assert_eq!(problem(rule(AccuracyOf::Fields, Some(AuditOccasion::Audit)), sample), not_drawn);
    assert_eq!(problem(rule(AccuracyOf::Files, None), sample), not_drawn);
    assert_eq!(problem(Formula::Resolution { kinds: vec![] }, sample), not_drawn);
    let wilson = |judging: &mut Judging| judging.method = Some(IntervalMethod::Wilson);
    assert!(matches!(problem(files(), wilson), Some(("interval", IndicatorProblem::OtherInterval { .. }))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn prop_d_acc_1_a_line_has_the_verdict_of_its_audit(
        population in 1..400_u64,
        sample in any::<prop::sample::Index>(),
        errors in any::<prop::sample::Index>(),
        limit in prop_oneof![Just(980_000_u32), Just(900_000), 0..=1_000_000_u32],
        percent in prop_oneof![Just(95_u8), 51..=99_u8],
    ) {
        let sample = sample.index(usize::try_from(population).unwrap()) as u64 + 1;
        let errors = errors.index(usize::try_from(sample).unwrap() + 1) as u64;
        let limit = Share::from_parts_per_million(limit).unwrap();
        let mut spec = accuracy(&format!(">= {limit}"));
        spec.judging.confidence = Share::from_percent(percent);
        let audit = Audit::new(population, sample, errors).unwrap();
        let expected = audit.verdict(limit, Confidence::new(f64::from(percent) / 100.0).unwrap());
        let line = line(spec, &audited(population, sample, errors));
        prop_assert_eq!(line.audit_verdict(), Some(expected));
        let interval = line.interval.unwrap();
        let value = line.value.number().unwrap();
        // With less confidence an end is about the median, beside the value. The ends are shares of the whole, which the share of
        // what was drawn need not be: of 57, with 1 right of 56, 1 is right, 2 being too unlikely.
        let file = 1.0 / f64::from(u32::try_from(population).unwrap());
        let [low, value, high] = [interval.low, value, interval.high].map(Ratio::as_f64);
        prop_assert!(percent < 80 || (low - file < value && value < high + file));
        let Spread::Drawn { population: drawn } = *line.evidence.spread() else { panic!() };
        prop_assert_eq!(drawn, population);
    }

    #[test]
    fn prop_ends_of_an_audit_are_the_first_numbers_that_are_no_surprise(
        population in 1..60_u64,
        sample in any::<prop::sample::Index>(),
        errors in any::<prop::sample::Index>(),
        percent in 1..=99_u8,
    ) {
        let sample = sample.index(usize::try_from(population).unwrap()) as u64 + 1;
        let errors = errors.index(usize::try_from(sample).unwrap() + 1) as u64;
        let audit = Audit::new(population, sample, errors).unwrap();
        let sure = Confidence::new(f64::from(percent) / 100.0).unwrap();
        // Step by step, where the library halves.
        let possible = errors..=population - (sample - errors);
        let slow = possible.clone().find(|wrong| !sure.is_reached_by(audit.chance_of_as_many(*wrong)));
        prop_assert_eq!(Some(audit.fewest_errors(sure)), slow);
        let slow = possible.rev().find(|wrong| !sure.is_reached_by(audit.chance_of_as_few(*wrong)));
        prop_assert_eq!(Some(audit.most_errors(sure)), slow);
    }
}

#[test]
fn what_is_drawn_merges_with_its_population() {
    let drawn =
        |right, sample, population| Evidence::trials(right, sample).with_spread(Spread::Drawn { population });
    let both = drawn(9, 10, 100).merge(&drawn(0, 0, 50)).unwrap();
    assert_eq!((both.parts(), *both.spread()), (Some((9, 10)), Spread::Drawn { population: 150 }));
}

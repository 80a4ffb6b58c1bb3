//! Scores of tickets on a sheet (clause H-QUAL-1): as worded, by person, and what cannot be scored.

use crm_calendar::Zone;
use crm_kpi::statistics::{Confidence, Moments, ShareSquares, ratio_interval};
use crm_kpi::{
    Counts, Dimension, Facts, Formula, IndicatorProblem, Line, Member, Per, QualityRule, QualitySheet,
    QualitySheetSpec, QualityTally, Reason, Scorecard, ScoringError, SheetError, Value,
};
use crm_model::{Dataset, Happening, Holder, QualityReview, Ratio, Records, Table, TableName, TicketRecord};
use proptest::prelude::*;

use crate::support::{APRIL, at, criterion, dataset, month, review, sheet, spec, text, ticket};

fn score(sheet: QualitySheet, counts: Counts) -> Formula {
    Formula::QualityScore(QualityRule { sheet, counts })
}

fn passed(sheet: QualitySheet) -> Formula {
    Formula::QualityPass(QualityRule { sheet, counts: Counts::All })
}

fn reviewed(tickets: Vec<TicketRecord>, reviews: Vec<QualityReview>) -> Dataset {
    let (tickets, quality_reviews) = (Table::complete(tickets), Table::complete(reviews));
    dataset(Records { tickets, quality_reviews, ..Records::default() })
}

fn alone(reviews: Vec<QualityReview>) -> Dataset {
    dataset(Records { quality_reviews: Table::complete(reviews), ..Records::default() })
}

fn notes(line: &Line) -> Vec<String> {
    line.notes.iter().map(ToString::to_string).collect()
}

fn march() -> Vec<QualityReview> {
    vec![
        review("T-1", Some("Li"), "2026-03-02", [Some(1), Some(3), Some(1)]), // 1/3 + 2 × 3/4 + 1 = 17/6 of 4
        review("T-2", Some("Li"), "2026-03-31", [None, Some(4), None]),       // 2 of 2
        review("T-3", Some("Wang"), "2026-03-02", [Some(3), Some(4), Some(0)]), // fatal: 0 of 4
        review("T-4", None, "2026-03-02", [Some(3), None, Some(1)]),          // 2 of 2
        review("T-5", Some("Li"), "2026-04-01", [Some(0), Some(0), Some(1)]), // not March's
    ]
}

#[test]
fn h_qual_1_people_are_scored_by_period_on_what_applies() {
    let data = alone(march());
    let line = month(score(sheet(None, None), Counts::All), &data, Some(">= 50%"), APRIL);
    // 17/6 + 2 + 0 + 2 = 41/6, of 4 + 2 + 4 + 2 = 12
    assert_eq!(line.value.number(), Ratio::new(41, 72));
    assert_eq!((line.cases(), line.verdict.as_str()), (Some(4), "met"));
    // tone 1 + 3 + 3 of 9, solution 3 + 4 + 4 of 12, law 1 + 0 + 1 of 3
    let told = ["failed a fatal criterion: 1", "law 66.7%", "solution 91.7%", "tone 77.8%"];
    assert_eq!(notes(&line), told);
    assert_eq!(
        line.definition.to_string(),
        "quality-score: sheet service, criteria law of 1 x 1 fatal below 1 and solution of 4 x 2 and tone of 3 x 1, all reviews"
    );

    let specs = vec![spec(score(sheet(None, None), Counts::All), Per::Month, None)];
    let scorecard = Scorecard::new(specs, Zone::utc()).unwrap();
    let by_person = scorecard.breakdown(&Facts::new(&data), at(APRIL), &[Dimension::Person]).remove(0);
    let shown: Vec<_> = by_person
        .members
        .as_ref()
        .unwrap()
        .iter()
        .map(|one| (one.member.to_string(), one.line.value.number().unwrap(), one.line.cases().unwrap()))
        .collect();
    let ratio = |part, whole| Ratio::new(part, whole).unwrap();
    let expected = [
        ("Li".to_owned(), ratio(29, 36), 2), // (17/6 + 2) / 6
        ("Wang".to_owned(), ratio(0, 1), 1),
        ("unknown".to_owned(), ratio(1, 1), 1),
    ];
    assert_eq!(shown, expected);
}

#[test]
fn h_qual_1_a_review_passes_with_the_exact_mark_and_never_with_a_fatal_one() {
    let data = alone(vec![
        review("T-1", None, "2026-03-02", [Some(3), Some(2), Some(1)]), // 1 + 1 + 1 of 4: 75 % exactly
        review("T-2", None, "2026-03-02", [Some(2), Some(2), Some(1)]), // 2/3 + 1 + 1 of 4: 66.7 %
        review("T-3", None, "2026-03-02", [Some(3), Some(4), Some(0)]), // fatal
    ]);
    let share = |mark| month(passed(sheet(Some(mark), None)), &data, None, APRIL);
    assert_eq!(text(&share(">= 75%").value), "1/3");
    assert_eq!(text(&share("> 75%").value), "0/3");
    assert_eq!(text(&share(">= 0%").value), "2/3");
    let spec = spec(passed(sheet(None, None)), Per::Month, None);
    let error = Scorecard::new(vec![spec], Zone::utc()).unwrap_err();
    assert_eq!((error.key, error.problem), ("sheet", IndicatorProblem::NoPassMark));
}

#[test]
fn h_qual_1_what_makes_no_sheet_or_no_score_is_refused() {
    let spec = |criteria| QualitySheetSpec { name: "s".parse().unwrap(), criteria, pass: None, sample: None };
    let made = |criteria| QualitySheet::new(spec(criteria)).map(|_| ());
    assert_eq!(made(vec![]), Err(SheetError::Empty));
    let twice = made(vec![criterion("a", 1, 1, None), criterion("a", 2, 1, None)]);
    assert_eq!(twice, Err(SheetError::Twice { name: "a".parse().unwrap() }));
    assert!(matches!(made(vec![criterion("a", 0, 1, None)]), Err(SheetError::Nothing { .. })));
    assert!(matches!(made(vec![criterion("a", 1, 0, None)]), Err(SheetError::Nothing { .. })));
    assert!(matches!(made(vec![criterion("a", 1, 1, Some(2))]), Err(SheetError::AlwaysFatal { .. })));
    assert!(matches!(made(vec![criterion("a", 1, 1, Some(0))]), Err(SheetError::NeverFatal { .. })));
    // Three primes just below 2^32 have no common multiple of 64 bits.
    let primes = [4_294_967_291, 4_294_967_279, 4_294_967_231];
    let apart = primes.map(|points| criterion(&points.to_string(), points, 1, None));
    assert_eq!(made(apart.into()), Err(SheetError::TooLarge));
    let mark = |pass: &str, sample: &str| {
        let (pass, sample) = (pass.parse().ok(), sample.parse().ok());
        let criteria = vec![criterion("a", 1, 1, None)];
        QualitySheet::new(QualitySheetSpec { pass, sample, ..spec(criteria) }).map(|_| ())
    };
    for pass in ["<= 80%", ">= 80", "falls", "+5%", ">= 101%", "> 100%"] {
        assert!(matches!(mark(pass, "5%"), Err(SheetError::PassMark { .. })), "{pass}");
    }
    assert_eq!(mark("> 80%", "0%"), Err(SheetError::NoSample));
    assert_eq!((mark("> 80%", "5%"), mark(">= 100%", "5%")), (Ok(()), Ok(())));

    let sheet = sheet(None, None);
    let too_many = review("T-1", None, "2026-03-02", [Some(4), None, None]);
    assert!(matches!(sheet.score(&too_many), Err(ScoringError::TooMany { given: 4, points: 3, .. })));
    let mut wrong = review("T-1", None, "2026-03-02", [None; 3]);
    assert_eq!(sheet.score(&wrong).unwrap().score(), None, "nothing applied");
    let law = wrong.scores.pop().unwrap();
    assert!(matches!(sheet.score(&wrong), Err(ScoringError::Lacking { .. })));
    wrong.scores.extend([law.clone(), crm_model::CriterionScore { points: Some(1), ..law.clone() }]);
    assert!(matches!(sheet.score(&wrong), Err(ScoringError::Twice { .. })));
    wrong.scores.push(crm_model::CriterionScore { criterion: "haste".parse().unwrap(), points: None });
    assert!(matches!(sheet.score(&wrong), Err(ScoringError::UnknownCriterion { .. })));
    wrong.sheet = "sales".parse().unwrap();
    assert!(matches!(sheet.score(&wrong), Err(ScoringError::OtherSheet { .. })));
}

#[test]
fn h_qual_1_reviews_that_cannot_be_scored_are_counted_apart() {
    let full = [Some(3), Some(4), Some(1)];
    let opened = |name: &str| ticket(name, None, vec![("2026-03-05", Happening::Opened)]);
    let mut lacking = review("T-1", None, "2026-03-07", full);
    lacking.scores.pop();
    let mut elsewhere = review("T-1", None, "2026-03-07", [None; 3]);
    elsewhere.sheet = "sales".parse().unwrap();
    let data = reviewed(
        vec![opened("T-1"), opened("T-2")],
        vec![
            review("T-1", None, "2026-03-06", [Some(3), Some(2), Some(1)]),
            lacking,
            review("T-2", None, "2026-03-07", [Some(9), Some(2), Some(1)]),
            review("T-2", None, "2026-03-08", [None; 3]),
            review("T-2", None, "2026-03-04", full),
            review("T-9", None, "2026-03-06", full),
            review("T-1", None, "2026-04-30", full), // after the evaluation
            elsewhere,
        ],
    );
    let line = month(score(sheet(None, None), Counts::All), &data, None, APRIL);
    assert_eq!(line.value.number(), Ratio::new(3, 4));
    let told = [
        "law 100.0%",
        "solution 50.0%",
        "tone 100.0%",
        "2 reviews that do not fit the sheet",
        "1 review by which nothing applies",
        "1 review before the ticket was opened",
        "1 review of an unknown ticket",
    ];
    assert_eq!(notes(&line), told);
    let none = month(score(sheet(None, None), Counts::All), &alone(vec![]), None, APRIL);
    assert_eq!(none.value, Value::Undefined(Reason::Empty));
    let untold = month(score(sheet(None, None), Counts::All), &dataset(Records::default()), None, APRIL);
    assert_eq!(untold.value, Value::Undefined(Reason::NotSupplied(TableName::QualityReviews)));
}

#[test]
fn which_review_of_a_ticket_counts_the_policy_says() {
    let points = |solution| [Some(3), Some(solution), Some(1)]; // 2 of 4 and half a point each
    let data = alone(vec![
        review("T-1", Some("Li"), "2026-03-02", points(0)),
        review("T-1", Some("Li"), "2026-03-09", points(4)),
        review("T-1", Some("Wang"), "2026-03-05", points(2)), // another's work
        review("T-1", Some("Li"), "2026-02-09", points(0)),   // February's
    ]);
    let value = |counts| text(&month(score(sheet(None, None), counts), &data, None, APRIL).value);
    let ratio = |part, whole| Ratio::new(part, whole).unwrap();
    let of = |counts| month(score(sheet(None, None), counts), &data, None, APRIL).value.number().unwrap();
    assert_eq!(of(Counts::First), ratio(2 + 3, 8), "{}", value(Counts::First));
    assert_eq!(of(Counts::Last), ratio(4 + 3, 8));
    assert_eq!(of(Counts::All), ratio(2 + 4 + 3, 12));
    let spec = spec(score(sheet(None, None), Counts::Mean), Per::Month, None);
    let error = Scorecard::new(vec![spec], Zone::utc()).unwrap_err();
    assert_eq!((error.key, error.problem), ("counts", IndicatorProblem::MeanOfReviews));
}

/// A ticket that Li of support takes and solves, unless Wang of service solves it in the end.
fn worked_on(name: &str, hand_over: bool) -> TicketRecord {
    let to = |department: &str, person: &str| Holder {
        department: department.parse().ok(),
        person: person.parse().ok(),
    };
    let mut events = vec![
        ("2026-03-02", Happening::Opened),
        ("2026-03-02", Happening::Assigned(to("support", "Li"))),
        ("2026-03-03", Happening::Solved),
    ];
    if hand_over {
        events.extend([
            ("2026-03-10", Happening::Reopened),
            ("2026-03-10", Happening::Transferred(to("service", "Wang"))),
            ("2026-03-11", Happening::Solved),
        ]);
    }
    ticket(name, Some("complaint"), events)
}

#[test]
fn d_perf_1_a_review_counts_for_who_held_the_ticket_when_it_was_scored() {
    let full = [Some(3), Some(4), Some(1)];
    let data = reviewed(
        vec![worked_on("T-1", false), worked_on("T-2", true), worked_on("T-3", true)],
        vec![
            review("T-1", None, "2026-03-20", full),
            review("T-2", None, "2026-03-05", [Some(0), Some(0), Some(1)]), // Li's first solution
            review("T-2", None, "2026-03-20", [Some(3), Some(0), Some(1)]), // Wang's
            review("T-3", Some("Li"), "2026-03-20", [Some(3), Some(2), Some(1)]), // said to be Li's, of support
        ],
    );
    let specs = vec![spec(score(sheet(None, Some("50%")), Counts::All), Per::Month, Some(">= 80%"))];
    let name = specs[0].name.clone();
    let scorecard = Scorecard::new(specs, Zone::utc()).unwrap();
    let facts = Facts::new(&data);
    let by = |dimension| scorecard.breakdown(&facts, at(APRIL), &[dimension]).remove(0);
    let shown = |dimension| -> Vec<(String, Ratio)> {
        let members = by(dimension).members.unwrap();
        members.iter().map(|one| (one.member.to_string(), one.line.value.number().unwrap())).collect()
    };
    let ratio = |part| Ratio::new(part, 12).unwrap();
    let (li, wang) = (4 + 1 + 3, Ratio::new(2, 4).unwrap());
    assert_eq!(shown(Dimension::Person), [("Li".to_owned(), ratio(li)), ("Wang".to_owned(), wang)]);
    assert_eq!(
        shown(Dimension::Department),
        [("service".to_owned(), wang), ("support".to_owned(), ratio(li))]
    );
    assert_eq!(shown(Dimension::Kind).len(), 1);
    // All three were scored; the tickets count for who solved them last: T-1 for Li, the others for Wang.
    let sampled = |line: &Line| notes(line).pop().unwrap();
    let people = by(Dimension::Person);
    assert_eq!(sampled(&people.total), "3 of 3 solved tickets scored (100.0%), at least 50% asked for");
    let members = people.members.unwrap();
    assert_eq!(sampled(&members[1].line), "2 of 2 solved tickets scored (100.0%), at least 50% asked for");

    let cases = |dimension| scorecard.cases(&name, &facts, at(APRIL), dimension).unwrap();
    let told: Vec<_> = cases(None).iter().map(|miss| format!("{} {}", miss.case, miss.value)).collect();
    assert_eq!(told, ["T-2 37.5%", "T-3 75.0%"], "of T-2 (1 + 2) of 8");
    let told: Vec<_> = cases(Some(Dimension::Person))
        .iter()
        .map(|miss| format!("{} {} {}", miss.member, miss.case, miss.value))
        .collect();
    assert_eq!(told, ["Li T-2 25.0%", "Li T-3 75.0%", "Wang T-2 50.0%"]);
    assert_eq!(cases(Some(Dimension::Person))[2].member, Member::PersonId("Wang".parse().unwrap()));
}

/// Whose work a review is about tells whose other reviews it stands for, whether it names the person or not.
#[test]
fn h_qual_1_people_add_up_to_the_whole_where_one_review_of_each_counts() {
    let points = |solution| [Some(3), Some(solution), Some(1)]; // 2 of 4 and half a point each
    let data = reviewed(
        vec![worked_on("T-1", false), worked_on("T-2", true)],
        vec![
            review("T-1", None, "2026-03-05", points(0)),
            review("T-1", Some("Li"), "2026-03-09", points(2)), // the same work once more
            review("T-2", None, "2026-03-05", points(0)),       // Li's first solution
            review("T-2", None, "2026-03-20", points(4)),       // Wang's
            review("T-2", None, "2026-03-21", [None; 3]),       // has no score, so it stands for none
        ],
    );
    let shown = |counts, dimension| -> (Ratio, Vec<(String, Ratio)>) {
        let specs = vec![spec(score(sheet(None, None), counts), Per::Month, None)];
        let scorecard = Scorecard::new(specs, Zone::utc()).unwrap();
        let found = scorecard.breakdown(&Facts::new(&data), at(APRIL), &[dimension]).remove(0);
        let value = |line: &Line| line.value.number().unwrap();
        let members = found.members.unwrap();
        let lines: Vec<Line> = members.iter().map(|one| one.line.clone()).collect();
        let merged = lines[1..].iter().fold(lines[0].clone(), |sum, line| sum.merge(line).unwrap());
        assert_eq!(merged.evidence, found.total.evidence, "{counts:?} by {dimension}");
        let members = members.iter().map(|one| (one.member.to_string(), value(&one.line))).collect();
        (value(&found.total), members)
    };
    let ratio = |part, whole| Ratio::new(part, whole).unwrap();
    let of = |li, wang| vec![("Li".to_owned(), li), ("Wang".to_owned(), wang)];
    let by_person = |counts| shown(counts, Dimension::Person);
    // Li: 3 of 4 on T-1 and 2 of 4 on T-2; Wang: 4 of 4.
    assert_eq!(by_person(Counts::Last), (ratio(9, 12), of(ratio(5, 8), ratio(4, 4))));
    assert_eq!(by_person(Counts::First), (ratio(8, 12), of(ratio(4, 8), ratio(4, 4))));
    assert_eq!(by_person(Counts::All), (ratio(11, 16), of(ratio(7, 12), ratio(4, 4))));
    assert_eq!(shown(Counts::Last, Dimension::Department).0, ratio(9, 12));
    assert_eq!(shown(Counts::First, Dimension::Department).0, ratio(8, 12));
}

#[test]
fn how_many_are_sampled_is_told_where_the_sheet_asks_for_it() {
    let full = [Some(3), Some(4), Some(1)];
    let tickets = vec![worked_on("T-1", false), worked_on("T-2", true), worked_on("T-3", false)];
    // Scored in April: by now it is one of the three that March solved.
    let data = reviewed(tickets, vec![review("T-2", None, "2026-04-02", full)]);
    let line = month(score(sheet(None, Some("40%")), Counts::All), &data, None, APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::Empty));
    assert_eq!(notes(&line), ["1 of 3 solved tickets scored (33.3%), at least 40% asked for"]);
    let tickets = vec![worked_on("T-1", false), worked_on("T-2", true)];
    let data = reviewed(
        tickets,
        vec![review("T-1", None, "2026-03-20", full), review("T-2", None, "2026-03-20", [None; 3])],
    );
    let line = month(score(sheet(None, Some("40%")), Counts::All), &data, None, APRIL);
    let told = notes(&line).into_iter().find(|note| note.contains("solved")).unwrap();
    assert_eq!(
        told, "1 of 2 solved tickets scored (50.0%), at least 40% asked for",
        "of T-2 nothing applied"
    );
    let without = alone(vec![review("T-2", None, "2026-03-02", full)]);
    let line = month(score(sheet(None, Some("40%")), Counts::All), &without, None, APRIL);
    assert_eq!(line.value, Value::Undefined(Reason::NotSupplied(TableName::Tickets)));
}

#[test]
fn the_interval_of_a_score_is_that_of_a_ratio_of_sums() {
    let data = alone(vec![
        review("T-1", None, "2026-03-02", [Some(3), None, None]), // 1 of 1
        review("T-2", None, "2026-03-02", [Some(0), Some(2), Some(1)]), // 2 of 4
        review("T-3", None, "2026-03-02", [Some(3), Some(4), Some(1)]), // 4 of 4
    ]);
    let mut spec = spec(score(sheet(None, None), Counts::All), Per::Month, None);
    spec.judging.confidence = "95%".parse().ok();
    let line =
        Scorecard::new(vec![spec], Zone::utc()).unwrap().evaluate(&Facts::new(&data), at(APRIL)).remove(0);
    let interval = line.interval.unwrap();
    // 7 of 9; beside their fair shares of 7/9, 28/9, 28/9 they have 2/9, -10/9, 8/9: squares of 168/81. The root of
    // 3/2 × 168/81, over 9, is 0.195982; times t = 4.302653 with two degrees of freedom 0.843241.
    assert_eq!((interval.method.as_str(), interval.high), ("student-t", Ratio::new(1, 1).unwrap()));
    assert_eq!(interval.low, Ratio::new(0, 1).unwrap(), "0.777778 - 0.843241 is not possible");
    let squares =
        [(1, 1), (2, 4), (4, 4)].into_iter().filter_map(|(part, whole)| ShareSquares::of(part, whole));
    let squares = squares.fold(ShareSquares::default(), |sum, one| sum.merge(one).unwrap());
    let limits = ratio_interval(3, (7, 9), &squares, Confidence::new(0.95).unwrap()).unwrap();
    assert_eq!(format!("{:.5} {:.5}", limits.low, limits.high), "-0.06546 1.62102");
}

proptest! {
    #[test]
    fn prop_scores_of_parts_merge_to_that_of_the_whole(
        points in proptest::collection::vec((proptest::option::of(0..=3_u32), proptest::option::of(0..=4_u32), proptest::option::of(0..=1_u32)), 0..12),
        cut in 0..12_usize,
    ) {
        let sheet = sheet(Some(">= 80%"), None);
        let tallies: Vec<QualityTally> = points
            .iter()
            .map(|(one, two, three)| sheet.score(&review("T-1", None, "2026-03-02", [*one, *two, *three])).unwrap())
            .collect();
        let total = |part: &[QualityTally]| part.iter().cloned().fold(QualityTally::default(), QualityTally::merge);
        let (one, other) = tallies.split_at(cut.min(tallies.len()));
        prop_assert_eq!(total(one).merge(total(other)), total(&tallies));
        prop_assert_eq!(total(other).merge(total(one)), total(&tallies));
        let all = total(&tallies);
        prop_assert!(all.passed + all.failed <= all.reviews);
        if let Some(score) = all.score() {
            let (part, whole) = score.parts();
            prop_assert!(0 <= part && part <= whole);
        }
    }

    /// Where all wholes are the same, a ratio of sums is a mean, and Moments know its interval.
    #[test]
    fn prop_the_interval_of_equal_wholes_is_that_of_the_mean(parts in proptest::collection::vec(0..=50_i64, 2..40)) {
        let whole = 50_i64;
        let sure = Confidence::new(0.95).unwrap();
        let mean = parts.iter().copied().collect::<Moments>().mean_interval(sure).unwrap();
        let squares = parts.iter().filter_map(|part| ShareSquares::of((*part).into(), whole.into()));
        let squares = squares.fold(ShareSquares::default(), |sum, one| sum.merge(one).unwrap());
        let n = u64::try_from(parts.len()).unwrap();
        let sums = (i128::from(parts.iter().sum::<i64>()), i128::from(n) * i128::from(whole));
        let ratio = ratio_interval(n, sums, &squares, sure).unwrap();
        prop_assert!((ratio.low * 50.0 - mean.low).abs() < 1e-9, "{:?} {:?}", ratio, mean);
        prop_assert!((ratio.high * 50.0 - mean.high).abs() < 1e-9);
        prop_assert_eq!(ratio_interval(1, sums, &squares, sure), None);
    }
}

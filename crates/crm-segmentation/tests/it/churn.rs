//! Warnings of churn: points, grades, what is missing, and the facts in records.

mod facts;

use chrono::{Days, NaiveDate};
use crm_calendar::Zone;
use crm_model::{Fact, Missing, Ratio, Strength, TableName};
use crm_segmentation::{
    ChurnFacts, ChurnFigure, ChurnLevel, ChurnRule, ChurnSpec, ChurnWarning, ComplaintCount, ComplaintFactor,
    ContactCount, ContactFactor, GradeSpec, OverdueFactor, Predicted, PredictionFactor, Probability, Rhythm,
    RuleProblem,
};
use proptest::prelude::*;

pub(crate) fn grade(name: &str, from: u64) -> GradeSpec {
    GradeSpec { name: name.parse().unwrap(), from, assigned: None }
}

fn levels<T: std::str::FromStr<Err: std::fmt::Debug>, const N: usize>(
    pairs: [(&str, u32); N],
) -> Vec<ChurnLevel<T>> {
    pairs.map(|(bound, points)| ChurnLevel { bound: bound.parse().unwrap(), points }).into()
}

/// All four factors: 40, 30, 20 and 10 points; grades from 20, 45 and 70.
pub(crate) fn spec() -> ChurnSpec {
    ChurnSpec {
        name: "churn".parse().unwrap(),
        clause: "H-CHURN-1".parse().unwrap(),
        strength: Strength::Derived,
        zone: Zone::utc(),
        prediction: Some(PredictionFactor {
            of: Predicted::Alive,
            levels: levels([("50%", 20), ("20%", 40)]),
        }),
        overdue: Some(OverdueFactor {
            minimum_gaps: 2.try_into().unwrap(),
            assumed_gap: None,
            levels: levels([("1.5 times", 10), ("3 times", 30)]),
        }),
        complaints: Some(ComplaintFactor {
            kinds: ["complaint".parse().unwrap()].into(),
            window: "3 months".parse().unwrap(),
            levels: levels([("1", 10), ("3", 20)]),
        }),
        contacts: Some(ContactFactor {
            window: "3 months".parse().unwrap(),
            direction: None,
            minimum: 2.try_into().unwrap(),
            levels: levels([("50%", 10)]),
        }),
        grades: vec![grade("none", 0), grade("watch", 20), grade("warning", 45), grade("urgent", 70)],
    }
}

pub(crate) fn rule() -> ChurnRule {
    ChurnRule::new(spec()).unwrap()
}

fn rhythm(days_since_last: u32, gaps: u32, gap: i128) -> Rhythm {
    Rhythm { days_since_last, gaps, median_gap: Ratio::new(gap, 1) }
}

/// Nothing wrong with the customer.
fn content() -> ChurnFacts {
    ChurnFacts {
        prediction: Ok(Probability::new(0.9).unwrap()),
        rhythm: Ok(rhythm(10, 5, 20)),
        complaints: Ok(ComplaintCount::default()),
        contacts: Ok(ContactCount { last: 3, before: 3 }),
    }
}

fn word(warning: &ChurnWarning) -> Option<String> {
    rule().grade(warning).map(|grade| grade.name.to_string())
}

/// Returns the least and the most points of each factor.
fn points(facts: &ChurnFacts) -> Vec<(u32, u32)> {
    rule().judge(facts).factors.iter().map(|reading| (reading.least, reading.most)).collect()
}

#[test]
fn h_churn_1_each_bound_belongs_to_the_side_that_the_factor_names() {
    let alive = |value: f64| {
        points(&ChurnFacts { prediction: Ok(Probability::new(value).unwrap()), ..content() })[0].0
    };
    assert_eq!([1.0, 0.5, 0.499_999, 0.2, 0.199_999, 0.0].map(alive), [0, 0, 20, 20, 40, 40]);
    let overdue = |days: u32| points(&ChurnFacts { rhythm: Ok(rhythm(days, 5, 20)), ..content() })[1].0;
    assert_eq!([0, 29, 30, 59, 60, 9_999].map(overdue), [0, 0, 10, 10, 30, 30]);
    let complaints = |known| {
        points(&ChurnFacts { complaints: Ok(ComplaintCount { known, kind_unknown: 0 }), ..content() })[2].0
    };
    assert_eq!([0, 1, 2, 3, u64::MAX].map(complaints), [0, 10, 10, 20, 20]);
    let contacts =
        |last, before| points(&ChurnFacts { contacts: Ok(ContactCount { last, before }), ..content() })[3].0;
    assert_eq!([contacts(4, 4), contacts(2, 4), contacts(1, 4), contacts(0, 2)], [0, 0, 10, 10]);
    assert_eq!([contacts(0, 1), contacts(0, 0), contacts(9, 0)], [0, 0, 0], "too few before to have fallen");
}

#[test]
fn h_churn_1_grades_begin_at_their_points() {
    let warning = rule().judge(&content());
    assert_eq!(
        (warning.least, warning.most, warning.of, word(&warning).as_deref()),
        (0, 0, 100, Some("none"))
    );
    let graded = |alive: f64, days, known| {
        let warning = rule().judge(&ChurnFacts {
            prediction: Ok(Probability::new(alive).unwrap()),
            rhythm: Ok(rhythm(days, 5, 20)),
            complaints: Ok(ComplaintCount { known, kind_unknown: 0 }),
            ..content()
        });
        (warning.least, word(&warning).unwrap())
    };
    assert_eq!(graded(0.9, 30, 0), (10, "none".into()));
    assert_eq!(graded(0.4, 0, 0), (20, "watch".into()));
    assert_eq!(graded(0.4, 30, 1), (40, "watch".into()));
    assert_eq!(graded(0.1, 30, 0), (50, "warning".into()));
    assert_eq!(graded(0.1, 60, 0), (70, "urgent".into()));
}

#[test]
fn h_churn_1_what_is_missing_counts_as_nothing_and_as_its_full_weight() {
    // 40 points for certain, and 0 to 30 more: watch, warning or urgent.
    let facts = ChurnFacts {
        prediction: Ok(Probability::new(0.1).unwrap()),
        rhythm: Err(Missing::Rhythm),
        ..content()
    };
    let warning = rule().judge(&facts);
    assert_eq!((warning.least, warning.most, warning.grade()), (40, 70, None));
    assert_eq!((warning.lowest, warning.highest), (1, 3));
    assert_eq!(warning.missing().collect::<Vec<_>>(), [&Missing::Rhythm]);
    assert_eq!([0, 1, 2, 3].map(|place| warning.is_at_least(place)), [Some(true), Some(true), None, None]);
    // 0 points for certain, and 10 at most: no warning, whatever the contacts were.
    let facts = ChurnFacts { contacts: Err(Missing::Table(TableName::Interactions)), ..content() };
    let warning = rule().judge(&facts);
    assert_eq!((warning.least, warning.most, word(&warning).as_deref()), (0, 10, Some("none")));
    assert_eq!(warning.missing().count(), 1);
}

#[test]
fn h_churn_1_tickets_of_unknown_kind_may_be_complaints() {
    let complaints = |known, kind_unknown| {
        let facts = ChurnFacts { complaints: Ok(ComplaintCount { known, kind_unknown }), ..content() };
        let reading = rule().judge(&facts).factors[2].clone();
        (reading.least, reading.most, reading.missing)
    };
    assert_eq!(complaints(0, 2), (0, 10, Some(Missing::Fact(Fact::Kind))));
    assert_eq!(complaints(1, 1), (10, 10, None), "a second complaint would change nothing");
    assert_eq!(complaints(1, 2), (10, 20, Some(Missing::Fact(Fact::Kind))));
    assert_eq!(complaints(3, 9), (20, 20, None));
}

#[test]
fn h_churn_1_a_rhythm_needs_gaps_or_an_assumption() {
    let read = |assumed: Option<u32>, rhythm: Rhythm| {
        let mut spec = spec();
        spec.overdue.as_mut().unwrap().assumed_gap = assumed.map(|days| days.try_into().unwrap());
        let facts = ChurnFacts { rhythm: Ok(rhythm), ..content() };
        ChurnRule::new(spec).unwrap().judge(&facts).factors[1].clone()
    };
    let once = Rhythm { days_since_last: 60, gaps: 0, median_gap: None };
    assert_eq!(read(None, once).missing, Some(Missing::Rhythm));
    assert_eq!(read(None, rhythm(60, 1, 20)).missing, Some(Missing::Rhythm), "one gap is no rhythm");
    assert_eq!(read(None, rhythm(60, 2, 20)).least, 30);
    let assumed = read(Some(40), once);
    assert_eq!((assumed.least, assumed.most, assumed.missing), (10, 10, None));
    let figure =
        ChurnFigure::Overdue { days: 60, gap: Ratio::new(40, 1).unwrap(), gaps: 0, is_assumed: true };
    assert_eq!(assumed.figure, figure);
    assert_eq!(read(Some(40), rhythm(60, 2, 20)).least, 30, "its own rhythm comes first");
}

#[test]
fn why_names_every_figure() {
    let facts = ChurnFacts {
        prediction: Ok(Probability::new(0.1234).unwrap()),
        rhythm: Ok(Rhythm { days_since_last: 1, gaps: 4, median_gap: Ratio::new(5, 2) }),
        complaints: Ok(ComplaintCount { known: 2, kind_unknown: 1 }),
        contacts: Ok(ContactCount { last: 1, before: 4 }),
    };
    let rule = rule();
    let warning = rule.judge(&facts);
    assert_eq!(
        rule.why(&warning).to_string(),
        "undetermined, warning to urgent, 60 to 70 of 100 points: the probability to be alive of 12.3% is below \
         20%, 40 of 40; 1 day since the last purchase is 0.40 times the usual 2.5, 0 of 30; 2 complaints and 1 \
         ticket of unknown kind, 10 to 20 of 20; 1 contact after 4, 10 of 10"
    );
    let warning = rule.judge(&ChurnFacts::default());
    assert_eq!(
        rule.why(&warning).to_string(),
        "undetermined, none to urgent, 0 to 100 of 100 points: the probability to be alive is not known (no \
         prediction was supplied), 0 to 40 of 40; the time since the last purchase is not known (no purchases were \
         supplied), 0 to 30 of 30; the number of complaints is not known (no tickets were supplied), 0 to 20 of 20; \
         the number of contacts is not known (no interactions were supplied), 0 to 10 of 10"
    );
}

/// 49.96 % is not written as 50.0 % where it is said to be below 50 %.
#[test]
fn a_probability_is_written_on_its_own_side_of_the_bound() {
    let rule = rule();
    let why = |value: f64| {
        let facts =
            ChurnFacts { prediction: Probability::new(value).ok_or(Missing::Prediction), ..content() };
        let why = rule.why(&rule.judge(&facts)).to_string();
        why.split(" alive ").nth(1).unwrap().split(',').next().unwrap().to_owned()
    };
    assert_eq!(why(0.499_6), "of 49.96% is below 50%");
    assert_eq!(why(0.2_f64.next_down()), "is below 20%", "no figure of nine digits tells");
    assert_eq!(why(0.123_45), "of 12.3% is below 20%");
    assert_eq!(why(0.500_04), "of 50.0% is not below 50%");
    assert_eq!([why(0.0), why(1.0)], ["of 0.0% is below 20%", "of 100.0% is not below 50%"]);
}

#[test]
fn rules_that_mean_nothing_are_refused() {
    #[track_caller]
    fn refused(change: impl Fn(&mut ChurnSpec), key: &str, problem: &RuleProblem) {
        let mut spec = spec();
        change(&mut spec);
        let error = ChurnRule::new(spec).unwrap_err();
        assert_eq!((error.key.as_str(), &error.problem), (key, problem), "{error}");
    }
    refused(
        |one| one.prediction.as_mut().unwrap().levels.clear(),
        "prediction.levels",
        &RuleProblem::NoLevels,
    );
    let zero =
        |one: &mut ChurnSpec| one.prediction.as_mut().unwrap().levels[1].bound = crm_model::Share::ZERO;
    refused(zero, "prediction.levels[1]", &RuleProblem::NoBound);
    refused(
        |one| one.prediction.as_mut().unwrap().levels.reverse(),
        "prediction.levels[1]",
        &RuleProblem::MustGetWorse,
    );
    let same = |one: &mut ChurnSpec| one.overdue.as_mut().unwrap().levels[1].points = 10;
    refused(same, "overdue.levels[1].points", &RuleProblem::PointsMustRise { before: 10, points: 10 });
    let none = |one: &mut ChurnSpec| one.contacts.as_mut().unwrap().levels[0].points = 0;
    refused(none, "contacts.levels[0].points", &RuleProblem::PointsMustRise { before: 0, points: 0 });
    refused(|one| one.complaints.as_mut().unwrap().kinds.clear(), "complaints.kinds", &RuleProblem::NoKinds);
    let all = |one: &mut ChurnSpec| {
        (one.prediction, one.overdue, one.complaints, one.contacts) = (None, None, None, None);
    };
    refused(all, "", &RuleProblem::NoFactors);
    refused(|one| one.grades.truncate(1), "grades", &RuleProblem::TooFewGrades { grades: 1 });
    let risen = |one: &mut ChurnSpec| one.grades[0].from = 1;
    refused(risen, "grades[0].from", &RuleProblem::GradesMustRise { before: None, from: 1 });
    let level = |one: &mut ChurnSpec| one.grades[2].from = 20;
    refused(level, "grades[2].from", &RuleProblem::GradesMustRise { before: Some(20), from: 20 });
    let beyond = |one: &mut ChurnSpec| one.grades[3].from = 101;
    refused(beyond, "grades[3].from", &RuleProblem::GradeNeverReached { from: 101, of: 100 });
    let twice = |one: &mut ChurnSpec| one.grades[2].name = "watch".parse().unwrap();
    refused(twice, "grades[2].name", &RuleProblem::OneWordTwoGrades { word: "watch".parse().unwrap() });
}

#[test]
fn median_of_gaps_is_exact_and_days_count_once() {
    let day = |days| NaiveDate::default() + Days::new(days);
    let of = |days: &[u64], today| Rhythm::of(days.iter().map(|days| day(*days)), day(today));
    assert_eq!(of(&[], 5), None);
    assert_eq!(of(&[9], 5), None, "a purchase after today");
    let once = of(&[3, 3, 3], 5).unwrap();
    assert_eq!((once.days_since_last, once.gaps, once.median_gap, once.times_overdue()), (2, 0, None, None));
    let even = of(&[10, 0, 3], 20).unwrap(); // gaps of 3 and 7
    assert_eq!(even.median_gap, Ratio::new(5, 1));
    assert_eq!(even.times_overdue(), Ratio::new(2, 1));
    let odd = of(&[0, 1, 3, 103], 103).unwrap(); // 1, 2 and 100
    assert_eq!((odd.median_gap, odd.times_overdue()), (Ratio::new(2, 1), Ratio::new(0, 1)));
}

fn any_facts() -> impl Strategy<Value = ChurnFacts> {
    let alive = proptest::option::of(0.0..=1.0_f64);
    let own = proptest::option::of((0..200_u32, 0..5_u32, 1..60_i128));
    let complaints = proptest::option::of((0..5_u64, 0..4_u64));
    let contacts = proptest::option::of((0..6_u64, 0..6_u64));
    (alive, own, complaints, contacts).prop_map(|(alive, own, complaints, contacts)| ChurnFacts {
        prediction: alive.and_then(Probability::new).ok_or(Missing::Prediction),
        rhythm: own.map(|(days, gaps, gap)| rhythm(days, gaps, gap)).ok_or(Missing::Rhythm),
        complaints: complaints
            .map(|(known, kind_unknown)| ComplaintCount { known, kind_unknown })
            .ok_or(Missing::Table(TableName::Tickets)),
        contacts: contacts
            .map(|(last, before)| ContactCount { last, before })
            .ok_or(Missing::Table(TableName::Interactions)),
    })
}

proptest! {
    /// Whatever a missing fact turns out to be, the warning lies between the bounds that were given without it.
    #[test]
    fn prop_knowing_more_only_narrows_a_warning(known in any_facts(), hidden in any::<[bool; 4]>()) {
        let less = ChurnFacts {
            prediction: if hidden[0] { Err(Missing::Prediction) } else { known.prediction.clone() },
            rhythm: if hidden[1] { Err(Missing::Rhythm) } else { known.rhythm.clone() },
            complaints: if hidden[2] { Err(Missing::Range) } else { known.complaints.clone() },
            contacts: if hidden[3] { Err(Missing::Range) } else { known.contacts.clone() },
        };
        let (more, less) = (rule().judge(&known), rule().judge(&less));
        prop_assert!(less.least <= more.least && more.least <= more.most && more.most <= less.most);
        prop_assert!(less.lowest <= more.lowest && more.highest <= less.highest);
        prop_assert!(less.grade().is_none_or(|grade| more.grade() == Some(grade)));
        prop_assert!(more.most <= more.of && more.of == 100);
        prop_assert_eq!(more.least == more.most, more.missing().next().is_none());
    }

    /// The longer a purchase is past, the less alive, the more complaints: never a milder warning.
    #[test]
    fn prop_worse_facts_never_make_a_warning_milder(
        facts in any_facts(), days in 0..50_u32, complaints in 0..3_u64, share in 0.0..=1.0_f64,
    ) {
        let worse = ChurnFacts {
            prediction: facts.prediction.clone().map(|alive| Probability::new(alive.value() * share).unwrap()),
            rhythm: facts.rhythm.clone().map(|own| Rhythm { days_since_last: own.days_since_last + days, ..own }),
            complaints: facts.complaints.clone().map(|one| ComplaintCount { known: one.known + complaints, ..one }),
            contacts: facts.contacts.clone().map(|one| ContactCount { last: one.last.saturating_sub(1), ..one }),
        };
        let (one, other) = (rule().judge(&facts), rule().judge(&worse));
        prop_assert!(one.least <= other.least && one.most <= other.most);
    }

    /// The score is the sum of the factors, worked out here one by one.
    #[test]
    fn prop_points_add_up(alive in 0.0..=1.0_f64, days in 0..200_u32, known in 0..5_u64, last in 0..6_u64, before in 0..6_u64) {
        let facts = ChurnFacts {
            prediction: Ok(Probability::new(alive).unwrap()),
            rhythm: Ok(rhythm(days, 3, 20)),
            complaints: Ok(ComplaintCount { known, kind_unknown: 0 }),
            contacts: Ok(ContactCount { last, before }),
        };
        let by_alive = if alive < 0.2 { 40 } else if alive < 0.5 { 20 } else { 0 };
        let by_days = if days >= 60 { 30 } else if days >= 30 { 10 } else { 0 };
        let by_complaints = match known { 0 => 0, 1 | 2 => 10, _ => 20 };
        let by_contacts = if before >= 2 && 2 * last < before { 10 } else { 0 };
        let score = by_alive + by_days + by_complaints + by_contacts;
        let warning = rule().judge(&facts);
        prop_assert_eq!((warning.least, warning.most), (score, score));
        let place = match score { 0..20 => 0, 20..45 => 1, 45..70 => 2, _ => 3 };
        prop_assert_eq!(warning.grade(), Some(place));
    }
}

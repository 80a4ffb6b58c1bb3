//! Named segments by RFM scores.

use crm_model::{SegmentName, Strength};
use crm_segmentation::{
    Movements, PurchaseSummary, RfmRule, RfmScore, RfmSpec, RuleProblem, ScoreRange, Scoring, Segment,
    SegmentMap, SegmentMapSpec, SegmentRule,
};
use proptest::prelude::*;

use crate::rfm::rfm_spec;
use crate::support::{basis, code, currency, dataset, instant, order};

const NOW: &str = "2026-03-31T12:00:00Z";

fn name(text: &str) -> SegmentName {
    SegmentName::new(text).unwrap()
}

fn range((from, to): (u8, u8)) -> ScoreRange {
    ScoreRange { from, to }
}

fn segment(text: &str, recency: (u8, u8), frequency: (u8, u8), monetary: (u8, u8)) -> Segment {
    Segment {
        name: name(text),
        recency: range(recency),
        frequency: range(frequency),
        monetary: range(monetary),
    }
}

fn map_of(scores: u8, segments: Vec<Segment>) -> Result<SegmentMap, crm_segmentation::RuleError> {
    SegmentMap::new(SegmentMapSpec {
        name: "segments".parse().unwrap(),
        clause: "L-SEG-1".parse().unwrap(),
        strength: Strength::Derived,
        scores,
        segments,
    })
}

#[track_caller]
fn refused(scores: u8, segments: Vec<Segment>) -> (String, RuleProblem) {
    let error = map_of(scores, segments).unwrap_err();
    (error.path(), error.problem)
}

fn score(recency: u8, frequency: u8, monetary: u8) -> RfmScore {
    RfmScore { recency, frequency, monetary }
}

/// Five scores by recency and frequency; spend decides nothing.
fn five() -> Vec<Segment> {
    let all = (1, 5);
    vec![
        segment("champions", (4, 5), (4, 5), all),
        segment("loyal", (3, 3), (3, 5), all),
        segment("loyal", (4, 5), (3, 3), all),
        segment("new", (4, 5), (1, 2), all),
        segment("at risk", (1, 2), (3, 5), all),
        segment("asleep", (1, 3), (1, 2), all),
    ]
}

#[test]
fn segment_may_have_parts() {
    let map = map_of(5, five()).unwrap();
    let of = |recency, frequency| map.of(score(recency, frequency, 1)).map(SegmentName::as_str);
    assert_eq!(
        [of(3, 4), of(5, 3), of(5, 4), of(2, 3)],
        ["loyal", "loyal", "champions", "at risk"].map(Some)
    );
    assert_eq!([of(0, 1), of(6, 1)], [None, None], "no scores of this map");
    let names: Vec<&str> = map.names().map(SegmentName::as_str).collect();
    assert_eq!(names, ["champions", "loyal", "new", "at risk", "asleep"]);
}

#[test]
fn scores_that_two_segments_hold_are_refused() {
    let mut segments = five();
    segments[4].recency.to = 3;
    let problem = RuleProblem::Overlap { one: name("loyal"), other: name("at risk"), score: score(3, 3, 1) };
    assert_eq!(refused(5, segments), ("segments.at risk".into(), problem.clone()));
    assert_eq!(problem.to_string(), "the scores 3-3-1 are held by `loyal` and by `at risk`");
}

#[test]
fn parts_of_one_segment_may_not_overlap_either() {
    let (_, problem) =
        refused(2, vec![segment("all", (1, 2), (1, 2), (1, 2)), segment("all", (2, 2), (1, 1), (2, 2))]);
    assert_eq!(problem, RuleProblem::Overlap { one: name("all"), other: name("all"), score: score(2, 1, 2) });
}

#[test]
fn scores_that_no_segment_holds_are_refused() {
    let mut segments = five();
    segments[3].monetary.from = 2;
    let problem = RuleProblem::NotCovered { score: score(4, 1, 1) };
    assert_eq!(refused(5, segments), ("segments.segments".into(), problem.clone()));
    assert_eq!(problem.to_string(), "no segment holds the scores 4-1-1");
    assert_eq!(refused(2, vec![]).1, RuleProblem::NotCovered { score: score(1, 1, 1) });
}

#[test]
fn ranges_must_lie_within_the_scores() {
    let with = |recency| refused(5, vec![segment("all", recency, (1, 5), (1, 5))]);
    let problem = |from, to| RuleProblem::ScoresOutOfRange { from, to, best: 5 };
    for (from, to) in [(0, 5), (1, 6), (4, 3)] {
        assert_eq!(with((from, to)), ("segments.all.recency".into(), problem(from, to)));
    }
    assert_eq!(problem(1, 6).to_string(), "scores from 1 to 6 are no part of 1 to 5");
    assert_eq!(refused(1, vec![]), ("segments.scores".into(), RuleProblem::TooFewScores { scores: 1 }));
}

#[test]
fn largest_map_is_checked_without_walking_through_its_scores() {
    let all = (1, 255);
    let halves =
        |monetary| vec![segment("low", (1, 128), all, all), segment("high", (129, 255), all, monetary)];
    assert!(map_of(255, halves(all)).is_ok());
    let problem = RuleProblem::NotCovered { score: score(129, 1, 255) };
    assert_eq!(refused(255, halves((1, 254))).1, problem);
}

#[test]
fn map_must_fit_the_scores() {
    let rule = RfmRule::new(RfmSpec { scores: 4, ..rfm_spec() }).unwrap();
    let error = SegmentRule::new(rule, map_of(5, five()).unwrap()).unwrap_err();
    assert_eq!(error.problem, RuleProblem::ScoresMismatch { map: 5, rule: 4 });
    assert_eq!(
        error.to_string(),
        "rule `segments`, `scores`: the map is made for 5 scores, and the rule gives 4"
    );
}

#[test]
fn segments_of_a_data_set_with_their_sizes() {
    let dataset = dataset(vec![
        order("C-1", "", "2026-03-30T10:00:00Z", "1 CNY"),
        order("C-2", "", "2025-07-30T10:00:00Z", "9 CNY"),
        order("C-2", "", "2025-07-31T11:00:00Z", "9 CNY"),
        order("C-2", "", "2025-08-01T11:00:00Z", "9 CNY"),
        order("C-3", "", "2025-09-01T11:00:00Z", "9 CNY"),
    ]);
    let cuts = RfmSpec {
        recency: Scoring::Cuts(vec![30, 60, 90, 180]),
        frequency: Scoring::Cuts(vec![5, 4, 3, 2]),
        monetary: Scoring::Cuts(vec![400_000, 300_000, 200_000, 100_000]),
        basis: crm_segmentation::Basis { currency: Some(currency("CNY")), ..basis() },
        ..rfm_spec()
    };
    let rule = SegmentRule::new(RfmRule::new(cuts).unwrap(), map_of(5, five()).unwrap()).unwrap();
    let assessment = rule.assess(&dataset, instant(NOW)).unwrap();
    let of = |id| assessment.of(code(&dataset, id)).unwrap().as_str();
    assert_eq!(["C-1", "C-2", "C-3"].map(of), ["new", "at risk", "asleep"]);
    let sizes: Vec<(&str, u64)> =
        assessment.sizes().into_iter().map(|(name, size)| (name.as_str(), size)).collect();
    assert_eq!(sizes, [("champions", 0), ("loyal", 0), ("new", 1), ("at risk", 1), ("asleep", 1)]);
    // Names are labels like any other.
    let before = rule.assess(&dataset, instant("2025-08-15T12:00:00Z")).unwrap();
    let movements = Movements::between(before.segments(), assessment.segments()).unwrap();
    assert_eq!(
        (movements.entered(), movements.count(Some(&&name("loyal")), Some(&&name("at risk")))),
        (2, 1)
    );
}

fn axis_of(segment: &mut Segment, axis: u8) -> &mut ScoreRange {
    match axis {
        0 => &mut segment.recency,
        1 => &mut segment.frequency,
        _ => &mut segment.monetary,
    }
}

/// Cuts a cube of scores in two again and again, so that the parts hold all of it once.
fn cut_up(best: u8, cuts: &[(usize, u8, u8)]) -> Vec<Segment> {
    let all = (1, best);
    let mut parts = vec![segment("S-0", all, all, all)];
    for (number, (place, axis, at)) in cuts.iter().enumerate() {
        let place = place % parts.len();
        let mut other = parts[place].clone();
        other.name = name(&format!("S-{}", number + 1));
        let (low, high) = (axis_of(&mut parts[place], *axis), axis_of(&mut other, *axis));
        if low.from < low.to {
            let middle = low.from + at % (low.to - low.from);
            (low.to, high.from) = (middle, middle + 1);
            parts.push(other);
        }
    }
    parts
}

proptest! {
    #[test]
    fn prop_map_is_accepted_just_if_every_score_is_held_once(
        best in 2..7_u8,
        cuts in prop::collection::vec((0..20_usize, 0..3_u8, 0..7_u8), 0..12),
        spoil in prop::option::of((0..20_usize, 0..3_u8, prop::bool::ANY)),
    ) {
        let mut parts = cut_up(best, &cuts);
        if let Some((place, axis, widen)) = spoil {
            let place = place % parts.len();
            let range = match axis { 0 => &mut parts[place].recency, 1 => &mut parts[place].frequency, _ => &mut parts[place].monetary };
            if widen { range.to = (range.to + 1).min(best) } else { range.from = (range.from + 1).min(range.to) }
        }
        let scores = || (1..=best).flat_map(|r| (1..=best).flat_map(move |f| (1..=best).map(move |m| score(r, f, m))));
        let holders = |one: RfmScore| parts.iter().filter(|part| part.contains(one)).count();
        match map_of(best, parts.clone()) {
            Ok(map) => prop_assert!(scores().all(|one| holders(one) == 1 && map.of(one).is_some())),
            Err(error) => match error.problem {
                RuleProblem::NotCovered { score: found } => {
                    prop_assert!(scores().all(|one| holders(one) <= 1));
                    prop_assert_eq!(scores().find(|one| holders(*one) == 0), Some(found));
                }
                RuleProblem::Overlap { score: found, .. } => prop_assert_eq!(holders(found), 2),
                other => prop_assert!(false, "{other}"),
            },
        }
    }

    #[test]
    fn prop_everybody_has_a_segment_whatever_the_order(
        figures in prop::collection::vec((-5_i128..20, 0..6_u64, 0..400_i64), 0..40),
        turn in 0..40_usize,
    ) {
        let rule = SegmentRule::new(RfmRule::new(rfm_spec()).unwrap(), map_of(5, five()).unwrap()).unwrap();
        let customers: Vec<PurchaseSummary> = figures
            .into_iter()
            .map(|(net, orders, days)| PurchaseSummary {
                net,
                orders,
                last: Some(instant(NOW) - chrono::TimeDelta::days(days)),
                ..PurchaseSummary::default()
            })
            .collect();
        let mut segments: Vec<_> = rule.segments(&customers, instant(NOW)).collect();
        prop_assert_eq!(segments.len(), customers.len());
        let turn = turn.min(customers.len());
        let mut turned = customers;
        turned.rotate_left(turn);
        segments.rotate_left(turn);
        prop_assert_eq!(rule.segments(&turned, instant(NOW)).collect::<Vec<_>>(), segments);
    }
}

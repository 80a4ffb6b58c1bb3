//! Rules that cannot be obeyed are refused, at the key that is wrong.

use crm_model::{Strength, ValueTier};
use crm_segmentation::{
    ClassRule, ClassSpec, Level, RepurchaseThresholds, RfmRule, RuleProblem, Scoring, SpendThresholds,
    TierNames, TierNamesSpec, ValueTierRule, ValueTierSpec,
};

use crate::rfm::rfm_spec;
use crate::support::{class_spec, percent, spec};

fn word(text: &str) -> ValueTier {
    ValueTier::new(text).unwrap()
}

#[track_caller]
fn refused(spec: ValueTierSpec, path: &str, problem: &RuleProblem) {
    let error = ValueTierRule::new(spec).unwrap_err();
    assert_eq!((error.path().as_str(), &error.problem), (path, problem));
}

#[test]
fn shares_of_spend_must_rise_from_above_nothing() {
    let spend = |high, middle| ValueTierSpec {
        spend: SpendThresholds { high: percent(high), middle: percent(middle), ..spec().spend },
        ..spec()
    };
    refused(spend(0, 60), "tiers.value.spend.high", &RuleProblem::Nobody);
    let falls = |above, share| RuleProblem::MustRise { above: percent(above), share: percent(share) };
    refused(spend(20, 20), "tiers.value.spend.middle", &falls(20, 20));
    refused(spend(20, 10), "tiers.value.spend.middle", &falls(20, 10));
    assert!(ValueTierRule::new(spend(20, 100)).is_ok());
    assert_eq!(
        ValueTierRule::new(spend(20, 10)).unwrap_err().to_string(),
        "rule `tiers.value`, `spend.middle`: shares count from the top, so 10% must be more than the 20% of the level above"
    );
}

#[test]
fn thresholds_of_repurchase_must_fall() {
    let repurchase = |high, middle| ValueTierSpec {
        repurchase: RepurchaseThresholds {
            high: percent(high),
            middle: percent(middle),
            ..spec().repurchase
        },
        ..spec()
    };
    refused(repurchase(100, 30), "tiers.value.repurchase.high", &RuleProblem::NeverReached);
    assert!(ValueTierRule::new(repurchase(99, 0)).is_ok());
    let problem = RuleProblem::MustFall { above: percent(30), share: percent(60) };
    refused(repurchase(30, 60), "tiers.value.repurchase.middle", &problem);
    refused(
        repurchase(30, 30),
        "tiers.value.repurchase.middle",
        &RuleProblem::MustFall { above: percent(30), share: percent(30) },
    );
}

#[test]
fn tenure_of_no_day_and_words_for_two_levels_are_refused() {
    refused(
        ValueTierSpec { minimum_tenure: Some(0), ..spec() },
        "tiers.value.minimum-tenure",
        &RuleProblem::Zero,
    );
    let names = ["gold", "silver", "gold"].map(word);
    let problem =
        RuleProblem::OneWordTwoLevels { word: word("gold"), one: Level::High, other: Level::Ordinary };
    refused(ValueTierSpec { names, ..spec() }, "tiers.value.names", &problem);
}

#[test]
fn classes_must_rise() {
    let refused = |a, b| {
        let error = ClassRule::new(ClassSpec { a: percent(a), b: percent(b), ..class_spec() }).unwrap_err();
        (error.path(), error.problem)
    };
    assert_eq!(refused(0, 95), ("classes.a".into(), RuleProblem::Nobody));
    let problem = RuleProblem::MustRise { above: percent(95), share: percent(80) };
    assert_eq!(refused(95, 80), ("classes.b".into(), problem));
}

#[test]
fn words_of_other_documents_stand_for_one_level_each() {
    let names = |high: &[&str], middle: &[&str]| {
        TierNames::new(TierNamesSpec {
            name: "tier-names.words".parse().unwrap(),
            clause: "D-TIER-5".parse().unwrap(),
            strength: Strength::Must,
            high: high.iter().map(|text| word(text)).collect(),
            middle: middle.iter().map(|text| word(text)).collect(),
            ordinary: vec![],
        })
    };
    let words = names(&["key", "big", "key"], &[]).unwrap();
    assert_eq!(words.level_of(&word("big")), Some(Level::High));
    assert_eq!((words.word_for(Level::High), words.word_for(Level::Middle)), (Some(&word("key")), None));
    let error = names(&["key", "big"], &["big"]).unwrap_err();
    assert_eq!(error.path(), "tier-names.words.middle");
    assert_eq!(error.problem.to_string(), "`big` stands for high and for middle");
    assert_eq!(names(&[], &[]).unwrap_err().problem, RuleProblem::NoWords);
}

#[test]
fn cuts_must_fit_the_scores() {
    let refused = |change: fn(&mut crm_segmentation::RfmSpec)| {
        let mut spec = rfm_spec();
        change(&mut spec);
        let error = RfmRule::new(spec).unwrap_err();
        (error.key, error.problem)
    };
    let (key, problem) = refused(|spec| spec.scores = 1);
    assert_eq!((key.as_str(), problem), ("scores", RuleProblem::TooFewScores { scores: 1 }));
    let (key, problem) = refused(|spec| spec.recency = Scoring::Cuts(vec![30, 90]));
    assert_eq!((key.as_str(), problem), ("recency", RuleProblem::CutsMismatch { expected: 4, found: 2 }));
    let (key, problem) = refused(|spec| spec.recency = Scoring::Cuts(vec![30, 90, 80, 100]));
    assert_eq!((key.as_str(), problem), ("recency", RuleProblem::CutsOutOfOrder));
    let (key, problem) = refused(|spec| spec.monetary = Scoring::Cuts(vec![9, 7, 7, 1]));
    assert_eq!((key.as_str(), problem), ("monetary", RuleProblem::CutsOutOfOrder));
    let (key, problem) = refused(|spec| spec.monetary = Scoring::Cuts(vec![9, 7, 5, 1]));
    assert_eq!((key.as_str(), problem), ("monetary", RuleProblem::NoCurrency));
}

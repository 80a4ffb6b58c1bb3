//! Stages: their order of precedence, what is missing, and the stages of a data set.

use crm_model::{Missing, Ratio, Records, Strength, Table, TableName};
use crm_segmentation::{
    Advocate, ChurnFacts, ChurnRule, ComplaintCount, ContactCount, Counting, LifecycleFacts, LifecycleRule,
    LifecycleSpec, LostWhen, LoyaltyFacts, LoyaltyRule, LoyaltySpec, Movements, Probability, PurchaseCount,
    Recommended, Rhythm, RuleProblem, Stage, StageSpec, StageVerdict, Tenure,
};
use proptest::prelude::*;

use crate::support::{code, customers, instant, order, records};

/// Lost from 365 days, at risk from "warning", advocates are loyal and recommend.
fn spec() -> LifecycleSpec {
    LifecycleSpec {
        name: "lifecycle".parse().unwrap(),
        clause: "L-LIFE-1".parse().unwrap(),
        strength: Strength::Derived,
        counting: Counting::Orders,
        lost: LostWhen::Days(365.try_into().unwrap()),
        at_risk_from: "warning".parse().unwrap(),
        advocate: Advocate::LoyalAndRecommends,
        stages: Stage::ALL.map(|stage| StageSpec { name: stage.as_str().parse().unwrap(), focus: None }),
    }
}

fn rule_of(spec: LifecycleSpec) -> LifecycleRule {
    let loyalty = LoyaltyRule::new(crate::loyalty::spec()).unwrap();
    LifecycleRule::new(spec, crate::churn::rule(), loyalty).unwrap()
}

/// What is known of a customer; the default is who bought twice and has nothing wrong.
#[derive(Debug, Clone)]
struct Known {
    purchases: Result<PurchaseCount, Missing>,
    alive: Option<f64>,
    rhythm: Result<Rhythm, Missing>,
    repeats: Result<u64, Missing>,
    referrals: Result<u64, Missing>,
    tenure: Result<u32, Missing>,
}

fn count(purchases: u64, days: u32) -> PurchaseCount {
    let days_since_last = (purchases > 0).then_some(days);
    PurchaseCount { purchases, may_be_more: false, days_since_last }
}

fn rhythm(days_since_last: u32) -> Rhythm {
    Rhythm { days_since_last, gaps: 3, median_gap: Ratio::new(20, 1) }
}

impl Default for Known {
    fn default() -> Self {
        Self {
            purchases: Ok(count(2, 10)),
            alive: Some(0.9),
            rhythm: Ok(rhythm(10)),
            repeats: Ok(0),
            referrals: Ok(0),
            tenure: Ok(100),
        }
    }
}

fn judge(rule: &LifecycleRule, known: &Known) -> StageVerdict {
    let warning = rule.churn().judge(&ChurnFacts {
        prediction: known.alive.and_then(Probability::new).ok_or(Missing::Prediction),
        rhythm: known.rhythm.clone(),
        complaints: Ok(ComplaintCount::default()),
        contacts: Ok(ContactCount::default()),
    });
    let loyalty = rule.loyalty().judge(&LoyaltyFacts {
        repeats: known.repeats.clone(),
        recommended: known.referrals.clone().map(|known| Recommended::Referrals { known, undated: 0 }),
        tenure: known.tenure.clone().map(|days| Tenure { days, may_be_more: false }),
    });
    rule.judge(&LifecycleFacts { purchases: known.purchases.clone(), warning: &warning, loyalty: &loyalty })
}

/// Returns the reason in words.
fn why(known: &Known) -> String {
    let rule = rule_of(spec());
    rule.why(&judge(&rule, known)).to_string()
}

#[test]
fn l_life_1_stages_follow_one_another() {
    let with = |purchases| Known { purchases: Ok(purchases), ..Known::default() };
    assert_eq!(why(&with(count(0, 0))), "prospect: no purchase");
    assert_eq!(why(&with(count(1, 10))), "first-purchase: one purchase");
    assert_eq!(why(&with(count(2, 10))), "repeat-purchase: 2 purchases");
    let loyal = Known { repeats: Ok(2), referrals: Ok(1), ..Known::default() };
    assert_eq!(why(&loyal), "loyal-advocate: loyal, and recommends");
    let silent = Known { repeats: Ok(2), tenure: Ok(730), ..Known::default() };
    assert_eq!(why(&silent), "repeat-purchase: 2 purchases", "loyal, but recommends nobody");
    // 40 points for the probability and 10 for 30 days: a warning.
    let at_risk = Known { alive: Some(0.1), rhythm: Ok(rhythm(30)), ..loyal.clone() };
    assert_eq!(why(&at_risk), "at-risk: the warning is warning, and counts from warning on");
    let lost = Known { purchases: Ok(count(2, 365)), ..at_risk.clone() };
    assert_eq!(why(&lost), "lost: 365 days since the last purchase, 365 are enough");
    let not_yet = Known { purchases: Ok(count(2, 364)), ..at_risk };
    assert!(why(&not_yet).starts_with("at-risk"), "the bound itself is needed");
}

/// Who is loyal in any case lacks nothing but the recommendation.
#[test]
fn l_life_1_only_what_decides_is_missing() {
    let loyalty = LoyaltyRule::new(LoyaltySpec { needed: 1, ..crate::loyalty::spec() }).unwrap();
    let rule = LifecycleRule::new(spec(), crate::churn::rule(), loyalty).unwrap();
    let tenure = Err(Missing::Coverage(TableName::Purchases));
    let known = Known { repeats: Ok(2), referrals: Err(Missing::Origins), tenure, ..Known::default() };
    let verdict = judge(&rule, &known);
    assert_eq!(
        verdict.possible.iter().map(|reason| reason.stage()).collect::<Vec<_>>(),
        [Stage::LoyalAdvocate, Stage::RepeatPurchase]
    );
    assert_eq!(verdict.missing, [Missing::Origins]);
    let known = Known { repeats: Ok(0), ..known };
    assert_eq!(judge(&rule, &known).missing.len(), 2, "the time since the first purchase may make it loyal");
}

#[test]
fn l_life_1_what_is_missing_leaves_stages_open() {
    let nothing = Known { purchases: Err(Missing::CredibleOrder), ..Known::default() };
    assert_eq!(why(&nothing), format!("undetermined, any stage: {}", Missing::CredibleOrder));
    let before = PurchaseCount { may_be_more: true, ..count(0, 0) };
    let coverage = Missing::Coverage(TableName::Purchases);
    let verdict = judge(&rule_of(spec()), &Known { purchases: Ok(before), ..Known::default() });
    assert_eq!((verdict.stage(), verdict.missing), (None, vec![coverage.clone()]));

    // 10 points for 30 days and up to 40 for the probability: perhaps a warning.
    let open = Known { alive: None, rhythm: Ok(rhythm(30)), ..Known::default() };
    assert_eq!(why(&open), "undetermined, at-risk or repeat-purchase: no prediction was supplied");
    // With 0 points and up to 40 there is none.
    let decided = Known { alive: None, ..Known::default() };
    assert_eq!(why(&decided), "repeat-purchase: 2 purchases");
    // Lost all the same.
    let lost = Known { purchases: Ok(count(2, 400)), ..open.clone() };
    assert_eq!(why(&lost), "lost: 400 days since the last purchase, 365 are enough");

    let half_known = Known { repeats: Ok(2), referrals: Err(Missing::Origins), ..open };
    let verdict = judge(&rule_of(spec()), &half_known);
    let stages: Vec<Stage> = verdict.possible.iter().map(|reason| reason.stage()).collect();
    assert_eq!(stages, [Stage::AtRisk, Stage::LoyalAdvocate, Stage::RepeatPurchase]);
    assert_eq!(verdict.missing, [Missing::Prediction, Missing::Origins]);

    let once = PurchaseCount { may_be_more: true, ..count(1, 10) };
    let verdict = judge(&rule_of(spec()), &Known { purchases: Ok(once), ..Known::default() });
    let stages: Vec<Stage> = verdict.possible.iter().map(|reason| reason.stage()).collect();
    assert_eq!(
        (stages, verdict.missing),
        (vec![Stage::FirstPurchase, Stage::RepeatPurchase], vec![coverage])
    );
    let twice = PurchaseCount { may_be_more: true, ..count(2, 10) };
    assert_eq!(why(&Known { purchases: Ok(twice), ..Known::default() }), "repeat-purchase: 2 purchases");
}

#[test]
fn l_life_1_a_customer_can_be_lost_by_its_own_rhythm() {
    let rule = rule_of(LifecycleSpec { lost: LostWhen::Overdue("4 times".parse().unwrap()), ..spec() });
    let why = |known: &Known| rule.why(&judge(&rule, known)).to_string();
    let with = |days| Known { rhythm: Ok(rhythm(days)), ..Known::default() };
    assert!(why(&with(79)).starts_with("repeat-purchase"));
    assert_eq!(why(&with(80)), "lost: 80 days since the last purchase, 4 times its usual gap are enough");
    let unknown = Known { rhythm: Err(Missing::Rhythm), ..Known::default() };
    assert_eq!(
        why(&unknown),
        format!("undetermined, lost or repeat-purchase: {}", Missing::Rhythm),
        "no warning, whatever the rhythm is"
    );
}

#[test]
fn rules_that_rest_on_nothing_are_refused() {
    let refused = |spec: LifecycleSpec, churn: ChurnRule, loyalty: LoyaltySpec| {
        let error = LifecycleRule::new(spec, churn, LoyaltyRule::new(loyalty).unwrap()).unwrap_err();
        (error.key, error.problem)
    };
    let (churn, loyalty) = (crate::churn::rule, crate::loyalty::spec);
    for grade in ["none", "alarm"] {
        let word: crm_model::ChurnGrade = grade.parse().unwrap();
        let found = refused(LifecycleSpec { at_risk_from: word.clone(), ..spec() }, churn(), loyalty());
        assert_eq!(found, ("at-risk-from".into(), RuleProblem::NoSuchGrade { word }));
    }
    let silent = LoyaltySpec { recommendation: None, ..loyalty() };
    assert_eq!(refused(spec(), churn(), silent), ("advocate".into(), RuleProblem::NotMeasured));
    let by_rhythm = LifecycleSpec { lost: LostWhen::Overdue("4 times".parse().unwrap()), ..spec() };
    let mut without = crate::churn::spec();
    without.overdue = None;
    without.grades.truncate(3);
    let found = refused(by_rhythm, ChurnRule::new(without).unwrap(), loyalty());
    assert_eq!(found, ("lost-from".into(), RuleProblem::NotMeasured));
    let mut same = spec();
    same.stages[5].name = "prospect".parse().unwrap();
    let word = "prospect".parse().unwrap();
    assert_eq!(refused(same, churn(), loyalty()), ("names".into(), RuleProblem::OneWordTwoStages { word }));
}

#[test]
fn l_life_1_stages_of_a_data_set() {
    let dataset = records(Records {
        customers: customers(&["prospect"]),
        purchases: Table::complete(vec![
            order("once", "", "2026-03-01T08:00:00Z", "10 CNY"),
            order("twice", "", "2026-03-01T08:00:00Z", "10 CNY"),
            order("twice", "", "2026-03-01T20:00:00Z", "10 CNY"),
            order("gone", "", "2025-03-31T20:00:00Z", "10 CNY"),
            order("late", "", "2026-01-01T08:00:00Z", "10 CNY"),
            order("late", "", "2026-01-06T08:00:00Z", "10 CNY"),
            order("late", "", "2026-01-11T08:00:00Z", "10 CNY"),
        ]),
        tickets: Table::complete(vec![]),
        interactions: Table::complete(vec![]),
        ..Records::default()
    });
    let as_of = instant("2026-03-31T12:00:00Z");
    let late = code(&dataset, "late");
    let alive = |of| Probability::new(if of == late { 0.1 } else { 0.9 });
    let stages = |spec: LifecycleSpec| {
        let assessment = rule_of(spec).assess(&dataset, as_of, alive);
        let stage = |id: &str| assessment.of(code(&dataset, id)).unwrap().stage.stage();
        ["prospect", "once", "twice", "gone", "late"].map(stage)
    };
    // The rhythm of who bought on one day is not known, but 30 points make no warning.
    let [prospect, once, twice, gone, late_stage] = stages(spec());
    assert_eq!(
        (prospect, once, gone),
        (Some(Stage::Prospect), Some(Stage::FirstPurchase), Some(Stage::Lost))
    );
    assert_eq!((twice, late_stage), (Some(Stage::RepeatPurchase), Some(Stage::AtRisk)));
    let [_, _, by_days, ..] = stages(LifecycleSpec { counting: Counting::PurchaseDays, ..spec() });
    assert_eq!(by_days, Some(Stage::FirstPurchase), "two orders on one day");

    let assessment = rule_of(spec()).assess(&dataset, as_of, alive);
    assert_eq!(Stage::ALL.map(|stage| assessment.count(stage)), [1, 1, 1, 0, 1, 1]);
    assert_eq!((assessment.undetermined(), assessment.customers().len()), (0, 5));
    assert!(assessment.of(code(&dataset, "prospect")).unwrap().warning.is_none());
    // Without predictions: 30 points of the late one may be 70, and nobody else can come to a warning.
    let blind = rule_of(spec()).assess(&dataset, as_of, |_| None);
    assert_eq!(blind.of(late).unwrap().stage.stage(), None);
    assert_eq!(blind.missing().get(&Missing::Prediction), Some(&blind.undetermined()));
}

#[test]
fn l_life_1_movements_between_stages_are_counted() {
    let stage = |first: Stage, then: Stage| (first, then);
    let moved = [
        stage(Stage::Prospect, Stage::FirstPurchase),
        stage(Stage::FirstPurchase, Stage::RepeatPurchase),
        stage(Stage::FirstPurchase, Stage::AtRisk),
    ];
    let earlier = moved.iter().enumerate().map(|(customer, (first, _))| (customer, *first));
    let later = moved.iter().enumerate().map(|(customer, (_, then))| (customer, *then));
    let movements = Movements::between(earlier, later).unwrap();
    assert_eq!(movements.count(Some(&Stage::FirstPurchase), Some(&Stage::AtRisk)), 1);
}

fn any_known() -> impl Strategy<Value = Known> {
    let result = |values: std::ops::Range<u64>| {
        proptest::option::of(values).prop_map(|value| value.ok_or(Missing::Origins))
    };
    let purchases = (0..4_u64, 300..400_u32, any::<bool>());
    let warning = (proptest::option::of(0.0..=1.0_f64), proptest::option::of(0..100_u32));
    (purchases, warning, result(0..4), result(0..2), proptest::option::of(700..760_u32)).prop_map(
        |((purchases, days, may_be_more), (alive, overdue), repeats, referrals, tenure)| Known {
            purchases: Ok(PurchaseCount { may_be_more, ..count(purchases, days) }),
            alive,
            rhythm: overdue.map(rhythm).ok_or(Missing::Rhythm),
            repeats,
            referrals,
            tenure: tenure.ok_or(Missing::Range),
        },
    )
}

proptest! {
    /// Whatever is learned, the stage is one of those that were possible.
    #[test]
    fn prop_the_stage_is_among_those_that_were_possible(known in any_known(), alive in 0.0..=1.0_f64, days in 0..100_u32, repeats in 0..4_u64, referrals in 0..2_u64, tenure in 700..760_u32) {
        let rule = rule_of(spec());
        let before = judge(&rule, &known);
        let more = Known {
            purchases: known.purchases.clone().map(|one| PurchaseCount { may_be_more: false, ..one }),
            alive: Some(known.alive.unwrap_or(alive)),
            rhythm: Ok(known.rhythm.clone().unwrap_or_else(|_| rhythm(days))),
            repeats: Ok(known.repeats.clone().unwrap_or(repeats)),
            referrals: Ok(known.referrals.clone().unwrap_or(referrals)),
            tenure: Ok(known.tenure.clone().unwrap_or(tenure)),
        };
        let after = judge(&rule, &more);
        let stage = after.stage();
        prop_assert!(stage.is_some() && after.missing.is_empty());
        let possible: Vec<Stage> = before.possible.iter().map(|reason| reason.stage()).collect();
        prop_assert!(possible.is_empty() || possible.contains(&stage.unwrap()), "{possible:?} {stage:?}");
        prop_assert_eq!(before.stage().is_some(), before.missing.is_empty());
    }
}

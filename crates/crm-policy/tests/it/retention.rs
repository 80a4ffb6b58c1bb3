//! `[churn]`, `[loyalty]` and `[lifecycle]`.

use crm_model::{Direction, Missing, Scale, Strength};
use crm_policy::{Policy, PolicyError, Preset};
use crm_segmentation::{
    Advocate, ChurnFacts, Counting, LostWhen, Predicted, Probability, RecommendationCriterion, Stage, Times,
};

use crate::{SMALL, parse, parse_extending, tells};

const CHURN: &str = r#"
[churn]
clause = "H-CHURN-1"
prediction = { of = "purchase", levels = [{ below = "50%", points = 20 }, { below = "20%", points = 40 }] }
overdue = { minimum-gaps = 3, levels = [{ from = "1.5 times", points = 10 }, { from = "3 times", points = 30 }] }
complaints = { kinds = ["complaint"], window = "6 months", levels = [{ from = 1, points = 10 }, { from = 3, points = 20 }] }
contacts = { window = "3 months", minimum = 4, levels = [{ below = "25%", points = 10 }] }
grades = [{ name = "none", from = 0 }, { name = "warning", from = 45, assigned = "agent" }]
"#;

const LOYALTY: &str = r#"
[loyalty]
clause = "H-LOY-2"
repeat = { window = "12 months", at-least = 2, counting = "orders" }
recommendation = { by = "referrals", at-least = 1 }
tenure = { at-least = "730d" }
needed = 2
"#;

const LIFECYCLE: &str = r#"
[lifecycle]
clause = "L-LIFE-1"
counting = "purchase-days"
lost-from = "365d"
at-risk-from = "warning"
advocate = "loyal-and-recommends"
"#;

/// The small policy with the words that the rules use, and more lines.
fn with(lines: &str) -> String {
    SMALL.replace("[vocabulary]\n", "[vocabulary]\nroles = [\"agent\"]\n") + lines
}

/// Checks that one text in place of another in `lines` is refused at that text, with these words.
#[track_caller]
fn refused(lines: &str, old: &str, new: &str, path: &str, needle: &str) {
    assert_eq!(lines.matches(old).count(), 1, "{old}");
    let all = [CHURN, LOYALTY, LIFECYCLE].concat().replace(lines, &lines.replace(old, new));
    let error = Policy::parse(&with(&all), "test.toml").unwrap_err();
    let problem = tells(&error, path, needle);
    assert!(problem.source_line.is_some() && problem.line > 27, "{error}");
}

#[test]
fn every_key_of_a_rule_for_warnings_is_read() {
    let policy = parse(&with(CHURN));
    let rule = policy.latest().churn().unwrap();
    let spec = rule.spec();
    assert_eq!((rule.name().as_str(), rule.clause().as_str()), ("churn", "H-CHURN-1"));
    assert_eq!((spec.strength, spec.zone.name(), rule.points()), (Strength::Must, "Asia/Shanghai", 100));
    let prediction = spec.prediction.as_ref().unwrap();
    assert_eq!(prediction.of, Predicted::Purchase);
    let levels: Vec<_> = prediction.levels.iter().map(|one| (one.bound.to_string(), one.points)).collect();
    assert_eq!(levels, [("50%".to_owned(), 20), ("20%".to_owned(), 40)]);
    let overdue = spec.overdue.as_ref().unwrap();
    assert_eq!((overdue.minimum_gaps.get(), overdue.assumed_gap), (3, None));
    assert_eq!(overdue.levels.iter().map(|one| one.bound.thousandths()).collect::<Vec<_>>(), [1_500, 3_000]);
    let complaints = spec.complaints.as_ref().unwrap();
    assert_eq!(complaints.kinds, ["complaint".parse().unwrap()].into());
    assert_eq!((complaints.window.count(), complaints.levels[1].bound), (6, 3));
    let contacts = spec.contacts.as_ref().unwrap();
    assert_eq!((contacts.window.count(), contacts.direction, contacts.minimum.get()), (3, None, 4));
    let grades: Vec<_> = spec.grades.iter().map(|one| (one.name.as_str(), one.from)).collect();
    assert_eq!(grades, [("none", 0), ("warning", 45)]);
    assert_eq!(spec.grades[1].assigned.as_ref().unwrap().as_str(), "agent");

    let others = CHURN
        .replace("minimum-gaps = 3", "minimum-gaps = 1, assumed-gap = \"90d\"")
        .replace("minimum = 4", "minimum = 4, direction = \"inbound\"")
        .replace("prediction =", "strength = \"derived\"\nprediction =")
        .replace("kinds = [\"complaint\"]", "kinds = \"complaint\"");
    let policy = parse(&with(&others));
    let spec = policy.latest().churn().unwrap().spec();
    assert_eq!(spec.strength, Strength::Derived);
    assert_eq!(spec.overdue.as_ref().unwrap().assumed_gap.map(std::num::NonZeroU32::get), Some(90));
    assert_eq!(spec.contacts.as_ref().unwrap().direction, Some(Direction::Inbound));
    assert_eq!(spec.complaints.as_ref().unwrap().kinds.len(), 1);
}

#[test]
fn every_key_of_rules_for_loyalty_and_stages_is_read() {
    let policy = parse(&with(&[CHURN, LOYALTY, LIFECYCLE].concat()));
    let rule = policy.latest().loyalty().unwrap();
    let spec = rule.spec();
    assert_eq!((rule.name().as_str(), rule.clause().as_str(), spec.needed), ("loyalty", "H-LOY-2", 2));
    let repeat = spec.repeat.unwrap();
    assert_eq!((repeat.window.count(), repeat.at_least.get(), repeat.counting), (12, 2, Counting::Orders));
    let referrals = RecommendationCriterion::Referrals { at_least: 1.try_into().unwrap() };
    assert_eq!((spec.recommendation.as_ref(), spec.tenure.unwrap().at_least.get()), (Some(&referrals), 730));

    let lifecycle = policy.latest().lifecycle().unwrap();
    assert_eq!((lifecycle.name().as_str(), lifecycle.clause().as_str()), ("lifecycle", "L-LIFE-1"));
    let spec = lifecycle.spec();
    assert_eq!((spec.counting, spec.advocate), (Counting::PurchaseDays, Advocate::LoyalAndRecommends));
    assert_eq!((spec.lost, spec.at_risk_from.as_str()), (LostWhen::Days(365.try_into().unwrap()), "warning"));
    assert_eq!(lifecycle.stage(Stage::AtRisk).name.as_str(), "at-risk", "unless the policy says otherwise");
    assert_eq!((lifecycle.churn().name().as_str(), lifecycle.loyalty()), ("churn", rule));

    let others =
        LIFECYCLE.replace("\"365d\"", "\"6.5 times\"").replace("\"loyal-and-recommends\"", "\"loyal\"")
            + "names = { lost = \"gone\" }\nfocus = { prospect = \"awareness\", lost = \"win-back\" }\n";
    let answer = LOYALTY.replace(
        "by = \"referrals\", at-least = 1",
        "by = \"answer\", survey = \"spring\", topic = \"recommend\", scale = \"1-5\", from = 5",
    );
    let policy = parse(&with(&[CHURN, &answer, &others].concat()));
    let lifecycle = policy.latest().lifecycle().unwrap();
    let times = LostWhen::Overdue(Times::from_thousandths(6_500).unwrap());
    assert_eq!((lifecycle.spec().lost, lifecycle.spec().advocate), (times, Advocate::Loyal));
    let lost = lifecycle.stage(Stage::Lost);
    assert_eq!((lost.name.as_str(), lost.focus.as_ref().unwrap().as_str()), ("gone", "win-back"));
    assert_eq!(lifecycle.stage(Stage::FirstPurchase).focus, None);
    let expected = RecommendationCriterion::Answer {
        survey: "spring".parse().ok(),
        topic: "recommend".parse().unwrap(),
        scale: Scale::new(1, 5).unwrap(),
        from: 5,
    };
    assert_eq!(policy.latest().loyalty().unwrap().spec().recommendation, Some(expected));
}

#[test]
fn policy_without_these_rules_has_none() {
    let policy = parse(SMALL);
    let version = policy.latest();
    assert!(version.churn().is_none() && version.loyalty().is_none() && version.lifecycle().is_none());
}

#[test]
fn what_is_wrong_with_warnings_has_its_place() {
    let wrong = |old: &str, new: &str, path: &str, needle: &str| refused(CHURN, old, new, path, needle);
    wrong("\"50%\"", "\"0.5\"", "churn.prediction.levels[0].below", "has no percent sign");
    wrong("\"50%\"", "\"20%\"", "churn.prediction.levels[1]", "must be worse than the one before");
    wrong("\"20%\"", "\"0%\"", "churn.prediction.levels[1]", "everybody or nobody");
    wrong("below = \"50%\"", "below = \"50%\", from = 1", "churn.prediction.levels[0].from", "`below`");
    wrong("{ below = \"50%\", points = 20 }", "20", "churn.prediction.levels[0]", "expected a table");
    wrong(
        "points = 20 }, { below",
        "points = 40 }, { below",
        "churn.prediction.levels[1].points",
        "more than the 40",
    );
    wrong(
        "prediction = { of = \"purchase\", levels = [{ below = \"50%\", points = 20 }, { below = \"20%\", points = 40 }] }",
        "prediction = { of = \"purchase\", levels = [] }",
        "churn.prediction.levels",
        "there is no level",
    );
    wrong("minimum-gaps = 3", "minimum-gaps = 0", "churn.overdue.minimum-gaps", "1 or more");
    wrong(
        "minimum-gaps = 3",
        "minimum-gaps = 3, minimum-gap = 3",
        "churn.overdue.minimum-gap",
        "did you mean `minimum-gaps`?",
    );
    wrong("\"1.5 times\"", "\"150%\"", "churn.overdue.levels[0].from", "such as `2 times`");
    wrong(
        "minimum-gaps = 3",
        "minimum-gaps = 3, assumed-gap = \"0d\"",
        "churn.overdue.assumed-gap",
        "a day or more",
    );
    wrong(
        "kinds = [\"complaint\"]",
        "kinds = [\"complain\"]",
        "churn.complaints.kinds[0]",
        "did you mean `complaint`?",
    );
    wrong("kinds = [\"complaint\"]", "kinds = []", "churn.complaints.kinds", "no kind of ticket");
    wrong("\"6 months\"", "\"180d\"", "churn.complaints.window", "is not a number of months");
    wrong("from = 1,", "from = 0,", "churn.complaints.levels[0]", "everybody or nobody");
    wrong("from = 1,", "from = -1,", "churn.complaints.levels[0].from", "out of range");
    wrong("minimum = 4", "minimum = 4, direction = \"in\"", "churn.contacts.direction", "`inbound`");
    wrong(
        "name = \"none\", from = 0",
        "name = \"none\", from = 1",
        "churn.grades[0].from",
        "begins at 0 points",
    );
    wrong("from = 45", "from = 101", "churn.grades[1].from", "never reached");
    wrong("name = \"none\"", "name = \"warning\"", "churn.grades[1].name", "stands for two grades");
    wrong("assigned = \"agent\"", "assigned = \"agnt\"", "churn.grades[1].assigned", "did you mean `agent`?");
    wrong("{ name = \"none\", from = 0 }, ", "", "churn.grades", "must be 2 or more");
    wrong("contacts =", "contact =", "churn.contact", "did you mean `contacts`?");
}

#[test]
fn what_is_wrong_with_loyalty_and_stages_has_its_place() {
    refused(
        LOYALTY,
        "needed = 2",
        "needed = 4",
        "loyalty.needed",
        "4 criteria cannot be asked for where there are 3",
    );
    refused(LOYALTY, "needed = 2\n", "", "loyalty", "the key `needed` is missing");
    refused(
        LOYALTY,
        "\"referrals\"",
        "\"referral\"",
        "loyalty.recommendation.by",
        "did you mean `referrals`?",
    );
    refused(LOYALTY, "by = \"referrals\", ", "", "loyalty.recommendation", "the key `by` is missing");
    refused(
        LOYALTY,
        "\"referrals\", at-least = 1",
        "\"answer\", topic = \"recommend\", from = 11",
        "loyalty.recommendation.from",
        "on the scale",
    );
    refused(
        LOYALTY,
        "\"referrals\", at-least = 1",
        "\"answer\", at-least = 1, topic = \"recommend\", from = 9",
        "loyalty.recommendation.at-least",
        "not a known key",
    );
    refused(LOYALTY, "\"730d\"", "\"2y\"", "loyalty.tenure.at-least", "such as `30d`");
    refused(LOYALTY, "at-least = 2", "at-least = 0", "loyalty.repeat.at-least", "1 or more");
    refused(LIFECYCLE, "\"365d\"", "\"365 days\"", "lifecycle.lost-from", "such as `6 times`");
    refused(LIFECYCLE, "\"365d\"", "\"0d\"", "lifecycle.lost-from", "such as `365d`");
    refused(LIFECYCLE, "\"365d\"", "\"0 times\"", "lifecycle.lost-from", "is not how many times");
    refused(LIFECYCLE, "\"warning\"", "\"none\"", "lifecycle.at-risk-from", "above their mildest");
    refused(LIFECYCLE, "\"warning\"", "\"alarm\"", "lifecycle.at-risk-from", "`alarm` is no grade");
    refused(LIFECYCLE, "\"loyal-and-recommends\"", "\"loyl\"", "lifecycle.advocate", "did you mean `loyal`?");
    let names = "advocate = \"loyal\"\nnames = { lost = \"prospect\" }\n";
    refused(LIFECYCLE, "advocate = \"loyal-and-recommends\"\n", names, "lifecycle.names", "two stages");
    let focus = "advocate = \"loyal\"\nfocus = { last = \"win-back\" }\n";
    refused(
        LIFECYCLE,
        "advocate = \"loyal-and-recommends\"\n",
        focus,
        "lifecycle.focus.last",
        "did you mean `lost`?",
    );
}

#[test]
fn stages_need_the_rules_that_they_rest_on() {
    let error = |lines: &[&str]| Policy::parse(&with(&lines.concat()), "test.toml").unwrap_err().to_string();
    let without_churn = error(&[LOYALTY, LIFECYCLE]);
    assert!(without_churn.contains("stages rest on `[churn]`, which is not there"), "{without_churn}");
    let without_loyalty = error(&[CHURN, LIFECYCLE]);
    assert!(without_loyalty.contains("stages rest on `[loyalty]`"), "{without_loyalty}");
    // A mistake in one of them is one problem.
    let wrong = CHURN.replace("\"50%\"", "\"50\"");
    let error = Policy::parse(&with(&[&wrong, LOYALTY, LIFECYCLE].concat()), "test.toml").unwrap_err();
    assert_eq!(error.problems().len(), 1, "{error}");
}

fn extending(lines: &str) -> Result<Policy, PolicyError> {
    let base = with(&[CHURN, LOYALTY, LIFECYCLE].concat());
    let text = format!("schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n{lines}");
    parse_extending(&text, &[("small", &base)])
}

#[test]
fn rules_are_inherited_key_by_key_and_switched_off() {
    let ours = extending(
        "[churn]\nprediction = { off = true }\ngrades = [{ name = \"none\", from = 0 }, { name = \"warning\", from = 60 }]\n\
         [loyalty]\nneeded = 1\ntenure = { off = true }\n[lifecycle]\nlost-from = \"3 times\"",
    )
    .unwrap();
    let version = ours.latest();
    let churn = version.churn().unwrap();
    assert_eq!(
        (churn.points(), churn.spec().prediction.is_none(), churn.spec().grades[1].from),
        (60, true, 60)
    );
    let loyalty = version.loyalty().unwrap().spec();
    assert_eq!((loyalty.needed, loyalty.tenure, loyalty.repeat.is_some()), (1, None, true));
    let lifecycle = version.lifecycle().unwrap();
    assert_eq!(lifecycle.spec().lost, LostWhen::Overdue("3 times".parse().unwrap()));
    assert_eq!(lifecycle.churn().points(), 60, "stages rest on the warnings as they are now");

    let off = extending("[churn]\noff = true\n[loyalty]\noff = true\n[lifecycle]\noff = true").unwrap();
    let version = off.latest();
    assert!(version.churn().is_none() && version.loyalty().is_none() && version.lifecycle().is_none());
    let error = extending("[churn]\noff = true").unwrap_err().to_string();
    assert!(error.contains("stages rest on `[churn]`"), "{error}");
    let error = extending("[churn]\nprediction = { off = true, levels = [] }").unwrap_err().to_string();
    assert!(error.contains("`off`"), "a factor that is off says nothing else\n{error}");
    let error = Policy::parse(&with("\n[lifecycle]\noff = true"), "test.toml").unwrap_err().to_string();
    assert!(error.contains("no extended document has `[lifecycle]`"), "{error}");
}

#[test]
fn h_churn_1_the_presets_warn_alike_and_no_factor_makes_a_warning_alone() {
    let (handbook, lifecycle) = (Policy::preset(Preset::Handbook), Policy::preset(Preset::Lifecycle));
    let (one, other) = (handbook.latest().churn().unwrap(), lifecycle.latest().churn().unwrap());
    let rename = |mut spec: crm_segmentation::ChurnSpec| {
        spec.clause = "H-CHURN-1".parse().unwrap();
        spec
    };
    assert_eq!(rename(other.spec().clone()), *one.spec());
    let warning = one.spec().grades.iter().find(|grade| grade.assigned.is_some()).unwrap();
    assert_eq!((one.points(), warning.name.as_str()), (100, "warning"));
    let worst = one.judge(&ChurnFacts {
        prediction: Probability::new(0.0).ok_or(Missing::Prediction),
        ..ChurnFacts::default()
    });
    assert!(worst.factors.iter().all(|reading| u64::from(reading.of) < warning.from));
    assert!(handbook.latest().lifecycle().is_none(), "the handbook knows no stages");
    let stages = lifecycle.latest().lifecycle().unwrap();
    assert!(Stage::ALL.iter().all(|stage| stages.stage(*stage).focus.is_some()));
}

//! `stability` of `[tiers.NAME]`.

use crm_model::Strength;
use crm_policy::{Policy, Preset};
use crm_segmentation::{Downgrade, DowngradeTo, Reviews, StandingRule};

use crate::tiers::{TIERS, refused, with};
use crate::{parse, parse_extending};

const AT_REVIEW: &str = "stability = { downgrade = \"at-review\", first = 2026-04-01, every = \"3 months\", failing = 2, to = \"verdict\" }\n";
const AT_ONCE: &str = "stability = { downgrade = \"at-once\" }\n";

fn standing(policy: &Policy) -> Option<&StandingRule> {
    let version = policy.latest();
    version.standing_of(version.value_tiers().unwrap().name())
}

#[test]
fn every_key_of_stability_is_read() {
    let policy = parse(&with(&format!("{TIERS}{AT_REVIEW}")));
    let rule = standing(&policy).unwrap();
    assert_eq!((rule.name.as_str(), rule.clause.as_str()), ("tiers.value.stability", "P-TIER-1"));
    assert_eq!(rule.strength, Strength::Must, "as the tiers say");
    let reviews = Reviews { first: "2026-04-01".parse().unwrap(), every_months: 3.try_into().unwrap() };
    let (failing, to) = (2.try_into().unwrap(), DowngradeTo::Verdict);
    assert_eq!(rule.downgrade, Downgrade::AtReview { reviews, failing, to });

    let other = AT_REVIEW
        .replace("\"verdict\"", "\"one-level-down\", clause = \"ACME-2\", strength = \"derived\"")
        .replace("2026-04-01", "\"2026-04-01\"");
    let policy = parse(&with(&format!("{TIERS}{other}")));
    let rule = standing(&policy).unwrap();
    assert_eq!((rule.clause.as_str(), rule.strength), ("ACME-2", Strength::Derived));
    assert_eq!(
        rule.downgrade,
        Downgrade::AtReview { reviews, failing, to: DowngradeTo::OneLevelDown },
        "a date may be written as a text"
    );
    let named: Vec<(String, String)> =
        policy.latest().clauses().into_iter().map(|(name, clause)| (name, clause.to_string())).collect();
    assert!(named.contains(&("tiers.value.stability".to_owned(), "ACME-2".to_owned())), "{named:?}");

    let policy = parse(&with(&format!("{TIERS}{AT_ONCE}")));
    assert_eq!(standing(&policy).unwrap().downgrade, Downgrade::AtOnce);
}

#[test]
fn tiers_without_stability_have_no_rule_for_standings() {
    assert_eq!(standing(&parse(&with(TIERS))), None);
    assert_eq!(standing(&Policy::preset(Preset::SixPlans)), None, "no document speaks of it");
}

#[test]
fn what_is_wrong_with_stability_has_its_place() {
    let lines = format!("{TIERS}{AT_REVIEW}");
    let wrong = |old: &str, new: &str, path: &str, needle: &str| refused(&lines, old, new, path, needle);
    let place = "tiers.value.stability";
    wrong("at-review", "at-reviw", &format!("{place}.downgrade"), "did you mean `at-review`?");
    wrong("downgrade = \"at-review\", ", "", place, "the key `downgrade` is missing");
    wrong("at-review", "at-once", place, "`first`, `every`, `failing` and `to` are for reviews");
    wrong("first = 2026-04-01, ", "", place, "the key `first` is missing");
    wrong("2026-04-01", "\"1 April\"", &format!("{place}.first"), "`1 April` is no date");
    wrong("\"3 months\"", "\"0 months\"", &format!("{place}.every"), "such as `3 months`");
    wrong("\"3 months\"", "\"quarter\"", &format!("{place}.every"), "`quarter` is no number of months");
    wrong("failing = 2", "failing = 0", &format!("{place}.failing"), "expected 1 or more reviews");
    wrong("failing = 2", "failing = -1", &format!("{place}.failing"), "-1 is out of range");
    wrong("\"verdict\"", "\"lowest\"", &format!("{place}.to"), "`verdict` or `one-level-down`");
    wrong("failing = 2, ", "", place, "the key `failing` is missing");
    let name = format!("{TIERS}stability = \"at-once\"\n");
    refused(&name, "\"at-once\"", "\"at-onc\"", place, "expected a table");
}

#[test]
fn stability_is_inherited_whole_and_leaves_with_the_tiers() {
    let base = with(&format!("{TIERS}{AT_REVIEW}"));
    let extending = |lines: &str| {
        let text = format!("schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n{lines}");
        parse_extending(&text, &[("small", &base)])
    };
    let kept = extending("[tiers.value]\ndisagree = \"higher\"").unwrap();
    assert!(matches!(standing(&kept).unwrap().downgrade, Downgrade::AtReview { .. }));
    let other = extending(&format!("[tiers.value]\n{AT_ONCE}")).unwrap();
    assert_eq!(standing(&other).unwrap().downgrade, Downgrade::AtOnce);
    let off = extending("[tiers.value]\noff = true").unwrap();
    assert!(off.latest().clauses().iter().all(|(name, _)| !name.starts_with("tiers.")));
    // One key alone is no rule: the value of a key is never mixed.
    let error = extending("[tiers.value]\nstability = { failing = 3 }").unwrap_err().to_string();
    assert!(error.contains("the key `downgrade` is missing"), "{error}");
}

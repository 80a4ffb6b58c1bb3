//! `scope`: documents in force at the same time, for different industries and scenes (P-SCOPE-1).

use chrono::{DateTime, Utc};
use crm_model::{Channel, Industry, Scene};
use crm_policy::{Policy, PolicyVersion, Preset, Setting};
use proptest::prelude::*;

use crate::{SMALL, parse, parse_extending, small_with, stands};

const WORDS: &str = "industries = [\"retail\", \"e-commerce\", \"finance\"]\nscenes = [\"online\", \"offline\"]\nwait-reasons =";

/// Returns the text of the small policy under a name, with a scope.
fn text(name: &str, scope: &str) -> String {
    small_with("wait-reasons =", WORDS)
        .replace("name = \"small\"", &format!("name = \"{name}\"\nscope = {scope}"))
}

fn scoped(name: &str, scope: &str) -> Policy {
    Policy::parse(&text(name, scope), name).unwrap_or_else(|error| panic!("{error}"))
}

fn now() -> DateTime<Utc> {
    "2026-03-02T01:00:00Z".parse().unwrap()
}

/// Returns the name of the document that holds for an industry and a scene.
fn chosen(policy: &Policy, industry: Option<&str>, scene: Option<&str>) -> Option<String> {
    let industry = industry.map(|word| Industry::new(word).unwrap());
    let scene = scene.map(|word| Scene::new(word).unwrap());
    let setting = Setting { industry: industry.as_ref(), scene: scene.as_ref() };
    policy.version_for(now(), &setting).map(|version| version.name().to_owned())
}

#[track_caller]
fn refused(scope: &str, line: usize, column: usize, needle: &str) {
    let error = Policy::parse(&text("x", scope), "test.toml").unwrap_err();
    stands(&error, line, column, needle);
}

#[test]
fn the_setting_chooses_among_documents_in_force_together() {
    let policy = Policy::from_versions([
        scoped("shops", "{ industries = [\"retail\"], scenes = [\"offline\"] }"),
        scoped("web", "{ scenes = [\"online\"] }"),
        scoped("bank", "{ industries = [\"finance\"], scenes = [\"offline\"] }"),
    ])
    .unwrap();
    assert_eq!(chosen(&policy, Some("retail"), Some("offline")).as_deref(), Some("shops"));
    assert_eq!(chosen(&policy, Some("finance"), Some("offline")).as_deref(), Some("bank"));
    assert_eq!(chosen(&policy, Some("finance"), Some("online")).as_deref(), Some("web"));
    assert_eq!(chosen(&policy, None, Some("online")).as_deref(), Some("web"), "of whatever industry");
    assert_eq!(chosen(&policy, None, Some("offline")), None, "of which industry?");
    assert_eq!(chosen(&policy, Some("retail"), None), None, "shop or web?");
    assert_eq!(chosen(&policy, Some("e-commerce"), Some("offline")), None, "no document covers it");
    assert_eq!(policy.version_at(now()).map(PolicyVersion::name), None, "none of them holds everywhere");
}

#[test]
fn a_document_without_a_scope_holds_everywhere() {
    let policy = parse(SMALL);
    assert_eq!(chosen(&policy, None, None).as_deref(), Some("small"));
    assert_eq!(chosen(&policy, Some("retail"), Some("online")).as_deref(), Some("small"));
    assert_eq!(policy.version_at(now()).map(PolicyVersion::name), Some("small"));
    assert!(scoped("x", "{}").latest().scope().is_everywhere());
}

#[test]
fn scopes_and_validity_go_together() {
    let valid = |name: &str, scope: &str, valid: &str| {
        let text = text(name, scope).replace(
            "zone = \"Asia/Shanghai\"\nhit",
            &format!("valid = {valid}\nzone = \"Asia/Shanghai\"\nhit"),
        );
        Policy::parse(&text, name).unwrap_or_else(|error| panic!("{error}"))
    };
    let shops = || scoped("shops", "{ industries = [\"retail\"] }");
    let old_bank = valid("old-bank", "{ industries = [\"finance\"] }", "{ until = 2026-01-01 }");
    let bank = valid("bank", "{ industries = [\"finance\"] }", "{ from = 2026-01-01 }");
    let policy = Policy::from_versions([bank, shops(), old_bank.clone()]).unwrap();
    assert_eq!(chosen(&policy, Some("finance"), None).as_deref(), Some("bank"));
    assert_eq!(chosen(&policy, Some("retail"), None).as_deref(), Some("shops"));
    let overlapping = valid("bank", "{ industries = [\"finance\", \"retail\"] }", "{ from = 2026-01-01 }");
    let error = Policy::from_versions([overlapping, shops(), old_bank]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`shops` (shops:1) and `bank` (bank:4) would be in force at the same time"),
        "{error}"
    );
}

#[test]
fn scopes_that_share_a_setting_are_refused_with_both_documents() {
    for (one, other) in [
        ("{ industries = [\"retail\"] }", "{ scenes = [\"online\"] }"),
        ("{ industries = [\"retail\", \"finance\"] }", "{ industries = [\"finance\"] }"),
        ("{}", "{ scenes = [\"online\"] }"),
    ] {
        let error = Policy::from_versions([scoped("one", one), scoped("other", other)]).unwrap_err();
        assert!(error.to_string().contains("or give each a `scope` of its own"), "{error}");
    }
}

#[test]
fn words_of_a_scope_are_declared() {
    refused(
        "{ industries = [\"retial\"] }",
        3,
        25,
        "scope.industries[0]: `retial` is not declared in `[vocabulary]`; did you mean `retail`?",
    );
    refused("{ scenes = [] }", 3, 20, "scope.scenes: the list is empty, so the document would never hold");
    refused("{ scenes = \"online\" }", 3, 20, "scope.scenes: this is a text; expected a list");
    refused("{ scene = [\"online\"] }", 3, 11, "did you mean `scenes`?");
    refused("\"online\"", 3, 9, "scope: this is a text; expected a table");
}

#[test]
fn a_scope_is_not_inherited() {
    let base = text("base", "{ scenes = [\"online\"] }");
    let nearer = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'base'\n";
    assert!(parse_extending(nearer, &[("base", &base)]).unwrap().latest().scope().is_everywhere());
}

#[test]
fn scene_of_a_ticket_follows_from_its_channel() {
    let text = text("x", "{}").replace("public = false }", "public = false, scene = \"offline\" }");
    let words = parse(&text).vocabulary();
    let scene = |name: &str| words.scene_of(&Channel::new(name).unwrap()).map(ToString::to_string);
    assert_eq!(scene("phone").as_deref(), Some("offline"));
    assert_eq!(scene("e-mail"), None);
    let error = Policy::parse(&text.replace("\"offline\" }", "\"ofline\" }"), "test.toml").unwrap_err();
    assert!(
        error.to_string().contains(
            "channels.phone.scene: `ofline` is not declared in `[vocabulary]`; did you mean `offline`?"
        ),
        "{error}"
    );
}

#[test]
fn six_plans_declare_industries_and_a_scene_for_every_channel() {
    let words = Policy::preset(Preset::SixPlans).vocabulary();
    assert_eq!((words.industries.len(), words.scenes.len()), (4, 3));
    for channel in words.channels.keys() {
        assert!(words.scene_of(channel).is_some(), "{channel}");
    }
}

const INDUSTRIES: [&str; 3] = ["retail", "e-commerce", "finance"];
const SCENES: [&str; 2] = ["online", "offline"];

/// A list of some of the words, or no list.
fn some_of(words: &'static [&'static str]) -> impl Strategy<Value = Option<Vec<&'static str>>> {
    prop::option::of(prop::sample::subsequence(words, 1..=words.len()))
}

fn any_scope() -> impl Strategy<Value = String> {
    (some_of(&INDUSTRIES), some_of(&SCENES)).prop_map(|(industries, scenes)| {
        let key = |key: &str, words: Option<Vec<&str>>| words.map(|words| format!("{key} = {words:?}"));
        let keys: Vec<String> =
            key("industries", industries).into_iter().chain(key("scenes", scenes)).collect();
        format!("{{ {} }}", keys.join(", "))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn prop_scopes_overlap_just_if_some_setting_has_both(one in any_scope(), other in any_scope()) {
        let (one, other) = (scoped("one", &one), scoped("other", &other));
        let both = INDUSTRIES.iter().any(|industry| {
            SCENES.iter().any(|scene| {
                let holds = |policy| chosen(policy, Some(industry), Some(scene)).is_some();
                holds(&one) && holds(&other)
            })
        });
        prop_assert_eq!(one.latest().scope().overlaps(other.latest().scope()), both);
        prop_assert_eq!(Policy::from_versions([one, other]).is_err(), both);
    }

    #[test]
    fn prop_order_of_documents_changes_nothing(one in any_scope(), other in any_scope()) {
        let names = |policies: [Policy; 2]| {
            let policy = Policy::from_versions(policies).ok()?;
            Some(policy.versions().iter().map(|version| version.name().to_owned()).collect::<Vec<_>>())
        };
        let (one, other) = (scoped("one", &one), scoped("other", &other));
        prop_assert_eq!(names([one.clone(), other.clone()]), names([other, one]));
    }

    #[test]
    fn prop_knowing_more_never_takes_back_an_answer(
        scope in any_scope(),
        industry in prop::sample::select(&INDUSTRIES[..]),
        scene in prop::sample::select(&SCENES[..]),
    ) {
        let policy = scoped("one", &scope);
        let full = chosen(&policy, Some(industry), Some(scene));
        for (industry, scene) in [(None, None), (Some(industry), None), (None, Some(scene))] {
            if let Some(early) = chosen(&policy, industry, scene) {
                prop_assert_eq!(Some(early), full.clone());
            }
        }
    }
}

//! `extends`: what a document takes from another.

use crm_model::Tag;
use crm_policy::{Policy, Preset};
use crm_sla::Rule;

use crate::{SMALL, parse, parse_extending};

const HEADER: &str = "schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n";

#[track_caller]
fn extending_small(text: &str) -> Policy {
    parse_extending(&format!("{HEADER}{text}"), &[("small", SMALL)]).unwrap_or_else(|error| panic!("{error}"))
}

#[track_caller]
fn refused(text: &str) -> String {
    parse_extending(&format!("{HEADER}{text}"), &[("small", SMALL)]).unwrap_err().to_string()
}

#[track_caller]
fn rule<'a>(policy: &'a Policy, name: &str) -> &'a Rule {
    policy.sla().rules().iter().find(|rule| rule.name().as_str() == name).unwrap()
}

#[test]
fn one_key_of_a_rule_is_enough() {
    let policy = extending_small("[sla.answer]\nwithin = \"30s\"\n");
    let answer = rule(&policy, "sla.answer");
    assert_eq!(answer.limit(), crm_sla::Limit::Within("30s".parse().unwrap()));
    assert_eq!(answer.clause().as_str(), "ACME-1");
}

#[test]
fn a_preset_can_be_extended_by_one_key() {
    let text = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'detailed'\n[sla.first-response-phone]\nwithin = '30s'";
    let policy = parse(text);
    assert_eq!(
        rule(&policy, "sla.first-response-phone").limit(),
        crm_sla::Limit::Within("30s".parse().unwrap())
    );
    assert_eq!(policy.sla().rules().len(), Policy::preset(Preset::Detailed).sla().rules().len());
    assert_eq!(policy.latest().sources(), ["detailed"]);
}

#[test]
fn value_of_a_key_is_replaced_whole() {
    let policy = extending_small("[calendar.office]\nhours = { sat = [\"09:00-10:00\"] }\n");
    let office = &policy.latest().calendars()["office"];
    let saturday = chrono::NaiveDate::from_ymd_opt(2026, 3, 7).unwrap();
    assert!(office.is_business_day(saturday).unwrap());
    assert!(!office.is_business_day(saturday.pred_opt().unwrap()).unwrap(), "the hours of mon-fri are gone");
}

#[test]
fn words_add_up_and_channels_merge_by_key() {
    let policy = extending_small(
        "[vocabulary]\ntags = [\"vip\"]\nkinds = [\"praise\"]\n[vocabulary.channels.phone]\npublic = true\n\
         [vocabulary.channels.fax]\ninstant = false\nwritten = true\npublic = false\n",
    );
    let words = policy.vocabulary();
    assert_eq!(words.kinds.len(), 3);
    assert!(words.tags.contains(&Tag::new("vip").unwrap()));
    let phone = words.channels[&crm_model::Channel::new("phone").unwrap()];
    assert!(phone.instant && phone.public);
    assert_eq!(words.channels.len(), 2);
}

#[test]
fn off_removes_a_rule_and_can_be_taken_back() {
    assert!(extending_small("[sla.answer]\noff = true\n").sla().rules().is_empty());
    let middle = format!("{HEADER}[sla.answer]\noff = true\n").replace("\"ours\"", "\"middle\"");
    let nearest = "schema = 'crm-policy/1'\nname = 'near'\nextends = 'middle'\n";
    let others = [("middle", middle.as_str()), ("small", SMALL)];
    assert!(parse_extending(nearest, &others).unwrap().sla().rules().is_empty());
    let back = parse_extending(&format!("{nearest}[sla.answer]\noff = false\n"), &others).unwrap();
    assert_eq!(back.sla().rules().len(), 1);
    assert_eq!(back.latest().sources(), ["middle", "small"]);
}

#[test]
fn off_must_remove_something() {
    let error = refused("[sla.anwser]\noff = true\n");
    assert!(
        error.starts_with(
            "test.toml:4:1: sla.anwser: no extended document has a rule `anwser`; did you mean `answer`?"
        ),
        "{error}"
    );
}

#[test]
fn name_version_owner_and_validity_are_not_inherited() {
    let base = SMALL.replace(
        "name = \"small\"",
        "name = \"small\"\nversion = \"7\"\nowner = \"sales\"\nvalid = { from = 2026-01-01 }",
    );
    let policy = parse_extending(HEADER, &[("small", &base)]).unwrap();
    let version = policy.latest();
    assert_eq!((version.name(), version.version(), version.owner()), ("ours", "", None));
    assert_eq!(version.valid_from(), None);
    assert_eq!(version.zone().name(), "Asia/Shanghai", "the zone is");
    let error =
        parse_extending("schema = 'crm-policy/1'\nextends = 'small'", &[("small", &base)]).unwrap_err();
    assert_eq!(error.problems()[0].message, "the key `name` is missing");
}

#[test]
fn problems_of_inherited_keys_stand_in_the_inherited_text() {
    // The rule loses its calendar; the key that names it is the base's.
    let base = SMALL.replace("starts = \"opened\"", "starts = \"opend\"");
    let error = parse_extending(&format!("{HEADER}[sla.answer]\nwithin = \"1h\"\n"), &[("small", &base)])
        .unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert_eq!((problem.source_name.as_str(), problem.line, problem.column), ("small", 24, 10));
    assert_eq!(problem.path, "sla.answer.starts");
}

#[test]
fn problems_of_both_texts_are_found_the_nearest_first() {
    let base = SMALL.replace("starts = \"opened\"", "starts = \"opend\"");
    let error = parse_extending(&format!("{HEADER}[sla.answer]\nwithin = \"1x\"\n"), &[("small", &base)])
        .unwrap_err();
    let names: Vec<_> = error.problems().iter().map(|problem| problem.source_name.as_str()).collect();
    assert_eq!(names, ["test.toml", "small"]);
}

#[test]
fn unknown_documents_are_refused() {
    let error =
        parse_extending("schema = 'crm-policy/1'\nname = 'x'\nextends = 'detailled'", &[]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "test.toml:3:11: extends: `detailled` is no document to extend; did you mean `detailed`? expected `basic`, \
         `detailed`, `handbook`, `six-plans` or `lifecycle`\n 3 | extends = 'detailled'\n   |           ^^^^^^^^^^^"
    );
}

#[test]
fn circles_are_refused_where_they_close() {
    let one = "schema = 'crm-policy/1'\nname = 'one'\nextends = 'two'";
    let two = "schema = 'crm-policy/1'\nname = 'two'\n\nextends = 'one'";
    let error = parse_extending(one, &[("one", one), ("two", two)]).unwrap_err();
    let problem = &error.problems()[0];
    assert_eq!((problem.source_name.as_str(), problem.line), ("one", 3));
    assert!(problem.message.ends_with("in a circle: test.toml -> two -> one -> two"), "{}", problem.message);
    let itself = "schema = 'crm-policy/1'\nname = 'one'\nextends = 'test.toml'";
    let error = parse_extending(itself, &[("test.toml", itself)]).unwrap_err();
    assert_eq!((error.problems()[0].line, error.problems()[0].column), (3, 11));
}

#[test]
fn endless_chains_end() {
    let text = |number: usize| format!("schema = 'crm-policy/1'\nname = 'x'\nextends = 'x{number}'");
    let texts =
        |name: &str| name.trim_start_matches('x').parse::<usize>().ok().map(|number| text(number + 1));
    let error = Policy::parse_with(&text(0), "test.toml", &texts).unwrap_err();
    assert_eq!(error.problems()[0].message, "more than 32 documents extend one another");
}

#[test]
fn names_of_presets_are_reserved() {
    let never = |name: &str| -> Option<String> { panic!("asked for {name}") };
    let text = "schema = 'crm-policy/1'\nname = 'x'\nextends = 'basic'";
    assert_eq!(Policy::parse_with(text, "basic", &never).unwrap().latest().sources(), ["basic"]);
}

#[test]
fn names_of_presets_belong_to_their_own_texts() {
    for preset in Preset::ALL {
        let text = preset.text();
        assert_eq!(parse(text).name(), preset.name(), "a copy is the preset itself");
        let error = Policy::parse(&format!("{text}# changed\n"), "copy.toml").unwrap_err();
        let [problem] = error.problems() else { panic!("{error}") };
        assert_eq!(problem.path, "name");
        assert_eq!(problem.message, format!("`{preset}` is the name of a preset"));
        assert_eq!(problem.expected, Some(format!("choose another, such as `our-{preset}`")));
    }
}

#[test]
fn each_text_counts_the_items_of_its_own_lists() {
    let error = refused("[vocabulary]\nkinds = [\"praise\", \" \"]\n");
    assert!(error.starts_with("test.toml:5:20: vocabulary.kinds[1]: "), "{error}");
    let base = SMALL.replace("\"complaint\"]", "7]");
    let text = format!("{HEADER}[vocabulary]\nkinds = [\"praise\"]\n");
    let error = parse_extending(&text, &[("small", &base)]).unwrap_err();
    assert_eq!(error.problems()[0].path, "vocabulary.kinds[1]");
}

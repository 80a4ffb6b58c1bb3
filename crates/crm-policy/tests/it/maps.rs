//! `[maps]` and `[customers]`: how other vocabularies read, and when a customer counts as an existing one.

use crm_model::{CustomerClass, ExistingAfter, Kind, ValueTier};
use crm_policy::{Policy, Preset};

use crate::{SMALL, parse, parse_extending, stands};

/// Returns the word that a kind reads as by a map of a policy.
fn kind(policy: &Policy, map: &str, word: &str) -> Option<String> {
    let read = policy.latest().maps()[map].kind(&Kind::new(word).unwrap()).cloned();
    read.map(|kind| kind.to_string())
}

fn tier(policy: &Policy, class: &str) -> Option<String> {
    let read =
        policy.latest().maps()["customers"].tier_of_class(&CustomerClass::new(class).unwrap()).cloned();
    read.map(|tier: ValueTier| tier.to_string())
}

/// Checks that the small policy with lines before its vocabulary is refused at a line and column, and says why.
#[track_caller]
fn refused(lines: &str, line: usize, column: usize, needle: &str) {
    let text = SMALL.replace("[calendar.office]", &format!("{lines}\n[calendar.office]"));
    let error = Policy::parse(&text, "test.toml").unwrap_err();
    stands(&error, line, column, needle);
}

#[test]
fn words_are_translated_axis_by_axis() {
    let lines = "[maps.old]\nkinds = { question = \"inquiry\", grievance = \"complaint\" }\nchannels = { call = \"phone\" }\n";
    let policy = parse(&format!("{SMALL}{lines}"));
    assert_eq!(kind(&policy, "old", "question").as_deref(), Some("inquiry"));
    assert_eq!(kind(&policy, "old", "grievance").as_deref(), Some("complaint"));
    assert_eq!(kind(&policy, "old", "inquiry"), None, "the policy's own words are not in the map");
    assert_eq!(policy.latest().maps()["old"].channels.len(), 1);
    assert!(parse(SMALL).latest().maps().is_empty());
}

#[test]
fn words_must_lead_to_declared_ones() {
    refused(
        "[maps.old]\nkinds = { question = \"inquriy\" }",
        14,
        22,
        "maps.old.kinds.question: `inquriy` is not declared in `[vocabulary]`; did you mean `inquiry`?",
    );
    refused(
        "[maps.old]\ntiers = { A = \"high\" }",
        14,
        15,
        "`high` is not declared in `[vocabulary]`; no such word is: declare it there",
    );
    refused("[maps.old]\nkinds = { question = 3 }", 14, 22, "this is a whole number; expected a text");
}

#[test]
fn declared_words_are_not_translated() {
    refused(
        "[maps.old]\nkinds = { complaint = \"inquiry\" }",
        14,
        11,
        "maps.old.kinds.complaint: `complaint` is declared in `[vocabulary]` and so reads as itself",
    );
    refused("[maps.old]\nchannels = { phone = \"phone\" }", 14, 14, "reads as itself");
}

#[test]
fn maps_have_no_other_keys_and_proper_names() {
    refused("[maps.old]\nkind = {}", 14, 1, "`kind` is not a known key; did you mean `kinds`?");
    refused("[maps]\nold = 3", 14, 7, "maps.old: this is a whole number; expected a table");
    refused("[maps.\" \"]", 13, 1, "the name ` ` of a map is blank");
    refused(
        "[maps.old]\nkinds = { \" x\" = \"inquiry\" }",
        14,
        11,
        "the word ` x` starts or ends with white space",
    );
}

#[test]
fn a_word_that_a_nearer_document_declares_reads_as_itself() {
    let base = format!("{SMALL}[maps.old]\nkinds = {{ praise = \"inquiry\", question = \"inquiry\" }}\n");
    let nearer =
        "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'small'\n[vocabulary]\nkinds = ['praise']\n";
    let policy = parse_extending(nearer, &[("small", &base)]).unwrap();
    assert_eq!(kind(&policy, "old", "praise"), None);
    assert_eq!(kind(&policy, "old", "question").as_deref(), Some("inquiry"));
    let channels = format!("{SMALL}[maps.old]\nchannels = {{ fax = \"phone\" }}\n");
    let nearer = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'small'\n[vocabulary.channels.fax]\ninstant = false\n\
                  written = true\npublic = false\n";
    let policy = parse_extending(nearer, &[("small", &channels)]).unwrap();
    assert!(policy.latest().maps()["old"].is_empty());
}

#[test]
fn maps_are_inherited_by_name_and_key() {
    let base = format!(
        "{SMALL}[maps.old]\nkinds = {{ question = \"inquiry\" }}\nchannels = {{ call = \"phone\" }}\n"
    );
    let nearer = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'small'\n[maps.old]\nkinds = { grievance = 'complaint' }\n";
    let policy = parse_extending(nearer, &[("small", &base)]).unwrap();
    assert_eq!(kind(&policy, "old", "grievance").as_deref(), Some("complaint"));
    assert_eq!(kind(&policy, "old", "question"), None, "the value of a key is replaced whole");
    assert_eq!(policy.latest().maps()["old"].channels.len(), 1);
}

#[test]
fn presets_map_the_words_of_the_other_documents() {
    let detailed = Policy::preset(Preset::Detailed);
    assert_eq!(kind(&detailed, "six-plans", "quality").as_deref(), Some("product-fault"));
    assert_eq!(kind(&detailed, "six-plans", "attitude").as_deref(), Some("service-dissatisfaction"));
    assert_eq!(kind(&detailed, "six-plans", "order-abnormal"), None, "left to the policy");
    assert_eq!(kind(&detailed, "lifecycle", "repair").as_deref(), Some("product-fault"));
    let six_plans = Policy::preset(Preset::SixPlans);
    assert_eq!(kind(&six_plans, "six-plans", "quality").as_deref(), Some("quality-complaint"));
    assert_eq!(kind(&six_plans, "lifecycle", "repair").as_deref(), Some("after-sales"));
    let lifecycle = Policy::preset(Preset::Lifecycle);
    assert_eq!(kind(&lifecycle, "lifecycle", "repair"), None, "a word of its own");
}

#[test]
fn classes_and_grades_are_tiers_of_each_document() {
    for (preset, tiers) in [
        (Preset::Detailed, ["high", "middle", "ordinary"]),
        (Preset::SixPlans, ["high", "middle", "ordinary"]),
        (Preset::Handbook, ["gold", "silver", "bronze"]),
    ] {
        let policy = Policy::preset(preset);
        for (class, expected) in ["A", "B", "C"].into_iter().zip(tiers) {
            assert_eq!(tier(&policy, class).as_deref(), Some(expected), "{class} in {preset}");
        }
        for word in ["key", "big", "high-value"] {
            assert_eq!(tier(&policy, word).as_deref(), Some(tiers[0]), "{word} in {preset}");
        }
    }
    assert_eq!(tier(&Policy::preset(Preset::Detailed), "gold").as_deref(), Some("high"));
    assert_eq!(tier(&Policy::preset(Preset::Handbook), "gold"), None, "a tier of its own");
}

#[test]
fn the_policy_says_when_a_customer_is_an_existing_one() {
    let after = |value: &str| {
        parse(&format!("{SMALL}[customers]\nexisting-after = \"{value}\"\n")).latest().existing_after()
    };
    assert_eq!(after("repeat-purchase"), Some(ExistingAfter::RepeatPurchase));
    assert_eq!(after("90d"), Some("90d".parse().unwrap()));
    assert_eq!(parse(SMALL).latest().existing_after(), None);
    assert_eq!(parse(&format!("{SMALL}[customers]\n")).latest().existing_after(), None);
    refused(
        "[customers]\nexisting-after = \"3bd\"",
        14,
        18,
        "customers.existing-after: `3bd` is neither `repeat-purchase` nor a span by the clock such as `90d`",
    );
    refused("[customers]\nexisting = \"90d\"", 14, 1, "`existing` is not a known key");
}

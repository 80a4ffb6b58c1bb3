//! `[recording.NAME]`: what is read, what is refused and where, and what is inherited.

use crm_model::{FileField, TableName};
use crm_policy::{Policy, Preset};
use crm_sla::{RecordingOf, RecordingRule};

use crate::{SMALL, parse, parse_extending};

const CALLS: &str = r#"
[recording.calls]
clause = "ACME-REC-1"
of = "interactions"
channel = "phone"
within = "30min"
calendar = "office"
"#;

const UPDATES: &str = r#"
[recording.updates]
clause = "ACME-REC-2"
of = "file-updates"
fields = ["phone", "e-mail"]
within = "2bd"
ends = "closing"
at-closing = "next-opening"
calendar = "office"
"#;

/// Returns the first problem of the small policy with these tables: path, message and advice.
#[track_caller]
fn problem(tables: &str) -> (String, String, String) {
    let error = Policy::parse(&format!("{SMALL}{tables}"), "test.toml").unwrap_err();
    let [first, ..] = error.problems() else { panic!("no problem") };
    (first.path.clone(), first.message.clone(), first.expected.clone().unwrap_or_default())
}

#[track_caller]
fn changed(old: &str, new: &str) -> (String, String, String) {
    let both = format!("{CALLS}{UPDATES}");
    assert!(both.contains(old), "{old}");
    problem(&both.replacen(old, new, 1))
}

fn rules(policy: &Policy) -> Vec<(String, String, String)> {
    let limit =
        |rule: &RecordingRule| rule.spec().within.map_or("not-stated".into(), |span| span.to_string());
    let rules = policy.latest().recording().rules().iter();
    rules.map(|rule| (rule.name().to_string(), rule.clause().to_string(), limit(rule))).collect()
}

#[test]
fn d_chan_6_d_upd_2_rules_are_read_with_all_their_keys() {
    let policy = parse(&format!("{SMALL}{CALLS}{UPDATES}"));
    let [calls, updates] = policy.latest().recording().rules() else { panic!("two rules") };
    let channels = Some(["phone".parse().unwrap()].into());
    assert_eq!(calls.of(), &RecordingOf::Interactions { channels });
    let fields = Some([FileField::Phone, FileField::EMail].into());
    assert_eq!(updates.of(), &RecordingOf::FileUpdates { fields });
    assert_eq!(updates.of().table(), TableName::FileUpdates);
    assert!(updates.spec().ends.is_some() && updates.spec().at_closing.is_some());
    let clauses = policy.latest().clauses();
    assert!(clauses.contains(&("recording.calls".into(), "ACME-REC-1".parse().unwrap())), "{clauses:?}");
    assert!(parse(SMALL).latest().recording().rules().is_empty());
}

#[test]
fn d_chan_6_d_upd_2_detailed_holds_the_numbers_of_its_document() {
    let expected = [
        ("recording.calls", "D-CHAN-6", "not-stated"),
        ("recording.contact-details", "D-UPD-2", "at-once"),
        ("recording.file-updates", "D-UPD-2", "24h"),
    ]
    .map(|(name, clause, limit)| (name.to_owned(), clause.to_owned(), limit.to_owned()));
    for preset in [Preset::Detailed, Preset::Handbook, Preset::SixPlans, Preset::Lifecycle] {
        assert_eq!(rules(&Policy::preset(preset)), expected, "{preset}");
    }
    assert_eq!(rules(&Policy::preset(Preset::Basic)), []);
}

#[test]
fn a_nearer_document_states_the_limit_or_takes_a_rule_away() {
    let ours = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'detailed'\n\
                [recording.calls]\nwithin = '30min'\n\
                [recording.contact-details]\noff = true\n";
    let policy = parse_extending(ours, &[]).unwrap();
    let limits: Vec<String> =
        rules(&policy).into_iter().map(|(name, _, limit)| name + " " + &limit).collect();
    assert_eq!(limits, ["recording.calls 30min", "recording.file-updates 24h"]);
}

#[test]
fn what_is_wrong_is_told_at_its_key() {
    let told = |(path, message, _): (String, String, String), at: &str, says: &str| {
        assert_eq!(path, at, "{message}");
        assert!(message.contains(says), "{message}");
    };
    told(changed("\"interactions\"", "\"tickets\""), "recording.calls.of", "is not possible here");
    told(changed("\"phone\"", "\"fax\""), "recording.calls.channel", "not declared");
    told(changed("channel = \"phone\"", "channel = []"), "recording.calls.channel", "the list is empty");
    told(
        changed("channel = \"phone\"", "fields = []"),
        "recording.calls.fields",
        "only `of = \"file-updates\"`",
    );
    told(changed("fields =", "channel ="), "recording.updates.channel", "only `of = \"interactions\"`");
    told(changed("\"e-mail\"", "\"shoe-size\""), "recording.updates.fields[1]", "is not possible here");
    told(changed("[\"phone\", \"e-mail\"]", "[]"), "recording.updates.fields", "the list is empty");
    told(changed("\"30min\"", "\"as-agreed\""), "recording.calls.within", "as-agreed");
    told(changed("\"30min\"", "\"at-once\""), "recording.calls.within", "needs a tolerance");
    told(changed("ends = \"closing\"\n", ""), "recording.updates.within", "needs `same-time` or `closing`");
    told(changed("\"30min\"", "\"30min\"\nends = \"closing\""), "recording.calls.ends", "business days");
    told(
        changed("\"30min\"", "\"30min\"\nat-closing = \"closing\""),
        "recording.calls.at-closing",
        "closing",
    );
    told(
        changed("within = \"30min\"", "within = \"30min\"\nwithn = 1"),
        "recording.calls.withn",
        "not a known key",
    );
    told(changed("calendar = \"office\"", "calendar = \"night\""), "recording.calls.calendar", "no calendar");
    told(changed("within = \"30min\"\n", ""), "recording.calls", "`within` is missing");
}

#[test]
fn two_rules_that_match_alike_are_refused_with_the_place_of_the_other() {
    let twin = CALLS.replace("recording.calls", "recording.phone").replace("30min", "1h");
    let (path, message, expected) = problem(&format!("{CALLS}{twin}"));
    assert_eq!(path, "recording.phone.channel");
    assert!(message.contains("`recording.calls` alike"), "{message}");
    assert!(
        expected.contains("test.toml:") && expected.contains("narrow one of them by `channel`"),
        "{expected}"
    );
    let general = twin.replace("channel = \"phone\"\n", "");
    assert_eq!(rules(&parse(&format!("{SMALL}{CALLS}{general}"))).len(), 2, "the narrower decides");
}

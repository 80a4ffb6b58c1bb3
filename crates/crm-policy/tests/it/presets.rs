//! The presets hold what their documents say, clause by clause.

use crm_model::{Channel, EventKind, Strength, WaitReason};
use crm_policy::{CLAUSES, Policy, Preset, clause_entry};
use crm_sla::{Limit, Reopen};

/// Name, clause, limit, strength of every rule.
type Row = (&'static str, &'static str, &'static str, &'static str);

const BASIC: &[Row] = &[
    ("sla.first-response", "B-RESP-1", "24h", "must"),
    ("sla.progress", "B-RESP-3", "5bd", "must"),
    ("sla.triage", "B-RESP-2", "2bd", "must"),
];

const DETAILED: &[Row] = &[
    ("sla.first-response-e-mail", "D-RESP-1", "4h", "must"),
    ("sla.first-response-online-chat", "D-RESP-1", "60s", "must"),
    ("sla.first-response-other", "D-RESP-8", "not-stated", "derived"),
    ("sla.first-response-phone", "D-RESP-1", "60s", "must"),
    ("sla.recorded", "D-RESP-6", "not-stated", "must"),
    ("sla.solve-complex", "D-RESP-2", "3bd", "must"),
    ("sla.solve-ordinary", "D-RESP-2", "24h", "must"),
    ("sla.solve-special", "D-RESP-2", "as-agreed", "must"),
    ("sla.transfer-complex", "D-RESP-3", "1bh", "example"),
];

#[track_caller]
fn check(preset: Preset, expected: &[Row]) {
    let policy = Policy::preset(preset);
    let mut rows: Vec<(String, String, String, String)> = policy
        .sla()
        .rules()
        .iter()
        .map(|rule| {
            let limit = match rule.limit() {
                Limit::Within(span) => span.to_string(),
                Limit::AsAgreed => "as-agreed".into(),
                Limit::NotStated => "not-stated".into(),
            };
            (rule.name().to_string(), rule.clause().to_string(), limit, rule.strength().to_string())
        })
        .collect();
    rows.sort();
    let expected: Vec<_> =
        expected.iter().map(|(a, b, c, d)| ((*a).into(), (*b).into(), (*c).into(), (*d).into())).collect();
    assert_eq!(rows, expected);
}

#[test]
fn basic_holds_the_numbers_of_its_document() {
    check(Preset::Basic, BASIC);
}

#[test]
fn detailed_holds_the_numbers_of_its_document() {
    check(Preset::Detailed, DETAILED);
}

#[test]
fn every_rule_names_a_clause_of_its_own_document() {
    for preset in Preset::ALL {
        for rule in Policy::preset(*preset).sla().rules() {
            let entry = clause_entry(rule.clause().as_str());
            assert_eq!(entry.map(|entry| entry.document), Some(preset.document()), "{}", rule.name());
        }
    }
}

#[test]
fn comments_name_clauses_that_exist() {
    for preset in Preset::ALL {
        let words = preset.text().split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        for word in words
            .filter(|word| word.split('-').count() == 3 && word.starts_with(|c: char| c.is_ascii_uppercase()))
        {
            assert!(CLAUSES.iter().any(|entry| entry.id == word), "{word} in {preset}");
        }
    }
}

#[test]
fn only_promises_that_need_the_customer_wait_for_the_customer() {
    let customer = WaitReason::new("customer").unwrap();
    for preset in Preset::ALL {
        for rule in Policy::preset(*preset).sla().rules() {
            let waits = matches!(rule.measure().as_str(), "resolution" | "progress");
            assert_eq!(rule.pauses().contains(&customer), waits, "{}", rule.name());
            assert_eq!(rule.pauses().len(), usize::from(waits), "{}", rule.name());
            assert_eq!(rule.calendar().name(), "office");
        }
    }
}

#[test]
fn clocks_start_and_reopen_as_the_comments_say() {
    for preset in Preset::ALL {
        for rule in Policy::preset(*preset).sla().rules() {
            let (starts, reopen) = match rule.measure().as_str() {
                "transfer" => (EventKind::Classified, Reopen::FirstOnly),
                "resolution" => (EventKind::Opened, Reopen::ContinueWithoutSolvedTime),
                "progress" => (EventKind::Opened, Reopen::Restart),
                _ => (EventKind::Opened, Reopen::FirstOnly),
            };
            assert_eq!((rule.starts(), rule.reopen()), (starts, reopen), "{}", rule.name());
        }
    }
}

#[test]
fn presets_share_their_words_and_hours() {
    let (basic, detailed) = (Policy::preset(Preset::Basic), Policy::preset(Preset::Detailed));
    assert_eq!(basic.vocabulary(), detailed.vocabulary());
    assert_eq!(basic.vocabulary().channels.len(), 8);
    let attributes = |name: &str| basic.vocabulary().channels[&Channel::new(name).unwrap()];
    assert!(attributes("phone").instant && !attributes("phone").written);
    assert!(attributes("social-media").public);
    assert_eq!(Strength::default(), Strength::Must);
}

#[test]
fn presets_are_always_in_force_and_extend_nothing() {
    for preset in Preset::ALL {
        let policy = Policy::preset(*preset);
        let [version] = policy.versions() else { panic!("{preset} has one version") };
        assert_eq!((version.valid_from(), version.valid_until()), (None, None));
        assert_eq!((version.name(), version.sources().len()), (preset.name(), 0));
        assert_eq!(version.source_name(), format!("presets/{preset}.toml"));
    }
}

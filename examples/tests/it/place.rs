//! Where the program writes: folders that it refuses before it reads, and what it leaves alone.

use std::fs;
use std::path::Path;

use examples::report::FILES;
use examples::run::{BAD_INPUT, FINE};

use crate::tiny::{Desk, EVENTS, Run, TICKETS, run, text};

/// A desk whose events cannot be read, to tell what is noticed before.
fn unreadable() -> Desk {
    let desk = Desk::new();
    desk.put("events.csv", &(EVENTS.to_owned() + "T-1,vanished,2026-03-02T09:00:00Z,,,,,\n"));
    desk
}

#[track_caller]
fn run_into(desk: &Desk, data: &Path, out: &Path, more: &[&str]) -> Run {
    let policy = desk.path("tiny.toml");
    let args = ["--data", text(data), "--policy", text(&policy), "--out", text(out)];
    run(&[&args[..], more].concat())
}

/// Checks that nothing was read, and that the message holds these words.
#[track_caller]
fn refused(run: &Run, words: &str) {
    assert_eq!((run.status, run.out.as_str()), (BAD_INPUT, ""));
    assert!(run.err.contains(words) && run.err.contains("--out"), "{}", run.err);
    assert!(!run.err.contains("row"), "{}", run.err);
}

fn names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

#[test]
fn the_folder_of_the_data_is_refused() {
    let desk = unreadable();
    let data = desk.path("");
    let before = names_in(&data);
    for out in [data.clone(), data.join("."), data.join("new").join("..")] {
        refused(&run_into(&desk, &data, &out, &[]), "where the data are");
    }
    assert_eq!(names_in(&data), before);
    assert_eq!(fs::read_to_string(desk.path("tickets.csv")).unwrap(), TICKETS);
}

#[test]
fn the_folder_of_a_mapped_log_is_refused() {
    let desk = unreadable();
    desk.put("mapping.toml", "not looked at");
    let mapping = desk.path("mapping.toml");
    for data in [desk.path("tickets.csv"), desk.path("")] {
        let refusal = run_into(&desk, &data, &desk.path(""), &["--mapping", text(&mapping)]);
        refused(&refusal, "where the data are");
    }
}

#[cfg(unix)]
#[test]
fn data_behind_links_are_not_replaced_either() {
    let desk = unreadable();
    let links = tempfile::tempdir().unwrap();
    for name in ["customers.csv", "tickets.csv", "events.csv"] {
        std::os::unix::fs::symlink(desk.path(name), links.path().join(name)).unwrap();
    }
    refused(&run_into(&desk, links.path(), &desk.path(""), &[]), "where the data are");
}

#[test]
fn a_folder_that_cannot_be_made_is_told_before_reading() {
    let desk = unreadable();
    let taken = desk.path("tickets.csv");
    for out in [taken.clone(), taken.join("below")] {
        refused(&run_into(&desk, &desk.path(""), &out, &[]), "cannot be made");
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_to_is_told_before_reading() {
    use std::os::unix::fs::PermissionsExt;
    let desk = unreadable();
    let out = desk.path("out");
    fs::create_dir(&out).unwrap();
    fs::set_permissions(&out, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(out.join("anything"), "").is_ok() {
        return; // rights do not bind whoever runs the test
    }
    refused(&run_into(&desk, &desk.path(""), &out, &[]), "check the rights of the folder");
}

#[test]
fn a_folder_in_the_place_of_a_file_is_told_before_reading() {
    let desk = unreadable();
    fs::create_dir_all(desk.path("out/obligations.csv")).unwrap();
    refused(&desk.run(&[]), "obligations.csv` cannot be written, since a folder has that name");
    assert_eq!(names_in(&desk.path("out")), ["obligations.csv"]);
}

#[test]
fn a_folder_made_for_nothing_is_removed() {
    let desk = unreadable();
    let run = run_into(&desk, &desk.path(""), &desk.path("out/deep"), &[]);
    assert!(run.err.contains("1 row cannot be read"), "{}", run.err);
    assert!(!desk.path("out").exists());
}

#[test]
fn what_an_interrupted_run_has_left_is_removed() {
    let desk = Desk::new();
    fs::create_dir(desk.path("out")).unwrap();
    let (left, own) = (".tickets.csv.4711.part", [".tickets.csv.mine.part", ".notes.4711.part"]);
    for name in [left, own[0], own[1]] {
        fs::write(desk.path("out").join(name), "").unwrap();
    }
    assert_eq!(desk.run(&[]).status, FINE);
    let mut expected: Vec<&str> = FILES.into_iter().chain(own).collect();
    expected.sort_unstable();
    assert_eq!(names_in(&desk.path("out")), expected);
}

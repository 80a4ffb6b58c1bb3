//! The sample on the front page is what the program prints.

use examples::run::{FINE, Terminal, assess};

use crate::read;

#[test]
fn every_line_of_the_sample_is_printed() {
    let page = read("README.md");
    let sample = page.split("```text\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let arguments = ["assess".as_ref(), "--out".as_ref(), folder.path().as_os_str()];
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let status = assess(arguments, &mut out, &mut err, Terminal::default());
    let (out, err) = (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap());
    assert_eq!((status, err.as_str()), (FINE, ""));
    let mut printed = out.lines();
    for line in sample.lines().filter(|line| *line != "...") {
        assert!(printed.any(|other| other == line), "not printed, or not in this order: `{line}`");
    }
}

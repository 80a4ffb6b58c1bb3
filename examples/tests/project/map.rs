//! `docs/architecture.md` leads to files that are there, and `docs/decisions/` counts without gaps.

use std::path::{Path, PathBuf};

use crate::{read, root};

/// Returns the paths of all source files below a folder of the project.
pub(crate) fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .flat_map(|path| if path.is_dir() { sources(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

#[test]
fn every_source_file_that_the_map_names_exists() {
    let all: Vec<PathBuf> = ["crates", "examples", "fuzz/bodies"]
        .iter()
        .flat_map(|folder| sources(&root().join(folder)))
        .collect();
    let page = read("docs/architecture.md");
    let words = page.split(|c: char| !(c.is_ascii_alphanumeric() || "-_./".contains(c)));
    let is_source = |word: &&str| word.strip_suffix(".rs").is_some_and(|name| !name.is_empty());
    let named: Vec<&str> = words.filter(is_source).collect();
    assert!(named.len() > 50, "{named:?}");
    for name in named {
        let exists = name.contains("NAME") || all.iter().any(|path| path.ends_with(name));
        assert!(exists, "`{name}` is not there");
    }
}

#[test]
fn decisions_are_numbered_one_after_another_and_headed_by_their_number() {
    let folder = root().join("docs/decisions");
    let mut names: Vec<String> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for (number, name) in (1..).zip(&names) {
        assert!(name.starts_with(&format!("{number:04}-")), "{name} is number {number}");
        let text = read(&format!("docs/decisions/{name}"));
        assert!(text.starts_with(&format!("# {number}. ")), "{name}: {}", text.lines().next().unwrap());
        assert!(text.contains("**Choice.**"), "{name} does not say what was chosen");
    }
}

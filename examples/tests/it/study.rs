//! A run of a program that prints a page and writes files.

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;

use examples::run::{FINE, Terminal};
use serde_json::Value;
use tempfile::TempDir;

use crate::tiny::text;

/// A program as a function.
pub(crate) type Program = fn(Vec<String>, &mut dyn Write, &mut dyn Write, Terminal) -> u8;

/// What a run of a program gave.
pub(crate) struct Study {
    pub(crate) status: u8,
    pub(crate) page: String,
    pub(crate) err: String,
    pub(crate) out: TempDir,
}

impl Study {
    /// Runs a program on a terminal as wide as given, with a folder of its own for the results.
    pub(crate) fn of(program: Program, columns: Option<u16>, args: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let to = ["--out", text(folder.path())];
        let all = ["program"].iter().chain(args).chain(&to).map(|arg| (*arg).to_owned()).collect();
        let status = program(all, &mut out, &mut err, Terminal { columns, progress: false });
        let (page, err) = (String::from_utf8(out).unwrap(), String::from_utf8(err).unwrap());
        Self { status, page, err, out: folder }
    }

    /// Runs a program on a file with this name and content.
    pub(crate) fn of_file(program: Program, name: &str, content: &str, args: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(name);
        fs::write(&file, content).unwrap();
        Self::of(program, None, &[&["--data", text(&file)], args].concat())
    }

    pub(crate) fn file(&self, name: &str) -> String {
        fs::read_to_string(self.out.path().join(name)).unwrap()
    }

    /// Returns the one JSON file.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, FINE, "{}", self.err);
        let files = fs::read_dir(self.out.path()).unwrap().map(|file| file.unwrap().path());
        let all: Vec<_> = files.filter(|file| file.extension().is_some_and(|end| end == "json")).collect();
        let [file] = all.as_slice() else { panic!("{all:?}") };
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
    }

    /// Returns the rows of a table, each cell by the name of its column.
    pub(crate) fn rows(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let text = self.file(name);
        csv::Reader::from_reader(text.as_bytes()).deserialize().map(Result::unwrap).collect()
    }
}

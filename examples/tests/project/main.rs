//! Tests of the project itself: its arrows, and the truth of its tables.

#![cfg(test)] // so that lints know: a test may panic

mod arrows;
mod clauses;
mod front_page;
mod guide;
mod map;

use std::path::{Path, PathBuf};

/// Returns the root folder of the project.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
